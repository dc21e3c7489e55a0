"""Shared verdicts in the editor, with the real server and a real log: given, pulled, taken back, an agent's, two servers'."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsp.raw_client import RawClient
from sessions import ClaudeLog, shop, tampering

pytestmark = pytest.mark.slow

NONE = dict.fromkeys(("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"), "")
SERVE = [sys.executable, "-m", "cotlens", "serve"]
LITERALS = {
    "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}}
}


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RawClient]:
    client = RawClient(tmp_path, SERVE, NONE)
    shop(client.workspace)
    yield client
    client.kill()


@pytest.fixture
def log(editor: RawClient, tmp_path: Path) -> ClaudeLog:
    log = ClaudeLog(tmp_path, editor.workspace)
    tampering(log)
    return log


def command(client: RawClient, name: str, *args: Any) -> Any:
    return client.request("workspace/executeCommand", {"command": f"cotlens.{name}", "arguments": list(args)})


def begun(editor: RawClient, capabilities: Any = None) -> tuple[Path, Path, str]:
    """The flagged file, the file of shared verdicts, and the flag's id."""
    test, file = editor.workspace / "tests" / "test_cart.py", editor.workspace / ".cotlens" / "verdicts.jsonl"
    editor.initialize(capabilities)
    editor.wait_until(lambda: codes(editor, test) == ["RH01"])
    editor.wait_until(lambda: editor.status().get("state") == "watching")
    return test, file, editor.diagnostics(test.as_uri())[0]["data"]["flag"]


def codes(editor: RawClient, path: Path) -> list[str]:
    return [d["code"] for d in editor.diagnostics(path.as_uri())]


def tree(editor: RawClient, flag: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for f in editor.request("cotlens/flags")["flags"] if f["id"] == flag)
    return found


def line_about(flag: dict[str, Any], name: str, **more: Any) -> str:
    known = {"id": name, "verdict": "dismissed", "code": flag["code"], "fingerprint": flag["fingerprint"]}
    return json.dumps({**known, "time": "2026-03-01T10:00:00Z", **more}) + "\n"


def actions(editor: RawClient, path: Path, line: int) -> list[Any]:
    position = {"line": line, "character": 0}
    params = {
        "textDocument": {"uri": path.as_uri()},
        "range": {"start": position, "end": position},
        "context": {"diagnostics": []},
    }
    return editor.request("textDocument/codeAction", params) or []


@pytest.mark.usefixtures("log")
def test_a_verdict_is_shared_only_where_that_was_begun(editor: RawClient) -> None:
    test, file, flag = begun(editor, LITERALS)
    assert not any("everybody" in a["title"] for a in actions(editor, test, 4))
    wanted = {"command": "cotlens.dismiss", "arguments": [flag, "intended", "", {"share": True}]}
    refused = editor.response(editor.start("workspace/executeCommand", wanted))
    assert "cotlens verdicts share" in refused["error"]["message"]
    assert not file.exists()
    assert command(editor, "shareVerdicts") == {"path": str(file), "made": True}
    assert command(editor, "shareVerdicts") == {"path": str(file), "made": False}
    editor.wait_until(lambda: editor.status().get("shares") is True)
    assert any("everybody" in a["title"] for a in actions(editor, test, 4))
    (action,) = (a for a in actions(editor, test, 4) if "everybody" in a["title"])
    answer = editor.request("workspace/executeCommand", {k: action["command"][k] for k in ("command", "arguments")})
    assert answer == {"flag": flag, "status": "dismissed", "scope": "fingerprint", "flags": 1}
    # At once, though the worker waits a moment with lines that it does not know.
    editor.wait_until(lambda: codes(editor, test) == [], 2.0)
    (text,) = file.read_text().splitlines()
    assert tree(editor, flag)["shared"] == json.loads(text)["id"]
    # For oneself it is taken back without a line; for everybody by another line.
    assert command(editor, "undo", flag)["status"] == "open"
    editor.wait_until(lambda: codes(editor, test) == ["RH01"])
    assert len(file.read_text().splitlines()) == 1
    command(editor, "confirm", flag, "seen", {"share": True})
    editor.wait_until(lambda: tree(editor, flag)["status"] == "confirmed")
    hover = {"textDocument": {"uri": test.as_uri()}, "position": {"line": 4, "character": 6}}
    said = editor.request("textDocument/hover", hover)["contents"]["value"]
    assert "Confirmed for everybody who has the workspace. Note: seen" in said
    assert command(editor, "undo", flag, {"share": True})["status"] == "open"
    assert [json.loads(x)["verdict"] for x in file.read_text().splitlines()] == ["dismissed", "confirmed", "open"]


@pytest.mark.usefixtures("log")
def test_what_a_pull_brings_counts_and_goes_while_the_server_runs(editor: RawClient) -> None:
    test, file, flag = begun(editor)
    file.parent.mkdir()
    file.write_text(line_about(tree(editor, flag), "from0a0colleague"))
    editor.wait_until(lambda: codes(editor, test) == [])
    assert editor.diagnostics(file.as_uri()) == []
    file.write_text(file.read_text() + "<<<<<<< HEAD\n" + "{half\n")
    editor.wait_until(lambda: [d["range"]["start"]["line"] for d in editor.diagnostics(file.as_uri())] == [1, 2])
    assert codes(editor, file) == ["verdicts", "verdicts"]
    assert codes(editor, test) == []
    file.unlink()
    editor.wait_until(lambda: codes(editor, test) == ["RH01"])
    editor.wait_until(lambda: editor.diagnostics(file.as_uri()) == [])


def test_an_agent_s_line_is_shown_and_not_applied_until_the_user_adopts_it(editor: RawClient, log: ClaudeLog) -> None:
    test, file, flag = begun(editor, LITERALS)
    text = line_about(tree(editor, flag), "from0the0agent00")
    log.user("Go on.")
    log.create(".cotlens/verdicts.jsonl", text)

    def doubted() -> list[dict[str, Any]]:
        """What is said of the line itself; that the agent wrote it is flagged, too."""
        return [d for d in editor.diagnostics(file.as_uri()) if d["code"] != "BD05"]

    def adoptions() -> list[dict[str, Any]]:
        return [a for a in actions(editor, file, 0) if a["command"]["command"] == "cotlens.adoptVerdict"]

    (told,) = editor.wait_until(doubted)
    assert told["range"]["start"]["line"] == 0
    assert "written by Claude Code session 11111111" in told["message"]
    assert codes(editor, test) == ["RH01"]
    assert tree(editor, flag)["status"] == "open"
    (action,) = adoptions()
    assert action["command"]["arguments"] == ["from0the0agent00"]
    answer = command(editor, "adoptVerdict", "from0the0agent00")
    assert answer == {"verdict": "from0the0agent00", "status": "dismissed", "scope": "fingerprint", "flags": 1}
    editor.wait_until(lambda: codes(editor, test) == [])
    editor.wait_until(lambda: doubted() == [])
    assert adoptions() == []
    assert "shared" not in tree(editor, flag)
    assert file.read_text() == text


@pytest.mark.usefixtures("log")
def test_two_servers_of_one_workspace_agree(editor: RawClient, tmp_path: Path) -> None:
    test, file, flag = begun(editor)
    command(editor, "shareVerdicts")
    other = RawClient(tmp_path, SERVE, {**NONE, "COTLENS_STATE_DIR": str(tmp_path / "ben")})
    try:
        begun(other)
        command(editor, "dismiss", flag, "intended", "", {"share": True})
        for client in (editor, other):
            client.wait_until(lambda client=client: codes(client, test) == [])  # type: ignore[misc]  # bound now
        command(other, "undo", flag, {"share": True})
        for client in (editor, other):
            client.wait_until(lambda client=client: codes(client, test) == ["RH01"])  # type: ignore[misc]  # bound now
        assert len(file.read_text().splitlines()) == 2
    finally:
        other.kill()


@pytest.mark.usefixtures("log")
def test_a_client_that_pulls_sees_the_same(editor: RawClient) -> None:
    pulls = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
    test = editor.workspace / "tests" / "test_cart.py"
    editor.initialize(pulls)
    uri = editor.open(test)

    def pulled() -> list[str]:
        answer = editor.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        return [d["code"] for d in answer["items"]]

    editor.wait_until(lambda: pulled() == ["RH01"])
    editor.wait_until(lambda: editor.status().get("state") == "watching")
    flag = next(f["id"] for f in editor.request("cotlens/flags")["flags"] if f["code"] == "RH01")
    command(editor, "shareVerdicts")
    command(editor, "dismiss", flag, "intended", "", {"share": True})
    assert pulled() == []
    refreshes = sum(m.get("method") == "workspace/diagnostic/refresh" for m in editor.messages)
    file = editor.workspace / ".cotlens" / "verdicts.jsonl"
    file.write_text("")
    editor.wait_until(
        lambda: sum(m.get("method") == "workspace/diagnostic/refresh" for m in editor.messages) > refreshes
    )
    assert pulled() == ["RH01"]
