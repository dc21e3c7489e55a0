"""All rules of the user's at once: one pass of RE2 over each text of a turn tells which of their conditions hold anywhere in it.

Most rules hold nowhere; only for the others their steps are gone through. Judges nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Final

from cotlens.model.fact import Turn
from cotlens.model.rule import Condition
from cotlens.model.sieve import ALWAYS

CAP: Final = 100_000
"""Characters of one text that a rule looks at."""

Texts = Callable[[Any, str], Iterable[tuple[str, object]]]
"""Gives the texts of a step in a channel."""


class _Channel:
    """The conditions on one channel, as one automaton of patterns and one of phrases, each with what it holds."""

    def __init__(self, conditions: list[Condition]) -> None:
        self.all = frozenset(map(id, conditions))
        self._patterns = _Set([(c.pattern, id(c)) for c in conditions if c.pattern is not None], literal=False)
        phrases = [(p.casefold(), id(c)) for c in conditions if c.pattern is None for p in c.phrases]
        self._phrases = _Set(phrases, literal=True)

    def holding(self, text: str) -> Iterable[int]:
        patterns, phrases = self._patterns.matching(text), self._phrases.matching(text.casefold())
        return self.all if patterns is None or phrases is None else (*patterns, *phrases)


class _Set:
    def __init__(self, patterns: list[tuple[str, int]], *, literal: bool) -> None:
        self._ids = [condition for _, condition in patterns]
        self._match = _compiled([pattern for pattern, _ in patterns], literal=literal) if patterns else None

    def matching(self, text: str) -> list[int] | None:
        """Return the conditions that hold in a text; None if that could not be told."""
        if self._match is None:
            return []
        try:
            found = self._match(text.encode())
        except UnicodeEncodeError:
            return None
        # What always matches is the last: without it the automaton gave up.
        return [self._ids[n] for n in found if n < len(self._ids)] if found else None


def _compiled(patterns: list[str], *, literal: bool) -> Callable[[bytes], list[int] | None]:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415  # only rules of users need it

    options = re2.Options()
    options.log_errors = False
    found = re2.Set.SearchSet(options)
    try:
        for pattern in patterns:
            found.Add(re2.escape(pattern) if literal else pattern)
        found.Add(ALWAYS)
        found.Compile()
    except re2.error:
        return lambda _: None  # too many for one automaton: nothing is ruled out
    return found.Match  # type: ignore[no-any-return]


class RuleBook:
    """The conditions of all rules, by channel."""

    def __init__(self, conditions: Iterable[Condition], texts_of: Texts) -> None:
        """Take the conditions, and what gives the texts that they are about."""
        self._conditions = list(conditions)
        self._texts_of = texts_of
        self._channels: dict[str, _Channel] | None = None

    def holding(self, turn: Turn) -> frozenset[int]:
        """Return which conditions (by identity) hold somewhere in the turn."""
        channels = self._channels or self._built()
        found: set[int] = set()
        for step in turn.steps:
            for name, channel in channels.items():
                for text, _ in self._texts_of(step, name):
                    found.update(channel.holding(text[:CAP]))
        return frozenset(found)

    def _built(self) -> dict[str, _Channel]:
        by_channel: dict[str, list[Condition]] = defaultdict(list)
        for condition in self._conditions:
            by_channel[condition.on].append(condition)
        self._channels = {name: _Channel(conditions) for name, conditions in by_channel.items()}
        return self._channels
