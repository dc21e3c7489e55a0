"""Which reasoning led to an edit: what the agent wrote last before the call, unless that is about something else.

Words are compared, meaning is not. `before` says what is looked at, `naming` how texts are compared with the change.
The last text stays the reason but in three cases, each found where it was not what a reader named:

- it tells of a failed attempt at the same edit: the reason is what led to the first attempt;
- it only says that an edit comes ("Now I'll apply the changes."): the reason is what names the change best, in the turn,
  its request or what the request answers;
- it names little of the change, and the text before it names twice as much, no edit standing between: both are one step.

Where the agent wrote nothing in its turn, the reason is its plan or the request; of a request that names nothing ("yes",
"continue") what it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cotlens.attribution.before import Before, Block, before
from cotlens.attribution.naming import Naming
from cotlens.model.edit import FileEdit
from cotlens.model.event import EditEvent, Event, ToolCallEvent
from cotlens.model.ids import CallId, EventId

SUPPORTING: Final = 2
"""Blocks given beside the primary one because they name more."""

BETTER: Final = 2.0
"""How many times as much a block must name to be given beside the primary one, or instead of it."""

LITTLE: Final = 3.0
"""A score below which a text names little of a change..."""

ENOUGH: Final = 2.0
"""... and one from which on it may be the reason instead."""

STEP: Final = 1
"""Blocks before the last one that may be of the same step."""

NEAR: Final = 3
"""Tool calls between a block and the edit up to which the link is still a good one."""


class LinkConfidence(str, Enum):
    """How sure it is that the text led to the edit; how often readers agree with each is in tests/bench/link.md."""

    HIGH = "high"
    """The last text, just before the edit, and it names some of it."""
    MEDIUM = "medium"
    """Near and naming some of it; or what was asked, planned or said earlier, where the turn tells no more."""
    LOW = "low"
    """Far, or naming nothing of it."""


class LinkRole(str, Enum):
    """What a text is to an edit."""

    PRIMARY = "primary"
    SUPPORTING = "supporting"
    PROMPT = "prompt"
    """Nothing that the agent thought: its plan, the user's request, a subagent's task."""


@dataclass(frozen=True, slots=True)
class ReasonLink:
    """A text and its tie to an edit. Edits that have a block in common have links with equal `events`."""

    role: LinkRole
    events: tuple[EventId, ...]
    """The block's events, in order; the first one names the block."""
    text: str
    """Their texts, verbatim and untrusted."""
    distance: int
    """Tool calls of the same chain between the block and the call; 0 also within one API message."""
    score: float
    """How much of the edit it names; 0 for nothing."""


@dataclass(frozen=True, slots=True)
class ReasonLinks:
    """What led to an edit, as far as the log shows."""

    primary: ReasonLink | None
    """The best of it; a plan or a request (role PROMPT) where no text of the agent's is. None where there is nothing at all."""
    supporting: tuple[ReasonLink, ...]
    """What else names the change, the best first; at the end what was asked, and the text that names the file, where needed."""
    confidence: LinkConfidence


def link(edit_event_index: int, events: Sequence[Event]) -> ReasonLinks:
    """Find the reasoning behind the edit event at an index of a session's events (in log order).

    Raises TypeError if the event is no edit.
    """
    event = events[edit_event_index]
    if not isinstance(event, EditEvent):
        raise TypeError(f"event {edit_event_index} is no edit")
    return link_call(event.edit, _call_index(events, edit_event_index, event.edit.call), events)


def link_call(edit: FileEdit, call: int, events: Sequence[Event]) -> ReasonLinks:
    """Find the reasoning behind an edit whose tool call is at an index: also for what is read off shell commands."""
    here = events[call]
    return _Choice(edit, before(edit, call, events), here.message if isinstance(here, ToolCallEvent) else None).links()


def _call_index(events: Sequence[Event], edit: int, call: CallId) -> int:
    """Find the call that an edit event belongs to; the edit event itself if the log does not show it."""
    for k in range(edit, -1, -1):
        event = events[k]
        if isinstance(event, ToolCallEvent) and event.call == call:
            return k
    return edit


class _Choice:
    """Chooses among the texts before one call."""

    def __init__(self, edit: FileEdit, found: Before, message: str | None) -> None:
        self._found = found
        self._message = message
        self._naming = Naming(edit)
        self._scores: dict[str, float] = {}

    def links(self) -> ReasonLinks:
        """Link what was found."""
        primary = self._of_turn() if self._found.blocks else self._instead()
        if primary is None:
            return ReasonLinks(None, (), LinkConfidence.LOW)
        others = [*self._supporting(primary)]
        if self._found.task or (not others and self._score(primary) == 0):
            others += self._asked(primary)
        if not any(self._naming.names(x.text) for x in (primary, *others)):
            others += self._name_it()
        chosen = self._link(primary, LinkRole.PRIMARY)
        return ReasonLinks(
            chosen, tuple(self._link(x, LinkRole.SUPPORTING) for x in others), self._confidence(primary, chosen)
        )

    def _of_turn(self) -> Block:
        """Choose where the agent wrote something."""
        last = self._before_retries()
        if self._empty(last):
            return self._beside_announcement(last)
        return self._of_step(last) if last is self._found.blocks[0] else last

    def _before_retries(self) -> Block:
        """Return the last text, or what led to the first attempt if the texts since tell of trying again."""
        blocks, tried = self._found.blocks, self._found.tried
        if 0 < tried < len(blocks) and self._score(blocks[tried]) >= self._score(blocks[0]):
            return blocks[tried]
        return blocks[0]

    def _beside_announcement(self, last: Block) -> Block:
        """Return the text that names the change best; where none says more than the announcement does, the request."""
        request = self._request()
        others = [x for x in (*self._found.blocks, *request, *self._found.answered) if not self._empty(x)]
        best = max(others, key=self._score, default=last)
        if self._score(best) > self._score(last):
            return best
        return next((x for x in request if x in others), last)

    def _of_step(self, last: Block) -> Block:
        """Return the last text, or one of the same step that names much more of the change."""
        if self._score(last) >= LITTLE:
            return last
        least = max(ENOUGH, BETTER * self._score(last))
        step = self._found.blocks[1 : 1 + STEP]
        return max(
            (x for x in step if x.edits == last.edits and self._score(x) >= least), key=self._score, default=last
        )

    def _instead(self) -> Block | None:
        """Choose where the agent wrote nothing."""
        plan, request = self._plan(), self._found.request
        if plan is not None or request is None:
            return plan or next(iter(self._found.plans), None)
        answered = next((x for x in self._found.answered if not x.asked), None)
        if answered is None:
            return request
        says_nothing = self._empty(request) or self._score(request) == 0 < self._score(answered)
        return answered if says_nothing else request

    def _supporting(self, primary: Block) -> list[Block]:
        """List the last text, if another is the reason, and those that name twice as much as the reason."""
        blocks = self._found.blocks
        least = BETTER * self._score(primary)
        better = [x for x in blocks if x is not primary and self._score(x) > 0 and self._score(x) >= least]
        better.sort(key=self._score, reverse=True)
        if blocks and primary is not blocks[0] and not self._empty(blocks[0]):
            better = [blocks[0], *(x for x in better if x is not blocks[0])]
        return better[:SUPPORTING]

    def _asked(self, primary: Block) -> list[Block]:
        """Return the plan, if it names anything, or the request; of a subagent its task."""
        plan = self._plan()
        asked = [plan] if plan is not None and not self._found.task else self._request()
        return [x for x in asked if x is not primary]

    def _name_it(self) -> list[Block]:
        """Return the text that tells which file it is about, where no other does."""
        named = [x for x in (*self._found.blocks, *self._request()) if self._naming.names(x.text)]
        return [max(named, key=self._score)] if named else []

    def _plan(self) -> Block | None:
        return next((x for x in self._found.plans if self._score(x) > 0), None)

    def _request(self) -> list[Block]:
        return [self._found.request] if self._found.request is not None else []

    def _confidence(self, primary: Block, link: ReasonLink) -> LinkConfidence:
        own = self._found.blocks
        if not any(primary is x for x in own):
            return LinkConfidence.MEDIUM
        if link.score == 0 or link.distance > NEAR:
            return LinkConfidence.LOW
        return LinkConfidence.HIGH if primary is own[0] and link.distance == 0 else LinkConfidence.MEDIUM

    def _link(self, block: Block, role: LinkRole) -> ReasonLink:
        same = self._message is not None and block.message == self._message
        return ReasonLink(
            LinkRole.PROMPT if block.asked else role,
            tuple(block.events),
            block.text,
            0 if same else block.calls,
            self._score(block),
        )

    def _score(self, block: Block) -> float:
        text = block.text
        if text not in self._scores:
            self._scores[text] = self._naming.score(text)
        return self._scores[text]

    def _empty(self, block: Block) -> bool:
        return self._naming.empty(block.text)
