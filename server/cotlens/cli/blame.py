"""`cotlens blame`: which agent's edit each line of a file is from."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence

import click

from cotlens.cli.common import workspace_option
from cotlens.cli.file_history import history_of, tell_problems, text_of, workspace_of
from cotlens.model.text import split_lines
from cotlens.reports.blame import blame_to_json, blame_to_text


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
    text = text_of(path, file)
    history = history_of(path, workspace_of(path, workspace), logs)
    owned = list(history.lines(path, text))
    if as_json:
        sys.stdout.write(json.dumps(blame_to_json(path, owned), indent=2, ensure_ascii=False) + "\n")
    else:
        for line in blame_to_text(owned, split_lines(text)[: len(owned)]):
            click.echo(line)
    tell_problems(history, named=bool(logs))
