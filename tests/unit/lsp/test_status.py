"""What the status says of logs that are partly or wholly unreadable; the log is read by the real engine."""

from __future__ import annotations

from pathlib import Path

from sessions import ClaudeLog, shop, tampering

from cotlens.engine.engine import Engine
from cotlens.lsp.state import State
from cotlens.lsp.status import describe
from cotlens.model.agents import TITLES
from cotlens.model.errors import Unread
from cotlens.model.snapshot import Update
from cotlens.sources.formats import AGENTS


def test_agents_are_called_as_their_readers_call_them() -> None:
    assert {agent.name: agent.title for agent in AGENTS} == TITLES


def test_broken_lines_and_unread_logs_are_counted(tmp_path: Path) -> None:
    log = ClaudeLog(tmp_path / "home", shop(tmp_path / "shop"))
    tampering(log)
    engine = Engine((str(log.workspace),), {}, str(tmp_path / "home"))
    state = State()
    state.apply(engine.poll(str(log.path)))
    assert describe(state)["badLines"] == 0
    with log.path.open("a") as file:
        file.write('{"type": "user", "mess\n\x00\x01 not JSON\n')
    log.say("Done.")
    state.apply(engine.poll(str(log.path)))
    state.apply(Update(unread=(Unread("/a.jsonl", "permission denied"),)))
    status = describe(state)
    assert status["agents"] == [{"agent": "claude-code", "title": "Claude Code", "sessions": 1}]
    assert (status["badLines"], status["unread"], status["sessions"]) == (2, 1, 1)
