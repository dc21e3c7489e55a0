"""Lines that the session itself put into scripts, as commands of the calls that then run those scripts.

Shell scripts only, and only the lines added: what stood there before was the user's to decide.
"""

from __future__ import annotations

from typing import Final

from cotlens.facts.destruction import absolute
from cotlens.facts.shell import parse_shell
from cotlens.model.edit import FileEdit
from cotlens.model.fact import SimpleCommand

_SHELLS: Final = frozenset({"bash", "sh", "zsh", "dash", "ksh", ".", "source"})
_ENDINGS: Final = (".sh", ".bash", ".zsh")
_LONGEST: Final = 64 * 1024
"""Characters of a script's own lines that are kept: the last ones."""
_SCRIPTS: Final = 256
"""Scripts that are remembered; those written longest ago are forgotten first."""


class OwnScripts:
    """The scripts that a session has written in, by path."""

    def __init__(self) -> None:
        """Nothing has been written yet."""
        self._added: dict[str, str] = {}

    def note(self, edit: FileEdit) -> None:
        """Take in an edit; anything but an applied one of a shell script is passed over."""
        if edit.happened and edit.path.endswith(_ENDINGS) and edit.added:
            added = "\n".join((self._added.pop(edit.path, ""), *edit.added)).strip()
            self._added[edit.path] = added[-_LONGEST:]
            if len(self._added) > _SCRIPTS:
                del self._added[next(iter(self._added))]

    def commands_run_by(self, commands: tuple[SimpleCommand, ...]) -> tuple[SimpleCommand, ...]:
        """Return the session's own lines in the scripts that `commands` start."""
        if not self._added:
            return ()
        return tuple(
            inner
            for command in commands
            if not command.remote and (added := self._added.get(_script(command))) is not None
            for inner in parse_shell(added, command.cwd)
        )


def _script(command: SimpleCommand) -> str:
    words = [w for w in command.argv if not w.startswith("-")]
    named = words[1:2] if command.program in _SHELLS else words[:1]
    return absolute(named[0], command.cwd) if named and named[0].endswith(_ENDINGS) else ""
