"""The tables and goals of the evaluation as Markdown. Measures nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .score import Score

KINDS = ("eq", "ws", "move", "mod")


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that is required, and what it is."""

    name: str
    required: float
    measured: float | None
    """None if there was nothing to measure."""
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured <= self.required if self.at_most else self.measured >= self.required

    def __str__(self) -> str:
        sign = "<=" if self.at_most else ">="
        verdict = {True: "pass", False: "FAIL", None: "not measured"}[self.met]
        figure = "-" if self.measured is None else f"{self.measured:.4f}"
        return f"| {self.name} | {sign} {self.required} | {figure} | {verdict} |"


@dataclass(slots=True)
class Table:
    """Rows of scores under one heading."""

    title: str
    rows: list[tuple[str, Score]] = field(default_factory=list)

    def add(self, name: str, score: Score) -> Score:
        """Put a row in and give its score back."""
        self.rows.append((name, score))
        return score

    def __str__(self) -> str:
        """Owners by scenario, then how often they are right by how their lines were carried."""
        head = "| | P | R | F1 | 95 % of F1 | wrong lines | files | owned lines | median ms | p95 ms |"
        lines = [f"\n#### {self.title}\n", head, "|---|---|---|---|---|---|---|---|---|---|", *map(_row, self.rows)]
        lines += ["", f"Right by kind: | {' | '.join(KINDS)} | punctuation alone |", "|---|---|---|---|---|---|"]
        return "\n".join((*lines, *(f"| {name} | {' | '.join(kinds(score))} |" for name, score in self.rows)))


def _row(named: tuple[str, Score]) -> str:
    name, score = named
    total = score.total()
    if not score.files:
        return f"| {name} | - | - | - | - | - | 0 | 0 | - | - |"
    low, high = score.interval()
    middle, late = score.times()
    figures = f"{total.precision:.4f} | {total.recall:.4f} | **{total.f1:.4f}** | {low:.4f} - {high:.4f}"
    return f"| {name} | {figures} | {1 - total.precision:.4f} | {len(score.files)} | {total.owned} | {middle:.1f} | {late:.1f} |"


def kinds(score: Score) -> list[str]:
    """Share of right owners by how the line was carried, lines of mere punctuation for themselves."""
    words = [score.kinds.get(kind, Counter()) for kind in KINDS]
    marks: Counter[bool] = Counter()
    for kind, count in score.kinds.items():
        if kind not in KINDS:
            marks += count
    return [_share(count) for count in (*words, marks)]


def _share(count: Counter[bool]) -> str:
    return f"{count[True] / count.total():.4f} of {count.total()}" if count.total() else "-"


def goals_table(goals: Iterable[Goal]) -> str:
    """The goals with their verdicts."""
    return "\n".join(("| goal | required | measured | |", "|---|---|---|---|", *map(str, goals)))
