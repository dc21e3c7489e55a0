"""`cotlens.turnOnReasoning(agent?)`: changes an agent's own settings so that it writes its reasoning down, once the user said yes."""

from __future__ import annotations

import asyncio
import os
from typing import Any, Final

from lsprotocol import types as t

from cotlens.engine.reasoning import wanted_remedies
from cotlens.engine.remedies import REMEDIES, Remedy
from cotlens.engine.settings_file import Plan, apply, plan
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.refused import Refused
from cotlens.model.errors import UsageError

YES: Final = "Change the File"
NO: Final = "Leave It"


async def turn_on_reasoning(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """Show what would change, ask, and change it; the answer tells the file and whether it was changed."""
    remedy = _remedy(ls, args[0] if args and isinstance(args[0], str) else "")
    try:
        change = await asyncio.to_thread(plan, remedy, os.environ, os.path.expanduser("~"))
    except UsageError as problem:
        raise Refused(str(problem)) from problem
    if not change.needed:
        ls.window_show_message(
            t.ShowMessageParams(t.MessageType.Info, f"{remedy.title}: {change.path} says so already. {remedy.remark}")
        )
        return {"file": change.path, "changed": False}
    if not await _agreed(ls, remedy, change):
        return {"file": change.path, "changed": False}
    try:
        await asyncio.to_thread(apply, change)
    except UsageError as problem:
        raise Refused(str(problem)) from problem
    return {"file": change.path, "changed": True}


def _remedy(ls: CotlensServer, agent: str) -> Remedy:
    wanted = wanted_remedies(ls.state.snapshot.sessions.values())
    possible = [r for r in (*wanted, *REMEDIES) if r.changes and (not agent or r.agent == agent)]
    if agent and not possible:
        advice = next((r for r in REMEDIES if r.agent == agent), None)
        raise Refused(f"{advice.title}: {advice.remark}" if advice else f"no setting of {agent} is known to help")
    if not agent and not any(r.changes for r in wanted):
        raise Refused("no session here has reasoning withheld that a setting would bring back")
    return possible[0]


async def _agreed(ls: CotlensServer, remedy: Remedy, change: Plan) -> bool:
    lines = [line for line in change.diff.splitlines()[2:] if line[:1] in "+-"]
    asked = t.ShowMessageRequestParams(
        type=t.MessageType.Info,
        message=f"To have {remedy.title} write its reasoning down, {change.path} is changed: {' '.join(lines)}  ({remedy.remark})",
        actions=[t.MessageActionItem(YES), t.MessageActionItem(NO)],
    )
    # No time-out: the question waits for a person.
    answer = await ls.window_show_message_request_async(asked)
    return answer is not None and answer.title == YES
