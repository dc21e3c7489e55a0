"""The editor's settings: the one table that the server's defaults, VS Code's settings page and the documentation are made from.

What the server makes of a value is `lsp/settings`'s to say; settings that only the VS Code client reads say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["boolean", "string", "number", "words"]


@dataclass(frozen=True, slots=True)
class EditorSetting:
    """One key of the section `cotlens`."""

    key: str
    kind: Kind
    default: Any
    says: str
    """What it does, in Markdown."""
    values: str = ""
    """The values in words, for the documentation; '' where only VS Code's client reads it."""
    choices: tuple[tuple[str, str], ...] = ()
    """The words it can be, each with what it means."""
    in_vscode: Any = None
    """The default in VS Code where it is another."""
    between: tuple[float, float] | None = None
    machine: bool = False
    """Whether it names something of the machine, so that a workspace may set it only where it is trusted."""


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that stand together."""

    title: str
    settings: tuple[EditorSetting, ...]


_SEVERITIES: Final = (
    ("info", "Everything, also what is hardly worth a look."),
    ("low", "Hints."),
    ("moderate", "Warnings."),
    ("high", "Errors."),
    ("critical", "Only what needs you at once."),
)

GROUPS: Final = (
    Group(
        "General",
        (
            EditorSetting(
                "enable", "boolean", True, "Watch agents' session logs and show what they flag.", "true, false"
            ),
        ),
    ),
    Group(
        "What Is Shown",
        (
            EditorSetting(
                "minSeverity",
                "string",
                "info",
                "Show flags of this severity and above. `moderate` is a warning, `high` and `critical` are errors.",
                ", ".join(f'"{word}"' for word, _ in _SEVERITIES),
                _SEVERITIES,
                in_vscode="low",
            ),
            EditorSetting(
                "minConfidence",
                "number",
                0,
                "Show flags that are at least this sure, from 0 to 1.",
                "0 to 1: flags that are at least this sure",
                between=(0, 1),
            ),
            EditorSetting(
                "monitors.off",
                "words",
                [],
                "Monitors whose flags are not shown, by code or name (`DC06`, `stalling`). `cotlens.toml` switches them off for everybody.",
                "a list of codes or names of monitors whose flags are not shown",
            ),
            EditorSetting(
                "exclude",
                "words",
                [],
                "Files in which no flag is shown, as globs within the folder (`vendor/*`; `*` goes over folders, too).",
                "a list of globs, within the folder, of files that no flag is shown in",
            ),
        ),
    ),
    Group(
        "In the Editor",
        (
            EditorSetting(
                "codeLens.enable",
                "boolean",
                True,
                "Show what was flagged, and the buttons to judge it, above the line.",
                "true, false: lenses above flagged lines",
            ),
            EditorSetting(
                "codeLens.explain",
                "boolean",
                False,
                "Show above each stretch of lines that an agent wrote, flagged or not, who wrote it and what for.",
                "true, false: a lens above each stretch of lines that an agent wrote",
            ),
            EditorSetting(
                "hover.explain",
                "boolean",
                True,
                "Tell in the hover on a line that an agent wrote what you had asked, what it thought and what it ran afterwards.",
                "true, false: hovers on lines that an agent wrote and nobody flagged",
            ),
            EditorSetting(
                "gutter.enable",
                "boolean",
                False,
                "Mark the lines that agents wrote in the gutter and the overview ruler, flagged or not.",
            ),
        ),
    ),
    Group(
        "Server",
        (
            EditorSetting(
                "server.path",
                "string",
                "",
                "The `cotlens` program to run. Empty: it is looked for (see `#cotlens.python.path#`).",
                machine=True,
            ),
            EditorSetting(
                "python.path",
                "string",
                "",
                "The Python (3.10 or newer) that runs the server; without cotlens installed it gets a private environment. "
                "Empty: the Python extension's interpreter, the folder's `.venv`, then the PATH.",
                machine=True,
            ),
            EditorSetting(
                "trace.server",
                "string",
                "off",
                "Write the messages between editor and server to the output channel.",
                choices=(
                    ("off", "None of them."),
                    ("messages", "That there was one."),
                    ("verbose", "All of each; they quote session logs."),
                ),
            ),
        ),
    ),
)
