"""The monitors that are at work: the built-in ones, those of installed packages, and the user's own, as the configuration has them.

Also the monitors' public side, for surfaces, which may not reach into the monitors themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from importlib import metadata
from typing import Final

from cotlens.config.load import Configuration, load, user_config_file
from cotlens.config.schema import MonitorSettings, UserMonitor
from cotlens.model.errors import Problem
from cotlens.model.flag import Severity
from cotlens.monitors.base import Meta, Monitor
from cotlens.monitors.registry import MONITORS, meta_of, metas
from cotlens.monitors.user_rules import Rule, UserRule, under_one_cover

__all__ = ["Catalogue", "Meta", "catalogue_of", "meta_of", "metas", "user_config_file", "user_rule"]

GROUP: Final = "cotlens.monitors"
"""Entry points of installed packages: each a monitor, or a function that returns some."""

_PLAIN: Final = MonitorSettings()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The monitors at work and how each is to behave."""

    monitors: tuple[Monitor, ...] = MONITORS
    settings: tuple[tuple[str, MonitorSettings], ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    """The configuration files that were read."""
    shared_verdicts: bool = True
    """Whether verdicts that the folders share count."""

    def settings_of(self, code: str) -> MonitorSettings:
        """Return how a monitor is to behave."""
        return next((s for c, s in self.settings if c == code), _PLAIN)

    @property
    def active(self) -> tuple[Monitor, ...]:
        """The monitors that are not switched off."""
        off = {code for code, s in self.settings if s.off}
        return tuple(m for m in self.monitors if m.meta.code not in off)

    def severity(self, meta: Meta, severity: Severity, confidence: float, path: str | None) -> Severity | None:
        """Return as what a finding of this severity is to be shown, or None if it is not to be."""
        settings = self.settings_of(meta.code)
        if confidence < settings.min_confidence:
            return None
        if path is not None and any(fnmatch(path, glob) for glob in settings.exclude):
            return None
        if settings.severity is None:
            return severity
        return severity.shifted(Severity.parse(settings.severity) - meta.severity)


def catalogue_of(
    folders: Sequence[str], env: Mapping[str, str], home: str, explicit: str | None = None, *, packages: bool = True
) -> Catalogue:
    """Read the configuration and put the monitors together; those of installed packages only with `packages`."""
    packaged, problems = _packaged() if packages else ((), ())
    known = {m.meta.code: m.meta.severity for m in (*MONITORS, *packaged)}
    found: Configuration = load(folders, user_config_file(env, home), known, explicit)
    own = under_one_cover(user_rule(monitor) for monitor in found.monitors)
    return Catalogue(
        monitors=(*MONITORS, *packaged, *own),
        settings=found.settings,
        problems=(*problems, *found.problems),
        files=found.files,
        shared_verdicts=found.shared_verdicts,
    )


def user_rule(monitor: UserMonitor) -> UserRule:
    """Make a monitor of a rule of the user's."""
    severity = Severity.parse(monitor.severity)
    meta = Meta(
        code=monitor.code,
        name=monitor.name,
        category="your own",
        severity=severity,
        summary=monitor.message,
        details="A rule of your own, from the configuration.",
    )
    rule = Rule(monitor.any, monitor.all, monitor.unless, monitor.within, severity, monitor.confidence, monitor.message)
    return UserRule(meta, rule)


@lru_cache(maxsize=1)
def _packaged() -> tuple[tuple[Monitor, ...], tuple[Problem, ...]]:
    """Load the monitors of installed packages; one that cannot be loaded is a problem, not an end."""
    monitors: list[Monitor] = []
    problems: list[Problem] = []
    for point in metadata.entry_points(group=GROUP):
        try:
            loaded = point.load()
            made = loaded() if callable(loaded) else loaded
            monitors += made if isinstance(made, Iterable) else (made,)
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            problems.append(Problem(point.value, 1, f"the package's monitors could not be loaded: {error}"))
    return tuple(monitors), tuple(problems)
