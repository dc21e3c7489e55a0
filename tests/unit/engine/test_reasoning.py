"""How much of the reasoning can be read, by model and lately; and the change of an agent's settings that brings it back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from unit.sources.logs import assistant, batch

from cotlens.engine.reasoning import by_agent, wanted_remedies
from cotlens.engine.remedies import REMEDIES, Remedy, remedies_for
from cotlens.engine.settings_file import apply, plan
from cotlens.model.errors import UsageError
from cotlens.model.session import WINDOW, ReasoningStatus, Session
from cotlens.sources.formats import AGENTS

CLAUDE, HEADLESS, CODEX = REMEDIES[:3]


def thoughts(path: Path, *texts: str, model: str = "claude-opus-4-6", entrypoint: str = "cli") -> Session:
    records = [
        assistant(
            {"type": "thinking", "thinking": text, "signature": "s"},
            model=model,
            entrypoint=entrypoint,
            version="2.1.80",
        )
        for text in texts
    ]
    session = batch(path, *records).session
    assert session is not None
    return session


def test_the_recent_status_is_about_the_last_thoughts_alone(tmp_path: Path):
    session = thoughts(tmp_path / "a.jsonl", *["readable"] * 3, *[""] * WINDOW)
    assert (session.reasoning, session.recent) == (ReasoningStatus.PARTIAL, ReasoningStatus.WITHHELD)
    session = thoughts(tmp_path / "b.jsonl", *[""] * 3, *["readable"] * WINDOW)
    assert (session.reasoning, session.recent) == (ReasoningStatus.PARTIAL, ReasoningStatus.SUMMARY)


def test_models_and_entry_points_are_told_apart(tmp_path: Path):
    sessions = [
        thoughts(tmp_path / "a.jsonl", "", ""),
        thoughts(tmp_path / "b.jsonl", "yes", "yes", entrypoint="claude-desktop"),
        thoughts(tmp_path / "c.jsonl", "", entrypoint="sdk-cli"),
    ]
    found = {(p.entrypoint, p.model): (p.readable, p.blocks, p.recent.value) for p in by_agent(sessions)}
    assert found == {
        ("cli", "claude-opus-4-6"): (0, 2, "withheld"),
        ("claude-desktop", "claude-opus-4-6"): (2, 2, "summary"),
        ("sdk-cli", "claude-opus-4-6"): (0, 1, "withheld"),
    }
    assert set(wanted_remedies(sessions)) == {CLAUDE, HEADLESS}
    assert wanted_remedies(sessions[1:2]) == []


def test_every_remedy_is_for_an_agent_that_is_read():
    assert {r.agent for r in REMEDIES} <= {agent.name for agent in AGENTS}
    assert remedies_for("claude-code", "sdk-py") == (HEADLESS,)
    assert remedies_for("claude-code", None)[0] is CLAUDE


CHANGES = [
    (CLAUDE, None, '{\n  "showThinkingSummaries": true\n}\n'),
    (CLAUDE, "", '{\n  "showThinkingSummaries": true\n}\n'),
    (CLAUDE, '{\n    "model": "opus"\n}', '{\n    "model": "opus",\n    "showThinkingSummaries": true\n}\n'),
    (CLAUDE, '{"showThinkingSummaries": false}', '{\n  "showThinkingSummaries": true\n}\n'),
    (CLAUDE, '{ "showThinkingSummaries" : true }', '{ "showThinkingSummaries" : true }'),
    (CODEX, None, 'model_reasoning_summary = "detailed"\nhide_agent_reasoning = false\n'),
    (
        CODEX,
        '# mine\nmodel = "gpt-5"  # the best\nhide_agent_reasoning = true\n\n[tools]\nweb = true\n',
        'model_reasoning_summary = "detailed"\n# mine\nmodel = "gpt-5"  # the best\nhide_agent_reasoning = false\n\n[tools]\nweb = true\n',
    ),
    (
        CODEX,
        "[tools]\nhide_agent_reasoning = true\n",
        'model_reasoning_summary = "detailed"\nhide_agent_reasoning = false\n\n[tools]\nhide_agent_reasoning = true\n',
    ),
]


@pytest.mark.parametrize(("remedy", "before", "after"), CHANGES)
def test_only_the_keys_that_count_are_changed(tmp_path: Path, remedy: Remedy, before: str | None, after: str):
    file = tmp_path / remedy.folder[2:] / remedy.file
    if before is not None:
        file.parent.mkdir()
        file.write_text(before)
        file.chmod(0o640)
    change = plan(remedy, {}, str(tmp_path))
    assert not file.exists() or file.read_text() == before
    assert change.needed == (before != after)
    apply(change)
    assert file.read_text() == after
    assert not plan(remedy, {}, str(tmp_path)).needed
    if before is not None:
        assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir(file.parent) == [remedy.file]


def test_the_agents_own_variable_names_the_folder(tmp_path: Path):
    change = plan(CODEX, {"CODEX_HOME": str(tmp_path / "elsewhere")}, str(tmp_path))
    assert change.path == str(tmp_path / "elsewhere" / "config.toml")


@pytest.mark.parametrize(
    ("remedy", "before"),
    [(CLAUDE, "{broken"), (CLAUDE, "[1]"), (CODEX, "= nonsense"), (CLAUDE, "{} // comment"), (CLAUDE, "x" * 2_000_000)],
)
def test_a_file_that_cannot_be_read_is_left_alone_and_named(tmp_path: Path, remedy: Remedy, before: str):
    file = tmp_path / remedy.folder[2:] / remedy.file
    file.parent.mkdir()
    file.write_text(before)
    with pytest.raises(UsageError, match=str(file)):
        plan(remedy, {}, str(tmp_path))
    assert file.read_text() == before


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path):
    change = plan(CLAUDE, {}, str(tmp_path))
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude" / "settings.json").write_text('{"new": 1}')
    with pytest.raises(UsageError, match="meanwhile"):
        apply(change)


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / ".claude").mkdir()
    (tmp_path / "dotfiles" / "claude.json").write_text("{}")
    (tmp_path / ".claude" / "settings.json").symlink_to(tmp_path / "dotfiles" / "claude.json")
    apply(plan(CLAUDE, {}, str(tmp_path)))
    assert (tmp_path / ".claude" / "settings.json").is_symlink()
    assert "true" in (tmp_path / "dotfiles" / "claude.json").read_text()


def test_where_no_setting_helps_the_advice_is_given(tmp_path: Path):
    with pytest.raises(UsageError, match="thinking-display"):
        plan(HEADLESS, {}, str(tmp_path))
