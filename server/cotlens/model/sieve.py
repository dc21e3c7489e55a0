"""Which of many patterns can match a text at all: told by one pass of RE2 over it, before any of them is tried.

Patterns cost five to a hundred microseconds a sentence, and almost every sentence matches none. A sieve holds them as one automaton, each a
little widened (no look-around, no counting), so that what it rules out cannot match; what it lets through is for the pattern itself.
Knows no pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, Union

import msgspec

try:
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_parse as _parser

from cotlens.model.breath import breathe
from cotlens.model.larder import LARDER, key_of

_MEMORIES: Final = tuple(1 << n for n in (19, 20, 21, 22, 23, 24))
"""Bytes of one automaton and its states, of which the first that suffice are taken; when states have no room left they are built anew."""
_SMALL: Final = tuple(1 << n for n in (18, *range(20, 23)))
"""The same for one pattern alone."""

ALWAYS: Final = r"\z"
"""What matches once in every text; an empty pattern would match at every place, and cost as much again."""

_WAY: Final = 1
"""Raise it when patterns are widened in another way: what was kept of them is of no use then."""

_TOGETHER: Final = 4
"""Patterns in one automaton that leap over words: its states must tell which of them began, and double with each."""

_CLASSES: Final = {
    "CATEGORY_DIGIT": "0-9_",
    "CATEGORY_WORD": "0-9A-Za-z_",
    "CATEGORY_SPACE": r"\x09-\x0d\x1c-\x20",
    "CATEGORY_NOT_DIGIT": r"\x00-\x2f\x3a-\x7f",
    "CATEGORY_NOT_WORD": r"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f",
    "CATEGORY_NOT_SPACE": r"\x00-\x08\x0e-\x1b\x21-\x7f",
}
"""What a class holds of texts as `plain` makes them: `_` stands for foreign letters and digits, `?` for other foreign signs."""

_ASCII: Final = bytes(range(128))
_AS_IT_IS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-/ '\"")
_SPACE: Final = _CLASSES["CATEGORY_SPACE"]
_REPEATS: Final = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
_FOREIGN_LETTER: Final = re.compile(r"[^\W\x00-\x7f]")
_FOREIGN_SPACE: Final = re.compile(r"[^\S\x00-\x7f]")
_TWINS: Final = frozenset("\u0130\u0131\u017f\u212a")
"""Letters that are the same as an ASCII letter in another case."""


def plain(text: str) -> bytes | None:
    """Return the text in ASCII, sign for sign, each foreign one by its kind; None if that cannot be said."""
    return text.encode() if text.isascii() else _plain(text)


@lru_cache(maxsize=32)
def _plain(text: str) -> bytes | None:
    """The same of a text with foreign signs: several sieves ask for it one after the other."""
    foreign = set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    if not _TWINS.isdisjoint(foreign):
        return None
    if any(map(str.isalnum, foreign)):
        text = _FOREIGN_LETTER.sub("_", text)
    if any(map(str.isspace, foreign)):
        text = _FOREIGN_SPACE.sub(" ", text)
    return text.encode("ascii", "replace")


Held = Union[re.Pattern[str], tuple[re.Pattern[str], ...]]
"""What a sieve holds: a pattern, or several of which one begins where the one before it ends."""

Match = Callable[[bytes], Union[list[int], None]]


Automata = list[tuple[Match, list[int]]]
"""Automata, each with the positions in the sieve of what it holds."""


class Look:
    """What one pass over a text found: which patterns of the sieve may match."""

    __slots__ = ("_at", "_may", "found_by", "text")

    def __init__(
        self, text: str, at: dict[int, int], may: Collection[int] | None, found_by: Automata | None = None
    ) -> None:
        self.text = text
        self._at = at
        self._may = may
        self.found_by = found_by
        """The automata that found something; None if that is not known."""

    def may(self, pattern: Held) -> bool:
        """Tell whether the pattern may match somewhere in the text; a pattern that the sieve does not hold always may."""
        if self._may is None:
            return True
        at = self._at.get(id(pattern))
        return at is None or at in self._may

    def may_any(self, patterns: Iterable[Held]) -> bool:
        """Tell whether one of the patterns may match."""
        return any(self.may(pattern) for pattern in patterns)

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Return what the pattern's own search returns."""
        return pattern.search(self.text) if self.may(pattern) else None

    @property
    def told(self) -> bool:
        """Tell whether the pass came to an end; else it rules nothing out."""
        return self._may is not None

    @property
    def nothing(self) -> bool:
        """Tell whether no pattern of the sieve can match."""
        return self._may is not None and not self._may


class Sieve:
    """Patterns that are asked about the same texts. Built when first asked."""

    def __init__(self, *patterns: Held) -> None:
        self.patterns = patterns
        self._at = {id(pattern): at for at, pattern in enumerate(patterns)}
        self._matches: Automata = []

    def over(self, text: str, within: Look | None = None) -> Look:
        """Pass once over a text.

        `within` is the look at a text that has this one as some of its lines: what found nothing there finds nothing here.
        """
        if within is not None and within.text == text:
            return within
        source = text.encode() if text.isascii() else _plain(text)
        if source is None:
            return Look(text, self._at, None)
        may: list[int] = []
        found_by: Automata = []
        known = within.found_by if within is not None else None
        for match, held in known if known is not None else self._matches or self._built():
            found = match(source)
            # What always matches is the last of each: without it the automaton gave up.
            if not found:
                return Look(text, self._at, None)
            if len(found) > 1:
                may += [held[n] for n in found if n < len(held)]
                found_by.append((match, held))
        return Look(text, self._at, may, found_by)

    def find(self, text: str) -> re.Match[str] | None:
        """Return the match of the first of the patterns that matches; only for a sieve of single patterns."""
        look = self.over(text)
        if look.nothing:
            return None
        return next((m for p in self.patterns if not isinstance(p, tuple) and (m := look.search(p))), None)

    def stock(self) -> None:
        """Keep what is made of its patterns, for whoever builds it."""
        for held in self.patterns:
            _prepared(held)

    def _built(self) -> Automata:
        parts = [(at, wide, leap) for at, held in enumerate(self.patterns) for wide, leap in _prepared(held)]
        leaping = [(at, wide) for at, wide, leap in parts if leap]
        steady = [(at, wide) for at, wide, leap in parts if not leap]
        shares = [leaping[n : n + _TOGETHER] for n in range(0, len(leaping), _TOGETHER)]
        self._matches = [
            (_fitting([wide for _, wide in share]), [at for at, _ in share]) for share in (steady, *shares) if share
        ]
        return self._matches


def misses(pattern: re.Pattern[str]) -> Callable[[str], bool | None] | None:
    """Return what tells of a text that the pattern cannot match in it, or that it may (None if that cannot be told).

    None for a pattern of which that can never be told.
    """
    parts = [wide for wide, _ in _prepared(pattern)]
    match = next(filter(None, (_set(parts, memory) for memory in _SMALL)), None) if all(parts) else None
    if match is None:
        return None

    def missed(text: str) -> bool | None:
        source = text.encode() if text.isascii() else _plain(text)
        found = match(source) if source is not None else None
        # What always matches is there unless the automaton gave up.
        return len(found) == 1 if found else None

    return missed


def _fitting(patterns: list[str]) -> Match:
    """Return the search for all patterns at once with the least memory that holds it."""
    return next(filter(None, (_set(patterns, memory) for memory in _MEMORIES)), _gives_up)


def _set(patterns: list[str], memory: int) -> Match | None:
    """Return the search for all patterns at once, None if they do not fit into so much memory."""
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415  # listing sessions needs none

    breathe()
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    found = re2.Set.SearchSet(options)
    for pattern in (*patterns, ALWAYS):
        try:
            found.Add(pattern)
        except re2.error:
            found.Add("")
    try:
        found.Compile()
    except re2.error:
        return None
    # What the module's own Match does is to call this one.
    return getattr(found, "_set", found).Match  # type: ignore[no-any-return]


def _gives_up(_source: bytes) -> None:
    """Rule nothing out."""


def _prepared(held: Held) -> list[tuple[str, bool]]:
    """Return a pattern widened, in parts of which one matches, each with whether it can go over several words within."""
    breathe()
    row = held if isinstance(held, tuple) else (held,)
    key = key_of("widened", _WAY, *((pattern.pattern, pattern.flags) for pattern in row), held is row)
    known = _read(LARDER.get(key))
    if known is None:
        known = _widened(held, row)
        LARDER.put(key, msgspec.msgpack.encode(known))
    return known


def _read(data: bytes | None) -> list[tuple[str, bool]] | None:
    try:
        return msgspec.msgpack.decode(data, type=list[tuple[str, bool]]) if data is not None else None
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def _widened(held: Held, row: tuple[re.Pattern[str], ...]) -> list[tuple[str, bool]]:
    try:
        found = [_parser.parse(pattern.pattern, pattern.flags) for pattern in row]
        breathe()  # a large pattern takes ten milliseconds to parse, and ten to widen
        parsed = [(items, items.state.flags) for items in found]  # with those that the pattern itself sets
        if held is not row:
            items, flags = parsed[0]
            leaping, steady = _parted(items)
            parts = [f"(?:{_cased(part, flags, whole=True)})" for part in (*steady, *leaping)]
            return [("|".join(parts[: len(steady)]), False)] * bool(steady) + [(p, True) for p in parts[len(steady) :]]
        return [("".join(f"(?:{_cased(items, flags, whole=False)})" for items, flags in parsed), True)]
    except _UnknownError:
        return [("", False)]


def _parted(items: Any) -> tuple[list[Any], list[Any]]:
    """Return the branches of a pattern that leap, and the others: a few that do need not slow down all."""
    if not _has_leap(items):
        return [], [items]
    branches = items[0][1][1] if len(items) == 1 and items[0][0].name == "BRANCH" else [items]
    leaping = [branch for branch in branches if _has_leap(branch)]
    return leaping, [branch for branch in branches if branch not in leaping] if len(leaping) < len(branches) else []


def _has_leap(items: Any) -> bool:
    for op, value in items:
        inner = list(_inner(op.name, value))
        if op.name in _REPEATS and value[1] > 1 and _spans(value[2]):
            return True
        if any(map(_has_leap, inner)):
            return True
    return False


def _spans(items: Any) -> bool:
    """Tell whether a part that is repeated has white space and other signs in it."""
    signs = set(_signs(items))
    return None in signs or (any(_SPACE in s for s in signs if s) and len(signs) > 1)


def _signs(items: Any) -> Iterator[str | None]:
    """Yield the classes of signs in a part, None for one of almost all signs."""
    for op, value in items:
        if op.name in ("ANY", "NOT_LITERAL") or (op.name == "IN" and value[0][0].name == "NEGATE"):
            yield None
        elif op.name in ("LITERAL", "IN"):
            yield _one_sign(op.name, value, 0)
        for inner in _inner(op.name, value):
            yield from _signs(inner)


def _inner(op: str, value: Any) -> Iterator[Any]:
    if op == "BRANCH":
        yield from value[1]
    elif op == "SUBPATTERN" or op in _REPEATS:
        yield value[-1]


class _UnknownError(Exception):
    """A construct that cannot be widened."""


def _cased(items: Any, flags: int, *, whole: bool) -> str:
    """Return a pattern of RE2 that matches within the plain form of every text that these items match in."""
    case = "i" if flags & re.IGNORECASE else "-i"
    return f"(?{case}:{_sequence(items, flags, whole=whole)})"


def _sequence(items: Any, flags: int, *, whole: bool) -> str:
    return "".join(_item(op.name, value, flags, whole=whole) for op, value in items)


def _item(op: str, value: Any, flags: int, *, whole: bool) -> str:
    """Widen one part of a pattern; `whole` says that it is asked about whole texts, so that their ends count."""
    if op in ("LITERAL", "IN", "NOT_LITERAL", "ANY"):
        return chr(value) if op == "LITERAL" and chr(value) in _AS_IT_IS else _one_sign(op, value, flags)
    if op == "AT":
        if flags & re.ASCII:
            return ""  # its words are not those of the plain text
        ends = {"AT_BEGINNING": "(?m:^)", "AT_END": "(?m:$)"} if whole else {}
        return {"AT_BOUNDARY": r"\b", **ends}.get(value.name, "")
    if op in ("ASSERT", "ASSERT_NOT"):
        return ""
    if op == "BRANCH":
        return f"(?:{'|'.join(_sequence(branch, flags, whole=whole) for branch in value[1])})"
    if op == "SUBPATTERN":
        _, added, removed, inner = value
        if added or removed:
            return _cased(inner, (flags | added) & ~removed, whole=whole)
        return f"(?:{_sequence(inner, flags, whole=whole)})"
    if op == "ATOMIC_GROUP":
        return f"(?:{_sequence(value, flags, whole=whole)})"
    if op in _REPEATS:
        least, most, inner = value
        count = "?" if (least, most) == (0, 1) else "*" if least == 0 else "+" if most > 1 else ""
        return f"(?:{_sequence(inner, flags, whole=whole)}){count}"
    if op == "GROUPREF":
        return "(?s:.)*"
    raise _UnknownError(op)


def _one_sign(op: str, value: Any, flags: int) -> str:
    if op == "ANY":
        return "(?s:.)" if flags & re.DOTALL else r"[^\n]"
    if op == "LITERAL":
        return f"[{_sign(value)}]"
    if op == "NOT_LITERAL":
        return _not([_sign(value)] if value < 128 else [], space=False)
    return _class(value)


def _sign(code: int) -> str:
    source = plain(chr(code))
    if source is None:
        raise _UnknownError(code)
    return f"\\x{source[0]:02x}"


def _class(items: Any) -> str:
    negated = items[0][0].name == "NEGATE"
    parts: list[str] = []
    space = False
    for op, value in items[1:] if negated else items:
        if op.name == "CATEGORY":
            space |= value.name == "CATEGORY_SPACE"
            # What a foreign digit stands for may also be a letter: that a class without digits has it is no harm.
            parts.append(_CLASSES[value.name] if not (negated and value.name == "CATEGORY_DIGIT") else "0-9")
            continue
        low, high = value if op.name == "RANGE" else (value, value)
        if low < 128:
            parts.append(f"\\x{low:02x}-\\x{min(high, 127):02x}")
        if high >= 128 and not negated:
            parts.append(r"?_\x20")
    return _not(parts, space=space) if negated else f"[{''.join(parts)}]"


def _not(parts: list[str], *, space: bool) -> str:
    """Return all but these signs, and what stands for foreign ones; `space` says that no kind of white space is meant."""
    foreign = "?_" if space else r"?_\x20"
    return f"(?:[^{''.join(parts)}]|[{foreign}])" if parts else r"[\x00-\x7f]"
