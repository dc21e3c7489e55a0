"""Nothing that a log holds makes any reader raise, hang or grow without bound: golden logs of every format, damaged.

A mutator over real and made samples: bytes put in, taken out, doubled and cut; members of JSON values replaced by others.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from golden.listing import GOLDEN, logs
from hypothesis import given
from hypothesis import strategies as st

from cotlens.sources.base import Seen
from cotlens.sources.database import MAGIC
from cotlens.sources.discover import members
from cotlens.sources.format import Format, Shape
from cotlens.sources.formats import AGENTS, of_shape
from cotlens.sources.keys import member_key
from cotlens.sources.log import LogReader
from cotlens.sources.sniff import identify

ROUNDS = 25
SECONDS = 10.0
MEMORY = 120_000_000
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 1 << 80, "", "x", "\ud800", "\x00", "../../etc/passwd", [], {}, [[]], [None], {"type": None},
    {"text": 7}, [1, "a", {}], "2026-13-45T99:99:99Z", "a" * 5000,
)  # fmt: skip


def damaged_bytes(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 6)):
        at, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        end = min(end, at + 4000)
        data = rng.choice(
            (
                data[:at] + rng.randbytes(rng.randint(1, 8)) + data[at:],
                data[:at] + data[end:],
                data[:end] + data[at:],
                data[:at] + b"\x00" * 16 + data[at:],
                data[:end],
                data.replace(b"\n", b"\r\n", 5),
            )
        )
    return data


def damaged_json(value: Any, rng: random.Random) -> Any:
    """Replace some members, anywhere, by values of other types or by parts of the value itself."""
    value = json.loads(json.dumps(value))
    for _ in range(rng.randint(1, 8)):
        place = value
        while isinstance(place, (dict, list)) and place:
            key = rng.choice(list(place)) if isinstance(place, dict) else rng.randrange(len(place))
            if rng.random() < 0.3 or not isinstance(place[key], (dict, list)):
                roll = rng.random()
                if roll < 0.15 and isinstance(place, list):
                    del place[key]
                elif roll < 0.3 and isinstance(place, list):
                    place.insert(0, json.loads(json.dumps(place[key])))
                else:
                    place[key] = rng.choice(ODD)
                break
            place = place[key]
    return value


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Damage a log's file on one level or the other."""
    if rng.random() < 0.4 or data.startswith((MAGIC, b"PK")):
        return damaged_bytes(data, rng)
    try:
        return json.dumps(damaged_json(json.loads(data), rng), indent=rng.choice((None, 1))).encode("utf-8", "replace")
    except ValueError:
        lines = data.split(b"\n")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(lines))
        try:
            lines[at] = json.dumps(damaged_json(json.loads(lines[at]), rng)).encode()
        except ValueError:
            lines[at] = damaged_bytes(lines[at], rng)
    return b"\n".join(lines)


def read(path: Path, seen: Seen) -> int:
    """Read whatever is there, all sessions of it, and look at what a surface would look at."""
    identify(str(path))
    keys = [str(path)]
    if path.is_file() and path.read_bytes()[:16] == MAGIC:
        with suppress(sqlite3.Error):  # what discovery does with it: the database is told of as unread
            keys = [member_key(str(path), member.name) for member in members(str(path))] or keys
    count = 0
    for key in keys:
        reader = LogReader(key, seen)
        while True:
            batch = reader.poll(final=True)
            for event in batch.events:
                assert event.id
                assert event.session
                getattr(event, "edit", None)
                str(event).encode("utf-8", "backslashreplace")
                count += 1
            if not batch.more:
                break
        assert batch.session is None or batch.session.counts.events >= 0
    return count


def files(log: Path) -> Iterator[Path]:
    yield from sorted(p for p in log.rglob("*") if p.is_file()) if log.is_dir() else [log]


@pytest.mark.parametrize("log", logs(), ids=lambda p: str(p.parent.relative_to(GOLDEN)))
def test_a_damaged_log_is_read_as_far_as_it_goes(log: Path, tmp_path: Path):
    rng = random.Random(str(log.relative_to(GOLDEN)))
    originals = {path.relative_to(log): path.read_bytes() for path in files(log)}
    target = tmp_path / log.name
    if log.is_dir():
        shutil.copytree(log, target)
    began = time.monotonic()
    for _ in range(ROUNDS):
        name, data = rng.choice(list(originals.items()))
        (target / name if log.is_dir() else target).write_bytes(damaged(data, rng))
        read(target, Seen())
        if log.is_dir():
            (target / name).write_bytes(data)
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("log", logs(), ids=lambda p: str(p.parent.relative_to(GOLDEN)))
def test_a_log_that_changes_while_it_is_followed(log: Path, tmp_path: Path):
    if log.is_dir():
        target = Path(shutil.copytree(log, tmp_path / "log"))
        parts = list(files(target))
        reader = LogReader(str(target), Seen())
        for path in parts:
            reader.poll()
            path.unlink()
        assert reader.poll().events == []
        return
    rng = random.Random(str(log.relative_to(GOLDEN)))
    data, target = log.read_bytes(), tmp_path / log.name
    reader = LogReader(str(target), Seen())
    for _ in range(12):
        target.write_bytes(rng.choice((data, data[: rng.randint(0, len(data))], damaged(data, rng), b"")))
        reader.poll()
    target.unlink()
    assert reader.poll().gone


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FORMATS = [form for agent in AGENTS for form in agent.formats]
GIVEN: dict[Shape, Callable[[Any], Any]] = {
    Shape.LINES: lambda v: v if isinstance(v, dict) else {"type": v},
    Shape.PROSE: json.dumps,
    Shape.TEXT: json.dumps,
    Shape.DOCUMENT: lambda v: v,
    Shape.DATABASE: lambda v: {"t": frozenset(v)} if isinstance(v, dict) else {},
    Shape.FOLDER: lambda v: "/nowhere/" + str(v).replace("\x00", "")[:40],
    Shape.ARCHIVE: lambda v: [str(v)],
}


@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f"{f.agent}-{f.title}")
@given(value=JSON)
def test_what_is_nobodys_is_recognised_by_nobody(form: Format, value: Any):
    assert form.recognise(GIVEN[form.shape](value)) is None


def test_every_shape_has_a_format():
    assert all(of_shape(shape) for shape in Shape)


@pytest.mark.parametrize("log", logs(), ids=lambda p: str(p.parent.relative_to(GOLDEN)))
def test_reading_a_log_takes_memory_in_proportion(log: Path):
    read(log, Seen())
    tracemalloc.start()
    read(log, Seen())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < MEMORY / 20 + 60 * sum(path.stat().st_size for path in files(log))
