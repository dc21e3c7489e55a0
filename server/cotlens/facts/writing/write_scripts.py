"""Files that code on the command line writes (`python - <<PY`, `node -e`), as far as it names them and says with what.

Python is read by its own grammar, never run; of other languages only plain calls with literal names are known.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from typing import Final

from cotlens.facts.commands.scripts import scripts_of
from cotlens.facts.writing.write_filters import dropped, kept_out, without
from cotlens.facts.writing.writes import LIKELY, POSSIBLE, Scene, Write, appended, is_scratch, located, whole
from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import ToolResultEvent
from cotlens.model.fact import Script, SimpleCommand
from cotlens.model.lazy_regex import regex
from cotlens.model.text import split_lines

_WRITTEN_LITERAL: Final = regex(
    r"""open\(\s*["']([^"']+)["']\s*,\s*["'][wa]|(?:write|append)File(?:Sync)?\(\s*["']([^"']+)["']"""
    r"""|File\.write\(\s*["']([^"']+)["']|file_put_contents\(\s*["']([^"']+)["']"""
)
_GIVEN: Final = regex(r"""(?<![\w.$])(\$?\w{1,40})\s*=\s*(["'`])([^"'`\n$]{1,200})\2""")
_WRITTEN_NAME: Final = regex(
    r"(?:(?:write|append)File(?:Sync)?\(|(?:File|IO)\.(?:bin)?write\(?|Bun\.write\(|file_put_contents\()\s*(\$?\w{1,40})\s*,|"
    r"File\.open\(\s*(\w{1,40})\s*,\s*[\"'][wa]"
)
"""A call that writes to a file which has been given a name."""
_SWAPS: Final = (
    regex(
        r"""(?:\.(?:replace(?:All)?|g?sub!?)|\b(?:str_replace|preg_replace))\(\s*"""
        r"""(?:(["'])((?:(?!\1)[^\\\n]|\\n){1,400})\1|/((?:[^/\\\n.*+?()\[\]{}|^$]|\\\W){1,400})/g?)"""
        r"""\s*,\s*(["'`])((?:(?!\4)[^\\\n]|\\n){0,400})\4"""
    ),
    regex(
        r"""\.(?:replace(?:All)?|g?sub!?)\(\s*(?:(["'`])((?:(?!\1)[^\\]|\\.){1,2000})\1|/((?:\\.|[^/\\\n]){1,400})/[a-z]*)\s*,"""
        r"""\s*(["'`])((?:(?!\4)[^\\]|\\.){0,2000})\4\s*\)"""
    ),
)
"""Plain text or a pattern, and the plain text that takes its place: on one line in any language, and over several lines."""
_PLAIN: Final = regex(r"(?:[^\\.*+?()\[\]{}|^$]|\\[^\w\s])+")
"""A pattern without signs of its own."""
_WRITTEN_TEXT: Final = regex(r"""writeFileSync\(\s*(["'])([^"']+)\1\s*,\s*(["'`])((?:(?!\3)[^\\$])*)\3\s*[,)]""")
_RECORDS: Final = regex(
    r"\binsta\b.*\b(?:accept|review|test)\b|(?:^|\s)(?:-u|--update|--updateSnapshot|--snapshot-update|--accept|"
    r"--update-snapshots|-update)\b"
)
_SNAPSHOT_PATH: Final = regex(r"(?<![\w./-])[\w./-]+\.(?:snap|ambr|golden|approved\.\w+)\b")
_BASELINES: Final = (
    # Commands that write every present finding of a checker into its list of exemptions.
    (regex(r"^rubocop\b.*--auto-gen-config"), ".rubocop_todo.yml"),
    (regex(r"^phpstan\b.*--generate-baseline"), "phpstan-baseline.neon"),
    (regex(r"^basedpyright\b.*--writebaseline"), ".basedpyright/baseline.json"),
    (regex(r"^eslint\b.*--suppress-all"), "eslint-suppressions.json"),
)
_INTERPRETERS: Final = {"python": "python", "pypy": "python", "node": "javascript", "bun": "javascript", "ruby": "ruby"}
_VERSION: Final = regex(r"[\d.]+$")
_MAY_WRITE: Final = regex(r"\bopen\(|\.write_(?:text|bytes)\(")
_PLAIN_HEAD: Final = regex(r"(?:\(\?[a-zA-Z]+\))?\^?((?:[^\\.*+?()\[\]{}|^$]|\\[^\w\s]|\\ )+)(?![*+?{])")
_LONGEST: Final = 64 * 1024
"""Characters of a script that are parsed."""


def generated(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """Lists of exemptions that a checker makes itself."""
    text = " ".join((command.program, *command.argv[1:]))
    for pattern, path in _BASELINES:
        if pattern.search(text):
            yield Write(EditOp.MODIFY, path)


def recorded(command: SimpleCommand, result: ToolResultEvent | None) -> Iterator[Write]:
    """Snapshots that a test runner says it has rewritten."""
    if result is None or not _RECORDS.search(" ".join(command.argv)):
        return
    for path in dict.fromkeys(_SNAPSHOT_PATH.findall(result.text)):
        yield Write(EditOp.MODIFY, path)


def scripted(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """Files that a script on the command line opens for writing, or one that was written only to do that."""
    told = (scene.before, command) if scene.before is not None else (command,)
    for script in scripts_of(told):
        if script.command is command:
            yield from _by_script(script)
    made = _made_for_it(command, scene)
    if made is not None:
        script, kept = made
        # What a program of the project's own puts out is its output; what it replaces in a file is an edit.
        yield from (write for write in _by_script(script) if not kept or any(h.removed for h in write.hunks))


def _by_script(script: Script) -> Iterator[Write]:
    if script.language == "python":
        yield from _python(script)
    elif script.language in ("javascript", "ruby", "php"):
        yield from _other(script)


def _made_for_it(command: SimpleCommand, scene: Scene) -> tuple[Script, bool] | None:
    """Return the script that a command runs if it lies in a scratch place or was written in the same call, and whether it is kept."""
    language = _INTERPRETERS.get(_VERSION.sub("", command.program))
    words = [w for w in command.argv[1:] if not w.startswith("-")]
    path = located(words[0], command.cwd) if language is not None and words else None
    if language is None or path is None:
        return None
    scratch = is_scratch(path, scene.root)
    text = scene.texts.text(path) if scratch or path in scene.fresh else None
    if text is None or len(text) > _LONGEST:
        return None
    return Script(language, text, command), not scratch


def _other(script: Script) -> Iterator[Write]:
    code = script.code[:_LONGEST]
    texts = {m[2]: m[4] for m in _WRITTEN_TEXT.finditer(code)}
    paths = list(dict.fromkeys(_literals(code)))
    hunks = (*_swaps(code), *dropped(code)) if len(paths) == 1 else ()
    for path in paths:
        if texts.get(path):
            yield whole(path, texts[path])
        else:
            yield Write(EditOp.MODIFY, path, hunks, confidence=LIKELY if hunks else POSSIBLE)


def _swaps(code: str) -> Iterator[Hunk]:
    """Yield what plain replacements take out and put in: `s.replace('a', 'b')`, `s.gsub(/a/, "b")`, `str_replace('a', 'b', $s)`."""
    found: dict[int, re.Match[str]] = {}
    for pattern in _SWAPS:
        for match in pattern.finditer(code):
            found.setdefault(match.start(), match)
    for _, match in sorted(found.items()):
        if match[3] and not _PLAIN.fullmatch(match[3]):
            continue
        old, new = (re.sub(r"\\([^\w\s])", r"\1", x) for x in (match[2] or match[3] or "", match[5]))
        if old and old != new and not re.search(r"\$[\d&{]|#\{", new):
            before, after = (x.replace("\\n", "\n").replace("\\t", "\t") for x in (old, new))
            yield Hunk((*("-" + x for x in split_lines(before)), *("+" + x for x in split_lines(after) if after)))


def _literals(code: str) -> list[str]:
    """Return the names of files that code of another language opens for writing, those kept under a short name included."""
    given: dict[str, str] = {}
    for match in _GIVEN.finditer(code):
        # A name given twice stands for neither.
        given[match[1]] = "" if match[1] in given else match[3]
    out = [next(g for g in m.groups() if g) for m in _WRITTEN_LITERAL.finditer(code)]
    return out + [name for m in _WRITTEN_NAME.finditer(code) if (name := given.get(m[1] or m[2], ""))]


def _python(script: Script) -> Iterator[Write]:
    if not _MAY_WRITE.search(script.code):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what stands in a log nobody is to be warned
            tree = ast.parse(script.code[:_LONGEST])
        reading = _Reading(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # Another version's grammar, or a text that was cut: names only.
        for path in dict.fromkeys(_literals(script.code)):
            yield Write(EditOp.MODIFY, path)
        return
    for path, parts in reading.written.items():
        text = None if None in parts or reading.loops else "".join(p for p in parts if p is not None)
        if text is not None and text:
            yield appended(path, text) if path in reading.appended else whole(path, text)
        else:
            hunks = tuple(reading.swaps) if len(reading.written) == 1 else ()
            yield Write(EditOp.MODIFY, path, hunks, confidence=LIKELY if hunks else POSSIBLE)


def _joins(func: ast.expr) -> bool:
    """Tell whether a call is `os.path.join`, however much of the name is written."""
    return (
        isinstance(func, ast.Attribute)
        and func.attr == "join"
        and getattr(func.value, "attr", getattr(func.value, "id", "")) == "path"
    )


class _Reading:
    """What a Python script names: files opened for writing, the texts put into them, texts replaced."""

    def __init__(self, tree: ast.AST) -> None:
        self.written: dict[str, list[str | None]] = {}
        """What is written to each file, in order; None for what only a run could tell."""
        self.appended: set[str] = set()
        self.swaps: list[Hunk] = []
        self.loops = False
        self._strings: dict[str, str | None] = {}
        """Names that stand for one string, or for a path made of it."""
        self._files: dict[str, str] = {}
        """Names that stand for a file opened for writing."""
        nodes = list(ast.walk(tree))
        for node in nodes:
            self._learn(node)
        for node in nodes:
            for word, plain in kept_out(node):
                self.swaps += without(self._string(word) or "", plain=plain)
        calls = [n for n in nodes if isinstance(n, ast.Call)]
        for call in sorted(calls, key=lambda c: (c.lineno, c.col_offset)):
            self._call(call)

    def _learn(self, node: ast.AST) -> None:
        self.loops |= isinstance(node, (ast.For, ast.While, ast.comprehension, ast.FunctionDef))
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            # A name given twice stands for neither.
            self._strings[name] = self._string(node.value) if name not in self._strings else None

    def _call(self, call: ast.Call) -> None:
        function = call.func
        if isinstance(function, ast.Name) and function.id == "open":
            self._opened(call)
        elif isinstance(function, ast.Attribute):
            if function.attr in ("write_text", "write_bytes"):
                self._put(self._string(function.value), call)
            elif function.attr == "write":
                self._put(self._file(function.value), call)
            elif function.attr == "replace" and len(call.args) >= 2:
                self._swap(*call.args[:2])
            elif function.attr == "open":
                self._opened(call, function.value)
            elif function.attr in ("sub", "subn"):
                self._substituted(function.value, call.args)
            elif function.attr in ("dump", "writelines", "print"):
                for argument in call.args[1:2] if function.attr == "dump" else [function.value]:
                    self._put(self._file(argument), None)

    def _opened(self, call: ast.Call, path: ast.expr | None = None) -> str | None:
        arguments = call.args if path is not None else call.args[1:]
        target = self._string(path if path is not None else call.args[0]) if path is not None or call.args else None
        mode = next((self._string(k.value) for k in call.keywords if k.arg == "mode"), None)
        mode = mode or (self._string(arguments[0]) if arguments else None) or "r"
        if target is None or mode[:1] not in ("w", "a", "x"):
            return None
        self.written.setdefault(target, [])
        if mode[:1] == "a":
            self.appended.add(target)
        return target

    def _file(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Call):
            name = node.func
            if isinstance(name, ast.Name) and name.id == "open":
                return self._opened(node)
            return self._opened(node, name.value) if isinstance(name, ast.Attribute) and name.attr == "open" else None
        # `with open(...) as f` and `f = open(...)`: with one file written, there is no other that it could be.
        return next(iter(self.written)) if isinstance(node, ast.Name) and len(self.written) == 1 else None

    def _put(self, path: str | None, call: ast.Call | None) -> None:
        if path is not None:
            text = self._string(call.args[0]) if call is not None and call.args else None
            self.written.setdefault(path, []).append(text)

    def _swap(self, old: ast.expr, new: ast.expr) -> None:
        before, after = self._string(old), self._string(new)
        if before and after is not None and before != after:
            lines = (*("-" + x for x in split_lines(before)), *("+" + x for x in split_lines(after) if after))
            self.swaps.append(Hunk(lines))

    def _substituted(self, module: ast.expr, arguments: list[ast.expr]) -> None:
        """`re.sub(pattern, new, text)`: of what goes only the plain text that the pattern begins with is known."""
        if not (isinstance(module, ast.Name) and module.id in ("re", "regex")) or len(arguments) < 3:
            return
        pattern, new = self._string(arguments[0]), self._string(arguments[1])
        if not pattern or new is None:
            return
        head = _PLAIN_HEAD.match(pattern)
        old = re.sub(r"\\(\W)", r"\1", head[1]).strip("\n") if head is not None else ""
        put = [] if re.search(r"\\[\dg]", new) else [x for x in split_lines(new) if x.strip()]
        lines = (*("-" + x for x in split_lines(old) if len(x.strip()) > 3), *("+" + x for x in put))
        if lines:
            self.swaps.append(Hunk(lines))

    def _string(self, node: ast.expr | None) -> str | None:
        """Return the string that an expression is, `Path("x")` and names for one included."""
        if isinstance(node, ast.Constant):
            value = node.value
            return (
                value
                if isinstance(value, str)
                else value.decode("utf-8", "replace")
                if isinstance(value, bytes)
                else None
            )
        if isinstance(node, ast.Name):
            return self._strings.get(node.id)
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            return self._together(node.args, "/") if name in ("Path", "PurePath") or _joins(node.func) else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Add):
            return self._together([node.left, node.right], "/" if isinstance(node.op, ast.Div) else "")
        return None

    def _together(self, parts: list[ast.expr], between: str) -> str | None:
        """Return what strings are put together, if each of them is known."""
        known = [self._string(p) for p in parts]
        return between.join(k for k in known if k is not None) if None not in known else None
