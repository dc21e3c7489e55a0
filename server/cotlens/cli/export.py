"""`cotlens export`: who wrote which lines, in the formats of other tools."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

import click

from cotlens.cli.common import folder, workspace_option
from cotlens.cli.file_history import history_of, tell_problems
from cotlens.engine.file_history import Owned
from cotlens.engine.placing import read_text
from cotlens.reports.agent_trace import record
from cotlens.reports.json import relative
from cotlens.sources.git_folders import git_head, git_root


@click.group(help="Write who wrote which lines in the formats of other tools.")
def command() -> None:
    """Hold the formats."""


@command.command(
    "agent-trace",
    help="An Agent Trace record (0.1.0) of all files of the workspace that agents wrote in, as they are now.",
)
@workspace_option
@click.option(
    "--log", "logs", multiple=True, type=click.Path(), help="A log file, or a folder of them; may be repeated."
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, writable=True), help="Write the record to a file.")
def agent_trace(workspace: str | None, logs: Sequence[str], output: str | None) -> None:
    """Replay all edits, and write the record."""
    root = folder(workspace)
    history = history_of(None, root, logs)
    files: list[tuple[str, str, Sequence[Owned]]] = []
    for path in history.paths():
        text = read_text(path)
        if text is not None and (path + os.sep).startswith(root.rstrip(os.sep) + os.sep):
            files.append((relative(path, root), text, list(history.lines(path, text))))
    checkout = git_root(root)
    found = (
        json.dumps(record(files, git_head(checkout) if checkout is not None else None), indent=2, ensure_ascii=False)
        + "\n"
    )
    if output is None:
        sys.stdout.write(found)
    else:
        with open(output, "w", encoding="utf-8") as file:
            file.write(found)
    tell_problems(history, named=bool(logs))
