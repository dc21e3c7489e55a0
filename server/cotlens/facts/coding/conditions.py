"""Conditions of a program and what follows from them, read alike in all languages: guards, ternaries, arms, clauses, factors.

Works on the lines of a hunk with the contents of strings blanked out, so that no grammar is needed and a fragment will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cotlens.facts.coding.written_out import following
from cotlens.model.lazy_regex import regex

LONGEST: Final = 300
"""Characters of a line that is read at all."""
_BELOW: Final = 3
_FAR: Final = 40

_QUOTED: Final = r"\"(?:[^\"\\\n]|\\.){0,200}\"|'(?:[^'\\\n]|\\.){0,200}'|`(?:[^`\\\n]|\\.){0,200}`"
_TEXT: Final = regex(_QUOTED)
LITERAL: Final = regex(
    rf"{_QUOTED}|"
    r"(?<![\w.$@])-?(?:0x[\da-fA-F_]{1,20}|\d[\d_]{0,20}(?:\.\d[\d_]{0,14})?(?:[eE]-?\d{1,3})?)(?![\d\"'])"
)
_KEYWORD: Final = regex(r"(?<![\w.$@-])(?:if|elif|elsif|elseif|unless|when|guard|case|IF|WHEN|ELSIF|CASE|If|ElseIf)\b")
_ENDS: Final = regex(
    r"\bthen\b|\bTHEN\b|\belse\b|\bELSE\b|(?<=\s)do\b|\{|->|=>|;|:(?![:=\d])|\]\s*;|\)\s*(?=return\b|\{)"
)
_OPEN_BEFORE: Final = regex(
    r"(?:[{}(=;,|&?:>]|\b(?:else|ELSE|return|do|then|in|let|yield|select|SELECT|SET|cond|case|CASE)|^)\s*$"
)
_LEAVES_IF: Final = regex(r"^(?:return|next|break|continue|die|raise)$")
_TERNARY: Final = regex(r"\s\?(?![.?:\[])\s*")
_ASSIGNED: Final = regex(r"\breturn\b|(?<![=!<>])=(?![=~>])|=>|:=|<-")
_ARM: Final = regex(r"^\s*(?:\|\s*)?(.{1,120}?)\s*(?:=>|->)\s*(.{1,160})$")
_SHORT: Final = regex(
    r"^(.{3,200}?)\s(?:&&|and|\|\||or|andalso)\s+(?:return|echo|die|next|continue|exit|break|throw|raise)\b(.{0,120})$"
)
_CLAUSE: Final = regex(
    r"^\s*(?:defp?|let|fun|pub\s+fn)?\s*[a-z_]\w{0,40}[?!]?\s*\(([^()]{1,120})\)\s*(?:,\s*do:|->|=(?!=))\s*(.{1,120})$"
)
_GUARD: Final = regex(r"^\s*\|\s(.{3,160}?)\s=\s(.{1,120})$")
"""A guard as Haskell has it."""
_OTHERWISE: Final = regex(r"^\s*(?:[})\]]|else\b|elif\b|elsif\b|case\b|when\b|default\b|end\b|_\s*(?:=>|->)|fi\b|;;)")
_COMMENT: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*(?![\w.\"'-])|--)")
_ALL: Final = regex(
    r"(?<![\w.$@-])(?:if|elif|elsif|elseif|unless|when|guard|case|and|or|IF|WHEN|CASE)\b|\s\?|=>|->|&&|\||\bdo:"
)


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition that an edit puts in."""

    line: str
    """The line it stands on, verbatim."""
    condition: str
    gives: str
    """What is done or given where it holds: the rest of its line, and lines below it down to its end."""
    unless: bool = False
    """What follows is done where it does not hold."""


def blanked(line: str) -> str:
    """Return a line with what stands in quotation marks blanked out, as long as before."""
    return _TEXT.sub(lambda m: m[0][0] + "_" * (len(m[0]) - 2) + m[0][-1], line)


def branches(lines: tuple[str, ...], added: set[str]) -> Iterator[Branch]:
    """Yield conditions on the added ones of these lines."""
    for i, line in enumerate(lines):
        if line not in added or not 6 < len(line) <= LONGEST or _ALL.search(line) is None or _COMMENT.match(line):
            continue
        yield from _on_line(line, lines, i)


def _on_line(line: str, lines: tuple[str, ...], at: int) -> Iterator[Branch]:
    bare = blanked(line)
    found = False
    for word in list(_KEYWORD.finditer(bare))[:4]:
        if word[0] in ("case", "CASE") and re.match(r"\s+(?:when|WHEN)\b", bare[word.end() :]):
            continue
        end = _end(bare, word.end())
        condition = line[word.end() : end]
        if len(condition.strip()) < 3:
            continue
        found = True
        before = line[: word.start()].strip()
        after = line[end:]
        leaves = _LEAVES_IF.match(before) is not None and re.search(r"\belse\b|[{?]\s*$", bare[word.end() :]) is None
        if before and (leaves or not _OPEN_BEFORE.search(bare[: word.start()])):
            yield Branch(line, condition, before, word[0] == "unless")
        else:
            below = [] if after.strip(" \t{:(") and not after.strip().endswith("{") else _below(lines, at)
            yield Branch(line, condition, "\n".join((after, *below)), word[0] == "unless")
    if found and not _TERNARY.search(bare):
        return
    short = _SHORT.match(bare)
    if short is not None:
        yield Branch(line, line[: short.end(1)], line[short.end(1) :], unless=" || " in bare or " or " in bare)
        return
    asked = _TERNARY.search(bare)
    if asked is not None:
        start = max((m.end() for m in _ASSIGNED.finditer(bare, 0, asked.start())), default=0)
        rest = bare[asked.end() :]
        colon = re.search(r"\s:\s|:(?=\s|$)", rest)
        stop = asked.end() + (colon.start() if colon else len(rest))
        yield Branch(line, line[start : asked.start()], line[asked.end() : stop])
        return
    clause = _CLAUSE.match(bare) or _GUARD.match(bare)
    if clause is not None:
        yield Branch(line, line[clause.start(1) : clause.end(1)], line[clause.start(2) :])
        return
    arm = _ARM.match(bare)
    if arm is not None and LITERAL.search(line[: arm.end(1)]):
        yield Branch(line, line[arm.start(1) : arm.end(1)], line[arm.start(2) :])
        return
    if re.search(r"&&|\|\||\band\b|\bor\b", bare):
        start = max((m.end() for m in _ASSIGNED.finditer(bare)), default=0)
        yield Branch(line, line[start:], "")


def _end(bare: str, start: int) -> int:
    """Return where a condition ends that begins at `start`."""
    depth, i = 0, start
    opened = bare[start:].lstrip()[:1] == "("
    for match in re.finditer(r"[()\[\]]|" + _ENDS.pattern, bare[start:]):
        sign, i = match[0], start + match.start()
        if sign in "([":
            depth += 1
        elif sign[0] in ")]":
            depth -= 1
            if depth < 0:
                return i
            if (
                depth == 0
                and opened
                and not re.match(r"\s*(?:&&|\|\||[=!<>]=|[.\[+*/%<>?-]|and\b|or\b|==)", bare[i + 1 :])
            ):
                return i + 1
        elif depth == 0:
            return i
    return len(bare)


def _below(lines: tuple[str, ...], at: int) -> list[str]:
    """Return the lines below a condition that belong to it."""
    indent = len(lines[at]) - len(lines[at].lstrip())
    out: list[str] = []
    for text in following(lines[at + 1 : at + _FAR], 0, _BELOW):
        if _OTHERWISE.match(text) or (text.strip() and len(text) - len(text.lstrip()) <= indent):
            break
        out.append(text[:LONGEST])
    return out


def value_of(literal: str) -> str:
    """Return what a literal stands for, without quotation marks."""
    return literal[1:-1] if literal[:1] in "\"'`" else literal.replace("_", "")
