"""A server whose worker sleeps, seen from the editor: all is shown as before, and what happens next is shown as well."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsp.raw_client import RawClient
from sessions import ClaudeLog, shop

pytestmark = pytest.mark.slow

SERVER = [sys.executable, str(Path(__file__).resolve().parent / "hasty_server.py")]
OTHER = "22222222-2222-4333-8444-555555555555"


def skip(log: ClaudeLog, name: str) -> Path:
    """A turn in which a red test is skipped."""
    file = log.workspace / "tests" / f"test_{name}.py"
    file.write_text("def test_a():\n    assert 1 == 2\n")
    log.user(f"Please mend test_{name}.")
    log.bash("pytest", f"FAILED tests/test_{name}.py::test_a\n1 failed in 0.1s", 1)
    log.think(f"I will just skip test_{name} so that the suite is green.")
    log.edit(f"tests/test_{name}.py", "def test_a", "@pytest.mark.skip\ndef test_a")
    log.bash("pytest", "1 skipped in 0.01s")
    return file


class Editor(RawClient):
    """A client of a server whose worker makes way soon, with one session in its past."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, SERVER)
        self.session = ClaudeLog(home, shop(self.workspace))
        self.flagged = skip(self.session, "add")
        self.initialize({"textDocument": {"hover": {"contentFormat": ["markdown"]}}})
        self.wait_until(lambda: self.status().get("state") == "watching")
        self.first = self.worker()
        self.uri = self.open(self.flagged)
        self.wait_lines(self.uri, [0])

    def worker(self) -> int | None:
        """The worker's process id; None while there is none."""
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # a thread that has just ended
                if found := (task / "children").read_text().split():
                    return int(found[0])
        return None

    def slept(self) -> None:
        """Wait until the worker has made way for one that holds nothing."""
        self.wait_until(lambda: self.worker() not in (self.first, None))

    def hover(self) -> str:
        at = {"textDocument": {"uri": self.uri}, "position": {"line": 0, "character": 4}}
        found = self.request("textDocument/hover", at)
        return found["contents"]["value"] if found else ""

    def why(self, line: int) -> dict[str, Any]:
        ask = {"command": "cotlens.why", "arguments": [self.uri, line, line]}
        found: dict[str, Any] = self.request("workspace/executeCommand", ask)
        return found


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    client = Editor(tmp_path)
    yield client
    client.kill()


def test_all_is_shown_as_before_and_nothing_is_said(editor: Editor) -> None:
    before = editor.hover()
    assert "just skip test_add" in before
    said = len(editor.messages)
    editor.slept()
    assert editor.hover() == before
    assert editor.status()["state"] == "watching"
    assert not [m for m in editor.messages[said:] if m.get("method") == "textDocument/publishDiagnostics"]


def test_an_agent_that_goes_on_is_flagged(editor: Editor) -> None:
    editor.slept()
    file = skip(editor.session, "sub")
    editor.wait_until(lambda: editor.diagnostics(file.as_uri()))
    assert editor.diagnostics(editor.uri)


def test_an_agent_that_begins_is_flagged(editor: Editor) -> None:
    editor.slept()
    file = skip(ClaudeLog(editor.home, editor.workspace, OTHER, first=500), "sub")
    editor.wait_until(lambda: editor.diagnostics(file.as_uri()))
    assert editor.diagnostics(editor.uri)


def test_a_question_is_answered_in_full(editor: Editor) -> None:
    editor.slept()
    assert "just skip test_add" in str(editor.why(0))


def test_a_flag_follows_its_line_while_one_types(editor: Editor) -> None:
    editor.slept()
    editor.change(editor.uri, 2, (0, 0), (0, 0), "import pytest\n\n")
    editor.wait_lines(editor.uri, [2])
    editor.wait_until(lambda: "just skip test_add" in str(editor.why(2)))
    assert editor.diagnostics(editor.uri)[0]["range"]["start"]["line"] == 2


def test_a_file_that_changes_on_disk_is_looked_at(editor: Editor) -> None:
    editor.notify("textDocument/didClose", {"textDocument": {"uri": editor.uri}})
    editor.wait_until(lambda: editor.worker() not in (editor.first, None))
    editor.flagged.write_text("import pytest\n\n\n" + editor.flagged.read_text())
    editor.wait_lines(editor.uri, [3])
