"""What a line of a file carries, and one state of a file with all that its lines carry. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple, cast

from cotlens.attribution.locate import Line
from cotlens.model.ids import EditId

_SEVERITY: Final = {"eq": 0, "move": 1, "ws": 2, "mod": 3}


class Cell(NamedTuple):
    """A line's owner: the edit, which of the edit's added lines it is, and how it was carried since (eq, move, ws, mod)."""

    edit: EditId
    at: int
    how: str

    def carried(self, how: str) -> Cell:
        """The same line after one more step: the worst of all steps counts."""
        return self if _SEVERITY[how] <= _SEVERITY[self.how] else Cell(self.edit, self.at, how)


class Cut(NamedTuple):
    """Where an edit took lines out and put none in: the ids of the lines that then stood before and after."""

    edit: EditId
    group: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class State:
    """A file at one moment. The lists are parallel and never changed once a state is made."""

    lines: list[Line] = field(default_factory=list)
    cells: list[Cell | None] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    """Line identities: unique in the file's history, kept while a line is carried."""
    cuts: tuple[Cut, ...] = ()
    whole: bool = False
    """False while only parts of the text are known; the file may then be longer than `lines`."""

    def text(self) -> list[str]:
        """The lines of a whole state."""
        return cast("list[str]", self.lines) if self.whole else [x for x in self.lines if x is not None]
