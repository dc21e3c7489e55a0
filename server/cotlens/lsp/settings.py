"""What the editor's `cotlens` section says, as far as it concerns what is shown. A wrong value keeps its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from cotlens.model.flag import Flag, Severity
from cotlens.model.paths import relative_to
from cotlens.model.verdicts import path_of


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """The editor's settings."""

    enable: bool = True
    min_severity: Severity = Severity.INFO
    min_confidence: float = 0.0
    off: frozenset[str] = frozenset()
    """Codes and names of monitors that are not shown, in lower case."""
    exclude: tuple[str, ...] = ()
    """Globs of paths within the folder, with `/`, of files that no flag is shown in."""
    code_lens: bool = True
    explain_lens: bool = False
    """A lens over each stretch of lines that one edit of an agent's wrote, flagged or not."""
    explain_hover: bool = True
    """The same in a hover."""

    def lets_through(self, flag: Flag, root: str | None) -> bool:
        """Whether a flag is grave and sure enough, and of a monitor and a file (below the folder `root`) that is not left out."""
        if flag.severity < self.min_severity or flag.confidence < self.min_confidence:
            return False
        if self.off and not self.off.isdisjoint((flag.code.lower(), flag.name.lower())):
            return False
        if not self.exclude or not (path := path_of(flag)):
            return True
        inner = relative_to(path, root)
        return not any(fnmatch(inner, glob) for glob in self.exclude)

    @classmethod
    def parse(cls, section: Any) -> ClientSettings:
        """Read a `cotlens` section; None and other nonsense is an empty section."""
        if not isinstance(section, Mapping):
            return cls()
        lens, hover, monitors = section.get("codeLens"), section.get("hover"), section.get("monitors")
        lens_enabled = lens.get("enable") if isinstance(lens, Mapping) else lens
        return cls(
            enable=section.get("enable") is not False,
            min_severity=_severity(section.get("minSeverity")),
            min_confidence=_number(section.get("minConfidence")),
            off=frozenset(
                word.lower() for word in _words(monitors.get("off") if isinstance(monitors, Mapping) else None)
            ),
            exclude=_words(section.get("exclude")),
            code_lens=lens_enabled is not False,
            explain_lens=isinstance(lens, Mapping) and lens.get("explain") is True,
            explain_hover=not (isinstance(hover, Mapping) and hover.get("explain") is False),
        )


def _severity(word: Any) -> Severity:
    try:
        return Severity.parse(word)
    except (KeyError, AttributeError):
        return Severity.INFO


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1 else 0.0


def _words(value: Any) -> tuple[str, ...]:
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, (list, tuple)) else ()
