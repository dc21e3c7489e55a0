"""Replacements inside files by `sed -i`, `perl -pi`, `ruby -pi`, `awk -i inplace`, `ed` and `ex`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cotlens.facts.writes import LIKELY, POSSIBLE, Scene, Write, fed, options
from cotlens.model.edit import EditOp, Hunk
from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex
from cotlens.model.text import split_lines

_REPLACE: Final = regex(
    r"^(?:%|\d+(?:,(?:\d+|\$))?|/[^/]*/)?\s*s(?P<sep>[/|#,:@!~])(?P<old>.*?)(?<!\\)(?P=sep)(?P<new>.*?)(?<!\\)(?P=sep)[gipImsx0-9]*$",
    re.DOTALL,
)
_IN_PLACE: Final = regex(r"-[nErs]*i.*")
_ED_WRITES: Final = regex(r"^\s*(?:%?w!?|wq!?|x!?|up(?:date)?!?)\s*$", re.MULTILINE)
_DELETES: Final = re.compile(r"/\^?((?:[^/\\.*\[\]^$]|\\[^\w]){3,200})\$?/(?:,(?:/[^/\n]{1,200}/|\+?\d+|\$))?\s*d$")
"""`/text/d`, `/text/,/end/d`, where the text stands for itself."""
_ESCAPED: Final = regex(r"\\(.)", re.DOTALL)
_PUTS_LINES: Final = regex(
    r"^(?:\d+|\$|/\^?(?P<at>(?:[^/\\.*\[\]^$]|\\[^\w]){1,200})\$?/)(?:,(?:\d+|\$|/[^/\n]{1,200}/))?\s*(?P<how>[aic])(?:\\\n?|\s+)(?P<text>.+)$",
    re.DOTALL,
)
"""`/text/a line`, `3i\\  line`, `5c\\line`: lines put after, before or in the place of others."""
_GROUP: Final = regex(r"\\\(([^\\()]{0,200})\\\)")
_BARE_GROUP: Final = regex(r"(?<!\\)\(([^\\()]{0,200})\)")
_GROUP_AGAIN: Final = regex(r"[\\$]\{?([1-9])\}?")
_MATCH_AGAIN: Final = regex(r"(?<!\\)&")
_PERLS_MATCH_AGAIN: Final = regex(r"\$&|\$\{\^MATCH\}|\\0")
_OPEN: Final = regex(r"(?<!\\)[.*+?\[|]|(?<!\\)\\[wWdDsSbB+?|]")
"""What makes a piece of a pattern stand for more than itself."""
_KEPT: Final = frozenset("wWdDsSbBrR0123456789")
"""Escapes that stand for no character of their own: classes, edges, groups."""


def sed(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`sed -i 's/a/b/' f`."""
    if any(a.startswith("--in-place") or _IN_PLACE.fullmatch(a) for a in command.argv[1:]):
        files, expressions = _sed_words(command)
        yield from _replaced(files, [x for e in expressions for x in _in_parts(e)])


def filtered(command: SimpleCommand) -> tuple[Hunk, ...]:
    """Return what `sed 's/a/b/' f` replaces in what it prints."""
    if command.program not in ("sed", "gsed"):
        return ()
    return _hunks([x for e in _sed_words(command)[1] for x in _in_parts(e)])


def _in_parts(expression: str) -> list[str]:
    """Take one command of sed's after the other, but for one that puts lines in: all that follows is its text."""
    return [expression.strip()] if _PUTS_LINES.match(expression.strip()) else expression.split(";")


def _sed_words(command: SimpleCommand) -> tuple[list[str], list[str]]:
    """Return files and expressions."""
    expressions: list[str] = []
    files: list[str] = []
    scripted = False
    words = iter(command.argv[1:])
    for word in words:
        if word in ("-e", "--expression"):
            expressions.append(next(words, ""))
        elif word in ("-f", "--file"):
            scripted = next(words, "") != ""
        elif word.startswith("--expression="):
            expressions.append(word.partition("=")[2])
        elif word.startswith("-") or word == "":
            continue  # BSD's `-i ''` has an empty word for the ending of its backups
        elif not expressions and not scripted and not re.fullmatch(r"\.\w+", word):
            expressions.append(word)
        else:
            files.append(word)
    return files, expressions


def perl(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`perl -pi -e 's/a/b/' f`, `ruby -pi -e`: the same replacements as sed's."""
    # `-Ilib` and `-rscript` have their values in the same word: no `-i` is among their letters.
    if not any(re.fullmatch(r"-[0-9aclnpstuvwTUWXS]*i\S*", a) for a in command.argv[1:]):
        return
    expressions: list[str] = []
    files: list[str] = []
    words = iter(command.argv[1:])
    for word in words:
        if re.fullmatch(r"-\w*[eE]", word):
            expressions.append(next(words, ""))
        elif not word.startswith("-") and expressions:
            files.append(word)
    yield from _replaced(files, [x for e in expressions for x in e.split(";")])


def awk(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`gawk -i inplace 'program' f`."""
    words, found = options(command.argv[1:], frozenset({"-i", "--include", "-v", "--assign", "-F", "-f", "--file"}))
    if "inplace" not in (found.get("-i"), found.get("--include")):
        return
    files = words if "-f" in found or "--file" in found else words[1:]
    yield from _replaced([f for f in files if "=" not in f], ())


def ed(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`ed f <<EOF ... w`, `ex -s f <<EOF`, `ex -sc '%s/a/b/|x' f`: only if the script has the file written."""
    words = list(command.argv[1:])
    if command.program in ("vi", "vim", "nvim") and not any(re.fullmatch(r"-\w*(?:es|Es)\w*|-c", w) for w in words):
        return
    files: list[str] = []
    lines: list[str] = []
    rest = iter(words)
    for word in rest:
        if re.fullmatch(r"-\w*c", word):
            lines += next(rest, "").split("|")
        elif word.startswith("+") and len(word) > 1:
            lines += word[1:].split("|")
        elif not word.startswith("-"):
            files.append(word)
    script = "\n".join([*lines, fed(command, scene) or ""])
    if len(files) == 1 and _ED_WRITES.search(script):
        yield from _replaced(files, split_lines(script))


def _replaced(files: Sequence[str], expressions: Sequence[str]) -> Iterator[Write]:
    hunks = _hunks(expressions)
    for path in files:
        yield Write(EditOp.MODIFY, path, hunks, confidence=LIKELY if hunks else POSSIBLE)


def _hunks(expressions: Sequence[str]) -> tuple[Hunk, ...]:
    return tuple(h for e in expressions if (h := _hunk(e.strip())) is not None)


def _hunk(expression: str) -> Hunk | None:
    match = _REPLACE.match(expression)
    if match is None:
        put = _PUTS_LINES.match(expression)
        if put is not None:
            gone = _ESCAPED.sub(_character, put["at"] or "") if put["how"] == "c" else ""
            text = put["text"].replace("\\\n", "\n").removeprefix("\n")
            return Hunk(
                lines=(*(("-" + gone,) if gone else ()), *("+" + x.removeprefix("\\") for x in split_lines(text)))
            )
        deleted = _DELETES.match(expression)
        # What is deleted has this piece in it; of the rest nothing is known.
        return Hunk(lines=("-" + _ESCAPED.sub(_character, deleted[1]),)) if deleted is not None else None
    pattern, put_in = _spelled_out(match["old"], match["new"])
    old, new = (_ESCAPED.sub(_character, x) for x in (pattern, put_in))
    return Hunk(lines=(*("-" + x for x in split_lines(old)), *("+" + x for x in split_lines(new))))


def _spelled_out(pattern: str, replacement: str) -> tuple[str, str]:
    r"""Return a pattern without its groups, and what replaces it with the pieces of what was found written out.

    `s/check(x)/& or True/` and `s/\(total\) = 3/\1 = 4/` keep what was there; a piece that stands for many texts stays a mark.
    """
    marks = _GROUP if _GROUP.search(pattern) else _BARE_GROUP
    if _GROUP_AGAIN.search(replacement) and (groups := marks.findall(pattern)):
        pattern = marks.sub(lambda m: m[1], pattern)

        def again(mark: re.Match[str]) -> str:
            number = int(mark[1]) - 1
            known = number < len(groups) and not _OPEN.search(groups[number])
            return groups[number] if known else mark[0]

        replacement = _GROUP_AGAIN.sub(again, replacement)
    if _OPEN.search(pattern):
        return pattern, replacement
    whole = re.sub(r"^\^|(?<!\\)\$$", "", pattern)
    found = _PERLS_MATCH_AGAIN if _PERLS_MATCH_AGAIN.search(replacement) else _MATCH_AGAIN
    if found is _MATCH_AGAIN and re.search(r"&&|\w&\w|&\w+;", replacement):
        return pattern, replacement
    return pattern, found.sub(lambda _: whole, replacement)


def _character(escape: re.Match[str]) -> str:
    if escape[1] in "nt":
        return "\n" if escape[1] == "n" else "\t"
    return escape[0] if escape[1] in _KEPT else escape[1]
