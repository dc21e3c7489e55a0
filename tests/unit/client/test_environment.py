"""The private environment of the VS Code extension, built by real Pythons out of small wheels."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pythons import pythons

SCRIPTS = Path(__file__).resolve().parents[3] / "client-vscode" / "python"
SCRIPT = SCRIPTS / "environment.py"

pytestmark = pytest.mark.slow

HERE = f"3.{sys.version_info[1]}"


def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("environment", SCRIPT)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


ENVIRONMENT = module()

MAIN = """\
import sys
def main():
    print("running", [p for p in sys.path if "site-packages" in p], flush=True)
    if sys.argv[1:] == ["wait"]:
        sys.stdin.read()
"""
WORKER = "import os, time\nwhile os.path.exists(os.environ.get('SLOW', '')): time.sleep(0.02)\n"


class Extension:
    """What the extension brings and keeps: a folder with wheels, and its storage."""

    def __init__(self, root: Path, **changed: Any) -> None:
        self.wheels, self.storage = root / "wheels", root / "kept" / "environment"
        self.release("one", **changed)

    def release(self, name: str, *, worker: str = WORKER, **changed: Any) -> None:
        """Put the wheels of a release there."""
        shutil.rmtree(self.wheels, ignore_errors=True)
        self.wheels.mkdir()
        files = {"__init__": "", "__main__": MAIN, "lsp/__init__": "", "lsp/server": "import tool"}
        files |= {"engine/__init__": "", "engine/worker": worker}
        own = {f"cotlens/{path}.py": text for path, text in files.items()}
        tool = {"tool-1.data/purelib/tool.py": "", "tool-1.data/scripts/tool": "#!", "tool-1.dist-info/LICENSE": "MIT"}
        for wheel, content in {"cotlens-1-py3-none-any.whl": own, "tool-1-py3-none-any.whl": tool}.items():
            with zipfile.ZipFile(self.wheels / wheel, "w") as archive:
                for path, text in content.items():
                    archive.writestr(path, text)
        names = sorted(p.name for p in self.wheels.iterdir())
        index = {
            "release": name, "target": "here", "runs": ENVIRONMENT.runs()[0], "floor": [2, 5],
            "pythons": dict.fromkeys(pythons(), names),
            "wheels": {n: hashlib.sha256((self.wheels / n).read_bytes()).hexdigest() for n in names},
        }  # fmt: skip
        (self.wheels / "index.json").write_text(json.dumps({**index, **changed}))

    def start(self, *how: str, python: str = HERE, **env: str) -> subprocess.Popen[str]:
        command = [pythons()[python], "-I", "-S", SCRIPT, "--wheels", self.wheels, "--storage", self.storage, *how]
        return subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.PIPE, text=True)

    def ensure(self, *how: str, python: str = HERE) -> list[dict[str, Any]]:
        return events(self.start(*how, python=python))

    def folder(self) -> Path:
        return Path(self.ensure()[-1]["folder"])

    def there(self) -> list[str]:
        return sorted(p.name for p in self.storage.iterdir() if p.name != "lock")


def events(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    said, _ = process.communicate(timeout=60)
    return [json.loads(line) for line in said.splitlines()]


def names(said: list[dict[str, Any]]) -> list[str]:
    return [event["event"] for event in said]


@pytest.fixture
def extension(tmp_path: Path) -> Extension:
    return Extension(tmp_path)


@pytest.mark.parametrize("python", pythons())
def test_it_is_built_once_and_runs_apart_from_all_else(extension: Extension, python: str) -> None:
    first, second = extension.ensure(python=python), extension.ensure(python=python)
    assert names(first) == ["building", "ready"]
    assert names(second) == ["ready"]
    assert (first[-1]["built"], second[-1]["built"]) == (True, False)
    folder = first[-1]["folder"]
    run = subprocess.run([pythons()[python], "-I", "-S", folder], capture_output=True, text=True, check=True)
    assert run.stdout == "running []\n"
    assert (Path(folder) / "tool-1.dist-info" / "LICENSE").is_file()
    assert not (Path(folder) / "tool").exists()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a file is gone": lambda env: (env / "cotlens/__main__.py").unlink(),
    "a package is gone": lambda env: shutil.rmtree(env / "cotlens"),
    "a file was cut off": lambda env: cut(env / "cotlens/__main__.py"),
    "its list is gone": lambda env: (env / "environment.json").unlink(),
    "its list was cut off": lambda env: cut(env / "environment.json"),
    "its list is something else": lambda env: (env / "environment.json").write_text("[1]"),
    "all is gone": lambda env: [shutil.rmtree(env), env.mkdir()],
    "it is a file": lambda env: [shutil.rmtree(env), env.write_text("")],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_made_anew(extension: Extension, damage: str) -> None:
    folder = extension.folder()
    DAMAGES[damage](folder)
    said = extension.ensure()
    assert names(said) == ["building", "ready"]
    assert said[-1]["folder"] == str(folder)
    assert subprocess.run([sys.executable, "-I", "-S", folder], check=True, capture_output=True).stdout
    assert extension.there() == [folder.name]


def test_a_change_that_keeps_the_length_is_seen_by_the_thorough_look(extension: Extension) -> None:
    path = extension.folder() / "cotlens/__main__.py"
    path.write_bytes(b"#" * path.stat().st_size)
    assert names(extension.ensure()) == ["ready"]
    assert names(extension.ensure("--thorough")) == ["building", "ready"]
    assert path.read_text() == MAIN


def test_what_will_not_start_though_nothing_is_missing_is_made_anew(extension: Extension) -> None:
    first = extension.ensure()[-1]
    (Path(first["folder"]) / "stray.py").write_text("")
    assert names(extension.ensure("--thorough")) == ["ready"]
    said = extension.ensure("--failed", first["stamp"])
    assert names(said) == ["building", "ready"]
    assert not (Path(first["folder"]) / "stray.py").exists()
    # A second window that saw the same failure takes what the first has made.
    assert extension.ensure("--failed", first["stamp"]) == [{**said[-1], "built": False}]


@pytest.mark.parametrize("broken", [False, True])
def test_windows_that_start_at_once_share_one(extension: Extension, broken: bool) -> None:
    how = ["--failed", extension.ensure()[-1]["stamp"]] if broken else []
    processes = [extension.start(*how) for _ in range(5)]
    ends = [events(process)[-1] for process in processes]
    assert [end["event"] for end in ends] == ["ready"] * 5
    assert len({(end["folder"], end["stamp"]) for end in ends}) == 1
    assert sum(end["built"] for end in ends) == 1
    assert extension.there() == [Path(ends[0]["folder"]).name]


def test_one_that_was_never_finished_hinders_nobody(extension: Extension, tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.write_text("")
    process = extension.start(SLOW=str(slow))
    while not any((extension.storage / name).glob("*/cotlens/engine/worker.py") for name in building(extension)):
        time.sleep(0.02)
    process.kill()
    process.communicate()
    slow.unlink()
    assert names(extension.ensure()) == ["building", "ready"]
    # What is left of it might be somebody's who is still at it; an hour later it is not.
    (left,) = building(extension)
    os.utime(extension.storage / left, (0, 0))
    folder = extension.folder()
    assert extension.there() == [folder.name]


def building(extension: Extension) -> list[str]:
    return [n for n in extension.there() if n.startswith(".building-")] if extension.storage.exists() else []


def test_an_upgrade_replaces_it(extension: Extension) -> None:
    old = extension.folder()
    extension.release("two")
    assert names(extension.ensure()) == ["building", "ready"]
    new = extension.folder()
    assert new != old
    assert extension.there() == [new.name]


def test_an_upgrade_leaves_it_to_a_server_that_still_runs(extension: Extension) -> None:
    old = extension.folder()
    server = subprocess.Popen(
        [sys.executable, "-I", "-S", old, "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout
    assert server.stdout.readline()
    extension.release("two")
    new = extension.folder()
    assert extension.there() == sorted([old.name, new.name])
    server.communicate()
    extension.ensure()
    assert extension.there() == [new.name]


def test_that_of_another_python_stays_until_nobody_has_used_it_for_a_month(extension: Extension) -> None:
    made = extension.folder()
    other = made.rename(made.with_name(made.name.replace(f"cp3{sys.version_info[1]}", "cp39")))
    assert extension.folder() == made
    assert extension.there() == sorted([made.name, other.name])
    month = time.time() - 31 * 86_400
    os.utime(other / "environment.json", (month, month))
    extension.ensure()
    assert extension.there() == [made.name]


REFUSALS = [
    ("version", {"pythons": {"3.9": []}}),
    ("machine", {"runs": "vax-vms"}),
    ("system", {"floor": [99, 0]}),
    ("damaged", {"wheels": {"cotlens-1-py3-none-any.whl": "0", "tool-1-py3-none-any.whl": "0"}}),
    ("import", {"worker": "import nothing_of_that_name"}),
]


@pytest.mark.parametrize(("code", "changed"), REFUSALS, ids=[code for code, _ in REFUSALS])
def test_why_there_can_be_none_is_said_and_nothing_stays(tmp_path: Path, code: str, changed: dict[str, Any]) -> None:
    extension = Extension(tmp_path, **changed)
    end = extension.ensure()[-1]
    assert (end["event"], end["code"]) == ("failed", code)
    assert end["detail"]
    assert not extension.storage.exists() or extension.there() == []
    if code == "import":
        assert end["detail"] == "ModuleNotFoundError: No module named 'nothing_of_that_name'"


def test_a_wheel_that_is_gone_is_named(extension: Extension) -> None:
    (extension.wheels / "tool-1-py3-none-any.whl").unlink()
    assert extension.ensure()[-1] == {"event": "failed", "code": "damaged", "detail": "tool-1-py3-none-any.whl"}


def test_storage_that_cannot_be_written_is_said(extension: Extension) -> None:
    extension.storage.parent.mkdir()
    extension.storage.write_text("")
    end = extension.ensure()[-1]
    assert (end["event"], end["code"]) == ("failed", "write")
    assert str(extension.storage) in end["detail"]


def test_one_that_cannot_be_moved_away_is_left_and_another_name_taken(
    extension: Extension, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As on Windows while a server runs out of it.
    folder = extension.folder()
    (folder / "cotlens/__main__.py").unlink()
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self == folder:
            raise PermissionError
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    there, built = ENVIRONMENT.ensure(extension.wheels, extension.storage)
    assert (there.name, built) == (f"{folder.name}.2", True)
    assert ENVIRONMENT.ensure(extension.wheels, extension.storage) == (there, False)
    monkeypatch.undo()
    assert ENVIRONMENT.ensure(extension.wheels, extension.storage) == (there, False)
    assert extension.there() == [there.name]


def test_it_needs_the_standard_library_alone() -> None:
    for path in SCRIPTS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            wanted = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            wanted += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert {name.split(".")[0] for name in wanted} <= {*sys.stdlib_module_names, "cotlens"}, path
