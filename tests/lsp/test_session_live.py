"""A session asked of the real server item by item, as the Session view does, while it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsp.live import PATIENCE, real_client, soon
from sessions import ClaudeLog, more, shop, tampering

from cotlens.cli.lsp_client import LspClient
from cotlens.model.errors import InternalError

pytestmark = pytest.mark.slow


@pytest.fixture
def log(tmp_path: Path) -> ClaudeLog:
    log = ClaudeLog(tmp_path / "home", shop(tmp_path / "shop"))
    tampering(log)
    return log


@pytest.fixture
def client(log: ClaudeLog, tmp_path: Path) -> Iterator[LspClient]:
    with real_client(tmp_path, log.workspace) as client:
        soon(lambda: len(client.request("cotlens/flags", {})["flags"]) == 2)
        yield client


def told_of_change(client: LspClient) -> str:
    """Wait for the server's word that a session changed; returns its id."""
    while True:
        note = client.notifications.get(timeout=PATIENCE)
        if note["method"] == "cotlens/sessionChanged":
            return str(note["params"]["session"])


def test_a_session_is_told_with_its_flags(client: LspClient, log: ClaudeLog) -> None:
    page = client.request("cotlens/session", {"session": log.session, "first": 0, "count": 4, "outline": True})
    assert (page["session"]["agent_title"], page["session"]["reasoning"]) == ("Claude Code", "full")
    assert [x["kind"] for x in page["items"]] == ["ask", "action", "reasoning", "edit"]
    assert (page["total"], page["outline"]["kinds"]) == (9, "uareaaram")
    (flag,) = (f for f in page["flags"] if f["code"] == "RH01")
    assert (flag["item"], flag["thought"], flag["status"]) == (3, 2, "open")
    assert flag["location"]["path"] == "tests/test_cart.py"
    assert "evidence" not in flag


def test_an_edit_leads_to_its_lines(client: LspClient, log: ClaudeLog) -> None:
    page = client.request("cotlens/session", {"session": log.session, "first": 3, "count": 1})
    (change,) = page["items"][0]["changes"]
    assert change["uri"] == (log.workspace / "tests" / "test_cart.py").as_uri()
    ask = {"uri": change["uri"], "edit": change["edit"]}
    assert client.request("cotlens/where", ask) == {"lines": {"first": 4, "last": 4}}
    item = {
        "uri": change["uri"],
        "languageId": "python",
        "version": 1,
        "text": "\n\nassert discount([(8.40, 3)], 10) > 0\n",
    }
    client.notify("textDocument/didOpen", {"textDocument": item})
    assert client.request("cotlens/where", ask) == {"lines": {"first": 2, "last": 2}}


def test_the_client_is_told_when_the_session_goes_on_and_of_verdicts(client: LspClient, log: ClaudeLog) -> None:
    page = client.request("cotlens/session", {"session": log.session, "outline": True})
    more(log)
    assert told_of_change(client) == log.session
    held = {x["index"]: x for x in page["items"]}

    def caught_up() -> bool:
        nonlocal page
        page = client.request("cotlens/session", {"session": log.session, "since": page["edition"], "count": 2})
        held.update({x["index"]: x for x in page["items"]})
        return len(held) == page["total"] == 14 and not page["more"]

    soon(caught_up)
    assert held[13]["text"] == "Totals are rounded."
    flag = next(f["id"] for f in page["flags"] if f["code"] == "RH01")
    client.request("workspace/executeCommand", {"command": "cotlens.confirm", "arguments": [flag]})
    told_of_change(client)
    page = client.request("cotlens/session", {"session": log.session, "since": page["edition"]})
    assert next(f["status"] for f in page["flags"] if f["id"] == flag) == "confirmed"


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("cotlens/session", {"session": "no such"}),
    ("cotlens/session", {}),
    ("cotlens/session", {"session": "s", "first": -1}),
    ("cotlens/session", {"session": "s", "since": "x"}),
    ("cotlens/where", {"uri": "untitled:a", "edit": "e"}),
    ("cotlens/where", {"uri": "file:///a"}),
]


def test_what_cannot_be_answered_is_said_in_words(client: LspClient) -> None:
    for method, params in REFUSED:
        with pytest.raises(InternalError, match=r"no such|must be"):
            client.request(method, params)
