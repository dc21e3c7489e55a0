"""Patterns that are compiled when first used: the monitors have a thousand, and most sessions need few of them. Knows no pattern.

One that turns out to be slow and to match seldom gets an automaton before it, which rules most texts out (`sieve`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import perf_counter_ns
from typing import Any, Final, Union, cast

from cotlens.model.breath import breathe
from cotlens.model.compiled import compiled
from cotlens.model.sieve import misses
from cotlens.model.spare_time import when_free

_METHODS: Final = (
    "search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "groups", "groupindex", "scanner",
)  # fmt: skip

_TRIAL: Final = 24
"""Texts that a pattern is asked about before it is known to be slow or quick."""
_SLOW: Final = 5000
"""Nanoseconds a text above which an automaton costs less."""
_SELDOM: Final = 6
"""A pattern that matches one text in so many, or more, is better asked at once."""


class LazyRegex:
    """Stands for `re.compile(pattern, flags)`; once used it has the compiled one's own methods and costs nothing more."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = int(flags)

    def __getattr__(self, name: str) -> Any:
        """Compile at the first use of a method; raises AttributeError for what patterns do not have, re.error for a wrong pattern."""
        if name not in _METHODS:
            raise AttributeError(name)
        breathe()
        made = compiled(self.pattern, self.flags)
        self.__dict__.update((method, getattr(made, method)) for method in _METHODS)
        self.search = self._tried(made)
        return self.__dict__[name]

    def _tried(self, compiled: re.Pattern[str]) -> Callable[..., re.Match[str] | None]:
        """Return a search that decides after some texts whether an automaton goes before it."""
        own = compiled.search
        asked = matched = spent = 0

        def search(text: str, *rest: int) -> re.Match[str] | None:
            nonlocal asked, matched, spent
            begun = perf_counter_ns()
            found = own(text, *rest)
            spent += perf_counter_ns() - begun
            asked += 1
            matched += found is not None
            if asked >= _TRIAL:
                self.search = own
                if spent > _SLOW * asked and matched * _SELDOM <= asked:
                    when_free(put_behind_automaton)
            return found

        def put_behind_automaton() -> None:
            self.search = self._behind_automaton(compiled)

        return search

    def _behind_automaton(self, compiled: re.Pattern[str]) -> Callable[..., re.Match[str] | None]:
        own = compiled.search
        ruled_out = misses(compiled)
        if ruled_out is None:
            return own
        asked = passed = 0

        def search(text: str, *rest: int) -> re.Match[str] | None:
            # A part of a text has ends that the text has not.
            return None if not rest and ruled_out(text) else own(text, *rest)

        def tried(text: str, *rest: int) -> re.Match[str] | None:
            nonlocal asked, passed
            asked += 1
            passed += not ruled_out(text)
            if asked >= _TRIAL:
                self.search = own if 2 * passed > asked else search
            return own(text, *rest)

        return tried

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyRegex) and (self.pattern, self.flags) == (other.pattern, other.flags)

    def __hash__(self) -> int:
        return hash((self.pattern, self.flags))

    def __repr__(self) -> str:
        return f"regex({self.pattern!r}, {self.flags})"

    def __reduce__(self) -> tuple[object, ...]:
        return regex, (self.pattern, self.flags)


def regex(pattern: str, flags: Union[int, re.RegexFlag] = 0) -> re.Pattern[str]:
    """Return a pattern for a module's table. To a reader it is what `re.compile` returns, but for `re`'s own functions."""
    return cast("re.Pattern[str]", LazyRegex(pattern, int(flags)))
