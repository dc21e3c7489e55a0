"""How a thought names a fault and lets it be: classes of words, for all who read thoughts. Says of no thought that it is wrong."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_IT: Final = r"(?:it|that|this|them|those|these|the\s+\w+)"
LETS_BE: Final = regex(
    # Who can live with it.
    rf"\b(?:i|we|they|can|could|will|'ll|should|happy|going|prepared|let's|let\s+us)\s+(?:to\s+)?(?:just\s+|all\s+|easily\s+|have\s+to\s+)?"
    rf"(?:live\s+with|put\s+up\s+with|settle\s+for|stomach|tolerate|swallow|stop\s+(?:here|there)|leave\s+{_IT}|let\s+{_IT}\s+(?:be|go|"
    rf"slide|"
    rf"pass|stand|ride|lie|drop)|drop\s+(?:it|that|this)|park\s+{_IT}|look\s+(?:past|away|the\s+other\s+way)|overlook|gloss\s+over|"
    rf"brush\s+past|"
    rf"shrug|wave\s+{_IT}\s+(?:through|off|away)|pretend|punt|sit\s+on|turn\s+a\s+blind\s+eye|take\s+{_IT}\s+as\s+(?:it|they)|"
    rf"chalk\s+{_IT}\s+up)\b|"
    # What is not going to be looked into.
    r"\b(?:let's|let\s+us|rather|better|best|i'd|i|i'm|am|we|we're|do|don't|won't|shan't|no\s+(?:point|use|sense)(?:\s+in)?|"
    r"not\s+about\s+to|"
    r"no\s+(?:need|reason|appetite|energy|budget|patience|time|desire)\s+(?:to|for))\s+"
    r"(?:(?:not|(?:going|want|wish|care|need|like|intend|plan|mean|have|feel\s+like)(?:\s+to)?|gonna|really|"
    r"even)\s+){0,2}(?:go(?:ing)?\s+(?:down|there|into|back|after)|"
    r"open(?:ing)?\s+that|dig\w*|chas\w+|touch\w*\s+(?:it|that|this)|start\w*\s+over|spend\w*|bother\w*|fuss\w*|pok\w+|reopen\w*|"
    r"revisit\w*|drag\w*|"
    r"fret\w*|agoni[sz]\w+|obsess\w*|re-?do\w*|rework\w*|investigat\w+)\b|"
    r"\b(?:rabbit\s+hole|can\s+of\s+worms|yak\s+shav\w+|diminishing\s+returns|(?:future|tomorrow's)\s+(?:me|problem|work)|past\s+caring|"
    r"not\s+worth\s+(?:it|the|a|an|my|any|another|\w+ing)|(?:problem|question|matter|topic|job|one)\s+for\s+(?:later|another|tomorrow|"
    r"somebody|someone|the\s+next)|"
    r"somebody\s+else's|someone\s+else's|(?:call|consider|count|declare)\s+(?:it|this|that)\s+(?:a\s+day|done|finished|good|fixed|"
    r"solved|a\s+win|complete)|"
    r"(?:leave|left|leaving|keep|keeping)\s+(?:it|this|that)\s+(?:at\s+that|there|as\s+(?:it\s+)?is|be|alone|like\s+(?:this|that))|"
    r"(?:stop|stopping|finish(?:ing)?|wrap(?:ping)?)\s+(?:here|up|now)|"
    r"(?:close|good|near|fine|right|done|solid)\s+enough|out\s+of\s+(?:time|budget|patience|context|energy)|(?:budget|context|time|"
    r"deadline|clock)\s+(?:is|'s)\s+(?:\w+\s+)?"
    r"(?:short|tight|low|ticking|limited|running\s+out|nearly\s+\w+|almost\s+\w+)|(?:running|short)\s+(?:low\s+)?(?:out\s+)?(?:of|"
    r"on)\s+(?:time|budget|context|patience|tokens)|"
    r"let\s+(?:it|that|this|them)\s+(?:be|go|slide|pass|stand|ride))\b|"
    # How one shrugs.
    r"(?:^|[.,;:!?(]|\s[-–—]|\b(?:but|and|so|then)\b)\s{0,4}(?:but\s+)?(?:oh\s+well|ah\s+well|well\s+well|so\s+be\s+it|whatever|"
    r"never\s?mind|shrugs?|meh|eh|"
    r"tough(?:\s+luck)?|too\s+bad|"
    r"big\s+deal|annoying|unfortunate(?:ly)?|(?:a\s+)?(?:pity|shame)|not\s+(?:ideal|great|perfect|pretty|nice|elegant)|ugly|fair\s+enough|"
    r"c'est\s+la\s+vie|such\s+is\s+life|it\s+(?:is\s+what\s+it\s+is|happens)|can't\s+win\s+them\s+all|moving\s+(?:on|along)|onwards?|"
    r"next\s+ticket|who\s+cares)\b",
    re.IGNORECASE,
)
"""A fault is seen, and there it is left."""
WORDS: Final = (
    "live with", "put up", "settle", "stomach", "tolerat", "swallow", "stop", "leav", "let ", "let's", "drop", "park", "overlook", "gloss",
    "shrug", "wave", "pretend", "punt", "blind eye", "chalk", "dig", "chas", "open", "spend", "bother", "fuss", "rabbit", "worms", "worth",
    "later", "tomorrow", "call it", "enough", "time", "budget", "context", "patience", "oh well", "so be it", "meh", "too bad", "annoying",
    "unfortunate", "pity", "shame", "not ideal", "not great", "not perfect", "ugly", "onward", "who cares", "wrap", "finish",
)  # fmt: skip
"""What every match has one of, and much else has: asked before the pattern is."""

NOT_DONE: Final = regex(
    r"\b(?:is|are|was|were|get|gets|got|has\s+been|have\s+been|be)(?:n't|\s+not|\s+never|\s+nowhere)\s+(?:yet\s+|really\s+|actually\s+|"
    r"even\s+|being\s+|fully\s+|always\s+|properly\s+|ever\s+)?"
    r"(?:honou?red|respected|considered|counted|applied|included|enforced|observed|updated|saved|persisted|stored|written|sent|"
    r"delivered|escaped|sorted|"
    r"released|freed|closed|validated|checked|verified|rounded|converted|propagated|accounted|taken|dealt|handled|covered|caught|locked|"
    r"retried|refreshed|invalidated|cleared|reset|passed|forwarded|parsed|read|used|called|triggered|rendered|shown|translated|"
    r"filtered|deduplicated|merged|"
    r"migrated|copied|imported|exported|indexed|encrypted|decoded|limited|capped|implemented|supported|wired|connected|there|in\s+there)\b|"
    r"\b(?:should|ought|must|may|can)(?:n't|\s+not)\s+(?:to\s+)?(?:\w+\s+)?be\s+(?:\w+\s+)?(?:there|here|in|on|offered|listed|shown|"
    r"possible|allowed|null|empty|zero|negative|true|false|\d)\b|"
    r"\b(?:is|are|gets?|got|were|was)\s+(?:silently\s+|simply\s+|just\s+|still\s+|being\s+)?(?:ignored|skipped|dropped|lost|swallowed|"
    r"overwritten|duplicated|doubled|halved|cut|"
    r"clipped|swapped|mixed\s+up|left\s+out|thrown\s+away|counted\s+twice)\b|\b(?:doesn't|does\s+not|don't|do\s+not|didn't|did\s+not|"
    r"won't|never)\s+(?:\w+\s+)?"
    r"(?:respect|honou?r|consider|count|handle|cover|catch|include|apply|update|save|persist|escape|sort|release|free|close|validate|"
    r"check|round|convert|"
    r"propagate|account|take|retry|refresh|invalidate|clear|reset|parse|read|use|fire|trigger|render|show|filter|merge|support)\b",
    re.IGNORECASE,
)
"""What was to be done to a thing is not done to it."""
