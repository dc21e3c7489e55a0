"""`cotlens verdict`: a person's word on a flag, on disk before the command ends."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import click

from cotlens.cli.common import folder, home, workspace_option
from cotlens.cli.counting import counting_in, verdicts_on
from cotlens.cli.scan import scanned
from cotlens.config.load import author_of
from cotlens.model.errors import UsageError
from cotlens.model.flag import Flag
from cotlens.model.safe_text import visible
from cotlens.model.session import Session
from cotlens.model.verdict import Reason, Scope, Status, Verdict
from cotlens.model.verdicts import path_of
from cotlens.store.flags import FlagStore
from cotlens.store.shared_file import share as append_shared
from cotlens.store.verdicts import VerdictStore

_WORDS = {"confirm": Status.CONFIRMED, "dismiss": Status.DISMISSED, "undo": Status.OPEN}


@click.command(help="Confirm or dismiss a flag, or take that back (undo).")
@click.argument("flag")
@click.argument("word", type=click.Choice(list(_WORDS)), metavar="confirm|dismiss|undo")
@click.option("--reason", type=click.Choice([r.value for r in Reason]), help="Why it is dismissed.")
@click.option("--note", default="", help="Anything to remember with it.")
@click.option(
    "--scope",
    type=click.Choice([s.value for s in Scope]),
    help="Dismiss with it all that the monitor flags in the session or in the path, or the same thing wherever it comes up.",
)
@click.option(
    "--path", type=click.Path(), help="With --scope path: the file or folder; the flag's own file if not given."
)
@click.option("--days", type=click.FloatRange(min=0, min_open=True), help="Dismiss it for so many days.")
@click.option(
    "--share", is_flag=True, help="Say it to everybody who has the workspace (`cotlens verdicts share` begins to)."
)
@workspace_option
def command(
    flag: str,
    word: str,
    reason: str | None,
    note: str,
    scope: str | None,
    path: str | None,
    days: float | None,
    share: bool,
    workspace: str | None,
) -> None:
    """Look the flag up, write the verdict, say so."""
    given = {"--reason": reason, "--scope": scope, "--path": path, "--days": days}
    for option, value in given.items():
        if value is not None and word != "dismiss":
            raise click.UsageError(f"{option} goes with dismiss")
    if path is not None and scope != Scope.PATH.value:
        raise click.UsageError("--path goes with --scope path")
    kept = FlagStore().get(flag)
    if kept is None:
        raise UsageError(
            f"no flag {visible(flag, 60)} is known on this machine; run `cotlens scan` first, and copy the id from its output"
        )
    found, session = kept
    place, now = folder(workspace), time.time()
    if word == "undo":
        _undo(found, session, place, share=share)
        return
    verdict = Verdict(
        flag=found.id,
        fingerprint=found.fingerprint,
        code=found.code,
        status=_WORDS[word],
        reason=Reason(reason) if reason is not None else Reason.UNSTATED,
        note=note,
        time=now,
        scope=Scope(scope) if scope is not None else Scope.FLAG,
        session=found.session if scope == Scope.SESSION.value else None,
        path=_path(found, path) if scope == Scope.PATH.value else "",
        until=now + days * 86_400 if days is not None else None,
    )
    _put(verdict, place, share=share)
    whom = ", for everybody who has the workspace" if share else ""
    meant = replace(verdict, scope=Scope.FINGERPRINT) if share and verdict.scope is Scope.FLAG else verdict
    _tell(found, f"{verdict.status.value}{f' ({reason})' if reason else ''}{_reach(meant, found)}{whom}")


def _put(verdict: Verdict, place: str, *, share: bool) -> None:
    if not share:
        VerdictStore().put(verdict)
        return
    meant = verdict if verdict.scope is not Scope.FLAG else replace(verdict, scope=Scope.FINGERPRINT)
    own = VerdictStore()
    known = own.all()
    for said in (verdict, meant):
        mine = known.about(said.about)
        if mine is not None and mine.status is not Status.OPEN:
            own.take_back(mine)  # it would go on to count over what is said to everybody now
    append_shared(place, replace(meant, time=time.time()), author_of(os.environ, home()))


def _undo(flag: Flag, session: Session, place: str, *, share: bool) -> None:
    counts = verdicts_on([flag], [session], counting_in(place, lambda: scanned(place)[0], sole=False)).get(flag.id)
    if counts is None:
        _tell(flag, "open; there was nothing to take back")
    elif counts.shared and share:
        append_shared(place, replace(counts.taken_back(), flag=flag.id), author_of(os.environ, home()))
        _tell(flag, "open, for everybody who has the workspace")
    else:
        VerdictStore().take_back(replace(counts, flag=flag.id))
        _tell(flag, "open" + (" for you; with --share for everybody" if counts.shared else ""))


def _path(flag: Flag, named: str | None) -> str:
    own = path_of(flag)
    if not own:
        raise UsageError("this flag is about no file; --scope session or fingerprint may be what you want")
    if named is None:
        return own
    path = os.path.realpath(named)
    if not (own + os.sep).startswith(path.rstrip(os.sep) + os.sep):
        raise UsageError(f"--path must be {visible(own, 300)} or a folder above it")
    return path


def _reach(verdict: Verdict, flag: Flag) -> str:
    """Say what it is about, if that is more than the flag, and until when."""
    about = {
        Scope.FLAG: "",
        Scope.SESSION: f", and all {flag.name} in session {flag.session[:8]}",
        Scope.PATH: f", and all {flag.name} in {visible(verdict.path, 300)}",
        Scope.FINGERPRINT: ", and the same wherever it comes up again",
    }[verdict.scope]
    if verdict.until is None:
        return about
    return f"{about}, until {time.strftime('%Y-%m-%d %H:%M', time.localtime(verdict.until))}"


def _tell(flag: Flag, what: str) -> None:
    click.echo(f"{flag.id[:8]} {flag.code} {flag.name}: {what}")
