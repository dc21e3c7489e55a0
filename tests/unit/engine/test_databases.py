"""Many sessions in one database: what goes on is read, what is quiet costs nothing, and nothing is missed for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from agent_logs import OpenCodeLog
from sessions import shop

from cotlens.engine.engine import Engine
from cotlens.sources.keys import split_key

IDS = [f"ses_{number:026}" for number in range(5)]


@pytest.fixture
def log(tmp_path: Path) -> OpenCodeLog:
    (tmp_path / "home").mkdir()
    log = OpenCodeLog(tmp_path / "home", shop(tmp_path / "shop"))
    log.db.execute("DELETE FROM session")
    for name in IDS:
        values = (name, "p", None, "s", str(log.workspace), name, "1.2.24", 1, 1)
        log.db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        log.session = name
        log.user("hello")
    return log


@pytest.fixture
def engine(log: OpenCodeLog, tmp_path: Path) -> Engine:
    engine = Engine((str(log.workspace),), {}, str(tmp_path / "home"))
    for found in engine.discover():
        engine.poll(found)
    return engine


def sessions(found: tuple[str, ...]) -> set[str | None]:
    return {split_key(one)[1] for one in found}


def database(engine: Engine) -> str:
    return split_key(engine.discover()[0])[0]


def test_each_session_of_the_folder_is_a_log_of_its_own(engine: Engine) -> None:
    assert sessions(engine.discover()) == set(IDS)
    assert set(engine.sessions) == set(IDS)


def test_a_change_wakes_the_lively_and_the_changed_sessions_alone(log: OpenCodeLog, engine: Engine) -> None:
    path = database(engine)
    assert sessions(engine.find(path)) == set(IDS), "all told something just now"
    for name in engine._lively:
        engine._lively[name] = float("-inf")
    assert engine.find(path) == ()
    log.db.execute("UPDATE session SET time_updated = 1771000099000 WHERE id = ?", (IDS[2],))
    assert sessions(engine.find(path + "-wal")) == {IDS[2]}
    assert engine.find(path) == ()
    assert sessions(engine.find(path, cold=True)) == set(IDS)


def test_a_session_that_tells_something_is_lively_again(log: OpenCodeLog, engine: Engine) -> None:
    path = database(engine)
    for name in engine._lively:
        engine._lively[name] = float("-inf")
    assert engine.find(path) == ()
    log.session = IDS[3]
    log.user("and now?")
    (found,) = (one for one in engine.find(path, cold=True) if one.endswith(IDS[3]))
    assert engine.poll(found).sessions.keys() == {IDS[3]}
    assert sessions(engine.find(path)) == {IDS[3]}


def test_a_new_session_is_found_by_an_event_on_the_write_ahead_log(log: OpenCodeLog, engine: Engine) -> None:
    path = database(engine)
    for name in engine._lively:
        engine._lively[name] = float("-inf")
    engine.find(path)
    values = ("ses_new", "p", None, "s", str(log.workspace / "tests"), "new", "1.2.24", 5, 5)
    log.db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    elsewhere = ("ses_other", "p", None, "s", "/elsewhere", "new", "1.2.24", 5, 5)
    log.db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", elsewhere)
    assert sessions(engine.find(path + "-wal")) == {"ses_new"}


def test_a_database_that_its_writer_holds_is_read_a_moment_later(log: OpenCodeLog, engine: Engine) -> None:
    (found,) = (one for one in engine.discover() if one.endswith(IDS[1]))
    log.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log.db.execute("PRAGMA journal_mode = DELETE")
    log.session = IDS[1]
    log.user("written before it was locked")
    log.db.execute("BEGIN EXCLUSIVE")
    engine.poll(found)
    assert found in engine.again
    assert "cannot be read now" in engine.unread[found].reason
    log.db.execute("COMMIT")
    assert engine.poll(found).sessions.keys() == {IDS[1]}
    assert found not in engine.unread


def test_a_session_that_was_met_empty_is_followed(log: OpenCodeLog, engine: Engine) -> None:
    path = database(engine)
    values = ("ses_empty", "p", None, "s", str(log.workspace), "new", "1.2.24", 5, 5)
    log.db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    (key,) = (one for one in engine.find(path) if one.endswith("ses_empty"))
    engine.poll(key)
    log.session = "ses_empty"
    log.user("hello")  # the session's own row stays as it is
    assert key in engine.find(path)
    assert engine.poll(key).sessions.keys() == {"ses_empty"}


def test_a_database_whose_sessions_cannot_be_listed_now_is_worth_another_look(log: OpenCodeLog, engine: Engine) -> None:
    path = database(engine)
    log.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    log.db.execute("PRAGMA journal_mode = DELETE")
    log.user("a change")
    log.db.execute("BEGIN EXCLUSIVE")
    assert engine.find(path) == ()
    assert path in engine.again
    log.db.execute("COMMIT")
    assert engine.find(path) != ()
    assert path not in engine.again


def test_what_was_just_written_is_worth_another_look(log: OpenCodeLog, engine: Engine) -> None:
    """A commit stands in the write-ahead log a moment before other processes see it."""
    (found,) = (one for one in engine.discover() if one.endswith(IDS[1]))
    log.session = IDS[1]
    log.user("now")
    engine.poll(found)
    assert found in engine.again
    for suffix in ("", "-wal"):
        os.utime(database(engine) + suffix, (1, 1))
    engine.poll(found)
    assert found not in engine.again
