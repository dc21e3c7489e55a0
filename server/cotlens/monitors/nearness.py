"""How near two steps of a turn are: what lies between them counts, but for calls that only look. Says nothing of what they are."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from cotlens.model.event import ToolKind, ToolResultEvent
from cotlens.model.fact import Action, Step, Turn
from cotlens.monitors.calls.lookers import LOOKERS

_LOOKS: Final = LOOKERS | {"awk", "cut", "less", "nl", "pwd", "sort", "tree", "uniq", "xxd"}
_GIT_LOOKS: Final = frozenset({"blame", "diff", "grep", "log", "ls-files", "rev-parse", "show", "status"})
_CALL: Final = 2
"""What a call and its result count, as the two steps they are."""
_LOOKED_PAST: Final = 40
"""Steps that are looked past at most."""


def only_looks(action: Action) -> bool:
    """Tell whether a call only reads, searches or lists: what is thought before it is still thought of what comes next."""
    kind = action.call.kind
    if kind is not ToolKind.SHELL:
        return kind in (ToolKind.READ, ToolKind.SEARCH, ToolKind.PLAN)
    return (
        bool(action.commands)
        and not (action.edits or action.deeds or action.destructions or action.checks)
        and all(
            c.program in _LOOKS or (c.program == "git" and c.argv[1:2] and c.argv[1] in _GIT_LOOKS)
            for c in action.commands
        )
    )


def _count(step: Step) -> int:
    if isinstance(step.event, ToolResultEvent):
        return 0
    if step.action is None:
        return 1
    return 0 if only_looks(step.action) else _CALL


def reached(steps: Iterable[Step], reach: int) -> Iterator[Step]:
    """Yield steps for as long as the way to them is not longer than `reach`; a look costs nothing."""
    left = reach
    for step in islice(steps, _LOOKED_PAST + reach):
        left -= _count(step)
        if left < 0:
            return
        yield step


def _index(step: Step) -> int:
    return step.index


def near(turn: Turn, step: Step, before: int, after: int = -1) -> list[Step]:
    """Return the steps of the turn from `before` ahead of `step` to `after` behind it, in order; by default none of its own index.

    A call counts two, as it is a step with its result; calls that only look count nothing.
    """
    steps = turn.steps
    at, end = bisect_left(steps, step.index, key=_index), bisect_right(steps, step.index, key=_index)
    earlier = list(reached((steps[i] for i in range(at - 1, -1, -1)), before))[::-1]
    if after < 0:
        return earlier
    return [*earlier, *steps[at:end], *reached((steps[i] for i in range(end, len(steps))), after)]
