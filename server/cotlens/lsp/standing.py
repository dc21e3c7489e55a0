"""In which files on disk each flag stands: kept beside the snapshot, so that an update of one file does not look through all others."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cotlens.model.ids import FlagId
from cotlens.model.snapshot import FileView


class Standing:
    """The paths of each flag, by the views that were asked about last."""

    def __init__(self) -> None:
        """There is no view yet."""
        self._views: Mapping[str, FileView] = {}
        self._paths: dict[FlagId, set[str]] = {}

    def paths_of(self, flags: Collection[FlagId], views: Mapping[str, FileView]) -> set[str]:
        """Return the files in whose views one of the flags stands."""
        if views is not self._views:
            self._follow(views)
        return set().union(*(self._paths[flag] for flag in flags if flag in self._paths))

    def _follow(self, views: Mapping[str, FileView]) -> None:
        before, self._views = self._views, views
        for path, view in before.items():
            if views.get(path) is not view:
                for flag in view.flags:
                    if (paths := self._paths.get(flag.id)) is not None:
                        paths.discard(path)
                        if not paths:
                            del self._paths[flag.id]
        for path, view in views.items():
            if before.get(path) is not view:
                for flag in view.flags:
                    self._paths.setdefault(flag.id, set()).add(path)
