"""All that a hover says of one flag, as words and excerpts, and its two renderings. Looks nothing up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final

from cotlens.model.flag import Evidence, Flag, PlaceState, Role
from cotlens.model.safe_text import EXCERPT_CAP, fenced, inline, visible
from cotlens.model.session import ReasoningStatus, Session
from cotlens.model.verdict import Status, Verdict

MAX_EXCERPTS: Final = 3
"""Per role: the evidence list may be long, a hover may not."""

PLACE_WORDS: Final = {
    PlaceState.MOVED: "the flagged code has moved since",
    PlaceState.REFORMATTED: "the flagged code was reformatted since",
    PlaceState.MODIFIED: "the flagged code was changed since",
    PlaceState.DELETED_CODE: "code was deleted here",
    PlaceState.FILE: "the flag is about the file as a whole",
}

_WITHHELD: Final = {
    ReasoningStatus.WITHHELD: "The agent's reasoning is withheld in this session's log: it thought, but the log does not say what.",
    ReasoningStatus.NONE: "This session's log holds no reasoning.",
    ReasoningStatus.PARTIAL: "No readable reasoning led to this; part of this session's reasoning is withheld.",
}

_HEADINGS: Final = (
    (Role.REASONING, "Reasoning"),
    (Role.MESSAGE, "What it told you"),
    (Role.ACTION, "Action"),
    (Role.RESULT, "Result"),
    (Role.USER, "What you said"),
)

HOW_TO_JUDGE: Final = "Confirm or dismiss it by the code lens or a code action (quick fix) on this line."


@dataclass(frozen=True, slots=True)
class Card:
    """One flag with what belongs to it."""

    flag: Flag
    session: Session | None
    verdict: Verdict | None

    def markdown(self) -> str:
        """The card for clients that render Markdown."""
        f = self.flag
        # The message is not repeated: clients that render Markdown show the diagnostic's message in the same hover.
        parts = [f"**{inline(f.name)}** · {f.severity.word} · {f.confidence:.0%} sure"]
        for heading, excerpts in self._evidence():
            parts.append(f"**{heading}**")
            parts.extend(fenced(x.excerpt, language="diff" if _is_diff(x.excerpt) else "text") for x in excerpts)
        parts.extend(inline(line) for line in self._remarks())
        return "\n\n".join(parts)

    def plain(self) -> str:
        """The card for clients that show plain text."""
        f = self.flag
        parts = [
            f"{visible(f.name)} ({visible(f.code)}) · {f.severity.word} · {f.confidence:.0%}",
            visible(f.message, 300),
        ]
        for heading, excerpts in self._evidence():
            parts.append(f"{heading}:")
            parts.extend(_indented(x.excerpt) for x in excerpts)
        parts.extend(visible(line, 300) for line in self._remarks())
        return "\n".join(parts)

    def _evidence(self) -> list[tuple[str, list[Evidence]]]:
        found = [
            (heading, [e for e in self.flag.evidence if e.role is role and e.excerpt.strip()])
            for role, heading in _HEADINGS
        ]
        return [(heading, excerpts[:MAX_EXCERPTS]) for heading, excerpts in found if excerpts]

    def _remarks(self) -> list[str]:
        f, lines = self.flag, []
        if f.outcome:
            lines.append(f"Outcome: {f.outcome}")
        if not any(e.role is Role.REASONING and e.excerpt.strip() for e in f.evidence) and self.session is not None:
            lines.extend([_WITHHELD[self.session.reasoning]] if self.session.reasoning in _WITHHELD else [])
        if f.also:
            lines.append(f"Also seen by: {', '.join(f.also)}")
        if f.location is not None and f.location.state in PLACE_WORDS:
            lines.append(f"Note: {PLACE_WORDS[f.location.state]}")
        lines.append(self._origin())
        if self.verdict is not None and self.verdict.status is Status.CONFIRMED:
            lines.append(_confirmed(self.verdict))
        lines.append(HOW_TO_JUDGE)
        return lines

    def _origin(self) -> str:
        agent = f", {self.session.agent}" if self.session is not None else ""
        return f"Session {self.flag.session[:8]}{agent}, {local_time(self.flag.time)}"


def _confirmed(verdict: Verdict) -> str:
    by = f" by {visible(verdict.author, 60)}" if verdict.author else ""
    shared = " for everybody who has the workspace" if verdict.shared else ""
    return f"Confirmed{by}{shared}." + (f" Note: {visible(verdict.note, 300)}" if verdict.note else "")


def _is_diff(text: str) -> bool:
    """Tell whether an excerpt consists of removed and added lines, as an edit's does."""
    return all(line[:2] in ("- ", "+ ") for line in text.splitlines())


def local_time(seconds: float | None) -> str:
    """A time of the log as a person reads it; `at an unknown time` for None or nonsense."""
    if seconds is None:
        return "at an unknown time"
    try:
        return datetime.fromtimestamp(seconds, tz=timezone.utc).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, OSError, ValueError):
        return "at an unknown time"


def _indented(text: str) -> str:
    lines = visible(text.strip("\r\n"), EXCERPT_CAP, keep_lines=True).split("\n")
    return "\n".join("    " + line for line in lines)
