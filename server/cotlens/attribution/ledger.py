"""Who owns each line of one file, carried through the agent's edits and through changes that no log shows.

Reads no file and no log; knows nothing of flags.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, zip_longest
from typing import Any

from cotlens.attribution import changes
from cotlens.attribution.carry import carry, recall
from cotlens.attribution.cells import Cell, State
from cotlens.attribution.changes import Record
from cotlens.attribution.floating import Floating, disowned
from cotlens.attribution.graveyard import Graveyard
from cotlens.attribution.history import History
from cotlens.attribution.locate import Line, fits, locate, start_of
from cotlens.attribution.mend import mend
from cotlens.attribution.sparse import in_step
from cotlens.attribution.splice import Piece, splice
from cotlens.attribution.words import same_words, text_lines
from cotlens.model.edit import EditOp, FileEdit, Hunk
from cotlens.model.hashing import blake2b
from cotlens.model.ids import EditId


class LineLedger:
    """One file's lines and owners: `apply` an edit that a log tells of, `transition` to a text that was found."""

    def __init__(self) -> None:
        self.state = State()
        """The file as last seen."""
        self.records: dict[EditId, Record] = {}
        """The lines of every edit applied."""
        self.graveyard = Graveyard()
        self._logged = self.state
        """The file right after the last logged edit."""
        self._history = History()
        self._remembered = self.state
        """The state put into the history last."""
        self._ids = count(1)
        self._floating = Floating()

    def apply(self, edit: FileEdit) -> None:
        """Carry out an edit of the log: its new lines are its own, whatever they resemble.

        Hunks go where their number says if their lines stand there; a hunk without a sure place waits until a full text
        shows its result, and its lines are nobody's until then.
        """
        hunks = changes.cleaned(edit.hunks)
        if edit.before is not None or (edit.op is EditOp.CREATE and not _is_blank(edit)):
            self.transition(edit.before or "")
        elif not _fit(self.state, hunks) and _fit(self._logged, hunks):
            # The text was seen with the edit in it before the log told of the edit: go back and do it properly.
            self._become(self._logged, None)
        elif self.state.whole and not _fit(self.state, hunks) and (start := _unpatched(self.state.text(), hunks)):
            self.show(start)  # the same, and a person had changed the text before
        self._history.build_on(self.state)
        if edit.op is EditOp.DELETE:
            self.records[edit.id] = Record((), ())
            self._become(State([""], [None], [next(self._ids)], whole=True), edit.id)
        elif edit.after is not None:
            self._reach(edit.id, hunks, text_lines(edit.after))
        else:
            self._put(edit.id, hunks)
        self._remember(explained=True)
        self._logged = self.state

    def transition(self, text: str) -> None:
        """Take over a text that came about by a change no log shows: owners follow their lines.

        A text that the file had before brings its owners of then back, exactly.
        """
        self.show(text_lines(text))

    def show(self, lines: list[str]) -> None:
        """Do the same for a text in lines."""
        if not self.state.whole or self.state.lines != lines:
            known = self._history.get(_digest(lines))
            if known is not None:
                self._become(known, None)
            else:
                self._carry(lines)
        age = {edit: n for n, edit in enumerate(self.records)}
        self._become(self._floating.claimed(self.state, age), None)
        self._remember(explained=False)

    def is_unplaced(self, edit: EditId) -> bool:
        """Tell whether no text has shown yet where lines of an edit went; nor did any other edit take them."""
        return self._floating.has(edit) and not any(c is not None and c.edit == edit for c in self.state.cells)

    @property
    def kept_lines(self) -> int:
        """Lines of earlier states that are kept for exact returns."""
        return self._history.lines

    def __getstate__(self) -> dict[str, object]:
        """Name all but the counter of identities, which does not pickle in all Pythons."""
        return {**self.__dict__, "_ids": next(self._ids)}

    def __setstate__(self, values: dict[str, Any]) -> None:
        """Count on from where it was."""
        self.__dict__.update(values, _ids=count(values["_ids"]))

    def _become(self, state: State, by: EditId | None) -> None:
        self.graveyard.exchange(self.state, state, by)
        self.state = state

    def _remember(self, *, explained: bool) -> None:
        if self.state.whole and (explained or self.state is not self._remembered):
            self._history.put(_digest(self.state.text()), self.state, explained=explained)
            self._remembered = self.state

    def _carry(self, lines: list[str]) -> None:
        """Let owners follow their lines into a text; what vanishes is buried before what vanished earlier is recalled."""
        old = self.state
        if old.whole and old.lines == lines:
            return
        self._become(carry(old, lines, self.records, self._ids), None)
        self._become(recall(old, self.state, self.records, self.graveyard), None)

    # --- logged edits -------------------------------------------------------------------------------------------------

    def _reach(self, edit: EditId, hunks: tuple[Hunk, ...], after: list[str]) -> None:
        """Apply an edit whose result is known: by the log's hunks if they lead there, else by the difference."""
        leads = _leads(self.state, hunks, after)
        if not leads and (start := _unpatched(after, hunks)):
            self._carry(start)  # what the hunks do not tell of was done by others before
            leads = _leads(self.state, hunks, after)
        if leads:
            self._put(edit, hunks)
            self.state = _reading(self.state, after, self._ids)
        elif self.state.whole:
            self._put(edit, changes.between(self.state.text(), after))
        elif _is_all(hunks, after):
            self._overwrite(edit, after)
        else:
            self._put(edit, hunks)
            self._carry(after)

    def _overwrite(self, edit: EditId, after: list[str]) -> None:
        """Let an edit own a file that it wrote as a whole, save for the lines that are known to have been there."""
        self.records[edit] = changes.record(changes.between([], after))
        self._carry(after)
        cells: list[Cell | None] = [cell or Cell(edit, k, "eq") for k, cell in enumerate(self.state.cells)]
        self.state = replace(self.state, cells=cells)

    def _put(self, edit: EditId, hunks: tuple[Hunk, ...]) -> None:
        self.records[edit] = changes.record(hunks)
        state = self.state
        for hunk in hunks if not state.whole else ():
            start = start_of(hunk)
            if start is not None:
                state = in_step(state, hunk.old, start, self._ids)
        if state.whole:
            state = mend(state, hunks, self.records, self._ids)
        self._become(state, None)
        pieces: list[Piece] = []
        lost: list[tuple[Hunk, int]] = []
        group = added = 0
        for hunk, at in zip(hunks, locate(state.lines, hunks), strict=True):
            if at is None:
                lost.append((hunk, added))
            else:
                pieces.append(Piece(at, hunk, group, added))
            part = changes.record((hunk,))
            group, added = group + len(part.groups), added + len(part.added)
        for hunk, first in lost:
            self._become(disowned(self.state, hunk, self._ids), edit)
            # The lines rest in the graveyard too, so that a block of them is known again even without the rest.
            self.graveyard.bury(self._floating.add(edit, hunk, first, self._ids))
        self._become(splice(self.state, edit, pieces, self._ids), edit)


def _is_blank(edit: FileEdit) -> bool:
    """`touch f`: made only if it was not there, and nothing tells."""
    return edit.inferred and edit.after is None and not edit.hunks


def _fit(state: State, hunks: Sequence[Hunk]) -> bool:
    """Tell whether every hunk is numbered and its window stands at its number, or nothing speaks against it."""
    starts = [start_of(h) for h in hunks]
    if None in starts:
        return False
    lines = state.lines
    if not state.whole:
        end = max((s + len(h.old) for s, h in zip(starts, hunks, strict=True) if s is not None), default=0)
        lines = [*lines, *[None] * (end - len(lines))]
    return all(s is not None and fits(lines, h.old, s) for s, h in zip(starts, hunks, strict=True))


def _is_all(hunks: Sequence[Hunk], after: Sequence[str]) -> bool:
    """Tell whether an edit put in a whole text, by its hunks or for want of any."""
    added = [x for h in hunks for x in h.added] if hunks else after
    return sum(len(h.lines) for h in hunks) in (0, len(added)) and _same_but_end(added, after)


def _leads(state: State, hunks: Sequence[Hunk], after: Sequence[str]) -> bool:
    """Tell whether hunks fit a whole state and make a text of it."""
    return state.whole and _fit(state, hunks) and _same_but_end(_patched(state.lines, hunks), after)


def _unpatched(after: Sequence[str], hunks: Sequence[Hunk]) -> list[str]:
    """Give the text that numbered hunks made `after` of; nothing if they do not stand in it."""
    out: list[str] = []
    at = 0
    for hunk in hunks:
        start = (hunk.new_start - 1 if hunk.new else hunk.new_start) if hunk.new_start is not None else -1
        if start < at or not fits(after, hunk.new, start):
            return []
        out += (*after[at:start], *hunk.old)
        at = start + len(hunk.new)
    return [*out, *after[at:]] if hunks else []


def _patched(lines: Sequence[Line], hunks: Sequence[Hunk]) -> list[Line]:
    out: list[Line] = []
    at = 0
    for hunk in hunks:
        start = start_of(hunk) or 0
        out += (*lines[at:start], *hunk.new)
        at = start + len(hunk.old)
    return [*out, *lines[at:]]


def _same_but_end(have: Sequence[Line], want: Sequence[str]) -> bool:
    """Compare texts without white space and the empty lines at their ends, which hunks do not tell of reliably."""
    if have == want:
        return True
    both = zip_longest(have, want, fillvalue="")
    return all(same_words(x or "", y or "") for x, y in both)


def _reading(state: State, lines: list[str], ids: Iterator[int]) -> State:
    """The same lines as a full text spells them; only empty lines at the end can be too many or missing."""
    missing = range(max(0, len(lines) - len(state.lines)))
    return State(
        list(lines),
        [*state.cells, *(None for _ in missing)][: len(lines)],
        [*state.ids, *(next(ids) for _ in missing)][: len(lines)],
        state.cuts,
        whole=True,
    )


def _digest(lines: Sequence[str]) -> bytes:
    return blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=16).digest()
