"""One file: its edits in time order, its ledger, and the text last given. At rest all of it is packed. Reads no file."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from cotlens.attribution.arrival import first_absent, is_absent
from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.words import has_word, text_lines
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.ids import EditId

_LINE: Final = 400
_KEPT: Final = 24
"""Bytes that a line of an unpacked ledger takes, and a line of an earlier state that it keeps, about."""

_OBJECT: Final = 60
"""Bytes that a line takes besides its characters."""

_FAST: Final = 1
"""Level of compression: three times as fast as the best, and a fifth larger."""

PutAway = Callable[[bytes], Callable[[], bytes]]
"""Puts bytes away; what it returns gives them back."""


def in_memory(data: bytes) -> Callable[[], bytes]:
    """Put bytes nowhere else."""
    return lambda: data


@dataclass(slots=True)
class TrackedFile:
    """The ledger is worked on when somebody asks: first all edits that wait, then the text, so that a burst is aligned once."""

    bases: Callable[[FileEdit], Iterable[str]] = lambda _: ()
    """Texts that the file may have had before an edit."""
    put_away: PutAway = in_memory
    """Where it is put when it is packed."""
    count: int = 0
    """How many edits there are."""
    given: bool = False
    """Whether a text was given."""
    exists: bool = False
    """Whether the file does, by what was given last."""
    _edits: list[FileEdit] = field(default_factory=list)
    _text: int = 0
    """Characters of the edits."""
    _ledger: LineLedger = field(default_factory=LineLedger)
    _lines: list[str] | None = None
    """The text last given; the ledger's own list once it has it."""
    _packed: list[Callable[[], bytes]] = field(default_factory=list)
    """The ledger, the lines and the edits, while they are not at hand; behind them edits that came later."""
    _added: list[FileEdit] = field(default_factory=list)
    """Edits that came since it was packed last."""
    _applied: int = 0
    """How many of the edits the ledger has."""
    _absent: set[EditId] = field(default_factory=set)
    """Edits of the log that the text last given did not have."""
    _shown: bool = False
    """Whether the ledger has the text last given."""

    @property
    def edits(self) -> list[FileEdit]:
        """The edits, oldest first."""
        self._unpack()
        return self._edits

    def add(self, edit: FileEdit) -> None:
        """Put an edit where its time belongs; one that is older than what was applied already means a new replay."""
        self.count += 1
        if self._packed:
            self._added.append(edit)  # others may follow before anybody asks
            self._text += _size(edit)
        else:
            self._put(edit)

    def _put(self, edit: FileEdit) -> None:
        edits = self._edits
        at = len(edits)
        if edit.time is not None:
            while at and (edits[at - 1].time or 0.0) > edit.time:
                at -= 1
        if at and edit.before is not None and edit.before == edits[at - 1].after:
            edit = replace(edit, before=edits[at - 1].after)  # one text instead of two
        edits.insert(at, edit)
        self._text += _size(edit, edits[at - 1] if at else None)
        if at < self._applied:
            self._begin_again()

    def forget(self, edit: EditId) -> None:
        """Take an edit back."""
        self._edits = [e for e in self.edits if e.id != edit]
        self.count = len(self._edits)
        self._begin_again()

    def give(self, text: str | None) -> None:
        """Say what the file's text is; None: it does not exist."""
        self._unpack()
        self.given, self.exists, self._shown = True, text is not None, False
        self._lines = text_lines(text or "")

    def current(self) -> LineLedger:
        """Bring the ledger up to date and give it. Edits that the text does not have yet wait for one that has them."""
        self._unpack()
        waiting = self._edits[self._applied :]
        ready = self._ready(waiting)
        if ready and not self._applied:
            self._begin(ready[0])
        for edit in ready:
            if edit.id not in self._absent:
                self._ledger.apply(edit)
        self._applied += len(ready)
        if self._lines is not None and (ready or not self._shown):
            self._ledger.show(self._lines)
            self._lines, self._shown = self._ledger.state.text(), True
        return self._ledger

    def _begin(self, first: FileEdit) -> None:
        """Start with the text that the first edit was made on, if there is one that the edit fits: logs may tell its hunks alone."""
        if (
            self._ledger.state.whole
            or first.op is not EditOp.MODIFY
            or first.before is not None
            or first.after is not None
        ):
            return
        # A hunk without a line of the text before fits any text.
        for text in self.bases(first) if any(map(has_word, (x for h in first.hunks for x in h.old))) else ():
            lines = text_lines(text)
            if is_absent(first, lines, exists=True):
                self._ledger.show(lines)
                return

    def _ready(self, waiting: list[FileEdit]) -> list[FileEdit]:
        lines = self._lines
        if not waiting or lines is None:
            return waiting
        cut = first_absent(waiting, lines, exists=self.exists)
        # What waited and is not there now, though later edits are, was taken back before anybody saw it.
        back = {e.id for e in waiting[:cut] if e.id in self._absent and is_absent(e, lines, exists=self.exists)}
        self._absent = back | {e.id for e in waiting[cut:]}
        return waiting[:cut]

    @property
    def weight(self) -> int:
        """Bytes that it takes, about, besides what is packed."""
        return self._text + len(self._ledger.state.lines) * _LINE + self._ledger.kept_lines * _KEPT

    def pack(self) -> None:
        """Take as little room as can be: a tenth, and a millisecond for a thousand lines to have it back."""
        held = self._added if self._packed else (self._ledger, self._lines, self._edits)
        if held:
            self._packed.append(self.put_away(zlib.compress(pickle.dumps(held, pickle.HIGHEST_PROTOCOL), _FAST)))
        self._ledger, self._lines, self._edits, self._added, self._text = LineLedger(), None, [], [], 0

    def _unpack(self) -> None:
        if not self._packed:
            return
        first, *more = (pickle.loads(zlib.decompress(x())) for x in self._packed)  # noqa: S301 - our own, and nobody else can write it
        added = [edit for edits in (*more, self._added) for edit in edits]
        self._ledger, self._lines, self._edits = first
        self._packed, self._added = [], []
        self._text = sum(map(_size, self._edits, (None, *self._edits)))
        for edit in added:
            self._put(edit)

    def _begin_again(self) -> None:
        self._unpack()
        self._ledger, self._applied, self._shown = LineLedger(), 0, False
        self._absent = set()


def _size(edit: FileEdit, last: FileEdit | None = None) -> int:
    """Characters of an edit, about: its lines take as much again for being objects, a text that is the last edit's takes none."""
    before = edit.before or "" if last is None or edit.before is not last.after else ""
    return len(before) + len(edit.after or "") + sum(_OBJECT + len(line) for hunk in edit.hunks for line in hunk.lines)
