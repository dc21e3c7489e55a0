"""What a reader knows of its session so far, gathered line by line. Mutable and private to one reader."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from sys import intern
from typing import Final

from cotlens.model.event import (
    EditEvent,
    Event,
    ReasoningEvent,
    ReasoningForm,
    ToolCallEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.model.ids import EventId, SessionId
from cotlens.model.redact import redact
from cotlens.model.session import WINDOW, Counts, ReasoningShare, ReasoningStatus, Session, status_of

NOWHERE: Final[Mapping[EventId, tuple[str | None, str | None]]] = {}
_TITLE: Final = 80
"""Characters of a session's title, where it is what was asked first."""
_TIME: Final = attrgetter("time")
_CWDS = 64
"""Working directories kept per session; an agent that walks through more tells nothing new."""
_FEW: Final = 8
"""Events below which to count them together saves nothing."""


@dataclass(slots=True)
class Tally:
    """Thoughts counted by their form."""

    forms: dict[ReasoningForm, int] = field(default_factory=dict)
    window: deque[ReasoningForm] = field(default_factory=lambda: deque(maxlen=WINDOW))
    _known: tuple[ReasoningStatus, ReasoningStatus] | None = None
    """How much can be read of all, and of the last ones, since the last thought: of most events there is none."""

    def note(self, form: ReasoningForm) -> None:
        """Count a thought."""
        self.forms[form] = self.forms.get(form, 0) + 1
        self.window.append(form)
        self._known = None

    def note_many(self, forms: list[ReasoningForm]) -> None:
        """Count many thoughts."""
        for form in ReasoningForm:
            if number := forms.count(form):
                self.forms[form] = self.forms.get(form, 0) + number
        self.window.extend(forms)
        self._known = None

    @property
    def blocks(self) -> int:
        """All thoughts."""
        return sum(self.forms.values())

    @property
    def readable(self) -> int:
        """Thoughts that can be read."""
        return self.blocks - self.forms.get(ReasoningForm.WITHHELD, 0)

    def status(self) -> ReasoningStatus:
        """How much can be read of all thoughts."""
        return self._statuses()[0]

    def recent(self) -> ReasoningStatus:
        """How much can be read of the last ones."""
        return self._statuses()[1]

    def _statuses(self) -> tuple[ReasoningStatus, ReasoningStatus]:
        if self._known is None:
            lately = {form: self.window.count(form) for form in ReasoningForm}
            self._known = _status(self.forms), _status(lately)
        return self._known


def _status(forms: dict[ReasoningForm, int]) -> ReasoningStatus:
    return status_of(*(forms.get(f, 0) for f in (ReasoningForm.FULL, ReasoningForm.SUMMARY, ReasoningForm.WITHHELD)))


@dataclass(slots=True)
class Picture:
    """The growing picture of one session; `session()` freezes it."""

    agent: str
    log: str
    id: SessionId
    chain: str | None = None
    version: str | None = None
    model: str | None = None
    title: str | None = None
    first_typed: str | None = None
    cwds: list[str] = field(default_factory=list)
    branch: str | None = None
    entrypoint: str | None = None
    started: float | None = None
    ended: float | None = None
    kinds: dict[type[Event], int] = field(default_factory=dict)
    """Events counted by their kind."""
    last_time: float | None = None
    all: Tally = field(default_factory=Tally)
    tallies: dict[tuple[str | None, str | None], Tally] = field(default_factory=dict)
    """Thoughts by (entry point, model)."""
    told: list[Event] = field(default_factory=list)
    """Events that were given out and wait to be counted together, which takes a fifth of the time; see `count`."""
    bad_lines: int = 0
    unknown_types: int = 0
    duplicates: int = 0

    def visit(self, cwd: str | None) -> None:
        """Remember a working directory that the log names."""
        if cwd and cwd not in self.cwds and len(self.cwds) < _CWDS:
            self.cwds.append(cwd)

    def at(self, time: float | None) -> None:
        """Widen the session's span to this time."""
        if time is not None:
            if self.started is None or time < self.started:
                self.started = time
            if self.ended is None or time > self.ended:
                self.ended = time

    def note(
        self, events: list[Event], circumstances: Mapping[EventId, tuple[str | None, str | None]] = NOWHERE
    ) -> None:
        """Count the events that were given out; `circumstances` has the entry point and model of thoughts, if not today's."""
        kinds = self.kinds
        for event in events:
            time = event.time
            if time != self.last_time and time is not None:
                self.last_time = time
                self.at(time)
            kind = type(event)
            kinds[kind] = kinds.get(kind, 0) + 1
            if isinstance(event, ReasoningEvent):
                self._thought(event.form, circumstances.get(event.id) if circumstances else None)
            elif self.first_typed is None and isinstance(event, UserEvent):
                self._typed(event)

    def count(self) -> None:
        """Count what was told: at the latest before the entry point or the model changes, of which thoughts are counted."""
        events = self.told
        if not events:
            return
        self.told = []
        if len(events) < _FEW:
            self.note(events)
            return
        kinds = self.kinds
        for kind, number in Counter(map(type, events)).items():
            kinds[kind] = kinds.get(kind, 0) + number
        times = [time for time in map(_TIME, events) if time is not None]
        if times:
            self.at(min(times))
            self.at(max(times))
        if forms := [event.form for event in events if type(event) is ReasoningEvent]:
            self._tally((self.entrypoint, self.model)).note_many(forms)
            self.all.note_many(forms)
        if self.first_typed is None and UserEvent in kinds:
            for event in events:
                if self.first_typed is None and isinstance(event, UserEvent):
                    self._typed(event)

    def _typed(self, event: UserEvent) -> None:
        if event.origin is UserOrigin.TYPED:
            # Secrets go out first: one that is cut in two would not be known any more.
            self.first_typed = _title(" ".join(redact(event.text[:1000]).split())) or None

    def _thought(self, form: ReasoningForm, told: tuple[str | None, str | None] | None) -> None:
        self._tally(told or (self.entrypoint, self.model)).note(form)
        self.all.note(form)

    def _tally(self, circumstances: tuple[str | None, str | None]) -> Tally:
        tally = self.tallies.get(circumstances)
        if tally is None:
            tally = self.tallies[circumstances] = Tally()
        return tally

    def reasoning(self) -> ReasoningStatus:
        """How much of the reasoning can be read, from the counts alone."""
        return self.all.status()

    def session(self) -> Session:
        """Freeze the picture as it is now."""
        self.count()
        cwds = tuple(map(intern, self.cwds))
        return Session(
            id=self.id,
            agent=self.agent,
            log=self.log,
            chain=self.chain,
            agent_version=_shared(self.version),
            model=_shared(self.model),
            title=redact(self.title) if self.title else self.first_typed,
            cwd=cwds[0] if cwds else None,
            cwds=cwds,
            branch=_shared(self.branch),
            entrypoint=_shared(self.entrypoint),
            started=self.started,
            ended=self.ended,
            reasoning=self.reasoning(),
            recent=self.all.recent(),
            shares=tuple(
                ReasoningShare(entrypoint, model, tally.blocks, tally.readable, tally.recent())
                for (entrypoint, model), tally in self.tallies.items()
            ),
            counts=self._counts(),
        )

    def _counts(self) -> Counts:
        return Counts(
            events=sum(self.kinds.values()),
            reasoning_blocks=self.all.blocks,
            readable_blocks=self.all.readable,
            edits=self.kinds.get(EditEvent, 0),
            tool_calls=self.kinds.get(ToolCallEvent, 0),
            bad_lines=self.bad_lines,
            unknown_types=self.unknown_types,
            duplicates=self.duplicates,
        )


def _shared(name: str | None) -> str | None:
    """Return the one copy of a name that most of ten thousand sessions have in common."""
    return intern(name) if name else name


def _title(text: str) -> str:
    """Return the beginning of a text, of whole words if they are not too long."""
    if len(text) <= _TITLE:
        return text
    words = text[:_TITLE].rpartition(" ")[0]
    return (words if len(words) > _TITLE // 2 else text[: _TITLE - 1]).rstrip(" ,;:") + "…"
