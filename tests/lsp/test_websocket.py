"""The server over a web socket, from the first message to the exit status."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from sessions import ClaudeLog, shop, tampering
from websockets.asyncio.client import ClientConnection, connect

pytestmark = pytest.mark.slow


async def until(client: ClientConnection, wanted: Any) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = json.loads(await asyncio.wait_for(client.recv(), 15))
        if "method" in message and "id" in message:
            await client.send(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": None}))
        elif wanted(message):
            return message


async def test_a_session_over_a_web_socket(tmp_path: Path) -> None:
    log = ClaudeLog(tmp_path / "home", shop(tmp_path / "shop"))
    tampering(log)
    env = {**os.environ, "HOME": str(tmp_path / "home"), "COTLENS_STATE_DIR": str(tmp_path / "state")}
    command = [sys.executable, "-m", "cotlens", "serve", "--ws", "127.0.0.1:0"]
    server = await asyncio.create_subprocess_exec(*command, env=env, stderr=asyncio.subprocess.PIPE)
    assert server.stderr is not None
    said = (await asyncio.wait_for(server.stderr.readline(), 20)).decode()
    address = re.search(r"listening on (\S+)", said)
    assert address, said
    folder = {"uri": log.workspace.as_uri(), "name": "shop"}
    async with connect(f"ws://{address[1]}") as client:
        hello = {"processId": None, "rootUri": None, "workspaceFolders": [folder], "capabilities": {}}
        await client.send(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello}))
        await until(client, lambda m: m.get("id") == 1)
        await client.send(json.dumps({"jsonrpc": "2.0", "method": "initialized", "params": {}}))
        shown = await until(
            client, lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["diagnostics"]
        )
        assert shown["params"]["uri"].endswith("tests/test_cart.py")
        await client.send(json.dumps({"jsonrpc": "2.0", "id": 2, "method": "shutdown", "params": None}))
        await until(client, lambda m: m.get("id") == 2)
        await client.send(json.dumps({"jsonrpc": "2.0", "method": "exit"}))
    assert await asyncio.wait_for(server.wait(), 5) == 0
