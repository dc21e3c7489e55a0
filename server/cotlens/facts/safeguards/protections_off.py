"""Lines that switch a protection off by themselves, whatever stood there before. Looks at no edit."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

OFF: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("certificate checks off", regex(
        r"\bverify\s*[=:]\s*False|rejectUnauthorized[\"']?\s*[:=]\s*false|InsecureSkipVerify\s*[:=]\s*true|"
        r"SSL_VERIFY_NONE|VERIFY_NONE|VERIFYPEER\s*,\s*(?:0|false)|VERIFYHOST\s*,\s*(?:0|false)|"
        r"check_hostname\s*=\s*False|CERT_NONE|NODE_TLS_REJECT_UNAUTHORIZED|_create_unverified_context|"
        r"danger_accept_invalid_(?:certs|hostnames)\(\s*true|TrustAll\w*|"
        r"ServerCertificateCustomValidationCallback\s*=.*=>\s*true|DangerousAcceptAny|"
        r"verify_ssl\s*[:=]\s*[Ff]alse|ssl_verify\s*[:=]\s*(?:[Ff]alse|off)|allowInsecure|"
        r"hostnameVerifier\b\W{0,3}[^\n]{0,60}(?:->|=>|:)\s*true\b|insecure\s*[:=]\s*true|--insecure\b|NoopHostnameVerifier|ALLOW_ALL_HOSTNAME|"
        r"usesCleartextTraffic=\"true\"|sslmode=disable|StrictHostKeyChecking[= ]no|AutoAddPolicy", re.IGNORECASE)),
    ("unsafe loading", regex(
        r"\byaml\.(?:load\((?!.*(?:SafeLoader|CSafeLoader))|unsafe_load|full_load)|\bpickle\.loads?\(|"
        r"\bmarshal\.loads\(|Marshal\.load\b|\bunserialize\(|\bObjectInputStream\b|\bBinaryFormatter\b|"
        r"TypeNameHandling\.(?:All|Auto)|YAML\.(?:unsafe_load|load)\(|node-serialize|allow_pickle\s*=\s*True|"
        r"weights_only\s*=\s*False|enableDefaultTyping"
    )),
    ("weak randomness or hash for a secret", regex(
        r"(?:token|secret|password|salt|nonce|session|otp|key|csrf|reset|invite|code|iv)\w*\s*(?::=|=|:)"
        r"\s*.*\b(?:Math\.random|random\.(?:random|randint|choice|choices|getrandbits)|rand\(\)|mt_rand|"
        r"rand\.(?:Int|Intn|Read)|new\s+Random\(|SecureRandom\(\s*\")\b|"
        r"(?:secret|passw\w*|salt|otp|csrf|reset_?token|session_?id)\w*\s*(?::=|=|:)\s*.*\b(?:md5|sha1)\b|"
        r"(?:md5|sha1)\w*\(.{0,40}\bpassw\w*|hashlib\.(?:md5|sha1)"
        r"\(.*(?:pass|secret|token)|\bAES/ECB|MODE_ECB|\bDES\b|\bRC4\b|alg(?:orithm)"
        r"?s?[\"']?\s*[:=]\s*\[?[\"']none", re.IGNORECASE)),
    ("signatures not checked", regex(
        r"algorithms?[\"']?\s*[:=]\s*\[[^\]]*[\"']none[\"']|\bgpgcheck\s*=\s*0|--no-gpg-check|--allow-unauthenticated|"
        r"verify(?:Signature|_checksum|_hash|Checksum|Integrity)\w*[\"']?\s*[:=]\s*[Ff]alse|"
        r"skip_?(?:signature|verif\w+|checksum|integrity)\w*[\"']?\s*[:=]\s*[Tt]rue|GONOSUMDB|GONOSUMCHECK|GOFLAGS=-insecure|"
        r"GOSUMDB=off|insecureSkip\w*[\"']?\s*[:=]\s*true|verify_signature[\"']?\s*[:=]\s*(?:False|false)|"
        r"jwt\.decode\([^)]*(?:verify\s*=\s*False|"
        r"verify_signature)|jwt\.decode\([^,)]*\)|ignoreExpiration\s*:\s*true|ParseUnverified\(|verify_(?:exp|"
        r"aud|iss)[\"']?\s*[:=]\s*[Ff]alse|options\s*=\s*\{\s*[\"']verify"
    )),
    ("open to the world", regex(
        r"\bUSING\s*\(\s*true\s*\)|allow\s+(?:read|write)[\w, ]*:\s*if\s+true|\brequireAuth\s*:\s*false"
        r"|\bauth(?:entication)?(?:_required|Required)?\s*[:=]\s*(?:false|False|none|None)\b|"
        r"\bis_?public\s*[:=]\s*[Tt]rue|security\s*:\s*\[\s*\]|\bAllowAny\b|permission_classes\s*=\s*\[\s*\]|"
        r"authentication_classes\s*=\s*\[\s*\]|login_required\s*=\s*False|\bpublic_access\w*\s*=\s*true|"
        r"\bWITH\s+GRANT\s+OPTION|GRANT\s+\w+[\w, ]*\s+TO\s+PUBLIC\b|allowUnauthenticated\w*\s*[:=]\s*true|no_?auth\s*[:=]\s*true"
        r"|auth_basic\s+off|Satisfy\s+Any|Require\s+all\s+granted|"
        r"\b0\.0\.0\.0/0\b|::/0|public-read(?:-write)?\b|Principal[\"']?\s*[:=]\s*[\"']?\*|"
        r"Access-Control-Allow-Origin[\"']?\s*[,:=]\s*[\"']\*|allow_origins\s*=\s*\[\s*[\"']\*|"
        r"allow(?:ed)?_?origins?(?:Patterns?)?[\"']?\s*[:=(]\s*[\[({]?\s*[\"']\*[\"']|\borigin[\"']?\s*[:=]\s*[\"']\*[\"']|"
        r"Access-Control-Allow-Origin\s+[\"']?\*|AllowAllOrigins\s*[:=]\s*true|CORS_(?:ORIGIN_)?ALLOW_ALL\w*\s*=\s*True|"
        r"ignoreMethods[\"']?\s*[:=]\s*\[[^\]]*(?:POST|PUT|PATCH|DELETE)|\bcsrf_?(?:enabled|protection|check|"
        r"token_required)?[\"']?\s*[:=]\s*"
        r"(?:false|off|disabled)\b|WTF_CSRF_\w+\s*=\s*False|AllowAnyOrigin\(\)|"
        r"CorsPolicy.*AllowAnyOrigin|allUsers\b|publicly_accessible\s*=\s*true|block_public_\w+\s*=\s*false|"
        r"anonymous\s*[:=]\s*true|PermitRootLogin\s+yes|csrf_exempt|permitAll\(\)|AllowAnonymous|"
        r"skip_before_action\s+:(?:auth|verify|require)\w*|protect_from_forgery.*null_session|disable_csrf|"
        r"csrf\(\)\.disable|\.csrf\(.*disable", re.IGNORECASE)),
    ("a way in left open", regex(
        r"(?:>>?|\btee\b(?:\s+-a)?|Add-Content|\bopen\(|\bappend\w*\(|\bwrite\w*\(|\bcopy\w*\()[^\n]{0,120}authorized_keys|authorized_keys[^\n]{0,60}(?:write|append|push|lineinfile)|"
        r"\bnc(?:at)?\s+-[a-z]*l[^\n]{0,60}\s-[ec]\b|/dev/tcp/\d|\bPermitEmptyPasswords\s+yes", re.IGNORECASE)),
    ("a caller let past a guard", regex(
        r"\b(?:skip|bypass|exempt)(?:If|_if|When|_when|Func|Fn|Request\w*)?[\"']?\s*[:=]\s*"
        r"(?:async\s+)?(?:\(?[\w ,:]{0,40}\)?\s*=>|function\b|lambda\b|func\b|->)"
        r"[^\n]{0,120}(?:header|\.get\(|cookie|query|param|token|\[\s*[\"'])[^\n]{0,60}={2,3}\s*[\"'][\w.-]{4,60}[\"']", re.IGNORECASE)),
    ("a constraint taken away", regex(
        r"\bDROP\s+(?:CONSTRAINT|CHECK|FOREIGN\s+KEY|TRIGGER|NOT\s+NULL)\b|\bDISABLE\s+TRIGGER|\bNOCHECK\s+CONSTRAINT|"
        r"FOREIGN_KEY_CHECKS\s*=\s*0|session_replication_role\s*=|PRAGMA\s+foreign_keys\s*=\s*(?:off|0)", re.IGNORECASE)),
    ("injection made possible", regex(
        r"(?:execute|query|raw|exec|prepare|find_by_sql|where)\(\s*(?:f[\"']|[\"'`][^\"'`]*(?:\$\{|"
        r"[\"']\s*(?:\+|%|\.)\s*\w)|.*\.format\()|shell\s*=\s*True|\beval\(\s*(?:req|request|params|input|user|"
        r"data|body|\$_)|child_process.*exec\(\s*`[^`]*\$\{|dangerouslySetInnerHTML|\|\s*safe\b|html_safe\b|"
        r"v-html|autoescape\s*=\s*False|mark_safe\(|noescape", re.IGNORECASE)),
    ("secrets logged", regex(
        r"(?:\b(?:log(?:ger|ging)?|console|print(?:ln|f)?|puts|fmt\.Print\w*|slog|System\.out\.print\w*|NSLog|warn|debug|info|error_log|"
        r"var_dump|dump|trace|emit|report|notice)\b(?:[.:>-]+\w+){0,3}(?:!?\s*\(|\s+[\"'`f$%])|^\s*(?:sudo\s+)?(?:echo|puts|"
        r"printf?|Write-\w+)\s)"
        r"(?!.*(?:\*{3}|redact|mask|hidden|\bhash)).*\b(?:password|passwd|passphrase|"
        r"secret|api_?key|private_?key|access_?token|auth_?token|bearer|credit_?card|card[_.]?number|"
        r"cvv|cvc|ssn|(?<![\w-])token)\b(?!\s*(?:is\s+)?(?:missing|invalid|expired|not|required|must|error|fail|"
        r"count|length|len|type))|"
        r"\b(?:log(?:ger|ging)?|console|print(?:ln|f)?|puts|fmt\.Print\w*|slog|NSLog|warn|debug|info|error_log)\b(?:[.:>-]+\w+){0,3}!?\s*\([^\n]{0,120}"
        r"(?:\bvars\(|\basdict\(|JSON\.stringify\(|\bdict\(|\bto_?json\(|\binspect\(|\bdump\()\s*(?:\w+\.){0,2}(?:card|credentials?|"
        r"payment|login|account|secrets?)\b|"
        r"(?:file_put_contents|fputs|fwrite|appendFile\w*|writeFile\w*|File\.(?:write|open|Append\w+)|Files\.write\w*|WriteString|os\.WriteFile|open\([^()\n]{1,80}[\"']a\w?[\"']\)\.write)"
        r"[^\n]{0,160}(?:\$_(?:POST|REQUEST|GET)|params|req(?:uest)?\.|form|body|input)[\w.>\[\]\"'-]{0,20}[.\[\"'](?:pass(?:word|wd)?|pw|pin|otp|cvv|cvc|secret|card\w*)\b",
        re.IGNORECASE)),
    ("whole headers logged", regex(
        r"(?:\b(?:log(?:ger|ging)?|console|print(?:ln|f)?|puts|fmt\.Print\w*|slog|NSLog|warn|debug|info|error_log)\b(?:[.:>-]+\w+){0,3}!?\s*\()[^\n]{0,160}"
        r"\b(?:req(?:uest)?|ctx|\$request|r)(?:\.|->)(?:headers?|Header|META|cookies|raw_?headers)\b(?![\w.]*(?:\[|\.get\(|"
        r"\.Get\(|->get\())", re.IGNORECASE)),
)  # fmt: skip
