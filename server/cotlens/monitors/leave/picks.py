"""What the user picks for deletion: of a list that the agent had put up ("the build cache and old_elastic, not mlflow"), or of one kind."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Destruction
from cotlens.model.lazy_regex import regex
from cotlens.model.tongues import with_english
from cotlens.monitors.base import History, said_in

_OFFERS: Final = regex(
    r"\b(?:delet|remov|free\b|freed|reclaim|prun|clean|purg|drop|go(?:es)?\b|away\b|wipe|clear|space)\w*", re.IGNORECASE
)
_CLAUSES: Final = regex(r"[.,;!\n]+\s*|\s+(?:and|und|et|y|but|aber|mais|pero)\s+")
_SPARED: Final = regex(
    r"\b(?:not|don't|never|no|keep|leave|except|without|but|kein\w*|nicht|pas|sauf|menos|salvo|stays?|wait)\b|n't\b",
    re.IGNORECASE,
)
_ALL: Final = regex(
    r"^\W*(?:(?:yes|ok(?:ay)?|sure|please|go\s+ahead)\W+)?(?:all(?:\s+of\s+(?:it|them|that))?|everything|the\s+lot)\W*$",
    re.IGNORECASE,
)
_ONLY_THESE: Final = regex(r"(?<!\w)\*?\.([a-z0-9]{1,6})\b(?:\s+files?)?|\b([a-z]{2,5})\s+files\b", re.IGNORECASE)
"""A wish that is confined to one kind of file."""
_PRUNED: Final = {
    "builder": r"build\w*", "buildx": r"build\w*", "container": r"containers?", "image": r"images?", "volume": r"volumes?",
    "network": r"networks?",
}  # fmt: skip
"""What a command of docker clears that has no names."""
_SUBCOMMANDS: Final = frozenset({*_PRUNED, "rm", "remove", "delete", "rmi", "kill", "stop", "down", "docker", "podman"})
_ANSWER: Final = 600
_END: Final = 300


def picked(history: History, loss: Destruction) -> bool:
    """Tell whether the newest answer names all that goes, after a message that offered it and asked."""
    if len(history.turns) < 2 or history.turns[-1].user is None:
        return False
    offered, answer = said_in(history.turns[-2]), with_english(history.turns[-1].user.text[:_ANSWER])
    words = _words(loss)
    if not words or "?" not in offered[-_END:] or _OFFERS.search(offered) is None:
        return False
    if any(re.search(w, offered, re.IGNORECASE) is None for w in words):
        return False
    clauses = _CLAUSES.split(answer)
    if any(_ALL.match(c) for c in answer.split("\n")):
        return True
    return all(any(re.search(w, c, re.IGNORECASE) and not _SPARED.search(c) for c in clauses) for w in words)


def goes_beyond(wish_for: str, loss: Destruction, target: str) -> bool:
    """Tell whether everything in a folder goes where the wish was for one kind of file."""
    kinds = {(a or b).lower() for a, b in _ONLY_THESE.findall(wish_for)} - {
        "all",
        "the",
        "old",
        "temp",
        "test",
        "these",
        "those",
        "my",
        "our",
        "any",
        "both",
        "new",
    }
    line = " ".join(loss.command.argv)
    wide = loss.hint in ("recursive", "find ") or target.endswith("*")
    return bool(kinds) and wide and not any(re.search(rf"\b{re.escape(k)}\b", line, re.IGNORECASE) for k in kinds)


def _words(loss: Destruction) -> list[str]:
    argv = loss.command.argv
    if "prune" in argv:
        return [_PRUNED[w] for w in argv[1:] if w in _PRUNED]
    names = [t.rstrip("/*").rsplit("/", 1)[-1] for t in loss.targets if t[:1] != "-" and t not in _SUBCOMMANDS]
    return [rf"(?<![\w-]){re.escape(n)}(?![\w-])" for n in names] if names and all(len(n) > 2 for n in names) else []
