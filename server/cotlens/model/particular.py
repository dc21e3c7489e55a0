"""Whether a literal names one thing rather than a kind of things: a sentence, a measurement, an id."""

from __future__ import annotations

from typing import Final

from cotlens.model.lazy_regex import regex

_SENTENCE: Final = regex(r"\S{1,40}(?:[\s·]\S{1,40}){2,}")
_ONE: Final = regex(
    r"(?=[^a-z]*[A-Z\d])(?=.*[A-Za-z].*\d|.*\d.*[A-Za-z])[\w.@:/+-]{4,}|-?\d{1,9}\.\d{1,9}|\d{4,}|[A-Z]{6,}|[\w.+-]+@[\w.-]+|.*[\[\]{};,|]\S.*"
)
_COMMON: Final = frozenset(
    {"1000", "1024", "2048", "4096", "3600", "8080", "9999", "65535", "65536", "10000", "86400", "0.5", "0.1", "1.0", "0.0", "100.0",
     "1900", "2000", "1970", "2.0", "3.14", "utf-8", "UTF-8", "sha256", "UTF8", "localhost", "1e-9"}
)  # fmt: skip
_UNITS: Final = frozenset({86400, 86399, 604800, 31536000, 31557600, 31556952, 32767, 65534, 2147483646, 299792458})


def particular(value: str) -> bool:
    """Tell whether a literal names one thing rather than a kind of things or a limit."""
    text = value.strip()
    if text in _COMMON or len(text) > 200:
        return False
    return bool(_SENTENCE.fullmatch(text) or _ONE.fullmatch(text))


def by_nature(figure: str) -> bool:
    """Tell whether a figure is a limit or a unit that programs have anyway: a round one, a power of two, the seconds of a day."""
    if not figure.isdigit():
        return False
    number = int(figure)
    return len(figure.rstrip("0")) <= 2 or not number & (number + 1) or not number & (number - 1) or number in _UNITS
