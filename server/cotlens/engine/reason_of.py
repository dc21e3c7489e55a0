"""The thought to be shown with what a monitor found: the one that led to the edit, else the last one before the act. Quotes nothing."""

from __future__ import annotations

from cotlens.attribution.link import link_call
from cotlens.model.edit import FileEdit
from cotlens.model.event import ReasoningEvent
from cotlens.model.fact import Step, Turn


def thought_behind(edit: FileEdit | None, turn: Turn, step: Step) -> ReasoningEvent | None:
    """Return the readable thought behind an edit of the call at `step`, or behind the call itself."""
    return (_linked(edit, turn, step) if edit is not None else None) or _last_before(turn, step)


def _linked(edit: FileEdit, turn: Turn, step: Step) -> ReasoningEvent | None:
    events = [s.event for s in turn.steps if s.index <= step.index]
    thoughts = {e.id: e for e in events if isinstance(e, ReasoningEvent) and e.text}
    if not thoughts:
        return None
    at = next((k for k in range(len(events) - 1, -1, -1) if events[k] is step.event), None)
    if at is None:
        return None
    links = link_call(edit, at, events)
    blocks = (links.primary, *links.supporting)
    named = (event for block in blocks if block is not None for event in reversed(block.events))
    return next((thoughts[event] for event in named if event in thoughts), None)


def _last_before(turn: Turn, step: Step) -> ReasoningEvent | None:
    """On the same chain in the same turn."""
    for s in reversed(turn.steps):
        event = s.event
        if (
            s.index < step.index
            and isinstance(event, ReasoningEvent)
            and event.text
            and event.chain == step.event.chain
        ):
            return event
    return None
