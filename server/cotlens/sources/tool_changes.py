"""What an editing tool does to files, built from the few shapes in which agents put it: texts, old and new strings, patches.

Knows no agent; each agent's module says which of its tools has which shape.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cotlens.model import apply_patch
from cotlens.model.edit import EditOp, EditState, Hunk
from cotlens.sources import patches
from cotlens.sources.scribe import Scribe
from cotlens.sources.values import printable


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one file."""

    path: str
    op: EditOp
    hunks: tuple[Hunk, ...] = ()
    before: str | None = None
    after: str | None = None
    new_path: str | None = None
    user_modified: bool = False


@dataclass(frozen=True, slots=True)
class Swap:
    """One text that gives way to another."""

    old: str
    new: str
    every: bool = False


def record(
    scribe: Scribe,
    key: str,
    call: str,
    changes: Iterable[Change],
    state: EditState,
    *,
    tool: str,
    cwd: str | None = None,
    confidence: float | None = None,
) -> None:
    """Write down the changes of one call; those without a path are none. `confidence` as in `Scribe.edit`."""
    for ordinal, change in enumerate(c for c in changes if c.path.strip()):
        scribe.edit(
            key,
            call,
            printable(change.path),
            change.op,
            state,
            tuple(Hunk(tuple(map(printable, h.lines)), h.old_start, h.new_start) for h in change.hunks),
            ordinal=ordinal,
            before=None if change.before is None else printable(change.before),
            after=None if change.after is None else printable(change.after),
            new_path=printable(change.new_path) if change.new_path else None,
            user_modified=change.user_modified,
            tool=tool,
            cwd=cwd,
            confidence=confidence,
        )


# --- shapes -----------------------------------------------------------------------------------------------------------


def wrote(path: str, content: str, *, existed: bool | None = None, before: str | None = None) -> Change:
    """A file written as a whole; `existed` None: the log does not say whether there was one before."""
    if before is not None and (before or existed):
        return Change(path, EditOp.MODIFY, between(before, content), before, content)
    if existed:
        return Change(path, EditOp.MODIFY, patches.created(content), None, content)
    known = "" if existed is False or before is not None else None
    return Change(path, EditOp.CREATE, patches.created(content), known, content)


def from_texts(path: str, before: str, after: str, *, existed: bool = True) -> Change:
    """A file whose full texts the log has."""
    if not before and not existed:
        return Change(path, EditOp.CREATE, patches.created(after), "", after)
    return Change(path, EditOp.MODIFY, between(before, after), before, after)


def removed(path: str, before: str | None = None) -> Change:
    """A deleted file."""
    return Change(path, EditOp.DELETE, patches.deleted(before or ""), before)


def swapped(path: str, swaps: Sequence[Swap], *, before: str | None = None, diff: str = "") -> Change:
    """A file in which texts were replaced, one after the other.

    The log's own diff is preferred, then the full text before, then the bare strings, which have no line numbers.
    """
    if len(swaps) == 1 and not swaps[0].old and not before and not diff:
        return wrote(path, swaps[0].new)
    after = before
    for swap in swaps:
        if after is not None:
            found = bool(swap.old) and swap.old in after
            after = after.replace(swap.old, swap.new, -1 if swap.every else 1) if found else None
    if before is not None and after is not None:
        return Change(path, EditOp.MODIFY, between(before, after), before, after)
    hunks = logged(diff, [text for swap in swaps for text in (swap.old, swap.new)]) if diff else ()
    if not hunks:
        hunks = tuple(hunk for swap in swaps for hunk in patches.replaced(swap.old, swap.new))
    return Change(path, EditOp.MODIFY, hunks, before)


def patched(patch: str, cwd: str | None) -> list[Change]:
    """The files of a patch in the words of `apply_patch`."""
    return [
        Change(c.path, c.op, c.hunks, c.before, c.after, new_path=c.new_path) for c in apply_patch.parse(patch, cwd)
    ]


# --- hunks ------------------------------------------------------------------------------------------------------------


def logged(diff: str, written: Sequence[str] = ()) -> tuple[Hunk, ...]:
    """Read a unified diff of one file that may have lost the indentation that all of its lines share.

    `written` are texts in which the changed lines stand as they are in the file: they give the lost indentation back.
    """
    hunks = patches.unified(diff)
    real: dict[str, str] = {}
    for text in written:
        for line in patches.lines_of(text):
            real.setdefault(line.strip(), line)
    lead = next((found for h in hunks for line in h.lines if (found := _lead(line, real)) is not None), "")
    if not lead:
        return hunks
    return tuple(
        Hunk(tuple(x[0] + lead + x[1:] if x[1:].strip() else x for x in h.lines), h.old_start, h.new_start)
        for h in hunks
    )


def _lead(line: str, real: dict[str, str]) -> str | None:
    body = line[1:]
    if line[0] == " " or not body.strip():
        return None
    whole = real.get(body.strip())
    return whole[: len(whole) - len(body)] if whole is not None and whole.endswith(body) else None


def between(before: str, after: str) -> tuple[Hunk, ...]:
    """Work out the numbered hunks, without context, that turn one text into the other, in about linear time.

    Lines that stand once in either text are what the rest is lined up by.
    """
    old, new = patches.lines_of(before), patches.lines_of(after)
    hunks: list[Hunk] = []
    a = b = 0
    for i, j in [*_anchors(old, new), (len(old), len(new))]:
        hunks += _gap(old, new, (a, i), (b, j))
        a, b = i, j
    return tuple(hunks)


def _gap(old: list[str], new: list[str], left: tuple[int, int], right: tuple[int, int]) -> Iterator[Hunk]:
    (a, a1), (b, b1) = left, right
    while a < a1 and b < b1 and old[a] == new[b]:
        a, b = a + 1, b + 1
    while a < a1 and b < b1 and old[a1 - 1] == new[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    if a < a1 or b < b1:
        lines = (*(f"-{x}" for x in old[a:a1]), *(f"+{x}" for x in new[b:b1]))
        # The convention of unified diffs: the start of an empty side is the line before it.
        yield Hunk(lines, a + (a1 > a), b + (b1 > b))


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Pairs of equal lines that are unique on both sides, as many as stand in the same order."""
    once = Counter(old)
    twice = Counter(new)
    place = {line: j for j, line in enumerate(new) if twice[line] == 1 and once[line] == 1}
    pairs = [(i, place[line]) for i, line in enumerate(old) if line in place]
    # The longest rising run of the second numbers (patience sorting).
    tops: list[int] = []
    piles: list[int] = []
    previous: list[int] = []
    for n, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        previous.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            piles.append(n)
        else:
            tops[pile], piles[pile] = j, n
    chain: list[tuple[int, int]] = []
    at = piles[-1] if piles else -1
    while at >= 0:
        chain.append(pairs[at])
        at = previous[at]
    return chain[::-1]
