"""Typed looks at decoded JSON of unknown shape. Every function takes anything and never raises."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any, Final

from cotlens.model.paths import absolute as absolute  # noqa: PLC0414 - readers take all their looks from here

HEAD: Final = 64 * 1024
"""Characters kept of the beginning, and as many of the end, of a long tool output."""
ARGUMENT: Final = 256 * 1024
"""Longest string kept inside a tool call's arguments, in characters."""
_DEPTH: Final = 12
"""Arguments nested deeper than this are cut: nothing a monitor reads lies there."""
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_REST: Final = re.compile(r"(\.\d{1,9})?\d*([+-]\d\d:?\d\d)?")
_SECONDS_A_DAY: Final = 86_400
_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_MINUTES: Final[dict[str, float]] = {}
"""Seconds since the epoch of minutes that were met, by their sixteen characters."""
_MOST_MINUTES: Final = 4096
_WHOLE: Final = {f":{n:02}": n for n in range(60)}
"""Seconds of a minute by how they are written."""
_MILLIS: Final = {f".{n:03}Z": n / 1000 for n in range(1000)}
"""Fractions of a second by how they are written."""

Json = dict[str, Any]


def obj(value: object) -> Json:
    """Return the value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """Return the value if it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str:
    """Return the value if it is a string, else ''."""
    return value if isinstance(value, str) else ""


def text_or_none(value: object) -> str | None:
    """Return the value if it is a non-empty string, else None."""
    return value if isinstance(value, str) and value else None


def integer(value: object) -> int | None:
    """Return the value if it is a whole number (and no bool), else None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def joined(content: object) -> str:
    """Join the text of a content list (`[{"type": "text", "text": ...}, ...]`) or return a plain string as it is.

    What is no text is named in brackets (`[image]`), so that a reader sees that something was there.
    """
    if isinstance(content, str):
        return content
    parts: list[str] = []
    for block in items(content):
        if isinstance(block, str):
            parts.append(block)
        elif isinstance(block, dict):
            said = block.get("text")
            parts.append(said if isinstance(said, str) else f"[{text(block.get('type')) or 'block'}]")
    return "\n".join(parts)


def capped(value: str, head: int = HEAD) -> tuple[str, bool]:
    """Keep the first and the last `head` characters; the flag tells whether anything was left out."""
    if len(value) <= 2 * head:
        return value, False
    return f"{value[:head]}\n[... {len(value) - 2 * head} characters left out ...]\n{value[-head:]}", True


def arguments(value: object) -> Json:
    """Copy a tool call's arguments with every long string capped; what is no object becomes `{"input": value}`."""
    if not isinstance(value, dict):
        return {} if value is None else {"input": _slim(value, 0)}
    for item in value.values():
        kind = type(item)
        if kind is str:
            if len(item) > ARGUMENT:
                break
        elif kind is not bool and kind is not int:
            break
    else:
        return dict(value)  # by far the most
    return {key: _slim(item, 0) for key, item in value.items()}


def _slim(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= ARGUMENT else capped(value, ARGUMENT // 2)[0]
    if depth >= _DEPTH:
        return None
    if isinstance(value, dict):
        return {key: _slim(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_slim(item, depth + 1) for item in value]
    return value


def seconds(stamp: object) -> float | None:
    """Seconds since the epoch for `2026-02-05T12:11:53.187Z`; None for anything else.

    By hand, because `datetime.fromisoformat` does not take the `Z` before Python 3.11 and costs ten times as much.
    """
    try:
        # Nearly every stamp of every log, by looking its parts up.
        return _MINUTES[stamp[:16]] + _WHOLE[stamp[16:19]] + _MILLIS[stamp[19:]]  # type: ignore[index,no-any-return]
    except (KeyError, TypeError):
        return _any_seconds(stamp)


def _any_seconds(stamp: object) -> float | None:
    if not isinstance(stamp, str) or len(stamp) < 19:
        return None
    minute = _MINUTES.get(stamp[:16]) or _minute(stamp[:16])
    if minute is None:
        return None
    try:
        if len(stamp) == 24 and stamp[23] == "Z":
            return minute + int(stamp[17:19]) + int(stamp[20:23]) / 1000
        whole = minute + int(stamp[17:19])
        found = _REST.match(stamp, 19)
        return whole + float(found[1] or 0) - _zone(found[2]) if found else whole
    except ValueError:
        return None


def _zone(suffix: str | None) -> float:
    if not suffix:
        return 0.0
    sign = -1 if suffix[0] == "-" else 1
    return sign * (int(suffix[1:3]) * 3600 + int(suffix[-2:]) * 60)


def _minute(stamp: str) -> float | None:
    if stamp[10] not in "T ":
        return None
    try:
        found = float(_day(stamp[:10]) + int(stamp[11:13]) * 3600 + int(stamp[14:16]) * 60)
    except ValueError:
        return None
    if len(_MINUTES) >= _MOST_MINUTES:
        _MINUTES.clear()
    _MINUTES[stamp] = found
    return found


@lru_cache(maxsize=64)
def _day(stamp: str) -> int:
    return (date.fromisoformat(stamp).toordinal() - _EPOCH_DAY) * _SECONDS_A_DAY


def printable(value: str) -> str:
    r"""Replace lone surrogates (`"\ud83d"` cut in half by a capped output), which no encoder takes."""
    return _SURROGATES.sub("\ufffd", value) if not value.isascii() and _SURROGATES.search(value) else value
