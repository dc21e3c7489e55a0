"""Chains of edits that a log tells so completely that the text after each of them is certain, and whose each line then is.

Edits are as the product's readers tell them; what follows from them is worked out here, without the ledger and its aligner.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from cotlens.engine.told_edits import told_edits
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import EditId
from cotlens.model.text import split_lines
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader
from cotlens.sources.named import named_logs

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"

Owner = EditId | None


class Line(NamedTuple):
    """A line and whose it is."""

    text: str
    owner: Owner
    was: frozenset[EditId] = frozenset()
    """Of a line by a hidden edit: the edits of which it replaced lines."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edit, with its hunks numbered and its texts filled in, and the lines of these texts."""

    edit: FileEdit
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(slots=True)
class Chain:
    """Edits of one file, each made on exactly the text that the one before left."""

    repo: str
    agent: str
    name: str
    steps: list[Step] = field(default_factory=list)

    @property
    def held_out(self) -> bool:
        """Which half the repository is in: what the engine is tuned on, or what it is measured on."""
        return is_held_out(self.repo)

    @property
    def text(self) -> list[str]:
        """The lines at the end."""
        return list(self.steps[-1].after)

    def lines(self, hidden: Collection[int] = ()) -> list[Line]:
        """The lines at the end, each with whose it is; the lines of hidden steps are nobody's."""
        lines = [Line(x, None) for x in self.steps[0].before]
        for n, step in enumerate(self.steps):
            lines = _after(step, lines, None if n in hidden else step.edit.id)
        return lines


def _after(step: Step, lines: list[Line], owner: Owner) -> list[Line]:
    out: list[Line] = []
    at = 0
    for hunk in step.edit.hunks:
        start = start_of(hunk)
        out += lines[at:start]
        at = start
        for changed, run in groupby(hunk.lines, key=lambda x: x[0] != " "):
            part = [*run]
            took = lines[at : at + sum(x[0] != "+" for x in part)]
            at += len(took)
            if changed:
                was = (
                    frozenset(x for line in took for x in (line.owner, *line.was) if x)
                    if owner is None
                    else frozenset()
                )
                out += [Line(x[1:], owner, was) for x in part if x[0] == "+"]
            else:
                out += took
    out += lines[at:]
    # Empty lines at the end are the only ones on which hunks and texts can differ; a text says how white space is.
    out += [Line("", None)] * (len(step.after) - len(out))
    del out[len(step.after) :]
    return [line._replace(text=text) for line, text in zip(out, step.after, strict=True)]


def is_held_out(repo: str) -> bool:
    """Halve the repositories by a hash of their names."""
    return blake2b(repo.encode()).digest()[0] % 2 == 1


def read_chains(corpus: Path = CORPUS) -> list[Chain]:
    """Read the chains of all logs of the corpus."""
    seen = Seen()
    chains: list[Chain] = []
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            for key in named_logs([str(corpus / row["file"])])[0]:
                chains += chains_of(LogReader(key, seen), row["repo"], row["format"].partition("/")[0])
    return [c for c in chains if any(x.owner for x in c.lines())]


def chains_of(reader: LogReader, repo: str, agent: str) -> Iterator[Chain]:
    """Yield the chains of one log. An edit that cannot be carried out exactly ends the chain of its file."""
    open_chains: dict[str, Chain] = {}
    for number, told in enumerate(told_edits(reader)):
        edit = told.edit
        if edit.state in {EditState.FAILED, EditState.DENIED}:
            continue
        chain = open_chains.pop(edit.path, None)
        step = carried_out(edit, chain.steps[-1].after if chain else None)
        if chain and (step is None or step.before != chain.steps[-1].after):
            yield chain
            chain = None
        if step is not None:
            chain = chain or Chain(repo, agent, f"{reader.path}:{number}:{edit.path}")
            chain.steps.append(step)
            open_chains[edit.path] = chain
    yield from open_chains.values()


def carried_out(edit: FileEdit, known: tuple[str, ...] | None) -> Step | None:
    """Carry out an edit on its own text before, or on the one known; None if its result is not certain."""
    if edit.state is not EditState.APPLIED or edit.inferred or not edit.authored or edit.user_modified:
        return None
    if edit.op not in {EditOp.CREATE, EditOp.MODIFY}:
        return None
    before = known
    if edit.before is not None:
        before = lines_of(edit.before)
    elif edit.op is EditOp.CREATE and edit.after is not None:
        before = ("",)
    if before is None:
        return None
    whole = edit.op is EditOp.CREATE and edit.after is not None and before == ("",)
    after = lines_of(edit.after) if edit.after is not None else None
    hunks = (_all_new(after),) if whole and after is not None else numbered(before, edit.hunks)
    if not hunks:
        return None
    result = patched(before, hunks)
    if result is None or (after is not None and not alike(result, after)):
        return None
    if after is None and not all(_spelled_alike(before, h) for h in hunks):
        return None
    after = after or tuple(result)
    texts = {"before": "\n".join(before) if before != ("",) else "", "after": "\n".join(after)}
    if edit.op is EditOp.CREATE and before == ("",):
        texts["before"] = None if edit.before is None else edit.before
    return Step(replace(edit, hunks=hunks, time=None, **texts), before, after)


def lines_of(text: str) -> tuple[str, ...]:
    """Split a text as an editor does."""
    return tuple(split_lines(text.removeprefix("\ufeff")))


def _all_new(after: Sequence[str]) -> Hunk:
    lines = after[:-1] if after and not after[-1] else after
    return Hunk(tuple(f"+{x}" for x in lines), 0, 1)


def numbered(before: Sequence[str], hunks: Sequence[Hunk]) -> tuple[Hunk, ...]:
    """Number the hunks that have no number where their window stands once; () if one cannot be."""
    out: list[Hunk] = []
    floor = shift = 0
    for hunk in hunks:
        lines = tuple(x.rstrip("\r") for x in hunk.lines if x[:1] in {" ", "+", "-"})
        plain = Hunk(lines, hunk.old_start, hunk.new_start)
        if plain.old_start is None:
            window = plain.old
            places = [p for p in range(floor, len(before) - len(window) + 1) if _stands(before, window, p)]
            if len(places) != 1 or not window:
                return ()
            plain = Hunk(lines, places[0] + 1, places[0] + 1 + shift)
        floor = start_of(plain) + len(plain.old)
        shift += len(plain.new) - len(plain.old)
        out.append(plain)
    return tuple(out)


def _stands(text: Sequence[str], window: Sequence[str], at: int) -> bool:
    return all(x == y for x, y in zip(text[at : at + len(window)], window, strict=True))


def _spelled_alike(before: Sequence[str], hunk: Hunk) -> bool:
    """Without a text after, white space must be as in the file: some logs write tabs as spaces."""
    return _stands(before, hunk.old, start_of(hunk))


def patched(before: Sequence[str], hunks: Sequence[Hunk]) -> list[str] | None:
    """Carry out numbered hunks; None if a window does not stand at its number, but for white space."""
    out: list[str] = []
    at = 0
    for hunk in hunks:
        start = start_of(hunk)
        window = before[start : start + len(hunk.old)]
        if start < at or len(window) != len(hunk.old) or not alike(window, hunk.old):
            return None
        out += before[at:start]
        at = start
        for line in hunk.lines:
            out += [line[1:]] if line[0] == "+" else before[at : at + 1] if line[0] == " " else []
            at += line[0] != "+"
    return [*out, *before[at:]]


def start_of(hunk: Hunk) -> int:
    # An empty window is numbered by the line before it.
    return (hunk.old_start or 0) - (1 if hunk.old else 0)


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Compare but for white space and empty lines at the end."""
    left, right = ["".join(x.split()) for x in one], ["".join(x.split()) for x in other]
    for side in (left, right):
        while side and not side[-1]:
            side.pop()
    return left == right
