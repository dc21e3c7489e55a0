"""What the turns before the newest amount to, kept from one judgement to the next: the thousandth turn costs what the tenth does.

Holds no rule; whoever keeps it sees to it that none of its turns changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeVar, cast

from cotlens.model.fact import EditFact, Step, Turn
from cotlens.model.tongues import with_english

Found = TypeVar("Found")

_MOST: Final = 500
"""Questions whose answers are kept: most are a monitor's own, some are made of a path or a name."""


class Past:
    """Turns that are over, the first of the session first."""

    def __init__(self, turns: Iterable[Turn] = ()) -> None:
        self.turns: list[Turn] = []
        self.steps: list[Step] = []
        self.edits: list[tuple[Step, EditFact]] = []
        """Those that were applied."""
        self.texts: list[str] = []
        """What the user typed."""
        self._counts: list[int] = []
        self._newest: dict[object, tuple[int, object]] = {}
        """By question: how many texts were asked, and the newest answer."""
        self._gathered: dict[object, tuple[int, object]] = {}
        """By what gathers: of how many steps it did, and what."""
        for turn in turns:
            self.add(turn)

    def add(self, turn: Turn) -> None:
        """Take the next turn."""
        self.turns.append(turn)
        self.steps += turn.steps
        self.edits += applied_edits(turn)
        if turn.user is not None:
            self.texts.append(with_english(turn.user.text))
        self._counts.append(len(turn.steps))

    def leads_to(self, turns: tuple[Turn, ...]) -> bool:
        """Tell whether these turns begin with those that are here, as they are here."""
        return len(self.turns) <= len(turns) and all(
            mine is turn and count == len(turn.steps)
            for mine, turn, count in zip(self.turns, turns, self._counts, strict=False)
        )

    def newest(self, question: object, ask: Callable[[str], Found | None]) -> Found | None:
        """Return what `ask` gives of the newest text for which it gives something; no text is asked the same question twice."""
        count, found = self._newest.get(question, (0, None))
        for text in reversed(self.texts[count:]):
            if (answer := ask(text)) is not None:
                found = answer
                break
        if len(self._newest) >= _MOST:
            self._newest.clear()
        self._newest[question] = len(self.texts), found
        return cast("Found | None", found)

    def gathered(self, begin: Callable[[], Found], take: Callable[[Found, Step], None]) -> Found:
        """Return what `take` put of each step into what `begin` gave; no step is taken twice."""
        known = self._gathered.get(take)
        count, found = (known[0], cast("Found", known[1])) if known is not None else (0, begin())
        for step in self.steps[count:]:
            take(found, step)
        self._gathered[take] = len(self.steps), found
        return found


def applied_edits(turn: Turn) -> list[tuple[Step, EditFact]]:
    """Return the edits of a turn that reached the disk, in order."""
    return [(step, fact) for step, action in turn.actions for fact in action.edits if fact.edit.happened]
