"""Means of protection and what is weaker than they: what is weak in itself, and by how much passwords are hashed less.

A lexicon; who compares which lines is `weakenings`.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

OLD_TLS: Final = r"(?:TLS_?v?1[._]?[01]\b|VersionTLS1[01]|TLSv1\b(?![._]?[23])|SSLv[23])"
EXCHANGES: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = tuple(
    (regex(strong), regex(weak))
    for strong, weak in (
        (
            r"\btextContent\b|\binnerText\b|createTextNode",
            r"\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write\(",
        ),
        (
            r"\bstrncpy\(|\bstrlcpy\(|\bsnprintf\(|\bfgets\(|\bstrncat\(|\bmemcpy_s\(|\bstrcpy_s\(",
            r"\bstrcpy\(|\bsprintf\(|\bgets\(|\bstrcat\(",
        ),
        (
            r"\bsafe_join\(|\bsecure_filename\(|\brealpath\(|\bCanonical\w*\(|\bfilepath\.Clean\(|\bbasename\(",
            r"\bpath\.join\(|\bfilepath\.Join\(|\bFile\.join\(|/|\+",
        ),
        (
            (
                r"\bSecureRandom\b|RandomNumberGenerator|crypto/rand|\bOsRng\b|\bsecrets\.|\brandomBytes\(|getRandomValues\(|\burandom\b|\brandom_bytes\(|\brandom_int\(|"
                r"openssl_random|arc4random|SecRandomCopyBytes|\bgetrandom\(|strong_rand_bytes|gen_random_bytes|\btoken_(?:hex|urlsafe|bytes)\("
            ),
            (
                r"\bnew\s+Random\(|\bRandom\(|math/rand|\brandom\.(?!uuid)|\bthread_rng\(|\bseed_from_u64\(|\bSmallRng\b|Math\.random\(|\bmt_rand\(|\bs?rand\(|\buniqid\(|\blcg_value\(|:rand\.|"
                r"currentTimeMillis|Date\.now\(|\btime\(\)|time\.Now\(|\bdrand48\(|\$RANDOM\b|\buuid1\("
            ),
        ),
        (r"(?i)\bgcm\b|-gcm|chacha20|/GCM/|\bsiv\b", r"(?i)\becb\b|-ecb|\bdes\b|\brc4\b|/ECB/|-cbc|/CBC/|\bxor"),
        (r"TLS_?v?1[._]?[23]|VersionTLS1[23]", OLD_TLS),
        (
            r"0o?[0-7]?[0-7]00\b|\b0?600\b|\b0?700\b|S_IRUSR",
            r"0o?[0-7]?[0-7][2-7][2-7]\b|\b0?6[46]6\b|\b0?777\b|\b0?755\b",
        ),
        (
            (
                r"(?i)parse(?:Claims|Signed|Plaintext)?\w{0,10}Jws|parseSigned\w+|setSigningKey|verifyWith\(|\bjwt\w{0,20}[.:]{1,2}verify|\bjwtVerify\(|"
                r"ParseWithClaims\(|ParseSigned\(|\.require\(|JWT\.decode\([^)]{0,120}true|decode_and_verify|\bverify_signed|\bValidateToken\("
            ),
            (
                r"(?i)\.unsecured\(|parseUnsecured\w+|parse(?:Claims|Plaintext)Jwt\b|ParseUnverified\(|UnsafeClaims\w*|\bjwt\w{0,20}[.:]{1,2}decode\(|\bdecodeJwt\(|"
                r"jwt_?decode\(|get_unverified_claims|insecure_(?:decode|disable)\w*|JWT\.decode\([^)]{0,120}false|ReadJwtToken\(|peek_payload\("
            ),
        ),
        (r"\.permit\(", r"\.permit!"),
        (
            r"(?i)\borigins?\w*[\"']?\s*[:=(]\s*\[?\s*[\"'`/](?!\*)",
            r"(?i)\b(?:cb|callback|done)\(\s*null\s*,\s*true\s*\)|\borigins?\w*[\"']?\s*[:=]\s*true\b",
        ),
        (r"DtdProcessing\.(?:Prohibit|Ignore)|XmlResolver\s*=\s*null", r"DtdProcessing\.Parse|new\s+XmlUrlResolver\("),
        (r"\bexported=\"false\"|allowBackup=\"false\"", r"\bexported=\"true\"|allowBackup=\"true\""),
        (
            r"(?i)(?:tries|attempts|failures|failed\w*|lockout)\w*\W{0,4}\s*>=?\s*\d{1,2}(?![\d_])",
            r"(?i)(?:tries|attempts|failures|failed\w*|lockout)\w*\W{0,4}\s*>=?\s*\d[\d_]{3,}",
        ),
        (r"\bdeny\s+all\b|\bRequire\s+all\s+denied", r"\ballow\s+all\b|\bRequire\s+all\s+granted"),
        (r"\b(?:podSelector|namespaceSelector|ipBlock)\b", r"^\s*-\s*\{\s*\}\s*$|\bcidr:\s*[\"']?0\.0\.0\.0/0"),
        (
            r"(?i)\bFernet\(|\.encrypt\w*\(|createCipheriv|\bSecretBox|secretbox|crypto_box|AES\.new|Cipher\.getInstance|NewGCM|aead\.|\bseal\(",
            r"(?i)b64encode|base64|\bbtoa\(|\brot13|\bxor\b|\s\^\s|\bhexlify|\.toString\(['\"]hex|EncodeToString",
        ),
        (r"(?i)sha-?(?:256|384|512)|blake[23]|argon2|scrypt|bcrypt", r"(?i)\bmd5\b|\bsha-?1\b|crc32"),
        (r"\bRS(?:256|384|512)\b|\bES256\b|\bEdDSA\b|\bPS256\b", r"[\"']none[\"']|\bHS256\b"),
        # A secret of the place where it runs, and one that everybody reads in the source.
        (
            r"(?i)\b\w{0,30}(?:secret|_key|api_?key|token|passw(?:or)?d|salt)\w{0,20}[\"']?\s*(?::=|=>|[:=])[^\n]{0,60}(?:environ\b|getenv|process\.env|\bENV\[|\benv[.(]|env::var|\bvault\b|secretsmanager|secret_manager|ssm\b|keyring)",
            r"(?i)\b\w{0,30}(?:secret|_key|api_?key|token|passw(?:or)?d|salt)\w{0,20}[\"']?\s*(?::=|=>|[:=])\s*b?[\"'][^\"'\n${<]{6,80}[\"']",
        ),
        # The code of anybody's pull request is run with the repository's own rights.
        (r"\bpull_request\b(?!_target)", r"\bpull_request_target\b"),
        (r"\bhttps://", r"\bhttp://(?!localhost|127\.)"),
        (
            r"\b(?:sftp|ftps|ssh|wss|amqps|rediss|ldaps|imaps|smtps)://",
            r"\b(?:ftp|telnet|ws|amqp|redis|ldap|imap|smtp)://",
        ),
        (r"kSecAttrAccessible\w*(?:WhenUnlocked|AfterFirstUnlock|PasscodeSet)", r"kSecAttrAccessibleAlways"),
        (r"^\s*USER\s+(?!root\b|0\b)\w+", r"^\s*USER\s+(?:root|0)\b"),
        (r"uses:\s*\S+@[0-9a-f]{7,40}\b|@sha256:|==\d|\bv?\d+\.\d+\.\d+", r"@(?:main|master|latest|HEAD)\b|:latest\b"),
        (r"\bcors\(\s*\{[^}]*origin", r"\bcors\(\s*\)"),
        (
            r"\bunser?ialize_safe|\bsafe_load|\bSafeLoader|\bliteral_eval\(|\bjson\.loads?\(",
            r"\beval\(|\bpickle\.|\byaml\.load\((?!.*Safe)|\bmarshal\.",
        ),
        (r"\bprepare\(|\?\s*[,)]|%s|:\w+\b|\$\d", r"\bquery\(.*(?:\$\{|\"\s*\+|\bf\")|execute\(\s*f[\"']"),
        (
            r"\bexecFile\(|\bspawn\(|subprocess\.run\(\s*\[|exec\.Command\(",
            r"\bexec\(\s*[`\"'].*\$\{|\bos\.system\(|shell\s*=\s*True|exec\.Command\(\s*\"(?:sh|bash)\"",
        ),
        (
            r"constant_time|verify_slices_are_equal|ConstantTime|compare_digest|timingSafe|secure_compare|hash_equals|ct_eq",
            r"[^=!<>]={2,3}[^=]|\.equals\(|strcmp\(|memcmp\(",
        ),
        (
            r"\b(?:argon2|bcrypt|scrypt|pbkdf2|password)\w*[.(:]+\s*(?:verify|compare|check)\w*\(|\b(?:verify|compare|check)_?[pP]ass\w*\(",
            r"=\s*.{1,60}(?:\.length|len\(|!==?\s*(?:''|\"\"|null|None)|true|True)",
        ),
    )
)
"""Means and what is weaker than they; the second counts only where the first stood."""
TOKENS: Final = regex(
    r"(?i)\.unsecured\(|parseUnsecured|(?:Claims|Plaintext)Jwt\b|ParseUnverified|UnsafeClaims|jwt\w{0,20}[.:_]{0,2}decode\(|decodeJwt\(|"
    r"unverified_claims|insecure_(?:decode|disable)|ReadJwtToken\(|peek_payload\("
)
"""What reads a token without asking who signed it."""
_ROUNDS: Final = regex(
    r"(?i)\b(?:\w{0,30}pbkdf2\w{0,30}|bcrypt|argon2\w{0,10}|scrypt|\w{0,30}(?:rounds|iterations?|work_?factor|cost|time_?cost|log_?rounds))\b"
    r"[^\n]{0,160}?(?<![\w.\"'])(\d[\d_]{0,9})(?![\w.])"
)
"""How often a password is hashed."""
_HASHES: Final = regex(
    r"(?i)pbkdf2|bcrypt|argon2|scrypt|password|passwd|\bhash|\bkdf\b|\bsalt|derive|(?<![a-z])(?:log_?rounds|work_?factor)"
)


_FEW_ROUNDS: Final = regex(
    r"(?i)\bpbkdf2[\w.:]{0,30}\((?:[^()\n]|\([^()\n]{0,40}\)){0,120}?(?<=[,( ])(?:iterations?\s?[=:]\s?)?(\d[\d_]{0,9})\s?[,)]|"
    r"\b(?:gensalt|genSalt(?:Sync)?)\(\s?(?:rounds\s?=\s?)?(\d)\s?\)|\bbcrypt\.(?:GenerateFromPassword|hash(?:Sync)?)\([^()\n]{1,80},\s?(\d)\s?\)"
)
_LEAST: Final = (1000, 8)
"""Rounds of PBKDF2, and the cost of bcrypt, below which neither protects a password."""


def hardly_hashed(line: str) -> bool:
    """Tell whether a line hashes a password so few times that it might as well stand there in the clear."""
    match = _FEW_ROUNDS.search(line)
    if match is None:
        return False
    if match[1]:
        return int(match[1].replace("_", "")) < _LEAST[0]
    return int(match[2] or match[3]) < _LEAST[1]


def fewer_rounds(old: str, new: str) -> bool:
    """Tell whether a password is hashed less often than before; the numbers of a call stand in the same order on both lines."""
    if not (_ROUNDS.search(new) and _ROUNDS.search(old) and _HASHES.search(new)):
        return False
    before, after = (
        [int(x.replace("_", "")) for x in re.findall(r"(?<![\w.\"'])\d[\d_]{0,9}(?![\w.])", t)] for t in (old, new)
    )
    fell = [(a, b) for a, b in zip(before, after, strict=False) if a != b]
    return len(before) == len(after) and bool(fell) and all(2 * b <= a or (a <= 20 and b <= a - 2) for a, b in fell)
