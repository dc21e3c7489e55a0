"""Sentences in which the speaker does not know: frames over classes of words, with negation and choice. Lexical; no grammar.

Three grades of frame: the speaker lacks knowledge ("I can't recall which"), the sources are silent ("nothing says whether"), and
several answers stand side by side ("could be either", "was it 6 or 9?").
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_KNOWING: Final = (
    r"(?:see\s+(?:who|what|whether|if|how|where|why|which)|know|knows|known|recall|remember|certain|sure|positive|confident|"
    r"convinced|tell\s+(?:which|whether|if|what|how|for\s+sure)|"
    r"say\s+(?:which|whether|if|what|how|when|where|why|who|for\s+sure|for\s+certain|with\s+certainty)|verif(?:y|ied)|"
    r"confirm(?:ed)?|establish(?:ed)?|settled|prov(?:e|en|ed)|"
    r"reproduc(?:e|ed)|double-?check(?:ed)?|look(?:ed)?\s+(?:it|this|that|them)\s+up|measured?|benchmarked|profiled|"
    r"test(?:ed)?|tried|checked|opened|compared|counted|validated|find\s+(?:out|any|a|the|it)|figure\s+out|make\s+out|determine)"
)
_NEG: Final = (
    r"(?:(?:do|does|did|have|has|had|is|was|are|were|am|can|could|would)(?:n't|\s+not)|cannot|can't|never|nobody|no\s+one|no\s+longer|"
    r"hardly|barely|not)"
)
_IGNORANT: Final = (
    rf"(?:\bI|\bwe|\bI'm|\bI've|^)\s*(?:\w+\s+){{0,2}}{_NEG}\s+(?:\w+\s+){{0,2}}?{_KNOWING}\b|"
    r"\b(?:it|this|that|they|there)\s+(?:may|might|could)\s+(?:well\s+|just\s+as\s+well\s+)?(?:be|have|mean|depend|still|also)\b|"
    rf"^(?:not|never|no\s+longer)\s+(?:\w+\s+){{0,2}}?(?:sure|certain|clear|tested|tried|checked|verified|confirmed|measured|proven|"
    rf"known)\b|"
    rf"\bnot\s+(?:\w+\s+)?(?:sure|certain|positive|verified|confirmed|checked|measured|proven|established|settled)\b|"
    r"\bno\s+(?:idea|clue|notion|inkling|certainty|basis|grounds?|telling|memory)\b|\b(?:beats\s+me|who\s+knows|hard\s+to\s+(?:say|"
    r"tell|know)|"
    r"anyone's\s+guess|your\s+guess)\b|\bwithout\s+(?:knowing|having\s+(?:checked|looked|tried|tested|measured|seen))\b|"
    r"\b(?:open\s+question|remains?\s+to\s+be\s+seen|up\s+in\s+the\s+air|unresolved|undetermined|unknown\s+to\s+me|unproven)\b"
)
_SOURCES: Final = (
    r"(?:docs?|documentation|specs?|specification|readme|data\s?sheet|manual|comments?|ticket|issue|header|schema|vendor|page|paper|"
    r"contract|standard|rfc|wiki|changelog|code|file|repo\w*|log|source)"
)
_SILENT: Final = (
    r"\b(?:nothing|nowhere|nobody|none\s+of\s+\w+(?:\s+\w+)?|no\s+(?:\w+\s+)?(?:file|comment|doc\w*|note|test|one|page|source|config))\s+"
    r"(?:here\s+|in\s+\S+(?:\s+\S+)?\s+|of\s+it\s+|there\s+|really\s+|actually\s+)?(?:says?|tells?|states?|mentions?|documents?|"
    r"specif\w+|"
    r"confirms?|shows?|defines?|explains?|gives|indicates?|proves?|backs?|supports?)\b|"
    rf"\b{_SOURCES}\s+(?:is|are|stays?|remains?)\s+(?:\w+\s+)?(?:silent|vague|ambiguous|unclear|mute|contradictory|out\s+of\s+date)\b|"
    rf"\b{_SOURCES}\s+(?:is|are)(?:n't|\s+not)\s+(?:here|at\s+hand|available|in\s+the\s+repo|around|online)\b|"
    rf"\b{_SOURCES}\s+(?:doesn't|don't|does\s+not|do\s+not|didn't|never|won't)\s+(?:\w+\s+)?(?:say|tell|state|mention|specify|document|"
    r"define|explain|cover|give|list|show)|"
    r"\bno\s+(?:mention|word|hint|sign|trace|documentation|docs?|data\s?sheet|spec|reference|source|evidence|proof|numbers?|data|"
    r"measurements?|way|means|quick\s+way|easy\s+way|access|time)\s+(?:(?:here|at\s+hand|in\s+\S+)\s+)?(?:of\s+(?:know|check|tell|verif|"
    r"find)\w+|to\s+(?:\w+\s+)?(?:know|check|tell|verify|look|find|try|test|measure|confirm|prove|compare)|on|about|for)\b"
)
_SIDE_BY_SIDE: Final = (
    r"\b(?:could|might|may|can)\s+(?:(?:just\s+as\s+(?:well|easily)|equally|also)\s+)?(?:be|mean|go)\s+(?:either|both|anything|"
    r"any\s+of|one\s+or|"
    r"the\s+other|different|\w+,?\s+or\s)|\beither\s+(?:one|way|reading|order|could|might|is\s+possible|seems)\b|"
    r"\b(?:is|was|were|are|does|did|do|has|have|should)\s+(?:it|that|this|they|the\s+[\w-]+|these|"
    r"those)\s[^?\n]{0,80}\bor\s[^?\n]{0,60}\?|"
    r"\b(?:could|might|may)\s+(?:also\s+|just\s+)?be\s[^.;?!\n]{2,60}[,;]\s*(?:or\s+)?(?:it\s+)?(?:could|might|may)\s+(?:\w+\s+)?be\b|"
    r"^[^?\n]{1,60}\s(?:or|vs\.?)\s[^?\n]{1,40}\?|\b(?:fifty|50)[-/ ](?:fifty|50)\b|\bcoin\s+(?:toss|flip)\b|\btoss[- ]up\b"
)
_GROUNDLESS: Final = (
    r"\b(?:I'd|I\s+would|we'd|one\s+would)\s+(?:have|need)\s+to\s+[^.!?]{3,80}\s+to\s+(?:know|tell|be\s+sure|say|judge|see)\b|"
    r"(?:^|[,;(]\s*|\band\s+)(?:haven't|hasn't|didn't|have\s+not|not\s+yet)\s+(?:tried|tested|checked|verified|measured|confirmed)\b|"
    r"\bI\s+(?:have\s+a\s+(?:\w+\s+)?feeling|suspect)\b|\bmost\s+(?:plausible|likely|probable)\s+(?:is|seems|cause|"
    r"explanation|reading)\b|"
    r"\b\d[\d.,]{0,12}\s+or\s+\d|\b(?:tends?\s+to\s+be|I'd\s+be\s+surprised|by\s+the\s+looks|safe\s+bet|odds\s+are|chances\s+are|"
    r"in\s+all\s+likelihood|rings?\s+a\s+bell|ring\s+to\s+it)\b|"
    r"\bthere\s+was\s+(?:an?|some)\s+(?:\w+\s+)?(?:post|article|thread|issue|talk|page)\b|\bI\s+(?:once\s+)?(?:read|saw|"
    r"heard)\s+(?:it\s+|that\s+)?(?:somewhere|once)\b|"
    r"\b(?:somewhere\s+(?:between|around|in|near|about)|I'd\s+(?:put|say|call|go\s+(?:with|for)|pick|write)|half\s+(?:recall|remember)|"
    r"guess(?:ing|ed|work|timate\w*)?|hunch|gut\s+feeling|"
    r"stab\s+in\s+the\s+dark|shot\s+in\s+the\s+dark|speculat\w+|"
    r"out\s+of\s+thin\s+air|(?:pulled|plucked)\s+(?:\w+\s+)?(?:out\s+of|from)|making\s+(?:\w+\s+){0,3}up|made\s+(?:it|that|this|one|"
    r"them)\s+up|"
    r"invent(?:ed|ing)?|"
    r"(?:is|was|somewhat|rather|fairly|pretty|an?)\s+arbitrary(?:\s+(?:number|value|figure|choice|pick|limit|cut-?off|"
    r"threshold))?\s*[,.;]|"
    r"finger\s+in\s+the\s+(?:air|wind)|ballpark|rule\s+of\s+thumb|back[- ]of[- ](?:the|an)[- ]envelope|"
    r"wishful|for\s+all\s+I\s+know|as\s+far\s+as\s+I\s+(?:know|recall|remember)|if\s+(?:I\s+(?:recall|remember)|memory\s+serves)|"
    r"(?:from|by)\s+(?:dim\s+|vague\s+)?memory|(?:half|vaguely|dimly|faintly)\s+(?:remember|recall)|seem\s+to\s+(?:recall|remember)|"
    r"off\s+the\s+top\s+of\s+my\s+head|last\s+I\s+(?:checked|looked|heard|saw)|iirc|afaik|I'd\s+(?:bet|wager|guess)|my\s+bet|"
    r"betting\s+on|"
    r"plausible\s+(?:figure|number|value|default|answer|one|name|reading)|(?:sounds|looks|feels|seems)\s+(?:about\s+)?(?:right|"
    r"plausible)|"
    r"(?:just\s+)?assum(?:e|ing)\s+(?:that\b|it\b|so\b|the\b|they\b))\b|"
    r"\b(?:sound|sounding|be|write|say|state|present|word|put)\w*\s+(?:\w+\s+){0,3}?(?:definite(?:ly)?|confident(?:ly)?|"
    r"as\s+(?:a\s+)?(?:fact|given|"
    r"settled|certain)|with\s+confidence|without\s+(?:hedging|a\s+caveat|caveats|qualif\w+))\b"
)
_LOOKED: Final = r"(?:read|looked|opened|seen|tried|ran|run|used|checked|tested|verified|measured|timed|gone|went|dug|profiled|compared)"
_HALF_SEEN: Final = (
    # What was looked at is told, so that the rest was not.
    r"\b(?:I|we|I've|we've|^)\s*(?:have\s+|had\s+)?(?:only|just|merely)\s+(?:ever\s+)?(?:ran|run|tested|tried|checked|"
    r"looked\s+at|read|built|skimmed|"
    r"sampled|spot-?checked)\b|^(?:only|just|merely)\s+(?:ran|tested|tried|checked|looked\s+at|read|built|skimmed|sampled)\b|"
    rf"(?:^|[,;(]\s*|\b(?:and|but|though|yet)\s+)(?:I\s+)?(?:haven't|didn't|have\s+not|did\s+not|never(?=\s+\w+\s+(?:it|that|"
    rf"this|them)\b))\s+(?:\w+\s+)?{_LOOKED}\b|"
    r"\b(?:fuzzy|hazy|shaky|foggy|rusty|sketchy|murky)\s+(?:on|about|here|there)\b|\b(?:I'm|am|is|bit|rather|somewhat|"
    r"pretty|memory)\s+(?:\w+\s+)?"
    r"(?:fuzzy|hazy|shaky|foggy|rusty|iffy|sketchy|dubious|doubtful|questionable)\b|"
    r"\b(?:I|we)\s+(?:can't|cannot|couldn't|can\s+not)\s+(?:see|reach|access|inspect|query)\s+(?:(?:in|on)to\s+)?(?:the|that|their|its|"
    r"any|it|them)\b|"
    r"\b(?:I|we)\s+doubt\b|\b(?:I|we)\s+(?:have|had)\s+(?:my|some|our)\s+doubts\b|\bI\s+(?:\w+\s+)?(?:can't|cannot|"
    r"couldn't)\s+say\s*(?:[.,;!]|$)|(?:^|[,;(:]\s*|\b(?:but|and)\s+)(?:can't|cannot|couldn't|impossible\s+to|no\s+way\s+to)\s+(?:say|"
    r"tell|know)"
    r"(?:\s+from\s+here)?\s*(?:[.,;!)]|$)|"
    r"\bno\s+(?:way|means|chance)\s+(?:to|of)\s+(?:\w+\s+)?(?:see|seeing|reach|reaching|inspect|inspecting|open|opening|run|"
    r"running|reproduce|"
    r"reproducing|access|accessing|read|reading)\b|\bout\s+of\s+(?:my\s+)?(?:sight|reach|view)\b"
)
_GRASP: Final = (
    r"(?:look(?:\s+(?:in|into|inside|at|it|this|that|up|there))?|see(?:\s+(?:inside|into|through|from|what|whether|if|how|that|it|any|"
    r"either|which|where|why)|(?=\s*(?:[.,;:!)]|$)))|check|verify|"
    r"confirm|inspect|access|reach|query|swear|vouch|guarantee|promise|prove|rule|exclude|judge|know|tell|say|be\s+(?:sure|certain)|"
    r"determine|establish|ascertain|measure|"
    r"test|try|open|observe|find\s+out|back\s+(?:it|this|that)\s+up|put\s+my\s+hand)"
)
_UNABLE: Final = (
    rf"\b(?:can't|cannot|can\s+not|couldn't|could\s+not|unable\s+to|not\s+able\s+to|not\s+in\s+a\s+position\s+to|impossible\s+to|"
    rf"(?:hard|difficult|tricky)\s+to|"
    rf"(?:wouldn't|would\s+not|won't|not\s+going\s+to)(?=\s+(?:\w+\s+)?(?:swear|vouch|bet|guarantee|put))|"
    rf"nobody\s+can)\s+(?:\w+\s+)?(?:{_GRASP}|bet)\b"
    r"(?!\s+(?:in|at|on)\s+the\s+(?:same|screen))|"
    r"\bno\s+(?:access|insight|visibility|tracking|telemetry|metrics|statistics|stats|figures|sources?|information|info|details?|"
    r"specs?|reference|confirmation|record)\b"
    r"(?=\s*(?:[.,;:)]|$|at\s+all|to\s+(?:it|that|them|the|go)|on\s+(?:it|that|this|the)|about|here|for|of\s+(?:it|that|this)|"
    r"whatsoever|either|available|in\s+\S+))|"
    r"\b(?:nothing|little|not\s+much)\s+(?:here\s+|there\s+|at\s+hand\s+|in\s+\S+\s+)?(?:to\s+(?:measure|go\s+(?:by|on)|read|look\s+at|"
    r"check|test|compare|rely|base)|"
    r"(?:that\s+|which\s+)?(?:backs?|supports?|proves?|confirms?|documents?|says?|shows?|states?|pins?))\b|"
    r"\bneither\s+(?:the\s+)?[\w-]+\s+nor\s+(?:the\s+)?[\w-]+\s+(?:\w+\s+)?(?:says?|tells?|states?|mentions?|documents?|specif\w+|"
    r"shows?|gives?|knows?|helps?|defines?)\b|"
    r"\b(?:invisible|not\s+visible|out\s+of\s+sight|opaque|black\s+box|closed\s+source|lives\s+elsewhere|undocumented|unspecified|"
    r"unconfirmed|unmeasured|unchecked|dunno)\b"
)
_UNDONE: Final = (
    r"\b(?:has|have|had|was|were|could|can|is|are)\s*(?:not|n't|never|nowhere)\s+(?:yet\s+|actually\s+|really\s+)?(?:be\s+|"
    r"been\s+)?(?:verified|confirmed|determined|"
    r"established|ascertained|inspected|checked|measured|tested|tried|examined|ruled\s+out|excluded|observed|validated|reproduced|"
    r"documented|specified|proven|known|evident|"
    r"recorded|stated|certain|obtained|found|available|carried\s+out|performed|undertaken|assessed|benchmarked|profiled|exercised)\b|"
    r"\b(?:verification|confirmation|inspection|measurement|validation|proof|evidence|a\s+(?:test|check|measurement|source|"
    r"reference))\s+(?:of\s+\S+(?:\s+\S+)?\s+)?(?:is|was|were|has|have|"
    r"does|could)\s*(?:not|n't|lacking|missing|absent|pending|unavailable|outstanding|impossible)|"
    r"\b(?:remains?|is|are|stays?|still)\s+(?:\w+\s+)?(?:unknown|unclear|unverified|unconfirmed|undetermined|uncertain|untested|"
    r"doubtful|speculative|conjecture|guesswork|an?\s+(?:guess|"
    r"assumption|supposition|conjecture|estimate\s+of\s+mine))\b|(?:^|[,;:?(]\s*)(?:unknown|unclear|unsure|uncertain)\b|\bhope\s+so\b|"
    r"\bhopefully\s+(?:yes|so|not|it)\b|"
    r"\b(?:supposed(?:ly)?|conjecture|supposition|surmise|presumption)\b|"
    r"\bit\s+(?:is|was)\s+(?:\w+\s+)?(?:assumed|supposed|presumed|guessed|estimated|conceivable|not\s+(?:clear|known|certain|possible))\b"
)
_PLUCKED: Final = (
    r"\b(?:pluck|pull|conjur|dream|cook|snatch|grab|draw|mak|invent|fabricat|improvis|wing)\w*\s+(?:\w+\s+){0,3}?(?:(?:out\s+of|from|"
    r"up)\s+(?:the\s+|thin\s+|my\s+)*"
    r"(?:air|hat|nowhere|sleeve|nothing|head)|up\s+(?:a|the|some)\s+(?:figure|number|value))|\b(?:wing|improvis)\w*\s+it\b|"
    r"\blet's\s+(?:just\s+)?(?:say|go\s+with|call\s+it|assume|pretend|hope|suppose|settle\s+on|take)\b|\b(?:just\s+)?(?:me\s+)?hoping\b|"
    r"\b(?:I'd|I\s+would)\s+like\s+to\s+(?:think|believe)\b|\b(?:fingers\s+crossed|touch\s+wood|knock\s+on\s+wood|with\s+(?:any|some|"
    r"a\s+bit\s+of)\s+luck|leap\s+of\s+faith)\b|"
    r"\bso\s+(?:an?|one|the|some)\s+(?:\w+\s+)?(?:figure|number|value|answer|yes|no)\s+it\s+is\b|"
    r"\b(?:I'll|I\s+will|so\s+I|we'll)\s+(?:just\s+)?(?:go\s+with|settle\s+(?:on|for)|claim|pretend|wing)\b|"
    r"\b(?:most|mostly|other|others|usual(?:ly)?|typical(?:ly)?|common(?:ly)?|customary|plenty\s+of|many|elsewhere|"
    r"normally)\b[^.!?\n]{0,80}?"
    r"(?:,\s+so\s+(?:I'll|let's|that|it|we|this|probably)|\bso\s+(?:I'll|let's|say)|,\s+so\s+\S+\?|\bhence\b|\btherefore\b)"
)
_BLANK: Final = (
    r"\b(?:two|three|four|several|many|other|a\s+few|[2-9])\s+(?:\w+\s+)?(?:suspects|candidates|theories|hypotheses|explanations|"
    r"possibilities|culprits|causes)\b|"
    r"\b(?:only|just|merely|but|still|is|it's|that's)\s+(?:a|my|one)\s+(?:\w+\s+)?(?:theory|hypothesis|guess|hunch|suspicion|"
    r"conjecture|assumption)\b|"
    r"\b(?:something|this|that|it|which|nothing)\s+(?:doesn't|does\s+not|don't|never|hardly|barely)\s+(?:\w+\s+)?(?:add\s+up|fit|tally|"
    r"explain)\b|"
    r"\b(?:only|hardly|barely)\s+explains?\b|\bexplains?\s+(?:\w+\s+)?(?:only|hardly|barely|half|part|some|a\s+(?:part|fraction))\b|"
    r"\bshot\s+in\s+the\s+dark\b|"
    r"[=:]\s*\?{1,3}(?=\s*(?:[,;)]|$|-|→))|"
    r"\b(?:fill|put|write|drop|slot|stick|plug)\s+(?:\w+\s+)?(?:in|down)\s+(?:something|some|a|an|any|"
    r"whatever)\s+(?:\w+\s+){0,2}?(?:sensible|plausible|reasonable|believable|credible|"
    r"realistic|likely|round|crisp|nice|decent|numbers?|figures?|values?)\b|\bsomething\s+(?:sensible|plausible|believable|credible|"
    r"realistic)\b|"
    r"\b(?:made|cooked|thought|dreamt|dreamed)-up\s+(?:figures?|numbers?|values?|results?|data|answers?|estimates?|dates?)\b|"
    r"\b(?:fictional|fictitious|imaginary|invented|fabricated)\s+(?:\w+\s+)?(?:figures?|numbers?|values?|data|results?)\b|"
    r"\b(?:is|are|seems?|'s)\s+(?:\w+\s+)?(?:typical|usual|customary|common|normal|standard)\s+(?:for|in|of|with|"
    r"at)\b[^.!?\n]{0,80}(?:;|,|\bthat\b|\bso\b|\bhence\b|\bmakes\b)|"
    r"\b(?:isn't|aren't|is\s+not|are\s+not|not)\s+(?:\w+\s+)?(?:readable|accessible|reachable|available|queryable|measurable|countable)\b|"
    r"\b(?:can't|cannot|can\s+not|couldn't|could\s+not|unable\s+to|no\s+way\s+to)\s+(?:\w+\s+)?(?:count|compute|calculate|estimate|"
    r"quantify|attribute|pinpoint|pin|distinguish|decide)\b|"
    r"\b(?:arithmetic|maths?|numbers?|figures?|sums?|sizes?|timing|timings|dates?)\s+(?:is|are|do|does|don't|doesn't)\s*(?:n't|"
    r"not)?\s*(?:\w+\s+)?(?:add\s+up|off\s+by|match|fit|tally|work\s+out)\b|"
    r"\b(?:there\s+)?must\s+be\s+(?:something|someone|somebody|another|some\s+other|more)\s+(?:else|\w+)\b|\b(?:seems?|sounds?|looks?|"
    r"feels?)\s+(?:far\s+|way\s+|much\s+)?too\s+(?:much|little|small|large|few|many|low|high|slow|fast)\b|"
    r"\b(?:prime|main|likely|strong|possible|only\s+a|just\s+a|is\s+a|one)\s+(?:suspect|candidate|hypothesis|theory)\b"
)
FRAMES: Final = regex(
    f"{_IGNORANT}|{_HALF_SEEN}|{_SILENT}|{_SIDE_BY_SIDE}|{_GROUNDLESS}|{_UNABLE}|{_UNDONE}|{_PLUCKED}|{_BLANK}",
    re.IGNORECASE,
)
"""A doubt plainly owned: whoever says this does not know."""

WORDS: Final = (
    "either", "tend", "surpris", "looks", "odds", "chances", "likelihood", "or ", "silent", "vague", "ambiguous", "mention", "toss",
    "flip", "fifty", "50", "bet", "wager", "iirc", "afaik", "memory", "recall", "ballpark", "thumb", "plausible", "sounds", "thin air",
    "definite", "confiden", "arbitrary", "invent", "hard to", "who knows", "nowhere", "nothing", "no one", "nobody", "none",
    "open question", "unresolved", "undetermined", "without", "never", "hardly", "barely", "as a fact", "as fact", "somewhere", "i'd ",
    "may ", "might", "could", "feeling", "suspect", "most ", "n't", "not yet", "have not", "ring", "there was", "i'd", "heard", "telling",
    "only", "just", "merely", "fuzzy", "hazy", "shaky", "foggy", "rusty", "sketchy", "murky", "iffy", "dubious",
    "doubt", "questionable", "say", "no way", "no means", "no chance", "out of", "didn't", "did not",
    "cannot", "unable", "impossible", "difficult", "no access", "no insight", "no visib", "no tracking", "no telem",
    "no metric", "no stat", "no fig",
    "no source", "no info", "no detail", "no spec", "no ref", "no conf", "no record", "little", "neither", "visible",
    "opaque", "black box",
    "closed source", "elsewhere", "undoc", "unspec", "unconf", "unmeas", "uncheck", "dunno", "not ", "nowhere",
    "lacking", "missing", "unavail",
    "uncertain", "untested", "specul", "conject", "suppos", "surmise", "presum", "assum", "estimate", "conceiv", "up",
    "air", "let's", "hoping",
    "like to", "fingers", "wood", "luck", "faith", "it is", "i'll", "i will", "so i", "we'll", "other", "usual",
    "typical", "common", "custom",
    "many", "plenty", "normally", "= ?", "=?", ": ?", "sensible", "plausible", "believable", "credible", "realistic", "-up", "fictional",
    "fictitious", "imaginary", "invented", "fabricated", "arithmetic", "math", "add up", "must be", "seem", "look", "feel", "suspect",
    "candidate", "hypothesis", "theory", "reasonable", "number", "figure", "value", "explain", "add up", "fit", "possibilit", "culprit",
    "cause", "shot",
)  # fmt: skip
"""Words of which every match has one, beside those that `remarks` looks for in any case."""
