"""A session as a whole: who ran it, where, and how much of its reasoning can be read. Holds no events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from sys import intern
from typing import Final

from cotlens.model.ids import SessionId


class ReasoningStatus(str, Enum):
    """How much of a session's reasoning its log holds. A withheld session is never called clean."""

    FULL = "full"
    """Every thought is there in full."""
    SUMMARY = "summary"
    """Every thought is there as a provider's summary."""
    PARTIAL = "partial"
    """Some thoughts can be read, some are withheld."""
    WITHHELD = "withheld"
    """The agent thought, and none of it can be read."""
    NONE = "none"
    """The log shows no thinking at all."""


@dataclass(frozen=True, slots=True)
class ReasoningShare:
    """How much can be read of the thoughts of one model at one entry point of the agent, in one session.

    Whether thoughts are written down hangs on both: a session may go from withheld to readable when its model changes.
    """

    entrypoint: str | None
    """How the agent was run (`cli`, `claude-desktop`, `codex_vscode`), as its log says."""
    model: str | None
    blocks: int
    readable: int
    recent: ReasoningStatus
    """Over the last `WINDOW` thoughts: what can be expected of the next one."""


WINDOW: Final = 20
"""Thoughts that the recent status is about."""


def status_of(full: int, summaries: int, withheld: int) -> ReasoningStatus:
    """Say in one word how much can be read, from the numbers of thoughts of each form."""
    if not full + summaries + withheld:
        return ReasoningStatus.NONE
    if not full + summaries:
        return ReasoningStatus.WITHHELD
    if withheld:
        return ReasoningStatus.PARTIAL
    return ReasoningStatus.SUMMARY if summaries else ReasoningStatus.FULL


@dataclass(frozen=True, slots=True)
class Counts:
    """What was seen in a session's log."""

    events: int = 0
    reasoning_blocks: int = 0
    readable_blocks: int = 0
    edits: int = 0
    """Files changed by editing tools, as the log records them."""
    inferred: int = 0
    """Further files that shell commands wrote, as their text tells."""
    tool_calls: int = 0
    bad_lines: int = 0
    """Lines that are no JSON, no UTF-8 or no object: counted, skipped, never fatal."""
    unknown_types: int = 0
    """Well-formed records of a type this version does not know."""
    duplicates: int = 0
    """Records dropped because another log had told them (resume, fork, checkpoint)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of one agent, as its log tells it so far."""

    id: SessionId
    agent: str
    """`claude-code`, `codex`, ...: the names of the JSON contract."""
    log: str
    """Absolute path of its (main) log file."""
    chain: str | None = None
    """None for a session's main log; the subagent's id where the log is a subagent's own (`id` is then its parent's)."""
    agent_version: str | None = None
    model: str | None = None
    title: str | None = None
    cwd: str | None = None
    """First working directory that the log names."""
    cwds: tuple[str, ...] = ()
    """Every working directory that the log names, in order of appearance."""
    branch: str | None = None
    entrypoint: str | None = None
    started: float | None = None
    ended: float | None = None
    """Time of the last event so far."""
    reasoning: ReasoningStatus = ReasoningStatus.NONE
    recent: ReasoningStatus = ReasoningStatus.NONE
    """Over the last `WINDOW` thoughts of the session."""
    shares: tuple[ReasoningShare, ...] = ()
    """One for each model and entry point that thought, in order of appearance."""
    counts: Counts = Counts()


def sharing_names(session: Session) -> Session:
    """Give the same session with names that thousands have (agent, model, directory, branch) held once: half of what one takes."""
    return replace(
        session,
        agent=intern(session.agent),
        agent_version=_once(session.agent_version),
        model=_once(session.model),
        cwd=_once(session.cwd),
        cwds=tuple(map(intern, session.cwds)),
        branch=_once(session.branch),
        entrypoint=_once(session.entrypoint),
        shares=tuple(replace(x, entrypoint=_once(x.entrypoint), model=_once(x.model)) for x in session.shares),
    )


def _once(name: str | None) -> str | None:
    return intern(name) if name is not None else None
