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
from cotlens.model.errors import UsageError

YES: Final = "Change the File"
NO: Final = "Leave It"


async def turn_on_reasoning(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """Show what would change, ask, and change it; the answer tells the file ('' for none) and whether it was changed.

    What cannot be done is told in a message, not as an error: clients show errors of commands twice.
    """
    agent = args[0] if args and isinstance(args[0], str) else ""
    change: Plan | None = None
    try:
        remedy = _remedy(ls, agent)
        change = await asyncio.to_thread(plan, remedy, os.environ, os.path.expanduser("~"))
        if not change.needed:
            told = f"{remedy.title}: {change.path} says so already. {remedy.remark}"
            ls.window_show_message(t.ShowMessageParams(t.MessageType.Info, told))
        elif await _agreed(ls, remedy, change):
            await asyncio.to_thread(apply, change)
            return {"file": change.path, "changed": True}
    except UsageError as problem:
        ls.window_show_message(t.ShowMessageParams(t.MessageType.Info, str(problem)))
    return {"file": change.path if change is not None else "", "changed": False}


def _remedy(ls: CotlensServer, agent: str) -> Remedy:
    wanted = wanted_remedies(ls.state.snapshot.sessions.values())
    possible = [r for r in (*wanted, *REMEDIES) if r.changes and (not agent or r.agent == agent)]
    if agent and not possible:
        advice = next((r for r in REMEDIES if r.agent == agent), None)
        raise UsageError(f"{advice.title}: {advice.remark}" if advice else f"No setting of {agent} is known to help.")
    if not agent and not any(r.changes for r in wanted):
        raise UsageError("No agent withheld its reasoning here lately that has a setting to bring it back.")
    return possible[0]


async def _agreed(ls: CotlensServer, remedy: Remedy, change: Plan) -> bool:
    gets = " and ".join(f"{key} = {str(value).lower()}" for key, value in remedy.changes)
    made = "a new file" if change.before is None else "nothing else changes"
    asked = t.ShowMessageRequestParams(
        type=t.MessageType.Info,
        message=f"Have {remedy.title} write its reasoning down? {change.path} gets {gets} ({made}). {remedy.remark}",
        actions=[t.MessageActionItem(YES), t.MessageActionItem(NO)],
    )
    # No time-out: the question waits for a person.
    answer = await ls.window_show_message_request_async(asked)
    return answer is not None and answer.title == YES
