"""What Claude Code keeps beside a session's log: subagents' logs, long outputs, and files as they were before an edit.

Reads only inside the agent's own folders, and only names that are plain file names: what a log says is no path to follow.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from copy import copy
from typing import Final

import msgspec

from cotlens.sources import claude_record
from cotlens.sources.claude_record import Aside, Record
from cotlens.sources.values import obj, text

_SAVED: Final = re.compile(r"saved to: [^\n]{0,4000}?([^\\/\n]{1,200})\n")
_BACKUP: Final = re.compile(r"[0-9A-Za-z_-]{1,64}@v\d{1,6}")
_PLAIN: Final = re.compile(r"[0-9A-Za-z_.-]{1,200}")
ENDS: Final = 64 * 1024
"""Bytes read of the beginning, and as many of the end, of a long output that was put into a file."""
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of the largest backup of a file that is read."""


class SubagentLogs:
    """Tells whether a subagent of a session has a log of its own, by looking for it on the disk."""

    def __init__(self, path: str) -> None:
        folder, name = os.path.split(path)
        self._places = (os.path.join(folder, name.removesuffix(".jsonl"), "subagents"), folder)
        self._known: set[str] = set()

    def __call__(self, agent: str) -> bool:
        """Tell whether `agent-<agent>.jsonl` is there; asked anew until it is, because it may come later."""
        if agent in self._known:
            return True
        plain = os.path.basename(agent) == agent and "\x00" not in agent
        found = plain and any(os.path.isfile(os.path.join(p, f"agent-{agent}.jsonl")) for p in self._places)
        if found:
            self._known.add(agent)
        return found


def spilled(log: str, outcome: object, body: str) -> str:
    """Return the whole output for a result's text that is a preview only; `outcome` is the record's `toolUseResult`."""
    logged = text(obj(outcome).get("stdout"))
    if len(logged) > len(body):
        return logged
    named = _SAVED.search(body[:8192])
    if named is None or not _PLAIN.fullmatch(named[1]):
        return body
    folder = log.removesuffix(".jsonl")
    if os.path.basename(os.path.dirname(log)) == "subagents":
        folder = os.path.dirname(os.path.dirname(log))
    return _ends(os.path.join(folder, "tool-results", named[1])) or body


def _ends(path: str) -> str:
    """Read the beginning and the end of a file: the verdict of a test run stands at the end."""
    try:
        with open(path, "rb", opener=_no_link) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(min(size, 2 * ENDS))
            if size > 2 * ENDS:
                file.seek(size - ENDS)
                data = data[:ENDS] + b"\n[...]\n" + file.read(ENDS)
    except OSError:
        return ""
    return data.decode("utf-8", "replace")


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


class FileHistory:
    """Texts of files before their first edit in a turn, from `file-history/<session>/<hash>@v<n>`."""

    def __init__(self, log: str) -> None:
        above, found, _ = log.replace(os.sep, "/").rpartition("/projects/")
        self._root = os.path.join(above, "file-history") if found else ""
        self._snapshot: msgspec.Raw | None = None
        self._session = ""
        self._names: dict[str, str] = {}
        self._kept: FileHistory | None = None
        """What was given out as the history of now; nothing was noted since."""

    def note(self, record: Record, aside: Callable[[], Aside]) -> None:
        """Take note of which backup a file has; the newest snapshot names them all. `aside` gives the record's rest."""
        if not self._root:
            return
        self._kept = None
        self._session = record.sessionId or self._session
        if record.type == "file-history-snapshot":
            # Looked into only when an edit lacks the text before: most logs have thousands of these and need none.
            self._snapshot = aside().snapshot.copy()
            self._names.clear()
        elif isinstance((found := aside()).trackingPath, str):
            self._names[found.trackingPath] = text(obj(claude_record.loose(found.backup)).get("backupFileName"))

    def now(self) -> FileHistory:
        """Return what is known now, for an edit that is read later."""
        if not self._root:
            return self
        if self._kept is None:
            self._kept = found = copy(self)
            found._names = dict(self._names) if self._snapshot is None else {}  # noqa: SLF001 - its own kind
        return self._kept

    def before(self, path: str, cwd: str | None, session: str) -> str | None:
        """Return the text that a file had when it was last backed up, None if there is no backup here."""
        if not self._root or not _PLAIN.fullmatch(session):
            return None
        self._load()
        name = self._names.get(path) or self._names.get(_relative(path, cwd))
        if not name or not _BACKUP.fullmatch(name):
            return None
        try:
            with open(os.path.join(self._root, session, name), "rb", opener=_no_link) as file:
                data = file.read(LARGEST + 1)
        except OSError:
            return None
        if len(data) > LARGEST:
            return None
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def _load(self) -> None:
        if self._snapshot is None:
            return
        backups = obj(obj(claude_record.loose(self._snapshot)).get("trackedFileBackups"))
        self._names = {path: text(obj(backup).get("backupFileName")) for path, backup in backups.items()} | self._names
        self._snapshot = None


def _relative(path: str, cwd: str | None) -> str:
    base = (cwd or "").replace("\\", "/").rstrip("/") + "/"
    whole = path.replace("\\", "/")
    return whole.removeprefix(base)
