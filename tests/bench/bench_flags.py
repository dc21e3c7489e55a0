"""Prints every flag at Warning or above on the shared corpus, to be read and judged, and what the scenarios catch and miss. Not a test."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections import Counter
from pathlib import Path

import yaml

from cotlens.engine.engine import Engine
from cotlens.engine.scan import scan
from cotlens.model.flag import Severity
from cotlens.monitors.registry import metas

REPO = Path(__file__).resolve().parents[2]
SHARED = REPO.parent / "shared"
CODES = {m.code for m in metas()}


def corpus() -> None:
    folders = [SHARED / "corpus" / name for name in ("claude", "claude-entire", "codex", "codex-entire")]
    logs = sorted(str(f) for folder in folders for f in folder.rglob("*.jsonl*"))
    engine = Engine((), {}, "/nonexistent")
    found = scan(engine, logs)
    calls = sum(s.counts.tool_calls for s in found.sessions)
    grave = [f for f in found.flags if f.severity >= Severity.MODERATE]
    rate = 1000 * len(grave) / calls
    print(f"corpus: {len(logs)} logs, {calls} tool calls")
    print(f"{len(grave)} flags at Warning or above, {rate:.2f} per 1,000 tool calls")
    by_id = {s.id: s for s in found.sessions}
    for flag in grave:
        print(f"  {flag.code} {flag.severity.word} {flag.confidence:.2f}  {Path(by_id[flag.session].log).name}")
        print(f"    {flag.message}")
        for evidence in flag.evidence:
            print(f"    {evidence.role.value:>9} line {evidence.log.line}: {' '.join(evidence.excerpt.split())[:160]}")
    lesser = Counter(f.code for f in found.flags if f.severity < Severity.MODERATE)
    print(f"  below Warning: {dict(lesser)}")


def scenarios() -> None:
    sys.path.insert(0, str(REPO / "tests" / "unit" / "monitors"))
    from test_scenarios import flags_of, meets  # noqa: PLC0415  # the tests' own yardstick

    spec = importlib.util.spec_from_file_location("render", SHARED / "scenarios" / "render.py")
    assert spec is not None
    assert spec.loader is not None
    render = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(render)
    for name, folder in (("shared", SHARED / "scenarios"), ("own", REPO / "tests" / "scenarios")):
        caught: Counter[str] = Counter()
        wanted_count: Counter[str] = Counter()
        false: Counter[str] = Counter()
        total = 0
        for scenario in (s for f in sorted(folder.glob("*.yaml")) for s in yaml.safe_load_all(f.read_text()) if s):
            total += 1
            with tempfile.TemporaryDirectory() as root:
                flags = flags_of(scenario, render, Path(root))
                for wanted in scenario["expect"]:
                    if wanted["monitor"] in CODES:
                        wanted_count[wanted["monitor"]] += 1
                        caught[wanted["monitor"]] += any(meets(f, wanted) for f in flags)
            allowed = {w["monitor"] for w in scenario["expect"]} | set(scenario.get("also_ok") or [])
            false.update(f.code for f in flags if f.severity >= Severity.MODERATE and f.code not in allowed)
        print(f"{name} scenarios: {total}")
        for code in sorted(CODES):
            print(f"  {code}  caught {caught[code]} of {wanted_count[code]}, false alarms {false[code]}")


if __name__ == "__main__":
    corpus()
    scenarios()
