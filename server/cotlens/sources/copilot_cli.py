"""GitHub Copilot's terminal program as an agent: its event logs and the folders they lie in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from cotlens.sources.app_folders import home_path
from cotlens.sources.copilot_events import CopilotReader, recognise
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.sidecars import read_text

COPILOT_CLI: Final = "copilot-cli"
_CWD: Final = re.compile(r"^(?:cwd|git_root):[ \t]*(\S.*?)[ \t]*\r?$", re.MULTILINE)


class CopilotCliReader(CopilotReader):
    """Reads the terminal program's own logs."""

    agent: ClassVar[str] = COPILOT_CLI


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`$COPILOT_HOME`, `~/.copilot` or below `$XDG_STATE_HOME`: `session-state/<id>/events.jsonl`, before that `<id>.jsonl`."""
    state = env.get("XDG_STATE_HOME", "").strip()
    roots = [env.get("COPILOT_HOME", "").strip() or os.path.join(home, ".copilot")]
    roots += [os.path.join(state, ".copilot")] if state else []
    names = (("session-state", "*/events.jsonl"), ("session-state", "*.jsonl"), ("history-session-state", "*.jsonl"))
    return [
        Place(COPILOT_CLI, os.path.join(home_path(root, home), folder), pattern, cwds=beside, inside=True)
        for root in roots
        for folder, pattern in names
    ]


def beside(log: str) -> tuple[str, ...]:
    """Working directories that `workspace.yaml` beside a log names; its records name those too that were visited later."""
    found = read_text(os.path.join(os.path.dirname(log), "workspace.yaml")) if log.endswith("events.jsonl") else ""
    return tuple(dict.fromkeys(_unquoted(place) for place in _CWD.findall(found)))


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1].replace("\\\\", "\\") if quoted else value


AGENT: Final = Agent(
    COPILOT_CLI,
    "GitHub Copilot CLI",
    (Format(COPILOT_CLI, "event log", Shape.LINES, recognise, CopilotCliReader),),
    places,
)
