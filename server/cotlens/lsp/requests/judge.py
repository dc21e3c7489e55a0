"""The commands by which a person judges a flag. A verdict counts once it is written: only then do diagnostics and lenses change."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import Any, Final

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.requests.arguments import flag_named, kept, one_of, options, text
from cotlens.lsp.requests.share_verdicts import put_shared
from cotlens.model.flag import Flag
from cotlens.model.verdict import Reason, Scope, Status, Verdict
from cotlens.model.verdicts import path_of

_DAY: Final = 86_400.0
_LONG: Final = 36_500
"""Days, a hundred years."""


async def confirm(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.confirm(flag, note?, {share?}?)`."""
    flag = flag_named(ls, args)
    wanted = options(args, 2, "share")
    return await _say(ls, flag, _verdict(flag, Status.CONFIRMED, Reason.UNSTATED, text(args, 1)), wanted)


async def dismiss(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.dismiss(flag, reason?, note?, {scope?, path?, days?, share?}?)`.

    `scope` is `flag`, or with it all that this monitor flags in the `session`, or in the `path` (a file or a folder; the
    flag's file if none is named), or the same `fingerprint` wherever it comes up. After `days` it does not count any more.
    With `share` it is for everybody who has the workspace; then `flag` means the same thing wherever it comes up.
    """
    flag = flag_named(ls, args)
    reason = one_of(Reason, text(args, 1) or Reason.UNSTATED.value, "reason")
    wanted = options(args, 3, "scope, path, days, share")
    scope = one_of(Scope, str(wanted.get("scope") or Scope.FLAG.value), "scope")
    days = wanted.get("days")
    if days is not None and not (isinstance(days, (int, float)) and 0 < days < _LONG):
        raise JsonRpcInvalidParams("`days` must be a number above 0")
    verdict = replace(
        _verdict(flag, Status.DISMISSED, reason, text(args, 2)),
        scope=scope,
        session=flag.session if scope is Scope.SESSION else None,
        path=_path(ls, flag, wanted.get("path")) if scope is Scope.PATH else "",
        until=time.time() + days * _DAY if days is not None else None,
    )
    return await _say(ls, flag, verdict, wanted)


async def undo(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.undo(flag, {share?}?)`: takes back the verdict that counts for the flag, and with it for all others that it is about.

    One that the workspace shares is taken back for this user alone, with `share` for everybody.
    """
    flag = flag_named(ls, args)
    wanted = options(args, 1, "share")
    verdict = ls.state.snapshot.verdicts.get(flag.id)
    if verdict is None:
        return {"flag": flag.id, "status": Status.OPEN.value, "flags": 0}
    back = replace(verdict.taken_back(), flag=flag.id)
    if verdict.shared and wanted.get("share") is True:
        changed, paths = await put_shared(ls, flag, back)
    else:
        await kept(ls.book.put(back))
        changed, paths = ls.state.said(back)
    ls.publisher.mark(paths)
    return {
        "flag": flag.id,
        "status": ls.state.status(flag.id).value,
        "scope": verdict.scope.value,
        "flags": len(changed),
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


async def _say(ls: CotlensServer, flag: Flag, verdict: Verdict, wanted: dict[str, Any]) -> dict[str, Any]:
    """Keep a verdict, then let it count; the answer says for how many flags its counting changed something."""
    if wanted.get("share") is True:
        changed, paths = await put_shared(ls, flag, verdict)
    else:
        await kept(ls.book.put(verdict))
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
