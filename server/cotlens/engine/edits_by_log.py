"""Which logs tell of edits of which files, so that the edits of a few files can be read again instead of all being held."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection

from cotlens.engine.engine import Engine
from cotlens.engine.session_state import edit_size
from cotlens.engine.told_edits import HELD, told_edits
from cotlens.model.edit import EditOp, FileEdit
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader


class EditsByLog:
    """Stands between an engine's reading and its attribution while a scan reads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._logs: dict[int, dict[str, None]] = defaultdict(dict)
        """Logs by the hash of a path that an edit of theirs names: a number each, however many files there are."""
        self._renames: list[tuple[str, str]] = []
        self._log_edit = engine.log_edit
        engine.log_edit = self._note

    def _note(self, log: str, edit: FileEdit) -> None:
        for path in (edit.path, edit.new_path):
            real = self._engine.binding.resolve(path) if path is not None else None
            if real is not None:
                self._logs[hash(real)][log] = None
        if edit.op is EditOp.RENAME and edit.new_path is not None:
            self._renames.append((edit.path, edit.new_path))

    def fetch(self, paths: Collection[str]) -> None:
        """Give the engine's attribution all edits of the files that these paths (as logged) mean."""
        engine = self._engine
        engine.log_edit = self._log_edit
        wanted = {real for path in paths if (real := engine.binding.resolve(path)) is not None}
        renames = [{r for p in pair if (r := engine.binding.resolve(p)) is not None} for pair in self._renames]
        while more := {real for pair in renames if pair & wanted for real in pair} - wanted:
            wanted |= more  # a file's past, and what becomes of it, stand under its other names
        logs = dict.fromkeys(log for real in wanted for log in self._logs.get(hash(real), ()))
        seen = Seen()
        found: deque[tuple[int, FileEdit]] = deque()
        size = 0
        for log in logs:
            for edit, _, _ in told_edits(LogReader(log, seen)):
                if not {engine.binding.resolve(p) for p in (edit.path, edit.new_path) if p} & wanted:
                    continue
                found.append((edit_size(edit), edit))
                size += found[-1][0]
                while size > HELD and len(found) > 1:
                    # What is newest says most about how the files are now.
                    size -= found.popleft()[0]
        for _, edit in found:
            engine.attribution.log_edit(edit)
