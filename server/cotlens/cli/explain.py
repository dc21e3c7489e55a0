"""`cotlens explain`: everything about one flag, or what one monitor looks for."""

from __future__ import annotations

import click

from cotlens.cli.common import console, folder
from cotlens.cli.counting import counting_in, verdicts_on
from cotlens.cli.scan import scanned
from cotlens.engine.catalogue import Meta, meta_of, metas
from cotlens.model.errors import UsageError
from cotlens.model.safe_text import visible
from cotlens.reports.json import status_of
from cotlens.reports.text import print_flag
from cotlens.store.flags import FlagStore


@click.command(help="Explain a flag (its id or the beginning of it), or a monitor (its code or name).")
@click.argument("what")
def command(what: str) -> None:
    """Look the word up among the monitors first, then among the flags."""
    meta = meta_of(what)
    if meta is not None:
        _print_monitor(meta)
        return
    kept = FlagStore().get(what)
    if kept is None:
        codes = ", ".join(m.code for m in metas())
        raise UsageError(
            f"{visible(what, 60)} is neither a monitor ({codes}) nor a flag that a scan on this machine has found; run `cotlens scan` first"
        )
    flag, session = kept[0].as_shown(), kept[1]
    terminal = console()
    place = folder(None)
    verdicts = verdicts_on([flag], [session], counting_in(place, lambda: scanned(place)[0], sole=False))
    print_flag(terminal, flag, session.cwd, session, status_of(flag.id, verdicts))
    for evidence in flag.evidence:
        terminal.print(f"\n{evidence.role.value}  {evidence.log.path}:{evidence.log.line}", style="dim")
        terminal.print(visible(evidence.excerpt, 2000, keep_lines=True))
    verdict = verdicts.get(flag.id)
    if verdict is not None:
        by = f" (shared{', ' + visible(verdict.author, 60) if verdict.author else ''})" if verdict.shared else ""
        terminal.print(
            f"\n{verdict.status.value}{by}: {verdict.reason.value} {visible(verdict.note, 300)}", style="green"
        )
    about = meta_of(flag.code)
    if about is not None:
        terminal.print()
        _print_monitor(about)


def _print_monitor(meta: Meta) -> None:
    from rich.markdown import Markdown  # noqa: PLC0415  # costs time that a wrong id need not pay

    terminal = console()
    terminal.print(f"{meta.code} {meta.name}", style="bold")
    terminal.print(f"{meta.category} · {meta.severity.word} unless something raises or lowers it\n", style="dim")
    terminal.print(meta.summary + "\n")
    terminal.print(Markdown(meta.details))
