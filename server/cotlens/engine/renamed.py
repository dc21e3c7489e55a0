"""Where a file went that somebody renamed and no log tells of it: asks git, then looks at what is new. Changes nothing.

A log that tells of a rename (`git mv`, a patch) needs none of this.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import Final

from cotlens.engine.committed import git_environment, git_text
from cotlens.engine.placing import read_text
from cotlens.model.edit import FileEdit
from cotlens.model.text import split_lines
from cotlens.sources.git_folders import git_root

_PATIENCE: Final = 3.0
"""Seconds for git to answer, and for all searches together: the worker waits."""
_SHARE: Final = 0.01
"""Share of the time that is spent on it after that."""
_STEPS: Final = 5
"""Renames of one file that are followed."""
_ALIKE: Final = 0.6
"""Share of the lines that the agent put in, that a new file must have."""
_LEAST: Final = 40
"""Characters of lines that must be the same: of fewer, two files may have them by chance."""
_CANDIDATES: Final = 400
"""New files that are opened."""


class RenamedFiles:
    """Answers as long as all its questions together do not take too long: a workspace may miss hundreds of files."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._began = time.monotonic()
        self._spent = 0.0

    def __call__(self, path: str, edits: Sequence[FileEdit]) -> str | None:
        """Return what `renamed_to` finds; None once the time is used up."""
        began = time.monotonic()
        if self._spent > _PATIENCE + _SHARE * (began - self._began):
            return None
        try:
            return renamed_to(path, edits)
        finally:
            self._spent += time.monotonic() - began


def renamed_to(path: str, edits: Sequence[FileEdit]) -> str | None:
    """Return the real path of the file that a missing one became; None if it is gone, or nothing tells.

    `edits` are the file's, oldest first. A rename in git's index or history counts as git sees it (half of the text is
    the same); without one, a file of the same suffix that git does not know and that has most of its lines.
    """
    root = git_root(_existing(os.path.dirname(path)))
    then = max((e.time or 0.0 for e in edits), default=0.0)
    new: str | None = path
    for _ in range(_STEPS if root is not None else 0):
        new = _by_git(root or "", new or path, then)
        if new is None or os.path.isfile(new):
            break
    if new is not None and new != path and os.path.isfile(new):
        return new
    return _most_alike(_new_files(root, path), _lines_of(root, path, edits))


def _lines_of(root: str | None, path: str, edits: Sequence[FileEdit]) -> list[str]:
    """Give the lines of a missing file as the last commit has it, else those that its edits show."""
    text = git_text(root, os.path.relpath(path, root).replace(os.sep, "/")) if root is not None else None
    if text is not None:
        return _stripped(text)
    return [x.strip() for e in edits for h in e.hunks for x in h.new if x.strip()] or _stripped(edits[-1].after or "")


def _stripped(text: str) -> list[str]:
    return [x.strip() for x in split_lines(text) if x.strip()]


def _existing(folder: str) -> str:
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    return folder


def _by_git(root: str, path: str, then: float) -> str | None:
    name = os.path.relpath(path, root).replace(os.sep, "/")
    staged = _git(root, "diff-index", "--cached", "-M", "--diff-filter=R", "--name-status", "-z", "HEAD")
    new = _renames(staged).get(name)
    if new is None:
        since = datetime.fromtimestamp(then, timezone.utc).isoformat()
        commit = "".join(_git(root, "rev-list", "-1", f"--since={since}", "HEAD", "--", name)).strip()
        told = ("diff-tree", "-r", "-M", "--root", "--diff-filter=R", "--name-status", "--no-commit-id", "-z", commit)
        new = _renames(_git(root, *told)).get(name) if commit else None
    return os.path.join(root, *new.split("/")) if new is not None else None


def _renames(told: Sequence[str]) -> dict[str, str]:
    """Read `R086`, old name, new name, and so on."""
    return {told[k + 1]: told[k + 2] for k in range(0, len(told) - 2, 3) if told[k][:1] == "R"}


def _new_files(root: str | None, path: str) -> Iterator[str]:
    """Name files that may have been made of a missing one: unknown to git, or beside it where there is no git."""
    suffix = os.path.splitext(path)[1]
    if root is not None:
        found: Iterable[str] = (
            os.path.join(root, *x.split("/")) for x in _git(root, "ls-files", "-o", "--exclude-standard", "-z")
        )
    else:
        folder = os.path.dirname(path)
        found = (os.path.join(folder, x) for x in sorted(os.listdir(folder))) if os.path.isdir(folder) else ()
    return (x for x in found if x != path and os.path.splitext(x)[1] == suffix)


def _most_alike(files: Iterable[str], lines: Sequence[str]) -> str | None:
    want = Counter(lines)
    best, most = None, max(_LEAST, _ALIKE * sum(map(len, lines)))
    for file, _ in zip(files, range(_CANDIDATES), strict=False):
        text = read_text(file)
        have = Counter(_stripped(text)) if text is not None else Counter()
        same = sum(len(line) for line in (want & have).elements())
        if same >= most:
            best, most = os.path.realpath(file), same + 1
    return best


def _git(root: str, *words: str) -> list[str]:
    """Run plumbing that looks at no file of the work tree, so that no filter, hook or monitor of the repository's is run."""
    command = ["git", "-C", root, "-c", "core.fsmonitor=false", "-c", "core.untrackedCache=false", *words]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE, env=git_environment())
    except (OSError, subprocess.SubprocessError):
        return []
    return [os.fsdecode(x) for x in done.stdout.split(b"\0") if x]
