"""A scan for people at a terminal. Log text is untrusted: shown through `visible`, never as markup."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from cotlens.model.flag import Evidence, Flag, PlaceState, Role, Severity
from cotlens.model.ids import FlagId
from cotlens.model.safe_text import visible
from cotlens.model.session import ReasoningStatus, Session
from cotlens.model.verdict import Status, Verdict
from cotlens.reports.json import relative, status_of
from cotlens.reports.layout import Row, labelled
from cotlens.sources.formats import agent_named

if TYPE_CHECKING:
    from rich.console import Console

STYLE: Final = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MODERATE: "bold yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
}
PROSE: Final = 280
CODE: Final = 160
"""Characters of a thought, and of a line of code, that are shown."""

SHORT_ID: Final = 8
"""Characters of a flag id that are shown; any unique prefix is accepted."""

_PLACE: Final = {
    PlaceState.MOVED: "moved since",
    PlaceState.REFORMATTED: "reformatted since",
    PlaceState.MODIFIED: "changed since",
    PlaceState.DELETED_CODE: "deleted code",
    PlaceState.FILE: "whole file",
}


def agent_title(name: str) -> str:
    """Call an agent as people do; an unknown one by its own name."""
    agent = agent_named(name)
    return agent.title if agent is not None else name


def print_scan(
    console: Console,
    *,
    workspace: str | None,
    sessions: Sequence[Session],
    flags: Sequence[Flag],
    verdicts: Mapping[FlagId, Verdict],
    unread: Sequence[tuple[str, str]],
    seconds: float,
    looked: Sequence[str] = (),
) -> None:
    """Print the summary line, every flag that is not dismissed, and what to do next."""
    print_head(console, workspace, sessions, seconds)
    if not sessions:
        _print_nothing(console, looked)
    by_session = {s.id: s for s in sessions}
    shown = [f for f in flags if status_of(f.id, verdicts) is not Status.DISMISSED]
    shown.sort(key=lambda f: (-f.severity, -(f.time or 0.0)))
    for flag in shown:
        console.print()
        print_flag(console, flag, workspace, by_session.get(flag.session), status_of(flag.id, verdicts))
    for log, reason in unread:
        console.print()
        console.print(_text(("unread ", "bold yellow"), (_home(log), ""), (f": {visible(reason, 200)}", "")))
    if sessions:
        console.print()
        _print_end(console, sessions, flags, shown)


def print_head(console: Console, workspace: str | None, sessions: Sequence[Session], seconds: float) -> None:
    """Print what was read."""
    agents = Counter(agent_title(s.agent) for s in sessions)
    named = ", ".join(f"{n} {agent}" for agent, n in agents.most_common())
    calls = sum(s.counts.tool_calls for s in sessions)
    console.print(
        _text(
            ("CoTLens", "bold"),
            (f"  {_home(workspace) if workspace else 'all workspaces'}", "cyan"),
            (f"  {len(sessions)} session{'' if len(sessions) == 1 else 's'}{f' ({named})' if named else ''}", ""),
            (f"  {calls} actions read in {seconds:.1f} s", "dim"),
        )
    )


def print_flag(console: Console, flag: Flag, workspace: str | None, session: Session | None, status: Status) -> None:
    """Print one flag: what, where, why, and the thought behind it."""
    where = _where(flag, workspace)
    console.print(
        _text(
            (f" {flag.severity.word} ", STYLE[flag.severity]),
            (f"  {flag.code} {flag.name}", "bold"),
            (f"  {where}" if where else "", "cyan"),
            (f"  {flag.confidence:.0%} sure", "dim"),
            ("  confirmed" if status is Status.CONFIRMED else "", "bold green"),
        )
    )
    rows: list[Row] = [("", visible(flag.message, 300), "")]
    for evidence in flag.evidence[:4]:
        rows += _evidence_rows(evidence)
    about = [
        agent_title(session.agent) if session else "",
        _clock(flag.time),
        f"flag {flag.id[:SHORT_ID]}",
    ]
    if session is not None and session.reasoning is ReasoningStatus.WITHHELD:
        about.append("reasoning withheld by the agent")
    if flag.also:
        about.append(f"also {', '.join(flag.also)}")
    rows.append(("", " · ".join(a for a in about if a), "dim"))
    console.print(labelled(rows))


def _evidence_rows(evidence: Evidence) -> list[Row]:
    """Prose as one paragraph; commands and output line by line, the beginning of the one and the end of the other."""
    style = _EVIDENCE_STYLE[evidence.role]
    if evidence.role in (Role.REASONING, Role.MESSAGE, Role.USER):
        return [(_LABELS[evidence.role], visible(" ".join(evidence.excerpt.split()), PROSE), style)]
    lines = [x.rstrip() for x in evidence.excerpt.splitlines() if x.strip()]
    chosen = lines[-2:] if evidence.role is Role.RESULT else lines[:3]
    return [(_LABELS[evidence.role] if i == 0 else "", visible(x.strip(), CODE), style) for i, x in enumerate(chosen)]


_LABELS: Final = {
    Role.REASONING: "thought",
    Role.MESSAGE: "said",
    Role.ACTION: "did",
    Role.RESULT: "saw",
    Role.USER: "asked",
}
_EVIDENCE_STYLE: Final = {
    Role.REASONING: "italic magenta",
    Role.MESSAGE: "green",
    Role.ACTION: "",
    Role.RESULT: "dim",
    Role.USER: "blue",
}


_PLACES: Final = 8
"""Folders that were looked into and are listed when nothing was found."""


def _print_nothing(console: Console, looked: Sequence[str]) -> None:
    console.print()
    console.print(_text(("No agent session was found that is wanted here.", "bold")))
    there = [folder for folder in looked if os.path.isdir(folder)]
    for folder in there[:_PLACES]:
        console.print(_text((f"  looked in {_home(folder)}", "dim")))
    if len(looked) > len(there[:_PLACES]):
        more = len(looked) - len(there[:_PLACES])
        console.print(_text((f"  and for {more} more places (`cotlens doctor --places` lists them)", "dim")))
    console.print(_text(("  `cotlens doctor` says more; `cotlens demo` shows what you would see.", "dim")))


def _print_end(console: Console, sessions: Sequence[Session], flags: Sequence[Flag], shown: Sequence[Flag]) -> None:
    counts = Counter(f.severity for f in shown)
    words = ", ".join(f"{counts[s]} {s.word}" for s in sorted(counts, reverse=True))
    dismissed = len(flags) - len(shown)
    withheld = [s for s in sessions if s.reasoning in (ReasoningStatus.WITHHELD, ReasoningStatus.PARTIAL)]
    total = f"{len(shown)} flag{'' if len(shown) == 1 else 's'}" + (f": {words}" if words else "")
    console.print(
        _text(
            (total if shown else "Nothing flagged", "bold"), (f"  ({dismissed} dismissed)" if dismissed else "", "dim")
        )
    )
    if withheld:
        console.print(
            _text(
                (
                    f"The agent withheld reasoning in {len(withheld)} of {len(sessions)} sessions: only its actions were judged there. ",
                    "yellow",
                ),
                ("`cotlens doctor` says how to turn it on.", "dim"),
            )
        )
    if shown:
        first = shown[0].id[:SHORT_ID]
        console.print(
            _text(
                # One command a line, so that a narrow terminal breaks none of them.
                (f"Next: cotlens explain {first}\n      cotlens verdict {first} dismiss --reason intended", "dim")
            )
        )


def _where(flag: Flag, workspace: str | None) -> str:
    location = flag.location
    if location is None:
        return ""
    state = _PLACE.get(location.state)
    path = visible(relative(location.path, workspace), 120)
    return f"{path}:{location.range.start_line + 1}" + (f" ({state})" if state else "")


def _clock(seconds: float | None) -> str:
    return time.strftime("%d %b %Y %H:%M", time.localtime(seconds)) if seconds is not None else ""


def _home(path: str) -> str:
    home = os.path.expanduser("~")
    shown = "~" + path[len(home) :] if home != "/" and (path == home or path.startswith(home + os.sep)) else path
    return visible(shown, 200)


def _text(*parts: tuple[str, str]) -> object:
    from rich.text import Text  # noqa: PLC0415  # rich costs 60 ms that JSON output need not pay

    return Text.assemble(*(p for p in parts if p[0]), overflow="fold")
