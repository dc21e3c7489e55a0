"""The shared verdicts of the workspace's folders, read again when a file changed, each line with the session that wrote it, if one did."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from cotlens.engine.git_blobs import GitBlobs
from cotlens.engine.pens import Pens
from cotlens.engine.stamp import Stamp, stamp
from cotlens.model.shared import FOLDER, NAME, SharedFile, SharedLine, shared_file
from cotlens.model.snapshot import Update
from cotlens.sources.git_folders import git_head_at, git_root
from cotlens.store.shared_file import read_shared

YOUNG: Final = 5.0
"""Seconds for which a new line waits: an agent writes the file first, and its log tells of it a moment later."""


class SharedVerdicts:
    """Reads little: a stat for each folder, and the file when it changed."""

    def __init__(self, roots: Callable[[], Sequence[str]], pens: Pens) -> None:
        """`roots` gives the folders (real paths) whose files count."""
        self._roots = roots
        self._pens = pens
        self._seen: dict[str, Stamp | None] = {}
        self._files: dict[str, SharedFile] = {}
        self._pens_seen = -1
        self._since: dict[str, float] = {}
        """When each line was there first, by the clock of this process."""
        self._waiting = False

    @property
    def paths(self) -> tuple[str, ...]:
        """The files, whether or not they are there."""
        return tuple(map(shared_file, self._roots()))

    def changed(self) -> tuple[SharedFile, ...] | None:
        """Return all files if one is not as it was at the last call, or more is known of who wrote its lines; None if all is as it was.

        A line that is not known waits until its file has been quiet for a moment.
        """
        roots = self._roots()
        stamps = {root: stamp(shared_file(root)) for root in roots}
        if not self._waiting and stamps == self._seen and self._pens.state == self._pens_seen:
            return None
        before = tuple(self._files.values())
        first = not self._seen
        self._seen, self._pens_seen, self._waiting = stamps, self._pens.state, False
        now = time.time()
        self._files = {}
        for root, found in stamps.items():
            # Nobody's clock but ours tells how long a line has been there; only at the first look there is none.
            settled = first and (found is None or now - found.changed_at >= YOUNG)
            self._files[root] = self._settled(self._read(root, now), settled=settled)
        after = tuple(self._files.values())
        return after if after != before else None

    def _settled(self, file: SharedFile, *, settled: bool) -> SharedFile:
        """Leave out what has not been there for long."""
        now = time.monotonic()
        kept = []
        for line in file.lines:
            since = self._since.setdefault(line.verdict.shared, float("-inf") if settled else now)
            if line.writer or now - since >= YOUNG:
                kept.append(line)
            else:
                self._waiting = True
        return replace(file, lines=tuple(kept))

    def news(self) -> Update | None:
        """Give what `changed` gives as an update."""
        files = self.changed()
        return Update(shared=files) if files is not None else None

    def now(self) -> tuple[SharedFile, ...]:
        """Return all files as they are, for one look at logs that are complete: no line waits."""
        moment = time.time()
        return tuple(self._read(root, moment) for root in self._roots())

    def _read(self, root: str, now: float) -> SharedFile:
        file = read_shared(root, now)
        unseen = self._pens.unseen if file.lines else None
        safe = _text_before(root, unseen[1]) if unseen is not None else ""
        return replace(
            file, lines=tuple(self._signed(x, unseen[0] if unseen is not None else "", safe) for x in file.lines)
        )

    def _signed(self, line: SharedLine, unseen: str, safe: str) -> SharedLine:
        writer = self._pens.writer(line)
        if not writer and unseen and line.verdict.shared not in safe:
            writer = unseen
        return replace(line, writer=writer) if writer else line


def _text_before(root: str, moment: float) -> str:
    """Return the file as it was committed when a session wrote to it what nobody saw: what stood there before is not its own."""
    checkout = git_root(root)
    commit = git_head_at(checkout, moment) if checkout is not None else None
    if checkout is None or commit is None:
        return ""
    name = os.path.relpath(os.path.join(root, FOLDER, NAME), checkout).replace(os.sep, "/")
    return GitBlobs(checkout).text(name, commit) or ""
