"""Patterns compiled late: the same matches as compiled ones, and every pattern of every module is one."""

from __future__ import annotations

import importlib
import pickle
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import cotlens.facts
import cotlens.monitors
from cotlens.model import lazy_regex
from cotlens.model.lazy_regex import LazyRegex, regex

MODULES = [
    m.name
    for room in (cotlens.facts, cotlens.monitors)
    for m in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
]


def lazy_in(value: Any, depth: int = 6) -> Iterator[LazyRegex]:
    if isinstance(value, LazyRegex):
        yield value
    elif isinstance(value, dict) and depth:
        yield from (found for x in (*value, *value.values()) for found in lazy_in(x, depth - 1))
    elif isinstance(value, (list, tuple, set, frozenset)) and depth:
        yield from (found for x in value for found in lazy_in(x, depth - 1))


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_compiles(name: str) -> None:
    for value in vars(importlib.import_module(name)).values():
        for found in lazy_in(value):
            re.compile(found.pattern, found.flags)


@pytest.mark.parametrize("method", ["search", "match", "fullmatch", "finditer", "findall", "split"])
@pytest.mark.parametrize("text", ["", "ab", "xAb ab", "b"])
def test_it_matches_as_the_compiled_one_does(method: str, text: str) -> None:
    late, early = regex("(a)b", re.IGNORECASE), re.compile("(a)b", re.IGNORECASE)

    def told(found: Any) -> Any:
        if isinstance(found, re.Match):
            return found.span(), found.groups()
        return [told(x) for x in found] if method == "finditer" else found

    assert told(getattr(late, method)(text)) == told(getattr(early, method)(text))
    assert late.sub("-", text) == early.sub("-", text)


def test_it_is_compiled_once_and_only_when_used() -> None:
    late = regex("x+")
    assert "search" not in vars(late)
    late.search("x")
    assert vars(late)["finditer"].__self__ is vars(late)["match"].__self__


@pytest.mark.parametrize(("slow", "seldom"), [(0, 0), (10**12, 0), (0, 10**6)])
def test_what_goes_before_a_slow_pattern_changes_no_answer(
    monkeypatch: pytest.MonkeyPatch, slow: int, seldom: int
) -> None:
    monkeypatch.setattr(lazy_regex, "_SLOW", slow - 1)
    monkeypatch.setattr(lazy_regex, "_SELDOM", seldom)
    late, early = regex(r"\bwarn\w*\s+(?:a|b)$", re.IGNORECASE), re.compile(r"\bwarn\w*\s+(?:a|b)$", re.IGNORECASE)
    for n in range(90):
        text = f"{n} WARNING a" if n % 9 == 0 else f"{n} words"
        assert bool(late.search(text)) is bool(early.search(text))
    # A part of a text may end where the text does not.
    assert bool(late.search("warning a word", 0, 9)) is bool(early.search("warning a word", 0, 9))


def test_an_automaton_that_rules_little_out_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy_regex, "_SLOW", -1)
    monkeypatch.setattr(lazy_regex, "_SELDOM", 0)
    late = regex("x+")
    for _ in range(90):
        assert late.search("ax")
    assert vars(late)["search"].__self__ is vars(late)["match"].__self__


def test_it_is_a_value() -> None:
    late = regex("x+", re.IGNORECASE)
    late.search("x")
    assert pickle.loads(pickle.dumps(late)) == late
    assert hash(late) == hash(regex("x+", re.IGNORECASE))
    assert late != regex("x+")


def test_what_patterns_do_not_have() -> None:
    with pytest.raises(AttributeError):
        regex("x").nonsense  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(re.error):
        regex("(").search("")
