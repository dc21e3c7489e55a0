"""Code and queries handed to interpreters on the command line. Which language, which text, what it starts; parses neither."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cotlens.facts.commands.shell import parse_shell
from cotlens.facts.commands.spawned import spawned
from cotlens.model.fact import Script, SimpleCommand
from cotlens.model.lazy_regex import regex

_CODE_OPTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "node": ("javascript", ("-e", "--eval", "-p", "--print")),
    "bun": ("javascript", ("-e", "--eval")),
    "deno": ("javascript", ("eval",)),
    "ruby": ("ruby", ("-e",)),
    "perl": ("perl", ("-e", "-E")),
    "php": ("php", ("-r", "--execute")),
    "psql": ("sql", ("-c", "--command")),
    "mysql": ("sql", ("-e", "--execute")),
    "mariadb": ("sql", ("-e", "--execute")),
    "sqlcmd": ("sql", ("-Q", "-q")),
    "clickhouse-client": ("sql", ("-q", "--query")),
    "cqlsh": ("sql", ("-e",)),
    "snowsql": ("sql", ("-q",)),
    "mongosh": ("mongo", ("--eval",)),
    "mongo": ("mongo", ("--eval",)),
    "rails": ("ruby", ("runner", "r")),
    "manage.py": ("python", ("-c", "--command")),
    "artisan": ("php", ("--execute",)),
    "mix": ("elixir", ("-e", "--eval")),
    "tsx": ("javascript", ("-e", "--eval")),
}
_SQL_SHELLS: Final = frozenset({"sqlite3", "duckdb", "bq"})
_PYTHON: Final = regex(r"python[\d.]*|pypy3?|ipython")


def scripts_of(commands: tuple[SimpleCommand, ...]) -> tuple[Script, ...]:
    """Return the code that these commands hand to interpreters, in order."""
    out: list[Script] = []
    for i, command in enumerate(commands):
        language, options = _language(command.program)
        if not language:
            continue
        out += [Script(language, code, command) for code in _arguments(command, language, options)]
        out += [Script(language, r.target, command) for r in command.redirects if r.op in ("<<", "<<<")]
        if command.follows in ("|", "|&") and i and commands[i - 1].program in ("echo", "printf", "cat"):
            before = commands[i - 1]
            text = "\n".join([*before.argv[1:], *(r.target for r in before.redirects if r.op == "<<")])
            out.append(Script(language, text, command))
    return tuple(map(_with_starts, out))


def _with_starts(script: Script) -> Script:
    starts = tuple(c for line in spawned(script.code) for c in parse_shell(line)) if script.language != "sql" else ()
    return replace(script, starts=starts) if starts else script


def _language(program: str) -> tuple[str, tuple[str, ...]]:
    if _PYTHON.fullmatch(program):
        return "python", ("-c", "--command")
    if program in _SQL_SHELLS:
        return "sql", ()
    if program == "redis-cli":
        return "redis", ()
    return _CODE_OPTIONS.get(program, ("", ()))


def _arguments(command: SimpleCommand, language: str, options: tuple[str, ...]) -> list[str]:
    argv = command.argv
    if command.program in _SQL_SHELLS:
        return [a for a in argv[1:] if " " in a]
    if language == "redis":
        return [" ".join(_redis_words(argv[1:]))]
    found: list[str] = []
    for i, word in enumerate(argv[1:], 1):
        name, _, inline = word.partition("=")
        if word in options and i + 1 < len(argv):
            found.append(argv[i + 1])
        elif name in options and inline and name.startswith("--"):
            found.append(inline)
        elif language == "sql" and len(word) > 2 and word[:2] in options and word[2:3] not in ("", "-"):
            found.append(word[2:])
    return found


def _redis_words(words: tuple[str, ...]) -> list[str]:
    rest = list(words)
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in ("-h", "-p", "-a", "-n", "-u", "-s", "--user", "--pass") else rest[1:]
    return rest
