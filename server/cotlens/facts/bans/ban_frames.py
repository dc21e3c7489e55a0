"""The frames in which people forbid an act, each put as the plain "do not <verb> ...": a small grammar, no list of sentences.

"I'd rather you didn't push", "no pushes today", "pushing is off the table", "push: no", "nothing is to be pushed" and "leave it local"
are one prohibition. What is forbidden is for `prohibitions`, which reads what is made of them here; `ban_places` does the same for files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

HEAD: Final = (
    r"(?:^|[.;:,!?(\u2013\u2014]\s*|\s-\s+|\b(?:and|but|so|then|also|just|please|though|or|again|hence|thus)\s+)"
)
"""Where a clause begins."""
_NOT: Final = r"(?:not|n['o]?t)"
_YOU: Final = r"(?:you|anyone|anybody|(?:the|this|any)\s+agents?|agents?)"
FORBIDDEN: Final = (
    r"(?:(?:strictly|absolutely|completely|entirely|totally|definitely|still|also|currently|just|simply|for\s+now)\s+)*"
    r"(?:off[- ]limits|out\s+of\s+bounds|off\s+the\s+table|out\s+of\s+the\s+question|forbidden|banned|prohibited|verboten|disallowed|"
    r"taboo|(?:a\s+)?no[- ]go|(?:not|n't)\s+(?:allowed|permitted|acceptable|an\s+option|okay|ok|on\s+the\s+table|authori[sz]ed|"
    r"your\s+\w+|"
    r"for\s+you)|(?:not|n't)\s+to\s+(?:be\s+)?(?:made|done|performed|executed|happen|take\s+place)|"
    r"to\s+be\s+avoided|(?:mine|ours)\b|my\s+(?:job|call|business|part|turf)|"
    r"(?:only\s+)?(?:up|left|reserved)\s+(?:to|for)\s+(?:me|us)|for\s+me\b(?!\s+to\b)|impermissible|not\s+happening)"
)
"""Says of an act or a thing that the agent is to keep from it."""
_IS: Final = (
    r"\s*(?:\s(?:is|are|stays?|remains?|will\s+be|would\s+be|counts?\s+as)\s+|\s(?=isn't|aren't)\w{2,3}(?=n't)|\s?[:=]\s*|"
    r"\s?(?:->|\u2192|=>|\u2013|\u2014|-)\s+|\s(?=not\s+(?:allowed|permitted|ok)))"
)
_LATER: Final = (
    r"(?:no(?:pe|t)?(?=\s*(?:[.,;!)]|$|\s(?:yet|now|today|please|for\s+now)))|not\s+(?:yet|now|today|this\s+time|from\s+you)|"
    r"later\b(?:,?\s+by\s+me)?(?=\s*(?:[.,;!)]|$))|only\s+(?:by|from)\s+me|by\s+me\b|never\b(?=\s*(?:[.,;!)]|$)))"
)
_WAITS: Final = (
    r"\s+(?:has\s+to\s+wait|have\s+to\s+wait|must\s+wait|can\s+wait|waits?|comes?\s+later|comes?\s+from\s+me|"
    r"happens?\s+later)\b"
)

_ACT: Final = (
    r"(?:re-?|force-?)?(?:push|commit|deploy|release|publish|ship|merge|tag|install|rebase|amend|squash|stash|run|execute|start|"
    r"launch|open|"
    r"restart|stop|kill|delete|drop|touch|edit|change|modify|alter|rewrite|refactor|update|upgrade|bump|format|send|post|seed|"
    r"migrate|apply|"
    r"download|upload)\b"
)
_HEADS: Final = regex(
    r"\b(?:"
    r"dont\b|"
    r"do\s*n['o]?t,[^,.;\n]{3,50},|(?:do\s+not|don't)\s+under\s+any\s+circumstances?|don't\s+you(?:\s+dare)?(?:\s+to)?|"
    rf"(?:I|we)\s+(?:really\s+|absolutely\s+|definitely\s+)?(?:do\s*{_NOT}|do\s+not|would\s*n't|would\s+not)\s+(?:really\s+)?"
    rf"(?:want|need|like|expect|wish)\s+(?:for\s+)?{_YOU}(?:\s+to)?(?:\s+be)?|"
    r"(?:I'd|I\s+would|we'd|we\s+would)\s+(?:really\s+|much\s+|very\s+much\s+)?(?:rather|prefer|appreciate|like|love|ask|"
    r"be\s+(?:happier|glad|grateful))"
    r"\s+(?:it\s+)?(?:if\s+|that\s+)?you\s+(?:to\s+)?(?:please\s+)?(?:did\s*n't|did\s+not|don't|do\s+not|would\s*n't|would\s+not|"
    r"not(?:\s+to)?|never)|"
    r"(?:would\s+you\s+mind\s+not)|"
    r"(?:ask|asked|asking|tell|told|telling|beg|want|need|expect|requir|trust|urg|remind|advis|instruct|"
    r"request)\w{0,3}\s+you\s+(?:please\s+)?(?:not|never)\s+to|"
    r"(?:try|sure|careful|care|remember|mind|best|better|important|please|and|but|just|only|agreed|promise)\s+(?:not|never)\s+to|"
    r"(?:you\s+are|you're)\s+(?:\w+ly\s+|also\s+)?(?:not|never)\s+(?:supposed\s+|expected\s+|permitted\s+|authori[sz]ed\s+|"
    r"cleared\s+|meant\s+|to\s+be\s+)?(?:to|(?=\w+ing\b))|"
    r"(?:you\s+are|you're|is|are)\s+(?:\w+ly\s+)?(?:forbidden|prohibited|barred|banned)\s+(?:to|from)|"
    r"you\s+(?:have|'ve|'ve\s+got|have\s+got)\s+no\s+(?:permission|authori\w+|right|mandate|business|leave|licence|license|"
    r"clearance)\s+(?:to\b|for\b)?|"
    r"let(?:'s|\s+us)\s+(?:please\s+)?(?:not|avoid)|"
    r"(?:can|could|would|will)\s+(?:you|we)\s+(?:please\s+|kindly\s+|also\s+)?not|"
    r"I\s+(?:hereby\s+|strictly\s+)?(?:forbid|prohibit)\s+(?:you\s+)?(?:to|from)?|"
    r"no\s+(?:need|reason)\s+for\s+you\s+to|"
    r"(?<!commands )(?<!which )(?<!that )(?:nobody|no\s+one)\s+(?:\w+\s+)?(?:may|is\s+to|is\s+allowed\s+to|must|shall|gets\s+to)|"
    r"we\s+(?:do\s+not|don't)(?=\s+(?:touch|edit|modify|alter|rewrite|push\s+to|commit\s+to|commit\s+on|add|introduce|use)\b)|"
    r"kindly\s+(?:do\s+not|don't)|"
    r"you\s+(?:really\s+)?(?:shouldn't|mustn't|needn't|shan't|shall\s+not|ought\s+not\s+to|(?:must|should|may|shall|are\s+to)\s+never)|"
    r"not\s+(?:allowed|permitted|supposed|authori[sz]ed|cleared)\s+to|"
    r"(?:under\s+no\s+circumstances?|by\s+no\s+means|on\s+no\s+account|in\s+no\s+(?:case|event|way)|at\s+no\s+(?:point|time)|no\s+way),?"
    r"(?:\s+(?:(?:should|may|must|are|do)\s+you(?:\s+to)?|you\s+(?:may|should|must|are\s+to)))?|"
    rf"(?:and|but)\s+not(?:\s+to)?(?=\s+{_ACT})"
    r")\s+(?=\w)",
    re.IGNORECASE,
)
"""Negations of a verb that comes next; what stands behind them stays as it is."""
_NOT_TO: Final = regex(r"(?:^|[,;:(\u2013\u2014]\s*)(?:not|never)\s+to\s+(?=\w)", re.IGNORECASE)
_ING: Final = (
    r"(?=(?:re-?|auto-?|force-?)?(?:push|committ|deploy|releas|publish|shipp|merg|tagg|install|add|introduc|rebas|amend|squash|"
    r"stash|runn|"
    r"execut|start|launch|trigger|open|creat|rais|us|call|hitt|restart|stopp|kill|delet|remov|dropp|truncat|touch|edit|chang|modify|"
    r"alter|"
    r"writ|rewrit|refactor|updat|upgrad|bump|format|send|mail|post|seed|migrat|apply|download|fetch|pull|upload|switch|log|connect|"
    r"patch|adjust|mov|renam|regenerat|mess|fiddl|go)ing\b)"
)
_AVOIDS: Final = regex(
    rf"(?:\b(?:hold|holding|hang)\s+(?:off|back|fire)(?:\s+(?:on|with|from))?|\b(?:keep|abstain|desist|shy\s+away|stay\s+away|"
    rf"steer\s+clear|"
    rf"hold\s+yourself\s+back|stay\s+clear|stop\s+short|stop\s+yourself|back\s+off)\s+(?:from|of)|\bforget\s+about|\bw/o|"
    rf"\bI(?:'m|\s+am)\s+not\s+(?:ok(?:ay)?|fine|comfortable|happy|keen|good)\s+(?:with|on|about)(?:\s+your?)?|"
    rf"\bdon't\s+(?:start|go|begin|bother|even\s+think\s+(?:of|about)|think\s+(?:of|about)|get\s+into)|"
    rf"{HEAD}(?:skip|omit|not|nix|short\s+of|stop\s+before|never\s+mind|no|zero)|"
    rf"\bthere\s+(?:should|must|may|shall|will|is\s+to|can)\s+be\s+no|"
    rf"\b(?:anything|everything|all|whatever\s+\w+\s+\w+|what\s+you\s+(?:like|want))\b[^.;,!?\n]{{0,30}}?\s(?:but|except(?:\s+for)?|"
    rf"short\s+of|"
    rf"save|bar|apart\s+from|other\s+than))\s+(?:any\s+)?{_ING}",
    re.IGNORECASE,
)
_SHORT: Final = regex(rf"^short\s+of\s+{_ING}", re.IGNORECASE)
_ING_STATE: Final = regex(
    rf"\b({_ING}[\w-]+ing\b(?:\s(?!is\b|are\b|stays?\b|remains?\b|isn't\b|has\b|have\b|must\b|can\b|waits?\b|"
    rf"comes?\b)[^\s.;:,!?()]+){{0,6}})"
    rf"(?:{_IS}(?:{FORBIDDEN}|{_LATER})|{_WAITS})",
    re.IGNORECASE,
)
_KEPT: Final = regex(
    rf"\b(?:leave\s+(?:the\s+)?({_ING}[^.;,!?\n]{{4,60}}?)\s+to\s+(?:me|us)\b|"
    rf"(?:I(?:'ll|\s+will|'m\s+going\s+to|\s+want\s+to|\s+prefer\s+to)\s+(?:take\s+care\s+of|handle|see\s+to|do|deal\s+with)|I\s+do|"
    rf"let\s+me\s+(?:do|handle)|I'd\s+(?:rather|prefer\s+to|like\s+to)\s+do)\s+(?:all\s+)?(?:the\s+)?({_ING}[^.;,!?\n]{{4,60}}))",
    re.IGNORECASE,
)
"""An act that the speaker keeps to themselves."""
_I_DO: Final = regex(
    r"\bI(?:'ll|\s+will|'d\s+rather|\s+would\s+rather|\s+want\s+to|\s+prefer\s+to|'d\s+like\s+to)?\s+"
    r"(push|commit|deploy|release|publish|ship|merge|tag|install|rebase|squash|restart|delete|drop|migrate|seed|apply|send|post|"
    r"upload)\s+"
    r"(?:(?:it|them|this|that|everything|the\s+\w+)\s+)?(?:myself|later|by\s+hand|on\s+my\s+own|from\s+my\s+\w+)\b",
    re.IGNORECASE,
)

_NOUNS: Final[tuple[tuple[str, str], ...]] = (
    (r"force[- ]?push(?:es)?", "force-push"), (r"push(?:es)?", "push"), (r"commits?", "commit"),
    (r"deploy(?:s|ments?)?|roll-?outs?", "deploy"), (r"releases?|publish(?:es)?|publications?|publishing", "publish"),
    (r"merges?", "merge it into"), (r"(?:git\s+)?tags?", "tag"), (r"rebases?", "rebase"), (r"amends?", "amend"), (r"stash(?:es)?", "stash"),
    (r"(?:(?:package|pip|npm|apt|brew|gem|cargo|system|global)\s+)?install(?:s|ations?)?", "install packages"),
    (r"(?:(?:package|dependency)\s+)?upgrades?", "upgrade dependencies"),
    (r"(?:(?:db|database|schema)\s+)?migrations?(?:\s+runs?|\s+to\s+be\s+run)?", "run migrations"),
    (r"test\s+(?:runs?|execution)", "run the tests"),
    (r"PRs?|MRs?|pull[- ]requests?|merge[- ]requests?", "open a PR"), (r"sudo", "use sudo"),
    (r"restarts?|reboots?", "restart the service"),
    (r"(?:network|web|internet)\s+(?:access|calls?|traffic|requests?)|downloads?", "use the network"),
    (r"formatter\s+runs?|reformats?", "reformat"), (r"ssh", "ssh into servers"),
    (r"e-?mails?|newsletters?", "send emails"), (r"deps?", "install packages"),
)  # fmt: skip
"""(an act as a noun, the verb that `prohibitions` knows for it)."""
_N: Final = "(?:" + "|".join(f"(?P<n{i}>{noun})" for i, (noun, _) in enumerate(_NOUNS)) + r")(?![\w-])"
_AFTER: Final = (
    r"(?=\s*(?:$|[.,;:!?)(/\u2013\u2014]|-\s)|\s+(?:yet|please|now|today|tonight|this|from|at|until|till|to|on|of|for\s+now|by|here|"
    r"whatsoever|"
    r"either|or|and|nor|but|because|since|as|whatever|is|are|may|must|should|shall|I|allowed|permitted|ok)\b)"
)
"""What may follow an act as a noun: "no push today"; "push notifications" and "commit messages" are other things."""
_NO_NOUN: Final = regex(
    rf"(?:{HEAD}(?:no|zero|skip|hold|omit|never|nix)(?:\s+(?:the|any|a|an|more|further|new|real|actual|automatic|single))?|"
    rf"\bnot\s+(?:a|one)(?:\s+single)?|\b(?:without|w/o)(?:\s+(?:a|an|any|the))?|[\u2717\u2718\u274c\u26d4\U0001f6ab]|"
    r"\b(?:do\s+not|don't|never|not\s+to)\s+(?:do|make|perform|carry\s+out|trigger|issue|create|cut|kick\s+off|attempt)(?:\s+(?:a|"
    r"an|any|the))?|"
    r"\b(?:there\s+(?:is|are|should|must|may|shall|will|can)(?:\s+to)?(?:\s+be)?|I\s+(?:want|need|expect|wish)(?:\s+to\s+see)?|with|"
    r"but|means?)\s+no)"
    rf"\s+{_N}{_AFTER}(?!\s+(?:is|are|was|were)\s+(?:needed|found|there|visible|shown|made|missing)\b)",
    re.IGNORECASE,
)
_RULE_OF_KIND: Final = regex(
    r"^\s*(?:(?:on|to|of|from|at|by|in|for)\s+(?:\S+\s+){1,4}?)?(?:without|with|that|which|whose|where|longer|larger|bigger|over|"
    r"containing|"
    r"unless|if|when|after|older|exists?|yet\s+(?:exists?|made))\b(?!\s+(?:my|asking|telling|I\b|explicit|approval|permission))",
    re.IGNORECASE,
)
"""What follows says which ones: "no commit without a ticket" forbids no commit."""
_NOUN_STATE: Final = regex(
    rf"{HEAD}(?:(?:the|any|all|every|a|an|actual|real|final)\s+)*{_N}(?:\s+(?:to|on|into|from)\s+\S{{2,40}})?"
    rf"(?:{_IS}(?:{FORBIDDEN}|{_LATER})|{_WAITS}|\s+(?:must|may|should|shall|are|is|will|have)\s*(?:not|n't|never|to)\s+(?:to\s+)?be\s+"
    r"(?:made|done|performed|carried\s+out|executed|run|triggered|issued|created|avoided|attempted)|\s+(?:must|should|"
    r"shall)\s+be\s+avoided|"
    r"\s+I(?:'ll|\s+will|\s+want\s+to)?\s+(?:do|handle|make)\b|\s+(?:later,?\s+)?(?:only\s+)?by\s+me\b)",
    re.IGNORECASE,
)
_KEPT_NOUN: Final = regex(rf"\b(?:leave\s+(?:the\s+|any\s+)?{_N}\s+to\s+(?:me|us)\b)", re.IGNORECASE)
_KEPT_NOUN_2: Final = regex(
    rf"\bI(?:'ll|\s+will|\s+want\s+to|\s+prefer\s+to)?\s+(?:do|handle|take\s+care\s+of|see\s+to|make)\s+(?:the\s+|any\s+|"
    rf"all\s+)?{_N}{_AFTER}",
    re.IGNORECASE,
)

_VERB: Final = {
    "merge": "merge it into",
    "restart": "restart the service",
    "install": "install packages",
    "migrate": "run migrations",
}
_DONE: Final[dict[str, str]] = {
    "pushed": "push", "committed": "commit", "deployed": "deploy", "rolled out": "deploy", "released": "release", "published": "publish",
    "merged": "merge it into", "tagged": "tag", "installed": "install anything", "rebased": "rebase", "shipped": "deploy",
    "downloaded": "download anything", "upgraded": "upgrade dependencies", "restarted": "restart the service",
    "uploaded": "send anything out",
    "deleted": "delete data", "dropped": "delete data", "removed": "delete data", "run": "run anything", "executed": "run anything",
    "changed": "change anything", "edited": "edit anything", "modified": "modify anything", "touched": "touch anything",
    "altered": "alter anything", "sent": "send anything out", "migrated": "run migrations",
}  # fmt: skip
_ED: Final = "(" + "|".join(_DONE) + r")\b"
_WHEN: Final = (
    r"(?:\s+(?:yet|today|tonight|now|for\s+now|from\s+here|here|please|at\s+all|(?:on|to|in)\s+(?:this|the|my|our)\s+\w+|"
    r"anywhere|until\s+I|before\s+I|without\s+my)\b|\s*(?:$|[.,;!)]))"
)
_NOTHING: Final = regex(
    rf"\bnothing\s+(?:(?:is|are)\s+to\s+(?:be|get)|(?:may|must|should|shall|will)\s+(?:be|get)|to\s+be|gets?(?=\s+\w+{_WHEN})|"
    rf"is\s+being)\s+{_ED}|"
    rf"{HEAD}nothing\s+{_ED}{_WHEN}|"
    rf"\bI\s+(?:do\s*n't|do\s+not|don't)\s+want\s+(?:anything|it|this|that|them|any\s+of\s+(?:it|this|that))\s+(?:to\s+(?:be|"
    rf"get)\s+|being\s+|getting\s+)?{_ED}|"
    rf"\bI\s+want\s+nothing\s+(?:to\s+(?:be|get)\s+|being\s+)?{_ED}|"
    rf"\b(?:this|it|that|they|these)\s+(?:must|should|may|shall|is|are)\s*(?:not|n't|never)\s+(?:to\s+)?(?:be|get)\s+{_ED}\s*(?:yet|"
    rf"today|for\s+now|from\s+here|"
    r"until\s+I|before\s+I)\b|"
    rf"\bnot\s+to\s+be\s+{_ED}\s+(?:yet|today|for\s+now|from\s+here)\b",
    re.IGNORECASE,
)
_UN: Final = regex(
    r"\b(?:leave|keep|stays?|remains?|left|should\s+be|must\s+be)\b[^.;,!?\n]{0,30}?\bun(pushed|committed|deployed|merged|released|"
    r"published|tagged)\b",
    re.IGNORECASE,
)
_V_NOTHING: Final = regex(
    rf"{HEAD}(?:please\s+)?(install|push|commit|deploy|publish|release|download|upgrade|delete|drop|restart|touch|change|edit|"
    rf"modify|alter|tweak|adjust|"
    r"remove|add|run|execute|create)\s+(?:absolutely\s+)?nothing\b(?!\s+(?:but|except|other|besides|apart|else))",
    re.IGNORECASE,
)
_WORK: Final = (
    r"(?:it|this|that|them|everything|all\s+of\s+(?:it|this|that)|(?:the|your|those|these|all)\s+(?:commits?|branch(?:es)?|changes?|work|"
    r"results?|fix|tags?|edits?))"
)
_LOCAL: Final = (
    r"(?:local(?:ly)?(?=\s*(?:$|[.,;:!)\u2013\u2014]|only|please|for\s+now|and\b|but\b|until\b|because|since|as\b))|"
    r"on\s+(?:this|my|your|the)\s+(?:machine|laptop|box|computer|disk|workstation|host)|in\s+(?:this|your|the|my)\s+(?:clone|"
    r"checkout|local\s+\w+))"
)
_STAY_HERE: Final = regex(
    rf"\b(?:leave|keep|hold)\s+{_WORK}\s+(?:\w+\s+)?{_LOCAL}|\b{_WORK}\s+(?:\w+\s+)?(?:stays?|remains?|stay|remain|"
    rf"is\s+to\s+stay)\s+(?:\w+\s+)?{_LOCAL}|"
    r"\bcommit(?:s|ted)?\s+(?:(?:it|this|that|them|everything|the\s+\w+)\s+)?(?:only\s+)?locally\b|\blocal\s+commits?\s+(?:only|"
    r"is\s+enough|will\s+do|please)\b|"
    r"\b(?:only|just)\s+(?:a\s+)?(?:local\s+commits?\b|commit(?:\s+(?:it|that|this|locally))?(?=\s*(?:$|[.;!)\u2013\u2014]|"
    r",\s+(?:no|not|don't|nothing)|and\s+stop)))|"
    r"\b(?:stop|end|halt|finish)\s+(?:at|after|with)\s+(?:the\s+|that\s+)?commit(?:ting)?\b|\bcommit(?:\s+(?:it|that|this))?(?:,|"
    r"\s+and|,\s+but|\s+but)\s+"
    r"(?:(?:go\s+)?no\s+further|nothing\s+(?:more|else|beyond)|(?:then\s+)?stop\s+there|leave\s+it\s+(?:there|at\s+that)|"
    r"that's\s+(?:it|all))\b|"
    r"\b(?:nothing|no\s+commits?|it|this)\s+(?:leaves?|goes\s+(?:to|up\s+to)|reach(?:es)?|must\s+(?:reach|leave)|may\s+(?:reach|"
    r"leave)|should\s+(?:reach|leave)|gets?\s+to)\s+"
    r"(?:the\s+remote|origin|upstream|github|gitlab|main\s+on)\b|\b(?:remote|origin)\s+(?:stays|must\s+stay|is)\s+(?:untouched|"
    r"as\s+it\s+is|off[- ]limits)",
    re.IGNORECASE,
)
"""A commit that is to stay where it is."""
_AT_HAND: Final = regex(
    r"\b(?:only|just|nothing\s+but|solely|plain|pure|strictly|stick\s+to|keep\s+to|vanilla)\s+(?:the\s+)?(?:python\s+|plain\s+|"
    r"go\s+|node\s+|ruby\s+|rust\s+)?"
    r"(?:stdlib|std\s+lib|standard\s+librar(?:y|ies)|(?:built-?ins?|core\s+modules)(?=\s*(?:$|[.,;:!)])))\b|"
    r"\b(?:stdlib|standard[- ]library|built-?ins?|core\s+modules)[- ]only\b|\b(?:vanilla|plain)\s+(?:js|javascript)\s*(?:only|"
    r"please|$|[.,;!)])|"
    r"(?<![-\w])(?:zero|no)[- ]dep(?:endenc(?:y|ies)|s)\b|\bdependency[- ]free\b|"
    r"\b(?:make\s+do|get\s+by|manage|work|do\s+it|cope)\s+with\s+(?:only\s+)?(?:what(?:'s|\s+is|\s+we\s+have|ever\s+is|"
    r"\s+you\s+(?:have|find))|the\s+tools)\s*(?:already\s+)?"
    r"(?:installed|there|here|available|in\s+(?:the|package|go|Cargo)|on\s+(?:the|this)\s+\w+|$|[.,;!)])|"
    r"\b(?:only|nothing\s+but|just)\s+(?:with\s+)?(?:use\s+)?what(?:'s|\s+is)\s+(?:already\s+)?(?:installed|there|available|"
    r"on\s+(?:the|this)\s+\w+)",
    re.IGNORECASE,
)
"""The work is to be done with what is there."""
_PATTERNS: Final = (
    _HEADS, _NOT_TO, _AVOIDS, _SHORT, _ING_STATE, _KEPT, _I_DO, _NO_NOUN, _NOUN_STATE, _KEPT_NOUN, _KEPT_NOUN_2, _NOTHING, _UN, _V_NOTHING,
    _STAY_HERE, _AT_HAND,
)  # fmt: skip
_FRAMES: Final = Sieve(*_PATTERNS)


def plain_acts(sentence: str) -> Iterator[str]:
    """Yield, for each frame that a sentence forbids in, the same as "do not <verb> ..." with what follows it there."""
    look = _FRAMES.over(sentence)
    if look.nothing:
        return
    for pattern, put in ((_HEADS, "do not "), (_NOT_TO, "do not "), (_AVOIDS, "avoid "), (_SHORT, "avoid ")):
        for match in pattern.finditer(sentence) if look.may(pattern) else ():
            yield put + sentence[match.end() :]
    for pattern in filter(look.may, (_ING_STATE, _KEPT)):
        for match in pattern.finditer(sentence):
            yield "avoid " + next(g for g in match.groups() if g) + sentence[match.end() :]
    for pattern in filter(look.may, (_NO_NOUN, _NOUN_STATE, _KEPT_NOUN, _KEPT_NOUN_2)):
        for match in pattern.finditer(sentence):
            tail = sentence[match.end() :]
            if not _RULE_OF_KIND.match(tail):
                yield f"do not {_NOUNS[int((match.lastgroup or 'n0')[1:])][1]}{tail if pattern is _NO_NOUN else ''}"
    for pattern in filter(look.may, (_NOTHING, _UN)):
        for match in pattern.finditer(sentence):
            yield f"do not {_DONE[next(g for g in match.groups() if g).lower()]}{sentence[match.end() :]}"
    for match in _I_DO.finditer(sentence) if look.may(_I_DO) else ():
        yield f"do not {match[1]} anything"
        yield f"do not {_VERB.get(match[1].lower(), match[1])}"
    for match in _V_NOTHING.finditer(sentence) if look.may(_V_NOTHING) else ():
        verb = match[1].lower()
        yield f"do not {verb} {'data' if verb in ('delete', 'drop') else 'anything'}{sentence[match.end() :]}"
    if look.may(_STAY_HERE) and _STAY_HERE.search(sentence):
        yield "do not push"
    if look.may(_AT_HAND) and _AT_HAND.search(sentence):
        yield "do not install packages"
