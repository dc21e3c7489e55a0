"""What a session log says happened, one value per event, in one shape for every agent.

Not a log record: sources split, join and de-duplicate records until each thing that happened is one event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Union

from cotlens.model.edit import FileEdit
from cotlens.model.ids import CallId, EventId, SessionId


@dataclass(frozen=True, slots=True)
class LogRef:
    """Where in a log an event stands."""

    path: str
    """Absolute path of the log file."""
    line: int
    """1-based line of the record."""
    offset: int = 0
    """Byte offset of the record's first byte."""


class UserOrigin(str, Enum):
    """Who put a user-role text there. Only TYPED text can authorise anything."""

    TYPED = "typed"
    INJECTED = "injected"
    """Harness text in the user's role: reminders, command output, IDE context, notifications, AGENTS.md."""


class ReasoningForm(str, Enum):
    """How much of a thought the log holds."""

    FULL = "full"
    """The thought as the agent had it."""
    SUMMARY = "summary"
    """A provider's summary of the thought (a heading or more)."""
    WITHHELD = "withheld"
    """The log says that the agent thought here, but not what (empty, redacted or encrypted)."""


class Phase(str, Enum):
    """What a visible message is for, where the agent says so."""

    COMMENTARY = "commentary"
    FINAL = "final"
    UNKNOWN = "unknown"


class ToolKind(str, Enum):
    """What a tool does, whatever its agent calls it."""

    SHELL = "shell"
    EDIT = "edit"
    READ = "read"
    SEARCH = "search"
    WEB = "web"
    TASK = "task"
    PLAN = "plan"
    MCP = "mcp"
    OTHER = "other"


class ResultStatus(str, Enum):
    """How a tool call ended. DENIED: a person or a policy refused it, so it did not happen."""

    OK = "ok"
    ERROR = "error"
    DENIED = "denied"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBase:
    """What every event has."""

    id: EventId
    session: SessionId
    time: float | None
    """Seconds since the epoch (UTC), or None where the log has no time."""
    ref: LogRef
    message: str | None = None
    """Id of the API message the event belongs to: events of one message form one block."""
    chain: str | None = None
    """None on the main chain, else the subagent's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UserEvent(EventBase):
    """Text in the user's role. A TYPED one begins a turn."""

    text: str
    origin: UserOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningEvent(EventBase):
    """A thought. `text` is empty when withheld."""

    text: str
    form: ReasoningForm


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEvent(EventBase):
    """Text that the agent shows to the user."""

    text: str
    phase: Phase = Phase.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCallEvent(EventBase):
    """A tool the agent asked for."""

    call: CallId
    name: str
    """The agent's own name of the tool."""
    kind: ToolKind
    args: dict[str, Any] = field(hash=False)
    """The call's arguments as logged; `args["command"]` is the one shell string when kind is SHELL."""
    cwd: str | None
    """Absolute working directory of the call, as logged."""
    intent: str = ""
    """A one-line statement of intent that the agent gives with the call (Bash `description`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResultEvent(EventBase):
    """How a tool call ended."""

    call: CallId
    status: ResultStatus
    exit_code: int | None
    """Exit status of a shell command where the log has it."""
    text: str
    """Output shown to the agent, capped by the source (head and tail kept)."""
    truncated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditEvent(EventBase):
    """A file changed (or failed or was denied to change) by a tool call; comes with or after the call's result."""

    edit: FileEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptEvent(EventBase):
    """The user stopped the agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactionEvent(EventBase):
    """The agent's context was replaced by a summary."""

    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackEvent(EventBase):
    """The last `turns` turns were undone by the user (Codex `thread_rolled_back`)."""

    turns: int


Event = Union[
    UserEvent,
    ReasoningEvent,
    MessageEvent,
    ToolCallEvent,
    ToolResultEvent,
    EditEvent,
    InterruptEvent,
    CompactionEvent,
    RollbackEvent,
]
