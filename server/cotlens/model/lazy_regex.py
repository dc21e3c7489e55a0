"""Patterns that are compiled when first used: the monitors have a thousand, and most sessions need few of them. Knows no pattern."""

from __future__ import annotations

import re
from typing import Any, Final, Union, cast

_METHODS: Final = (
    "search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "groups", "groupindex", "scanner",
)  # fmt: skip


class LazyRegex:
    """Stands for `re.compile(pattern, flags)`; once used it has the compiled one's own methods and costs nothing more."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = int(flags)

    def __getattr__(self, name: str) -> Any:
        """Compile at the first use of a method; raises AttributeError for what patterns do not have, re.error for a wrong pattern."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.__dict__.update((method, getattr(compiled, method)) for method in _METHODS)
        return self.__dict__[name]

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
