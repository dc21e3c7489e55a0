"""Who wrote each line when nobody watched: from logs of several agents, and from git where it helps."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from git_repo import GitRepo
from sessions import ClaudeLog

from cotlens.engine.base_texts import BaseTexts
from cotlens.engine.binding import Binding
from cotlens.engine.file_history import FileHistory
from cotlens.model.edit import EditOp, EditState, FileEdit
from cotlens.model.ids import CallId, EditId, EventId, SessionId
from cotlens.sources.git_folders import git_head_at

BEGIN = 1_770_000_000
OLD = "import os\n\n\ndef total(items):\n    count = len(items)\n    return count\n\n\ndef other(items):\n    return items\n"
NEW = OLD.replace("    return count\n", "    bonus = 2\n    return count + bonus\n")


@pytest.fixture
def repo(tmp_path: Path) -> GitRepo:
    return GitRepo.made(tmp_path / "shop")


def an_edit(time: float | None) -> FileEdit:
    return FileEdit(
        id=EditId("e"),
        session=SessionId("s"),
        event=EventId("e"),
        call=CallId("c"),
        time=time,
        path="/f",
        op=EditOp.MODIFY,
        state=EditState.APPLIED,
    )


def test_the_text_before_is_that_of_the_commit_that_head_was_then(repo: GitRepo) -> None:
    first = repo.commit(BEGIN, {"f.py": "one\n"})
    second = repo.commit(BEGIN + 1000, {"f.py": "two\n"})
    repo.time = BEGIN + 2000
    repo.git("checkout", "-q", "-b", "side", first)
    root, path = str(repo.root), str(repo.root / "f.py")
    heads = [git_head_at(root, BEGIN + t) for t in (-10, 10, 1010, 2010)]
    assert heads == [None, first, second, first]
    texts = [list(BaseTexts()(path, an_edit(BEGIN + t))) for t in (10, 1010, 2010)]
    assert texts[0][0] == "one\n"
    assert texts[1][0] == "two\n"
    assert texts[2][0] == "one\n"
    assert list(BaseTexts()(path, an_edit(None))) == []
    assert list(BaseTexts()(str(repo.root / "never.py"), an_edit(BEGIN + 10))) == []


def test_a_fresh_clone_has_no_log_of_that_time_and_its_commits_tell(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit(BEGIN, {"f.py": "one\n"})
    repo.commit(BEGIN + 5000, {"f.py": "two\n"})
    repo.time = BEGIN + 10**6
    repo.git("clone", "-q", str(repo.root), str(tmp_path / "clone"))
    path = str(tmp_path / "clone" / "f.py")
    assert list(BaseTexts()(path, an_edit(BEGIN + 3000))) == ["one\n"]


def test_a_worktree_has_a_head_of_its_own(repo: GitRepo, tmp_path: Path) -> None:
    first = repo.commit(BEGIN, {"f.py": "one\n"})
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "tree"))
    repo.commit(BEGIN + 1000, {"f.py": "two\n"})
    assert git_head_at(str(tmp_path / "tree"), BEGIN + 2000) == first


def test_a_folder_without_git_has_no_text_before(tmp_path: Path) -> None:
    assert list(BaseTexts()(str(tmp_path / "f.py"), an_edit(BEGIN))) == []


def test_git_runs_no_command_that_a_repository_names(repo: GitRepo, tmp_path: Path) -> None:
    """A partial clone whose missing texts are to be had by a command of its own."""
    commit = repo.commit(BEGIN, {"f.py": "one\n"})
    blob = repo.git("rev-parse", "HEAD:f.py")
    (repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    done = tmp_path / "done"
    for key, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": "ssh://host.invalid/x",
        "core.sshCommand": f"touch {done};",
        "protocol.ssh.allow": "always",
    }.items():
        repo.git("config", key, value)
    assert git_head_at(str(repo.root), BEGIN + 10) == commit
    assert list(BaseTexts()(str(repo.root / "f.py"), an_edit(BEGIN + 10))) == []
    assert not done.exists()


# --- whose each line is -------------------------------------------------------------------------------------------------


def logged(repo: GitRepo, home: Path, *, session: str, texts: bool) -> ClaudeLog:
    log = ClaudeLog(home, repo.root, session=f"{session * 8}-2222-4333-8444-555555555555")
    log._numbers = count(1_000 * int(session))  # two sessions have no call in common
    if not texts:
        call = log.call

        def without_text(tool: str, args: dict[str, Any], text: str, result: Any, *, error: bool = False) -> None:
            if isinstance(result, dict) and "originalFile" in result:
                result = {**result, "originalFile": None}
            call(tool, args, text, result, error=error)

        log.call = without_text  # type: ignore[method-assign]
    return log


def codex_edit(repo: GitRepo, home: Path, path: str, before: str, diff: str, after: str) -> Path:
    """A Codex rollout with one patch: hunks only, one line of context."""
    log = (
        home
        / ".codex"
        / "sessions"
        / "2026"
        / "02"
        / "14"
        / "rollout-2026-02-14T10-00-00-019f0000-0000-7000-8000-00000000abcd.jsonl"
    )
    log.parent.mkdir(parents=True, exist_ok=True)
    file = repo.root / path
    assert file.read_text() == before
    file.write_text(after)
    stamp = "2026-02-14T10:00:0{}.000Z"
    patch = f"*** Begin Patch\n*** Update File: {path}\n*** End Patch"
    records = [
        ("session_meta", {"id": "019f0000-0000-7000-8000-00000000abcd", "cwd": str(repo.root), "cli_version": "0.140.0"}),
        ("turn_context", {"cwd": str(repo.root), "model": "gpt-5.5"}),
        ("response_item", {"type": "custom_tool_call", "name": "apply_patch", "call_id": "call_1", "input": patch}),
        ("event_msg", {"type": "patch_apply_end", "call_id": "call_1", "success": True, "stdout": "", "stderr": "",
                       "changes": {str(file): {"type": "update", "unified_diff": diff, "move_path": None}}}),
        ("response_item", {"type": "custom_tool_call_output", "call_id": "call_1", "output": "Success."}),
    ]  # fmt: skip
    with log.open("w") as out:
        for k, (kind, payload) in enumerate(records):
            out.write(json.dumps({"timestamp": stamp.format(k), "type": kind, "payload": payload}) + "\n")
    return log


def blamed_rows(repo: GitRepo, name: str, *logs: Path) -> list[int]:
    """The lines that agents wrote, from 0."""
    path = repo.root / name
    history = FileHistory(str(path), Binding([str(repo.root)]))
    history.read([str(x) for x in logs])
    return [row for row, o in enumerate(history.lines(str(path), path.read_text())) if o.wrote is not None]


def blamed(repo: GitRepo, name: str, *logs: Path) -> dict[str, str]:
    """By line with something on it: which agent wrote it, and how it was carried."""
    path = repo.root / name
    history = FileHistory(str(path), Binding([str(repo.root)]))
    history.read([str(x) for x in logs])
    text = path.read_text()
    rows = zip(text.split("\n"), history.lines(str(path), text), strict=False)
    return {line: f"{o.wrote.session.agent} {o.how}" for line, o in rows if line.strip() and o.wrote is not None}


@pytest.mark.parametrize("texts", [True, False], ids=["full texts", "hunks only"])
def test_a_log_alone(repo: GitRepo, tmp_path: Path, texts: bool) -> None:
    repo.root.joinpath("f.py").write_text(OLD)
    log = logged(repo, tmp_path / "home", session="1", texts=texts)
    log.edit("f.py", "    return count\n", "    bonus = 2\n    return count + bonus\n")
    assert blamed(repo, "f.py", log.path) == {
        "    bonus = 2": "claude-code eq",
        "    return count + bonus": "claude-code eq",
    }


def test_codex_hunks_alone(repo: GitRepo, tmp_path: Path) -> None:
    repo.root.joinpath("f.py").write_text(OLD)
    diff = "@@ -5,2 +5,3 @@\n     count = len(items)\n-    return count\n+    bonus = 2\n+    return count + bonus\n"
    log = codex_edit(repo, tmp_path / "home", "f.py", OLD, diff, NEW)
    assert blamed(repo, "f.py", log) == {"    bonus = 2": "codex eq", "    return count + bonus": "codex eq"}


def around_changed(text: str) -> str:
    """What a person did since: all lines about the agent's are others now, and there are new ones above."""
    return "# (c)\n# 2026\n" + (
        text.replace("def total(items):", "def sum_of(rows, *, tax):")
        .replace("    count = len(items)", "    number = sum(1 for row in rows if row.is_sold)")
        .replace("    return count + bonus", "    return Sum(number, tax)")
    )


@pytest.mark.parametrize("committed", [True, False])
def test_git_s_text_before_tells_which_of_two_lines_it_was(repo: GitRepo, tmp_path: Path, committed: bool) -> None:
    twin = "\n\ndef third(bonus):\n    bonus = 2\n    return bonus\n"
    repo.commit(BEGIN, {"f.py" if committed else "other.py": OLD + twin})
    (repo.root / "f.py").write_text(OLD + twin)
    log = logged(repo, tmp_path / "home", session="1", texts=False)
    log.edit("f.py", "    return count\n", "    bonus = 2\n    return count + bonus\n")
    (repo.root / "f.py").write_text(around_changed(NEW + twin))
    owned = blamed_rows(repo, "f.py", log.path)
    lines = (repo.root / "f.py").read_text().split("\n")
    assert lines.count("    bonus = 2") == 2
    assert [lines[row] for row in owned if row != lines.index("    bonus = 2")] == []
    assert bool(owned) == committed


def test_a_text_before_that_the_edit_does_not_fit_is_not_used(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit(BEGIN, {"f.py": "entirely = 'different'\n"})
    (repo.root / "f.py").write_text(OLD)
    log = logged(repo, tmp_path / "home", session="1", texts=False)
    log.edit("f.py", "    return count\n", "    bonus = 2\n    return count + bonus\n")
    assert set(blamed(repo, "f.py", log.path)) == {"    bonus = 2", "    return count + bonus"}


def reindented(text: str) -> str:
    return text.replace("    ", "\t")


def wrapped(text: str) -> str:
    return text.replace("    return count + bonus\n", "    return (\n        count\n        + bonus\n    )\n")


def commented(text: str) -> str:
    return "# Licence\n\n" + text.replace("import os\n", "import os\nimport sys\n")


CHANGED_SINCE: dict[str, tuple[Callable[[str], str], dict[str, str]]] = {
    "by a formatter that indents": (
        reindented,
        {"\tbonus = 2": "claude-code ws", "\treturn count + bonus": "claude-code ws"},
    ),
    "by a formatter that wraps": (wrapped, {"    bonus = 2": "claude-code eq", "        + bonus": "claude-code ws"}),
    "by a person above": (
        commented,
        {"    bonus = 2": "claude-code eq", "    return count + bonus": "claude-code eq"},
    ),
}


@pytest.mark.parametrize("who", CHANGED_SINCE)
@pytest.mark.parametrize("texts", [True, False], ids=["full texts", "hunks only"])
def test_a_file_that_was_changed_since(repo: GitRepo, tmp_path: Path, who: str, texts: bool) -> None:
    change, expected = CHANGED_SINCE[who]
    repo.root.joinpath("f.py").write_text(OLD)
    log = logged(repo, tmp_path / "home", session="1", texts=texts)
    log.edit("f.py", "    return count\n", "    bonus = 2\n    return count + bonus\n")
    (repo.root / "f.py").write_text(change(NEW))
    found = blamed(repo, "f.py", log.path)
    assert {k: v for k, v in found.items() if k in expected} == expected
    assert not {"import os", "def total(items):", "\tcount = len(items)", "import sys", "# Licence"} & found.keys()


def test_another_branch_and_back(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit(BEGIN, {"f.py": OLD})
    log = logged(repo, tmp_path / "home", session="1", texts=True)
    repo.git("checkout", "-q", "-b", "fix")
    log.edit("f.py", "    return count\n", "    bonus = 2\n    return count + bonus\n")
    repo.git("commit", "-q", "-am", "fix")
    repo.git("checkout", "-q", "main")
    assert blamed(repo, "f.py", log.path) == {}
    repo.git("checkout", "-q", "fix")
    assert len(blamed(repo, "f.py", log.path)) == 2


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_agents_wrote_one_file(repo: GitRepo, tmp_path: Path, order: tuple[int, int]) -> None:
    repo.commit(BEGIN, {"f.py": OLD})
    claude = logged(repo, tmp_path / "home", session="1", texts=False)
    claude.edit("f.py", "    return count\n", "    bonus = 2\n    return count + bonus\n")
    after = NEW.replace("    return items\n", "    return sorted(items)\n")
    diff = "@@ -10,2 +10,2 @@\n def other(items):\n-    return items\n+    return sorted(items)\n"
    codex = codex_edit(repo, tmp_path / "home", "f.py", NEW, diff, after)
    logs = (claude.path, codex)
    assert blamed(repo, "f.py", *(logs[k] for k in order)) == {
        "    bonus = 2": "claude-code eq",
        "    return count + bonus": "claude-code eq",
        "    return sorted(items)": "codex eq",
    }


def test_what_an_agent_wrote_in_a_worktree_is_its_own_after_the_merge(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit(BEGIN, {"f.py": OLD})
    tree = GitRepo(tmp_path / "tree")
    repo.git("worktree", "add", "-q", "-b", "side", str(tree.root))
    there = logged(tree, tmp_path / "home", session="2", texts=False)
    there.edit("f.py", "    return items\n", "    return sorted(items)\n")
    tree.git("commit", "-q", "-am", "there")
    here = logged(repo, tmp_path / "home", session="1", texts=False)
    here.edit("f.py", "    return count\n", "    bonus = 2\n    return count + bonus\n")
    repo.git("commit", "-q", "-am", "here")
    assert set(blamed(repo, "f.py", here.path, there.path)) == {"    bonus = 2", "    return count + bonus"}
    repo.git("merge", "-q", "side")
    assert set(blamed(repo, "f.py", here.path, there.path)) == {
        "    bonus = 2",
        "    return count + bonus",
        "    return sorted(items)",
    }


@pytest.mark.parametrize("command", ["git mv f.py g.py", "mv f.py g.py"])
def test_a_file_that_the_shell_renamed(repo: GitRepo, tmp_path: Path, command: str) -> None:
    repo.commit(BEGIN, {"f.py": OLD})
    log = logged(repo, tmp_path / "home", session="1", texts=False)
    log.user("go")
    log.edit("f.py", "    return count\n", "    bonus = 2\n    return count + bonus\n")
    (repo.root / "f.py").rename(repo.root / "g.py")
    log.bash(command)
    assert set(blamed(repo, "g.py", log.path)) == {"    bonus = 2", "    return count + bonus"}


SHELL = {
    "cat > new.py <<'EOF'\nrate = 2\nEOF": ("new.py", "rate = 2\n", "rate = 2", (0.5, 0.95)),
    "echo 'rate = 3' >> f.py": ("f.py", OLD + "rate = 3\n", "rate = 3", (0.3, 0.95)),
    "sed -i 's/return items/return sorted(items)/' f.py": (
        "f.py",
        OLD.replace("return items", "return sorted(items)"),
        None,
        None,
    ),
}


@pytest.mark.parametrize("command", SHELL)
def test_what_a_shell_command_wrote_is_its_call_s_with_less_confidence(
    repo: GitRepo, tmp_path: Path, command: str
) -> None:
    name, text, line, bounds = SHELL[command]
    repo.commit(BEGIN, {"f.py": OLD})
    log = logged(repo, tmp_path / "home", session="1", texts=False)
    log.user("go")
    (repo.root / name).write_text(text)
    log.bash(command)
    history = FileHistory(str(repo.root / name), Binding([str(repo.root)]))
    history.read([str(log.path)])
    owned = dict(zip(text.split("\n"), history.lines(str(repo.root / name), text), strict=False))
    wrote = {k: o for k, o in owned.items() if o.wrote is not None}
    if line is None or bounds is None:
        assert all(o.wrote is not None and o.wrote.edit.inferred for o in wrote.values())
        return
    assert list(wrote) == [line]
    found = wrote[line].wrote
    assert found is not None
    assert found.edit.inferred
    assert bounds[0] <= wrote[line].confidence <= bounds[1]
