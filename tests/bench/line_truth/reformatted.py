"""The scenario of a formatter: whose each line is afterwards is read off unique words that were formatted in parallel."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.words import has_word
from cotlens.model.edit import Hunk

from .chains import Chain, Owner, Step
from .disguise import Disguise
from .formatters import Formatter
from .forms import replayed
from .score import Score


@dataclass(slots=True)
class Formatted:
    """What came of the files that a formatter was given."""

    score: Score = field(default_factory=Score)
    files: int = 0
    refused: int = 0
    """Not in the grammar (parts of files, templates)."""
    unchanged: int = 0
    differing: int = 0
    """Those whose layout hangs on the words: no truth to be had."""
    unscored: int = 0
    """Lines without a word that says where they are from."""


def reformatted(chains: Sequence[Chain], formatter: Formatter) -> Formatted:
    """Let a formatter run over the last texts."""
    found = Formatted()
    given = [_flat(c) if formatter.flat else c for c in chains if _kind(c) in formatter.kinds]
    texts = ["\n".join(c.text) for c in given]
    disguises = [Disguise(text, random.Random(n)) for n, text in enumerate(texts)]
    kinds = [_kind(c) for c in given]
    plain = formatter.format(texts, kinds)
    masked = formatter.format([d.text for d in disguises], kinds)
    found.files = len(given)
    for chain, text, disguise, new, new_masked in zip(given, texts, disguises, plain, masked, strict=True):
        if new is None:
            found.refused += 1
        elif new.rstrip("\n") == text.rstrip("\n"):
            found.unchanged += 1
        elif new_masked is None or disguise.revealed(new_masked) != new:
            found.differing += 1
        else:
            ledger = replayed(chain)
            start = time.perf_counter()
            ledger.transition(new)
            found.score.took(time.perf_counter() - start)
            _compare(found, chain, ledger, disguise.sources(new_masked))
    return found


def _compare(found: Formatted, chain: Chain, ledger: LineLedger, sources: Sequence[set[int]]) -> None:
    owners = [line.owner for line in chain.lines()]
    for line, cell, rows in zip(ledger.state.text(), ledger.state.cells, sources, strict=True):
        if not rows:
            found.unscored += bool(line.strip())
            continue
        # The words of one line can be from several: each of their owners is right.
        owner = _owner({owners[row] for row in rows}, cell.edit if cell is not None else None)
        kind = None if cell is None else cell.how if has_word(line) else f"{cell.how}, punctuation"
        found.score.line(chain.name, kind, right=cell is not None and cell.edit == owner, owned=owner is not None)


def _owner(owners: set[Owner], claimed: Owner) -> Owner:
    if claimed in owners or None in owners:
        return claimed if claimed in owners else None
    return min(x for x in owners if x is not None)


def _kind(chain: Chain) -> str:
    return PurePath(chain.steps[0].edit.path.replace("\\", "/")).suffix


def _flat(chain: Chain) -> Chain:
    """The same edits by an agent that does not indent."""
    return replace(chain, steps=[_flat_step(step) for step in chain.steps])


def _flat_step(step: Step) -> Step:
    before, after = (tuple(x.lstrip() for x in lines) for lines in (step.before, step.after))
    hunks = tuple(
        Hunk(tuple(x[0] + x[1:].lstrip() for x in h.lines), h.old_start, h.new_start) for h in step.edit.hunks
    )
    texts = {"before": "\n".join(before) if step.edit.before is not None else None, "after": "\n".join(after)}
    return Step(replace(step.edit, hunks=hunks, **texts), before, after)
