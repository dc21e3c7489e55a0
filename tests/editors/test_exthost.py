"""What the extension does to whoever talks to it: mocha tests in the extension host of a real VS Code, the newest and the oldest one."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flows import played
from sessions import ClaudeLog, capping, more, shop, tampering

REPO = Path(__file__).resolve().parents[2]
SCRIPTS = Path(__file__).parent / "vscode"
MOCHA = REPO / "client-vscode" / "node_modules" / "mocha"

pytestmark = pytest.mark.slow


def titles() -> Iterator[str]:
    """The names of all tests of the suite, read off its files: each is a test here, too."""
    for file in sorted((SCRIPTS / "suite").glob("*.cjs")):
        yield from re.findall(r'^  it\("([^"]+)"', file.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def ran(vsix: Path, version: str, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the suite; returns what went wrong in each test, and what was seen beside."""
    root = tmp_path_factory.mktemp("exthost")
    log = ClaudeLog(root / "home", shop(root / "shop"))
    tampering(log)
    innocent = ClaudeLog(root / "home", log.workspace, "33333333-2222-4333-8444-555555555555")
    innocent.wait(600)
    capping(innocent)
    told = log.path.read_bytes()
    more(log)
    rest = root / "rest.jsonl"
    rest.write_bytes(log.path.read_bytes()[len(told) :])
    log.path.write_bytes(told)
    with zipfile.ZipFile(vsix) as package:
        package.extractall(root / "vsix")
    env = {
        "EXTENSION": str(root / "vsix" / "extension"), "MOCHA": str(MOCHA), "PYTHON": sys.executable,
        "WORKSPACE": str(log.workspace), "HOME_DIR": str(root / "home"), "STATE_DIR": str(root / "state"), "LOG": str(log.path),
        "REST": str(rest),
    }  # fmt: skip
    return played("exthost.mjs", env, version, artifacts / "exthost", 400)


@pytest.mark.parametrize("title", list(titles()))
def test_in_the_extension_host(ran: dict[str, str], title: str) -> None:
    assert ran[title] == ""


def test_nothing_else_ran_and_the_end_says_whether_all_passed(ran: dict[str, str]) -> None:
    told = {"status", "at work", "left", "external hosts", "complaints"}
    assert set(ran) - told == set(titles())
    assert ran["status"] == "0"


def test_no_process_is_left_when_the_extension_host_has_ended(ran: dict[str, str]) -> None:
    assert int(ran["at work"]) >= 2, "a server and its worker"
    assert ran["left"] == "0"


def test_nothing_is_complained_of_and_no_other_host_is_asked(ran: dict[str, str]) -> None:
    assert ran["complaints"] == ""
    assert ran["external hosts"] == ""
