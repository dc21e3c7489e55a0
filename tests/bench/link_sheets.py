"""Sheets to label links by: the sampled edits, each with its diff, in the transcript of its turn. Run it by hand; it prints.

Blind: what `attribution.link` would choose is neither worked out nor shown. Texts and calls stand in the log's order, each
readable block with an id (B1, B2, ...), and each edit after what led to it. The sample is the same each time: edits are
taken from every repository and format (by the square root of how many it has), from each of them in turn over the distances
to the last text and the lengths of turns, at most five of a log (of the second sample two).

Run: python tests/bench/link_sheets.py FROM TO, the first and last number of the logs in the sample; --count tells how many.
Labels go into link_labels.jsonl: `"labels"` names blocks by the id of an event of theirs, as printed in brackets.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from link_corpus import CORPUS, Log, call_of, corpus, distance, said, turn_of

from cotlens.model.event import EditEvent, Event, ReasoningEvent, ToolCallEvent, ToolResultEvent, UserEvent

SIZES = {1: 200, 2: 100}
"""Edits of each sample: rules were chosen by the first, and the second was read when they stood."""
PER_LOG = {1: 5, 2: 2}
DIFF = 30
"""Lines of a diff that are printed."""
TEXT = 1500
"""Characters of a block near an edit that are printed, and..."""
FAR_TEXT = 500
"""... of one with more than FAR blocks between it and the next sampled edit."""
FAR = 12
MOST = 60
"""Blocks of a turn that are printed before a sampled edit."""


def sample(logs: Sequence[Log], number: int = 1) -> dict[str, list[int]]:
    """Choose the edits, by log: where they stand in its events. The second sample has none of the first's."""
    known = sample(logs, number - 1) if number > 1 else {}
    groups: dict[tuple[str, str], dict[tuple[int, int], list[tuple[Log, int]]]] = defaultdict(lambda: defaultdict(list))
    for log, at in sorted(_distinct(logs), key=_lot):
        if at not in known.get(log.name, ()):
            groups[log.repo, log.format][_kind(log, call_of(log.events, at))].append((log, at))
    queues = [list(_in_turn([list(kind) for kind in groups[g].values()])) for g in sorted(groups)]
    # The n-th edit of a group comes at n / sqrt(its edits): large groups are asked more often, small ones not drowned.
    dealt = sorted(
        (((n + 1) / len(q) ** 0.5, g, item) for g, q in enumerate(queues) for n, item in enumerate(q)),
        key=lambda d: d[:2],
    )
    chosen: dict[str, list[int]] = defaultdict(list)
    for _, _, (log, at) in dealt:
        if len(chosen[log.name]) < PER_LOG[number] and sum(map(len, chosen.values())) < SIZES[number]:
            chosen[log.name].append(at)
    return {name: sorted(edits) for name, edits in chosen.items() if edits}


def _distinct(logs: Sequence[Log]) -> Iterator[tuple[Log, int]]:
    """Yield edits that were carried out, of twin logs only the first's."""
    known: set[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = set()
    for log in logs:
        for at in log.edits():
            event = log.events[at]
            assert isinstance(event, EditEvent)
            edit = event.edit
            what = (log.repo, Path(edit.path).name, edit.added, edit.removed)
            if edit.happened and what not in known:
                known.add(what)
                yield log, at


def _lot(item: tuple[Log, int]) -> bytes:
    return sha256(f"{item[0].name} {item[0].events[item[1]].id}".encode()).digest()


def _kind(log: Log, call: int) -> tuple[int, int]:
    """Class a call by its distance to the last text and by the calls of its turn before it."""
    near = distance(log.events, call)
    calls = sum(isinstance(e, ToolCallEvent) for e in log.events[turn_of(log.events, call) : call])
    return -1 if near is None else sum(near >= n for n in (1, 2, 4)), sum(calls >= n for n in (3, 10, 30))


def _in_turn(queues: list[list[tuple[Log, int]]]) -> Iterator[tuple[Log, int]]:
    for k in range(max(map(len, queues), default=0)):
        yield from (queue[k] for queue in queues if k < len(queue))


def sheet(log: Log, edits: Sequence[int]) -> Iterator[str]:
    """Print the turns of a log's sampled edits."""
    yield f"##### {log.name} ({log.format})"
    calls = {at: call_of(log.events, at) for at in edits}
    turns: dict[int, list[int]] = defaultdict(list)
    for at in edits:
        turns[turn_of(log.events, calls[at])].append(at)
    number = 0
    for begin, those in turns.items():
        end = max(calls[at] for at in those)
        chain = log.events[end].chain
        shown = [k for k in range(begin, end + 1) if log.events[k].chain == chain]
        blocks = [k for k in shown if said(log.events[k])]
        yield f"--- turn at event {begin} ---"
        last = ""
        for k in shown:
            event = log.events[k]
            after = min((calls[at] for at in those if calls[at] >= k), default=end)
            between = sum(k < b < after for b in blocks)
            if text := said(event):
                same = event.message is not None and event.message == last
                last, number = event.message or "", number if same else number + 1
                if between < MOST:
                    kind = "thinks" if isinstance(event, ReasoningEvent) else "says"
                    yield f"B{number}{'+' if same else ''} {kind} [{event.id}] {_cut(text, TEXT if between < FAR else FAR_TEXT)}"
            elif between < MOST:
                yield from _other(event)
            for at in those:
                if calls[at] == k:
                    yield from _diff(log, at)


def _other(event: Event) -> Iterator[str]:
    if isinstance(event, UserEvent):
        yield f"USER({event.origin.value}) [{event.id}] {_cut(event.text, 1500)}"
    elif isinstance(event, ToolCallEvent):
        args = " ".join(str(v) for v in event.args.values())
        yield f"   > {event.name} {_cut(args, 1200 if event.kind.value == 'plan' else 110)!r}"
    elif isinstance(event, ToolResultEvent) and event.status.value != "ok":
        yield f"   < {event.status.value} {_cut(event.text, 200)!r}"


def _diff(log: Log, at: int) -> Iterator[str]:
    event = log.events[at]
    assert isinstance(event, EditEvent)
    edit = event.edit
    yield f"=== EDIT {at} id={edit.id} {edit.op.value} {edit.path}"
    lines = [line for h in edit.hunks for line in ("@@", *h.lines)]
    yield from (f"    | {line[:160]}" for line in lines[:DIFF])
    if len(lines) > DIFF:
        yield f"    | ... {len(lines) - DIFF} more"
    yield "==="


def _cut(text: str, most: int) -> str:
    half = most // 2
    return text if len(text) <= most else f"{text[:half]} [...] {text[-half:]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=int, nargs="?", default=1)
    parser.add_argument("last", type=int, nargs="?", default=10_000)
    parser.add_argument("--sample", type=int, default=1, choices=sorted(SIZES))
    parser.add_argument("--count", action="store_true", help="only list the logs and their edits")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    args = parser.parse_args()
    logs = {log.name: log for log in corpus(args.corpus)}
    chosen = sample(list(logs.values()), args.sample)
    for number, name in enumerate(sorted(chosen), 1):
        if args.first <= number <= args.last:
            if args.count:
                print(number, len(chosen[name]), logs[name].half, name)
            else:
                print("\n".join(sheet(logs[name], chosen[name])))


if __name__ == "__main__":
    main()
