"""What three others count in the real logs of the shared corpus is what we count, but for the differences that are explained.

The explanations are the table in tests/golden/README.md: a difference that is not in it fails, and so does one that is gone.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.sources import oracles

from cotlens.model.event import EditEvent, ReasoningEvent, ToolCallEvent, ToolResultEvent
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader
from cotlens.sources.named import named_logs

TABLE = Path(__file__).resolve().parents[2] / "golden" / "README.md"
TRAJVIZ = sys.version_info >= (3, 11)
"""Below that Python there is no agent-trajviz."""
Difference = tuple[str, str, str, int, int]
"""(log, oracle, what is counted, ours, theirs)."""


def explained() -> dict[Difference, str]:
    """The rows of the table, with their reasons."""
    found: dict[Difference, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[3].isdigit():
            found[(cells[0], cells[1], cells[2], int(cells[3]), int(cells[4]))] = cells[5]
    return found


def ours(log: Path) -> oracles.Counts:
    """Count the events of all sessions in a log."""
    found: Counter[str] = Counter()
    for key in named_logs([str(log)])[0]:
        batch = LogReader(key, Seen()).poll(budget=1 << 30, final=True)
        for event in batch.events:
            found["thoughts"] += isinstance(event, ReasoningEvent)
            found["readable"] += isinstance(event, ReasoningEvent) and bool(event.text)
            found["edits"] += isinstance(event, EditEvent)
            found["calls"] += isinstance(event, ToolCallEvent)
            found["results"] += isinstance(event, ToolResultEvent)
    return {kind: found[kind] for kind in oracles.KINDS}


def differences(row: dict[str, str], corpus: Path) -> Iterator[Difference]:
    log = corpus / row["file"]
    mine = ours(log)
    counted = {"manifest": oracles.manifest(row), "agentminutes": oracles.agentminutes(log)}
    if TRAJVIZ:
        counted["agent-trajviz"] = oracles.trajviz(log)
    for name, theirs in counted.items():
        for kind, count in (theirs or {}).items():
            if mine[kind] != count:
                yield (row["file"], name, kind, mine[kind], count)


def rows(corpus: Path) -> list[dict[str, str]]:
    with (corpus / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_every_difference_is_explained_and_every_explanation_still_needed(shared: Path):
    corpus = shared / "corpus"
    found = {difference for row in rows(corpus) for difference in differences(row, corpus)}
    known = {difference: why for difference, why in explained().items() if TRAJVIZ or difference[1] != "agent-trajviz"}
    assert found - known.keys() == set()
    assert known.keys() - found == set()
    assert all(known.values())


@pytest.mark.slow
def test_the_oracles_read_what_they_are_said_to_read(shared: Path):
    """Without this, an oracle that no longer reads a format would agree with everything."""
    read: Counter[tuple[str, str]] = Counter()
    for row in rows(shared / "corpus"):
        log = shared / "corpus" / row["file"]
        family = row["format"].split("/")[0]
        read["agentminutes", family] += oracles.agentminutes(log) is not None
        read["agent-trajviz", family] += TRAJVIZ and oracles.trajviz(log) is not None
    assert read["agentminutes", "claude"] >= 40
    assert read["agentminutes", "codex"] >= 20
    assert read["agentminutes", "copilot-cli"] == 8
    assert read["agentminutes", "antigravity"] == 1
    assert read["agent-trajviz", "claude"] >= 40 * TRAJVIZ
    assert read["agent-trajviz", "codex"] >= 15 * TRAJVIZ
    assert read["agent-trajviz", "opencode"] == 4 * TRAJVIZ
    assert read["agent-trajviz", "pi"] >= 1 * TRAJVIZ
