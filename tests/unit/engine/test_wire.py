"""Every value comes out of the pipe as it went in, also those that are taken apart by their fields."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from cotlens.engine.wire import read_frame, write_frame
from cotlens.model.flag import Evidence, Flag, Location, PlaceState, Range, Role, Severity
from cotlens.model.ids import EditId, EventId, FlagId, SessionId
from cotlens.model.paths import PathRole
from cotlens.model.snapshot import Beat, FileView, Report, Stop, Update, Watch


def through(value: object) -> object:
    stream = io.BytesIO()
    write_frame(stream, value)
    stream.seek(0)
    found = read_frame(stream)
    assert stream.read() == b""
    return found


@dataclass(frozen=True, slots=True)
class One:
    only: object


@dataclass(frozen=True, slots=True)
class Derived(One):
    more: tuple[int, ...] = ()
    hidden: int = field(default=3, init=False, compare=False)


@dataclass
class Plain:
    """No slots: goes the general way."""

    things: list[object]


FLAG = Flag(
    id=FlagId("f"), fingerprint="p", code="RH01", name="test-tampering", severity=Severity.HIGH, confidence=0.7, message="m",
    session=SessionId("s"), time=None, evidence=(Evidence(Role.ACTION, "x", None, EventId("e")),), edit=EditId("e#0"), lines=("a",),
    path="/w/a.py", location=Location("/w/a.py", Range(1, 2, 3, 4), PlaceState.EXACT),
)  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        None, 1, "x", [1, {"a": (2,)}], Beat(None), Beat("/log"), Stop(), One(One(1)), One(None), Derived(Severity.LOW, (1, 2)),
        Plain([One(1), Severity.HIGH]), PathRole.TEST | PathRole.CI, PathRole.TEST, (Severity.HIGH, Severity.HIGH), FLAG,
        Watch(("/w",), 1, ("/l",), trusted=True), Update(), Update(fresh=True, unread=(), scanning=False),
    ],
)  # fmt: skip
def test_it_comes_out_as_it_went_in(value: object) -> None:
    found = through(value)
    assert found == value
    assert type(found) is type(value)


def test_a_value_that_is_there_twice_is_one_afterwards() -> None:
    view = FileView(path="/w/a.py", digest="d", owners=(), flags=(FLAG,), version=None)
    found = through(Update(flags={FLAG.id: FLAG}, files={view.path: view}))
    assert isinstance(found, Update)
    assert isinstance(found.flags, Mapping)
    assert found.files["/w/a.py"].flags[0] is found.flags[FLAG.id]
    assert found.flags[FLAG.id] is not None
    assert found.flags[FLAG.id].severity is Severity.HIGH


def test_it_is_as_frozen_as_before() -> None:
    found = through(FLAG)
    assert isinstance(found, Flag)
    with pytest.raises(FrozenInstanceError):
        found.code = "X"  # type: ignore[misc]
    assert replace(found, code="X").code == "X"
    assert hash(found) == hash(FLAG)


def test_a_pipe_that_ends_early_is_told() -> None:
    stream = io.BytesIO()
    write_frame(stream, [1, 2, 3])
    report: Report = Beat(None)
    write_frame(stream, report)
    whole = stream.getvalue()
    for end in range(len(whole)):
        with pytest.raises(EOFError):
            both(io.BytesIO(whole[:end]))
    both(io.BytesIO(whole))


def both(stream: io.BytesIO) -> None:
    read_frame(stream)
    read_frame(stream)
