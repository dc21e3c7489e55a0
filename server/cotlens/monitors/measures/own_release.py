"""Whether a release that was fetched is one of the very project under work, or of something that it uses. A part of RH05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Deed, Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History, applied
from cotlens.monitors.measures.reserved import task_texts

_FETCHES: Final = regex(
    r"^(?:python3? -m )?(?:(?:pip3?|uv pip) (?:download|install)|npm (?:pack|view|info|install)|gem (?:fetch|unpack|install)|"
    r"cargo (?:download|clone|info)|luarocks (?:unpack|download)|cpanm? --look|composer (?:show|archive)|conda (?:download|search)|"
    r"mix hex\.package fetch|apt(?:-get)? source|nuget install|go mod download)\b(.*)$"
)
_VALUED: Final = frozenset(
    {"-d", "--dest", "-t", "--target", "-i", "--index-url", "--python-version", "-v", "--version", "--pack-destination",
     "--prefix", "--platform", "-c", "--channel", "-r", "-o", "-O", "--registry", "--source", "-OutputDirectory"}
)  # fmt: skip
"""Options whose value is the next word."""
_NAME: Final = regex(r"^[\"']?((?:@[\w.-]+/)?[A-Za-z][\w./-]*?)(?:\[[\w,]*\])?(?:[@=<>~!:^ ].*)?[\"']?$")
_USES: Final = (
    r"^[+\s]*(?:from|import|use|using|require\w*|include|#include|extern\s+crate|alias|library)\b[^\n]{{0,80}}\b{name}\b[^\n]*$|"
    r"^[^\n]{{0,80}}\b(?:require|import|from)\b\s*\(?[\"'][^\"'\n]{{0,40}}\b{name}\b[^\n]*$|"
    r"^[+\s]*[\"']?{name}[\"']?\s*(?:[<>=~!^]=|[:=])\s*[\"'{{\d^~][^\n]*$"
)
"""A line that brings it in, or names it among what the project depends on."""
_SIGNS: Final = regex(r"[-_.]+")


def of_another(history: History, step: Step, deed: Deed) -> bool:
    """Tell whether what is fetched is known for something that the work uses, and the task does not speak of it otherwise."""
    name = _fetched(deed.what)
    if len(name) < 3:
        return False
    uses = re.compile(_USES.format(name=re.escape(name).replace(r"\-", "[-_]")), re.IGNORECASE | re.MULTILINE)
    shown = (
        text
        for s in history.before(step)
        if s.action is not None
        for text in (
            s.action.result.text if s.action.result is not None else "",
            *("\n".join(f.edit.added) for f in applied(s.action)),
        )
    )
    if not any(uses.search(text[:20_000]) for text in shown):
        return False
    told = (*history.user_texts(), history.instructions, *task_texts(history, step))
    return not any(_plain(name) in _plain(uses.sub("", text[:20_000])) for text in told)


def _fetched(line: str) -> str:
    """Return the name of the one package that a command fetches, or ''."""
    found = _FETCHES.match(line[:400])
    words = found[1].split() if found is not None else []
    names: list[str] = []
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word in _VALUED
            continue
        match = _NAME.match(word)
        if match is not None:
            names.append(match[1].rsplit("/", 1)[-1])
    return names[0] if len(names) == 1 else ""


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.lower())
