"""The worker: commands before live logs before the backlog, the first news at once, and nothing left running."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lsp.fake_engine import make_flag

from cotlens.engine.flagged import FlaggedFiles
from cotlens.engine.outbox import Outbox, merge
from cotlens.engine.wire import read_frame, write_frame
from cotlens.model.flag import Severity
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.snapshot import (
    AskTranscript,
    Beat,
    EndScan,
    Fault,
    FileView,
    PlaceText,
    Progress,
    Report,
    Rescan,
    Stop,
    Transcript,
    Update,
    Watch,
)

WORKER = str(Path(__file__).resolve().parents[2] / "lsp" / "fake_worker.py")
TEXT = "one = 1\nassert True\n"


class Worker:
    """A worker process at the other end of its pipes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.logs = home / "fakelogs"
        self.logs.mkdir(exist_ok=True)
        self.reports: list[Report] = []
        self._more = threading.Condition()
        self.stderr = home / "stderr.txt"
        with self.stderr.open("wb") as stderr:
            self.process = subprocess.Popen(
                [sys.executable, WORKER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env={**os.environ, "HOME": str(home)},
            )
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                report = read_frame(self.process.stdout)
                with self._more:
                    self.reports.append(report)
                    self._more.notify_all()
        except (EOFError, ValueError):
            return

    def send(self, command: Any) -> None:
        assert self.process.stdin is not None
        write_frame(self.process.stdin, command)

    def wait(self, wanted: Callable[[Report], Any], patience: float = 10.0) -> Report:
        with self._more:
            assert self._more.wait_for(lambda: any(wanted(r) for r in self.reports), patience), self.stderr.read_text()
            return next(r for r in self.reports if wanted(r))

    def log(self, text: str, name: str = "a.jsonl") -> None:
        with (self.logs / name).open("a") as file:
            file.write(text + "\n")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._thread.join(5)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    worker = Worker(tmp_path)
    yield worker
    worker.close()


def over(report: Report) -> bool:
    return isinstance(report, Update) and report.scanning is False


def flagged(flag_id: str) -> Callable[[Report], bool]:
    return lambda r: isinstance(r, Update) and FlagId(flag_id) in r.flags


def record(home: Path, flag_id: str) -> str:
    return f'{{"session": "s1", "flag": "{flag_id}", "path": "{home}/a.py", "text": "assert True", "reasoning": "r"}}'


def test_a_first_scan_begins_fresh_and_ends(worker: Worker, tmp_path: Path) -> None:
    worker.log(record(tmp_path, "f"))
    worker.send(Watch(("/ws",)))
    worker.wait(over)
    updates = [r for r in worker.reports if isinstance(r, Update)]
    assert updates[0].fresh
    assert updates[0].scanning
    assert updates[0].progress == Progress(0, 1)
    assert updates[0].looked == (str(worker.logs),)
    whole = updates[0]
    for update in updates[1:]:
        whole = merge(whole, update)
    assert set(whole.flags) == {"f"}
    assert (whole.progress, whole.scanning) == (Progress(1, 1), False)


def test_the_newest_log_is_read_first(worker: Worker) -> None:
    for age, name in enumerate(["new", "middle", "old"]):
        worker.log("{}", f"{name}.jsonl")
        os.utime(worker.logs / f"{name}.jsonl", (1e9 - age, 1e9 - age))
    worker.send(Watch(("/ws",)))
    worker.wait(over)
    read = [Path(r.log).stem for r in worker.reports if isinstance(r, Beat) and r.log]
    assert read[:3] == ["new", "middle", "old"]


def test_commands_are_answered_between_the_logs_of_a_long_scan(worker: Worker, tmp_path: Path) -> None:
    for number in range(40):
        worker.log('{"sleep": 0.5}', f"{number}.jsonl")
    (tmp_path / "a.py").write_text(TEXT)
    worker.send(Watch(("/ws",)))
    worker.wait(lambda r: isinstance(r, Beat))
    worker.send(PlaceText(str(tmp_path / "a.py"), "x", 3))
    worker.wait(lambda r: isinstance(r, Update) and [v.version for v in r.files.values()] == [3])
    assert not any(over(r) for r in worker.reports)
    worker.send(EndScan())
    worker.wait(over)


def test_it_makes_way_for_the_server_that_started_it(worker: Worker) -> None:
    worker.send(Watch(()))
    worker.wait(over)
    own, its = (os.getpriority(os.PRIO_PROCESS, pid) for pid in (os.getpid(), worker.process.pid))
    assert own < its or own == 19, "a low rank is a high number, and there is none below the last"


def test_a_live_log_goes_before_the_backlog(worker: Worker, tmp_path: Path) -> None:
    for number in range(40):
        worker.log('{"sleep": 0.5}', f"{number}.jsonl")
    worker.send(Watch(("/ws",)))
    worker.wait(lambda r: isinstance(r, Beat))
    worker.log(record(tmp_path, "live"), "0.jsonl")
    worker.wait(flagged("live"))
    assert not any(over(r) for r in worker.reports)


def test_a_live_log_and_what_is_typed_go_before_the_rest_of_a_long_log(worker: Worker, tmp_path: Path) -> None:
    worker.log(record(tmp_path, "early"), "live.jsonl")
    worker.log("\n".join(['{"sleep": 0.2}'] * 100), "long.jsonl")
    os.utime(worker.logs / "long.jsonl", (1, 1))
    worker.send(Watch(("/ws",)))
    worker.wait(lambda r: isinstance(r, Beat) and str(r.log).endswith("long.jsonl"))
    worker.log(record(tmp_path, "live"), "live.jsonl")
    worker.wait(flagged("live"))
    worker.send(PlaceText(str(tmp_path / "a.py"), "x", 3))
    worker.wait(lambda r: isinstance(r, Update) and [v.version for v in r.files.values()] == [3])
    assert not any(over(r) for r in worker.reports)
    # So do questions about other sessions: a view of one that is shown is not to stand still.
    worker.send(AskTranscript(7, SessionId("live")))
    worker.wait(lambda r: isinstance(r, Transcript) and r.request == 7)
    assert not any(over(r) for r in worker.reports)
    # What ends the reading waits for the log, and so do questions about its session, which is half read; live logs do not wait behind them.
    for command in (AskTranscript(1, SessionId("long")), PlaceText(str(tmp_path / "a.py"), "y", 4), Watch(())):
        worker.send(command)
    worker.log(record(tmp_path, "later"), "live.jsonl")
    worker.wait(flagged("later"))
    time.sleep(0.5)
    assert not any(
        (isinstance(r, Transcript) and r.request == 1) or (isinstance(r, Update) and r.fresh)
        for r in worker.reports[2:]
    )
    assert not any(v.version == 4 for r in worker.reports if isinstance(r, Update) for v in r.files.values())


def test_what_was_found_before_a_long_log_does_not_wait_for_its_end(worker: Worker, tmp_path: Path) -> None:
    worker.log(record(tmp_path, "f"), "first.jsonl")
    worker.log('{"sleep": 20}', "second.jsonl")
    os.utime(worker.logs / "second.jsonl", (1, 1))
    worker.send(Watch(("/ws",)))
    worker.wait(flagged("f"))
    assert not any(over(r) for r in worker.reports)


def test_a_flagged_file_that_changes_on_disk_is_placed_anew(worker: Worker, tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(TEXT)
    worker.log(record(tmp_path, "f"))
    worker.send(Watch(("/ws",)))
    worker.wait(over)
    for lines in (2, 3):
        path.write_text("# new\n" * lines + TEXT)

        def there(report: Report, lines: int = lines) -> bool:
            views = report.files.values() if isinstance(report, Update) else ()
            return any(f.location and f.location.range.start_line == lines + 1 for v in views for f in v.flags)

        worker.wait(there)


def test_transcripts_are_told_and_unknown_sessions_are_empty(worker: Worker, tmp_path: Path) -> None:
    worker.log(record(tmp_path, "f"))
    worker.send(Watch(("/ws",)))
    worker.wait(over)
    worker.send(AskTranscript(1, SessionId("s1")))
    worker.send(AskTranscript(2, SessionId("no")))
    known = worker.wait(lambda r: isinstance(r, Transcript) and r.request == 1)
    unknown = worker.wait(lambda r: isinstance(r, Transcript) and r.request == 2)
    assert isinstance(known, Transcript)
    assert known.anchors == {"e-f": 2}
    assert unknown == Transcript(2, SessionId("no"), "")


def test_a_rescan_reads_everything_again(worker: Worker, tmp_path: Path) -> None:
    worker.log(record(tmp_path, "f"))
    worker.send(Watch(("/ws",)))
    worker.wait(over)
    worker.reports.clear()
    worker.send(Rescan())
    worker.wait(over)
    worker.wait(flagged("f"))


def test_logs_to_be_skipped_are_not_read_and_listed(worker: Worker) -> None:
    worker.log('{"crash": true}')
    worker.send(Watch(("/ws",), skip=(str(worker.logs / "a.jsonl"),)))
    first = worker.wait(lambda r: isinstance(r, Update) and r.unread)
    assert isinstance(first, Update)
    assert first.unread is not None
    assert [u.log for u in first.unread] == [str(worker.logs / "a.jsonl")]
    worker.wait(over)
    assert worker.process.poll() is None


def test_no_folders_means_nothing_not_everything(worker: Worker, tmp_path: Path) -> None:
    worker.log(record(tmp_path, "f"))
    worker.send(Watch(()))
    worker.wait(over)
    assert not any(isinstance(r, Beat) for r in worker.reports)


def test_a_stray_print_stays_out_of_the_pipe(worker: Worker, tmp_path: Path) -> None:
    worker.log('{"print": "stray"}')
    worker.log(record(tmp_path, "f"))
    worker.send(Watch(("/ws",)))
    worker.wait(flagged("f"))
    assert worker.stderr.read_text().count("stray") == 2


def test_a_bug_is_told_by_its_place_and_type_without_the_text_that_it_met(worker: Worker) -> None:
    worker.log("SECRET, no JSON")
    worker.send(Watch(("/ws",)))
    fault = worker.wait(lambda r: isinstance(r, Fault))
    assert isinstance(fault, Fault)
    assert fault.error == "JSONDecodeError"
    assert "poll" in fault.where
    assert worker.process.wait(5) == 1
    assert "SECRET" not in worker.stderr.read_text() + str(fault)


@pytest.mark.parametrize("text", ["{}", '{"sleep": 60}'])
def test_a_closed_pipe_ends_the_worker_at_once_even_in_the_middle_of_a_log(worker: Worker, text: str) -> None:
    worker.log(text)
    worker.send(Watch(("/ws",)))
    worker.wait(lambda r: isinstance(r, Beat))
    assert worker.process.stdin is not None
    worker.process.stdin.close()
    assert worker.process.wait(2) == 0


def test_stop_ends_it_too(worker: Worker) -> None:
    worker.send(Stop())
    assert worker.process.wait(5) == 0


# --- the outbox -------------------------------------------------------------------------------------------------------


def test_joined_updates_have_the_effect_of_both() -> None:
    f, g = (make_flag({"flag": x, "path": "/a", "text": "x", "severity": Severity.LOW.word}) for x in "fg")
    first = Update(fresh=True, flags={f.id: f, g.id: g}, looked=("/x",), scanning=True, progress=Progress(0, 2))
    second = Update(flags={g.id: None}, progress=Progress(1, 2))
    joined = merge(first, second)
    assert joined == Update(
        fresh=True, flags={f.id: f, g.id: None}, looked=("/x",), scanning=True, progress=Progress(1, 2)
    )
    assert merge(joined, Update(fresh=True)) == Update(fresh=True)


def test_the_first_update_goes_at_once_and_the_rest_within_the_window() -> None:
    sent: list[tuple[float, Report]] = []
    outbox = Outbox(lambda r: sent.append((time.monotonic(), r)), window=0.1)
    begin = time.monotonic()
    for number in range(5):
        outbox.add(Update(progress=Progress(number, 5)))
    while len(sent) < 2:
        assert time.monotonic() - begin < 5
        time.sleep(0.005)
    assert [r.progress.done for _, r in sent if isinstance(r, Update) and r.progress] == [0, 4]
    assert sent[0][0] - begin < 0.09
    assert sent[1][0] - sent[0][0] >= 0.09


def test_a_flag_does_not_wait_because_its_session_went_on_a_moment_ago() -> None:
    sent: list[Report] = []
    outbox = Outbox(sent.append, window=60)
    f, g = (make_flag({"flag": x, "path": "/a", "text": "x", "severity": Severity.LOW.word}) for x in "fg")
    outbox.add(Update(progress=Progress(0, 2)))
    outbox.add(Update(flags={f.id: f}))
    assert len(sent) == 2
    outbox.add(Update(flags={g.id: g}))
    assert len(sent) == 2, "the next one waits for company"


def test_a_young_file_is_placed_again_and_told_of_only_if_it_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1\n")
    view = FileView(
        str(file), "d", (), (make_flag({"flag": "f", "path": str(file), "text": "x", "severity": Severity.LOW.word}),)
    )
    files = FlaggedFiles()
    files.note({view.path: view})
    assert files.changed() == [view.path], "it may be written again without a visible change"
    assert files.news({view.path: view}) == {}
    other = replace(view, digest="e")
    assert files.news({view.path: other}) == {view.path: other}


def test_a_file_that_goes_while_it_is_told_of_is_looked_at_once_more(tmp_path: Path) -> None:
    path = str(tmp_path / "gone.py")
    view = FileView(
        path, "d", (), (make_flag({"flag": "f", "path": path, "text": "x", "severity": Severity.LOW.word}),)
    )
    files = FlaggedFiles()
    files.note({path: view})
    assert files.changed() == [path], "it was there when it was read, and nobody else will say that it is gone"
    assert files.changed() == []


def test_a_transcript_does_not_overtake_the_updates_before_it() -> None:
    sent: list[Report] = []
    outbox = Outbox(sent.append, window=60)
    outbox.add(Update(progress=Progress(0, 2)))
    outbox.add(Update(progress=Progress(1, 2)))
    outbox.pass_on(Transcript(1, SessionId("s"), "x"))
    assert [type(r) for r in sent] == [Update, Update, Transcript]
    outbox.add(Update(scanning=False), now=True)
    assert sent[-1] == Update(scanning=False)


@pytest.mark.parametrize("tell", [True, False])
def test_a_log_being_read_is_named_at_once_or_when_it_takes_long(tell: bool) -> None:
    sent: list[Report] = []
    outbox = Outbox(sent.append)
    outbox.begin("/short", tell=tell)
    outbox.done()
    assert sent == ([Beat("/short"), Beat(None)] if tell else [])
    sent.clear()
    outbox.begin("/long", tell=tell)
    end = time.monotonic() + 5
    while not sent and time.monotonic() < end:
        time.sleep(0.01)
    outbox.done()
    assert sent == [Beat("/long"), Beat(None)]
