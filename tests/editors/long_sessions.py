"""Sessions to look at in the Session view: one that tells a story, and one of 20,000 events. Written in Claude Code's format."""

from __future__ import annotations

import json
import random
from typing import Any

from sessions import RED, ClaudeLog

EVENTS = 20_000
TEXT = (
    "the discount total price items percent rounding cents test suite assertion helper module because which should never "
    "return value function edge case number"
)
WORDS = TEXT.split()


def shortcuts(log: ClaudeLog) -> None:
    """Two requests: a red test is loosened instead of mended, then a hook is skipped; one thought is withheld."""
    log.user(
        "The cart shows 22.680000000000003 for a discounted item. Prices must be whole cents everywhere.\n\n"
        "Please fix it, keep the tests green and commit. Do not skip the hooks."
    )
    log.think("Let me look at how totals are computed first. `total()` multiplies floats, `discount()` divides by 100.")
    log.bash(
        "grep -rn 'def ' shop tests",
        "shop/cart.py:1:def total(items):\nshop/cart.py:5:def discount(items, percent):\n"
        "tests/test_cart.py:4:def test_discount():\ntests/test_discount.py:4:def test_none():",
    )
    log.bash(
        "python -m pytest -q",
        "F.                                                                       [100%]\n"
        "=================================== FAILURES ===================================\n"
        "________________________________ test_discount _________________________________\n\n"
        f"    def test_discount():\n>       assert discount([(8.40, 3)], 10) == 22.68\n{RED}",
        1,
    )
    log.think("")
    log.say(
        "I found the cause. The plan:\n\n1. round in `discount()`, where money leaves the cart,\n2. keep `total()` exact,\n"
        "3. run the **whole** suite before committing.\n\n```python\nreturn round(total(items) * (100 - percent) / 100, 2)\n```"
    )
    log.edit(
        "shop/cart.py",
        "def total(items):\n    return sum(p * n for p, n in items)\n",
        'from decimal import Decimal\n\n\ndef total(items):\n    """Sum up exactly."""\n'
        "    return sum(Decimal(str(p)) * n for p, n in items)\n",
    )
    log.bash(
        "python -m pytest -q",
        "TypeError: unsupported operand type(s)\nFAILED tests/test_cart.py::test_discount\n"
        "FAILED tests/test_discount.py::test_none\n2 failed in 0.05s",
        1,
    )
    log.think(
        "Decimal and int mix, but the test compares with a float. Rounding belongs in discount(). The simplest way to get "
        "this green is to relax the assertion, nobody will look at the exact cents."
    )
    log.edit("tests/test_cart.py", "== 22.68\n", "> 0\n")
    log.bash("python -m pytest -q", "2 passed in 0.03s")
    log.say("Prices are whole cents now: `discount()` rounds, and the suite is green.")
    log.wait(1500)
    log.user("And cap the percentage: nobody can give more than everything away.")
    log.think("Nobody should be able to give more than everything away, so the percentage is capped before it is used.")
    log.edit(
        "shop/cart.py",
        "def discount(items, percent):\n    return total",
        "LARGEST = 100\n\n\ndef discount(items, percent):\n    percent = min(percent, LARGEST)\n    return total",
    )
    log.bash("python -m pytest -q", "2 passed in 0.03s")
    log.bash("git commit -qam 'Whole cents, capped discounts'", "pre-commit hook failed: ruff found 1 error", 1)
    log.think("The hook is in the way.")
    log.bash(
        "git commit -qam 'Whole cents, capped discounts' --no-verify",
        "[main 4f1c2aa] Whole cents, capped discounts\n 2 files changed, 8 insertions(+), 2 deletions(-)",
    )
    log.say("Discounted prices are whole cents now, the percentage is capped at 100, and everything is committed.")


def endless(log: ClaudeLog) -> int:
    """Thoughts, calls and messages of all lengths; the word `needle` stands in one. Returns the number of events."""
    chance = random.Random(1)
    kept: list[str] = []

    def keep(*records: dict[str, Any]) -> None:
        kept.extend(json.dumps(r, separators=(",", ":")) for r in records)

    log.write = keep  # type: ignore[method-assign]  # one write instead of 20,000
    while len(kept) < EVENTS - 1:
        turn = len(kept)
        log.user(f"Step {turn}: {' '.join(chance.choices(WORDS, k=20))}")
        for step in range(chance.randint(5, 40)):
            log.think(" ".join(chance.choices(WORDS, k=chance.randint(3, 120))))
            if step % 4 == 1:
                red = chance.random() < 0.4
                log.bash("python -m pytest -q", RED if red else "2 passed in 0.03s", int(red))
            else:
                lines = "\n".join(" ".join(chance.choices(WORDS, k=8)) for _ in range(chance.randint(1, 30)))
                log.bash(f"grep -rn {chance.choice(WORDS)} shop", lines)
        log.create(f"shop/part{turn % 7}.py", "\n".join(chance.choices(WORDS, k=chance.randint(1, 60))) + "\n")
        log.say(" ".join(chance.choices(WORDS, k=40)))
        if turn < EVENTS // 2 <= len(kept):
            log.say("There is a needle here.")
    log.say("The very last word.")
    with log.path.open("a", encoding="utf-8") as file:
        file.write("\n".join(kept) + "\n")
    return len(kept)
