"""`cotlens demo`: replays a bundled session into a temporary home and shows what an editor would show, as it arrives.

Everything in it is real: the session's format, the server, its diagnostics, lenses and hovers. Nothing of yours is read.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from cotlens.cli.common import console
from cotlens.cli.demo_stage import Stage, StageTakenError, happen
from cotlens.cli.lsp_client import LspClient
from cotlens.model.errors import InternalError
from cotlens.model.event import (
    Event,
    MessageEvent,
    ReasoningEvent,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
)
from cotlens.model.text import split_lines
from cotlens.reports.layout import Row, labelled
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

if TYPE_CHECKING:
    from rich.console import Console
    from rich.panel import Panel

PAUSE_S: Final = 1.6
ARRIVAL_S: Final = 10.0
"""Seconds within which the server must have shown what it flags."""

EXPECTED: Final = 2
"""Flags that the bundled session raises; the demo waits for them and fails without them."""


@click.command(help="Watch CoTLens catch something in a bundled session; reads nothing of yours.")
@click.option("--fast", is_flag=True, help="Do not wait between the steps.")
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Only write the demo there, for an editor: its workspace is DIR/shop, to be served with `cotlens serve --demo DIR`.",
)
def command(fast: bool, into: Path | None) -> None:
    """Set the stage in a temporary folder, replay, show, clean up."""
    if into is not None:
        _write(Stage(Path(os.path.realpath(into))))
        sys.exit(0)
    terminal = console()
    with tempfile.TemporaryDirectory(prefix="cotlens-demo-") as root:
        stage = Show(Stage(Path(os.path.realpath(root))), terminal, fast=fast)
        terminal.print("CoTLens demo", style="bold", end="")
        terminal.print("  a recorded session, played back; the server is the real one\n", style="dim")
        with LspClient(stage.workspace.as_uri(), os.environ, ("--demo", root)) as client:
            shown = stage.play(client)
        terminal.print()
        if shown < EXPECTED:
            raise InternalError(f"the demo raised {shown} of {EXPECTED} flags; please report this")
        terminal.print(
            "In VS Code you would confirm or dismiss each of these with one click; `cotlens scan` reads your own sessions.",
            style="dim",
        )
    sys.exit(0)


def _write(stage: Stage) -> None:
    try:
        stage.write()
    except StageTakenError as error:
        raise click.UsageError(f"--into: {error}; name an empty folder, or one that is not there yet") from None
    click.echo(str(stage.workspace))


@dataclass(slots=True)
class Show:
    """The stage, and what has been shown of it."""

    stage: Stage
    terminal: Console
    fast: bool
    shown: set[str] = field(default_factory=set)

    @property
    def workspace(self) -> Path:
        """The folder that the recorded agent works in."""
        return self.stage.workspace

    def play(self, client: LspClient) -> int:
        """Replay the session line by line; returns how many flags were shown."""
        self.stage.begin()
        log = self.stage.log
        reader = LogReader(str(log), Seen())
        for line in self.stage.recorded():
            with log.open("a", encoding="utf-8") as file:
                file.write(line)
            for event in reader.poll().events:
                self._happen(event)
            self._pause()
            self._show_arrived(client)
        self._wait_for_all(client)
        self._show_session_flags(client)
        return len(self.shown)

    def _pause(self) -> None:
        if not self.fast:
            time.sleep(PAUSE_S)

    # --- the agent's side ---------------------------------------------------------------------------------------------

    def _happen(self, event: Event) -> None:
        """Do to the workspace what the recorded agent did, and tell it in one line."""
        happen(event)
        rows = list(_told(event, str(self.workspace)))
        if rows:
            self.terminal.print(labelled(rows, 7))

    # --- the editor's side --------------------------------------------------------------------------------------------

    def _show_arrived(self, client: LspClient) -> None:
        while not client.notifications.empty():
            message = client.notifications.get()
            if message["method"] == "textDocument/publishDiagnostics":
                for diagnostic in message["params"]["diagnostics"]:
                    self._show_diagnostic(client, message["params"]["uri"], diagnostic)

    def _show_diagnostic(self, client: LspClient, uri: str, diagnostic: dict[str, Any]) -> None:
        flag = str(diagnostic.get("data", {}).get("flag", ""))
        if flag in self.shown:
            return
        self.shown.add(flag)
        path = Path(uri.removeprefix("file://"))
        start = diagnostic["range"]["start"]
        line = split_lines(path.read_text(encoding="utf-8"))[start["line"]]
        lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}}) or []
        titles = [
            x["command"]["title"] for x in lenses if x.get("command") and x["range"]["start"]["line"] == start["line"]
        ]
        hover = client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": start})
        self.terminal.print(
            _as_in_an_editor(
                f"{path.relative_to(self.workspace)}:{start['line'] + 1}", line, diagnostic, titles, _hover_text(hover)
            )
        )
        if not self.fast:
            time.sleep(3 * PAUSE_S)

    def _wait_for_all(self, client: LspClient) -> None:
        deadline = time.monotonic() + ARRIVAL_S
        while time.monotonic() < deadline:
            self._show_arrived(client)
            if len((client.request("cotlens/flags", {}) or {}).get("flags", [])) >= EXPECTED and self.shown:
                return
            time.sleep(0.05)

    def _show_session_flags(self, client: LspClient) -> None:
        """Show what has no line: a command, a claim."""
        for flag in (client.request("cotlens/flags", {}) or {}).get("flags", []):
            if flag["id"] in self.shown or flag["location"] is not None:
                continue
            self.shown.add(flag["id"])
            thoughts = [
                ("thought", e["excerpt"], "italic magenta") for e in flag["evidence"] if e["role"] == "reasoning"
            ]
            self.terminal.print()
            self.terminal.print(
                labelled(
                    [
                        ("session", f"{flag['code']} {flag['name']} ({flag['severity']})", "bold yellow"),
                        ("", flag["message"], ""),
                        *thoughts,
                    ],
                    7,
                )
            )


def _as_in_an_editor(place: str, line: str, diagnostic: dict[str, Any], lenses: list[str], hover: list[str]) -> Panel:
    """Draw the line as an editor shows it: lens above, squiggle below, hover under it."""
    from rich.panel import Panel as Box  # noqa: PLC0415  # rich is loaded by the demo alone
    from rich.text import Text  # noqa: PLC0415  # the same

    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    grave = diagnostic.get("severity") == 1
    drawn = Text(overflow="fold")
    drawn.append(" │ ".join(lenses) + "\n", "dim cyan")
    drawn.append(f"{start['line'] + 1:>3}  ", "dim")
    drawn.append(line + "\n")
    drawn.append(
        " " * (5 + start["character"]) + "~" * max(end["character"] - start["character"], 1) + "\n",
        "bold red" if grave else "bold yellow",
    )
    for row in hover:
        head = not row.startswith(" ")
        drawn.append(
            row + "\n", "bold" if head else "italic magenta" if "Reasoning:" in hover[: hover.index(row)][-1:] else ""
        )
    drawn.rstrip()
    return Box(drawn, title=place, title_align="left", border_style="red" if grave else "yellow", padding=(0, 1))


def _told(event: Event, workspace: str) -> Iterator[Row]:
    match event:
        case UserEvent():
            yield "you", event.text, "bold blue"
        case ReasoningEvent():
            yield "thinks", event.text, "italic magenta"
        case MessageEvent():
            yield "says", event.text, "green"
        case ToolCallEvent():
            what = event.args.get("command") or event.args.get("file_path") or ""
            verb = "runs" if event.kind is ToolKind.SHELL else "edits" if event.kind is ToolKind.EDIT else "reads"
            yield verb, str(what).replace(workspace + "/", ""), ""
        case ToolResultEvent() if event.exit_code is not None:
            last = next((x for x in reversed(event.text.splitlines()) if x.strip()), "")
            yield "", f"{last}  (exit {event.exit_code})", "red" if event.exit_code else "dim"


def _hover_text(hover: Any) -> list[str]:
    contents = hover.get("contents") if isinstance(hover, dict) else None
    value = contents.get("value", "") if isinstance(contents, dict) else ""
    rows = [row for row in str(value).splitlines() if row.strip()]
    result = next((i for i, row in enumerate(rows) if row.startswith("Result")), len(rows))
    # What the failing run printed is long; an editor scrolls, a demo does not.
    return rows[:result]
