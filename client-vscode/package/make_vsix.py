"""Makes the VSIX files that carry cotlens and all it needs, one for each system: `make vsix`, `make vsix TARGETS="linux-x64 darwin-arm64"`.

For every target and every Python the wheels are downloaded (`wheels`), and put beside the extension with an index that says which Python
gets which of them. What cannot be had is said and left out: a Python, or a target for which no Python is complete. The VSIX without wheels
is not made here (`npm run package`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from targets import PYTHONS, TARGETS, Target
from wheels import NoWheelError, digest, floor, gathered, requirements_of

CLIENT: Final = Path(__file__).resolve().parent.parent
REPO: Final = CLIENT.parent
_LEFT_OUT: Final = shutil.ignore_patterns("node_modules", "dist", "test", "package", "*.vsix", "__pycache__", "wheels")


@dataclass(frozen=True, slots=True)
class Load:
    """The wheels that one VSIX carries."""

    pythons: dict[str, list[Path]]
    lacking: dict[str, str]
    """Pythons that are not covered, with the wheel that does not exist."""

    @property
    def wheels(self) -> dict[str, Path]:
        """Each wheel once, by its name: most serve all Pythons."""
        return {wheel.name: wheel for wheels in self.pythons.values() for wheel in wheels}


def own_wheel(folder: Path) -> Path:
    """Build cotlens' own wheel."""
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--wheel-dir",
        folder,
        REPO,
    ]
    subprocess.run(command, check=True)
    return next(folder.glob("cotlens-*.whl"))


def load_of(target: Target, own: Path, cache: Path) -> Load:
    """Get what a target needs, for all Pythons at once."""
    needs = [line for line in requirements_of(own) if "extra ==" not in line]

    def one(python: str) -> list[Path] | str:
        try:
            return [own, *gathered(needs, target, python, cache)]
        except NoWheelError as error:
            return str(error)

    with ThreadPoolExecutor(len(PYTHONS)) as pool:
        got = dict(zip(PYTHONS, pool.map(one, PYTHONS), strict=True))
    return Load(
        {python: wheels for python, wheels in got.items() if not isinstance(wheels, str)},
        {python: reason for python, reason in got.items() if isinstance(reason, str)},
    )


def index_of(target: Target, load: Load) -> dict[str, Any]:
    """Say which Python gets which wheels, for environment.py."""
    sums = {name: digest(wheel) for name, wheel in sorted(load.wheels.items())}
    return {
        "release": hashlib.sha256(json.dumps(sums).encode()).hexdigest()[:12],
        "target": target.name,
        "runs": target.runs,
        "floor": floor(load.wheels.values()),
        "pythons": {python: sorted(wheel.name for wheel in wheels) for python, wheels in load.pythons.items()},
        "wheels": sums,
    }


def staged(stage: Path) -> None:
    """Lay out the extension as it is packaged, built, without wheels; the working tree stays as it is."""
    shutil.copytree(CLIENT, stage, ignore=_LEFT_OUT)
    (stage / "node_modules").symlink_to((CLIENT / "node_modules").resolve(), target_is_directory=True)
    subprocess.run(["node", "esbuild.mjs", CLIENT.parent], cwd=stage, check=True)


def packaged(target: Target, load: Load, stage: Path, out: Path) -> Path:
    """Make the VSIX of one target."""
    folder = stage / "wheels"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, wheel in load.wheels.items():
        shutil.copyfile(wheel, folder / name)
    (folder / "index.json").write_text(json.dumps(index_of(target, load), indent=1), encoding="utf-8")
    version = json.loads((stage / "package.json").read_text(encoding="utf-8"))["version"]
    vsix = out / f"cotlens-{target.name}-{version}.vsix"
    command: list[str | Path] = [
        stage / "node_modules" / ".bin" / "vsce",
        "package",
        "--no-dependencies",
        "--target",
        target.name,
        "--out",
        vsix,
    ]
    run = subprocess.run(command, cwd=stage, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"vsce could not package {target.name}:\n{run.stdout}{run.stderr}")
    return vsix


def told(target: Target, load: Load, vsix: Path | None) -> str:
    """Say what came of a target, in a line; and what is missing, in one more for each Python."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for python, reason in load.lacking.items():
        by_reason[reason].append(python)
    lines = [f"  Python {', '.join(pythons)}: no wheel of {reason}" for reason, pythons in by_reason.items()]
    if vsix is None:
        return "\n".join([f"{target.name:13} not made: no Python has all it needs", *lines])
    carried = sum(wheel.stat().st_size for wheel in load.wheels.values())
    covers = ", ".join(load.pythons)
    size = (
        f"{vsix.stat().st_size / 1e6:5.1f} MB; {len(load.wheels)} wheels of {carried / 1e6:.1f} MB, for Python {covers}"
    )
    return "\n".join([f"{target.name:13} {size}: {vsix.name}", *lines])


def main() -> int:
    """Make the files; 1 where one that was asked for by name cannot be made."""
    parser = argparse.ArgumentParser(description="Make the VSIX files that carry cotlens and all it needs.")
    parser.add_argument(
        "targets", nargs="*", metavar="target", help=f"one or more of {', '.join(TARGETS)}; without any: all"
    )
    parser.add_argument("--out", type=Path, default=REPO / "dist", help="the folder for the files (dist)")
    parser.add_argument(
        "--cache", type=Path, default=REPO / ".cache" / "wheels", help="the folder that keeps wheels (.cache/wheels)"
    )
    args = parser.parse_args()
    unknown = [name for name in args.targets if name not in TARGETS]
    if unknown:
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    args.out.mkdir(parents=True, exist_ok=True)
    missed = 0
    with tempfile.TemporaryDirectory(prefix="cotlens-vsix-") as name:
        root = Path(name)
        own = own_wheel(root / "own")
        staged(root / "stage")
        for target in (TARGETS[name] for name in args.targets or TARGETS):
            load = load_of(target, own, args.cache)
            vsix = packaged(target, load, root / "stage", args.out.resolve()) if load.pythons else None
            missed += vsix is None
            print(told(target, load, vsix), flush=True)  # noqa: T201  # the command's answer
    return 1 if missed and args.targets else 0


if __name__ == "__main__":
    sys.exit(main())
