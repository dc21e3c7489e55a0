"""What was shown last is there again at the next start; never on a line of a file that changed since."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lsp.fake_engine import make_flag

from cotlens.engine.outbox import merge
from cotlens.model.flag import Flag, Location, PlaceState, Range
from cotlens.model.ids import SessionId
from cotlens.model.session import Session
from cotlens.model.snapshot import FileView, Snapshot, Update
from cotlens.store import last_shown
from cotlens.store.last_shown import LastShown

SESSION = Session(id=SessionId("s"), agent="claude-code", log="/l")


def placed(file: Path, name: str = "f") -> Flag:
    flag = make_flag({"flag": name, "path": str(file), "text": "x = 1", "severity": "high"})
    return flag.at(Location(str(file), Range(0, 0, 0, 5), PlaceState.EXACT))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    return path


def shown(*flags: Flag) -> Snapshot:
    views = {
        f.location.path: FileView(f.location.path, "digest", (("edit", "eq"),), (f,))  # type: ignore[arg-type]
        for f in flags
        if f.location is not None
    }
    return Snapshot(sessions={SESSION.id: SESSION}, flags={f.id: f for f in flags}, files=views)


def told(place: Path, folder: str = "/w") -> Update | None:
    """All parts together; None if there are none."""
    parts = list(LastShown([folder], place).load())
    return reduce(merge, parts) if parts else None


def test_what_was_shown_comes_back_as_a_scan_would_tell_it(tmp_path: Path, file: Path) -> None:
    flag, nowhere = placed(file), placed(file, "g").at(None)
    LastShown(["/w"], tmp_path).save(shown(flag, nowhere))
    assert told(tmp_path) == Update(
        fresh=True,
        sessions={SESSION.id: SESSION},
        flags={flag.id: flag, nowhere.id: nowhere},
        files={str(file): FileView(str(file), "digest", (), (flag,))},
        shared=(),
    )
    assert told(tmp_path, "/other") is None


@pytest.mark.parametrize("change", ["written", "gone"])
def test_a_flag_in_a_file_that_changed_since_waits_for_the_scan(tmp_path: Path, file: Path, change: str) -> None:
    flag = placed(file)
    LastShown(["/w"], tmp_path).save(shown(flag))
    file.write_text("y = 0\nx = 1\n") if change == "written" else file.unlink()
    update = told(tmp_path)
    assert update is not None
    assert (update.flags, update.files) == ({}, {})


@pytest.mark.parametrize("damage", [b"", b"\xc1", b"\x81\xa1x", b"[]"])
def test_what_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path, file: Path, damage: bytes) -> None:
    LastShown(["/w"], tmp_path).save(shown(placed(file)))
    (kept,) = (tmp_path / last_shown.FOLDER).iterdir()
    kept.write_bytes(damage)
    assert told(tmp_path) is None


def test_it_comes_in_parts_and_the_newest_first(tmp_path: Path) -> None:
    flags = []
    for n in range(30):
        (file := tmp_path / f"{n}.py").write_text("x = 1\n" * 60)
        flags += [replace(placed(file, f"{n}-{k}"), time=float(n), session=SESSION.id) for k in range(60)]
    snapshot = shown(*flags)
    for path in {f.location.path for f in flags if f.location is not None}:
        here = tuple(f for f in flags if f.location is not None and f.location.path == path)
        snapshot.files[path] = FileView(path, "digest", (), here)
    LastShown(["/w"], tmp_path).save(snapshot)
    parts = list(LastShown(["/w"], tmp_path).load())
    assert [Path(path).stem for path in parts[0].files] == ["29", "28"]
    assert [part.fresh for part in parts] == [True] + [False] * (len(parts) - 1)
    assert max(len(part.flags) for part in parts) < 600
    assert all({f.id for view in p.files.values() for f in view.flags} == set(p.flags) for p in parts)
    assert all(f is None or f.session in parts[0].sessions for part in parts for f in part.flags.values())
    whole = told(tmp_path)
    assert whole is not None
    assert (whole.flags, whole.files) == ({f.id: f for f in flags}, snapshot.files)


def test_of_a_file_that_breaks_off_the_parts_before_count(tmp_path: Path, file: Path) -> None:
    LastShown(["/w"], tmp_path).save(shown(placed(file)))
    (kept,) = (tmp_path / last_shown.FOLDER).iterdir()
    kept.write_bytes(kept.read_bytes()[:-2])
    update = told(tmp_path)
    assert update is not None
    assert set(update.files) == {str(file)}


def test_another_version_s_is_not_read(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    LastShown(["/w"], tmp_path).save(shown(placed(file)))
    monkeypatch.setattr(last_shown, "_MARK", "v0 0.0.1")
    assert told(tmp_path) is None


def test_it_is_private_and_few_are_kept(tmp_path: Path, file: Path) -> None:
    for n in range(last_shown.KEPT + 3):
        LastShown([f"/w{n}"], tmp_path).save(shown(placed(file)))
    place = tmp_path / last_shown.FOLDER
    assert len(list(place.iterdir())) == last_shown.KEPT
    assert place.stat().st_mode & 0o777 == 0o700
    assert {f.stat().st_mode & 0o777 for f in place.iterdir()} == {0o600}


def test_a_folder_that_cannot_be_written_costs_nothing_else(tmp_path: Path, file: Path) -> None:
    (tmp_path / last_shown.FOLDER).write_text("a file is in the way")
    LastShown(["/w"], tmp_path).save(shown(placed(file)))
    assert told(tmp_path) is None
