"""`cotlens blame`: which agent's edit each line of a file is from."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

import click

from cotlens.cli.common import home, workspace_option
from cotlens.engine.binding import Binding
from cotlens.engine.file_history import FileHistory
from cotlens.engine.kept_heads import keep_heads, kept_heads
from cotlens.engine.placing import LARGEST, read_text
from cotlens.model.errors import UsageError
from cotlens.model.text import split_lines
from cotlens.reports.blame import blame_to_json, blame_to_text
from cotlens.sources.discover import find_logs
from cotlens.sources.git_folders import git_root
from cotlens.sources.named import named_logs
from cotlens.store.index import LogIndex


@click.command(
    help="Say of each line of FILE as it is now which agent's edit it is from.\n\n"
    "A blank beside the number: as the agent wrote it. = only its blanks changed since, > it was moved, ~ it was changed."
)
@click.argument("file", type=click.Path())
@workspace_option
@click.option(
    "--log", "logs", multiple=True, type=click.Path(), help="A log file, or a folder of them; may be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="The line table as JSON.")
def command(file: str, workspace: str | None, logs: Sequence[str], as_json: bool) -> None:
    """Read the edits, replay them, print the table."""
    path = os.path.realpath(file)
    text = read_text(path)
    if text is None:
        what = "is larger than 8 MB" if os.path.isfile(path) and os.path.getsize(path) > LARGEST else "is no file"
        raise UsageError(f"{file} {what}; name a text file of the workspace")
    history = _history(path, workspace, logs)
    owned = list(history.lines(text))
    if as_json:
        sys.stdout.write(json.dumps(blame_to_json(path, owned), indent=2, ensure_ascii=False) + "\n")
    else:
        for line in blame_to_text(owned, split_lines(text)[: len(owned)]):
            click.echo(line)
    for unread in history.unread if logs else ():
        click.echo(f"cotlens: {unread.log}: {unread.reason}", err=True)
    for fault in history.faults:
        click.echo(f"cotlens: a fault of ours, contained: {fault}", err=True)


def _history(path: str, workspace: str | None, named: Sequence[str]) -> FileHistory:
    here, folder = os.path.realpath(os.getcwd()), os.path.dirname(path)
    root = (
        os.path.realpath(workspace)
        if workspace
        else git_root(folder) or (here if path.startswith(here + os.sep) else folder)
    )
    if named:
        logs, missing = named_logs(named)
        for unread in missing:
            raise UsageError(f"{unread.log} {unread.reason}")
    else:
        index = LogIndex()
        heads = kept_heads(index, deep=True)
        logs = [log.path for log in find_logs([root], os.environ, home(), heads).logs]
        keep_heads(index, heads)
    history = FileHistory(path, Binding((root,)))
    history.read(logs)
    return history
