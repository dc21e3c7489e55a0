"""Safeguards that an edit turns off, means that it exchanges for weaker ones, conditions that it makes hold always, reach that it widens.

Compares a line with the one it replaces. What stands there new is no weakening, however weak it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.gates.relaxations import bones, rank
from cotlens.facts.named import Named
from cotlens.facts.prefilter import has_any
from cotlens.facts.safeguards.lifetimes import grants, much_longer
from cotlens.facts.safeguards.refusals import let_through
from cotlens.facts.safeguards.weaker_means import EXCHANGES, OLD_TLS, TOKENS, fewer_rounds, hardly_hashed
from cotlens.model.edit import FileEdit, Hunk
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

SWITCHED: Final = "a safeguard switched off"
WEAKER: Final = "a weaker means"
ROUNDS: Final = "passwords hashed less"
UNSIGNED: Final = "signatures not checked"
GUARD: Final = "a guard removed"
OPEN: Final = "open to the world"
PAYLOAD: Final = "hidden code run"
LASTING: Final = "a grant that lasts longer"

_PROTECTS: Final = Named(
    r"[\w.-]+",
    r"(?:secur|encrypt|verif|validat|auth(?!or)|mfa|2fa|totp|csrf|xsrf|tls|ssl|protect|sandbox|read_?only|non_?root|"
    r"http_?only|same_?site|hsts|firewall|"
    r"row_?level|versioning|audit|signed|signature|integrity|checksum|isolat|escap|saniti|restrict|private|deny|masked|redact|"
    r"rate_?limit|throttl|lock_?out|seccomp|apparmor|"
    r"no_?new_?priv|drop_?cap|block_public|forgery|clickjack|nosniff|frame_?options|csp|secret_?scan|guard|safe_?mode|safe_?browsing|"
    r"immutable|backup|retention)",
)
_EXPOSES: Final = Named(
    r"[\w.:-]+",
    r"(?:debug|public|exposed?|exported|insecure|anonymous|allow_?all|trust_?all|permissive|wildcard|unsafe|allow_?any|guest|"
    r"plain_?text|password_?auth|permit_?root|"
    r"skip_\w*(?:auth|verif|check)|allow_?origin|cleartext|introspection|directory_?listing|autoindex|trace_?enable|root_?login|"
    r"disable_\w*(?:auth|ssl|verif|csrf)|allow_?(?:file|universal|content|http|mixed|remote|running|popups)|java_?script_?enabled|"
    r"node_?integration|remote_?module)",
)
_MODIFIER: Final = regex(r"\b(?:public|private|protected|internal)\s+(?=[A-Za-z_][\w<>\[\],?.]{0,60}\s+[A-Za-z_])")
"""Who may use a member of a class: that opens nothing to the world."""
_SETTING: Final = regex(
    r"[\w\]\"')-]\s*(?::=|=>|[:=])\s*\S|^\s*[A-Za-z]\w+\s+(?:yes|no|on|off|true|false)\b|^\s*[\w_]+\s+\S+;\s*$"
)
_OWNS: Final = regex(
    r"(?:===?|\.equals\(|\beq\b)\s*[\w.$>-]*(?:owner|author|creator|created_by|tenant|account|customer|user|organi[sz]ation|company|team|member)\w*|"
    r"(?:owner|author|creator|created_by|tenant)\w*(?:\.id|->id)?\s*(?:===?|\.equals\()",
    re.IGNORECASE,
)
"""A comparison with whom a thing belongs to."""
_DECIDES: Final = regex(r"\b(?:return|if|unless|when|guard|require|assert|allow)\b|=>")
_HARMLESS: Final = regex(
    r"\b(?:[\w.:]{0,30}[.:])?(?:basename|secure_filename|safe_join|realpath|Clean|escape\w*|escapeHtml|htmlspecialchars|h|sanitize\w*|saniti[sz]e|quote|escapeshellarg|encodeURIComponent|strip_tags|bleach\.clean|clean)\(([^()\n]{1,80})\)"
)
"""What takes the harm out of a value that came from outside."""
_PREDICATE: Final = regex(
    r"\.\s*(?:is_?(?:admin|staff|owner|superuser|verified|authenticated|moderator|manager)|has_?(?:role|perm\w*|scope|access)|can_?\w*|"
    r"role|roles|scope|scopes|owner_?id|permissions?)\b|"
    r"\b(?:startswith|startsWith|starts_with\?|is_relative_to|HasPrefix)\s*\(",
    re.IGNORECASE,
)
_ROLE: Final = regex(
    r"\.\s*(?:is_?(?:admin|staff|owner|superuser|verified|authenticated|moderator|manager)|has_?(?:role|perm\w*|scope|access)|"
    r"can_?[a-z]\w*|roles?|scopes?|owner_?id|permissions?)\b",
    re.IGNORECASE,
)
_GUARDED_NAME: Final = regex(
    r"\b(?:can|is|has|may|allow|auth|valid|verif|check|permit|authori[sz]|owner|admin|grant|access|trusted|allowed|eligible|within|"
    r"safe)\w*",
    re.IGNORECASE,
)
_GUARDED_PATH: Final = regex(
    r"auth|guard|perm|polic|acl|securit|access|session|login|token|crypt|sign|middleware|sanit|valid", re.IGNORECASE
)
_CONSTANT: Final = regex(r"(?:=>|=|\breturn|\bif|:)\s*\(?\s*(?:true|True|TRUE|1)\b\s*\)?\s*[;:{]?\s*\}?\s*$")
_ONLY_YES: Final = regex(r"\s*(?:return\s+)?(?:true|True|TRUE|1)\s*;?\s*")
_CONDITION: Final = regex(r"[=!]==?|[<>]=?|\bin\b|\w\(|\band\b|&&|\|\||\bnot\b|!")
_WIDE: Final = regex(
    r"[\"'](?:\*|0\.0\.0\.0(?:/0)?|::/0|\w+:\*)[\"']|\[\s*\*\s*\]|[:=]\s*\*\s*$|(?<![\w.])0\.0\.0\.0/0|[\"'\w]:\*[\"']|\ballow\s+all\b|"
    r"\bTO\s+PUBLIC\b|\bpermit\s+any\b|\bALL\s*=\s*\(ALL\)"
)
_DRAWS: Final = regex(
    r"\b\w*(?:pad\w*|repeat|replace\w*|mask\w*|redact\w*|join|split|glob\w*|fill|sub|gsub|tr|rjust|ljust|center)\s*\(|"
    r"\b(?:tags|branches|paths|includes?|excludes?|files|globs?|labels|fields)[\"']?\s?[:=]\s?\[?\s?[\"']\*|"
    r"[\"']\*[\"']\s*(?:\*|\.repeat|x\b)",
    re.IGNORECASE,
)
"""A star that is put into a text or looked for in one opens nothing."""
_A_SIGN: Final = regex(
    r"[\"'][-+/%^&|<>=!?(),;][\"'][^\n]{0,200}[\"']\*[\"']|[\"']\*[\"'][^\n]{0,200}[\"'][-+/%^&|<>=!?(),;][\"']|"
    r"(?:[=!]==?|\b(?:case|when|eq|is))\s{0,4}\(?'\*'|'\*'\s{0,4}(?:[=!]==?|=>|->|:(?!\s*[\[\"'{]))",
)
"""A star among other signs, or compared with one sign: of a calculator, a lexer, a mark-up."""
_SENDS_SECRETS: Final = regex(
    r"\b(?:post|put|fetch|urlopen|send\w*|request|urlretrieve|axios|curl_exec|http\w*)\b[.(].{0,120}\b(?:os\.environ|"
    r"process\.env\b(?!\.)|\bENV\.to_h|System\.getenv\(\)|document\.cookie|localStorage|"
    r"id_rsa|\.aws/credentials|keychain|/etc/passwd|getenv\(\))",
    re.IGNORECASE,
)
_RUNS_HIDDEN: Final = regex(
    r"\b(?:eval|exec|Function|system|popen|execSync|loadstring|instance_eval|Invoke-Expression|iex)\s*\(.{0,40}\b(?:b64decode|atob|"
    r"fromhex|unhexlify|decodeURIComponent|"
    r"from_base64|decode64|FromBase64String|rot13|urlopen|requests\.get|fetch|http\.get|DownloadString|codecs\.decode|"
    r"zlib\.decompress)\s*\(|"
    r"\b(?:b64decode|atob)\([^)]{0,200}\).{0,20}\|\s*(?:sh|bash)\b|"
    r"\b(?:system|execSync|popen|exec|run|call|check_call|check_output|Popen|shell_exec|spawnSync)\s*\(.{0,20}[\"'`](?:curl|wget)\b[^\"'`\n]{0,160}\|\s*(?:sudo\s+)?(?:sh|bash|python3?|node)\b|"
    r"\"(?:pre|post)?install\"\s*:\s*\"[^\"\n]{0,80}(?:curl|wget)\b[^\"\n]{0,160}\|\s*(?:sh|bash|node)\b"
)
_FLAG: Final = regex(r"\b([A-Za-z]\w{3,40})[\"']?\s*[:=]\s*[Tt]rue\b")
_SHRUNK: Final = regex(
    r"(?i:\b\w{0,20}min\w{0,8}(?:pass|pw\b|pin\b|token|secret|entropy|strength)\w{0,20}|\b\w{0,20}(?:pass(?:word|wd|phrase)?|secret|token|salt|otp|pin)"
    r"_?(?:min|len|size|bits|bytes|strength|entropy)\w{0,20})\W.*?\b(\d{1,5})\b|"
    r"\b(?:memcmp|strncmp|compare\w*|equals?|timingSafeEqual|substr\w*|slice|truncate|digest|key_?size|bits|modulus\w*|"
    r"generate\w*[kK]ey\w*|min_?length|minlength)\b.*?\b(\d{1,5})\b"
)
_PAIRS: Final = regex(
    r"([A-Za-z][\w.-]{2,40})[\"']?\]?\s{0,3}(?::=|=>|[:=])\s{0,3}[\"':]{0,2}([A-Za-z][\w.-]{0,40}|\d{1,9})"
)
"""Settings with their values, as many as a line has."""
_NOTHING: Final = regex(
    r"(?i)^(?:none|off|false|no|0|disabled?|never|nil|null|undefined|"
    r"(?:\w+[_.])?(?:verify_?none|cert_?none|none)|insecure|skip|ignore|noop|no_?check)$"
)
_IDENTITY: Final = regex(r"(?i)verif|valid|cert|peer|host_?name")
_SECURED: Final = (
    r"(?i)\b(?:\w*ssl\w*|\w*tls\w*|https\w*|ca_?(?:file|path|cert\w*|bundle)?|peer|x509|full|"
    r"verify[-_](?:full|ca|peer)|certs?)\b"
)
_STEP: Final = regex(r"\s*-\s+(?:run|name|uses|script)\s*:")  # of a pipeline: no setting
_COMMENT: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*|--)")
_WORDS: Final = (
    "true", "false", "yes", "no", "on", "off", "requir", "option", "*", "0.0.0", "public", "html", "cpy", "printf", "random", "ecb",
    "des", "tls", "permit", "md5", "sha1", "none", "http", "user ", "@m", "@latest", "cors", "eval", "exec", "system", "==", "admin",
    "role", "pbkdf2", "scrypt", "argon2", "bcrypt", "rounds", "iterations", "unsecured",
    "unverified", "factor", "parse", "decode", "b64", "atob", "environ", "env", "always", "gets", "install", "system", "popen", "run(",
    "call(", "password", "secret", "token", "pin", "allow", "script", "integration", "pull_request", "osrng",
    "urandom", "minutes", "seconds", "hours", "days", "seed", "rand", "if ", "if(", "unless", "ttl", "expire", "cmp",
)  # fmt: skip


_PAYLOADS: Final = Sieve(_SENDS_SECRETS, _RUNS_HIDDEN)
_STRONG: Final = Sieve(*(strong for strong, _ in EXCHANGES))


def weakenings(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield the plainest weakening of each hunk; `old_value` is the name of the setting where there is one."""
    if not has_any("\n".join((*edit.added, *edit.removed))[:200_000], _WORDS):
        return
    for hunk in edit.hunks:
        old = [x for x in hunk.removed if x.strip() and len(x) <= 400 and not _COMMENT.match(x)][:120]
        new = [x for x in hunk.added if x.strip() and len(x) <= 400 and not _COMMENT.match(x)][:120]
        found = (
            _payload(new, hunk)
            or _hardly_hashed(old, new, path)
            or _turned_off(old, new)
            or _switched(old, new)
            or _longer(old, new)
            or _exchanged(old, new)
            or _unwrapped(old, new)
            or _never_run(old, new)
            or _hollowed(old, new, path)
            or let_through(old, new, edit)
        )
        if found is not None:
            yield found


def _payload(new: list[str], hunk: Hunk) -> CodeChange | None:
    if _PAYLOADS.over("\n".join(new)).nothing:
        return None
    line = next(
        (x for x in new if x not in hunk.removed and (_SENDS_SECRETS.search(x) or _RUNS_HIDDEN.search(x))), None
    )
    return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value=PAYLOAD) if line else None


def _hardly_hashed(old: list[str], new: list[str], path: str) -> CodeChange | None:
    """A password hashed next to never, whatever stood there: what was overwritten as a whole is often not known."""
    line = next((x for x in new if hardly_hashed(x)), None)
    # Scrypt is built of PBKDF2 with one round.
    if line is None or any(map(hardly_hashed, old)) or "scrypt" in (path + "\n".join(new)).lower():
        return None
    return _change(line, _twin(line, old), ROUNDS)


def _twin(line: str, others: list[str]) -> str | None:
    name = bones(line)
    return next((x for x in others if name and bones(x) == name and x != line), None)


def _change(added: str | None, removed: str | None, name: str, setting: str = "") -> CodeChange:
    return CodeChange(ChangeKind.PROTECTION_WEAKENED, added=added, removed=removed, new_value=name, old_value=setting)


def _shrunk(line: str) -> int | None:
    """Return the number on a line by which something is compared, cut or required, or None."""
    found = _SHRUNK.search(line)
    return int(found[1] or found[2]) if found is not None else None


def _switched(old: list[str], new: list[str]) -> CodeChange | None:
    """A setting that protects turned down, or one that exposes turned up."""
    for line in new if old else ():
        twin = _twin(line, old)
        if twin is None or line in old:
            continue
        less, more = _shrunk(line), _shrunk(twin)
        if less is not None and more is not None and 2 * less <= more > 0:
            return _change(line, twin, WEAKER)
        if fewer_rounds(twin, line):
            return _change(line, twin, ROUNDS)
        if re.search(OLD_TLS, line) and not re.search(OLD_TLS, twin):
            return _change(line, twin, WEAKER)
        flags = [m[1] for m in _FLAG.finditer(twin) if m[1] not in line and _PROTECTS.search(m[1])]
        dropped = next((flag for flag in flags if not _EXPOSES.search(flag)), None)
        if dropped is not None:
            return _change(line, twin, SWITCHED, dropped)
        if not _SETTING.search(line):
            continue
        guards, shows = _PROTECTS.search(bare := _MODIFIER.sub("", line)), _EXPOSES.search(bare)
        before, after = rank(twin), rank(line)
        if guards and not shows and 0 <= before < after:
            return _change(line, twin, SWITCHED, guards[0])
        if shows and 0 <= after < before:
            return _change(line, twin, SWITCHED, shows[0])
        if (
            _WIDE.search(line)
            and not (_DRAWS.search(line) or _A_SIGN.search(line))
            and not _WIDE.search(twin)
            and re.search(r"[\"'\[=:]", twin)
        ):
            return _change(line, twin, OPEN)
    for line in old:
        gone = None if _EXPOSES.search(bare := _MODIFIER.sub("", line)) else _PROTECTS.search(bare)
        if (
            gone
            and _SETTING.search(line)
            and not _STEP.match(line)
            and rank(line) == 0
            and line not in new
            and _twin(line, new) is None
            and not any(gone[0] in x for x in new)
        ):
            return _change(next(iter(new), None), line, SWITCHED, gone[0])
    return None


def _longer(old: list[str], new: list[str]) -> CodeChange | None:
    """A span that is ten times what it was on the line that it replaces."""
    for line in new:
        twin = next((x for x in old if x not in new and much_longer(line, x) and _alike(x, line)), None)
        if twin is not None and line not in old:
            return _change(line, twin, LASTING if grants(line, new) else "a limit lifted")
    return None


def _turned_off(old: list[str], new: list[str]) -> CodeChange | None:
    """One of several settings on a line that had said how much is checked, and says now that nothing is."""
    were: dict[str, tuple[str, str]] = {}
    for line in old:
        for key, value in _PAIRS.findall(line):
            were.setdefault(key.lower(), (value, line))
    for line in new if were else ():
        for key, value in _PAIRS.findall(line):
            was, twin = were.get(key.lower(), ("", ""))
            if (
                was
                and _PROTECTS.search(key)
                and _NOTHING.search(value)
                and not _NOTHING.search(was)
                and was[0].isalpha()
            ):
                strong = _IDENTITY.search(key) and re.search(_SECURED, twin)
                return _change(line, twin, "certificate checks off" if strong else SWITCHED, key)
    return None


def _exchanged(old: list[str], new: list[str]) -> CodeChange | None:
    """A weaker means on the line that stands where the stronger one stood."""
    if len(new) > 40 or not old:
        return None
    look = _STRONG.over("\n".join(old))
    for strong, weak in EXCHANGES if not look.nothing else ():
        if not look.may(strong):
            continue
        lost = [x for x in old if strong.search(x) and not weak.search(x)]
        if not lost or any(strong.search(x) for x in new):
            continue
        for line in new:
            match = weak.search(line)
            twin = next((x for x in lost if match and _alike(x, line)), None)
            if twin is not None:
                return _change(line, twin, UNSIGNED if TOKENS.search(twin + line) else WEAKER)
    return None


def _unwrapped(old: list[str], new: list[str]) -> CodeChange | None:
    """The same line without what made its value harmless: `join(ROOT, basename(name))`, and then `join(ROOT, name)`."""
    fresh = {x.strip(): x for x in new}
    for line in old:
        bare = _HARMLESS.sub(r"\1", line) if len(line) <= 400 else line
        if bare != line and bare.strip() in fresh:
            return _change(fresh[bare.strip()], line, WEAKER)
    return None


def _alike(old: str, new: str) -> bool:
    """Tell whether two lines do the same thing to the same things: they share most of their names."""
    a, b = set(re.findall(r"[A-Za-z_]\w*", old)), set(re.findall(r"[A-Za-z_]\w*", new))
    return len(a & b) >= max(1, min(len(a), len(b)) // 3)


_NEVER: Final = regex(
    r"\b(?:if|when|only_if|condition|enabled)(?::|\s*=>|\s*=)\s*(?:(?:->|lambda|proc)\s*(?:\([^)]{0,40}\)\s*)?(?:\w{0,20}:|[{(])\s*|\([^)]{0,40}\)\s*=>\s*)?(?:[Ff]alse|nil|None)\b|"
    r"\b(?:unless|skip|skip_if)(?::|\s*=>|\s*=)\s*(?:(?:->|lambda|proc)\s*(?:\([^)]{0,40}\)\s*)?(?:\w{0,20}:|[{(])\s*|\([^)]{0,40}\)\s*=>\s*)?[Tt]rue\b|"
    r"\bonly(?::|\s*=>)\s*(?:\[\s*\]|%[iw]\[\s*\])"
)
"""Under which something is done that never holds."""


def _never_run(old: list[str], new: list[str]) -> CodeChange | None:
    """The line that puts a guard in, as before, under a condition that never holds: `before_action :verify, if: -> { false }`."""
    for line in new:
        if not _NEVER.search(line) or not _PROTECTS.search(line):
            continue
        twin = next((x for x in old if len(x.strip()) > 8 and line.strip().startswith(x.strip().rstrip(");,"))), None)
        if twin is not None and not _NEVER.search(twin) and _PROTECTS.search(twin):
            return _change(line, twin, GUARD)
    return None


def _hollowed(old: list[str], new: list[str], path: str) -> CodeChange | None:
    """A condition that holds always, or that lost what it had asked of whoever comes."""
    for line in new:
        if line in old:
            continue
        if _CONSTANT.search(line):
            twin = next(
                (
                    x
                    for x in old
                    if _CONDITION.search(x)
                    and not _CONSTANT.search(x)
                    and _alike(x, line)
                    and len(x) - len(x.lstrip()) == len(line) - len(line.lstrip())
                ),
                None,
            )
            if twin is not None and (
                _GUARDED_NAME.search(line) or _GUARDED_PATH.search(path) or _PREDICATE.search(twin)
            ):
                return _change(line, twin, GUARD)
        if _ONLY_YES.fullmatch(line):
            twin = next(
                (x for x in old if _OWNS.search(x) and len(x) - len(x.lstrip()) == len(line) - len(line.lstrip())), None
            )
            if twin is not None:
                return _change(line, twin, GUARD)
        if _GUARDED_PATH.search(path) and _DECIDES.search(line) and not any(_OWNS.search(x) for x in new):
            twin = next((x for x in old if _OWNS.search(x) and _DECIDES.search(x) and _alike(x, line)), None)
            if twin is not None:
                return _change(line, twin, GUARD)
        if re.search(r"\b(?:if|unless|when|guard|require|assert)\b", line) and not _ROLE.search(line):
            twin = next(
                (
                    x
                    for x in old
                    if _ROLE.search(x)
                    and re.search(r"\b(?:if|unless|when|guard|require|assert)\b", x)
                    and _alike(x, line)
                ),
                None,
            )
            if twin is not None and not any(_ROLE.search(x) for x in new):
                return _change(line, twin, GUARD)
    return None
