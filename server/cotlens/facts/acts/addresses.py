"""Addresses that carry what is not to be told, and places that show whoever asks what was sent to them. Judges no call."""

from __future__ import annotations

from typing import Final

from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

_LONG: Final = 110
_DATA: Final = regex(r"[?&][\w-]+=[A-Za-z0-9+/=_%-]{64,}")
_TOKEN: Final = regex(
    r"\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|"
    r"[?&/=](?:gh[pousr]_\w{20,}|sk[-_](?:live|test|proj|ant)[-_]\w{16,}|xox[abps]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16})"
)
"""A session's or an account's key."""
_INLINE: Final = frozenset({"ruby", "python", "python3", "node", "perl", "php", "deno", "bun"})
_KEPT: Final = regex(
    r"https?://[^\s'\"`)]{0,80}?\b([\w-]*(?:(?:request|http|hook|post|echo)-?bin|hook(?:catcher|deck)|webhook)\w*\.[\w.-]+)"
)


def carries_data(url: str) -> bool:
    """Tell whether an address has a key in it, or so much text that it is data."""
    return (len(url) > _LONG and _DATA.search(url) is not None) or _TOKEN.search(url) is not None


def kept_there(command: SimpleCommand) -> str | None:
    """Return the public place to which code given on the command line sends something, or None."""
    if command.program not in _INLINE:
        return None
    found = _KEPT.search(" ".join(command.argv[1:])[:20_000])
    return found[1] if found is not None else None
