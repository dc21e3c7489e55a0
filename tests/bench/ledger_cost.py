"""Time and memory of following lines, beside the goals, and how both grow. Run it by hand; it prints, and exits with 1 if a goal is missed.

Times are seconds of the processor, so that other programs do not count; those of a cold start are seconds of the clock. `--plot FILE` draws
the growth (needs matplotlib, which the extra `evaluate` brings).
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import cost_editor
import cost_ledger

MS = 1e3
LINEAR = 1.5
"""Slope of the logarithms below which growth is nearer to linear (1) than to quadratic (2)."""

Growth = dict[str, list[tuple[int, float]]]


class Goals:
    """Prints each figure beside its goal, and remembers whether all were reached."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def state(self, what: str, value: float, limit: float | None, unit: str, more: str = "") -> None:
        """`limit` None: only to be known."""
        word = "" if limit is None else f"goal {limit:g} {unit}: {'reached' if value < limit else 'MISSED'}"
        if limit is not None and value >= limit:
            self.missed.append(what)
        print(f"{what:58} {value:9.3f} {unit:8} {more:30} {word}", flush=True)


def p95(values: Sequence[float]) -> float:
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def editor(goals: Goals, folder: Path) -> None:
    print("\ndidChange, 50,000 lines and 50 flags, p95 on the server's event loop")
    for kind in cost_editor.KINDS:
        took, answers = cost_editor.did_change(folder / "f.py", 50_000, kind)
        limit = 1.0 if kind in cost_editor.EVERYDAY else None
        goals.state(f"  {kind}", p95(took) * MS, limit, "ms", f"median {median(took) * MS:.3f}")
        if max(answers) > 0:
            goals.state("    taking in the worker's answer", max(answers) * MS, None, "ms")


def ledger(goals: Goals) -> None:
    for size, limit in ((1_000, 5.0), (10_000, 50.0)):
        print(f"\ntransition of {size} lines to a text that no log explains, p95")
        for places in (1, 5, 50):
            took = cost_ledger.transitions(size, places)
            goals.state(f"  {places} changes", p95(took) * MS, limit, "ms", f"median {median(took) * MS:.2f}")
    print(
        "\nthe same for texts that are hard on aligners, for which no goal is stated: median, beside the goal for ordinary changes"
    )
    hard = {size: cost_ledger.hard(size) for size in (1_000, 10_000)}
    for name in hard[1_000]:
        for size, limit in ((1_000, 5.0), (10_000, 50.0)):
            took = median(hard[size][name]) * MS
            goals.state(f"  {size:6} {name}", took, None, "ms", f"{took / limit:.1f} of the goal")
    print("\na log's edit and the text after it, p95")
    for size in (1_000, 10_000):
        for texts in (False, True):
            took_each = cost_ledger.log_edits(size, 40, texts=texts)
            what = f"  {size} lines, {'with full texts' if texts else 'hunks only'}"
            goals.state(what, p95(took_each) * MS, 10.0, "ms", f"median {median(took_each) * MS:.2f}")


def cold(goals: Goals) -> None:
    print("\ncold start of 1,000 files of 300 lines with 3 edits each (in the worker process, not on the request path)")
    forms = {
        "with full texts": {"texts": True},
        "hunks only": {"texts": False},
        "hunks only, and git asked for each text before": {"texts": False, "committed": True},
    }
    for what, form in forms.items():
        with tempfile.TemporaryDirectory() as name:
            took = cost_ledger.cold_start(Path(name), 1_000, 300, 3, **form)
        goals.state(f"  {what}", took, 3.0, "s")


def room(goals: Goals) -> None:
    print("\nmemory for 1,000,000 tracked lines: the whole process, without the log's edits themselves")
    found = cost_ledger.memory(1_000, 1_000)
    megabytes = (found["grown"] - found["told"]) / 1e6
    goals.state("  1,000 files of 1,000 lines", megabytes, 100.0, "MB", f"edits: {found['told'] / 1e6:.0f} MB")


def growth() -> Growth:
    sizes = (1_000, 3_000, 10_000, 30_000, 100_000)

    def mid(work: Callable[[int], Sequence[float]], steps: Sequence[int]) -> list[tuple[int, float]]:
        return [(n, median(work(n))) for n in steps]

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "f.py"
        return {
            "replay, by edits of a file": mid(
                lambda n: [cost_ledger.replayed(2_000, n, texts=False) for _ in range(3)], (1, 10, 100, 300, 1_000)
            ),
            "replay with full texts, by edits": mid(
                lambda n: [cost_ledger.replayed(2_000, n, texts=True)], (1, 10, 100, 300, 1_000)
            ),
            "transition, 5 changes, by lines": mid(lambda n: cost_ledger.transitions(n, 5), sizes),
            "log edit, by lines": mid(lambda n: cost_ledger.log_edits(n, 7, texts=False), sizes),
            "all new, by lines": mid(lambda n: cost_ledger.hard(n)["all new"], sizes[:3]),
            "shuffled, by lines": mid(lambda n: cost_ledger.hard(n)["shuffled"], sizes[:3]),
            "typing a key, by lines": mid(lambda n: cost_editor.did_change(path, n, "typing", 0.0)[0], sizes),
        }


def slope(points: Sequence[tuple[int, float]]) -> float:
    """Least squares over logarithms: the power of the size with which time grows; the largest three points, where it shows."""
    xs, ys = [math.log(n) for n, _ in points[-3:]], [math.log(max(t, 1e-9)) for _, t in points[-3:]]
    x0, y0 = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - x0) * (y - y0) for x, y in zip(xs, ys, strict=True)) / sum((x - x0) ** 2 for x in xs)


def tell_growth(goals: Goals, found: Growth) -> None:
    print("\ngrowth: milliseconds by size, and the slope of the logarithms (1: linear, 2: quadratic)")
    for what, points in found.items():
        row = "  ".join(f"{n}: {t * MS:.2f}" for n, t in points)
        print(f"  {what}: {row}")
        goals.state(f"  {what}", slope(points), LINEAR, "slope")


def plot(found: Growth, file: Path) -> None:
    import matplotlib as mpl  # noqa: PLC0415  # an extra, and slow to import

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axis = plt.subplots(figsize=(9, 6))
    for what, points in found.items():
        axis.loglog(
            [n for n, _ in points], [t * MS for _, t in points], marker="o", label=f"{what} ({slope(points):.2f})"
        )
    axis.set_xlabel("edits, or lines")
    axis.set_ylabel("ms")
    axis.set_title("Growth (slope of the logarithms)")
    axis.legend()
    figure.tight_layout()
    figure.savefig(file, dpi=120)


def main() -> None:
    parts = ("editor", "ledger", "cold", "memory", "growth")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=parts, action="append", help="measure these alone")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the growth")
    given = parser.parse_args()
    wanted, goals = given.only or parts, Goals()
    with tempfile.TemporaryDirectory() as name:
        if "editor" in wanted:
            editor(goals, Path(name))
    if "ledger" in wanted:
        ledger(goals)
    if "cold" in wanted:
        cold(goals)
    if "memory" in wanted:
        room(goals)
    if "growth" in wanted or given.plot:
        found = growth()
        tell_growth(goals, found)
        if given.plot:
            plot(found, given.plot)
    print(f"\nmissed: {', '.join(x.strip() for x in goals.missed)}" if goals.missed else "\nall goals reached")
    sys.exit(1 if goals.missed else 0)


if __name__ == "__main__":
    main()
