"""Carries messages between a client and the protocol: over standard streams, TCP or a web socket. Understands none of them.

Replaces pygls' loops: a0.1 (writes from two threads mix), a0.2 (reading stdin takes a thread of the pool that handlers use),
a3 (a header in lower case ends the stream), a0.6 (a stuck thread keeps the process alive). Needed until pygls mends these.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import IO, Any, Final

from cotlens.engine.stdio import claim_stdio
from cotlens.lsp.protocol import HardenedProtocol, HardenedServer

HIGH_WATER: Final = 512
"""Messages read ahead of their handling; beyond it the client has to wait, as it would with a full pipe."""

_LONGEST_HEADER: Final = 8192
_LONGEST_BODY: Final = 1 << 30

Ready = Callable[[asyncio.AbstractEventLoop], None]


class LockedWriter:
    """One message at a time, from whatever thread (a0.1)."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def write(self, data: bytes) -> None:
        """Write a whole message and flush it."""
        with self._lock:
            self._stream.write(data)
            self._stream.flush()

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()


def serve_stdio(server: HardenedServer, streams: tuple[IO[bytes], IO[bytes]] | None = None) -> int:
    """Serve one client on standard streams until it leaves; return the exit status."""
    source, sink = streams or claim_stdio()
    server.protocol.set_writer(LockedWriter(sink))
    return _run(_read_from_thread(server.protocol, source))


def _run(serving: Coroutine[Any, Any, int]) -> int:
    """Run to the end and leave the loop as it is: `asyncio.run` would wait for every thread that it started."""
    return asyncio.new_event_loop().run_until_complete(serving)


async def _read_from_thread(protocol: HardenedProtocol, source: IO[bytes]) -> int:
    loop, inbox = asyncio.get_running_loop(), asyncio.Queue[bytes]()
    ended: asyncio.Future[int] = loop.create_future()
    protocol.ended = lambda code: None if ended.done() else ended.set_result(code)
    slots = threading.BoundedSemaphore(HIGH_WATER)

    def read() -> None:
        try:
            while (body := read_message(source)) is not None:
                slots.acquire()
                loop.call_soon_threadsafe(inbox.put_nowait, body)
        finally:
            # A client that leaves without `exit` is gone as much as one that says it.
            loop.call_soon_threadsafe(protocol.ended, 1)

    async def handle() -> None:
        while True:
            body = await inbox.get()
            slots.release()
            protocol.receive(body)
            await asyncio.sleep(0)  # let the tasks that it started run before the next message

    threading.Thread(target=read, name="lsp-reader", daemon=True).start()
    return await _until_ended(handle(), ended)


async def _until_ended(handling: Coroutine[Any, Any, None], ended: asyncio.Future[int]) -> int:
    task = asyncio.get_running_loop().create_task(handling)
    try:
        await asyncio.wait((task, ended), return_when=asyncio.FIRST_COMPLETED)
        if task.done() and not ended.done():
            task.result()  # a bug or a broken pipe: raise it
        return ended.result()
    except OSError:
        return 1
    finally:
        task.cancel()


def read_message(source: IO[bytes]) -> bytes | None:
    """Read one message's body; None at the end of the stream, or where it can no longer be followed.

    Header names in any case, line ends with or without a carriage return (a3).
    """
    length: int | None = None
    while True:
        line = source.readline(_LONGEST_HEADER)
        if not line.endswith(b"\n"):
            return None
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            if not value.strip().isdigit() or int(value) > _LONGEST_BODY:
                return None
            length = int(value)
        if line in (b"\r\n", b"\n") and length is not None:
            body = source.read(length)
            return body if len(body) == length else None


def serve_tcp(server: HardenedServer, host: str, port: int, ready: Callable[[str, int], None]) -> int:
    """Serve the first client that connects, until it leaves; `ready` gets the address listened at."""
    return _run(_serve_tcp(server.protocol, host, port, ready))


async def _serve_tcp(protocol: HardenedProtocol, host: str, port: int, ready: Callable[[str, int], None]) -> int:
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    protocol.ended = lambda code: None if ended.done() else ended.set_result(code)
    taken = False

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        if taken:
            writer.close()
            return
        taken = True
        protocol.set_writer(writer)  # only the loop's own thread sends
        try:
            while (body := await _read_message_async(reader)) is not None:
                protocol.receive(body)
                await writer.drain()
        finally:
            writer.close()
            protocol.ended(1)

    listener = await asyncio.start_server(connected, host, port, limit=_LONGEST_HEADER)
    ready(*listener.sockets[0].getsockname()[:2])
    status = await ended
    listener.close()
    return status


async def _read_message_async(reader: asyncio.StreamReader) -> bytes | None:
    length: int | None = None
    try:
        while True:
            line = await reader.readuntil(b"\n")
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"content-length" and value.strip().isdigit() and int(value) <= _LONGEST_BODY:
                length = int(value)
            if line in (b"\r\n", b"\n"):
                return await reader.readexactly(length) if length is not None else None
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        return None
