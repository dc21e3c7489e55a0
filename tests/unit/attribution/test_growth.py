"""No step of following lines is quadratic in the length of the file: counted in bytecodes, which no clock and no other program can sway."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import pytest
from edits import create, edit, hunk

from cotlens.attribution.attribution import Attribution
from cotlens.attribution.ledger import LineLedger
from cotlens.model.edit import FileEdit
from cotlens.model.ids import EditId

SMALL, LARGE = 400, 3_200
FACTOR = LARGE // SMALL


def counted(work: Callable[[], object]) -> int:
    """Bytecodes of our own that `work` runs. What runs in C is linear in its arguments, or bounded (`lcs.MAX_CELLS`)."""
    count = 0

    def step(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def lines_of(size: int) -> list[str]:
    rng = random.Random(size)
    plain = ["", "    }", "    return None", "    except ValueError:", "    </div>"]
    return [rng.choice(plain) if rng.random() < 0.4 else f"    value_{k} = compute(other, {k})" for k in range(size)]


def owned(lines: Sequence[str]) -> LineLedger:
    ledger = LineLedger()
    ledger.apply(create("e0", "\n".join(lines)))
    return ledger


def one_changed(lines: list[str]) -> list[str]:
    return [*lines[:50], "changed()", *lines[51:]]


def a_tenth_changed(lines: list[str]) -> list[str]:
    return [f"changed_{k}()" if k % 10 == 0 else x for k, x in enumerate(lines)]


def half_moved(lines: list[str]) -> list[str]:
    return [*lines[len(lines) // 2 :], *lines[: len(lines) // 2]]


def shuffled(lines: list[str]) -> list[str]:
    return random.Random(1).sample(lines, len(lines))


def turned_round(lines: list[str]) -> list[str]:
    return lines[::-1]


def all_new(lines: list[str]) -> list[str]:
    return [f"entirely_different_{k}()" for k in range(len(lines))]


def braces(lines: list[str]) -> list[str]:
    return ["}"] * len(lines)


def nearly_equal(lines: list[str]) -> list[str]:
    return [f"    value_{k} = compute(other, {k + 1})  # {k % 7}" for k in range(len(lines))]


def split_up(lines: list[str]) -> list[str]:
    return [x for line in lines for x in line.split(" = ")]


CHANGES = [one_changed, a_tenth_changed, half_moved, shuffled, turned_round, all_new, braces, nearly_equal, split_up]


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: c.__name__)
@pytest.mark.parametrize("back", [False, True], ids=["there", "and_back"])
def test_a_text_that_no_log_explains(change: Callable[[list[str]], Any], back: bool) -> None:
    def work(size: int) -> int:
        lines = lines_of(size)
        ledger, text = owned(lines), "\n".join(change(lines))
        ledger.transition("\n".join(one_changed(lines)))
        if not back:
            return counted(lambda: ledger.transition(text))
        ledger.transition(text)
        return counted(lambda: ledger.transition("\n".join([*lines, "more()"])))

    assert work(LARGE) <= 2 * FACTOR * work(SMALL)


def in_the_middle(lines: list[str], **values: str) -> FileEdit:
    at = len(lines) // 2
    return edit("e1", hunks=(hunk(at, f" {lines[at - 1]}", f"-{lines[at]}", "+changed()"),), **values)


@pytest.mark.parametrize("form", ["hunks", "texts", "moved away", "no place", "unknown before"])
def test_an_edit_of_a_log(form: str) -> None:
    def work(size: int) -> int:
        lines = lines_of(size)
        ledger = LineLedger() if form == "unknown before" else owned(lines)
        one = in_the_middle(lines)
        if form == "texts":
            at = size // 2
            one = in_the_middle(
                lines, before="\n".join(lines), after="\n".join([*lines[:at], "changed()", *lines[at + 1 :]])
            )
        elif form == "moved away":
            ledger.transition("\n".join([*lines[size // 4 :], *lines[: size // 4]]))
        elif form == "no place":
            one = edit("e1", hunks=(hunk(size // 2, " nothing_like_it()", "+neither_is_this()"),))
        return counted(lambda: ledger.apply(one))

    assert work(LARGE) <= 2 * FACTOR * work(SMALL)


def test_flags_placed_in_one_text_do_not_follow_its_lines_again() -> None:
    def work(size: int) -> int:
        lines = lines_of(size)
        attribution = Attribution(lambda path: path)
        attribution.log_edit(create("e0", "\n".join(lines), path="/w/f"))
        attribution.view("/w/f", "\n".join(lines))
        return counted(lambda: [attribution.place(EditId("e0"), [lines[k]]) for k in range(20)])

    assert work(LARGE) <= 2 * FACTOR * work(SMALL)


def test_edits_of_one_file_cost_as_much_each() -> None:
    def work(edits: int) -> int:
        lines = lines_of(SMALL)
        attribution = Attribution(lambda path: path)
        for k in range(edits):
            at = 1 + k * 7 % (SMALL - 2)
            one = edit(f"e{k}", hunks=(hunk(at, f" {lines[at - 1]}", f"-{lines[at]}", f"+new_{k}()"),))
            lines[at] = f"new_{k}()"
            attribution.log_edit(one)
        return counted(lambda: attribution.view("/w/f.py", "\n".join(lines)))

    assert work(160) <= 2 * 8 * work(20)
