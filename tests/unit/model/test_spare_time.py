"""What pays only later is put off while somebody waits, and done in its order afterwards."""

from __future__ import annotations

import threading

import pytest

from cotlens.model import lazy_regex
from cotlens.model.lazy_regex import regex
from cotlens.model.spare_time import InHaste, when_free


def test_who_is_in_no_haste_does_it_at_once() -> None:
    done: list[str] = []
    when_free(lambda: done.append("a"))
    assert done == ["a"]


def test_in_haste_it_is_put_off() -> None:
    done: list[str] = []
    haste = InHaste()
    with haste:
        when_free(lambda: done.append("a"))
        with haste:
            when_free(lambda: done.append("b"))
        when_free(lambda: done.append("c"))
        assert not done
    when_free(lambda: done.append("now"))
    haste.catch_up()
    haste.catch_up()
    assert done == ["now", "a", "b", "c"]


def test_it_ends_with_an_error_too() -> None:
    done: list[str] = []
    haste = InHaste()
    with pytest.raises(ValueError, match="x"), haste:
        raise ValueError("x")
    when_free(lambda: done.append("a"))
    assert done == ["a"]


def test_another_thread_is_in_no_haste() -> None:
    done: list[str] = []
    with InHaste():
        thread = threading.Thread(target=lambda: when_free(lambda: done.append("a")))
        thread.start()
        thread.join()
    assert done == ["a"]


def test_no_automaton_is_built_while_somebody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    misses = lazy_regex.misses
    monkeypatch.setattr(lazy_regex, "_SLOW", -1)
    monkeypatch.setattr(lazy_regex, "_SELDOM", 0)
    monkeypatch.setattr(lazy_regex, "misses", lambda pattern: built.append(pattern.pattern) or misses(pattern))
    late, haste = regex(r"\bwarn\w+"), InHaste()
    with haste:
        for n in range(60):
            assert bool(late.search(f"{n} warns" if n % 7 == 0 else f"{n}")) is (n % 7 == 0)
    assert not built
    haste.catch_up()
    assert built == [r"\bwarn\w+"]
    for n in range(60):
        assert bool(late.search(f"{n} warns" if n % 7 == 0 else f"{n}")) is (n % 7 == 0)
