"""How logs are shared out to processes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from cotlens.engine import parallel, processes
from cotlens.engine.parallel import shared_out
from cotlens.engine.processes import processes_for
from cotlens.model.errors import InternalError
from cotlens.model.scan import Scan


@pytest.fixture
def logs(tmp_path: Path) -> list[str]:
    """Logs of 10 to 60 bytes of which none names a folder."""
    out = []
    for size in (10, 20, 30, 40, 50, 60):
        path = tmp_path / f"{size}.jsonl"
        path.write_bytes(b"x" * size)
        out.append(str(path))
    return out


def test_shares_have_about_as_many_bytes(logs: list[str]) -> None:
    shares = shared_out(logs, 2)
    assert sorted(log for share in shares for log in share) == sorted(logs)
    sizes = [sum(Path(log).stat().st_size for log in share) for share in shares]
    assert sizes[0] >= sizes[1] >= 100
    assert len(shared_out(logs[:1], 8)) == 1
    assert shared_out([], 2) == [[]]


def test_logs_of_one_workspace_stay_together(logs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "cwd_of", lambda log: "/w" if Path(log).stem in ("10", "60", "30") else None)
    assert sum({Path(log).stem for log in share} >= {"10", "60", "30"} for share in shared_out(logs, 3)) == 1


def test_a_process_is_taken_for_what_is_worth_it(logs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert processes_for(logs) == 1
    assert processes_for(["/nowhere/at/all.jsonl"]) == 1
    monkeypatch.setattr(processes, "WORTH", 70)
    assert processes_for(logs) == 2
    monkeypatch.setattr(processes, "WORTH", 200)
    assert processes_for(logs) == 1


PARENT = os.getpid()


def ends_in_a_child(task: Any) -> Scan:
    """Stand in for the work of a share: a process that was started for one is killed, as for want of memory."""
    if os.getpid() != PARENT:
        os._exit(9)
    return Scan((), (), (), ())


@pytest.mark.skipif(sys.platform != "linux", reason="a child that is no fork does not know of the stand-in")
def test_a_process_that_ends_early_is_told_of(logs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel.threading, "active_count", lambda: 1)
    monkeypatch.setattr(parallel, "_one", ends_in_a_child)
    with pytest.raises(InternalError, match="--jobs 1"):
        parallel.scan_workspaces((), logs, {}, "/nowhere", since=None, jobs=2)
