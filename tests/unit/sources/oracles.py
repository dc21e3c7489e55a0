"""What other programs count in a log: independent of ours, each in its own way. Runs them; judges nothing."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

Counts = dict[str, int]

KINDS = ("thoughts", "readable", "edits", "calls", "results")
"""What can be compared; an oracle leaves out what it does not tell."""


def agentminutes(log: Path) -> Counts | None:
    """Count with `agentminutes convert --permissive`; None where it does not read the log."""
    program = Path(sys.executable).with_name("agentminutes")
    command = [str(program), "convert", "--permissive", "--format", "jsonl", str(log)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        return None
    found: Counter[str] = Counter()
    for line in done.stdout.splitlines():
        found[json.loads(line)["kind"]] += 1
    return {"thoughts": found["thinking"], "calls": found["tool_call"], "results": found["tool_result"]}


def trajviz(log: Path) -> Counts | None:
    """Count with agent-trajviz; None where it does not read the log."""
    from agent_trajviz import LoadError, load  # noqa: PLC0415 - it needs Python 3.11; the test asks for it by name

    logging.disable(logging.CRITICAL)
    try:
        trajectory = load(os.fspath(log))
    except (LoadError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    finally:
        logging.disable(logging.NOTSET)
    found: Counter[str] = Counter()
    for step in trajectory.steps:
        for part in step["parts"]:
            found[part["type"]] += 1
            found["readable"] += part["type"] == "reasoning" and bool(str(part.get("text") or "").strip())
    return {"readable": found["readable"], "calls": found["tool_call"]}


def manifest(row: dict[str, str]) -> Counts:
    """Counts that the corpus's manifest has for a log."""
    names = {"thoughts": "reasoning_blocks", "readable": "reasoning_with_text", "edits": "edits", "calls": "tools"}
    return {kind: int(row[name] or 0) for kind, name in names.items()}
