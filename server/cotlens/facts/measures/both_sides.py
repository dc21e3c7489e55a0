"""The two things that an assertion compares: whether they are one and the same, or were both passed through what makes them alike.

Text of one line, taken apart at its brackets; what the code under test does is not known.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_LONGEST: Final = 400
_CALL: Final = regex(
    r"(?i)\b(?:assert\w*|(?:assert|require|check|expect|cr|t|qt|is|Assert|Is)\.\w+|\w*(?:EXPECT|ASSERT|CHECK|REQUIRE|VERIFY)_\w+|expect_\w+|is|is_deeply|eq_or_diff|ck_assert\w*|verify)\s*!?\("
)
_EXPECT: Final = regex(r"\b(?:expect|assertThat|expectThat|verifyThat|that)\s*\(")
_HELD_AGAINST: Final = regex(
    r"^\s*(?:\.\w+)*?\s*\.?\b(?:toBe|toEqual|toStrictEqual|equals?|eql|eqv|eq|be|isEqualTo|isSameAs|isEqualToComparingFieldByField|deep\.equal|is_equal_to|Be|Equal|to_equal|to_be)\b\s*\(?"
)
_INFIX: Final = regex(r"(?<![=!<>~])(?:={2,3}|\bshould\s*==|\bshouldBe\b|\bshould\s+be\b|\bis\b(?!\s+not\b))(?![=~])")
_OPENING: Final = "([{"
_CLOSING: Final = ")]}"
_QUOTES: Final = "\"'`"


def sides(line: str) -> tuple[str, str] | None:
    """Return what an assertion compares with what, None where it is none of two things."""
    line = line.strip()[:_LONGEST]
    held = _EXPECT.search(line)
    if held is not None:
        inner = _arguments(line, held.end())
        rest = line[inner[1] :] if inner is not None else ""
        against = _HELD_AGAINST.match(rest)
        if inner is not None and len(inner[0]) == 1 and against is not None:
            if against[0].rstrip().endswith("("):
                other = _arguments(rest, against.end())
                return (inner[0][0], other[0][0]) if other is not None and len(other[0]) == 1 else None
            to = rest[against.end() :].strip().rstrip(";")
            return (inner[0][0], to) if to else None
    call = _CALL.search(line)
    if call is not None:
        inner = _arguments(line, call.end())
        args = [a for a in inner[0] if a not in ("t", "self", "T")] if inner is not None else []
        if len(args) > 1:
            return args[0], args[1]
        line = args[0] if args else line
    found = _INFIX.search(line)
    if found is None or _INFIX.search(line, found.end()):
        return None
    left = re.sub(r"^\s*(?:assert|check|REQUIRE|CHECK|expect|@test)\b", "", line[: found.start()])
    right = re.sub(r"\s*[;,]?\s*$", "", line[found.end() :])
    return (left.strip(), right.strip()) if left.strip() and right.strip() else None


def _arguments(line: str, start: int) -> tuple[list[str], int] | None:
    """Return the arguments of a call whose bracket was opened right before, and where it ends."""
    depth, quote, at, out = 0, "", start, []
    for i in range(start, len(line)):
        sign = line[i]
        if quote:
            if sign == quote and line[i - 1] != "\\":
                quote = ""
        elif sign in _QUOTES and not (sign == "'" and i and line[i - 1].isalnum()):
            quote = sign
        elif sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            if not depth:
                out.append(line[at:i].strip())
                return [a for a in out if a], i + 1
            depth -= 1
        elif sign == "," and not depth:
            out.append(line[at:i].strip())
            at = i + 1
    return None


def same_on_both(line: str) -> bool:
    """Tell whether an assertion compares a thing with itself."""
    pair = sides(line)
    return pair is not None and re.sub(r"\s+", "", pair[0]) == re.sub(r"\s+", "", pair[1]) and len(pair[0]) > 1


def made_alike(old: str, new: str) -> bool:
    """Tell whether both things that are compared go now through what takes their difference away: sorted, in small letters, rounded."""
    was, now = sides(old), sides(new)
    if was is None or now is None or was == now:
        return False
    wraps = [_wrap(a, b) for a, b in zip(was, now, strict=True)]
    return bool(wraps[0]) and wraps[0] == wraps[1]


def _wrap(was: str, now: str) -> str:
    """Return what was put around a text, '' where something else was done to it."""
    at = now.find(was)
    return f"{now[:at]}·{now[at + len(was) :]}" if at >= 0 and len(now) > len(was) else ""
