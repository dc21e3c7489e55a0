"""Makes, checks and mends the private environment of the VS Code extension: a folder with the unpacked wheels that came with it.

Run by the extension with the Python that will run the server; knows that Python's standard library alone, starts no server and asks no
network. Tells what it does as JSON, one object a line: `{"event": "building"}`, and at the end `ready` with the folder, or `failed` with a
code and a detail.

The folder is no venv: it belongs to a version of Python, not to the place of one, needs neither `venv` nor `pip` (Debian's Python has
neither), and is there at once or not at all, as it is built beside its place and renamed.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import hashlib
import json
import os
import platform
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MANIFEST = "environment.json"
HELD = ".in-use"
NATIVE = (".so", ".pyd")
BUILDING, GONE = ".building-", ".gone-"

LOCK_PATIENCE = 300.0
IMPORT_PATIENCE = 120.0
HALF_BUILT = 3600.0
"""Seconds after which a folder that was never finished is nobody's any more."""
UNUSED = 30 * 86_400.0
"""Seconds after which the environment of another Python goes, too."""


class FailedError(Exception):
    """No environment can be had: a code that the extension has words for, and what it is about."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def say(event: str, **more: Any) -> None:
    """Tell the extension."""
    print(json.dumps({"event": event, **more}), flush=True)  # noqa: T201  # the extension reads it


def runs() -> tuple[str, tuple[int, ...] | None]:
    """Say what wheels this Python takes (as the index names it), and the version of its C library or macOS."""
    if sys.platform == "win32":
        return sysconfig.get_platform(), None
    machine = os.uname().machine
    if sys.platform == "darwin":
        return f"darwin-{machine}", _numbers(platform.mac_ver()[0])
    with contextlib.suppress(ValueError, OSError, AttributeError):
        library, _, version = (os.confstr("CS_GNU_LIBC_VERSION") or "").partition(" ")
        if library == "glibc":
            return f"{sys.platform}-{machine}", _numbers(version)
    return f"musl-{machine}", None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())


def wheels_for_this_python(index: dict[str, Any]) -> list[str]:
    """Give the wheels that this Python takes, or say why it takes none."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise FailedError("kind", f"{platform.python_implementation()} {platform.python_version()}")
    if version not in index["pythons"]:
        raise FailedError("version", f"{platform.python_version()}; {', '.join(index['pythons'])}")
    here, level = runs()
    if here != index["runs"] or sys.maxsize <= 2**32:
        raise FailedError("machine", f"{here if sys.maxsize > 2**32 else '32 bit'}; {index['target']}")
    if level is not None and index["floor"] is not None and level < tuple(index["floor"]):
        raise FailedError("system", f"{'.'.join(map(str, level))}; {'.'.join(map(str, index['floor']))}")
    wheels: list[str] = index["pythons"][version]
    return wheels


def intact(folder: Path, *, thorough: bool) -> bool:
    """Whether all that was unpacked is still there, by its length; if `thorough`, by its content."""
    try:
        made = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = made["files"]
        lengths = dict(_lengths(str(folder), ""))
        if not made["stamp"] or any(lengths.get(name) != length for name, (length, _) in files.items()):
            return False
        return not thorough or all(_digest(folder / name) == digest for name, (_, digest) in files.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _lengths(folder: str, prefix: str) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                yield prefix + entry.name, entry.stat().st_size
            elif entry.name != "__pycache__":
                yield from _lengths(entry.path, f"{prefix}{entry.name}/")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def build(folder: Path, sources: Path, wheels: list[str], index: dict[str, Any]) -> None:
    """Unpack the wheels into `folder`, write down what is there, and see that it can be imported."""
    for name in wheels:
        wheel = sources / name
        if not wheel.is_file() or _digest(wheel) != index["wheels"][name]:
            raise FailedError("damaged", name)
        with zipfile.ZipFile(wheel) as archive:
            _unpack(archive, folder)
    shutil.copyfile(Path(__file__).resolve().parent / "start.py", folder / "__main__.py")
    files = {name: [length, _digest(folder / name)] for name, length in sorted(_lengths(str(folder), ""))}
    _import(folder, files)
    made = {
        "release": index["release"],
        "python": platform.python_version(),
        "stamp": secrets.token_hex(8),
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(made), encoding="utf-8")


def _unpack(archive: zipfile.ZipFile, folder: Path) -> None:
    for info in archive.infolist():
        top, _, rest = info.filename.partition("/")
        if top.endswith(".data"):
            # `<wheel>.data/purelib/...` belongs beside the rest; programs and headers are of no use here.
            kind, _, info.filename = rest.partition("/")
            if kind not in ("purelib", "platlib"):
                continue
        if info.filename and not info.is_dir():
            archive.extract(info, folder)


def _import(folder: Path, files: dict[str, Any]) -> None:
    """Load what hangs on this very system: every package with a native part, and both processes of the server."""
    native = sorted({name.split("/")[0] for name in files if name.endswith(NATIVE) and "/" in name})
    packages = [name for name in native if f"{name}/__init__.py" in files]
    code = "import sys, importlib\nsys.path.insert(0, sys.argv[1])\nfor name in sys.argv[2:]: importlib.import_module(name)"
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        code,
        str(folder),
        *packages,
        "cotlens.lsp.server",
        "cotlens.engine.worker",
    ]
    try:
        run = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=IMPORT_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FailedError("import", f"no end after {IMPORT_PATIENCE:.0f} s") from None
    if run.returncode:
        raise FailedError("import", (run.stderr.strip().splitlines() or [f"status {run.returncode}"])[-1])


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only one who builds. Where files cannot be locked all go on: what is built is renamed into place as a whole in any case."""
    with path.open("a+b") as file:
        until = time.monotonic() + LOCK_PATIENCE
        while not _lock(file.fileno()) and time.monotonic() < until:
            time.sleep(0.1)
        yield


def _lock(number: int) -> bool:
    """Whether the lock is ours, or there is no locking here; it goes with the process."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415  # there on Windows alone

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415  # there everywhere else

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def removed(folder: Path) -> bool:
    """Remove an environment, unless a server runs out of it. Never half: renamed first, which Windows refuses while a file is open."""
    try:
        if sys.platform != "win32" and (folder / HELD).exists():
            with (folder / HELD).open("ab") as held:
                if not _lock(held.fileno()):
                    return False
        aside = Path(tempfile.mkdtemp(prefix=GONE, dir=folder.parent))
        folder.rename(aside / folder.name)
    except OSError:
        return False
    shutil.rmtree(aside, ignore_errors=True)
    return True


def sweep(storage: Path, keep: Path, release: str) -> None:
    """Remove what nobody needs: other releases, broken ones, half-built ones, and what no Python has asked for in a long time."""
    now = time.time()
    for path in sorted(storage.iterdir()):
        with contextlib.suppress(OSError):
            if path == keep or not path.is_dir():
                continue
            if path.name.startswith(GONE) or (
                path.name.startswith(BUILDING) and now - path.stat().st_mtime > HALF_BUILT
            ):
                shutil.rmtree(path, ignore_errors=True)
            elif "-cp" in path.name and not path.name.startswith("."):
                used = (path / MANIFEST).stat().st_mtime if (path / MANIFEST).is_file() else 0.0
                same_python = path.name.startswith(keep.name[: len(_name(release))])
                if not path.name.startswith(f"{release}-") or same_python or now - used > UNUSED:
                    removed(path)


def _name(release: str) -> str:
    return f"{release}-cp{sys.version_info[0]}{sys.version_info[1]}"


def _placed(fresh: Path, names: list[Path]) -> Path:
    """Put what was built where it belongs. A broken environment makes way; one that will not (Windows, in use) leaves the next name."""
    for place in names:
        with contextlib.suppress(OSError):
            if place.exists():
                aside = Path(tempfile.mkdtemp(prefix=GONE, dir=place.parent))
                place.rename(aside / place.name)
                shutil.rmtree(aside, ignore_errors=True)
            fresh.rename(place)
            return place
    raise FailedError("write", f"{names[0]} is in use")


def ensure(sources: Path, storage: Path, *, thorough: bool = False, failed: str = "") -> tuple[Path, bool]:
    """Give the environment for this Python and whether it was built just now; never the one that is stamped as `failed`."""
    try:
        index = json.loads((sources / "index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise FailedError("damaged", "index.json") from None
    wheels = wheels_for_this_python(index)
    release = index["release"]
    names = [storage / f"{_name(release)}{suffix}" for suffix in ("", ".2", ".3")]

    def usable() -> Path | None:
        whole = (name for name in names if intact(name, thorough=thorough))
        return next((name for name in whole if stamp(name) != failed), None)

    storage.mkdir(parents=True, exist_ok=True)
    there, built = usable(), False
    if there is None:
        say("building")
        with locked(storage / "lock"):
            # Another window may have built it meanwhile.
            there = usable()
            if there is None:
                with tempfile.TemporaryDirectory(prefix=BUILDING, dir=storage) as temporary:
                    fresh = Path(temporary) / "fresh"
                    fresh.mkdir()
                    build(fresh, sources, wheels, index)
                    there, built = _placed(fresh, names), True
    with contextlib.suppress(OSError):
        os.utime(there / MANIFEST)
    sweep(storage, there, release)
    return there, built


def stamp(folder: Path) -> str:
    """Tell one build of an environment from the next."""
    made: str = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["stamp"]
    return made


def main() -> int:
    """Say which folder to run, or why there is none."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--wheels", type=Path, required=True)
    parser.add_argument("--storage", type=Path, required=True)
    parser.add_argument(
        "--thorough", action="store_true", help="look at the content of every file, not at its length alone"
    )
    parser.add_argument("--failed", default="", help="the stamp of an environment that would not start: it is replaced")
    args = parser.parse_args()
    try:
        folder, built = ensure(
            args.wheels.resolve(), args.storage.resolve(), thorough=args.thorough, failed=args.failed
        )
        say("ready", folder=str(folder), stamp=stamp(folder), built=built, python=sys.executable)
    except FailedError as failure:
        say("failed", code=failure.code, detail=failure.detail)
        return 1
    except OSError as error:
        say("failed", code="write", detail=f"{error.filename or args.storage}: {error.strerror or error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
