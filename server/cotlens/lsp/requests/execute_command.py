"""workspace/executeCommand: the commands by their names, and those that show something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cotlens.lsp.command_names import (
    ADOPT_VERDICT,
    CONFIRM,
    DISMISS,
    RESCAN,
    SHARE_VERDICTS,
    SHOW_REASONING,
    SHOW_TRANSCRIPT,
    TURN_ON_REASONING,
    UNDO,
)
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.requests.arguments import flag_named, options, required
from cotlens.lsp.requests.judge import confirm, dismiss, undo
from cotlens.lsp.requests.message_for_agent import MESSAGE_FOR_AGENT, message_for_agent
from cotlens.lsp.requests.share_verdicts import adopt_verdict, share_verdicts
from cotlens.lsp.requests.transcript import open_transcript
from cotlens.lsp.requests.turn_on_reasoning import turn_on_reasoning
from cotlens.lsp.requests.why import WHY, why
from cotlens.model.ids import SessionId
from cotlens.model.snapshot import Rescan


async def show_reasoning(ls: CotlensServer, *args: Any) -> dict[str, Any] | None:
    """`cotlens.showReasoning(flag, {open?}?)`: the session's transcript at the flag's reasoning, opened if the client can.

    With `open` false only its place is answered.
    """
    flag = flag_named(ls, args)
    return await open_transcript(ls, flag.session, flag, show=options(args, 1, "open").get("open") is not False)


async def show_transcript(ls: CotlensServer, *args: Any) -> dict[str, Any] | None:
    """`cotlens.showTranscript(session)`: the session's transcript from its beginning, opened if the client can."""
    return await open_transcript(ls, SessionId(required(args)), None)


def rescan(ls: CotlensServer, *_: Any) -> None:
    """`cotlens.rescan()`: forget what was read and read it again."""
    ls.link.send(Rescan())


COMMANDS: Final[dict[str, Callable[..., Any]]] = {
    CONFIRM: confirm,
    DISMISS: dismiss,
    UNDO: undo,
    SHARE_VERDICTS: share_verdicts,
    ADOPT_VERDICT: adopt_verdict,
    MESSAGE_FOR_AGENT: message_for_agent,
    SHOW_REASONING: show_reasoning,
    SHOW_TRANSCRIPT: show_transcript,
    RESCAN: rescan,
    TURN_ON_REASONING: turn_on_reasoning,
    WHY: why,
}
