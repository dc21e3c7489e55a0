"""Exports follow the rules of the formats that others published: Agent Trace 0.1.0 (its `v1/trace-record.json`)."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sessions import ClaudeLog

from cotlens.cli.main import cli
from cotlens.reports.agent_trace import model_id

RECORD = {"version", "id", "timestamp", "vcs", "tool", "files", "metadata"}
CONVERSATION = {"url", "contributor", "ranges", "related"}
RANGE = {"start_line", "end_line", "content_hash", "contributor"}


def exported(*args: str) -> dict[str, Any]:
    result = CliRunner().invoke(cli, ["export", "agent-trace", *args])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def contributor(found: dict[str, Any]) -> None:
    assert found["type"] in ("human", "ai", "mixed", "unknown")
    assert found.keys() <= {"type", "model_id"}
    assert len(found.get("model_id", "")) <= 250


def follows_the_rules(record: dict[str, Any]) -> None:
    assert {"version", "id", "timestamp", "files"} <= record.keys() <= RECORD
    assert re.fullmatch(r"[0-9]+\.[0-9]+", record["version"])
    assert str(uuid.UUID(record["id"])) == record["id"]
    assert record["timestamp"].endswith("Z")
    datetime.fromisoformat(record["timestamp"][:-1])
    assert record["tool"].keys() == {"name", "version"}
    for file in record["files"]:
        assert file.keys() == {"path", "conversations"}
        assert not Path(file["path"]).is_absolute()
        for conversation in file["conversations"]:
            assert {"ranges"} <= conversation.keys() <= CONVERSATION
            assert conversation["url"].startswith("file:///")
            contributor(conversation["contributor"])
            for span in conversation["ranges"]:
                assert {"start_line", "end_line"} <= span.keys() <= RANGE
                assert 1 <= span["start_line"] <= span["end_line"]
                if "contributor" in span:
                    contributor(span["contributor"])


def test_a_record_follows_the_schemas_rules(log: ClaudeLog) -> None:
    record = exported()
    follows_the_rules(record)
    assert "vcs" not in record
    (cart,) = [f for f in record["files"] if f["path"] == "tests/test_cart.py"]
    (conversation,) = cart["conversations"]
    assert conversation["url"] == log.path.as_uri()
    (span,) = conversation["ranges"]
    line = (log.workspace / "tests/test_cart.py").read_bytes().splitlines(keepends=True)[4]
    assert span == {"start_line": 5, "end_line": 5, "content_hash": f"sha256:{hashlib.sha256(line).hexdigest()}"}


def test_lines_changed_since_are_mixed_and_files_that_are_gone_are_left_out(log: ClaudeLog) -> None:
    file = log.workspace / "tests/test_cart.py"
    file.write_text(file.read_text().replace("10) > 0", "10) > 1"))
    (log.workspace / "tests/test_discount.py").unlink(missing_ok=True)
    record = exported()
    follows_the_rules(record)
    (found,) = record["files"]
    assert found["conversations"][0]["ranges"][0]["contributor"]["type"] == "mixed"


@pytest.fixture
def git(log: ClaudeLog) -> Callable[..., str]:
    """The workspace as a checkout with one commit; runs git in it."""

    def run(*args: str) -> str:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.test")
        done = subprocess.run(["git", *who, *args], cwd=log.workspace, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    run("init", "-q", "-b", "main")
    run("add", "-A")
    run("commit", "-qm", "one")
    return run


@pytest.mark.parametrize("packed", [False, True])
def test_the_commit_that_the_files_stand_on(git: Callable[..., str], tmp_path: Path, packed: bool) -> None:
    if packed:
        git("pack-refs", "--all")
    out = tmp_path / "trace.json"
    assert CliRunner().invoke(cli, ["export", "agent-trace", "-o", str(out)]).exit_code == 0
    record = json.loads(out.read_text())
    follows_the_rules(record)
    assert record["vcs"] == {"type": "git", "revision": git("rev-parse", "HEAD")}


def test_a_note_in_git_ais_format(log: ClaudeLog, git: Callable[..., str], tmp_path: Path) -> None:
    file = log.workspace / "tests/test_cart.py"
    file.write_text("# not committed yet\n" + file.read_text())
    out = tmp_path / "note"
    assert CliRunner().invoke(cli, ["export", "agent-trace", "--git-notes", "-o", str(out)]).exit_code == 0
    git("notes", "--ref=ai", "add", "-F", str(out))
    files, _, about = git("notes", "--ref=ai", "show").partition("\n---\n")
    told = json.loads(about)
    (short,) = told["prompts"]
    assert files.splitlines()[:2] == ["tests/test_cart.py", f"  {short} 5"]
    assert re.fullmatch(r"[0-9a-f]{16}", short)
    assert (told["schema_version"], told["base_commit_sha"]) == ("authorship/3.0.0", git("rev-parse", "HEAD"))
    prompt = told["prompts"][short]
    assert prompt["agent_id"] == {"tool": "claude-code", "id": log.session, "model": "claude-opus-4-5"}
    assert prompt["messages"] == []
    assert prompt["accepted_lines"] >= 1


def test_a_note_needs_a_commit(log: ClaudeLog) -> None:
    result = CliRunner().invoke(cli, ["export", "agent-trace", "--git-notes"])
    assert "is no git checkout with a commit" in str(result.exception)


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("claude-opus-4-5-20251101", "anthropic/claude-opus-4-5-20251101"),
        ("openai/gpt-5", "openai/gpt-5"),
        ("gpt-5.3-codex", "openai/gpt-5.3-codex"),
        ("house-model", "house-model"),
        ("x" * 300, "x" * 250),
        (None, ""),
    ],
)
def test_models_are_named_as_models_dev_does(model: str | None, known: str) -> None:
    assert model_id(model) == known
