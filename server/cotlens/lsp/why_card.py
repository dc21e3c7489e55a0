"""Why lines are there, as a hover tells it in short and as a document tells it in full. Log text in it can do nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from cotlens.lsp.card import local_time
from cotlens.model.flag import Flag
from cotlens.model.redact import redact
from cotlens.model.safe_text import fenced, inline, visible
from cotlens.model.verdict import Status
from cotlens.model.why import EditNote, Thought
from cotlens.reports.why import HOW, ROLES, Answer, ended, lines_told

ASKED: Final = 160
"""Characters of the request in a hover."""
THOUGHT: Final = 600
"""Characters of a thought in a hover."""

Flags = Sequence[tuple[Flag, Status]]


def hover_markdown(note: EditNote, how: str, flags: Flags = ()) -> str:
    """Tell of a line in short, for clients that render Markdown."""
    parts = [f"**{_author(note, inline)}** · {' · '.join(_facts(note, how))}"]
    if note.asked:
        parts.append(f"You asked: *{inline(_one_line(note.asked), ASKED)}*")
    parts += [fenced(x.text, THOUGHT) for x in _thoughts(note)]
    parts += [inline(line) for line in _after(note, flags)]
    return "\n\n".join(parts)


def hover_plain(note: EditNote, how: str, flags: Flags = ()) -> str:
    """Tell of a line in short, in plain text."""
    parts = [f"{_author(note, visible)} · {' · '.join(_facts(note, how))}"]
    if note.asked:
        parts.append(f"You asked: {visible(_one_line(note.asked), ASKED)}")
    for thought in _thoughts(note):
        parts += ["    " + line for line in visible(thought.text.strip(), THOUGHT, keep_lines=True).split("\n")]
    parts += [visible(line, 300) for line in _after(note, flags)]
    return "\n".join(parts)


def lens_title(note: EditNote, cap: int = 90) -> str:
    """One line for a code lens: who, and what for."""
    thoughts = _thoughts(note)
    told = _one_line(thoughts[0].text if thoughts else note.asked)
    return visible(f"{note.title or note.agent or 'An agent'}: {told}" if told else note.title or note.agent, cap)


def document(name: str, answers: Sequence[Answer]) -> str:
    """Tell of lines in full, as a Markdown document."""
    parts = [f"# Why is this here? {inline(name)}"]
    for answer in answers:
        note = answer.about.note
        if note is None:
            parts.append(f"## {_first_up(lines_told(answer.about))}\n\nNo agent's edit that the logs show.")
            continue
        parts.append(f"## {_first_up(lines_told(answer.about))} · {_author(note, inline)}")
        parts.append(" · ".join(_facts(note, answer.about.how)) + f" · session {inline(note.session)}")
        parts += _in_full(note)
        parts += [f"- {inline(line)}" for line in _after(note, answer.flags)]
        if note.log is not None:
            parts.append(f"From {inline(note.log.path, 1000)}, line {note.log.line}")
    return "\n\n".join(parts) + "\n"


def _in_full(note: EditNote) -> Iterator[str]:
    if note.asked:
        yield f"### You had asked (message {note.turn})"
        yield fenced(redact(note.asked), _ALL)
    for thought in note.thoughts:
        near = "just before the edit" if not thought.distance else f"{thought.distance} tool calls before the edit"
        yield f"### {ROLES[thought.role]}, {near}"
        yield fenced(redact(thought.text), _ALL)
    if not note.thoughts and note.link is not None:
        yield "No readable reasoning stands before it in this turn."


_ALL: Final = 20_000


def _thoughts(note: EditNote) -> list[Thought]:
    """The nearest thought; the next one too where it is not sure that the nearest is the reason."""
    return list(note.thoughts[: 1 if note.link == "high" else 2])


def _author(note: EditNote, shown: Callable[[str, int], str]) -> str:
    name = shown(note.title or note.agent or "An agent", 40)
    return f"{name} ({shown(note.model, 40)})" if note.model else name


def _facts(note: EditNote, how: str) -> Iterator[str]:
    yield local_time(note.time)
    if HOW[how]:
        yield HOW[how]
    if not note.seen:
        yield "its log does not show it any more"


def _after(note: EditNote, flags: Flags) -> Iterator[str]:
    for ran in note.ran:
        yield f"Then ran {_one_line(visible(ran.command, 100))}: {ended(ran)}"
    if note.replaced:
        times = len(note.replaced)
        first = note.replaced[0]
        yield f"It replaced {'an earlier edit' if times == 1 else f'{times} earlier edits'}, last of {local_time(first.time)}"
    for flag, status in flags:
        yield f"Flagged: {flag.code} {flag.name} ({status.value})"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]
