"""The patch text of `apply_patch`: out of a shell command, and into changes of files. Knows no line numbers, opens no file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from cotlens.model.edit import EditOp, Hunk
from cotlens.model.hunks import created
from cotlens.model.paths import absolute

BEGIN: Final = "*** Begin Patch"
END: Final = "*** End Patch"
_NEAR: Final = 400
"""Characters between the word `apply_patch` and the patch: a heredoc's or a quote's opening, not another command."""
_CD: Final = re.compile(
    r"""(?:^|[\s;&(])cd\s+("[^"\n]*"|'[^'\n]*'|[^\s;&|]+)\s*(?:&&|;)\s*(?:[^\n]{0,80}\s)?apply_patch\b"""
)
_FILE: Final = re.compile(r"\*\*\* (Add|Delete|Update) File: (.+)")
_MOVE: Final = "*** Move to: "


class Texts(NamedTuple):
    """The texts of a change of one file."""

    hunks: tuple[Hunk, ...] = ()
    before: str | None = None
    after: str | None = None


class PatchChange:
    """What a patch does to one file. Its texts are read when somebody asks for them: they are most of the work."""

    __slots__ = ("_texts", "new_path", "op", "path")

    def __init__(self, op: EditOp, path: str, texts: Texts | Callable[[], Texts], new_path: str | None = None) -> None:
        """`path` and `new_path` are absolute, resolved against the call's working directory."""
        self.op = op
        self.path = path
        self.new_path = new_path
        self._texts = texts

    @property
    def texts(self) -> Texts:
        """The hunks, and the file before and after where the patch tells."""
        if not isinstance(self._texts, Texts):
            self._texts = self._texts()
        return self._texts

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """What changes, in the file's order."""
        return self.texts.hunks

    @property
    def before(self) -> str | None:
        """The whole file before, if it is known."""
        return self.texts.before

    @property
    def after(self) -> str | None:
        """The whole file after, if it is known."""
        return self.texts.after


def in_command(command: str, cwd: str | None) -> list[PatchChange]:
    """Find what a shell command patches with apply_patch (`apply_patch <<'EOF'`, also behind `cd dir &&`)."""
    changes: list[PatchChange] = []
    at = 0
    while (begin := command.find(BEGIN, at)) >= 0:
        end = command.find(END, begin)
        at = end + len(END) if end >= 0 else len(command)
        lead = command[max(0, begin - _NEAR) : begin]
        if "apply_patch" in lead or "applypatch" in lead:
            moved = _CD.search(lead)
            base = absolute(moved[1].strip("\"'"), cwd) if moved else cwd
            changes += parse(command[begin:at], base)
    return changes


def parse(patch: str, cwd: str | None) -> list[PatchChange]:
    """Read a patch leniently: text outside the grammar is passed over, a missing end is no error."""
    return [change for head, body in _sections(patch) if (change := _change(head, body, cwd)) is not None]


def _sections(patch: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    lines = patch.split("\n")
    if "\r" in patch:
        lines = [line.removesuffix("\r") for line in lines]
    head: re.Match[str] | None = None
    start = 0
    for number in [n for n, line in enumerate(lines) if line[:4] == "*** "]:
        line = lines[number]
        found = _FILE.fullmatch(line.rstrip())
        if found or line.startswith(END):
            if head:
                yield head, lines[start:number]
            head, start = found, number + 1
    if head:
        yield head, lines[start:]


def _change(head: re.Match[str], body: list[str], cwd: str | None) -> PatchChange | None:
    path = absolute(head[2].strip(), cwd)
    if head[1] == "Delete":
        return PatchChange(EditOp.DELETE, path, Texts())
    if head[1] == "Add":
        return PatchChange(EditOp.CREATE, path, partial(_added, body))
    new_path = next((absolute(line[len(_MOVE) :].strip(), cwd) for line in body[:1] if line.startswith(_MOVE)), None)
    return PatchChange(EditOp.RENAME if new_path else EditOp.MODIFY, path, partial(_updated, body), new_path)


def _added(body: list[str]) -> Texts:
    content = "".join(f"{line[1:]}\n" for line in body if line[:1] == "+")
    return Texts(created(content), "", content)


def _updated(body: list[str]) -> Texts:
    return Texts(tuple(_hunks(body)))


def _hunks(body: list[str]) -> Iterator[Hunk]:
    lines: list[str] = []
    for line in [*body, "@@"]:
        if line.startswith("@@"):
            if any(x[0] != " " for x in lines):
                yield Hunk(tuple(lines))
            lines = []
        elif line[:1] in (" ", "+", "-"):
            lines.append(line)
        elif not line:
            # Models write an empty context line without its leading space.
            lines.append(" ")
