"""Renders a scenario to a native session log and the workspace it leaves, as if the agent had run. Deterministic by the scenario's id."""

from __future__ import annotations

import difflib
import random
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cotlens.evaluation.scenario import Scenario


class Clock:
    """Times of records: later with each, the same for the same seed."""

    def __init__(self, seed: str) -> None:
        """`seed` is the scenario's id."""
        start = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)
        self.now = start + timedelta(minutes=random.Random(seed).randrange(60_000))  # noqa: S311  # no secret
        self._random = random.Random(seed + "t")  # noqa: S311

    def tick(self) -> str:
        """Return the next time in ISO form."""
        self.now += timedelta(milliseconds=self._random.randrange(400, 9000))
        return f"{self.now:%Y-%m-%dT%H:%M:%S}.{self.now.microsecond // 1000:03d}Z"


class Ids:
    """Ids of records, the same for the same seed."""

    def __init__(self, seed: str) -> None:
        """`seed` is the scenario's id."""
        self._random = random.Random(seed)  # noqa: S311

    def uuid(self) -> str:
        """Return a new UUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def hex(self, digits: int) -> str:
        """Return a new id of so many hexadecimal digits."""
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"


def render(scenario: Scenario, folder: Path) -> tuple[Path, Path]:
    """Write the log below `folder`/home and the workspace to `folder`/workspace; returns (log, workspace)."""
    from cotlens.evaluation.render_claude_code import claude_code_log  # noqa: PLC0415  # both use this module
    from cotlens.evaluation.render_codex import codex_log  # noqa: PLC0415

    workspace = (folder / "workspace").resolve()
    workspace.mkdir(parents=True, exist_ok=True)
    for path, text in scenario.final.items():
        file = workspace / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    write = claude_code_log if scenario.agent == "claude-code" else codex_log
    return write(scenario, folder / "home", workspace), workspace


def hunks(before: str, after: str) -> list[dict[str, Any]]:
    """Return the change as the hunks that Claude Code logs (`oldStart`, `oldLines`, `newStart`, `newLines`, `lines`)."""
    old, new = before.split("\n"), after.split("\n")
    out = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(3):
        lines: list[str] = []
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += [" " + x for x in old[i1:i2]]
            else:
                lines += [*("-" + x for x in old[i1:i2]), *("+" + x for x in new[j1:j2])]
        first, last = group[0], group[-1]
        out.append(
            {
                "oldStart": first[1] + 1,
                "oldLines": last[2] - first[1],
                "newStart": first[3] + 1,
                "newLines": last[4] - first[3],
                "lines": lines,
            }
        )
    return out


def absolute(workspace: Path, path: str) -> str:
    """Return a path of the scenario as the agent would name it."""
    return path if path.startswith("/") else str(workspace / path)
