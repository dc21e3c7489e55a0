"""Whatever happens to a file, following it gives the complete lines it has, each once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from cotlens.sources.tail import Tail

PIECES = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"\n", b"\r\n", b"\n\n", b"{}\n", b"\xef\xbb\xbf", b"\x00", b"a" * 70, b"b" * 200 + b"\n"]),
    st.just(b"x" * 300_000),
)


def lines_of(content: bytes) -> list[bytes]:
    """What a reader must have seen of a file with this content."""
    lines = content.split(b"\n")[:-1]
    if lines and lines[0].startswith(b"\xef\xbb\xbf"):
        lines[0] = lines[0][3:]
    return [line[:-1] if line.endswith(b"\r") else line for line in lines]


class FollowedFile(RuleBasedStateMachine):
    """A writer that does everything a writer can do to a log, and a reader that looks now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "log.jsonl"
        self.generation = 0
        self.seen: list[bytes] = []
        self.there = False
        self.content = b""

    @initialize(budget=st.sampled_from([1, 1 << 20]))
    def begin(self, budget: int) -> None:
        self.budget = budget
        self.tail = Tail(str(self.path), cap=1 << 30)

    def _header(self) -> bytes:
        # Real logs begin with ids and times of their own; two generations are never byte for byte the same.
        self.generation += 1
        return f'{{"generation": {self.generation}}}\n'.encode()

    @rule(piece=PIECES)
    @precondition(lambda self: self.there)
    def append(self, piece: bytes) -> None:
        with self.path.open("ab") as file:
            file.write(piece)
        self.content += piece

    @rule(piece=PIECES)
    def write_anew(self, piece: bytes) -> None:
        self.content = self._header() + piece
        self.path.write_bytes(self.content)
        self.there = True

    @rule(piece=PIECES)
    def replace_by_rename(self, piece: bytes) -> None:
        self.content = self._header() + piece
        other = self.path.with_suffix(".new")
        other.write_bytes(self.content)
        other.replace(self.path)
        self.there = True

    @rule(part=st.floats(0, 1))
    @precondition(lambda self: self.there)
    def truncate(self, part: float) -> None:
        size = int(len(self.content) * part)
        os.truncate(self.path, size)
        self.content = self.content[:size]

    @rule()
    @precondition(lambda self: self.there)
    def delete(self) -> None:
        self.path.unlink()
        self.there = False

    @rule()
    def read_once(self) -> None:
        self._read()

    @rule()
    def read_to_the_end(self) -> None:
        while self._read():
            pass
        if self.there:
            assert self.seen == lines_of(self.content)

    def _read(self) -> bool:
        read = self.tail.read(self.budget)
        assert read.error == ""
        assert read.gone == (not self.there)
        if read.reset:
            self.seen = []
        lines = [line for run in read.runs for line in run.each()]
        self.seen += [line.data for line in lines]
        for line in lines:
            assert not line.cut
        if lines:
            assert lines[-1].number == len(self.seen)
        return read.more

    def teardown(self) -> None:
        self.folder.cleanup()


FollowedFile.TestCase.settings = settings(max_examples=80, stateful_step_count=25, deadline=None)
TestFollowedFile = FollowedFile.TestCase
