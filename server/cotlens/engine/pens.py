"""Who wrote which lines of shared verdicts, by what sessions' logs tell: edits of the file, and commands that name it. Reads no file.

Whoever is watched could silence the watch: what a session wrote, or may have written, is told apart from what people wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.event import Event, ToolCallEvent, ToolKind, ToolResultEvent
from cotlens.model.ids import CallId
from cotlens.model.lazy_regex import regex
from cotlens.model.session import Session
from cotlens.model.shared import NAME, SharedLine
from cotlens.sources.formats import agent_named

_ID: Final = regex(r"[0-9A-Za-z_-]{8,64}")
_COTLENS: Final = regex(r"\bcotlens\b[^\n|;&]*\bverdicts?\b")
_RUNS_CODE: Final = regex(r"\b(?:python\d?|node|deno|bun|ruby|perl|php|jq|sqlite3)\b")
_PARTS: Final = regex(r"&&|\|\||[;\n]")
_LITERAL: Final = "fingerprint"
"""What stands in a command that holds a line as it is written; a command without it gets its lines from elsewhere."""
_SLACK: Final = 2.0
"""Seconds between a log's clock and the one that a line's time is from."""


@dataclass(slots=True)
class _Span:
    """A call that ran `cotlens verdict`: what was shared meanwhile is its session's."""

    writer: str
    begun: float
    ended: float | None = None


class Pens:
    """Grows with the few calls and edits that are about shared verdicts."""

    def __init__(self) -> None:
        self._of_id: dict[str, str] = {}
        """Who put a line in, by every word of the line that may be its id."""
        self._spans: dict[CallId, _Span] = {}
        self.unseen: tuple[str, float] | None = None
        """The first session that wrote to the file what its log does not show, and when."""
        self.state = 0
        """Differs whenever another answer may be given."""

    def saw(self, event: Event, session: Session) -> None:
        """Take in an event of a session."""
        if isinstance(event, ToolCallEvent) and event.kind is ToolKind.SHELL:
            command = event.args.get("command")
            if isinstance(command, str) and "verdict" in command:
                self._ran(event, command, session)
        elif self._spans and isinstance(event, ToolResultEvent) and (span := self._spans.get(event.call)) is not None:
            span.ended = event.time
            self.state += 1

    def _ran(self, call: ToolCallEvent, command: str, session: Session) -> None:
        from cotlens.facts.writing.shell_writes import may_write  # noqa: PLC0415  # for few sessions, which are judged then

        # What git does with the file is not the agent's own text.
        about = [part for part in _PARTS.split(command) if NAME in part and not part.lstrip().startswith("git ")]
        code = about and _RUNS_CODE.search(command) is not None
        if code or any(map(may_write, about)):
            self._put(command, session)
            if code or _LITERAL not in command:
                self._hide(session, call.time)
        if _COTLENS.search(command):
            self._spans[call.call] = _Span(writer_of(session), call.time if call.time is not None else 0.0)
            self.state += 1

    def wrote(self, edit: FileEdit, session: Session) -> None:
        """Take in an edit of a session, one that was read off a command included."""
        if not edit.authored or not any(
            p is not None and p.replace("\\", "/").endswith(NAME) for p in (edit.path, edit.new_path)
        ):
            return
        before = set((edit.before or "").split("\n"))
        text = "\n".join((*edit.added, *(x for x in (edit.after or "").split("\n") if x not in before)))
        self._put(text, session)
        if (
            edit.inferred
            and edit.op not in (EditOp.DELETE, EditOp.RENAME)
            and not edit.removed
            and _LITERAL not in text
        ):
            self._hide(session, edit.time)

    def _put(self, text: str, session: Session) -> None:
        for word in _ID.findall(text):
            self._of_id.setdefault(word, writer_of(session))
        self.state += 1

    def _hide(self, session: Session, time: float | None) -> None:
        when = time if time is not None else 0.0
        if self.unseen is None or when < self.unseen[1]:
            self.unseen = writer_of(session), when
        self.state += 1

    def writer(self, line: SharedLine) -> str:
        """Say which session wrote a line, by its id or its time; '' for none that is known."""
        v = line.verdict
        named = self._of_id.get(v.shared)
        if named is not None:
            return named
        return next((s.writer for s in self._spans.values() if _within(s, v.time)), "")


def _within(span: _Span, time: float) -> bool:
    return span.begun - _SLACK <= time and (span.ended is None or time <= span.ended + _SLACK)


def writer_of(session: Session) -> str:
    """Name a session as people know it."""
    agent = agent_named(session.agent)
    return f"{agent.title if agent is not None else session.agent} session {session.id[:8]}"
