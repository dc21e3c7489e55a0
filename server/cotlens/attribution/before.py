"""What stands before a tool call in its session: what the agent wrote, what it had planned, what it was asked. Compares no words.

Only the call's own chain is looked at, and of it the turn that the call is in; of the turns before, how they ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from cotlens.model.edit import EditState, FileEdit
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

EVENTS: Final = 2000
"""Events looked back at: the work for one edit is bounded also in turns that hardly have a text."""

_TELLING: Final = (
    "content",
    "step",
    "subject",
    "title",
    "description",
    "prompt",
    "plan",
    "text",
    "response",
    "explanation",
)
"""Under which names records of plans and tasks keep what is to be done."""


@dataclass(slots=True)
class Block:
    """What an agent wrote between two of its calls, or in one API message; or what it was asked, or had planned."""

    message: str | None
    calls: int
    """Tool calls of the chain after its end, before the call that is asked about."""
    edits: int = 0
    """Those of them that changed files."""
    asked: bool = False
    """A request, a task or a plan."""
    events: list[EventId] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its texts as one."""
        return _joined(tuple(self.texts))


@lru_cache(maxsize=256)
def _joined(texts: tuple[str, ...]) -> str:
    # Remembered, so that the links of many edits to one block hold one text.
    return "\n\n".join(texts)


@dataclass(slots=True)
class Before:
    """All of that, each list nearest first."""

    blocks: list[Block] = field(default_factory=list)
    plans: list[Block] = field(default_factory=list)
    request: Block | None = None
    """What the user typed at the turn's beginning; for a subagent, its task."""
    task: bool = False
    """Whether the request is a subagent's task."""
    answered: list[Block] = field(default_factory=list)
    """What the request answers: the agent's last words before it, and the requests since and just before."""
    tried: int = 0
    """Blocks that follow the first failed attempt at the same edit: they tell of the retry."""


def before(edit: FileEdit, call: int, events: Sequence[Event]) -> Before:
    """Look back from the tool call of an edit, at an index of a session's events (in log order)."""
    found = Before()
    chain = events[call].chain
    walk = _Walk(found, edit)
    for k in range(call - 1, max(call - 1 - EVENTS, -1), -1):
        if events[k].chain == chain and not walk.take(events[k]):
            break
    if chain is not None:
        found.request = found.request or _task(chain, call, events)
        found.task = found.request is not None
    return found


def _task(chain: str, call: int, events: Sequence[Event]) -> Block | None:
    """Find what a subagent was asked: by its first words in the user's role, else by the call that started it."""
    first = next(k for k in range(max(call - EVENTS, 0), call + 1) if events[k].chain == chain)
    calls = sum(isinstance(e, ToolCallEvent) and e.chain == chain for e in events[first:call])
    for event in events[first:call]:
        if isinstance(event, UserEvent) and event.chain == chain and event.text.strip():
            return Block(None, calls, asked=True, events=[event.id], texts=[event.text])
    for event in reversed(events[max(first - EVENTS, 0) : first]):
        if isinstance(event, ToolCallEvent) and event.kind is ToolKind.TASK and (text := told(event.args)):
            return Block(None, calls, asked=True, events=[event.id], texts=[text])
    return None


class _Walk:
    """Goes back over a chain's events, one at a time."""

    def __init__(self, found: Before, edit: FileEdit) -> None:
        self._found = found
        self._edit = edit
        self._calls = 0
        self._edits = 0
        self._apart = True
        """Whether something stands between the last text and the next."""
        self._edited: set[CallId] = set()
        self._failed: set[CallId] = set()

    def take(self, event: Event) -> bool:
        """Take in the event before; tells whether to go on."""
        if isinstance(event, ToolCallEvent):
            self._take_call(event)
        elif isinstance(event, UserEvent):
            return event.origin is not UserOrigin.TYPED or self._take_request(event)
        elif isinstance(event, (ReasoningEvent, MessageEvent)):
            return not event.text.strip() or self._take_text(event)
        elif isinstance(event, EditEvent) and self._found.request is None:
            self._edited.add(event.edit.call)
            if _same_try(event.edit, self._edit):
                self._failed.add(event.edit.call)
        return True

    def _take_call(self, event: ToolCallEvent) -> None:
        self._calls += 1
        self._edits += event.kind is ToolKind.EDIT or event.call in self._edited
        self._apart = True
        if self._found.request is None:
            if event.call in self._failed:
                self._found.tried = len(self._found.blocks)
            if event.kind is ToolKind.PLAN and (text := told(event.args)):
                self._found.plans.append(Block(None, self._calls, asked=True, events=[event.id], texts=[text]))

    def _take_request(self, event: UserEvent) -> bool:
        block = Block(None, self._calls, self._edits, asked=True, events=[event.id], texts=[event.text])
        self._apart = True
        if self._found.request is None:
            self._found.request = block
            return True
        self._found.answered.append(block)
        return all(x.asked for x in self._found.answered)

    def _take_text(self, event: ReasoningEvent | MessageEvent) -> bool:
        earlier = self._found.request is not None
        blocks = self._found.answered if earlier else self._found.blocks
        same = bool(blocks) and event.message is not None and event.message == blocks[-1].message
        if same or (blocks and not self._apart):
            blocks[-1].events.insert(0, event.id)
            blocks[-1].texts.insert(0, event.text)
        elif not earlier or all(x.asked for x in blocks):
            if len(blocks) == BLOCKS:
                return False
            blocks.append(Block(event.message, self._calls, self._edits, events=[event.id], texts=[event.text]))
        self._apart = False
        return True


def _same_try(one: FileEdit, other: FileEdit) -> bool:
    """Tell whether an edit that failed was an attempt at another: of the same file, with half of the lines."""
    if one.state is not EditState.FAILED or one.path != other.path:
        return False
    lines, others = _lines(one), _lines(other)
    return 2 * len(lines & others) >= min(len(lines), len(others)) > 0


def _lines(edit: FileEdit) -> set[str]:
    return {line.strip() for line in edit.added or edit.removed if line.strip()}


def told(args: Mapping[str, Any]) -> str:
    """Return what a plan or a task says is to be done, a line for each step; '' for records of mere progress."""
    lines = [line for key in _TELLING for line in _told(args.get(key))]
    for key, value in args.items():
        if key not in _TELLING and isinstance(value, list):
            lines += [line for item in value if isinstance(item, dict) for line in _told([item])]
    return "\n".join(lines)


def _told(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, list):
        for item in value:
            yield from (f"- {line}" for line in _told(item))
    elif isinstance(value, dict):
        yield from [line for key in _TELLING for line in _told(value.get(key))][:1]
