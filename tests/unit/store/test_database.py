from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import writers
from store_data import flag, session, verdict

from cotlens.model.errors import StoreError
from cotlens.model.verdict import Scope
from cotlens.store import schema
from cotlens.store.connection import connect
from cotlens.store.database import Database
from cotlens.store.flags import FlagStore
from cotlens.store.verdicts import VerdictStore

SPAWN = multiprocessing.get_context("spawn")


def flags_of(store: VerdictStore) -> set[str]:
    return {v.flag for v in store.all()}


@pytest.mark.slow
def test_three_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    jobs = [
        SPAWN.Process(target=writers.write_verdicts, args=(tmp_path, 0, 40)),
        SPAWN.Process(target=writers.write_verdicts, args=(tmp_path, 1, 40)),
        SPAWN.Process(target=writers.write_flags, args=(tmp_path, 2, 40)),
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(60)
    assert [job.exitcode for job in jobs] == [0, 0, 0]
    assert flags_of(VerdictStore(tmp_path)) == {f"{w}-{k}" for w in (0, 1) for k in range(40)}
    assert len(FlagStore(tmp_path).of_workspace("/w")) == 200
    assert len((tmp_path / "verdicts.jsonl").read_text().splitlines()) == 80


@pytest.mark.slow
def test_a_kill_in_mid_write_costs_nothing_that_was_promised(tmp_path: Path) -> None:
    state, told = tmp_path / "state", tmp_path / "told"
    told.touch()
    for writer in range(3):
        job = SPAWN.Process(target=writers.write_until_killed, args=(state, writer, told))
        job.start()
        enough = (writer + 1) * 30
        while len(told.read_text().splitlines()) < enough:
            job.join(0.01)
            assert job.exitcode is None
        assert job.pid is not None
        os.kill(job.pid, signal.SIGKILL)
        job.join(30)
    promised = {x for x in told.read_text().splitlines() if x.count("-") == 1}
    store = VerdictStore(state)
    assert promised <= flags_of(store)
    assert store.rescued is None
    assert Database(state).read(lambda c: c.execute("PRAGMA integrity_check").fetchone()) == ("ok",)


def overwrite(file: Path, how: str) -> None:
    data = file.read_bytes()
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    if how == "another format":
        file.write_bytes(b"this is no database, but long enough to look at" * 200)
    elif how == "pages lost":
        file.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))
    else:
        file.write_bytes(b"\x00" * 100 + data[100:])


@pytest.mark.parametrize("how", ["another format", "pages lost", "header lost"])
@pytest.mark.parametrize("opened_before", [False, True])
def test_verdicts_come_back_from_the_journal_when_the_database_is_damaged(
    tmp_path: Path, how: str, opened_before: bool
) -> None:
    first = VerdictStore(tmp_path)
    for k in range(50):
        first.put(verdict(f"f{k}", note="n" * 300))
    store = first if opened_before else VerdictStore(tmp_path)
    if not opened_before:
        first.close()
    else:
        Database(tmp_path).read(lambda c: c.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        store.close()
    overwrite(tmp_path / "cotlens.db", how)
    assert flags_of(store) == {f"f{k}" for k in range(50)}
    store.put(verdict("after"))
    assert "after" in flags_of(VerdictStore(tmp_path))
    assert store.rescued is not None
    assert "cotlens.db was damaged" in str(store.rescued)
    assert len(list(tmp_path.glob("cotlens.db.damaged-*"))) >= 1


def test_a_deleted_database_is_made_anew_from_the_journal(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    store.put(verdict("a"))
    for file in tmp_path.glob("cotlens.db*"):
        file.unlink()
    assert flags_of(store) == {"a"}


def test_half_a_line_in_the_journal_spoils_no_other(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    store.put(verdict("a"))
    with (tmp_path / "verdicts.jsonl").open("ab") as journal:
        journal.write(b'{"flag":"half')
    store.put(verdict("b"))
    store.close()
    for file in tmp_path.glob("cotlens.db*"):
        file.unlink()
    assert flags_of(VerdictStore(tmp_path)) == {"a", "b"}


def test_an_older_database_loses_its_caches_and_keeps_its_verdicts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    VerdictStore(tmp_path).put(verdict("a"))
    FlagStore(tmp_path).put("/w", session(), [flag("a")])
    monkeypatch.setattr("cotlens.store.database.VERSION", schema.VERSION + 1)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    assert flags_of(VerdictStore(tmp_path)) == {"a"}
    assert FlagStore(tmp_path).of_workspace("/w") == []


def test_a_database_of_the_first_version_keeps_its_verdicts(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cotlens.db") as connection:
        connection.execute(
            "CREATE TABLE verdicts (seq INTEGER PRIMARY KEY AUTOINCREMENT, flag TEXT NOT NULL, fingerprint TEXT NOT NULL,"
            " code TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL, note TEXT NOT NULL, time REAL NOT NULL)"
        )
        connection.execute(
            "INSERT INTO verdicts (flag, fingerprint, code, status, reason, note, time)"
            " VALUES ('a', 'fp', 'RH01', 'dismissed', 'intended', 'old', 1.0)"
        )
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    (kept,) = VerdictStore(tmp_path).all()
    assert (kept.flag, kept.note, kept.scope, kept.session, kept.until) == ("a", "old", Scope.FLAG, None, None)


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    VerdictStore(tmp_path).put(verdict("a"))
    with sqlite3.connect(tmp_path / "cotlens.db") as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(StoreError, match="newer CoTLens"):
        VerdictStore(tmp_path).all()


def test_a_failed_journal_undoes_the_verdict(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path)
    store.put(verdict("a"))
    (tmp_path / "verdicts.jsonl").unlink()
    (tmp_path / "verdicts.jsonl").mkdir()
    with pytest.raises(StoreError, match=r"verdicts\.jsonl"):
        store.put(verdict("b"))
    assert flags_of(store) == {"a"}


def test_a_rollback_journal_serves_where_write_ahead_logging_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoSharedMemory(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            if sql == "PRAGMA journal_mode = WAL":
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(sql, *values)  # type: ignore[arg-type]

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, **k, factory=NoSharedMemory))
    connection = connect(tmp_path / "x.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
    VerdictStore(tmp_path).put(verdict("a"))
    assert flags_of(VerdictStore(tmp_path)) == {"a"}


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o777)
        yield directory


@pytest.mark.slow
def test_a_read_only_directory_is_named_with_its_remedy(open_to_all: Path) -> None:
    closed = open_to_all / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    answer = open_to_all / "answer"
    job = SPAWN.Process(target=writers.put_as_nobody, args=(closed / "cotlens", answer))
    job.start()
    job.join(60)
    assert str(closed / "cotlens") in answer.read_text()
    assert "COTLENS_STATE_DIR" in answer.read_text()


def test_a_file_in_the_directory_s_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(StoreError, match=r"cannot use .*state.*COTLENS_STATE_DIR"):
        VerdictStore(tmp_path / "state").put(verdict("a"))
