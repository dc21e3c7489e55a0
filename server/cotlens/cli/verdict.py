"""`cotlens verdict`: a person's word on a flag, on disk before the command ends."""

from __future__ import annotations

import os
import time

import click

from cotlens.model.errors import UsageError
from cotlens.model.flag import Flag
from cotlens.model.safe_text import visible
from cotlens.model.verdict import Reason, Scope, Status, Verdict
from cotlens.model.verdicts import path_of
from cotlens.store.flags import FlagStore
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
def command(
    flag: str, word: str, reason: str | None, note: str, scope: str | None, path: str | None, days: float | None
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
    found, _ = kept
    store, now = VerdictStore(), time.time()
    if word == "undo":
        counts = store.all().of(found, now)
        if counts is not None:
            store.take_back(counts)
        _tell(found, "open" if counts is not None else "open; there was nothing to take back")
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
    store.put(verdict)
    _tell(found, f"{verdict.status.value}{f' ({reason})' if reason else ''}{_reach(verdict, found)}")


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
