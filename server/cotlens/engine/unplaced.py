"""Sessions that were recalled and whose flags were not placed yet, and the files to look at for them. Recalls none.

Sessions are recalled newest first, each with edits older than those known. To place flags after each one would work out who owns
the lines of a file that many sessions edited anew for each of them: 24 s of processor time for a past of a gigabyte.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from collections.abc import Set as AbstractSet
from dataclasses import replace

from cotlens.model.ids import SessionId
from cotlens.model.snapshot import FileView, Update


class Unplaced:
    """Grows with recalled sessions, and shrinks with the files that were looked at."""

    def __init__(
        self, look_at: Callable[[list[str]], dict[str, FileView]], update: Callable[[set[SessionId]], Update]
    ) -> None:
        """None. `look_at` places the flags of files, `update` tells of sessions whose flags are placed."""
        self._look_at = look_at
        self._update = update
        self._of_session: dict[SessionId, set[str]] = {}
        self._of_path: dict[str, set[SessionId]] = {}

    def add(self, session: SessionId, paths: Collection[str]) -> None:
        """Add a session with the files (real paths) that its flags stand in."""
        self._of_session[session] = set(paths)
        for path in paths:
            self._of_path.setdefault(path, set()).add(session)

    def take(self, session: SessionId) -> set[str]:
        """Leave a session to somebody else, who looks at the files that are returned."""
        paths = self._of_session.pop(session, set())
        for path in paths:
            self._of_path[path].discard(session)
            if not self._of_path[path]:
                del self._of_path[path]  # nobody else would look at it, nor be told of its news
        return paths

    def place(self) -> Update:
        """Look at one file, of the session that was added first; tells of the sessions that are done with it."""
        found = next((path for paths in self._of_session.values() for path in sorted(paths)), None)
        return self._place([found] if found is not None else [])

    def place_all(self) -> Update:
        """Look at all files."""
        return self._place(sorted(self._of_path))

    def _place(self, paths: list[str]) -> Update:
        files = self._look_at(paths)
        update = self._update(self._looked_at(paths))
        return replace(update, files={**files, **update.files})

    def _looked_at(self, paths: Collection[str]) -> set[SessionId]:
        """Take note of files that were looked at; returns the sessions for which nothing is left to look at."""
        for path in paths:
            for session in self._of_path.pop(path, ()):
                self._of_session[session].discard(path)
        ready = {session for session, left in self._of_session.items() if not left}
        for session in ready:
            del self._of_session[session]
        return ready

    @property
    def paths(self) -> AbstractSet[str]:
        """The files to look at."""
        return self._of_path.keys()

    def __bool__(self) -> bool:
        return bool(self._of_session)
