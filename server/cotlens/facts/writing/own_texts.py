"""The texts that a session itself gave to files, and the files that it changed since its last commit. Opens no file.

For commands whose effect hangs on such a file (`git apply fix.patch`, `cp a b`), or on all of them (`git stash`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cotlens.model.edit import EditOp, FileEdit, Hunk

_LARGEST: Final = 1024 * 1024
"""Characters of a text that is kept in mind; patches and copied sources are smaller."""
_HELD: Final = 4 * _LARGEST
"""Characters of all texts that are kept; those written longest ago are forgotten first."""
_FILES: Final = 8192
"""Files that are known to have been changed since the last commit, at most."""
_WAITING: Final = 256
"""Edits that wait to be looked at, at most."""


class OwnTexts:
    """Fed with edits, asked for texts. Edits are looked at when something is asked: their texts are costly to build."""

    def __init__(self) -> None:
        """Nothing has been written yet."""
        self._waiting: list[Callable[[], FileEdit]] = []
        self._texts: dict[str, str] = {}
        self._held = 0
        """Characters in `_texts`."""
        self._derived: dict[str, tuple[Hunk, ...]] = {}
        self._changed: dict[str, None] = {}
        self._stashed: tuple[str, ...] = ()

    def note(self, edit: FileEdit) -> None:
        """Take in an edit."""
        self.note_later(lambda: edit)

    def note_later(self, edit: Callable[[], FileEdit]) -> None:
        """Take in an edit that is built only if something is asked, or if many have come since."""
        self._waiting.append(edit)
        if len(self._waiting) > _WAITING:
            self._catch_up()

    def text(self, path: str) -> str | None:
        """Return the text of a file, if the last that happened to it was that the session wrote it as a whole."""
        self._catch_up()
        return self._texts.get(path)

    def replacements(self, path: str) -> tuple[Hunk, ...]:
        """Return the replacements by which a filter made the file out of another (`sed 's/a/b/' f > path`), else ()."""
        self._catch_up()
        return self._derived.get(path, ())

    def is_known(self, path: str) -> bool:
        """Tell whether the session changed the file before, so that it is there."""
        self._catch_up()
        return path in self._texts or path in self._changed

    def changed(self, folder: str | None = None) -> tuple[str, ...]:
        """Return the files changed since the last commit, those below a folder only if one is given."""
        self._catch_up()
        start = folder.rstrip("/") + "/" if folder is not None else ""
        return tuple(path for path in self._changed if path.startswith(start))

    def committed(self) -> None:
        """All changes so far are in a commit."""
        self._catch_up()
        self._changed.clear()

    def stash(self) -> tuple[str, ...]:
        """Put all changes aside; returns the files that lose them."""
        self._catch_up()
        self._stashed = tuple(self._changed)
        self._changed.clear()
        return self._stashed

    def unstash(self) -> tuple[str, ...]:
        """Bring back what was put aside; returns the files that get it."""
        self._catch_up()
        self._changed.update(dict.fromkeys(self._stashed))
        return self._stashed

    def _catch_up(self) -> None:
        waiting, self._waiting = self._waiting, []
        for build in waiting:
            self._take(build())

    def _take(self, edit: FileEdit) -> None:
        if not edit.happened:
            return
        text = self._texts.pop(edit.path, None)
        self._held -= len(text or "")
        self._derived.pop(edit.path, None)
        if not edit.authored:
            return  # whether it differs from the last commit afterwards, nothing tells
        self._mark(edit.path)
        if edit.op is EditOp.RENAME and edit.new_path is not None:
            self._mark(edit.new_path)
            if text is not None and not edit.hunks:
                self._keep(edit.new_path, text)
        elif edit.op is not EditOp.DELETE and edit.after is not None and len(edit.after) <= _LARGEST:
            self._keep(edit.path, edit.after)
        elif edit.inferred and edit.op is EditOp.MODIFY and edit.hunks:
            self._derived[edit.path] = edit.hunks
            _shorten(self._derived)

    def _mark(self, path: str) -> None:
        self._changed[path] = None
        _shorten(self._changed)

    def _keep(self, path: str, text: str) -> None:
        self._held += len(text) - len(self._texts.pop(path, ""))
        self._texts[path] = text
        while self._held > _HELD:
            self._held -= len(self._texts.pop(next(iter(self._texts))))


def _shorten(files: dict[str, Any]) -> None:
    if len(files) > _FILES:
        del files[next(iter(files))]
