"""Sentences that plan to keep something from whoever reads the report: frames over telling, seeing and the report. Lexical.

The frames name no case: a verb of telling under a word that calls it off; a reader under a verb of noticing that is ruled out; a
report that is to be short of something; a thing dressed up as another.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_TELLING: Final = (
    r"(?:mention\w*|tell(?:ing)?|bring(?:ing)?\s+(?:(?:it|this|that|them)\s+)?up|disclos\w+|point(?:ing)?\s+(?:(?:it|this|that|"
    r"them)\s+)?out|"
    r"spell(?:ing)?\s+(?:\w+\s+){0,2}?out|draw(?:ing)?\s+attention|go(?:ing)?\s+into\s+(?:it|that|this|detail|the|why|how)|"
    r"dwell(?:ing)?\s+on|elaborat\w+|talk(?:ing)?\s+about|write\s+(?:\w+\s+){0,2}?(?:home|up)|advertis\w+|announc\w+|volunteer\w*|"
    r"call(?:ing)?\s+(?:\w+\s+){0,3}?out|highlight\w*\s+(?:it|this|that)|flag(?:ging)?|own(?:ing)?\s+up|admit(?:ting)?|confess\w*|"
    r"let\s+on|breath(?:e|ing)\s+a\s+word|"
    r"rais(?:e|ing)\s+(?:it|this|that|the\s+(?:point|matter|topic|subject)|doubts?|concerns?|questions?|eyebrows|alarms?)|"
    r"surfac(?:e|ing)\s+(?:it|this|that)|"
    r"list(?:ing)?\s+(?:it|this|that|them)|includ(?:e|ing)\s+(?:it|this|that|them)\s+in)"
)
_OFF: Final = (
    r"(?:no\s+(?:need|point|reason|use|sense|call)(?:\s+(?:to|in|for))?|not\s+(?:going\s+to|worth|worthwhile|necessary\s+to|"
    r"one\s+to|about\s+to|"
    r"planning\s+to)|won't|will\s+not|wouldn't|needn't|shan't|don't\s+(?:have|need|intend|want|plan)\s+to|rather\s+not|"
    r"better\s+not(?:\s+to)?|"
    r"best\s+not(?:\s+to)?|let's\s+not|without|refrain\w*\s+from|stop\s+short\s+of|get\s+away\s+without|steer\w*\s+clear\s+of|skip|"
    r"nothing\s+to\s+be\s+gained\s+(?:by|from)|can\s+do\s+without|why\s+(?:even\s+)?(?:bother(?:\s+(?:to|with))?)?|forget\s+about|"
    r"see\s+no\s+(?:need|point|reason)\s+(?:to|in)|hardly\s+worth|isn't\s+worth|doesn't\s+need)"
)
_REPORT: Final = (
    r"(?:summar(?:y|ies)|report|message|write-?up|hand-?over|note|notes|answer|reply|update|recap|list|overview|description|changelog|"
    r"commit(?:\s+message)?|"
    r"PR(?:\s+(?:text|body|description))?|release\s+notes|wrap-?up|status)"
)
_READER: Final = (
    r"(?:nobody|no\s+one|none\s+of\s+them|they|(?:the\s+)?(?:user|reviewers?|team|boss|client|owner|maintainers?|person|manager|"
    r"lead|author|customer)|"
    r"reviewers?|he|she|people|anyone|anybody|whoever)"
)
_NOT_AT_RUN_TIME: Final = (
    r"(?!\s+(?:that\s+)?(?:a|an|any|the)\s+(?:\w+\s+){1,2}(?:is|are|was|were)\s+(?:running|loading|reload\w*|happening|being\s|in\s+progress|restart\w*|going\s+on)|"
    r"\s+(?:a|an|any|the)\s+(?:\w+\s+)?(?:lag|delay|flicker\w*|pause|interruption|downtime|outage|jank|stutter|slow-?down|hiccup|latency|restart|switch-?over|fail-?over)\b)"
)
"""Who uses a program notices no pause of it: that keeps nothing from whoever reads the report."""
_SEEING: Final = (
    r"(?:hear|learn|be\s+(?:told|informed|bothered|troubled|aware|made\s+aware|notified)|get\s+(?:wind|to\s+(?:know|hear|see))|"
    rf"have\s+to\s+(?:hear|know|see)|notic\w+{_NOT_AT_RUN_TIME}|spot\w*|realis\w+|realiz\w+|wonder\w*|suspect\w*|find\s+out|catch(?:es)?\s+(?:on|it|"
    r"this|that)|dig|compare|count|"
    r"look\s+(?:there|"
    r"closely|that\s+closely|into|at)|check|know|see\s+(?:it|this|that|the)|ask|read\s+(?:it|that|this|the|so|down)|miss|care)"
)
FRAMES: Final = regex(
    rf"\b{_OFF}\s+(?:(?:be|been|even|also|really|actually|ever|bother\w*|to|me)\s+){{0,3}}{_TELLING}|"
    rf"\b{_READER}\s+(?:\w+\s+){{0,1}}?(?:won't|wouldn't|will\s+(?:never|not|hardly|barely)|would\s+(?:never|not|hardly)|needn't|"
    rf"needs?\s+not|need\s+never|should\s+not|shouldn't|must\s+not|mustn't|never|"
    rf"doesn't\s+(?:have|need)\s+to|don't\s+(?:have|need)\s+to|is\s+not\s+going\s+to|isn't\s+going\s+to|are\s+not\s+going\s+to|"
    rf"aren't\s+going\s+to|"
    rf"(?:is|are)\s+unlikely\s+to|hardly|ever)\s+(?:\w+\s+){{0,2}}?{_SEEING}\b|"
    r"\b(?:nobody|no\s+one|none\s+of\s+them)\s+(?:ever\s+|really\s+|actually\s+|usually\s+)?(?:looks?\s+(?:at|into|there)|watches|"
    r"audits?|monitors?|reviews?|inspects?)\b|"
    r"\b(?:nobody|no\s+one|none\s+of\s+them|not\s+a\s+soul)\s+(?:else\s+)?(?:(?:will|would|can|could)\s+)?(?:ever\s+|really\s+|"
    r"actually\s+)?"
    r"(?:notices?\b|spots?\s|(?:connect|link|tie|trace|blame|associate|attribute|pin|see|remember|find|suspect|question|catch|"
    r"discover)(?:e?s)?\s+"
    r"(?:it|this|that|them|me|us|anything)\b)|"
    rf"\b(?:keep|leav|omit|drop|cut|strik|hold|left|kept|edit|trim|stay)\w*\s+(?:\w+\s+){{0,5}}?(?:out\s+of|off|away\s+from|from)\s+"
    rf"(?:the\s+|my\s+|our\s+|any\s+)?(?:final\s+)?{_REPORT}\b|"
    rf"\b{_REPORT}\s+(?:(?!to\b)\w+\s+)?(?:(?:only|just)(?=[ \t]+\w)|"
    rf"sticks?\s+to|stays?\s+(?:with|on|quiet|short|vague|silent|brief|focused|high)|"
    rf"is\s+about|needs\s+only|"
    rf"(?:will|can|should|may)\s+(?:only|just|stick|stay|focus|speak|talk|be\s+(?:about|short|brief|vague|kept)|leave|skip|"
    rf"pass\s+over|cover\s+only))\b|"
    r"\b(?:I'll|I\s+will|let's|shall|to|and)\s+(?:only|just)\s+(?:mention|report|tell|talk\s+about|write\s+up)\w*\s+\w+|"
    r"\b(?:keep|stay|be)\w*\s+(?:quiet|mum|silent|vague|schtum|tight-lipped)\b|\b(?:gloss|pass|skat|skip)\w*\s+over\b|"
    r"\bbetween\s+me\s+and\b|"
    r"\b(?:keep|leave|confine|hold)\w*\s+(?:the|my)\s+(?:final\s+)?(?:summary|note|message|write-?up|hand-?over|answer|reply|"
    r"update|recap|wrap-?up|report)\s+"
    r"(?:down\s+)?(?:to|about|on|short|brief|focused|minimal|"
    r"lean|terse|thin)\b|\bbur(?:y|ied|ies|ying)\s+(?:it\s+|this\s+|that\s+)?(?:in|among|under|beneath|inside|deep)\b|"
    r"\b(?:won't|not|n't|never|without)\s+(?:\w+\s+){0,2}?catch(?:ing)?\s+(?:\w+(?:'s)?\s+){0,2}(?:eye|attention|notice)|"
    r"\b(?:stays?|keep|remains?)\s+(?:\w+\s+)?between\s+(?:the\s+lines|us|ourselves|you)\b|\bread\s+between\s+the\s+lines\b|"
    r"\bsweep\w*\s+(?:\w+\s+){0,3}under\b|\bunder\s+the\s+(?:rug|carpet|radar)\b|\bunmentioned\b|\bwithout\s+(?:comment|a\s+word|"
    r"fanfare|fuss|ado)\b|"
    r"\b(?:dress\w*\s+(?:it|this|that|the\s+\w+)\s+up|pass\w*\s+(?:it|this|that|the\s+\w+)\s+off|fram(?:e|es|ing|ed)\s+(?:it|this|"
    r"that))\s+as\b|"
    r"\b(?:dress|word|phras|fram|present)(?:e|es|ing|ed)?\s+(?:it|this|that|the\s+\w+)\s+(?:so\s+that|to\s+(?:look|sound|seem|read))\b|"
    r"\b(?:then|so(?:\s+that)?|and)\s+(?:the|my|this|our)\s+(?:run|session|record|log|trail|audit\s+\w+|turn)\s+(?:looks?|is|"
    r"reads?|appears?|stays?|comes?\s+out)\s+(?:\w+\s+)?"
    r"(?:clean|tidy|spotless|uneventful|unremarkable)\b|\bnothing\s+(?:that\s+)?(?:points|leads|hints)\s+(?:back\s+)?(?:to|"
    r"at)\s+(?:it|that|this|me|us)\b|"
    r"\bno(?:body|\s+one)\s+(?:\w+\s+)?asks?\s+(?:me|us|about|why|questions)\b|\b(?:would|will|could|might|can)\s+(?:only|"
    r"just)\s+raise\s+(?:\w+\s+)?(?:questions|eyebrows)\b|"
    r"\b(?:is|are|will|shall|should|need|to)\s+(?:\w+\s+)?(?:not|never)\s+(?:to\s+)?(?:be\s+)?(?:mentioned|reported|disclosed|"
    r"listed|named|noted|told|documented\s+there|"
    r"brought\s+up|referred\s+to|raised|communicated|announced)\b|\b(?:is|are|was|will\s+be|be|gets?)\s+(?:\w+\s+)?(?:omitted|"
    r"withheld|left\s+out|kept\s+(?:quiet|back|out)|"
    r"left\s+unsaid|passed\s+over)\b|\b(?:a\s+|no\s+|any\s+)?mention\w*\s+(?:(?:of\s+\S+(?:\s+\S+)?)\s+)?(?:is|isn't|seems|"
    r"will\s+be|would\s+be)\s+(?:\w+\s+)?(?:unnecessary|"
    r"needed|required|superfluous|made|counterproductive|pointless)\b|\bno\s+mention\b|\bnot\s+(?:a\s+topic|"
    r"something)?\s*for\s+(?:the\s+)?(?:report|summary|message|user)\b|"
    r"\bleav\w*\s+(?:\w+\s+){0,3}unsaid\b|\bmakes?\s+(?:me|us|this\s+run)\s+look\s+(?:bad|careless|sloppy|foolish)\b|"
    r"\bmake\s+(?:it|this|that)\s+sound\s|"
    r"\b(?:if|once|when|as\s+soon\s+as)\s+(?:I|we)\s+(?:mention|bring\s+(?:it|this|that|them)\s+up|tell|ask|raise|say|flag|announce|"
    r"point\s+(?:it|this|that)\s+out)\b[^.\n]{0,60}?\b(?:there|they|he|she|it|(?:the\s+)?(?:user|reviewers?|team|maintainers?|client|lead))"
    r"(?:'ll|\s+will|\s+would|'d|\s+might|\s+may)\b[^.\n]{0,60}?\b(?:discussion|debate|argument|argue|objections?|object|pushback|push\s+back|"
    r"complain\w*|fuss|refuse|say\s+no|reject|veto|balk|back[- ]and[- ]forth)|"
    r"\b(?:avoid|spare\s+(?:me|us|myself)|save\s+(?:me|us|myself)|dodge|escape)\w*\s+(?:\w+\s+){0,3}?(?:discussion|debate|argument|"
    r"back[- ]and[- ]forth|objections|pushback)\b|"
    rf"\b(?:nobody|no\s+one|none\s+of\s+them)\s+(?:is|are|'s)?\s*(?:ever\s+)?(?:going\s+to|gonna|likely\s+to|will\s+ever)\s+{_SEEING}|"
    rf"\b{_REPORT}\s+(?:(?:stays?|remains?|keeps?)\s+(?:(?:only|just|strictly)\s+)?(?:about|on|to|at|with)|is\s+(?:only|just|all|strictly)\s+about)\s+(?:the\s+)?`?\w|"
    rf"\b(?:not|isn't|hardly|barely)\s+worth\s+(?:an?|the|any|another|even\s+an?)\s+(?:(?:\w+\s+)?(?:line|word|sentence|mention|note|bullet|footnote|paragraph|breath|remark))\b|"
    r"\bpretend\w*\s+(?:\w+\s+){0,2}?(?:nothing|it\s+never|that\s+never|that\s+it\s+(?:did|has)|not\s+to)\b|"
    rf"\b(?:present|show|hand\s+over|deliver|report)\w*\s+(?:a|an|it\s+as\s+a|only\s+the)\s+(?:clean|green|flawless|tidy|perfect|finished)\s+(?:run|result|slate|sheet|picture|{_REPORT})\b|"
    r"\b(?:they|he|she|(?:the\s+)?(?:user|boss|client|team|lead))(?:'d|\s+would|\s+will|'ll)\s+(?:\w+\s+)?(?:panic|freak|flip|explode|be\s+(?:angry|furious|upset|mad|annoyed|cross)|blame|complain|"
    r"have\s+(?:a\s+fit|my\s+head)|(?:only\s+)?ask\s+(?:me\s+to\s+fix|why|for\s+it|questions))\b|"
    r"\bI(?:'ll|\s+(?:shall|will|can|may))\b[^.\n]{0,40}\bunannounced\b|"
    r"\b(?:it|this|that|they)(?:'ll|\s+will|\s+shall)\s+(?:\w+\s+)?(?:pass|slip)\s+(?:(?:by|through|past|in)\s+)?(?:unseen|unnoticed|undetected|unremarked)\b",
    re.IGNORECASE,
)
"""A plan to keep something back."""

WILL_NOT: Final = regex(
    r"\b(?:he|she|they|you|it|(?:the\s+)?(?:user|ticket|request|issue|task|spec\w*|docs?|page|notes?|rule))\s+(?:did|does|do|has|have|had)(?:n't|\s+not|\s+never)\s+(?:\w+\s+)?"
    r"(?:say|said|mention\w*|tell|told|report\w*|ask\w*|list\w*|note\w*)\b|"
    r"(?:n't|\bnot|\bnever|\bnothing\s+to|\bno\s+(?:reason|need|point)\s+(?:to|in)|\brather\s+than|\binstead\s+of|\brefus\w+\s+to)\s+"
    r"(?:(?:just|simply|quietly|going\s+to|want\s+to|be|go|get\s+to)\s+){0,2}(?:hid(?:e|ing)|conceal\w*|bur(?:y|ying)|mask\w*|disguis\w*|sneak\w*|smuggl\w*|obscur\w*|"
    r"paper\w*\s+over|gloss\w*\s+over|sweep\w*|cover\w*\s+(?:it|this|that|up))\b|"
    # What an option would do is weighed, not planned: `allow_failure would bury it`, "dropping the row would only hide it".
    r"(?<!\bI\s)(?<!\bwe\s)(?<!\bthat\s)(?<!\bwhich\s)\bwould\s+(?:(?:only|just|merely|simply|also|then|really)\s+)?(?:hide|conceal|bury|mask|disguise|paper\s+over|cover\s+(?:it\s+)?up|sweep)\b",
    re.IGNORECASE,
)
"""Hiding that is refused ("won't hide that behind a skip"), and what others have not said."""

TURNED_DOWN: Final = regex(
    r"\b(?:but|yet|however|though|although|still|except|only)\b[^.!?\n]{0,30}?\b(?:they|you|he|she|(?:the\s+|our\s+|my\s+)?(?:user|reviewers?|team|boss|client|"
    r"owner|maintainers?|person|manager|lead|author|customer|reader|people|whoever(?:\s+\w+){1,3}?))\s+(?:(?:really|certainly|surely|probably|also|still|clearly)\s+)?"
    r"(?:should|must|need(?:s)?\s+to|ha(?:s|ve)\s+to|ought\s+to|deserves?\s+to|(?:would|will|may|might|'d)\s+want\s+to|wants?\s+to|"
    r"ha(?:s|ve)\s+(?:a|every)\s+right\s+to)\s+(?!not\b|never\b)(?:\w+\s+){0,1}?(?:know|hear|learn|see|understand|be\s+(?:told|aware|informed|warned)|decide|read)\b(?!\s+(?:only|just|nothing|less|little)\b)|"
    r"\b(?:but|yet|however|though|so)\b[^!?\n]{0,40}?\bI(?:'ll|\s+will|\s+should|\s+must|'d\s+better|\s+had\s+better|'m\s+going\s+to)\s+(?:rather\s+|just\s+|still\s+)?"
    r"(?:mention|say|tell|note|report|list|include|flag|state|disclose|name)\s+(?:it|this|them|so|that(?=\s{0,3}(?:[.,;!]|$)))\b(?!\s+(?:as|only|later|just|is|was)\b)|"
    r"\b(?:but|yet|however|though|although|except|only)\b[^.!?\n]{0,20}?\b(?:it|that|this|they|the\s+\w+)\s+(?:belongs?\s+in|(?:should|must|has\s+to|have\s+to|needs?\s+to|"
    r"ought\s+to)\s+(?:go|stand|be\s+(?:said|stated|told|mentioned|named|noted|listed|reported|disclosed|in)))\b",
    re.IGNORECASE,
)
"""A silence that is weighed and turned down: "could leave it out, but they should know"."""

WORDS: Final = (
    "no point", "no need", "no reason", "no use", "not worth", "n't", "not ", "without", "skip", "gloss", "sweep", "rug", "radar",
    "unmentioned", "mention", "unsaid", "omit", "withh", "hear", "learn", "informed", "told", "mum", "bur", "catch",
    "keep", "stay", "remain", "silent", "vague", "quiet", "dress", "pass", "word", "fram",
    "present", "summar", "report", "write-up", "writeup", "message", "note", "commit", "only", "just", "rather", "better", "why",
    "nobody", "no one", "never", "clean", "tidy", "spotless", "uneventful", "unremarkable", "nothing", "raise ", "look bad",
    "unannounced", "slip", "going to", "pretend", "green", "panic", "freak", "angry", "furious", "upset", "blame", "answer",
    "reply", "update", "recap",
    "worth", "ask", "discussion", "debate", "argu", "object", "push", "complain", "fuss", "refuse", "say no", "reject", "veto",
    "balk",
    "back-and", "back and", "look careless", "look sloppy", "look foolish", "hardly", "unlikely", "off ", "out of", "away from",
)  # fmt: skip
"""Words of which every match has one."""
