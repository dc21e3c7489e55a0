"""What several subcommands share: options, durations, where the workspace is."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from cotlens.model.flag import Severity

if TYPE_CHECKING:
    from rich.console import Console

Function = TypeVar("Function", bound=Callable[..., Any])

SEVERITIES: Final = [s.word for s in Severity]
_UNITS: Final = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def workspace_option(function: Function) -> Function:
    """Add `--workspace DIR`."""
    return click.option(
        "--workspace",
        "-w",
        type=click.Path(exists=True, file_okay=False),
        help="Folder whose sessions are meant [default: this one].",
    )(function)


class Since(click.ParamType[float]):
    """`7d`, `12h`, `30m`, `2w`, or a date `2026-03-01`: gives seconds since the epoch."""

    name = "age"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Turn the word into a moment, or fail with what would be right."""
        if isinstance(value, float):
            return value
        match = re.fullmatch(r"(\d+)([mhdw])", str(value))
        if match:
            return time.time() - int(match[1]) * _UNITS[match[2]]
        try:
            return time.mktime(time.strptime(str(value), "%Y-%m-%d"))
        except ValueError:
            self.fail(f"{value!r} is neither an age (30m, 12h, 7d, 2w) nor a date (2026-03-01)", param, ctx)


def folder(workspace: str | None) -> str:
    """Return the absolute workspace folder."""
    return os.path.realpath(workspace or os.getcwd())


def home() -> str:
    """Return the user's home folder."""
    return os.path.expanduser("~")


def console(*, stderr: bool = False) -> Console:
    """Return a terminal that guesses nothing from log text: no markup, no highlighting, no emoji codes."""
    from rich.console import Console as Terminal  # noqa: PLC0415  # costs 60 ms that JSON output need not pay

    return Terminal(markup=False, highlight=False, emoji=False, stderr=stderr, soft_wrap=False)
