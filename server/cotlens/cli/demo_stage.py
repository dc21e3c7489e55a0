"""Where the bundled session is played: a folder with a home, a workspace and a state of its own. Reads and writes nothing outside of it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

from cotlens.model.event import EditEvent, Event
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

PLACEHOLDER: Final = "{workspace}"
SESSION: Final = "573e587b-7d71-4d95-b54f-aa25a966a6f0"
MARK: Final = ".cotlens-demo"
"""A file that tells a stage from a folder with somebody's work in it."""

_KEPT: Final = {
    "COMSPEC", "LANG", "LD_LIBRARY_PATH", "PATH", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TERM", "TMP", "TMPDIR", "TZ", "WINDIR",
}  # fmt: skip
_KEPT_BEGINNINGS: Final = ("DYLD_", "LC_", "PYTHON")


class StageTakenError(Exception):
    """The folder holds something that is no stage of ours."""


class Stage:
    """The folders below one root; makes none of them by itself."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def workspace(self) -> Path:
        """The folder that the recorded agent works in."""
        return self.root / "shop"

    @property
    def log(self) -> Path:
        """Where the recorded agent writes its session log."""
        slug = "".join(c if c.isalnum() or c == "-" else "-" for c in str(self.workspace))
        return self.root / "home" / ".claude" / "projects" / slug / f"{SESSION}.jsonl"

    def environment(self, outer: Mapping[str, str]) -> dict[str, str]:
        """The environment of a server on this stage: of `outer` only what leads to nobody's logs, settings or state."""
        kept = {k: v for k, v in outer.items() if k.upper() in _KEPT or k.upper().startswith(_KEPT_BEGINNINGS)}
        home = str(self.root / "home")
        return {
            **kept,
            "HOME": home,
            "USERPROFILE": home,
            "APPDATA": os.path.join(home, "AppData", "Roaming"),
            "LOCALAPPDATA": os.path.join(home, "AppData", "Local"),
            "COTLENS_STATE_DIR": str(self.root / "state"),
            "COTLENS_CACHE_DIR": str(self.root / "cache"),
        }

    def recorded(self) -> list[str]:
        """The lines of the session's log, as if it had been recorded here."""
        data = resources.files("cotlens") / "demo_session" / "session.jsonl"
        # A path stands within the strings of JSON.
        here = json.dumps(str(self.workspace))[1:-1]
        return data.read_text(encoding="utf-8").replace(PLACEHOLDER, here).splitlines(keepends=True)

    def begin(self) -> None:
        """Put the workspace there as it was before the session, and no log."""
        _copy(resources.files("cotlens") / "demo_session" / "workspace", self.workspace)
        self.log.parent.mkdir(parents=True, exist_ok=True)

    def write(self) -> None:
        """Put everything there as it is after the session, in place of an earlier stage; raises StageTakenError, OSError."""
        if self.root.exists() and any(self.root.iterdir()) and not (self.root / MARK).is_file():
            raise StageTakenError(f"{self.root} holds something else")
        for name in ("shop", "home", "state", "cache"):
            # What an editor has open stays: all of it is written again, or of no weight.
            shutil.rmtree(self.root / name, ignore_errors=True)
        self.begin()
        (self.root / MARK).write_text(
            "Written by `cotlens demo --into`; may be deleted at any time.\n", encoding="utf-8"
        )
        self.log.write_text("".join(self.recorded()), encoding="utf-8")
        for event in LogReader(str(self.log), Seen()).poll().events:
            happen(event)


def happen(event: Event) -> None:
    """Do to the workspace what the recorded agent did."""
    if isinstance(event, EditEvent) and event.edit.after is not None:
        Path(event.edit.path).write_text(event.edit.after, encoding="utf-8")


def _copy(source: Any, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for item in source.iterdir():
        if item.is_dir():
            _copy(item, target / item.name)
        else:
            (target / item.name).write_bytes(item.read_bytes())
