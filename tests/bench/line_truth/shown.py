"""How often what is shown of an edit stands on a line of another's or of nobody's, after unseen edits by agent and people."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.place import Placement, place
from cotlens.attribution.words import has_word
from cotlens.model.flag import PlaceState

from .chains import Chain, Line
from .forms import replayed
from .people import edited, mixed
from .score import resampled


@dataclass(slots=True)
class Shown:
    """Placements asked for and what became of them."""

    asked: int = 0
    shown: int = 0
    wrong: int = 0
    """Shown on at least one line that is not the edit's."""
    successors: int = 0
    """Of the wrong ones: on lines by which hidden edits replaced the edit's own (a word changed, indented anew), or on lines of nobody's
    with its very words (moved by a hidden edit)."""
    cuts: int = 0
    """Shown beside a deletion: such lines are the edit's neighbours on purpose, and in none of the figures above."""

    chains: dict[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    """Shown and wrong by chain."""

    @property
    def rate(self) -> float:
        """Share of what is shown that stands wrong."""
        return self.wrong / self.shown if self.shown else 0.0

    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the rate by resampling chains."""
        return resampled(
            [*self.chains.values()], lambda some: sum(w for _, w in some) / max(1, sum(s for s, _ in some))
        )


def wrong_places(chains: Sequence[Chain], share: float, operations: int, seeds: int) -> Shown:
    """Hide a share of the edits, let a person edit, and ask for the places of the rest: the edit as a whole, and one line of it."""
    tally = Shown()
    for chain in chains:
        shown, wrong = tally.shown, tally.wrong
        for seed in range(seeds):
            rng = random.Random(f"{seed} {chain.steps[0].edit.id}")
            hidden = {n for n in range(len(chain.steps)) if rng.random() < share}
            lines = edited(chain.lines(hidden), mixed(operations, rng), rng)
            ledger = replayed(chain, hidden=hidden)
            ledger.transition("\n".join(x.text for x in lines))
            _ask(tally, chain, hidden, lines, ledger, rng)
        tally.chains[chain.name] = (tally.shown - shown, tally.wrong - wrong)
    return tally


def _ask(
    tally: Shown, chain: Chain, hidden: Collection[int], lines: Sequence[Line], ledger: LineLedger, rng: random.Random
) -> None:
    for n, step in enumerate(chain.steps):
        added = [x for hunk in step.edit.hunks for x in hunk.added if has_word(x)]
        words = {"".join(x.split()) for x in added}
        for flagged in ((), (rng.choice(added),)) if added and n not in hidden else ():
            tally.asked += 1
            found = place(ledger, step.edit.id, flagged)
            if found is not None and found.state is PlaceState.DELETED_CODE:
                tally.cuts += 1
            elif found is not None:
                tally.shown += 1
                others = [lines[row] for row in _rows(found) if lines[row].owner != step.edit.id]
                tally.wrong += bool(others)
                tally.successors += bool(others) and all(
                    step.edit.id in x.was or (x.owner is None and "".join(x.text.split()) in words) for x in others
                )


def _rows(found: Placement) -> range:
    return range(found.range.start_line, found.range.end_line + 1)
