"""Whose things are: what the session itself made may be taken away by it, and so may temporary and generated things."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import Final, NamedTuple

from cotlens.model.edit import EditOp
from cotlens.model.fact import SimpleCommand, Step
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import is_generated
from cotlens.monitors.base import History, applied
from cotlens.monitors.calls.lookers import ASIDES

_TEMPORARY: Final = regex(
    r"^(?:/private)?/(?:tmp|var/tmp|var/folders|dev/shm|run/user)(?:/|$)|^(?:[A-Z]:)?[\\/].*[\\/]Temp[\\/]|^\$\{?(?:TMP|"
    r"TEMP|TMPDIR|TMP_DIR|RUNNER_TEMP|tmp\w*|temp\w*|scratch\w*|workdir)\b|^\$\(mktemp|/\.cache/|"
    r"[\\/]scratchpad[\\/]|^~/\.cache/|(?:^|/)(?:tmp|temp)[-_.]|"
    r"/projects/-(?:private-)?(?:tmp|var-folders)-",
    re.IGNORECASE,
)
_NAME: Final = 3
"""Signs of a name that is long enough to be told from others."""
_SEEN: Final = 8000
_MAKES_FOLDERS: Final = regex(
    r"\b(?:mkdirs?|makedirs|mkdir_p|mkdirp|MkdirAll|create_dir(?:_all)?|mkdirSync|ensureDir(?:Sync)?|createDirector\w+)\b"
)
_MAKES: Final = frozenset(
    {
        "mkdir",
        "touch",
        "cp",
        "git",
        "mktemp",
        "tar",
        "unzip",
        "wget",
        "curl",
        "npm",
        "npx",
        "pnpm",
        "yarn",
        "cargo",
        "go",
        "python",
        "python3",
        "uv",
        "virtualenv",
        "install",
        "rsync",
        "ln",
        "tee",
        "node",
        "make",
        "docker",
        "zip",
        "pg_dump",
        "mongodump",
    }
)
_COMPILES: Final = frozenset(
    [
        "cmake",
        "meson",
        "gcc",
        "g++",
        "cc",
        "c++",
        "clang",
        "clang++",
        "rustc",
        "javac",
        "dotnet",
        "ffmpeg",
        "pandoc",
        "sphinx-build",
        "hugo",
        "esbuild",
        "tsc",
    ]
)
"""Programs that make only what their output option names; their other words are sources."""


def is_temporary(path: str) -> bool:
    """Tell whether the path is a scratch place by its name (`/tmp/x`, `$TMPDIR/x`)."""
    return bool(_TEMPORARY.search(path)) or path == ""


def is_scratch(path: str, history: History) -> bool:
    """Tell whether the path is a scratch place, seen from the session's directory (which may itself lie in one)."""
    root = (history.root or "").rstrip("/")
    return is_temporary(path[len(root) + 1 :] or "." if root and path.startswith(root + "/") else path)


def made_by_tools(path: str, history: History) -> bool:
    """Tell whether builds and installers make what lies there, by its folder or name."""
    return is_generated(seen_from_root(path, history)) and not _SYSTEM_S.match(path)


def is_disposable(path: str, history: History, step: Step) -> bool:
    """Tell whether removing `path` loses nothing of anybody's: temporary, generated, or made by this session."""
    below_root = seen_from_root(path, history)
    if is_temporary(below_root if below_root != path else path) or made_by_tools(path, history):
        return True
    return (
        made_here(path, history, step)
        or _made_again(path, history, step)
        or _was_missing(below_root.strip("/"), history, step)
        or _fetched_anew(path, history, step)
        or _told_as_made(path, below_root.strip("/"), history, step)
        or _sent_there(below_root.strip("/"), history, step)
    )


_SCRATCH_ROOTS: Final = regex(r"^(?:/private)?/(?:tmp|var/tmp|dev/shm)?/?$")


_SYSTEM_S: Final = regex(r"^/(?:var/(?:log|lib|spool|mail|backups?|www)|etc|srv|mnt|data)/")
"""What lies there is other programs', however it is called."""


def seen_from_root(path: str, history: History) -> str:
    """Return the path below the session's folder; beside one that lies in a scratch place itself, the path below what holds both."""
    root = (history.root or "").rstrip("/")
    if not root or path.startswith(root):
        return path[len(root) :] if root else path
    parent = root.rpartition("/")[0]
    beside = is_temporary(root) and path.startswith(parent + "/") and not _SCRATCH_ROOTS.match(parent)
    return path[len(parent) :] if beside else path


_CHECKOUTS: Final = (("clone",), ("worktree",))
_SHOWS: Final = ASIDES | {"git", "sed", "docker", "journalctl", "find"}
"""Programs whose outputs tell what others did, and when nobody knows."""
_MADE: Final = regex(
    r"\b(?:wrote|writ(?:ing|ten)|sav(?:ed|ing)|creat(?:ed|ing)|mkdir|generat(?:ed|ing)|extract(?:ed|ing)|export(?:ed|ing)|unpack(?:ed|ing)|"
    r"dump(?:ed|ing)|stor(?:ed|ing)|checkpoint\w*)\b",
    re.IGNORECASE,
)
_MOST: Final = 200
"""Words of an output that say that something was made, of which the place is looked for."""
_FRESH_NAME: Final = regex(r"(?:^|[-_./])(?:\d{1,14}|[0-9a-f]{6,40})$")
"""A folder with a number or a hash for a name is a new one each time."""


def _fetched_anew(path: str, history: History, step: Step) -> bool:
    """Tell whether the same call fetches a checkout to the very place, beside one that the session made: a try from scratch."""
    bare = path.rstrip("/")
    folder, _, name = bare.rpartition("/")
    commands = step.action.commands if step.action is not None else ()
    return (
        any(c.program == "git" and c.argv[1:2] in _CHECKOUTS and _names(c.argv, c.cwd, bare, name) for c in commands)
        and bool(folder)
        and any(
            index < step.index
            and command.program == "git"
            and (_names(command.argv, command.cwd, f"{folder}/{sibling}", sibling))
            for made in history.gathered(lambda: _Made({}, {}), _take_made)
            for sibling, found in made.names.items()
            for index, command in found
        )
    )


def _sent_there(below: str, history: History, step: Step) -> bool:
    """Tell whether a call of the session named the path as where its output goes: `train.py --out runs/dbg1`, in a job's command, too."""
    if len(below) < _NAME or "/" not in below or re.search(r"[*?$~]", below):
        return False
    option = re.compile(
        r"(?<!\S)(?:-o|--(?:out|output|save|dest|destination|target|log|run|work|result|results|checkpoint|export|build|model|artifacts?|dump)"
        rf"(?:[-_]?(?:dir|directory|path|folder|to|root))?)[ =][\"']?(?:\./)?{re.escape(below)}/?(?=[\s\"'\\;&|)]|$)"
    )
    for s in history.before(step):
        command = s.action.call.args.get("command") if s.action is not None and s.action.happened else None
        text = " ".join(command) if isinstance(command, list) else str(command or "")
        if below in text and option.search(text[:20_000]):
            return True
    return False


def _told_as_made(path: str, below: str, history: History, step: Step) -> bool:
    """Tell whether a program that the session ran said that it made the path: "Saving to runs/exp3", "mkdir data/7/link"."""
    if len(below) < _NAME or "/" not in below or re.search(r"[?$~]", path):
        return False
    # Of a pattern the fixed part has to say something: `stage/part-*.parquet`.
    fixed = below.split("*", 1)[0]
    if "*" in below and len(fixed.rsplit("/", 1)[-1]) < _NAME:
        return False
    end = r"(?:/|[\s'\"`:,)]|\.?$)" if _FRESH_NAME.search(below) else r"/?(?:[\s'\"`:,)]|\.?$)"
    wanted = re.escape(below).replace(r"\*", r"[^/\s'\"]*")
    said = re.compile(rf"[^\n]{{0,40}}?(?<![\w-])(?:\S{{0,120}}/)?{wanted}{end}", re.MULTILINE)
    for s in history.before(step):
        action = s.action
        seen = action.result.text[-_SEEN:] if action is not None and action.result is not None else ""
        if fixed not in seen or action is None or all(c.program in _SHOWS for c in action.commands):
            continue
        if any(said.match(seen, m.end()) for m in islice(_MADE.finditer(seen), _MOST)):
            return True
    return False


def _was_missing(path: str, history: History, step: Step) -> bool:
    """Tell whether an output said that the path was not there: what is there now came about since, by what the session ran.

    Where only something below it was missing, the session's own code must be what makes folders.
    """
    if len(path) < _NAME or re.search(r"[*?$~]", path):
        return False
    own = r"(?<![\w./-])(?:\./)?" + re.escape(path)
    said = re.compile(
        rf"{own}(?P<within>/[\w./-]{{1,80}})?/?['\"`’]?: (?:No such file|cannot open|not found|does not exist)|"
        rf"(?:No such file or directory|ENOENT|does not exist|cannot find)\b[^\n]{{0,40}}?"
        rf"['\"`: ‘]{own}(?P<below>/[\w./-]{{1,80}})?/?(?:['\"`’\s]|$)",
        re.IGNORECASE,
    )
    for s in history.before(step):
        result = s.action.result if s.action is not None else None
        seen = result.text[-_SEEN:] if result is not None else ""
        match = said.search(seen) if path in seen else None
        if match is not None:
            return not (match["within"] or match["below"]) or any(
                _MAKES_FOLDERS.search(line) for _, e in history.edits_before(step) for line in e.edit.added
            )
    return False


def _made_again(path: str, history: History, step: Step) -> bool:
    """Tell whether the session writes the same output anew, in this call or before: a rebuild, not a loss.

    `rm -rf out && mkdir out`, `rm reports/sum_*.csv; ... > reports/sum_$STAMP.csv`.
    """
    folder, _, name = path.rstrip("/").rpartition("/")
    stem = re.split(r"[*$?]", name)[0]
    if not re.search(
        r"(?:^|[/_.-])(?:outs?|outputs?|results?|reports?|artifacts?|logs?|gen(?:erated)?|exports?|builds?|"
        r"renders?)(?:$|[/_.-])",
        path,
    ):
        return False
    for s in (step, *history.before(step)):
        for command in s.action.commands if s.action is not None else ():
            made = [r.target for r in command.redirects if r.op.startswith((">", "&>"))]
            made += [w for w in command.argv[1:] if command.program in ("mkdir", "tee", "cp", "mv", "touch")]
            for target in made:
                full = target if target.startswith(("/", "$", "~")) else f"{(command.cwd or '').rstrip('/')}/{target}"
                where, _, made_name = full.rstrip("/").rpartition("/")
                if (where == folder and made_name.startswith(stem) and stem) or full.startswith(path.rstrip("/") + "/"):
                    return True
    return False


def made_here(path: str, history: History, step: Step) -> bool:
    """Tell whether the session created the file or folder before `step`."""
    bare = path.rstrip("/*").rstrip("/")
    if not bare or bare == (history.root or "").rstrip("/"):
        return False
    name = bare.rsplit("/", 1)[-1]
    written = False
    for command in step.action.commands if step.action is not None else ():
        # `mkdir x && try x; rm -r x`: made for the trial, in the same call and before it went.
        if command.program in ("rm", "rmdir", "find", "unlink", "mv"):
            if written and not _known(bare, history, step):
                return True
            break
        if command.program in ("mkdir", "mktemp") and _names(command.argv, command.cwd, bare, name):
            return True
        written = written or any(_written(r.op, r.target, command.cwd, bare) for r in command.redirects)
    return any(
        made.files.get(bare, step.index) < step.index
        or any(
            index < step.index and _names(command.argv, command.cwd, bare, name)
            for index, command in (made.names.get(name, ()) if len(name) > 1 else ())
        )
        for made in history.gathered(lambda: _Made({}, {}), _take_made)
    )


def _written(op: str, target: str, cwd: str | None, path: str) -> bool:
    return op == ">" and (target == path or (bool(cwd) and posixpath.normpath(f"{cwd}/{target}") == path))


def _known(path: str, history: History, step: Step) -> bool:
    """Tell whether an earlier call or output names the file: what was there before is not made by writing over it."""
    name = path.rsplit("/", 1)[-1]
    return any(
        s.action is not None
        and (
            name in str(s.action.call.args)[:_SEEN]
            or (s.action.result is not None and name in s.action.result.text[-_SEEN:])
        )
        for s in history.before(step)
    )


def shown_ignored(path: str, history: History, step: Step) -> bool:
    """Tell whether `git check-ignore` named the path: git keeps nothing of it."""
    below = seen_from_root(path, history).strip("/")
    return bool(below) and any(
        any(c.program == "git" and "check-ignore" in c.argv[1:4] for c in s.action.commands)
        and any(x.split("\t")[-1].strip().rstrip("/") == below for x in s.action.result.text[-_SEEN:].split("\n"))
        for s in history.before(step)
        if s.action is not None and s.action.result is not None
    )


class _Made(NamedTuple):
    """What calls made, each with the step that did; of a file the first."""

    files: dict[str, int]
    """By path: files that edits created."""
    names: dict[str, list[tuple[int, SimpleCommand]]]
    """By the last name in a word: the commands that may have made what it names."""


def _take_made(made: _Made, step: Step) -> None:
    if step.action is None or not step.action.happened:
        return
    for fact in applied(step.action):
        # Some logs call it an empty text where nothing was.
        if fact.edit.op in (EditOp.CREATE, EditOp.RENAME) and not fact.edit.before:
            made.files.setdefault(fact.edit.new_path or fact.edit.path, step.index)
    for command in step.action.commands:
        if command.program in _MAKES | _COMPILES:
            words = [word.rstrip("/") for word in command.argv[1:]]
            for name in {x.rpartition(sign)[2] for x in words for sign in "/="}:
                made.names.setdefault(name, []).append((step.index, command))


def _names(argv: tuple[str, ...], cwd: str | None, path: str, name: str) -> bool:
    if argv[0] == "git" and argv[1:2] not in (("clone",), ("worktree",), ("init",)):
        return False
    if argv[0] == "docker" and argv[1:2] not in (("run",), ("compose",), ("build",), ("create",)):
        return False
    for i, word in enumerate(argv[1:]):
        bare = word.rstrip("/")
        if argv[0] == "docker" and argv[i] in ("-f", "--file"):
            # The file that says what to run is read, not made.
            continue
        if argv[0] in _COMPILES and argv[i] not in ("-o", "-B", "--output", "--out", "--outdir", "-d"):
            continue
        if bare == path or (cwd and posixpath.normpath(f"{cwd}/{bare}") == path):
            return argv[0] != "cp" or word == argv[-1]
        if bare.endswith((f"={path}", f"/{name}", f"={name}")) and argv[0] in (
            "docker",
            "zip",
            "tar",
            "unzip",
            "curl",
            "wget",
            "npx",
            "cargo",
            "go",
            "uv",
        ):
            return True
    return False
