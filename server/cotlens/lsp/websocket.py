"""The protocol over a web socket: one message a frame, no headers. One client, as over TCP; ends when it leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from cotlens.lsp.protocol import HardenedProtocol, HardenedServer


class _Frames:
    """Takes the protocol's messages and sends each as a frame, in order; pygls puts a header in front of none of them."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection = connection
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._sending = asyncio.ensure_future(self._send())

    def write(self, data: bytes) -> None:
        """Queue a message; called on the loop's own thread."""
        self._waiting.put_nowait(data.decode("utf-8"))

    async def _send(self) -> None:
        while True:
            await self._connection.send(await self._waiting.get())

    def close(self) -> None:
        """Send nothing more."""
        self._sending.cancel()


def serve_websocket(server: HardenedServer, host: str, port: int, ready: Callable[[str, int], None]) -> int:
    """Serve the first client that connects, until it leaves; return the exit status."""
    return asyncio.new_event_loop().run_until_complete(_serve(server.protocol, host, port, ready))


async def _serve(protocol: HardenedProtocol, host: str, port: int, ready: Callable[[str, int], None]) -> int:
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    protocol.ended = lambda code: None if ended.done() else ended.set_result(code)
    taken = False

    async def connected(connection: ServerConnection) -> None:
        nonlocal taken
        if taken:
            await connection.close()
            return
        taken = True
        frames = _Frames(connection)
        protocol.set_writer(frames, include_headers=False)
        try:
            async for message in connection:
                protocol.receive(message.encode("utf-8") if isinstance(message, str) else message)
        except ConnectionClosed:
            # The client has left without a word; what follows is the same.
            return
        finally:
            frames.close()
            protocol.ended(1)

    async with serve(connected, host, port, max_size=None) as listener:
        ready(*next(iter(listener.sockets)).getsockname()[:2])
        return await ended
