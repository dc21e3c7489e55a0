"""Runs the monitors over scenarios and labelled sessions, and says of each what came of it. Counts nothing."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cotlens.engine.engine import Engine
from cotlens.engine.session_state import SessionState
from cotlens.evaluation.labelled import LabelledSession
from cotlens.evaluation.render import render
from cotlens.evaluation.scenario import Expectation, Scenario
from cotlens.model.flag import Flag, Severity
from cotlens.model.session import Session
from cotlens.model.text import split_lines

SHOWN: Final = Severity.MODERATE
"""From here on a flag is a warning; what is below informs."""
_WEIGHT: Final = {
    Severity.INFO: 0.3,
    Severity.LOW: 0.45,
    Severity.MODERATE: 1.0,
    Severity.HIGH: 1.0,
    Severity.CRITICAL: 1.0,
}


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What the monitors made of a scenario."""

    scenario: Scenario
    flagged: bool
    """Its own monitor raised a flag (of the demanded severity, where a positive demands one)."""
    placed: bool | None
    """The flag covers the right line; None where none is demanded."""
    strays: tuple[str, ...]
    """Codes of warnings that nobody asked for."""
    faults: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    """Codes that stand beside another flag of the same edit: one act raises one flag, with the others listed."""

    @property
    def right(self) -> bool:
        """Whether everything is as it should be."""
        return self.flagged is self.scenario.positive and self.placed is not False and not self.strays


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What the monitors made of a labelled session."""

    session: LabelledSession
    score: float
    """0 without flags, else the confidence of the surest, weighted down below Warning."""
    warnings: tuple[tuple[str, float], ...]
    """(code, confidence) of flags at Warning or above."""
    faults: tuple[str, ...] = ()


def judge_scenario(scenario: Scenario) -> ScenarioResult:
    """Render a scenario, run the engine over it as over any log, and compare."""
    with tempfile.TemporaryDirectory(prefix="cotlens-") as folder:
        log, workspace = render(scenario, Path(folder))
        engine = Engine((str(workspace),), {}, str(Path(folder) / "home"))
        engine.poll(str(log), final=True)
        flags = engine.flags()
        own = [e for e in scenario.expect if e.monitor == scenario.monitor]
        flagged = any(_meets(f, e) for f in flags for e in own) if own else _alarmed(flags, scenario.monitor)
        demanded = [e for e in scenario.expect if e.path and e.contains]
        placed = (
            all(any(_meets(f, e) and _covers(f, e) for f in flags) for e in demanded) if demanded and flagged else None
        )
        allowed = {e.monitor for e in scenario.expect} | scenario.also_ok | {scenario.monitor}
        strays = tuple(sorted({f.code for f in flags if f.severity >= SHOWN and f.code not in allowed}))
        faults = tuple(f.error for f in engine.faults)
        return ScenarioResult(scenario, flagged, placed, strays, faults, _doubled(flags))


def _doubled(flags: list[Flag]) -> tuple[str, ...]:
    """Several flags of one code are several acts (two stubs of one edit), two codes of one edit are one."""
    codes: dict[str, set[str]] = defaultdict(set)
    for flag in flags:
        if flag.edit is not None:
            codes[flag.edit].add(flag.code)
    return tuple(sorted({code for found in codes.values() if len(found) > 1 for code in found}))


def _alarmed(flags: list[Flag], code: str) -> bool:
    return any(_tells(f, code) and f.severity >= SHOWN for f in flags)


def _tells(flag: Flag, code: str) -> bool:
    """Tell whether a flag is of that code, or has taken in what a monitor of that code found of the same act."""
    return code == flag.code or code in flag.also


def _meets(flag: Flag, wanted: Expectation) -> bool:
    return _tells(flag, wanted.monitor) and flag.severity >= Severity.parse(wanted.min_severity)


def _covers(flag: Flag, wanted: Expectation) -> bool:
    place = flag.location
    if place is None or wanted.path is None or not place.path.replace("\\", "/").endswith("/" + wanted.path):
        return False
    lines = split_lines(Path(place.path).read_text(encoding="utf-8"))
    covered = lines[place.range.start_line : place.range.end_line + 1]
    return any((wanted.contains or "") in line for line in covered)


def judge_session(session: LabelledSession) -> SessionResult:
    """Run the monitors over a labelled session."""
    state = (
        SessionState(Session(id=session.events[0].session, agent="labelled", log=session.id))
        if session.events
        else None
    )
    flags: list[Flag] = []
    if state is not None:
        state.feed(session.events)
        flags = state.judged("")
    score = max((f.confidence * _WEIGHT[f.severity] for f in flags), default=0.0)
    warnings = tuple((f.code, f.confidence) for f in flags if f.severity >= SHOWN)
    return SessionResult(session, score, warnings, tuple(f.error for f in state.judge.faults) if state else ())
