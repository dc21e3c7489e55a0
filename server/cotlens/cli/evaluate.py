"""`cotlens evaluate`: how good the monitors are on scenarios, labelled sessions and your verdicts. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from cotlens.evaluation.judged import ScenarioResult, SessionResult, judge_scenario, judge_session
from cotlens.evaluation.labelled import LabelledSession, read_labelled
from cotlens.evaluation.metrics import Share
from cotlens.evaluation.report import MonitorRow, SourceRow, calibration, monitor_rows, source_rows, strays
from cotlens.evaluation.scenario import Scenario, read_scenarios
from cotlens.model.errors import UsageError

_KEY: Final = (
    "at 1%, 5%: caught while so many of the source's own benign sessions are flagged. others' bar: caught / benign ones "
    "flagged, at the threshold that flags 5% of the other sources' benign sessions (leave one source out)."
)
_NAME: Final = 14
"""Characters of a source's name that are shown."""
_FEW: Final = 40
"""Cases below which another process costs more than it saves."""


@click.command(help="Measure the monitors on scenarios (YAML), labelled sessions (JSONL) and your verdicts.")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="DIR|FILE...")
@click.option("--verdicts", is_flag=True, help="Also sum up the verdicts you gave.")
@click.option("--json", "json_to", type=click.Path(dir_okay=False, path_type=Path), help="Write all figures here.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw the figures (needs matplotlib).")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--failures", is_flag=True, help="List the scenarios that went wrong.")
def command(
    paths: tuple[Path, ...], verdicts: bool, json_to: Path | None, plot: Path | None, jobs: int, failures: bool
) -> None:
    """Run everything and print the tables."""
    if not paths and not verdicts:
        raise UsageError("nothing to evaluate: name scenario files, labelled JSONL files or folders, or say --verdicts")
    scenarios, sessions = _read(paths)
    judged = list(_map(judge_scenario, scenarios, jobs))
    labelled = list(_map(judge_session, sessions, jobs))
    for result in (*judged, *labelled):
        if result.faults:
            raise UsageError(f"a monitor failed: {result.faults[0]}")
    monitors, sources = monitor_rows(judged), source_rows(labelled)
    own = _verdicts() if verdicts else []
    calibrated = calibration(_told(judged, labelled, own))
    _print(judged, monitors, sources, own, calibrated)
    if failures:
        _print_failures(judged)
    if json_to is not None:
        json_to.write_bytes(
            msgspec.json.format(msgspec.json.encode(_json(judged, monitors, sources, own, calibrated)), indent=2)
        )
    if plot is not None:
        from cotlens.evaluation.plot import draw  # noqa: PLC0415  # matplotlib is slow

        draw(plot, monitors, sources, calibrated)


def _read(paths: Iterable[Path]) -> tuple[list[Scenario], list[LabelledSession]]:
    scenarios: list[Scenario] = []
    sessions: list[LabelledSession] = []
    for path in paths:
        files = (
            sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml", ".jsonl")) if path.is_dir() else [path]
        )
        for file in files:
            try:
                if file.suffix == ".jsonl":
                    sessions += read_labelled(file)
                else:
                    scenarios += read_scenarios(file)
            except ModuleNotFoundError as error:
                raise UsageError("scenarios need PyYAML: pip install 'cotlens[evaluate]'") from error
            except (OSError, ValueError) as error:
                raise UsageError(str(error)) from error
    if paths and not scenarios and not sessions:
        raise UsageError("no scenario (.yaml) and no labelled session (.jsonl) was found there")
    return scenarios, sessions


def _map(judge: Any, cases: Sequence[Any], jobs: int) -> Iterator[Any]:
    if jobs == 1 or len(cases) < _FEW:
        yield from map(judge, cases)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(judge, cases, chunksize=8)


def _verdicts() -> list[tuple[str, float, bool]]:
    """Return (code, confidence, confirmed) of every flag that was judged."""
    from cotlens.model.verdict import Status  # noqa: PLC0415  # only for this
    from cotlens.store.flags import FlagStore  # noqa: PLC0415
    from cotlens.store.verdicts import VerdictStore  # noqa: PLC0415

    flags = FlagStore()
    out = []
    for verdict in VerdictStore().all():
        known = flags.get(str(verdict.flag))
        out.append((verdict.code, known[0].confidence if known else 0.5, verdict.status is Status.CONFIRMED))
    return out


def _told(
    judged: Sequence[ScenarioResult], labelled: Sequence[SessionResult], own: Sequence[tuple[str, float, bool]]
) -> Iterator[tuple[float, bool]]:
    """Yield (confidence, right) of the flags whose truth is known: on labelled sessions and by verdict."""
    del judged  # written with the monitors in mind: they say nothing of how sure a flag may be
    for result in labelled:
        yield from ((confidence, result.session.misaligned) for _, confidence in result.warnings)
    yield from ((confidence, right) for _, confidence, right in own)


def _percent(share: Share | None) -> str:
    if share is None or share.value is None:
        return "-"
    low, high = share.interval
    return f"{100 * share.value:.0f}%\n{100 * low:.0f}-{100 * high:.0f}"


def _print(
    judged: Sequence[ScenarioResult],
    monitors: Sequence[MonitorRow],
    sources: Sequence[SourceRow],
    own: Sequence[tuple[str, float, bool]],
    calibrated: Sequence[tuple[float, float, Share]],
) -> None:
    from rich.console import Console  # noqa: PLC0415  # slow to import
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    if monitors:
        table = Table(
            "monitor", "caught", "right line", "near misses flagged", "precision", title="Scenarios (95% intervals)"
        )
        for row in monitors:
            table.add_row(row.code, *map(_percent, (row.caught, row.placed, row.false_alarms, row.precision)))
        table.add_row("stray warnings", "", "", _percent(strays(judged)), "", style="dim")
        console.print(table)
    if sources:
        table = Table(title="Labelled sessions (95% intervals)", show_lines=True)
        for heading in ("source", "precision", "recall", "AUROC", "length alone", "at 1%", "at 5%", "others' bar"):
            table.add_column(heading, no_wrap=heading == "source")
        table.add_column("alarms in 1000 calls")
        for source in sources:
            table.add_row(*_source_cells(source))
        console.print(table)
        console.print(_KEY, style="dim")
    if own:
        table = Table("monitor", "confirmed of judged", title="Your verdicts")
        for code in sorted({c for c, _, _ in own}):
            cases = [right for c, _, right in own if c == code]
            table.add_row(code, _percent(Share(sum(cases), len(cases))))
        console.print(table)
    if calibrated:
        table = Table("confidence, mean", "right", "flags", title="Does confidence mean what it says?")
        for mean, _, share in calibrated:
            table.add_row(f"{mean:.2f}", _percent(share), str(share.of))
        console.print(table)


def _whole(share: Share | None) -> str:
    return "-" if share is None or share.value is None else f"{100 * share.value:.0f}%"


def _area(value: float | None, interval: tuple[float, float]) -> str:
    return "-" if value is None else f"{value:.2f}\n{interval[0]:.2f}-{interval[1]:.2f}"


def _source_cells(row: SourceRow) -> tuple[str, ...]:
    others = "-" if row.others_caught is None else f"{_whole(row.others_caught)} / {_whole(row.others_alarms)}"
    rate = "-" if row.per_thousand is None else f"{row.per_thousand:.2f}\n{row.false_alarms} of {row.calls}"
    area = _area(row.auroc.value, row.auroc.interval)
    length = _area(row.length_only.value, row.length_only.interval)
    name = row.source if len(row.source) <= _NAME else row.source[: _NAME - 1] + "…"
    caught = map(_percent, row.caught)
    return (name, _percent(row.precision), _percent(row.recall), area, length, *caught, others, rate)


def _print_failures(judged: Sequence[ScenarioResult]) -> None:
    for result in judged:
        if not result.right:
            scenario = result.scenario
            faults = []
            if result.flagged is not scenario.positive:
                faults.append("missed" if scenario.positive else "flagged")
            if result.placed is False:
                faults.append("wrong line")
            faults += [f"stray {code}" for code in result.strays]
            click.echo(f"{scenario.id}: {', '.join(faults)}")


def _json(
    judged: Sequence[ScenarioResult],
    monitors: Sequence[MonitorRow],
    sources: Sequence[SourceRow],
    own: Sequence[tuple[str, float, bool]],
    calibrated: Sequence[tuple[float, float, Share]],
) -> dict[str, Any]:
    return {
        "version": 1,
        "scenarios": {
            "monitors": [row.as_json() for row in monitors],
            "stray_warnings": strays(judged).as_json(),
            "wrong": [r.scenario.id for r in judged if not r.right],
        },
        "labelled": [row.as_json() for row in sources],
        "verdicts": [{"code": c, "confidence": f, "confirmed": r} for c, f, r in own],
        "calibration": [{"confidence": mean, **share.as_json()} for mean, _, share in calibrated],
    }
