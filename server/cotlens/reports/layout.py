"""Pieces of terminal layout that reports and the demo share. Texts come in ready; nothing is escaped or redacted here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

Row = tuple[str, str, str]
"""(label, text, style)."""


def labelled(rows: Sequence[Row], width: int = 9) -> Table:
    """Lay out rows with their labels in one column and the texts in another, wrapped within it."""
    from rich.table import Table as Grid  # noqa: PLC0415  # rich costs 60 ms that JSON output need not pay
    from rich.text import Text  # noqa: PLC0415  # the same

    grid = Grid.grid(padding=(0, 1))
    grid.add_column(width=width, justify="right", style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text, style in rows:
        grid.add_row(label, Text(text, style=style))
    return grid
