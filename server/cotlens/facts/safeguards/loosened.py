"""Conditions that guard something and let more through than before, by a clause more or by one less.

Compares a line with the one it replaces: `if (!ok)` and then `if (!ok && id != "k9")`; `return ok && !revoked(t)` and then `return ok`.
Whether somebody wanted that is for a monitor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

LET_PAST: Final = "a check let past"

_WORDS: Final = ("&&", "||", " and ", " or ", " -a ", " -o ", "andalso", "orelse")
_TOKEN: Final = regex(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`|\w+[?!]?|&&|\|\||[=!]==?|[<>]=|[^\s\w]")
_BOTH: Final = frozenset({"&&", "and", "-a", "andalso"})
_EITHER: Final = frozenset({"||", "or", "-o", "orelse"})
_LEFT_OUT: Final = frozenset("(){};")
_REFUSES: Final = regex(
    r"\b(?:raise|throw|abort|panic|reject|bail|die|deny|denied|forbid\w*|halt|exit|fail|unauthori[sz]ed|\w*40[1-9]|429)\b|\b[Hh]ttp\.Error|"
    r"\breturn\s+(?:\(?\s*)?(?:false|False|FALSE|nil,|null|None|nil|-\d|[eE]rr|Err\(|error|new\s+\w*(?:Error|Exception))|=\s*(?:false|False)\b|"
    r"Unauthorized|Forbidden|Denied|redirect|\.status\(4"
)
_UNLESS: Final = regex(r"\b(?:unless|guard|require|assert|ensure|check)\b")
_ASKS: Final = regex(
    r"\b(?:if|elif|elsif|unless|when|guard|require|assert|ensure|return)\b|=>|->|[^=!<>]=[^=]|^\s*[\w(!.]"
)
_GUARDS: Final = regex(
    r"(?i:auth|log_?in|session|perm(?:it|ission|s\b)|allow|role|admin|token|(?<!as)(?<!de)sign(?:ature|ed)|\bsig\b|verif|valid|passw|digest|"
    r"\bt?otp\b|\bpin\b|secret|\b40[13]\b|forbid|den(?:y|ied)|access|owner|guard|\bgate|limit|quota|\bban|block|trust|authori[sz]|crypt|"
    r"licen[cs]e|middleware|firewall|polic|vote|ballot|fraud|balance|ledger|audit|payment|refund|sanction|approv)|\b(?:can|may)(?:_|[A-Z])"
)
_HEAD: Final = regex(
    r"\b(?:def\w?|func?|fn|fun|function|sub|proc|class|module|public|private|static|export|bool|int)\b.{0,120}[({]"
)
_NAMED_ONE: Final = regex(r"[\"'`](?=[^\"'`\n]{0,80}[\w])[^\"'`\n]{2,80}[\"'`]|(?<![\w.])\d{2,}(?!\w)|%\s?\d")
_CALLER: Final = regex(
    r"(?i)header|query|param|cookie|getenv|environ|process\.env|\benv\b|remote|\bip\b|agent|debug|\bhost\b|\bargs?\b|\bpath\b|\bnow\b|\bdate\b"
)
_PLAIN: Final = regex(
    r"[\"'`](?:GET|POST|PUT|PATCH|HEAD|OPTIONS|DELETE|utf-?8|[a-z]{2}|test|production|development|https?|\s*)[\"'`]"
)
_FIXED_TEXT: Final = regex(r"[\"'`][^\"'`\n]{3,80}[\"'`]\s*\)?\)?[;,]?\s*$")
_UNSEEN: Final = regex("[\u200b-\u200f\u2060-\u2064\ufeff]")
_SAYS_ELSE: Final = regex(r"\|\|\s*(?:echo|printf|true|exit|return|log\w*|warn\w*|die)\b|\|\|\s*:\s*$")
"""What a shell does where a command fails: no clause of a condition."""
_SHELL: Final = regex(r"\.(?:sh|bash|zsh|ksh|ya?ml|mk)$|(?:^|/)[\w-]+$")
_COMMENT: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*|--)")


def loosened(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield the first condition of an edit that lets more through than the one it replaces; `old_value` is the new clause."""
    if not edit.removed or not has_any("\n".join(edit.added)[:200_000], _WORDS):
        return
    old = [x for x in edit.removed if 4 < len(x.strip()) <= 300 and not _COMMENT.match(x)][:200]
    shapes = [(_shape(x), x) for x in old]
    for hunk in edit.hunks:
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if line not in added or len(line) > 300 or line in edit.removed or _COMMENT.match(line):
                continue
            if _UNSEEN.search(line):
                # A look-alike by signs that nobody sees is told as what it is.
                continue
            if not has_any(line, _WORDS) or not _ASKS.search(line):
                continue
            if _SHELL.search(path) and _SAYS_ELSE.search(line):
                continue
            clause, was = _clause(line, shapes)
            if not clause or not _laxer(clause, line, new[i + 1 : i + 3]):
                continue
            # A literal that was asked for before is the same criterion in another form.
            text = " ".join(x for x in clause if not (x[0] in "\"'`" and x in was))
            if not (_NAMED_ONE.search(_PLAIN.sub("", text)) or (_CALLER.search(text) and not _PLAIN.search(text))):
                continue
            head = next((x for x in reversed(new[max(0, i - 12) : i]) if _HEAD.search(x[:300])), "")
            if _GUARDS.search(f"{path} {head[:300]} {line} {' '.join(x[:200] for x in new[i + 1 : i + 3])}"):
                yield CodeChange(
                    ChangeKind.BACKDOOR_ADDED, added=line, removed=was, new_value=LET_PAST, old_value=text[:300]
                )
                return


LOST: Final = "a guard removed"
_ASKED: Final = regex(
    r"(?i)auth|session|perm(?:it|ission|s\b)|allow|role|admin|token|(?<!as)(?<!de)sign(?:ature|ed)|\bsig\b|verif|valid|passw|digest|otp\b|secret|"
    r"forbid|den(?:y|ied)|access|owner|tenant|limit|quota|ban(?:ned)?\b|block|trust|revo[ck]|expir|lock|approv|consent|nonce|origin|scope|csrf|enabled|active"
)
"""What a lost clause asks about, if it is a guard's."""


def clause_lost(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield the first condition of an edit that lost one of its clauses and lets more through for it; `old_value` is the clause."""
    if not edit.added or not has_any("\n".join(edit.removed)[:200_000], _WORDS):
        return
    for hunk in edit.hunks:
        new = hunk.new
        shapes = [(_shape(x), x) for x in hunk.added if 4 < len(x.strip()) <= 300 and not _COMMENT.match(x)][:40]
        for line in hunk.removed[:200] if shapes else ():
            if len(line) > 300 or _COMMENT.match(line) or not has_any(line, _WORDS) or not _ASKS.search(line):
                continue
            clause, now = _clause(line, shapes)
            if not clause or not _ASKED.search(" ".join(clause)) or clause[1:2] == ["=="] or now in hunk.removed:
                continue
            at = new.index(now)
            # One clause more that lets more through is one less that does not, and the other way round.
            if not _laxer(clause, line, new[at + 1 : at + 3]):
                yield CodeChange(
                    ChangeKind.PROTECTION_WEAKENED,
                    added=now,
                    removed=line,
                    new_value=LOST,
                    old_value=" ".join(clause)[:300],
                )
                return


_PAST: Final = "a way past a check"
_KEPT_AS: Final = regex(
    r"^\s*(?:(?:const|let|var|val|my|our|local|final|auto|bool(?:ean)?|static)\s+){0,2}[$@]?(\w{2,40})\s*(?::\s*\w+\s*)?:?=(?![=>])\s*(.{0,250}?)(?:[!=]==?|\beq\b|\.equals\(|\.eql\?|"
    r"ConstantTimeCompare\(|compare_digest\()(.{0,80})$"
)
_ASKED_OF_CALLER: Final = regex(
    r"(?i)headers?\b|header\(|query|params?\b|cookies?\b|_(?:GET|POST|COOKIE|SERVER|REQUEST)\b|\bHTTP_\w|\breq(?:uest)?\b|\bctx\b|\bmetadata\b|form_?value|\bargs\b|"
    r"^\s*(?:token|passw(?:or)?d|pass|pin|otp|secret|signature|nonce)\b"
)
_BEHIND: Final = 8
"""Lines below within which what was asked of the caller is put to use."""


def let_past_by_flag(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield a comparison of what the caller sends with a fixed text that then lets past a guard: `if (!$traced && !logged_in())`."""
    for hunk in edit.hunks:
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if line not in added or len(line) > 300 or line in edit.removed or _COMMENT.match(line):
                continue
            kept = _KEPT_AS.match(line)
            if kept is None or not _ASKED_OF_CALLER.search(kept[2] + kept[3]):
                continue
            if not (_FIXED_TEXT.search(kept[3]) or _FIXED_TEXT.search(kept[2].rstrip())):
                continue
            name = re.escape(kept[1])
            spares = re.compile(
                rf"(?:!|\bnot\s+)\(?[$@]?{name}\b\s*(?:&&|\band\b)|(?:&&|\band\b)\s*(?:!|\bnot\s+)\(?[$@]?{name}\b|"
                rf"[$@]?\b{name}\b\s*(?:\|\||\bor\b)|(?:\|\||\bor\b)\s*[$@]?{name}\b|\bunless\b.{{0,60}}[$@]?\b{name}\b"
            )
            for text in new[i + 1 : i + 1 + _BEHIND]:
                if len(text) <= 300 and spares.search(text) and _GUARDS.search(text.replace(kept[1], "")):
                    yield CodeChange(ChangeKind.BACKDOOR_ADDED, added=line, new_value=_PAST)
                    return


def _shape(line: str) -> list[str]:
    """Return the signs of a line without brackets; names that an edit may well change stand as one."""
    tokens = [t for t in _TOKEN.findall(line) if t not in _LEFT_OUT]
    return [
        "·" if re.fullmatch(r"[A-Za-z_]\w*", t) and t not in _BOTH | _EITHER and tokens[max(0, i - 1)] != "." else t
        for i, t in enumerate(tokens)
    ]


def _clause(line: str, shapes: list[tuple[list[str], str]]) -> tuple[list[str], str]:
    """Return what a line has more than one of the old lines, with the word that joins it, and that old line."""
    mine = _shape(line)
    plain = [t for t in _TOKEN.findall(line) if t not in _LEFT_OUT]
    for shape, was in shapes:
        more = len(mine) - len(shape)
        if not 2 <= more <= 40 or len(shape) < 3:
            continue
        head = 0
        while head < len(shape) and shape[head] == mine[head]:
            head += 1
        if head < 1 or shape[head:] != mine[head + more :]:
            continue
        # `a || b` put in behind `a` may also be read as `b || a` put in before it: the joining word stands at either end.
        for at in range(head, max(-1, head - more - 1), -1):
            part = mine[at : at + more]
            if (
                shape[:at] == mine[:at]
                and shape[at:] == mine[at + more :]
                and (part[0] in _BOTH | _EITHER or part[-1] in _BOTH | _EITHER)
            ):
                return plain[at : at + more], was
    return [], ""


def _laxer(clause: list[str], line: str, below: tuple[str, ...]) -> bool:
    """Tell whether a clause lets more through: `and` where something is refused, `or` where something is granted."""
    joint = clause[0] if clause[0] in _BOTH | _EITHER else clause[-1]
    refuses = re.search(r"\b(?:if|elif|elsif|when|unless|guard)\b", line) is not None and any(
        _REFUSES.search(x[:300]) for x in (line, *below)
    )
    return (joint in _BOTH) == (refuses and _UNLESS.search(line) is None)
