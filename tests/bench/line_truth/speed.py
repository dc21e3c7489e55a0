"""How long the steps of the ledger take on made-up files of known size: CPU time, which other programs disturb least."""

from __future__ import annotations

import random
import time

from cotlens.attribution.align import align
from cotlens.attribution.ledger import LineLedger
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import CallId, EditId, EventId, SessionId

ROUNDS = 7


def table() -> str:
    """Transitions by size and changes, and a replay of 50 edits with their texts, as Markdown."""
    rng = random.Random(7)
    lines = ["\n#### Speed on made-up files\n", "| lines | changes | least CPU ms |", "|---|---|---|"]
    for size in (1_000, 10_000):
        for changes in (1, 5, 50, 500):
            a = big_file(size, rng)
            b = list(a)
            for k in range(changes):
                at = rng.randrange(len(b))
                b[at : at + rng.randrange(3)] = [f"    changed_{k}({at})"] * rng.randrange(3)
            lines.append(f"| {size} | {changes} | {_aligning(a, b):.1f} |")
    lines.append(
        f"\nReplay of 50 edits with texts on 10,000 lines: {_replaying(big_file(10_000, rng), rng):.0f} ms of CPU."
    )
    return "\n".join(lines)


def big_file(n: int, rng: random.Random) -> list[str]:
    """Make a file with many equal lines."""
    return [rng.choice(["", "    }", f"    value_{k} = compute({k % 97}, other)", "    return None"]) for k in range(n)]


def _aligning(a: list[str], b: list[str]) -> float:
    took = []
    for _ in range(ROUNDS):
        start = time.process_time()
        align(a, b)
        took.append(time.process_time() - start)
    return min(took) * 1e3


def _replaying(lines: list[str], rng: random.Random) -> float:
    ledger = LineLedger()
    start = time.process_time()
    for k in range(50):
        at = rng.randrange(10, len(lines) - 10)
        before = "\n".join(lines)
        hunk = Hunk((f" {lines[at - 1]}", f"-{lines[at]}", f"+    new_{k} = {at}", f" {lines[at + 1]}"), at, at)
        lines[at] = f"    new_{k} = {at}"
        name = str(k)
        edit = FileEdit(
            id=EditId(name),
            session=SessionId("s"),
            event=EventId(name),
            call=CallId(name),
            time=None,
            path="f",
            op=EditOp.MODIFY,
            state=EditState.APPLIED,
            hunks=(hunk,),
            before=before,
            after="\n".join(lines),
        )
        ledger.apply(edit)
    return (time.process_time() - start) * 1e3
