"""What a check is of, and how it ended. Two words alone: the server needs them, and none of the other facts."""

from __future__ import annotations

from enum import Enum


class CheckKind(str, Enum):
    """What a check command checks."""

    TEST = "tests"
    BUILD = "build"
    LINT = "lint"
    TYPES = "type check"
    BENCH = "benchmark"
    TRIAL = "trial request"
    """A request to a running service, to see whether it answers."""


class Outcome(str, Enum):
    """How a check ended, from its output first and its exit status second."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
