"""pygls' protocol made safe for a long-lived server. Every override names the defect it mends and until when it is needed.

The items a0.1 .. a9 are tested one by one in tests/lsp/test_hardening.py; delete an override when its test passes without it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any, Final

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.workspace import Workspace

from cotlens.lsp.documents import Documents

logger = logging.getLogger(__name__)

JSON_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600


class Written(str):
    """A result that is JSON already."""

    __slots__ = ()


class HardenedProtocol(LanguageServerProtocol):
    """The protocol with pygls 2.1.1's defects mended."""

    ended: Callable[[int], None] = staticmethod(lambda _: None)
    """Called with the exit status that the specification demands, when the client says `exit`."""

    offered: Callable[[t.ServerCapabilities], t.ServerCapabilities] = staticmethod(lambda given: given)
    """Called with what is about to be offered to the client; returns what of it is."""

    def receive(self, body: bytes) -> None:
        """Handle one message as it came over the wire. Never raises for what a client may send.

        a0.4: pygls structures every nested object that has a "jsonrpc" key, so a log line echoed as an argument is
        taken for a message; a3: bad JSON makes a popup. Until pygls parses first and structures once.
        """
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            self._refuse(None, JSON_ERROR, "not JSON")
            return
        if not _is_message(data):
            self._refuse(
                data.get("id") if isinstance(data, dict) else None, INVALID_REQUEST, "not a JSON-RPC 2.0 message"
            )
            return
        if data.get("error", ...) is None:
            del data["error"]  # `"error": null` beside a result: some clients send both
        message = self.structure_message(data)
        if message is not None:
            self.handle_message(message)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """a0.4: a request whose parameters do not structure is answered, not dropped. Until pygls answers it.

        A response that does not structure fails the request that waits for it.
        """
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], None, error.to_response_error())
            elif "id" in data and (waiting := self._request_futures.pop(data["id"], None)) is not None:
                self._result_types.pop(data["id"], None)
                waiting.set_exception(error)
            return None

    def handle_message(self, message: Any) -> None:
        """a0.4: a request after `shutdown` is refused, as the specification has it, not ignored. Until pygls does.

        Of a notification or an answer that comes then nobody is to hear: a client's hands are full of them as it ends.
        """
        if self._shutdown and getattr(message, "method", "") != t.EXIT:
            if hasattr(message, "method") and hasattr(message, "id"):
                self._refuse(message.id, INVALID_REQUEST, "the server is shutting down")
            return
        super().handle_message(message)

    def _execute_handler(
        self,
        msg_id: str | int,
        handler: Callable[..., Any],
        callback: Callable[[Future[Any]], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """a0.3: forget a handler's future when it is done, for notifications too. Until pygls does (2 KB per key stroke)."""

        def done(future: Future[Any]) -> None:
            self._request_futures.pop(msg_id, None)
            callback(future)

        super()._execute_handler(msg_id, handler, done, args, kwargs)

    def _send_response(
        self, msg_id: str | int, result: Any | None = None, error: t.ResponseError | None = None
    ) -> None:
        """a0.4: a result that does not serialise is answered with an error. a3: no traceback goes to the client.

        Until pygls does both.
        """
        if error is not None:
            error = t.ResponseError(code=error.code, message=error.message)
        elif result is not None:
            try:
                written = result if isinstance(result, Written) else json.dumps(result, default=self._serialize_message)
            except (TypeError, ValueError, AttributeError) as problem:
                logger.error("unserialisable result: %s", type(problem).__name__)  # noqa: TRY400 - the text may quote the result
                error = t.ResponseError(code=t.ErrorCodes.InternalError, message="the result could not be serialised")
                self._result_types.pop(msg_id, None)
            else:
                # What was written out once is not to be written out again: that is most of what an answer costs.
                self._result_types.pop(msg_id, None)
                self._write(f'{{"id": {json.dumps(msg_id)}, "jsonrpc": "{self.VERSION}", "result": {written}}}')
                return
        super()._send_response(msg_id, result, error)

    def _write(self, body: str) -> None:
        """Send a message that is JSON already."""
        if self.writer is None:
            return
        data = body.encode(self.CHARSET)
        if self._include_headers:
            kind = f"{self.CONTENT_TYPE}; charset={self.CHARSET}"
            data = f"Content-Length: {len(data)}\r\nContent-Type: {kind}\r\n\r\n".encode() + data
        self.writer.write(data)  # none of our transports has a writer that is to be awaited

    def _refuse(self, msg_id: Any, code: int, message: str) -> None:
        """Answer with an error; by hand, since lsprotocol has no `id: null`."""
        self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "error": {"code": code, "message": message}})

    async def request(self, method: str, params: Any, patience: float) -> Any:
        """Send a request and wait at most `patience` seconds; raises asyncio.TimeoutError or JsonRpcException.

        pygls#608: a request that is never answered stays in its tables. Until pygls forgets it.
        """
        future = self.send_request(method, params)
        msg_id = next((i for i, f in self._request_futures.items() if f is future), None)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), patience)
        finally:
            if msg_id is not None:
                self._request_futures.pop(msg_id, None)
                self._result_types.pop(msg_id, None)

    @lsp_method(t.INITIALIZE)
    def lsp_initialize(self, params: t.InitializeParams) -> Generator[Any, Any, t.InitializeResult]:
        """a0.5: use documents whose lines end where the protocol says. Until pygls does not use `str.splitlines`.

        UTF-16 columns only: flags in files that are not open are placed without their text at hand.
        """
        if params.capabilities.general is not None:
            params.capabilities.general.position_encodings = [t.PositionEncodingKind.Utf16]
        steps = super().lsp_initialize(params)
        answer: Any = None
        while True:
            try:
                step = steps.send(answer)
            except StopIteration as end:
                self._use_own_documents()
                result: t.InitializeResult = end.value
                result.capabilities = self.offered(result.capabilities)
                return result
            self._use_own_documents()
            answer = yield step

    def _use_own_documents(self) -> None:
        if type(self._workspace) is Workspace:
            self._workspace.__class__ = Documents

    def _handle_cancel_notification(self, msg_id: Any) -> None:
        """a3: pygls warns of a cancellation that crossed its answer, which editors show as an error. Until pygls keeps silent."""
        if msg_id in self._request_futures:
            super()._handle_cancel_notification(msg_id)

    @lsp_method(t.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """a0.6: cancel a copy of the list; cancelling changes the list itself. Until pygls copies it."""
        if (handler := self.fm.features.get(t.SHUTDOWN)) is not None:
            yield handler, args, None
        own = self.msg_id
        for msg_id, future in list(self._request_futures.items()):
            if msg_id != own and not future.done():
                future.cancel()
        self._shutdown = True

    @lsp_method(t.EXIT)
    def lsp_exit(self, *args: Any) -> Generator[Any, Any, None]:
        """a0.6: end with 1 when `exit` comes without `shutdown`, and wait for no thread. Until pygls does."""
        if (handler := self.fm.features.get(t.EXIT)) is not None:
            yield handler, args, None
        self.ended(0 if self._shutdown else 1)


class HardenedServer(LanguageServer):
    """pygls' server on the hardened protocol, without popups."""

    protocol: HardenedProtocol

    def report_server_error(self, error: Exception, source: Any) -> None:
        """a3: log an error by its type, instead of one popup each. Until pygls leaves popups to the server's author."""
        logger.error("%s in %s", type(error).__name__, getattr(source, "__name__", source))


def _is_message(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and data.get("jsonrpc") == "2.0"
        and (isinstance(data.get("method"), str) or "id" in data)
    )
