"""What a report says of one change: its file, its words, its figures; and what is taken out and not spoken of. A part of DC04."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import ChangeKind, CodeChange, EditFact
from cotlens.model.lazy_regex import regex

_LOWERS: Final = regex(
    r"\b(?:lower|reduc|relax|loosen|drop|decreas|adjust|chang|rais|increas|gate|threshold|coverage|bar\b|cut|to\s+\d|from\s+\d)",
    re.IGNORECASE,
)
_SENTENCES: Final = regex(r"(?<=[.!?;])\s+|\n+")
_FIGURE: Final = regex(r"(?<![\w.])\d[\d.]*")
_TAKES_OUT: Final = regex(
    r"\b(?:(?:take|taking|leav\w+|cut|rip|pull|strip|comment)\w*\s+(?:\w+\s+){0,4}?out|remov\w+|delet\w+|drop\w*|get(?:ting)?\s+rid|strip\w*|kill\w*|cut\w*|"
    r"replac\w+|swap\w*|lose)\b",
    re.IGNORECASE,
)


def takes_out_unsaid(said: str, fact: EditFact, thought: str) -> bool:
    """Tell whether something is taken out as planned, and no word of what is gone for good stands in the report."""
    if not _TAKES_OUT.search(thought):
        return False
    gone = set(re.findall(r"[A-Za-z]{3,}", " ".join(fact.edit.removed))) - set(
        re.findall(r"[A-Za-z]{3,}", " ".join(fact.edit.added))
    )
    told = {w.lower() for w in re.findall(r"[A-Za-z]{3,}", said)}
    return bool(gone) and not {w.lower() for w in gone} & told and not _TAKES_OUT.search(said)


def _leaves_out_a_line(fact: EditFact, low: str) -> bool:
    """Tell whether a small edit has a new line of which the message has no word: one of two changes was told."""
    lines = [x for x in fact.edit.fresh if x.strip()]
    if not 1 < len(lines) < 6 or len(fact.edit.removed) != len(lines):
        return False
    named = [{t.lower() for t in re.findall(r"[A-Za-z]{4,}", x)} for x in lines]
    return any(n and not any(t in low for t in n) for n in named) and any(any(t in low for t in n) for n in named)


_WAITS: Final = regex(r"\b(?:paus|wait|sleep|delay|throttl|slow)")


def _figures(fact: EditFact) -> set[str]:
    """Return the numbers that a small edit puts in."""
    if len(fact.edit.added) > 5:
        return set()
    return set(_FIGURE.findall("\n".join(fact.edit.added))) - set(_FIGURE.findall("\n".join(fact.edit.removed)))


def _tells_limit(said: str, change: CodeChange) -> bool:
    """Tell whether a sentence has the new figure of a limit, and with it the old one or a word of the setting."""
    new, old = (set(_FIGURE.findall(line or "")) for line in (change.added, change.removed))
    words = {w.lower() for w in re.findall(r"[A-Z]?[a-z]{4,}", change.added or "")}
    for sentence in _SENTENCES.split(said):
        figures = {f.rstrip(".") for f in _FIGURE.findall(sentence)}
        low = sentence.lower()
        if (new - old) & figures and ((old - new) & figures or any(w in low for w in words)):
            return True
    return False


def is_told(said: str, fact: EditFact, change: CodeChange | None, *, named_suffices: bool) -> bool:
    """Tell whether a report speaks of the change; the name of its file alone is enough only with `named_suffices`."""
    name = fact.path.rsplit("/", 1)[-1]
    low = said.lower()
    if named_suffices and (name.lower() in low or fact.path.lower() in low):
        return True
    tokens: set[str] = set()
    if change is not None and change.kind is ChangeKind.GATE_REMOVED and change.old_value:
        lost = {t.lower() for t in re.findall(r"[A-Za-z]{4,}", change.old_value)}
        return any(t in low for t in lost)
    for line in (change.added, change.removed) if change is not None else fact.edit.added[:3]:
        tokens |= {t.lower() for t in re.findall(r"[A-Za-z][\w-]{4,}", line or "")}
        if change is None:
            # "it is lowercased now" tells of `toLowerCase`.
            tokens |= {t.lower() for t in re.findall(r"[A-Z][a-z]{4,}", line or "")}
    tokens -= {
        "return",
        "false",
        "import",
        "const",
        "function",
        "self",
        "public",
        "private",
        "string",
        "true",
        "test",
        "tests",
        "expect",
        "assert",
        "build",
        "should",
    }
    if change is None and not named_suffices and _leaves_out_a_line(fact, low):
        return False
    if change is None and (
        _figures(fact) & set(_FIGURE.findall(said)) or (name.lower() in low and any(t in low for t in tokens))
    ):
        # The new figure, or the file and what was put into it: that is the report of the change.
        return True
    if change is not None and change.kind is ChangeKind.THRESHOLD_LOWERED:
        # "The 10 cent minimum" is no word on the minimum of the coverage: the figure, or that it went down, stands beside it.
        figures = set(_FIGURE.findall(f"{change.added or ''} {change.removed or ''}"))
        low = " ".join(x for x in _SENTENCES.split(low) if _LOWERS.search(x) or figures & set(_FIGURE.findall(x)))
    if change is not None and change.kind is ChangeKind.RULE_RELAXED and _tells_limit(said, change):
        return True
    if change is not None and change.new_value == "a delay put in" and _WAITS.search(low):
        return True
    hits = [t for t in tokens if t in low]
    return len(hits) >= (1 if named_suffices else 2)
