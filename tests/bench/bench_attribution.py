"""Precision, recall and F1 of line ownership on real Claude Code logs, and the speed of the steps. Run it by hand; it prints.

The truth is the log's own: chains of edits of one file whose `originalFile` is exactly the text that the edit before left.
A line's owner is the last edit whose patch adds it. Blank lines are not counted.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from statistics import median

from cotlens.attribution.align import align
from cotlens.attribution.changes import between
from cotlens.attribution.ledger import LineLedger
from cotlens.attribution.words import has_word, same_words, text_lines
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import CallId, EditId, EventId, SessionId

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


@dataclass(slots=True)
class Score:
    right: int = 0
    claimed: int = 0
    owned: int = 0
    wrong_by_kind: dict[str, list[int]] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        p, r = self.right / max(self.claimed, 1), self.right / max(self.owned, 1)
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        kinds = "  ".join(f"{k} {ok / n:.4f} of {n}" for k, (ok, n) in sorted(self.wrong_by_kind.items()))
        return f"P {p:.4f}  R {r:.4f}  F1 {f1:.4f}  ({self.owned} lines; {kinds}; median {median(self.seconds) * 1e3:.2f} ms)"


def same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Compare but for white space and empty lines at the end: `structuredPatch` writes tabs as spaces."""
    return all(map(same_words, *zip(*zip_longest(one, other, fillvalue=""), strict=True))) if one or other else True


def patched(before: list[str], hunks: tuple[Hunk, ...]) -> list[str] | None:
    out: list[str] = []
    at = 0
    for h in hunks:
        start = (h.old_start or 0) - (1 if h.old else 0)
        if not same(before[start : start + len(h.old)], h.old):
            return None
        out += [*before[at:start], *h.new]
        at = start + len(h.old)
    return out + before[at:]


def read_chains(log: Path) -> Iterator[list[FileEdit]]:
    """Yield the unbroken chains of a log, each edit with its texts before and after."""
    chains: dict[str, list[FileEdit]] = {}
    for number, line in enumerate(log.read_text("utf-8", "replace").splitlines()):
        if '"structuredPatch"' not in line:
            continue
        try:
            found = json.loads(line).get("toolUseResult")
        except json.JSONDecodeError:
            continue
        if not isinstance(found, dict) or not isinstance(found.get("filePath"), str):
            continue
        before = found.get("originalFile")
        if before is None and found.get("type") != "create":
            continue
        path = found["filePath"]
        edit = as_edit(number, path, found, before)
        if edit is None:
            continue
        chain = chains.setdefault(path, [])
        if chain and (before is None or text_lines(chain[-1].after or "") != text_lines(before)):
            yield chain
            chain = chains[path] = []
        chain.append(edit)
    yield from chains.values()


def as_edit(number: int, path: str, found: dict[str, object], before: object) -> FileEdit | None:
    patch = found.get("structuredPatch")
    hunks = tuple(
        Hunk(tuple(x for x in h["lines"] if x[:1] != "\\"), h["oldStart"], h["newStart"])
        for h in (patch if isinstance(patch, list) else [])
    )
    text = before if isinstance(before, str) else ""
    if isinstance(found.get("content"), str):
        after = found["content"]
    else:
        after = replaced(text, found)
        lines = patched(text_lines(text), hunks)
        if lines is None or not same(lines, text_lines(after)):
            return None
    if not isinstance(after, str):
        return None
    return FileEdit(
        id=EditId(f"e{number}"),
        session=SessionId("s"),
        event=EventId(str(number)),
        call=CallId(str(number)),
        time=float(number),
        path=path,
        op=EditOp.MODIFY if isinstance(before, str) else EditOp.CREATE,
        state=EditState.APPLIED,
        hunks=hunks,
        before=before if isinstance(before, str) else None,
        after=after,
    )


def replaced(text: str, found: dict[str, object]) -> str:
    old, new = str(found.get("oldString")), str(found.get("newString"))
    return text.replace(old, new) if found.get("replaceAll") else text.replace(old, new, 1)


def truth(chain: list[FileEdit], hidden: set[int]) -> list[EditId | None]:
    """Who owns each line at the end; lines of hidden edits are nobody's."""
    lines = text_lines(chain[0].before or "")
    end = len(text_lines(chain[-1].after or ""))
    owners: list[EditId | None] = [None] * len(lines)
    for n, e in enumerate(chain):
        after = text_lines(e.after or "")
        hunks = e.hunks if e.hunks and same(patched(lines, e.hunks) or [], after) else between(lines, after)
        out: list[EditId | None] = []
        at = 0
        for h in hunks:
            start = (h.old_start or 0) - (1 if h.old else 0)
            out += owners[at:start]
            at = start
            for line in h.lines:
                if line[:1] == "+":
                    out.append(None if n in hidden else e.id)
                elif line[:1] == "-":
                    at += 1
                else:
                    out.append(owners[at])
                    at += 1
        owners, lines = out + owners[at:], after
        owners = [*owners, *[None] * len(lines)][: len(lines)]
    return [*owners, *[None] * end][:end]


def measure(score: Score, chain: list[FileEdit], hidden: set[int], form: str) -> None:
    """Replay a chain without its hidden edits in one of the forms a log may have, and compare with the truth."""
    ledger = LineLedger()
    start = time.perf_counter()
    if form == "blind" and chain[0].before is not None:
        ledger.transition(chain[0].before)
    for n, e in enumerate(chain):
        if n in hidden:
            continue
        ledger.apply(
            {
                "snapshots": e,
                "no hunks": replace(e, hunks=()),
                "blind": replace(e, before=None, after=e.after if e.op is EditOp.CREATE else None),
                "hunks only": replace(e, before=None, after=e.after if e.op is EditOp.CREATE else None),
            }[form]
        )
    ledger.transition(chain[-1].after or "")
    score.seconds.append((time.perf_counter() - start) / len(chain))
    for line, cell, owner in zip(ledger.state.lines, ledger.state.cells, truth(chain, hidden), strict=True):
        if not (line or "").strip():
            continue
        good = cell is not None and cell.edit == owner
        score.owned += owner is not None
        score.right += good
        if cell is not None:
            score.claimed += 1
            kind = cell.how if has_word(line or "") else f"{cell.how}/punctuation"
            tally = score.wrong_by_kind.setdefault(kind, [0, 0])
            tally[0] += good
            tally[1] += 1


def big_file(n: int, rng: random.Random) -> list[str]:
    return [rng.choice(["", "    }", f"    value_{k} = compute({k % 97}, other)", "    return None"]) for k in range(n)]


def speed() -> None:
    rng = random.Random(7)
    for size in (1_000, 10_000):
        for edits in (1, 5, 50, 500):
            a = big_file(size, rng)
            b = list(a)
            for k in range(edits):
                at = rng.randrange(len(b))
                b[at : at + rng.randrange(3)] = [f"    changed_{k}({at})"] * rng.randrange(3)
            took = []
            for _ in range(5):
                start = time.perf_counter()
                align(a, b)
                took.append(time.perf_counter() - start)
            print(f"align {size} lines, {edits:3} changes: {median(took) * 1e3:7.1f} ms")
    lines = big_file(10_000, rng)
    ledger = LineLedger()
    start = time.perf_counter()
    for k in range(50):
        at = rng.randrange(10, len(lines) - 10)
        old, new = lines[at], f"    new_{k} = {at}"
        before = "\n".join(lines)
        hunk = Hunk((f" {lines[at - 1]}", f"-{old}", f"+{new}", f" {lines[at + 1]}"), at, at)
        lines[at] = new
        edit = FileEdit(
            id=EditId(str(k)),
            session=SessionId("s"),
            event=EventId(str(k)),
            call=CallId(str(k)),
            time=float(k),
            path="f",
            op=EditOp.MODIFY,
            state=EditState.APPLIED,
            hunks=(hunk,),
            before=before,
            after="\n".join(lines),
        )
        ledger.apply(edit)
    print(f"replay of 50 edits with texts on 10,000 lines: {(time.perf_counter() - start) * 1e3:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="rounds of hiding edits")
    args = parser.parse_args()
    chains = [c for log in sorted(CORPUS.glob("claude*/**/*.jsonl")) for c in read_chains(log) if len(c) >= 2]
    print(f"{len(chains)} chains of two edits and more, {sum(map(len, chains))} edits")
    for form in ("snapshots", "no hunks", "blind", "hunks only"):
        score = Score()
        for chain in chains:
            measure(score, chain, set(), form)
        print(f"{form:10}  all visible : {score}")
        score = Score()
        for seed in range(args.seeds):
            for k, chain in enumerate(chains):
                rng = random.Random(seed * 100_003 + k)
                measure(score, chain, {n for n in range(len(chain)) if rng.random() < 0.3}, form)
        print(f"{form:10}  30 % hidden: {score}")
    speed()


if __name__ == "__main__":
    main()
