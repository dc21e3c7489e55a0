"""How much of an edit a text names, by the words that both have. Compares words, not meaning; knows nothing of sessions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import Final

from cotlens.model.edit import FileEdit

CONTEXT_WEIGHT: Final = 0.25
"""What a word in the lines around a change counts, beside one in the change."""

LONG: Final = 100
"""Words in a text at which its score is halved: a long text names much by chance."""

MOST: Final = 50_000
"""Characters of a change, and of a text, that are looked at."""

_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d{2,}")
"""`HTTPServer2_parts` is HTTP, Server, parts."""
_COMPOUND: Final = re.compile(r"\w_\w|[a-z][A-Z]")
"""What tells a name of code from a word of a sentence."""
_EMPTY_LIST: Final = (
    "the and for that with this from are was were not but have has had will would can could should now let lets need "
    "needs all any one two use uses used using its our your you they them then than also into out off over make "
    "makes made making see look looking check what which when where how who why been being more most some such only "
    "just like good great first next start want wants user here there"
)
_EMPTY: Final = frozenset(_EMPTY_LIST.split())
"""Words that say nothing of any edit."""
_WORK_LIST: Final = (
    "across add adding ahead apply applying change changed changing code codebase complete context continue correct "
    "edit editing error everything fail failed file fix fixing get got implement implementation implementing "
    "information issue know line make missing patch perfect picture proceed read reading ready remaining replace "
    "replacing request requested retry retrying step task today try trying understand update updating work working "
    "write writing yeah yes"
)
_WORK: Final = frozenset(_WORK_LIST.split())
"""Words of any announcement of an edit."""


def words(text: str) -> frozenset[str]:
    """Collect the words of names and of sentences, in lower case and in the singular."""
    return _split(_NAME.findall(text))


def _split(names: Iterable[str]) -> frozenset[str]:
    found = {w.lower() for name in set(names) for w in _WORD.findall(name) if len(w) > 2}
    return frozenset(map(_single, found)) - _EMPTY


@lru_cache(maxsize=256)
def _said(text: str) -> frozenset[str]:
    # Remembered, because the edits of a turn ask about the same texts.
    return words(text[:MOST])


def _single(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] == "s" and word[-2] != "s" else word


class Naming:
    """The words of one edit, and how much of them a text has."""

    def __init__(self, edit: FileEdit) -> None:
        parts = [part for part in edit.path.replace("\\", "/").split("/") if part not in ("", ".")]
        name = parts[-1] if parts else ""
        stem = posixpath.splitext(name)[0]
        self._file = {x.lower() for x in (name, stem) if x}
        self._place = words(" ".join(parts[-2:]))
        names = _names(chain(edit.added, edit.removed))
        self._names = {name for name in names if _COMPOUND.search(name)}
        self._changed = _split(names) | words(stem)
        self._context = (
            _split(_names(x[1:] for h in edit.hunks for x in h.lines if x[:1] not in {"+", "-"})) - self._changed
        )

    def score(self, text: str) -> float:
        """Return how much of the edit a text names; 0 for nothing, 1 about for the file or one word of the change."""
        said = _said(text)
        hits = len(self._changed & said) + CONTEXT_WEIGHT * len(self._context & said)
        return hits / (1 + len(said) / LONG) + self._has_file(text)

    def names(self, text: str) -> bool:
        """Tell whether a text has the file's name, or a name of code from the change."""
        return self._has_file(text) or not self._names.isdisjoint(_NAME.findall(text, 0, MOST))

    def _has_file(self, text: str) -> bool:
        # A pattern for each edit would take longer to make than to look with.
        lowered = text[:MOST].lower()
        return any(_stands_alone(name, lowered) for name in self._file)

    def empty(self, text: str) -> bool:
        """Tell whether a text says no more than that an edit of the file comes."""
        if _said(text) - _WORK - self._place or _foreign(text[:MOST]):
            return False
        return self._names.isdisjoint(_NAME.findall(text, 0, MOST))


def _stands_alone(word: str, text: str) -> bool:
    """Tell whether `text` has `word` with no letter or digit beside it."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not _is_of_word(text[at - 1 : at]) and not _is_of_word(text[end : end + 1]):
            return True
        at = text.find(word, at + 1)
    return False


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _names(lines: Iterable[str]) -> set[str]:
    """Collect the names in the first of the lines."""
    found: set[str] = set()
    left = MOST
    for line in lines:
        found.update(_NAME.findall(line[:left]))
        left -= len(line)
        if left <= 0:
            break
    return found


def _foreign(text: str) -> bool:
    """Tell whether a text has letters that are not Latin: its words are not known."""
    return any(c.isalpha() and c > "\u024f" for c in text)
