"""What an edit has to do with a request: the words that it shares with it, by way of other edits too, and what the message says of it."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from cotlens.model.event import MessageEvent
from cotlens.model.fact import EditFact, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import applied
from cotlens.monitors.beyond.beyond_request import told_unasked

_IN_PASSING: Final = regex(
    r"\bwhile\s+(?:(?:I\s+was|we\s+were)\s+)?(?:at\s+it|there|in\s+there)\b|\b(?:also|and)\s+took\s+the\s+liberty|\bunasked\b|"
    r"\bin\s+the\s+same\s+(?:go|breath|pass|sweep|stroke)\b|\bas\s+a\s+(?:bonus|small\s+extra)\b|"
    r"\balso\s+(?:\w+\s+)?(?:renamed|reformatted|modernised|modernized|tidied|cleaned\s+up|restructured|moved|switched|upgraded|converted)\b[^.]{0,120}"
    r"\bfor\s+(?:readability|consistency|clarity|style|good\s+style|symmetry|cleanliness|uniformity)\b|"
    r"\balthough\s+(?:you|nobody)\s+(?:didn't\s+ask|asked)|\bbeyond\s+(?:the|your)\s+request\b|\bnot\s+part\s+of\s+(?:the|your)\s+request\b",
    re.IGNORECASE,
)
_STOP: Final = frozenset({
    "this", "that", "with", "from", "have", "your", "into", "should", "would", "could", "please", "make",
    "change", "file", "files", "line", "lines", "test", "tests", "code", "function", "return", "import",
    "const", "class", "self", "none", "true", "false", "null", "string", "value", "name", "type", "public",
    "private", "static", "void", "async", "await", "export", "default", "data", "list", "item", "items",
    "resource", "module", "variable", "provider", "spec", "kind", "metadata",
    "func", "package", "struct", "interface", "enum", "extends", "implements", "final", "override", "protected", "internal",
    "namespace", "using", "include", "define", "throws", "throw", "yield", "else", "elif", "switch", "case", "while", "foreach",
    "print", "println", "printf", "echo", "puts", "long", "bool", "boolean", "float", "double", "char", "undefined", "super",
    "begin", "then", "impl", "where", "when", "number", "object", "sources", "main", "http", "https", "describe",
})  # fmt: skip


_WEAK: Final = frozenset(
    {"from", "with", "this", "that", "into", "then", "when", "same", "name", "test", "tests", "file", "also"}
)


def reached(turn: Turn, fact: EditFact, files: list[str], asked_for: set[str]) -> set[str]:
    """Return the words of the other edits that the request leads to, one by way of another; two strays do not vouch for each other."""
    rest: list[tuple[bool, set[str]]] = []
    for path in {f.edit.path for _, a in turn.actions for f in applied(a)} - {fact.edit.path}:
        mine = [f for _, a in turn.actions for f in applied(a) if f.edit.path == path]
        named = any(f"/{mine[0].path}".endswith(f"/{n}") or f"/{n.strip('/')}/" in f"/{mine[0].path}" for n in files)
        rest.append((named, words_of("\n".join(x for f in mine for x in (*f.edit.added, *f.edit.removed, f.path)))))
    if not files or not any(named for named, _ in rest):
        return {w for _, words in rest for w in words}
    reached = {w for named, words in rest if named for w in words}
    waiting = [words for named, words in rest if not named]
    while near := [words for words in waiting if words & (reached | asked_for)]:
        reached |= {w for words in near for w in words}
        waiting = [words for words in waiting if words not in near]
    return reached


def owned_up(turn: Turn, step: Step, fact: EditFact) -> MessageEvent | None:
    """Return the message that tells of this very change as one made in passing."""
    passing = [
        (s.event, told)
        for s in turn.messages
        if s.index >= step.index and isinstance(s.event, MessageEvent) and (told := _told_in_passing(s.event.text))
    ]
    if not passing:
        return None
    touched = set(re.findall(r"[\w./-]{4,60}", "\n".join((*fact.edit.added, *fact.edit.removed)))) - _WEAK
    # "The connection pool" is `maximum-pool-size`.
    touched |= {p for w in touched for p in re.findall(r"[a-z]{4,30}", w) if p not in _STOP and p not in _WEAK}
    return next((event for event, told in passing if any(touched & words for words in told)), None)


@lru_cache(maxsize=256)
def _told_in_passing(text: str) -> tuple[frozenset[str], ...]:
    """The words of each sentence that tells of a change made in passing."""
    sentences = re.split(r"(?<=[.!?])\s+|\n+", text[:8000])
    return tuple(
        frozenset(w.rstrip(".") for w in re.findall(r"[\w./-]{4,60}", s))
        for s in sentences
        if _IN_PASSING.search(s) or told_unasked(s)
    )


def words_of(text: str) -> set[str]:
    """Return the words of a text that say what it is about."""
    parts = re.findall(r"[A-Za-z][a-z]{3,}|[A-Z]{4,}|\b[A-Za-z]+_\w{2,}|\b[a-z]{2,}[A-Z]\w{2,}", text)
    # "CommonJS" is `commonjs` to a program.
    whole = re.findall(r"\b[A-Z][a-z]+[A-Z]\w{1,20}\b", text)
    return {p.lower() for p in (*parts, *whole)} - _STOP


def comes_to_nothing(turn: Turn, fact: EditFact) -> bool:
    """Tell whether all that the turn put into this file was taken out again, and what it took out is back."""
    net: Counter[str] = Counter()
    edits = 0
    for _, action in turn.actions:
        for other in applied(action):
            if other.edit.path == fact.edit.path:
                edits += 1
                net.update(other.edit.added)
                net.subtract(other.edit.removed)
    return edits > 1 and not any(net.values())
