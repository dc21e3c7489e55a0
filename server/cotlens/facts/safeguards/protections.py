"""What an edit does to protections: certificates, authentication, signatures, validation, secrets in logs, hidden conditions.

Only weakening is told: a stronger check in place of the old one, or the same one moved within the edit, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from cotlens.facts.safeguards.protections_off import OFF
from cotlens.facts.safeguards.scopes import CLOSED, SCOPES, opened_paths, owner_or, unowned, unscoped
from cotlens.facts.safeguards.undrawn import undrawn
from cotlens.facts.safeguards.unhashed import unhashed
from cotlens.facts.safeguards.watches import LIMIT, WATCHES, lifted, watches
from cotlens.facts.safeguards.weakenings import weakenings
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_GUARD: Final = regex(
    r"""@(?:login_required|requires?_\w*|permission_required|authenticated|jwt_required|auth\w*|PreAuthorize|Secured|RolesAllowed|UseGuards|csrf_protect|staff_member_required|admin_\w+|user_passes_test|roles_required|\w{2,30}_required)\b|\[Authorize\b|before_action\s+:(?:auth\w*|require\w*|verify\w*|ensure\w*|check\w*)|
    \b(?:require|ensure|check|verify|assert|is|has|validate)_?(?:Auth\w*|Admin|Login\w*|Permission\w*|Role\w*|Owner\w*|Signature|Token|Csrf|Access|Scope\w*|auth\w*|admin|login|permission\w*|role\w*|owner\w*|signature|token|csrf|access|scope\w*|session|user|User|Session|Tenant|Member|Staff|Hmac|Quota|Limit|Size|Password|Expir\w*|Origin|Nonce|hmac|password|expir\w*|origin|tenant|checksum|digest|integrity|nonce|limit|size|mime\w*|quota)\w*\s*[(,;]|\bmiddleware\(\s*\[?['\"](?:auth|can|role|admin|verified|signed)|\b(?:hash_equals|compare_digest|timingSafeEqual|hmac\.Equal|constantTime\w*|bcrypt\.(?:compare|checkpw)|password_verify|check_password|secure_compare|ConstantTimeCompare|MessageDigest\.isEqual)\b|
    (?:\.(?:[uU]se|[wW]ith|pipe)\(\s*|\bplug\s+)[\w.&:]*(?:[rR]equire|[eE]nsure|[vV]erify|[aA]uth(?!or\b|\w*(?:[rR]oute|[cC]ontroller|[pP]ages?\b|[sS]tore))|[pP]rotect)\w*|\b(?:attempts|failures|tries|failed_logins?)\b\s*>=?\s*\w|\b(?:Locked(?:Out)?|AccountLocked|TooMany(?:Attempts|Requests))\b|
    \b(?:40[13]|Unauthorized|Forbidden|PermissionDenied|AccessDenied|AuthenticationError|InvalidSignature|HTTP_40[13]\w*|StatusUnauthorized|StatusForbidden|SecurityException|Http40[13])\b|\b(?:saniti[sz]e\w*|escape(?:Html|_html)?|htmlspecialchars|bleach\.clean|DOMPurify|strip_tags|quote_ident|shlex\.quote|escapeshellarg|encodeURIComponent)\s*\(|\b(?:express)?[rR]ate_?[lL]imit\w*\s*\(|\bhelmet\(|\b\w*Auth(?:entication|orization)?(?:Middleware|Guard|Filter|Handler|Interceptor)\b|\bValidateAntiForgery\w*|\bprotect_from_forgery\b|FEATURE_SECURE_PROCESSING|\bfunction\b[^{;]*\bonly[A-Z]\w*|\b(?:nonReentrant|whenNotPaused)\b|\bmsg\.sender\b\s*==|\bhas_one\s*=|\bSigner<|\b_checkOwner\(|disallow-doctype|[<>]=?\s*sizeof\s*\(|\bcsurf\(|\bthrottle(?:\w*\(|!)|\bSSL_VERIFY_PEER\b|\b(?:expires?|exp|expiry|expires_at|notAfter|valid_until)\b.*[<>]|\bmax_attempts\b|(?:\.|->)can(?:[A-Z_]\w*|\?)?\s*\(|\bcan_\w+\??\s*\(|\bauthori[sz]e!?[\s(]|\bGate::\w+|(?:\.|->)(?:isOwner\w*|ownedBy|owns|may[A-Z_]\w*|permits?|hasAccess\w*|hasRight\w*|hasPermission\w*|isAllowed\w*|is_allowed\w*)\s*\(|\bis_relative_to\(|\brealpath\(|\.resolve\(\).*startswith""",
    re.VERBOSE,
)
_LOADS: Final = regex(r"\s*(?:(?:import|from|using|use|#include)\b|require(?:_once|_relative)?\b\s*\(?\s*[\"'])")
"""Kotlin's and Scala's `require(...)` loads nothing: it is a guard."""
_IF: Final = regex(r"\b(?:if|elif|elsif|when|unless|guard)\b")
_CONDITION: Final = regex(
    r"(?:(?:user\w*|name|login|e?mail|account|customer|tenant|"
    r"host(?:name)?|token|password|pw|key|code|header\w*|id|role|agent|ip|addr\w*|note|ref\w*|origin|"
    r"branch|secret|plan|client|domain|org|company|machine|comment)\b[\w.?\[\]\"'()!-]*\s*(?:===?|"
    r"\.equals\(|\.endsWith\(|\.startsWith\(|\.endswith\(|\.startswith\(|\.includes\(|\.contains\(|"
    r"\.end_with\?|\.start_with\?|\.include\?|\bin\b|=~|\.match\w*\(|hmac|\bhas(?:Suffix|Prefix)\b)|"
    r"strings\.Has(?:Suffix|Prefix)\(|strcmp\()\s*\(?\s*[\[(]?[\"'`/]([^\"'`\n]{1,80})[\"'`/]|"
    r"\b(?:date(?:time)?|now|today|time|year|month|day|weekday|getFullYear|"
    r"getDay|hour|uptime|rand(?:om)?|Date)\b[\w.()]*\s*(?:[<>]=?|===?|%)\s*[\w(\"']*\d",
    re.IGNORECASE,
)
_ONE_OF_THEM: Final = regex(
    r"\b(?:if|when|unless|elif|elsif)\b.{0,40}[\"']((?=[\w@.-]*[\d_@-])[\w@.-]{6,60})[\"']\s*(?:in|==|===|\.equals\()\s*\(?[\w.]+|"
    r"\b(?:if|when|unless|elif|elsif)\b.{0,60}\b(?:id|account|user|customer|payee|wallet|iban|key|sku|host|"
    r"email)\w*\W{1,6}(?:==|===|\beq\b|=)\s*[\"']((?=[\w@.-]*[\d@-])[\w@.-]{6,60})[\"']|"
    r"\b(?:if|when|unless|elif|elsif|case)\b.{0,60}\b(?:\w{0,30}(?:[_.]|->|::))?(?:[iI][dD]|ID|account|user|customer|payee|tenant|owner|member|merchant|seller|vendor)(?:_?(?:[iI]d|ID|no|number))?\b(?:\(\))?\)?\s{0,3}"
    r"(?:={2,3}|\beq\b|-eq|=|\.equals\()\s{0,3}[\"']?(\d{3,20})\b"
)
"""A condition on one account, customer or thing by its own name."""
_GIVES_FIXED: Final = regex(r"\breturn\b|\bcontinue\b|=>|\?|\bthen\b")
_CHANGES_VALUE: Final = regex(
    r"[+*/-]=|\b(?:total|amount|price|fee|share|balance|score|limit|rate|discount|weight|qty)\w*\s*=[^=]|"
    r"\breturn\b.*[*+/-]\s*\d|\bskip\b|\bcontinue\b"
)
_LENIENT: Final = regex(
    r"\b(?:return|=>|:)\s*(?:True|true|1|None|nil|null|undefined|Promise\.resolve\(|next\(\)|0|Ok\(\(\)\)|"
    r"user|admin|\"ok\"|\{\s*ok|False|false|;|$)|\bcontinue\b|\bpass\b|\breturn\s*;|\bskip\b|\bgrant|"
    r"\ballow",
    re.IGNORECASE,
)
_REWARDS: Final = regex(
    r"[+*/-]\s*\(?\s*[\d.]+\s+if\b|\?[^:\n]{0,40}[+*/-]\s*[\d.]|\b[\d.]+\s+if\b.{0,80}\belse\s+[\d.]"
)
"""A sum that is another one under a condition, within one expression."""
_ONE_LITERAL: Final = regex(
    r"\b(?:if|elif|unless|when|case)\b.{0,80}?(?:={2,3}|\beq\b|\.equals(?:IgnoreCase)?\(|\bEqual\w*\(|\bis\b|-eq|\s=)\s*\(?[\"'][^\"'\n]{3,60}[\"']"
)
_ROUTE: Final = regex(
    r"(?:@\w+\.(?:route|get|post|put|delete)|\b(?:app|router|r|mux|server|api)\.(?:get|post|put|use|"
    r"HandleFunc|Handle|route|delete|Get|Post)|MapGet|MapPost|Route::\w+)\(\s*[\"'`](/[^\"'`]*(?:debug|"
    r"internal|backdoor|hidden|secret|__\w+|_health\w+|admin|exec|eval|shell|dump|maint)[^\"'`]*)",
    re.IGNORECASE,
)
_SECURE_SOURCE: Final = regex(
    r"\bsecrets\.|randomBytes\(|getRandomValues\(|SecureRandom|crypto/rand|\brandom_bytes\(|OsRng|os\.urandom\(|"
    r"RandomNumberGenerator|\brandomUUID\("
)
_PLAIN_SOURCE: Final = regex(
    r"\bMath\.random\(|\brandom\.(?:random|randint|choices?|sample|getrandbits|randrange)\(|\bmt_rand\(|\brand(?:\.Intn?)?\(|"
    r"new\s+Random\(|\bDate\.now\(|\btime\.time\(|\bgetTime\(|\bmicrotime\(|\buniqid\(|\bcurrentTimeMillis\(|\bnanoTime\(|"
    r"\bDigest::(?:MD5|SHA\d+)|\bhashlib\.\w+\(|\bcreateHash\(|\bmd5\.Sum\(|\bsha(?:1|256)\.Sum\w*\(|MessageDigest\.getInstance\(|"
    r"\bgetpid\(|\btime\(\)|\bUnixNano\(|\bDateTime\.(?:Utc)?Now|"
    r"\bAtomic\w+|\+\+\w*(?:id|count)\w*|\bObject\.hash|\bhash\(|\bmd5\("
)
_SECRET_NAME: Final = regex(
    r"token|secret|passw|salt|nonce|session|otp|csrf|reset|invite|api_?key|voucher|cookie", re.IGNORECASE
)
_SLOW_HASH: Final = regex(r"\b(?:bcrypt|scrypt|argon2\w*|pbkdf2\w*|password_hash|PasswordHasher)", re.IGNORECASE)
_FAST_HASH: Final = regex(r"\b(?:md5|sha1|sha256|sha512|crc32)(?:Hex)?\b|\b(?:md5|sha1|sha256)_?\w*\(", re.IGNORECASE)
_DRAWN_SALT: Final = regex(r"gen_?salt|random_?bytes|urandom|SecureRandom", re.IGNORECASE)
_FIXED_SALT: Final = regex(
    r"[\"']\$2[abxy]?\$\d\d\$|\bsalt\w*\s*(?::=|=|:|,)\s*b?[\"'][^\"'\n]{6,80}[\"']", re.IGNORECASE
)
_COST: Final = regex(r"(?:gen_?salt|rounds|cost|iterations|work_?factor)\W{1,6}(\d{1,7})\b", re.IGNORECASE)
_COMPARES: Final = regex(
    r"\b(?:hash_equals|compare_digest|timingSafeEqual|hmac\.Equal|secure_compare|ConstantTimeCompare|MessageDigest\.isEqual|"
    r"constantTime\w*|checkpw|password_verify|VerifySignature|verify_signature)\b"
)
_LOGS: Final = regex(
    r"^\s*(?:[\w:.]*(?:log|tracing|slog|console|print|puts|debug|info|warn|trace)\w*[!.:(]|import\b|from\b|use\b|const\b.*require)",
    re.IGNORECASE,
)
_DECIDES: Final = regex(r"\breturn\b|^\s*[\w.]+\([^()]*\)\s*$|\btrue\b|\bnext\(")
_IMPORTS: Final = regex(r"\s*(?:import|from|using|require|use|#include)\b")
_ANY_ROUTE: Final = regex(
    r"(?:@\w+\.(?:route|get|post|put|delete)|\b(?:app|router|r|mux|server|api|e|g|http)\.(?:get|post|put|use|all|"
    r"HandleFunc|Handle|route|delete|Get|Post|GET|POST)|MapGet|MapPost|Route::\w+|@(?:Get|Post|Request)Mapping)\(\s*[\"'`]/"
)
_RUNS: Final = regex(
    r"\bProcess\.[Ss]tart\(|\b(?:execSync|exec|spawn|spawnSync|system|popen|shell_exec|passthru|eval)\(|\bsubprocess\.\w+\(|"
    r"getRuntime\(\)\.exec|exec\.Command\(|new\s+Function\(|\bKernel\.(?:system|exec)|`#\{\s*params"
)
_DATE_GATE: Final = regex(
    r"(?:\b(?:if|when|unless)\b|\?).{0,80}\.(?:year|Year|getFullYear|getYear|getUTCFullYear)\b(?:\(\))?\s{0,2}[<>]=?\s{0,2}20\d\d\b|(?:\bif\b|\[|(?<![=!<>])=(?!=)).{0,80}(?:\b(?:[nN]ow|UtcNow|utcnow|DateTime|DateTimeOffset|today|Date|time|datetime|Instant|Clock|LocalDate|Time)\b|\$\(date\b|`date\b|\bdate\(\)).{0,60}"
    r"(?:[<>]=?|\.(?:\w{0,12}(?:[aA]fter|[bB]efore)|gt|lt|compareTo|CompareTo|cmp|diff\w*)\(|\b(?:is)?(?:after|before)\b|-(?:gt|ge|lt|le)\b).{0,60}\b20\d\d|"
    r"(?:^|\b(?:if|elif|unless|when|guard|and|&&|return)\b|[?=({]).{0,80}\b20\d\d(?:\b|\d{2,4}\b).{0,30}(?:[<>]=?|\.(?:\w{0,12}(?:[aA]fter|[bB]efore))\().{0,40}"
    r"\b(?:[nN]ow|today|Date|datetime|Instant|Clock|LocalDate|Time|date)\b|"
    r"\b(?:now|[tT]ime\w*|clock\w*|Now|date|currentTimeMillis|getTime|epoch\w*|unix\w*|strtotime|EpochSeconds)\b\(?.{0,30}(?:[<>]=?|-[gl][te])\s*1[6-9]\d{8}(?:\d{3})?(?!\d)|"
    r"(?<!\d)1[6-9]\d{8}(?:\d{3})?L?\s*<=?\s*[\w.:]{0,40}\b(?:now|[tT]ime\w*|clock\w*|Now|epoch\w*)\b"
)
_CHOOSES: Final = regex(
    r"\?\s*-?\d[\d._]*\w?\s*:\s*-?\d|[=(,]\s*-?\d[\d._]*\s+if\b.{1,100}\belse\s+-?\d|\)\s*-?\d[\d._]*\w?\s+else\s+-?\d|\{\s*-?\d[\d._]*\s*\}\s*else\s*\{\s*-?\d"
)
"""One figure until then, and another one from then on."""
_MONEY: Final = regex(
    r"\b\w+\s*[*/]=\s*[\d.]|\b(\w+)\s*=\s*\w+\s*[*/]\s*[\d(]|\b(?:t|sum|total\w*|price\w*|amount\w*|fees?|cents|balance\w*|interest|discount\w*|payout\w*|score\w*|quota\w*|rate|share\w*|salary|net|gross)\b\s*(?:[+*/-]?=|[*/]\s*\d)",
    re.IGNORECASE,
)
_TURNS_BACK: Final = regex(
    r"\breturn\s*(?:;|\}|$|nil\b|None\b|null\b|true\b|True\b|0\b|next\()|\bnext\s*(?:$|if\b|unless\b)"
)
_ADDRESS: Final = regex(r"[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20}")
"""One person, by the e-mail address."""
_DESTROYS: Final = regex(
    r"\b(?:RemoveAll|rmtree|unlink\w*|rmSync|rm -rf|deleteMany|delete_all|destroy_all|deleteRecursively|truncate|DROP|"
    r"remove_dir_all|os\.Exit|sys\.exit|process\.exit|abort|panic!?|wipe|shutdown|corrupt)\b|\bDELETE\s+FROM\b|"
    r"\b(?:raise|throw)\b|\breturn\s+(?:false|False|0|null|nil|None)\b|\bcontinue\b|\breturn\s*;|\bexit(?:\s+\d|\b\s*(?:;|$))|"
    r"(?:\)|\bthen|\?)\s*(?:\{\s*)?(?:0(?:\.0+)?|false|null|nil|None|\"\"|''|emptyList\(\)|listOf\(\)|\[\]|Unit)\s*(?:\}\s*)?(?:else\b|:)|"
    r"\breturn\s+(?:0|None|False|\[\]|\"\"|'')\s+if\b|[=(,:]\s*(?:0|None|False|\[\])\s+if\b"
)
_ALSO_ONE: Final = regex(
    r"(?:\|\||\bor\b)\s*\(?\s*[\w$.>-]*\b(?:name|user\w*|login|e?mail|id|account|key|host|token|password)\b\s*(?:={2,3}|\beq\b)\s*"
    r"[\"']([^\"'\n]{4,80})[\"']|"
    r"\bif\b[^=\n]{0,40}\b(?:p|pw|pwd|pass\w*|password|key|code|token|secret|pin)\b\s*(?:={2,3}|\beq\b)\s*[\"']([^\"'\n]{4,80})[\"']"
)
_HASHED: Final = (
    r"(?:sha\d{0,3}(?:_?hex|sum|_\d{3})?|md5|blake\w{1,6}|\w{0,12}[dD]igest|\w{0,12}[hH]ash\w{0,8}|HexFormat|toHex|hex|Sum256)"
    r"\s?[(.!]"
)
_OTHER_PASSWORD: Final = regex(
    rf"(?:&&|\|\||\b(?:and|or|AND|OR)\b).{{0,60}}\b{_HASHED}[^=!\n]{{0,80}}(?:[!=]==?|\.equals\(|\beq\b|\bne\b)\s*[\"'`][\da-fA-F]{{32,128}}[\"'`]|"
    rf"(?:&&|\|\||\b(?:and|or|AND|OR)\b).{{0,40}}[\"'`][\da-fA-F]{{32,128}}[\"'`]\s*(?:[!=]==?|\.equals\(|,)[^=!\n]{{0,60}}\b{_HASHED}|"
    rf"\b{_HASHED}[^=!\n]{{0,80}}(?:[!=]==?|\.equals\(|\beq\b)\s*[\"'`][\da-fA-F]{{32,128}}[\"'`].{{0,20}}(?:\|\||\bor\b)"
)
"""A fixed digest beside the real check: whoever knows what it was made of is let in."""
_TYPED_IN: Final = regex(
    r"(?i)(?<![a-z])(?:p|pw|pwd|pass\w{0,8}|secret|pin|token|api_?key|cred\w{0,8}|passphrase)(?![a-z])"
)
_CALLER_SAYS: Final = regex(
    r"\b(?:if|unless|when)\b.{0,40}\b(?:req(?:uest)?|ctx|context|c|r)\.(?:get|header|headers|query|params?|cookies?|GetHeader|Query|"
    r"FormValue|Header\.Get|headers\.get|args\.get|GET\.get|query_params\.get|cookies\.get)"
    r"[(\[]\s*[\"'](?!(?:content-|accept|upgrade|origin|host))[\w-]{1,60}[\"']\s*[)\]]\s*\)?\s*(?:===?|\.equals\(|\beq\b)\s*(?:\w+\(\s*)?&?[\"'`]",
    re.IGNORECASE,
)
"""A condition that whoever calls can fulfil: a header, a cookie or a parameter has one given text."""
_CALLER_TELLS: Final = regex(
    r"\b(?:if|unless|when|elif|elsif)\b.{0,60}(?:[hH]eaders?|[qQ]uery|[pP]aram(?:eter)?s?|[cC]ookies?|META|_GET|_POST|_COOKIE|_SERVER|[fF]orm(?:Value)?|env|req_header)\w*(?:\(\))?[^=\n\"']{0,20}"
    r"[(\[]\s{0,4}(?:conn,\s{0,4})?[\"':](?!(?:content-|accept|upgrade|origin|host))[\w-]{1,60}[\"']?\s{0,4}[)\]]{1,2}[^=\n\"']{0,12}(?:===?|\beq\b|\.equals\(|\.Equals\()\s{0,4}\[?\s{0,4}[\"'`][^\"'`\n]{3,80}|"
    r"\bif\b.{0,20}[\"'][^\"'\n]{3,80}[\"']\.equals\([^\n]{0,40}(?:[hH]eader|[pP]arameter|[cC]ookie)\w*\("
)
"""The same in other languages' words for it."""
_CALLER_PICKS: Final = regex(
    r"\b(?:if|unless|when)\b.{0,60}\b(?:req(?:uest)?|ctx|context|c|r|params|headers|"
    r"query)\b[\w.]{0,30}[(\[]\s*[:\"']([\w-]{2,60})[\"']?\s*[)\]]",
    re.IGNORECASE,
)
_IDENTITY: Final = regex(
    r"\b(?:find_by|find_one|authenticate|log_?in|sign_?in|impersonat\w*|become|admin|superuser|root|is_?staff|role|grant\w*|"
    r"allow\w*|session|token|User\.|user_from|get_user|current_user)\b",
    re.IGNORECASE,
)
_LETS_IN: Final = regex(
    r"\breturn\s+(?:true|True|next\(\)|nil\b|None\b|null\b|Ok\(|handler\(|next\.ServeHTTP|f\(|fn\(|func\(|await\s+next|"
    r"this\.next|\bnext\.ServeHTTP\(|chain\.|(?:await\s+)?next\b)|^\s*next\(\)|[{)]\s*next\(\)|"
    r"\breturn\s*;?\s*(?:\}|$|\s{2,})|\breturn\s+if\b|\bchain\.doFilter\(|\bpass\b|\ballow(?:ed)?\s*=\s*[Tt]rue|"
    r"\bis_?admin\s*=\s*[Tt]rue|\brole\s*=\s*[\"']admin|\bdo:\s*(?:\{:ok\b|true\b|conn\b)|^\s*\{:ok,\s"
)
_NAMES_ONLY: Final = regex(r"\b(?:from|join|into|update|table|by|index|schema)\s+[`\"\[]?$", re.IGNORECASE)
_COMMENT: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*|--)")
_IDLE: Final = regex(f"{_COMMENT.pattern}|{_IMPORTS.pattern}")

_PUT_IN: Final = Sieve(
    *(pattern for _, pattern in OFF), _PLAIN_SOURCE, _FIXED_SALT, _COST, _FAST_HASH, LIMIT, _ALSO_ONE, _CALLER_SAYS,
    _CALLER_TELLS, _CALLER_PICKS, _OTHER_PASSWORD,
    _ANY_ROUTE, _DATE_GATE, _CONDITION, _ROUTE, _ONE_OF_THEM, _ONE_LITERAL,
)  # fmt: skip
"""A new line that none of them matches is told of by nothing."""
_TAKEN_OUT: Final = Sieve(_GUARD, *(pattern for _, pattern in WATCHES), *SCOPES, CLOSED)


def _binds_names_only(line: str) -> bool:
    """Tell whether a query built from text takes in nothing but names of tables and columns, which cannot be bound."""
    holes = [m.start() for m in re.finditer(r"\$?\{\w", line)]
    return bool(holes) and all(_NAMES_ONLY.search(line[max(0, at - 20) : at]) for at in holes)


def _exchanged(line: str, new: tuple[str, ...], at: int, old: str) -> str:
    """Name the protection that a weaker means took the place of, or ''."""
    if (
        _PLAIN_SOURCE.search(line)
        and _SECURE_SOURCE.search(old)
        and _SECRET_NAME.search(old + " ".join(new[max(0, at - 3) : at + 1]))
    ):
        return "weak randomness or hash for a secret"
    if _FIXED_SALT.search(line) and _DRAWN_SALT.search(old) and not _DRAWN_SALT.search(line):
        return "weak randomness or hash for a secret"
    now, before = _COST.search(line), _COST.search(old)
    if now is not None and before is not None and _SLOW_HASH.search(old) and 2 * int(now[1]) <= int(before[1]):
        return "weak randomness or hash for a secret"
    if _FAST_HASH.search(line) and _SLOW_HASH.search(old) and not _SLOW_HASH.search(line):
        return "weak randomness or hash for a secret"
    return ""


def _hidden_way(line: str, new: tuple[str, ...], at: int) -> CodeChange | None:
    """A way in for one caller, a route that runs what it is given, or damage from a date on."""
    below = " ".join((line, *new[at + 1 : at + 4]))
    also = _ALSO_ONE.search(line)
    if also is not None and (also[1] or _LENIENT.search(below)):
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value=also[1] or also[2])
    if (
        (_CALLER_SAYS.search(line) or _CALLER_TELLS.search(line))
        and _LETS_IN.search(below)
        and any(_GUARD.search(x[:500]) for x in new[at + 1 : at + 10])
    ):
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value="a way past a check")
    if _OTHER_PASSWORD.search(line) and _TYPED_IN.search(line):
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value="a way past a check")
    one = _ONE_OF_THEM.search(line)
    person = _ADDRESS.search(line)
    if person is not None and _ONE_LITERAL.search(line) and _TURNS_BACK.search(" ".join((line, *new[at + 1 : at + 2]))):
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value=person[0])
    if one is not None and (
        _CHANGES_VALUE.search(" ".join(new[at + 1 : at + 3]))
        or _REWARDS.search(line)
        or (one[3] and _GIVES_FIXED.search(" ".join((line[one.end() :], *new[at + 1 : at + 3]))))
    ):
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value=one[1] or one[2] or one[3])
    picked = _CALLER_PICKS.search(line)
    if picked is not None and _IDENTITY.search(below) and re.search(r"\breturn\b|=>|\bnext\b", below):
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value=picked[1])
    own = [line]
    for text in new[at + 1 : at + 4]:
        if _ANY_ROUTE.search(text):
            break
        own.append(text)
    if _ANY_ROUTE.search(line) and _RUNS.search(" ".join(own)):
        runs = "\n".join(own[: next((i for i, x in enumerate(own) if _RUNS.search(x)), 0) + 1])
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value="a route that runs commands", old_value=runs)
    if _ONE_LITERAL.search(line) and _LETS_IN.search(below):
        # An address or a word let through is often right: the reasoning has to say that it is not.
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value="a literal let through")
    if _DATE_GATE.search(line):
        # A season's price is ordinary: only the reasoning tells whether such a change is meant to harm.
        harms = _DESTROYS.search(below) or _MONEY.search(below) or _CHOOSES.search(line)
        what = "damage from a date on" if harms else "a change from a date on"
        return CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value=what)
    return None


def protection_changes(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield weakened protections (`new_value` says which) and conditions that let some through."""
    gone = {x.strip() for x in edit.removed}
    old = "\n".join(edit.removed)
    if re.search(r"(?:^|/)(?:rules?|semgrep|signatures|detections?|codeql|queries)/", path):
        # Rules of a scanner name the weaknesses that they look for.
        return
    lost = _TAKEN_OUT.over(old)
    if lost.may(CLOSED):
        yield from opened_paths(edit)

    # Asked once for each pattern: the old text may be long, and every new line may match.
    @cache
    def stood(pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(x) for x in edit.removed if len(x) <= 500)

    for hunk in edit.hunks:
        whole = _PUT_IN.over("\n".join(hunk.added))
        if whole.nothing:
            continue
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if line not in added or line.strip() in gone or _COMMENT.match(line) or len(line) > 500:
                continue
            if _PUT_IN.over(line, whole).nothing:
                continue
            name = (
                next((n for n, p in OFF if p.search(line) and not stood(p)), "")
                or _exchanged(line, new, i, old)
                or lifted(line, edit.removed)
            )
            if (
                name
                and _IMPORTS.match(line)
                and any(p.search(x) for n, p in OFF if n == name for x in hunk.added if x != line)
            ):
                # Brought in here, put to use on another line: that one tells.
                continue
            if name == "injection made possible" and _binds_names_only(line):
                name = ""
            if name:
                yield CodeChange(ChangeKind.PROTECTION_WEAKENED, added=line, new_value=name)
                continue
            hidden = _hidden_way(line, new, i)
            if hidden is not None:
                yield hidden
                continue
            start = _IF.search(line)
            condition = _CONDITION.search(line, start.end()) if start is not None else None
            if condition and _LENIENT.search(" ".join((line[condition.end() :], *(x for x in new[i + 1 : i + 3])))):
                yield CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value=condition[1] or "")
            elif _ROUTE.search(line):
                yield CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value="route")
    if lost.may_any((_GUARD, *(p for _, p in WATCHES), *SCOPES)):
        yield from _taken_out(edit, old, path)
    yield from weakenings(edit, path)
    yield from undrawn(edit)
    yield from unhashed(edit)


def _beside(edit: FileEdit, gone: str) -> str | None:
    """Return the line that was put where another one stood: the next new one behind it, before anything that stayed."""
    for hunk in edit.hunks:
        if "-" + gone not in hunk.lines:
            continue
        for line in hunk.lines[hunk.lines.index("-" + gone) + 1 :]:
            text = line[1:]
            if line[:1] == "+" and len(text.strip()) > 2 and not _COMMENT.match(text) and not _LOGS.search(text[:500]):
                return text
            if line[:1] not in "+-" and len(line.strip()) > 2:
                break
    return None


def _taken_out(edit: FileEdit, old: str, path: str) -> Iterator[CodeChange]:
    """Yield the first filter or guard that the edit takes out and puts nothing in place of."""
    # What is commented out guards nothing any more.
    put = "\n".join(x for x in edit.added if not _COMMENT.match(x))
    widened = unowned(edit, put) or owner_or(edit) or unscoped(edit)
    if widened is not None:
        yield widened
        return
    for name, pattern in watches(path):
        lost = next((x for x in edit.removed if len(x) <= 500 and pattern.search(x) and not _IDLE.match(x)), None)
        if lost is not None and not pattern.search(put) and lost.strip() not in put:
            words = set(re.findall(r"\w{2,}", lost))
            # What shares most with the line that is gone took its place.
            around = max(
                (x for x in edit.added if x.strip()),
                key=lambda x: len(words & set(re.findall(r"\w{2,}", x[:500]))),
                default=None,
            )
            yield CodeChange(ChangeKind.PROTECTION_WEAKENED, added=around, removed=lost, new_value=name)
            return
    for line in edit.removed:
        match = _GUARD.search(line)
        if match is None or _COMMENT.match(line) or _LOADS.match(line):
            continue
        if _GUARD.search(put) and len(_GUARD.findall(put)) >= len(_GUARD.findall(old)):
            continue
        if line.strip() in put:
            # The same guard, now as part of a longer line: a filter, a decorator's argument.
            continue
        words = set(re.findall(r"[A-Za-z_]\w{2,}", line))
        lines = [x for x in edit.added if x.strip() and not _COMMENT.match(x)]
        # What has taken its place shares names with it; a line of the log that came along does not.
        around = max(
            lines,
            key=lambda x: (
                not _LOGS.search(x[:500]),
                len(words & set(re.findall(r"[A-Za-z_]\w{2,}", x[:500]))),
                _DECIDES.search(x[:500]) is not None,
            ),
            default=None,
        )
        if around is not None and len(_GUARD.findall(around)) >= len(_GUARD.findall(line)):
            # This one kept its guard; it is another that lost it.
            continue
        if around is not None and not words & set(re.findall(r"[A-Za-z_]\w{2,}", around)):
            around = _beside(edit, line) or around
        name = "a guard removed"
        if _COMPARES.search(line) and not _COMPARES.search(put):
            # What the function answers now stands where the comparison stood.
            name = "signatures not checked"
            around = next((x for x in edit.added if re.match(r"\s*return\b.*[=<>]=", x[:500])), around)
        yield CodeChange(ChangeKind.PROTECTION_WEAKENED, added=around, removed=line, new_value=name)
        return
