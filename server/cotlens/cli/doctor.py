"""`cotlens doctor`: for each agent, where it was looked, what was found, how much can be read, and what to do.

Changes nothing, but with `--fix`: then an agent's own settings, after showing what changes.
"""

from __future__ import annotations

import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import click

import cotlens
from cotlens.cli.common import console, folder, home, workspace_option
from cotlens.engine.listing import Listing, list_sessions
from cotlens.engine.reasoning import AgentReasoning, by_agent
from cotlens.engine.remedies import REMEDIES, Remedy
from cotlens.engine.settings_file import apply, plan
from cotlens.model.errors import CotlensError, UsageError
from cotlens.model.safe_text import visible
from cotlens.model.session import ReasoningStatus
from cotlens.reports.layout import Row, labelled
from cotlens.sources.discover import all_places
from cotlens.sources.format import Agent, Place
from cotlens.sources.formats import AGENTS
from cotlens.store.place import state_directory
from cotlens.store.verdicts import VerdictStore


@click.command(help="Say of each agent what was found where, how much of its reasoning can be read, and what to do.")
@workspace_option
@click.option(
    "--places", "all_of_them", is_flag=True, help="List every folder that is looked for, also those not there."
)
@click.option("--fix", metavar="AGENT", help="Have this agent write its reasoning down: show the change, ask, make it.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
def command(workspace: str | None, all_of_them: bool, fix: str | None, yes: bool) -> None:
    """Look, and tell."""
    if fix is not None:
        _fix(fix, yes=yes)
        return
    place = folder(workspace)
    here = list_sessions((place,), os.environ, home())
    everywhere = list_sessions((), os.environ, home())
    rows: list[Row] = [
        ("cotlens", f"{cotlens.__version__}, Python {platform.python_version()}, {platform.system()}", "bold"),
        ("folder", _short(place), "bold"),
        *_agents(place, here, everywhere),
        *(_missing(place) if all_of_them else ()),
        *_hints(here, everywhere),
        *(
            (("unread" if i == 0 else ""), f"{visible(u.log, 200)}: {visible(u.reason, 200)}", "yellow")
            for i, u in enumerate(here.unread)
        ),
        *_store(),
    ]
    console().print(labelled(rows, 12))


def _agents(folder_: str, here: Listing, everywhere: Listing) -> Iterator[Row]:
    absent: list[str] = []
    named: list[str] = []
    mine = {log.path for log in here.logs}
    for agent in AGENTS:
        places = [p for p in all_places(os.environ, home(), (folder_,)) if p.agent == agent.name]
        roots = list(dict.fromkeys(p.root for p in places if os.path.isdir(p.root)))
        logs = {log.path: log for log in (*everywhere.logs, *here.logs) if log.agent == agent.name}
        if not logs and not _own(places, folder_):
            (absent if places else named).append(_named(agent))
            continue
        yield "", _named(agent), "bold"
        for root in roots:
            below = [path for path in logs if path.startswith(root.rstrip(os.sep) + os.sep)]
            if below or not os.access(root, os.R_OK | os.X_OK) or len(roots) == 1:
                yield _place(root, len(below), sum(1 for path in below if path in mine))
        own = any(s.agent == agent.name for s in here.sessions)
        yield from _reasoning(agent, here if own else everywhere, mine=own)
    if absent:
        yield "not found", ", ".join(absent), "dim"
    if named:
        yield "with --log", f"{', '.join(named)}: these have no place of their own", "dim"


def _missing(folder_: str) -> Iterator[Row]:
    """The folders that are not there, agent by agent."""
    for agent in AGENTS:
        roots = dict.fromkeys(p.root for p in all_places(os.environ, home(), (folder_,)) if p.agent == agent.name)
        for number, root in enumerate(r for r in roots if not os.path.isdir(r)):
            yield "not there" if number == 0 else "", f"{agent.title}: {_short(root)}", "dim"


def _own(places: Sequence[Place], folder_: str) -> list[Place]:
    """Places that only this agent makes: an editor's storage is there without the agent, and so is the workspace."""
    return [p for p in places if p.watched and p.root != folder_ and os.path.isdir(p.root)]


def _named(agent: Agent) -> str:
    told = _experimental(agent)
    return f"{agent.title} ({told})" if told else agent.title


def _experimental(agent: Agent) -> str:
    """Say which of the agent's formats were written without a real log at hand."""
    named = [form.title for form in agent.formats if form.experimental]
    if not named:
        return ""
    return "experimental" if len(named) == len(agent.formats) else f"{', '.join(named)} experimental"


def _place(root: str, logs: int, mine: int) -> Row:
    if not os.access(root, os.R_OK | os.X_OK):
        return "looked in", f"{_short(root)}: cannot be read, check its permissions", "red"
    return "looked in", f"{_short(root)}: {_counted(logs, 'log')}, {mine} of this folder", "green" if mine else ""


def _short(path: str) -> str:
    own = home()
    return "~" + path[len(own) :] if path == own or path.startswith(own.rstrip(os.sep) + os.sep) else visible(path, 200)


def _reasoning(agent: Agent, found: Listing, *, mine: bool) -> Iterator[Row]:
    sessions = [s for s in found.sessions if s.agent == agent.name]
    if not sessions:
        return
    counts = [s.counts for s in sessions]
    blocks, readable = sum(c.reasoning_blocks for c in counts), sum(c.readable_blocks for c in counts)
    statuses = Counter(s.reasoning for s in sessions)
    told = ", ".join(f"{n} {status.value}" for status, n in statuses.most_common())
    share = f"; {readable} of {blocks} thoughts readable ({readable * 100 // blocks} %)" if blocks else ""
    where = "" if mine else " on this machine"
    yield "sessions", f"{len(sessions)}{where}, with reasoning {told}{share}", ""
    parts = by_agent(sessions)
    for part in parts if len(parts) > 1 or any(p.remedies for p in parts) else ():
        yield "", f"  {_described(part)}", "dim"
    broken, unknown = sum(c.bad_lines for c in counts), sum(c.unknown_types for c in counts)
    if broken or unknown:
        yield "", f"{_counted(broken, 'broken line')} and {_counted(unknown, 'record')} of unknown type skipped", "dim"
    for remedy in dict.fromkeys(r for p in parts for r in p.remedies):
        yield "to do", _advice(remedy), "yellow"


def _described(part: AgentReasoning) -> str:
    how = " ".join(visible(word, 40) for word in (part.entrypoint, part.model) if word)
    return f"{how or 'unknown model'}: lately {part.recent.value}, {part.readable} of {part.blocks} readable"


def _advice(remedy: Remedy) -> str:
    if not remedy.changes:
        return f"To have its reasoning written: {remedy.remark}"
    settings = ", ".join(f"{key} = {str(value).lower()}" for key, value in remedy.changes)
    path = _short(remedy.path(os.environ, home()))
    return (
        f"To have its reasoning written: {settings} in {path} (`cotlens doctor --fix {remedy.agent}`). {remedy.remark}"
    )


def _hints(here: Listing, everywhere: Listing) -> Iterator[Row]:
    if not everywhere.logs:
        yield (
            "",
            "No agent has left a log. If yours keeps them elsewhere, set its variable (CLAUDE_CONFIG_DIR, CODEX_HOME ...).",
            "yellow",
        )
    elif not here.logs:
        yield (
            "",
            "There are logs, told of above, but none names this folder as the directory it worked in (`cotlens scan --all` reads all).",
            "yellow",
        )
    hidden = sum(s.reasoning in (ReasoningStatus.WITHHELD, ReasoningStatus.PARTIAL) for s in here.sessions)
    if hidden:
        yield "", f"{_counted(hidden, 'session')} here with reasoning withheld: there only actions are judged.", "dim"


def _store() -> Iterator[Row]:
    try:
        count = sum(1 for _ in VerdictStore().all())
        yield "verdicts", f"{_short(str(state_directory()))}: {count} kept", ""
    except CotlensError as error:
        yield "verdicts", str(error), "red"


def _fix(agent: str, *, yes: bool) -> None:
    remedy = next((r for r in REMEDIES if r.agent == agent and r.changes), None)
    if remedy is None:
        known = ", ".join(sorted({r.agent for r in REMEDIES if r.changes}))
        raise UsageError(f"no setting of {agent} is known to help; there is one for: {known}")
    change = plan(remedy, os.environ, home())
    if not change.needed:
        click.echo(f"{change.path} says so already. {remedy.remark}")
        return
    click.echo(change.diff)
    click.echo(remedy.remark)
    if not yes and not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked; add --yes to make the change")
    if not yes and not click.confirm("Make this change?"):
        return
    apply(change)
    click.echo(f"{change.path} is changed; it holds from the next session of {remedy.title} on.")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
