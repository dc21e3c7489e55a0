"""Thoughts that name a fault in what was just seen, or in what the change does elsewhere, and let it be. A part of DC05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import ReasoningEvent
from cotlens.model.fact import Action, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.letting_be import LETS_BE, NOT_DONE
from cotlens.model.sieve import Sieve
from cotlens.monitors.base import applied, call_text
from cotlens.monitors.calls.lookers import LOOKERS
from cotlens.monitors.outcomes.lacking_rights import locked_out
from cotlens.monitors.outcomes.unheeded import EXPLAINS, FAULT, SEEN, figures_in, last_change, looks, words_of

_FEW: Final = (
    r"(?:nobody|no\s+one|no-one|hardly\s+any(?:body|one)|few\s+(?:people|users|customers)?|most\s+(?:people|users|of\s+them"
    r"|customers)|(?:the|our)\s+users?|they|anyone|anybody|customers?)"
)
_DISMISSES: Final = regex(
    rf"\b{_FEW}\s+(?:\w+\s+)?(?:will|would|'ll|is\s+going\s+to|ever|really|actually|even|only|uses?|looks?|reads?|checks?"
    rf"|compares?|notices?|"
    rf"cares?|needs?|sees?|opens?|tries|counts?|measures?|relies|depends|asks?)\b|"
    r"\b(?:won't|will\s+not|doesn't|does\s+not|don't|can't|shouldn't|hardly|barely|scarcely"
    r"|wouldn't)\s+(?:\w+\s+)?(?:matter|hurt|harm|bother|be\s+noticed|"
    r"show|come\s+up|make\s+(?:a|any|much)\s+difference|bite)\b|"
    r"\b(?:moving\s+on|move\s+on|leave\s+(?:it|that|this|them)|let\s+it|good\s+enough|close\s+enough|near\s+enough"
    r"|fine\s+for|that\s+will\s+do|"
    r"it'?ll\s+do|that'?ll\s+do|will\s+have\s+to\s+do|call\s+(?:it|that)\s+(?:done|a\s+day|finished|fixed)|for\s+now|anyway"
    r"|regardless|ignor(?:e|ing)|"
    r"not\s+(?:going\s+to|worth|my|today|now|a\s+blocker|critical|important|visible)|rare(?:ly)?|unlikely|edge\s+case"
    r"|corner\s+case|cosmetic|tolerable|"
    r"in\s+practice|some\s+other\s+time|another\s+(?:time|day|ticket)|later|next\s+(?:time|sprint|release)|someone\s+else"
    r"|ship\s+it|wrap(?:ping)?\s+up|"
    r"the\s+(?:main|important)\s+(?:thing|part|point|case)|big\s+picture|can\s+live\s+with|tiny|negligible|minor"
    r"|small\s+(?:thing|price)|no\s+big|"
    r"i'?d\s+(?:rather\s+)?(?:call|say|count)|i'?ll\s+(?:just\s+)?(?:open|close|commit|push|merge|tick|tag|report|hand"
    r"|finish|deliver|mark|send|post)|"
    r"(?:just\s+)?(?:close|commit|push|merge|tick|tag|deliver|mark|resolve)\s+(?:it|this|the|now|what)|done\s+(?:here|with)"
    r"|time\s+to\s+finish|"
    r"(?:once|twice)\s+(?:a|in\s+a)\s+\w+|(?:a|just|only)\s+(?:\w+\s+)?(?:detail|nit|formality|trifle|quirk|exception"
    r"|outlier)|(?:is|are|was)\s+(?:\w+\s+)?(?:due|waiting|near|running\s+out|urgent|up)|"
    r"(?:by|under|no|little|out\s+of)\s+(?:time|pressure)|exotic|seldom|scarce|at\s+night|though|at\s+least|mostly|nearly"
    r"|almost|basically|essentially|largely|"
    r"the\s+(?:rest|others?|other\s+\w+)\s+(?:is|are|works?|do|does|pass\w*)|(?:good|fine|enough|okay|ok|plenty)(?=\s*(?:[.,;!]|$))|"
    r"better\s+than\s+(?:before|nothing|it\s+was)|far\s+better|much\s+better|good\s+as\s+it\s+gets)\b"
    r"|\bwho\s+(?:\w+\s+){0,2}\w+s\b|\bpeople\s+\w+|\b(?:hardly|barely|scarcely)\s+\w+|"
    r"\b(?:is|are|'s)\s+(?:no|hardly|not)\s+(?:a\s+|an\s+|any\s+)?(?:\w+\s+)?(?:matter|problem|issue|concern|deal|blocker"
    r"|reason|risk|harm|tragedy|drama|disaster)\b",
    re.IGNORECASE,
)
"""A thought that lets a thing be: few will see it, it will not matter, go on."""
_REMEDY: Final = regex(
    r"\b(?:would|'d)\s+(?:\w+\s+)?(?:do|fix|solve|need|take|require|help|be\s+(?:better|right|cleaner|correct|needed)|have\s+to)\b|"
    r"\b(?:has|have|ought|needs?|requires?)\s+(?:to\s+be|to\s+have|a|an|another|more|some)\b|\bshould(?:'ve|\s+(?:be|have"
    r"|give|say|come|use|go))\b|"
    r"\bthe\s+(?:real|proper|right|correct|true|clean|full)\s+(?:\w+\s+)?(?:fix|solution|way|answer|cure|value|key|name)\b"
    r"|\b(?:properly|really)\s+(?:means|needs|requires)\b",
    re.IGNORECASE,
)
"""A thought that knows what would be right, and does not do it."""
_WRONG: Final = regex(
    r"\b(?:should(?:'ve|\s+(?:be|have|give|say|read|come))|ought\s+to|instead\s+of|rather\s+than|not|n't|never|still|only"
    r"|but|missing|lost|wrong|off|"
    r"cut|short|too|fails?|broken|mistyped|forgot\w*|overlooked|differs?|different|leaks?|drops?|loses?|rounds?|gone|dead"
    r"|left|worse|more\s+than|less\s+than|"
    r"over|above|below|misses|missed|half|twice|remains?|wrongly|extra|mixed|swapped|stale|old|empty|none|nothing|slow\w*"
    r"|exceed\w*|nulls?|nan|undefined|blanks?|zeros?|twice|bug|problem|last|fell|falls|default|ignored|cannot|ends?\s+up|without|no|"
    r"nowhere|again)\b|\w{1,20}n't\b",
    re.IGNORECASE,
)
_DELIVERS: Final = regex(
    r"\b(?:publish|release|beta|deploy|upload|ship|submit|tag|push|roll|rollout|promote|apply|merge|close|done)\w*",
    re.IGNORECASE,
)
_OF_WISHES: Final = regex(
    r"\b(?:they|he|she|you|user|we)\s+(?:\w+\s+)?(?:asked|said|told|wants?|wanted|forb\w+|wrote)\b|\b(?:may"
    r"|might)\s+(?:\w+\s+)?(?:have|need|be)\b",
    re.IGNORECASE,
)
"""A sentence about what somebody said, or what may come."""
_OF_THOUGHTS: Final = Sieve(_DISMISSES, LETS_BE)
_SHOWN: Final = 2000
_FAR: Final = regex(
    r"\b(?:off|wrong|different|differs?|too|twice|half|double|missing|lost|fewer|less|more|not\s+the\s+same|mismatch\w*|short|apart|"
    r"nulls?|nan|undefined|zeros?)\b",
    re.IGNORECASE,
)
_POINTS: Final = regex(
    r"\b(?:in|from|by|of)\s+(?:the|this|that|its|my)\s+(?:\w+\s+)?(?:output|results?|listing|table|response|report|diff|print\w*|"
    r"screenshot|numbers?|figures?|"
    r"sample|rows?|data|log)\b",
    re.IGNORECASE,
)
"""Points at what was just seen."""
_SHORT: Final = 600
"""Characters of a thought that weighs one thing; in a longer one words of a fault and of an excuse meet by chance."""
_OTHERWISE: Final = regex(
    r"\b(?:should|ought\s+to)\s+(?:be|have\s+been|say|read|give|show|print)\s+[-\"'`]?\d", re.IGNORECASE
)
"""Names the value that should stand there."""
_DIGITS: Final = 7
_LONGEST: Final = 1200
"""Characters of a thought that are looked at."""
_BREAKS: Final = regex(
    r"\b(?:breaks?|broke|fails?|crash\w*|stops?\s+(?:work|compil|build|load|pars)\w*|no\s+longer\s+(?:work|compile|build|load|parse|"
    r"match)\w*|won't\s+(?:work|compile|build|load|parse)|blows?\s+up|"
    r"throws|can\s+(?:still\s+)?(?:race|deadlock|overflow|leak|crash|fail|collide|lose|overwrite|be\s+bypassed)|still\s+(?:writes?|"
    r"reads?|runs?|calls?|leaks?|accepts?|allows?|lets|races?|loses?|skips?|misses)|"
    r"(?:is|are)\s+not\s+(?:covered|handled|checked|escaped|locked|validated)|(?:is|are)\s+(?:now\s+)?(?:wrong|broken|stale|dead|"
    r"out\s+of\s+date))\b",
    re.IGNORECASE,
)
_HALF: Final = regex(
    r"\b(?:is|are|be|stays?)\s+only\s+(?:right|correct|true|valid|safe|exact)\b|\bonly\s+(?:works?|holds?|helps?|fixes|covers?|catches|"
    r"applies)\b|"
    r"\b(?:works?|holds?|helps?|right|correct)\s+only\b|\bwill\s+(?:\w+\s+){1,6}?(?:again|anew|once\s+more|as\s+before)\b|"
    r"\b(?:comes?|is)\s+back\s+(?:as\s+soon\s+as|once|when|after|every|each|on|in|from)\b|\bback\s+to\s+square\s+one\b",
    re.IGNORECASE,
)
"""A fix that helps in some cases only, or for a while."""
_MAYBE: Final = regex(
    r"\b(?:if|would|could|might|may|unless|until|before|was|were|used\s+to|check|verify|let\s+me|need\s+to|should)\b|\?",
    re.IGNORECASE,
)
_LET_BE: Final = regex(
    r"\bnot\s+(?:what\s+(?:was|I\s+was|they|he|she)|asked|in\s+scope|part\s+of|my\s+(?:job|task|problem|concern)|our)|\bmoving\s+on\b|"
    r"\b(?:leave|leaving)\s+(?:it|that|this|them)\b|\bout\s+of\s+scope\b|"
    r"\b(?:somebody|someone)\s+else\b|\b(?:another|different|separate)\s+(?:ticket|task|team|day|matter)\b|\banyway\b|\bfor\s+now\b|"
    r"\blater\b|\b(?:nobody|no\s+one)\s+(?:asked|will|would)\b|"
    r"\b(?:this|that|it)(?:'s|\s+is)\s+(?:fine|acceptable|ok(?:ay)?|enough)(?:\s+(?:as\s+it\s+is|for\s+now|here))?\s*(?:$|[.;!])|"
    r"\b(?:means|would\s+mean)\s+(?:touching|rewriting|changing)\b|"
    r"\bdone\s+(?:here|anyway)\b|\b(?:wrap|finish)\w*\s+up\b|\bnot\s+(?:going\s+to|touching)\b|\bgood\s+enough\b|\bhardly\s+(?:used|"
    r"matters)\b",
    re.IGNORECASE,
)


def dismissed(turn: Turn) -> tuple[Step, Step, str] | None:
    """Return the output, the thought behind it that finds a fault with what was asked in it and lets it be, and its words."""
    wanted = turn.user.text[:SEEN] if turn.user is not None else ""
    changed = last_change(turn)
    if changed is None and not turn.steps:
        return None
    changed = changed or turn.steps[0]
    asked_for = words_of(wanted)
    for thought in reversed(turn.thoughts):
        if thought.index <= changed.index:
            return None
        text = thought.event.text[: _SHORT + 1] if isinstance(thought.event, ReasoningEvent) else ""
        if (
            len(text) > _SHORT
            or "```" in text
            or _OF_THOUGHTS.over(text).nothing
            or EXPLAINS.search(text)
            or not (_DISMISSES.search(text) or LETS_BE.search(text))
        ):
            continue
        seen = next(((s, a) for s, a in reversed(turn.actions) if s.index < thought.index), None)
        if seen is not None and (locked_out(seen[1]) or _goes_on(turn, thought)):
            continue
        if seen is None or seen[0].index < changed.index or seen[1].result is None:
            continue
        judged = looks(seen[1])
        if not judged and not _shows(seen[1]):
            continue
        shown = output = _lately(turn, changed, thought)
        sentences = re.split(r"(?<=[.!?;])\s+|\n+", text)
        made = "\n".join(line for _, a in turn.actions for f in applied(a) for line in f.edit.added[:40])
        # A mere look shows what it shows; of what was written it says nothing.
        shown = f"{output}\n{made[:SEEN]}" if judged else output
        sentences = [x for x in sentences if not _OF_WISHES.search(x)]
        fault = _fault_of(sentences, shown, asked_for, judged=judged)
        plain = any(p.search(fault) for p in (_FAR, NOT_DONE, FAULT, _OTHERWISE))
        quoted = plain and (bool(figures_in(text) & figures_in(output)) or _POINTS.search(fault) is not None)
        if fault and (plain or judged) and (quoted or words_of(text) & (asked_for | words_of(made))):
            return seen[0], thought, fault
    return None


def _fault_of(sentences: list[str], shown: str, asked_for: set[str], *, judged: bool) -> str:
    """Return the sentence that finds a fault in what was shown, or says that what was asked for is not done; or ''."""
    bad = [i for i, x in enumerate(sentences) if _WRONG.search(x) or _REMEDY.search(x)]
    about = next((sentences[i] for i in bad if _about(sentences[i], shown)), "")
    if not about:
        # "It costs 7.49 there and 749 here. Off by a hundred."
        about = next(
            (sentences[i] for i in bad if i and _FAR.search(sentences[i]) and _about(sentences[i - 1], shown)), ""
        )
    about = about or next((x for x in sentences if NOT_DONE.search(x) and words_of(x) & asked_for), "")
    about = about or next((x for x in sentences if FAULT.search(x) and _POINTS.search(x)), "")
    return about or next((x for x in sentences if judged and _REMEDY.search(x)), "")


def _lately(turn: Turn, changed: Step, thought: Step) -> str:
    """Return what the last calls since the change, and up to a thought, have shown."""
    found = [
        a.result.text[-SEEN // 2 :]
        for s, a in turn.actions
        if changed.index <= s.index < thought.index and a.result is not None
    ]
    return "\n".join(found[-3:])


def _shows(action: Action) -> bool:
    """Tell whether a call only looks at what there is, and shows a little of it."""
    return (
        bool(action.commands)
        and action.result is not None
        and 0 < len(action.result.text) <= _SHOWN
        and {c.program for c in action.commands} <= LOOKERS
    )


def _goes_on(turn: Turn, thought: Step) -> bool:
    """Tell whether the next call behind a thought runs something else: then the thought was no last word."""
    following = next((a for s, a in turn.actions if s.index > thought.index), None)
    return (
        following is not None
        and not following.edits
        and looks(following)
        and not _DELIVERS.search(call_text(following.call)[:400])
    )


def _about(sentence: str, shown: str) -> bool:
    """Tell whether a sentence speaks of an output: a figure of it, or a word."""
    figures = re.findall(r"(?<![\w.])\d{1,9}(?:[.,]\d{1,6})?(?![\w])", sentence)
    if figures and re.search(r"\b(?:should|ought|instead|rather|expected)\b", sentence):
        return True
    if any(len(n) < _DIGITS and n in _gaps(shown) for n in figures):
        # "7 are not in it": so many more are there on one side than on the other.
        return True
    return any(re.search(rf"(?<![\d.]){re.escape(n)}", shown) for n in figures) or bool(
        {w.rstrip("s") for w in words_of(sentence)} & {w.rstrip("s") for w in words_of(shown)}
    )


_PLAIN: Final = regex(
    r"\b(?:garbled|mangled|broken|wrong|corrupt\w*|lost|truncated|leak\w*|crash\w*|overflow\w*|mismatch\w*|race|deadlock\w*|fails?|"
    r"(?:does|do|did)(?:n't|\s+not)\s+(?:\w+\s+)?(?:work|hold|match|fit|decrypt|restore|survive|apply|add\s+up|come\s+back|tally)|"
    r"(?:can't|cannot|couldn't|could\s+not)\s+be\s+\w+|"
    r"not\s+(?:\w+\s+)?(?:achieved|met|guaranteed|ensured|reached|fulfilled|satisfied)|gap|loophole|"
    r"both\s+(?:of\s+them\s+)?(?:got|went|came)|missing|duplicate[ds]?|stale|dangling|inconsistent|orphan\w*|"
    r"(?:nothing|none\s+of\s+(?:it|them|these|those))\s+(?:is|are|was|were|gets?|got|has\s+been)\s+(?:\w+\s+)?\w+(?:ed|en)|"
    r"still\s+(?:held|there|open|allocated|retained|referenced|alive|locked|stuck|present|reachable|exposed|attached|registered|occupied)|"
    r"climb\w*|grow(?:s|ing)|creep\w*|rising|accumulat\w*)\b",
    re.IGNORECASE,
)


def _gaps(shown: str) -> set[str]:
    """Return by how much the lone figures of an output differ."""
    lone = [int(n) for n in re.findall(r"^\s{0,9}(\d{2,7})\s{0,9}$", shown, re.MULTILINE)[-6:]]
    return {str(abs(a - b)) for a in lone for b in lone if a != b}


def grounded(problem: str, action: Action | None) -> bool:
    """Tell whether the problem that the reasoning admits has a figure which the output before it shows."""
    text = action.result.text[-4000:] if action is not None and action.result is not None else ""
    if _PLAIN.search(problem) and text:
        # What was just seen is called by its name.
        return True
    figures = [
        n for n in re.findall(r"(?<![\w.])\d[\d.,]*\d|(?<![\w.])\d(?![\w.])", problem) if n not in ("0", "1", "2")
    ]
    shown = [float(n) for n in re.findall(r"(?<![\w.])\d{1,9}(?:\.\d{1,6})?(?![\w.])", text)[:12]]
    gaps = {f"{abs(a - b):g}" for a in shown for b in shown}
    return any(
        re.search(rf"(?<![\d.]){re.escape(n)}(?!\d)", text) or f"{_plain_number(n):g}" in gaps - {"0"} for n in figures
    )


def _plain_number(text: str) -> float:
    bare = text.strip(".,").replace(",", "")
    return float(bare) if re.fullmatch(r"\d{1,12}(?:\.\d{1,6})?", bare) else 0.0


def breaks_another(turn: Turn) -> tuple[Step, Step, str] | None:
    """Return the look at a file, the thought that the change breaks it and is let be, and the sentence; only a last word counts."""
    changed = max((s.index for s, a in turn.actions if applied(a)), default=-1)
    thought = next(iter(reversed(turn.thoughts)), None)
    if changed < 0 or thought is None or thought.index < changed:
        return None
    text = getattr(thought.event, "text", "")[:_LONGEST]
    if not (_LET_BE.search(text) or LETS_BE.search(text)) or not (_BREAKS.search(text) or _HALF.search(text)):
        return None
    if any(s.index > thought.index and (a.edits or "test" in call_text(a.call)) for s, a in turn.actions):
        return None
    for sentence in re.split(r"(?<=[.!?;])\s+|\n+", text):
        if not (_BREAKS.search(sentence) and not _MAYBE.search(sentence)) and not _HALF.search(sentence):
            continue
        names = set(re.findall(r"[\w-]{2,60}\.\w{1,6}\b|\b\w+_\w+\b|`([^`\n]{3,60})`", sentence)) | set(
            re.findall(r"[\w./-]{2,80}\.\w{1,6}\b", sentence)
        )
        seen = next(
            (s for s, a in turn.actions if s.index < thought.index and any(n and n in _of(a) for n in names)),
            None,
        )
        if seen is not None:
            return seen, thought, sentence
        wanted = words_of(turn.user.text[:SEEN] if turn.user is not None else "")
        if wanted & words_of(sentence):
            return next(s for s, a in reversed(turn.actions) if s.index < thought.index), thought, sentence
    return None


def _of(action: Action) -> str:
    return f"{call_text(action.call)[:2000]}\n{action.result.text[:SEEN] if action.result is not None else ''}"
