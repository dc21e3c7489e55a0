"""A recorded session is played again with its pauses."""

from __future__ import annotations

from pathlib import Path

import pytest
from golden.listing import logs

from cotlens.sources.replay import Replay


def line(stamp: str) -> bytes:
    return f'{{"timestamp":"{stamp}"}}'.encode()


LINES = [
    line("2026-02-05T12:00:00.000Z"),
    b'{"type":"summary"}\n',
    line("2026-02-05T12:00:02.500Z"),
    line("2026-02-05T12:00:01.000Z"),
    line("2026-02-05T12:00:04.500Z") + b"\r\n",
    b"broken",
]


@pytest.mark.parametrize(
    ("speed", "longest", "pauses"),
    [
        (1.0, 3600.0, [0, 0, 2.5, 0, 2.0, 0]),
        (10.0, 3600.0, [0, 0, 0.25, 0, 0.2, 0]),
        (1.0, 1.0, [0, 0, 1.0, 0, 1.0, 0]),
        (0.0, 3600.0, [0] * 6),
    ],
)
def test_pauses(speed: float, longest: float, pauses: list[float]):
    assert [delay for delay, _ in Replay(LINES, speed, longest)] == pytest.approx(pauses)


OF_LINES = [log for log in logs() if log.suffix == ".jsonl"]


@pytest.mark.parametrize("log", OF_LINES, ids=lambda p: f"{p.parent.parent.name}-{p.parent.name}")
def test_what_is_played_is_the_log(log: Path):
    assert b"".join(data for _, data in Replay(log.read_bytes().splitlines(keepends=True))) == log.read_bytes()
