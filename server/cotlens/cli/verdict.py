"""`cotlens verdict`: a person's word on a flag, on disk before the command ends."""

from __future__ import annotations

import time

import click

from cotlens.model.errors import UsageError
from cotlens.model.safe_text import visible
from cotlens.model.verdict import Reason, Status, Verdict
from cotlens.store.flags import FlagStore
from cotlens.store.verdicts import VerdictStore

_WORDS = {"confirm": Status.CONFIRMED, "dismiss": Status.DISMISSED, "undo": Status.OPEN}


@click.command(help="Confirm or dismiss a flag, or take that back (undo).")
@click.argument("flag")
@click.argument("word", type=click.Choice(list(_WORDS)), metavar="confirm|dismiss|undo")
@click.option("--reason", type=click.Choice([r.value for r in Reason]), help="Why it is dismissed.")
@click.option("--note", default="", help="Anything to remember with it.")
def command(flag: str, word: str, reason: str | None, note: str) -> None:
    """Look the flag up, write the verdict, say so."""
    if reason is not None and word != "dismiss":
        raise click.UsageError("--reason goes with dismiss")
    kept = FlagStore().get(flag)
    if kept is None:
        raise UsageError(
            f"no flag {visible(flag, 60)} is known on this machine; run `cotlens scan` first, and copy the id from its output"
        )
    found, _ = kept
    VerdictStore().put(
        Verdict(
            flag=found.id,
            fingerprint=found.fingerprint,
            code=found.code,
            status=_WORDS[word],
            reason=Reason(reason) if reason is not None else Reason.UNSTATED,
            note=note,
            time=time.time(),
        )
    )
    click.echo(f"{found.id[:8]} {found.code} {found.name}: {_WORDS[word].value}" + (f" ({reason})" if reason else ""))
