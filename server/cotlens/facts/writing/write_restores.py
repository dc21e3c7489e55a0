"""Commands that give files a text which is not the agent's: earlier versions brought back by git, and formatters.

What the text is, is not known; nor whether it differs. Only files that are named are told of, and for commands over
whole trees those that the session changed itself since its last commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cotlens.facts.acts.git_losses import git_words
from cotlens.facts.writing.writes import Scene, Write, located, options, short
from cotlens.model.edit import EditOp
from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

_FILE: Final = regex(r"(?!.{400}).*[^/.][^/]*\.\w{1,8}\Z")
_STASH_ASKS: Final = frozenset({"list", "show", "drop", "clear", "branch", "create", "store"})
_STASH_VALUES: Final = frozenset({"-m", "--message"})
_NOT_WRITING: Final = frozenset({"--check", "--diff", "--list-different", "-l", "-d", "-n", "--dry-run", "--stdin"})
_BY_DEFAULT: Final = ""
_FORMATTERS: Final[dict[str, tuple[str, ...]]] = {
    # program and its subcommand -> the options that make it write; '' where it does so unless told otherwise
    "black": (_BY_DEFAULT,),
    "isort": (_BY_DEFAULT,),
    "ruff format": (_BY_DEFAULT,),
    "ruff check": ("--fix", "--fix-only", "--unsafe-fixes"),
    "autopep8": ("-i", "--in-place"),
    "yapf": ("-i", "--in-place"),
    "pyupgrade": (_BY_DEFAULT,),
    "docformatter": ("-i", "--in-place"),
    "prettier": ("--write", "-w"),
    "eslint": ("--fix",),
    "standard": ("--fix",),
    "stylelint": ("--fix",),
    "biome format": ("--write", "--fix"),
    "biome check": ("--write", "--fix", "--apply"),
    "biome lint": ("--write", "--fix", "--apply"),
    "markdownlint": ("--fix", "-f"),
    "markdownlint-cli2": ("--fix",),
    "gofmt": ("-w",),
    "goimports": ("-w",),
    "gofumpt": ("-w",),
    "rustfmt": (_BY_DEFAULT,),
    "clang-format": ("-i",),
    "shfmt": ("-w", "--write"),
    "terraform fmt": (_BY_DEFAULT,),
    "dart format": (_BY_DEFAULT,),
    "deno fmt": (_BY_DEFAULT,),
    "mix format": (_BY_DEFAULT,),
    "rubocop": ("-a", "-A", "--autocorrect", "--autocorrect-all", "--auto-correct"),
    "php-cs-fixer fix": (_BY_DEFAULT,),
    "stylua": (_BY_DEFAULT,),
    "taplo format": (_BY_DEFAULT,),
    "taplo fmt": (_BY_DEFAULT,),
}
_VALUES: Final = frozenset(
    {"-c", "--config", "--config-file", "--settings-path", "--parser", "--ignore-path", "--plugin", "--line-length"}
    | {"-t", "--target-version", "--select", "--ignore", "--extend-select", "--stdin-filepath", "--ext", "--rule"}
    | {"--format", "-f", "--output-file", "-o", "--edition", "--rulesdir", "--profile", "--style", "--exclude", "-e"}
)


def restored(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`git checkout -- f`, `git restore f`, `git stash`, `git reset --hard`."""
    sub, words, cwd = git_words(command)
    if sub == "checkout":
        yield from _back(_checked_out(words), cwd, scene)
    elif sub == "restore":
        plain, found = options(words, frozenset({"-s", "--source"}))
        staged_only = ("--staged" in found or "S" in short(found)) and not (
            "--worktree" in found or "W" in short(found)
        )
        if not staged_only and not found.keys() & {"-p", "--patch"}:
            yield from _back(plain, cwd, scene)
    elif sub == "reset" and "--hard" in words:
        yield from _unknown(scene.texts.changed())
    elif sub == "stash":
        yield from _stashed(words, cwd, scene)


def formatted(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`black f`, `prettier --write f`: files that are named; folders and patterns are not followed."""
    sub = next((w for w in command.argv[1:] if not w.startswith("-")), "")
    name = next((n for n in (f"{command.program} {sub}", command.program) if n in _FORMATTERS), None)
    if name is None:
        return
    writing = _FORMATTERS[name]
    words, found = options(command.argv[1:], _VALUES - set(writing))
    wanted = writing == (_BY_DEFAULT,) or found.keys() & set(writing)
    if not wanted or found.keys() & (_NOT_WRITING - set(writing)):
        return
    files = words[1:] if " " in name else words
    yield from _unknown([w for w in files if _FILE.match(w)])


def _checked_out(words: Sequence[str]) -> list[str]:
    if any(w in ("-b", "-B", "-t", "--orphan", "-p", "--patch", "--detach") for w in words):
        return []
    if "--" in words:
        return list(words[words.index("--") + 1 :])
    plain = [w for w in words if not w.startswith("-")]
    # `git checkout main` is a branch, `git checkout src/a.py` and `git checkout HEAD~1 a.py` are files, `.` is all.
    if len(plain) == 1:
        return plain if plain[0] == "." or ("/" in plain[0] and _FILE.match(plain[0])) else []
    return [w for w in plain[1:] if w == "." or _FILE.match(w)]


def _back(paths: Sequence[str], cwd: str | None, scene: Scene) -> Iterator[Write]:
    for path in paths:
        place = located(path, cwd)
        if place is not None and _FILE.match(path):
            yield from _unknown([place])
        elif place is not None:
            yield from _unknown(scene.texts.changed(place))


def _stashed(words: Sequence[str], cwd: str | None, scene: Scene) -> Iterator[Write]:
    plain, found = options(tuple(words), _STASH_VALUES)
    what = plain[0] if plain else "push"
    if what in _STASH_ASKS or found.keys() & {"-p", "--patch", "-S", "--staged"}:
        return
    if what in ("pop", "apply"):
        yield from _unknown(scene.texts.unstash())
    elif what == "push" and plain[1:]:
        yield from _back(plain[1:], cwd, scene)
    else:
        yield from _unknown(scene.texts.stash())


def _unknown(paths: Sequence[str]) -> Iterator[Write]:
    for path in paths:
        yield Write(EditOp.MODIFY, path, authored=False)
