"""`cotlens doctor`: what was found where, and why not. Looks at everything, changes nothing."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterator, Sequence

import click

import cotlens
from cotlens.cli.common import console, folder, home, workspace_option
from cotlens.engine.engine import Engine
from cotlens.engine.remedies import REMEDIES
from cotlens.engine.scan import Scan, scan
from cotlens.model.errors import CotlensError
from cotlens.model.safe_text import visible
from cotlens.model.session import ReasoningStatus, Session
from cotlens.reports.layout import Row, labelled
from cotlens.reports.text import AGENTS
from cotlens.store.place import state_directory
from cotlens.store.verdicts import VerdictStore


@click.command(help="Say what was found where, and why not.")
@workspace_option
def command(workspace: str | None) -> None:
    """Look, and tell."""
    place = folder(workspace)
    engine = Engine((place,), os.environ, home())
    everything = Engine((), os.environ, home())
    found = scan(engine, engine.discover())
    rows: list[Row] = [
        ("cotlens", f"{cotlens.__version__}, Python {platform.python_version()}, {platform.system()}", "bold"),
        ("folder", visible(place, 200), "bold"),
        *_places(everything.discover(), engine.roots(), found),
        *_sessions(found.sessions),
        *(
            (("unread" if i == 0 else ""), f"{visible(u.log, 200)}: {visible(u.reason, 200)}", "yellow")
            for i, u in enumerate(found.unread)
        ),
        *_store(),
    ]
    console().print(labelled(rows))


def _places(logs: Sequence[str], roots: Sequence[str], found: Scan) -> Iterator[Row]:
    mine = {s.log for s in found.sessions}
    for i, root in enumerate(roots):
        below = [log for log in logs if log.startswith(root.rstrip(os.sep) + os.sep)]
        here = sum(1 for log in below if log in mine)
        label = "looked in" if i == 0 else ""
        if not os.path.isdir(root):
            yield label, f"{root}  not there", "dim"
        elif not os.access(root, os.R_OK | os.X_OK):
            yield label, f"{root}  cannot be read: check its permissions", "red"
        else:
            yield label, f"{root}  {len(below)} logs, {here} of sessions in this folder", "green" if here else ""
    if not logs:
        yield (
            "",
            "No agent has left a log there. If yours keeps them elsewhere, set CLAUDE_CONFIG_DIR or CODEX_HOME.",
            "yellow",
        )
    elif not found.sessions:
        yield (
            "",
            "There are logs, but none names this folder as the directory it worked in (`cotlens scan --all` reads all).",
            "yellow",
        )


def _sessions(sessions: Sequence[Session]) -> Iterator[Row]:
    for agent, count in Counter(s.agent for s in sessions).most_common():
        theirs = [s for s in sessions if s.agent == agent]
        statuses = Counter(s.reasoning for s in theirs)
        told = ", ".join(f"{n} {status.value}" for status, n in statuses.most_common())
        yield "sessions", f"{AGENTS.get(agent, agent)}: {count}, reasoning {told}", ""
        broken = sum(s.counts.bad_lines for s in theirs)
        unknown = sum(s.counts.unknown_types for s in theirs)
        if broken or unknown:
            yield "", f"{broken} broken lines and {unknown} records of unknown type were skipped", "dim"
        hidden = statuses[ReasoningStatus.WITHHELD] + statuses[ReasoningStatus.PARTIAL]
        remedy = REMEDIES.get(agent)
        if hidden and remedy is not None:
            yield "", f"To have its reasoning written: {remedy.setting} in {remedy.file} ({remedy.remark})", "yellow"


def _store() -> Iterator[Row]:
    try:
        count = len(VerdictStore().latest())
        yield "verdicts", f"{state_directory()}  {count} kept", ""
    except CotlensError as error:
        yield "verdicts", str(error), "red"
