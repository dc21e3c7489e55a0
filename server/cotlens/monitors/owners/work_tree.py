"""What the log shows of a repository's work tree at a moment: clean, changed by the session only, changed by others, or not looked at.

Read off what git printed for the agent (`status`, `diff --stat`, a refused switch); it asks no repository.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from cotlens.model.fact import Action, SimpleCommand, Step
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import is_generated
from cotlens.monitors.base import History

CLEAN: Final = regex(r"nothing to commit|working tree clean|working directory clean")
_DIRTY: Final = regex(
    r"^(?:.?[MADRCU]|[MADRCU].) {1,7}\S|^\s*(?:modified|deleted|renamed|both modified):\s+\S|Changes not staged|"
    r"Changes to be committed",
    re.MULTILINE,
)
_STATUS_PATH: Final = regex(
    r"^(?:(?P<code>.?[MADRCU?]{1,2}|[MADRCU] {1,7}) |\s*(?:modified|deleted|renamed|both modified):\s+)(?P<path>\S.*)$",
    re.MULTILINE,
)
_STAT_PATH: Final = regex(r"^ (\S.*?)\s+\|\s+(?:\d+|Bin)\b", re.MULTILINE)
_REFUSED: Final = regex(
    r"local changes to the following files would be overwritten by \w+:\n((?:[ \t]+\S.*\n?)+)", re.IGNORECASE
)
_WRITES_ANEW: Final = regex(
    r"--?(?:update|write|fix|record|bless|accept|in-place|regen|overwrite)[\w-]*(?:=.*)?$|-[uwiA]$|--auto-?correct|(?:re)?gen(?:erate)?(?:[:_-]\w+)?$|codegen$|"
    r"f(?:or)?m(?:a)?t$|(?:black|isort|gofmt|rustfmt|protoc|buf|sqlc|prettier)$"
)
"""Words of a command by which files are written anew in place."""
_AHEAD: Final = regex(r"\[ahead (\d+)|is ahead of '\S+' by (\d+)|have (\d+) and \d+ different commits")


def status_before(history: History, step: Step) -> tuple[Step, str] | None:
    """Return the newest look at the tree seen before, with its output, if no commit or stash came in between."""
    if _looked_first(step):
        return step, step.action.result.text if step.action is not None and step.action.result is not None else ""
    for s in history.before(step):
        action = s.action
        if action is None or action.result is None:
            continue
        for command in reversed(action.commands):
            if _looks(command) or (command.program == "git" and _REFUSED.search(action.result.text)):
                return s, action.result.text
            if command.program == "git" and command.argv[1:2] in (("commit",), ("stash",)):
                return s, "working tree clean" if action.result.exit_code in (0, None) and command.argv[
                    1
                ] == "commit" and "-a" in " ".join(command.argv) else ""
    return None


def _looked_first(step: Step) -> bool:
    """Tell whether the call itself looks at the tree before it does anything else to it, and not again."""
    action = step.action
    if action is None or action.result is None:
        return False
    git = [_looks(c) for c in action.commands if c.program == "git"]
    return len(git) > 1 and git[0] and not any(git[1:]) and bool(_listed(action.result.text))


def _looks(command: SimpleCommand) -> bool:
    if command.program in ("hg", "svn", "bzr", "jj", "fossil", "p4"):
        return command.argv[1:2] in (("status",), ("st",), ("stat",), ("changes",), ("opened",))
    return command.program == "git" and (
        command.argv[1:2] == ("status",) or (command.argv[1:2] == ("diff",) and "--stat" in command.argv)
    )


def _listed(text: str) -> Counter[str]:
    """Return the changed tracked files that git lists, each as often as it is listed."""
    found = [m["path"].strip() for m in _STATUS_PATH.finditer(text) if "?" not in (m["code"] or "")]
    found += _STAT_PATH.findall(text)
    found += [line.strip() for m in _REFUSED.finditer(text) for line in m[1].splitlines()]
    return Counter(found)


def agents_files(history: History, step: Step) -> set[str]:
    """Return the logged paths that the session changed before `step`."""
    return {e.edit.path for _, e in history.edits_before(step)}


def tree_state(history: History, step: Step) -> tuple[str, set[str]]:
    """Return ("clean" | "own" | "dirty" | "unknown", paths of others' changes) as far as the log shows it."""
    own = {p.rsplit("/", 1)[-1] for p in agents_files(history, step)}
    seen = status_before(history, step)
    if seen is None:
        return "unknown", set()
    at, text = seen
    listed = _listed(text)
    others = {p for p in listed if p.rsplit("/", 1)[-1] not in own} - _changed_since(history, at, listed)
    others -= {p for p in others if _rewritten(history, at, p)}
    if others:
        return "dirty", others
    if listed:
        return "own", set()
    if CLEAN.search(text) or not _DIRTY.search(text):
        return "clean", set()
    return "unknown", set()


def _changed_since(history: History, at: Step, listed: Counter[str]) -> set[str]:
    """Return files that an earlier look in the same turn, or in the same call, did not list: commands of the session changed them."""
    out: set[str] = set()
    looks = _looks_around_work(at.action) if at.action is not None else 0
    if looks > 1:
        out |= {p for p, times in listed.items() if times < looks}
    turn = next((t for t in history.turns if t.steps and t.steps[0].index <= at.index <= t.steps[-1].index), None)
    for s in turn.steps if turn is not None else ():
        if s.index >= at.index:
            break
        if s.action is not None and s.action.result is not None and any(map(_looks, s.action.commands)):
            out |= set(listed) - set(_listed(s.action.result.text))
            break
    return out


def _rewritten(history: History, at: Step, path: str) -> bool:
    """Tell whether a command up to the look writes anew what lies in a folder that it names, and the file lies there."""
    for s in (at, *history.before(at)):
        for c in s.action.commands if s.action is not None else ():
            if c.program in ("git", "sudo") or not any(_WRITES_ANEW.match(w) for w in (c.program, *c.argv[1:])):
                continue
            named = [w.removeprefix("./").rstrip("/") for w in c.argv[1:] if w[:1] != "-" and "/" in w.strip("./")]
            if any(path == n or path.startswith(n + "/") for n in named) or (not named and is_generated(path)):
                return True
    return False


def _looks_around_work(action: Action) -> int:
    """Return how often the call looked at the tree, if it did something in between; else 1 at most."""
    at = [i for i, c in enumerate(action.commands) if _looks(c)]
    if len(at) > 1 and any(c.program != "git" for c in action.commands[at[0] + 1 : at[-1]] if c.follows != "|"):
        return len(at)
    return min(len(at), 1)


def unpushed_before(history: History, step: Step) -> int:
    """Return how many commits git said were not pushed, without those that the session made; 0 when it did not say."""
    for s in history.before(step):
        if s.action is None or s.action.result is None:
            continue
        for command in s.action.commands:
            if command.program == "git" and command.argv[1:2] == ("push",):
                return 0
        found = _AHEAD.search(s.action.result.text)
        if found and any(c.program == "git" for c in s.action.commands):
            earlier = sum(
                c.program == "git" and c.argv[1:2] == ("commit",)
                for b in (s, *history.before(s))
                if b.action is not None
                for c in b.action.commands
            )
            return max(0, int(found[1] or found[2] or found[3]) - earlier)
    return 0
