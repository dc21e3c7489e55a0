"""Gets the wheels of all that cotlens needs, for another system and another Python than the ones that run this. Builds nothing from source.

`pip download` can fetch for another Python, but evaluates the markers of requirements (`python_version < '3.11'`) for the one that runs it.
So it is asked for one layer of requirements at a time, without theirs, and the next layer is read from the wheels that came.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version
from targets import Target

_DONE: Final = "complete.json"
_PATIENCE: Final = 900


class NoWheelError(Exception):
    """A wheel does not exist for a target and a Python; the text names it."""


def gathered(requirements: Iterable[str], target: Target, python: str, cache: Path) -> list[Path]:
    """Give the wheels of `requirements` and of all that these require; downloads what `cache` does not have yet."""
    wanted = sorted(requirements)
    folder = cache / target.name / python
    key = {"requirements": wanted, "platforms": list(target.platforms)}
    try:
        if json.loads((folder / _DONE).read_text(encoding="utf-8")) == key:
            return sorted(folder.glob("*.whl"))
    except (OSError, ValueError):
        pass
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".download-") as name:
        fresh = Path(name) / python
        fresh.mkdir()
        _close(wanted, target, python, fresh)
        (fresh / _DONE).write_text(json.dumps(key), encoding="utf-8")
        # Whoever else downloads the same at the same time gets the same: the last one stays.
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    return sorted(folder.glob("*.whl"))


def _close(requirements: list[str], target: Target, python: str, folder: Path) -> None:
    """Download layer by layer until no wheel requires what is not there."""
    markers = target.markers(python)
    asked: dict[str, SpecifierSet] = {}
    layer = _applying(requirements, markers)
    while layer:
        _download(
            [f"{name}{asked.get(name, SpecifierSet()) & bounds}" for name, bounds in layer.items()],
            target,
            python,
            folder,
        )
        for name, bounds in layer.items():
            asked[name] = asked.get(name, SpecifierSet()) & bounds
        there = versions(folder)
        layer = {
            name: bounds
            for name, bounds in _applying(_required(folder), markers).items()
            if name not in there or not bounds.contains(there[name], prereleases=True)
        }
        for name in layer.keys() & there.keys():
            if asked[name] & layer[name] == asked[name]:
                raise NoWheelError(f"{name} {there[name]} does not fit {layer[name]}")
            _drop(folder, name)


def _applying(requirements: Iterable[str], markers: dict[str, str]) -> dict[str, SpecifierSet]:
    """Give what of the requirements counts under `markers`, by name, all bounds of one name together."""
    bounds: dict[str, SpecifierSet] = defaultdict(SpecifierSet)
    for text in requirements:
        requirement = Requirement(text)
        if requirement.extras:
            raise NoWheelError(f"extras are not looked into: {text}")
        if _holds(requirement.marker, markers):
            bounds[canonicalize_name(requirement.name)] &= requirement.specifier
    return dict(bounds)


def _holds(marker: Marker | None, markers: dict[str, str]) -> bool:
    return marker is None or marker.evaluate(markers)


def _download(requirements: list[str], target: Target, python: str, folder: Path) -> None:
    # Older pips choose by the Python that runs them what a bare version means; three numbers leave nothing to choose.
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:",
        "--implementation", "cp", "--python-version", python, "--dest", str(folder),
        *(word for tag in target.platforms for word in ("--platform", tag)), *requirements,
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    if run.returncode:
        missing = [line for line in run.stderr.splitlines() if "No matching distribution found for" in line]
        if missing:
            raise NoWheelError(missing[0].split("found for", 1)[1].strip())
        raise OSError(f"pip could not download for {target.name}, Python {python}:\n{run.stderr.strip()[-2000:]}")


def _required(folder: Path) -> list[str]:
    return [line for wheel in folder.glob("*.whl") for line in requirements_of(wheel)]


def requirements_of(wheel: Path) -> list[str]:
    """Read what a wheel requires, as it says so itself."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.count("/") == 1 and n.endswith(".dist-info/METADATA"))
        return HeaderParser().parsestr(archive.read(name).decode("utf-8")).get_all("Requires-Dist") or []


def versions(folder: Path) -> dict[str, Version]:
    """Give the version of each wheel in `folder`."""
    return {str(name): version for name, version, *_ in (parse_wheel_filename(w.name) for w in folder.glob("*.whl"))}


def _drop(folder: Path, name: str) -> None:
    for wheel in list(folder.glob("*.whl")):
        if parse_wheel_filename(wheel.name)[0] == name:
            wheel.unlink()


def floor(wheels: Iterable[Path]) -> list[int] | None:
    """Give the version of glibc, musl or macOS below which one of the wheels does not run; None where none says so."""
    lowest = []
    for wheel in wheels:
        named = [v for tag in parse_wheel_filename(wheel.name)[3] if (v := _system_version(tag.platform))]
        if named:
            lowest.append(min(named))
    return list(max(lowest)) if lowest else None


_LEGACY: Final = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}


def _system_version(tag: str) -> tuple[int, int] | None:
    family, *rest = tag.split("_")
    if family in _LEGACY:
        return _LEGACY[family]
    return (int(rest[0]), int(rest[1])) if family in ("manylinux", "musllinux", "macosx") else None


def digest(wheel: Path) -> str:
    """Give the SHA-256 of a file."""
    return hashlib.sha256(wheel.read_bytes()).hexdigest()
