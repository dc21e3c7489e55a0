"""Uniquely named lines under random edits by agents and by a human: an owner is never a wrong edit."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cotlens.attribution.changes import between
from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.place import place
from cotlens.attribution.words import has_word
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import CallId, EditId, EventId, SessionId


@dataclass
class Line:
    """A line, and which edit wrote it (None: a human). Its word occurs nowhere else, so it says whose it is."""

    text: str
    owner: EditId | None


@dataclass
class World:
    """A file whose true owners are known at every moment."""

    lines: list[Line] = field(default_factory=list)
    names: count[int] = field(default_factory=count)
    edits: list[tuple[EditId, tuple[str, ...]]] = field(default_factory=list)

    def fresh(self, owner: EditId | None, indent: int = 0) -> Line:
        # No two lines resemble one another: similarity is a guess, and here the truth is to be certain.
        raw = blake2b(str(next(self.names)).encode(), digest_size=30).digest()
        return Line(" " * indent + b32encode(raw).decode(), owner)

    def text(self) -> str:
        return "\n".join(x.text for x in self.lines)


STEP = st.tuples(
    st.sampled_from(["agent", "agent", "human"]),
    st.sampled_from(["insert", "delete", "replace", "move", "indent"]),
    st.integers(0, 40),
    st.integers(1, 6),
    st.integers(0, 40),
)


def change(world: World, kind: str, at: int, size: int, to: int, owner: EditId | None) -> None:
    lines = world.lines
    # The first and the last line stay, so that the file is never empty.
    at, to = 1 + at % (len(lines) - 1), 1 + to % (len(lines) - 1)
    block = lines[at:-1][:size]
    if kind in {"delete", "replace", "move"}:
        del lines[at : at + len(block)]
    if kind in {"insert", "replace"}:
        lines[at:at] = [world.fresh(owner, 4 * (k % 2)) for k in range(size)]
    if kind == "move":
        to = min(to, len(lines) - 1)
        lines[to:to] = block
    if kind == "indent":
        for k, line in enumerate(block):
            lines[at + k] = Line("    " + line.text, line.owner)


def as_edit(world: World, name: EditId, before: list[Line], context: int, texts: bool) -> FileEdit:
    """Log the change as an agent does, and note that all its added lines are the edit's now."""
    old, new = [x.text for x in before], [x.text for x in world.lines]
    parts = between(old, new)
    for part in parts:
        b0 = (part.new_start or 0) - bool(part.new)
        for k in range(b0, b0 + len(part.new)):
            world.lines[k] = Line(new[k], name)
    hunks = with_context(parts, old, context)
    added = tuple(x for h in hunks for x in h.added)
    world.edits.append((name, added))
    return FileEdit(
        id=name,
        session=SessionId("s"),
        event=EventId(name),
        call=CallId(name),
        time=None,
        path="f",
        op=EditOp.MODIFY,
        state=EditState.APPLIED,
        hunks=tuple(hunks),
        before="\n".join(old) if texts else None,
        after="\n".join(new) if texts else None,
    )


def with_context(parts: Sequence[Hunk], old: list[str], context: int) -> list[Hunk]:
    """Give numbered hunks their surroundings; hunks whose surroundings meet are one, as in any unified diff."""
    hunks: list[Hunk] = []
    end = 0
    for part in parts:
        a0 = (part.old_start or 0) - bool(part.old)
        b0 = (part.new_start or 0) - bool(part.new)
        head = min(context, a0)
        foot = old[a0 + len(part.old) : a0 + len(part.old) + context]
        if hunks and a0 - head <= end:
            last = hunks.pop()
            kept = last.lines[: len(last.lines) - max(0, end - a0)]
            between_them = tuple(f" {x}" for x in old[end:a0])
            lines = (*kept, *between_them, *part.lines, *(f" {x}" for x in foot))
            hunks.append(Hunk(lines, last.old_start, last.new_start))
        else:
            lines = (*(f" {x}" for x in old[a0 - head : a0]), *part.lines, *(f" {x}" for x in foot))
            hunks.append(Hunk(lines, a0 - head + 1, b0 - head + 1))
        end = a0 + len(part.old) + len(foot)
    return hunks


def run(steps: list[tuple[str, str, int, int, int]], *, texts: bool, seen: bool) -> tuple[World, LineLedger]:
    """Play the steps. `seen`: the ledger is shown the text after each change of the human's."""
    world, ledger = World(), LineLedger()
    world.lines = [world.fresh(None) for _ in range(12)]
    ledger.transition(world.text())
    past = {world.text()}
    for number, (who, kind, at, size, to) in enumerate(steps):
        before = list(world.lines)
        name = EditId(f"edit{number}") if who == "agent" else None
        change(world, kind, at, size, to, name)
        if world.lines == before:
            continue
        # Whether the owners of then return with an earlier text is a test of its own.
        assume(world.text() not in past)
        past.add(world.text())
        if name is not None:
            ledger.apply(as_edit(world, name, before, 2, texts))
        elif seen:
            ledger.transition(world.text())
    ledger.transition(world.text())
    return world, ledger


def wrong(world: World, ledger: LineLedger) -> list[tuple[str, str | None, str]]:
    return [
        (line.text, line.owner, cell.edit)
        for line, cell in zip(world.lines, ledger.state.cells, strict=True)
        if cell is not None and cell.edit != line.owner and has_word(line.text)
    ]


@given(st.lists(STEP, max_size=10), st.booleans())
@settings(max_examples=150, deadline=None)
def test_an_owner_is_never_a_wrong_edit_when_texts_are_seen(
    steps: list[tuple[str, str, int, int, int]], texts: bool
) -> None:
    assert wrong(*run(steps, texts=texts, seen=True)) == []


@given(st.lists(STEP, max_size=10), st.booleans())
@settings(max_examples=150, deadline=None)
def test_an_owner_is_never_a_wrong_edit_when_human_changes_go_unseen(
    steps: list[tuple[str, str, int, int, int]], texts: bool
) -> None:
    world, ledger = run(steps, texts=texts, seen=False)
    # Without the human's text, whether an edit moved a line or left it where it was cannot be told: the edit that wrote
    # the very words may stand for one that only moved or indented them. No third one may, and no line of the human's gets any.
    wrote = {(name, text.strip()) for name, added in world.edits for text in added}
    assert [x for x in wrong(world, ledger) if x[1] is None or (x[2], x[0].strip()) not in wrote] == []


@given(st.lists(STEP, max_size=10).map(lambda steps: [("agent", *step[1:]) for step in steps]), st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_agent_s_own_hunks_give_exact_owners(steps: list[tuple[str, str, int, int, int]], texts: bool) -> None:
    world, ledger = run(steps, texts=texts, seen=True)
    assert [cell and (cell.edit, cell.how) for cell in ledger.state.cells] == [
        line.owner and (line.owner, "eq") for line in world.lines
    ]


@given(st.lists(STEP, max_size=10), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_flag_never_stands_on_a_line_of_someone_else_s(
    steps: list[tuple[str, str, int, int, int]], texts: bool, seen: bool
) -> None:
    world, ledger = run(steps, texts=texts, seen=seen)
    for name, added in world.edits:
        if not added:
            continue
        found = place(ledger, name, added)
        if found is not None:
            rows = [found.range.start_line, *(k for r in found.related for k in range(r.start_line, r.end_line + 1))]
            # Unseen changes of the human's hide whether an edit moved a line: its writer may stand for its mover.
            words = set() if seen else {x.strip() for x in added}
            written = {k for k in rows if world.lines[k].owner and world.lines[k].text.strip() in words}
            assert {world.lines[k].owner for k in rows if k not in written} <= {name}


@given(st.lists(STEP, min_size=2, max_size=8), st.integers(0, 7))
@settings(max_examples=80, deadline=None)
def test_an_exact_return_restores_every_owner(steps: list[tuple[str, str, int, int, int]], pick: int) -> None:
    world, ledger = run(steps, texts=True, seen=True)
    text, cells = world.text(), list(ledger.state.cells)
    ledger.transition("\n".join(text.split("\n")[pick:]))
    ledger.transition("something = else_entirely()\n")
    ledger.transition(text)
    assert ledger.state.cells == cells
