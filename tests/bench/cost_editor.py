"""What a change of an open document costs the server: the very bytes a client sends, through the built server. Not a test.

Each message is decoded, applied to the document, followed by flags and owners, and what changed is published; what goes to the
client is encoded. The worker is left out: it is another process. A flagged file is the dear case, so the files have flags.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cost_texts import changed, source

from cotlens.lsp.build import build
from cotlens.lsp.verdict_book import VerdictBook
from cotlens.model.event import LogRef
from cotlens.model.flag import Evidence, Flag, Location, PlaceState, Range, Role, Severity
from cotlens.model.ids import EditId, EventId, Fingerprint, FlagId, SessionId
from cotlens.model.snapshot import FileView, PlaceText, Update
from cotlens.model.text import text_digest
from cotlens.model.verdict import Verdict
from cotlens.model.verdicts import Verdicts

FLAGS = 50
PAUSE = 0.06
"""Seconds between two key strokes: longer than the publisher's window, so that each pays for publishing, too."""

Change = dict[str, Any]


class _Link:
    """Stands for the link to the worker: takes questions, as the queue of the writing thread would."""

    def __init__(self) -> None:
        self.sent: list[object] = []
        self.skip: tuple[str, ...] = ()

    def attach(self, *_: object) -> None: ...
    def check(self) -> None: ...
    def stop(self) -> None: ...
    def send(self, command: object) -> None:
        self.sent.append(command)


class _NoVerdicts:
    def put(self, _: Verdict) -> None: ...
    def take_back(self, _: Verdict) -> None: ...
    def all(self) -> Verdicts:
        return Verdicts()

    def changed(self) -> bool:
        return False


class _Sink:
    def __init__(self) -> None:
        self.written = 0

    def write(self, data: bytes) -> None:
        self.written += len(data)

    def close(self) -> None: ...


class Editor:
    """A client of a server in this process, with one open document."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self.path, self.uri, self.lines = path, path.as_uri(), lines
        self.link = _Link()
        self.server = build(self.link, VerdictBook(_NoVerdicts))  # type: ignore[arg-type]
        self.sink = _Sink()
        self.server.protocol.set_writer(self.sink)  # type: ignore[arg-type]
        self.version = 1

    def send(self, method: str, params: Any, number: int | None = None) -> float:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **({"id": number} if number else {})})
        data = body.encode()
        began = time.thread_time()  # nothing here waits, and other programs are not to count
        self.server.protocol.receive(data)
        return time.thread_time() - began

    async def start(self) -> None:
        """Shake hands, open the document, and have flags and owners on it."""
        capabilities = {"textDocument": {"publishDiagnostics": {"relatedInformation": True}}}
        self.send(
            "initialize", {"processId": None, "rootUri": self.path.parent.as_uri(), "capabilities": capabilities}, 1
        )
        self.send("initialized", {})
        await asyncio.sleep(0.1)
        document = {"uri": self.uri, "languageId": "python", "version": 1, "text": "\n".join(self.lines)}
        self.send("textDocument/didOpen", {"textDocument": document})
        view = view_of(str(self.path), self.lines)
        _, questions = self.server.state.apply(
            Update(flags={f.id: f for f in view.flags}, files={view.path: view}, scanning=False)
        )
        assert not questions, "the view is for this very text"
        self.server.publisher.mark([view.path])
        await asyncio.sleep(PAUSE)

    def change(self, *changes: Change) -> float:
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        return self.send("textDocument/didChange", {"textDocument": document, "contentChanges": list(changes)})

    def answer(self) -> float:
        """Let the worker answer what it was asked; how long the server takes to take that in."""
        questions = [x for x in self.link.sent if isinstance(x, PlaceText)]
        self.link.sent.clear()
        began = time.thread_time()
        for question in questions:
            view = view_of(question.path, (question.text or "").split("\n"), question.version)
            began = time.thread_time()
            self.server.state.apply(Update(files={question.path: view}))
        return time.thread_time() - began


def view_of(path: str, lines: list[str], version: int | None = None) -> FileView:
    """Flags on lines spread over the file; every third line is an edit's."""
    step = max(len(lines) // FLAGS, 1)
    rows = [
        next((r for r in range(k, min(k + step, len(lines))) if "value_" in lines[r]), None)
        for k in range(0, len(lines), step)
    ]
    flags = tuple(_flag(path, row, lines[row]) for row in rows if row is not None)
    owners = tuple((EditId("e1"), "eq") if k % 3 == 0 else None for k in range(len(lines)))
    return FileView(path, text_digest("\n".join(lines)), owners, flags, version)


def _flag(path: str, row: int, line: str) -> Flag:
    return Flag(
        id=FlagId(line.split(" =", maxsplit=1)[0].strip()),
        fingerprint=Fingerprint(str(row)),
        code="RH01",
        name="test-tampering",
        severity=Severity.HIGH,
        confidence=0.9,
        message="An assertion was loosened",
        session=SessionId("s"),
        time=None,
        evidence=(Evidence(Role.ACTION, "x", LogRef("/l", 1), EventId("e")),),
        location=Location(path, Range(row, 4, row, len(line)), PlaceState.EXACT),
    )


def at(line: int, column: int, end_line: int, end_column: int, text: str) -> Change:
    ends = {"start": {"line": line, "character": column}, "end": {"line": end_line, "character": end_column}}
    return {"range": ends, "text": text}


def typing(size: int, rng: random.Random) -> Callable[[int], list[Change]]:
    """One key: a letter, sometimes a line end, where the caret is."""
    row = rng.randrange(size // 2)
    return lambda k: [at(row, 4 + k, row, 4 + k, "\n" if k % 20 == 19 else "x")]


def ten_carets(size: int, rng: random.Random) -> Callable[[int], list[Change]]:
    """One key at ten places."""
    return many_carets(size, rng, 10)


def many_carets(size: int, rng: random.Random, carets: int = 100) -> Callable[[int], list[Change]]:
    """One key at a hundred places, from the last to the first, as editors send it."""
    rows = sorted(rng.sample(range(size), carets), reverse=True)
    return lambda k: [at(row, 4 + k, row, 4 + k, "x") for row in rows]


def pasting(size: int, rng: random.Random, lines: int = 100) -> Callable[[int], list[Change]]:
    """So many lines put in at once."""
    text = "\n".join(source(lines, rng)) + "\n"
    return lambda _: [_insert(rng.randrange(size), text)]


def _insert(row: int, text: str) -> Change:
    return at(row, 0, row, 0, text)


def undoing(size: int, rng: random.Random, lines: int = 100) -> Callable[[int], list[Change]]:
    """Lines put in and taken out again in turns."""
    row, text = rng.randrange(size), "\n".join(source(lines, rng)) + "\n"
    return lambda k: [_insert(row, text) if k % 2 == 0 else at(row, 0, row + lines, 0, "")]


def replacing_flagged(size: int, rng: random.Random) -> Callable[[int], list[Change]]:
    """A thousand lines, flags among them, give way to others: the worker has to be asked."""
    text = "\n".join(f"replaced_{k}()" for k in range(1_000)) + "\n"
    return lambda k: [at((k * 1_000) % size, 0, (k * 1_000) % size + 1_000, 0, text)]


def reloading(size: int, rng: random.Random) -> Callable[[int], list[Change]]:
    """What an editor sends when the file changed on disk: one edit from the first to the last line that differs."""
    lines = source(size, rng)
    texts = ["\n".join(lines[1:-1]), "\n".join(["new()", *changed(lines[1:-1], 20, rng), "new()"])]
    rows = [len(x.split("\n")) for x in texts]
    return lambda k: [at(1, 0, rows[k % 2], 10**6, texts[(k + 1) % 2])]


KINDS: dict[str, tuple[Callable[[int, random.Random], Callable[[int], list[Change]]], int]] = {
    "typing": (typing, 200),
    "a key at 10 carets": (ten_carets, 60),
    "a key at 100 carets": (many_carets, 60),
    "pasting 100 lines": (pasting, 60),
    "pasting 100 lines and undo": (undoing, 60),
    "replacing 1,000 lines with flags": (replacing_flagged, 20),
    "reloading the whole file as one edit": (reloading, 6),
}


EVERYDAY = ("typing", "a key at 10 carets", "pasting 100 lines", "pasting 100 lines and undo")
"""What the goal is about; the others are rare, and the work in them is that of their many changes."""


async def _measure(path: Path, size: int, kind: str, pause: float) -> tuple[list[float], list[float]]:
    make, count = KINDS[kind]
    rng = random.Random(size)
    editor = Editor(path, source(size, rng))
    await editor.start()
    changes = make(size, rng)
    took, answers = [], []
    for k in range(count):
        took.append(editor.change(*changes(k)))
        await asyncio.sleep(pause)
        answers.append(editor.answer())
        await asyncio.sleep(0)
    return took, answers


def did_change(path: Path, size: int, kind: str, pause: float = PAUSE) -> tuple[list[float], list[float]]:
    """Seconds that each change took on the server's event loop, and those to take in each answer of the worker."""
    return asyncio.run(_measure(path, size, kind, pause))
