"""One file changed by one tool call, in one shape for every agent. Knows nothing of how a log writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from cotlens.model.ids import CallId, EditId, EventId, SessionId


class EditOp(str, Enum):
    """What happens to the file as a whole."""

    CREATE = "create"
    MODIFY = "modify"
    DELETE = "delete"
    RENAME = "rename"


class EditState(str, Enum):
    """Whether the change reached the disk, as far as the log shows it."""

    APPLIED = "applied"
    FAILED = "failed"
    DENIED = "denied"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of unified-diff lines, each with its sign (' ', '-', '+') and without its line ending."""

    lines: tuple[str, ...]
    old_start: int | None = None
    """1-based line in the file before, or None where the log has no numbers (Codex `apply_patch` text)."""
    new_start: int | None = None
    """1-based line in the file after, or None."""

    @property
    def removed(self) -> tuple[str, ...]:
        """Lines that the hunk takes out, without their sign."""
        return tuple(x[1:] for x in self.lines if x[:1] == "-")

    @property
    def added(self) -> tuple[str, ...]:
        """Lines that the hunk puts in, without their sign."""
        return tuple(x[1:] for x in self.lines if x[:1] == "+")

    @property
    def old(self) -> tuple[str, ...]:
        """The hunk's window of the file before: context and removed lines."""
        return tuple(x[1:] for x in self.lines if x[:1] != "+")

    @property
    def new(self) -> tuple[str, ...]:
        """The hunk's window of the file after: context and added lines."""
        return tuple(x[1:] for x in self.lines if x[:1] != "-")


Sides = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Lines put in, lines taken out, and those put in that are new."""

OPEN: Final = 0.5
"""Confidence of an edit of which nothing is known but that it was asked for."""
PRESUMED: Final = 0.8
"""Confidence of an edit in a format that logs no outcomes: of those that tell, 1 in 20 edits fails; some are refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEdit:
    """One file changed by one tool call."""

    id: EditId
    session: SessionId
    event: EventId
    """The event that carries it."""
    call: CallId
    time: float | None
    path: str
    """Absolute path as the log names it (resolved against the call's cwd), never touched on disk here."""
    op: EditOp
    state: EditState
    hunks: tuple[Hunk, ...] = ()
    new_path: str | None = None
    """Where a rename leads (absolute)."""
    before: str | None = None
    """Full text before, where the log has it."""
    after: str | None = None
    """Full text after, where the log has it or it follows from `before` and the hunks."""
    user_modified: bool = False
    """The human changed the proposal before accepting it."""
    tool: str = ""
    """The agent's own name of the tool."""
    inferred: bool = False
    """True for a write read off a shell command (`cat > f`, `sed -i`, `rm`): lower confidence."""
    authored: bool = True
    """False where the new text is not the agent's own: an earlier version that git brought back, a formatter's."""
    confidence: float = 1.0
    """How sure it is that the file was changed so, 0 to 1; below 1 for what is inferred, and where the log has no outcome."""

    @property
    def happened(self) -> bool:
        """Whether it is to be taken as done: the log says so, or never says how such calls end, and they mostly end well."""
        return self.state is EditState.APPLIED or (self.state is EditState.UNKNOWN and self.confidence >= PRESUMED)

    @property
    def added(self) -> tuple[str, ...]:
        """All lines put in, in file order."""
        return _sides(self)[0]

    @property
    def removed(self) -> tuple[str, ...]:
        """All lines taken out, in file order."""
        return _sides(self)[1]

    @property
    def fresh(self) -> tuple[str, ...]:
        """The lines put in that are not among those taken out: what was only moved is not new."""
        return _sides(self)[2]


_RECENT: Final[dict[int, tuple[FileEdit, Sides]]] = {}
"""Lines of the edits looked at last, by identity: all that judges an edit asks for them, and few edits are judged at a time."""
_MOST: Final = 16


def _sides(edit: FileEdit) -> Sides:
    known = _RECENT.get(id(edit))
    if known is None:
        if len(_RECENT) == _MOST:
            _RECENT.clear()
        added = tuple(line for h in edit.hunks for line in h.added)
        removed = tuple(line for h in edit.hunks for line in h.removed)
        gone = set(removed)
        known = _RECENT[id(edit)] = edit, (added, removed, tuple(line for line in added if line not in gone))
    return known[1]
