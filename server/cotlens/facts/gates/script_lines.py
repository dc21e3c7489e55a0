"""The shell text in a line of a pipeline, a task file or a script, and the checks that it runs. Compares nothing."""

from __future__ import annotations

import re

from cotlens.facts.checking.checks import recognise
from cotlens.facts.commands.shell import parse_shell
from cotlens.model.check import CheckKind


def script_text(line: str) -> str:
    """Take the shell text out of a YAML, JSON or Makefile line."""
    text = line.strip()
    match = re.match(
        r"""(?:-\s+)?(?:run|script|command|cmd|entrypoint|test|sh|bash)\s*:\s*[|>]?-?\s*(.*)$|["'][\w:.-]+["']\s*:\s*["'](.*)["']\s*,?$|-\s+(.*)$|RUN\s+(.*)$""",
        text,
    )
    if match:
        text = next((g for g in match.groups() if g is not None), text)
    return text.strip("\"'").replace('\\"', '"').lstrip("@")


def checks_in(text: str) -> list[CheckKind]:
    """Return the kinds of the checks that the commands of a shell text run."""
    return [r.kind for c in parse_shell(text) if (r := recognise(c)) is not None]
