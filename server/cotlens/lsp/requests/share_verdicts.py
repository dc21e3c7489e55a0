"""Verdicts shared with everybody who has the workspace: one appended, sharing begun, an agent's line made the user's own."""

from __future__ import annotations

import os
from dataclasses import replace
from time import time
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import path_of
from cotlens.lsp.refused import Refused
from cotlens.lsp.requests.arguments import kept, required
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId
from cotlens.model.shared import shared_file
from cotlens.model.verdict import Scope, Status, Verdict


async def put_shared(ls: CotlensServer, flag: Flag, verdict: Verdict) -> tuple[set[FlagId], set[str]]:
    """Append a verdict to the shared ones of the flag's folder; return the flags that it changed, and the paths."""
    file = ls.state.shared_folder_of(flag)
    if file is None:
        raise Refused("logs are still being read, or no folder of the workspace can be told; try again in a moment")
    meant = verdict if verdict.scope is not Scope.FLAG else replace(verdict, scope=Scope.FINGERPRINT)
    if meant.status is not Status.OPEN:
        # What the user alone said of it before would go on to count over what is said to everybody now.
        for said in (verdict, meant):
            own = ls.state.own_about(said)
            if own is not None and own.status is not Status.OPEN:
                back = own.taken_back()
                await kept(ls.book.put(back))
                ls.state.said(back)
    line = await kept(ls.book.share(file.root, replace(meant, time=max(time(), meant.time))))
    return ls.state.shared(file.root, line)


async def share_verdicts(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.shareVerdicts(folder?)`: have a folder (URI; needed if there are several) share its verdicts from now on."""
    named = path_of(args[0]) if args and isinstance(args[0], str) else None
    roots = [os.path.realpath(path) for path in ls.state.folders.paths]
    if named is None and len(roots) == 1:
        named = roots[0]
    if named not in roots:
        raise JsonRpcInvalidParams("the first argument must be the URI of one of the workspace's folders")
    made = await kept(ls.book.begin_sharing(named))
    return {"path": shared_file(named), "made": made}


async def adopt_verdict(ls: CotlensServer, *args: Any) -> dict[str, Any]:
    """`cotlens.adoptVerdict(id)`: say oneself what a line of the shared verdicts says, so that it counts; for this user alone."""
    name = required(args)
    line = next((x for file in ls.state.snapshot.shared if (x := file.find(name)) is not None), None)
    if line is None:
        raise JsonRpcInvalidParams("no shared verdict has this id")
    mine = replace(line.verdict, shared="", author="", time=max(time(), line.verdict.time))
    await kept(ls.book.put(mine))
    changed, paths = ls.state.said(mine)
    ls.publisher.mark(paths)
    return {"verdict": name, "status": mine.status.value, "scope": mine.scope.value, "flags": len(changed)}
