"""Several folders in one workspace, in the real server: each with its sessions and its own configuration, coming and going."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsp.raw_client import RawClient
from sessions import ClaudeLog, shop, swallowing, tampering

SECOND = "22222222-2222-4333-8444-555555555555"


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RawClient]:
    none = dict.fromkeys(("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"), "")
    client = RawClient(tmp_path, [sys.executable, "-m", "cotlens", "serve"], none)
    tampering(ClaudeLog(tmp_path, shop(client.workspace)))
    swallowing(ClaudeLog(tmp_path, shop(tmp_path / "stall"), SECOND, first=500))
    (tmp_path / "stall" / "cotlens.toml").write_text('[monitor.RH07]\nseverity = "critical"\n', encoding="utf-8")
    yield client
    client.kill()


def folder(path: Path) -> dict[str, str]:
    return {"uri": path.as_uri(), "name": path.name}


def told(editor: RawClient) -> list[tuple[Any, ...]]:
    flags = editor.request("cotlens/flags", {})["flags"]
    return sorted((f["code"], f["severity"], f["location"]["path"]) for f in flags if f["location"] is not None)


@pytest.mark.slow
def test_each_folder_has_its_sessions_and_its_configuration(editor: RawClient, tmp_path: Path) -> None:
    both = [folder(editor.workspace), folder(tmp_path / "stall")]
    here, there = ("RH01", "high", "tests/test_cart.py"), ("RH07", "critical", "sales.ipynb")
    editor.initialize(workspaceFolders=both)
    editor.wait_until(lambda: told(editor) == [here, there])
    notebook = f"{both[1]['uri']}/sales.ipynb"
    editor.wait_until(lambda: editor.diagnostics(f"{both[0]['uri']}/tests/test_cart.py"))
    editor.wait_until(lambda: editor.diagnostics(notebook))

    change = {"event": {"added": [], "removed": [both[1]]}}
    editor.notify("workspace/didChangeWorkspaceFolders", change)
    editor.wait_until(lambda: told(editor) == [here])
    editor.wait_until(lambda: not editor.diagnostics(notebook))

    editor.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [both[1]], "removed": []}})
    editor.wait_until(lambda: told(editor) == [here, there])
