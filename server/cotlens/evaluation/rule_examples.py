"""Runs the examples that stand beside a user's rule: the steps as events, the rule over them, and whether it did as it should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cotlens.config.schema import Example, UserMonitor
from cotlens.engine.catalogue import user_rule
from cotlens.facts.timeline import Timeline
from cotlens.model.edit import EditOp
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.model.rule import Channel
from cotlens.monitors.base import History
from cotlens.sources import patches
from cotlens.sources.scribe import STATES, Scribe

ROOT = "/example"
"""The made-up directory that the examples' paths are relative to."""


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What a rule made of one example."""

    number: int
    """1-based, in the order of the file."""
    wanted: bool
    flagged: tuple[str, ...]
    """Messages of what was flagged."""

    @property
    def right(self) -> bool:
        """Whether the rule did as the example says."""
        return bool(self.flagged) is self.wanted


def run_examples(monitor: UserMonitor) -> Iterator[ExampleResult]:
    """Yield the result of each example of a rule."""
    rule = user_rule(monitor)
    for number, example in enumerate(monitor.examples, 1):
        timeline = Timeline(ROOT)
        for event in _events(example).events:
            timeline.feed(event)
        turns = tuple(timeline.turns)
        found = [f.message for n in range(len(turns)) for f in rule.check(turns[n], History(turns[: n + 1], ROOT))]
        yield ExampleResult(number, example.flag, tuple(found))


def _events(example: Example) -> Scribe:
    scribe = Scribe("example", "example", "example")
    scribe.picture.visit(ROOT)
    for n, step in enumerate(example.steps):
        for channel, text in step.items():
            scribe.at(None, line=n + 1)
            _write(scribe, f"{n}:{channel}", channel, text)
    return scribe


def _write(scribe: Scribe, key: str, channel: Channel, text: str) -> None:
    if channel == "user":
        scribe.user(key, text)
    elif channel == "reasoning":
        scribe.reasoning(key, text)
    elif channel == "message":
        scribe.message(key, text)
    elif channel == "command":
        scribe.call(f"{key}:call", key, "Bash", ToolKind.SHELL, {"command": text}, command=text, cwd=ROOT)
        scribe.result(f"{key}:result", key, ResultStatus.OK, "")
    elif channel == "result":
        scribe.call(f"{key}:call", key, "Bash", ToolKind.SHELL, {"command": "true"}, command="true", cwd=ROOT)
        scribe.result(f"{key}:result", key, ResultStatus.OK, text)
    else:
        path = text if channel == "path" else "file.txt"
        added = "x" if channel == "path" else text
        scribe.call(f"{key}:call", key, "Edit", ToolKind.EDIT, {"file_path": path}, cwd=ROOT)
        scribe.result(f"{key}:result", key, ResultStatus.OK, "")
        hunks = patches.replaced("", added)
        scribe.edit(key, key, path, EditOp.MODIFY, STATES[ResultStatus.OK], hunks, tool="Edit", cwd=ROOT)
