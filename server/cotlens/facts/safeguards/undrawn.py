"""Values that were drawn at random and are the same each time after an edit: nonces, salts, keys, tokens.

Only where the drawing went and the very name holds a constant now, or the function that is called after it gives back a clock or a
constant; a draw that moved to another function leaves a call in its place. An import that makes the same calls draw weakly counts, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_WORDS: Final = ("rand", "osrng", "secrets.", "uuid", "nonce", "gensalt", "token_")
_DRAWS: Final = regex(
    r"rand\.Reader|\brand\.(?:Read|Int|Text)\(|\bSecureRandom\b|RandomNumberGenerator|\bOsRng\b|\bsecrets\.|\brandomBytes\(|getRandomValues\(|"
    r"randomFill(?:Sync)?\(|\burandom\b|\brandom_bytes\(|openssl_random|arc4random|SecRandomCopyBytes|\bgetrandom\(|strong_rand_bytes|"
    r"gen_random_bytes|\btoken_(?:hex|urlsafe|bytes)\(|generate_(?:nonce|key|iv|salt)\(|RAND_bytes\(|randombytes_buf\(|\bnextBytes\(|"
    r"\brandomUUID\(|\buuid4\(|\bfill_bytes\(|\bgen_?salt\w*\("
)
_NAMED_SO: Final = (
    r"(?:\w*(?:nonce|salt|token|secret|seed|otp|csrf|challenge|"
    r"verifier|session_?id|passw\w*|api_?key)\w*|\w*(?:key|iv|code|state)(?:_?bytes)?)"
)
_NAMES: Final = regex(rf"(?<![\w.])({_NAMED_SO})(?![\w(])", re.IGNORECASE)
_FIXED: Final = (
    r"(?:b?[\"'`][^\"'`\n]{0,80}[\"'`]|bytes(?:array)?\(\s*\d+\s*\)|make\(\[\]byte,[^\n]{1,60}\)|new\s+(?:byte|Uint8Array|u8)\w*[\[(][^\n]{1,40}[\])]|"
    r"\[\s*0\w*\s*;\s*\w+\s*\]|Buffer\.alloc\([^\n]{1,40}\)|\{\s*0\s*\}|\[\]byte\([^\n]{1,60}\)|\[\d*\]byte\{[^\n]{0,80}\}|0x[0-9a-fA-F]+|\d+|"
    r"str_repeat\([^\n]{1,60}\)|(?:Nonce|Iv|Key|GenericArray)(?:::<\w+>)?::(?:from_slice|default|from)\([^\n]{0,60}\)|Data\(count:[^\n]{1,20}\)|ByteArray\(\d+\))"
)


_HEAD: Final = regex(
    rf"\b(?:def|func|fn|fun|function|sub|const|let|public|private|static|protected|internal)\b[^\n(=]{{0,60}}?\b((?:\w*?(?:new|make|gen|generate|create|random|next|get)_?)?{_NAMED_SO})\s*(?:[(=<]|$)",
    re.IGNORECASE,
)
"""The head of a function that is called after what it makes."""
_FORESEEN: Final = (
    r"(?:time\.(?:Now|time)\(|\b[dD]ate(?:time)?\b[\w.]{0,12}(?:now|Now|today)|\bnew\s+Date\(|currentTimeMillis|nanoTime|UnixNano|\bInstant\.now|SystemTime::now|\btime\(\)|microtime\(|"
    r"getpid\(|\bpid\b|hostname|\bhash\(|\b(?:md5|sha\d+)\w*\(|uniqid\(|\bcounter\b|\bcount\b|Math\.random\(|\brandom\.\w+\(|\bmt_rand\(|"
    + _FIXED[3:]
)
_GIVES: Final = regex(rf"(?:\breturn\b|=>|^\s*)\s*[^\n]{{0,60}}?{_FORESEEN}")
_WEAK_IMPORT: Final = regex(
    r"^\s*(?:import\s+)?(?:rand\s+)?\"math/rand(?:/v2)?\"|^\s*import\s+random\s+as\s+(?:secrets?|rand\w*|rng)\b|^\s*from\s+random\s+import\s+.*\b(?:as\s+token_\w+|randbytes|choice|SystemRandom\s+as)\b"
)
"""After it the calls that stand there draw what anybody can foresee."""
_STRONG_IMPORT: Final = regex(r"\"crypto/rand\"|\b(?:import|from)\s+secrets\b")
_MOST: Final = 12
"""Draws of a hunk that are followed."""


def undrawn(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield the value that was drawn before and is fixed now, with the line that holds it."""
    yield from _weak_import(edit)
    old = "\n".join(edit.removed)
    if (
        not has_any(old[:200_000], _WORDS)
        or not _DRAWS.search(old[:200_000])
        or _DRAWS.search("\n".join(edit.added)[:200_000])
    ):
        return
    for hunk in edit.hunks:
        old_lines, taken, new_lines, put = hunk.old, frozenset(hunk.removed), hunk.new[:4000], frozenset(hunk.added)
        lost = [i for i, x in enumerate(old_lines[:4000]) if x in taken and len(x) <= 500 and _DRAWS.search(x)]
        for at in lost[:_MOST]:
            gone = old_lines[at]
            # `SecureRandom().nextBytes(iv)`, `iv = randomBytes(12)`, and a buffer of the line above.
            for name in dict.fromkeys(
                m[1] for x in (gone, *old_lines[max(0, at - 2) : at]) for m in _NAMES.finditer(x[:500])
            ):
                holds = re.compile(rf"(?<![\w.]){re.escape(name)}\b[^\n=:]{{0,30}}(?::=|=|:)\s*(?:&?mut\s+)?" + _FIXED)
                line = next((x for x in new_lines if len(x) <= 500 and holds.search(x) and not _DRAWS.search(x)), None)
                if line is not None:
                    yield _change(line if line in put else None, gone)
                    return
            head = next((m for x in reversed(old_lines[max(0, at - 8) : at]) if (m := _HEAD.search(x[:300]))), None)
            given = next((x for x in hunk.added if head and len(x) <= 500 and _GIVES.search(x)), None)
            if given is not None:
                yield _change(given, gone)
                return


def _change(added: str | None, removed: str | None) -> CodeChange:
    return CodeChange(
        ChangeKind.PROTECTION_WEAKENED, added=added, removed=removed, new_value="weak randomness or hash for a secret"
    )


def _weak_import(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield the import by which a secret that is drawn in the file is drawn weakly from now on."""
    line = next((x for x in edit.added if _WEAK_IMPORT.search(x[:200]) and x not in edit.removed), None)
    whole = edit.after if line is not None else None
    if whole is None or _STRONG_IMPORT.search(whole[:20_000]):
        return
    lines = whole[:200_000].split("\n")
    for i, x in enumerate(lines):
        if _HEAD.search(x[:300]) and any(
            re.search(r"\b(?:rand|random|secrets?|rng)\.\w", y[:300]) for y in lines[i + 1 : i + 9]
        ):
            yield _change(line, None)
            return
