"""Which list of dependencies a command writes into: with the names that it puts there, or raising all that is in it.

Looks at no file and judges nothing.

`npm install x` changes package.json without any edit in the log: who points at a line points at that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import absolute


class _Tool(NamedTuple):
    verbs: frozenset[str]
    manifest: str
    """The file in the directory that it works in."""


_NODE: Final = frozenset({"install", "i", "add"})
_ADD: Final = frozenset({"add"})
_TOOLS: Final = {
    **dict.fromkeys(("npm", "pnpm", "yarn", "bun"), _Tool(_NODE, "package.json")),
    **dict.fromkeys(("poetry", "uv", "pdm", "rye", "hatch"), _Tool(_ADD, "pyproject.toml")),
    "pipenv": _Tool(frozenset({"install"}), "Pipfile"),
    "cargo": _Tool(_ADD, "Cargo.toml"),
    "go": _Tool(frozenset({"get"}), "go.mod"),
    "composer": _Tool(frozenset({"require"}), "composer.json"),
    "bundle": _Tool(_ADD, "Gemfile"),
    "deno": _Tool(_ADD, "deno.json"),
    **dict.fromkeys(("flutter", "dart"), _Tool(frozenset({"pub add"}), "pubspec.yaml")),
}
_ELSEWHERE: Final = frozenset({"-g", "--global", "--no-save", "--location=global"})
"""With these no list of the project is written."""
_FOLDERS: Final = ("--prefix", "-C", "--cwd", "--dir", "--directory", "--working-dir", "--project")
_FILES: Final = ("--manifest-path",)
_VALUES: Final = frozenset((*_FOLDERS, *_FILES, "--features", "-F", "--tag", "--registry", "--group", "-w", "--workspace", "--filter",
                            "-p", "--package", "--version", "--source", "--extras", "--rename", "--git", "--branch"))  # fmt: skip
"""Options whose value is a word of its own."""
_MEMBER: Final = frozenset({"-p", "--package", "-w", "--workspace", "--filter"})
"""Options that say which member of a workspace: where that lies the command does not say."""
_VERSION: Final = regex(r"(?<=[\w)\]])(?:@[^/]*|\[.*|[=<>~!^:]=?.*)$")


_RAISE_ALL: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (regex(r"^go get (?:-\w+ )*-u(?:=\w+)? (?:-\w+ )*(?:\./\.\.\.|all)$"), "go.mod"),
    (regex(r"^(?:npm (?:update|up|upgrade)|pnpm (?:-r )?(?:update|up|upgrade)|yarn (?:upgrade|up)|bun update)(?: -\S+| \*)*$"),
     "package.json"),
    (regex(r"^(?:npx (?:-\S+ )*)?(?:ncu|npm-check-updates)(?:@\S+)?\b.* -(?:u|-upgrade)\b"), "package.json"),
    (regex(r"^cargo (?:update|upgrade)(?: (?!-p\b|--package\b|--dry-run\b)-\S+)*$"), "Cargo.toml"),
    (regex(r"^bundle update(?: --(?:all|major|minor))*$"), "Gemfile.lock"),
    (regex(r"^composer (?:update|upgrade)(?: -\S+)*$"), "composer.json"),
    (regex(r"^(?:poetry|pdm) update(?: (?!--dry-run)-\S+)*$|^uv (?:lock|sync) (?:-\S+ )*(?:--upgrade|-U)$"), "pyproject.toml"),
    (regex(r"^pip-compile\b.* (?:--upgrade|-U)\b(?! -?-?package)"), "requirements.txt"),
    (regex(r"^mix deps\.update --all"), "mix.exs"), (regex(r"^(?:flutter|dart) pub upgrade(?: -\S+)*$"), "pubspec.yaml"),
    (regex(r"^dotnet outdated\b.* (?:-u|--upgrade)\b"), ""), (regex(r"^pre-commit autoupdate(?: -\S+)*$"), ".pre-commit-config.yaml"),
    (regex(r"^mvnw? .*versions:(?:use-latest|update-properties)|^\S*gradlew? (?:\S+ )*useLatestVersions"), ""),
    (regex(r"^terraform init (?:-\S+ )*-upgrade\b"), ".terraform.lock.hcl"),
)  # fmt: skip
"""Commands that raise everything, with the list that they write into."""


class Addition(NamedTuple):
    """What a command puts into a list of dependencies."""

    manifest: str
    """Absolute, or relative where the command's directory is not known."""
    names: tuple[str, ...]


def additions(commands: Iterable[SimpleCommand]) -> tuple[Addition, ...]:
    """Return, for each command that adds packages, the list that it writes into and their names without versions."""
    return tuple(found for c in commands if (found := _addition(c)) is not None)


def _addition(command: SimpleCommand) -> Addition | None:
    tool = _TOOLS.get(command.program)
    if tool is None or command.remote or set(command.argv) & (_ELSEWHERE | _MEMBER):
        return None
    words, options = _parted(command.argv[1:])
    verb = " ".join(words[: next(iter(tool.verbs)).count(" ") + 1])
    names = tuple(filter(None, map(_name, words[verb.count(" ") + 1 :])))
    if verb not in tool.verbs or not names:
        return None
    if (file := next((options[o] for o in _FILES if o in options), None)) is not None:
        return Addition(absolute(file, command.cwd), names)
    folder = next((options[o] for o in _FOLDERS if o in options), "")
    return Addition(absolute(f"{folder}/{tool.manifest}" if folder else tool.manifest, command.cwd), names)


def _parted(argv: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """Part the words of a command from its options with their values."""
    words: list[str] = []
    options: dict[str, str] = {}
    rest = iter(argv)
    for word in rest:
        if not word.startswith("-"):
            words.append(word)
        elif "=" in word:
            name, _, value = word.partition("=")
            options[name] = value
        else:
            options[word] = next(rest, "") if word in _VALUES else ""
    return words, options


def _name(word: str) -> str:
    """Return how a list calls a package: `@a/b` of `@a/b@1.2`, the address of what is fetched from a repository, '' for a folder."""
    if word.startswith((".", "/", "~", "$", "file:")):
        return ""
    if "://" in word or word.startswith(("git+", "github:", "git@")):
        return re.sub(r"^(?:git\+)?[a-z]+://|^git@|^github:", "", word).split("#")[0].removesuffix(".git")
    return _VERSION.sub("", word)


def raises_all(command: SimpleCommand) -> str | None:
    """Return the list in which a command raises everything to its newest version ('' if it may be any), or None."""
    if command.remote:
        return None
    line = " ".join((command.program, *command.argv[1:]))
    return next((manifest for pattern, manifest in _RAISE_ALL if pattern.search(line)), None)
