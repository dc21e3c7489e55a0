"""workspace/executeCommand: a person's verdict on a flag, and the way to its reasoning.

A verdict counts once it is written: only then do diagnostics and lenses change.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.refused import Refused
from cotlens.lsp.requests.transcript import open_transcript
from cotlens.lsp.requests.turn_on_reasoning import turn_on_reasoning
from cotlens.lsp.requests.why import WHY, why
from cotlens.model.errors import UsageError
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.snapshot import Rescan
from cotlens.model.verdict import Reason, Status, Verdict

CONFIRM: Final = "cotlens.confirm"
DISMISS: Final = "cotlens.dismiss"
UNDO: Final = "cotlens.undo"
SHOW_REASONING: Final = "cotlens.showReasoning"
SHOW_TRANSCRIPT: Final = "cotlens.showTranscript"
RESCAN: Final = "cotlens.rescan"
TURN_ON_REASONING: Final = "cotlens.turnOnReasoning"


async def confirm(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.confirm(flag, note?)`."""
    flag = _flag(ls, args)
    return await _judge(ls, flag, Status.CONFIRMED, Reason.UNSTATED, _text(args, 1))


async def dismiss(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.dismiss(flag, reason?, note?)`."""
    flag = _flag(ls, args)
    word = _text(args, 1) or Reason.UNSTATED.value
    try:
        reason = Reason(word)
    except ValueError:
        raise JsonRpcInvalidParams(f"no such reason: {word}; one of {', '.join(r.value for r in Reason)}") from None
    return await _judge(ls, flag, Status.DISMISSED, reason, _text(args, 2))


async def undo(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.undo(flag)`: the flag is open again."""
    flag = _flag(ls, args)
    await _kept(ls.book.forget(flag.id))
    ls.publisher.mark(ls.state.judge({}, forget=[flag.id]))
    return {"flag": flag.id, "status": Status.OPEN.value}


async def show_reasoning(ls: CotlensServer, *args: Any) -> dict[str, Any] | None:
    """`cotlens.showReasoning(flag)`: the session's transcript at the flag's reasoning, opened if the client can."""
    flag = _flag(ls, args)
    return await open_transcript(ls, flag.session, flag)


async def show_transcript(ls: CotlensServer, *args: Any) -> dict[str, Any] | None:
    """`cotlens.showTranscript(session)`: the session's transcript from its beginning, opened if the client can."""
    return await open_transcript(ls, SessionId(_required(args)), None)


def rescan(ls: CotlensServer, *_: Any) -> None:
    """`cotlens.rescan()`: forget what was read and read it again."""
    ls.link.send(Rescan())


COMMANDS: Final[dict[str, Callable[..., Any]]] = {
    CONFIRM: confirm,
    DISMISS: dismiss,
    UNDO: undo,
    SHOW_REASONING: show_reasoning,
    SHOW_TRANSCRIPT: show_transcript,
    RESCAN: rescan,
    TURN_ON_REASONING: turn_on_reasoning,
    WHY: why,
}


async def _judge(ls: CotlensServer, flag: Flag, status: Status, reason: Reason, note: str) -> dict[str, Any]:
    verdict = Verdict(
        flag=flag.id,
        fingerprint=flag.fingerprint,
        code=flag.code,
        status=status,
        reason=reason,
        note=note,
        time=time.time(),
    )
    await _kept(ls.book.put(verdict))
    ls.publisher.mark(ls.state.judge({flag.id: verdict}))
    return {"flag": flag.id, "status": status.value}


async def _kept(writing: Any) -> None:
    try:
        await writing
    except UsageError as error:
        raise Refused(str(error)) from error


def _flag(ls: CotlensServer, args: tuple[Any, ...]) -> Flag:
    flag = ls.state.snapshot.flags.get(FlagId(_required(args)))
    if flag is None:
        raise JsonRpcInvalidParams("no such flag; it may have gone with its session's log")
    return flag


def _required(args: tuple[Any, ...]) -> str:
    if not args or not isinstance(args[0], str):
        raise JsonRpcInvalidParams("the first argument must be an id")
    return args[0]


def _text(args: tuple[Any, ...], index: int) -> str:
    value = args[index] if len(args) > index else None
    return value if isinstance(value, str) else ""
