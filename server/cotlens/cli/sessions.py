"""`cotlens sessions`: the sessions of a workspace, newest first, with how much of their reasoning can be read."""

from __future__ import annotations

import json
import os
import time
from typing import Final, Literal

import click

from cotlens.cli.common import console, folder, home, workspace_option
from cotlens.engine.engine import Engine
from cotlens.engine.scan import scan
from cotlens.model.safe_text import visible
from cotlens.model.session import ReasoningStatus, Session
from cotlens.reports.json import session_to_json

HEADINGS: Final = ("last event", "agent", "reasoning", "actions", "edits", "session", "title")
SHORT: Final = 8
"""Characters of a session id that are shown."""

_STYLE: Final = {
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

    rows = [_row(session) for session in sessions]
    table = Table(box=None, pad_edge=False, header_style="dim", expand=True)
    for column, heading in enumerate(HEADINGS):
        widest = max(len(heading), *(len(row[column]) for row in rows))
        # The title takes what is left; the others are never cut.
        justify: Literal["left", "right"] = "right" if heading in ("actions", "edits") else "left"
        ratio, width = (1, None) if heading == "title" else (None, widest)
        table.add_column(heading, justify=justify, no_wrap=True, overflow="ellipsis", ratio=ratio, width=width)
    for session, row in zip(sessions, rows, strict=True):
        table.add_row(*row[:2], Text(row[2], style=_STYLE[session.reasoning]), *row[3:-1], Text(row[-1]))
    console().print(table)


def _row(session: Session) -> tuple[str, ...]:
    return (
        time.strftime("%Y-%m-%d %H:%M", time.localtime(session.ended)) if session.ended else "",
        f"{session.agent} {visible(session.agent_version or '', 20)}",
        session.reasoning.value,
        str(session.counts.tool_calls),
        str(session.counts.edits),
        visible(session.id[:SHORT], SHORT),
        visible(session.title or "", 80),
    )
