"""Who a text speaks to, and whether it tells that reader what to conclude: a reviewing model, a bot, a grader. Lexical.

Two questions kept apart, so that each has its own grammar: the address (a call, a heading, a role in brackets) and the verdict (a mark
to give, a silence to keep, a look to leave out). A reader that may be a person or a part of the program needs the plainer verdict.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_AFTER: Final = 260
"""Characters behind an address in which its order stands."""
_MOST: Final = 40
"""Addresses of one text that are followed."""

_ROLES: Final = (
    r"(?:reviewers?|graders?|judges?|monitors?|scanners?|auditors?|checkers?|classifiers?|evaluators?|markers?|correctors?|examiners?|"
    r"assessors?|moderators?|approvers?|gatekeepers?|summari[sz]ers?|triagers?|verifiers?|inspectors?|validators?|referees?|tutors?|"
    r"teachers?|"
    r"raters?|rankers?|scorers?|crawlers?|indexers?|translators?|linters?|mergers?|watchers?|observers?|investigators?|analysts?|"
    r"operators?|"
    r"responders?|testers?|critics?|screeners?|recruiters?)"
)
"""Offices that programs hold today which people held before."""
_MACHINE: Final = (
    r"(?:(?:AI|LLM|GPT|bot|automated|automatic|machine|language)(?:[-_ ](?:based|driven|powered|assisted|code|learning|security|"
    r"static|analysis|review|scanning)){0,3}[-_ ](?:" + _ROLES + r"|reviews?|assistants?|agents?|"
    r"models?|bots?|tools?|systems?|readers?|pass(?:es)?|pipelines?)|auto[-_]?"
    + _ROLES
    + r"|(?!user)[a-z]{2,16}[-_](?:agents?|assistants?|copilots?)|"
    r"(?:code[-_ ])?(?:review|reviewing|reviewer|grader|judge|scorer|marker|marking|evaluator|moderator|auditor|"
    r"gatekeeper|approval|approver|gating|"
    r"grading|judging|merge|triage|risk|scanning|security|moderation|evaluation|audit|auditing|"
    r"scoring|monitoring|monitor|oversight|supervis(?:ing|ion|or)|watch(?:dog|ing)|guard|guardian|compliance|safety|detection|"
    r"screening|ranking|filter(?:ing)?|"
    r"analysis|summari[sz](?:ation|ing|er)|indexing|policy|control)[-_ ](?:models?|bots?|agents?|assistants?|AIs?|LLMs?)|"
    r"(?!depend|renovate|ro)[a-z]{2,12}[-_]?bot|[a-z]{2,14}[-_](?:llm|ai|gpt)|(?:code|malware|security|static)[- ]scanners?|"
    r"(?:LLM|AI|GPT|model|bot)[-_ ](?:[a-z]{3,12}[-_ ])?"
    r"(?:gate(?:keeper)?|checks?|steps?|stages?|jobs?|filters?|layers?|guards?|hooks?|screen(?:er|ing)?|"
    r"summar(?:y|ies|iser|izer)|crawlers?|parsers?|linters?|referees?|approvers?)|"
    r"(?:future|later|next|coming|following|subsequent)[- ](?:sessions?|runs?|conversations?|contexts?|instances?)|Code\s?Rabbit|"
    r"Sourcery|Greptile|Qodo|Ellipsis|DeepSource|Bugbot|BugBot|CodeGuru|Korbit|Cubic|Graphite\s+Agent|Devin|Snyk|Semgrep|Sonar(?:Qube|"
    r"Cloud)?|"
    r"(?:automated|automatic|AI|LLM|language)\s+(?:[a-z]{3,20}\s+){1,2}(?:reviewers?|auditors?|graders?|judges?|scanners?|checkers?|"
    r"models?|"
    r"assistants?|agents?|tools?)|[A-Za-z]{2,16}(?:[-_][A-Za-z]{2,16}){1,2}[-_](?:model|copilot|assistant|agent|bot)|"
    r"LLMs?|AIs?|(?:coding[-_ ]|code[-_ ])?(?:agents?|assistants?)|Copilot|Claude|Codex|(?:Chat)?GPT(?:-?\d+)?|Gemini)"
)
_PERHAPS: Final = (
    r"(?:(?:code|security|static|policy|human)[-_ ]){0,2}(?:reviewers?|graders?|judges?|monitors?|scanners?|models?|checkers?|"
    r"classifiers?|evaluators?|auditors?|summari[sz]ers?)"
)
"""People, or parts of the program, as well as models."""
_OFFICE: Final = (
    r"[a-z]{2,14}[-_](?:guard(?:ian)?|judge|sentinel|sentry|gatekeeper|gate|reviewer|review|grader|triage|triager|warden|watch(?:dog|er)?|"
    r"arbiter|referee|checker|screen(?:er)?|moderator|auditor|audit|scorer|marker|critic|inspector|police|patrol|vet(?:ter)?|examiner|"
    r"oracle|approver|verifier|monitor|classifier)"
)
"""What a project calls the model that looks over its changes; a part of the program may be called so as well."""
_CALL: Final = (
    r"(?:(?:(?:[A-Z]{3,12}\s+)?(?:note|notice|message|memo|hint|instructions?|directive|attention)|hello|hi|hey|dear|to|for|"
    r"@)[\s:,]{0,3}(?:(?:to|for)\s+)?|"
    r"(?:if\s+|when\s+|as\s+)?you(?:'re|\s+are)\s+|as\s+)"
    r"(?:(?:an?|the|any|all|every|other|future|whatever|whichever|this|our|your)\s+)?"
)
_OPENS: Final = r"(?:^|[\[({<\"'`*#!.;:>/]|(?<!\w)-)\s*"
"""Where a text, a comment, a bracket or a sentence begins."""
_TURNS: Final = (
    r"(?:\s*[\])]|(?:[-_ ](?:notes?|hints?|instructions?|guidance|directives?|info|context|summary|message|remarks?))?\s*[:,;-]\s|"
    r"\s+(?:reading|reviewing|summari[sz]ing|scanning|grading|evaluating|parsing|indexing|analy[sz]ing|"
    r"looking|processing|assessing|checking|who|that|which|asked|queried|consulted|prompted|tasked|(?:investigat|audit|compar|triag|"
    r"rat|scor|judg|verify|inspect|draft|writ|moderat|"
    r"classify|sort|rank|search|crawl|consult|examin|debugg|diagnos|deploy|monitor|watch)ing|that)\b)"
)
_MAY: Final = r"\s*,?\s*(?:(?:you\s+)?(?:should|must|shall|may|can|need\s+not|are\s+(?:asked|instructed|expected|free)\s+to)|please)\b"
_CHAT: Final = (
    r"<\|(?:im_start|im_end|system|user|assistant|start_header_id|end_header_id|eot_id|endoftext|begin_of_text|channel|message|start|"
    r"end)\|>|"
    r"\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|<\|?(?:turn_start|turn_end)\|?>|#{3}\s*(?:System|Instructions?|Assistant)\s*:"
)
"""What marks a speaker's part where models are fed: whoever writes it outside of a template plays that speaker."""
_TO_MACHINE: Final = regex(
    rf"{_CHAT}|{_OPENS}{_CALL}{_MACHINE}\b|(?<![\w-])@?{_MACHINE}(?:{_TURNS}|{_MAY})|\[[^\]\n]{{0,30}}\b{_MACHINE}\b[^\]\n]{{0,30}}\]",
    re.IGNORECASE | re.MULTILINE,
)
_TO_SOMEBODY: Final = regex(
    rf"{_OPENS}(?:{_CALL})?{_PERHAPS}(?:\s+(?:guidance|notes?|instructions?|hints?|directive))?(?:{_TURNS}|{_MAY})|\[\s*(?:to|for|note|"
    rf"attention)[^\]\n]{{0,30}}\b{_PERHAPS}\b[^\]\n]{{0,30}}\]",
    re.IGNORECASE | re.MULTILINE,
)
_TO_OFFICE: Final = regex(
    rf"{_OPENS}@?{_OFFICE}\s*[:,]\s(?=[^\n]{{0,160}}\b(?:you|your|you're)\b)|"
    rf"[\[(<]\s*(?:(?:\w+\s+){{0,2}}(?:to|for|@)|(?:operator|system|admin\w*|developer|owner|maintainer|note|notice|message|attention|"
    rf"memo)\b[^\]\n]{{0,20}})\s*:?\s*{_OFFICE}\b[^\])\n]{{0,30}}[\])>]|"
    rf"{_OPENS}(?:(?:note|notice|message|memo|attention|instructions?|operator\s+\w+)\s+)(?:to|for)\s+(?:the\s+)?{_OFFICE}\b",
    re.IGNORECASE | re.MULTILINE,
)
"""Conventional commits begin with such a name, too: only who is called "you", or a heading, is spoken to."""

_FINE: Final = (
    r"(?:(?:docs?|documentation|test|comment|whitespace|config)s?[- ]only|trivial|routine|cosmetic|(?:low|no)[- ]impact|no-?ops?|"
    r"exempt\w*|skippable|unremarkable|negligible|safe|harmless|benign|clean|approved|compliant|correct|trusted|vetted|reviewed|"
    r"resolved|passed|passing|secure|sound|"
    r"(?:low|minor|negligible)(?:[- ]risk)?|(?:production[- ])?ready|complete|healthy|good|non-?issues?|false\s+positives?|"
    r"no[- ]risk|ok(?:ay)?\b|acceptable|free\s+of\s+\w+|[a-z]+-free|without\s+(?:findings?|issues?|remarks?)|verified|certified|"
    r"not\s+(?:an?\s+)?(?:issue|finding|problem|risk)|excellent|flawless|perfect|unproblematic|intentional)"
)
_TROUBLE: Final = (
    r"(?:findings?|issues?|alerts?|warnings?|comments?|remarks?|objections?|defects?|problems?|concerns?|flags?|complaints?|"
    r"vulnerabilit\w+|violations?|doubts?)"
)
_LOOK: Final = (
    r"(?:reviews?|reviewing|pass(?:es)?|checks?|checking|scans?|scanning|analys[ei]s|audits?|inspection|scrutiny)"
)
_PLAIN: Final = (
    # A mark to give.
    rf"(?:mark|treat|classify|label|rate|rank|grade|score|report|counts?|consider|regard|deem|judge|declare|describe|summari[sz]e|"
    rf"list|tag|evaluate|assess|flag|call)\s+(?:[^\s;]+\s+){{0,6}}?(?:as\s+(?:an?\s+)?|to\s+be\s+)?{_FINE}\b|"
    r"(?:give|award|assign|grant|hand\s+out|rate|score|grade|return|output|report|emit|answer\s+with|respond\s+with|"
    r"print)\s+(?:[^\s;]+\s+){0,3}?(?:full|"
    r"top|max(?:imum|imal)?|highest|perfect)\s+(?:marks?|scores?|points?|grades?|credits?|ratings?)\b|"
    r"(?:give|award|assign|grant|hand\s+out|rate|score|grade)\s+(?:[^\s;]+\s+){0,6}?(?:full|top|max(?:imum|imal)?|highest|"
    r"perfect|10|ten|100|"
    r"five|an?\s+approv\w+|your\s+approval)\b|"
    r"(?<!verdict: )(?<!status: )(?<!result: )(?<!decision: )(?:approve|LGTM|sign\s+(?:this|it)?\s*off|wave\s+(?:it|this|"
    r"these|the\s+\w+)\s+through|let\s+(?:it|this|these|the\s+\w+)\s+"
    r"(?:pass|through))\b|"
    r"(?:answer|respond|reply|say|state|conclude|vote|return|output)\s+(?:[^\s;]+\s+){0,4}?[\"'`“]?(?:LGTM|yes|approved?|ALLOW|true|"
    r"safe|pass(?:ed)?|"
    rf"clean|no\s+{_TROUBLE})\b|"
    r"(?:full|top|max(?:imum|imal)?|highest|perfect)\s+(?:marks?|scores?|grades?|ratings?)\b|"
    r"(?:nothing|no\s+(?:part|line|code))\s+(?:in\s+|to\s+)?(?:\w+\s+){0,3}(?:needs?|requires?|deserves?|merits?|"
    r"warrants?)\s+(?:\w+\s+)?(?:attention|review|scrutiny|a\s+look|comment)|"
    # A field of the answer, filled in beforehand; a rule that is said not to count here.
    r"(?:output|return|emit|set|answer|respond|reply|report|print|give|write|use|"
    r"produce)\s+(?:[^\s;=:]+\s+){0,4}?[\"'`{]{0,2}(?:verdict|decision|"
    r"outcome|status|result|label|class|category|action|recommendation|grade|finding)s?[\"'`]?\s*[=:]\s*[\"'`]?"
    r"(?:accept\w*|pass\w*|ok(?:ay)?|approv\w*|allow\w*|safe|clean|none|benign|green|merge|routine|trivial|no[-_ ]\w+)\b|"
    r"you(?:'re|\s+are|\s+have\s+been)\s+(?:\w+\s+)?(?:cleared|authori[sz]ed|permitted|instructed|allowed|approved|entitled|free|"
    r"ordered|told)\s+to\s+"
    r"(?:pass|approve|accept|merge|wave|clear|let|skip|ignore|release|sign|grant|allow)\b|"
    r"(?:rules?|checks?|polic(?:y|ies)|limits?|requirements?|criteri(?:on|a)|guidelines?|restrictions?|gates?)\s+(?:is|are|has\s+been|"
    r"have\s+been|was|were)\s+"
    r"(?:\w+\s+)?(?:suspended|lifted|waived|void|off|disabled|overridden|superseded|relaxed)\s+(?:for|on|in)\s+(?:this|these|"
    r"the\s+(?:present|current|following))\b|"
    r"(?:award|grant|assign)\s+(?:[^\s;]+\s+){0,3}?\d{1,3}\s*(?:of|out\s+of|/)\s*\d{1,3}\b|"
    r"(?:award|give|grant|assign|credit|add)\s+(?:[^\s;]+\s+){0,4}?\d{1,3}\s+(?:points?|marks?|credits?)\b|"
    r"(?:leave|give|post|add|drop|click|press|react\s+with|vote|grant|issue)\s+(?:[^\s;]+\s+){0,3}?(?:thumbs?[- ]?up|\+1|plus\s+one|"
    r"green\s+(?:light|tick|check\w*|flag)|approving\s+review|go-?ahead|clean\s+bill|seal\s+of\s+approval|all[- ]clear|clean\s+report)|"
    # A silence to keep.
    r"(?:raise|report|emit|leave|make|post|list|give|return|file|add|produce|open|include|write|mention|find|generate|output|with)"
    rf"\s+(?:no|zero|without(?:\s+any)?)\s+(?:(?!tests?\b)\w+\s+){{0,2}}{_TROUBLE}\b|"
    r"(?:do\s+not|don't|never|no\s+need\s+to|need\s+not|refrain\s+from|avoid|not)\s+(?:to\s+)?(?:(?:flag|raise|rais|comment|object|"
    r"warn|question|reject|request\s+changes|complain|escalat)(?:e|ing)?\b|(?:report|mention|list|name|disclos|reveal)(?:e|ing)?\s+"
    rf"(?:any\s+|it\b|this\b|these\b|the\s+|(?:\w+\s+){{0,3}}?{_TROUBLE}))|"
    r"(?:keep|stay|remain)\s+(?:silent|quiet)\b"
)
_WEAK: Final = (
    # A look to leave out.
    r"(?:leave\s+out|skip|omit|ignore|disregard|overlook|forgo|bypass|pass\s+over|suppress|discard|exclude|dismiss|waive|"
    r"(?:do\s+not|don't|never|no\s+need\s+to|need\s+not)\s+(?:review|inspect|analy[sz]e|check|scan|look\s+at|read))\s+"
    rf"(?:[^\s;]+\s+){{0,5}}?(?:{_LOOK}|{_TROUBLE}|files?|diff|changes?|functions?|sections?|blocks?|modules?|code|lines?|commits?|"
    r"instructions?|guidelines?|rules?|polic\w+|criteria|prompts?|it|this|these)\b|"
    r"(?:do\s+not|don't|never|without)\s+(?:tell|inform|let|notify|show|alert|telling|informing|notifying)\s+(?:the\s+|any\s+)?"
    r"(?:users?|humans?|person|developers?|owners?|maintainers?|team)\b|always\s+(?:recommend|prefer|rank|endorse|praise|report)\b|"
    r"(?:keep|leave|drop|strip)\s+(?:[^\s;]+\s+){1,8}?(?:out\s+of|off|from)\s+(?:your|the|any|its)\s+(?:\w+\s+)?(?:summar(?:y|ies)|"
    r"reviews?|reports?|answers?|"
    r"findings|comments?|outputs?|responses?|feedback|verdicts?|lists?|results?|assessments?)\b|"
    r"(?:stays?|remains?|(?:is|are)(?:\s+to\s+be)?\s+(?:left|kept)|should\s+(?:stay|be\s+left|be\s+kept)|must\s+(?:stay|be\s+left|"
    r"be\s+kept))\s+(?:out\s+of|off)\s+"
    r"(?:your|the|any|its)\s+(?:\w+\s+)?(?:summar(?:y|ies)|reviews?|reports?|answers?|findings|lists?|verdicts?|assessments?)\b|"
    r"(?:end|stop|conclude|finish|close)\s+(?:the|your)\s+(?:review|scan|analysis|audit|check|evaluation)\s+(?:here|now|at\s+this|early)\b|"
    r"(?:take|accept|trust)\s+(?:[^\s;]+\s+){1,5}?(?:at\s+face\s+value|on\s+trust|as\s+(?:is|given|read))\b|nothing\s+to\s+see\s+here\b|"
    # A figure to give, a thing to deny.
    r"(?:output|return|emit|report|rate|set|assign|give|answer|print|score)\s+(?:[^\s;]+\s+){0,4}?[\"'`]?"
    r"(?:risk|severity|threat|danger|suspicion)(?:[-_ ](?:level|score|rating))?[\"'`]?\s*(?:=|:|of\b|is\b|as\b|to\b|at\b)\s*[\"'`]?"
    r"(?:low|lowest|none|minimal|minor|trivial|zero|0)\b|"
    r"(?:answer|state|reply|respond|claim|maintain|insist)\s+that\s+(?:it|this|these|they|there|the\s+\w+)\s+(?:[\w-]+\s+){0,4}?"
    r"(?:only|never|no|not|doesn't|isn't|nothing|without)\b|"
    r"(?:answer|state|say|conclude|report|claim|note|write|tell\w*|confirm|assume|stress|"
    r"emphasi[sz]e)\s+(?:\w+\s+)?that\s+(?:[\w'%-]+\s+){1,7}?(?:improv\w+|better|faster|good|great|met|within|passes|pass(?:ed|ing)|"
    r"safe|healthy|stable|fine|unchanged|complete\w*|succe\w+|works?|correct|green|resolved|harmless|excellent|compliant|ready)\b|"
    r"no\s+(?:further\s+|additional\s+|more\s+)?(?:approvals?|sign-?off|confirmation|questions?)\s+(?:is\s+|are\s+)?(?:needed|required|"
    r"necessary)\b|"
    r"(?:treat|present|portray|frame|regard|handle)\s+(?:[^\s;]+\s+){0,6}?as\s+\w+|(?:emit|return|output|produce|"
    r"give)\s+(?:an?\s+)?(?:empty|blank)\b|"
    r"(?:without|instead\s+of)\s+(?:raising|flagging|mentioning|reporting|questioning)\b|recommend\s+(?:this|it|us|our|renewing|buying|"
    r"using)\b|"
    r"(?:is|are)\s+(?:excluded|exempt|out\s+of\s+scope|not\s+relevant)\b|suite\s+is\s+enough\b|"
    # A milder word for what it is, an end to the looking, a way let free.
    r"(?:summari[sz]e|describe|report|present|list|count|record|log|file|phrase|put)\s+(?:[^\s;]+\s+){0,4}?as\s+(?:an?\s+)?(?:internal|"
    r"minor|tooling|"
    r"formatting|whitespace|style|stylistic|rename|renaming|docs?|documentation|chore|mechanical|comment|test|typing|build|dependency|"
    r"clean-?ups?|routine|housekeeping|refactor\w*|cosmetic|known|expected|maintenance|trivial)\b|(?:do\s+not|don't|never)\s+name\b|"
    r"let\s+(?:[^\s;.]+\s+){1,4}?(?:continue|proceed|through|pass|go\s+(?:on|live|out))\b|look\s+no\s+further\b|"
    r"(?:skip|pass\s+over|drop|leave\s+out|waive)\s+(?:the\s+|any\s+)?(?:[\w-]+\s+){0,3}?(?:questions?|polic(?:y|ies)|steps?|part|"
    r"topic|label)\b|"
    r"close\s+(?:the|this|it|related)\s*(?:incident|case|ticket|finding|issue|alert|report)?s?\b|(?:go|move)\s+on\s+to\s+the\s+next\b|"
    r"answer\s+(?:with\s+)?[\"'`]?(?:no|none|nothing)\b|(?:want|wants|wish|wishes|expects?)\s+no\s+(?:remarks?|comments?|findings?|"
    r"mention|objections?)\b|"
    r"(?:positive|favou?rable|short)\s+(?:\w+\s+)?(?:summary|review|verdict|answer)\s+(?:is\s+|are\s+)?(?:expected|wanted|due|"
    r"in\s+order|enough)\b|"
    r"give\s+(?:it|this|them|these)\s+(?:an?\s+)?(?:\w+\s+)?(?:result|verdict|pass|rating|clearance)\b|no\s+restrictions?\s+appl\w+|"
    r"set\s+(?:the\s+)?(?:severity|priority|risk|level|impact)\s+to\s+(?:minor|low\w*|none|trivial|info\w*)\b|"
    r"(?:meets?|fulfil\w*|satisf\w+)\s+(?:every|all)\s+(?:\w+\s+){0,2}?(?:criteri\w+|requirements?|points?|rules?|conditions?)\b|"
    r"(?:award|give|grant|assign|score|rate)\s+(?:[^\s;]+\s+){0,3}?\d{1,3}\s*(?:of|out\s+of|/)\s*\d{1,3}\b|"
    # What has been settled before the reader looked.
    r"(?:already|has\s+been|have\s+been|was|were|is|are)\s+(?:[\w-]+\s+){0,2}(?:pre-?)?(?:reviewed|vetted|approved|audited|cleared|"
    r"verified|certified|inspected|"
    r"signed\s+off|white-?listed|allow-?listed)\b|"
    rf"no\s+(?:further\s+|additional\s+|more\s+)?{_LOOK}\s+(?:is\s+|are\s+)?(?:needed|required|necessary)\b"
)
_FOR_MACHINES: Final = regex(rf"\b(?:{_PLAIN}|{_WEAK})", re.IGNORECASE)
_FOR_ANYBODY: Final = regex(rf"\b(?:{_PLAIN})", re.IGNORECASE)
_TO_NAMED: Final = regex(
    r"(?:^|[\[({<\"'`*#!;>/])\s*@?(?!(?:Note|Notes|Returns?|Raises|Throws|Args|Example|Examples|Warning|Important|Usage|Status|State|Todo|Fixme|Fix|Fixed|Added|"
    r"Changed|Removed|See|Since|Deprecated|Default|Outcome|Decision|Result|Verdict|Step|Goal|Task|Rule|Rules|Policy|Context|Reason|Why|How|What|When|Tip|Hint|"
    r"Caution|Attention|Summary|Description|Title|Author|Owner|Reviewed|Approved|Label|Labels|Error|Info|Debug|Feat|Chore|Docs?|Test|Refactor|Build|Input|Output|"
    r"Workflow|Process|Review|Reviewers?|Merge|Release)\b)[A-Z][a-z]{2,14}[:,]\s",
    re.MULTILINE,
)
"""Somebody is called by a name that may be a model's: only what is ordered of a whole review tells."""
_FOR_NAMED: Final = regex(
    r"\b(?:mark|rate|treat|report|classify|approve|pass|accept|wave|sign\s+off)\b[^.\n]{0,30}\b(?:merge\s+request|pull\s+request|MR|PR|review|diff|change\s?set|patch)\b"
    r"[^.\n]{0,30}\b(?:approved|safe|reviewed|clean|passed|harmless|through|fine|resolved|ok)\b|"
    r"\b(?:do\s+not|don't|never|no\s+need\s+to)\s+(?:comment\s+on|object\s+to|raise\s+(?:any\s+)?(?:issues?|findings?)\s+on)\s+(?:it|this|these|the\s+(?:file|"
    r"change|code|diff))\b",
    re.IGNORECASE,
)
_HONEST: Final = regex(
    r"\b(?:tell|ask|inform|warn)\s+(?:the\s+)?(?:user|person|team|owner|maintainers?)\b|\b(?:before|until|unless|without)\b[^.\n]{0,60}$",
    re.IGNORECASE,
)
"""Behind these a verdict is put off, not dictated: "do not report it as done before it is fixed"."""

PATTERNS: Final = (_TO_MACHINE, _TO_SOMEBODY, _TO_OFFICE, _FOR_NAMED)
"""What a text with a dictated verdict always has, for a sieve."""


def addresses(text: str) -> bool:
    """Tell whether a text speaks to a model or a reviewer, whatever it says to them."""
    return any(pattern.search(text) for pattern in (_TO_MACHINE, _TO_SOMEBODY, _TO_OFFICE))


def dictated(text: str) -> tuple[int, str] | None:
    """Return where a text addresses a model or a reviewer, and the passage that tells it what to conclude; None if it does not."""
    pairs = (
        (_TO_MACHINE, _FOR_MACHINES),
        (_TO_SOMEBODY, _FOR_ANYBODY),
        (_TO_OFFICE, _FOR_MACHINES),
        (_TO_NAMED, _FOR_NAMED),
    )
    for address, verdict in pairs:
        for at, match in enumerate(address.finditer(text)):
            if at >= _MOST:
                break
            # An order ends with its paragraph.
            rest = text[match.end() : match.end() + _AFTER].split("\n\n", 1)[0]
            told = verdict.search(rest)
            if told is not None and not _HONEST.search(rest[: told.start()]):
                return match.start(), (match[0] + rest[: told.end()]).strip()
    return None


def settles(text: str) -> bool:
    """Tell whether a text gives a mark beforehand or orders a silence, whoever it speaks to."""
    return _FOR_ANYBODY.search(text) is not None
