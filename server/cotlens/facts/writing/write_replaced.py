"""Replacements inside files by `sed -i`, `perl -pi`, `ruby -pi`, `awk -i inplace`, `ed` and `ex`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cotlens.facts.writing.write_filters import dropped, excluded, without
from cotlens.facts.writing.writes import LIKELY, POSSIBLE, Scene, Write, fed, options
from cotlens.model.edit import EditOp, Hunk
from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex
from cotlens.model.text import split_lines

_COMMAND: Final = regex(
    r"[\s;{}]*(?P<at>(?:%|(?:\d+|\$|/(?:\\.|[^/\\\n])*/I?)(?:\s*,\s*(?:[+~]?\d+|\$|/(?:\\.|[^/\\\n])*/I?))?)?\s*)!?\s*(?P<verb>[A-Za-z=:#])"
)
"""An address, if there is one, and the letter of the command."""
_TEXT: Final = regex(r"[ \t]*(\\?)\n?((?:\\.|[^\n\\])+)", re.DOTALL)
"""What `a`, `i` and `c` put in: to the end of the line, or of the last of those that end in a backslash."""
_REST: Final = regex(r"[^;\n}]*[;\n}]?")
_PAIRS: Final = {"{": "}", "(": ")", "[": "]", "<": ">"}
_PATTERN: Final = regex(r"(?<!\\)[.*\[\]+?|()^$]|\\[wWsSdDbB(|+?{]")
_FOUND: Final = regex(r"\\(&)|(?<!\\)(?:&|\$&|\\0)")
_GROUP: Final = regex(r"\\\(([^\\()]{0,200})\\\)")
_BARE_GROUP: Final = regex(r"(?<!\\)\(([^\\()]{0,200})\)")
_GROUP_AGAIN: Final = regex(r"[\\$]\{?([1-9])\}?")
_RUBY_SUB: Final = regex(
    r"""\bg?sub!?\(?\s*(?:(["'])((?:(?!\1)[^\\\n]){1,200})\1|/[^/\n]{1,200}/)\s*,\s*(["'])((?:(?!\3)[^\\\n]){0,200})\3"""
)
_LONGEST: Final = 20_000
"""Characters of a script that are read."""
_IN_PLACE: Final = regex(r"-[nErs]*i.*")
_ED_WRITES: Final = regex(r"^\s*(?:%?w!?|wq!?|x!?|up(?:date)?!?)\s*$", re.MULTILINE)
_DELETES: Final = re.compile(r"/\^?((?:[^/\\.*\[\]^$]|\\[^\w]){3,200})\$?/(?:,(?:/[^/\n]{1,200}/|\+?\d+|\$))?\s*d$")
"""`/text/d`, `/text/,/end/d`, where the text stands for itself."""
_FIRST_ADDRESS: Final = regex(r"/((?:\\.|[^/\\\n]){3,200})/")
_ADDRESSED: Final = regex(r"/\^?((?:[^/\\.*\[\]^$]|\\[^\w]){1,200})\$?/\s*")
"""An address whose text stands for itself."""
_ESCAPED: Final = regex(r"\\(.)", re.DOTALL)
_KEPT: Final = frozenset("wWdDsSbBrR0123456789")
"""Escapes that stand for no character of their own: classes, edges, groups."""


def sed(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`sed -i 's/a/b/' f`."""
    if any(a.startswith("--in-place") or _IN_PLACE.fullmatch(a) for a in command.argv[1:]):
        yield from _replaced(*_sed_words(command))


def filtered(command: SimpleCommand) -> tuple[Hunk, ...]:
    """Return what `sed 's/a/b/' f` replaces in what it prints."""
    return _hunks(_sed_words(command)[1]) if command.program in ("sed", "gsed") else ()


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
    left_out = tuple(h for e in expressions for h in dropped(e))
    if command.program.startswith("ruby"):
        # `$_.sub!("a", "b")` in Ruby's own words.
        expressions = [
            f"s\0{m[2]}\0{m[4]}\0" for e in expressions for m in _RUBY_SUB.finditer(e[:_LONGEST])
        ] or expressions
    for write in _replaced(files, expressions):
        yield write._replace(hunks=(*write.hunks, *left_out)) if left_out else write


def awk(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`gawk -i inplace 'program' f`."""
    words, found = options(command.argv[1:], frozenset({"-i", "--include", "-v", "--assign", "-F", "-f", "--file"}))
    if "inplace" not in (found.get("-i"), found.get("--include")):
        return
    files = words if "-f" in found or "--file" in found else words[1:]
    hunks = tuple(excluded(command)) or tuple(dropped(words[0])) if words else ()
    for path in files:
        if "=" not in path:
            yield Write(EditOp.MODIFY, path, hunks, confidence=LIKELY if hunks else POSSIBLE)


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
    return tuple(h for e in expressions for h in _of_script(e[:_LONGEST]))


def _of_script(script: str) -> Iterator[Hunk]:
    """Yield what each command of a script of sed's or perl's kind changes; commands of other kinds are passed over."""
    at = 0
    while at < len(script):
        command = _COMMAND.match(script, at)
        if command is None:
            return
        address, verb = command["at"] or "", command["verb"]
        at = command.end()
        if verb == "s" and at < len(script) and not script[at].isalnum() and not script[at].isspace():
            old, at = _delimited(script, at)
            if script[at - 1 : at] in _PAIRS.values():
                at += len(script[at:]) - len(script[at:].lstrip())
                new, at = _delimited(script, at)
            else:
                new, at = _delimited(script, at - 1)
            yield from _replacement(old, new)
        elif verb in "aic" and (text := _TEXT.match(script, at)) is not None and (text[1] or text[2].strip()):
            at = text.end()
            lines = split_lines(_ESCAPED.sub(_character, text[2]))
            gone = _ADDRESSED.fullmatch(address) if verb == "c" else None
            taken = ("-" + _ESCAPED.sub(_character, gone[1]),) if gone is not None else ()
            yield Hunk(lines=(*taken, *("+" + x for x in lines if x or len(lines) > 1)))
            continue
        elif verb == "d" and (deleted := _DELETES.match(address + "d")) is not None:
            # What is deleted has this piece in it; of the rest nothing is known.
            yield Hunk(lines=("-" + _ESCAPED.sub(_character, deleted[1]),))
        elif verb == "d" and (vague := _FIRST_ADDRESS.match(address)) is not None:
            yield from without(vague[1], plain=False)
        rest = _REST.match(script, at)
        at = rest.end() if rest is not None else len(script)


def _delimited(script: str, at: int) -> tuple[str, int]:
    """Return what stands between the sign at `at` and its next unescaped fellow, and the place behind that one."""
    end = _PAIRS.get(script[at : at + 1], script[at : at + 1])
    start = at = at + 1
    while at < len(script) and script[at] != end:
        at += 2 if script[at] == "\\" else 1
    return script[start:at], at + 1


def _without_groups(pattern: str, replacement: str) -> tuple[str, str]:
    r"""Return a pattern without its groups, and what replaces it with the groups that are plain text written out.

    `s/\(total\) = 3/\1 = 4/` keeps what was there; a group that stands for many texts stays a mark.
    """
    marks = _GROUP if _GROUP.search(pattern) else _BARE_GROUP
    groups = marks.findall(pattern) if _GROUP_AGAIN.search(replacement) else []
    if not groups:
        return pattern, replacement

    def again(mark: re.Match[str]) -> str:
        number = int(mark[1]) - 1
        known = number < len(groups) and not _PATTERN.search(groups[number])
        return groups[number] if known else mark[0]

    return marks.sub(lambda m: m[1], pattern), _GROUP_AGAIN.sub(again, replacement)


def _replacement(old: str, new: str) -> Iterator[Hunk]:
    old, new = _without_groups(old, new)
    bare = old.removeprefix("^")
    bare = bare[:-1] if bare.endswith("$") and not bare.endswith("\\$") else bare
    # `&` is all that was found; a pattern that is no plain text leaves only what stands around it.
    found = "" if _PATTERN.search(bare) else bare
    # A dot is written for a dot; what has other signs of a pattern is left as it was typed.
    old = bare if not _PATTERN.search(bare.replace(".", "")) else old
    new = _FOUND.sub(lambda m: m[1] or found, new)
    before, after = (_ESCAPED.sub(_character, x) for x in (old, new))
    lines = (*("-" + x for x in split_lines(before)), *("+" + x for x in split_lines(after)))
    if lines:
        yield Hunk(lines=lines)


def _character(escape: re.Match[str]) -> str:
    if escape[1] in "nt":
        return "\n" if escape[1] == "n" else "\t"
    return escape[0] if escape[1] in _KEPT else escape[1]
