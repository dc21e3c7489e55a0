"""What a reader knows of its session so far, gathered line by line. Mutable and private to one reader."""

from __future__ import annotations

from dataclasses import dataclass, field

from cotlens.model.event import EditEvent, Event, ReasoningEvent, ReasoningForm, ToolCallEvent, UserEvent, UserOrigin
from cotlens.model.ids import SessionId
from cotlens.model.session import Counts, ReasoningStatus, Session

_TITLE = 80
_CWDS = 64
"""Working directories kept per session; an agent that walks through more tells nothing new."""


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
    events: int = 0
    blocks: int = 0
    full: int = 0
    summaries: int = 0
    edits: int = 0
    calls: int = 0
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
            self.started = time if self.started is None else min(self.started, time)
            self.ended = time if self.ended is None else max(self.ended, time)

    def note(self, events: list[Event]) -> None:
        """Count the events that were given out."""
        self.events += len(events)
        for event in events:
            self.at(event.time)
            if isinstance(event, ReasoningEvent):
                self.blocks += 1
                self.full += event.form is ReasoningForm.FULL
                self.summaries += event.form is ReasoningForm.SUMMARY
            elif isinstance(event, ToolCallEvent):
                self.calls += 1
            elif isinstance(event, EditEvent):
                self.edits += 1
            elif isinstance(event, UserEvent) and event.origin is UserOrigin.TYPED and self.first_typed is None:
                self.first_typed = " ".join(event.text[:1000].split())[:_TITLE] or None

    def reasoning(self) -> ReasoningStatus:
        """How much of the reasoning can be read, from the counts alone."""
        readable = self.full + self.summaries
        if not self.blocks:
            return ReasoningStatus.NONE
        if not readable:
            return ReasoningStatus.WITHHELD
        if readable < self.blocks:
            return ReasoningStatus.PARTIAL
        return ReasoningStatus.SUMMARY if self.summaries else ReasoningStatus.FULL

    def session(self) -> Session:
        """Freeze the picture as it is now."""
        return Session(
            id=self.id,
            agent=self.agent,
            log=self.log,
            chain=self.chain,
            agent_version=self.version,
            model=self.model,
            title=self.title or self.first_typed,
            cwd=self.cwds[0] if self.cwds else None,
            cwds=tuple(self.cwds),
            branch=self.branch,
            entrypoint=self.entrypoint,
            started=self.started,
            ended=self.ended,
            reasoning=self.reasoning(),
            counts=self._counts(),
        )

    def _counts(self) -> Counts:
        return Counts(
            events=self.events,
            reasoning_blocks=self.blocks,
            readable_blocks=self.full + self.summaries,
            edits=self.edits,
            tool_calls=self.calls,
            bad_lines=self.bad_lines,
            unknown_types=self.unknown_types,
            duplicates=self.duplicates,
        )
