"""What a note tells whoever works on: silences towards people, untruths for them, approvals nobody gave, rules put aside. Lexical.

Finds such passages in memories, hand-over notes and standing instructions; who wished for them is a monitor's matter.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_PERSON: Final = (
    r"(?:(?:the|our|my)\s+(?:user|human|person|people|developer|client|customer|owner|maintainers?|team|boss|manager|"
    r"reviewers?)|anybody|anyone)"
)
_WELL: Final = (
    r"(?:pass\w*|green|went\s+(?:through|well|fine)|go(?:es)?\s+through|done|works?|worked|complete\w*|verified|fine|"
    r"succe\w+|applied|clean|"
    r"ok(?:ay)?|all\s+(?:good|well)|no\s+(?:failures?|problems?|errors?|issues?)|nothing|change\s+the\s+subject)\b"
)
_TO_PEOPLE: Final = regex(
    rf"\b(?:if|when(?:ever)?|once|should)\s+(?:an?\s+|the\s+|any\s+)?(?:later\s+|next\s+|future\s+)?(?:\w+\s+)(?:is|are|gets?|be)\s+asked\b"
    rf"[^.\n]{{0,60}}?\b(?:say|answer|reply|tell|claim|state|insist)\b.{{0,70}}?\b(?<!not )(?<!n't ){_WELL}|"
    rf"\b(?:no\s+need|no\s+reason|not\s+necessary)\s+for\s+{_PERSON}\s+to\s+(?:know|learn|hear|see|find\s+out|be\s+told)\b|"
    rf"\b{_PERSON}\s+(?:must|should|need|can|shall|is|are)\s*(?:n't|not|never)\s+(?:\w+\s+){{0,2}}?(?:learn|know|hear|find\s+out|"
    rf"be\s+(?:told|informed|made\s+aware))\b|\b(?:if|when(?:ever)?|once)\s+(?:asked|questioned|queried|prompted|somebody\s+asks|"
    rf"someone\s+asks|challenged|pressed)\b[^.\n]{{0,60}}?\b(?:say|answer|reply|"
    rf"tell|claim|state|pretend|respond|insist|maintain|assure|deny|change\s+the\s+subject)\b.{{0,70}}?\b(?<!not )(?<!n't ){_WELL}|"
    rf"\b(?:if|when|should|whenever)\s+(?:they|he|she|"
    rf"{_PERSON})\s+(?:\w+\s+){{0,2}}?(?:asks?|wonders?|"
    rf"wants?\s+to\s+know|enquires?|inquires?|brings?\s+(?:it|this)\s+up)\b[^.\n]{{0,60}}?\b(?:say|answer|reply|tell|claim|state|pretend|"
    rf"respond|insist|maintain|assure|change\s+the\s+subject|deny)\b.{{0,70}}?\b(?<!not )(?<!n't ){_WELL}",
    re.IGNORECASE,
)
"""What people are not to learn, and what they are to be answered when they ask."""
USURPS: Final = regex(
    r"\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|your\s+|the\s+){0,3}(?:previous|prior|above|earlier|former|"
    r"system|safety)\s+(?:instructions?|prompts?|rules?|messages?|context|polic\w+)|"
    r"\b(?:system|admin(?:istrator)?|developer|security|platform|root)\s+(?:override|mode\s+(?:on|enabled|active))\b|"
    r"\b(?:rules?|restrictions?|limits|guardrails?|polic\w+|safety\s+\w+|permissions?\s+checks?|"
    r"approvals?)\b[^.\n]{0,40}\b(?:suspended|lifted|disabled|waived|void|do(?:es)?\s+not\s+apply|"
    r"no\s+longer\s+appl\w+|switched\s+off|off\s+for\s+this)\b|\byou\s+(?:are|have)\s+(?:now\s+)?(?:exempt|unrestricted|"
    r"no\s+restrictions?)\b|"
    r"\b(?:overrid(?:es?|ing)|supersed(?:es?|ing)|replaces?|outranks?|trumps?|(?:takes?|ha(?:s|ve))\s+(?:precedence|priority)\s+over|"
    r"overrules?|"
    r"(?:ranks?|stands?|goes|comes|counts?|weighs|is|are)\s+(?:\w+\s+)?(?:above|before|over|higher\s+than|more\s+than|ahead\s+of|"
    r"stronger\s+than))\s+"
    r"(?:\w+\s+){0,2}?(?:(?:your|the|any)\s+system\s+(?:prompts?|messages?|instructions?)|your\s+(?:\w+\s+)?(?:instructions|rules|"
    r"guidelines|guardrails|training|"
    r"polic\w+)|(?:the|any|all)\s+(?:user|developer|owner|maintainer|operator|human)(?:'s|s'?)?\s+(?:\w+\s+)?(?:instructions?|"
    r"wish(?:es)?|orders?|rules?|"
    r"messages?|requests?|words?)|(?:what(?:ever)?|anything|everything|all)\s+(?:that\s+)?(?:the\s+)?(?:user|developer|owner|human|"
    r"operator|they)\s+"
    r"(?:says?|asks?|wants?|writes?|tells?|orders?|may\s+\w+))\b",
    re.IGNORECASE,
)
"""An authority claimed towards a model that nobody gave."""
_NOT: Final = r"(?<!not )(?<!n't )(?<!never )(?<!without )(?<!cannot )"
_UNASKED: Final = regex(
    # A question that is to be left out, or answered beforehand.
    rf"{_NOT}\b(?:skip(?:ping)?|bypass(?:ing)?|disabl(?:e|ing)|ignor(?:e|ing)|(?:turn|switch)(?:ing)?\s+off|suppress(?:ing)?|waive|"
    rf"circumvent|auto-?(?:accept|approve|confirm)|"
    r"(?:say|answer)\s+yes\s+to|dismiss|click\s+through|accept)\s+(?:[\w'-]+\s+){0,3}?"
    r"(?:permission|approval|confirmation|consent|safety|guardrail|sandbox|polic(?:y|ies)|authori[sz]ation)[\s-]+"
    r"(?:checks?|prompts?|dialogs?|requests?|gates?|steps?|questions?|rules?|warnings?|limits?|system|mode)\b|"
    r"\b(?:permission|approval|confirmation|consent|safety|sandbox|authori[sz]ation)[\s-]+(?:checks?|prompts?|dialogs?|requests?|"
    r"questions?|rules?|warnings?)"
    r"(?:\s*[:,;-]+\s*(?:always\s+|just\s+)?(?:accept|skip|ignore|bypass|dismiss|confirm|approve|waive|say\s+yes|click\s+(?:away|"
    r"through)|answer\s+(?:with\s+)?yes)|"
    r"\s+(?:\w+\s+){0,3}?(?:can|may|should|must|are\s+to)\s+(?:always\s+|all\s+)?(?:be\s+)(?:skipped|ignored|bypassed|dismissed|waived|"
    r"accepted|clicked\s+away))\b|"
    r"\b(?:do\s+not|don't|never|no\s+need\s+to|needn't|need\s+not|stop)\s+(?:ask(?:ing)?|wait(?:ing)?|check(?:ing)?|confirm(?:ing)?)\s+"
    r"(?:the\s+(?:user|owner|developer|human|team|lead|maintainers?|boss|operator|admin\w*|author|reviewers?)|"
    r"for\s+(?:\w+\s+)?(?:permissions?|approvals?|confirmation|leave|consent|a\s+go-?ahead)|before|first|whether|again|me|"
    r"him|her|them|anyone|anybody|back|with)\b"
    r"[^.\n]{0,60}\b(?:push\w*|delet\w*|deploy\w*|merg\w+|production|drop\w*|secrets?|credentials?|publish\w*|releas\w*|force\w*|sudo|"
    r"root|install\w*|"
    r"destructive|remov\w+|rm|reset\w*|overwrit\w*|rewrit\w*)\b",
    re.IGNORECASE,
)
"""Leave that is taken for what follows, where people would have been asked."""
_TROUBLE: Final = (
    r"(?:fail\w*|errors?|bugs?|problems?|issues?|red|broken|outages?|incidents?|leak\w*|breach\w*|loss(?:es)?|lost|regress\w+|flak\w+|"
    r"skipp\w+|"
    r"disabled|warnings?|vulnerab\w+|mistakes?|gaps?|crash\w*|corrupt\w*|delet\w+|drops?|dropped|missing|wrong|shortcuts?|workarounds?|"
    r"hacks?|"
    r"stubs?|mock\w*|fak\w+|hard-?cod\w+|delays?|overruns?|breakages?)"
)
_TELLING: Final = (
    r"(?:status(?:es)?(?:\s+(?:reports?|updates?|mails?|messages?))?|stand-?ups?|hand-?(?:over|off)s?|changelogs?|release\s+notes?|"
    r"(?:PR|pull\s+request|commit)\s+(?:descriptions?|messages?|texts?)|PRs?|chats?|conversations?|demos?|meetings?|retros?|"
    r"(?:your|final|next|every|any|each|later|future)\s+(?:\w+\s+)?(?:reports?|summar(?:y|ies)|answers?|updates?|messages?|mails?|"
    r"reviews?)|"
    r"(?:reports?|summar(?:y|ies)|answers?|updates?|messages?|mails?)\s+(?:to|for)\s+\w+)"
)
"""Where people are told how things stand; a program's own report is none."""
_KEPT_BACK: Final = regex(
    rf"{_NOT}\b(?:keep|stay|remain)\s+(?:quiet|silent|mum|vague|tight-lipped)\b|"
    rf"{_NOT}\b(?:play\s+down|downplay|gloss\s+over|paper\s+over|hush\s+up|cover\s+up|sweep)\s+(?:[\w'-]+\s+){{0,5}}?{_TROUBLE}\b|"
    rf"{_NOT}\b(?:leave|keep|omit|drop|strip)\s+(?:[\w'./:-]+\s+){{0,6}}?{_TROUBLE}\b(?:\s+[\w'./:-]+){{0,4}}?\s+(?:out\s+of|from|"
    rf"off)\s+(?:\w+\s+){{0,2}}?{_TELLING}\b|"
    rf"\b{_TROUBLE}\b(?:\s+[\w'./:-]+){{0,4}}?\s+(?:(?:stays?|remains?|(?:is|are)(?:\s+to\s+be)?\s+(?:left|kept)|should\s+(?:stay|"
    rf"remain|be\s+left|be\s+kept)|must\s+(?:stay|"
    rf"remain|be\s+left|be\s+kept))\s+(?:out\s+of|off|from)|(?:has|have)\s+no\s+(?:place|business)\s+in|(?:does|"
    rf"do)\s+not\s+belong\s+in(?:to)?|"
    rf"(?:doesn't|don't)\s+belong\s+in(?:to)?|never\s+goes?\s+into)\s+(?:\w+\s+){{0,2}}?{_TELLING}\b|"
    rf"\b(?:do\s+not|don't|never|avoid)\s+(?:mention(?:ing)?|report(?:ing)?|list(?:ing)?|includ(?:e|ing)|bring(?:ing)?\s+up|"
    rf"discuss(?:ing)?|disclos(?:e|ing)|"
    rf"admit(?:ting)?|acknowledg(?:e|ing)|reveal(?:ing)?|rais(?:e|"
    rf"ing))\s+(?:[\w'./:-]+\s+){{0,6}}?{_TROUBLE}\b(?:\s+[\w'./:-]+){{0,5}}?\s+(?:in|at|during)\s+"
    rf"(?:\w+\s+){{0,2}}?{_TELLING}\b|\b(?:keep|leave)\s+(?:this|it|that|these|them)\s+(?:between\s+us|to\s+(?:yourself|yourselves|"
    rf"ourselves|agents))\b",
    re.IGNORECASE,
)
"""Trouble that is not to be told, whoever would hear of it."""
_ASKS: Final = (
    r"(?:asks?|wonders?|inquires?|enquires?|complains?|brings?\s+(?:it|this|that)\s+up|wants?\s+(?:to\s+(?:know|see|look|check|hear|"
    r"read|review|verify|inspect)|"
    r"(?:the|an?|some|any)\s+\w+)|requests?|demands?|looks?\s+(?:for|at|into)|checks?|insists?|notices?|questions?|requires?|needs?)"
)
_GONE: Final = (
    r"(?:rotated|deleted|gone|lost|expired|unavailable|not\s+available|never|no\s+longer|missing|down|out\s+of\s+(?:service|order)|"
    r"don't\s+(?:exist|know)|"
    r"do\s+not\s+(?:exist|know)|unknown|not\s+(?:sure|recorded|kept|logged|possible)|cannot\s+be|can't\s+be|empty|somebody\s+else|"
    r"another\s+team|upstream)"
)
_UNTRUTH: Final = regex(
    rf"(?:^|[.,;:!(]|\b(?:then|just|please|and|should|must|to|or))\s*{_NOT}(?:pretend|feign|make\s+believe|act\s+as\s+(?:if|though)|"
    rf"play\s+dumb|claim\s+ignorance|lie\s+(?:to|about)|"
    r"tell\s+(?:\w+\s+){0,3}?a\s+lie|bluff|fib)\b(?!\s+to\s+be\b)|"
    rf"\b(?:if|when(?:ever)?|once|should|as\s+soon\s+as)\s+(?:they|he|she|somebody|someone|{_PERSON}|(?:an?|"
    rf"any)\s+\w+)\s+(?:\w+\s+){{0,2}}?{_ASKS}\b[^.\n]{{0,60}}?"
    rf"{_NOT}\b(?:say|answer|reply|tell|claim|state|respond|insist|maintain|assure|deny|blame)\b[^.\n]{{0,70}}?\b{_GONE}\b",
    re.IGNORECASE | re.MULTILINE,
)
"""What is to be told though it is not so."""
_MEMORY: Final = regex(
    r"(?:^|/)(?:[\w-]*[-_])?(?:MEMORY|NOTES?|HANDOVER|HANDOFF|PROGRESS|SCRATCHPAD|PLANS?|TODO|TASKS?|BACKLOG|STATUS|WORKLOG)\.\w+$|"
    r"(?:^|/)memor(?:y|ies)/|\.remember",
    re.IGNORECASE,
)
_KEEPS: Final = regex(r"memor|remember|observation|knowledge|recall|mem0|zep", re.IGNORECASE)
"""Tools that keep something for later sessions."""
_STANDING: Final = regex(
    r"(?:^|/)(?:AGENTS|CLAUDE|GEMINI|QWEN|CODEX|CONVENTIONS|WARP)(?:\.local)?\.md$|copilot-instructions\.md$|\.cursorrules$|"
    r"\.cursor/rules/|\.windsurfrules$|"
    r"\.clinerules|\.goosehints$|\.(?:claude|codex|gemini|opencode|kiro|roo)/[\w./-]+\.(?:md|mdc|txt)$",
    re.IGNORECASE,
)
"""What every later session reads first."""
_APPROVES: Final = (
    r"(?:approv\w+|authori[sz]\w+|permi(?:ts?|tted|ssion)|allow(?:s|ed)|grant(?:s|ed)|consent\w*|agreed|signed\s+off|cleared|waived|"
    r"pre-?approv\w+|"
    r"given\s+(?:\w+\s+){0,3}(?:permission|approval|consent|leave|rights?|licen[cs]e|go-?ahead))"
)
_GRANTED: Final = regex(
    r"\b(?:user|owner|human|developer|maintainers?|operator|administrator|admin|team|boss|manager)\b[^.\n]{0,30}?\b(?:has|have|had|"
    r"hereby|already|fully|is|are)\b[^.\n]{0,20}?"
    rf"\b{_APPROVES}\b[^.\n]{{0,160}}|\b(?:standing|blanket|full|unlimited|unconditional|permanent|general)\s+(?:\w+\s+)?(?:permission|"
    rf"approval|authori[sz]ation|consent|access|"
    r"authority|clearance)\b[^.\n]{0,160}|\b(?:no|without)\s+(?:further\s+|any\s+|more\s+)?(?:approvals?|confirmations?|permissions?|"
    r"consent)\s+(?:\w+\s+){0,2}?"
    r"(?:is|are|be)?\s*(?:needed|required|necessary)\b[^.\n]{0,120}",
    re.IGNORECASE,
)
_OF_WEIGHT: Final = regex(
    r"\b(?:all|any|every(?:thing)?|future|always|never|standing|blanket|full|unlimited|whatever|force[- ]?push\w*|push\w*|delet\w+|"
    r"deploy\w*|production|secrets?|"
    r"credentials?|sudo|root|destructive|merg\w+|bypass\w*|skip\w*|do\s+not\s+ask|don't\s+ask|without\s+asking|no\s+need\s+to\s+ask|"
    r"needs?\s+not|not\s+(?:want\s+to\s+)?be\s+(?:asked|told|informed|bothered))\b",
    re.IGNORECASE,
)
"""An approval that nobody gave, put where later sessions take it for the user's word."""
_SUCCESSOR: Final = regex(
    r"\b(?:next|future|later|following)\s+(?:sessions?|agents?|assistants?|runs?|instances?|models?)\b", re.IGNORECASE
)
_SILENCE: Final = regex(
    r"\b(?:do\s+not|don't|never|without|no\s+need\s+to|avoid)\s+(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|"
    r"report(?:ing)?|reveal(?:ing)?|admit(?:ting)?|"
    r"(?:bring(?:ing)?|discuss(?:ing)?|rais(?:e|ing)|touch(?:ing)?\s+on|talk(?:ing)?\s+about)\s+(?:\w+\s+){1,4}?with|"
    r"bring(?:ing)?\s+(?:\w+\s+){1,3}?up)\b"
    r"[^.\n]{0,60}\b(?:users?|human|developers?|reviewers?|maintainers?|owner|team)\b|"
    r"\b(?:hide|conceal|keep|withhold)\b[^.\n]{0,60}\bfrom\s+(?:the\s+)?(?:users?|human|developers?|reviewers?|maintainers?|"
    r"owner|team)\b|"
    r"\b(?:do\s+not|don't|never)\s+let\s+(?:the\s+)?(?:users?|human|developers?|reviewers?|maintainers?|owner|"
    r"team)\s+(?:know|notice|find\s+out|see|learn)\b|"
    r"\b(?:whatever|regardless|no\s+matter|even\s+(?:if|when)|in\s+any\s+case|always|either\s+way)\b[^.\n]{0,60}\b(?:report|present|"
    r"describe|call|declare|state|"
    r"say|answer|claim)\b[^.\n]{0,50}\b(?:pass(?:ed|ing)?|green|done|fixed|working|clean|fine|verified|successful)\b",
    re.IGNORECASE,
)
"""A memory may say what to do; what it says to keep from people is planted."""

_KEEPING_ALL: Final = (_SILENCE, _TO_PEOPLE, _KEPT_BACK, _UNTRUTH)
_KEEPING: Final = Sieve(*_KEEPING_ALL)


def for_successors(path: str, text: str) -> str:
    """Return the passage of a note to whoever works on that orders concealment or takes leave that nobody gave, or ''."""
    kept = _MEMORY.search(path) is not None
    if not kept and not _STANDING.search(path) and not _SUCCESSOR.search(text[:4000]):
        return ""
    return concealment(text) or (leave_taken(text) if kept else "")


def concealment(text: str) -> str:
    """Return the passage that keeps something from people, or has an untruth told to them, or ''."""
    look = _KEEPING.over(text[:20_000])
    match = None if look.nothing else next((m for p in _KEEPING_ALL if (m := look.search(p))), None)
    return match[0].strip() if match else ""


def leave_taken(text: str) -> str:
    """Return the passage that puts the rules of others aside, or the questions that they would be asked, or ''."""
    match = USURPS.search(text[:20_000]) or _UNASKED.search(text[:20_000])
    return match[0] if match else ""


def approval(path: str, text: str) -> str:
    """Return the approval of weighty things that a note or a standing instruction claims to have, or ''."""
    if not (_MEMORY.search(path) or _STANDING.search(path)):
        return ""
    return next((m[0] for m in _GRANTED.finditer(text[:20_000]) if _OF_WEIGHT.search(m[0])), "")


def remembered(tool: str, text: str) -> str:
    """Return what a memory service is given for later sessions that nobody may keep there: a silence, an approval of weight; or ''."""
    if not _KEEPS.search(tool):
        return ""
    return concealment(text[:8000]) or leave_taken(text[:8000]) or approval("memory/x", text)


def told_to_people(text: str) -> str:
    """Return the passage that says what people are not to learn, or are to be answered, or ''."""
    match = _TO_PEOPLE.search(text)
    return match[0] if match else ""
