"""The patch text of Codex's apply_patch: out of a shell command, and into changes of files. Knows no line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cotlens.model.edit import EditOp, Hunk
from cotlens.sources import patches
from cotlens.sources.values import absolute

BEGIN: Final = "*** Begin Patch"
END: Final = "*** End Patch"
_NEAR: Final = 400
"""Characters between the word `apply_patch` and the patch: a heredoc's or a quote's opening, not another command."""
_CD: Final = re.compile(
    r"""(?:^|[\s;&(])cd\s+("[^"\n]*"|'[^'\n]*'|[^\s;&|]+)\s*(?:&&|;)\s*(?:[^\n]{0,80}\s)?apply_patch\b"""
)
_FILE: Final = re.compile(r"\*\*\* (Add|Delete|Update) File: (.+)")
_MOVE: Final = "*** Move to: "


@dataclass(frozen=True, slots=True)
class PatchChange:
    """What a patch does to one file."""

    op: EditOp
    path: str
    """Absolute, resolved against the call's working directory."""
    hunks: tuple[Hunk, ...] = ()
    new_path: str | None = None
    before: str | None = None
    after: str | None = None


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
    head: re.Match[str] | None = None
    body: list[str] = []
    for raw in patch.split("\n"):
        line = raw.removesuffix("\r")
        found = _FILE.fullmatch(line.rstrip()) if line.startswith("*** ") else None
        if found or line.startswith(END):
            if head:
                yield head, body
            head, body = found, []
        elif head:
            body.append(line)
    if head:
        yield head, body


def _change(head: re.Match[str], body: list[str], cwd: str | None) -> PatchChange | None:
    path = absolute(head[2].strip(), cwd)
    if head[1] == "Delete":
        return PatchChange(EditOp.DELETE, path)
    if head[1] == "Add":
        content = "".join(f"{line[1:]}\n" for line in body if line[:1] == "+")
        return PatchChange(EditOp.CREATE, path, patches.created(content), before="", after=content)
    new_path = next((absolute(line[len(_MOVE) :].strip(), cwd) for line in body[:1] if line.startswith(_MOVE)), None)
    return PatchChange(EditOp.RENAME if new_path else EditOp.MODIFY, path, tuple(_hunks(body)), new_path)


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
