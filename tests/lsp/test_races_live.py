"""An open file while an agent writes it: log, disk and buffer change in every order, and the flag ends at its line. The real server."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sessions import ClaudeLog, shop, tampering

from cotlens.cli.lsp_client import LspClient

PATIENCE = 20.0
NAME = "tests/test_cart.py"


@dataclass
class Scene:
    """What an agent is about to do: its log's lines and the file's text, still to be put where they belong."""

    client: LspClient
    log: Path
    lines: bytes
    file: Path
    before: str
    after: str
    version: int = 1
    shown: list[int] | None = None

    def do(self, what: str) -> None:
        if what == "log":
            with self.log.open("ab") as out:
                out.write(self.lines)
        elif what == "disk":
            self.file.write_text(self.after)
        else:
            self.version += 1
            document = {"uri": self.file.as_uri(), "version": self.version}
            # As VS Code sends a file that changed on disk: one edit, from the first to the last line that differs.
            old, new = self.before.split("\n"), self.after.split("\n")
            head = next(k for k, (x, y) in enumerate(zip(old, new, strict=False)) if x != y)
            ends = {"start": {"line": head, "character": 0}, "end": {"line": len(old), "character": 0}}
            change = {"range": ends, "text": "\n".join(new[head:])}
            self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def wait_for(self, rows: list[int]) -> None:
        until = time.monotonic() + PATIENCE
        while self.shown != rows and (left := until - time.monotonic()) > 0:
            try:
                message: dict[str, Any] = self.client.notifications.get(timeout=left)
            except queue.Empty:
                break
            params = message.get("params") or {}
            if message["method"] == "textDocument/publishDiagnostics" and params["uri"] == self.file.as_uri():
                self.shown = [d["range"]["start"]["line"] for d in params["diagnostics"]]
        assert self.shown == rows


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    home, workspace = tmp_path / "home", shop(tmp_path / "shop")
    log = ClaudeLog(home, workspace)
    file = workspace / NAME
    before = file.read_text()
    tampering(log)
    after = "import pytest\n\n" + file.read_text().replace(
        "def test_", "@pytest.mark.filterwarnings('error')\ndef test_"
    )
    whole = log.path.read_bytes()
    first = whole.index(b"\n") + 1
    log.path.write_bytes(whole[:first])
    file.write_text(before)
    env = {**os.environ, "HOME": str(home), "COTLENS_STATE_DIR": str(tmp_path / "state")}
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME"):
        env.pop(name, None)
    with LspClient(workspace.as_uri(), env) as client:
        client.notify(
            "textDocument/didOpen",
            {"textDocument": {"uri": file.as_uri(), "languageId": "python", "version": 1, "text": before}},
        )
        yield Scene(client, log.path, whole[first:], file, before, after)


@pytest.mark.slow
@pytest.mark.parametrize("order", list(permutations(("log", "disk", "buffer"))), ids="-".join)
@pytest.mark.parametrize("pause", [0.0, 0.4], ids=["at once", "one by one"])
def test_whatever_comes_first_the_flag_is_on_its_line(scene: Scene, order: tuple[str, ...], pause: float) -> None:
    for what in order:
        scene.do(what)
        time.sleep(pause)
    row = next(k for k, x in enumerate(scene.after.split("\n")) if x.endswith("> 0"))
    scene.wait_for([row])
