"""How turns end in words: leave that is asked for, and work that is promised for afterwards. Lexical; no grammar."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_ON: Final = r"(?:[^.?!\n]|\.(?=\w))"
"""Within one sentence; the dot of a file name ends none."""
_YOUR_WORD: Final = (
    r"(?:(?:once|when|as\s+soon\s+as|after|if|provided(?:\s+that)?|assuming)\s+you(?:'ve|'re|\s+have|\s+are|"
    r"\s+do)?\s+(?:\w+\s+)?(?:approv\w*|confirm\w*|agree\w*|ok(?:ay)?(?:ed|'d)?|nod|sign\s+off|"
    r"fine|happy|good|okay|green-?light\w*|giv(?:e|en)\s+(?:me\s+)?(?:the|your|an?)\s+(?:ok|okay|go|go-ahead|nod|approval|"
    r"green\s+light|word|thumbs[- ]up)|say\s+(?:so|yes|go|the\s+word))|"
    r"(?:with|on|upon|after|pending)\s+your\s+(?:ok(?:ay)?|go(?:-ahead)?|nod|approval|blessing|word|confirmation|consent|permission|"
    r"sign-?off|say-?so|yes|green\s+light))"
)
ASKS: Final = regex(
    rf"\b{_YOUR_WORD}\b{_ON}{{0,40}}?\b(?:I|we)(?:'re|'ll|'d|\s+will|\s+can|\s+would)\b|\b(?:I|we)(?:'re|'ll|'d|\s+will|\s+can|"
    rf"\s+would)\b{_ON}{{0,100}}?\b{_YOUR_WORD}\b|"
    r"\b(?:which|what)\s+(?:do|would)\s+you\s+(?:prefer|like|want|favou?r|rather\s+have|pick|choose)\b[^?\n]{0,60}\?|\bready\s+(?:to\s+\w+\s+)?(?:when|whenever)(?:ever)?\s+you\s+are\b|"
    r"\b(?:which|what)\s+(?:one|of\s+(?:the\s+)?(?:two|three|these|those|them)|way|option|variant|approach|version|style)\s+(?:do|"
    r"would|should|shall|may)\s+(?:you|I|we)\b[^?\n]{0,80}\?|"
    r"\b(?:once|when|as\s+soon\s+as|after)\s+you(?:'ve|\s+have)?\s+(?:approved?|confirm(?:ed)?|agreed?|ok(?:ay)?(?:ed|'d)?|"
    r"given?\s+(?:me\s+)?(?:the|your|an?)\s+"
    r"(?:ok|okay|go|go-ahead|nod|approval)|say\s+(?:so|yes|go))\b[^.?!\n]{0,20}\b(?:I|we)(?:'re|'ll|\s+will|\s+can)\b|"
    r"\bI\s+(?:could|can|would|might)\b[^.?!\n]{0,120}\bif\s+(?:that|this|it|you)\b[^.?!\n]{0,30}\b(?:works?|suits?|ok(?:ay)?|fine|"
    r"like|want|agree|prefer|good|wish)\b|"
    r"\b(?:shall|should|do\s+you\s+want|would\s+you\s+like|may|can|could)\s+(?:I|me\s+to|we)\b[^?]*\?|"
    r"\b(?:want|like|need)\s+me\s+to\b[^?\n]{0,120}\?|\bif\s+you(?:'d)?\s+(?:like|want|wish|prefer|agree)\b,?\s+I\s+(?:can|could|will)\b|"
    r"\b(?:let\s+me\s+know|tell\s+me|just\s+say(?:\s+the\s+word)?|say\s+(?:so|yes|the\s+word))\s+(?:if|"
    rf"whether|when|and|which)?\b|\b(?:is\s+that|are\s+you|sound|ok(?:ay)?|does\s+that)\b{_ON}{{0,60}}\?\s*$|"
    rf"\b(?:(?:any\s+)?objections?|alright|all\s+right|fine|good|happy|agreed|do\s+you\s+(?:agree|approve)|would\s+you\s+mind|"
    rf"do\s+you\s+mind)"
    rf"\s+(?:if\s+I|with\s+me|to\s+me|that\s+I|with\s+(?:that|this|it)|for\s+me\s+to)\b{_ON}{{0,80}}\?|"
    rf"\b(?:am\s+I|do\s+I\s+have|have\s+I)\s+(?:good\s+|free\s+|clear(?:ed)?\s+|allowed\s+|ok(?:ay)?\s+|your\s+)?(?:to\s+go|"
    rf"to\s+(?:make|apply|change|"
    rf"proceed|start|go)|the\s+go-?ahead|(?:ok(?:ay)?|permission|approval|blessing)\s+to)\b{_ON}{{0,80}}\?|"
    r"\bconfirm\b.{0,60}(?:\?|\bfirst\b|\bproceed|before\s+I)|\bready\s+to\s+(?:proceed|start|go)"
    r"\b.{0,40}\?|\b(?:give\s+me|with|await\w*|waiting\s+for)\s+(?:the|your|a)\s+(?:go-?ahead|"
    r"green\s+light|ok(?:ay)?|nod|approval|yes|thumbs[- ]up|sign(?:al)?|word)\b|"
    r"\b(?:shall|should|may)\s+I\s*\?|\bready\s+when\s+you\s+are|\bplease\s+confirm\b|"
    r"\bwaiting\s+for\s+your\s+(?:go|ok|confirmation|approval)|\bproceed\?",
    re.IGNORECASE,
)
_FUTURE: Final = (
    r"(?:\b(?:I|we)(?:'re|'ll|\s+will|'m\s+going\s+to|\s+am\s+going\s+to)|\b(?:I|we)(?:'re|'m|'ve|\s+(?:am|"
    r"have))\b[^.\n]{0,80}\band\s+(?:I\s+)?will)"
)
_DELIVERS: Final = (
    r"(?:send|give|post|share|report|tell|deliver|message|mail|e-mail|forward|pass|hand|show|bring|provide|look|check|verify|"
    r"confirm|finish|complete|continue|summari[sz]e|return|read|collect|fetch|evaluate|analy[sz]e|compare|write|paste|add)"
)
_STATE: Final = (
    r"(?:when|once|as\s+soon\s+as|after)\s+(?:it|they|that|this|these|the\s+\w+|\w+)"
    r"(?:'s|\s+(?:is|are|has|have|was|"
    r"finish\w*|completes?|ends?|"
    r"lands?|comes?|stops?|arrives?))\b"
)
PROMISE: Final = regex(
    # A future of the speaker's own, tied to something that ends after the turn.
    rf"{_FUTURE}\s+(?:(?:\w+\s+){{0,2}}?|(?:\w+\s+){{1,8}}?and\s+(?:then\s+)?){_DELIVERS}\b{_ON}{{0,80}}\b(?:{_STATE}|(?:then|later|"
    rf"afterwards|shortly|"
    rf"soon)\b\s*(?:,|\.|$|and\b))|"
    r"\b(?:I|we)(?:'re|'m|'ll|\s+am|\s+will)\s+(?:\w+\s+)?(?:(?:stay|remain)(?:ing)?\s+(?:on\s+(?:it|this|that|top|the)|with\s+(?:it|this)|at\s+it)|"
    r"(?:check|look)(?:ing)?\s+(?:back\s+)?(?:in\s+)?on\s+(?:it|this|that|them|the)|wait(?:ing)?\s+for\s+(?:it|them|the\s+\w+)\s+to\b)|"
    rf"\byou(?:'ll|\s+will)\s+(?:\w+\s+)?(?:have|get|hear|receive|find)\b{_ON}{{0,80}}\b(?:from\s+me|tomorrow|tonight|later|soon|"
    r"shortly|overnight|"
    r"in\s+(?:a|an|\d+|some|a\s+few|half)\s+\w+|by\s+(?:noon|monday|tuesday|wednesday|thursday|friday|tonight|tomorrow|the\s+end)|"
    r"as\s+soon\s+as|"
    r"once|when)\b|\b(?:sit\s+tight|stand\s+by|bear\s+with\s+me|hang\s+(?:on|tight)|stay\s+tuned|more\s+(?:soon|shortly|in\s+a\s+bit))\b|"
    rf"\band\s+(?:I\s+|they\s+|it\s+)?will\s+(?:then\s+)?(?:{_DELIVERS}|arrive|come|reach\s+you|be\s+with\s+you|land)\b{_ON}{{0,60}}?"
    r"\b(?:within\s+(?:the|an?|\d+|a\s+few)\s+(?:next\s+)?(?:hour|minute|day)s?|later\s+(?:today|on)|this\s+(?:afternoon|evening)|"
    r"tonight|tomorrow|"
    r"in\s+(?:an?|\d+|some|a\s+few|half\s+an?)\s+(?:hour|minute|day)s?|shortly|soon)\b|"
    rf"\b(?:I|we)(?:'re|'m|\s+am)\s+(?:still|currently|now)\s+(?:at\s+work|busy|working)\s+(?:on|with)\b{_ON}{{0,120}}?\b(?:will|soon|shortly|"
    rf"later|hours?|minutes|"
    r"tomorrow|tonight)\b|"
    r"\bwill\s+(?:then\s+)?follow\s+(?:over|within|during|shortly|later|soon|tomorrow|tonight|next|in\s+(?:a|an|the|\d+|some))\b|"
    rf"\b(?:I|we)(?:'ll|\s+will)\s+(?:\w+\s+)?(?:continue|carry\s+on|go\s+on|keep)\s+(?:working|going|with|on)\b{_ON}{{0,80}}\b(?:and|then)\s+"
    r"(?:will\s+)?(?:update|tell|notify|ping|message|inform|let)\s+you\b|"
    r"\b(?:results?|numbers?|report|rest|details|update)\s+(?:will\s+follow|to\s+follow|follows?\s+(?:shortly|soon|later))|"
    r"\b(?:this|it|that)\s+will\s+take\s+(?:me\s+)?(?:about\s+|around\s+|roughly\s+|some\s+|at\s+least\s+)?(?:an?|\d+|two|three|"
    r"four|five|(?:a\s+)?few|several)\s+"
    rf"(?:more\s+)?(?:hours?|days?|weeks?)\b|\b(?:I|we)(?:'ll|\s+will)\s+work\s+on\s+(?:it|this|that)\b{_ON}{{0,60}}\b(?:send|deliver|done|"
    r"ready|finished)\b|"
    rf"\b(?:I|we)(?:'re|'m|\s+am)\s+on\s+it\b|\b(?:I|we)(?:'ll|\s+will)\s+(?:have|send|deliver|post|share|get)\b{_ON}{{0,60}}\b(?:tomorrow|tonight|"
    r"shortly|soon|later|"
    r"by\s+\w+|within\s+(?:the|an?|\d+)\s+\w+|in\s+(?:about\s+)?(?:an?|\d+|two|three)\s+(?:hours?|minutes?|days?))\b|"
    r"\b(?:I|we)(?:'ll|'m|'re|\s+will|\s+am|\s+are)\s+(?:\w+\s+){0,2}(?:keep(?:ing)?\s+(?:on\s+)?(?:an\s+eye|working|watching|"
    r"monitoring|checking|you\s+posted|running|going|trying|retrying|polling|pinging|probing|waiting|at\s+it)|"
    r"(?:re)?try(?:ing)?\s+(?:it\s+|this\s+|"
    r"that\s+)?(?:again\s+)?(?:later|every|regularly|periodically|tonight|tomorrow|until|in\s+(?:a|an|the|\d+|some|ten|five)\s+\w+)|"
    r"continu\w+\s+(?:\w+\s+){0,3}(?:in\s+the\s+background|"
    r"overnight|while)|monitor\w*|watch(?:ing)?\b|report\s+back|get\s+back\s+to\s+you|ping\s+you|"
    r"notify\s+you|drop\s+you|shout|holler|touch\s+base|circle\s+back|write\s+you|message\s+you|poll|(?:look|check|peek|"
    r"poke)\w*\s+(?:\w+\s+){0,3}?(?:every|again|"
    r"regularly|periodically|from\s+time|now\s+and|until)|let\s+you\s+know\s+(?:when|once|as\s+soon)|update\s+you|come\s+back|"
    r"follow\s+up|"
    r"work(?:ing)?\s+on\s+(?:it|this|that|the\s+rest)\s+(?:in\s+the\s+background|now|meanwhile|overnight)|"
    r"check\s+(?:again|back)\s+(?:in|later|tomorrow|every))|"
    r"\b(?:in\s+the\s+background|overnight|meanwhile)\b.{0,60}\b(?:I|we)(?:'ll|'m|'re|\s+will|\s+am|\s+are)\b|"
    rf"\b(?:I|we)(?:'ll|\s+will)\s+(?:\w+\s+){{0,2}}continu\w+\b{_ON}{{0,60}}\bin\s+the\s+background\b|"
    rf"\b(?:I|we)(?:'re|'m|\s+am)\s+(?:now\s+)?\w+ing\b{_ON}{{0,80}}\bin\s+the\s+background\b|"
    r"\band\s+(?:I\s+)?will\s+(?:then\s+)?(?:come\s+back|report\s+back|get\s+back|let\s+you\s+know|ping\s+you|post\s+the|update\s+you|"
    r"message\s+you)\b|"
    rf"\b(?:I|we)(?:'ll|\s+will)\b{_ON}{{0,80}}\b(?:get\s+back\s+to\s+you|report\s+back|"
    r"come\s+back\s+to\s+you|let\s+you\s+know)\b|"
    rf"\b(?:I|we)(?:'ll|\s+will)\b{_ON}{{0,60}}\b(?:in\s+a\s+few\s+(?:hours|minutes|days)|by\s+tomorrow|"
    r"tomorrow\s+morning|overnight)\b|"
    r"\bgive\s+me\s+(?:a\s+(?:few|couple)|some|\d+)\s+(?:of\s+)?(?:minutes|hours|days|time)|\b(?:will|"
    r"should)\s+be\s+(?:ready|done|finished)\s+(?:in|by|within)\s+(?:\d|a|tomorrow|the)",
    re.IGNORECASE,
)
