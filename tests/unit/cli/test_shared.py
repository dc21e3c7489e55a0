"""Verdicts shared with a workspace, on the command line and in git itself: clones, worktrees, rebases and merges of real repositories."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from git_repo import GitRepo
from sessions import ClaudeLog, more, shop, tampering

from cotlens.cli.main import cli
from cotlens.config.load import user_config_file

FILE = ".cotlens/verdicts.jsonl"


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def flags(workspace: Path) -> dict[str, dict[str, Any]]:
    """By code and path: the flags of a scan."""
    found = json.loads(run("scan", "--format", "json", "-w", str(workspace)).stdout)["flags"]
    return {f"{f['code']} {f['location'] and f['location']['path']}": f for f in found}


def statuses(workspace: Path) -> dict[str, str]:
    return {name: f["status"] for name, f in flags(workspace).items()}


CART = "RH01 tests/test_cart.py"
OPEN = {CART: "open", "BD04 None": "open"}


class Team:
    """Ada's and Ben's machines: each with a home and a state of its own."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tmp_path = tmp_path
        self._monkeypatch = monkeypatch
        for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"):
            monkeypatch.delenv(name, raising=False)

    def home(self, name: str) -> Path:
        return self.tmp_path / name / "home"

    def sits_down(self, name: str) -> None:
        """From now on commands are this person's."""
        self._monkeypatch.setenv("HOME", str(self.home(name)))
        self._monkeypatch.setenv("COTLENS_STATE_DIR", str(self.tmp_path / name / "state"))

    def works(self, name: str, workspace: Path, cwd: Path | None = None) -> ClaudeLog:
        """An agent of this person's does in a checkout what Ada's did in hers."""
        log = ClaudeLog(self.home(name), workspace)
        if cwd is not None:
            record = log.record
            log.record = lambda kind, message, **extra: {**record(kind, message, **extra), "cwd": str(cwd)}  # type: ignore[method-assign]
        tampering(log)
        return log


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    return Team(tmp_path, monkeypatch)


@pytest.fixture
def ada(team: Team) -> GitRepo:
    """Ada's checkout, in which she dismissed what was done to the test, for everybody."""
    repo = GitRepo.made(team.tmp_path / "ada" / "shop")
    shop(repo.root)
    repo.commit(1_770_000_000, {".gitattributes": "/.cotlens/verdicts.jsonl merge=union\n"})
    team.works("ada", repo.root)
    team.sits_down("ada")
    config = Path(user_config_file({}, str(team.home("ada"))))
    config.parent.mkdir(parents=True)
    config.write_text('author = "Ada"\n')
    assert statuses(repo.root) == OPEN
    assert run("verdicts", "share", "-w", str(repo.root)).exit_code == 0
    flag = flags(repo.root)[CART]["id"]
    told = run("verdict", flag, "dismiss", "--reason", "intended", "--note", "agreed", "--share", "-w", str(repo.root))
    assert "for everybody" in told.stdout, told
    repo.commit(1_770_000_100, {})
    return repo


def test_what_is_shared_counts_for_who_shared_it(ada: GitRepo) -> None:
    flag = flags(ada.root)[CART]
    (text,) = (ada.root / FILE).read_text().splitlines()
    line = json.loads(text)
    assert flag["status"] == "dismissed"
    assert flag["shared"] == line["id"]
    assert (line["author"], line["note"], line["reason"]) == ("Ada", "agreed", "intended")
    assert line["fingerprint"] == flag["fingerprint"]


def test_it_counts_in_a_clone_on_another_machine(team: Team, ada: GitRepo) -> None:
    ben = team.tmp_path / "ben" / "src" / "the-shop"
    ada.git("clone", "-q", str(ada.root), str(ben))
    GitRepo(ben).git("checkout", "-q", "HEAD~1")
    team.works("ben", ben)
    GitRepo(ben).git("checkout", "-q", "-f", "main")
    team.sits_down("ben")
    assert statuses(ben) == {**OPEN, CART: "dismissed"}


def test_it_counts_whichever_folder_the_agent_was_started_in(team: Team, ada: GitRepo) -> None:
    ben = team.tmp_path / "ben" / "shop"
    ada.git("clone", "-q", str(ada.root), str(ben))
    GitRepo(ben).git("checkout", "-q", "HEAD~1")
    team.works("ben", ben, cwd=ben / "shop")
    GitRepo(ben).git("checkout", "-q", "-f", "main")
    team.sits_down("ben")
    assert statuses(ben)[CART] == "dismissed"


def test_it_counts_in_a_worktree(team: Team, ada: GitRepo) -> None:
    tree = team.tmp_path / "ada" / "trees" / "fix"
    ada.git("worktree", "add", "-q", str(tree), "HEAD~1")
    team.works("in the worktree alone", tree)
    GitRepo(tree).git("checkout", "-q", "-f", "--detach", "main")
    team.sits_down("in the worktree alone")
    assert statuses(tree) == {**OPEN, CART: "dismissed"}
    # And in the checkout that it belongs to, where the worktree's sessions count, too.
    assert statuses(ada.root) == {**OPEN, CART: "dismissed"}


def test_a_rebase_changes_nothing(team: Team, ada: GitRepo) -> None:
    before = flags(ada.root)[CART]
    ada.git("checkout", "-q", "-b", "base", "HEAD~1")
    ada.commit(1_770_000_200, {"tests/test_cart.py": "# moved\n\n" + (ada.root / "tests" / "test_cart.py").read_text()})
    ada.git("checkout", "-q", "main")
    ada.git("rebase", "-q", "base")
    after = flags(ada.root)[CART]
    assert after["location"]["range"]["start"]["line"] == before["location"]["range"]["start"]["line"] + 2
    assert (after["status"], after["fingerprint"], after["shared"]) == (
        "dismissed",
        before["fingerprint"],
        before["shared"],
    )


def test_both_sides_of_a_merge_stay(team: Team, ada: GitRepo) -> None:
    ben = GitRepo(team.tmp_path / "ben" / "shop")
    ada.git("clone", "-q", str(ada.root), str(ben.root))
    ada.time = ben.time = 1_770_000_300
    run("verdict", flags(ada.root)["BD04 None"]["id"], "confirm", "--share", "-w", str(ada.root))
    ada.commit(1_770_000_300, {})
    ben.git("checkout", "-q", "HEAD~1")
    more(team.works("ben", ben.root))
    skipped = (ben.root / "tests" / "test_discount.py").read_text()
    ben.git("checkout", "-q", "-f", "main")
    (ben.root / "tests" / "test_discount.py").write_text(skipped)
    team.sits_down("ben")
    run("scan", "-w", str(ben.root))
    run("verdict", flags(ben.root)["RH01 tests/test_discount.py"]["id"], "dismiss", "--share", "-w", str(ben.root))
    ben.git("commit", "-qam", "Ben's")
    ben.git("pull", "-q", "--no-rebase", "--no-edit", "origin", "main")
    assert len((ben.root / FILE).read_text().splitlines()) == 3
    assert "<<<" not in (ben.root / FILE).read_text()
    found = statuses(ben.root)
    assert found == {**OPEN, CART: "dismissed", "BD04 None": "confirmed", "RH01 tests/test_discount.py": "dismissed"}


def test_taking_back_is_another_line(team: Team, ada: GitRepo) -> None:
    first = (ada.root / FILE).read_text()
    flag = flags(ada.root)[CART]["id"]
    told = run("verdict", flag, "undo", "--share", "-w", str(ada.root))
    assert "for everybody" in told.stdout
    assert (ada.root / FILE).read_text().startswith(first)
    assert len((ada.root / FILE).read_text().splitlines()) == 2
    assert statuses(ada.root) == OPEN
    assert "nothing to take back" in run("verdict", flag, "undo", "-w", str(ada.root)).stdout


def test_one_s_own_word_comes_first_and_changes_nothing_for_others(team: Team, ada: GitRepo) -> None:
    text, flag = (ada.root / FILE).read_text(), flags(ada.root)[CART]["id"]
    assert "--share for everybody" in run("verdict", flag, "undo", "-w", str(ada.root)).stdout
    assert statuses(ada.root) == OPEN
    run("verdict", flag, "confirm")
    assert statuses(ada.root)[CART] == "confirmed"
    assert "shared" not in flags(ada.root)[CART]
    # What is said to everybody is not to be hidden from oneself by what one said before.
    run("verdict", flag, "dismiss", "--share", "-w", str(ada.root))
    assert statuses(ada.root)[CART] == "dismissed"
    assert "shared" in flags(ada.root)[CART]
    assert (ada.root / FILE).read_text().startswith(text)


def test_every_report_says_the_same(ada: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ada.root)
    flag = flags(ada.root)[CART]["id"]
    assert "1 dismissed" in run("scan").stdout
    (result,) = (
        r
        for r in json.loads(run("scan", "--format", "sarif").stdout)["runs"][0]["results"]
        if r["properties"]["flag"] == flag
    )
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "agreed (Ada)"}]
    assert "dismissed (shared, Ada): intended agreed" in run("explain", flag).stdout
    (answer,) = json.loads(run("why", "tests/test_cart.py:5", "--json").stdout)["answers"]
    assert [(f["code"], f["status"]) for f in answer["flags"]] == [("RH01", "dismissed")]
    everywhere = json.loads(run("scan", "--all", "--format", "json").stdout)["flags"]
    assert sorted((f["id"], f["status"]) for f in everywhere) == sorted(
        (f["id"], f["status"]) for f in flags(ada.root).values()
    )


def test_an_agent_s_line_is_told_of_and_counts_when_it_is_adopted(team: Team, ada: GitRepo) -> None:
    known = json.loads((ada.root / FILE).read_text().splitlines()[0])
    forged = {
        **known,
        "id": "forged0forged0",
        "code": "BD04",
        "fingerprint": flags(ada.root)["BD04 None"]["fingerprint"],
    }
    log = ClaudeLog(team.home("ada"), ada.root, "77777777-2222-4333-8444-555555555555")
    log.user("Go on.")
    old = (ada.root / FILE).read_text()
    log.edit(FILE, old, old + json.dumps(forged) + "\n")
    result = run("scan", "-w", str(ada.root))
    assert f"{FILE}:2: this verdict (BD04 dismissed) was written by Claude Code session 77777777" in " ".join(
        result.stderr.split()
    )
    silencing = {"BD05 .cotlens/verdicts.jsonl": "open"}  # to write it is an act of its own
    assert statuses(ada.root) == {**OPEN, **silencing, CART: "dismissed"}
    assert "your own verdict now" in run("verdicts", "adopt", "forged0forged0", "-w", str(ada.root)).stdout
    assert statuses(ada.root) == {**OPEN, **silencing, CART: "dismissed", "BD04 None": "dismissed"}
    assert "written by" not in run("scan", "-w", str(ada.root)).stderr
    assert run("verdicts", "adopt", "nobody0nobody0", "-w", str(ada.root)).exit_code != 0


def test_a_known_scan_is_made_again_when_the_file_changes(ada: GitRepo) -> None:
    assert statuses(ada.root)[CART] == "dismissed"
    (ada.root / FILE).write_text("nonsense\n")
    result = run("scan", "-w", str(ada.root))
    assert f"{FILE}:1: this line is not JSON" in result.stderr
    assert statuses(ada.root) == OPEN
    shutil.rmtree(ada.root / ".cotlens")
    assert "nonsense" not in run("scan", "-w", str(ada.root)).stderr
    assert statuses(ada.root) == OPEN


def test_nothing_is_shared_without_the_file(log: ClaudeLog) -> None:
    flag = flags(log.workspace)[CART]["id"]
    result = run("verdict", flag, "dismiss", "--share")
    assert "cotlens verdicts share" in str(result.exception)
    assert statuses(log.workspace) == OPEN
