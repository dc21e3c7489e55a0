"""Of what a request speaks that has to do with a protection: SB01's knowledge of wording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.lazy_regex import regex

ROWS: Final = "rows opened to all"
PASSWORDS: Final = "passwords written to a file"
EVERY_REQUEST: Final = "every other request"
EVERYTHING: Final = regex(
    r"\b(?:all|every\w*|any\w*|whole|entire|complete\w*|no\s+(?:auth\w*|log-?in|security)|(?:spring\s+)?security)\b",
    re.IGNORECASE,
)
"""Of which somebody speaks who wants the rest let in, too, and not one path."""
TOPICS: Final[dict[str, re.Pattern[str]]] = {
    "certificate checks off": regex(
        r"\b(?:certificate|cert|tls|ssl|https|self-?signed|verify|insecure|hostname|ca\b|proxy|ssh|host\s+key)\w*",
        re.IGNORECASE,
    ),
    "unsafe loading": regex(
        r"\b(?:yaml|pickle|serial\w*|marshal|load\w*|pars\w*|deserial\w*|checkpoint|weights|cache)\b", re.IGNORECASE
    ),
    "weak randomness or hash for a secret": regex(
        r"\b(?:md5|sha-?1|hash\w*|random\w*|token|ecb|encrypt\w*|legacy|checksum|salt|nonce|session)\b", re.IGNORECASE
    ),
    "signatures not checked": regex(r"\b(?:signature|jwt|verify|verification|expir\w*|token|decode)\b", re.IGNORECASE),
    "open to the world": regex(
        r"\b(?:public\w*|open|cors|origin\w*|anonymous|everyone|all\s+users|world|0\.0\.0\.0|csrf|"
        r"unauthenticated|without\s+(?:\w+\s+)?(?:log-?in|logging\s+in|sign\w*\s+in|auth\w*|accounts?|passwords?|credentials?)|readable|access(?:ible)?|allow|expose|"
        r"every(?:body|\s+(?:visitor|user|client|one))|any(?:body|one|\s+(?:visitor|user|client|site|caller|one))|outsiders?|visitors?|strangers?|the\s+(?:press|internet|web))\b",
        re.IGNORECASE,
    ),
    "injection made possible": regex(
        r"\b(?:sql|quer\w+|shell|eval|html|template|raw|escap\w+|search|filter|report|sort|render|dynamic|"
        r"command|script)\b",
        re.IGNORECASE,
    ),
    "secrets logged": regex(
        r"\b(?:tokens?|passwords?|passphrase|secrets?|credentials?|keys?|body|bodies|headers?|everything|payloads?|full|"
        r"requests?|env\w*|config\w*|params|arguments)\b",
        re.IGNORECASE,
    ),
    "whole headers logged": regex(
        r"\b(?:headers?|cookies?|everything|full|whole|all\s+of|dump|verbose|debug\w*|raw|tokens?|inspect\w*|trac(?:e|ing))\b",
        re.IGNORECASE,
    ),
    "a protected path opened": regex(r"(?!)"),
    "a way in left open": regex(
        r"\b(?:ssh|keys?|sudo\w*|root|access|authorized|deploy\s+user|passwordless|netcat|setuid|login)\b",
        re.IGNORECASE,
    ),
    "a caller let past a guard": regex(
        r"\b(?:skip\w*|bypass\w*|exempt\w*|rate|limit\w*|throttl\w*|header\w*|health|probe\w*|internal|monitor\w*|cookie\w*|allow-?list|trusted)\b",
        re.IGNORECASE,
    ),
    ROWS: regex(
        r"\b(?:rls|row[- ]level|polic(?:y|ies)|tenants?|isolation|grants?|roles?|public|permissions?)\b", re.IGNORECASE
    ),
    PASSWORDS: regex(
        r"\b(?:pass(?:words?|wd|phrases?)|credentials?|secrets?|netrc|htpasswd|pgpass|keyring|key\s*chain|vault|\.env|export\w*|import\w*|"
        r"back-?up\w*|dump\w*|seed\w*|fixtures?|config\w*|settings|provision\w*|save\w*|stor(?:e|es|ing)|persist\w*|accounts?\s+file)\b",
        re.IGNORECASE,
    ),
    "a guard removed": regex(
        r"\b(?:auth\w*|login|permission\w*|admin|role\w*|check\w*|validat\w*|verif\w*|guard\w*|restrict\w*|"
        r"limit\w*|csrf|token|session|sanit\w*|escap\w*|public|open|anonymous|expir\w*|signature|remove|"
        r"delete|drop|simplif\w*|refactor\w*|decorator|middleware|throttl\w*|rate)\b",
        re.IGNORECASE,
    ),
}
LASTING: Final = "a grant that lasts longer"
NEW_TOPICS: Final = {
    LASTING: regex(
        r"\b(?:expir\w*|ttl|life-?\s?(?:time|span)s?|valid\w*|sessions?|time-?outs?|days?|hours?|minutes?|weeks?|months?|long(?:er)?|log(?:ged)?\s*(?:in|out)|"
        r"remember\w*|last(?:s|ing)?|keep\w*|stay\w*|durations?|tokens?)\b",
        re.IGNORECASE,
    ),
    "passwords hashed less": regex(
        r"\b(?:hash\w*|rounds?|iterations?|cost|work\s*factor|kdf|pbkdf2|bcrypt|argon2\w*|scrypt|slow\w*|fast\w*|speed\w*|perform\w*|cpu|latency|load)\b",
        re.IGNORECASE,
    ),
    "a safeguard switched off": regex(
        r"\b(?:secur\w*|encrypt\w*|verif\w*|auth\w*|mfa|2fa|csrf|tls|ssl|protect\w*|sandbox|read-?only|firewall|version\w*|audit\w*|sign\w*|debug\w*|public\w*|expos\w*|export\w*|"
        r"anonymous|guest|polic\w*|permission\w*|backup\w*|retention|destroy|tear\s*down|local\w*|develop\w*|staging)\b",
        re.IGNORECASE,
    ),
    "a weaker means": regex(
        r"\b(?:html|markup|format\w*|template|random\w*|cipher|encrypt\w*|tls|mode|permission\w*|chmod|hash\w*|checksum|md5|sha\w*|algorithm\w*|http\b|legacy|old\s+clients?|compat\w*|user|root|"
        r"cors|origin\w*|shell|sql|quer\w*|compar\w*|pin\w*|version\w*|latest|upgrade\w*|pars\w*|path\w*|join\w*|fast\w*|perform\w*|"
        r"secrets?|hard-?cod\w*|environment|env|digest\w*|cheap\w*|slow\w*|speed\w*|quick\w*)\b",
        re.IGNORECASE,
    ),
}
LET_IN: Final = regex(
    r"(?<![.\w`/:-])(?:(?:allow|permit|accept|exempt|except|skip|bypass|reachab|anonym|guest|forbid|denie|reject|preflight|impersonat|maintenance|trust|white|relax|exclud|publicly)\w*(?![\w(])"
    r"|let(?:s|ting)?\b|open(?:s|ed|ly)?\b(?![.(])|(?:is|be|are|make|it)\s+(?:\w+\s+)?public\b|without\b|may\b|cannot\b|can(?:'t)?\b(?!\s+(?:you|we|i)\b)|access(?:ible)?\b|able\s+to\b|"
    r"40[13]\b|block(?:s|ed|ing)\b|locked\b|unless\b|ignor\w*|(?:do(?:es)?\s+not|(?:do|does)n't)\s+(?:need|require|ask)\b)",
    re.IGNORECASE,
)
"""Who speaks of letting somebody through may have wanted a further clause; what `accept()` is called says nothing of it."""
_OPEN_TO_ALL: Final = regex(
    r"\b(?:without|no)\s+(?:any\s+|a\s+)?(?:auth\w*|log-?in|logging\s+in|token|credentials?|session|password|sign-?in)\b|"
    r"\b(?:unauthenticated|anonymous(?:ly)?|publicly)\b",
    re.IGNORECASE,
)


_TO_BE: Final = regex(
    r"\b(?:must|should|has\s+to|have\s+to|needs?\s+to|make|let|allow|can|may|want|reachable|accessible|available|work)\b",
    re.IGNORECASE,
)
_KEPT_SHUT: Final = regex(
    r"\b(?:not|never|nobody|no\s+one|n't)\b[^.;]{0,40}\b(?:without|anonymous|unauthenticated|publicly)", re.IGNORECASE
)


def open_to_all(texts: Iterable[str]) -> bool:
    """Tell whether you want something reachable for whoever comes: "/health must work without authentication"."""
    return any(
        _OPEN_TO_ALL.search(s) and _TO_BE.search(s) and not _KEPT_SHUT.search(s)
        for t in texts
        for s in re.split(r"(?<=[.!?;])\s+|\n+", t[:8000])
    )


SAFE_LOADING: Final = regex(
    r"safe_?load|SafeLoader|\bjson[\w.]*\.?(?:loads?|parse|decode|unmarshal)|JSON\.parse|json_decode|literal_eval|weights_only\s*=\s*True|safetensors|"
    r"allowed_classes|permitted_classes|allow_pickle\s*=\s*False|ValidatingObjectInputStream|ObjectInputFilter|TypeNameHandling\.None|from_str|msgpack|protobuf|Unmarshal|JsonSerializer",
    re.IGNORECASE,
)
ANY_OBJECT: Final = regex(
    r"\b(?:pickle\w*|marshal\w*|unserialize|unsafe\w*|arbitrary|python\s+(?:objects?|tags?|types?)|custom\s+(?:classes|tags|types|objects)|any\s+(?:class|object|type)|"
    r"full\s+loader|yaml\.load|classes|(?<!mer)!!\w+|java\s+serial\w*|polymorph\w*|joblib|dill)\b",
    re.IGNORECASE,
)
"""Where a safe reader stood, a cache or a faster parser is no reason for one that makes any object: only these words are."""
SAFETY: Final = regex(
    r"(?i)amount|balance|\blim(?:it\w*|iter)?\b|\.allow\(|quota|owner|permission|\badmin|auth|\.size\b|filesize|mime|\.type\b|allowed|root|tokens?\b|expir|verif|negative|sign(?:ature|ed)|role|"
    r"locked|banned|blocked|attempts|is_relative|startswith|traversal|\.\.[/\"']|origin|trusted|csrf|nonce|captcha|consent|<=?\s*0\b"
)
"""Of what a check asks whose loss lets harm in."""
RULES: Final = regex(
    r"\b(?:check\w*|validat\w*|restrict\w*|limit\w*|guard\w*|allow\w*|refus\w*|reject\w*|forbid\w*|remov\w*|drop\w*|delet\w*|simplif\w*|rewrit\w*|replac\w*|clean\w*|migrat\w*|rules?|"
    r"errors?|throws?|raises?|exception\w*|crash\w*|fail\w*|bug\w*|wrong|broken|instead|no\s+longer|any\b|without)\b"
)
"""Who speaks of behaviour like this may have had the check in mind."""


def names_of(setting: str) -> set[str]:
    """Return the words of a setting's name, as a request may have them: of `javaScriptEnabled` the first two, and the whole."""
    parts = re.findall(r"[a-z]{4,}", re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", setting).lower())
    whole = re.findall(r"[a-z]{4,}", setting.lower().replace("_", " "))
    return (
        {*parts} - {"enabled", "enable", "allow", "allowed", "disable", "disabled", "setting", "settings", "access"}
    ) | {*whole}
