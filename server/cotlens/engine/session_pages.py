"""Sessions told a page at a time, for surfaces that show them item by item, or as a whole; keeps those asked for last. Judges nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from cotlens.attribution.attribution import Attribution, Owners
from cotlens.engine.placing import read_text
from cotlens.engine.session_entries import Entry, SessionEntries
from cotlens.engine.session_items import actions_of, checks_of, item_of
from cotlens.engine.transcript import render
from cotlens.model.edit import FileEdit
from cotlens.model.flag import Flag, Role
from cotlens.model.ids import EditId, EventId, SessionId
from cotlens.model.session_page import LETTERS, AskSession, AskWhere, FlagPlace, Outline, SessionPage, Where

if TYPE_CHECKING:
    from cotlens.engine.session_state import SessionState

MOST: Final = 1_000
"""Items of one page: what is rendered at a time holds up everything else."""
KEPT: Final = 8
"""Sessions whose entries are kept."""

_ACTS: Final = (Role.ACTION, Role.MESSAGE, Role.RESULT, Role.REASONING, Role.USER)
"""Which piece of a flag's evidence its act is, the first that is there."""


class SessionPages:
    """Pages of the sessions of one workspace. `resolve` maps a path as a log names it to the path here, or to None."""

    def __init__(
        self,
        attribution: Attribution,
        resolve: Callable[[str], str | None],
        awake: Callable[[SessionId], SessionState | None],
        rest: Callable[[set[SessionId]], object],
    ) -> None:
        """`awake` gives a session with its events, `rest` may let events go of others than those named."""
        self._awake = awake
        self._rest = rest
        self._attribution = attribution
        self._resolve = resolve
        self._kept: OrderedDict[SessionId, SessionEntries] = OrderedDict()

    def forget(self, session: SessionId) -> None:
        """Let go of a session whose events are about to go."""
        self._kept.pop(session, None)

    def page(self, ask: AskSession) -> SessionPage:
        """Tell some items of a session, or what is new in it."""
        state = self._awake(ask.session)
        if state is None:
            return SessionPage(ask.request)
        page = self._page(ask, state)
        self._rest({ask.session})
        return page

    def _page(self, ask: AskSession, state: SessionState) -> SessionPage:
        entries = self._entries(state)
        entries.sync()
        count = max(0, min(ask.count, MOST))
        total, edition = len(entries.entries), len(entries.changes)
        if ask.since is None:
            wanted: Iterable[int] = range(min(max(ask.first, 0), total), min(max(ask.first, 0) + count, total))
        else:
            since = max(ask.since, 0)
            edition = min(edition, since + count)
            wanted = sorted(set(entries.changes[since:edition]))
        return SessionPage(
            ask.request,
            session=state.session,
            generation=entries.generation,
            edition=edition,
            total=total,
            items=tuple(item_of(entries.entries[k], state, self._resolve) for k in wanted),
            outline=outline_of(entries) if ask.outline else None,
            found=entries.index_of.get(ask.find) if ask.find is not None else None,
            flags=tuple((f.id, _place(f, entries)) for f in state.flags)
            if ask.outline or ask.since is not None
            else (),
            more=edition < len(entries.changes) and ask.since is not None,
        )

    def transcript(self, session: SessionId) -> tuple[str, dict[EventId, int]]:
        """Return a session's transcript as Markdown, and the 0-based line of each event; LookupError if unknown."""
        state = self._awake(session)
        if state is None:
            raise LookupError(session)
        found = render(state.session, state.events)
        self._rest({session})
        return found

    def where(self, ask: AskWhere) -> Where:
        """Tell where the lines of an edit stand in its file now."""
        if ask.path not in self._attribution.paths_of(ask.edit):
            return Where(ask.request, None)
        _, owners = self._attribution.view(ask.path, read_text(ask.path) if ask.text is None else ask.text)
        return Where(ask.request, first_stretch(owners, ask.edit))

    def _entries(self, state: SessionState) -> SessionEntries:
        known = self._kept.get(state.id)
        if known is None or known.state is not state:
            known = self._kept[state.id] = SessionEntries(state)
        self._kept.move_to_end(state.id)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return known


def first_stretch(owners: Owners, edit: EditId) -> tuple[int, int] | None:
    """Find the first neighbouring lines that an edit owns: 0-based, both ends included."""
    first = next((row for row, owner in enumerate(owners) if owner is not None and owner[0] == edit), None)
    if first is None:
        return None
    rest = owners[first:]
    length = next((n for n, owner in enumerate(rest) if owner is None or owner[0] != edit), len(rest))
    return first, first + length - 1


def outline_of(entries: SessionEntries) -> Outline:
    """Tell of all entries in short."""
    times = [entry.event.time for entry in entries.entries]
    began = min((t for t in times if t is not None), default=None)
    return Outline(
        kinds="".join(LETTERS[entry.kind] for entry in entries.entries),
        began=began,
        times=tuple(-1 if t is None or began is None else int(t - began) for t in times),
        checks=tuple(_checks(entries)),
        edits=tuple((e.index, *_size(edits)) for e in entries.entries if (edits := _edits(e, entries.state))),
        failed=tuple(e.index for e in entries.entries if e.result is not None and e.result.status.value != "ok"),
    )


def _checks(entries: SessionEntries) -> Iterable[tuple[int, str]]:
    for entry in entries.entries:
        outcomes = {check.outcome for check in checks_of(entry, entries.state)}
        if outcomes:
            yield entry.index, next((word for word in ("failed", "passed") if word in outcomes), "unknown")


def _edits(entry: Entry, state: SessionState) -> list[FileEdit]:
    return [edit for edit in actions_of(entry, state) if edit.happened]


def _size(edits: list[FileEdit]) -> tuple[int, int]:
    return sum(len(edit.added) for edit in edits), sum(len(edit.removed) for edit in edits)


def _place(flag: Flag, entries: SessionEntries) -> FlagPlace:
    by_role: dict[Role, list[EventId]] = {}
    for piece in flag.evidence:
        by_role.setdefault(piece.role, []).append(piece.event)
    events = [event for role in _ACTS for event in by_role.get(role, ())]
    thoughts = by_role.get(Role.REASONING, ())
    return FlagPlace(_first(events, entries), _first(thoughts, entries))


def _first(events: Iterable[EventId], entries: SessionEntries) -> int | None:
    return next((entries.index_of[event] for event in events if event in entries.index_of), None)
