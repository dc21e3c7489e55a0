"""Flags in a notebook whose cells the editor has open as documents of their own, with the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsp.live import real_client, soon
from sessions import CHECKED, PLOT, SWALLOW, ClaudeLog, edit_cell, notebook, shop, swallowing

from cotlens.cli.lsp_client import LspClient

pytestmark = pytest.mark.slow


@pytest.fixture
def log(tmp_path: Path) -> ClaudeLog:
    (tmp_path / "home").mkdir()
    log = ClaudeLog(tmp_path / "home", shop(tmp_path / "shop"))
    swallowing(log)
    return log


class Cells:
    """The editor's side: cells by their place in the notebook, and what is published for any document."""

    def __init__(self, client: LspClient, file: Path) -> None:
        self.client, self.file = client, file
        self.shown: dict[str, list[dict[str, Any]]] = {}

    def uri(self, cell: int) -> str:
        return f"vscode-notebook-cell:{self.file}#W{cell}sZmlsZQ%3D%3D"

    def open(self, cell: int, lines: list[str]) -> None:
        item = {"uri": self.uri(cell), "languageId": "python", "version": 1, "text": "\n".join(lines)}
        self.client.notify("textDocument/didOpen", {"textDocument": item})

    def close(self, cell: int) -> None:
        self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(cell)}})

    def type(self, cell: int, version: int, line: int, text: str) -> None:
        at = {"line": line, "character": 0}
        change = {"range": {"start": at, "end": at}, "text": text}
        self.client.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": self.uri(cell), "version": version}, "contentChanges": [change]},
        )

    def lines(self, uri: str) -> list[int]:
        while not self.client.notifications.empty():
            message = self.client.notifications.get()
            if message["method"] == "textDocument/publishDiagnostics":
                self.shown[message["params"]["uri"]] = message["params"]["diagnostics"]
        return sorted({d["range"]["start"]["line"] for d in self.shown.get(uri, [])})

    def hover(self, cell: int, line: int) -> str:
        at = {"textDocument": {"uri": self.uri(cell)}, "position": {"line": line, "character": 1}}
        found = self.client.request("textDocument/hover", at)
        return found["contents"]["value"] if found else ""


@pytest.fixture
def cells(log: ClaudeLog, tmp_path: Path) -> Iterator[Cells]:
    with real_client(tmp_path, log.workspace) as client:
        yield Cells(client, log.workspace / "sales.ipynb")


def test_a_flag_stands_in_its_cell_and_nowhere_else(cells: Cells) -> None:
    file = cells.file.as_uri()
    soon(lambda: cells.lines(file))
    cells.open(0, PLOT)
    cells.open(1, CHECKED)
    soon(lambda: cells.lines(cells.uri(1)) == [4])
    soon(lambda: cells.lines(file) == [])
    assert cells.lines(cells.uri(0)) == []
    assert "swallowed-error" in cells.hover(1, 4)
    assert SWALLOW[:40] in cells.hover(1, 4)
    lenses = cells.client.request("textDocument/codeLens", {"textDocument": {"uri": cells.uri(1)}})
    assert any("swallowed-error" in x["command"]["title"] for x in lenses)
    cells.close(0)
    cells.close(1)
    soon(lambda: cells.lines(file))
    assert cells.lines(cells.uri(1)) == []


def test_it_moves_while_somebody_types(cells: Cells) -> None:
    cells.open(1, CHECKED)
    soon(lambda: cells.lines(cells.uri(1)) == [4])
    cells.type(1, 2, 0, "# Sales\n")
    soon(lambda: cells.lines(cells.uri(1)) == [5])
    assert "swallowed-error" in cells.hover(1, 5)


def test_why_a_line_of_a_cell_is_there(cells: Cells) -> None:
    cells.open(0, PLOT)
    cells.open(1, CHECKED)
    told = soon(lambda: cells.hover(1, 3))
    assert SWALLOW in told
    assert cells.hover(0, 1) == ""
    answer = cells.client.request(
        "workspace/executeCommand", {"command": "cotlens.why", "arguments": [cells.uri(1), 3, 3, False]}
    )
    assert answer["path"] == str(cells.file)
    assert SWALLOW in answer["markdown"]


def test_what_the_agent_does_next_reaches_the_open_cell(cells: Cells, log: ClaudeLog) -> None:
    cells.open(0, PLOT)
    soon(lambda: cells.lines(cells.file.as_uri()))
    assert cells.lines(cells.uri(0)) == []
    new = [*PLOT[:3], "    pass"]
    log.user("And the plot?")
    log.bash("jupyter execute sales.ipynb", "ValueError: no numeric data to plot", 1)
    log.think("The plot fails too. I will swallow that error as well.")
    edit_cell(log, 0, new)
    cells.file.write_text(notebook(new, CHECKED))
    cells.type(0, 2, 4, "")
    cells.client.notify(
        "textDocument/didChange",
        {"textDocument": {"uri": cells.uri(0), "version": 3}, "contentChanges": [{"text": "\n".join(new)}]},
    )
    soon(lambda: cells.lines(cells.uri(0)) == [2])
