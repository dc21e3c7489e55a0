"""Prints how quick the server is: initialize, a log line to its diagnostic, hovers while a scan runs. Not a test."""

from __future__ import annotations

import os
import re
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPO / "tests"))

from sessions import ClaudeLog, shop, tampering  # noqa: E402  # the path is set above

from cotlens.cli.lsp_client import LspClient  # noqa: E402  # the same

APPENDS = 40
CWD = re.compile(rb'"cwd":"[^"]*"')


def quantiles(values: list[float]) -> str:
    ordered = sorted(values)
    return f"p50 {1000 * statistics.median(ordered):.1f} ms, p95 {1000 * ordered[int(0.95 * (len(ordered) - 1))]:.1f} ms (n={len(ordered)})"


def stage(root: Path) -> tuple[ClaudeLog, dict[str, str]]:
    home = root / "home"
    log = ClaudeLog(home, shop(root / "shop"))
    env = {
        **os.environ,
        "HOME": str(home),
        "COTLENS_STATE_DIR": str(root / "state"),
        "COTLENS_CACHE_DIR": str(root / "cache"),
    }
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME"):
        env.pop(name, None)
    return log, env


def await_diagnostics(client: LspClient, wanted: str, seconds: float = 10) -> float:
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        if client.notifications.empty():
            time.sleep(0.0005)
            continue
        message: dict[str, Any] = client.notifications.get()
        if message["method"] == "textDocument/publishDiagnostics" and any(
            wanted in d["message"] for d in message["params"]["diagnostics"]
        ):
            return time.perf_counter()
    raise SystemExit(f"no diagnostic with {wanted!r} within {seconds} s")


def initialize() -> None:
    times = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as name:
            log, env = stage(Path(name).resolve())
            started = time.perf_counter()
            with LspClient(log.workspace.as_uri(), env):
                times.append(time.perf_counter() - started)
    print(f"spawn to initialize answer           {quantiles(times)}")


def live() -> None:
    with tempfile.TemporaryDirectory() as name:
        log, env = stage(Path(name).resolve())
        tampering(log)
        with LspClient(log.workspace.as_uri(), env) as client:
            await_diagnostics(client, "Assertion loosened")
            times = []
            for i in range(APPENDS):
                path = f"tests/test_more_{i}.py"
                (log.workspace / path).write_text("def test_a():\n    assert 1 == 1\n")
                log.user("round the total")
                log.bash("pytest -q", "1 failed, 1 passed in 0.1s", 1)
                before = log.path.read_bytes()
                log.edit(path, "def test_a", f"@pytest.mark.skip  # {i}\ndef test_a")
                after = log.path.read_bytes()
                # Only the edit's records are the append that is timed.
                with log.path.open("r+b") as file:
                    file.truncate(len(before))
                time.sleep(0.15)
                started = time.perf_counter()
                with log.path.open("ab") as file:
                    file.write(after[len(before) :])
                times.append(await_diagnostics(client, f"test_more_{i}.py") - started)
    print(f"log append to publishDiagnostics     {quantiles(times)}")


def hovers() -> None:
    with tempfile.TemporaryDirectory() as name:
        log, env = stage(Path(name).resolve())
        tampering(log)
        uri = (log.workspace / "tests/test_cart.py").as_uri()
        ask = {"textDocument": {"uri": uri}, "position": {"line": 4, "character": 8}}

        def timed(client: LspClient, count: int) -> list[float]:
            out = []
            for _ in range(count):
                started = time.perf_counter()
                assert client.request("textDocument/hover", ask)
                out.append(time.perf_counter() - started)
                time.sleep(0.002)
            return out

        with LspClient(log.workspace.as_uri(), env) as client:
            await_diagnostics(client, "Assertion loosened")
            print(f"hover, idle                          {quantiles(timed(client, 300))}")
            # 200 MB of real sessions said to be of this workspace arrive at once.
            corpus = REPO.parent / "shared" / "corpus" / "claude-entire"
            target = log.path.parent
            here = b'"cwd":"%s"' % str(log.workspace).encode()
            stop = threading.Event()

            def flood() -> None:
                for copy in range(7):
                    for source in sorted(corpus.rglob("*.jsonl")):
                        if stop.is_set():
                            return
                        (target / f"{copy}-{source.name}").write_bytes(CWD.sub(here, source.read_bytes()))

            thread = threading.Thread(target=flood)
            client.request("workspace/executeCommand", {"command": "cotlens.rescan", "arguments": []})
            thread.start()
            print(f"hover, while logs are read           {quantiles(timed(client, 600))}")
            stop.set()
            thread.join()


if __name__ == "__main__":
    initialize()
    live()
    hovers()
