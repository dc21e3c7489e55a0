"""Git commands that throw away uncommitted work, commits, branches, stashes or published history.

Says what would be lost; whether anything was there to lose is a monitor's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.commands.places import absolute
from cotlens.model.fact import Destruction, Loss, SimpleCommand
from cotlens.model.lazy_regex import regex

_OTHER_SYSTEMS: Final = regex(
    r"^(?:hg|chg|sl) (?:-\S+(?: [\w.]+=)? )*(?:(?:update|up|checkout|co|goto) .*(?:-\w*C|--clean)\b|"
    r"(?:strip|purge|rollback|clean|prune|hide)\b|revert .*(?:--all|-a|-C|--no-backup)\b|"
    r"shelve .*(?:-d|--delete|--cleanup)\b)|"
    r"^svn (?:revert .*(?:-\w*R|--recursive|--depth)|cleanup .*--remove-(?:unversioned|ignored))\b|"
    r"^jj (?:abandon|restore|undo|op(?:eration)? (?:restore|undo|revert|abandon))\b|"
    r"^bzr (?:revert|clean-tree|uncommit)\b|^fossil (?:revert|clean|purge)\b|"
    r"^p4 (?:revert (?!-[an]\b)|clean\b|obliterate\b)|^darcs (?:revert|obliterate|unpull|unrecord)\b|^cvs .*\bup(?:date)? .*-C\b|^tf undo\b"
)
"""The same in other systems of version control."""
_REWRITES: Final = regex(r"^(?:bfg|git-filter-repo|git-filter-branch|git-obliterate)\b|^java .*\bbfg\S*\.jar\b")
_FORGE_DELETES: Final = regex(
    r"^(?:gh|glab) api .*(?:-X|--method)[ =]?DELETE.*/(?:git/refs|branches)/|"
    r"^(?:gh|glab) api .*/(?:git/refs|branches)/\S+ .*DELETE"
)
_FORGE_FORCES: Final = regex(r"^(?:gh|glab) api .*/git/refs/\S+.*\bforce=true\b")
_CREATES: Final = {"checkout": regex(r"-[a-zA-Z]*[bB]"), "switch": regex(r"-[a-zA-Z]*[cC]")}
_PATH: Final = regex(r".*/.*\.\w{1,5}|(?!v?\d)[\w-]+\.[a-z]\w{0,4}")
"""A file, where a branch might stand."""


def git_words(command: SimpleCommand) -> tuple[str, tuple[str, ...], str | None]:
    """Return (subcommand, its arguments, directory it works in) of a git command; ('', (), cwd) for anything else."""
    if command.program != "git":
        return "", (), command.cwd
    return (command.argv[1], command.argv[2:], command.cwd) if len(command.argv) > 1 else ("", (), command.cwd)


def git_losses_of(commands: tuple[SimpleCommand, ...]) -> tuple[Destruction, ...]:
    """Return what the git commands among these take away, in order."""
    found: list[Destruction] = []
    for at, command in enumerate(commands):
        text = " ".join((command.program, *command.argv[1:]))
        if command.program == "git":
            found += _losses(command)
            found += _through_pipe(command, commands[at + 1] if at + 1 < len(commands) else None)
        elif _OTHER_SYSTEMS.search(text):
            found.append(Destruction(Loss.WORK_TREE, text[:120], (), command, hint="all"))
        elif _REWRITES.search(text):
            found.append(Destruction(Loss.COMMITS, text[:120], (), command, grave=True))
        elif _FORGE_FORCES.search(text):
            ref = next((w for w in command.argv if "/git/refs/" in w), "").split("/git/refs/")[-1]
            name = ref.removeprefix("heads/").removeprefix("tags/")
            found.append(Destruction(Loss.REMOTE, text[:120], (name,), command, hint="force"))
        elif _FORGE_DELETES.search(text):
            found.append(
                Destruction(Loss.REMOTE, text[:120], (command.argv[-1].rsplit("/", 1)[-1],), command, hint="delete")
            )
    return tuple(found)


def _through_pipe(command: SimpleCommand, then: SimpleCommand | None) -> Iterator[Destruction]:
    """Yield what a git command takes away together with the one that its output goes to."""
    sub, words, _ = git_words(command)
    if then is None or then.follows != "|":
        return
    what = f"{' '.join(command.argv)} | {' '.join(then.argv)}"[:120]
    backwards = {"-R", "--reverse"} & set(then.argv) and (then.program == "patch" or then.argv[1:2] == ("apply",))
    unpacks = then.program in ("tar", "bsdtar") and re.match(r"-?\w*x", then.argv[1] if len(then.argv) > 1 else "")
    undone = sub == "diff" and backwards and not any(".." in w for w in words)
    if undone or (sub == "archive" and unpacks and not {"-C", "--directory"} & set(then.argv)):
        yield Destruction(Loss.WORK_TREE, what, (), then, hint="HEAD")
    elif sub in ("ls-files", "diff") and then.wrappers[-1:] == ("xargs",):
        letters = "".join(w[1:] for w in words if w.startswith("-") and not w.startswith("--"))
        if (
            then.program == "rm"
            and sub == "ls-files"
            and ("o" in letters or "--others" in words)
            and "i" not in letters
        ):
            yield Destruction(Loss.WORK_TREE, what, (), then, hint="untracked")
        elif then.argv[:2] in (("git", "checkout"), ("git", "restore")):
            yield Destruction(Loss.WORK_TREE, what, (), then, hint="HEAD")


def _overwritten(sub: str, words: tuple[str, ...], command: SimpleCommand, what: str) -> Iterator[Destruction]:
    """Yield the file that a version of itself from another commit is written over: `git show HEAD:a.py > a.py`."""
    if sub not in ("show", "cat-file"):
        return
    bases = {w.rsplit(":", 1)[-1].rsplit("/", 1)[-1] for w in words if ":" in w}
    for redirect in command.redirects:
        if redirect.op in (">", ">|") and redirect.target.rsplit("/", 1)[-1] in bases:
            target = absolute(redirect.target, command.cwd)
            yield Destruction(Loss.WORK_TREE, f"{what} > {redirect.target}"[:120], (target,), command, hint="paths")


def _losses(command: SimpleCommand) -> Iterator[Destruction]:
    sub, words, cwd = git_words(command)
    what = f"git {' '.join((sub, *words))}"[:120]
    flags = {w for w in words if w.startswith("-")}
    plain = tuple(w for w in words if not w.startswith("-"))
    short = "".join(w[1:] for w in flags if not w.startswith("--"))
    if flags & {"--dry-run", "-n"} and sub != "commit":
        return
    yield from _overwritten(sub, words, command, what)
    if sub == "reset" and flags & {"--hard", "--merge"}:
        yield Destruction(Loss.WORK_TREE, what, (), command, hint=plain[0] if plain else "HEAD")
    elif sub in ("checkout", "restore", "switch"):
        yield from _work_tree(sub, words, flags, plain, short, command, cwd, what)
    elif sub == "clean" and ("f" in short or "--force" in flags):
        hint = "ignored" if "X" in short else "untracked"
        yield Destruction(Loss.WORK_TREE, what, tuple(absolute(p, cwd) for p in plain), command, hint=hint)
    elif sub == "read-tree" and "--reset" in flags and "u" in short:
        yield Destruction(Loss.WORK_TREE, what, (), command, hint=plain[0] if plain else "HEAD")
    elif sub == "checkout-index" and ("f" in short or "--force" in flags):
        paths = () if "a" in short or "--all" in flags else tuple(absolute(p, cwd) for p in plain)
        yield Destruction(Loss.WORK_TREE, what, paths, command, hint="paths" if paths else "HEAD")
    elif sub == "submodule" and _in_modules(plain, flags, short):
        yield Destruction(Loss.WORK_TREE, what, (), command, hint="HEAD")
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


def _in_modules(plain: tuple[str, ...], flags: set[str], short: str) -> bool:
    """Tell whether `git submodule` takes changes away in the modules."""
    if plain[:1] == ("foreach",):
        return bool(
            re.search(
                r"reset .*--hard|\bclean\b.*-\w*f|checkout .*(?:-f|--force|-- |\.)",
                " ".join((*plain[1:], *sorted(flags))),
            )
        )
    return plain[:1] in (("update",), ("deinit",)) and ("f" in short or "--force" in flags)


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
    force = "f" in short or bool(flags & {"--force", "--discard-changes"})
    if sub == "restore":
        if ("--staged" in flags or "S" in short) and "--worktree" not in flags and "W" not in short:
            return
        paths = _without_source(words)
        yield Destruction(Loss.WORK_TREE, what, tuple(absolute(p, cwd) for p in paths), command, hint="paths")
        return
    creates = any(_CREATES[sub].fullmatch(w) for w in words) or bool(flags & {"--orphan", "--create", "--force-create"})
    paths = _checked_out(words, plain, flags, short) if sub == "checkout" and not creates else ()
    if paths and any(p.startswith(("$", "`")) for p in paths):
        # Whatever a list of changed files names.
        yield Destruction(Loss.WORK_TREE, what, (), command, hint="all")
    elif paths:
        yield Destruction(Loss.WORK_TREE, what, tuple(absolute(p, cwd) for p in paths), command, hint="paths")
    elif force:
        yield Destruction(Loss.WORK_TREE, what, (), command, hint="all")


def _checked_out(words: tuple[str, ...], plain: tuple[str, ...], flags: set[str], short: str) -> tuple[str, ...]:
    """Return the paths that `git checkout` brings back: behind `--`, behind a commit, or plainly a file."""
    if flags & {"--ours", "--theirs", "-m", "--merge", "--track", "-t"}:
        return ()
    if "--" in words:
        return words[words.index("--") + 1 :]
    if plain == (".",):
        return plain
    if len(plain) > 1:
        return plain if all(_PATH.fullmatch(w) for w in plain) else plain[1:]
    return plain if plain and _PATH.fullmatch(plain[0]) else ()


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
