"""`cotlens serve`: the language server, on stdio unless told otherwise."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click


@click.command(help="Run the language server (on stdio unless told otherwise).")
@click.option("--stdio", is_flag=True, help="Speak on standard input and output (the default).")
@click.option("--tcp", metavar="HOST:PORT", help="Listen for one client.")
@click.option("--ws", metavar="HOST:PORT", help="Listen for a WebSocket client.")
@click.option(
    "--demo",
    metavar="DIR",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Serve what `cotlens demo --into DIR` wrote: logs, settings and state of its own, and nothing of yours.",
)
@click.option(
    "--clientProcessId",
    "client_pid",
    type=int,
    hidden=True,
    help="Sent by some editors; the initialize request tells it, too.",
)
def command(stdio: bool, tcp: str | None, ws: str | None, demo: Path | None, client_pid: int | None) -> None:
    """Start the server and end with its exit status."""
    del client_pid
    if demo is not None:
        from cotlens.cli.demo_stage import Stage  # noqa: PLC0415  # it brings the readers of logs along

        # In this process and not by whoever starts it: which modules are found may hang on the home.
        environment = Stage(Path(os.path.realpath(demo))).environment(os.environ)
        os.environ.clear()
        os.environ.update(environment)
    if sum((stdio, tcp is not None, ws is not None)) > 1:
        raise click.UsageError("choose one of --stdio, --tcp and --ws")
    host, port = _address(tcp or ws)
    from cotlens.lsp import plain_asyncio  # noqa: PLC0415  # only who serves needs it

    plain_asyncio.load()
    from cotlens.lsp.server import serve  # noqa: PLC0415  # the protocol library costs 0.7 s that no other command pays

    sys.exit(serve("tcp" if tcp else "ws" if ws else "stdio", host, port))


def _address(word: str | None) -> tuple[str, int]:
    if word is None:
        return "127.0.0.1", 0
    host, colon, port = word.rpartition(":")
    if not colon or not port.isdigit():
        raise click.BadParameter(f"{word!r} is not HOST:PORT, for example 127.0.0.1:2087")
    return host or "127.0.0.1", int(port)
