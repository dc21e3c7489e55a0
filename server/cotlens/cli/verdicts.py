"""`cotlens verdicts`: share them with everybody who has the workspace, and make a line that an agent wrote one's own."""

from __future__ import annotations

import time
from dataclasses import replace

import click

from cotlens.cli.common import folder, workspace_option
from cotlens.model.errors import UsageError
from cotlens.model.safe_text import visible
from cotlens.model.shared import shared_file
from cotlens.store.shared_file import begin_sharing, read_shared
from cotlens.store.verdicts import VerdictStore


@click.group(help="Share verdicts with everybody who has the workspace.")
def command() -> None:
    """Only groups the two."""


@command.command()
@workspace_option
def share(workspace: str | None) -> None:
    """Begin to share: make the file that `cotlens verdict --share` appends to. Commit it."""
    place = folder(workspace)
    path = shared_file(place)
    if begin_sharing(place):
        click.echo(f"{path} is there now: commit it.")
    else:
        click.echo(f"{path} was there already.")
    click.echo("For merges without conflicts add to .gitattributes: /.cotlens/verdicts.jsonl merge=union")


@command.command()
@click.argument("verdict")
@workspace_option
def adopt(verdict: str, workspace: str | None) -> None:
    """Say yourself what a shared line says, so that it counts for you, although an agent wrote it."""
    place, now = folder(workspace), time.time()
    line = read_shared(place, now).find(verdict)
    if line is None:
        raise UsageError(f"{shared_file(place)} has no verdict {visible(verdict, 60)}")
    mine = replace(line.verdict, shared="", author="", time=max(now, line.verdict.time))
    VerdictStore().put(mine)
    click.echo(f"{mine.code} {mine.status.value}: your own verdict now")
