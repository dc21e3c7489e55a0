"""Who wrote which lines of a commit as a note in git-ai's authorship format (`authorship/3.0.0`, `refs/notes/ai`). Works nothing out.

The first part names files, and below each the sessions by their short ids with the lines of that commit that are theirs; after a line
`---` comes JSON that says which agent and model an id stands for. No prompt and no reasoning goes into a note: notes are pushed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from cotlens.model.session import Session

if TYPE_CHECKING:
    # The engine, which a server that shows reports need not load.
    from cotlens.engine.file_history import Owned

SCHEMA: Final = "authorship/3.0.0"
_ID: Final = 16
"""Hex digits of a session's short id."""


def note(files: Iterable[tuple[str, Sequence[Owned]]], commit: str) -> str:
    """Return the note of a commit; `files` gives relative path and owners of the lines of each file as the commit has it."""
    told: list[str] = []
    sessions: dict[str, Session] = {}
    counts: dict[str, int] = {}
    for path, owned in files:
        lines: dict[str, list[int]] = {}
        for number, one in enumerate(owned, 1):
            if one.wrote is not None:
                session = one.wrote.session
                short = short_id(session)
                sessions[short] = session
                lines.setdefault(short, []).append(number)
        if lines:
            told.append(f'"{path}"' if any(c.isspace() for c in path) else path)
            told += [f"  {short} {_ranges(numbers)}" for short, numbers in lines.items()]
        for short, numbers in lines.items():
            counts[short] = counts.get(short, 0) + len(numbers)
    about = {
        "schema_version": SCHEMA,
        "base_commit_sha": commit,
        "prompts": {short: _prompt(session, counts[short]) for short, session in sessions.items()},
    }
    return "\n".join([*told, "---", json.dumps(about, indent=2, ensure_ascii=False)]) + "\n"


def short_id(session: Session) -> str:
    """Return the id that stands for a session: the beginning of the SHA-256 of its agent's name and its own id."""
    return hashlib.sha256(f"{session.agent}:{session.id}".encode("utf-8", "surrogatepass")).hexdigest()[:_ID]


def _prompt(session: Session, lines: int) -> dict[str, Any]:
    return {
        "agent_id": {"tool": session.agent, "id": session.id, "model": session.model or "unknown"},
        "human_author": None,
        "messages": [],
        "total_additions": lines,
        "total_deletions": 0,
        "accepted_lines": lines,
        "overriden_lines": 0,  # so spelt there
    }


def _ranges(numbers: Sequence[int]) -> str:
    """Write ascending line numbers as `1-4,9`."""
    cuts = [0, *(n for n, (a, b) in enumerate(pairwise(numbers), 1) if b != a + 1), len(numbers)]
    spans = ((numbers[a], numbers[b - 1]) for a, b in pairwise(cuts))
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)
