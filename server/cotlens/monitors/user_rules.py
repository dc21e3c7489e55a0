"""A monitor made of a rule that the user wrote: phrases and RE2 patterns over what is thought, said, run, written and printed.

Linear in the length of the text whatever the pattern: RE2 has no backtracking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from cotlens.model.event import MessageEvent, ReasoningEvent, ToolKind, ToolResultEvent, UserEvent
from cotlens.model.fact import EditFact, Step, Turn
from cotlens.model.flag import Evidence, Role, Severity
from cotlens.model.rule import Condition
from cotlens.monitors.base import Finding, History, Meta, applied, quote, short
from cotlens.monitors.rule_book import CAP, RuleBook

Search = Callable[[str], "str | None"]
"""Returns what was found in a text, or None."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, as the configuration gives it; see `config.schema.UserMonitor` for what the fields mean."""

    any: tuple[Condition, ...]
    all: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    within: int
    severity: Severity
    confidence: float
    message: str


@dataclass(frozen=True, slots=True)
class _Hit:
    step: Step
    text: str
    found: str
    fact: EditFact | None = None
    line: str = ""


def search_of(condition: Condition) -> Search:
    """Return the search of a condition."""
    if condition.pattern is None:
        wanted = tuple(p.casefold() for p in condition.phrases)

        def by_phrase(text: str) -> str | None:
            low = text.casefold()
            return next((p for p in wanted if p in low), None)

        return by_phrase
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415  # only rules of users need it

    compiled = re2.compile(condition.pattern)

    def by_pattern(text: str) -> str | None:
        match = compiled.search(text)
        return match.group(0) if match else None

    return by_pattern


@dataclass(slots=True)
class UserRule:
    """One rule as a monitor."""

    meta: Meta
    rule: Rule
    book: RuleBook | None = None
    """What tells of all rules at once whether they can hold in a turn."""
    _searches: dict[int, Search] = field(default_factory=dict)

    def check(self, turn: Turn, history: History) -> Iterable[Finding]:
        """Yield one finding for each step that completes the rule."""
        if self.book is not None:
            newest = bool(history.turns) and history.turns[-1] is turn
            holding = history.once(self.book, lambda b: b.holding(turn)) if newest else self.book.holding(turn)
            if not self._may_hold(holding):
                return
        done = -1
        for at, step in enumerate(turn.steps):
            if at <= done:
                continue
            window = turn.steps[max(0, at - self.rule.within + 1) : at + 1]
            hits = self._hits(step, window)
            if hits and not any(True for s in self._around(turn, at) for c in self.rule.unless for _ in self._in(c, s)):
                done = at
                yield self._finding(hits)

    def _may_hold(self, holding: frozenset[int]) -> bool:
        return any(id(c) in holding for c in self.rule.any) or (
            bool(self.rule.all) and all(id(c) in holding for c in self.rule.all)
        )

    def _hits(self, step: Step, window: list[Step]) -> list[_Hit]:
        """Return what completes the rule at this step, the telling one first; [] if it does not."""
        for condition in self.rule.any:
            hit = next(self._in(condition, step), None)
            if hit is not None:
                return [hit]
        if not self.rule.all:
            return []
        found: list[_Hit] = []
        here = False
        for condition in self.rule.all:
            hits = [h for s in window for h in self._in(condition, s)]
            if not hits:
                return []
            here = here or any(h.step is step for h in hits)
            found.append(hits[-1])
        return sorted(found, key=lambda h: (h.fact is None, -h.step.index)) if here else []

    def _around(self, turn: Turn, at: int) -> list[Step]:
        return turn.steps[max(0, at - self.rule.within + 1) : at + self.rule.within]

    def _in(self, condition: Condition, step: Step) -> Iterator[_Hit]:
        search = self._searches.get(id(condition))
        if search is None:
            search = self._searches[id(condition)] = search_of(condition)
        for text, fact in texts_of(step, condition.on):
            found = search(text[:CAP])
            if found is not None:
                line = next((x for x in fact.edit.added if found in x), "") if fact is not None else ""
                yield _Hit(step, text, found, fact, line)

    def _finding(self, hits: list[_Hit]) -> Finding:
        first = hits[0]
        return Finding(
            step=first.step,
            severity=self.rule.severity,
            confidence=self.rule.confidence,
            message=self.rule.message.replace("{match}", short(first.found, 80)),
            evidence=tuple(_evidence(h) for h in hits),
            subject=f"{self.meta.code}|{first.found[:80]}",
            edit=first.fact,
            lines=(first.line,) if first.line else (),
        )


_ROLES: Final[dict[type, Role]] = {
    MessageEvent: Role.MESSAGE,
    ReasoningEvent: Role.REASONING,
    ToolResultEvent: Role.RESULT,
    UserEvent: Role.USER,
}


def _evidence(hit: _Hit) -> Evidence:
    role = _ROLES.get(type(hit.step.event), Role.ACTION)
    return quote(hit.step.event, role, hit.text if len(hit.text) < 400 else hit.found)


_Spoken = type[ReasoningEvent] | type[MessageEvent] | type[UserEvent] | type[ToolResultEvent]
_SPOKEN: Final[dict[str, _Spoken]] = {
    "reasoning": ReasoningEvent,
    "message": MessageEvent,
    "user": UserEvent,
    "result": ToolResultEvent,
}


def texts_of(step: Step, channel: str) -> Iterator[tuple[str, EditFact | None]]:
    """Yield the texts of a step in a channel, with the edit they are of."""
    event, action = step.event, step.action
    spoken = _SPOKEN.get(channel)
    if spoken is not None:
        if isinstance(event, spoken):
            yield event.text, None
    elif action is None or not action.happened:
        return
    elif channel == "command" and action.call.kind is ToolKind.SHELL:
        # Each simple command by itself: quoted text and heredocs are not commands.
        yield from ((" ".join((*c.wrappers, *c.argv)), None) for c in action.commands)
    elif channel == "edit":
        yield from (("\n".join(f.edit.added), f) for f in applied(action) if f.edit.added)
    elif channel == "path":
        yield from ((f.path, f) for f in applied(action))


def under_one_cover(rules: Iterable[UserRule]) -> tuple[UserRule, ...]:
    """Return the rules with a book of all their conditions."""
    rules = tuple(rules)
    book = RuleBook((c for r in rules for c in (*r.rule.any, *r.rule.all)), texts_of)
    return tuple(replace(rule, book=book) for rule in rules)
