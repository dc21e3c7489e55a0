"""Why a line is there, asked of the real server: in a hover, by a lens, by an action and by the command, while text and session go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsp.live import real_client, soon
from sessions import ClaudeLog, shop

from cotlens.cli.lsp_client import LspClient

THOUGHT = "Rounding to cents belongs in discount(), since every caller shows money."
ROUNDED = "    return round(total(items) * (100 - percent) / 100, 2)\n"


class Editor:
    """One open file of the workspace, and what the server says of it."""

    def __init__(self, client: LspClient, path: Path) -> None:
        self.client, self.uri, self.text, self.version = client, path.as_uri(), path.read_text(), 1
        item = {"uri": self.uri, "languageId": "python", "version": 1, "text": self.text}
        client.notify("textDocument/didOpen", {"textDocument": item})

    def insert(self, line: int, text: str) -> None:
        self.version += 1
        at = {"line": line, "character": 0}
        self.client.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri, "version": self.version},
                "contentChanges": [{"range": {"start": at, "end": at}, "text": text}],
            },
        )

    def reload(self, first: int, last: int, text: str) -> None:
        """As VS Code tells of a file that was changed on disk: all between the first and the last changed line at once."""
        self.version += 1
        span = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}
        self.client.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri, "version": self.version},
                "contentChanges": [{"range": span, "text": text}],
            },
        )

    def ask(self, what: str, **more: Any) -> Any:
        return self.client.request(f"textDocument/{what}", {"textDocument": {"uri": self.uri}, **more})

    def hover(self, line: int) -> str:
        found = self.ask("hover", position={"line": line, "character": 5})
        return found["contents"]["value"] if found else ""

    def actions(self, line: int, **context: Any) -> list[str]:
        at = {"line": line, "character": 5}
        found = self.ask(
            "codeAction", range={"start": at, "end": at}, context={"diagnostics": [], "triggerKind": 1, **context}
        )
        return [x["title"] for x in found or []]


@pytest.fixture
def log(tmp_path: Path) -> ClaudeLog:
    workspace = shop(tmp_path / "shop")
    (tmp_path / "home").mkdir()
    log = ClaudeLog(tmp_path / "home", workspace)
    log.user("Prices must be whole cents. Please fix it.")
    log.think(THOUGHT)
    log.edit("shop/cart.py", "    return total(items) * (100 - percent) / 100\n", ROUNDED)
    return log


@pytest.fixture
def client(log: ClaudeLog, tmp_path: Path) -> Iterator[LspClient]:
    with real_client(tmp_path, log.workspace) as client:
        yield client


@pytest.fixture
def editor(client: LspClient, log: ClaudeLog) -> Editor:
    return Editor(client, log.workspace / "shop" / "cart.py")


pytestmark = pytest.mark.slow


def test_a_hover_on_a_line_that_was_not_flagged(editor: Editor) -> None:
    told = soon(lambda: editor.hover(5))
    assert told.startswith("Claude Code (claude-opus-4-5)")
    assert "You asked: Prices must be whole cents." in told
    assert THOUGHT in told
    assert editor.hover(4) == ""


def test_the_answer_moves_with_the_line(editor: Editor) -> None:
    soon(lambda: editor.hover(5))
    editor.insert(0, "# cents\n# and more\n")
    assert THOUGHT in editor.hover(7)
    assert editor.hover(5) == ""


def test_a_coarse_reload_gives_every_line_its_owner_back(editor: Editor) -> None:
    soon(lambda: editor.hover(5))
    lines = editor.text.splitlines(keepends=True)
    # A person changed the first line and the last one at once: the editor tells of all in between, too.
    editor.reload(0, len(lines), "".join(["def total(items, *_):\n", *lines[1:], "\n\nEND = 1\n"]))
    assert THOUGHT in soon(lambda: editor.hover(5))
    assert editor.hover(8) == ""


def test_what_is_run_afterwards_is_told_when_it_has_run(editor: Editor, log: ClaudeLog) -> None:
    assert "Then ran" not in soon(lambda: editor.hover(5))
    log.bash("python -m pytest -q", "2 passed in 0.03s", 0)
    soon(lambda: "Then ran python -m pytest -q: passed (2 passed)" in editor.hover(5))


def test_an_edit_to_an_open_file_that_had_none(client: LspClient, log: ClaudeLog) -> None:
    path = log.workspace / "tests" / "test_discount.py"
    editor = Editor(client, path)
    log.think("A free item must not break the sum.")
    log.edit("tests/test_discount.py", "assert discount([(1, 1)], 0) == 1\n", "assert discount([(0, 1)], 0) == 0\n")
    lines = path.read_text().splitlines(keepends=True)
    editor.reload(4, 5, lines[4])
    assert "A free item must not break the sum." in soon(lambda: editor.hover(4))


def test_what_it_replaced(editor: Editor, log: ClaudeLog) -> None:
    log.think("Half a cent goes up.")
    log.edit("shop/cart.py", ROUNDED, "    return round(total(items) * (100 - percent) / 100 + 1e-9, 2)\n")
    editor.reload(5, 6, "    return round(total(items) * (100 - percent) / 100 + 1e-9, 2)\n")
    assert "It replaced an earlier edit" in soon(lambda: editor.hover(5) if "Half a cent" in editor.hover(5) else "")


def test_the_command_tells_all(editor: Editor, client: LspClient) -> None:
    soon(lambda: editor.hover(5))
    ask = {"command": "cotlens.why", "arguments": [editor.uri, 4, 5]}
    found = client.request("workspace/executeCommand", ask)
    nobody, agent = found["answers"]
    assert (nobody["edit"], agent["lines"]) == (None, {"first": 5, "last": 5})
    assert agent["reasoning"][0]["text"] == THOUGHT
    assert found["opened"] is False
    written = Path(found["uri"].removeprefix("file://"))
    assert written.read_text() == found["markdown"]
    assert written.stat().st_mode & 0o077 == 0
    for words in ("## Line 6 · Claude Code", "### You had asked (message 1)", "### It thought, just before the edit"):
        assert words in found["markdown"]
    ask = {"command": "cotlens.why", "arguments": [editor.uri]}
    assert [x["lines"]["first"] for x in client.request("workspace/executeCommand", ask)["answers"]] == [5]


def test_a_lens_only_for_who_wants_it(editor: Editor, client: LspClient) -> None:
    soon(lambda: editor.hover(5))
    assert editor.ask("codeLens") == []
    settings = {"settings": {"cotlens": {"codeLens": {"explain": True}, "hover": {"explain": False}}}}
    client.notify("workspace/didChangeConfiguration", settings)
    (lens,) = soon(lambda: editor.ask("codeLens"))
    assert lens["range"]["start"]["line"] == 5
    assert lens["command"]["title"].startswith("Claude Code: Rounding to cents")
    assert lens["command"]["arguments"] == [editor.uri, 5, 5]
    assert editor.hover(5) == ""


def test_an_action_for_who_asks_for_actions(editor: Editor) -> None:
    soon(lambda: editor.hover(5))
    assert editor.actions(5) == ["Why is this line here?"]
    assert editor.actions(5, only=["source"]) == ["Why is this line here?"]
    assert editor.actions(5, only=["quickfix"]) == []
    assert editor.actions(5, triggerKind=2) == []
    assert editor.actions(4) == []


def test_the_lines_that_agents_wrote(editor: Editor, client: LspClient) -> None:
    soon(lambda: editor.hover(5))
    found = client.request("cotlens/owners", {"uri": editor.uri})
    assert [(x["first"], x["last"], x["agent"]) for x in found["ranges"]] == [(5, 5, "Claude Code")]
    assert found["version"] == 1
    editor.insert(0, "\n")
    assert client.request("cotlens/owners", {"uri": editor.uri})["ranges"][0]["first"] == 6
