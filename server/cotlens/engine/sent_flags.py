"""The flags as updates told of them last, so that the next one tells only what differs. Places none.

A poll of a long session finds all its flags again, of which one or two are new: what did not change is passed over by being the very same
value, and what only stands elsewhere by whoever placed it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId


class SentFlags:
    """Those of each session by themselves: a poll of one does not look through those of all others."""

    def __init__(self) -> None:
        """None was told of."""
        self._of: dict[SessionId, dict[FlagId, Flag]] = {}
        self._found: dict[SessionId, dict[FlagId, Flag]] = {}
        """The flags of each session as they were found last, without their places."""
        self._due: dict[SessionId, dict[FlagId, None]] = {}
        """Those that may be otherwise than they were told."""

    def differing(self, session: SessionId, flags: Iterable[Flag]) -> tuple[list[Flag], list[FlagId]]:
        """Take a session's flags as they are found now; return those that are not the very ones of the last time, and those that are gone.

        A flag is gone when no other session has it either: a fork has its parent's flags, which are the same by their ids.
        """
        before = self._found.get(session, {})
        now = self._found[session] = {flag.id: flag for flag in flags}
        fresh = [flag for flag in now.values() if before.get(flag.id) is not flag]
        if fresh:
            self._due.setdefault(session, {}).update(dict.fromkeys(flag.id for flag in fresh))
        told = self._of.get(session, {})
        lost = [flag for flag in told if flag not in now] if told.keys() - now.keys() else []
        for flag in lost:
            del told[flag]
        return fresh, [flag for flag in lost if not any(flag in others for others in self._of.values())]

    def resettled(self, flags: Collection[FlagId], touched: Collection[SessionId]) -> None:
        """Note that these flags may stand elsewhere than was told; each is told of with its session's next news.

        They are looked for in the sessions in `touched` first, and only what none of those has in all others.
        """
        left = self._note_due(flags, touched)
        if left:
            self._note_due(left, self._of)

    def _note_due(self, flags: Collection[FlagId], sessions: Iterable[SessionId]) -> list[FlagId]:
        missing = list(flags)
        for session in sessions:
            told = self._of.get(session, {})
            if here := [flag for flag in missing if flag in told]:
                self._due.setdefault(session, {}).update(dict.fromkeys(here))
                missing = [flag for flag in missing if flag not in told]
        return missing

    def news(self, session: SessionId, placed: Callable[[Flag], Flag]) -> dict[FlagId, Flag]:
        """Return a session's flags that are not as they were told, as `placed` gives them; they are told now."""
        told, known = self._of.setdefault(session, {}), self._found.get(session, {})
        found = {}
        for flag_id in self._due.pop(session, ()):
            flag = known.get(flag_id)
            if flag is None:
                continue
            now, before = placed(flag), told.get(flag_id)
            if before is not now and before != now:
                found[flag_id] = told[flag_id] = now
        return found

    def as_sent(self, flag: Flag) -> Flag:
        """Return a flag as it was told of last; as it is if it never was."""
        return self._of.get(flag.session, {}).get(flag.id, flag)
