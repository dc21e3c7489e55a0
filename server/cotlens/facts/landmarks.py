"""What is kept of the steps of a huge session that are let go: enough to judge later ones by. Judges nothing itself.

Their texts go; commands, checks and the names of files stay, of the newest of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from cotlens.model.event import CompactionEvent, ToolCallEvent, UserEvent
from cotlens.model.fact import Action, EditFact, Step, Turn

STEPS: Final = 1000
"""Steps that are kept, the newest ones."""
USERS: Final = 200
"""Messages of the user that are kept: what they allowed stays allowed."""
_COMMAND: Final = 2000
_SAID: Final = 4000


def landmark(step: Step) -> Step | None:
    """Return what is kept of a step, None if nothing is."""
    if isinstance(step.event, CompactionEvent):
        return replace(step, event=msgspec.structs.replace(step.event, summary=""))
    action = step.action
    if action is None or not (action.commands or action.checks or action.edits or action.deeds):
        return None
    call = _bare_call(action.call)
    result = msgspec.structs.replace(action.result, text="") if action.result is not None else None
    kept = Action(
        call=call,
        result=result,
        commands=action.commands,
        checks=action.checks,
        edits=tuple(map(_bare_edit, action.edits)),
        destructions=action.destructions,
        deeds=action.deeds,
    )
    return replace(step, event=call, action=kept)


def without_steps(turn: Turn) -> Turn:
    """Return a turn with nothing but what the user said."""
    user = turn.user
    if isinstance(user, UserEvent) and len(user.text) > _SAID:
        user = msgspec.structs.replace(user, text=user.text[:_SAID])
    return Turn(index=turn.index, user=user, bans=turn.bans, lifts=turn.lifts, chain=turn.chain)


def _bare_call(call: ToolCallEvent) -> ToolCallEvent:
    args = {key: value[:_COMMAND] for key, value in call.args.items() if key == "command" and isinstance(value, str)}
    return msgspec.structs.replace(call, args=args, intent=call.intent[:_COMMAND])


def _bare_edit(fact: EditFact) -> EditFact:
    return replace(fact, edit=replace(fact.edit, hunks=(), before=None, after=None), changes=())
