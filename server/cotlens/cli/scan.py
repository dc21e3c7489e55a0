"""`cotlens scan`: read logs, report, and end with the status that scripts rely on."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import IO, Final

import click

from cotlens.cli.common import SEVERITIES, Since, console, folder, home, workspace_option
from cotlens.cli.counting import counting, verdicts_on
from cotlens.engine.kept_heads import keep_heads, kept_heads
from cotlens.engine.kept_scan import KeptScan
from cotlens.model.errors import Unread
from cotlens.model.flag import Flag, Severity
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.scan import Scan
from cotlens.model.verdict import Status, Verdict
from cotlens.reports.json import pieces, status_of
from cotlens.sources.discover import find_logs
from cotlens.sources.named import named_logs
from cotlens.store.flags import FlagStore
from cotlens.store.index import LogIndex

FOUND: Final = 1
UNREAD: Final = 3
FORMATS: Final = ["text", "json", "sarif"]


@click.command(help="Read agents' session logs and report what they flag.")
@workspace_option
@click.option(
    "--log",
    "logs",
    multiple=True,
    type=click.Path(),
    help="A log file, or a folder of them; may be repeated. Content decides what it is.",
)
@click.option("--all", "everywhere", is_flag=True, help="Every workspace of this machine.")
@click.option("--since", type=Since(), help="Only sessions since then: 30m, 12h, 7d, 2w or 2026-03-01.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--min-severity", type=click.Choice(SEVERITIES), default="low", show_default=True, help="Leave out what is below."
)
@click.option("--fail-on", type=click.Choice(SEVERITIES), help="End with status 1 if anything open is at or above.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes; logs of one workspace stay together.  [default: as many as the logs are worth]",
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, writable=True), help="Write the report to a file.")
def command(
    workspace: str | None,
    logs: Sequence[str],
    everywhere: bool,
    since: float | None,
    form: str,
    min_severity: str,
    fail_on: str | None,
    jobs: int | None,
    output: str | None,
) -> None:
    """Scan, report, exit."""
    if everywhere and workspace:
        raise click.UsageError("--all and --workspace exclude each other")
    started = time.perf_counter()
    place = None if everywhere or (logs and not workspace) else folder(workspace)
    found, known = scanned(place, logs, since, jobs)
    floor = Severity.parse(min_severity)
    flags = [f for f in map(Flag.as_shown, found.flags) if f.severity >= floor]
    if not known or _forgotten(found):
        _remember(place, found)
    counts = counting(found.shared, sole=place is not None)
    verdicts = verdicts_on(flags, found.sessions, counts)
    with _target(output) as out:
        _write(out, form, place, found, flags, verdicts, time.perf_counter() - started)
    for problem in (*found.problems, *(p for file in found.shared for p in file.all_problems(counts.own))):
        click.echo(f"cotlens: {problem.path}:{problem.line}: {problem.message}", err=True)
    for fault in found.faults:
        click.echo(f"cotlens: a fault of ours, contained: {fault}", err=True)
    sys.exit(_status(found, flags, verdicts, fail_on))


def scanned(
    place: str | None, named: Sequence[str] = (), since: float | None = None, jobs: int | None = None
) -> tuple[Scan, bool]:
    """Return what there is to find, and whether it was known from the last scan."""
    folders = (place,) if place is not None else ()
    index = LogIndex()
    kept = KeptScan(index, folders, named, os.environ, home())
    logs, missing, looked = _logs(index, folders, named)
    before = kept.state_of(logs)
    found = kept.unchanged(logs) if since is None else None
    if found is not None:
        return found.plus(missing), True
    # The monitors cost as much to load as a known scan takes in all.
    from cotlens.engine.parallel import scan_workspaces  # noqa: PLC0415
    from cotlens.engine.processes import processes_for  # noqa: PLC0415

    found = scan_workspaces(folders, logs, os.environ, home(), since=since, jobs=jobs or processes_for(logs))
    found = replace(found, looked=looked)
    kept.keep(logs, before, found)
    return found.plus(missing), False


def _logs(
    index: LogIndex, folders: Sequence[str], named: Sequence[str]
) -> tuple[Sequence[str], Sequence[Unread], tuple[str, ...]]:
    """Return the logs to be read, what cannot be, and where they were looked for."""
    if named:
        return (*named_logs(named), ())
    heads = kept_heads(index, deep=True)
    found = find_logs(folders, os.environ, home(), heads)
    keep_heads(index, heads)
    return [log.path for log in found.logs], found.unread, found.looked


def _remember(place: str | None, found: Scan) -> None:
    """Keep the flags, so that `explain` and `verdict` know them later."""
    of_session: dict[SessionId, list[Flag]] = {}
    for flag in found.flags:
        of_session.setdefault(flag.session, []).append(flag)
    FlagStore().put_all(
        (place or session.cwd or "", session, of_session.get(session.id, [])) for session in found.sessions
    )


def _forgotten(found: Scan) -> bool:
    """Tell whether the flags of a known scan are not there any more: their database is another file than the scans' one."""
    return bool(found.flags) and FlagStore().get(found.flags[0].id) is None


def _target(output: str | None) -> AbstractContextManager[IO[str]]:
    return (
        open(output, "w", encoding="utf-8") if output is not None else nullcontext(sys.stdout)
    )  # the caller's `with` closes it


def _write(
    out: IO[str],
    form: str,
    place: str | None,
    found: Scan,
    flags: Sequence[Flag],
    verdicts: dict[FlagId, Verdict],
    seconds: float,
) -> None:
    if form == "json":
        out.writelines(
            pieces(workspace=place, sessions=found.sessions, flags=flags, verdicts=verdicts, unread=found.unread)
        )
    elif form == "sarif":
        from cotlens.reports.sarif import sarif  # noqa: PLC0415  # only this format needs it

        out.write(
            json.dumps(
                sarif(workspace=place, flags=flags, verdicts=verdicts, unread=found.unread),
                indent=2,
                ensure_ascii=False,
            )
            + "\n"
        )
    else:
        from cotlens.reports.text import print_scan  # noqa: PLC0415  # rich costs 60 ms that JSON need not pay

        terminal = console()
        terminal.file = out
        print_scan(
            terminal,
            workspace=place,
            sessions=found.sessions,
            flags=flags,
            verdicts=verdicts,
            unread=[(u.log, u.reason) for u in found.unread],
            seconds=seconds,
            looked=found.looked,
        )


def _status(found: Scan, flags: Sequence[Flag], verdicts: dict[FlagId, Verdict], fail_on: str | None) -> int:
    """0 nothing at or above `fail_on`, 1 something was, 3 some log could not be read."""
    if fail_on is not None:
        limit = Severity.parse(fail_on)
        if any(
            f.severity >= limit and f.ignored is None and status_of(f.id, verdicts) is not Status.DISMISSED
            for f in flags
        ):
            return FOUND
    return UNREAD if found.unread else 0
