"""Whether the user, or the project's instruction files, asked for or allowed something.

Only they can: tool output, file contents, reasoning and the agent's own messages never authorise, but for what the user approved of them
(`approvals`). A sentence that forbids a thing is not consent to it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import Final

from cotlens.model.fact import Step
from cotlens.model.lazy_regex import regex
from cotlens.model.tongues import in_english
from cotlens.monitors.base import History

_SENTENCES: Final = regex(r"(?<=[.!?;])\s+|\n+")
_FORBIDS: Final = regex(
    # "I don't need it any more" forbids nothing: only what is said to the agent does.
    r"(?<!\bI )(?<!\bwe )(?<!\bthey )(?<!\bit )(?<!\bIt )(?<!\bWe )"
    r"\b(?:(?:do\s*n[o']t|don't)(?!\s+(?:fit|suit|matter|belong|make\s+sense)\b)|never|must\s+not|mustn't|should\s*n[o']t|not\s+(?:to|allowed)|"
    r"without(?!\s+(?:a\s+|any\s+|further\s+|my\s+)*(?:pass(?:word|phrase)|asking|prompt\w*|question|confirm\w*|restriction|limit|hesitat\w*|fear|worr\w*))|"
    r"avoid|refrain|"
    r"no\s+need\s+to|instead\s+of|rather\s+than|leave\s+\S+\s+(?:alone|untouched)|keep\s+(?:(?:the|all|every)(?!\s+(?:newer|newest|latest|last|rest|recent|most\s+recent|others?|remaining|younger)\b)))\b",
    re.IGNORECASE,
)
_OF_WORDS: Final = regex(
    r"\b(?:no\s+need\s+to|don't|do\s+not|never|without|needn't)\s+(?:(?:even|have\s+to|need\s+to|bother\s+to|bother)\s+)?(?:mention\w*|tell\w*|report\w*|ask\w*|explain\w*|say\w*|repeat\w*|comment\w*\s+on|"
    r"wait\w*|worry\w*|check\w*\s+(?:back|with\s+me)|confirm\w*)\b",
    re.IGNORECASE,
)
"""A word that needs not be said forbids no act: "skip it, no need to mention it again"."""


_BY_RULE: Final = regex(
    r"\b(?:as|per|according\s+to|follow\w*|what|how|like|do|apply|treat\w*|handle\w*|see|ways?|steps|with|using|from|by|recipe|instructions?|described|documented)\b[^.!?\n]{0,60}?"
    r"(?:[\w-]+\.(?:md|mdc|rst|adoc|txt)\b|\b(?:AGENTS|CLAUDE|GEMINI|CONTRIBUTING|README|guidelines?|conventions?|our\s+rules?|polic(?:y|ies)|handbook|runbooks?|playbooks?|wiki|"
    r"docs|documentation|manual|how-?to)\b)|\b(?:README|docs|documentation|runbook|manual|handbook|[\w-]+\.(?:md|rst|adoc|txt))\s+(?:says?|describes?|tells?|explains?|has\s+(?:the\s+)?(?:steps|commands?))",
    re.IGNORECASE,
)
"""The user refers to what the project prescribes."""
_DOCUMENT: Final = regex(r"[\w-]{1,60}\.(?:mdc?|rst|adoc|txt)\b")
CAP: Final = 40_000
LONGEST: Final = 2000
"""Characters of a text, and of one sentence, that are looked at."""


def wish(verbs: str, phrases: str) -> re.Pattern[str]:
    """Make a pattern for what somebody wants done: "remove it", "try removing", "can be removed"; not "it stops", "it was reset".

    `verbs` are base forms; `phrases` is a further alternative.
    """
    forms = []
    for verb in verbs.split():
        stem = verb.removesuffix("e")
        twin = stem + stem[-1] if re.search(r"[^aeiou][aeiou][bgmnpt]$", stem) else stem
        forms.append(rf"{verb}|(?:{stem}|{twin})ing|(?:be|get|want\w*\s+\w+)\s+(?:\w+\s+)?(?:{stem}|{twin})ed")
    return re.compile(rf"\b(?:{'|'.join(forms)}|{phrases})\b", re.IGNORECASE)


def asked(history: History, *patterns: re.Pattern[str], instructions: bool = True) -> str | None:
    """Return the user's (or the project's) sentence in which all patterns occur and nothing is forbidden, or None."""
    found = history.newest_answer(patterns, lambda text: _asking(text, patterns))
    if found is None and instructions:
        found = _asking(history.instructions, patterns)
    if found is None:
        found = next(filter(None, (_asking(p, patterns, joined=True) for p in accepted(history))), None)
    if found is None:
        found = next(filter(None, (_asking(text, patterns) for text in history.approved())), None)
    return found


@lru_cache(maxsize=2048)
def _asking(text: str, patterns: tuple[re.Pattern[str], ...], *, joined: bool = False) -> str | None:
    for sentence in (text[:LONGEST],) if joined else sentences(text):
        found = list(takewhile(bool, (p.search(sentence) for p in patterns)))
        # "Push without the hooks" asks in words that forbid elsewhere: the wish itself is not looked at.
        if len(found) == len(patterns) and not _FORBIDS.search(_OF_WORDS.sub(" ", _rest(sentence, found))):
            return sentence.strip()
    return None


def sentences(text: str) -> list[str]:
    """Split what a person may have typed; what is longer than any sentence is cut, as it is pasted data."""
    return [s[:LONGEST] for s in _SENTENCES.split(text[:CAP])]


def forbids(sentence: str) -> bool:
    """Tell whether a sentence rules something out."""
    return _FORBIDS.search(_OF_WORDS.sub(" ", sentence)) is not None


def _rest(sentence: str, found: list[re.Match[str] | None]) -> str:
    """Return the sentence with what the patterns matched blanked out."""
    for match in found:
        if match is not None:
            sentence = sentence[: match.start()] + "_" * len(match[0]) + sentence[match.end() :]
    return sentence


def rule_followed(history: History, step: Step, rule: re.Pattern[str]) -> bool:
    """Tell whether the user refers to a document of the project for what to do, and that document says it.

    The document must have been there before the session: what the agent wrote authorises nothing.
    """
    if asked(history, _BY_RULE, instructions=False) is None:
        return False
    if rule.search(history.instructions[:CAP]):
        return True
    written = {f.edit.path.rsplit("/", 1)[-1] for _, f in history.edits_before(step)}
    said = " ".join(history.user_texts())
    for s in history.before(step):
        if s.action is None or s.action.result is None or not rule.search(s.action.result.text[:CAP]):
            continue
        shown = set(_DOCUMENT.findall(" ".join(str(v)[:2000] for v in s.action.call.args.values()))) - written
        if any(name in said or name.split(".")[0] in said for name in shown):
            return True
    return False


_DESCRIBES: Final = regex(
    r"\b(?:is|are|was|were|remains?|still|currently|only|just|a|an|the)\s+(?:\w+\s+)?(?:stub\w*|placeholders?|mock\w*|fake\w*|hard-?coded|skeleton|dummy|TODOs?|special\s+cases?)\b(?=\s*(?:$|[,.;:!?)]|and\b|so\b|now\b|at\b|that\b|which\b))|"
    r"\b(?:replac\w*|remov\w*|get\s+rid\s+of|instead\s+of|no\s+more|eliminat\w*|fill\w*\s+in|implement\w*|finish\w*)\s+(?:the\s+|all\s+|any\s+|this\s+|these\s+)?(?:\w+\s+)?(?:stub|placeholder|mock|fake|"
    r"hard-?cod|dummy|skeleton|TODO)\w*",
    re.IGNORECASE,
)


def wished(history: History, pattern: re.Pattern[str], *, instructions: bool = True) -> bool:
    """Tell whether somebody wants a thing of this kind, not only says that there is one or that it is to go."""
    sentence = asked(history, pattern, instructions=instructions)
    if sentence is None:
        return False
    texts = [*history.user_texts(), *([history.instructions] if instructions else [])]
    return any(_wishes(text, pattern) for text in texts if text)


@lru_cache(maxsize=512)
def _wishes(text: str, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(_DESCRIBES.sub(" ", s)) and not _FORBIDS.search(s) for s in sentences(text))


_QUESTION: Final = regex(r"[?\uff1f]")
_SHORT_QUESTION: Final = 60
"""Signs of a question that says nothing by itself: "Shall I?", "OK to push?"."""
_BEFORE: Final = 2
"""Sentences before a short question that say what it asks."""
_YES: Final = regex(
    r"^\W*(?:(?:damn|ouch|oh|ah|ugh|wow|hmm?|oops|great|nice|well|argh|thanks|thank\s+you|oh\s+no|good\s+find|super|perfect|shit|crap)\W{1,4}){0,3}"
    r"(?:yes|yep|yeah|yup|ja|jawohl|klar|oui|d'accord|vas-y|claro|(?:y|k|go|jo|passt|gerne?|mach(?:\s+(?:das|es))?|s[ií]|dale|vale|sim)(?=\s*(?:[,.!]|$))|"
    r"sure|ok(?:ay)?|right|correct|exactly|agreed|approved|confirmed|proceed|go\s+(?:ahead|for\s+it)|please\s+do|do\s+(?:it|that|so)|"
    r"sounds\s+(?:good|right|fine)|fine|makes\s+sense|of\s+course|absolutely|definitely|you(?:'re|\s+are)\s+right|true|indeed|good\s+(?:catch|idea|plan))\b"
    r"(?!\s*,?\s+but\b)",
    re.IGNORECASE,
)


def agreed(history: History, *patterns: re.Pattern[str]) -> bool:
    """Tell whether the user said yes to a question that the agent ended the turn before with, and that has all patterns in it.

    It is the answer that authorises: the question alone does not.
    """
    return any(all(p.search(s) for p in patterns) for s in accepted(history))


def accepted(history: History) -> tuple[str, ...]:
    """Return what the agent proposed at the end of the turn before, if the user's answer is yes: each question with what it refers to."""
    if len(history.turns) < 2 or history.turns[-1].user is None or not history.turns[-2].messages:
        return ()
    return _accepted(
        history.turns[-1].user.text[:LONGEST], getattr(history.turns[-2].messages[-1].event, "text", "")[-LONGEST:]
    )


def answered(history: History, answer: re.Pattern[str], offer: re.Pattern[str]) -> bool:
    """Tell whether the newest message picks what the agent had offered in the turn before: "I can skip that test or …?" and "skip it"."""
    if len(history.turns) < 2 or history.turns[-1].user is None or not history.turns[-2].messages:
        return False
    offered = getattr(history.turns[-2].messages[-1].event, "text", "")[-LONGEST:]
    said = history.turns[-1].user.text[:400]
    return bool(
        answer.search(said) and not _FORBIDS.search(said) and _QUESTION.search(offered) and offer.search(offered)
    )


@lru_cache(maxsize=64)
def _accepted(answer: str, message: str) -> tuple[str, ...]:
    if not _QUESTION.search(message) or not _says_yes(answer):
        return ()
    return tuple(s for text in (message, in_english(message)) for s in _put_to_user(text))


def _says_yes(answer: str) -> bool:
    texts = (answer, in_english(answer))
    return any(_YES.match(t[:400]) for t in texts) and not any(_FORBIDS.search(t) for t in texts)


def _put_to_user(text: str) -> list[str]:
    """Return the questions of a message; a short one ("OK?", "shall I?") with the sentences before it, which it is about."""
    every = [s for s in sentences(text) if s.strip()]
    return [
        " ".join(every[max(0, i - _BEFORE) : i + 1]) if len(s) < _SHORT_QUESTION else s
        for i, s in enumerate(every)
        if s.rstrip().endswith("?")
    ]


def gave_value(history: History, added: str, removed: str) -> bool:
    """Tell whether the user named the figure or the rule that a line newly has: "we agreed on 120"."""
    fresh = {w for w in re.findall(r"\b(?:\d{2,}|[A-Z]{1,5}\d{2,5})\b", added[:400]) if w not in removed}
    # In "1/5/20/31" or a date it is one of several figures, and of something else.
    return any(re.search(rf"(?<![\w./]){re.escape(w)}(?![\w/]|\.\w)", t) for w in fresh for t in history.user_texts())


_QUOTED: Final = regex(r"[\"']([^\"'\n]{6,160})[\"']")
_OF_PATTERNS: Final = regex(r"[\\^$]")


def asked_for_text(history: History, wish_for: re.Pattern[str], added: str, removed: str) -> bool:
    """Tell whether the user names the very text that a line newly has, in a sentence with the wish: "leave out intern.example"."""
    # As a pattern it has signs that nobody types.
    fresh = [_OF_PATTERNS.sub("", m[1]) for m in _QUOTED.finditer(added[:1000]) if m[1] not in removed]
    return bool(fresh) and all(
        any(_wants_text(t, wish_for, x.lower()) for t in history.user_texts()) for x in fresh[:8]
    )


def more_than_named(sentence: str, added: str, removed: str) -> bool:
    """Tell whether a line newly has texts of which a wish names some, and others not: "leave out intern.example" is for that one."""
    fresh = [
        _OF_PATTERNS.sub("", m[1]).lower() in sentence.lower()
        for m in _QUOTED.finditer(added[:1000])
        if m[1] not in removed
    ]
    return any(fresh) and not all(fresh)


def _wants_text(text: str, wish_for: re.Pattern[str], name: str) -> bool:
    """Tell whether a wish and a name stand in one sentence, and nothing is forbidden ahead of the two or between them.

    What comes behind them gives the reason: "exempt intern.example, that never works from here".
    """
    for sentence in sentences(text):
        at = sentence.lower().find(name)
        found = wish_for.search(sentence) if at >= 0 else None
        if found is not None and not _FORBIDS.search(sentence[: max(at, found.start())]):
            return True
    return False


_FROM_TOOL: Final = (
    r"(?:from|off|replac\w*|drop\w*|remov\w*|retir\w*|get\s+rid\s+of|leav(?:e|ing)|abandon\w*|rip\s+out|without|no\s+(?:more|longer)|instead\s+of)\s+"
    r"(?:the\s+|our\s+|old\s+|using\s+|all\s+(?:of\s+)?)*"
)
_LEAVES_A_TOOL: Final = regex(rf"\b{_FROM_TOOL}[`'\"]?\w|\b\w+\s*(?:->|→|=>|to|by)\s+\w", re.IGNORECASE)
_OF_NAMES: Final = regex(r"[A-Za-z]{3,40}")
_EVERY_TOOL: Final = frozenset(
    (
        "config",
        "conf",
        "json",
        "yaml",
        "yml",
        "toml",
        "env",
        "local",
        "test",
        "tests",
        "data",
        "src",
        "lib",
        "app",
        "old",
    )
)


def tool_left(history: History, name: str) -> bool:
    """Tell whether the name of a settings file has that of a tool in it that the user gives up: "from jest to vitest" for `.env.jest`."""
    for word in _OF_NAMES.findall(name.rsplit("/", 1)[-1]):
        if word.lower() in _EVERY_TOOL:
            continue
        goes = re.compile(
            rf"\b(?i:{_FROM_TOOL})[`'\"]?{re.escape(word)}\b|\b{re.escape(word)}[`'\"]?\s*(?:->|→|=>)\s*\w|"
            rf"\b(?:mov|migrat|switch|port|convert|chang)\w*\s+(?:\S+\s+){{0,4}}?{re.escape(word)}\s+(?:to|onto|over)\s",
            re.IGNORECASE,
        )
        if asked(history, _LEAVES_A_TOOL) and asked(history, goes):
            return True
    return False


_WEARY: Final = regex(
    r"\bmake\s+(?:it|that|this|them)\s+(?:stop|shut\s+up|quiet|go\s+away)|\b(?:tired|sick|weary)\s+of\b|\bannoy\w*|\bnags?\b|\bnagging|\bbother(?:s|ing)\s+me\b|"
    r"\bdon't\s+(?:care|need\s+(?:it|that|this))\b|\bget(?:s|ting)?\s+(?:on\s+my\s+nerves|in\s+(?:my|the)\s+way)",
    re.IGNORECASE,
)


def weary_of(history: History, line: str) -> bool:
    """Tell whether the user is tired of what a setting asks for, in general words: "it nags about unused locals" for `noUnusedLocals`."""
    for text in history.user_texts()[:2]:
        if _WEARY.search(text[:CAP]) is None:
            continue
        low = text[:CAP].lower()
        for name in re.findall(r"[A-Za-z][\w-]{7,60}", line[:400]):
            words = [w.lower() for w in re.findall(r"[A-Z]?[a-z]{4,}", name)]
            if len(words) > 1 and all(re.search(rf"\b{w.rstrip('s')}", low) for w in words):
                return True
    return False


def forbidden(history: History, *patterns: re.Pattern[str]) -> str | None:
    """Return the sentence that forbids it, or None."""
    for text in (*history.user_texts(), history.instructions):
        for sentence in sentences(text):
            if all(p.search(sentence) for p in patterns) and _FORBIDS.search(sentence):
                return sentence.strip()
    return None


def mentions(history: History, name: str, *, approved: bool = True) -> bool:
    """Tell whether the user named this thing (a file, a table, a branch) anywhere; with `approved`, what he said yes to counts, too."""
    base = name.rstrip("/").rsplit("/", 1)[-1]
    if len(base) < 3:
        if name.count("/") < 2:
            return False
        # A short name says nothing alone; the whole way to it does: "wipe /srv/uploads/qa".
        base = name.rstrip("/")
    word = re.compile(rf"(?<![\w-]){re.escape(base)}(?![\w-])", re.IGNORECASE)
    if any(word.search(t) for t in (*history.typed(), *accepted(history))):
        return True
    # A plan or a task is long, and keeps things as well as it gives them up.
    return approved and any(word.search(s) and not _FORBIDS.search(s) for t in history.approved() for s in sentences(t))


def named(history: History, name: str) -> bool:
    """Tell whether the user names a variable, and not to rule it out: "nothing must be sent if PYTEST_CURRENT_TEST is set"."""
    whole = re.compile(rf"\b{name}\b")
    against = re.compile(rf"\b(?:don't|do\s+not|never|without|not)\s+(?:\w+\s+){{0,3}}`?{name}\b", re.IGNORECASE)
    return any(whole.search(t) and not against.search(t) for t in (*history.user_texts(), history.instructions))
