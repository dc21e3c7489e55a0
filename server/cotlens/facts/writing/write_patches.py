"""Writes by patches: `git apply`, `patch`, `apply_patch`, where the patch stands in the command or the session wrote it.

A patch that came from elsewhere is not known, and so are the files that it changes: nothing is said then.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.acts.git_losses import git_words
from cotlens.facts.writing.writes import CERTAIN, Scene, Write, fed, options
from cotlens.model import apply_patch
from cotlens.model.edit import EditOp, Hunk
from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex
from cotlens.model.unified import FileDiff, files_of

_GIT: Final = frozenset({"-p", "--directory", "--exclude", "--include", "-C", "--whitespace", "--build-fake-ancestor"})
_PATCH: Final = frozenset(
    {"-p", "--strip", "-i", "--input", "-d", "--directory", "-F", "--fuzz", "-o", "--output", "-r", "--reject-file"}
    | {"-B", "-D", "-V", "-Y", "-z", "-g"}
)
_SHOWN_ONLY: Final = frozenset({"--check", "--dry-run", "--stat", "--numstat", "--summary", "--cached", "-C"})
_REVERSE: Final = frozenset({"-R", "--reverse"})
_REFUSED: Final = regex(
    r"error: (?:patch failed|corrupt patch|.*(?:does not apply|No such file))|Hunk #\d+ FAILED|malformed patch|"
    r"(?:git|patch|apply_?patch): (?:command )?not found|Only garbage was found"
)
_SWAPPED: Final = str.maketrans("+-", "-+")


def git_applied(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`git apply FILE`, `git apply <<EOF`, `git am FILE`. Paths are the repository's, wherever in it the command runs."""
    sub, arguments, cwd = git_words(command)
    words, found = options(arguments, _GIT)
    if (found.keys() & _SHOWN_ONLY and "--apply" not in found) or (sub == "am" and not words and "--abort" in found):
        return
    below = _below_root(cwd, scene.root)
    for patch in _patches([w for w in words if w != "-"], command, cwd, scene):
        for write in _changes(patch, _strip(found, 1), reverse=bool(found.keys() & _REVERSE), scene=scene):
            folder = found.get("--directory", "")
            base = scene.root if below and write.path.startswith(below + "/") else cwd
            yield _moved_to(write, "/".join(p for p in (base, folder) if p))


def patched(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`patch -p1 < FILE`, `patch -i FILE`, `patch f FILE`."""
    words, found = options(command.argv[1:], _PATCH)
    if found.keys() & _SHOWN_ONLY or "-o" in found or "--output" in found:
        return
    folder = found.get("-d") or found.get("--directory") or ""
    named = found.get("-i") or found.get("--input")
    files = [named] if named else words[1:2]
    for patch in _patches(files, command, command.cwd, scene):
        changes = list(_changes(patch, _strip(found, None), reverse=bool(found.keys() & _REVERSE), scene=scene))
        if words and len(changes) == 1:
            changes = [changes[0]._replace(path=words[0])]
        yield from (_moved_to(write, folder) for write in changes)


def agents_patch(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`apply_patch <<EOF *** Begin Patch`, a program that some agents bring along."""
    patch = next((w for w in command.argv[1:] if apply_patch.BEGIN in w), None) or fed(command, scene) or ""
    for change in apply_patch.parse(patch, command.cwd) if apply_patch.BEGIN in patch else ():
        yield Write(
            change.op,
            change.path,
            change.hunks,
            change.after,
            change.new_path,
            confidence=CERTAIN,
            failed=_is_refused(scene),
        )


def _patches(files: list[str], command: SimpleCommand, cwd: str | None, scene: Scene) -> Iterator[str]:
    texts = [scene.text_at(file, cwd) for file in files] if files else [fed(command, scene)]
    yield from (text for text in texts if text)


def _changes(patch: str, strip: int | None, *, reverse: bool, scene: Scene) -> Iterator[Write]:
    failed = _is_refused(scene)
    for change in files_of(patch, strip):
        diff = _reversed(change) if reverse else change
        if diff.new is None and diff.old is not None:
            yield Write(EditOp.DELETE, diff.old, diff.hunks, confidence=CERTAIN, failed=failed)
        elif diff.new is not None:
            op = EditOp.CREATE if diff.old is None else EditOp.MODIFY
            yield Write(op, diff.new, diff.hunks, confidence=CERTAIN, failed=failed)


def _reversed(diff: FileDiff) -> FileDiff:
    hunks = tuple(Hunk(tuple(_turned(x) for x in h.lines), h.new_start, h.old_start) for h in diff.hunks)
    return FileDiff(diff.new, diff.old, hunks)


def _turned(line: str) -> str:
    return line[:1].translate(_SWAPPED) + line[1:]


def _is_refused(scene: Scene) -> bool:
    return scene.result is not None and bool(_REFUSED.search(scene.result.text))


def _strip(found: dict[str, str], default: int | None) -> int | None:
    value = found.get("-p") or found.get("--strip") or ""
    joined = next((name[2:] for name in found if re.fullmatch(r"-p\d", name)), value)
    return int(joined) if re.fullmatch(r"\d", joined) else default


def _below_root(cwd: str | None, root: str | None) -> str:
    """Return the directory of a command as paths of the session's directory begin there, '' if it is not below it."""
    if cwd is None or root is None or not cwd.startswith(root.rstrip("/") + "/"):
        return ""
    return cwd[len(root.rstrip("/")) + 1 :].rstrip("/")


def _moved_to(write: Write, folder: str) -> Write:
    return write._replace(path=f"{folder.rstrip('/')}/{write.path}") if folder else write
