"""Writes by redirection (`> f`, `>> f`) and by the programs that do the same (`tee`, `dd`, `truncate`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cotlens.facts.writing.write_filters import excluded
from cotlens.facts.writing.write_replaced import filtered
from cotlens.facts.writing.writes import LIKELY, POSSIBLE, Scene, Write, appended, fed, options, printed, short, whole
from cotlens.model.edit import EditOp
from cotlens.model.fact import SimpleCommand

_WRITES: Final = frozenset({">", ">|", "&>", "1>"})
_APPENDS: Final = frozenset({">>", "&>>", "1>>"})
_SILENT: Final = frozenset({":", "true", "false"})
"""Programs that print nothing: `: > f` empties the file."""


def redirected(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """Files that the shell itself opens for the command."""
    targets = [r for r in command.redirects if r.op in _WRITES | _APPENDS and not r.target.startswith("&")]
    if not targets:
        return
    text = "" if command.program in _SILENT else printed(command, scene)
    for redirect in targets[:-1]:
        # The shell opens each of them; what is printed goes to the last.
        if redirect.op in _WRITES:
            yield whole(redirect.target, "")
    last = targets[-1]
    if text is None:
        hunks = (*filtered(command), *excluded(command))
        yield Write(EditOp.MODIFY, last.target, hunks, confidence=LIKELY if hunks else POSSIBLE)
    elif last.op in _WRITES:
        yield whole(last.target, text)
    elif text:
        yield appended(last.target, text)


def tee(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`tee f` writes what it reads."""
    paths, found = options(command.argv[1:], frozenset())
    text = fed(command, scene)
    append = "a" in short(found) or "--append" in found
    for path in paths:
        if text is None:
            yield Write(EditOp.MODIFY, path)
        else:
            yield appended(path, text) if append else whole(path, text)


def dd(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`dd of=f`."""
    for word in command.argv[1:]:
        if word.startswith("of="):
            yield Write(EditOp.MODIFY, word[3:])


def truncate(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`truncate -s 0 f` empties the file; to another size it cuts or fills it."""
    paths, found = options(command.argv[1:], frozenset({"-s", "--size", "-r", "--reference"}))
    size = found.get("-s") or found.get("--size") or short(found).removeprefix("s")
    for path in paths:
        yield whole(path, "") if size == "0" else Write(EditOp.MODIFY, path)
