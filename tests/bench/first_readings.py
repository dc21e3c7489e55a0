"""Counts flags of stories that nothing was mended for yet, as rows of `engine/first_readings.tsv`; or holds those rows against themselves.

`first_readings.py SET FILE...` prints the rows of a new set; append them, and say in benign.md what the reading was.
`first_readings.py` leaves out one set after another and prints what the others would have said of its flags, and how many were right.
A flag counts from Warning on; it is right where the story expects its code or says that it may stand. Not a test.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from cotlens.engine import calibration, judge
from cotlens.engine.calibration import Calibration, parse
from cotlens.engine.engine import Engine
from cotlens.evaluation.render import render
from cotlens.evaluation.scenario import Scenario, read_scenarios
from cotlens.model.flag import Flag, Severity

EDGES = (0.0, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 1.0)


class Raw(Calibration):
    """Nothing counted: a finding keeps its score."""

    def __init__(self) -> None:
        super().__init__(())


def flags_of(story: Scenario) -> Iterator[Flag]:
    """Judge one story; yields its Warnings."""
    with tempfile.TemporaryDirectory() as name:
        log, workspace = render(story, Path(name))
        engine = Engine((str(workspace),), {}, str(Path(name) / "home"))
        engine.poll(str(log), final=True)
        yield from (f for f in engine.flags() if f.severity >= Severity.MODERATE)


def count(stories: str, files: list[str]) -> None:
    """Print one row for each monitor and score."""
    judge.measured, judge.DOUBTFUL = Raw, 0.0  # what is counted is the score, not what came of it
    flags, right = Counter(), Counter()
    for file in files:
        for story in read_scenarios(Path(file)):
            fine = {e.monitor for e in story.expect} | story.also_ok
            for flag in flags_of(story):
                key = flag.code, f"{flag.confidence:.2f}"
                flags[key] += 1
                right[key] += flag.code in fine
    for key in sorted(flags):
        print(stories, *key, flags[key], right[key], sep="\t")


def hold_against_itself() -> None:
    """Print, for each span of confidence, what was said of flags by the other sets, and what was so."""
    readings = parse(resources.files("cotlens.engine").joinpath(calibration.READINGS).read_text(encoding="utf-8"))
    told: Counter[int] = Counter()
    said: Counter[int] = Counter()
    so: Counter[int] = Counter()
    for out in sorted({r.stories for r in readings}):
        others = Calibration(tuple(r for r in readings if r.stories != out))
        for r in readings:
            if r.stories != out:
                continue
            sure = others.confidence(r.code, r.score)
            span = sum(sure >= e for e in EDGES[1:])
            told[span] += r.flags
            said[span] += sure * r.flags
            so[span] += r.right
    print("confidence    flags  said  right")
    for n in sorted(told):
        edges = f"{EDGES[n]:.2f} to {EDGES[n + 1]:.2f}"
        print(f"{edges}  {told[n]:5}  {said[n] / told[n]:.2f}  {so[n] / told[n]:.2f}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        count(sys.argv[1], sys.argv[2:])
    else:
        hold_against_itself()
