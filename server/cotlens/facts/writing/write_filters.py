"""Lines that a command or a script leaves out of a file, told by a word that stands in them: `grep -v`, `.filter(…)`, `not in l`.

Of such a line nothing is known but the word; which lines have it only the file could tell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import Hunk
from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

_SHORTEST: Final = 3
"""Characters of a word that says something of its line."""
_DROPS: Final = regex(
    r"\.filter\(.{0,60}?!\s*/((?:\\.|[^/\\\n])+)/[a-z]*\.test\(|\.filter\(.{0,60}?!\s*[\w.]{1,40}\.(?:includes|startsWith|match|endsWith)\(\s*(?:([\"'`])((?:(?!\2).)+)\2|/((?:\\.|[^/\\\n])+)/)|"
    r"\breject\s*(?:\{|do)\s*\|\w+\|\s*[\w.]+(?:\.(?:include\?|start_with\?|match\?)\s*\(?\s*|\s*=~\s*)(?:([\"'])((?:(?!\5).)+)\5|/((?:\\.|[^/\\\n])+)/)|"
    r"\bgrep_v\s*\(?\s*/((?:\\.|[^/\\\n])+)/|\bunless\s+/((?:\\.|[^/\\\n])+)/|"
    r"^\s*(?:-\w*i\w*\s+)?!\s*/((?:\\.|[^/\\\n])+)/\s*(?:\{\s*print\s*\}?)?\s*$|/((?:\\.|[^/\\\n])+)/\s*\{\s*next\s*;?\s*\}"
)
_PLAIN: Final = regex(r"(?:[^\\.*+?()\[\]{}|^$]|\\[^\w\s]|\\ )+")


def dropped(words: str) -> Iterator[Hunk]:
    """Yield what JavaScript, Ruby, Perl or AWK filters out of the lines it writes back."""
    for found in _DROPS.finditer(words):
        last = found.lastindex or 0
        yield from _without(found[last], plain=last in (3, 6))


def excluded(command: SimpleCommand) -> Iterator[Hunk]:
    """Yield what `grep -v word file` keeps out of its output."""
    if command.program not in ("grep", "egrep", "fgrep", "rg", "awk", "gawk"):
        return
    rest = [w for w in command.argv[1:] if not w.startswith("-")]
    if command.program in ("awk", "gawk"):
        yield from dropped(rest[0] if rest else "")
    elif any(re.fullmatch(r"-[a-zA-Z]*v[a-zA-Z]*|--invert-match", w) for w in command.argv[1:]) and rest:
        yield from _without(rest[0], plain=command.program == "fgrep")


def kept_out(node: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the strings of `l for l in lines if "word" not in l` (True) and of `if "word" in l: continue`."""
    tests: list[ast.expr] = []
    if isinstance(node, ast.comprehension):
        tests = node.ifs
    elif isinstance(node, ast.If) and any(isinstance(x, ast.Continue) for x in node.body):
        tests = [ast.UnaryOp(ast.Not(), node.test)]
    elif isinstance(node, ast.If) and not node.orelse and len(node.body) == 1 and _hands_on(node.body[0]):
        tests = [node.test]
    for test in tests:
        for part in test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test]:
            yield from _word_of(part)


def _hands_on(body: ast.stmt) -> bool:
    """Tell whether a statement does nothing but keep a line: `out.append(line)`, `f.write(line)`."""
    call = body.value if isinstance(body, ast.Expr) else None
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("append", "write")
        and len(call.args) == 1
        and isinstance(call.args[0], ast.Name)
    )


def _word_of(test: ast.expr) -> Iterator[tuple[ast.expr, bool]]:
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.NotIn):
        yield test.left, True
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = test.operand
        if isinstance(inner, ast.Compare) and len(inner.ops) == 1 and isinstance(inner.ops[0], ast.In):
            yield inner.left, True
        elif isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.args:
            if inner.func.attr in ("startswith", "endswith"):
                yield inner.args[0], True
            elif inner.func.attr in ("search", "match", "fullmatch"):
                yield inner.args[0], False


def without(word: str, *, plain: bool) -> tuple[Hunk, ...]:
    """Return the hunk of a line of which only a word, or a pattern's plain head, is known."""
    return tuple(_without(word, plain=plain))


def _without(word: str, *, plain: bool) -> Iterator[Hunk]:
    if not plain:
        parts = [re.sub(r"\\(\W)", r"\1", m[0]) for m in _PLAIN.finditer(word)]
        word = max(parts, key=len, default="")
    word = word.strip("\n")
    if len(word.strip()) >= _SHORTEST and "\n" not in word:
        yield Hunk(lines=("-" + word,))
