"""Diagnostics for clients that ask for them: what is open by the document, the rest by the workspace, and nothing twice."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from lsp.raw_client import RawClient

PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
TEXT = "one = 1\nassert True\ntwo = 2\n"


@pytest.fixture
def path(client: RawClient) -> Path:
    path = client.file("a.py", TEXT)
    client.flag("f", path, "assert True")
    return path


def pull(client: RawClient, uri: str, previous: str | None = None) -> Any:
    more = {"previousResultId": previous} if previous else {}
    return client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}, "identifier": "cotlens", **more})


def pull_all(client: RawClient, known: dict[str, str], **more: Any) -> int:
    """Ask for the workspace's; the answer may take long."""
    previous = [{"uri": uri, "value": value} for uri, value in known.items()]
    return client.start("workspace/diagnostic", {"previousResultIds": previous, **more})


def lines(found: Any) -> list[int]:
    return [d["range"]["start"]["line"] for d in found["items"]]


def refreshes(client: RawClient) -> int:
    return sum(m.get("method") == "workspace/diagnostic/refresh" for m in client.messages)


def test_only_a_client_that_can_be_told_to_ask_again_is_offered_it(client: RawClient) -> None:
    offered = client.initialize({"textDocument": {"diagnostic": {}}})["capabilities"]
    assert "diagnosticProvider" not in offered


def test_an_open_document_is_answered_and_not_pushed(client: RawClient, path: Path) -> None:
    offered = client.initialize(PULLS)["capabilities"]
    assert offered["diagnosticProvider"]["workspaceDiagnostics"] is True
    client.wait_lines(path.as_uri(), [1])
    uri = client.open(path)
    client.wait_lines(uri, [])
    found = pull(client, uri)
    assert (found["kind"], lines(found)) == ("full", [1])
    again = pull(client, uri, found["resultId"])
    assert again == {"kind": "unchanged", "resultId": found["resultId"]}
    client.change(uri, 2, (0, 0), (0, 0), "\n")
    moved = pull(client, uri, found["resultId"])
    assert (moved["kind"], lines(moved)) == ("full", [2])


def test_the_client_is_told_to_ask_again_when_an_agent_went_on(client: RawClient, path: Path) -> None:
    client.initialize(PULLS)
    client.wait_lines(path.as_uri(), [1])
    uri = client.open(path)
    found = pull(client, uri)
    before = refreshes(client)
    client.flag("g", path, "two = 2")
    client.wait_until(lambda: refreshes(client) > before)
    assert lines(pull(client, uri, found["resultId"])) == [1, 2]


def test_typing_has_the_client_ask_by_itself(client: RawClient, path: Path) -> None:
    client.initialize(PULLS)
    client.wait_lines(path.as_uri(), [1])
    uri = client.open(path)
    found = pull(client, uri)
    before = refreshes(client)
    for version in range(2, 6):
        client.change(uri, version, (0, 0), (0, 0), "\n")
        found = pull(client, uri, found.get("resultId"))
    time.sleep(1.0)
    assert (lines(found), refreshes(client)) == ([5], before)


def test_what_is_not_open_is_answered_by_the_workspace_once_it_is_asked_for(client: RawClient, path: Path) -> None:
    client.initialize(PULLS)
    client.wait_lines(path.as_uri(), [1])
    first = client.response(pull_all(client, {}))["result"]["items"]
    assert [(x["uri"], lines(x)) for x in first] == [(path.as_uri(), [1])]
    client.wait_lines(path.as_uri(), [])
    # Nothing changed: the answer waits until something does.
    known = {x["uri"]: x["resultId"] for x in first}
    waiting = pull_all(client, known)
    time.sleep(0.5)
    assert not any(m.get("id") == waiting and "method" not in m for m in client.messages)
    other = client.file("b.py", "three = 3\n")
    client.flag("g", other, "three = 3")
    (news,) = client.response(waiting)["result"]["items"]
    assert (news["uri"], lines(news)) == (other.as_uri(), [0])
    # A file whose last flag goes is told of as empty.
    client.log({"drop": "f"})
    (gone,) = client.response(pull_all(client, {**known, news["uri"]: news["resultId"]}))["result"]["items"]
    assert (gone["uri"], gone["items"]) == (path.as_uri(), [])
    # An open one is among them until the client asks for it by itself: an extension of VS Code may hold it open without a tab.
    opened = client.open(other)
    (held,) = client.response(pull_all(client, {}))["result"]["items"]
    assert (held["uri"], lines(held)) == (opened, [0])
    pull(client, opened)
    (closed,) = client.response(pull_all(client, {other.as_uri(): "old", path.as_uri(): "older"}))["result"]["items"]
    assert closed["uri"] == path.as_uri()


def test_a_long_answer_comes_in_parts(client: RawClient) -> None:
    for n in range(120):
        client.flag(f"f{n}", client.file(f"m{n:03}.py", f"x = {n}\n"), f"x = {n}")
    client.initialize(PULLS)
    client.wait_until(lambda: client.status().get("flags", {}).get("open") == 120)
    found = client.response(pull_all(client, {}, partialResultToken="parts"))["result"]["items"]
    parts = [
        m["params"]["value"]["items"]
        for m in client.messages
        if m.get("method") == "$/progress" and m["params"]["token"] == "parts"
    ]
    assert found == []
    assert [len(p) for p in parts] == [50, 50, 20]
    assert len({x["uri"] for p in parts for x in p}) == 120


def test_a_request_that_waits_can_be_cancelled(client: RawClient, path: Path) -> None:
    client.initialize(PULLS)
    client.wait_lines(path.as_uri(), [1])
    items = client.response(pull_all(client, {}))["result"]["items"]
    waiting = pull_all(client, {x["uri"]: x["resultId"] for x in items})
    client.notify("$/cancelRequest", {"id": waiting})
    assert client.response(waiting)["error"]["code"] == -32800
    assert client.request(
        "textDocument/hover", {"textDocument": {"uri": path.as_uri()}, "position": {"line": 1, "character": 0}}
    )
