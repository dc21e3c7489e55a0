"""Files as commits have them, many of them, out of one git process that stays. Finds no commit."""

from __future__ import annotations

import select
import subprocess
import sys
import weakref
from typing import IO

from cotlens.engine.committed import PATIENCE, git_environment
from cotlens.engine.placing import LARGEST


class GitBlobs:
    """One checkout's. Starting git takes longer than reading a file; the process ends with this object."""

    def __init__(self, checkout: str) -> None:
        """Take the checkout's folder; starts nothing yet."""
        self._checkout = checkout
        self._process: subprocess.Popen[bytes] | None = None
        self._failed = False

    def text(self, name: str, commit: str) -> str | None:
        """Return the text of a file (relative, with `/`) in a commit; None if it has none, or git cannot be run or hangs."""
        if self._failed or "\n" in name:
            return None
        try:
            self._process = self._process or self._started()
            data = _ask(self._process, f"{commit}:{name}")
        except (OSError, ValueError):
            self._failed = True
            return None
        return (
            data.decode("utf-8", "replace").removeprefix("\ufeff")
            if data is not None and len(data) <= LARGEST
            else None
        )

    def _started(self) -> subprocess.Popen[bytes]:
        # Plumbing: it runs no hook, no filter and no pager.
        command = ["git", "-C", self._checkout, "cat-file", "--batch"]
        env = git_environment()
        pipe = subprocess.PIPE
        process = subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        weakref.finalize(self, _end, process)
        return process


def _ask(process: subprocess.Popen[bytes], what: str) -> bytes | None:
    """Ask for one object; raises OSError or ValueError when git does not answer as it should."""
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        raise ValueError("no pipes")
    stdin.write(what.encode() + b"\n")
    stdin.flush()
    # Windows can wait for sockets only; a worker that hangs is started anew.
    if sys.platform != "win32" and not select.select([stdout], [], [], PATIENCE)[0]:
        raise ValueError("no answer in time")
    head = stdout.readline().split()
    if len(head) != 3 or not head[2].isdigit():
        if head[-1:] not in ([b"missing"], [b"ambiguous"]):
            raise ValueError("no answer")
        return None
    data = _exactly(stdout, int(head[2]) + 1)[:-1]
    return data if head[1] == b"blob" else None


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise ValueError("git ended")
    return data


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
