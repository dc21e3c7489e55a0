"""Each scenario of the evaluation: chains are replayed, what no log shows is done to their texts, and owners are compared."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

from cotlens.attribution.cells import Cell
from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.words import has_word

from .chains import Chain, Line
from .forms import replayed
from .people import edited, mixed
from .score import Score


def hidden_edits(chains: Sequence[Chain], form: str, share: float, seeds: int) -> Score:
    """Hide a share of the edits from the ledger: what they wrote is nobody's, and it has to be seen that it is."""
    score = Score()
    for chain in (c for c in chains if len(c.steps) > 1):
        for seed in range(seeds if share else 1):
            rng = random.Random(f"{seed} {chain.steps[0].edit.id}")
            hidden = {n for n in range(len(chain.steps)) if rng.random() < share}
            start = time.perf_counter()
            ledger = replayed(chain, form, hidden)
            ledger.transition("\n".join(chain.text))
            score.took(time.perf_counter() - start)
            compare(score, chain.name, ledger, chain.lines(hidden))
    return score


def people(
    chains: Sequence[Chain], kinds: Sequence[str] | int, seeds: int, form: str = "snapshots", share: float = 0.0
) -> Score:
    """Let a person edit the last text: operations of these kinds, or that many of any kind; hide a share of the edits besides.

    Times are of the carrying alone.
    """
    score = Score()
    for chain in chains:
        for seed in range(seeds):
            rng = random.Random(f"{seed} {chain.steps[0].edit.id}")
            steps = mixed(kinds, rng) if isinstance(kinds, int) else kinds
            hidden = {n for n in range(len(chain.steps)) if rng.random() < share} if share else set()
            lines = edited(chain.lines(hidden), steps, rng)
            ledger = replayed(chain, form, hidden)
            start = time.perf_counter()
            ledger.transition("\n".join(x.text for x in lines))
            score.took(time.perf_counter() - start)
            compare(score, chain.name, ledger, lines)
    return score


def returns(chains: Sequence[Chain], seeds: int) -> tuple[int, int]:
    """Leave a text in the ways that stash, checkout and undo do, and come back: (cells equal, cells) of what was known before."""
    equal = cells = 0
    for chain in chains:
        for seed in range(seeds):
            rng = random.Random(f"{seed} {chain.steps[0].edit.id}")
            known: dict[str, list[Cell | None]] = {}
            ledger = LineLedger()
            for step in chain.steps:
                ledger.apply(step.edit)
                known["\n".join(step.after)] = list(ledger.state.cells)
            base, last = "\n".join(chain.steps[0].before), "\n".join(chain.text)
            mine = "\n".join(x.text for x in edited(chain.lines(), mixed(6, rng), rng))
            earlier = rng.choice([*known])
            for text in (base, last, earlier, last, mine, last, earlier, mine, base, last):
                ledger.transition(text)
                expected = known.setdefault(text, list(ledger.state.cells))
                equal += sum(x == y for x, y in zip(ledger.state.cells, expected, strict=True))
                cells += len(expected)
    return equal, cells


def compare(score: Score, name: str, ledger: LineLedger, lines: Sequence[Line]) -> None:
    """Count the lines of a ledger that are rightly and wrongly owned. Blank lines do not count."""
    for line, cell in zip(lines, ledger.state.cells, strict=True):
        if line.text.strip():
            kind = None if cell is None else cell.how if has_word(line.text) else f"{cell.how}, punctuation"
            owned = line.owner is not None
            score.line(name, kind, right=cell is not None and cell.edit == line.owner, owned=owned)
