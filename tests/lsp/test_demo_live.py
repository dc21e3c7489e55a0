"""The demo for an editor: a folder that is written once, and a server that reads that folder's logs and nobody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from lsp.live import soon

from cotlens.cli.demo_stage import MARK, Stage
from cotlens.cli.lsp_client import LspClient
from cotlens.cli.main import cli


def into(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["demo", "--into", str(folder)])
    return done.exit_code, done.output


@pytest.mark.slow
def test_the_server_finds_the_flags_of_the_demo_and_looks_nowhere_else(tmp_path: Path) -> None:
    status, said = into(tmp_path / "demo")
    stage = Stage(tmp_path / "demo")
    assert (status, said) == (0, f"{stage.workspace}\n")
    home = tmp_path / "mine"
    (home / ".claude").mkdir(parents=True)
    elsewhere = {"HOME": str(home), "CODEX_HOME": str(home / "codex"), "XDG_DATA_HOME": str(home / "share")}
    with LspClient(stage.workspace.as_uri(), {**os.environ, **elsewhere}, ("--demo", str(stage.root))) as client:
        found = soon(lambda: [f for f in client.request("cotlens/flags", {})["flags"] if f["location"]])
        assert [(f["code"], f["location"]["path"]) for f in found] == [("RH01", "tests/test_cart.py")]
        verdict = {"command": "cotlens.dismiss", "arguments": [found[0]["id"], "intended"]}
        client.request("workspace/executeCommand", verdict)
        looked = [m["params"]["looked"] for m in _sent(client) if m["method"] == "cotlens/status"][-1]
    assert looked
    assert all(Path(place).is_relative_to(stage.root) for place in looked)
    assert sorted(os.listdir(home)) == [".claude"]
    assert os.listdir(home / ".claude") == []
    assert (stage.root / "state" / "verdicts.jsonl").is_file()


def _sent(client: LspClient) -> list[dict]:
    found = []
    while not client.notifications.empty():
        found.append(client.notifications.get())
    return found


def test_it_is_written_anew_but_never_over_something_else(tmp_path: Path) -> None:
    assert into(tmp_path / "demo")[0] == 0
    cart = tmp_path / "demo" / "shop" / "tests" / "test_cart.py"
    after = cart.read_text(encoding="utf-8")
    cart.write_text("", encoding="utf-8")
    assert into(tmp_path / "demo")[0] == 0
    assert cart.read_text(encoding="utf-8") == after
    (tmp_path / "demo" / MARK).unlink()
    status, said = into(tmp_path / "demo")
    assert status == 2
    assert "holds something else" in said


def test_of_the_environment_nothing_is_kept_that_leads_to_logs_or_settings(tmp_path: Path) -> None:
    outer = {
        "PATH": "/bin",
        "LC_ALL": "C",
        "HOME": "/home/dev",
        "CLAUDE_CONFIG_DIR": "/x",
        "XDG_CONFIG_HOME": "/y",
        "APPDATA": "/z",
    }
    inner = Stage(tmp_path).environment(outer)
    assert (inner["PATH"], inner["LC_ALL"]) == ("/bin", "C")
    assert all(v.startswith(str(tmp_path)) for k, v in inner.items() if k not in ("PATH", "LC_ALL"))
