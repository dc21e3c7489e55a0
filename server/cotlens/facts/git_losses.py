"""Git commands that throw away uncommitted work, commits, branches, stashes or published history.

Says what would be lost; whether anything was there to lose is a monitor's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.places import absolute
from cotlens.model.fact import Destruction, Loss, SimpleCommand
from cotlens.model.lazy_regex import regex

_VALUE_OPTIONS: Final = frozenset({"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path"})


_OTHER_SYSTEMS: Final = regex(
    r"^hg (?:update|up|checkout|co) .*(?:-C|--clean)\b|^hg (?:strip|purge)\b|^hg revert .*(?:--all|-a)\b|"
    r"^svn revert .*-R\b|^jj (?:abandon|restore)\b|^bzr revert\b"
)
_FORGE_DELETES: Final = regex(
    r"^(?:gh|glab) api .*(?:-X|--method)[ =]?DELETE.*/(?:git/refs|branches)/|"
    r"^(?:gh|glab) api .*/(?:git/refs|branches)/\S+ .*DELETE"
)


def git_words(command: SimpleCommand) -> tuple[str, tuple[str, ...], str | None]:
    """Return (subcommand, its arguments, directory it works in) of a git command; ('', (), cwd) for anything else."""
    if command.program != "git":
        return "", (), command.cwd
    words, cwd = list(command.argv[1:]), command.cwd
    while words and words[0].startswith("-"):
        option = words.pop(0)
        if option in _VALUE_OPTIONS and words:
            value = words.pop(0)
            if option == "-C":
                cwd = absolute(value, cwd)
    return (words[0], tuple(words[1:]), cwd) if words else ("", (), cwd)


def git_losses_of(commands: tuple[SimpleCommand, ...]) -> tuple[Destruction, ...]:
    """Return what the git commands among these take away, in order."""
    found: list[Destruction] = []
    for command in commands:
        text = " ".join((command.program, *command.argv[1:]))
        if command.program == "git":
            found += _losses(command)
        elif _OTHER_SYSTEMS.search(text):
            found.append(Destruction(Loss.WORK_TREE, text[:120], (), command, hint="all"))
        elif _FORGE_DELETES.search(text):
            found.append(
                Destruction(Loss.REMOTE, text[:120], (command.argv[-1].rsplit("/", 1)[-1],), command, hint="delete")
            )
    return tuple(found)


def _losses(command: SimpleCommand) -> Iterator[Destruction]:
    sub, words, cwd = git_words(command)
    what = f"git {' '.join((sub, *words))}"[:120]
    flags = {w for w in words if w.startswith("-")}
    plain = tuple(w for w in words if not w.startswith("-"))
    short = "".join(w[1:] for w in flags if not w.startswith("--"))
    if flags & {"--dry-run", "-n"} and sub != "commit":
        return
    if sub == "reset" and "--hard" in flags:
        yield Destruction(Loss.WORK_TREE, what, (), command, hint=plain[0] if plain else "HEAD")
    elif sub in ("checkout", "restore", "switch"):
        yield from _work_tree(sub, words, flags, plain, short, command, cwd, what)
    elif sub == "clean" and ("f" in short or "--force" in flags):
        hint = "ignored" if "X" in short else "untracked"
        yield Destruction(Loss.WORK_TREE, what, tuple(absolute(p, cwd) for p in plain), command, hint=hint)
    elif sub == "stash" and plain[:1] in (("drop",), ("clear",)):
        yield Destruction(Loss.STASH, what, plain[1:], command, grave=plain[0] == "clear")
    elif sub == "branch" and (
        "D" in short or ("--delete" in flags and "--force" in flags) or ("d" in short and "f" in short)
    ):
        remote = "r" in short
        yield Destruction(Loss.BRANCH, what, plain, command, hint="remote-tracking" if remote else "")
    elif sub == "branch" and ("M" in short or "f" in short or flags & {"--force"}) and len(plain) > 1:
        yield Destruction(Loss.BRANCH, what, plain[:1], command, hint="moved")
    elif sub == "worktree" and plain[:1] == ("remove",) and ("--force" in flags or "f" in short):
        yield Destruction(Loss.WORK_TREE, what, tuple(absolute(p, cwd) for p in plain[1:]), command, hint="worktree")
    elif sub == "push":
        yield from _push(words, flags, plain, short, command, what)
    elif sub in ("filter-branch", "filter-repo") or (sub == "update-ref" and "-d" in flags):
        yield Destruction(Loss.COMMITS, what, plain, command, grave=True)
    elif (sub == "reflog" and plain[:1] in (("expire",), ("delete",))) or (
        sub == "gc" and any(w.startswith("--prune=now") or w == "--prune=all" for w in words)
    ):
        yield Destruction(Loss.COMMITS, what, (), command, grave=True, hint="reflog")
    elif sub == "tag" and ("d" in short or "f" in short or flags & {"--delete", "--force"}):
        yield Destruction(Loss.BRANCH, what, plain, command, hint="tag")


def _work_tree(
    sub: str,
    words: tuple[str, ...],
    flags: set[str],
    plain: tuple[str, ...],
    short: str,
    command: SimpleCommand,
    cwd: str | None,
    what: str,
) -> Iterator[Destruction]:
    if sub == "switch":
        if flags & {"-f", "--force", "--discard-changes"}:
            yield Destruction(Loss.WORK_TREE, what, (), command, hint="all")
        return
    if sub == "restore":
        if "--staged" in flags and not flags & {"--worktree", "-W"} and "W" not in short:
            return
        paths = _without_source(words)
        yield Destruction(Loss.WORK_TREE, what, tuple(absolute(p, cwd) for p in paths), command, hint="paths")
        return
    if "--" in words:
        paths = words[words.index("--") + 1 :]
        if paths and not flags & {"--ours", "--theirs", "-m", "--merge"}:
            yield Destruction(Loss.WORK_TREE, what, tuple(absolute(p, cwd) for p in paths), command, hint="paths")
    elif plain == (".",) or (len(plain) == 2 and plain[1] == "." and not flags & {"-b", "-B"}):
        yield Destruction(Loss.WORK_TREE, what, (absolute(".", cwd),), command, hint="paths")
    elif (
        len(plain) == 1
        and re.search(r"\.\w{1,5}$", plain[0])
        and "/" in plain[0]
        and not flags & {"-b", "-B", "-t", "--ours", "--theirs"}
    ):
        yield Destruction(Loss.WORK_TREE, what, (absolute(plain[0], cwd),), command, hint="paths")
    elif flags & {"-f", "--force"} and not flags & {"-b", "-B"}:
        yield Destruction(Loss.WORK_TREE, what, (), command, hint="all")


def _without_source(words: tuple[str, ...]) -> tuple[str, ...]:
    out: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in ("-s", "--source"):
            skip = True
        elif not word.startswith("-"):
            out.append(word)
    return tuple(out)


def _push(
    words: tuple[str, ...], flags: set[str], plain: tuple[str, ...], short: str, command: SimpleCommand, what: str
) -> Iterator[Destruction]:
    refs = plain[1:]
    deleted = [r[1:] for r in refs if r.startswith(":")]
    if "--delete" in flags or "d" in short or deleted:
        yield Destruction(Loss.REMOTE, what, tuple(deleted) or refs, command, hint="delete")
    elif "--mirror" in flags or "--prune" in flags:
        yield Destruction(Loss.REMOTE, what, refs, command, grave=True, hint="mirror")
    elif "--force" in flags or "f" in short or any(r.startswith("+") for r in refs):
        yield Destruction(Loss.REMOTE, what, tuple(r.lstrip("+").split(":")[-1] for r in refs), command, hint="force")
    elif any(w.startswith("--force-with-lease") or w == "--force-if-includes" for w in words):
        yield Destruction(Loss.REMOTE, what, tuple(r.split(":")[-1] for r in refs), command, hint="lease")
