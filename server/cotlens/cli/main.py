"""The `cotlens` command: names its subcommands and loads each only when it is called."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Final

import click

import cotlens
from cotlens.model.errors import CotlensError

COMMANDS: Final[dict[str, str]] = {
    "scan": "Read agents' session logs and report what they flag.",
    "sessions": "List the sessions of this workspace.",
    "blame": "Say of each line of a file which agent wrote it.",
    "why": "Say why a line is there: who wrote it, what for, what came of it.",
    "export": "Write who wrote which lines in the formats of other tools.",
    "explain": "Explain a flag, or what a monitor looks for.",
    "verdict": "Confirm or dismiss a flag.",
    "verdicts": "Share verdicts with everybody who has the workspace.",
    "doctor": "Say what was found where, and why not.",
    "monitors": "List the monitors, explain one, test rules of your own.",
    "evaluate": "Measure the monitors on scenarios, labelled sessions and verdicts.",
    "demo": "Watch CoTLens catch something in a bundled session.",
    "serve": "Run the language server.",
}

USAGE_STATUS: Final = 2
"""Exit status of wrong usage or configuration."""


class _Lazy(click.Group):
    """Imports a subcommand's module when it is called: `cotlens --version` pays for none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cotlens.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(cotlens.__version__, prog_name="cotlens")
def cli() -> None:
    """See what your coding agents thought, did and claimed.

    Reads their session logs on this machine and flags what needs a second look. Nothing leaves the machine.
    """


def main() -> None:
    """Run the command line; errors that are the caller's end with one clear line and status 2."""
    try:
        cli(prog_name="cotlens")
    except CotlensError as error:
        click.echo(f"cotlens: {error}", err=True)
        sys.exit(USAGE_STATUS)
    except BrokenPipeError:
        # The reader (`| head`) has gone; what it wanted it got.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
