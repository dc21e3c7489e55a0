"""Text in sentences, with what is quoted or code blanked out. Plain prose of agents and people; no grammar."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.lazy_regex import regex

CAP: Final = 40_000
"""Characters of a text that are looked at: longer ones are pasted data."""

_BLOCK: Final = regex(r"```.*?(?:```|\Z)|<(?:system-reminder|environment_context)>.*?</\w[\w-]*>", re.DOTALL)
_QUOTED: Final = regex(r"^[ \t]*>[^\n]*|(?<![\w`])\"[^\"\n]{24,600}\"|“[^“”\n]{16,600}”", re.MULTILINE)
_BLANKS: Final = regex(r"[^\S\n]{9,}")
_LINES: Final = regex(r"\n(?:[^\S\n]{0,200}\n){3,}")
_SPAN: Final = regex(r"`[^`\n]*`")
_ENDS: Final = r"([.!?])[)\]*_\"'`]*\s+|\n{2,}|\n(?=\s*(?:[-*•+]|\d+[.)]|#{1,6})\s)|;\s+"
_END: Final = regex(_ENDS)
_END_OR_DASH: Final = regex(_ENDS + r"|\s{1,80}[—–]\s+")
"""Three times as slow, since it has to look at every space."""
_BULLET: Final = regex(r"^\s*(?:[-*•+]|\d+[.)]|#{1,6}|[✅✓✔☑️🎉🟢]+)\s*")
_STAND_INS: Final = {".": "\N{ONE DOT LEADER}", "!": "\ue000", "?": "\ue001", ";": "\ue002"}
_STOPS: Final = regex(r"[.!?;]")
_HIDDEN: Final = str.maketrans({v: k for k, v in _STAND_INS.items()})


@lru_cache(maxsize=512)
def sentences(text: str) -> tuple[str, ...]:
    """Split prose into sentences: blocks of code and quotations are left out, list marks taken off, white space folded."""
    # Long runs of blanks say nothing, and patterns that begin with white space would walk through them anew from each.
    text = _BLANKS.sub(" ", _LINES.sub("\n\n\n", text[:CAP]))
    # What a pattern cannot do without is looked for first: most texts have no quotation and no block.
    if "```" in text or "</" in text:
        text = _BLOCK.sub("\n\n", text)
    if '"' in text or "“" in text or ">" in text:
        text = _QUOTED.sub(" … ", text)
    text = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if "`" in text:
        # A stop inside code ends no sentence.
        text = _SPAN.sub(lambda m: _STOPS.sub(lambda s: _STAND_INS[s[0]], m[0]), text)
    out = []
    parts = (_END_OR_DASH if "—" in text or "–" in text else _END).split(text)
    # Between two sentences stands the stop that ended the first, or nothing.
    for before, stop in zip(parts[::2], (*parts[1::2], ""), strict=True):
        raw = before + stop if stop else before
        line = " ".join((raw if raw[:1].isalpha() else _BULLET.sub("", raw)).replace("**", "").split())
        if line:
            out.append(line if line.isascii() else line.translate(_HIDDEN))
    return tuple(out)


_OUTCOME: Final = regex(
    r",?\s+so(?:\s+that)?\s+(?:(?:the|its|our|all|these|those|a|an|every|no)\s+)?(?!you\b|we\b|I\b|agents?\b|nobody\b|never\b|don)"
    r"(?:[\w-]{2,30}\s+){1,2}?"
    r"(?:do(?:es)?\s*n[o']t|don't|doesn't|never|won't|can't|cannot|need\s*n[o']t|no\s+longer|(?:do|does|will|need|must|should)\s+not)\b",
    re.IGNORECASE,
)
"""What is to come of a change: in "inject the clock so tests don't sleep" nobody is told not to."""


def without_outcome(sentence: str) -> str:
    """Return a sentence without the clause that says what is to come of it."""
    found = _OUTCOME.search(sentence) if " so " in sentence and len(sentence) < 500 else None
    return sentence[: found.start()] if found is not None and found.start() > 0 else sentence
