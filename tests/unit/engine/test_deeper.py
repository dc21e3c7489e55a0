"""Logs that visit the folder in their middle come to light while there is nothing else to do."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sessions import ClaudeLog, shop
from unit.sources.logs import user, write

from cotlens.engine.engine import Engine
from cotlens.engine.outbox import Outbox
from cotlens.engine.work import Worker
from cotlens.model.snapshot import Report, Stop, Update, Watch
from cotlens.sources import heads
from cotlens.store.index import LogIndex

AWAY = [user("x" * 1000, cwd="/elsewhere") for _ in range(200)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return shop(tmp_path / "shop")


def passing(home: Path, work: Path) -> Path:
    log = home / ".claude" / "projects" / "-elsewhere" / "p.jsonl"
    return write(log, [*AWAY, user("here", cwd=str(work)), *AWAY])


def test_one_log_is_searched_at_a_time_and_none_twice(home: Path, work: Path, monkeypatch: pytest.MonkeyPatch):
    log = passing(home, work)
    write(home / ".claude" / "projects" / "-elsewhere" / "q.jsonl", [*AWAY, *AWAY])
    index = LogIndex(home / "state")
    engine = Engine((str(work),), {}, str(home), index=index)
    assert engine.discover() == ()
    found = [engine.search_deeper(), engine.search_deeper()]
    assert sorted(found, key=str) == sorted([(str(log),), ()], key=str)
    assert engine.search_deeper() is None
    monkeypatch.setattr(heads, "read_head", lambda *_: pytest.fail("looked at again"))
    after = Engine((str(work),), {}, str(home), index=index)
    assert (after.discover(), after.search_deeper()) == ((str(log),), None)


def test_what_goes_on_in_the_folder_is_found_at_once(home: Path, work: Path):
    log = passing(home, Path("/nowhere"))
    engine = Engine((str(work),), {}, str(home))
    assert engine.discover() == ()
    while engine.search_deeper() is not None:
        pass
    with log.open("a") as file:
        file.write(write(home / "x", [user("here", cwd=str(work)), *AWAY]).read_text())
    assert engine.find(str(log)) == (str(log),)


def test_the_worker_reads_what_comes_to_light(home: Path, work: Path, monkeypatch: pytest.MonkeyPatch):
    log = passing(home, work)
    own = ClaudeLog(home, work)
    own.user("hello")
    monkeypatch.setenv("HOME", str(home))
    reports: list[Report] = []
    worker = Worker(lambda folders, _, home, __: Engine(folders, {}, home), Outbox(reports.append))
    worker.inbox.put(Watch((str(work),)))
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    told: set[str] = set()
    while len(told) < 2 and time.monotonic() < deadline:
        told = {s.log for r in list(reports) if isinstance(r, Update) for s in r.sessions.values()}
        time.sleep(0.02)
    worker.inbox.put(Stop())
    thread.join(5)
    assert told == {str(log), str(own.path)}
