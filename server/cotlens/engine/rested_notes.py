"""What is known of the edits of sessions that are at rest, packed: a session's notes take a tenth of its events. Works none out."""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from cotlens.attribution.tracked_file import PutAway, in_memory
from cotlens.model.ids import EditId, SessionId
from cotlens.model.why import EditNote

_OPEN: Final = 8
"""Sessions whose notes are held unpacked: a file's lines come from few."""

Notes = Mapping[EditId, EditNote]


class RestedNotes:
    """Notes by session, without what an edit replaced: that hangs on the file as it is."""

    def __init__(self, put_away: PutAway = in_memory) -> None:
        """None yet; `put_away` takes them, packed."""
        self._put_away = put_away
        self._packed: dict[SessionId, Callable[[], bytes]] = {}
        self._session: dict[EditId, SessionId] = {}
        self._open: OrderedDict[SessionId, Notes] = OrderedDict()

    def put(self, session: SessionId, notes: Notes) -> None:
        """Take a session's notes."""
        self._open.pop(session, None)
        self._packed[session] = self._put_away(zlib.compress(pickle.dumps(dict(notes), pickle.HIGHEST_PROTOCOL)))
        self._session.update(dict.fromkeys(notes, session))

    def drop(self, session: SessionId) -> None:
        """Forget a session: it is awake again."""
        for edit in self._opened(session):
            self._session.pop(edit, None)
        self._packed.pop(session, None)
        self._open.pop(session, None)

    def get(self, edit: EditId) -> EditNote | None:
        """Give the note on an edit, if its session is at rest."""
        session = self._session.get(edit)
        return self._opened(session).get(edit) if session is not None else None

    def _opened(self, session: SessionId) -> Notes:
        found = self._open.get(session)
        if found is None:
            packed = self._packed.get(session)
            found = pickle.loads(zlib.decompress(packed())) if packed is not None else {}  # noqa: S301 - our own, and nobody else can write it
            self._open[session] = found
            while len(self._open) > _OPEN:
                self._open.popitem(last=False)
        self._open.move_to_end(session)
        return found
