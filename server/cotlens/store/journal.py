"""`verdicts.jsonl`: every verdict ever given, one JSON object a line, appended and never rewritten. The audit and rescue copy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from cotlens.model.verdict import Verdict
from cotlens.store.place import unusable

_DECODER: Final = msgspec.json.Decoder(Verdict)


def append(file: Path, verdict: Verdict) -> None:
    """Write a verdict's line; it is on disk when this returns. Raises StoreError. The caller holds the write lock."""
    append_line(file, msgspec.json.encode(verdict))


def append_line(file: Path | str, line: bytes) -> None:
    """Append a line to a file, which is made (private) if there is none; it is on disk when this returns. Raises StoreError.

    In one write: the lines of two processes do not mix.
    """
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # A writer that died in mid-line must not spoil the next line.
            start = b"" if _ends_clean(descriptor) else b"\n"
            _write_all(descriptor, start + line + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise unusable(Path(file), error) from error


def _ends_clean(descriptor: int) -> bool:
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size == 0:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def read(file: Path) -> Iterator[Verdict]:
    """Yield the journal's verdicts, oldest first; half lines and other lines that are no verdict are passed over."""
    if not file.exists():
        return
    with file.open("rb") as lines:
        for line in lines:
            try:
                yield _DECODER.decode(line)
            except msgspec.DecodeError:
                continue
