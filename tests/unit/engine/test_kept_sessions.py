"""Sessions at rest are kept: a later process tells the same of them without reading their logs, unless something changed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from agent_logs import OpenCodeLog
from rested import IDS, claude, told, turn
from sessions import ClaudeLog, shop

from cotlens.engine import engine as engines
from cotlens.engine import kept_sessions, resting, tidy_pace, work
from cotlens.engine.engine import Engine
from cotlens.engine.outbox import Outbox
from cotlens.engine.watch import Woken
from cotlens.engine.work import Worker
from cotlens.model.flag import Flag
from cotlens.model.snapshot import Stop, Watch
from cotlens.sources.log import LogReader
from cotlens.store.index import NAME, LogIndex


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return shop(tmp_path / "shop")


@pytest.fixture(autouse=True)
def _quiet_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resting, "QUIET", -1.0)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The logs that were opened to be read."""
    opened: list[str] = []

    class Noting(LogReader):
        def __init__(self, key: str, *rest: object) -> None:
            opened.append(Path(key).stem)
            super().__init__(key, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engines, "LogReader", Noting)
    return opened


def engine(tmp_path: Path, workspace: Path, *, trusted: bool = True) -> Engine:
    index = LogIndex(tmp_path / "state")
    return Engine((str(workspace),), {}, str(tmp_path / "home"), index=index, awake=10_000_000, trusted=trusted)


def past(tmp_path: Path, workspace: Path, *names: str) -> list[ClaudeLog]:
    logs = []
    for session, name in zip(IDS, names, strict=False):
        log = claude(tmp_path, workspace, session)
        turn(log, name)
        logs.append(log)
    return logs


def keep_all(tmp_path: Path, workspace: Path) -> Engine:
    """Read everything and put all but the session read last to rest."""
    found = engine(tmp_path, workspace)
    for log in found.discover():
        found.poll(log)
    while len(found.sessions) > 1:
        found.rest()
    return found


def polled(found: Engine) -> dict[str, Flag]:
    """All flags that polling every log tells of."""
    flags: dict[str, Flag] = {}
    for log in found.discover():
        flags.update({i: f for i, f in found.poll(log).flags.items() if f is not None})
    return flags


def test_a_later_process_tells_the_same_and_reads_only_what_is_not_kept(
    tmp_path: Path, workspace: Path, read: list[str]
) -> None:
    past(tmp_path, workspace, "add", "sub", "mul")
    first = keep_all(tmp_path, workspace)
    awake = list(first.sessions)
    read.clear()
    later = engine(tmp_path, workspace)
    assert polled(later) == {f.id: f for f in first.flags()}
    assert read == awake
    assert told(later) == told(first)


RECALL = """
import sys
from pathlib import Path
from cotlens.engine import worker
from cotlens.engine.engine import Engine
from cotlens.store.index import LogIndex
workspace, home, state = sys.argv[1:]
engine = Engine((workspace,), {}, home, index=LogIndex(Path(state)), awake=10_000_000)
print(sum(len(engine.poll(log).flags) for log in engine.discover()), len(engine.sessions), engine.shared_news() is None)
print(*{".".join(name.split(".")[:2]) for name in sys.modules})
"""
HEAVY = {
    "cotlens.facts",
    "cotlens.monitors",
    "tree_sitter",
    "tree_sitter_bash",
    "re2",
    "_hashlib",
    "importlib.metadata",
}


@pytest.mark.parametrize("settings", ["", "shared_verdicts = false\n"], ids=["no configuration", "a configuration"])
def test_a_process_that_only_recalls_loads_no_monitor(tmp_path: Path, workspace: Path, settings: str) -> None:
    past(tmp_path, workspace, "add", "sub")
    own = tmp_path / "home" / ".config" / "cotlens" / "config.toml"
    own.parent.mkdir(parents=True)
    if settings:
        own.write_text(settings, encoding="utf-8")
    first = keep_all(tmp_path, workspace)
    while first.sessions:
        first.resting.most = -1
        first.rest()
    places = (str(workspace), str(tmp_path / "home"), str(tmp_path / "state"))
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", RECALL, *places], capture_output=True, text=True, env=env, check=True)
    told_of, loaded = done.stdout.splitlines()
    assert told_of.split()[:2] == [str(len(first.flags())), "0"]
    assert bool(HEAVY & set(loaded.split())) == bool(
        settings
    )  # what a file says is checked against the monitors' names


def test_a_look_at_a_kept_log_that_did_not_change_keeps_it_kept(tmp_path: Path, workspace: Path) -> None:
    one, _ = past(tmp_path, workspace, "add", "sub")
    found = keep_all(tmp_path, workspace)
    found.resting.most = -1
    assert found.rest() or found.rest()
    found.poll(str(one.path))
    assert found.rest()


def test_what_is_told_again_costs_nothing(tmp_path: Path, workspace: Path, read: list[str]) -> None:
    past(tmp_path, workspace, "add", "sub")
    keep_all(tmp_path, workspace)
    later = engine(tmp_path, workspace)
    polled(later)
    read.clear()
    assert polled(later) == {}
    assert read == []


def test_a_kept_session_that_goes_on_is_read_again(tmp_path: Path, workspace: Path) -> None:
    first, *_ = past(tmp_path, workspace, "add", "sub")
    keep_all(tmp_path, workspace)
    later = engine(tmp_path, workspace)
    before = polled(later)
    turn(first, "more")
    new = {f.id: f for f in later.poll(str(first.path)).flags.values() if f is not None}
    assert [f.path for f in new.values()] == [str(workspace / "tests/test_more.py")]
    assert {f.id for f in later.flags()} == {*before, *new}


def _goes_on(log: ClaudeLog, _: Path) -> None:
    turn(log, "later")


def _configured(_: ClaudeLog, workspace: Path) -> None:
    (workspace / "cotlens.toml").write_text('[monitor.RH01]\nseverity = "low"\n')


def _instructed(_: ClaudeLog, workspace: Path) -> None:
    (workspace / "AGENTS.md").write_text("You may skip failing tests.\n")


@pytest.mark.parametrize("change", [_goes_on, _configured, _instructed])
def test_what_decides_has_changed_so_the_log_is_read(
    tmp_path: Path, workspace: Path, read: list[str], change: Callable[[ClaudeLog, Path], None]
) -> None:
    logs = past(tmp_path, workspace, "add", "sub")
    kept = next(log for log in logs if log.path.stem not in keep_all(tmp_path, workspace).sessions)
    change(kept, workspace)
    read.clear()
    later = engine(tmp_path, workspace)
    polled(later)
    assert kept.path.stem in read
    fresh = Engine((str(workspace),), {}, str(tmp_path / "home"))
    polled(fresh)
    assert {f.id: f for f in later.flags()} == {f.id: f for f in fresh.flags()}


@pytest.mark.parametrize("other", ["program", "trust"])
def test_another_process_does_not_take_what_says_nothing_to_it(
    tmp_path: Path, workspace: Path, read: list[str], monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    past(tmp_path, workspace, "add", "sub")
    keep_all(tmp_path, workspace)
    read.clear()
    if other == "program":
        monkeypatch.setattr(kept_sessions, "program_id", lambda: "another")
    polled(engine(tmp_path, workspace, trusted=other != "trust"))
    assert sorted(read) == sorted(IDS[:2])


def test_a_fork_made_later_does_not_tell_what_the_kept_session_told(tmp_path: Path, workspace: Path) -> None:
    _, other = past(tmp_path, workspace, "add", "sub")
    os.utime(other.path, (time.time() + 5, time.time() + 5))  # read first, so that it rests
    assert other.path.stem not in keep_all(tmp_path, workspace).sessions
    later = engine(tmp_path, workspace)
    before = polled(later)
    fork = other.path.with_name(f"{IDS[2]}.jsonl")
    fork.write_text(other.path.read_text().replace(IDS[1], IDS[2]))
    assert not [f for f in later.poll(str(fork)).flags.values() if f is not None]
    assert {f.id for f in later.flags()} == set(before)


@pytest.mark.parametrize("first", ["side", "main"])
def test_a_new_log_of_a_kept_session_hides_none_of_the_others(
    tmp_path: Path, workspace: Path, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    main, _ = past(tmp_path, workspace, "add", "sub")
    keep_all(tmp_path, workspace)
    # From now on sessions stay awake as long as they do for users.
    monkeypatch.setattr(resting, "QUIET", 600.0)
    side = claude(tmp_path, workspace, main.session, 5000)
    side.path = main.path.with_suffix("") / "subagents" / "agent-a1b2c3d.jsonl"
    side.path.parent.mkdir(parents=True)
    turn(side, "side")
    order = [side.path, main.path] if first == "side" else [main.path, side.path]
    later, fresh = engine(tmp_path, workspace), Engine((str(workspace),), {}, str(tmp_path / "home"))
    for found in (later, fresh):
        for log in order:
            found.poll(str(log))
    assert len({flag.path for flag in fresh.flags()}) == 2
    assert told(later) == told(fresh)


def test_a_log_that_is_deleted_takes_with_it_what_was_kept(tmp_path: Path, workspace: Path) -> None:
    logs = past(tmp_path, workspace, "add", "sub")
    kept = next(log for log in logs if log.path.stem not in keep_all(tmp_path, workspace).sessions)
    kept.path.unlink()
    polled(engine(tmp_path, workspace))
    with sqlite3.connect(tmp_path / "state" / NAME) as store:
        assert store.execute("SELECT count(*) FROM sessions WHERE session = ?", (kept.path.stem,)).fetchone() == (0,)


def test_the_oldest_go_where_there_is_no_room(tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    past(tmp_path, workspace, "add", "sub", "mul")
    keep_all(tmp_path, workspace)
    with sqlite3.connect(tmp_path / "state" / NAME) as store:
        (size,) = store.execute("SELECT max(length(body)) FROM sessions").fetchone()
    monkeypatch.setattr("cotlens.store.index.ROOM", size)
    LogIndex(tmp_path / "state").drop_sessions()
    with sqlite3.connect(tmp_path / "state" / NAME) as store:
        assert store.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


@pytest.mark.parametrize("damage", ["body = x'00'", "body = x'78daff'", "logs = x'93'", "state = ''"])
def test_what_is_damaged_is_read_again(tmp_path: Path, workspace: Path, read: list[str], damage: str) -> None:
    past(tmp_path, workspace, "add", "sub")
    first = keep_all(tmp_path, workspace)
    with sqlite3.connect(tmp_path / "state" / NAME) as store:
        store.execute(f"UPDATE sessions SET {damage}")
    read.clear()
    assert polled(engine(tmp_path, workspace)).keys() == {f.id for f in first.flags()}
    assert sorted(read) == sorted(IDS[:2])


def test_a_process_may_end_only_where_everything_was_kept(tmp_path: Path, workspace: Path) -> None:
    past(tmp_path, workspace, "add", "sub")
    assert keep_all(tmp_path, workspace).rest()
    later = engine(tmp_path, workspace)
    polled(later)
    assert later.rest(), "it read nothing, and need not hold what it recalled"
    database = OpenCodeLog(tmp_path / "home", workspace)
    database.user("Prices must be whole cents. Please fix it.")
    database.bash("python -m pytest -q", "1 failed", 1)
    other = claude(tmp_path, workspace, IDS[2])
    turn(other, "mul")
    last = engine(tmp_path, workspace)
    for log in last.discover():
        last.poll(log)
    while last.sessions:
        last.rest()
    assert not last.rest(), "the database would be read again"
    assert not any("#" in log for log in engine(tmp_path, workspace).unkept(last.discover())), "no process can keep it"
    assert any("#" in log for log in last.discover())


def test_a_session_that_wrote_shared_verdicts_is_not_kept(tmp_path: Path, workspace: Path, read: list[str]) -> None:
    log, _ = past(tmp_path, workspace, "add", "sub")
    log.bash("cotlens verdict dismiss 12345678 --share", "done")
    keep_all(tmp_path, workspace)
    read.clear()
    polled(engine(tmp_path, workspace))
    assert log.path.stem in read


def test_memory_is_given_back_though_an_agent_goes_on_and_on(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (log,) = past(tmp_path, workspace, "add")
    given: list[float] = []
    monkeypatch.setattr(work, "give_back", lambda: given.append(time.monotonic()))
    monkeypatch.setattr(tidy_pace, "TIDY_AFTER", 1000.0)
    monkeypatch.setattr(tidy_pace, "TIDY_BY", 0.5)
    monkeypatch.setattr(work, "CONFIGURATION_EVERY", 0.05)
    monkeypatch.setattr(os.path, "expanduser", lambda _: str(tmp_path / "home"))
    worker = Worker(lambda *_: engine(tmp_path, workspace), Outbox(lambda _: None))
    worker.inbox.put(Watch((str(workspace),)))
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        end = time.monotonic() + 20
        while len(given) < 3 and time.monotonic() < end:
            log.say("Going on.")
            worker.inbox.put(Woken(str(log.path)))
            time.sleep(0.05)
    finally:
        worker.inbox.put(Stop())
        thread.join()
    assert len(given) >= 3
    assert given[2] - given[1] >= 0.5


def test_what_a_change_makes_worthless_counts_as_not_kept(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one process would read a whole past that the other one is there for."""
    past(tmp_path, workspace, "add", "sub", "mul")
    first = keep_all(tmp_path, workspace)
    while first.sessions:
        first.rest()
    logs = first.discover()
    assert engine(tmp_path, workspace).unkept(logs) == []
    (workspace / "AGENTS.md").write_text("Tests may be skipped.")
    assert engine(tmp_path, workspace).unkept(logs) == list(logs)
    (workspace / "AGENTS.md").unlink()
    assert engine(tmp_path, workspace).unkept(logs) == []
    monkeypatch.setattr(kept_sessions, "program_id", lambda: "another")
    assert engine(tmp_path, workspace).unkept(logs) == list(logs)
