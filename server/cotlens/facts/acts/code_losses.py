"""Rows, tables and files that program code throws away: through an object-relational mapper, by a statement, by the language's own calls.

The same for code given on the command line and for scripts that the session wrote and runs; of the latter only what runs with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cotlens.facts.acts.code_removals import removals_in
from cotlens.model.fact import Destruction, Loss, Script
from cotlens.model.lazy_regex import regex

_ORM: Final = regex(
    r"\b(?P<ruby>[A-Z]\w+)(?:\.all|\.unscoped)?\.(?:delete_all|destroy_all)\b|"
    r"\b(?P<django>[A-Z]\w+)\.objects(?:\.(?:all|only|defer|order_by|select_related|prefetch_related|using|values)\([^()\n]{0,80}\)){1,4}\.delete\(\)|"
    r"\b(?P<laravel>[A-Z]\w+)::(?:truncate\(\)|query\(\)->(?:delete|truncate)\(\))|"
    r"\bRepo\.delete_all\((?P<ecto>[A-Z][\w.]+)\)|"
    r"\.(?P<prisma>\w+)\.deleteMany\(\s*(?:\{\s*\})?\s*\)|"
    r"\.query\((?P<alchemy>[A-Z]\w+)\)\.delete\(\)|\b(?P<schema>\w+)(?:\.metadata)?\.drop_all\(|"
    r"\.execute\(\s*(?:\w+\.)?delete\((?P<core>[A-Z]\w+)\)\s*\)|"
    r"\b(?P<mongoose>[A-Z]\w+)(?:\.collection)?\.(?:deleteMany\(\s*(?:\{\s*\})?\s*\)|drop\(\s*\))|"
    r"\b(?P<sequelize>[A-Z]\w+)\.(?:destroy\(\s*\{\s*(?:truncate\s*:\s*true|where\s*:\s*\{\s*\})|truncate\(\s*\))|"
    r"\bDB::table\(\s*['\"](?P<builder>\w+)['\"]\s*\)->(?:truncate|delete)\(\s*\)|\b[Kk]nex\(\s*['\"`](?P<knex>\w+)['\"`]\s*\)\.(?:del|"
    r"delete|truncate)\(\s*\)|"
    r"\b(?P<peewee>[A-Z]\w+)\.(?:delete\(\)\.execute\(|truncate_table\()|\.(?P<ef>[A-Z]\w+)\.(?:ExecuteDelete(?:Async)?\(\s*\)|"
    r"RemoveRange\()|"
    r"\b(?P<ensure>\w+)\.Database\.EnsureDeleted(?:Async)?\(|\b(?P<spring>\w+[Rr]epo(?:sitory)?)\.deleteAll(?:InBatch)?\(\s*\)|"
    r"\bgetRepository\((?P<typeorm>\w+)\)\.(?:clear\(\s*\)|delete\(\s*\{\s*\}\s*\))|"
    r"\.Where\(\s*\"1 ?= ?1\"\s*\)\.Delete\(&?(?P<gorm>[\w.]+)"
)
"""Every row of a model taken away through an object-relational mapper; a `where` in between is another matter."""

_STATEMENT: Final = regex(
    r"\b(?:exec\w*|execute\w*|query\w*|run|prepare|raw|unsafe|\$executeRaw\w*|do|sql|statement|Exec\w*|ExecuteNonQuery|CommandText\s*=)"
    r"[\s(]{0,3}(?:text\(\s*)?[rfb]?(\"\"\"|\"|'|`)\s*(?:DELETE\s+FROM\s+([\w.\"`\[\]]{1,80}?)|"
    r"TRUNCATE\s+(?:TABLE\s+)?([\w.\"`\[\]]{1,80}?)"
    r"(?:\s+(?:CASCADE|RESTART\s+IDENTITY)){0,2}|DROP\s+(?:TABLE|DATABASE|SCHEMA)\s+(?:IF\s+EXISTS\s+)?([\w.\"`\[\]]{1,80}?)"
    r"(?:\s+CASCADE)?)\s*;?\s*\1",
    re.IGNORECASE,
)
"""A whole statement in a string of a program's, without a WHERE."""
_STORE_NAMED: Final = regex(r":memory:|[\"'`]([^\"'`\s]{1,120}(?:\.(?:db|sqlite3?|duckdb)|://[^\"'`\s]{1,120}))[\"'`]")
_THROW_AWAY: Final = regex(
    r"^$|(?:^|[/_.-])(?:tests?|tmp|temp|scratch|e2e|fixtures?|demo|throwaway)(?:$|[/_.:-])|^https?:", re.IGNORECASE
)
_LONGEST: Final = 64 * 1024
_HEAD: Final = regex(
    r"^\s*(?:(?:export|public|private|protected|static|async|default|pub)\s+){0,4}(?:def|function|func|fn|sub|class|module|describe|it|"
    r"test)\b[\s*(]{0,3}(\w*)|"
    r"^\s*(?:(?:export\s+)?(?:const|let|var)\s+(\w+)\s*=\s*)(?:async\s*)?\(?[^()\n]{0,80}\)?\s*=>|"
    r"^\s*(?:(?:public|private|protected|static|async|override)\s+){1,4}[\w<>\[\]]+\s+(\w+)\s*\("
)
"""The head of a function: what is in it runs only when it is called; `main` is."""
_DEPTH: Final = 3
"""Calls from one function into the next that are followed."""
_ENTRY: Final = frozenset({"main", "Main", "run", "start", ""})


def run_losses(scripts: Iterable[Script]) -> Iterator[Destruction]:
    """Yield what written scripts destroy when they are run: what stands in a function may never be called."""
    for script in scripts:
        run = Script(script.language, _top_level(script.code), script.command)
        yield from through_mapper(run)
        yield from statements_in(run)
        yield from removals_in(run)


def _top_level(code: str) -> str:
    """Return the lines that run when the script does: those outside functions, and of functions that these lines call."""
    out: list[str] = []
    bodies: dict[str, list[str]] = {}
    within, name = -1, ""
    for line in code[:_LONGEST].split("\n"):
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        if within >= 0 and (indent > within or re.match(r"\s*[})\]]", line)):
            bodies.setdefault(name, []).append(line)
            continue
        head = _HEAD.match(line) if len(line) < 400 else None
        name = next((g for g in head.groups() if g), "") if head is not None else ""
        within = indent if head is not None and name not in _ENTRY and not line.rstrip().endswith(("});", "};")) else -1
        if within < 0:
            out.append(line)
    for _ in range(_DEPTH):
        text = "\n".join(out)
        called = [n for n in bodies if n and re.search(rf"(?<!def )(?<!function )\b{re.escape(n)}\s*\(", text)]
        if not called:
            break
        for n in called:
            out += bodies.pop(n)
    return "\n".join(out)


def through_mapper(script: Script) -> Iterator[Destruction]:
    """Yield the models of which every row is taken away."""
    for match in _ORM.finditer(script.code):
        name = next(g for g in match.groups() if g is not None)
        yield Destruction(Loss.DATABASE, f"{match[0].strip()} ({script.language})", (name,), script.command)


def statements_in(script: Script) -> Iterator[Destruction]:
    """Yield the statements that program code hands to a database: `db.exec("delete from orders")`."""
    code = script.code[:_LONGEST]
    stores = _STORE_NAMED.findall(code)
    if stores and all(_THROW_AWAY.search(s) for s in stores):
        return
    for match in _STATEMENT.finditer(code):
        name = next(g for g in match.groups()[1:] if g).strip("\"`[]'")
        made = rf"(?i)\bcreate\s+(?:\w+\s+){{0,2}}table\s+(?:if\s+not\s+exists\s+)?[\"`\[]?{re.escape(name)}\b"
        if re.search(made, code):
            continue  # what the code itself makes is its own
        what = " ".join(match[0].split())[:90]
        yield Destruction(Loss.DATABASE, f"{what} ({script.language})", (name,), script.command)
