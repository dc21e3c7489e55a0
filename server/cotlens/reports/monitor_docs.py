"""The monitors' documentation as one Markdown page, made from what the monitors say of themselves."""

from __future__ import annotations

from typing import Final

from cotlens.engine.catalogue import metas

_INTRODUCTION: Final = (
    "What CoTLens looks for. Severities: info, low, moderate (a warning in editors), high and critical (errors). "
    "What was done and cannot be undone, or was hidden from you, is graver than the monitor's own severity; "
    "what failed is less so."
)


def page() -> str:
    """Return `docs/monitors.md` of the package; a test compares the two."""
    parts = [
        "# Monitors",
        _INTRODUCTION,
    ]
    for meta in metas():
        parts += [
            f"## {meta.code} {meta.name}",
            f"*{meta.category}, {meta.severity.word}*",
            meta.summary,
            meta.details,
        ]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201  # python -m cotlens.reports.monitor_docs > server/cotlens/docs/monitors.md
