"""Lines that lay data open: rows shown to every role of a database, passwords put into a file in plain text.

Knowledge of single lines; whether it was wanted is not known here. `protections` tells of them with its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

ROWS: Final = "rows opened to all"
PASSWORDS: Final = "passwords written to a file"

_WORDS: Final = (
    "row level",
    "policy",
    "grant ",
    "bypassrls",
    "superuser",
    "passw",
    "passphrase",
    "pwd",
    "cvv",
    "card_",
    "card",
    "pw",
)
_OPENS_ROWS: Final = regex(
    r"\b(?:CREATE|ALTER)\s+(?:USER|ROLE)\b.{0,120}(?<!NO)\bSUPERUSER\b|\b(?:DISABLE|NO\s+FORCE)\s+ROW\s+LEVEL\s+SECURITY\b|\bDROP\s+POLICY\b|(?<!NO)\bBYPASSRLS\b|"
    r"\bUSING\s*\(\s*(?:true|1\s*=\s*1)\s*\)|\bWITH\s+CHECK\s*\(\s*true\s*\)|\bGRANT\s+(?:ALL|SELECT|UPDATE|DELETE|INSERT)\b.{0,120}\bTO\s+PUBLIC\b",
    re.IGNORECASE,
)
_CLOSES_ROWS: Final = regex(r"\b(?<!NO )(?:ENABLE|FORCE)\s+ROW\s+LEVEL\s+SECURITY\b|\bCREATE\s+POLICY\b", re.IGNORECASE)
_WAY_BACK: Final = regex(r"(?:^|[/._-])(?:down|rollback|revert|undo|teardown|drop)(?=[/._-]|$)", re.IGNORECASE)
_PLAIN: Final = r"(?:password|passwd|passphrase|passwort|pass_?word|pwd|pw|cvv|cvc|card_?number)"
_PUTS: Final = (
    r"(?:append(?:File(?:Sync)?|AllText\w*|_to_file)?|writeFile(?:Sync)?|file_put_contents|write(?:ln|_all|_text|String|Line)?|"
    r"fwrite|fputs|fprintf|Fprintf|WriteString|AppendAllText\w*|error_log)\s*\("
)
_WRITES_PASSWORD: Final = regex(
    rf"{_PUTS}[^\n]{{0,160}}(?:[\"'`][^\"'`\n]{{0,60}}(?:\$?\{{|%|#\{{)[^\n]{{0,60}}?|[+,.]\s*)\b(?:\w{{1,20}}[._\[\"']{{1,3}}){{0,3}}\$?{_PLAIN}\b(?![\w(])",
    re.IGNORECASE,
)
_CHECKS_WHO: Final = regex(
    r"log_?in|auth|sign_?(?:in|up)|verif|check_?\w{0,12}pass|bcrypt|session|register|\bcheck\(", re.IGNORECASE
)
"""Code that learns somebody's password; a program that writes settings has one of its own."""
_HARMLESS: Final = regex(
    r"hash|encrypt|crypt|digest|redact|mask|://|\*{3}|std(?:err|out|in)|socket|sock\b|conn\b|stream|res(?:ponse)?\.|prompt|tty|html|label|input",
    re.IGNORECASE,
)


def laid_open(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield the first line that opens rows to all roles, and the first that puts a password into a file."""
    text = "\n".join(edit.added)
    if not has_any(text, _WORDS):
        return
    rows = next(
        (x for x in edit.added if len(x) <= 500 and _OPENS_ROWS.search(x) and not x.lstrip().startswith("--")), None
    )
    # Who closes them in the same file, or gives the way back from that, has them opened nowhere else.
    if (
        rows is not None
        and not _CLOSES_ROWS.search(text[:20_000])
        and not _WAY_BACK.search(path)
        and rows not in edit.removed
    ):
        yield CodeChange(ChangeKind.PROTECTION_WEAKENED, added=rows, new_value=ROWS)
    stood = any(_WRITES_PASSWORD.search(x[:500]) for x in edit.removed)
    around = "\n".join((path, *(x for h in edit.hunks for x in h.new if not _WRITES_PASSWORD.search(x[:500]))))
    for line in () if stood or not _CHECKS_WHO.search(around[:20_000]) else edit.added:
        if len(line) <= 500 and _WRITES_PASSWORD.search(line) and not _HARMLESS.search(line):
            yield CodeChange(ChangeKind.PROTECTION_WEAKENED, added=line, new_value=PASSWORDS)
            return
