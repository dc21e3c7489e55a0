"""One file under agents, people, reloads and returns in any order, with a log that is late, partial or out of order.

Every line has a word of its own, and agents only write lines that are new: whose a line is, its word tells, whatever happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from line_world import Line, World, change, with_context

from cotlens.attribution import attribution as room
from cotlens.attribution.attribution import Attribution
from cotlens.attribution.changes import between
from cotlens.attribution.words import has_word
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import CallId, EditId, EventId, SessionId
from cotlens.model.text import split_lines, text_digest

PATH = "/w/f"

AGENT = st.tuples(
    st.just("agent"),
    st.sampled_from(["insert", "delete", "replace"]),
    st.integers(0, 40),
    st.integers(1, 6),
    st.sampled_from(["at once", "at once", "late", "never"]),
    st.sampled_from(["texts", "before", "after", "numbered", "unnumbered"]),
)
HUMAN = st.tuples(
    st.just("human"),
    st.sampled_from(["insert", "delete", "replace", "move", "indent"]),
    st.integers(0, 40),
    st.integers(1, 6),
    st.integers(0, 40),
)
REST = st.one_of(
    st.tuples(st.just("return"), st.integers(0, 20)),
    st.tuples(st.just("reload"), st.sampled_from(["\n", "\r\n", "\r", "bom"])),
    st.tuples(st.just("gone")),
    st.tuples(st.just("told"), st.integers(0, 5)),
    st.tuples(st.just("look")),
)
STEPS = st.lists(st.one_of(AGENT, AGENT, HUMAN, REST, REST), max_size=14)


@dataclass
class Story:
    """The world as it is, and what the attribution was told of it."""

    attribution: Attribution = field(default_factory=lambda: Attribution(lambda path: path))
    world: World = field(default_factory=World)
    past: list[list[str]] = field(default_factory=list)
    untold: list[FileEdit] = field(default_factory=list)
    writers: dict[str, EditId] = field(default_factory=dict)
    added: dict[EditId, tuple[str, ...]] = field(default_factory=dict)

    def play(self, number: int, step: Sequence[object]) -> None:
        kind, *rest = step
        if kind == "agent":
            self._agent(EditId(f"edit{number}"), *rest)  # type: ignore[arg-type]
        elif kind == "human":
            change(self.world, *rest, None)  # type: ignore[arg-type]
        elif kind == "return":
            self._become(self.past[rest[0] % len(self.past)])  # type: ignore[operator]
        elif kind == "reload":
            self.check(str(rest[0]))
        elif kind == "gone":
            self.attribution.view(PATH, None)
        elif kind == "told" and self.untold:
            self.attribution.log_edit(self.untold.pop(rest[0] % len(self.untold)))  # type: ignore[operator]
        elif kind == "look":
            self.check()
        self.past.append([x.text for x in self.world.lines])

    def _become(self, lines: list[str]) -> None:
        self.world.lines = [Line(x, None) for x in lines]

    def _agent(self, name: EditId, kind: str, at: int, size: int, when: str, form: str) -> None:
        old = [x.text for x in self.world.lines]
        change(self.world, kind, at, size, 0, name)
        new = [x.text for x in self.world.lines]
        if new == old:
            return
        hunks = tuple(with_context(between(old, new), old, 2))
        for line in (x for h in hunks for x in h.added):
            self.writers.setdefault(line.strip(), name)
        self.added[name] = tuple(x for h in hunks for x in h.added)
        edit = FileEdit(
            id=name,
            session=SessionId("s"),
            event=EventId(name),
            call=CallId(name),
            time=float(name.removeprefix("edit")),
            path=PATH,
            op=EditOp.MODIFY,
            state=EditState.APPLIED,
            hunks=tuple(Hunk(h.lines) for h in hunks) if form == "unnumbered" else hunks,
            before="\n".join(old) if form in {"texts", "before"} else None,
            after="\n".join(new) if form in {"texts", "after"} else None,
        )
        if when == "at once":
            self.attribution.log_edit(edit)
        elif when == "late":
            self.untold.append(edit)

    def check(self, end: str = "\n") -> None:
        """Show the text as it is, and ask for every edit's place in it."""
        lines = [x.text for x in self.world.lines]
        text = "\ufeff" + "\n".join(lines) if end == "bom" else end.join(lines)
        digest, owners = self.attribution.view(PATH, text)
        assert digest == text_digest(text)
        assert self.attribution.text(PATH, text).state.lines == split_lines(text.removeprefix("\ufeff")) == lines
        wrong = [
            (line, owner[0])
            for line, owner in zip(lines, owners, strict=True)
            if owner is not None and has_word(line) and self.writers.get(line.strip()) != owner[0]
        ]
        assert wrong == []
        for name, added in self.added.items():
            found = self.attribution.place(name, added)
            if found is None or not added:
                continue
            ranges = (found.placement.range, *found.placement.related)
            rows = [k for r in ranges for k in range(r.start_line, r.end_line + 1)]
            assert {self.writers.get(lines[k].strip()) for k in rows} == {name}


def told(steps: Sequence[Sequence[object]], *, always_look: bool) -> Story:
    story = Story()
    story.world.lines = [story.world.fresh(None) for _ in range(12)]
    story.past.append([x.text for x in story.world.lines])
    story.check()
    for number, step in enumerate(steps):
        story.play(number, step)
        if always_look and step[0] != "gone":
            story.check()
    story.check()
    for edit in story.untold:
        story.attribution.log_edit(edit)
    story.check()
    return story


@given(STEPS, st.booleans())
@settings(max_examples=400, deadline=None)
def test_whatever_happens_a_line_is_its_writer_s_or_nobody_s(
    steps: list[tuple[object, ...]], always_look: bool
) -> None:
    told(steps, always_look=always_look)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_ledgers_that_are_packed_in_between_say_the_same(steps: list[tuple[object, ...]]) -> None:
    def owners(awake: int) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(room, "AWAKE", awake)
            story = Story()
            story.world.lines = [story.world.fresh(None) for _ in range(12)]
            story.past.append([x.text for x in story.world.lines])
            seen = []
            for number, step in enumerate(steps):
                story.play(number, step)
                text = story.world.text()
                seen.append(story.attribution.view(PATH, text))
                story.attribution.view(f"/w/other{number % 2}", text)
            return seen

    assert owners(-1) == owners(10**9)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_with_every_text_seen_and_every_edit_told_each_line_has_its_writer(steps: list[tuple[object, ...]]) -> None:
    ours = [s for s in steps if s[0] == "agent"]
    story = Story()
    story.world.lines = [story.world.fresh(None) for _ in range(12)]
    story.past.append([x.text for x in story.world.lines])
    for number, (_, kind, at, size, _, form) in enumerate(ours):
        story.play(number, ("agent", kind, at, size, "at once", form))
        owners = story.attribution.view(PATH, story.world.text())[1]
        for line, owner in zip(story.world.lines, owners, strict=True):
            assert (owner[0] if owner is not None else None) == story.writers.get(line.text.strip())
