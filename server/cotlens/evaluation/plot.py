"""Draws an evaluation: what is caught at which price, and whether confidence means what it says. Needs matplotlib."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cotlens.evaluation.metrics import Share
from cotlens.evaluation.report import MonitorRow, SourceRow
from cotlens.model.errors import UsageError


def draw(
    path: Path,
    monitors: Sequence[MonitorRow],
    sources: Sequence[SourceRow],
    calibrated: Sequence[tuple[float, float, Share]],
) -> None:
    """Write the plot to `path`; its ending says the format. Raises UsageError where matplotlib is missing."""
    try:
        import matplotlib as mpl  # noqa: PLC0415  # an extra, and slow to import

        mpl.use("Agg")
        from matplotlib import pyplot as plt  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("a plot needs matplotlib: pip install 'cotlens[evaluate]'") from error
    figure, axes = plt.subplots(1, 3, figsize=(16, 7), gridspec_kw={"width_ratios": [2, 2, 1.4]})
    _monitors(axes[0], monitors)
    _sources(axes[1], sources)
    _calibration(axes[2], calibrated)
    figure.tight_layout()
    try:
        figure.savefig(path, dpi=120)
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error
    plt.close(figure)


def _monitors(axis: Any, rows: Sequence[MonitorRow]) -> None:
    axis.set_title("Scenarios: caught, and near misses flagged")
    for at, row in enumerate(rows):
        for share, colour, shift in ((row.caught, "tab:green", 0.16), (row.false_alarms, "tab:red", -0.16)):
            _bar(axis, at + shift, share, colour)
    axis.set_yticks(range(len(rows)), [row.code for row in rows])
    axis.set_xlim(0, 1)
    axis.invert_yaxis()


def _sources(axis: Any, rows: Sequence[SourceRow]) -> None:
    axis.set_title("Labelled sessions: AUROC (grey: length alone)")
    for at, row in enumerate(rows):
        for measure, colour, shift in ((row.auroc, "tab:blue", 0.16), (row.length_only, "lightgrey", -0.16)):
            if measure.value is not None:
                low, high = measure.interval
                axis.barh(at + shift, measure.value, 0.3, color=colour)
                axis.plot([low, high], [at + shift] * 2, color="black", linewidth=1)
    axis.axvline(0.5, color="grey", linestyle=":")
    axis.set_yticks(range(len(rows)), [row.source for row in rows])
    axis.set_xlim(0, 1)
    axis.invert_yaxis()


def _calibration(axis: Any, rows: Sequence[tuple[float, float, Share]]) -> None:
    axis.set_title("Confidence against share right")
    axis.plot([0, 1], [0, 1], color="grey", linestyle=":")
    for mean, _, share in rows:
        low, high = share.interval
        axis.plot([mean, mean], [low, high], color="black", linewidth=1)
        axis.plot(mean, share.value, "o", color="tab:blue")
    axis.set_xlim(0.4, 1)
    axis.set_ylim(0, 1)


def _bar(axis: Any, at: float, share: Share, colour: str) -> None:
    if share.value is not None:
        low, high = share.interval
        axis.barh(at, share.value, 0.3, color=colour)
        axis.plot([low, high], [at, at], color="black", linewidth=1)
