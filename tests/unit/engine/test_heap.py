"""Free memory goes back to the system."""

from __future__ import annotations

import subprocess
import sys

import pytest

HELD = """
from cotlens.engine.heap import give_back
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 / 1e6
pieces = [bytes(5000) for _ in range(20_000)]
# What stays is at the end: the C library can give nothing back by itself.
last = bytes(5000)
del pieces
before = resident()
give_back()
print(before - resident())
"""


def test_what_is_free_is_given_back() -> None:
    if sys.platform != "linux":
        pytest.fail("this test looks into /proc")
    run = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True)
    assert float(run.stdout) > 80


def test_while_modules_load_what_is_old_is_left_alone_and_later_too() -> None:
    code = """
import gc
from cotlens.engine.heap import loading
gc.collect()
before, oldest = gc.get_threshold(), gc.get_stats()[2]["collections"]
with loading():
    held = [[n] for n in range(500_000)]
assert gc.get_stats()[2]["collections"] == oldest
assert gc.get_threshold() == before
assert gc.get_freeze_count() > 500_000
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_old_is_looked_through_seldom() -> None:
    code = """
import gc
from cotlens.engine.heap import seldom
before = gc.get_threshold()
seldom()
assert gc.get_threshold() == (before[0], before[1], 100 * before[2])
"""
    subprocess.run([sys.executable, "-c", code], check=True)
