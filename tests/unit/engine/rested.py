"""Sessions of several turns, and all that an engine tells of them: for tests of sessions at rest."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from sessions import ClaudeLog

from cotlens.engine.engine import Engine
from cotlens.model.ids import SessionId

IDS = [f"{k}{k}{k}{k}{k}{k}{k}{k}-2222-4333-8444-555555555555" for k in "1234"]


def claude(tmp_path: Path, workspace: Path, session: str, first: int = 0) -> ClaudeLog:
    log = ClaudeLog(tmp_path / "home", workspace, session)
    log._numbers = count(first or 1000 * int(session[0]))  # ids of calls are no one else's
    return log


def turn(log: ClaudeLog, name: str) -> None:
    """A turn with a flag: a test is skipped, with its thought and a check afterwards."""
    file = log.workspace / f"tests/test_{name}.py"
    file.write_text("def test_a():\n    assert 1 == 2\n")
    log.user(f"Please mend test_{name}.")
    log.bash(
        f"pytest tests/test_{name}.py", f"FAILED tests/test_{name}.py::test_a - assert 1 == 2\n1 failed in 0.1s", 1
    )
    log.think(f"I will just skip test_{name} so that the suite is green.")
    log.edit(f"tests/test_{name}.py", "def test_a", "@pytest.mark.skip\ndef test_a")
    log.bash("pytest", "1 skipped in 0.01s")


def told(found: Engine) -> dict[str, object]:
    """All that an editor can ask for. The sessions are asked about in an order that wakes each."""
    flags = {f.id: f for f in found.flags()}
    sessions = sorted({f.session for f in flags.values()})
    out: dict[str, object] = {"flags": flags, "pictures": {s: pictured(found, s) for s in sessions}}
    for path in sorted(found.attribution.paths()):
        found.place(path, None, None)
        out[path] = (found.notes(path), found.explain(path, None, 0, 50))
    out["transcripts"] = {s: found.transcript(s) for s in sessions}
    out["flags, later"] = {f.id: f for f in found.flags()}
    return out


def pictured(found: Engine, session: SessionId) -> object:
    return (found.sessions.get(session) or found.settled[session]).session
