"""A minimal language client over stdio for the demo: starts the real server and asks it what an editor would ask.

Speaks JSON-RPC by hand, so that the command line needs none of the protocol libraries.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Final

from cotlens.model.errors import InternalError

Json = dict[str, Any]

ANSWER_S: Final = 20.0
"""Seconds to wait for an answer before the server counts as hung."""

CAPABILITIES: Final[Json] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "hover": {"contentFormat": ["plaintext"]},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "dataSupport": True},
        "codeLens": {},
    },
}


class LspClient:
    """One server process; use as a context manager."""

    def __init__(self, folder_uri: str, env: Mapping[str, str], options: Sequence[str] = ()) -> None:
        """Start the server (`cotlens serve` with `options`) for one workspace folder and wait until it is initialised."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cotlens", "serve", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(env),
        )
        self.notifications: queue.SimpleQueue[Json] = queue.SimpleQueue()
        self._answers: dict[int, queue.SimpleQueue[Json]] = {}
        self._last_id = 0
        threading.Thread(target=self._read, name="demo-reader", daemon=True).start()
        self.request(
            "initialize",
            {
                "processId": None,
                "clientInfo": {"name": "cotlens demo"},
                "rootUri": folder_uri,
                "workspaceFolders": [{"uri": folder_uri, "name": "demo"}],
                "capabilities": CAPABILITIES,
            },
        )
        self.notify("initialized", {})

    def __enter__(self) -> LspClient:  # noqa: PYI034  # typing.Self is 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.request("shutdown", None)
            self.notify("exit", None)
            self.process.wait(5)
        except (InternalError, OSError, subprocess.TimeoutExpired):
            self.process.kill()

    def request(self, method: str, params: Any) -> Any:
        """Ask and wait for the answer."""
        self._last_id += 1
        number = self._last_id
        answers = self._answers[number] = queue.SimpleQueue()
        self._send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        try:
            message = answers.get(timeout=ANSWER_S)
        except queue.Empty:
            raise InternalError(f"the server did not answer {method} within {ANSWER_S:.0f} s") from None
        if "error" in message:
            raise InternalError(f"the server refused {method}: {message['error'].get('message')}")
        return message.get("result")

    def notify(self, method: str, params: Any) -> None:
        """Tell and wait for nothing."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _send(self, message: Json) -> None:
        body = json.dumps(message).encode()
        pipe = self.process.stdin
        if pipe is not None:
            pipe.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            pipe.flush()

    def _read(self) -> None:
        pipe = self.process.stdout
        while pipe is not None:
            length = 0
            while (line := pipe.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if length == 0:
                return
            message: Json = json.loads(pipe.read(length))
            if "method" not in message:
                self._answers[message["id"]].put(message)
            elif "id" in message:
                # The demo offers nothing that a server could ask for; null is a valid answer to all of it.
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            else:
                self.notifications.put(message)
