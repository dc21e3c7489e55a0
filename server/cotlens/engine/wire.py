"""Length-prefixed pickles over a pipe between two of our own processes. Not a format for anything that comes from outside."""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any, Final

_LENGTH: Final = struct.Struct("!Q")


def write_frame(stream: IO[bytes], value: object) -> None:
    """Write one value and flush; raises OSError (BrokenPipeError) when the other side is gone. Not thread-safe."""
    body = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)) + body)
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
