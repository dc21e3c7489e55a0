"""The flags as updates told of them last, so that the next one tells only what differs. Places none."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId


class SentFlags:
    """Those of each session by themselves: a poll of one does not look through those of all others."""

    def __init__(self) -> None:
        """None was told of."""
        self._of: dict[SessionId, dict[FlagId, Flag]] = {}

    def gone(self, session: SessionId, current: Collection[FlagId]) -> list[FlagId]:
        """Forget the flags that a session had and has no more; name those that no other session has either."""
        told = self._of.get(session, {})
        lost = [flag for flag in told if flag not in current]
        for flag in lost:
            del told[flag]
        # A fork has its parent's flags, which are the same by their ids.
        return [flag for flag in lost if not any(flag in others for others in self._of.values())]

    def news(self, session: SessionId, flags: Iterable[Flag], placed: Callable[[Flag], Flag]) -> dict[FlagId, Flag]:
        """Return a session's flags that are not as they were told, as `placed` gives them; they are told now."""
        told = self._of.setdefault(session, {})
        found = {}
        for flag in flags:
            now, before = placed(flag), told.get(flag.id)
            if before is not now and before != now:
                found[flag.id] = told[flag.id] = now
        return found

    def as_sent(self, flag: Flag) -> Flag:
        """Return a flag as it was told of last; as it is if it never was."""
        return self._of.get(flag.session, {}).get(flag.id, flag)
