"""What the editor's `cotlens` section says, as far as it concerns what is shown. A wrong value keeps its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cotlens.model.flag import Severity


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """The editor's settings."""

    enable: bool = True
    min_severity: Severity = Severity.INFO
    code_lens: bool = True
    explain_lens: bool = False
    """A lens over each stretch of lines that one edit of an agent's wrote, flagged or not."""
    explain_hover: bool = True
    """The same in a hover."""

    @classmethod
    def parse(cls, section: Any) -> ClientSettings:
        """Read a `cotlens` section; None and other nonsense is an empty section."""
        if not isinstance(section, Mapping):
            return cls()
        lens, hover = section.get("codeLens"), section.get("hover")
        lens_enabled = lens.get("enable") if isinstance(lens, Mapping) else lens
        return cls(
            enable=section.get("enable") is not False,
            min_severity=_severity(section.get("minSeverity")),
            code_lens=lens_enabled is not False,
            explain_lens=isinstance(lens, Mapping) and lens.get("explain") is True,
            explain_hover=not (isinstance(hover, Mapping) and hover.get("explain") is False),
        )


def _severity(word: Any) -> Severity:
    try:
        return Severity.parse(word)
    except (KeyError, AttributeError):
        return Severity.INFO
