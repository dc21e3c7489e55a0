"""A session with the real server over real pipes: what an editor's user sees, does and may do to it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from lsp.raw_client import HERE, RawClient

from cotlens.model.ids import Fingerprint, FlagId
from cotlens.model.verdict import Reason, Status, Verdict
from cotlens.store.verdicts import VerdictStore

MARKDOWN = {"textDocument": {"hover": {"contentFormat": ["markdown", "plaintext"]}}}
TEXT = "one = 1\nassert True\ntwo = 2\n"


@pytest.fixture
def path(client: RawClient) -> Path:
    """A file with one flag, on line 1."""
    path = client.file("a.py", TEXT)
    client.flag("f", path, "assert True", reasoning="I will weaken it")
    return path


def command(client: RawClient, name: str, *args: Any) -> Any:
    return client.request("workspace/executeCommand", {"command": f"cotlens.{name}", "arguments": list(args)})


def at(path: Path, line: int) -> dict[str, Any]:
    return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": 2}}


def actions(client: RawClient, path: Path, line: int, **context: Any) -> list[Any]:
    position = {"line": line, "character": 0}
    span = {"start": position, "end": position}
    params = {"textDocument": {"uri": path.as_uri()}, "range": span, "context": {"diagnostics": [], **context}}
    found: list[Any] = client.request("textDocument/codeAction", params) or []
    return found


# --- seeing -----------------------------------------------------------------------------------------------------------


def test_files_that_are_not_open_show_their_flags(client: RawClient, path: Path) -> None:
    client.initialize()
    (found,) = client.wait_lines(path.as_uri(), [1])
    assert found["source"] == "cotlens"
    assert found["code"] == "RH01"
    assert found["severity"] == 1
    assert found["data"] == {"flag": "f"}


def test_a_flag_shows_as_soon_as_the_agent_logs_it(client: RawClient, path: Path) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    client.flag("g", path, "two = 2")
    client.wait_lines(path.as_uri(), [1, 2])
    client.log({"drop": "f"})
    client.wait_lines(path.as_uri(), [2])
    client.log({"drop": "g"})
    client.wait_lines(path.as_uri(), [])


def test_requirement_03_a_file_changed_on_disk_takes_its_flags_along(client: RawClient, path: Path) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    client.file("a.py", "# new\n" + TEXT)
    client.wait_lines(path.as_uri(), [2])
    path.unlink()
    client.wait_lines(path.as_uri(), [])


def test_an_open_document_counts_more_than_the_disk(client: RawClient, path: Path) -> None:
    client.initialize()
    uri = client.open(path, "# unsaved\n# lines\n" + TEXT)
    client.wait_lines(uri, [3])
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.wait_lines(uri, [1])


def test_one_coarse_edit_as_after_a_change_by_an_agent_is_placed_anew(client: RawClient, path: Path) -> None:
    client.initialize()
    uri = client.open(path)
    client.wait_lines(uri, [1])
    client.change(uri, 2, (0, 0), (2, 0), "a\nb\nc\nassert True\nassert False\n")
    found = client.wait_lines(uri, [3])
    assert found[0]["range"] == {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 11}}


def test_shutdown_takes_all_diagnostics_back(client: RawClient, path: Path) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    assert client.stop() == 0
    assert client.diagnostics(path.as_uri()) == []


@pytest.mark.parametrize(("capabilities", "kind"), [(MARKDOWN, "markdown"), ({}, "plaintext")])
def test_hovers_speak_the_clients_format(client: RawClient, path: Path, capabilities: Any, kind: str) -> None:
    client.initialize(capabilities)
    client.wait_lines(path.as_uri(), [1])
    contents = client.request("textDocument/hover", at(path, 1))["contents"]
    assert contents["kind"] == kind
    for words in ("I will weaken it", "80%", "high", "fake"):
        assert words in contents["value"]
    # Clients that render Markdown show the diagnostic's message in the same hover.
    assert ("Weakened a test" in contents["value"]) == (kind == "plaintext")
    assert ("**" in contents["value"]) == (kind == "markdown")
    assert client.request("textDocument/hover", at(path, 0)) is None


def test_a_session_without_readable_reasoning_says_so(client: RawClient) -> None:
    path = client.file("a.py", TEXT)
    client.flag("f", path, "assert True", reasoning_status="withheld")
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    assert "withheld" in client.request("textDocument/hover", at(path, 1))["contents"]["value"]


def test_all_that_a_lens_offers_an_action_offers_too(client: RawClient, path: Path) -> None:
    literals = {
        "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}}
    }
    client.initialize(literals)
    client.wait_lines(path.as_uri(), [1])
    lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": path.as_uri()}})
    # Some clients draw a line's lenses in the order of their beginnings, and turn round those that begin at one place.
    assert [x["range"]["start"]["character"] for x in lenses] == [0, 1, 2, 3]
    offered = actions(client, path, 1)
    assert {x["command"]["command"] for x in lenses} <= {x["command"]["command"] for x in offered}
    assert {x["kind"] for x in offered} == {"quickfix"}
    assert [x["command"]["arguments"] for x in offered if x["command"]["command"] == "cotlens.dismiss"] == [
        ["f", "false-positive"],
        ["f", "intended"],
        ["f", "accepted-risk"],
        ["f", "fixed"],
        ["f", "unstated", "", {"scope": "fingerprint"}],
        ["f", "unstated", "", {"scope": "session"}],
        ["f", "unstated", "", {"scope": "path"}],
    ]
    assert actions(client, path, 0) == []
    assert actions(client, path, 1, only=["source.organizeImports"]) == []
    assert actions(client, path, 1, only=["quickfix"]) == offered


def test_a_client_without_action_literals_gets_commands(client: RawClient, path: Path) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    assert {type(x["command"]) for x in actions(client, path, 1)} == {str}


@pytest.mark.parametrize(("name", "icon"), [("Visual Studio Code", True), ("code-server", True), ("Neovim", False)])
def test_icons_are_for_clients_that_draw_them(client: RawClient, path: Path, name: str, icon: bool) -> None:
    client.initialize(clientInfo={"name": name})
    client.wait_lines(path.as_uri(), [1])
    lens = client.request("textDocument/codeLens", {"textDocument": {"uri": path.as_uri()}})[0]
    assert lens["command"]["title"].startswith("$(error)" if icon else "test-tampering")


@pytest.mark.parametrize(
    ("reasoning", "told"),
    [
        ("I will weaken it", "test-tampering: “I will weaken it”"),
        (f"{'Well, ' * 30}I will weaken it.", f"test-tampering: “… {'Well, ' * 9}I will weaken it.”"),
        ("x" * 200, f"test-tampering: “… {'x' * 72}”"),
        ("", "test-tampering: Weakened a test so that it passes"),
    ],
    ids=["short", "long: its end", "one long word", "no reasoning"],
)
def test_a_lens_quotes_the_thought(client: RawClient, reasoning: str, told: str) -> None:
    path = client.file("a.py", TEXT)
    client.flag("f", path, "assert True", reasoning=reasoning)
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    lens = client.request("textDocument/codeLens", {"textDocument": {"uri": path.as_uri()}})[0]
    assert lens["command"]["title"] == told


def test_lenses_and_actions_name_the_clients_own_commands_where_it_has_some(client: RawClient, path: Path) -> None:
    own = ["cotlens.peekReasoning", "cotlens.showInSession"]
    client.initialize(initializationOptions={"commands": own})
    client.wait_lines(path.as_uri(), [1])
    lenses = client.request("textDocument/codeLens", {"textDocument": {"uri": path.as_uri()}})
    assert [x["command"]["command"] for x in lenses] == [
        own[0], "cotlens.confirm", "cotlens.dismiss", "cotlens.showReasoning", own[1],
    ]  # fmt: skip
    offered = {x["command"]: x["arguments"] for x in actions(client, path, 1)}
    assert [offered[name] for name in own] == [["f"], ["f"]]


def test_the_place_of_the_reasoning_is_told_without_opening_it(client: RawClient, path: Path) -> None:
    client.initialize({"window": {"showDocument": {"support": True}}})
    client.wait_lines(path.as_uri(), [1])
    place = command(client, "showReasoning", "f", {"open": False})
    assert place["opened"] is False
    assert place["uri"].endswith(".md")
    assert not any(m.get("method") == "window/showDocument" for m in client.messages)


# --- judging ----------------------------------------------------------------------------------------------------------


def test_requirement_14_a_dismissed_flag_goes_and_stays_away_after_a_restart(client: RawClient, path: Path) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    told = command(client, "dismiss", "f", "intended", "as agreed")
    assert told == {"flag": "f", "status": "dismissed", "scope": "flag", "flags": 1}
    client.wait_lines(path.as_uri(), [])
    client.stop()
    again = RawClient(client.home)
    again.flag("g", path, "two = 2")
    again.initialize()
    assert [d["data"]["flag"] for d in again.wait_lines(path.as_uri(), [2])] == ["g"]
    shown = [m for m in again.messages if m.get("method") == "textDocument/publishDiagnostics"]
    assert all(d["data"]["flag"] == "g" for m in shown for d in m["params"]["diagnostics"]), "not even for a moment"
    again.kill()


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ({"scope": "session"}, 2),
        ({"scope": "path"}, 1),
        ({"scope": "path", "path": "."}, 2),
        ({"scope": "path", "path": "", "days": 0.5}, 2),
        ({"scope": "fingerprint", "days": 30}, 1),
    ],
    ids=str,
)
def test_a_dismissal_may_be_about_more_than_one_flag(
    client: RawClient, path: Path, options: dict[str, Any], flags: int
) -> None:
    other = client.file("b.py", "three = 3\n")
    client.flag("g", other, "three = 3")
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    client.wait_lines(other.as_uri(), [0])
    told = command(client, "dismiss", "f", "intended", "", options)
    assert told == {"flag": "f", "status": "dismissed", "scope": options["scope"], "flags": flags}
    client.wait_lines(path.as_uri(), [])
    client.wait_lines(other.as_uri(), [] if flags == 2 else [0])
    told = command(client, "undo", "f")
    assert told == {"flag": "f", "status": "open", "scope": options["scope"], "flags": flags}
    client.wait_lines(path.as_uri(), [1])
    client.wait_lines(other.as_uri(), [0])


@pytest.mark.parametrize(
    "options",
    [{"scope": "all"}, {"days": 0}, {"days": "x"}, {"scope": "path", "path": "elsewhere"}, ["session"]],
    ids=str,
)
def test_a_dismissal_that_cannot_be_meant_is_refused(client: RawClient, path: Path, options: Any) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    params = {"command": "cotlens.dismiss", "arguments": ["f", "intended", "", options]}
    assert "error" in client.response(client.start("workspace/executeCommand", params))
    assert client.diagnostics(path.as_uri())


def test_a_confirmed_flag_stays_and_says_so_until_undone(client: RawClient, path: Path) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    command(client, "confirm", "f", "seen it")
    client.wait_until(lambda: client.diagnostics(path.as_uri())[0]["message"].startswith("Confirmed: "))
    assert "seen it" in client.request("textDocument/hover", at(path, 1))["contents"]["value"]
    command(client, "undo", "f")
    client.wait_until(lambda: not client.diagnostics(path.as_uri())[0]["message"].startswith("Confirmed"))


def test_a_verdict_of_another_process_shows(client: RawClient, path: Path) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    store = VerdictStore(client.home / "state")
    store.put(
        Verdict(
            flag=FlagId("f"),
            fingerprint=Fingerprint("x"),
            code="RH01",
            status=Status.DISMISSED,
            reason=Reason.INTENDED,
            time=time.time(),
        )
    )
    store.close()
    client.wait_lines(path.as_uri(), [])


def test_a_verdict_that_cannot_be_written_changes_nothing_and_says_why(client: RawClient, path: Path) -> None:
    (client.home / "state").write_text("not a folder")
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    answer = client.response(
        client.start("workspace/executeCommand", {"command": "cotlens.dismiss", "arguments": ["f"]})
    )
    assert "could not be kept" in answer["error"]["message"]
    assert client.diagnostics(path.as_uri())


@pytest.mark.parametrize("args", [["no-such-flag"], [], [7], ["f", "no-such-reason"]])
def test_a_wrong_argument_is_an_error(client: RawClient, path: Path, args: list[Any]) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    answer = client.response(
        client.start("workspace/executeCommand", {"command": "cotlens.dismiss", "arguments": args})
    )
    assert answer["error"]["code"] == -32602


def test_lenses_are_refreshed_only_where_the_client_can(client: RawClient, path: Path) -> None:
    client.initialize({"workspace": {"codeLens": {"refreshSupport": True}}})
    client.open(path)
    client.wait_for(lambda m: m.get("method") == "workspace/codeLens/refresh")
    before = sum(m.get("method") == "workspace/codeLens/refresh" for m in client.messages)
    command(client, "dismiss", "f")
    client.wait_until(lambda: sum(m.get("method") == "workspace/codeLens/refresh" for m in client.messages) > before)


def test_a_client_without_refresh_is_never_asked(client: RawClient, path: Path) -> None:
    client.initialize()
    client.open(path)
    client.wait_lines(path.as_uri(), [1])
    command(client, "dismiss", "f")
    client.wait_lines(path.as_uri(), [])
    client.stop()
    assert not [m for m in client.messages if "id" in m and "method" in m]


# --- reading on -------------------------------------------------------------------------------------------------------


def test_the_reasoning_opens_at_its_place(client: RawClient, path: Path) -> None:
    client.answers["window/showDocument"] = lambda _: {"success": True}
    capabilities = {
        "window": {"showDocument": {"support": True}},
        "textDocument": {"publishDiagnostics": {"relatedInformation": True}},
    }
    client.initialize(capabilities)
    client.wait_lines(path.as_uri(), [1])
    answer = command(client, "showReasoning", "f")
    shown = client.wait_for(lambda m: m.get("method") == "window/showDocument")["params"]
    assert answer == {"uri": shown["uri"], "line": 2, "opened": True}
    assert shown["selection"]["start"]["line"] == 2
    related = client.wait_until(lambda: client.diagnostics(path.as_uri())[0].get("relatedInformation"))
    assert related[0]["location"]["uri"] == shown["uri"]


@pytest.mark.parametrize("shows", [True, False])
def test_a_message_for_the_agent_is_made_on_request_alone(client: RawClient, path: Path, shows: bool) -> None:
    client.answers["window/showDocument"] = lambda _: {"success": True}
    client.initialize({"window": {"showDocument": {"support": shows}}})
    client.wait_lines(path.as_uri(), [1])
    (offered,) = (a for a in actions(client, path, 1) if a["command"] == "cotlens.messageForAgent")
    assert not (client.home / "cache" / "messages").exists()
    answer = client.request("workspace/executeCommand", {k: offered[k] for k in ("command", "arguments")})
    assert answer["text"].startswith("Please come back to a.py, line 2:")
    assert "I will weaken it" not in answer["text"]
    file = Path(answer["uri"].removeprefix("file://"))
    assert (file.read_text(), answer["opened"]) == (answer["text"], shows)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    told = [m["params"]["message"] for m in client.messages if m.get("method") == "window/showMessage"]
    assert told == ([] if shows else [f"The message for the agent is written to {file}"])
    # For the clipboard of VS Code the text is enough.
    file.unlink()
    assert command(client, "messageForAgent", "f", {"open": False}) == {
        "text": answer["text"],
        "uri": None,
        "opened": False,
    }
    assert not file.exists()


@pytest.mark.parametrize("success", [None, False])
def test_where_nothing_can_be_opened_a_message_says_where_it_was_written(
    client: RawClient, path: Path, success: bool | None
) -> None:
    client.answers["window/showDocument"] = lambda _: {"success": success}
    client.initialize({} if success is None else {"window": {"showDocument": {"support": True}}})
    client.wait_lines(path.as_uri(), [1])
    answer = command(client, "showReasoning", "f")
    assert answer["opened"] is False
    told = client.wait_for(lambda m: m.get("method") == "window/showMessage")["params"]
    file = answer["uri"].removeprefix("file://")
    assert told == {"type": 3, "message": f"The session's transcript is written to {file}, line 3"}


def test_a_transcript_is_its_owners_alone(client: RawClient, path: Path) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    answer = client.request("cotlens/transcript", {"session": "s1"})
    (file,) = (client.home / "cache" / "transcripts").iterdir()
    assert answer == {"uri": file.as_uri(), "markdown": file.read_text(), "anchors": {"e-f": 2}}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_flags_request_speaks_the_json_contract(client: RawClient, path: Path) -> None:
    client.log({"session": "s1", "flag": "nowhere", "severity": "low", "reasoning": "x"})
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    command(client, "dismiss", "f")
    found = client.request("cotlens/flags")
    assert [(f["id"], f["status"], f["location"] and f["location"]["path"]) for f in found["flags"]] == [
        ("f", "dismissed", "a.py"),
        ("nowhere", "open", None),
    ]
    assert [s["id"] for s in found["sessions"]] == ["s1"]


def test_the_status_tells_what_is_watched(client: RawClient, path: Path) -> None:
    client.log({"session": "s2", "flag": "nowhere", "reasoning_status": "withheld"}, name="b.jsonl")
    client.initialize()
    client.wait_until(lambda: client.status().get("state") == "watching" and client.status()["sessions"] == 2)
    status = client.status()
    assert status["reasoning"] == {"full": 1, "summary": 0, "partial": 0, "withheld": 1, "none": 0}
    assert status["flags"] == {"open": 2, "unplaced": 1}
    assert status["progress"] is None
    assert status["looked"] == [str(client.logs)]
    assert (status["unread"], status["badLines"]) == (0, 0)
    assert "scanning" in [m["params"]["state"] for m in client.messages if m.get("method") == "cotlens/status"]


def test_requirement_19_the_status_of_nothing_to_watch_names_the_places_looked_at(client: RawClient) -> None:
    client.initialize()
    client.wait_until(lambda: client.status().get("state") == "no-logs" and client.status()["looked"])
    assert client.status()["looked"] == [str(client.logs)]


def test_a_first_scan_that_takes_its_time_has_a_progress_bar_that_ends(client: RawClient, path: Path) -> None:
    client.log({"sleep": 0.3}, name="b.jsonl")
    client.initialize({"window": {"workDoneProgress": True}})
    client.wait_for(lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "end")
    tokens = {m["params"]["token"] for m in client.messages if m.get("method") == "$/progress"}
    assert len(tokens) == 1
    assert isinstance(tokens.pop(), str)


def test_a_cancelled_scan_ends_and_what_comes_later_is_still_read(client: RawClient) -> None:
    path = client.file("a.py", TEXT)
    client.flag("f", path, "assert True", sleep=0.0)
    for number in range(20):
        client.log({"sleep": 1.0}, name=f"slow{number}.jsonl")
    os.utime(client.logs / "a.jsonl", (1, 1))
    client.initialize({"window": {"workDoneProgress": True}})
    begun = client.wait_for(lambda m: m.get("method") == "$/progress")
    client.notify("window/workDoneProgress/cancel", {"token": begun["params"]["token"]})
    client.wait_for(lambda m: m.get("method") == "$/progress" and m["params"]["value"]["kind"] == "end")
    client.flag("g", path, "two = 2")
    client.wait_lines(path.as_uri(), [1, 2])


# --- settings and folders ---------------------------------------------------------------------------------------------


def test_settings_are_asked_for_and_followed(client: RawClient, path: Path) -> None:
    settings: dict[str, Any] = {"minSeverity": "high"}
    client.answers["workspace/configuration"] = lambda p: [settings for _ in p["items"]]
    client.flag("low", path, "two = 2", severity="low")
    client.initialize({"workspace": {"configuration": True}})
    client.wait_lines(path.as_uri(), [1])
    settings["minSeverity"] = "low"
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.wait_lines(path.as_uri(), [1, 2])
    client.notify(
        "workspace/didChangeConfiguration", {"settings": {"cotlens": {"enable": False, "codeLens": {"enable": True}}}}
    )
    client.wait_lines(path.as_uri(), [])
    client.notify(
        "workspace/didChangeConfiguration", {"settings": {"cotlens": {"enable": True, "codeLens": {"enable": False}}}}
    )
    client.wait_lines(path.as_uri(), [1, 2])
    assert client.request("textDocument/codeLens", {"textDocument": {"uri": path.as_uri()}}) is None


def test_settings_may_come_with_initialize(client: RawClient, path: Path) -> None:
    client.flag("low", path, "two = 2", severity="low")
    client.initialize(initializationOptions={"minSeverity": "moderate"})
    client.wait_lines(path.as_uri(), [1])


def test_a_server_that_is_switched_off_shows_nothing(client: RawClient, path: Path) -> None:
    client.initialize(initializationOptions={"cotlens": {"enable": False}})
    client.wait_until(lambda: client.status().get("message", "").startswith("Switched off"))
    assert client.diagnostics(path.as_uri()) == []


def test_a_workspace_without_folders_reads_no_log(client: RawClient, path: Path) -> None:
    client.initialize(rootUri=None, workspaceFolders=None)
    client.wait_until(lambda: client.status().get("state") == "no-logs")
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        {"event": {"added": [{"uri": client.workspace.as_uri(), "name": "ws"}], "removed": []}},
    )
    client.wait_lines(path.as_uri(), [1])


# --- trouble ----------------------------------------------------------------------------------------------------------


def children(pid: int) -> list[int]:
    """The worker's process id."""
    found = subprocess.run(
        ["ps", "--ppid", str(pid), "-o", "pid=,stat="], capture_output=True, text=True, check=False
    ).stdout
    return [
        int(line.split()[0]) for line in found.splitlines() if not line.split()[1].startswith("Z") and "ps" not in line
    ]


def gone(pid: int) -> bool:
    """Whether a process has ended; one that waits to be reaped has."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_a_killed_worker_is_started_again_and_nothing_is_lost(client: RawClient, path: Path) -> None:
    client.initialize()
    uri = client.open(path, "# unsaved\n" + TEXT)
    client.wait_lines(uri, [2])
    (worker,) = children(client.process.pid)
    os.kill(worker, signal.SIGKILL)
    client.wait_until(lambda: children(client.process.pid) not in ([], [worker]))
    client.flag("g", path, "two = 2")
    client.wait_lines(uri, [2, 3])
    published = [m["params"] for m in client.messages if m.get("method") == "textDocument/publishDiagnostics"]
    assert all(p["diagnostics"] for p in published), "what is known stays shown meanwhile"


def test_requirement_12_a_log_that_ends_the_worker_is_left_out_and_the_others_are_read(
    client: RawClient, path: Path
) -> None:
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    client.log({"crash": True}, name="bad.jsonl")
    client.wait_until(lambda: "1 log could not be read" in client.status().get("message", ""), patience=40)
    client.flag("g", path, "two = 2")
    client.wait_lines(path.as_uri(), [1, 2])


def test_a_stray_print_in_the_worker_corrupts_nothing(client: RawClient, path: Path) -> None:
    client.log({"print": "stray words"})
    client.flag("g", path, "two = 2")
    client.initialize()
    client.wait_lines(path.as_uri(), [1, 2])
    assert client.stderr.count("stray words") == 2


def test_requirement_17_a_stray_print_in_the_server_corrupts_nothing(tmp_path: Path) -> None:
    code = (
        "import os, sys, runpy; import cotlens.lsp.link as link; start = link.WorkerLink.attach\n"
        "def attach(*args):\n"
        "    print('stray words', flush=True); os.write(1, b'stray bytes'); os.system('echo stray child'); return start(*args)\n"
        "link.WorkerLink.attach = attach\n"
        f"sys.argv = ['x']; runpy.run_path({str(HERE / 'fake_server.py')!r}, run_name='__main__')"
    )
    client = RawClient(tmp_path, [sys.executable, "-c", code])
    client.initialize()
    client.wait_until(lambda: client.status().get("state") == "no-logs")
    assert client.stop() == 0
    assert [x in client.stderr for x in ("stray words", "stray bytes", "stray child")] == [True] * 3
    client.kill()


def test_requirement_10_a_client_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from lsp.raw_client import RawClient\n"
        "c = RawClient(Path(sys.argv[2])); c.initialize(); c.wait_until(lambda: c.status().get('looked'))\n"
        "print(c.process.pid, flush=True); time.sleep(60)"
    )
    editor = subprocess.Popen(
        [sys.executable, "-c", code, str(HERE.parent), str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert editor.stdout is not None
    server = int(editor.stdout.readline())
    (worker,) = children(server)
    editor.kill()
    _within(2.0, lambda: gone(server) and gone(worker))
    editor.wait()
    editor.stdout.close()


def test_a_client_that_ends_while_its_pipes_stay_open_is_noticed_by_its_pid(client: RawClient) -> None:
    editor = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    client.initialize(processId=editor.pid)
    client.wait_until(lambda: client.status().get("looked"))
    (worker,) = children(client.process.pid)
    editor.kill()
    _within(2.0, lambda: gone(client.process.pid) and gone(worker))
    editor.wait()


def test_a_pid_of_another_machine_does_not_end_the_server(client: RawClient, path: Path) -> None:
    client.initialize(processId=2**22 - 1)
    client.wait_lines(path.as_uri(), [1])


def test_a_killed_server_leaves_no_worker_behind(client: RawClient) -> None:
    client.initialize()
    (worker,) = children(client.process.pid)
    client.process.kill()
    _within(2.0, lambda: gone(worker))


def test_tcp_serves_one_client(tmp_path: Path) -> None:
    client = RawClient(tmp_path, [sys.executable, str(HERE / "fake_server.py"), "tcp"])
    client.wait_until(lambda: "listening on" in client.stderr)
    host, port = client.stderr.split("listening on ")[1].split()[0].rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=10) as connection, connection.makefile("rb") as answers:
        body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}'
        connection.sendall(b"content-length: %d\r\n\r\n" % len(body) + body)
        assert answers.readline().startswith(b"Content-Length")
    assert client.process.wait(5) == 1
    client.kill()


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code = f"from cotlens.lsp.server import serve; serve('tcp', '127.0.0.1', {taken.getsockname()[1]})"
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False)
    assert found.returncode == 1
    assert "cannot serve on tcp 127.0.0.1" in found.stderr
    assert "Traceback" not in found.stderr


def _within(seconds: float, done: Any) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "not within the time"
        time.sleep(0.02)


# --- readable reasoning -----------------------------------------------------------------------------------------------


def asked(client: RawClient, answer: str | None) -> list[dict[str, Any]]:
    """Answer questions to the user so, and collect them."""
    questions: list[dict[str, Any]] = []

    def reply(params: dict[str, Any]) -> dict[str, str] | None:
        questions.append(params)
        return {"title": answer} if answer else None

    client.answers["window/showMessageRequest"] = reply
    return questions


@pytest.mark.parametrize(("answer", "changed"), [("Change the File", True), ("Leave It", False), (None, False)])
def test_an_agents_settings_change_once_the_user_saw_how_and_said_yes(
    client: RawClient, answer: str | None, changed: bool
) -> None:
    questions = asked(client, answer)
    client.initialize()
    settings = client.home / ".claude" / "settings.json"
    told = command(client, "turnOnReasoning", "claude-code")
    assert told == {"file": str(settings), "changed": changed}
    assert settings.exists() == changed
    (question,) = questions
    assert str(settings) in question["message"]
    assert f"{settings} gets showThinkingSummaries = true (a new file)" in question["message"]


def test_where_no_setting_helps_the_answer_says_what_does(client: RawClient) -> None:
    client.initialize()
    assert command(client, "turnOnReasoning", "copilot-cli") == {"file": "", "changed": False}
    told = client.wait_for(lambda m: m.get("method") == "window/showMessage")
    assert "Claude models write their reasoning" in told["params"]["message"]
    assert command(client, "turnOnReasoning") == {"file": "", "changed": False}
