"""Puts commands with heredocs that share a line on lines of their own, each above its text, as the grammar can read them.

`cat <<EOF; rm x` and `cat > a <<A; cat > b <<B` are usual, and tree-sitter-bash takes what follows `;` for words of the first
command (jcode pull request 922: a command hidden so went unseen). Says nothing of what commands do.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from cotlens.model.lazy_regex import regex

_SHARED: Final = regex(r"<<-?[ \t]*['\"\\]?\w[^\n;&]{0,400}(?:;|&&)")
"""Whether a line may need it at all."""
_HEAD: Final = regex(r"<<(-?)[ \t]*(?:'([^'\n]+)'|\"([^\"\n]+)\"|\\?([\w.-]+))")


class _Document(NamedTuple):
    """A heredoc's head."""

    at: int
    end: str
    tabs: bool
    """Tabs before its end do not count (`<<-`)."""


def apart(source: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """Return the text to be parsed, and where its parts stand in `source`: (offset in the text, offset in `source`), ascending."""
    if not _SHARED.search(source):
        return source, ((0, 0),)
    out: list[str] = []
    parts: list[tuple[int, int]] = []
    length = 0

    def put(start: int, end: int, more: str = "") -> None:
        nonlocal length
        parts.append((length, start))
        out.append(source[start:end] + more)
        length += end - start + len(more)

    done = 0
    for line_end, cuts, documents in _lines(source):
        bodies, after = _bodies(source, documents, line_end + 1)
        bounds = [done, *cuts, line_end]
        for n, (start, end) in enumerate(pairwise(bounds)):
            # The operator itself is the line's end now.
            first = start if n == 0 else start + len(re.match(r";|&&", source[start:end])[0])  # type: ignore[index]
            put(first, end, "\n")
            for document, (begin, finish) in zip(documents, bodies, strict=True):
                if start <= document.at < end:
                    put(begin, finish, "" if source[begin:finish].endswith("\n") else "\n")
        done = after
    put(done, len(source))
    return "".join(out), parts


def offset_in(parts: Sequence[tuple[int, int]], offset: int) -> int:
    """Return where a place of the parsed text stands in the source."""
    new, old = parts[max(bisect_right(parts, (offset, 1 << 62)) - 1, 0)]
    return old + offset - new


def _lines(source: str) -> list[tuple[int, list[int], list[_Document]]]:
    """Return the lines with heredocs, each with its end, and the operators that come behind the first heredoc's head."""
    found: list[tuple[int, list[int], list[_Document]]] = []
    cuts: list[int] = []
    documents: list[_Document] = []
    quote, at, size = "", 0, len(source)
    while at < size:
        char = source[at]
        if char == "\\" and quote != "'":
            at += 2
            continue
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "#" and (at == 0 or source[at - 1] in " \t\n;&|("):
            # A comment's apostrophe opens nothing.
            at = _line_end(source, at)
            continue
        elif char == "\n" and documents:
            found.append((at, _needed(source, cuts, documents), documents))
            _, at = _bodies(source, documents, at + 1)
            cuts, documents = [], []
            continue
        elif source.startswith("<<<", at):
            at += 3
            continue
        elif char == "<" and (head := _HEAD.match(source, at)):
            document = _Document(at, head[2] or head[3] or head[4], bool(head[1]))
            at = head.end()
            # `$((1 << 2))` has no text that ends with a line `2`.
            if re.search(rf"\n\t*{re.escape(document.end)}(?:\n|\Z)", source[at:]):
                documents.append(document)
            continue
        elif documents and (source.startswith("&&", at) or (char == ";" and not source.startswith(";;", at))):
            cuts.append(at)
            at += 1 if char == ";" else 2
            continue
        at += 1
    return found


def _needed(source: str, cuts: list[int], documents: list[_Document]) -> list[int]:
    """Leave an `&&` alone that no further heredoc follows: the grammar reads it, and it says that the command hangs on the one before."""
    last = documents[-1].at
    return [cut for cut in cuts if source[cut] == ";" or cut < last]


def _bodies(source: str, documents: Sequence[_Document], at: int) -> tuple[list[tuple[int, int]], int]:
    """Return the spans of the heredocs' texts, their ends included, and where the commands go on."""
    spans: list[tuple[int, int]] = []
    for document in documents:
        start, finish = at, len(source)
        while at < len(source):
            end = _line_end(source, at)
            line = source[at:end]
            at = min(end + 1, len(source))
            if (line.lstrip("\t") if document.tabs else line) == document.end:
                finish = at
                break
        spans.append((start, finish))
    return spans, at


def _line_end(source: str, at: int) -> int:
    end = source.find("\n", at)
    return len(source) if end < 0 else end
