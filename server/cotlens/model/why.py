"""What is told of why a line is there: values that pickle, for every surface. Works nothing out."""

from __future__ import annotations

from typing import Literal

import msgspec

from cotlens.model.check import CheckKind, Outcome
from cotlens.model.event import LogRef
from cotlens.model.ids import EditId, SessionId


class Thought(msgspec.Struct, frozen=True):
    """A stretch of reasoning or narration that led to an edit."""

    role: Literal["primary", "supporting", "prompt"]
    """`prompt`: what was asked or planned, where no thought stands before the edit, or none that says more."""
    text: str
    distance: int
    """Tool calls between it and the edit."""
    log: tuple[LogRef, ...]


class Ran(msgspec.Struct, frozen=True):
    """A test run, build, linter or type check after the edit."""

    kind: CheckKind
    outcome: Outcome
    passed: int | None
    failed: int | None
    command: str
    log: LogRef


class Replaced(msgspec.Struct, frozen=True):
    """An earlier edit whose lines were taken away."""

    edit: EditId
    session: SessionId
    agent: str
    time: float | None
    log: LogRef | None


class EditNote(msgspec.Struct, frozen=True):
    """One edit, and what stood around it in its session."""

    edit: EditId
    session: SessionId
    agent: str
    """As in the JSON contract."""
    title: str
    """The agent as people call it."""
    model: str | None
    time: float | None
    """Seconds since the epoch."""
    log: LogRef | None
    """Where the tool call stands."""
    turn: int = 0
    """The user's message that it followed, from 1; 0 for none."""
    asked: str = ""
    """That message."""
    thoughts: tuple[Thought, ...] = ()
    """The one that led to the edit first, then those that name it too."""
    link: Literal["high", "medium", "low"] | None = None
    """How sure it is that the thoughts led to the edit; None where none was looked for."""
    ran: tuple[Ran, ...] = ()
    replaced: tuple[Replaced, ...] = ()
    """Newest first."""
    seen: bool = True
    """False when the log does not show the edit any more: only who and when are known."""


class Explained(msgspec.Struct, frozen=True):
    """What is told of some neighbouring lines that one edit wrote, or nobody."""

    first: int
    """0-based."""
    last: int
    how: str
    """eq | ws | mod | move: how the lines were carried since; '' for nobody's."""
    confidence: float
    """How sure the owner is, from 0 to 1; 0 for nobody's."""
    note: EditNote | None


class Explanation(msgspec.Struct, frozen=True):
    """The worker's answer about some lines of a file."""

    request: int
    path: str
    lines: tuple[Explained, ...]
