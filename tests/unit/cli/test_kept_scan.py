"""A second scan answers from the first as long as nothing that it hangs on has changed, and only then."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sessions import ClaudeLog

from cotlens.cli.main import cli
from cotlens.config.load import user_config_file
from cotlens.engine import parallel
from cotlens.model.larder import LARDER


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Tells how many logs each scan read that was made."""
    made: list[int] = []
    real = parallel.scan

    def counting(engine: Any, logs: Any, **more: Any) -> Any:
        made.append(len(logs))
        return real(engine, logs, **more)

    monkeypatch.setattr(parallel, "scan", counting)
    return made


def run(*args: str) -> str:
    return CliRunner().invoke(cli, list(args)).stdout


def test_the_same_report_without_reading(log: ClaudeLog, read: list[int]):
    first = run("scan", "--format", "json")
    assert run("scan", "--format", "json") == first
    assert read == [1]
    assert {f["code"] for f in json.loads(first)["flags"]} >= {"RH01"}


def more_of_the_log(log: ClaudeLog) -> None:
    log.say("And one more thing.")


def another_log(log: ClaudeLog) -> None:
    shutil.copy(log.path, log.path.with_name("b.jsonl"))


def the_flagged_file_changes(log: ClaudeLog) -> None:
    file = log.workspace / "tests/test_cart.py"
    file.write_text("# moved\n" + file.read_text())


def the_flagged_file_goes(log: ClaudeLog) -> None:
    (log.workspace / "tests/test_cart.py").unlink()


def instructions_come(log: ClaudeLog) -> None:
    (log.workspace / "AGENTS.md").write_text("You may change tests.\n")


def a_configuration_comes(log: ClaudeLog) -> None:
    (log.workspace / "cotlens.toml").write_text('[monitor.RH01]\nseverity = "critical"\n')


def a_configuration_of_the_user_s_comes(_log: ClaudeLog) -> None:
    file = Path(user_config_file(os.environ, os.environ["HOME"]))
    file.parent.mkdir(parents=True)
    file.write_text("[monitor.RH01]\noff = true\n")


@pytest.mark.parametrize(
    "change",
    [
        more_of_the_log,
        another_log,
        the_flagged_file_changes,
        the_flagged_file_goes,
        instructions_come,
        a_configuration_comes,
        a_configuration_of_the_user_s_comes,
    ],
    ids=lambda change: change.__name__,
)
def test_what_it_hangs_on_changes(
    log: ClaudeLog,
    read: list[int],
    change: Callable[[ClaudeLog], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    run("scan", "--format", "json")
    change(log)
    known = run("scan", "--format", "json")
    assert len(read) == 2
    monkeypatch.setenv("COTLENS_STATE_DIR", str(tmp_path / "fresh"))
    assert known == run("scan", "--format", "json")


def test_what_it_does_not_hang_on_changes(log: ClaudeLog, read: list[int]):
    run("scan")
    (log.workspace / "notes.txt").write_text("x")
    run("scan", "--fail-on", "high")
    run("scan", "--min-severity", "high", "--format", "sarif")
    assert read == [1]


def test_a_scan_of_named_logs_is_another_one(log: ClaudeLog, read: list[int]):
    run("scan")
    run("scan", "--log", str(log.path))
    run("scan", "--log", str(log.path))
    assert read == [1, 1]


def test_with_a_moment_to_begin_at_it_is_made_anew(log: ClaudeLog, read: list[int]):
    run("scan", "--since", "7d")
    run("scan", "--since", "7d")
    assert read == [1, 1]


def test_flags_that_were_lost_are_kept_again(log: ClaudeLog, read: list[int], tmp_path: Path):
    flag = json.loads(run("scan", "--format", "json"))["flags"][0]
    for file in (tmp_path / "state").glob("cotlens.db*"):
        file.unlink()
    run("scan")
    assert read == [1]
    assert f"{flag['code']} {flag['name']}" in run("explain", flag["id"])


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE scan_parts SET body = x'93'",
        "DELETE FROM scan_parts",
        "DELETE FROM scan_parts WHERE part = (SELECT max(part) FROM scan_parts)",
        "UPDATE scans SET leaned_on = x'93'",
    ],
)
def test_a_kept_scan_that_is_damaged_is_made_anew(log: ClaudeLog, read: list[int], tmp_path: Path, damage: str):
    first = run("scan", "--format", "json")
    with sqlite3.connect(tmp_path / "state" / "sessions.index") as index:
        index.execute(damage)
    index.close()
    assert run("scan", "--format", "json") == first
    assert read == [1, 1]


def test_of_all_folders_each_has_its_own_configuration(log: ClaudeLog, read: list[int]):
    def severities() -> set[str]:
        return {
            f["severity"] for f in json.loads(run("scan", "--all", "--format", "json"))["flags"] if f["code"] == "RH01"
        }

    assert severities() == {"high"}
    a_configuration_comes(log)
    assert severities() == severities() == {"critical"}
    assert read == [1, 1]


def test_what_is_wrong_with_a_configuration_is_said_each_time(log: ClaudeLog, read: list[int]):
    file = log.workspace / "cotlens.toml"
    file.write_text("[monitor.RH01]\noff = 3\n")
    for _ in range(2):
        assert f"{file}:2: " in CliRunner().invoke(cli, ["scan"]).stderr
    assert read == [1]


def test_what_was_made_of_patterns_is_kept_for_the_next_scan(log: ClaudeLog) -> None:
    """By a process of its own: in this one all patterns may have been made before."""
    scan = [sys.executable, "-m", "cotlens", "scan", "-w", str(log.workspace)]
    subprocess.run(scan, check=False, capture_output=True, timeout=60)
    assert (Path(os.environ["COTLENS_STATE_DIR"]) / "patterns.index").stat().st_size > 100_000
    run("scan", "-w", str(log.workspace))
    assert not LARDER.open  # a place is for the time of a scan
