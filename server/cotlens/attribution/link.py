"""Which reasoning led to an edit: the nearest block before the call, and earlier blocks that name what it changes.

Words are compared, meaning is not. A block is the reasoning and text of one API message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath
from typing import Final

from cotlens.attribution.words import identifiers
from cotlens.model.edit import FileEdit
from cotlens.model.event import (
    EditEvent,
    Event,
    MessageEvent,
    ReasoningEvent,
    ToolCallEvent,
    ToolKind,
    UserEvent,
    UserOrigin,
)
from cotlens.model.ids import CallId, EventId

BLOCKS: Final = 40
"""Blocks looked back at; the best one is farther away in less than one of fifty edits."""

SUPPORTING: Final = 2
"""Blocks given beside the nearest."""

CONTEXT_WEIGHT: Final = 0.25
"""What a name in the lines around a change counts, beside one in the change."""

LONG: Final = 150
"""Names in a block at which its score is halved: a long text names much by chance."""

NEAR: Final = 3
"""Tool calls between a block and the edit up to which the link is still a good one."""


class LinkConfidence(str, Enum):
    """How sure it is that the block led to the edit; about 55, 35 and 10 of a hundred edits."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class LinkRole(str, Enum):
    """What a block is to an edit."""

    PRIMARY = "primary"
    SUPPORTING = "supporting"
    PROMPT = "prompt"
    """The plan or the user's request: all there is where the agent wrote nothing itself."""


@dataclass(frozen=True, slots=True)
class ReasonLink:
    """A block and its tie to an edit."""

    role: LinkRole
    events: tuple[EventId, ...]
    """The block's events, in order."""
    text: str
    """Their texts, verbatim and untrusted."""
    distance: int
    """Tool calls of the same chain between the block and the call; 0 also within one API message."""
    score: float
    """How much of the edit the block names; 0 for nothing."""


@dataclass(frozen=True, slots=True)
class ReasonLinks:
    """What led to an edit, as far as the log shows."""

    primary: ReasonLink | None
    supporting: tuple[ReasonLink, ...]
    confidence: LinkConfidence


@dataclass(slots=True)
class _Block:
    message: str | None
    calls: int
    """Tool calls before the block's end, counted back from the edit's call."""
    events: list[EventId] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def link(edit_event_index: int, events: Sequence[Event]) -> ReasonLinks:
    """Find the reasoning behind the edit event at an index of a session's events (in log order).

    Only the edit's own chain and turn are looked at. Raises TypeError if the event is no edit.
    """
    event = events[edit_event_index]
    if not isinstance(event, EditEvent):
        raise TypeError(f"event {edit_event_index} is no edit")
    call = _call_index(events, edit_event_index, event.edit.call)
    blocks, prompt = _look_back(events, call)
    wanted = _Names(event.edit)
    if not blocks:
        return ReasonLinks(None, _fallback(prompt, wanted), LinkConfidence.LOW)
    links = [wanted.link(block, LinkRole.SUPPORTING, _message(events[call])) for block in blocks]
    primary = wanted.link(blocks[0], LinkRole.PRIMARY, _message(events[call]))
    better = [x for x in links[1:] if x.score > 0 and x.score >= 2 * primary.score]
    supporting = tuple(sorted(better, key=lambda x: -x.score)[:SUPPORTING])
    if primary.score == 0 and not supporting:
        supporting = _fallback(prompt, wanted)
    return ReasonLinks(primary, supporting, _confidence(primary))


def _confidence(primary: ReasonLink) -> LinkConfidence:
    if primary.distance == 0 and primary.score > 0:
        return LinkConfidence.HIGH
    return LinkConfidence.MEDIUM if primary.distance <= NEAR else LinkConfidence.LOW


def _message(event: Event) -> str | None:
    return event.message if isinstance(event, ToolCallEvent) else None


def _call_index(events: Sequence[Event], edit: int, call: CallId) -> int:
    """Find the call that an edit event belongs to; the edit event itself if the log does not show it."""
    for k in range(edit, -1, -1):
        event = events[k]
        if isinstance(event, ToolCallEvent) and event.call == call:
            return k
    return edit


def _look_back(events: Sequence[Event], call: int) -> tuple[list[_Block], _Block | None]:
    """Collect the readable blocks of the turn before a call, nearest first, and what the turn began with or planned."""
    chain = events[call].chain
    blocks: list[_Block] = []
    prompt: _Block | None = None
    calls = 0
    for k in range(call - 1, -1, -1):
        event = events[k]
        if event.chain != chain:
            continue
        if isinstance(event, ToolCallEvent):
            calls += 1
            if event.kind is ToolKind.PLAN and prompt is None:
                prompt = _Block(None, calls, [event.id], [" ".join(map(str, event.args.values()))])
        elif isinstance(event, UserEvent) and event.origin is UserOrigin.TYPED:
            prompt = prompt or _Block(None, calls, [event.id], [event.text])
            break
        elif isinstance(event, (ReasoningEvent, MessageEvent)) and event.text.strip():
            if len(blocks) == BLOCKS and (event.message is None or event.message != blocks[-1].message):
                break
            _add(blocks, event, calls)
    return blocks, prompt


def _add(blocks: list[_Block], event: ReasoningEvent | MessageEvent, calls: int) -> None:
    """Add an event, found while going back, to its message's block."""
    if not blocks or event.message is None or event.message != blocks[-1].message:
        blocks.append(_Block(event.message, calls))
    blocks[-1].events.insert(0, event.id)
    blocks[-1].texts.insert(0, event.text)


def _fallback(prompt: _Block | None, wanted: _Names) -> tuple[ReasonLink, ...]:
    return (wanted.link(prompt, LinkRole.PROMPT, None),) if prompt is not None else ()


class _Names:
    """The names in an edit, and how much of them a block has."""

    def __init__(self, edit: FileEdit) -> None:
        path = PurePosixPath(edit.path.replace("\\", "/"))
        names = (re.escape(x) for x in {path.name, path.stem} if x)
        self._file = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)", re.IGNORECASE)
        self._changed = identifiers(edit.added or edit.removed)
        context = (x[1:] for h in edit.hunks for x in h.lines if x[:1] not in {"+", "-"})
        self._context = identifiers(context) - self._changed

    def link(self, block: _Block, role: LinkRole, message: str | None) -> ReasonLink:
        """Tie a block to the edit, whose call is of API message `message`."""
        text = "\n\n".join(block.texts)
        same = message is not None and block.message == message
        return ReasonLink(role, tuple(block.events), text, 0 if same else block.calls, self._score(text))

    def _score(self, text: str) -> float:
        names = identifiers([text])
        hits = len(self._changed & names) + CONTEXT_WEIGHT * len(self._context & names)
        return hits / (1 + len(names) / LONG) + (self._file.search(text) is not None)
