"""`cotlens export`: who wrote which lines, in the formats of other tools."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence

import click

from cotlens.cli.common import folder, workspace_option
from cotlens.cli.file_history import history_of, tell_problems
from cotlens.engine.committed import git_text
from cotlens.engine.file_history import FileHistory, Owned
from cotlens.engine.placing import read_text
from cotlens.model.errors import UsageError
from cotlens.reports.agent_trace import record
from cotlens.reports.git_ai_note import note
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
@click.option(
    "--git-notes",
    is_flag=True,
    help="Instead a note of the last commit in git-ai's format; keep it with `git notes --ref=ai add -F FILE`.",
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, writable=True), help="Write the record to a file.")
def agent_trace(workspace: str | None, logs: Sequence[str], git_notes: bool, output: str | None) -> None:
    """Replay all edits, and write the record."""
    root = folder(workspace)
    history = history_of(None, root, logs)
    checkout = git_root(root)
    if git_notes:
        if checkout is None or (commit := git_head(checkout)) is None:
            raise UsageError(f"{root} is no git checkout with a commit; notes are notes of a commit")
        _out(note(_committed(history, checkout), commit), output)
        tell_problems(history, named=bool(logs))
        return
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
    _out(found, output)
    tell_problems(history, named=bool(logs))


def _committed(history: FileHistory, checkout: str) -> Iterator[tuple[str, Sequence[Owned]]]:
    """Give the files as the last commit has them: the numbers of a note are those of its commit."""
    for path in history.paths():
        if path.startswith(checkout.rstrip(os.sep) + os.sep):
            name = relative(path, checkout)
            text = git_text(checkout, name)
            if text is not None:
                yield name, list(history.lines(path, text))


def _out(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        with open(output, "w", encoding="utf-8") as file:
            file.write(text)
