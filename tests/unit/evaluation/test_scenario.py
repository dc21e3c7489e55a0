"""Scenarios: what is refused, with where and why; and that rendering gives a log that is read as meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cotlens.evaluation.render import render
from cotlens.evaluation.scenario import parse, read_scenarios
from cotlens.model.errors import UsageError
from cotlens.model.event import EditEvent, MessageEvent, ReasoningEvent, ToolCallEvent, UserEvent
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

GOOD: dict[str, Any] = {
    "id": "X-1",
    "monitor": "RH01",
    "label": "positive",
    "agent": "claude-code",
    "files": {"a.py": "x = 1\n"},
    "steps": [
        {"user": "go"},
        {"think": "hm"},
        {"edit": {"path": "a.py", "old": "1", "new": "2"}},
        {"bash": {"cmd": "pytest", "exit": 1, "out": "1 failed"}},
        {"write": {"path": "b.py", "content": "y\n"}},
        {"say": "done"},
    ],
    "expect": [{"monitor": "RH01", "path": "a.py", "contains": "x = 2"}],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"label": "maybe"}, "label must be"),
        ({"agent": "hal"}, "agent must be"),
        ({"expect": []}, "expects its own monitor"),
        ({"steps": [{"sing": "la"}]}, "step 0: exactly one of"),
        ({"steps": [{"edit": {"path": "a.py", "old": "7", "new": "2"}}]}, "occurs 0 times in a.py"),
        ({"expect": [{"monitor": "RH01", "path": "a.py", "contains": "nothing"}]}, "not in the final a.py"),
        ({"expect": [{"monitor": "RH01", "path": "z.py"}]}, "not in the final workspace"),
        ({"expect": [{"monitor": "RH01", "line": 3}]}, "unexpected keyword argument 'line'"),
    ],
)
def test_a_faulty_scenario_is_refused_with_its_reason(change: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=r"f\.yaml: X-1: ") as error:
        parse({**GOOD, **change}, "f.yaml")
    assert said in str(error.value)


def test_a_block_that_begins_with_a_tab_is_read(tmp_path: Path) -> None:
    """As `render.py` of the scenarios' format reads it; the C library alone refuses it."""
    file = tmp_path / "x.yaml"
    text = yaml.safe_dump({**GOOD, "summary": "TAB"}).replace("summary: TAB", "summary: |\n  \tall of it\n")
    file.write_text(text, encoding="utf-8")
    assert [s.id for s in read_scenarios(file)] == ["X-1"]


def test_what_is_no_yaml_is_said(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a: [", encoding="utf-8")
    with pytest.raises(UsageError, match="not YAML"):
        list(read_scenarios(file))


@pytest.mark.parametrize("agent", ["claude-code", "codex"])
def test_a_rendered_log_is_read_as_the_scenario_says(tmp_path: Path, agent: str) -> None:
    log, workspace = render(parse({**GOOD, "agent": agent}, "f.yaml"), tmp_path)
    batch = LogReader(str(log), Seen()).poll(final=True)
    kinds = [type(e) for e in batch.events]
    assert kinds.count(UserEvent) == kinds.count(ReasoningEvent) == kinds.count(MessageEvent) == 1
    assert kinds.count(ToolCallEvent) == 3
    edits = [e.edit for e in batch.events if isinstance(e, EditEvent)]
    assert [(Path(e.path).name, e.added) for e in edits] == [("a.py", ("x = 2",)), ("b.py", ("y",))]
    assert (workspace / "a.py").read_text(encoding="utf-8") == "x = 2\n"
