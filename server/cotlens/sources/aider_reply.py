"""One reply of Aider's model, taken apart: thoughts, visible text, and the edits it proposes. Knows nothing of their outcome."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cotlens.model import apply_patch
from cotlens.model.edit import EditOp, Hunk
from cotlens.sources import patches, search_replace
from cotlens.sources.search_replace import Block

_THINKING: Final = "► **THINKING**"
_ANSWER: Final = "► **ANSWER**"
_TAGS: Final = re.compile(r"<(think|thinking-content-[0-9a-f]{1,64})>")
_DASHES: Final = "-\n\r "
_REPORTED: Final = re.compile(r"failed to exactly match lines in (.{1,400})$", re.MULTILINE)
_FENCE: Final = "```"
_MOST: Final = 400
"""Files of one reply, and blocks of one report, that are told of."""


@dataclass(slots=True)
class Proposal:
    """What a reply would change in one file."""

    path: str
    """As the reply names it; '' where it does not."""
    blocks: list[Block] = field(default_factory=list)
    hunks: tuple[Hunk, ...] = ()
    """Instead of blocks, in the formats that have none."""
    op: EditOp = EditOp.MODIFY
    after: str | None = None

    def created(self) -> bool:
        """Whether it can only make a new file: one block that searches nothing, or a whole text."""
        return self.op is EditOp.CREATE or (len(self.blocks) == 1 and not self.blocks[0].old) or self.after is not None


def thoughts(reply: str) -> tuple[list[str], str]:
    """Split a reply into its thoughts and the rest."""
    found: list[str] = []
    rest = reply
    begin = rest.find(_THINKING)
    if begin >= 0:
        end = rest.find(_ANSWER, begin)
        inside = rest[begin + len(_THINKING) : end if end >= 0 else len(rest)]
        found.append(inside.strip("\n").rstrip(_DASHES).strip())
        rest = rest[:begin].rstrip(_DASHES) + (rest[end + len(_ANSWER) :] if end >= 0 else "")
    while tag := _TAGS.search(rest):
        close = f"</{tag[1]}>"
        end = rest.find(close, tag.end())
        if end < 0:
            break
        found.append(rest[tag.end() : end].strip())
        rest = rest[: tag.start()] + rest[end + len(close) :]
        if len(found) > 64:
            break
    return found, rest.strip("\n")


def proposals(reply: str, form: str) -> tuple[list[Proposal], str]:
    """Return what a reply would change, file by file, and its text without that; `form` is Aider's edit format."""
    if search_replace.holds(reply):
        blocks, rest = search_replace.split(reply)
        return _by_path([block for block in blocks if block.whole]), rest
    if apply_patch.BEGIN in reply:
        changes = apply_patch.parse(reply, None)
        return [Proposal(c.path, hunks=c.hunks, op=c.op, after=c.after) for c in changes[:_MOST]], reply.split(
            apply_patch.BEGIN, maxsplit=1
        )[0]
    found = list(_diffs(reply)) if "+++ " in reply else []
    if found:
        return found[:_MOST], _without_fences(reply)
    if form.startswith("whole"):
        return list(_whole(reply))[:_MOST], _without_fences(reply)
    return [], reply


def _by_path(blocks: list[Block]) -> list[Proposal]:
    files: dict[str, Proposal] = {}
    for block in blocks:
        files.setdefault(block.path, Proposal(block.path)).blocks.append(block)
    return list(files.values())[:_MOST]


def _fenced(reply: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each fenced part: the line above it, its language, its lines."""
    above, language = "", ""
    inside: list[str] | None = None
    for raw in reply.split("\n"):
        line = raw.removesuffix("\r")
        if not line.startswith(_FENCE):
            if inside is not None:
                inside.append(line)
            elif line.strip():
                above = line
        elif inside is None:
            inside, language = [], line[len(_FENCE) :].strip()
        else:
            yield above, language, inside
            inside, above = None, ""


def _diffs(reply: str) -> Iterator[Proposal]:
    for _, language, lines in _fenced(reply):
        if language not in ("diff", "udiff"):
            continue
        path, old, hunk, hunks = "", "", list[str](), list[Hunk]()
        for line in [*lines, "+++ "]:
            if line.startswith(("--- ", "+++ ", "@@")):
                if any(x[0] != " " for x in hunk):
                    hunks.append(Hunk(tuple(hunk)))
                hunk = []
            if line.startswith("--- "):
                old = _diff_name(line)
            elif line.startswith("+++ "):
                if path and hunks:
                    yield _of_diff(path, old, tuple(hunks))
                path, hunks = _diff_name(line) or old, []
            elif line[:1] in (" ", "+", "-"):
                hunk.append(line)
            elif not line:
                hunk.append(" ")


def _of_diff(path: str, old: str, hunks: tuple[Hunk, ...]) -> Proposal:
    return Proposal(path, hunks=hunks, op=EditOp.CREATE if old == "/dev/null" else EditOp.MODIFY)


def _diff_name(line: str) -> str:
    name = line[4:].split("\t", maxsplit=1)[0].strip()
    return name[2:] if name.startswith(("a/", "b/")) else name


def _whole(reply: str) -> Iterator[Proposal]:
    for above, _, lines in _fenced(reply):
        name = above.strip().strip("#*`: \t")
        if name and " " not in name:
            content = "".join(f"{line}\n" for line in lines)
            yield Proposal(name, hunks=patches.created(content), after=content)


def _without_fences(reply: str) -> str:
    kept: list[str] = []
    inside = False
    for line in reply.split("\n"):
        if line.startswith(_FENCE):
            inside = not inside
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def failures(report: str) -> list[tuple[str, Block]]:
    """Read Aider's report of blocks that did not match: the file and the block of each."""
    names = [found[1].strip() for found in _REPORTED.finditer(report)]
    return list(zip(names, search_replace.parse(report), strict=False))[:_MOST]
