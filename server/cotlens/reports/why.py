"""Why a line is there, in words for a terminal and as plain values for JSON. Works nothing out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cotlens.model.check import Outcome
from cotlens.model.event import LogRef
from cotlens.model.flag import Flag
from cotlens.model.safe_text import visible
from cotlens.model.verdict import Status
from cotlens.model.why import EditNote, Explained, Ran
from cotlens.reports.blame import STATES, when
from cotlens.reports.json import iso

EXCERPT: Final = 1200
"""Characters of a thought or a request that are shown."""
HOW: Final = {"eq": "", "ws": "reformatted since", "move": "moved since", "mod": "changed since"}
ROLES: Final = {"primary": "It thought", "supporting": "It had thought", "prompt": "Asked or planned"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of some neighbouring lines, and the flags on the edit that wrote them."""

    about: Explained
    flags: tuple[tuple[Flag, Status], ...] = ()


def lines_told(about: Explained) -> str:
    """Name the lines as people count them: `line 5`, `lines 5-7`."""
    return f"line {about.first + 1}" if about.first == about.last else f"lines {about.first + 1}-{about.last + 1}"


def author_of(note: EditNote) -> str:
    """Name the agent, with its model if the log tells it."""
    agent = visible(note.agent, 20) or "an agent"
    return f"{agent} ({visible(note.model, 40)})" if note.model else agent


def ended(ran: Ran) -> str:
    """Say how a check ended: `failed (2 passed, 1 failed)`."""
    counts = [f"{n} {word}" for n, word in ((ran.passed, "passed"), (ran.failed, "failed")) if n]
    return ran.outcome.value + (f" ({', '.join(counts)})" if counts else "")


def why_to_text(answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """Yield lines for the terminal, each with its style."""
    for answer in answers:
        note = answer.about.note
        if note is None:
            yield f"{lines_told(answer.about)}: no agent's edit that the logs show", "dim"
            continue
        how = HOW[answer.about.how]
        head = f"{lines_told(answer.about)}: {author_of(note)}, {_when(note.time)}"
        yield f"{head}, {how}" if how else head, "bold"
        where = f"  {note.log.path}:{note.log.line}" if note.log is not None else ""
        yield f"session {visible(note.session, 60)}{where}", "dim"
        yield from _circumstances(answer, note)
        yield "", ""


def _circumstances(answer: Answer, note: EditNote) -> Iterator[tuple[str, str]]:
    if note.asked:
        yield f"You had asked (message {note.turn})", "bold"
        yield _excerpt(note.asked), ""
    for thought in note.thoughts:
        where = thought.log[0] if thought.log else None
        yield f"{ROLES[thought.role]}{_at(where, note)}", "bold"
        yield _excerpt(thought.text), "italic"
    if note.link is not None and not any(x.role != "prompt" for x in note.thoughts):
        yield "No readable reasoning stands before it in this turn.", "dim"
    for earlier in note.replaced:
        yield f"It replaced what {visible(earlier.agent, 20)} wrote, {_when(earlier.time)}{_at(earlier.log, note)}", ""
    for ran in note.ran:
        yield f"Then: {visible(ran.command, 120)} - {ended(ran)}{_at(ran.log, note)}", _STYLES[ran.outcome]
    for flag, status in answer.flags:
        yield f"Flagged: {flag.code} {visible(flag.message, 200)} ({status.value})", "yellow"


_STYLES: Final = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.UNKNOWN: ""}


def _at(ref: LogRef | None, note: EditNote) -> str:
    """Name a place in a log; of the log that the answer names already, by its line."""
    if ref is None:
        return ""
    same = note.log is not None and note.log.path == ref.path
    return f"  (log line {ref.line})" if same else f"  {ref.path}:{ref.line}"


def _when(seconds: float | None) -> str:
    return when(seconds) or "at an unknown time"


def _excerpt(text: str) -> str:
    return "\n".join(f"  {line}" for line in visible(text.strip(), EXCERPT, keep_lines=True).split("\n"))


def why_to_json(path: str, answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the same as plain values."""
    return {"path": path, "answers": [_answer(a) for a in answers]}


def _answer(answer: Answer) -> dict[str, Any]:
    about, note = answer.about, answer.about.note
    told: dict[str, Any] = {"lines": {"first": about.first, "last": about.last}, "edit": None}
    if note is None:
        return told
    told["edit"] = {
        "id": note.edit,
        "session": note.session,
        "agent": note.agent,
        "model": note.model,
        "time": iso(note.time),
        "log": _ref(note.log),
    }
    told |= {"state": STATES[about.how], "confidence": about.confidence}
    if note.seen:
        told["asked"] = {"turn": note.turn, "text": note.asked}
        told["reasoning"] = [
            {"role": x.role, "text": x.text, "distance": x.distance, "log": [_ref(r) for r in x.log]}
            for x in note.thoughts
        ]
        told["link_confidence"] = note.link
        told["ran"] = [
            {"command": r.command, "kind": r.kind.value, "outcome": r.outcome.value, "log": _ref(r.log)}
            for r in note.ran
        ]
    told["replaced"] = [
        {"id": w.edit, "session": w.session, "time": iso(w.time), "log": _ref(w.log)} for w in note.replaced
    ]
    told["flags"] = [{"id": f.id, "code": f.code, "message": f.message, "status": s.value} for f, s in answer.flags]
    return told


def _ref(ref: LogRef | None) -> dict[str, Any] | None:
    return {"path": ref.path, "line": ref.line} if ref is not None else None
