"""Who waits is let in before patterns are compiled, and nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from cotlens.model.breath import Breathing, breathe
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve


def test_a_pattern_breathes_when_it_is_first_used_and_then_no_more() -> None:
    let_in: list[str] = []
    late = regex("x+")
    with Breathing(lambda: let_in.append("in")):
        assert late.search("ax")
        assert late.match("x")
    assert let_in == ["in"]
    with Breathing(lambda: let_in.append("again")):
        late.findall("xx")
    assert let_in == ["in"]


def test_a_sieve_breathes_at_each_of_its_patterns() -> None:
    let_in: list[str] = []
    words = [regex(rf"\b{word}\s+it\b") for word in ("mend", "leave", "skip", "mask")]
    with Breathing(lambda: let_in.append("in")):
        assert Sieve(*words).over("please leave it").may(words[1])
    assert len(let_in) > len(words)


def test_outside_nothing_is_let_in() -> None:
    breathe()
    let_in: list[str] = []
    with Breathing(lambda: let_in.append("in")):
        pass
    breathe()
    regex("y+").search("y")
    assert not let_in


def test_what_is_let_in_may_breathe_for_itself() -> None:
    let_in: list[str] = []

    def inner() -> None:
        with Breathing(lambda: let_in.append("inner")):
            breathe()

    with Breathing(lambda: (let_in.append("outer"), inner())[0]):
        breathe()
        breathe()
    breathe()
    assert let_in == ["outer", "inner", "outer", "inner"]


def test_another_thread_that_compiles_a_pattern_lets_nobody_in() -> None:
    let_in: list[str] = []
    late = regex("z+")
    with Breathing(lambda: let_in.append("in")):
        thread = threading.Thread(target=lambda: late.fullmatch("zz"))
        thread.start()
        thread.join()
        assert "fullmatch" in vars(late)
    assert not let_in


_ALONE = regex(r"\btwo\b")
_TOGETHER = Sieve(regex(r"\bone\b"), regex(r"\btwo\b"))


def _alone(text: str) -> object:
    return _ALONE.search(text)  # its `search` by name alone would compile it here and now


@pytest.mark.parametrize("search", [_TOGETHER.find, _alone])
def test_one_that_is_let_in_may_need_the_very_pattern(search: Callable[[str], object]) -> None:
    found: list[object] = []
    busy = False

    def between() -> None:
        nonlocal busy
        if not busy:
            busy = True
            found.append(search("two"))

    with Breathing(between):
        assert search("one two")
        assert not search("three")
    assert len(found) == 1
    assert found[0]
