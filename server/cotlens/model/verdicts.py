"""All verdicts together, and which of them counts for a flag. Keeps and asks nobody."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from cotlens.model.flag import Flag
from cotlens.model.verdict import Status, Verdict


class Verdicts:
    """Immutable. Given oldest first; of those about the same the last one counts."""

    def __init__(self, given: Iterable[Verdict] = ()) -> None:
        self._last = {verdict.about: verdict for verdict in given}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdicts) and self._last == other._last

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        """Whether any was given, be it taken back since."""
        return bool(self._last)

    def __iter__(self) -> Iterator[Verdict]:
        """Yield those that were not taken back."""
        return (v for v in self._last.values() if v.status is not Status.OPEN)

    def plus(self, verdict: Verdict) -> Verdicts:
        """Add the newest one."""
        return Verdicts((*self._last.values(), verdict))

    def of(self, flag: Flag, now: float, *, but: Callable[[Verdict], bool] = lambda _: False) -> Verdict | None:
        """Return the verdict that counts for a flag: the one on itself, else on the same thing, its session, its path.

        None if there is none, it was taken back, its time is over (`now`: seconds since the epoch), or it is one of `but`.
        """
        for about in _abouts(flag) if self._last else ():
            found = self._last.get(about)
            if found is None or found.status is Status.OPEN or but(found):
                continue
            if found.until is None or now < found.until:
                return found
        return None

    def about(self, about: tuple[str, ...]) -> Verdict | None:
        """Return the last verdict about exactly this, one that takes back included."""
        return self._last.get(about)

    def overrules(self, other: Verdict) -> bool:
        """Tell whether one of these takes back what another one says about the same: it is not older."""
        mine = self._last.get(other.about)
        return mine is not None and mine.status is Status.OPEN and mine.time >= other.time

    def next_end(self, now: float) -> float | None:
        """Say when the next verdict's time will be over; None if none has an end to come."""
        return min((v.until for v in self if v.until is not None and v.until > now), default=None)


def _abouts(flag: Flag) -> Iterator[tuple[str, ...]]:
    yield "flag", flag.id
    yield "fingerprint", flag.fingerprint
    yield "session", flag.code, flag.session
    path = path_of(flag)
    while path:
        yield "path", flag.code, path
        parent = os.path.dirname(path)
        path = parent if parent != path else ""


def path_of(flag: Flag) -> str:
    """Return the file that a flag is about, where it is now if that is known; '' for none."""
    return flag.location.path if flag.location is not None else flag.path or ""
