"""Flags as the protocol's values: diagnostics, lenses' commands, ranges. Pure; decides nothing about what is shown."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Final

from lsprotocol import types as t

from cotlens.lsp.paths import file_uri
from cotlens.model.errors import Problem
from cotlens.model.flag import Flag, Range, Severity
from cotlens.model.safe_text import MESSAGE_CAP, visible
from cotlens.model.verdict import Status

SOURCE: Final = "cotlens"

_SEVERITY: Final = {
    Severity.INFO: t.DiagnosticSeverity.Hint,
    Severity.LOW: t.DiagnosticSeverity.Information,
    Severity.MODERATE: t.DiagnosticSeverity.Warning,
    Severity.HIGH: t.DiagnosticSeverity.Error,
    Severity.CRITICAL: t.DiagnosticSeverity.Error,
}


@lru_cache(maxsize=64)
def docs_uri(code: str) -> str:
    """Where a monitor is explained: in the page that ships with the package, so that it can be read offline.

    The fragment is the line of the monitor's heading, in the form that editors take (`#L12`).
    """
    page = resources.files("cotlens") / "docs" / "monitors.md"
    headings = (
        n for n, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1) if line.startswith(f"## {code} ")
    )
    return f"{file_uri(str(page))}#L{next(headings, 1)}"


def on_one_line(flag: Flag) -> Range:
    """Where a flag is shown: on the line it begins on, as what reaches into the next line paints the wrong one.

    The file's first character for a flag without a place.
    """
    r = flag.location.range if flag.location is not None else Range(0, 0, 0, 1)
    end = r.end_character if r.end_line == r.start_line else r.start_character + 1
    return Range(r.start_line, r.start_character, r.start_line, max(end, r.start_character))


def first_line(flag: Flag) -> t.Range:
    """The range of a flag's diagnostic; the file's first character for a flag without a place."""
    r = on_one_line(flag)
    return t.Range(t.Position(r.start_line, r.start_character), t.Position(r.end_line, r.end_character))


def diagnostic(flag: Flag, status: Status, transcript: t.Location | None) -> t.Diagnostic:
    """A placed flag as a diagnostic; `transcript` is where its reasoning can be read, if it was written already."""
    prefix = "Confirmed: " if status is Status.CONFIRMED else ""
    related = (
        [t.DiagnosticRelatedInformation(transcript, "The reasoning, in the session's transcript")]
        if transcript
        else None
    )
    return t.Diagnostic(
        range=first_line(flag),
        message=prefix + visible(flag.message, MESSAGE_CAP) + (_ignored(flag) if flag.ignored is not None else ""),
        severity=_SEVERITY[flag.severity] if flag.ignored is None else t.DiagnosticSeverity.Hint,
        code=flag.code,
        code_description=t.CodeDescription(href=docs_uri(flag.code)),
        source=SOURCE,
        related_information=related,
        data={"flag": flag.id},
    )


def problem_diagnostic(problem: Problem) -> t.Diagnostic:
    """What is wrong with a configuration file, on its line."""
    line = problem.line - 1
    return t.Diagnostic(
        # Beyond any line's end, which the protocol has clients take for the end.
        range=t.Range(t.Position(line, 0), t.Position(line, 1000)),
        message=visible(problem.message, MESSAGE_CAP),
        severity=t.DiagnosticSeverity.Warning,
        code=problem.kind,
        source=SOURCE,
    )


def _ignored(flag: Flag) -> str:
    reason = visible(flag.ignored or "", 120)
    return f" (ignored in the file: {reason})" if reason else " (ignored in the file)"
