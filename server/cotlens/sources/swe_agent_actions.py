"""What an action of SWE-agent is: a shell command, or one of its own commands for looking at and editing files."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from typing import Final

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import ToolKind
from cotlens.sources import patches, str_replace_editor
from cotlens.sources.str_replace_editor import Change
from cotlens.sources.values import Json

_KINDS: Final = {
    "open": ToolKind.READ, "goto": ToolKind.READ, "scroll_down": ToolKind.READ, "scroll_up": ToolKind.READ,
    "set_cursors": ToolKind.READ, "filemap": ToolKind.READ, "search_dir": ToolKind.SEARCH,
    "search_file": ToolKind.SEARCH, "find_file": ToolKind.SEARCH, "submit": ToolKind.OTHER,
    "exit_forfeit": ToolKind.OTHER, "view_image": ToolKind.READ,
}  # fmt: skip
_EDITORS: Final = frozenset({"edit", "insert", "create", "str_replace_editor"})
_RANGE: Final = re.compile(r"edit (\d{1,9}):(\d{1,9})[ \t]*\n")
_END: Final = "\nend_of_edit"
_START_CURSOR: Final = "<<<<< START CURSOR >>>>>"
_END_CURSOR: Final = "<<<<< END CURSOR >>>>>"
_WINDOW: Final = re.compile(r"\[File: (.{1,1000}?) \(\d+ lines total\)\]")
_NUMBERED: Final = re.compile(r"(\d{1,9}):(.*)\Z", re.DOTALL)
_LONGEST: Final = 512 * 1024
"""Characters of the longest action whose quotes are taken apart."""
_WRONG: Final = (
    "Your proposed edit has introduced new syntax error", "Your edit was not applied", "Error", "ERROR", "Usage:",
    "usage:", "No file open", "No replacement was performed", "Text not found", "Your edit has failed",
    "Invalid", "The search string", "No edit was performed", "Edit failed", "Parameter", "/bin/bash:", "bash:",
)  # fmt: skip
_TIMEOUTS: Final = ("EXECUTION TIMED OUT", "COMMAND TIMED OUT")


@dataclass(frozen=True, slots=True)
class Action:
    """An action, read."""

    name: str
    kind: ToolKind
    args: Json = field(default_factory=dict)
    change: Change | None = None


@dataclass(slots=True)
class Window:
    """The numbered lines that the agent was shown of a file last."""

    path: str = ""
    lines: dict[int, str] = field(default_factory=dict)
    cursors: tuple[int, int] | None = None
    """First and last line between the cursors, in the version that has them."""

    def show(self, observation: str) -> None:
        """Take over what an observation shows."""
        found = _WINDOW.match(observation) or _WINDOW.search(observation[:4000])
        if found is None:
            return
        self.path, self.lines, self.cursors = found[1], {}, None
        begin = last = 0
        waiting = False
        for raw in observation[found.end() :].split("\n"):
            line = raw.removesuffix("\r")
            numbered = _NUMBERED.match(line)
            if numbered:
                last = int(numbered[1])
                self.lines[last] = numbered[2]
                begin, waiting = (last, False) if waiting else (begin, False)
            elif line == _START_CURSOR:
                waiting = True
            elif line == _END_CURSOR and begin:
                self.cursors = (begin, last)

    def between(self, first: int, last: int) -> list[str] | None:
        """The lines `first` to `last`, None unless all of them were shown."""
        if not 0 < first <= last or last - first > len(self.lines):
            return None
        found = [self.lines.get(number) for number in range(first, last + 1)]
        return [line for line in found if line is not None] if None not in found else None


def read(action: str, open_file: str, window: Window) -> Action:
    """Read an action; `open_file` is the file in the agent's window."""
    bare = action.strip("\r\n")
    name = bare.split(None, 1)[0] if bare.strip() else ""
    if name in _KINDS:
        return Action(name, _KINDS[name], {"input": bare})
    if name not in _EDITORS:
        return Action("bash", ToolKind.SHELL, {"command": bare.strip()})
    change = _change(name, bare, open_file, window)
    if name == "str_replace_editor" and change is None and " view" in bare[:80]:
        return Action(name, ToolKind.READ, {"input": bare})
    return Action(name, ToolKind.EDIT, {"path": change.path if change else open_file, "input": bare}, change)


def _change(name: str, bare: str, open_file: str, window: Window) -> Change | None:
    if name == "edit" and (bare.endswith(_END) or "\nend_of_edit\n" in bare):
        return _ranged(bare, open_file, window) if open_file else None
    words = _words(bare)
    if name == "create" and len(words) > 1:
        # The command makes a file of one empty line; its text comes with the next edit.
        return Change(words[1], EditOp.CREATE, (), None, "\n")
    if name == "str_replace_editor" and len(words) > 2:
        return str_replace_editor.change_of(_options(words))
    if name == "edit" and len(words) > 2 and open_file:
        return Change(open_file, EditOp.MODIFY, patches.replaced(words[1], words[2]))
    if name == "insert" and len(words) > 1 and open_file:
        lines = tuple(f"+{line}" for line in patches.lines_of(words[1]))
        at = int(words[2]) if len(words) > 2 and words[2].isascii() and words[2].isdecimal() else None
        hunk = Hunk(lines) if at is None else Hunk(lines, at, at + 1)
        return Change(open_file, EditOp.MODIFY, (hunk,) if lines else ())
    return None


def _ranged(bare: str, open_file: str, window: Window) -> Change:
    """`edit 3:5` and the lines instead of these; without numbers it is the lines between the cursors."""
    numbers = _RANGE.match(bare)
    body = bare.split("\n", 1)[1] if "\n" in bare else ""
    end = body.rfind("end_of_edit")
    new = patches.lines_of(body[: max(end, 0)])
    if numbers is None and window.cursors is None:
        return Change(open_file, EditOp.MODIFY, (Hunk(tuple(f"+{line}" for line in new)),))
    first, last = (int(numbers[1]), int(numbers[2])) if numbers else window.cursors or (0, 0)
    old = window.between(first, last)
    if old is None:
        return Change(open_file, EditOp.MODIFY, (Hunk(tuple(f"+{line}" for line in new), None, first),))
    lines = (*(f"-{line}" for line in old), *(f"+{line}" for line in new))
    return Change(open_file, EditOp.MODIFY, (Hunk(lines, first, first),))


def _words(bare: str) -> list[str]:
    if len(bare) > _LONGEST:
        return []
    try:
        return shlex.split(bare)
    except ValueError:
        return bare.split(None, 1)


def _options(words: list[str]) -> Json:
    found: Json = {"command": words[1], "path": words[2]}
    for flag, value in zip(words[3::2], words[4::2], strict=False):
        if flag.startswith("--"):
            found[flag[2:]] = int(value) if flag == "--insert_line" and value.isascii() and value.isdecimal() else value
    return found


def went_wrong(action: Action, observation: str) -> bool:
    """Whether the environment's answer says that the action failed. What a shell command did, only its status would say."""
    head = observation.lstrip()[:400]
    if head.startswith(_TIMEOUTS):
        return True
    if head.startswith("The command '") and "was cancelled because it took more than" in head:
        return True
    return action.kind is ToolKind.EDIT and head.startswith(_WRONG)
