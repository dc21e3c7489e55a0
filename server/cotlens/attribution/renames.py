"""Names that were changed throughout a text: found where a line stands between the same neighbours with another word in it.

A line with its new names is as good as equal, however little of it is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cotlens.attribution.words import tokens

MOST: Final = 8
"""Names looked for in one alignment; a person changes one, a refactoring a few."""

PAIRS: Final = 300
"""Lines compared to learn of names."""

_NAME: Final = re.compile(r"[^\W\d]\w*")


def learned(a: Sequence[str], b: Sequence[str], gaps: Iterable[tuple[int, int, int, int]]) -> dict[str, str]:
    """Find names of `a` that are others in `b`: gone from all of `b`, while the new one was nowhere in `a`."""
    votes: Counter[tuple[str, str]] = Counter()
    left = PAIRS
    for a0, a1, b0, b1 in gaps:
        if a1 - a0 == b1 - b0 <= left:
            left -= a1 - a0
            for old, new in zip(a[a0:a1], b[b0:b1], strict=True):
                votes.update(set(_changed(old, new)))
    if not votes:
        return {}
    old_text, new_text = "\n".join(a), "\n".join(b)
    found: dict[str, str] = {}
    for (old, new), _ in votes.most_common(MOST):
        if old not in found and not _occurs(old, new_text) and not _occurs(new, old_text):
            found[old] = new
    return found


def with_new_names(lines: Sequence[str], names: dict[str, str]) -> list[str]:
    """Spell lines as they are after a change of names."""
    any_name = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
    return [any_name.sub(lambda m: names[m[0]], x) for x in lines]


def _changed(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Give the names in which two lines differ that are otherwise equal; nothing if they differ in anything else."""
    one, other = tokens(old), tokens(new)
    if len(one) != len(other):
        return
    pairs = {(x, y) for x, y in zip(one, other, strict=True) if x != y}
    if len(pairs) * 2 <= len(one) and all(_NAME.fullmatch(x) and _NAME.fullmatch(y) for x, y in pairs):
        yield from pairs


def _occurs(name: str, text: str) -> bool:
    return name in text and re.search(rf"\b{re.escape(name)}\b", text) is not None
