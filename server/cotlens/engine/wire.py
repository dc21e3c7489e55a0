"""Length-prefixed pickles over a pipe between two of our own processes. Not a format for anything that comes from outside."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from enum import Enum, Flag
from io import BytesIO
from operator import attrgetter
from typing import IO, Any, Final

_LENGTH: Final = struct.Struct("!Q")

Reduce = Callable[[Any], tuple[Any, ...]]


def write_frame(stream: IO[bytes], value: object) -> None:
    """Write one value and flush; raises OSError (BrokenPipeError) when the other side is gone. Not thread-safe."""
    buffer = BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    stream.write(_LENGTH.pack(buffer.tell()) + buffer.getbuffer())
    stream.flush()


def read_frame(stream: IO[bytes]) -> Any:
    """Read one value; raises EOFError when the other side closed the pipe, also in the middle of a frame."""
    (length,) = _LENGTH.unpack(_read_exactly(stream, _LENGTH.size))
    return pickle.loads(_read_exactly(stream, length))  # noqa: S301 - written by our own process at the other end of a private pipe


def _read_exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


# --- our values, without the detours of the general way ---------------------------------------------------------------

# What `dataclasses` gives a frozen class with slots for pickling looks through its fields anew with every value, and an enum's member
# is called into being: three quarters of the time that an update takes from one process to the other.


class _Reducers(dict[type, Reduce]):
    """How values of each class are taken apart; KeyError for those that go the general way."""

    def __missing__(self, kind: type) -> Reduce:
        if is_dataclass(kind) and "__slots__" in vars(kind) and "__reduce__" not in vars(kind):
            names = [field.name for field in fields(kind)]
            self[kind] = _by_fields(kind, names)
        elif issubclass(kind, Enum) and not issubclass(kind, Flag):
            self[kind] = lambda member: (_member, (kind, member.value))
        else:
            raise KeyError(kind)
        return self[kind]


def _by_fields(kind: type, names: list[str]) -> Reduce:
    if len(names) < 2:  # `attrgetter` gives no tuple then
        return lambda value: (_made, (kind, tuple(getattr(value, name) for name in names)))
    values = attrgetter(*names)
    return lambda value: (_made, (kind, values(value)))


class _Pickler(pickle.Pickler):
    dispatch_table = _Reducers()


class _Setters(dict[type, tuple[Callable[[Any, Any], None], ...]]):
    """What sets each field of a class, frozen or not."""

    def __missing__(self, kind: type) -> tuple[Callable[[Any, Any], None], ...]:
        found = self[kind] = tuple(getattr(kind, field.name).__set__ for field in fields(kind))
        return found


_SETTERS: Final = _Setters()


def _made(kind: type, values: Iterable[Any]) -> Any:
    """Put a value together."""
    made: Any = object.__new__(kind)
    for put, value in zip(_SETTERS[kind], values):  # noqa: B905 - `strict` costs as much again
        put(made, value)
    return made


def _member(kind: type[Enum], value: object) -> Enum:
    return kind._value2member_map_[value]
