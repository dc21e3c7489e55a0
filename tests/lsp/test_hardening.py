"""What stock pygls 2.1.1 gets wrong, one test per item; the items are those that lsp/protocol.py and lsp/transport.py name."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from lsp.raw_client import RawClient
from lsprotocol import types as t
from pygls.lsp.server import LanguageServer
from pygls.progress import Progress as Bars
from pygls.protocol import LanguageServerProtocol

import cotlens.lsp.server as server_module
from cotlens.lsp.build import build
from cotlens.lsp.link import WorkerLink
from cotlens.lsp.protocol import HardenedProtocol, HardenedServer
from cotlens.lsp.scan_progress import ScanProgress
from cotlens.lsp.state import State
from cotlens.lsp.transport import HIGH_WATER, LockedWriter, read_message, serve_stdio
from cotlens.lsp.verdict_book import VerdictBook
from cotlens.model.snapshot import Progress, Update
from cotlens.store.verdicts import VerdictStore

INITIALIZE = {"processId": None, "rootUri": None, "capabilities": {}}
HOVER = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}


def test_a0_1_messages_written_from_several_threads_arrive_whole(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    writer = LockedWriter(os.fdopen(write_end, "wb"))
    bodies = [json.dumps({"from": i, "text": "x" * 6000}).encode() for i in range(4)]

    def send(body: bytes) -> None:
        for _ in range(50):
            writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    threads = [threading.Thread(target=send, args=(b,)) for b in bodies]
    for thread in threads:
        thread.start()
    with os.fdopen(read_end, "rb") as source:
        found = [read_message(source) for _ in range(200)]
    for thread in threads:
        thread.join()
    assert sorted(b for b in found if b) == sorted(bodies * 50)


def test_a0_2_reading_does_not_wait_for_the_pool_of_the_handlers() -> None:
    (to_read, to_send), (from_read, from_send) = os.pipe(), os.pipe()
    server, busy = build(WorkerLink(), VerdictBook(VerdictStore)), threading.Event()
    server._max_workers = 1
    server.feature("test/slow")(server.thread()(lambda _: busy.wait(30)))
    with os.fdopen(to_send, "wb") as requests, os.fdopen(from_read, "rb") as answers:
        streams = os.fdopen(to_read, "rb"), os.fdopen(from_send, "wb")
        thread = threading.Thread(target=serve_stdio, args=(server, streams), daemon=True)
        thread.start()
        for number, method, params in (
            (1, "initialize", INITIALIZE),
            (2, "test/slow", {}),
            (3, "test/slow", {}),
            (4, "no/such", {}),
        ):
            body = _message(id=number, method=method, params=params)
            requests.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        requests.flush()
        ids = [json.loads(read_message(answers) or b"{}")["id"] for _ in range(2)]
        busy.set()
        assert ids == [1, 4]
        ids = sorted(json.loads(read_message(answers) or b"{}")["id"] for _ in range(2))
        assert ids == [2, 3]
    thread.join(5)
    assert not thread.is_alive()


def test_a0_3_nothing_is_kept_of_a_handled_notification() -> None:
    server, sent = _server()
    _initialize(server)
    server.protocol.receive(_message(method="textDocument/didOpen", params={"textDocument": _item("a\n")}))
    for version in range(200):
        change = {"textDocument": {"uri": "file:///a.py", "version": version}, "contentChanges": [{"text": "b\n"}]}
        server.protocol.receive(_message(method="textDocument/didChange", params=change))
    assert server.protocol._request_futures == {}
    assert sent


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("textDocument/hover", {}, -32602),
        ("textDocument/hover", {"textDocument": 7, "position": None}, -32602),
        ("textDocument/hover", None, -32602),
        ("workspace/executeCommand", {"command": "no.such"}, -32602),
        ("cotlens/transcript", {"session": 3}, -32602),
        ("cotlens/transcript", None, -32602),
        ("cotlens/transcript", {"session": "unknown"}, -32602),
        ("no/such", {}, -32601),
    ],
)
def test_a0_4_every_request_is_answered(client: RawClient, method: str, params: Any, code: int) -> None:
    client.initialize()
    error = client.response(client.start(method, params))["error"]
    assert error["code"] == code
    assert "traceback" not in json.dumps(error).lower()


def test_a0_4_a_result_that_does_not_serialise_is_an_error() -> None:
    server, sent = _server()
    _initialize(server)
    server.feature("test/bad")(lambda _: {"x": object.__new__(_NoDict)})
    server.protocol.receive(_message(id=9, method="test/bad", params={}))
    assert sent[-1]["id"] == 9
    assert sent[-1]["error"]["code"] == -32603


def test_a0_4_an_argument_that_looks_like_a_message_is_an_argument(client: RawClient) -> None:
    client.initialize()
    line = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"jsonrpc": "2.0"}}
    answer = client.response(
        client.start("workspace/executeCommand", {"command": "cotlens.confirm", "arguments": [line]})
    )
    assert answer["error"]["code"] == -32602
    assert "must be an id" in answer["error"]["message"]


def test_a0_4_a_request_after_shutdown_is_refused(client: RawClient) -> None:
    client.initialize()
    client.request("shutdown")
    assert client.response(client.start("textDocument/hover", HOVER))["error"]["code"] == -32600


def test_a0_4_of_a_notification_after_shutdown_nobody_hears(client: RawClient) -> None:
    client.initialize()
    client.request("shutdown")
    heard = len(client.messages)
    client.notify("workspace/didChangeConfiguration", {"settings": {}})
    client.notify("exit")
    assert client.process.wait(5) == 0
    assert client.stderr == ""
    assert client.messages[heard:] == []


def test_a0_5_an_edit_after_a_form_feed_lands_where_the_client_means(client: RawClient) -> None:
    path = client.file("a.py", "one\x0c\nassert True\n\u2028two\n")
    client.flag("f", path, "assert True")
    client.initialize()
    uri = client.open(path)
    client.wait_lines(uri, [1])
    client.change(uri, 2, (0, 0), (0, 0), "zero\n")
    client.change(uri, 3, (3, 0), (3, 1), "x")
    client.wait_lines(uri, [2])
    assert client.diagnostics(uri)[0]["range"]["end"]["character"] == len("assert True")


@pytest.mark.parametrize(("shutdown", "status"), [(True, 0), (False, 1)])
def test_a0_6_the_exit_status_says_whether_shutdown_came_first(client: RawClient, shutdown: bool, status: int) -> None:
    client.initialize()
    if shutdown:
        client.request("shutdown")
    client.notify("exit")
    assert client.process.wait(5) == status


def test_a0_6_a_closed_stdin_ends_the_server(client: RawClient) -> None:
    client.initialize()
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert client.process.wait(5) == 1


def test_a0_6_shutdown_with_requests_under_way_is_answered(client: RawClient) -> None:
    client.answers["window/showDocument"] = lambda _: ...
    path = client.file("a.py", "assert True\n")
    client.flag("f", path, "assert True")
    client.initialize({"window": {"showDocument": {"support": True}}})
    client.wait_lines(path.as_uri(), [0])
    client.start("workspace/executeCommand", {"command": "cotlens.showReasoning", "arguments": ["f"]})
    client.wait_for(lambda m: m.get("method") == "window/showDocument")
    assert client.stop() == 0


def test_a0_6_an_interrupt_ends_the_server_without_a_crash(client: RawClient) -> None:
    client.initialize()
    client.process.send_signal(signal.SIGINT)
    assert client.process.wait(5) == 130


def test_a0_7_the_worker_is_started_without_pygls() -> None:
    code = "import sys, cotlens.lsp.server; sys.exit('pygls' in sys.modules or 'lsprotocol' in sys.modules)"
    assert os.spawnv(os.P_WAIT, _python(), [_python(), "-c", code]) == 0


def test_a0_7_the_server_loads_none_of_what_the_worker_loads() -> None:
    """It cost a second of processor time and 13 MB when a report of the server's named a type of the engine's."""
    code = "import sys, cotlens.lsp.server, cotlens.lsp.build, cotlens.lsp.transport; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] for name in loaded if name.startswith("cotlens.")}
    assert rooms == {"lsp", "model", "reports", "engine"}, "the store is opened once `initialize` is answered"
    engine = {name for name in loaded if name.startswith("cotlens.engine.")}
    assert engine == {
        f"cotlens.engine.{name}" for name in ("heap", "reasoning", "remedies", "settings_file", "stdio", "wire")
    }
    assert not {"tree_sitter", "watchdog", "tomli", "rapidfuzz", "re2"} & set(loaded)


def test_a3_a_header_in_lower_case_is_read(client: RawClient) -> None:
    message = {
        "jsonrpc": "2.0",
        "id": 77,
        "method": "initialize",
        "params": {"processId": None, "rootUri": None, "capabilities": {}},
    }
    client.send(message, header="content-length")
    assert client.response(77)["result"]["serverInfo"]["name"] == "cotlens"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b"[" * 100_000, -32700),
        (b"[]", -32600),
        (b"7", -32600),
        (b'{"id": 1, "method": "x"}', -32600),
        (b'{"jsonrpc": "2.0"}', -32600),
        (b'{"jsonrpc": "2.0", "method": 7}', -32600),
    ],
)
def test_a3_what_is_no_message_is_answered_and_does_no_harm(client: RawClient, body: bytes, code: int) -> None:
    client.initialize()
    client.send(body)
    answer = client.wait_for(lambda m: "error" in m)
    assert answer["error"]["code"] == code
    assert client.request("textDocument/hover", HOVER) is None
    assert not [m for m in client.messages if m.get("method") == "window/showMessage"]


@pytest.mark.parametrize(
    "params",
    [
        {"textDocument": {"uri": "file:///unknown.py", "version": 1}, "contentChanges": [{"text": "x"}]},
        {"textDocument": {"uri": "untitled:x", "version": 1}, "contentChanges": [{"text": "x"}]},
        {},
    ],
)
def test_a3_an_error_in_a_notification_makes_no_popup(client: RawClient, params: Any) -> None:
    client.initialize()
    client.notify("textDocument/didChange", params)
    assert client.request("textDocument/hover", HOVER) is None
    assert not [m for m in client.messages if m.get("method") == "window/showMessage"]


@pytest.mark.parametrize(
    "answer", [lambda _: None, lambda _: [None], lambda _: [{"enable": 7}], lambda _: {}, lambda _: []]
)
def test_a3_any_answer_to_the_question_for_settings_is_borne(client: RawClient, answer: Any) -> None:
    client.answers["workspace/configuration"] = answer
    path = client.file("a.py", "assert True\n")
    client.flag("f", path, "assert True")
    client.initialize({"workspace": {"configuration": True}})
    client.wait_lines(path.as_uri(), [0])


def test_a3_a_client_that_never_answers_is_not_waited_for(client: RawClient) -> None:
    client.answers["workspace/configuration"] = lambda _: ...
    path = client.file("a.py", "assert True\n")
    client.flag("f", path, "assert True")
    client.initialize({"workspace": {"configuration": True}})
    client.wait_lines(path.as_uri(), [0])


def test_a3_logs_hold_nothing_of_what_the_agents_logs_say(client: RawClient) -> None:
    path = client.file("a.py", "assert True\n")
    client.flag("f", path, "assert True", reasoning="SECRET-EXCERPT", message="SECRET-MESSAGE")
    client.initialize()
    client.wait_lines(path.as_uri(), [0])
    client.request(
        "textDocument/hover", {"textDocument": {"uri": path.as_uri()}, "position": {"line": 0, "character": 0}}
    )
    client.stop()
    assert "SECRET" not in client.stderr


def test_a3_a_cancellation_that_crosses_its_answer_is_no_news(client: RawClient) -> None:
    client.initialize()
    client.request("textDocument/hover", HOVER)
    client.notify("$/cancelRequest", {"id": "answered"})
    client.request("textDocument/hover", HOVER)
    assert "Cancel" not in client.stderr


def test_a5_columns_are_utf16_whatever_the_client_prefers(client: RawClient) -> None:
    path = client.file("a.py", "'\U0001f600' + alpha\n")
    client.flag("f", path, "'\U0001f600' + alpha")
    result = client.initialize({"general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]}})
    assert result["capabilities"]["positionEncoding"] == "utf-16"
    (found,) = client.wait_lines(path.as_uri(), [0])
    assert found["range"]["end"]["character"] == 12


def test_a8_an_unanswered_request_of_ours_is_forgotten() -> None:
    import asyncio  # noqa: PLC0415

    server, _ = _server()

    async def ask() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await server.protocol.request("workspace/codeLens/refresh", None, 0.01)

    asyncio.run(ask())
    assert server.protocol._request_futures == {}
    assert server.protocol._result_types == {}


def test_a9_reading_ahead_is_bounded(client: RawClient) -> None:
    client.initialize()
    for number in range(HIGH_WATER * 3):
        client.send({"jsonrpc": "2.0", "id": f"n{number}", "method": "textDocument/hover", "params": HOVER})
    for number in (0, HIGH_WATER * 3 - 1):
        assert client.response(f"n{number}")["result"] is None


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"Content-Length: 2\r\n\r\n{}", b"{}"),
        (b"CONTENT-LENGTH:2\n\n{}", b"{}"),
        (b"Content-Type: x\r\nContent-Length: 2\r\n\r\n{}", b"{}"),
        (b"\r\n\r\nContent-Length: 2\r\n\r\n{}", b"{}"),
        (b"Content-Length: 5\r\n\r\n{}", None),
        (b"Content-Length: -5\r\n\r\n{}", None),
        (b"Content-Length: 99999999999999\r\n\r\n{}", None),
        (b"Content-Length: two\r\n\r\n{}", None),
        (b"x" * 100_000, None),
        (b"", None),
    ],
)
def test_a9_headers(tmp_path: Path, data: bytes, body: bytes | None) -> None:
    file = tmp_path / "in"
    file.write_bytes(data)
    with file.open("rb") as source:
        assert read_message(source) == body


class _NoDict:
    __slots__ = ()


def _python() -> str:
    import sys  # noqa: PLC0415

    return sys.executable


def _item(text: str) -> dict[str, Any]:
    return {"uri": "file:///a.py", "languageId": "python", "version": 0, "text": text}


def _message(**more: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", **more}).encode()


class _Sink:
    def __init__(self) -> None:
        self.sent: list[Any] = []

    def write(self, data: bytes) -> None:
        self.sent.append(json.loads(data.split(b"\r\n\r\n", 1)[1]))

    def close(self) -> None:
        pass


def _server() -> Any:
    server, sink = build(WorkerLink(), VerdictBook(VerdictStore)), _Sink()
    server.protocol.set_writer(sink)
    return server, sink.sent


def _initialize(server: Any) -> None:
    server.protocol.receive(_message(id=1, method=t.INITIALIZE, params=INITIALIZE))


def test_a5_a_progress_token_is_a_string_and_is_forgotten_when_its_bar_ends() -> None:
    """pygls#607: tokens are kept for ever."""
    sent: list[tuple[str, Any]] = []

    class Wire:
        async def send_request_async(self, method: str, params: Any) -> None:
            sent.append((method, params.token))

        def notify(self, method: str, params: Any) -> None:
            sent.append((method, params.token))

    async def scan() -> dict[Any, Any]:
        bars, state = Bars(Wire()), State()  # type: ignore[arg-type]  # all that it uses
        progress = ScanProgress(bars, state, lambda: None)
        for update in (Update(scanning=True, progress=Progress(0, 2)), Update(scanning=False)):
            state.apply(update)
            progress.update()
            await asyncio.sleep(0.01)
            progress.update()
        return bars.tokens

    assert asyncio.run(scan()) == {}
    assert {method for method, _ in sent} == {t.WINDOW_WORK_DONE_PROGRESS_CREATE, t.PROGRESS}
    assert {type(token) for _, token in sent} == {str}


def test_a_scan_that_a_new_worker_begins_by_itself_shows_no_bar() -> None:
    async def scan() -> list[bool]:
        state = State()
        progress = ScanProgress(Bars(None), state, lambda: None)  # type: ignore[arg-type]  # nothing may be sent
        shown = []
        progress.mute()
        for update in (Update(scanning=True, progress=Progress(0, 2)), Update(scanning=False)):
            state.apply(update)
            progress.update()
            shown.append(progress._task is not None)
        return shown

    assert asyncio.run(scan()) == [False, False]


_NAMED = re.compile(r"\ba\d(?:\.\d)?:|pygls#\d+:")


@pytest.mark.parametrize(
    ("base", "own"),
    [(LanguageServerProtocol, HardenedProtocol), (LanguageServer, HardenedServer)],
    ids=["protocol", "server"],
)
def test_every_override_names_what_it_mends_and_until_when_it_is_needed(base: type, own: type) -> None:
    overrides = [
        f for name, f in vars(own).items() if callable(f) and hasattr(base, name) and not name.startswith("__")
    ]
    assert overrides
    for function in overrides:
        assert _NAMED.search(function.__doc__ or ""), function.__name__
        assert re.search(r"\b[Uu]ntil\b", function.__doc__ or ""), function.__name__


def test_every_item_that_is_mended_has_its_test() -> None:
    folder = Path(server_module.__file__).parent
    mended = {
        item
        for name in ("protocol", "transport", "documents")
        for item in re.findall(r"\b(a\d(?:\.\d)?)\b", (folder / f"{name}.py").read_text(encoding="utf-8"))
    } - {"a9"}  # the module's heading says `a0.1 .. a9`
    tested = {
        f"a{x.replace('_', '.')}" for x in re.findall(r"def test_a(\d(?:_\d)?)_", Path(__file__).read_text("utf-8"))
    }
    assert mended <= tested
    assert {f"a0.{n}" for n in range(1, 8)} <= tested
