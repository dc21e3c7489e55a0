"""All that is known of one session: its logs' pictures, its turns, and the flags of each turn. Grows as events come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from cotlens.engine.catalogue import Catalogue
from cotlens.engine.judge import Judge
from cotlens.engine.pictures import together
from cotlens.engine.settled import Settled
from cotlens.facts.bans.prohibitions import bans_in
from cotlens.facts.timeline import Timeline
from cotlens.model.edit import FileEdit
from cotlens.model.event import (
    EditEvent,
    Event,
    MessageEvent,
    ReasoningEvent,
    ToolCallEvent,
    ToolResultEvent,
    UserEvent,
)
from cotlens.model.fact import Turn
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.session import Session
from cotlens.monitors.base import History
from cotlens.monitors.past import Past

_LINE: Final = 120
"""Characters that a changed line counts for: its own, and what it costs to hold it."""
_OVERHEAD: Final = 1500
"""Characters that an event counts for besides its texts: its step and its facts."""


class SessionState:
    """One session, over all of its logs (its own and its subagents')."""

    def __init__(self, session: Session, catalogue: Catalogue | None = None, *, writes_only: bool = False) -> None:
        self.id: SessionId = session.id
        self.timeline = Timeline(session.cwd, session.agent, writes_only=writes_only)
        self._past = Past()
        """The turns before the one that was judged last."""
        self.judge = Judge(session.id, catalogue or Catalogue())
        self.events: list[Event] = []
        self.edits: list[tuple[str, FileEdit]] = []
        """The edits that its logs told of, those read off commands too, each with its log, in their order."""
        self.plain = True
        """Whether it is no more than what its own logs say for good: no log told of another session, or something anew."""
        self._pictures: dict[str, Session] = {session.log: session}
        self._whole: tuple[tuple[object, ...], Session] | None = None
        """The session as one, with what it was put together of."""
        self._flags: dict[int, list[tuple[int, Flag]]] = {}
        """By turn: its flags, each with the step that it is about."""
        self._final: dict[FlagId, Flag] = {}
        """Flags of steps that were let go."""
        self._dirty: dict[int, Turn] = {}
        self.size = 0
        """Characters of its events' texts, about."""
        self.touched = 0.0
        """When it was read or looked at last, by the monotonic clock; whoever puts sessions to rest says so."""
        self.rebuilt = 0
        """How often events were changed or let go of: who counts on their order has to begin anew then."""

    def see(self, picture: Session) -> None:
        """Take the newest picture that one of the session's logs gives."""
        self._pictures[picture.log] = picture
        if self.timeline.root is None:
            self.timeline.root = picture.cwd

    def feed(self, events: Sequence[Event]) -> None:
        """Take in events; their turns are judged at the next `judged`."""
        for event in events:
            turn = self.timeline.feed(event)
            self._dirty[id(turn)] = turn
            self.size += _size(event)
        self.events.extend(events)

    def revise(self, events: Sequence[Event]) -> list[Event]:
        """Take in events of a log that tells some of them anew; returns those that took the place of earlier ones."""
        at = {event.id: position for position, event in enumerate(self.events)}
        changed = [event for event in events if event.id in at]
        for event in changed:
            self.events[at[event.id]] = event
        if changed:
            self._build_again()
        self.feed([event for event in events if event.id not in at])
        return changed

    def _build_again(self) -> None:
        """Build the turns anew: a changed event may have changed what its whole turn means, and where turns begin."""
        self.rebuilt += 1
        self._past = Past()
        self.timeline = self.timeline.emptied()
        self._flags.clear()
        self._dirty.clear()
        for event in self.events:
            turn = self.timeline.feed(event)
            self._dirty[id(turn)] = turn

    def rejudge(self, catalogue: Catalogue) -> None:
        """Have other monitors judge all turns at the next `judged`, from the steps that are there still."""
        self.judge = Judge(self.id, catalogue)
        self._flags.clear()
        self._dirty = {id(turn): turn for turn in self.timeline.turns}

    def judged(self, instructions: str, between: Callable[[], None] = lambda: None) -> list[Flag]:
        """Judge the turns that changed and return all flags of the session.

        `between` is called before each small part of the work. Turns that it changes are judged next time.
        """
        turns = self.timeline.turns
        alive = {id(t) for t in turns}
        for key in [k for k in self._flags if k not in alive]:
            del self._flags[key]
        rules = bans_in(instructions, -1)
        for position, turn in enumerate(tuple(turns)):
            if self._dirty.pop(id(turn), None) is not None:
                past = self._past_of((self.timeline.past, *turns[:position]))
                history = History(
                    (*past.turns, turn), self.timeline.root, instructions, self.session.branch, rules, past
                )
                self._flags[id(turn)] = self.judge.located(turn, history, between)
        return self.flags

    def _past_of(self, turns: tuple[Turn, ...]) -> Past:
        """What some turns amount to: of most it is known from the last time."""
        if not self._past.leads_to(turns):
            self._past = Past()
        for turn in turns[len(self._past.turns) :]:
            self._past.add(turn)
        return self._past

    def settled(self, instructions: str) -> Settled:
        """Judge the session for good; what its flags were found in can go then."""
        flags = tuple(self.judged(instructions))
        return Settled(self._all_pictures(), flags, tuple(self.judge.faults))

    def let_go(self, instructions: str, keep: int) -> None:
        """Judge what is there and let go of all but the newest `keep` characters of it: the session is too long to be held.

        What was found in what goes stays found, even if the agent owns up to it much later.
        """
        self.judged(instructions)
        self.forget(keep)

    def forget(self, keep: int) -> None:
        """Let go of all but the newest `keep` characters without judging them any more."""
        size, position = 0, len(self.events)
        while position and size < keep:
            position -= 1
            size += _size(self.events[position])
        first = next((s.index for t in self.timeline.turns for s in t.steps if s.event is self.events[position]), None)
        if not position or first is None:
            return
        for found in self._flags.values():
            self._final.update((flag.id, flag) for index, flag in found if index < first)
        del self.events[:position]
        self.rebuilt += 1
        self._past = Past()
        self.size = size
        self.timeline.let_go(first)
        alive = {id(turn) for turn in self.timeline.turns}
        self._flags = {
            key: [pair for pair in found if pair[0] >= first] for key, found in self._flags.items() if key in alive
        }

    @property
    def flags(self) -> list[Flag]:
        """All flags, each id once."""
        out = dict(self._final)
        for turn in self.timeline.turns:
            for _, flag in self._flags.get(id(turn), ()):
                out.setdefault(flag.id, flag)
        return list(out.values())

    @property
    def session(self) -> Session:
        """The session as one: its main log's picture with the counts of all its logs."""
        made_of = (self.timeline.inferred, *self._pictures.values())
        if self._whole is None or self._whole[0] != made_of:
            self._whole = made_of, together(self._all_pictures())
        return self._whole[1]

    def _all_pictures(self) -> tuple[Session, ...]:
        """The logs' pictures; what was read off the commands of all logs counts with the first."""
        first, *others = self._pictures.values()
        if first.counts.inferred != self.timeline.inferred:
            first = replace(first, counts=replace(first.counts, inferred=self.timeline.inferred))
        return (first, *others)

    @property
    def logs(self) -> tuple[str, ...]:
        """The logs that told of it."""
        return tuple(self._pictures)


def _size(event: Event) -> int:
    if isinstance(event, ToolResultEvent):
        return _OVERHEAD + event.size
    if isinstance(event, (MessageEvent, ReasoningEvent, UserEvent)):
        return _OVERHEAD + len(event.text)
    if isinstance(event, ToolCallEvent):
        return _OVERHEAD + sum(len(v) for v in event.args.values() if isinstance(v, str))
    if isinstance(event, EditEvent):
        return edit_size(event.edit)
    return _OVERHEAD


def edit_size(edit: FileEdit) -> int:
    """Characters that an edit counts for, about."""
    changed = _LINE * sum(len(hunk.lines) for hunk in edit.hunks)
    return _OVERHEAD + len(edit.before or "") + len(edit.after or "") + changed
