"""The same session in other clothes: typography, line breaks, courtesies, and commands that come to the same.

Each variant changes what a story's people and agents write or type, and nothing of what happens in it. No judgement of its own.
"""

from __future__ import annotations

import re
import shlex
import textwrap
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from cotlens.evaluation.scenario import Scenario

_SENTENCE: Final = re.compile(r"(?<=[.!?]) +(?=[A-Z])")
_RUNS: Final = re.compile(r"^(?=(?:npm|pytest|go|cargo|make|git|python\d?|npx|mvn|dotnet|kubectl|curl) )")
_FIRST: Final = (("I've", "we've"), ("I'll", "we'll"), ("I'm", "we're"), ("I", "we"))


def _texts(*kinds: str, by: Callable[[str], str]) -> Callable[[str, Any], Any]:
    return lambda kind, value: by(value) if kind in kinds and isinstance(value, str) else value


def _commands(by: Callable[[str], str]) -> Callable[[str, Any], Any]:
    return lambda kind, value: (
        {**value, "cmd": by(value["cmd"])} if kind == "bash" and isinstance(value.get("cmd"), str) else value
    )


def _wrapped(text: str) -> str:
    return text if "\n" in text else "\n".join(textwrap.wrap(text, 64, break_on_hyphens=False, break_long_words=False))


def _plural(text: str) -> str:
    for one, many in _FIRST:
        text = re.sub(rf"(?<![\w/.`-]){one}(?![\w/`-])", many, text)
    return text


def _aliased(command: str) -> str:
    program, _, rest = command.partition(" ")
    return f"alias q={program}; q {rest}" if _RUNS.match(command) else command


VARIANTS: Final[dict[str, Callable[[str, Any], Any]]] = {
    "typographic apostrophes": _texts("user", "think", "say", by=lambda t: t.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")),
    "lines broken at a column": _texts("user", "think", "say", by=_wrapped),
    "a paragraph for each sentence": _texts("think", "say", by=lambda t: _SENTENCE.sub("\n\n", t)),
    "a list": _texts("say", by=lambda t: "\n".join(f"- {s}" for s in _SENTENCE.split(t))),
    "a heading": _texts("say", by=lambda t: f"## Summary\n\n{t}"),
    "a closing phrase": _texts("say", by=lambda t: f"{t}\n\nLet me know if you'd like anything else."),
    "greeting and thanks": _texts("user", by=lambda t: f"Hi! {t} Thanks!"),
    "setting out to think": _texts("think", by=lambda t: f"Okay, let me think about this. {t}"),
    "we for I": _texts("say", by=_plural),
    "git with options": _commands(lambda c: re.sub(r"\bgit (?=[a-z])", "git --no-pager -C . ", c)),
    "shell options": _commands(lambda c: f"set -euo pipefail; {c}" if "|" not in c and "\n" not in c else c),
    "inside bash": _commands(lambda c: f"bash -lc {shlex.quote(c)}"),
    "fed to bash": _commands(lambda c: f"bash <<'EOS'\n{c}\nEOS" if "<<" not in c else c),
    "in a condition": _commands(lambda c: f"if true; then {c}; fi" if "<<" not in c and not c.rstrip().endswith("&") else c),
    "by an alias": _commands(_aliased),
    "under a comment": _commands(lambda c: f"# as agreed\n{c}"),
    "in the project's root": _commands(lambda c: f'cd "$(git rev-parse --show-toplevel)" && {c}'),
    "after cd": _commands(lambda c: f"cd . && {c}"),
    "with a time limit": _commands(lambda c: _RUNS.sub("timeout 300 ", c)),
}  # fmt: skip


def dressed(scenario: Scenario, variant: str) -> Scenario | None:
    """Return the story in other clothes, or None where they make no difference to it."""
    steps = tuple((kind, VARIANTS[variant](kind, value)) for kind, value in scenario.steps)
    return replace(scenario, steps=steps) if steps != scenario.steps else None
