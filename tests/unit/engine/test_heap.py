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
