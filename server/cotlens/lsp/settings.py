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

    @classmethod
    def parse(cls, section: Any) -> ClientSettings:
        """Read a `cotlens` section; None and other nonsense is an empty section."""
        if not isinstance(section, Mapping):
            return cls()
        lens = section.get("codeLens")
        lens_enabled = lens.get("enable") if isinstance(lens, Mapping) else lens
        return cls(
            enable=section.get("enable") is not False,
            min_severity=_severity(section.get("minSeverity")),
            code_lens=lens_enabled is not False,
        )


def _severity(word: Any) -> Severity:
    try:
        return Severity.parse(word)
    except (KeyError, AttributeError):
        return Severity.INFO
