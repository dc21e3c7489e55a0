"""workspace/executeCommand: a person's verdict on a flag, and the way to its reasoning.

A verdict counts once it is written: only then do diagnostics and lenses change.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Any, Final, TypeVar

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.plain import plain
from cotlens.lsp.refused import Refused
from cotlens.lsp.requests.transcript import open_transcript
from cotlens.lsp.requests.turn_on_reasoning import turn_on_reasoning
from cotlens.lsp.requests.why import WHY, why
from cotlens.model.errors import UsageError
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.snapshot import Rescan
from cotlens.model.verdict import Reason, Scope, Status, Verdict
from cotlens.model.verdicts import path_of

CONFIRM: Final = "cotlens.confirm"
DISMISS: Final = "cotlens.dismiss"
UNDO: Final = "cotlens.undo"
SHOW_REASONING: Final = "cotlens.showReasoning"
SHOW_TRANSCRIPT: Final = "cotlens.showTranscript"
RESCAN: Final = "cotlens.rescan"
TURN_ON_REASONING: Final = "cotlens.turnOnReasoning"


E = TypeVar("E", bound=Enum)
_DAY: Final = 86_400.0
_LONG: Final = 36_500
"""Days, a hundred years."""


async def confirm(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.confirm(flag, note?)`."""
    flag = _flag(ls, args)
    return await _say(ls, flag, _verdict(flag, Status.CONFIRMED, Reason.UNSTATED, _text(args, 1)))


async def dismiss(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.dismiss(flag, reason?, note?, {scope?, path?, days?}?)`.

    `scope` is `flag`, or with it all that this monitor flags in the `session`, or in the `path` (a file or a folder; the
    flag's file if none is named), or the same `fingerprint` wherever it comes up. After `days` it does not count any more.
    """
    flag = _flag(ls, args)
    reason = _one_of(Reason, _text(args, 1) or Reason.UNSTATED.value, "reason")
    options = plain(args[3]) if len(args) > 3 else {}
    if not isinstance(options, dict):
        raise JsonRpcInvalidParams("the fourth argument must be an object: scope, path, days")
    scope = _one_of(Scope, str(options.get("scope") or Scope.FLAG.value), "scope")
    days = options.get("days")
    if days is not None and not (isinstance(days, (int, float)) and 0 < days < _LONG):
        raise JsonRpcInvalidParams("`days` must be a number above 0")
    verdict = replace(
        _verdict(flag, Status.DISMISSED, reason, _text(args, 2)),
        scope=scope,
        session=flag.session if scope is Scope.SESSION else None,
        path=_path(ls, flag, options.get("path")) if scope is Scope.PATH else "",
        until=time.time() + days * _DAY if days is not None else None,
    )
    return await _say(ls, flag, verdict)


async def undo(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.undo(flag)`: takes back the verdict that counts for the flag, and with it for all others that it is about."""
    flag = _flag(ls, args)
    verdict = ls.state.snapshot.verdicts.get(flag.id)
    if verdict is None:
        return {"flag": flag.id, "status": Status.OPEN.value, "flags": 0}
    await _kept(ls.book.take_back(verdict))
    changed, paths = ls.state.said(replace(verdict, status=Status.OPEN))
    ls.publisher.mark(paths)
    return {
        "flag": flag.id,
        "status": ls.state.status(flag.id).value,
        "scope": verdict.scope.value,
        "flags": len(changed),
    }


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


def _verdict(flag: Flag, status: Status, reason: Reason, note: str) -> Verdict:
    return Verdict(
        flag=flag.id,
        fingerprint=flag.fingerprint,
        code=flag.code,
        status=status,
        reason=reason,
        note=note,
        time=time.time(),
    )


async def _say(ls: CotlensServer, flag: Flag, verdict: Verdict) -> dict[str, Any]:
    """Keep a verdict, then let it count; the answer says for how many flags its counting changed something."""
    await _kept(ls.book.put(verdict))
    changed, paths = ls.state.said(verdict)
    ls.publisher.mark(paths)
    return {"flag": flag.id, "status": verdict.status.value, "scope": verdict.scope.value, "flags": len(changed)}


def _path(ls: CotlensServer, flag: Flag, named: Any) -> str:
    """Return the file or folder that is meant: the flag's own file, or what is named, which must hold it."""
    own = next((f for f in ls.state.all_flags() if f.id == flag.id), flag)
    path = path_of(own)
    if not path:
        raise JsonRpcInvalidParams("this flag is about no file; dismiss it, or its monitor in this session")
    if named is None:
        return path
    whole = os.path.normpath(os.path.join(ls.state.folders.root_of(path) or os.path.dirname(path), str(named)))
    if not (path + os.sep).startswith(whole.rstrip(os.sep) + os.sep):
        raise JsonRpcInvalidParams(f"`path` must be {path} or a folder above it")
    return whole


def _one_of(kind: type[E], word: str, what: str) -> E:
    try:
        return kind(word)
    except ValueError:
        raise JsonRpcInvalidParams(f"no such {what}: {word}; one of {', '.join(x.value for x in kind)}") from None


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
