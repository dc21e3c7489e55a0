"""Why a line is there, in words for a terminal and as plain values for JSON. Works nothing out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cotlens.attribution.link import ReasonLink
from cotlens.engine.file_history import Owned, Wrote
from cotlens.engine.why import Ran, Why
from cotlens.model.event import LogRef
from cotlens.model.fact import Outcome
from cotlens.model.flag import Flag
from cotlens.model.safe_text import visible
from cotlens.model.verdict import Status
from cotlens.reports.blame import STATES, when
from cotlens.reports.json import iso

EXCERPT: Final = 1200
"""Characters of a thought or a request that are shown."""
_STATES: Final = {"exact": "", "reformatted": "reformatted since", "moved": "moved since", "modified": "changed since"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of some neighbouring lines that one edit wrote."""

    first: int
    """0-based."""
    last: int
    owned: Owned
    why: Why | None
    replaced: tuple[Wrote, ...]
    flags: tuple[tuple[Flag, Status], ...]


def why_to_text(answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """Yield lines for the terminal, each with its style."""
    for answer in answers:
        lines = (
            f"line {answer.first + 1}" if answer.first == answer.last else f"lines {answer.first + 1}-{answer.last + 1}"
        )
        wrote = answer.owned.wrote
        if wrote is None:
            yield f"{lines}: no agent's edit that the logs show", "dim"
            continue
        session = wrote.session
        how = _STATES[STATES[answer.owned.how]]
        model = f" ({visible(session.model, 40)})" if session.model else ""
        yield f"{lines}: {visible(session.agent, 20)}{model}, {_when(wrote)}{f', {how}' if how else ''}", "bold"
        yield f"session {visible(session.id, 60)}  {wrote.log.path}:{wrote.log.line}", "dim"
        yield from _circumstances(answer)
        yield "", ""


def _circumstances(answer: Answer) -> Iterator[tuple[str, str]]:
    why = answer.why
    if why is not None and why.asked:
        yield f"You had asked (message {why.turn})", "bold"
        yield _excerpt(why.asked), ""
    if why is not None and why.links is not None:
        for found in _links(why):
            where = next((why.refs[e] for e in found.events if e in why.refs), None)
            yield f"{_ROLES[found.role.value]}{_at(where, answer)}", "bold"
            yield _excerpt(found.text), "italic"
        if why.links.primary is None:
            yield "No readable reasoning stands before it in this turn.", "dim"
    for earlier in answer.replaced:
        yield (
            f"It replaced what {visible(earlier.session.agent, 20)} wrote, {_when(earlier)}{_at(earlier.log, answer)}",
            "",
        )
    for ran in why.ran if why is not None else ():
        yield f"Then: {visible(ran.command, 120)} - {_ended(ran)}{_at(ran.log, answer)}", _STYLES[ran.check.outcome]
    for flag, status in answer.flags:
        yield f"Flagged: {flag.code} {visible(flag.message, 200)} ({status.value})", "yellow"


_ROLES: Final = {"primary": "It thought", "supporting": "It had thought", "prompt": "The plan"}
_STYLES: Final = {Outcome.PASSED: "green", Outcome.FAILED: "red", Outcome.UNKNOWN: ""}


def _links(why: Why) -> list[ReasonLink]:
    links = why.links
    if links is None:
        return []
    return [
        x
        for x in (links.primary, *links.supporting)
        if x is not None and not (x.role.value == "prompt" and x.text == why.asked)
    ]


def _ended(ran: Ran) -> str:
    check = ran.check
    counts = [f"{n} {word}" for n, word in ((check.passed, "passed"), (check.failed, "failed")) if n]
    return check.outcome.value + (f" ({', '.join(counts)})" if counts else "")


def _at(ref: LogRef | None, answer: Answer) -> str:
    """Name a place in a log; of the log that the answer names already, by its line."""
    if ref is None:
        return ""
    wrote = answer.owned.wrote
    same = wrote is not None and wrote.log.path == ref.path
    return f"  (log line {ref.line})" if same else f"  {ref.path}:{ref.line}"


def _when(wrote: Wrote) -> str:
    return when(wrote.edit.time) or "at an unknown time"


def _excerpt(text: str) -> str:
    return "\n".join(f"  {line}" for line in visible(text.strip(), EXCERPT, keep_lines=True).split("\n"))


def why_to_json(path: str, answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the same as plain values."""
    return {"path": path, "answers": [_answer(a) for a in answers]}


def _answer(answer: Answer) -> dict[str, Any]:
    wrote, why = answer.owned.wrote, answer.why
    told: dict[str, Any] = {"lines": {"first": answer.first, "last": answer.last}, "edit": None}
    if wrote is None:
        return told
    told["edit"] = {
        "id": wrote.edit.id,
        "session": wrote.session.id,
        "agent": wrote.session.agent,
        "model": wrote.session.model,
        "time": iso(wrote.edit.time),
        "log": _ref(wrote.log),
    }
    told |= {"state": STATES[answer.owned.how], "confidence": answer.owned.confidence}
    if why is not None:
        told["asked"] = {"turn": why.turn, "text": why.asked}
        told["reasoning"] = [
            {
                "role": x.role.value,
                "text": x.text,
                "distance": x.distance,
                "log": [_ref(why.refs[e]) for e in x.events if e in why.refs],
            }
            for x in _links(why)
        ]
        told["link_confidence"] = why.links.confidence.value if why.links is not None else None
        told["ran"] = [
            {"command": r.command, "kind": r.check.kind.value, "outcome": r.check.outcome.value, "log": _ref(r.log)}
            for r in why.ran
        ]
    told["replaced"] = [
        {"id": w.edit.id, "session": w.session.id, "time": iso(w.edit.time), "log": _ref(w.log)}
        for w in answer.replaced
    ]
    told["flags"] = [{"id": f.id, "code": f.code, "message": f.message, "status": s.value} for f, s in answer.flags]
    return told


def _ref(ref: LogRef) -> dict[str, Any]:
    return {"path": ref.path, "line": ref.line}
