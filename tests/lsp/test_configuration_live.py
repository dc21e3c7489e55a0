"""Configuration files change while the real server runs: flags follow, and what is wrong is a diagnostic at its line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsp.raw_client import RawClient
from sessions import ClaudeLog, shop, tampering


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RawClient]:
    none = dict.fromkeys(("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"), "")
    client = RawClient(tmp_path, [sys.executable, "-m", "cotlens", "serve"], none)
    shop(client.workspace)
    yield client
    client.kill()


def own(home: Path, text: str) -> None:
    file = home / ".config" / "cotlens" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def told(editor: RawClient, path: Path) -> list[tuple[str, int]]:
    return [(d["code"], d["range"]["start"]["line"]) for d in editor.diagnostics(path.as_uri())]


@pytest.mark.slow
def test_a_monitor_is_switched_off_and_on(editor: RawClient, tmp_path: Path) -> None:
    tampering(ClaudeLog(tmp_path, editor.workspace))
    test = editor.workspace / "tests" / "test_cart.py"
    editor.initialize()
    editor.wait_until(lambda: told(editor, test) == [("RH01", 4)])
    own(tmp_path, "[monitor.RH01]\noff = true\n")
    editor.wait_until(lambda: told(editor, test) == [])
    own(tmp_path, "")
    editor.wait_until(lambda: told(editor, test) == [("RH01", 4)])


@pytest.mark.slow
def test_what_is_wrong_shows_at_its_line_until_it_is_mended(editor: RawClient) -> None:
    file = editor.workspace / "cotlens.toml"
    file.write_text('[monitor.RH01]\nseverity = "dreadful"\n', encoding="utf-8")
    editor.initialize()
    editor.wait_until(lambda: told(editor, file) == [("configuration", 1)])
    (found,) = editor.diagnostics(file.as_uri())
    assert "dreadful" in found["message"]
    file.write_text('[monitor.RH01]\nseverity = "critical"\n', encoding="utf-8")
    editor.wait_until(lambda: told(editor, file) == [])
