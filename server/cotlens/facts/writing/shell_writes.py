"""Files that shell commands write, move or remove, as far as their text tells: inferred edits of one session.

Lower confidence than an agent's own edit records. Which program does what is in the `write_*` modules; nothing is read
from the disk, so a file's earlier text is known only if the session wrote it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from cotlens.facts.acts.git_losses import git_words
from cotlens.facts.writing import (
    write_copies,
    write_patches,
    write_redirects,
    write_replaced,
    write_restores,
    write_scripts,
)
from cotlens.facts.writing.own_texts import OwnTexts
from cotlens.facts.writing.writes import CERTAIN, LIKELY, POSSIBLE, Scene, Write, is_scratch, located
from cotlens.model.edit import EditOp, EditState, FileEdit
from cotlens.model.event import ResultStatus, ToolCallEvent, ToolResultEvent
from cotlens.model.fact import SimpleCommand
from cotlens.model.ids import EditId
from cotlens.model.lazy_regex import regex

__all__ = ["CERTAIN", "LIKELY", "POSSIBLE", "ShellWrites", "infer_edits", "is_change", "may_write"]

_Rule = Callable[[SimpleCommand, Scene], Iterator[Write]]

_RULES: Final[dict[str, _Rule]] = {
    "tee": write_redirects.tee,
    "dd": write_redirects.dd,
    "truncate": write_redirects.truncate,
    "rm": write_copies.removed,
    "unlink": write_copies.removed,
    "mv": write_copies.moved,
    "cp": write_copies.copied,
    "install": write_copies.copied,
    "ln": write_copies.linked,
    "touch": write_copies.touched,
    "rsync": write_copies.synced,
    "curl": write_copies.downloaded,
    "wget": write_copies.downloaded,
    "sed": write_replaced.sed,
    "gsed": write_replaced.sed,
    "perl": write_replaced.perl,
    "ruby": write_replaced.perl,
    "awk": write_replaced.awk,
    "gawk": write_replaced.awk,
    "ed": write_replaced.ed,
    "ex": write_replaced.ed,
    "vi": write_replaced.ed,
    "vim": write_replaced.ed,
    "nvim": write_replaced.ed,
    "patch": write_patches.patched,
    "apply_patch": write_patches.agents_patch,
    "applypatch": write_patches.agents_patch,
}
_GIT_RULES: Final[dict[str, _Rule]] = {
    "rm": write_copies.removed,
    "mv": write_copies.moved,
    "apply": write_patches.git_applied,
    "am": write_patches.git_applied,
    "checkout": write_restores.restored,
    "restore": write_restores.restored,
    "reset": write_restores.restored,
    "stash": write_restores.restored,
}
_MAY_WRITE: Final = regex(
    r">(?![&\s]*(?:\d|/dev/null))|\b(?:tee|of=|truncate|rm|unlink|mv|cp|install|ln|touch|rsync|wget|e[dx]|vim?|nvim|patch|"
    r"apply_?patch|apply|am|commit|stash|restore|checkout)\b|\b(?:curl|perl|ruby|awk|sed)\b[^\n|]*\s-\S*[oOi]|"
    r"open\(|[wW]rite|--?u(?:pdate)?\b|accept|baseline|gen-config|suppress"
)
"""Some word of every command that a rule of this folder speaks of."""
_PATCH_PROGRAMS: Final = frozenset({"apply_patch", "applypatch"})
_TELL_THEIR_PATCHES: Final = frozenset({"codex"})
"""Agents whose logs tell of the edits of `apply_patch` in shell commands themselves."""


class ShellWrites:
    """The writes of one session's commands, told one call after the other."""

    def __init__(self, root: str | None = None, agent: str = "") -> None:
        """`root` is the session's directory."""
        self.root = root
        self.texts = OwnTexts()
        self._tells_patches = agent in _TELL_THEIR_PATCHES

    def infer(
        self, commands: tuple[SimpleCommand, ...], call: ToolCallEvent, result: ToolResultEvent | None
    ) -> tuple[FileEdit, ...]:
        """Return the edits that a call's commands made; none for what ran elsewhere or did not run."""
        if result is not None and result.status in (ResultStatus.DENIED, ResultStatus.INTERRUPTED):
            return ()
        failed = result is not None and result.status is ResultStatus.ERROR and len(commands) == 1
        out: list[FileEdit] = []
        for at, command in enumerate(commands):
            if command.remote or (self._tells_patches and command.program in _PATCH_PROGRAMS):
                continue
            piped, *feeders = (*_pipe(commands, at), None)
            scene = Scene(
                self.texts, self.root, result, piped, frozenset(e.path for e in out), tuple(filter(None, feeders))
            )
            plain = _plain_git(command)
            for write in _writes(plain, scene):
                target = located(write.path, plain.cwd)
                if target is None or (_is_blank(write) and is_scratch(target, self.root)):
                    continue
                edit = _edit(write, target, plain, call, len(out), failed=failed or write.failed)
                self.texts.note(edit)
                out.append(edit)
            if plain.argv[:2] == ("git", "commit") and not failed:
                self.texts.committed()
        return tuple(out)


def may_write(command: str) -> bool:
    """Tell whether a command can write anything by these rules at all: a look at its words, before any grammar."""
    return _MAY_WRITE.search(command) is not None


def is_change(edit: FileEdit, root: str | None) -> bool:
    """Tell whether an edit counts as a change that the agent made: done, of its own making, in no scratch place."""
    return edit.happened and edit.authored and not is_scratch(edit.path, root)


def infer_edits(
    commands: tuple[SimpleCommand, ...], call: ToolCallEvent, result: ToolResultEvent | None
) -> tuple[FileEdit, ...]:
    """Return the edits of one call of which nothing that went before is known."""
    return ShellWrites(call.cwd).infer(commands, call, result)


def _writes(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    yield from write_redirects.redirected(command, scene)
    rules = _GIT_RULES if command.program == "git" else _RULES
    name = command.argv[1] if command.program == "git" and len(command.argv) > 1 else command.program
    rule = rules.get(name)
    # As a list: a rule asks for texts that the edits noted in between would change.
    yield from list(rule(command, scene)) if rule is not None else []
    yield from write_restores.formatted(command, scene)
    yield from write_scripts.generated(command, scene)
    yield from write_scripts.recorded(command, scene.result)
    yield from write_scripts.scripted(command, scene)


def _pipe(commands: tuple[SimpleCommand, ...], at: int) -> Iterator[SimpleCommand]:
    """Yield the commands that feed this one through a pipe, nearest first."""
    while at and commands[at].follows in ("|", "|&"):
        at -= 1
        yield commands[at]


def _plain_git(command: SimpleCommand) -> SimpleCommand:
    """Take `-C dir` and other options in front of the subcommand off."""
    sub, words, cwd = git_words(command)
    return replace(command, argv=("git", sub, *words), cwd=cwd) if sub else command


def _is_blank(write: Write) -> bool:
    """Nothing is known but the name."""
    return write.op is EditOp.MODIFY and not write.hunks and write.after is None


def _edit(
    write: Write, target: str, command: SimpleCommand, call: ToolCallEvent, number: int, *, failed: bool
) -> FileEdit:
    return FileEdit(
        id=EditId(f"{call.call}#sh{number}"),
        session=call.session,
        event=call.id,
        call=call.call,
        time=call.time,
        path=target,
        op=write.op,
        state=EditState.FAILED if failed else EditState.APPLIED,
        hunks=write.hunks,
        new_path=located(write.new_path, command.cwd) if write.new_path else None,
        after=write.after,
        tool=call.name,
        inferred=True,
        authored=write.authored,
        confidence=write.confidence,
    )
