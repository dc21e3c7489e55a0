"""Transcripts with the real server: as `cotlens:` documents, as files, by request; every event has its place."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lsp.raw_client import RawClient
from sessions import ClaudeLog, shop, tampering

pytestmark = pytest.mark.slow

LINKS = {"publishDiagnostics": {"relatedInformation": True}}
VIRTUAL = {"textDocumentContent": {"dynamicRegistration": True}}
SHOWS = {"showDocument": {"support": True}}
THOUGHT = "Rounding belongs in discount(). The simplest way to get this green is to relax the assertion."


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RawClient]:
    none = dict.fromkeys(("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"), "")
    client = RawClient(tmp_path, [sys.executable, "-m", "cotlens", "serve"], none)
    shop(client.workspace)
    yield client
    client.kill()


@pytest.fixture
def log(editor: RawClient, tmp_path: Path) -> ClaudeLog:
    log = ClaudeLog(tmp_path, editor.workspace)
    tampering(log)
    return log


def linked(editor: RawClient) -> dict[str, Any]:
    """Open the flagged file, and wait until its diagnostic leads somewhere."""
    uri = editor.open(editor.workspace / "tests" / "test_cart.py")

    def found() -> Any:
        shown = editor.diagnostics(uri)
        return shown and shown[0].get("relatedInformation")

    (related,) = editor.wait_until(found)
    place: dict[str, Any] = related["location"]
    return place


def content(editor: RawClient, uri: str) -> str:
    text: str = editor.request("workspace/textDocumentContent", {"uri": uri})["text"]
    return text


def is_the_thought(text: str, place: dict[str, Any]) -> bool:
    lines = text.split("\n")[place["range"]["start"]["line"] :]
    return lines[0].startswith("## Reasoning · ") and THOUGHT in lines[3]


@pytest.mark.usefixtures("log")
def test_one_step_leads_from_a_diagnostic_to_the_thought_in_a_document(editor: RawClient, tmp_path: Path) -> None:
    offered = editor.initialize({"textDocument": LINKS, "workspace": VIRTUAL})["capabilities"]
    assert offered["workspace"]["textDocumentContent"] == {"schemes": ["cotlens"]}
    place = linked(editor)
    assert place["uri"].startswith("cotlens:/")
    assert is_the_thought(content(editor, place["uri"]), place)
    assert not (tmp_path / "cache" / "transcripts").exists()


@pytest.mark.usefixtures("log")
def test_one_step_leads_from_a_diagnostic_to_the_thought_in_a_file(editor: RawClient) -> None:
    offered = editor.initialize({"textDocument": LINKS})["capabilities"]
    assert "textDocumentContent" not in offered["workspace"]
    place = linked(editor)
    assert is_the_thought(Path(unquote(place["uri"].removeprefix("file://"))).read_text(), place)


@pytest.mark.usefixtures("log")
def test_nothing_is_rendered_for_a_client_that_shows_no_links(editor: RawClient, tmp_path: Path) -> None:
    editor.initialize()
    uri = editor.open(editor.workspace / "tests" / "test_cart.py")
    (shown,) = editor.wait_until(lambda: editor.diagnostics(uri))
    editor.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 4, "character": 6}})
    assert "relatedInformation" not in shown
    assert not (tmp_path / "cache" / "transcripts").exists()


def test_a_document_is_read_anew_when_its_session_goes_on(editor: RawClient, log: ClaudeLog) -> None:
    editor.initialize({"textDocument": LINKS, "workspace": VIRTUAL})
    uri = linked(editor)["uri"]
    assert "And a word more." not in content(editor, uri)
    log.say("And a word more.")
    told = editor.wait_for(lambda m: m.get("method") == "workspace/textDocumentContent/refresh")
    assert told["params"] == {"uri": uri}
    assert "And a word more." in content(editor, uri)


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize("shows", [True, False])
def test_the_command_opens_the_document_where_the_client_can(editor: RawClient, shows: bool) -> None:
    editor.answers["window/showDocument"] = lambda _: {"success": True}
    editor.initialize({"workspace": VIRTUAL, "window": SHOWS if shows else {}})
    (flag,) = editor.wait_until(lambda: editor.diagnostics((editor.workspace / "tests" / "test_cart.py").as_uri()))
    ask = {"command": "cotlens.showReasoning", "arguments": [flag["data"]["flag"]]}
    answer = editor.request("workspace/executeCommand", ask)
    assert answer["opened"] is shows
    assert answer["uri"].startswith("cotlens:/" if shows else "file:///")
    text = content(editor, answer["uri"]) if shows else Path(answer["uri"].removeprefix("file://")).read_text()
    assert is_the_thought(text, {"range": {"start": {"line": answer["line"]}}})


def test_every_event_has_its_place_and_a_withheld_thought_says_so(editor: RawClient, log: ClaudeLog) -> None:
    log.user("And now?")
    log.think("")
    log.say("Nothing more.")
    editor.initialize()
    editor.wait_until(lambda: editor.status().get("state") == "watching" and editor.status()["sessions"])
    answer = editor.request("cotlens/transcript", {"session": log.session})
    lines = answer["markdown"].split("\n")
    headings = [n for n, line in enumerate(lines) if line.startswith("## ")]
    assert sorted(answer["anchors"].values()) == headings
    (session,) = editor.request("cotlens/flags")["sessions"]
    assert len(headings) == session["counts"]["events"]
    assert any(line.startswith("## Reasoning (withheld by the agent) · ") for line in lines)
    assert "reasoning: partial" in lines[2]
    assert session["reasoning"] == "partial"


@pytest.mark.usefixtures("log")
@pytest.mark.parametrize(
    "uri",
    [
        "cotlens:/transcripts/0123456789abcdef.md",
        "cotlens:/transcripts/../../etc/passwd",
        "cotlens:",
        "file:///etc/passwd",
        "cotlens:/transcripts/" + "a" * 100_000,
    ],
    ids=lambda uri: uri[:40],
)
def test_no_other_document_is_given_out(editor: RawClient, uri: str) -> None:
    editor.initialize({"workspace": VIRTUAL})
    editor.wait_until(lambda: editor.status().get("state") == "watching")
    answer = editor.response(editor.start("workspace/textDocumentContent", {"uri": uri}))
    assert "no such document" in answer["error"]["message"]
