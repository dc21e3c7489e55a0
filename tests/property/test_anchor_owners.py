"""Uniquely named lines under random edits by agents and by a human: an owner is never a wrong edit."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from line_world import Line, World, change, with_context

from cotlens.attribution.changes import between
from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.place import place
from cotlens.attribution.words import has_word
from cotlens.model.edit import EditOp, EditState, FileEdit
from cotlens.model.ids import CallId, EditId, EventId, SessionId

STEP = st.tuples(
    st.sampled_from(["agent", "agent", "human"]),
    st.sampled_from(["insert", "delete", "replace", "move", "indent"]),
    st.integers(0, 40),
    st.integers(1, 6),
    st.integers(0, 40),
)


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
