"""A language client over raw pipes, without pygls: what it sends and gets is exactly what is on the wire."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PATIENCE = 20.0

Json = dict[str, Any]


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class RawClient:
    """One server process, its messages and a small workspace."""

    def __init__(self, home: Path, argv: list[str] | None = None, env: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.workspace = home / "ws"
        self.logs = home / "fakelogs"
        self.workspace.mkdir(parents=True, exist_ok=True)
        self.logs.mkdir(exist_ok=True)
        self.stderr_path = home / "stderr.txt"
        self.messages: list[Json] = []
        self.answers: dict[str, Callable[[Any], Any]] = {"workspace/configuration": lambda p: [None] * len(p["items"])}
        """What to answer to the server's requests, by method; None for all others."""
        self._more = threading.Condition()
        self._last_id = 0
        self.closed = False
        with self.stderr_path.open("wb") as stderr:
            self.process = subprocess.Popen(
                argv or [sys.executable, str(HERE / "fake_server.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                # A shell that runs us in the background has us ignore interrupts; the server starts as from a terminal.
                preexec_fn=_heed_interrupts,  # noqa: PLW1509  # it sets one signal, before any thread of the child
                env={
                    **os.environ,
                    "HOME": str(home),
                    "COTLENS_STATE_DIR": str(home / "state"),
                    "COTLENS_CACHE_DIR": str(home / "cache"),
                    **(env or {}),
                },
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # --- the wire -----------------------------------------------------------------------------------------------------

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: Any, header: str = "Content-Length") -> None:
        """Send one message."""
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.send_bytes(f"{header}: {len(body)}\r\n\r\n".encode() + body)

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start(self, method: str, params: Any = None) -> int:
        """Send a request; returns its id."""
        self._last_id += 1
        self.send({"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params})
        return self._last_id

    def response(self, number: Any) -> Json:
        """Wait for the response to a request."""
        return self.wait_for(lambda m: m.get("id", ...) == number and "method" not in m)

    def request(self, method: str, params: Any = None) -> Any:
        """Send a request and return its result; an error fails the test."""
        answer = self.response(self.start(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def wait_for(self, wanted: Callable[[Json], bool], patience: float = PATIENCE) -> Json:
        """Wait for a message, past ones included."""
        found = self.wait_until(lambda: next((m for m in self.messages if wanted(m)), None), patience)
        assert isinstance(found, dict)
        return found

    def wait_until(self, wanted: Callable[[], Any], patience: float = PATIENCE) -> Any:
        """Wait until `wanted` gives something true; looked at after each message and every 50 ms."""
        end = time.monotonic() + patience
        with self._more:
            while True:
                value = wanted()
                if value:
                    return value
                left = end - time.monotonic()
                if left <= 0 or (self.closed and self.process.poll() is not None):
                    raise AssertionError(f"gave up waiting; stderr:\n{self.stderr}\nmessages:\n{self.messages[-5:]}")
                self._more.wait(min(left, 0.05))

    def _read(self) -> None:
        stdout = self.process.stdout
        assert stdout is not None
        while True:
            length = 0
            while (line := stdout.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name != b"Content-Type":
                    assert name == b"Content-Length", line
                    length = int(value)
            body = stdout.read(length)
            with self._more:
                if not body:
                    self.closed = True
                    self._more.notify_all()
                    return
                message = json.loads(body)
                self.messages.append(message)
                self._more.notify_all()
            if "method" in message and "id" in message:
                answer = self.answers.get(message["method"], lambda _: None)(message.get("params"))
                if answer is not ...:
                    with contextlib.suppress(BrokenPipeError):  # the test is over, and the server was killed
                        self.send({"jsonrpc": "2.0", "id": message["id"], "result": answer})

    # --- a session ----------------------------------------------------------------------------------------------------

    def initialize(self, capabilities: Json | None = None, **params: Any) -> Json:
        """Say hello as a client with these capabilities, and begin."""
        uri = self.workspace.as_uri()
        base = {"processId": os.getpid(), "rootUri": uri, "workspaceFolders": [{"uri": uri, "name": "ws"}]}
        result: Json = self.request("initialize", {**base, "capabilities": capabilities or {}, **params})
        self.notify("initialized", {})
        return result

    def stop(self) -> int:
        """Shut down as the protocol has it; returns the exit status."""
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(10)

    def kill(self) -> None:
        """End the server whatever it does, and its pipes."""
        self.process.kill()
        self.process.wait()
        self._reader.join(5)  # who still reads a pipe is not to have it closed under its hands
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # what waits to be written has no reader any more
                    pipe.close()

    @property
    def stderr(self) -> str:
        """What the server wrote to stderr so far."""
        return self.stderr_path.read_text(errors="replace")

    # --- files, logs and what is shown --------------------------------------------------------------------------------

    def file(self, name: str, text: str) -> Path:
        """Write a workspace file."""
        path = self.workspace / name
        path.write_text(text, newline="")
        return path

    def log(self, *records: Json, name: str = "a.jsonl") -> None:
        """Append records to a fake log."""
        with (self.logs / name).open("a") as file:
            file.write("".join(json.dumps(r) + "\n" for r in records))

    def flag(self, flag_id: str, path: Path, text: str, **more: Any) -> None:
        """Flag the line of `path` that reads `text`."""
        self.log({"session": "s1", "flag": flag_id, "path": str(path), "text": text, **more})

    def open(self, path: Path, text: str | None = None, version: int = 1) -> str:
        """Open a document; returns its URI."""
        uri = path.as_uri()
        item = {
            "uri": uri,
            "languageId": "python",
            "version": version,
            "text": path.read_text() if text is None else text,
        }
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, version: int, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        """Make one incremental change."""
        span = {"start": {"line": start[0], "character": start[1]}, "end": {"line": end[0], "character": end[1]}}
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"range": span, "text": text}]},
        )

    def diagnostics(self, uri: str) -> list[Json]:
        """What the client shows for a URI now."""
        for message in reversed(self.messages):
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                found: list[Json] = message["params"]["diagnostics"]
                return found
        return []

    def wait_lines(self, uri: str, lines: list[int]) -> list[Json]:
        """Wait until the diagnostics of a URI are on exactly these lines."""
        self.wait_until(lambda: [d["range"]["start"]["line"] for d in self.diagnostics(uri)] == lines)
        return self.diagnostics(uri)

    def status(self) -> Json:
        """The latest `cotlens/status`, or {}."""
        return next((m["params"] for m in reversed(self.messages) if m.get("method") == "cotlens/status"), {})
