"""A session as a list of items that people look at, told a page at a time: values that pickle. Works nothing out.

Texts in it are as a surface may show them as plain text: without secrets, nothing in them invisible, and capped.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from cotlens.model.ids import EditId, EventId, FlagId, SessionId
from cotlens.model.session import Session


class ItemKind(str, Enum):
    """What an item is. The words are a contract with clients, and so are the letters in `LETTERS`."""

    ASK = "ask"
    """What the user typed."""
    ADDED = "added"
    """What the tool put into the conversation in the user's role."""
    REASONING = "reasoning"
    WITHHELD = "withheld"
    """The agent thought, and the log does not say what."""
    MESSAGE = "message"
    ACTION = "action"
    """A tool call with what came of it."""
    EDIT = "edit"
    """A tool call that changes files."""
    RESULT = "result"
    """What came of a call that the log does not show."""
    OUTSIDE = "outside"
    """A file was changed by somebody else meanwhile."""
    NOTE = "note"
    """Interrupted, undone, or the context replaced by a summary."""


LETTERS: dict[ItemKind, str] = {
    ItemKind.ASK: "u", ItemKind.ADDED: "i", ItemKind.REASONING: "r", ItemKind.WITHHELD: "w", ItemKind.MESSAGE: "m",
    ItemKind.ACTION: "a", ItemKind.EDIT: "e", ItemKind.RESULT: "t", ItemKind.OUTSIDE: "o", ItemKind.NOTE: "n",
}  # fmt: skip
"""One letter for each kind, so that the kinds of a long session fit into one short text."""


class DiffPart(msgspec.Struct, frozen=True):
    """Neighbouring lines of a change, each with its sign."""

    lines: tuple[str, ...]
    old_start: int | None
    """1-based."""
    new_start: int | None


class Change(msgspec.Struct, frozen=True):
    """One file that an item changed."""

    edit: EditId
    path: str
    """As it is shown: relative to the session's directory where it lies below it."""
    real: str | None
    """Where the file lies here, None where that is not in the workspace."""
    op: str
    state: str
    inferred: bool
    """Read off a shell command."""
    added: int
    removed: int
    parts: tuple[DiffPart, ...]
    cut: bool
    """Whether lines were left out of `parts`."""


class CheckTold(msgspec.Struct, frozen=True):
    """How a test run, build, linter or type check ended."""

    kind: str
    outcome: str
    passed: int | None
    failed: int | None


class Item(msgspec.Struct, frozen=True):
    """One thing that happened."""

    index: int
    id: EventId
    kind: ItemKind
    time: float | None
    turn: int
    """The user's message that it followed, from 1; 0 for none."""
    chain: str | None
    """The subagent that did it."""
    title: str = ""
    """The tool's name, or the file's."""
    intent: str = ""
    """What the agent says the call is for."""
    text: str = ""
    cut: bool = False
    """Whether some of the text or the output was left out."""
    outcome: str = ""
    """ok | error | denied | interrupted; '' while the log does not tell."""
    exit_code: int | None = None
    output: str = ""
    checks: tuple[CheckTold, ...] = ()
    changes: tuple[Change, ...] = ()


class Outline(msgspec.Struct, frozen=True):
    """All items in short: what a picture of the session is drawn from."""

    kinds: str
    """A letter for each item."""
    began: float | None
    """Seconds since the epoch."""
    times: tuple[int, ...]
    """Of each item: seconds since `began`, -1 for unknown."""
    checks: tuple[tuple[int, str], ...]
    """Items that ran checks, with passed | failed | unknown; failed if one of them did."""
    edits: tuple[tuple[int, int, int], ...]
    """Items that changed files, with the lines put in and taken out."""
    failed: tuple[int, ...]
    """Items that went wrong, or were refused."""


class FlagPlace(msgspec.Struct, frozen=True):
    """Where in a session a flag belongs."""

    item: int | None
    """The act."""
    thought: int | None
    """The reasoning that it cites."""


class AskSession(msgspec.Struct, frozen=True):
    """Tell items of a session: `count` from `first` on or, with `since`, those that are new or changed since that edition."""

    request: int
    session: SessionId
    first: int
    count: int
    since: int | None = None
    outline: bool = False
    find: EventId | None = None
    """Tell which item this event is in."""


class SessionPage(msgspec.Struct, frozen=True):
    """The answer; `session` is None when there is no such session."""

    request: int
    session: Session | None = None
    generation: str = ""
    """Another one means that all that was told before is void: the session was put together anew."""
    edition: int = 0
    """What to give as `since` to get what comes after this page."""
    total: int = 0
    items: tuple[Item, ...] = ()
    outline: Outline | None = None
    found: int | None = None
    flags: tuple[tuple[FlagId, FlagPlace], ...] = ()
    """All of the session, where the outline or news were asked for."""
    more: bool = False
    """Whether more is new or changed since than what this page tells."""


class AskWhere(msgspec.Struct, frozen=True):
    """Tell which lines of a file's text (the disk's if None) an edit wrote."""

    request: int
    path: str
    text: str | None
    edit: EditId


class Where(msgspec.Struct, frozen=True):
    """The first stretch of such lines (0-based, both ends included), None where there is none any more."""

    request: int
    lines: tuple[int, int] | None
