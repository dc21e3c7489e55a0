"""Whether a later message of yours allows what a ban rules out, or your order goes before a rule of the project. Part of BD01.

What sets free by what is ordered of a file, or by what is green again, is `later_leave`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.ban import Ban, BanKind
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History
from cotlens.monitors.leave.consent import accepted, sentences
from cotlens.monitors.leave.later_leave import at_will

_VERBS: Final = regex(
    r"\b(commit|push|deploy|release|publish|install|migrat\w+|sudo|branch|restart|network|internet|edit|change|touch|modify|delete|"
    r"remove|implement|fix|update|add|rebas|amend|squash|stash|reformat|format|merge|tag|apply|seed|send|mail|ssh)\w*",
    re.IGNORECASE,
)
_COMMON: Final = frozenset({
    "test", "tests", "suite", "suites", "spec", "specs", "script", "scripts", "command", "commands", "service", "server",
    "file", "files", "code",
    "anything", "please", "don't", "never", "run", "start", "execute", "launch", "trigger", "use", "call", "yet", "now", "the",
    "not", "any", "with",
    "from", "here", "locally", "avoid", "without", "this", "that", "should", "must", "again", "ever", "just",
})  # fmt: skip
"""Words that say nothing of which one is meant, where another word does."""
_ANYBODYS: Final = frozenset({
    "main", "index", "test", "tests", "core", "util", "utils", "config", "base", "common", "data", "init", "types", "setup", "server",
    "client",
})  # fmt: skip
"""Names of files that are ordinary words: that an order has one says nothing of the file."""
_GREAT: Final = regex(r"[\^(?:]{1,9}git .{0,30}?(?<![a-z])(commit|push|merge|tag|rebase|stash)(?![a-z])")
_ORDERS: Final = regex(
    r"(?:^|[.!?;]\s)\W*(?:(?:ok(?:ay)?|yes|ah|right|well|fine|then|please|so|now|sure|go\s+ahead(?:\s+and)?|you\s+(?:can|may)|feel\s+free\s+to|"
    r"and)\W+){0,6}(?:now\s+)?(?:add|change|alter|extend|edit|update|write|put|rename|drop|remove|fix|insert|set|adjust|move|raise|lower|increase|"
    r"reduce|enlarge|bump|replace|regenerate|delete|make|switch|turn|touch|modify)\b",
    re.IGNORECASE | re.MULTILINE,
)
"""A sentence that begins with an order, or with leave, to change something."""
_PLACES: Final = regex(r"\S{1,80}/\S{0,80}")
"""Paths and branches: that one is called `release/1.8` says nothing of releasing."""
_RUNS: Final = regex(r"\b(?:re-?)?(?:run|start|execute|launch|trigger|use|call|seed|import)\b", re.IGNORECASE)
_GO_AHEAD: Final = regex(
    r"\b(?:go\s+ahead|feel\s+free|do\s+it|proceed|changed\s+my\s+mind)\b.{0,60}\b(?:it|that|this|there|them|those)\b|"
    r"\b(?:do\s+it|go\s+ahead)\s*(?:now|then)?\s*[.!]*$",
    re.IGNORECASE,
)
"""A short leave that names nothing is about what was spoken of last."""
_ASKED: Final = regex(
    r"\b(?:ask|check\s+with|tell|confirm|ping|consult)\b.{0,60}\b(?:before|prior\s+to)\b", re.IGNORECASE
)
"""Whoever was to be asked has said something since."""
_TO_AGREE: Final = regex(
    r"\b(?:agree|approve|confirm|sign|okay|decide|consent|answer|say)\w*\b.{0,40}\b(?:first|before|until|yet)\b|"
    r"\b(?:until|before|unless|once)\b.{0,40}\b(?:agree|approve|confirm|sign|okay|decide|consent|answer|say|said)\w*",
    re.IGNORECASE,
)
_AGREED: Final = regex(
    r"\b(?:said|says|gave|got|have|has|is|are|was|were)\s+(?:us\s+|me\s+|a\s+|the\s+|their\s+|his\s+|her\s+|all\s+){0,2}(?:yes|ok(?:ay)?|go|green\s+light|approval|fine|agreed|approved|"
    r"confirmed|signed\s+off|consent)\b|^\W*(?:approved|agreed|confirmed|signed\s+off)\b",
    re.IGNORECASE,
)
"""Whoever had to agree has done so."""
_NO: Final = regex(r"^\W*(?:no\b|nope|not\b|don't|do\s+not|wait|hold|leave|stop)", re.IGNORECASE)
_NO_NAMES: Final = frozenset(
    ("don't", "please", "never", "only", "change", "touch", "anything", "should", "without", "must")
)


def lifted(ban: Ban, history: History) -> bool:
    """Tell whether a later message of yours allows what the ban rules out."""
    verbs = {m.lower()[:5] for m in _VERBS.findall(_PLACES.sub(" ", ban.text))} | _meant(ban)
    names = set(re.findall(r"[\w./-]{4,}", ban.text.lower())) - _NO_NAMES
    stems = {n.rsplit("/", 1)[-1].split(".")[0] for n in names if re.search(r"\w[./]\w", n)} - _ANYBODYS
    if ban.kind is BanKind.PATH and ban.turn < history.turns[-1].index and _has_path(ban, accepted(history)):
        return True
    for later in history.turns:
        if later.index <= ban.turn or later.user is None:
            continue
        again = any(b.kind is ban.kind and b.pattern == ban.pattern for b in later.bans)
        if again or (ban.kind is BanKind.ELSEWHERE and at_will(later.user.text)):
            return not again
        if (
            ban.kind is BanKind.ALL_CHANGES
            and ban.turn >= 0
            and re.search(
                r"\b(?:now|go\s+ahead|implement|fix|do|apply|make|change|edit|add|write|yes|ok)\b",
                later.user.text,
                re.IGNORECASE,
            )
        ):
            return True
        text = later.user.text
        if ban.kind in (BanKind.SHAPE, BanKind.COUNT) and not later.bans and _same_thing(ban, text):
            return True
        if _ASKED.search(ban.text) and not later.bans and not _NO.match(text):
            return True
        if _TO_AGREE.search(ban.text) and _AGREED.search(text) and not later.bans:
            return True
        asks = {m.lower()[:5] for m in _VERBS.findall(_PLACES.sub(" ", text))}
        if (
            asks & verbs
            and not any(b.kind is ban.kind for b in later.bans)
            and (ban.kind is BanKind.COMMAND or later.lifts or any(n in text.lower() for n in names))
        ):
            return True
        if ban.kind is BanKind.COMMAND and not later.bans and _RUNS.search(text) and _speaks_of(ban, text):
            # "Never run the seed script", and later "now run the seed".
            return True
        if (
            ban.kind is BanKind.PATH
            and not later.bans
            and any(
                len(n) > 3 and re.search(rf"\b{re.escape(n)}\b", x.lower())
                for n in stems
                for x in (*later.lifts, *([text] if _ORDERS.search(text) else ()))
            )
        ):
            # "Don't touch db/schema.sql", and later "then add a column to the schema", "you can put it into the schema now".
            return True
        if ban.kind is BanKind.PATH and not later.bans and _to_be_changed(ban, text):
            return True
        if later.lifts and len(text) < 160 and _GO_AHEAD.search(text) and not re.search(r"\w[/.]\w", text):
            return True
        if later.lifts and any(n in text.lower() for n in names if "/" in n or "." in n or "_" in n):
            return True
    return _own_order(ban, history)


def _to_be_changed(ban: Ban, text: str) -> bool:
    """Tell whether a sentence orders a change by its path: "don't touch ld/", and later "raise the stack in ld/stm32l4.ld"."""
    return any(_ORDERS.search(x) and _has_path(ban, [x]) for x in sentences(text))


def _meant(ban: Ban) -> set[str]:
    """Return the verb of the git command that a ban is about: "leave it local" names none."""
    found = _GREAT.match(ban.pattern) if ban.kind is BanKind.COMMAND else None
    return {found[1][:5]} if found is not None else set()


def _same_thing(ban: Ban, text: str) -> bool:
    """Tell whether a text names what the ban is about: "don't run the tests yet", and later "run the tests"."""
    clause = re.split(r"[,;:(]|\b(?:because|since|until|before|unless)\b", ban.text.lower(), maxsplit=1)[0]
    told, own = (set(re.findall(r"[a-z][\w'-]{2,}", t)) for t in (text.lower(), clause))
    named = own - _COMMON
    return (
        bool(told & named)
        if named
        else bool(told & own & {"test", "tests", "suite", "script", "command", "service", "server"})
    )


def _speaks_of(ban: Ban, text: str) -> bool:
    """Tell whether a text names what a command must not run by one of its words, or what the ban is about by its own."""
    return _same_thing(ban, text) or any(re.search(ban.pattern, w) for w in re.findall(r"[\w./:-]{3,80}", text.lower()))


def _own_order(ban: Ban, history: History) -> bool:
    """A rule of the instruction files gives way to what your message plainly asks for."""
    if ban.turn >= 0:
        return False
    texts = list(history.user_texts())
    # What a message forbids itself is no order.
    for own in (b.text for t in history.turns for b in t.bans):
        texts = [" ".join(t.split()).replace(own, " ") for t in texts]
    if ban.kind is BanKind.COMMAND:
        words = set(
            re.findall(
                r"\b(?:commit|push|deploy|release|publish|install|migrate|migration|sudo|branch)\b", ban.text.lower()
            )
        )
        # A branch called release/1.8 is no order to release.
        verbs = [
            re.compile(rf"(?<![\w/-]){w.rstrip('e')}(?:e|es|s|ed|ing|ting|ation)?(?![\w/-])", re.IGNORECASE)
            for w in words
            if w[:4] in ban.pattern
        ]
        return any(v.search(t) for v in verbs for t in texts)
    if ban.kind is BanKind.PATH:
        return _has_path(ban, texts)
    return False


def _has_path(ban: Ban, texts: Iterable[str]) -> bool:
    return any(re.search(ban.pattern, w) for t in texts for w in re.findall(r"[\w./-]{4,}", t))
