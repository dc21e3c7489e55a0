"""What a session log says happened, one value per event, in one shape for every agent.

Not a log record: sources split, join and de-duplicate records until each thing that happened is one event.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, Final, Union

import msgspec

from cotlens.model.edit import FileEdit
from cotlens.model.ids import CallId, EventId, SessionId

_decode_text: Final = msgspec.json.Decoder(str).decode


class LogRef(msgspec.Struct, frozen=True, gc=False):
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


class EventBase(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What every event has. A Struct, not a dataclass: logs hold many events, and it is made six times as fast.

    The garbage collector need not look at events: what they hold is JSON, which has no cycles.
    """

    id: EventId
    session: SessionId
    time: float | None
    """Seconds since the epoch (UTC), or None where the log has no time."""
    ref: LogRef
    message: str | None = None
    """Id of the API message the event belongs to: events of one message form one block."""
    chain: str | None = None
    """None on the main chain, else the subagent's id."""


class UserEvent(EventBase, frozen=True, kw_only=True, gc=False):
    """Text in the user's role. A TYPED one begins a turn."""

    text: str
    origin: UserOrigin


class ReasoningEvent(EventBase, frozen=True, kw_only=True, gc=False):
    """A thought. `text` is empty when withheld."""

    text: str
    form: ReasoningForm


class MessageEvent(EventBase, frozen=True, kw_only=True, gc=False):
    """Text that the agent shows to the user."""

    text: str
    phase: Phase = Phase.UNKNOWN


class ToolCallEvent(EventBase, frozen=True, kw_only=True, gc=False):
    """A tool the agent asked for."""

    call: CallId
    name: str
    """The agent's own name of the tool."""
    kind: ToolKind
    args: dict[str, Any]
    """The call's arguments as logged; `args["command"]` is the one shell string when kind is SHELL."""
    cwd: str | None
    """Absolute working directory of the call, as logged."""
    intent: str = ""
    """A one-line statement of intent that the agent gives with the call (Bash `description`)."""


class _Result(EventBase, frozen=True, kw_only=True, gc=False):
    """What is kept of a tool's result."""

    call: CallId
    status: ResultStatus
    exit_code: int | None
    """Exit status of a shell command where the log has it."""
    text: str | bytes
    truncated: bool = False


_TEXT: Final = _Result.__dict__["text"]
"""Where a result's text is kept."""


class ToolResultEvent(_Result, frozen=True, kw_only=True, gc=False, eq=False):
    """How a tool call ended.

    Its `text` may be given as it stands in a log, the bytes of a JSON string, which is decoded when it is asked for:
    outputs are the most of a log, few of them are ever looked at, and the bytes take no more memory than the text.
    """

    @property  # type: ignore[misc]
    def text(self) -> str:
        """Output shown to the agent, capped by the source (head and tail kept). What is no UTF-8 is replaced."""
        held: str | bytes = _TEXT.__get__(self)
        if isinstance(held, str):
            return held
        try:
            decoded = _decode_text(held)
        except UnicodeDecodeError:
            decoded = _decode_text(held.decode("utf-8", "replace"))
        _TEXT.__set__(self, decoded)
        return decoded

    @property
    def took_effect(self) -> bool:
        """Whether the call was carried out, well or not: neither refused nor stopped."""
        # By identity: this is asked of every call many times, and an enumeration's members are slow to compare.
        return self.status is ResultStatus.OK or self.status is ResultStatus.ERROR

    @property
    def size(self) -> int:
        """Characters of the text, about; the text need not be decoded for it."""
        return len(_TEXT.__get__(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ToolResultEvent) and all(
            getattr(self, name) == getattr(other, name) for name in self.__struct_fields__
        )

    def __hash__(self) -> int:
        return hash(self.id)


class EditEvent:
    """A file changed (or failed or was denied to change) by a tool call; comes with or after the call's result.

    Its `edit` may be given as a function that builds it: the texts of edits are most of the work of reading a log, and
    who only counts or lists sessions never asks for them. The function must be pure; it is called once.
    """

    __slots__ = ("_edit", "chain", "id", "message", "ref", "session", "time")

    def __init__(
        self,
        *,
        id: EventId,  # noqa: A002 - as all events name it
        session: SessionId,
        time: float | None,
        ref: LogRef,
        edit: FileEdit | Callable[[], FileEdit],
        message: str | None = None,
        chain: str | None = None,
    ) -> None:
        """Take the same fields as all events, and the edit."""
        self.id = id
        self.session = session
        self.time = time
        self.ref = ref
        self.message = message
        self.chain = chain
        self._edit = edit

    @property
    def edit(self) -> FileEdit:
        """The change."""
        if not isinstance(self._edit, FileEdit):
            self._edit = self._edit()
        return self._edit

    def _all(self) -> tuple[object, ...]:
        return (self.id, self.session, self.time, self.ref, self.edit, self.message, self.chain)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EditEvent) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"EditEvent({self.id!r}, {self.edit!r})"


class OutsideEditEvent(EventBase, frozen=True, kw_only=True, gc=False):
    """The harness noticed that a file was changed by somebody else (a person, a formatter) since the agent last saw it."""

    path: str
    """Absolute path as the log names it."""
    snippet: str
    """What the harness showed the agent of it: lines with their numbers, '' if nothing."""


class InterruptEvent(EventBase, frozen=True, kw_only=True, gc=False):
    """The user stopped the agent."""


class CompactionEvent(EventBase, frozen=True, kw_only=True, gc=False):
    """The agent's context was replaced by a summary."""

    summary: str


class RollbackEvent(EventBase, frozen=True, kw_only=True, gc=False):
    """The last `turns` turns were undone by the user (Codex `thread_rolled_back`)."""

    turns: int


Event = Union[
    UserEvent,
    ReasoningEvent,
    MessageEvent,
    ToolCallEvent,
    ToolResultEvent,
    EditEvent,
    OutsideEditEvent,
    InterruptEvent,
    CompactionEvent,
    RollbackEvent,
]
