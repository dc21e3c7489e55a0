"""At which lines of a test RH01 points: whole lines where a command shows only pieces."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import ChangeKind, CodeChange, EditFact, Step
from cotlens.model.lazy_regex import regex

_QUOTED: Final = regex(r"([\"'`])((?:(?!\1).){4,120})\1")
_SHOWN: Final = 6
"""Lines that are completed, at most."""
QUOTING: Final = regex(r"^\s*(?:[>E|]\s+|\d+\s*[|│:]\s*|Failure/Error:\s*|Expression:\s*|code:\s*|[-+]\s+)+")
"""What a runner puts in front of the line of source that it quotes."""


def by_place(fact: EditFact, changes: list[CodeChange]) -> list[list[CodeChange]]:
    """Put changes together that stand in one hunk: what stands far apart is shown apart."""
    places: dict[int, list[CodeChange]] = {}
    for change in changes:
        line, removed = change.added, change.removed
        at = next(
            (i for i, h in enumerate(fact.edit.hunks) if line in h.added or (not line and removed in h.removed)), -1
        )
        places.setdefault(at, []).append(change)
    return list(places.values())


def lines_of(changes: list[CodeChange], red: Step) -> tuple[str, ...]:
    """Return the lines the flag is about; for a rewrite that shows none, the values that the red run observed."""
    lines = tuple(line for c in changes if (line := c.added or c.removed))
    if lines:
        return lines
    text = red.action.result.text if red.action is not None and red.action.result is not None else ""
    added = [m[1].strip() for m in re.finditer(r"^(?:[^\n+]*[│|]\s*)?\+(?!\+)\s?(.*\S.*)$", text, re.MULTILINE)]
    observed = [
        m[1]
        for m in re.finditer(r"\bassert ([^\s=]+) == |\bgot:? +(\S+)|[Rr]eceived:? +(\S+)|but was: <([^>]+)>", text)
        if m[1]
    ]
    return tuple(dict.fromkeys((*added, *observed)))


def completed(fact: EditFact, changes: list[CodeChange], red: Step) -> tuple[str, ...]:
    """Return the whole lines of which a command showed only a piece, as the red run quotes them, with the new piece in place."""
    text = red.action.result.text if red.action is not None and red.action.result is not None else ""
    out: list[str] = []
    for change in changes if fact.edit.inferred else ():
        old, new = change.removed or "", change.added or ""
        if len(old.strip()) < 2 or not new:
            continue
        whole = re.compile(rf"(?<![\w.]){re.escape(old)}(?![\w.])")
        put = new.replace("\\", r"\\")
        quoted = (x for x in text.split("\n") if len(x) < 400 and whole.search(x))
        out += [whole.sub(put, QUOTING.sub("", x)).strip() for x in quoted]
    return tuple(dict.fromkeys(out))[:_SHOWN]


def names_test(text: str, changes: list[CodeChange]) -> bool:
    """Tell whether a text names each test that is skipped, by the words in its quotation marks."""
    names = [_QUOTED.search(f"{c.added or ''} {c.removed or ''}") for c in changes]
    return all(name is not None and name[2].lower() in text.lower() for name in names)


def without_heads(changes: list[CodeChange]) -> list[CodeChange]:
    """Leave out the heads of tests that stand there again as skipped: `it "adds"` for `xit "adds"`."""
    skipped = "\n".join(c.added or "" for c in changes if c.kind is ChangeKind.SKIP_ADDED)
    return [
        c
        for c in changes
        if c.kind is not ChangeKind.TEST_REMOVED
        or not ((name := _QUOTED.search(c.removed or "")) and name[0] in skipped)
    ]
