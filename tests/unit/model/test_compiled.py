"""What is made of patterns is kept, and taken back as it was made; what cannot be taken back is made anew."""

from __future__ import annotations

import importlib
import pkgutil
import re
import threading
from collections.abc import Iterable, Iterator

import pytest

import cotlens.facts
import cotlens.monitors
from cotlens.engine.pattern_stock import make_stock
from cotlens.model.compiled import compiled, stock
from cotlens.model.larder import LARDER
from cotlens.model.lazy_regex import LazyRegex, regex
from cotlens.model.sieve import Sieve


class Things:
    """A place in memory."""

    def __init__(self) -> None:
        self.things: dict[bytes, bytes] = {}
        self.asked = 0

    def get(self, key: bytes) -> bytes | None:
        self.asked += 1
        return self.things.get(key)

    def put(self, things: Iterable[tuple[bytes, bytes]]) -> None:
        self.things.update(things)


@pytest.fixture
def place() -> Iterator[Things]:
    things = Things()
    LARDER.keep_in(things)
    yield things
    LARDER.keep_in(None)


def lazy_ones() -> Iterator[LazyRegex]:
    for room in (cotlens.facts, cotlens.monitors):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            for value in vars(importlib.import_module(found.name)).values():
                if isinstance(value, LazyRegex):
                    yield value


def test_every_pattern_comes_back_as_the_standard_library_makes_it(place: Things) -> None:
    ours = [*lazy_ones()]
    assert len(ours) > 1000
    for each in ours:
        compiled(each.pattern, each.flags)
    LARDER.store_away()
    made = dict(place.things)
    for each in ours:
        found, wanted = compiled(each.pattern, each.flags), re.compile(each.pattern, each.flags)
        # Patterns are equal if their code is.
        assert found == wanted
        assert (found.groups, dict(found.groupindex)) == (wanted.groups, dict(wanted.groupindex))
    LARDER.store_away()
    assert place.things == made


@pytest.mark.parametrize(
    "pattern", [r"(?P<a>x)|(y)(?P<b>z)", r"", r"(?i)straße\b", r"(?x) a # b", r"[\d\W]{2,3}?(?=$)"]
)
@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.MULTILINE | re.DOTALL])
def test_it_matches_the_same(place: Things, pattern: str, flags: int) -> None:
    del place
    wanted = re.compile(pattern, flags)
    for _ in range(2):
        found = compiled(pattern, flags)
        LARDER.store_away()
        for text in ("", "x", "yz", "xa", "STRASSE", "straße", "12\n", "a"):
            for one, other in zip(found.finditer(text), wanted.finditer(text), strict=True):
                assert (one.span(), one.groups(), one.groupdict(), one.lastgroup) == (
                    other.span(), other.groups(), other.groupdict(), other.lastgroup,
                )  # fmt: skip


def test_a_wrong_pattern_raises_what_it_always_does(place: Things) -> None:
    with pytest.raises(re.error, match="unterminated"):
        compiled("(a", 0)
    LARDER.store_away()
    assert not place.things


@pytest.mark.parametrize("damage", [b"", b"\x00", b"no pattern", bytes(range(256))])
def test_what_is_damaged_is_made_anew(place: Things, damage: bytes) -> None:
    stock("a+b", 0)
    LARDER.store_away()
    (key,) = place.things
    good = place.things[key]
    place.things[key] = damage
    assert compiled("a+b", 0) == re.compile("a+b")
    LARDER.store_away()
    assert place.things[key] == good


def test_a_single_bit_that_flipped_is_noticed(place: Things) -> None:
    stock("(a+)(b|c)[de]", 0)
    LARDER.store_away()
    (key,) = place.things
    good = place.things[key]
    for at in range(len(good)):
        for bits in (0x01, 0x80, 0xFF):
            place.things[key] = good[:at] + bytes([good[at] ^ bits]) + good[at + 1 :]
            # Patterns are equal if their code is.
            assert compiled("(a+)(b|c)[de]", 0) == re.compile("(a+)(b|c)[de]")
            LARDER.store_away()
            assert place.things[key] == good


def test_what_belongs_to_another_pattern_is_not_taken(place: Things) -> None:
    for pattern in ("a+b", "c"):
        stock(pattern, 0)
    LARDER.store_away()
    first, second = place.things
    place.things[first] = place.things[second]
    assert compiled("a+b", 0) == re.compile("a+b")


def test_another_thread_makes_its_own(place: Things) -> None:
    stock("a+b", 0)
    LARDER.store_away()
    asked = place.asked
    found: list[re.Pattern[str]] = []
    thread = threading.Thread(target=lambda: found.append(compiled("a+b", 0)))
    thread.start()
    thread.join()
    assert found == [re.compile("a+b")]
    assert place.asked == asked


def test_a_sieve_is_the_same_with_what_was_kept(place: Things) -> None:
    def sieve() -> Sieve:
        return Sieve(
            regex(r"\bwarn\w*\s+(?:a|b)$", re.IGNORECASE), regex(r"x{3}\W+y"), (regex("if"), regex(r"\s+then"))
        )

    texts = ("warns a", "WARN b\n", "xxx y", "if then", "ifthen", "nothing", "straße")
    before = [[look.may(p) for p in each.patterns] for t in texts for each in [sieve()] for look in [each.over(t)]]
    LARDER.store_away()
    kept = dict(place.things)
    after = [[look.may(p) for p in each.patterns] for t in texts for each in [sieve()] for look in [each.over(t)]]
    LARDER.store_away()
    assert before == after
    assert kept
    assert place.things == kept


def test_a_stock_is_made_once(place: Things) -> None:
    make_stock()
    made = dict(place.things)
    assert len(made) > 2000
    place.things = {}
    place.get = made.get  # type: ignore[method-assign]
    make_stock()
    assert not place.things


def test_without_a_place_nothing_is_made() -> None:
    make_stock()
    assert compiled("a+b", 0) is re.compile("a+b")
