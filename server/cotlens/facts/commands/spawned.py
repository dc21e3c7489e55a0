"""Commands that code of another language starts: the words of a call of `subprocess`, `execSync`, `Command::new`, put together again.

Words that were cut up ("p" + "ip") are joined. Judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.lazy_regex import regex

_SPAWNS: Final = regex(
    r"\bsubprocess\.\w+\(|\bos\.(?:system|popen|exec\w+|spawn\w+|posix_spawn\w*)\(|\bPopen\(|\bcheck_(?:call|output)\(|\bpty\.spawn\(|"
    r"\bexec(?:File)?(?:Sync)?\(|\bspawn(?:Sync)?\(|\bexeca(?:\.\w+)?\(|\bsystem\(|\bshell_exec\(|\bproc_open\(|\bpassthru\(|\bpopen\(|"
    r"\bOpen3\.\w+\(|\bIO\.popen\(|(?<![\w.])system\s+(?=[\"'])|\bgetRuntime\(\)\s*\.exec\(|\bProcessBuilder\(|"
    r"\bProcess\.[sS]tart\(|\bProcess\.run\(|"
    r"\bCommand::new\(|\bexec\.Command(?:Context)?\(|\bDeno\.(?:run|Command)\(|\bBun\.spawn(?:Sync)?\(|\brun\(|\bcall\(|"
    r"\bpip(?:\._internal)?\.main\(|%x[({\[]|\bqx[({\[]"
)
_JOIN: Final = regex(
    r"[\"']([^\"'\n]{0,3})[\"']\.join\(\s{0,3}[\[(]([^\[\](){}\n]{0,200})[\])]\s{0,3},?\)|"
    r"[\[(]([^\[\](){}\n]{0,200})[\])]\.join\([\"']([^\"'\n]{0,3})[\"']\)"
)
_GLUED: Final = regex(
    r"(?<=\w)[\"']\s{0,3}(?:\+|~|<>)?\s{0,3}[\"'](?=[\w-])|(?<=[\w-])[\"']\s{0,3}(?:\+|\.)\s{0,3}[\"']"
)
_LITERAL: Final = regex(
    r"\"((?:[^\"\\\n]|\\.){0,300})\"|'((?:[^'\\\n]|\\.){0,300})'|[({\[]([a-z][\w./-]{0,40} [^)}\]\n]{0,200})[)}\]]"
)
_SPAN: Final = 500
_SHELL: Final = re.compile(r"^(?:/\S*/)?(?:ba|z|da)?sh -\w*c |^cmd(?:\.exe)? /c ")


def spawned(code: str) -> Iterator[str]:
    """Yield the command lines that a program starts, as far as its literals tell."""
    text = _JOIN.sub(_joined, code[:20_000])
    glued = _GLUED.sub("", text)
    ends = {m.end() - 1 for m in _SPAWNS.finditer(glued)}
    for at in sorted(ends)[:20]:
        # From the bracket on: what is opened there holds the words.
        span = glued[at : at + _SPAN]
        stop = re.search(r"\)\s*(?:[;\n]|$)|\n\s*\n", span)
        span = span[: stop.end()] if stop is not None else span
        words = [next(g for g in m.groups() if g is not None) for m in _LITERAL.finditer(span)]
        line = " ".join(w for w in words if w).strip()
        # `execvp` is told the program's name twice.
        line = re.sub(r"^(?:-m |(\S{1,40}) (?=\1 ))", "", _SHELL.sub("", line))
        if line:
            yield line


def _joined(match: re.Match[str]) -> str:
    sep, inside = (match[1], match[2]) if match[2] is not None else (match[4], match[3])
    parts = [a or b for a, b in re.findall(r"\"([^\"]*)\"|'([^']*)'", inside)]
    return '"' + sep.join(parts) + '"' if parts else match[0]
