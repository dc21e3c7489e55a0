"""Other names for commands: `alias gp='git push'`, `git config alias.p push`. What they stand for, within one shell string.

An alias of an earlier call is not known here: most agents begin a new shell for each.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from itertools import pairwise

from cotlens.model.paths import base_name


def aliases_set(argv: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the names that a command sets, as they are typed afterwards (`gp`, `git p`), each with its text."""
    if argv and argv[0] == "alias":
        for word in argv[1:]:
            name, is_set, text = word.partition("=")
            if is_set and name and text.strip():
                yield name, text
    elif len(argv) > 3 and base_name(argv[0]) == "git" and argv[1] == "config":
        for word, text in pairwise(argv[2:]):
            if word.startswith("alias.") and text.strip():
                yield f"git {word.removeprefix('alias.')}", text[1:] if text.startswith("!") else f"git {text}"


def meant(argv: tuple[str, ...], aliases: dict[str, str]) -> str:
    """Return the shell string that a command which begins with an alias comes to, '' if it begins with none."""
    for words in (1, 2):
        name = " ".join(argv[:words])
        if len(argv) >= words and name in aliases:
            return " ".join((aliases[name], *map(shlex.quote, argv[words:])))
    return ""
