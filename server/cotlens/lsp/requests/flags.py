"""cotlens/flags: all sessions and flags as the JSON contract has them, for a client with a tree of its own."""

from __future__ import annotations

from typing import Any

from cotlens.lsp.language_server import CotlensServer
from cotlens.model.flag import Flag
from cotlens.reports.json import flag_to_json, session_to_json


def flags(ls: CotlensServer, _: Any) -> dict[str, Any]:
    """`{sessions, flags}`; flags without a place have `location: null`, dismissed ones say so in `status`."""
    state = ls.state
    sessions = sorted(state.snapshot.sessions.values(), key=lambda s: s.ended or s.started or 0.0, reverse=True)
    shown = sorted(state.all_flags(), key=lambda f: (-f.severity, -(f.time or 0.0), f.id))
    return {"sessions": [session_to_json(s) for s in sessions], "flags": [told_flag(ls, f) for f in shown]}


def told_flag(ls: CotlensServer, flag: Flag) -> dict[str, Any]:
    """One flag as the JSON contract has it; its location has the file's `uri` besides: two folders may hold the same path."""
    path = flag.location.path if flag.location is not None else flag.path
    told = flag_to_json(flag, ls.state.folders.root_of(path), ls.state.snapshot.verdicts.get(flag.id))
    if flag.location is not None:
        told["location"]["uri"] = ls.state.uri_of(flag.location.path)
    return told
