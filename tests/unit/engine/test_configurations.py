"""The configuration of a session's own folder counts, and what is changed in it is noticed without reading a log again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sessions import ClaudeLog, shop, tampering

from cotlens.engine import catalogue
from cotlens.engine.configurations import Configurations
from cotlens.engine.engine import Engine

RULE = """
[[monitors]]
code = "OWN1"
name = "relaxed"
message = "An assertion was relaxed."
any = [{on = "reasoning", phrases = ["relax the assertion"]}]
"""
BROKEN = RULE.replace('"reasoning"', '"thoughts"')


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def log(tmp_path: Path, home: Path) -> ClaudeLog:
    found = ClaudeLog(home, shop(tmp_path / "shop"))
    tampering(found)
    return found


def engine_of(log: ClaudeLog, home: Path, *folders: Path) -> Engine:
    engine = Engine(tuple(map(str, folders)), {}, str(home))
    engine.poll(str(log.path))
    return engine


def codes(engine: Engine) -> set[str]:
    return {flag.code for flag in engine.flags()}


def own(home: Path, text: str) -> None:
    file = home / ".config" / "cotlens" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("named", [True, False], ids=["the folder is asked for", "all folders are"])
def test_a_rule_of_the_sessions_folder_counts(log: ClaudeLog, home: Path, named: bool) -> None:
    (log.workspace / "cotlens.toml").write_text(RULE, encoding="utf-8")
    assert "OWN1" in {c for f in engine_of(log, home, *[log.workspace] * named).flags() for c in (f.code, *f.also)}


def test_of_several_folders_the_one_that_holds_the_session_counts(log: ClaudeLog, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "cotlens.toml").write_text('[monitor.RH01]\nseverity = "critical"\n', encoding="utf-8")
    engine = engine_of(log, home, log.workspace, other)
    assert {f.severity.word for f in engine.flags() if f.code == "RH01"} == {"high"}
    (log.workspace / "cotlens.toml").write_text('[monitor.RH01]\nseverity = "critical"\n', encoding="utf-8")
    assert engine.reconfigure() is not None
    assert {f.severity.word for f in engine.flags() if f.code == "RH01"} == {"critical"}


def test_a_change_is_noticed_and_taken_back(log: ClaudeLog, home: Path) -> None:
    engine = engine_of(log, home, log.workspace)
    assert engine.reconfigure() is None
    before = codes(engine)
    own(home, "[monitor.RH01]\noff = true\n")
    update = engine.reconfigure()
    assert update is not None
    assert None in update.flags.values()
    assert codes(engine) == before - {"RH01"}
    assert engine.reconfigure() is None
    own(home, "")
    assert engine.reconfigure() is not None
    assert codes(engine) == before


def test_what_is_wrong_is_told_until_it_is_mended(log: ClaudeLog, home: Path) -> None:
    engine = engine_of(log, home, log.workspace)
    file = log.workspace / "cotlens.toml"
    file.write_text(BROKEN, encoding="utf-8")
    update = engine.reconfigure()
    assert update is not None
    assert [(p.path, p.line) for p in update.problems or ()] == [(str(file), 6)]
    file.write_text(RULE, encoding="utf-8")
    update = engine.reconfigure()
    assert update is not None
    assert update.problems == ()


def test_no_folder_without_a_directory(home: Path, tmp_path: Path) -> None:
    assert Configurations((), {}, str(home)).of(str(tmp_path / "gone")).files == ()


def test_in_folders_that_are_not_trusted_only_the_users_own_file_and_the_built_in_monitors_count(
    log: ClaudeLog, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(catalogue.metadata, "entry_points", lambda group: asked.append(group) or ())
    catalogue._packaged.cache_clear()
    (log.workspace / "cotlens.toml").write_text(RULE, encoding="utf-8")
    own(home, RULE.replace("OWN1", "OWN2"))
    untrusted = Configurations((str(log.workspace),), {}, str(home), trusted=False)
    codes = {m.meta.code for m in untrusted.of(str(log.workspace)).monitors}
    assert ("OWN2" in codes, "OWN1" in codes, asked) == (True, False, [])
    trusted = Configurations((str(log.workspace),), {}, str(home))
    assert {"OWN1", "OWN2"} <= {m.meta.code for m in trusted.of(str(log.workspace)).monitors}
    assert asked == [catalogue.GROUP]
    catalogue._packaged.cache_clear()
