"""`cotlens monitors`: what is looked for here, and whether rules of one's own do what their examples say. Scans nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from cotlens.cli.common import console, folder, home, workspace_option
from cotlens.config.load import load
from cotlens.engine.catalogue import Catalogue, Meta, catalogue_of, metas
from cotlens.evaluation.rule_examples import run_examples
from cotlens.model.errors import UsageError
from cotlens.model.safe_text import visible

FAILED = 1


@click.group(help="List the monitors, explain one, test rules of your own.")
def command() -> None:
    """Only its subcommands do something."""


@command.command("list", help="List every monitor at work in this folder, yours included.")
@workspace_option
def list_monitors(workspace: str | None) -> None:
    """Print a table; what is wrong with the configuration goes to standard error."""
    from rich.table import Table  # noqa: PLC0415  # slow to import

    catalogue = catalogue_of((folder(workspace),), os.environ, home())
    table = Table("code", "name", "severity", "looks for", box=None)
    for monitor in catalogue.monitors:
        meta = monitor.meta
        settings = catalogue.settings_of(meta.code)
        severity = "off" if settings.off else settings.severity or meta.severity.word
        table.add_row(
            meta.code, visible(meta.name, 40), severity, visible(meta.summary, 200), style="dim" if settings.off else ""
        )
    console().print(table)
    _tell_problems(catalogue)


@command.command("explain", help="Explain one monitor by its code or name, and how it is set here.")
@workspace_option
@click.argument("code")
def explain(workspace: str | None, code: str) -> None:
    """Print what a monitor looks for."""
    from rich.markdown import Markdown  # noqa: PLC0415  # slow to import

    catalogue = catalogue_of((folder(workspace),), os.environ, home())
    meta = _meta(catalogue, code)
    settings = catalogue.settings_of(meta.code)
    terminal = console()
    terminal.print(f"{meta.code} {visible(meta.name, 60)}", style="bold")
    terminal.print(
        f"{meta.category} · {settings.severity or meta.severity.word} unless something raises or lowers it\n",
        style="dim",
    )
    terminal.print(visible(meta.summary, 400) + "\n")
    terminal.print(Markdown(meta.details))
    if settings.off:
        terminal.print("\nSwitched off here.", style="yellow")
    if settings.min_confidence:
        terminal.print(f"\nShown from confidence {settings.min_confidence:g} on.")
    if settings.exclude:
        terminal.print(f"\nNot for {visible(', '.join(settings.exclude), 200)}.")


@command.command("test", help="Run the examples beside the rules of a configuration file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def test(file: Path) -> None:
    """Say of each example whether its rule did as it should; status 1 if one did not, 2 if the file is wrong."""
    found = load((), "", {m.code: m.severity for m in metas()}, explicit=str(file))
    for problem in found.problems:
        click.echo(f"{problem.path}:{problem.line}: {problem.message}", err=True)
    if found.problems:
        raise UsageError(f"{file}: {len(found.problems)} thing(s) to mend")
    if not found.monitors:
        raise UsageError(f"{file} has no [[monitors]]")
    wrong = 0
    for monitor in found.monitors:
        results = list(run_examples(monitor))
        bad = [r for r in results if not r.right]
        wrong += len(bad)
        verdict = "no examples" if not results else f"{len(results) - len(bad)} of {len(results)} examples right"
        click.echo(f"{monitor.code} {visible(monitor.name, 60)}: {verdict}")
        for result in bad:
            said = f"flagged: {visible(result.flagged[0], 120)}" if result.flagged else "not flagged"
            click.echo(f"  example {result.number} must {'' if result.wanted else 'not '}be flagged, and was {said}")
    sys.exit(FAILED if wrong else 0)


def _meta(catalogue: Catalogue, code: str) -> Meta:
    wanted = code.strip().lower()
    for monitor in catalogue.monitors:
        if wanted in (monitor.meta.code.lower(), monitor.meta.name.lower()):
            return monitor.meta
    raise UsageError(f"there is no monitor {visible(code, 40)}; `cotlens monitors list` names them")


def _tell_problems(catalogue: Catalogue) -> None:
    for problem in catalogue.problems:
        click.echo(f"{problem.path}:{problem.line}: {problem.message}", err=True)
