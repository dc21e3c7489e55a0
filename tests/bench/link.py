"""How well edits are linked to the reasoning that led to them, over all edits of all logs of the corpus. Run it by hand; it prints.

Without arguments, per half of the repositories and per format:
- with text: share of the edits in whose turn the agent wrote anything readable before them; the others can only show what
  was planned, asked or said earlier;
- primary: share of the edits with text that show a reason first (asked: 99 %); "the agent's": where it is a text of the
  agent's, not the request; and the latter of all edits;
- named: share of the edits whose file (its name or stem) or a changed name is in the text of the links shown (asked: 95 %), and
  the bound: in any text of the turn, its plans or its request; of the edits with text, of those whose log shows their lines
  too (SpecStory's mostly do not), and of all;
- distance of the agent's text in tool calls, confidences, time of a link, and time by the number of events before the call.

With `--labels`, against `link_labels.jsonl`: edits read in their sessions, each with the blocks that a careful reader names
as the reason, the best first (see link_sheets.py; "prompt" is the request of the turn or the task of a subagent, "plan" the
plan nearest before, "none" that nothing written led to it). Precision is the share of the edits for which a reason is shown,
and where the reason shown first is one of those named. "With supporting" also counts an edit where only a supporting text
is named; "best" only the reader's first choice. Intervals are exact, 95 %. `--errors` prints the wrong ones.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from link_corpus import CORPUS, Log, call_of, corpus, said, turn_of

from cotlens.attribution.link import LinkRole, ReasonLink, ReasonLinks, link
from cotlens.attribution.words import identifiers
from cotlens.evaluation.metrics import Share
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.event import EditEvent, Event, LogRef, MessageEvent, ToolCallEvent, ToolKind, UserEvent
from cotlens.model.ids import CallId, EditId, EventId, SessionId

LABELS = Path(__file__).with_name("link_labels.jsonl")
DISTANCES = ((0, "0"), (1, "1"), (3, "2-3"), (10, "4-10"))


@dataclass(frozen=True, slots=True)
class Linked:
    log: Log
    at: int
    edit: FileEdit
    links: ReasonLinks
    seconds: float
    before: int
    """Events of the turn before the call."""
    readable: bool
    named: bool
    bound: bool

    @property
    def own(self) -> bool:
        """Whether the reason shown is a text of the agent's."""
        return self.links.primary is not None and self.links.primary.role is LinkRole.PRIMARY

    @property
    def shown(self) -> tuple[ReasonLink, ...]:
        return tuple(x for x in (self.links.primary, *self.links.supporting) if x is not None)


def linked(log: Log) -> list[Linked]:
    found = []
    for at in log.edits():
        event = log.events[at]
        assert isinstance(event, EditEvent)
        edit = event.edit
        began = time.perf_counter()
        links = link(at, log.events)
        seconds = time.perf_counter() - began
        call = call_of(log.events, at)
        turn = [e for e in log.events[turn_of(log.events, call) : call] if e.chain == event.chain]
        names = Names(edit)
        texts = [x.text for x in (links.primary, *links.supporting) if x is not None]
        found.append(
            Linked(
                log=log,
                at=at,
                edit=edit,
                links=links,
                seconds=seconds,
                before=len(turn),
                readable=any(map(said, turn)),
                named=any(map(names.in_text, texts)),
                bound=any(names.in_text(text_of(e)) for e in turn) or any(map(names.in_text, texts)),
            )
        )
    return found


class Names:
    """What an edit may be called by: its file, or a name in the lines it changes."""

    def __init__(self, edit: FileEdit) -> None:
        path = edit.path.replace("\\", "/").rsplit("/", 1)[-1]
        stem = path.rsplit(".", 1)[0]
        self._file = re.compile("|".join(rf"(?<!\w){re.escape(x)}(?!\w)" for x in {path, stem} if x), re.IGNORECASE)
        self._changed = identifiers((*edit.added, *edit.removed))

    def in_text(self, text: str) -> bool:
        return self._file.search(text) is not None or not self._changed.isdisjoint(identifiers([text]))


def text_of(event: Event) -> str:
    if isinstance(event, ToolCallEvent) and event.kind is ToolKind.PLAN:
        return " ".join(map(str, event.args.values()))
    return event.text if isinstance(event, UserEvent) else said(event)


def print_corpus(found: Sequence[Linked]) -> None:
    for half in ("tune", "held-out", "both"):
        edits = [x for x in found if half in (x.log.half, "both")]
        print(f"== {half}")
        line("all", edits)
        for kind in sorted({x.log.format for x in edits}) if half != "both" else ():
            line(kind, [x for x in edits if x.log.format == kind])
    timing(found)
    made_turns()
    sharing(found)
    inside = [x for x in found if x.log.events[x.at].chain is not None]
    asked = sum(any(y.role is LinkRole.PROMPT for y in x.shown) for x in inside)
    print(f"{len(inside)} edits of subagents, {asked} of them with the task beside")


def line(name: str, edits: Sequence[Linked]) -> None:
    read = [x for x in edits if x.readable]
    diffs = [x for x in read if x.edit.added or x.edit.removed]
    own = [x.links.primary.distance for x in edits if x.links.primary is not None and x.own]
    print(
        f"{name:16} {len(edits):5} edits, with text {share(len(read), len(edits))}"
        f" | primary {share(sum(bool(x.shown) for x in read), len(read))},"
        f" the agent's {share(sum(x.own for x in read), len(read))}; of all {share(sum(x.own for x in edits), len(edits))}"
        f" | named {named(read)}; with lines {named(diffs)}; all {named(edits)}"
        f" | distance {parts(Counter(map(bucket, own)), [d for _, d in DISTANCES] + ['>10'])}"
        f" | {parts(Counter(x.links.confidence.value for x in edits), ['high', 'medium', 'low'])}"
    )


def named(edits: Sequence[Linked]) -> str:
    return f"{share(sum(x.named for x in edits), len(edits))} of {share(sum(x.bound for x in edits), len(edits))}"


def bucket(distance: int) -> str:
    return next((name for most, name in DISTANCES if distance <= most), ">10")


def share(hits: int, of: int) -> str:
    return f"{100 * hits / of:.1f} %" if of else "-"


def parts(counts: Counter[str], names: Iterable[str]) -> str:
    return " ".join(f"{name}: {share(counts[name], sum(counts.values()))}" for name in names)


def timing(found: Sequence[Linked]) -> None:
    times = sorted(x.seconds for x in found)
    print(
        f"time of a link: median {1e3 * median(times):.2f} ms, p95 {1e3 * times[int(len(times) * 0.95)]:.2f} ms, ",
        end="",
    )
    print(f"longest {1e3 * times[-1]:.2f} ms")
    for low, high in ((0, 10), (10, 40), (40, 160), (160, 10**9)):
        some = [x.seconds for x in found if low <= x.before < high]
        if some:
            mean = 1e3 * sum(some) / len(some)
            print(
                f"  {low}-{high if high < 10**9 else ''} events of the turn before it: {len(some)} edits, mean {mean:.2f} ms"
            )


def made_turns() -> None:
    """Time links in ever longer turns of one kind: a thought, a look at a file, an edit, and so on."""
    for n in (250, 1000, 4000):
        events = made_turn(n)
        began = time.perf_counter()
        for at in range(3, 4 * n, 4):
            link(at, events)
        print(f"  a made turn of {4 * n} events with {n} edits: {1e3 * (time.perf_counter() - began) / n:.2f} ms each")


def made_turn(n: int) -> list[Event]:
    events: list[Event] = []
    for k in range(n):
        common = {"session": SessionId("s"), "time": None, "ref": LogRef("/l", 1), "message": None, "chain": None}
        name, lines = CallId(f"c{k}"), (f"-part_{k} = {k}", f"+part_{k} = other_{k}(value_{k % 7})")
        edit = FileEdit(
            id=EditId(f"e{k}"),
            session=SessionId("s"),
            event=EventId(f"v{k}"),
            call=name,
            time=None,
            path=f"/w/f{k % 9}.py",
            op=EditOp.MODIFY,
            state=EditState.APPLIED,
            hunks=(Hunk(lines, k + 1, k + 1),),
        )
        text = f"The value_{k % 7} of part_{k} must come from elsewhere, as f{k % 9}.py says. " * 3
        events += (
            MessageEvent(id=EventId(f"t{k}"), text=text, **common),
            ToolCallEvent(
                id=EventId(f"r{k}"), call=CallId(f"r{k}"), name="Read", kind=ToolKind.READ, args={}, cwd=None, **common
            ),
            ToolCallEvent(id=EventId(f"c{k}"), call=name, name="Edit", kind=ToolKind.EDIT, args={}, cwd=None, **common),
            EditEvent(id=EventId(f"e{k}"), edit=edit, **common),
        )
    return events


def sharing(found: Sequence[Linked]) -> None:
    by_block: dict[tuple[str, str], list[str]] = defaultdict(list)
    for x in found:
        if x.links.primary is not None:
            by_block[x.log.name, x.links.primary.events[0]].append(x.links.primary.text)
    many = [texts for texts in by_block.values() if len(texts) > 1]
    copies = sum(len({id(t) for t in texts}) > 1 for texts in many)
    print(
        f"{len(by_block)} blocks are primary, {len(many)} of them of several edits, whose text is held more than once: {copies}"
    )


# --- labels -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Judged:
    linked: Linked
    labels: tuple[str, ...]
    sample: int

    @property
    def part(self) -> str:
        return f"sample {self.sample}, {self.linked.log.half}"

    def accepts(self, found: ReasonLink, labels: Sequence[str] | None = None) -> bool:
        """Whether the reader names the block, or the request or plan."""
        wanted = set(self.labels if labels is None else labels)
        if wanted & set(found.events):
            return True
        events = {e.id: e for e in self.linked.log.events}
        kinds = {event_kind(events[e], self.linked, events) for e in found.events if e in events}
        return bool(kinds & wanted)

    @property
    def reason(self) -> ReasonLink | None:
        return next(iter(self.linked.shown), None)


def event_kind(event: Event, linked: Linked, events: dict[str, Event]) -> str:
    """Say whether an event is the request of the edit's turn or a plan."""
    if isinstance(event, ToolCallEvent):
        return "plan" if event.kind is ToolKind.PLAN else ""
    call = call_of(linked.log.events, linked.at)
    first = linked.log.events[turn_of(linked.log.events, call)]
    return "prompt" if isinstance(event, UserEvent) and event.id == first.id else ""


def judged(found: Sequence[Linked], labels: Path) -> list[Judged]:
    by_edit = {(x.log.name, x.edit.id): x for x in found}
    rows = [json.loads(row) for row in labels.read_text("utf-8").splitlines()]
    return [Judged(by_edit[row["log"], row["edit"]], tuple(row["labels"]), row["sample"]) for row in rows]


def print_labels(cases: Sequence[Judged], *, errors: bool) -> None:
    logs = {x.linked.log.name: x.linked.log.repo for x in cases}
    print(f"{len(cases)} labelled edits of {len(logs)} logs, {len(set(logs.values()))} repositories")
    for part in ("sample 1, tune", "sample 1, held-out", "sample 1", "sample 2", "sample"):
        some = [x for x in cases if x.part.startswith(part)]
        print(f"== {part if part != 'sample' else 'both samples'}")
        precision("precision", some, lambda x: x.reason is not None and x.accepts(x.reason))
        precision("best", some, lambda x: x.reason is not None and x.accepts(x.reason, x.labels[:1]))
        precision("with supporting", some, lambda x: any(map(x.accepts, x.linked.shown)))
        own = [x for x in some if x.linked.own]
        precision("the agent's texts", own, lambda x: x.reason is not None and x.accepts(x.reason))
        read = [x for x in some if x.linked.readable]
        precision("turns with text", read, lambda x: x.reason is not None and x.accepts(x.reason))
        for sure in ("high", "medium", "low"):
            of = [x for x in some if x.linked.links.confidence.value == sure]
            precision(f"confidence {sure}", of, lambda x: x.reason is not None and x.accepts(x.reason))
    for x in cases if errors else ():
        if x.reason is None or not x.accepts(x.reason):
            shown = [(y.role.value, y.distance, round(y.score, 2), y.text[:70]) for y in x.linked.shown]
            print(f"{x.part} {x.linked.log.name} {x.linked.edit.id} {Path(x.linked.edit.path).name}")
            print(f"  wanted {x.labels}\n  shown {shown}")


def precision(name: str, cases: Sequence[Judged], right: Callable[[Judged], bool]) -> None:
    shown = [x for x in cases if x.reason is not None]
    hits = Share(sum(map(right, shown)), len(shown))
    low, high = hits.interval
    value = "-" if hits.value is None else f"{hits.value:.3f}"
    print(
        f"{name:22} {value} ({low:.3f}-{high:.3f}), {hits.hits} of {hits.of}; {len(cases) - len(shown)} without a reason shown"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", action="store_true", help="compare with the labelled edits")
    parser.add_argument("--errors", action="store_true", help="print the labelled edits that are linked wrongly")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    args = parser.parse_args()
    found = [x for log in corpus(args.corpus) for x in linked(log)]
    if args.labels or args.errors:
        print_labels(judged(found, LABELS), errors=args.errors)
    else:
        print_corpus(found)


if __name__ == "__main__":
    main()
