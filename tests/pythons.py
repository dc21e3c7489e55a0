"""The Pythons of this machine that cotlens runs on, as tests need them: the running one at least. Installs none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

MINORS = range(10, 15)


@cache
def pythons() -> dict[str, str]:
    """Give the program of each Python from 3.10 to 3.14 that runs here, by its version."""
    found = {f"3.{sys.version_info[1]}": sys.executable}
    kept = Path.home() / ".pyenv" / "versions"
    for version in (f"3.{minor}" for minor in MINORS):
        for program in [shutil.which(f"python{version}"), *sorted(kept.glob(f"{version}.*/bin/python"))]:
            if program and version not in found and _says(program) == version:
                found[version] = str(program)
    return dict(sorted(found.items()))


def _says(program: str | Path) -> str:
    """Ask it: a shim of pyenv is there for versions that are not."""
    command = [program, "-I", "-S", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
