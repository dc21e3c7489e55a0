"""Which wheels a VSIX gets: pip itself asked for other systems and Pythons, with a folder of small wheels for an index."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "client-vscode" / "package"))

from make_vsix import Load, index_of, told
from targets import PYTHONS, TARGETS
from wheels import NoWheelError, floor, gathered

pytestmark = pytest.mark.slow

INDEX = {
    "top-1.0-py3-none-any": ["middle>=1; python_version < '3.12'", "win; sys_platform == 'win32'", "fast"],
    "top-2.0-py3-none-any": ["middle; extra == 'more'", "fast<2", "old; python_version < '3.11'"],
    "middle-1.0-py3-none-any": ["fast<2", "top>=1"],
    "win-1.0-py3-none-win_amd64": [],
    "old-1.0-py3-none-any": [],
    "fast-2.0-cp311-cp311-manylinux_2_17_x86_64": [],
    "fast-2.0-cp312-cp312-manylinux_2_17_x86_64": [],
    "fast-2.0-cp312-cp312-win_amd64": [],
    "fast-1.9-cp310-abi3-manylinux_2_5_x86_64.manylinux_2_28_x86_64": [],
    "fast-1.9-cp310-abi3-win_amd64": [],
    "fast-1.8-cp310-abi3-manylinux_2_39_x86_64": [],
    "fast-1.8-cp310-abi3-macosx_11_0_universal2": [],
}


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "index"
    folder.mkdir()
    for name, requires in INDEX.items():
        project, version, tag = name.split("-", 2)
        info = f"{project}-{version}.dist-info"
        head = f"Metadata-Version: 2.1\nName: {project}\nVersion: {version}\n"
        with zipfile.ZipFile(folder / f"{name}.whl", "w") as archive:
            archive.writestr(f"{info}/METADATA", head + "".join(f"Requires-Dist: {r}\n" for r in requires))
            archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
            archive.writestr(f"{info}/RECORD", "")
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(folder), "CONFIG_FILE": "/dev/null"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    return folder


CASES = [
    # Markers are those of the target, not of the Python that runs this.
    (["top<2"], "linux-x64", "3.12", ["fast-2.0-cp312", "top-1.0"]),
    (["top<2"], "win32-x64", "3.12", ["fast-2.0-cp312", "top-1.0", "win-1.0"]),
    # A requirement of a requirement narrows what was taken first.
    (["top==1.0"], "linux-x64", "3.11", ["fast-1.9-cp310-abi3-manylinux", "middle-1.0", "top-1.0"]),
    (["top"], "linux-x64", "3.10", ["fast-1.9-cp310-abi3-manylinux", "old-1.0", "top-2.0"]),
    (["top"], "darwin-arm64", "3.13", ["fast-1.8-cp310-abi3-macosx", "top-2.0"]),
]


@pytest.mark.parametrize(("wanted", "target", "python", "expected"), CASES)
def test_a_python_of_a_system_gets_what_it_takes(
    wheels: Path, tmp_path: Path, wanted: list[str], target: str, python: str, expected: list[str]
) -> None:
    got = [wheel.name for wheel in gathered(wanted, TARGETS[target], python, tmp_path / "cache")]
    assert len(got) == len(expected)
    assert all(name.startswith(start) for name, start in zip(got, expected, strict=True)), got


def test_what_does_not_exist_is_named(wheels: Path, tmp_path: Path) -> None:
    with pytest.raises(NoWheelError, match=r"^fast<2"):
        gathered(["top"], TARGETS["alpine-x64"], "3.12", tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("*.whl"))


def test_what_cannot_be_reached_is_no_answer(wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_TIMEOUT", "soon")
    with pytest.raises(OSError, match="pip could not download"):
        gathered(["top"], TARGETS["linux-x64"], "3.12", tmp_path / "cache")


def test_what_was_downloaded_is_not_downloaded_again(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = gathered(["top"], TARGETS["linux-x64"], "3.12", tmp_path / "cache")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    assert gathered(["top"], TARGETS["linux-x64"], "3.12", tmp_path / "cache") == first
    with pytest.raises(NoWheelError):
        gathered(["top", "old"], TARGETS["linux-x64"], "3.12", tmp_path / "cache")


def test_the_index_says_who_gets_what_and_what_the_system_must_have(wheels: Path, tmp_path: Path) -> None:
    target = TARGETS["linux-x64"]
    pythons = {python: gathered(["top"], target, python, tmp_path / "cache") for python in ("3.10", "3.14")}
    load = Load(pythons, {"3.13": "fast<2", "3.12": "fast<2"})
    index = index_of(target, load)
    assert set(index["pythons"]["3.10"]) - set(index["pythons"]["3.14"]) == {"old-1.0-py3-none-any.whl"}
    assert set(index["wheels"]) == set(load.wheels)
    assert (index["runs"], index["floor"]) == ("linux-x86_64", [2, 5])
    vsix = tmp_path / "cotlens-linux-x64.vsix"
    vsix.write_bytes(b" " * 1_250_000)
    assert told(target, load, vsix) == (
        "linux-x64       1.2 MB; 3 wheels of 0.0 MB, for Python 3.10, 3.14: cotlens-linux-x64.vsix\n"
        "  Python 3.13, 3.12: no wheel of fast<2"
    )
    assert told(target, Load({}, {"3.13": "fast"}), None).startswith("linux-x64     not made")


def test_the_floor_is_that_of_the_most_demanding_wheel() -> None:
    names = [
        "a-1-cp310-abi3-manylinux2014_x86_64.manylinux_2_28_x86_64",
        "b-1-py3-none-any",
        "c-1-cp310-abi3-manylinux_2_27_x86_64",
    ]
    assert floor(Path(f"{name}.whl") for name in names) == [2, 27]
    assert floor([Path("b-1-py3-none-any.whl")]) is None


def test_our_own_pythons_are_the_ones_that_are_promised() -> None:
    text = (Path(__file__).resolve().parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={PYTHONS[0]}"' in text
