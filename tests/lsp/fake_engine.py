"""An engine without agents: a log is JSON lines that say which line of which file is flagged, and why.

{"session": "s1", "flag": "f1", "path": "/ws/a.py", "text": "assert True", "severity": "high", "reasoning": "..."}
{"drop": "f1"}   {"crash": true}   {"hang": true}   {"print": "stray"}   {"sleep": 0.3}

A log that hangs has a file `<log>.hangs` beside it, so that a test can wait for it.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cotlens.engine.unplaced import Unplaced
from cotlens.model.errors import Problem
from cotlens.model.event import LogRef
from cotlens.model.flag import Evidence, Flag, Location, PlaceState, Range, Role, Severity
from cotlens.model.ids import EditId, EventId, FlagId, SessionId, fingerprint
from cotlens.model.session import ReasoningStatus, Session
from cotlens.model.session_page import AskSession, AskWhere, FlagPlace, Item, ItemKind, SessionPage, Where
from cotlens.model.snapshot import FileView, Update
from cotlens.model.text import split_lines, text_digest, utf16_length
from cotlens.model.why import EditNote, Explained


class FakeEngine:
    """See the module."""

    def __init__(self, folders: Sequence[str], env: Mapping[str, str], home: str, trusted: bool = True) -> None:
        del folders, env, trusted
        self._root = os.path.join(home, "fakelogs")
        self._read: dict[str, int] = {}
        self._flags: dict[FlagId, Flag] = {}
        self._sessions: dict[SessionId, Session] = {}
        self.again: set[str] = set()
        self.has_rested = False
        self.between: Callable[[], None] = lambda: None
        self._reading = ""
        self.unplaced = Unplaced(lambda _paths: {}, lambda _sessions: Update())

    def roots(self) -> tuple[str, ...]:
        return (self._root,)

    def discover(self) -> tuple[str, ...]:
        found = [os.path.join(d, f) for d, _, files in os.walk(self._root) for f in files if f.endswith(".jsonl")]
        return tuple(sorted(found, key=os.path.getmtime, reverse=True))

    def may_be_log(self, path: str) -> bool:
        return path.startswith(self._root) and path.endswith(".jsonl")

    def find(self, path: str, *, cold: bool = False) -> tuple[str, ...]:
        del cold
        return (path,) if self.may_be_log(path) and os.path.isfile(path) else ()

    def search_deeper(self) -> None:
        return None

    def problems(self) -> tuple[Problem, ...]:
        return ()

    def reconfigure(self) -> None:
        return None

    def shared_news(self) -> None:
        return None

    def unkept(self, _logs: Sequence[str]) -> list[str]:
        return []

    def learn(self, _session: SessionId) -> None:
        raise AssertionError("nothing was kept")

    def rest(self) -> bool:
        return False

    def make_room(self) -> None:
        """It never holds too much."""

    def poll(self, log: str, *, later: bool = False) -> Update:  # noqa: ARG002 - the protocol's signature
        try:
            with open(log, "rb") as file:
                file.seek(self._read.get(log, 0))
                data = file.read()
        except FileNotFoundError:
            return Update()
        data = data[: data.rfind(b"\n") + 1]
        self._read[log] = self._read.get(log, 0) + len(data)
        if not data:
            return Update()
        flags: dict[FlagId, Flag | None] = {}
        around, self._reading = self._reading, os.path.basename(log).partition(".")[0]
        for line in data.splitlines():
            self.between()
            self._take(json.loads(line), log, flags)
        self._reading = around
        paths = {f.path for f in {**self._flags, **{i: f for i, f in flags.items() if f}}.values() if f.path}
        for flag_id, flag in flags.items():
            if flag is None:
                self._flags.pop(flag_id, None)
            else:
                self._flags[flag_id] = flag
        return Update(sessions=dict(self._sessions), flags=flags, files={p: self._view(p, None, None) for p in paths})

    def may_read_between(self, log: str) -> bool:
        return log in self._read

    def is_in_work(self, session: SessionId) -> bool:
        """Of a log that is being read, the session that has its name."""
        return session == self._reading

    def _take(self, record: dict[str, Any], log: str, flags: dict[FlagId, Flag | None]) -> None:
        if record.get("crash"):
            os.kill(os.getpid(), signal.SIGKILL)
        if record.get("hang"):
            with open(log + ".hangs", "wb"):
                time.sleep(3600)
        time.sleep(record.get("sleep", 0.0))
        if "print" in record:
            print(record["print"], flush=True)
            os.write(1, record["print"].encode())
        if "drop" in record:
            flags[FlagId(record["drop"])] = None
        if "session" in record:
            session = SessionId(record["session"])
            self._sessions[session] = Session(
                id=session, agent="fake", log=log, reasoning=ReasoningStatus(record.get("reasoning_status", "full"))
            )
        if "flag" in record:
            flag = make_flag(record, log)
            flags[flag.id] = flag

    def place(self, path: str, text: str | None, version: int | None) -> dict[str, FileView]:
        return {path: self._view(path, text, version)}

    def _view(self, path: str, text: str | None, version: int | None) -> FileView:
        if text is None:
            try:
                with open(path, encoding="utf-8", newline="") as file:
                    text = file.read()
            except FileNotFoundError:
                return FileView(path, "", (), tuple(f.at(None) for f in self._flags.values() if f.path == path))
        lines = split_lines(text)
        flags = tuple(f.at(locate(f, path, lines)) for f in self._flags.values() if f.path == path)
        return FileView(path, text_digest(text), (None,) * len(lines), flags, version)

    def notes(self, path: str) -> dict[EditId, EditNote]:
        del path
        return {}

    def explain(self, path: str, text: str | None, first: int, last: int) -> tuple[Explained, ...]:
        del path, text, first, last
        return ()

    def page(self, ask: AskSession) -> SessionPage:
        known = self._sessions.get(ask.session)
        if known is None:
            return SessionPage(ask.request)
        items = [
            Item(k, EventId(f"e-{f.id}"), ItemKind.ACTION, None, 1, None, text=f.message)
            for k, f in enumerate(self._flags.values())
        ]
        places = tuple((f.id, FlagPlace(k, None)) for k, f in enumerate(self._flags.values()))
        shown = items[ask.first : ask.first + ask.count]
        return SessionPage(ask.request, known, "1", len(items), len(items), tuple(shown), flags=places)

    def where(self, ask: AskWhere) -> Where:
        return Where(ask.request, None)

    def transcript(self, session: SessionId) -> tuple[str, dict[EventId, int]]:
        if session not in self._sessions:
            raise LookupError(session)
        anchors = {f.evidence[0].event: i + 2 for i, f in enumerate(self._flags.values()) if f.evidence}
        return "# Session\n\n" + "".join(f"{f.message}\n" for f in self._flags.values()), anchors


def make_flag(record: Mapping[str, Any], log: str = "/log.jsonl") -> Flag:
    """A flag from a record of a fake log."""
    flag_id = FlagId(record["flag"])
    excerpts = [(Role.REASONING, record.get("reasoning", "")), (Role.ACTION, record.get("action", "Edit"))]
    return Flag(
        id=flag_id,
        fingerprint=fingerprint("RH01", record.get("path"), record.get("text", "")),
        code="RH01",
        name="test-tampering",
        severity=Severity.parse(record.get("severity", "high")),
        confidence=record.get("confidence", 0.8),
        message=record.get("message", "Weakened a test so that it passes"),
        session=SessionId(record.get("session", "s1")),
        time=1_700_000_000.0,
        evidence=tuple(
            Evidence(role, text, LogRef(log, 1), EventId(f"e-{flag_id}")) for role, text in excerpts if text
        ),
        lines=(record.get("text", ""),),
        path=record.get("path"),
    )


def locate(flag: Flag, path: str, lines: Sequence[str]) -> Location | None:
    """The one line that has the flag's text, or None."""
    hits = [i for i, line in enumerate(lines) if line.strip() == flag.lines[0]]
    if len(hits) != 1:
        return None
    line = lines[hits[0]]
    start = utf16_length(line[: len(line) - len(line.lstrip())])
    return Location(path, Range(hits[0], start, hits[0], utf16_length(line.rstrip())), PlaceState.EXACT)
