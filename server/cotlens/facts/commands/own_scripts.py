"""Lines that the session itself put into scripts, as commands or code of the calls that then run those scripts.

Only the lines added: what stood there before was the user's to decide.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cotlens.facts.commands.places import absolute
from cotlens.facts.commands.shell import parse_shell
from cotlens.facts.commands.wrappers import SHELLS
from cotlens.model.edit import FileEdit
from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

_SHELLS: Final = SHELLS | {".", "source"}
_SHELL_ENDINGS: Final = (".sh", ".bash", ".zsh", ".ksh")
_CODE_ENDINGS: Final = (
    ".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".tsx", ".rb", ".pl", ".php", ".go", ".lua", ".r", ".R", ".jl", ".groovy", ".kts",
    ".exs", ".rs", ".java", ".swift", ".ps1", ".clj", ".rake", ".raku", ".tcl", ".awk", ".cs", ".fsx", ".dart", ".cr", ".nim", ".ml",
)  # fmt: skip
_RUNNERS: Final = regex(
    r"(?:python|pypy|ruby|perl|php|lua|node)[\d.]*|bun|deno|tsx|ts-node|go|Rscript|julia|groovy|kotlin|elixir|mix|"
    r"rust-script|cargo|java|swift|pwsh|"
    r"powershell|clojure|bb|raku|tclsh|dotnet|dart|crystal|nim|ocaml|uv|uvx|poetry|pipenv|npx|pnpm|yarn|bundle|rake|rails"
)
_RECIPE: Final = regex(r"(?:^|/)(?:GNUm|[Mm])akefile$|\.mk$")
_LONGEST: Final = 64 * 1024
"""Characters of a script's own lines that are kept: the last ones."""
_SCRIPTS: Final = 256
"""Scripts that are remembered; those written longest ago are forgotten first."""


class Code(NamedTuple):
    """Code of the session's own that a command runs."""

    path: str
    text: str
    command: SimpleCommand
    stood: str
    """The lines that gave way to it."""

    @property
    def shell(self) -> bool:
        """Whether it is in the shell's language, not in a program's."""
        return _is_shell(self.path, self.text)

    @property
    def commands(self) -> tuple[SimpleCommand, ...]:
        """What it runs, if it is in the shell's language."""
        text = _recipes(self.text) if _RECIPE.search(self.path) else self.text
        return parse_shell(text, self.command.cwd) if self.shell else ()


class OwnScripts:
    """The scripts that a session has written in, by path."""

    def __init__(self) -> None:
        """Nothing has been written yet."""
        self._added: dict[str, str] = {}
        self._stood: dict[str, str] = {}

    def note(self, edit: FileEdit) -> None:
        """Take in an edit; anything but an applied one of a script is passed over."""
        path = edit.new_path or edit.path
        if edit.happened and edit.added and (_kind(path) or (edit.added[0].startswith("#!"))):
            added = "\n".join((self._added.pop(path, ""), *edit.added)).strip("\n")
            self._added[path] = added[-_LONGEST:]
            self._stood[path] = "\n".join((self._stood.get(path, ""), *edit.removed))[-_LONGEST:]
            if len(self._added) > _SCRIPTS:
                oldest = next(iter(self._added))
                del self._added[oldest], self._stood[oldest]

    def commands_run_by(self, commands: tuple[SimpleCommand, ...]) -> tuple[SimpleCommand, ...]:
        """Return the session's own lines in the shell scripts and recipes that `commands` start."""
        return tuple(inner for code in self.code_run_by(commands) for inner in code.commands)

    def code_run_by(self, commands: tuple[SimpleCommand, ...]) -> tuple[Code, ...]:
        """Return the session's own lines in the scripts of any language that `commands` start, the ones they write themselves too."""
        fresh = _written_by(commands)
        if not self._added and not fresh:
            return ()
        known = {**self._added, **fresh} if fresh else self._added
        return tuple(
            Code(path, added, command, self._stood.get(path, ""))
            for command in commands
            if not command.remote
            for named in _scripts(command)
            for path in _held(known, named, command.program)
            if (added := known.get(path)) is not None
        )


def _held(known: dict[str, str], named: str, program: str) -> tuple[str, ...]:
    """Return the script of that name; `go run ./cmd/x` and `python pkg` run the files of a folder."""
    if named in known or program in _SHELLS:
        return (named,)
    folder = named.rstrip("/") + "/"
    return tuple(path for path in known if path.startswith(folder) and "/" not in path[len(folder) :])


def _written_by(commands: tuple[SimpleCommand, ...]) -> dict[str, str]:
    """Return the scripts that commands write from a heredoc (`cat > x.py <<EOF`): others of the same call may run them."""
    out: dict[str, str] = {}
    for command in commands:
        text = next((r.target for r in command.redirects if r.op in ("<<", "<<-")), None)
        if text is None or command.program not in ("cat", "tee") or len(text) > _LONGEST or command.remote:
            continue
        targets = [r.target for r in command.redirects if r.op in (">", ">|")]
        targets += [w for w in command.argv[1:] if command.program == "tee" and not w.startswith("-")]
        for target in targets:
            path = absolute(target, command.cwd)
            if _kind(path) or text.startswith("#!"):
                out[path] = text
    return out


def _kind(path: str) -> str:
    if path.endswith(_SHELL_ENDINGS) or _RECIPE.search(path):
        return "shell"
    return "code" if path.endswith(_CODE_ENDINGS) else ""


def _is_shell(path: str, text: str) -> bool:
    return _kind(path) == "shell" or (
        not _kind(path) and re.match(r"#!\s*\S*\b(?:env\s+)?(?:\S*/)?(?:ba|z|da|k)?sh\b", text) is not None
    )


def _recipes(text: str) -> str:
    return "\n".join(x.lstrip("\t@-+ ") for x in text.splitlines() if x.startswith("\t"))


def _scripts(command: SimpleCommand) -> list[str]:
    """Return the paths of scripts that a command may start."""
    words = [w for w in command.argv if not w.startswith("-")]
    if not words:
        return []
    if command.program in ("make", "gmake"):
        return [absolute(name, command.cwd) for name in ("Makefile", "makefile", "GNUmakefile")]
    if command.program in _SHELLS:
        named = words[1:2]
    elif _RUNNERS.fullmatch(command.program):
        modules = [
            f"{w.replace('.', '/')}.py" for f, w in zip(command.argv, command.argv[1:], strict=False) if f == "-m"
        ]
        named = [w for w in words[1:5] if w.endswith((*_CODE_ENDINGS, *_SHELL_ENDINGS)) or "/" in w] + modules
    else:
        named = words[:1] if "/" in words[0] or words[0].endswith((*_SHELL_ENDINGS, *_CODE_ENDINGS)) else []
    return [absolute(w, command.cwd) for w in named[:4]]
