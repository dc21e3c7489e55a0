"""Watching log folders: each way in which events fail, and that nothing is missed for it."""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cotlens.engine import observer
from cotlens.engine.watch import LogWatcher, Pace

pytestmark = pytest.mark.filterwarnings("ignore:Callback with id:RuntimeWarning")  # watchdog 7, harmless

QUIET = Pace(hot=3600, roots=0.1, reconcile=3600, reconcile_polled=3600)
"""Events only: looking would hide that one is missing."""

LOOKING = Pace(hot=0.05, roots=0.1, reconcile=0.3, reconcile_polled=0.1)
PATIENCE = 5.0


class Wakes:
    """What the watcher said."""

    def __init__(self) -> None:
        self.said: list[str | None] = []
        self._more = threading.Condition()

    def __call__(self, path: str | None) -> None:
        with self._more:
            self.said.append(path)
            self._more.notify_all()

    def forget(self) -> None:
        with self._more:
            self.said.clear()

    def wait(self, wanted: str | None, patience: float = PATIENCE) -> bool:
        with self._more:
            return self._more.wait_for(lambda: wanted in self.said, patience)


Start = Callable[..., tuple[LogWatcher, Wakes]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start watchers that wake, and stop them afterwards."""
    running: list[LogWatcher] = []

    def run(
        roots: list[Path], logs: list[Path] | None = None, pace: Pace = QUIET, must_poll: object = lambda _: None
    ) -> object:
        wakes = Wakes()
        watcher = LogWatcher([str(r) for r in roots], wakes, pace, must_poll)  # type: ignore[arg-type]
        watcher.follow([str(x) for x in logs or []])
        watcher.start()
        running.append(watcher)
        assert wakes.wait(None), "the first wake tells that the watches stand"
        wakes.forget()
        return watcher, wakes

    yield run  # type: ignore[misc]
    for watcher in running:
        watcher.stop()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "home" / "projects"
    (root / "a").mkdir(parents=True)
    return root


def append(path: Path, text: str = "x\n") -> None:
    with path.open("a") as file:
        file.write(text)


def test_an_append_to_a_followed_log_wakes_with_it(root: Path, start: Start) -> None:
    log = root / "a" / "s.jsonl"
    append(log)
    _, wakes = start([root], [log])
    append(log)
    assert wakes.wait(str(log))


def test_a_new_file_in_a_new_folder_wakes(root: Path, start: Start) -> None:
    _, wakes = start([root])
    (root / "b" / "c").mkdir(parents=True)
    assert wakes.wait(None), "its contents may be there already"
    append(root / "b" / "c" / "s.jsonl")
    assert wakes.wait(str(root / "b" / "c" / "s.jsonl")) or None in wakes.said


def test_a_file_renamed_over_a_log_wakes_with_the_log(root: Path, start: Start) -> None:
    log = root / "a" / "s.jsonl"
    append(log)
    _, wakes = start([root], [log])
    append(root / "a" / "tmp")
    os.replace(root / "a" / "tmp", log)
    assert wakes.wait(str(log))


def test_a_deleted_log_wakes(root: Path, start: Start) -> None:
    log = root / "a" / "s.jsonl"
    append(log)
    _, wakes = start([root], [log])
    log.unlink()
    assert wakes.wait(str(log))


def test_a_databases_write_ahead_log_wakes_with_the_database(root: Path, start: Start) -> None:
    log = root / "a" / "agent.db"
    append(log)
    _, wakes = start([root], [log])
    append(root / "a" / "agent.db-wal")
    assert wakes.wait(str(log))


def test_our_own_reading_wakes_nobody(root: Path, start: Start) -> None:
    log = root / "a" / "s.jsonl"
    append(log)
    _, wakes = start([root], [log])
    for _ in range(50):
        log.read_text()
    append(root / "a" / "end")
    assert wakes.wait(str(root / "a" / "end"))
    assert set(wakes.said) == {str(root / "a" / "end")}


def test_a_missing_root_is_watched_for_and_then_watched(tmp_path: Path, start: Start) -> None:
    root = tmp_path / "home" / "deep" / "projects"
    _, wakes = start([root])
    root.mkdir(parents=True)
    assert wakes.wait(None)
    log = root / "s.jsonl"
    end = time.monotonic() + PATIENCE
    while str(log) not in wakes.said and time.monotonic() < end:
        append(log)  # the watch may stand a moment after the folder does
        wakes.wait(str(log), 0.1)
    assert str(log) in wakes.said


def test_events_of_neighbours_of_a_missing_root_wake_nobody(tmp_path: Path, start: Start) -> None:
    _, wakes = start([tmp_path / "projects"])
    append(tmp_path / "notes.txt")
    (tmp_path / "other").mkdir()
    (tmp_path / "projects").mkdir()
    assert wakes.wait(None)
    assert set(wakes.said) == {None}


def test_a_root_deleted_and_made_again_is_watched_again(root: Path, start: Start) -> None:
    _, wakes = start([root])
    shutil.rmtree(root)
    root.mkdir()
    assert wakes.wait(None)
    log = root / "s.jsonl"
    end = time.monotonic() + PATIENCE
    while str(log) not in wakes.said and time.monotonic() < end:
        append(log)
        wakes.wait(str(log), 0.1)
    assert str(log) in wakes.said


def test_a_linked_root_is_watched_and_its_files_keep_their_names(tmp_path: Path, root: Path, start: Start) -> None:
    link = tmp_path / "link"
    link.symlink_to(root)
    _, wakes = start([link])
    append(root / "a" / "s.jsonl")
    assert wakes.wait(str(link / "a" / "s.jsonl"))


def test_a_log_behind_a_link_inside_the_root_wakes_by_events(tmp_path: Path, root: Path, start: Start) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (root / "linked").symlink_to(elsewhere)
    log = root / "linked" / "s.jsonl"
    append(log)
    _, wakes = start([root], [log])
    append(log)
    assert wakes.wait(str(log))


@pytest.mark.parametrize("write", ["append", "mmap", "truncate", "replace", "wal"])
def test_without_any_event_a_hot_log_is_found_by_looking(root: Path, start: Start, write: str) -> None:
    log = root / "a" / "agent.db"
    append(log, "x" * 100)
    watcher, wakes = start([root], [log], LOOKING, lambda _: "as on a network")
    assert watcher.polled
    time.sleep(0.02)  # a file written twice within the clock's tick and to the same size looks the same
    if write == "append":
        append(log)
    elif write == "mmap":
        with log.open("r+b") as file, mmap.mmap(file.fileno(), 100) as area:
            area[0:1] = b"y"
            area.flush()
        os.utime(log)
    elif write == "truncate":
        os.truncate(log, 0)
    elif write == "replace":
        append(root / "a" / "t", "y" * 100)
        os.replace(root / "a" / "t", log)
    else:
        append(root / "a" / "agent.db-wal")
    assert wakes.wait(str(log))


def test_a_log_gone_cold_is_found_by_reconciling(root: Path, start: Start) -> None:
    log = root / "a" / "s.jsonl"
    append(log)
    os.utime(log, (1, 1))
    watcher, wakes = start([root], [log], LOOKING, lambda _: "as on a network")
    append(log)
    os.utime(log, (2, 2))
    assert wakes.wait(None)
    assert watcher.follow([str(log)]) == [str(log)]
    assert watcher.follow([str(log)]) == []


def test_following_tells_what_is_new_or_changed(root: Path, start: Start) -> None:
    one, two = root / "1.jsonl", root / "2.jsonl"
    append(one)
    watcher, _ = start([root], [one])
    append(two)
    append(one)
    assert watcher.follow([str(one), str(two), str(root / "gone")]) in (
        [str(one), str(two), str(root / "gone")],
        [str(two), str(root / "gone")],
    )
    assert watcher.follow([str(one), str(two), str(root / "gone")]) == []


def test_a_kernel_that_refuses_leaves_looking(root: Path, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(observer.Observer, "schedule", refuse)
    log = root / "a" / "s.jsonl"
    append(log)
    watcher, wakes = start([root], [log], LOOKING)
    assert "refused" in watcher.polled[0]
    append(log)
    assert wakes.wait(str(log))


def test_a_burst_loses_nothing(root: Path, start: Start) -> None:
    logs = [root / "a" / f"{i}.jsonl" for i in range(20)]
    for log in logs:
        append(log)
    _, wakes = start([root], logs)
    for _ in range(50):
        for log in logs:
            append(log)
    assert all(wakes.wait(str(log)) for log in logs)


def test_an_overflowing_queue_is_made_good_by_looking(root: Path, start: Start) -> None:
    log = root / "a" / "s.jsonl"
    append(log)
    _, wakes = start([root], [log], Pace(hot=0.1, roots=0.1, reconcile=0.2))
    limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    libc = ctypes.CDLL(None)
    for number in range(min(limit, 20_000)):
        libc.chmod(str(log).encode(), 0o600 + number % 2)
    wakes.forget()
    append(log)
    assert wakes.wait(str(log))
    assert wakes.wait(None)


def test_a_watcher_that_is_stopped_says_no_more(root: Path, start: Start) -> None:
    log = root / "a" / "s.jsonl"
    append(log)
    watcher, wakes = start([root], [log], LOOKING)
    watcher.stop()
    watcher._thread.join(PATIENCE)
    assert not watcher._thread.is_alive()
    wakes.forget()
    append(log)
    assert not wakes.wait(str(log), 0.3)
