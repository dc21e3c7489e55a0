"""`cotlens sessions`: the sessions of a workspace, newest first, with how much of their reasoning can be read."""

from __future__ import annotations

import json
import os
import time

import click

from cotlens.cli.common import console, folder, home, workspace_option
from cotlens.engine.engine import Engine
from cotlens.engine.scan import scan
from cotlens.model.safe_text import visible
from cotlens.model.session import ReasoningStatus, Session
from cotlens.reports.json import session_to_json

_STYLE = {
    ReasoningStatus.FULL: "green",
    ReasoningStatus.SUMMARY: "green",
    ReasoningStatus.PARTIAL: "yellow",
    ReasoningStatus.WITHHELD: "red",
    ReasoningStatus.NONE: "dim",
}


@click.command(help="List the sessions of this workspace.")
@workspace_option
@click.option("--all", "everywhere", is_flag=True, help="Every workspace of this machine.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(workspace: str | None, everywhere: bool, form: str) -> None:
    """Read the logs and list their sessions."""
    engine = Engine(() if everywhere else (folder(workspace),), os.environ, home())
    found = scan(engine, engine.discover())
    if form == "json":
        click.echo(json.dumps([session_to_json(s) for s in found.sessions], indent=2, ensure_ascii=False))
        return
    if not found.sessions:
        click.echo("No agent session was found. `cotlens doctor` says where it was looked for.")
        return
    _print(found.sessions)


def _print(sessions: tuple[Session, ...]) -> None:
    from rich.table import Table  # noqa: PLC0415  # rich costs 60 ms that JSON output need not pay
    from rich.text import Text  # noqa: PLC0415  # the same

    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("last event", "agent", "reasoning", "actions", "edits", "session", "title"):
        table.add_column(
            heading, justify="right" if heading in ("actions", "edits") else "left", no_wrap=heading != "title"
        )
    for s in sessions:
        table.add_row(
            time.strftime("%Y-%m-%d %H:%M", time.localtime(s.ended)) if s.ended else "",
            f"{s.agent} {visible(s.agent_version or '', 20)}",
            Text(s.reasoning.value, style=_STYLE[s.reasoning]),
            str(s.counts.tool_calls),
            str(s.counts.edits),
            visible(s.id, 8).rstrip("…"),
            Text(visible(s.title or "", 80)),
        )
    console().print(table)
