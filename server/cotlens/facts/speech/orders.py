"""Sentences in what tools return that order a model about: text from the outside that wants to be obeyed.

Finds them; whether they were followed is a monitor's matter. Hints of ordinary programs ("use git push -u") are none.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_plus

from cotlens.facts.prefilter import has_any
from cotlens.model.breath import breathe
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_WORDS: Final = (
    "agent",
    "assistant",
    " ai",
    "ai ",
    "llm",
    "model",
    "claude",
    "codex",
    "copilot",
    "gpt",
    "instruction",
    "bot",
    "before using",
    "before you",
    "do not tell",
    "don't tell",
    "not discuss",
    "do not mention",
    "not mention",
    "system:",
    "cursor",
    "whoever",
    "reader",
    "automat",
    "chatbot",
    "gemini",
    "tool",
    "the user has",
    "editor",
    "pair program",
    "system",
    "ignore ",
    "forget ",
    "disregard ",
    "your new ",
    "your real ",
    "your actual ",
    "your next ",
)
_WHO: Final = regex(
    r"\b(?:AI|coding|LLM|automated|automatic|autonomous|agentic)[- ]+(?:[a-z]{2,14}[- ]+)?"
    r"(?:tools?|systems?|helpers?|editors?|readers?|programs?|programmers?|coders?|engineers?|developers?|fixers?|workflows?|services?|"
    r"instances?|contributors?|processes|clients?|consumers?|"
    r"callers?|workers?|runners?|visitors?|integrations?|sessions?|pipelines?|operators?|maintainers?|administrators?|admins?|"
    r"responders?|testers?|analysts?|colleagues?|staff|employees?|moderators?|triagers?|translators?|writers?|summari[sz]ers?|annotators?|"
    r"transcribers?|importers?|parsers?|generators?|scrapers?|scanners?|indexers?|searchers?|buyers?|shoppers?|recruiters?)\b|"
    r"\b(?:(?:AI|coding|autonomous|automated|language|LLM|code)[- ]+){0,3}(?:agents?|assistants?|(?:LLM|AI|bot"
    r"|agent)[- ](?:clients?|consumers?|callers?|users?|integrations?|crawlers?|workers?|runners?|reviewers?)"
    r"|LLMs?|AIs?|bots?|chatbots?|Claude|"
    r"Codex|Copilot|ChatGPT|GPT-?\d*|Gemini|Cursor)\b|\b(?:AI|language|LLM)[- ]+models?\b|"
    r"(?<![/\\.\w-])models?(?=\s*:)|"
    r"\b(?:models?|systems?|whoever|whatever|anyone|anything|any\s+(?:process|program|script|tool|reader|"
    r"worker))\s+(?:(?:is|that\s+is|who\s+is)\s+)?(?:reading|processing|parsing|handling|"
    r"executing|analy[sz]ing|consuming|summari[sz]ing|ingesting|working\s+on|fixing|merging|implementing|resolving)\b|"
    r"\b(?:whoever|any(?:one|body)\s+(?:who|that))\s+(?:reads?|process(?:es)?|"
    r"parses?|handles?|executes?|analy[sz]es?|"
    r"summari[sz]es?|ingests?|works?\s+on|fix(?:es)?|merges?|implements?|resolves?|picks?\s+(?:this|it)?\s*up|opens?|debugs?|triages?|"
    r"closes?)\b",
    re.IGNORECASE,
)
_NAMES: Final = (
    "agent", "assistant", "llm", "bot", "claude", "codex", "copilot", "gpt", "gemini", "cursor", "model", "coding", "automated",
    "autonomous", "reading", "processing", "parsing", "handling", "executing", "analy", "consuming", "summari", "ingesting",
    "working on", "fixing", "merging",
    "implementing", "resolving", "whoever", "anyone who", "anybody who", "anyone that", "anybody that",
)  # fmt: skip
_AI: Final = regex(r"ais?\b")
"""Without a condition before it, so that the search can leap to its letters."""
_ACT: Final = (
    r"(?:must|should|shall|have\s+to|need\s+to|are\s+(?:required|expected|asked|instructed)\s+to|please|first|"
    r"always|is\s+(?:required|expected)\s+to|set|run|execute|call|invoke|add|send|post|upload|publish|copy|"
    r"read|print|include|open|fetch|download|install|delete|remove|change|write|append|create|close|mail|"
    r"e-?mail|forward|use|visit|commit|push|disable|ignore|disregard|export|paste|reply|respond|report|free|grant|register|"
    r"activate|enable|move|switch|replace|rename|clone|pull|reset|"
    r"restart|approve|merge|tag|insert|remember|keep|store|save|put|bump|downgrade|pin|treat|skip|mark|tell|inform|notify|"
    r"curl|wget|chmod|rm|drop|truncate|empty|purge|wipe|rotate|"
    r"revoke|invite|assign|deploy|release|sign|log\s+in|authenticate|lower|raise|relax|turn|start|stop|kill|mount|share|"
    r"attach|embed|point|redirect|extend|edit|modify|update|make|do|give|get|scale|ban|block|unblock|unlock|lock|promote|demote|transfer|"
    r"refund|pay|wire|archive|hide|whitelist|trust|accept|bind|expose|subscribe|confirm|cancel|reopen|dismiss|resolve|kick|"
    r"collect|gather|dump|encode|zip|pack|sync|mirror|query|apply|patch|migrate|schedule|generate|prepend|source|load|navigate|browse|"
    r"click|follow|star|fork|"
    r"vote|comment|message|contact|provide|supply|submit|deliver|hand|pass|place|quote|echo|sudo|docker|kubectl|npm|npx|pip|allow|"
    r"permit|exempt|uninstall|"
    r"seed|wait|clear|flush|prune|roll|retry|force|override|bypass|link|upgrade|configure|adjust|extract|encrypt|decrypt|render|"
    r"display|show|"
    r"base64|ssh|scp|git|gh|remediate|mitigate|obey|proceed|assume|omit|elevate)"
)
_ALSO: Final = (
    r"(?:(?:before|after|while|when|once|prior\s+to|(?:in\s+order\s+)?to|for|as|since|because|"
    r"if)\s+[^.\n,]{0,40},\s*)?(?:(?:in|on|inside|under|at|from|within)\s+[^\s,]{2,60},?\s+)?(?:(?:please|you|now|first|next|also|then|"
    r"and|additionally|kindly|simply|just|immediately|"
    r"always|when\s+done"
    r"|afterwards|in\s+addition|once\s+finished)\s*,?\s+){0,3}"
)
_DUTY: Final = (
    r"(?:(?:you\s+)?(?:must|should|shall|ha(?:s|ve)\s+to|needs?\s+to|ought\s+to|will\s+have\s+to)|(?:is|are)\s+(?:\w+\s+)?"
    r"(?:required|asked|instructed|requested|expected|obliged|told|directed|ordered|supposed|to)(?:\s+to)?)"
)
"""What somebody is bound to."""
_TOLD: Final = regex(
    rf"""\s*(?:[:,]|\]\s*:?)\s*(?:(?:before|prior\s+to)\s+[^.\n,]{{0,30}}\s+)?
    (?:when(?:ever)?\s+[^.\n,]{{0,40}},\s*)?{_ALSO}{_ACT}\b|
    \s+(?:\w+ing|picks?|takes?|reads?|finds?|sees?|handles?|works?|gets?|comes?|looks?|in|on|around|out)\b[^.\n:,]{{0,60}}[:,]\s*{_ALSO}{_ACT}\b|(?<=ing)\b[^.\n:]{{0,50}}:\s*{_ALSO}{_ACT}\s|
    [\s\w]{{0,20}}\b(?:notice|note|hint|instruction|message|directive|reminder|alert|task|step)s?\b[^.\n]{{0,10}}[\]:)-][^\n]{{0,160}}?\b{_ACT}\b|
    \s*(?:\bthat\b[^.]{{0,60}}\b|\b(?:reading|processing|working|handling|reviewing|using|analy[sz]ing|parsing|viewing|seeing|
    scanning|summari[sz]ing)\b[^.]{{0,60}})\s*[^.\n]{{0,40}}?\b{_ACT}\b|
    \s+{_ACT}\b[^.\n]{{0,200}}\b(?:immediately|first|now|before|silently|without|then)\b|
    (?:\s+(?:that|who|which|\w+ing|to|when|before|after|if|once|working|in|on|of|with)\b[^.\n]{{0,90}}?)?,?\s+{_DUTY}\s+\w+""",
    re.IGNORECASE | re.VERBOSE,
)
"""What follows the word for a model when it is ordered about."""
_CALLED: Final = regex(rf"\s*(?:[:,]\s*[^.\n]{{0,40}}?|:\s[^\n]{{0,120}}?(?:[,;.]\s+|\band\s+)){_ACT}\b", re.IGNORECASE)
_IF_YOU: Final = regex(
    r"\b(?:if|when|as|since|because|in\s+case|provided(?:\s+that)?|assuming|should)\s+you(?:'re|\s+are|\s+happen\s+to\s+be|\s+be)\s+"
    r"(?:(?:an?|the|any|one\s+of\s+the)\s+)?(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
"""Only who is that is spoken to."""
_IN_BRACKETS: Final = regex(r"[\[(<{]\s*(?:[\w-]+\s+){0,3}(?:(?:for|to)\s+)?(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
_BRACKET_ENDS: Final = regex(r"(?:\s+[\w-]+){0,4}\s*[\])>}]")
_THEN: Final = regex(
    rf"(?:[^.\n]{{0,120}}?[:,;!\])>-]\s*|[^\n]{{0,120}}?[.!?]\s+|[^.\n]{{0,60}}?\b(?:and|then|please|kindly)\s+){_ALSO}{_ACT}\s+[^\s=(]|"
    rf"[^.\n]{{0,120}}?[:,;\]>-]\s[^.\n]{{0,60}}?\b{_DUTY}\s+(?:be\s+)?\w+",
    re.IGNORECASE,
)
"""An order to somebody who is plainly spoken to: at the start of a clause, or as a duty of a thing."""
_CALL: Final = regex(
    r"(?:^|[\s\[(>*#\"'`-])(?:dear\s+|for\s+(?:any\s+|all\s+|the\s+)?|hey\s+|attention\s+|@|any\s+|all\s+|every\s+)$",
    re.IGNORECASE,
)
_BY_MEANS: Final = regex(r"\b(?:with|by|via|using|through|of|from|like|than|your|our|my)\s+(?:\w+\s+)?$", re.IGNORECASE)
_OPENING: Final = regex(r"(?:^|<!--|/\*|//|#|\[|\(|\n)[\s*>\[(]{0,6}$")
"""Nothing stands before it: whoever is named is spoken to."""
_CELL: Final = regex(r"(?:[,;:|\t]\s?[\"'“‘«]|[|\t,;]\s?)[\s*\[(]{0,3}$")
"""The start of a cell of a table or a record."""
_A_MODEL: Final = regex(
    r"(?:AIs?|LLMs?|chatbots?|Claude|Codex|Copilot|ChatGPT|GPT|Gemini)\b|\w.*[- ](?:agents?|assistants?|models?|tools?)|"
    r"[Aa]ssistants?$|Agents$"
)
"""Names that no line of a log has for its heading."""
_NOTE: Final = regex(
    r"(?:^|[\s\[(>*#\"'`-])(?:note|notice|message|instructions?|important|attention|warning|hint|tip|request|memo|reminder|"
    r"requirement|info)\s+(?:to|for)\s+"
    r"(?:any\s+|all\s+|the\s+|every\s+)?$",
    re.IGNORECASE,
)
_ADDRESS: Final = regex(
    r"(?:^|[\[(<{\"'`*#>|=/\n-])\s*(?:(?:note|notice|message|memo|hint|tip|info|request|reminder|attention|important|hello|hi|hey|"
    r"dear)[\s,:!]{1,3}(?:(?:to|for)\s+)?|"
    r"(?:to|for)\s+|@)(?:(?:any|all|the|every|an?|whichever|whatever|our|your|my)\s+){0,2}$",
    re.IGNORECASE,
)
"""Somebody is spoken to: "[to the assistant analysing this log: ..."."""
_HEADED: Final = regex(r"(?:^|\n|<!--|/\*|[\[(\"'])[\s*>#]{0,6}(?:\[[\w :./-]{1,40}\]\s*|[\w-]{1,30}:\s)?$")
"""Nothing stands before the name, or only who says it: "[pytest-helper] coding agents: ..."."""
_REASON_FIRST: Final = regex(rf"[^.\n\]]{{0,60}}?[:,\]][^\n]{{0,200}}?[.!?;]\s+{_ALSO}{_ACT}\s", re.IGNORECASE)
"""An order that is led up to: what is the matter first, then what to do."""
_PHRASE: Final = regex(
    rf"""\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|your\s+|the\s+){{0,3}}(?:previous|prior|above|earlier|former|system)\s+
    (?:instructions?|prompts?|rules?|messages?|context)|
    \b(?:ignore|disregard|forget)\s+(?:everything|anything|all|what(?:ever)?)\s+(?:that\s+)?(?:you(?:'ve|'re|\s+were|\s+have|\s+are)?|was|has)\s+
    (?:been\s+)?(?:told|said|asked|instructed|given|ordered|learned)\b|\byour\s+(?:new|real|actual|true|next|updated)\s+(?:task|instructions?|goal|orders?|objective)\s+(?:is|are)\b|
    \b(?:before|after)\s+(?:using|reading|applying|answering\s+with|you\s+(?:continue|proceed|answer|go\s+on|use\s+this))\b[^.\n]{{0,60}}
    \b(?:call|run|execute|send|post|upload|invoke|fetch|open|visit|publish|copy)\b|
    \b(?:do\s+not|don't|never)\s+(?:tell|inform|mention|discuss|reveal|show|report)\b[^.\n]{{0,40}}
    \b(?:user|human|developer|operator|owner|this\s+(?:here|step|note|message|to)|anyone)|
    \b(?:you\s+are\s+(?:now\s+)?(?:an?\s+)?(?:AI|assistant|in\s+\w+\s+mode)|as\s+an\s+AI(?:\s+\w+)?,?\s+you)\b[^.\n]{{0,80}}\b{_ACT}\b|
    \bthe\s+user\s+has\s+(?:already\s+)?(?:approved|authori[sz]ed|allowed|agreed|confirmed|consented)\b|
    <\s*(?:system|assistant|important|instructions?)\s*>|\bsystem\s*(?:prompt|message|override|instruction|notice)\s*:|
    (?:^|[\[(<{{#*"'\s])(?:SYSTEM|ADMIN|OVERRIDE|INSTRUCTIONS?|IMPORTANT)\s*[:\]>]\s*[^\n]{{0,120}}?\b{_ACT}\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Orders that name nobody."""
_PHRASE_WORDS: Final = (
    "ignore", "disregard", "forget", "override", "before using", "before reading", "before applying", "before answering", "before you",
    "after using", "after reading", "after applying", "after answering", "after you", "tell", "inform", "mention", "discuss", "reveal",
    "your new", "your real", "your actual", "your true", "your next", "your updated",
    "do not show", "do not report", "n't show", "n't report", "never show", "never report", "you are", "as an ai", "user has", "<",
    "system",
)  # fmt: skip
_END: Final = regex(r"(?<=[.!?\]])\s+(?=[A-Z\[\"'(`])|\n\s*\n|\n(?=[=#*-]{2,})")

_RECORD_END: Final = regex(r"(?<=\")\s?[}\]]+,?\s*\n")
"""The end of a line that is a record."""
_HEAD_END: Final = regex(r"\]\s+")

_ORDERS: Final = Sieve(
    (_WHO, _TOLD), (_WHO, _THEN), (_NOTE, _WHO), (_WHO, _CALLED), (_ADDRESS, _WHO), (_HEADED, _WHO), _PHRASE
)

_CODE: Final = regex(r"[{};]\s*$|\w\(\w*\)?|=>|:=|\b(?:func|def|return|case|const|import|class|struct)\s|\w\.\w+\(")
_PLAIN_WORD: Final = regex(r"(?<![\w.\"'(])[a-z]{2,15}(?=[\s,.:;])")
_COMMENTED: Final = regex(r"^\s*(?:\d+[→:|\t]\s*)?(?:#|//|/\*|\*|<!--|--|;;|\"\"\")")

_QUERY: Final = regex(r"(?<==)[^\s&\"'=]{2,60}(?:(?:\+|%20)[^\s&\"'=+%]{1,60}){3,60}")
"""A sentence as the value of a query: `?q=a+few+words`."""
LONGEST: Final = 3000
"""Characters of a passage: a longer one is data."""
CAP: Final = 60_000
"""Characters of an output that are searched."""


def _is_code(part: str, at: int) -> bool:
    """Tell whether the match stands in a line of program code that is no comment."""
    first = part.rfind("\n", 0, at + 1) + 1
    end = part.find("\n", at + 1)
    line = part[first : end if end >= 0 else len(part)][:2000]
    if len(_PLAIN_WORD.findall(line)) >= 7:
        # That many words in a row are a sentence, whatever it quotes.
        return False
    return (
        bool(_CODE.search(line)) and not _COMMENTED.match(line) and not re.search(r"[.!?]\s+[A-Z]|[\[(]\w+ \w+:", line)
    )


def orders_in(text: str) -> tuple[str, ...]:
    """Return the passages that order a model about, each with the sentence after it."""
    # In JSON a new line is written as two signs.
    text = text[:CAP].replace("\\n", "\n") if "\\n" in text[:CAP] else text[:CAP]
    if _QUERY.search(text):
        # What a request asks for is written in signs of its own in a server's log.
        text = _QUERY.sub(lambda m: unquote_plus(m[0]), text)
    # A head and what follows it are looked at as one, in one line.
    if _ORDERS.over(_HEAD_END.sub("] ", text)).nothing or not has_any(text, _WORDS):
        return ()
    parts = [p for p in _END.split(text) if p.strip()]
    names = _may_name(text)
    out: list[str] = []
    for i, part in enumerate(parts):
        breathe()  # a long page takes thirty milliseconds
        # "[assistant notice]" is the head of what follows it.
        headed = f"{part} {parts[i + 1]}" if part.endswith("]") and i + 1 < len(parts) else part
        if names and headed is part and i + 1 < len(parts) and _led_up_to(part, " ".join(parts[i + 1 : i + 3])):
            out.append(" ".join(" ".join(parts[i : i + 4]).split())[:1200])
            continue
        if len(headed) < LONGEST and not _ORDERS.over(headed).nothing and _orders(headed):
            whole = "\n".join(parts[max(0, i - 1) if len(part) < 40 else i : i + 3])
            record = _RECORD_END.search(whole)
            if record is not None and _orders(whole[: record.start()]):
                # What a record says ends with it.
                whole = whole[: record.start()]
            passage = " ".join(whole.split())
            out.append(passage[:1200])
            if len(out) == 5:
                break
    return tuple(out)


def _led_up_to(part: str, after: str) -> bool:
    """Tell whether a model is addressed in one sentence and ordered about in one of the next."""
    if len(part) > LONGEST or not _may_name(part):
        return False
    for who in _WHO.finditer(part):
        before = part[max(0, who.start() - 40) : who.start()]
        if not (_A_MODEL.match(who[0]) or who[0].endswith("s")) or not (
            _ADDRESS.search(before) or _HEADED.search(before)
        ):
            continue
        if _REASON_FIRST.match(f"{part[who.end() :][-300:]} {after[:600]}") and not _is_code(part, who.start()):
            return True
    return False


def _bracketed(part: str, who: re.Match[str], before: str) -> bool:
    """Tell whether a bracket says who the line is for: "[hint for assistants]", "(AI agents only)"."""
    return _IN_BRACKETS.search(before) is not None and _BRACKET_ENDS.match(part, who.end()) is not None


def _spoken_to(part: str, who: re.Match[str], before: str) -> bool:
    """Tell whether the name is plainly an address, whatever its form, and an order follows in its sentence or the next."""
    plainly = _IF_YOU.search(before) or before.endswith("@") or _bracketed(part, who, before)
    named = _A_MODEL.match(who[0]) or (who[0][:1].lower() in "wae" and " " in who[0])
    if not plainly and not (named and (_ADDRESS.search(before) or _OPENING.search(before))):
        return False
    return _THEN.match(part, who.end()) is not None


def _in_cell(part: str, who: re.Match[str]) -> bool:
    """Tell whether a cell of a table opens with the name and orders its bearer about; a string of a program is no cell."""
    if not _CELL.search(part[max(0, who.start() - 6) : who.start()]) or not _A_MODEL.match(who[0]):
        return False
    first, end = part.rfind("\n", 0, who.start()) + 1, part.find("\n", who.end())
    line = part[first : end if end >= 0 else len(part)][:2000]
    return _CALLED.match(part, who.end()) is not None and not _CODE.search(line)


def _may_name(part: str) -> bool:
    """Tell whether `_WHO` can match at all: it costs ten times as much, and few passages have any of its words."""
    low = part.lower()
    return any(name in low for name in _NAMES) or any(
        not low[max(at.start() - 1, 0) : at.start()].isalnum() for at in _AI.finditer(low)
    )


def _orders(part: str) -> bool:
    """Tell whether a passage holds an order: to somebody named, or in a phrase that needs no name."""
    for who in _WHO.finditer(part) if _may_name(part) else ():
        before = part[max(0, who.start() - 40) : who.start()]
        if _BY_MEANS.search(before):
            # "fix them with cloud agents, enable autofix": the models are the means, nobody is spoken to.
            continue
        ordered = (
            _TOLD.match(part, who.end())
            or _NOTE.search(before)
            or _spoken_to(part, who, before)
            or ((_CALL.search(before) or _OPENING.search(before)) and _CALLED.match(part, who.end()))
            or _in_cell(part, who)
        )
        if ordered and (_bracketed(part, who, before) or not _is_code(part, who.start())):
            return True
    if not has_any(part, _PHRASE_WORDS):
        return False
    match = _PHRASE.search(part)
    return match is not None and not _is_code(part, match.start())
