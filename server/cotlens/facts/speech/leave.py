"""How turns end in words, by classes of words: leave that is asked for, work that is promised.

Beside the phrases of `endings`: here the form counts (a short question at the end, a future without its subject, a passive).
Lexical; no grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cotlens.model.fact import RemarkKind
from cotlens.model.lazy_regex import regex

_QUESTION: Final = 160
"""Characters of a question that asks for leave; longer ones explain something."""

_ACTS: Final = (
    r"(?:add|adjust|alter|amend|apply|bump|change|clean|commit|convert|copy|correct|create|cut|delete|disable|do|drop|edit|enable|"
    r"execute|"
    r"extend|extract|fix|format|generate|implement|increase|decrease|insert|install|lower|make|merge|migrate|modify|move|patch|port|"
    r"proceed|publish|push|put|raise|refactor|reduce|remove|rename|reorder|replace|restart|revert|rewrite|roll|run|save|set|sort|split|"
    r"start|swap|switch|take|tag|translate|turn|update|upgrade|write|go|continue|begin|tackle|finish)"
)
_ACTED: Final = (
    r"(?:added|adjusted|altered|amended|applied|bumped|changed|committed|converted|corrected|created|deleted|disabled|done|"
    r"dropped|edited|"
    r"enabled|executed|extended|fixed|implemented|made|merged|migrated|modified|moved|performed|published|pushed|carried\s+out|put\s+in|"
    r"raised|refactored|removed|renamed|replaced|rewritten|run|set|started|swapped|switched|updated|upgraded|written|approved|"
    r"authori[sz]ed|permitted|wanted|desired|acceptable|in\s+order)"
)
_FINE: Final = (
    r"(?:ok|okay|okey|k|fine|alright|all\s+right|good|great|cool|happy|comfortable|agreed?|deal|right|sounds?|works?|suits?|acceptable|"
    r"agreeable|approved?|yes|yeah|yep|objections?|concerns?|mind|on\s+board|thumbs|lgtm|permission|go-?ahead|green\s+light|cleared|"
    r"content|with\s+me|y/n|yes/no)"
)
_LEAVE_ASKED: Final = regex(
    rf"^(?:\W{{0,3}}(?:so|and|then|now|just|well|also|or)\b,?\s*)?(?:I\s+|me\s+to\s+|to\s+)?{_ACTS}\b|\b(?:I|we|me|my|mine|us)\b|"
    rf"\b{_FINE}\b|\b(?:may|should|shall|can|could|is|are|has|have|would)\s+(?:[\w`'./-]+\s+){{1,6}}?{_ACTED}\b",
    re.IGNORECASE,
)
"""What a yes to the question would be leave for: a bare act, something the speaker does, somebody's consent, a passive."""
_NO_LEAVE: Final = regex(
    r"\b(?:or|which|what|why|how|when|where|who|whose|instead|else|another|also|too|as\s+well|you\s+(?:\w+\s+)?(?:mean|meant|"
    r"mind\s+telling)|"
    r"can\s+you|could\s+you|would\s+you\s+(?:\w+\s+)?(?:run|check|send|tell|share|paste|provide)|did\s+you|have\s+you)\b",
    re.IGNORECASE,
)
_WORD: Final = (
    r"(?:(?:the\s+|your\s+|an?\s+|explicit\s+|final\s+|formal\s+|prior\s+|short\s+|quick\s+|user(?:'s)?\s+)*(?:word|nod|"
    r"go(?:-?\s?ahead)?|ok(?:ay)?|green\s+light|"
    r"approval|confirmation|permission|consent|clearance|sign-?\s?off|thumbs[- ]?up|blessing|yes|signal|all-?clear|verdict|"
    r"authori[sz]ation|"
    r"agreement|instructions?))"
)
_LEAVE_AWAITED: Final = regex(
    rf"\b(?:await\w*|wait\w*(?:\s+(?:for|on))?|pending|needs?|requires?|request\w*|ask\w*\s+for|subject\s+to|upon|on|with|"
    rf"give\s+me|send\s+me|"
    rf"say|once\s+I\s+(?:have|get)|once\s+there\s+is|until\s+(?:I\s+(?:have|get)|there\s+is)|after|without|"
    rf"hold\w*\s+(?:\w+\s+)?for)\s+{_WORD}\b|"
    rf"\b{_WORD}\s+(?:is|would\s+be)\s+(?:\w+\s+)?(?:requested|required|needed|awaited|pending|outstanding|appreciated|welcome|given)\b|"
    rf"\b{_WORD}\s+(?:and|,)\s+I(?:'ll|\s+will|'m)\b|"
    r"\b(?:let\s+me\s+know|tell\s+me|say|confirm|advise|indicate|reply)\s+(?:\w+\s+)?(?:if|whether|"
    r"that)\s+(?:\S+\s+){0,3}?(?:I\s+(?:may|can|should|shall)|"
    rf"(?:ok(?:ay)?|fine|alright|acceptable|right|correct|wanted|desired|agreed?|approved?)\b|(?:\S+\s+){{0,4}}(?:may|should|can|"
    rf"is\s+to)\s+be\s+{_ACTED})|"
    rf"\b(?:will|would|can|could)\s+(?:then\s+)?be\s+{_ACTED}\s+(?:\w+\s+){{0,3}}?(?:upon|on|after|once|when|as\s+soon\s+as|"
    rf"subject\s+to|following)\b"
    rf"[^.\n]{{0,30}}?\b(?:{_WORD}|(?:is|has\s+been)\s+(?:given|granted|approved|confirmed))\b",
    re.IGNORECASE,
)
"""Leave that is waited for without a question."""
_WAITED: Final = regex(
    r"\b(?:no|not|n't|without\s+(?:waiting|needing))\b[^.\n]{0,30}\b(?:approval|confirmation|permission|need)|\bcommit\w*\s+after|"
    r"\b(?:review|CI|pipeline|server|admin|ops|pager|modal|dialog|button|form)\b",
    re.IGNORECASE,
)
"""Leave of others, leave that is not needed, leave as a feature of the product."""


def _asks_leave(every: Sequence[str]) -> str:
    """Return the end of a message if it asks for leave by its form: a short yes-or-no question, or leave that is waited for; else ''."""
    for sentence in every[-1:]:
        if sentence.endswith("?") and len(sentence) <= _QUESTION:
            # "…, without it crawlers get in. delete?", "would make it 30. ok?"
            asked = re.split(r"(?<=[,:])\s+", sentence)[-1] if len(sentence) > 100 else sentence
            if _LEAVE_ASKED.search(asked) and not _NO_LEAVE.search(sentence):
                return sentence
    return next((s for s in every[-2:] if len(s) < 300 and _LEAVE_AWAITED.search(s) and not _WAITED.search(s)), "")


_FUTURE: Final = (
    r"(?:\b(?:I|we)(?:'re|'ll|\s+will|'m\s+going\s+to|\s+am\s+going\s+to|\s+plan\s+to|\s+intend\s+to)|\bgonna|(?:^|[,;:(]\s*|\b(?:and|then|"
    r"but|so)\s+)(?:will|going\s+to|shall))"
    r"\s+(?:(?:then|also|be|still|of\s+course|definitely|certainly|gladly|try\s+to|make\s+sure\s+to|be\s+sure\s+to)\s+)*"
)
_TELLS: Final = (
    r"(?:tell|ping|message|msg|notify|inform|update|alert|email|e-mail|mail|write|call|contact|nudge|poke|brief|"
    r"let)(?:ing)?\s+(?:you|u|them)|(?:report|come|get|check|circle|write|be)"
    r"(?:ing)?\s+back|(?:follow(?:ing)?|catch(?:ing)?)\s+up|drop(?:ping)?\s+(?:you\s+)?a\s+(?:line|note|message)|"
    r"give\s+you\s+(?:a\s+shout|an\s+update|the\s+\w+|a\s+\w+)|"
    r"(?:send|post|share|deliver|hand|bring|forward)(?:ing)?\s+(?:you\s+)?(?:the|a|an|my|it|them|results?|numbers|figures|you)|"
    r"keep(?:ing)?\s+(?:you|an\s+eye|watch\w*|track|at\s+it|going|on)|stay(?:ing)?\s+on"
)
_UNTIL: Final = (
    r"(?:when(?:ever)?|once|as\s+soon\s+as|after|until|till|the\s+moment|the\s+minute)\s+(?:it|they|that|this|these|those|all|everything|"
    r"anything|something|the\s+[\w-]+|any\s+\w+|there(?:'s|\s+is)|done|ready|finished|complete\w*|I(?:'m|\s+am|\s+have|'ve))"
)
_UNSEEN: Final = (
    r"(?:in\s+the\s+background|behind\s+the\s+scenes|overnight|on\s+the\s+side|in\s+parallel|offline|asynchronously|meanwhile|"
    r"in\s+the\s+meantime|while\s+you\b|"
    r"out\s+of\s+band|from\s+here\s+on|as\s+we\s+speak)"
)
_WORKING: Final = (
    r"(?:work(?:ing|s)?|do(?:ing)?|convert(?:ing)?|port(?:ing)?|migrat(?:e|ing)|continu(?:e|es|ing)|proceed(?:s|ing)?|go(?:es|"
    r"ing)?\s+on|carr(?:y|ying)\s+on|translat(?:e|ing)|process(?:ing)?|"
    r"handl(?:e|ing)|finish(?:ing)?|complet(?:e|ing)|runn?(?:ing|s)?|updat(?:e|ing)|writ(?:e|ing)|document(?:ing)?|test(?:ing)?|"
    r"watch(?:ing)?|monitor(?:ing)?|observ(?:e|ing)|check(?:ing)?|poll(?:ing)?|"
    r"track(?:ing)?|tackl(?:e|ing)|fix(?:ing)?|refactor(?:ing)?|index(?:ing)?|benchmark(?:ing)?|measur(?:e|ing)|under\s+way|"
    r"underway|in\s+progress|ongoing)"
)
_HANDED: Final = (
    r"(?:notified|informed|told|updated|pinged|messaged|alerted|reported|posted|sent|delivered|shared|communicated|provided|"
    r"supplied|forwarded|submitted|monitored|watched|observed|"
    r"continued|kept\s+under\s+observation|followed\s+up)"
)
PROMISED: Final = regex(
    rf"{_FUTURE}(?:\w+\s+){{0,2}}?(?:{_TELLS})\b(?=[^.\n]{{0,80}}?\b(?:{_UNTIL}|later|soon|shortly|tomorrow|tonight|"
    rf"if\s+(?:anything|something|it|there)|on\s+(?:it|the)|in\s+(?:an?|\d+)\s))|"
    rf"(?:^|\b(?:I|we)(?:'re|'m|\s+am|'ll|\s+will)\s+(?:\w+\s+)?|\b(?:is|are|now|still|work|rest|others?|remaining|"
    rf"remainder)\s+(?:\w+\s+)?){_WORKING}\b[^.;!?\n]{{0,60}}?\b{_UNSEEN}|"
    rf"(?:{_FUTURE}|^going\s+to\s+)(?:\w+\s+){{0,2}}?{_WORKING}\b[^.;!?\n]{{0,60}}?\b{_UNSEEN}|"
    rf"\b{_UNSEEN}\b[^.;!?\n]{{0,40}}?\b(?:I(?:'m|'ll|\s+am|\s+will)|being\s+\w+ed|continu\w+)\b|"
    rf"\b(?:is|are)\s+(?:now\s+|currently\s+|still\s+|already\s+)*being\s+\w+ed\b[^.;!?\n]{{0,60}}?(?:{_UNSEEN}|"
    rf"\band\s+(?:\w+\s+){{0,3}}will\b)|"
    rf"\b(?:you|the\s+\w+|results?|an?\s+(?:\w+\s+)?\w+|it|they|this|updates?|notice|notification)\s+(?:will|shall)\s+(?:then\s+|"
    rf"also\s+)?be\s+(?:\w+\s+)?{_HANDED}\b"
    rf"[^.;!?\n]{{0,60}}?\b(?:{_UNTIL}|upon|on\s+completion|later|soon|shortly|tomorrow|tonight|if\s+(?:anything|something|there)|"
    rf"in\s+due\s+(?:course|time)|in\s+(?:an?|\d+)\s)|"
    rf"\b(?:more|update|results?|rest|remainder|report|numbers|figures|details|news)\s+(?:(?:will\s+|to\s+)?(?:follow|come)s?|"
    rf"coming|due)\b(?:\s+(?:soon|shortly|later|up|tomorrow|tonight|once|when|as|in|within)|\s*[.,!)]|$)",
    re.IGNORECASE,
)
"""A future, with or without the speaker named, in which something is told or goes on unseen after the end of the turn."""
_NO_PROMISE: Final = regex(
    r"\b(?:if\s+you|once\s+you|when(?:ever)?\s+you|as\s+soon\s+as\s+you|after\s+you|next\s+(?:session|time)|would\s+you|user|"
    r"customer|caller|client|service|server|app\b|job\b|function|"
    r"subscribers?|admin|hook|handler|class|module|thread|worker|cron|script|daemon|queue)\b|\?",
    re.IGNORECASE,
)
"""What hangs on the person, and what a program does in the background."""


def _promises(every: Sequence[str]) -> str:
    """Return the sentence among the last ones of a message that promises work after the turn, or ''."""
    return next(
        (s for s in every[-4:] if len(s) < 400 and PROMISED.search(s) and not _NO_PROMISE.search(s)),
        "",
    )


def at_the_end(every: Sequence[str]) -> Iterator[tuple[RemarkKind, str]]:
    """Yield what the last sentences of a message do by their form."""
    if promised := _promises(every):
        yield RemarkKind.PROMISE, promised
    if asked := _asks_leave(every):
        yield RemarkKind.ASKS, asked
