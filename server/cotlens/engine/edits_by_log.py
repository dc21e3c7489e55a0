"""Which logs tell of edits of which files, so that the edits of a few files can be read again instead of all being held."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection

from cotlens.engine.engine import Engine
from cotlens.engine.session_state import edit_size
from cotlens.engine.told_edits import HELD, told_edits
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.flag import Flag
from cotlens.model.ids import SessionId
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader


class EditsByLog:
    """Stands between an engine's reading and its attribution while a scan reads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._logs: dict[int, dict[str, None]] = defaultdict(dict)
        """Logs by the hash of a path that an edit of theirs names: a number each, however many files there are."""
        self._of_session: dict[SessionId, dict[str, None]] = defaultdict(dict)
        """Logs that tell of edits, by session."""
        self._fetched: set[str] = set()
        self._renames: list[tuple[str, str]] = []
        self._log_edit = engine.log_edit
        engine.log_edit = self._note

    def _note(self, log: str, edit: FileEdit) -> None:
        self._of_session[edit.session][log] = None
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
        wanted -= self._fetched
        self._fetched |= wanted
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

    def fetch_elsewhere(self, flags: Collection[Flag]) -> bool:
        """Give it also the edits of files in which lines of these flags may stand now; tells whether there are such files."""
        engine = self._engine
        found = {
            f.location.path for f in engine.flags() if f.location is not None and f.edit is not None
        } - self._fetched
        for session in {f.session for f in flags}:
            own = [f for f in flags if f.session == session]
            seen = Seen()
            for log in self._of_session.get(session, ()):
                named = {engine.binding.resolve(told.edit.path) for told in told_edits(LogReader(log, seen))}
                found |= {
                    x for x in named - found - self._fetched - {None} if x and engine.placing.may_stand_in(x, own)
                }
        self.fetch(found)
        return bool(found)
