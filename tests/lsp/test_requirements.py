"""What users of language servers complain about: a test for each of nineteen complaints, named by its number, here or where it is at home.

1 a squiggle stays  2 it is stale after a restart  3 files changed outside are not seen  4 the workspace's report is ignored for open files
5 diagnostics are doubled  6 they jump while typing  7 lenses make code jump  8 watches without end  9 memory grows  10 zombies
11 the wrong interpreter  12 crash loops  13 noise  14 what was dismissed comes back  15 settings count in one view only
16 handlers compute  17 stray prints end the session  18 a slow start blocks the first answer  19 nothing happens, and no reason is given
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from lsp.raw_client import RawClient
from sessions import ClaudeLog, shop, tampering

from cotlens.lsp.publish import CAP

HERE = Path(__file__).resolve()
TEXT = "one = 1\nassert True\ntwo = 2\n"
PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
LENSES = {"workspace": {"codeLens": {"refreshSupport": True}}}


@pytest.fixture
def path(client: RawClient) -> Path:
    """A file with one flag, on line 1."""
    path = client.file("a.py", TEXT)
    client.flag("f", path, "assert True", reasoning="I will weaken it")
    return path


def pushed(client: RawClient, uri: str) -> list[dict[str, Any]]:
    method = "textDocument/publishDiagnostics"
    return [m["params"] for m in client.messages if m.get("method") == method and m["params"]["uri"] == uri]


def pulled(client: RawClient, uri: str) -> list[Any]:
    items: list[Any] = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})["items"]
    return items


def refreshes(client: RawClient) -> list[Any]:
    return [m for m in client.messages if m.get("method") == "workspace/diagnostic/refresh"]


def lenses(client: RawClient, uri: str) -> list[tuple[int, str]]:
    found = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [(x["range"]["start"]["line"], x["command"]["title"]) for x in found]


def test_each_requirement_has_its_test() -> None:
    tests = HERE.parent.parent
    texts = [p.read_text(encoding="utf-8") for p in tests.rglob("test_*.py") if "golden" not in p.parts]
    named = {int(n) for text in texts for n in re.findall(r"^def test_requirement_(\d\d)_", text, re.MULTILINE)}
    assert named == set(range(1, 20))


def test_requirement_02_nothing_is_stale_after_a_restart(client: RawClient, path: Path, tmp_path: Path) -> None:
    gone = client.file("b.py", TEXT)
    client.flag("g", gone, "two = 2")
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    client.wait_lines(gone.as_uri(), [2])
    assert client.stop() == 0
    assert [pushed(client, file.as_uri())[-1]["diagnostics"] for file in (path, gone)] == [[], []]
    client.file("a.py", "# above\n" + TEXT)
    gone.unlink()
    again = RawClient(tmp_path)
    try:
        again.initialize()
        again.wait_lines(path.as_uri(), [2])
        again.wait_until(lambda: again.status().get("state") == "watching")
        assert again.diagnostics(gone.as_uri()) == []
    finally:
        again.kill()


def test_requirement_04_an_open_file_is_answered_by_itself_and_a_clean_one_is_said_to_be_so(
    client: RawClient, path: Path
) -> None:
    other = client.file("b.py", TEXT)
    client.flag("g", other, "two = 2", session="s2")
    client.initialize(PULLS)
    uri = client.open(path)
    client.wait_until(lambda: [d["code"] for d in pulled(client, uri)] == ["RH01"])
    client.wait_until(lambda: client.status().get("flags", {}).get("open") == 2)
    (report,) = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    assert (report["uri"], len(report["items"])) == (other.as_uri(), 1)
    # The same version of an open document, and other diagnostics: the client is told to ask again.
    asked = len(refreshes(client))
    client.log({"drop": "f"})
    client.wait_until(lambda: len(refreshes(client)) > asked)
    assert pulled(client, uri) == []
    waiting = client.start(
        "workspace/diagnostic", {"previousResultIds": [{"uri": other.as_uri(), "value": report["resultId"]}]}
    )
    client.log({"drop": "g"})
    (now,) = client.response(waiting)["result"]["items"]
    assert (now["uri"], now["kind"], now["items"]) == (other.as_uri(), "full", [])


@pytest.mark.parametrize("capabilities", [{}, PULLS], ids=["pushed", "pulled"])
def test_requirement_05_a_client_that_merges_both_ways_shows_each_flag_once(
    client: RawClient, path: Path, capabilities: Any
) -> None:
    other = client.file("b.py", TEXT)
    client.flag("g", other, "two = 2")
    client.initialize(capabilities)
    uri = client.open(path)
    asks = "textDocument" in capabilities

    def shown() -> list[str]:
        by_push = [d["data"]["flag"] for file in (path, other) for d in client.diagnostics(file.as_uri())]
        by_pull = [d["data"]["flag"] for d in pulled(client, uri)] if asks else []
        return sorted(by_push + by_pull)

    client.wait_until(lambda: shown() == ["f", "g"])
    if asks:
        report = client.request("workspace/diagnostic", {"previousResultIds": []})
        told = [d["data"]["flag"] for item in report["items"] for d in item["items"]]
        assert sorted(told + shown()) == ["f", "g"]
    client.change(uri, 2, (0, 0), (0, 0), "# more\n")
    client.wait_until(lambda: client.status().get("state") == "watching")
    assert shown() == (["f"] if asks else ["f", "g"])


def test_requirement_06_a_squiggle_stays_on_its_line_while_one_types(client: RawClient, path: Path) -> None:
    client.initialize()
    uri = client.open(path)
    client.wait_lines(uri, [1])
    before = len(pushed(client, uri))
    for version in range(2, 12):
        client.change(uri, version, (0, 0), (0, 0), "# above\n")
    client.wait_lines(uri, [11])
    for told in pushed(client, uri)[before:]:
        (shown,) = told["diagnostics"]
        # A message for a version speaks of the lines of that version, and reaches into no next line.
        assert shown["range"]["start"] == {"line": told["version"], "character": 0}
        assert shown["range"]["end"] == {"line": told["version"], "character": 11}
    client.change(uri, 12, (11, 0), (11, 11), "print()")
    client.wait_until(lambda: client.diagnostics(uri) == [])


def test_requirement_07_lenses_keep_their_lines_until_a_flag_changes(client: RawClient, path: Path) -> None:
    client.initialize(LENSES)
    uri = client.open(path)
    client.wait_lines(uri, [1])
    client.wait_until(lambda: client.status().get("state") == "watching")
    first = lenses(client, uri)
    refreshes = sum(m.get("method") == "workspace/codeLens/refresh" for m in client.messages)
    for version in range(2, 12):
        client.change(uri, version, (3, 0), (3, 0), "below\n")
        assert lenses(client, uri) == first
    client.change(uri, 12, (0, 0), (0, 0), "above\n")
    assert lenses(client, uri) == [(line + 1, title) for line, title in first]
    assert sum(m.get("method") == "workspace/codeLens/refresh" for m in client.messages) == refreshes
    client.request("workspace/executeCommand", {"command": "cotlens.dismiss", "arguments": ["f"]})
    client.wait_until(lambda: sum(m.get("method") == "workspace/codeLens/refresh" for m in client.messages) > refreshes)
    assert lenses(client, uri) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="watches are counted in /proc")
def test_requirement_08_neither_home_nor_workspace_is_watched_to_its_depths(tmp_path: Path) -> None:
    none = dict.fromkeys(("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"), "")
    client = RawClient(tmp_path, [sys.executable, "-m", "cotlens", "serve"], none)
    try:
        for root in (tmp_path / "pictures", shop(client.workspace) / "node_modules"):
            for number in range(400):
                (root / str(number) / "deep").mkdir(parents=True)
        log = ClaudeLog(tmp_path, client.workspace)
        tampering(log)
        client.initialize()
        client.wait_lines((client.workspace / "tests" / "test_cart.py").as_uri(), [4])
        children = Path(f"/proc/{client.process.pid}/task/{client.process.pid}/children")
        pids = [client.process.pid, *_descendants(children)]
        infos = [info for pid in pids for info in Path(f"/proc/{pid}/fdinfo").iterdir()]
        watches = sum(info.read_text().count("inotify wd:") for info in infos if info.exists())
        assert 0 < watches < 60
    finally:
        client.kill()


def _descendants(children: Path) -> list[int]:
    threads = children.parent.parent
    found = [int(pid) for task in threads.iterdir() for pid in (task / "children").read_text().split()]
    return [*found, *(pid for child in found for pid in _descendants(Path(f"/proc/{child}/task/{child}/children")))]


def test_requirement_09_nothing_is_kept_of_documents_and_requests_that_are_over(tmp_path: Path) -> None:
    code = """
import sys
sys.path[:0] = [sys.argv[1]]
from cotlens.lsp import build
from cotlens.lsp.server import serve
from lsp.fake_server import WORKER

real = build.build

def kept(ls, _):
    p, s = ls.protocol, ls.state
    held = (p._request_futures, p._result_types, s.open, s.snapshot.notes, s._closing, ls.publisher._shown, ls.publisher._uris,
        ls.publisher._anew, ls.pull._answered, ls.workspace.text_documents, ls.intake._settling, ls.intake._asked,
        ls.work_done_progress.tokens)
    return [len(x) for x in held]

def build_with(*args):
    made = real(*args)
    made.feature("test/kept")(kept)
    return made

build.build = build_with
serve("stdio", worker=WORKER)
"""
    client = RawClient(tmp_path, [sys.executable, "-c", code, str(HERE.parent.parent)])
    try:
        client.initialize({**PULLS, "window": {"workDoneProgress": True}})
        for number in range(100):
            uri = client.open(client.file("x.py", TEXT), version=number + 1)
            client.change(uri, number + 2, (0, 0), (0, 0), "# typed\n")
            pulled(client, uri)
            client.request(
                "textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
            )
            client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        client.wait_until(lambda: client.status().get("looked"))

        def kept() -> Any:
            return client.request("test/kept")

        # The request that asks is under way itself.
        client.wait_until(lambda: sum(kept()) <= 2)
    finally:
        client.kill()


def test_requirement_13_there_are_no_popups_and_no_floods(client: RawClient) -> None:
    many = client.file("many.py", "".join(f"line_{n} = {n}\n" for n in range(2 * CAP)))
    for n in range(2 * CAP):
        client.flag(f"f{n}", many, f"line_{n} = {n}", severity="critical" if n >= CAP else "low")
    (client.logs / "broken.jsonl").write_bytes(b"{}\n")
    client.answers["workspace/configuration"] = lambda _: [{"minSeverity": "dreadful", "exclude": 7, "enable": "?"}]
    client.initialize({"workspace": {"configuration": True}})
    client.wait_until(lambda: len(client.diagnostics(many.as_uri())) == CAP)
    assert {d["severity"] for d in client.diagnostics(many.as_uri())} == {1}
    client.send(b"no JSON")
    client.notify(
        "textDocument/didChange", {"textDocument": {"uri": "file:///nobody", "version": 1}, "contentChanges": []}
    )
    client.wait_until(lambda: client.status().get("state") == "watching")
    assert not [m for m in client.messages if m.get("method", "").startswith("window/showMessage")]


def test_requirement_16_every_answer_is_a_look_up_whatever_the_worker_does(client: RawClient, path: Path) -> None:
    client.initialize(PULLS)
    uri = client.open(path)
    client.wait_until(lambda: pulled(client, uri))
    client.log({"hang": True}, name="long.jsonl")
    client.wait_until((client.logs / "long.jsonl.hangs").exists)
    waiting = client.start("cotlens/transcript", {"session": "s1"})
    asked = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 2}}
    for _ in range(20):
        assert client.request("textDocument/hover", asked)
        assert client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        assert pulled(client, uri)
        assert client.request("cotlens/flags")["flags"]
    assert not [m for m in client.messages if m.get("id") == waiting and "method" not in m]
    client.notify("$/cancelRequest", {"id": waiting})
    assert client.response(waiting)["error"]["code"] == -32800


def test_requirement_18_the_first_answers_do_not_wait_for_the_first_scan(client: RawClient, path: Path) -> None:
    for number in range(20):
        client.log({"session": f"slow{number}", "sleep": 0.2}, name=f"{number}.jsonl")
    client.initialize()
    uri = client.open(path)
    client.request("cotlens/flags")
    client.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}})
    client.wait_until(lambda: client.status().get("looked"))
    assert client.status()["state"] == "scanning"
    command = {"command": "cotlens.undo", "arguments": ["nobody"]}
    assert client.response(client.start("workspace/executeCommand", command))["error"]["code"] == -32602
    assert client.status()["state"] == "scanning"
    client.wait_until(lambda: client.status()["state"] == "watching")
