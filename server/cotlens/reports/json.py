"""The JSON contract: sessions, flags and coverage as plain values. `schema.json` beside this file describes the whole object."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timezone
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import msgspec

import cotlens
from cotlens.model.errors import Unread
from cotlens.model.flag import Flag, Location
from cotlens.model.ids import FlagId
from cotlens.model.session import ReasoningStatus, Session
from cotlens.model.verdict import Status, Verdict

VERSION: Final = 1
"""Version of the shape; a change that breaks readers raises it."""

Json = dict[str, Any]


@lru_cache(maxsize=1)
def schema() -> Json:
    """Return the JSON Schema (2020-12) of the report."""
    text = resources.files("cotlens.reports").joinpath("schema.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def report(
    *,
    workspace: str | None,
    sessions: Sequence[Session],
    flags: Sequence[Flag],
    verdicts: Mapping[FlagId, Verdict],
    unread: Iterable[Unread],
) -> Json:
    """Return the whole report of a scan."""
    return {
        "version": VERSION,
        "tool": {"name": "cotlens", "version": cotlens.__version__},
        "workspace": workspace,
        "sessions": [session_to_json(s) for s in sessions],
        "flags": [flag_to_json(f, workspace, verdicts.get(f.id)) for f in flags],
        "unread": [{"log": u.log, "reason": u.reason} for u in unread],
        "coverage": coverage(sessions),
    }


def pieces(
    *,
    workspace: str | None,
    sessions: Sequence[Session],
    flags: Sequence[Flag],
    verdicts: Mapping[FlagId, Verdict],
    unread: Sequence[Unread],
) -> Iterator[str]:
    """Give the text of the whole report piece by piece: ten thousand sessions as plain values would not fit into memory."""
    shell = report(workspace=workspace, sessions=(), flags=(), verdicts=verdicts, unread=unread)
    shell["coverage"] = coverage(sessions)
    lists: dict[str, Iterable[Json]] = {
        "sessions": map(session_to_json, sessions),
        "flags": (flag_to_json(f, workspace, verdicts.get(f.id)) for f in flags),
    }
    before = "{\n"
    for key, value in shell.items():
        yield f'{before}  "{key}": '
        yield from list_pieces(lists[key], "  ") if key in lists else [_dumped(value, "  ")]
        before = ",\n"
    yield "\n}\n"


def list_pieces(values: Iterable[Json], margin: str = "") -> Iterator[str]:
    """Give the text of a list piece by piece, as `json.dumps(list, indent=2)` lays it out."""
    before = "["
    for value in values:
        yield f"{before}\n{margin}  {_dumped(value, margin + '  ')}"
        before = ","
    yield "[]" if before == "[" else f"\n{margin}]"


def _dumped(value: Any, margin: str) -> str:
    # No string of JSON holds a line end as it is, so that each one begins a line of the layout.
    return _laid_out(value).replace("\n", f"\n{margin}")


def _laid_out(value: Any) -> str:
    try:
        # A tenth of the time that the standard library takes, of which a list of ten thousand sessions is half.
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    except (UnicodeEncodeError, OverflowError):
        # Half a surrogate pair, or a number beyond 64 bits.
        return json.dumps(value, indent=2, ensure_ascii=False)


def status_of(flag: FlagId, verdicts: Mapping[FlagId, Verdict]) -> Status:
    """Return where a flag stands."""
    verdict = verdicts.get(flag)
    return verdict.status if verdict is not None else Status.OPEN


def coverage(sessions: Sequence[Session]) -> Json:
    """Return how much of what the logs hold was understood."""
    seen = sum(s.counts.events + s.counts.bad_lines + s.counts.unknown_types for s in sessions)
    parsed = sum(s.counts.events for s in sessions)
    blocks = sum(s.counts.reasoning_blocks for s in sessions)
    readable = sum(s.counts.readable_blocks for s in sessions)
    return {
        "sessions": len(sessions),
        "events_seen": seen,
        "events_parsed": parsed,
        "reasoning_readable": round(readable / blocks, 4) if blocks else None,
    }


def session_to_json(session: Session) -> Json:
    """Return one session; `reasoning` is one of full | summary | partial | withheld | none."""
    counts = session.counts
    status: ReasoningStatus = session.reasoning
    return {
        "id": session.id,
        "agent": session.agent,
        "agent_version": session.agent_version,
        "model": session.model,
        "title": session.title,
        "log": session.log,
        "cwd": session.cwd,
        "started": iso(session.started),
        "ended": iso(session.ended),
        "reasoning": status.value,
        "counts": {
            "events": counts.events,
            "reasoning_blocks": counts.reasoning_blocks,
            "readable_blocks": counts.readable_blocks,
            "edits": counts.edits,
            "inferred_edits": counts.inferred,
            "tool_calls": counts.tool_calls,
            "bad_lines": counts.bad_lines,
            "unknown_types": counts.unknown_types,
        },
    }


def flag_to_json(flag: Flag, workspace: str | None, verdict: Verdict | None) -> Json:
    """Return one flag; `location.path` is relative to `workspace` where it lies below it."""
    return {
        "id": flag.id,
        "fingerprint": flag.fingerprint,
        "code": flag.code,
        "name": flag.name,
        "severity": flag.severity.word,
        "confidence": flag.confidence,
        "message": flag.message,
        "session": flag.session,
        "time": iso(flag.time),
        "status": (verdict.status if verdict is not None else Status.OPEN).value,
        **({"shared": verdict.shared} if verdict is not None and verdict.shared else {}),
        **({"ignored": flag.ignored} if flag.ignored is not None else {}),
        "also": list(flag.also),
        "outcome": flag.outcome,
        "location": _location(flag.location, workspace),
        "evidence": [
            {"role": e.role.value, "excerpt": e.excerpt, "log": {"path": e.log.path, "line": e.log.line}}
            for e in flag.evidence
        ],
    }


def _location(location: Location | None, workspace: str | None) -> Json | None:
    if location is None:
        return None
    span = location.range
    return {
        "path": relative(location.path, workspace),
        "range": {
            "start": {"line": span.start_line, "character": span.start_character},
            "end": {"line": span.end_line, "character": span.end_character},
        },
        "state": location.state.value,
    }


def relative(path: str, workspace: str | None) -> str:
    """Return `path` relative to `workspace` in POSIX form, or as it is where it lies elsewhere."""
    if workspace is not None:
        real = os.path.realpath(workspace)
        if path == real or path.startswith(real.rstrip(os.sep) + os.sep):
            path = os.path.relpath(path, real)
    return path.replace(os.sep, "/")


def iso(seconds: float | None) -> str | None:
    """Return seconds since the epoch as ISO 8601 in UTC with milliseconds."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
