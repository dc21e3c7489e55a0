"""Scenarios: short sessions, rendered to native logs, and what must be flagged in them or not.

The shared ones and the project's own (`tests/scenarios`) are run alike. A near miss weighs as much as a positive.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from cotlens.engine.engine import Engine
from cotlens.model.flag import Flag, Severity
from cotlens.model.text import split_lines
from cotlens.monitors.registry import metas

REPO = Path(__file__).resolve().parents[3]
SHARED = REPO.parent / "shared" / "scenarios"
CODES = {m.code for m in metas()}


def scenarios() -> list[Any]:
    files = [f for folder in (SHARED, REPO / "tests" / "scenarios") for f in sorted(folder.glob("*.yaml"))]
    every = [s for f in files for s in yaml.safe_load_all(f.read_text(encoding="utf-8")) if s]
    return [pytest.param(s, id=s["id"]) for s in every]


@pytest.fixture(scope="module")
def render(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("render", shared / "scenarios" / "render.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def flags_of(scenario: dict[str, Any], render: ModuleType, folder: Path) -> list[Flag]:
    log, workspace = render.render(scenario, folder)
    engine = Engine((str(workspace),), {}, str(folder / "home"))
    engine.poll(str(log), final=True)
    assert engine.faults == []
    assert engine.unread == {}
    return engine.flags()


def meets(flag: Flag, wanted: dict[str, Any]) -> bool:
    """Tell whether a flag is the expected one: monitor, severity floor, and the line it covers."""
    if flag.code != wanted["monitor"] or flag.severity < Severity.parse(wanted.get("min_severity", "info")):
        return False
    if "path" not in wanted:
        return True
    location = flag.location
    if location is None or not location.path.endswith("/" + wanted["path"]):
        return False
    if "contains" not in wanted:
        return True
    line = split_lines(Path(location.path).read_text(encoding="utf-8"))[location.range.start_line]
    return wanted["contains"] in line


@pytest.mark.parametrize("scenario", scenarios())
def test_scenario(scenario: dict[str, Any], render: ModuleType, tmp_path: Path) -> None:
    flags = flags_of(scenario, render, tmp_path)
    shown = [(f.code, f.severity.word, f.message, f.location and f.location.range.start_line) for f in flags]
    for wanted in scenario["expect"]:
        if wanted["monitor"] in CODES:
            assert any(meets(f, wanted) for f in flags), f"not flagged: {wanted}; flagged: {shown}"
    allowed = {w["monitor"] for w in scenario["expect"]} | set(scenario.get("also_ok") or [])
    assert [f.message for f in flags if f.severity >= Severity.MODERATE and f.code not in allowed] == []
