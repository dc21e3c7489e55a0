"""`cotlens sessions`: the agents' sessions, with how much of their reasoning can be read. Lists, filters, sorts; judges nothing."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import click

from cotlens.cli.common import Since, folder, home, workspace_option
from cotlens.engine.listing import Listing, list_sessions
from cotlens.engine.pictures import last_moment
from cotlens.model.safe_text import visible
from cotlens.model.session import ReasoningStatus, Session
from cotlens.reports.json import list_pieces, session_to_json
from cotlens.sources.formats import AGENTS

HEADINGS: Final = ("last event", "agent", "model", "reasoning", "actions", "edits", "session", "title")
SHORT: Final = 8
"""Characters of a session id that are shown."""
NAMES: Final = [agent.name for agent in AGENTS]
_RIGHT: Final = frozenset({"actions", "edits"})
_SPARE: Final = ("model", "actions", "session", "edits")
"""Columns that give way to the title in a narrow terminal, in this order."""
_TITLE: Final = 24
"""Characters of a title that are worth a column."""
_NARROW: Final = 60
"""Characters of a title where the width of the terminal is not known."""
_COLOURS: Final = {
    ReasoningStatus.FULL: "green",
    ReasoningStatus.SUMMARY: "green",
    ReasoningStatus.PARTIAL: "yellow",
    ReasoningStatus.WITHHELD: "red",
    ReasoningStatus.NONE: "bright_black",
}
_ORDERS: Final[dict[str, Callable[[Session], Any]]] = {
    "time": lambda s: -last_moment(s),
    "agent": lambda s: (s.agent, s.agent_version or "", -last_moment(s)),
    "model": lambda s: (s.model or "~", -last_moment(s)),
    "title": lambda s: ((s.title or "~").casefold(), -last_moment(s)),
    "edits": lambda s: (-_edits(s), -last_moment(s)),
    "actions": lambda s: (-s.counts.tool_calls, -last_moment(s)),
    "reasoning": lambda s: (list(ReasoningStatus).index(s.reasoning), -last_moment(s)),
}


@click.command(help="List the agents' sessions of this workspace.")
@workspace_option
@click.option("--all", "everywhere", is_flag=True, help="Every workspace of this machine.")
@click.option(
    "--agent",
    "agents",
    multiple=True,
    type=click.Choice(NAMES),
    metavar="NAME",
    help="Only of this agent; may be repeated.",
)
@click.option("--model", help="Only models with this in their name.")
@click.option("--since", type=Since(), help="Only sessions since then: 30m, 12h, 7d, 2w or 2026-03-01.")
@click.option(
    "--reasoning", "statuses", multiple=True, type=click.Choice([s.value for s in ReasoningStatus]), help="Only these."
)
@click.option("--search", help="Only sessions with this in their title, id or directory.")
@click.option(
    "--sort", type=click.Choice(list(_ORDERS)), default="time", show_default=True, help="Newest or most first."
)
@click.option("--reverse", is_flag=True, help="The other way round.")
@click.option("--limit", "-n", type=click.IntRange(1), help="At most so many.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    workspace: str | None,
    everywhere: bool,
    agents: Sequence[str],
    model: str | None,
    since: float | None,
    statuses: Sequence[str],
    search: str | None,
    sort: str,
    reverse: bool,
    limit: int | None,
    form: str,
) -> None:
    """List what matches."""
    if everywhere and workspace:
        raise click.UsageError("--all and --workspace exclude each other")
    place = None if everywhere else folder(workspace)
    found = list_sessions(() if place is None else (place,), os.environ, home(), seen=_progress())
    wanted = (agents, model, since, statuses, search)
    shown = [s for s in found.sessions if _matches(s, *wanted)]
    shown.sort(key=_ORDERS[sort], reverse=reverse)
    left = len(shown) - limit if limit is not None else 0
    shown = shown[:limit]
    if form == "json":
        for piece in list_pieces(map(session_to_json, shown)):
            click.echo(piece, nl=False)
        click.echo()
        return
    if not shown:
        click.echo(_nothing(found, any(wanted)))
        return
    click.echo("\n".join(_table(shown)))
    if left > 0:
        click.echo(f"and {left} more")


def _nothing(found: Listing, filtered: bool) -> str:
    if filtered and found.sessions:
        return f"None of the {len(found.sessions)} sessions matches."
    if found.unread:
        first = found.unread[0]
        more = f" and {len(found.unread) - 1} more" if len(found.unread) > 1 else ""
        return f"No agent session was found; {visible(first.log, 200)} {visible(first.reason, 200)}{more}."
    return "No agent session was found. `cotlens doctor` says where it was looked for."


def _matches(
    session: Session,
    agents: Sequence[str],
    model: str | None,
    since: float | None,
    statuses: Sequence[str],
    search: str | None,
) -> bool:
    told = " ".join((session.title or "", session.id, session.cwd or "", session.log)).casefold()
    return (
        (not agents or session.agent in agents)
        and (model is None or model.casefold() in (session.model or "").casefold())
        and (since is None or last_moment(session) >= since)
        and (not statuses or session.reasoning.value in statuses)
        and (search is None or search.casefold() in told)
    )


def _progress() -> Callable[[int, int], None] | None:
    """Tell a person at a terminal how far a first listing is; later ones are over before it could be read."""
    if not sys.stderr.isatty():
        return None
    began = time.monotonic()

    def tell(done: int, total: int) -> None:
        if done == total:
            click.echo("\r\033[K", nl=False, err=True)
        elif done % 20 == 0 and time.monotonic() - began > 0.5:
            click.echo(f"\rReading new logs: {done} of {total}", nl=False, err=True)

    return tell


def _table(sessions: Sequence[Session]) -> list[str]:
    """Lay the rows out by hand: a table of ten thousand rows is to be there at once."""
    from rich.cells import cell_len, set_cell_size  # noqa: PLC0415 - JSON output need not pay for it

    rows = [_row(session) for session in sessions]
    widths = [max(len(h), *(cell_len(row[n]) for row in rows)) for n, h in enumerate(HEADINGS)]
    columns = list(range(len(HEADINGS)))
    widths[-1] = min(widths[-1], _NARROW)
    if sys.stdout.isatty():
        terminal = shutil.get_terminal_size().columns
        for spare in _SPARE:
            if _room(terminal, widths, columns) < _TITLE:
                columns.remove(HEADINGS.index(spare))
        widths[-1] = max(_room(terminal, widths, columns), 10)
    lines = [click.style(_line(HEADINGS, widths, columns, set_cell_size), dim=True)]
    at = HEADINGS.index("reasoning")
    for session, row in zip(sessions, rows, strict=True):
        cells = {n: _cell(row[n], widths[n], HEADINGS[n], set_cell_size) for n in columns}
        cells[at] = click.style(cells[at], fg=_COLOURS[session.reasoning])
        lines.append("  ".join(cells.values()).rstrip())
    return lines


def _room(terminal: int, widths: Sequence[int], columns: Sequence[int]) -> int:
    """Characters that are left for the title, the last column."""
    return terminal - sum(widths[n] + 2 for n in columns[:-1])


def _line(cells: Sequence[str], widths: Sequence[int], columns: Sequence[int], fit: Callable[[str, int], str]) -> str:
    return "  ".join(_cell(cells[n], widths[n], HEADINGS[n], fit) for n in columns).rstrip()


def _cell(text: str, width: int, heading: str, fit: Callable[[str, int], str]) -> str:
    if heading in _RIGHT:
        return text.rjust(width)
    cut = fit(text, width)
    return cut if cut.rstrip() == text.rstrip() else fit(text, width - 1).rstrip() + "\u2026"


def _row(session: Session) -> tuple[str, ...]:
    return (
        time.strftime("%Y-%m-%d %H:%M", time.localtime(last_moment(session))),
        f"{session.agent} {visible(session.agent_version or '', 16)}".rstrip(),
        visible(session.model or "", 24),
        session.reasoning.value,
        str(session.counts.tool_calls),
        str(_edits(session)),
        visible(session.id[:SHORT], SHORT),
        visible(session.title or "", 80),
    )


def _edits(session: Session) -> int:
    """All changes of files: whether a tool or a shell command made them is nothing that a person counts by."""
    return session.counts.edits + session.counts.inferred
