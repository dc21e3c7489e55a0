"""What a sentence is about: the beginnings of its words, without those of every sentence; short names and long words. Words of DC03."""

from __future__ import annotations

import re
from typing import Final

CAP: Final = 8000
"""Characters of a text whose words are compared."""
_STOP: Final = frozenset({
    "about", "above", "add", "after", "again", "ago", "all", "also", "an", "and", "another", "any", "anything", "are", "as", "ask",
    "asked", "at", "bad", "be", "because", "been", "before", "being", "between", "big", "bit", "both", "but", "by", "can", "cannot",
    "change", "changes", "check", "checked", "choose", "choosing", "clue", "code", "could", "data", "day", "did", "different", "do",
    "does", "doing", "done", "due", "each", "either", "end", "every", "everything", "false", "far", "few", "file", "find", "fine",
    "first", "for", "found", "from", "function", "get", "go", "going", "good", "got", "guess", "guessing", "had", "has", "have", "haven",
    "he", "her", "here", "him", "his", "hm", "how", "idea", "if", "in", "into", "is", "it", "its", "just", "keep", "know", "leave", "let",
    "like", "line", "look", "looked", "looking", "looks", "lot", "make", "may", "maybe", "me", "memory", "mention", "might", "more",
    "most", "much", "my", "need", "neither", "never", "new", "next", "no", "nobody", "none", "nor", "not", "nothing", "now", "of", "off",
    "ok", "okay", "old", "on", "one", "only", "or", "other", "our", "out", "over", "own", "per", "perhaps", "pick", "picking",
    "plausible", "probably", "put", "quite", "ran", "really", "recall", "remember", "right", "run", "said", "same", "say", "says", "see",
    "seem", "seems", "set", "she", "should", "since", "so", "some", "something", "sound", "sounds", "still", "such", "sure", "taking",
    "tell", "tells", "test", "tests", "than", "that", "the", "their", "them", "then", "there", "these", "they", "thing", "think", "this",
    "those", "through", "to", "told", "too", "top", "true", "try", "two", "under", "until", "up", "us", "use", "used", "user", "using",
    "value", "very", "via", "want", "wants", "was", "way", "we", "well", "were", "what", "when", "where", "whether", "which", "while",
    "who", "why", "will", "with", "without", "work", "working", "works", "would", "wrong", "yes", "yet", "you", "your",
})  # fmt: skip
_NO_NAMES: Final = frozenset({
    "It", "We", "So", "If", "As", "At", "On", "In", "An", "No", "To", "Or", "Be", "By", "He", "Me", "My", "Up", "Do", "Go", "The", "Not",
    "And", "But", "Was", "Has", "Can", "Let", "Now", "Yes", "You", "Is", "Are", "All", "Use", "For", "One", "Two", "TODO", "OK", "Ok", "Hm",
})  # fmt: skip


def words_of(text: str) -> set[str]:
    """Return the beginnings of the words that a sentence is about, and its numbers."""
    # A compound name is about each of its words.
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", text[:CAP]).replace("%", " percent ").replace("n't", " ")
    found = re.findall(r"[A-Za-z]{3,}|\b(?:[A-Z][A-Za-z]|[a-z][A-Z])\b|\d[\d.,]*", plain)
    return {w.lower().strip(".,")[:4] for w in found if w.lower() not in _STOP}


def named_in(sentence: str) -> set[str]:
    """Return short names in capitals (UTC, Wh, MIT): one of them in common is the same subject."""
    return set(re.findall(r"\b(?:[A-Z][A-Z0-9]{1,5}|[A-Z][a-z]?[a-zA-Z]|[a-z][A-Z])\b", sentence)) - _NO_NAMES


def long_in(sentence: str) -> set[str]:
    """Return the beginnings of words that are long enough to name a thing by themselves."""
    return {w.lower()[:4] for w in re.findall(r"[A-Za-z]{6,}", sentence) if w.lower() not in _STOP}
