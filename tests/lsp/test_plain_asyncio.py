"""asyncio is loaded without OpenSSL, works, and takes `ssl` from nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lsp.raw_client import RawClient

pytestmark = pytest.mark.slow

CODE = """
import sys
from cotlens.lsp import plain_asyncio

plain_asyncio.load()
import asyncio

assert "ssl" not in sys.modules and "_ssl" not in sys.modules


async def talk() -> bytes:
    async def answer(reader, writer):
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"said\\n")
    told = await reader.readline()
    writer.close()
    server.close()
    return told


assert asyncio.run(talk()) == b"said\\n"
import ssl

assert ssl.create_default_context() is not None
plain_asyncio.load()
assert sys.modules["ssl"] is ssl
"""


def test_asyncio_works_without_it_and_others_still_get_it() -> None:
    subprocess.run([sys.executable, "-c", CODE], check=True, timeout=30)


def test_the_server_holds_no_openssl(tmp_path: Path) -> None:
    client = RawClient(tmp_path, [sys.executable, "-m", "cotlens", "serve"])
    try:
        client.initialize()
        mapped = Path(f"/proc/{client.process.pid}/maps").read_text(encoding="utf-8")
    finally:
        client.kill()
    assert "libpython" in mapped or "python" in mapped, "it is the server's map"
    assert "libssl" not in mapped
    assert "libcrypto" not in mapped
