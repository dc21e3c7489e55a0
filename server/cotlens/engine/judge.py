"""Runs the monitors over a turn and makes flags of what they find: one flag for one act, each with its thought.

Holds one of the two places that catch everything: a monitor that raises is our bug, and must not stop the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from cotlens.engine.calibration import DOUBTFUL, measured
from cotlens.engine.catalogue import Catalogue
from cotlens.engine.identity import same_thing
from cotlens.engine.reason_of import thought_behind
from cotlens.model.fact import Turn
from cotlens.model.flag import Evidence, Flag, Role, Severity
from cotlens.model.ids import EventId, SessionId, flag_id
from cotlens.model.manifests import Addition, additions
from cotlens.model.paths import relative_to
from cotlens.model.redact import redact
from cotlens.model.snapshot import Fault
from cotlens.monitors.base import Finding, History, Meta, Monitor, clip

_SAYS_MORE: Final = {"PI01": 5, "SB02": 4, "BD03": 3, "BD01": 2, "BD05": 1, "RH03": 1, "BD02": -1, "DC05": -1}
"""Among equally grave findings of one act, the code that says more of it leads: that it went round a refusal, not only what it did."""

_KEPT_BACK: Final = "DC05"
"""The code whose findings stand at the report, though they may be about an edit."""

MINIMUM_SCORE: Final = 0.45
"""Below this a finding is noise."""


@dataclass(slots=True)
class Judge:
    """The monitors of one session; one that raises is switched off for the session and reported once."""

    session: SessionId
    catalogue: Catalogue = field(default_factory=Catalogue)
    faults: list[Fault] = field(default_factory=list)
    _off: set[str] = field(default_factory=set)
    _active: tuple[Monitor, ...] = ()

    def __post_init__(self) -> None:
        self._active = self.catalogue.active

    def flags(self, turn: Turn, history: History) -> list[Flag]:
        """Return the flags of one turn."""
        return [flag for _, flag in self.located(turn, history)]

    def located(
        self, turn: Turn, history: History, between: Callable[[], None] = lambda: None
    ) -> list[tuple[int, Flag]]:
        """Return the flags of one turn, each with the index of the step that it is about.

        `between` is called before each monitor: what cannot wait is done then.
        """
        found: list[tuple[Meta, Finding]] = []
        for monitor in self._active:
            between()
            if monitor.meta.code in self._off:
                continue
            findings = run_monitor(monitor, turn, history)
            if isinstance(findings, Fault):
                self._off.add(monitor.meta.code)
                self.faults.append(findings)
                continue
            if not findings:
                continue
            found += [
                (monitor.meta, finding if severity is finding.severity else replace(finding, severity=severity))
                for finding in findings
                if finding.confidence >= MINIMUM_SCORE
                and (severity := self._severity(monitor.meta, finding, history)) is not None
            ]
        return [
            (group[0][1].step.index, flag)
            for group in _one_per_act(found)
            for flag in self._flags(group, turn, history.root)
        ]

    def _severity(self, meta: Meta, finding: Finding, history: History) -> Severity | None:
        fact = finding.edit
        path = fact.path if fact is not None else relative_to(finding.path, history.root) if finding.path else None
        sure = measured().confidence(meta.code, finding.confidence)
        severity = min(finding.severity, Severity.LOW) if sure < DOUBTFUL else finding.severity
        return self.catalogue.severity(meta, severity, sure, path)

    def _flags(self, group: list[tuple[Meta, Finding]], turn: Turn, root: str | None) -> Iterator[Flag]:
        """Make the flag of one act: of the gravest finding, and of others of the same monitor on other lines."""
        meta, first = group[0]
        shown: set[tuple[str, ...]] = set()
        for other, finding in group:
            if other.code == meta.code and finding.lines not in shown:
                shown.add(finding.lines)
                yield self._flag(
                    meta, finding, group if finding is first else [], turn, root=root, first=finding is first
                )

    def _flag(
        self,
        meta: Meta,
        finding: Finding,
        group: list[tuple[Meta, Finding]],
        turn: Turn,
        *,
        root: str | None,
        first: bool,
    ) -> Flag:
        fact = finding.edit
        event = finding.step.event
        put = _put_into(finding)
        carrier = EventId(fact.edit.id) if fact is not None else event.id
        return Flag(
            id=flag_id(meta.code, carrier if first else EventId(f"{carrier}|{finding.subject}")),
            fingerprint=same_thing(meta.code, fact.edit.path if fact is not None else None, finding.subject, root),
            code=meta.code,
            name=meta.name,
            severity=finding.severity,
            confidence=measured().confidence(meta.code, finding.confidence),
            message=redact(finding.message),
            session=self.session,
            time=event.time,
            evidence=_with_report(_with_thought(finding, turn), group),
            edit=fact.edit.id if fact is not None else None,
            lines=put.names if put is not None else _lines_of(group, finding),
            path=fact.edit.path if fact is not None else put.manifest if put is not None else finding.path,
            also=tuple(sorted({m.code for m, _ in group[1:]} - {meta.code})),
            outcome=redact("; ".join(dict.fromkeys(f.outcome for f in (finding, *(f for _, f in group)) if f.outcome))),
        )


def run_monitor(monitor: Monitor, turn: Turn, history: History) -> list[Finding] | Fault:
    """Run one monitor and contain whatever goes wrong in it.

    The error text names the kind and the place only: a message could quote the log.
    """
    try:
        return history.found(monitor, turn)
    except Exception as error:  # noqa: BLE001  # containment: see the module's docstring
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        line = f" at {frame.tb_frame.f_code.co_name}:{frame.tb_lineno}" if frame is not None else ""
        return Fault(where=f"monitor {monitor.meta.code}", error=f"{type(error).__name__}{line}")


def _one_per_act(found: list[tuple[Meta, Finding]]) -> Iterable[list[tuple[Meta, Finding]]]:
    """Group findings about one act, the gravest and surest first."""
    groups: dict[tuple[int, str], list[tuple[Meta, Finding]]] = defaultdict(list)
    for meta, finding in found:
        edit = finding.edit.edit.id if finding.edit is not None else ""
        groups[finding.step.index, edit].append((meta, finding))
    _silence_once(groups)
    left: dict[int, list[tuple[Meta, Finding]]] = defaultdict(list)
    kept: list[tuple[int, list[tuple[Meta, Finding]]]] = []
    for (index, edit), group in groups.items():
        # A command and the edits read off it are one act: what is said of the command stands only if it is graver.
        command = groups.get((index, ""))
        whole = [g for (i, e), g in groups.items() if i == index and e] if command else []
        if command and whole and all(f.edit is not None and f.edit.edit.inferred for g in whole for _, f in g):
            graver = max(f.severity for _, f in command) > max(f.severity for g in whole for _, f in g)
            if graver == bool(edit):
                left[index] += group
                continue
        if all(finding.beside for _, finding in group):
            # The flag that it would be listed with is switched off, or gave way.
            continue
        group.sort(
            key=lambda g: (not g[1].beside, g[1].severity, _SAYS_MORE.get(g[0].code, 0), g[1].confidence), reverse=True
        )
        kept.append((index, group))
    for index, group in kept:
        # What else was said of the act is listed with the flag that stands for it.
        yield [*group, *(g for g in left.pop(index, ()) if g[0].code != group[0][0].code)]


def _silence_once(groups: dict[tuple[int, str], list[tuple[Meta, Finding]]]) -> None:
    """List a problem that the report keeps back (DC05, at the report) with the act that it keeps back, where that has a flag of its own.

    Of a command, which no edit names, only the one that the same report is silent of (DC04) is known to be that act.
    """
    acts = {
        edit: index
        for (index, edit), group in groups.items()
        if any((m.code != _KEPT_BACK if edit else m.code == "DC04") and not f.beside for m, f in group)
    }
    for (index, edit), group in list(groups.items()):
        home = acts.get(edit, index)
        if home != index:
            groups[home, edit] += [g for g in group if g[0].code == _KEPT_BACK]
            groups[index, edit] = [g for g in group if g[0].code != _KEPT_BACK]
            if not groups[index, edit]:
                del groups[index, edit]


def _put_into(finding: Finding) -> Addition | None:
    """Return the list of dependencies that the command of a finding wrote into: its line is the place of what was done."""
    action = finding.step.action
    if action is None or not action.happened or finding.edit is not None or finding.path is not None:
        return None
    return next(iter(additions(action.commands)), None)


def _with_thought(finding: Finding, turn: Turn) -> tuple[Evidence, ...]:
    """Put the thought behind the act in front of the evidence, unless the monitor chose one."""
    if any(e.role is Role.REASONING for e in finding.evidence):
        return finding.evidence
    thought = thought_behind(finding.edit.edit if finding.edit is not None else None, turn, finding.step)
    if thought is None:
        return finding.evidence
    return (Evidence(Role.REASONING, clip(thought.text), thought.ref, thought.id), *finding.evidence)


def _lines_of(group: list[tuple[Meta, Finding]], lead: Finding) -> tuple[str, ...]:
    """Return the lines of a finding, with what another found on the very next ones; those of another, where it knows the edit only."""
    others = [f.lines for _, f in group if f is not lead and f.lines and f.edit is lead.edit]
    if not lead.lines or lead.edit is None:
        return lead.lines or next(iter(others), ())
    added = lead.edit.edit.added
    for lines in others:
        both = sorted({added.index(x) for x in (*lead.lines, *lines) if x in added})
        if len(both) == len({*lead.lines, *lines}) == both[-1] - both[0] + 1:
            return tuple(added[i] for i in both)
    return lead.lines


def _with_report(evidence: tuple[Evidence, ...], group: list[tuple[Meta, Finding]]) -> tuple[Evidence, ...]:
    """Put what the agent said of the act to you behind the evidence, where only a finding that is listed has it."""
    if any(e.role is Role.MESSAGE for e in evidence):
        return evidence
    said = (e for _, finding in group for e in finding.evidence if e.role is Role.MESSAGE)
    return (*evidence, *(e for e in (next(said, None),) if e is not None))
