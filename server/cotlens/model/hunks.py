"""Hunks of whole files: every line put in, every line taken out. Compares nothing."""

from __future__ import annotations

from cotlens.model.edit import Hunk
from cotlens.model.text import split_lines


def lines_of(content: str) -> list[str]:
    """Split a file's text into its lines; the empty rest behind the last line ending is no line."""
    lines = content.split("\n") if "\r" not in content else split_lines(content)
    if lines and not lines[-1]:
        lines.pop()
    return lines


def created(content: str) -> tuple[Hunk, ...]:
    """One hunk that puts in every line of a new file."""
    return (Hunk(tuple(f"+{line}" for line in lines_of(content)), 0, 1),) if content else ()


def deleted(content: str) -> tuple[Hunk, ...]:
    """One hunk that takes out every line of a file."""
    return (Hunk(tuple(f"-{line}" for line in lines_of(content)), 1, 0),) if content else ()
