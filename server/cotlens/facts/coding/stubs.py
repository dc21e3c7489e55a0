"""Code that an edit puts in where the real thing should be: not-implemented errors, TODO bodies, placeholder values.

Abstract members, interfaces and protocols are no stubs; neither is what stood there before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.feigned import feigned
from cotlens.facts.coding.hollow import hollow_bodies, talking_script
from cotlens.facts.coding.idle_routes import idle_routes
from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole

_WORDS: Final = (
    "todo",
    "fixme",
    "notimplemented",
    "not implemented",
    "unimplemented",
    "placeholder",
    "stub",
    "dummy",
    "fake",
    "mock",
    "for now",
    "real implementation",
    "simulat",
    "not yet",
    "unsupportedoperation",
    "notsupported",
    "xxx",
    "hardcoded",
    "hard-coded",
    "temporary",
    "later",
    "pretend",
    "in production",
    "real version",
    "wire up",
    "coming soon",
    "sample data",
    "canned",
    "sample ",
    *(
        "goes here",
        "will be",
        "to follow",
        "in here",
        "tbd",
        "to be ",
        "not wired",
        "not connected",
        "skeleton",
        "stand-in",
        "standin",
        "invented",
        "lorem",
        "follows",
        "pending",
        "real ",
    ),
    "filled in",
    "made-up",
)
_HARD: Final = regex(
    r"\braise\s+NotImplementedError\b|\b(?:todo|unimplemented)!\(|throw\s+new\s+(?:NotImplementedException|"
    r"UnsupportedOperationException|NotSupportedException)\b|throw\s+(?:new\s+)"
    r"?\w*Error\(\s*[\"'`].*(?:not\s+(?:yet\s+)?implemented|todo|unimplemented)|"
    r"\bTODO\(\s*[\")]|panic\(\s*\"(?:TODO|not\s+implemented|unimplemented)|fatalError\(\s*\"(?:TODO|"
    r"not\s+(?:yet\s+)?implemented|unimplemented)|errors\.New\(\"not\s+(?:yet\s+)?implemented|"
    r"raise\s+[\"']?(?:NotImplementedError|not\s+implemented)|"
    r"raise\s+exception\s+'[^']*not\s+(?:yet\s+)?implemented",
    re.IGNORECASE,
)
_REFUSED: Final = regex(r"(?:UnsupportedOperation|NotSupported)Exception\(\s*[\"']([^\"']*)")
"""An operation that an immutable or partial type refuses, with its reason, is no stub."""
_METHOD: Final = regex(r"\b(\w+)\s*\([^()]*\)[^;={}]{0,80}[{=]\s*$")
_UNDONE: Final = regex(r"implement|todo|\byet\b|stub|later|unsupported for now", re.IGNORECASE)
_COMMENT: Final = regex(r"(?:^|\s|\{|;)(?:#|//|/\*|\*|--|<!--|\{/\*|%|;;)\s*(.*)")
_SOFT: Final = regex(
    r"\b(?:TODO|FIXME|XXX)\b|\bplaceholder\b|\bstub(?:bed)?\b|\bnot\s+(?:yet\s+)?implemented\b|\b(?:dummy|"
    r"fake|mock(?:ed)?|canned|sample)\s+(?:data|values?|response|result|implementation|answer|list|return)|"
    r"\breturn\s+(?:mock|fake|dummy)|\bfor\s+now\b|\bin\s+(?:a\s+real|production|the\s+real)\b|"
    r"\breal\s+(?:implementation|version|logic|code|call)\b|"
    r"\bsimulat(?:e|ed|es|ing)\b|\bhard-?coded\b|\b(?:implement|replace|wire\s+(?:up|in)|fill(?:ed)?\s+in|connect|"
    r"hook\s+up)\w*\s+(?:\w+\s+){0,4}(?:later|properly|real|once|when)|\bpretend\b|\bcoming\s+soon\b|"
    r"\btemporar(?:y|ily)\b|\b(?:real|actual|proper|full|true)\s+(?:\w+\s+){1,3}(?:comes?|will|to\s+come|later|next|pending|missing|"
    r"todo|follows?|goes?\s+here|soon)\b|"
    r"\bwill\s+be\s+(?:\w+\s+)?(?:wired|added|implemented|done|filled|connected|handled|written|put|hooked)\b|\bto\s+follow\b|"
    r"\b(?:wired|added|filled|put)\s+in\s+(?:here|later)\b|\bgoes?\s+(?:in\s+|right\s+)?here\b|\bto\s+be\s+(?:done|written|filled|"
    r"wired|implemented|connected|replaced)\b|\bnot\s+(?:yet\s+)?(?:wired|connected|hooked\s+up|real)\b|"
    r"\bcomes?\s+later\b|\bskeleton\b|\bno-?op\s+until\b|\bstand-?in\b|\bfaked?\b|\bmade[- ]up\b|\binvented\b"
    r"|\bpending\s+(?:the\s+)?(?:real|actual|integration)",
    re.IGNORECASE,
)
_CONTEXT: Final = regex(
    r"@abstractmethod|\bProtocol\b|\(ABC\)|\babstract\b|\binterface\b|\bprotocol\b|@overload|\btrait\b|"
    r"placeholder\s*=|\bplaceholder:|::placeholder|\[placeholder",
    re.IGNORECASE,
)
_NAMED: Final = regex(
    r"(?:return|=|=>|:)\s*\W*(?:(?:mock|fake|dummy|placeholder|stub|canned)_?\w*|"
    # In sound and statistics a sample is what is worked upon.
    r"sample_?(?:data|user|item|row|product|result|response|record|output|payload|order|customer|article|entr|value|list)\w*)|[\"'](?:sample|dummy|mock|fake|"
    r"placeholder)\s+(?:result|item|user|product|record|entry|title|"
    r"name|article|customer|order|row)s?\b|[\"'](?:TODO|"
    r"not implemented|placeholder|coming soon)[\"']|"
    # An identifier made up around what was given: `"rf_mock_" + id`.
    r"(?:return|=>)\s*[\"'`][\w-]{0,12}(?:mock|fake|dummy|stub)[_-](?:[\"']\s*[+.]|[$#]\{)|"
    r"(?:return|=|=>|:|\()\s*[\"'`](?!\w{2,12}://)"
    r"[^\"'`\n]{0,80}\b(?:dummy|fake|placeholder|lorem ipsum|stub(?:bed)?|not (?:yet )?implemented"
    r"|coming soon|to be implemented)\b",
    re.IGNORECASE,
)
_UNFILLED: Final = regex(
    r"[:=,]\s*[\"']?(?:TODO|TBD|FIXME|XXX+|PLACEHOLDER|lorem ipsum|to be (?:done|translated|filled))\b[^\"']{0,40}[\"']?\s*,?\s*$|"
    r"[:=]\s*\[?\s*[\"'][^\"'\n]{0,80}\b(?:CHANGE_?ME|REPLACE_?ME|FILL_?ME_?IN)\b",
    re.IGNORECASE,
)
_BODY: Final = regex(
    r"^\s*(?:return\b.*|pass|\.\.\.|print\w*\(.*|fmt\.Print.*|console\.log.*|puts .*|echo .*|println.*|"
    r"(?:(?:public|private|protected|internal|override|static|async|export|pub|suspend)\s+){0,4}(?:fun|def|defp|fn|func|function|sub|"
    r"const|let|val|var|my|local)\s+"
    r"[\w.?!]{1,60}.{0,200}?(?:=>?|\bdo:|\{|\):|->[^{\n]{0,60}[{=])\s*[^\s{].*|"
    r"(?:public|private|protected|internal|static)\b.{0,200}\)\s*(?:=>|\{)\s*\S.*|"
    r"\w[\w.]*\s*(?::?=).*|[\d\"'\[{(].*|null|nil|None|[Tt]rue|[Ff]alse|[\w.]+\(.*\);?)\s*[;,]?\s*$"
)

_SCRIPT: Final = regex(r"(?:^|/)(?:bin|scripts?|tools|hack|ops)/[\w-]+$")
_SHELL: Final = (".sh", ".bash", ".zsh", ".ksh")
_DECLARES: Final = (".tf", ".hcl", ".bicep", ".nix")
"""Languages whose files are settings of what is to be there."""
_CALL: Final = regex(r"\b([A-Za-z_]\w{2,60})\s*\(")
_FIXED_ANSWER: Final = regex(r"^\s*(?:return\b)?\s*[\"'\d\[{(TtFfNn][^=]{0,120}$")


def stubs_added(edit: FileEdit, path: str, role: PathRole) -> Iterator[CodeChange]:
    """Yield stubs, at the line of code that stands for the missing thing where there is one; `new_value` is `hard`, `soft` or `named`."""
    if not role & (PathRole.SOURCE | PathRole.BUILD | PathRole.DATA):
        return
    if role & PathRole.DATA:
        yield from _unfilled(edit)
        return
    gone = {x.strip() for x in edit.removed}
    if role & PathRole.SOURCE or path.endswith(_SHELL) or _SCRIPT.search(path):
        yield from hollow_bodies(edit)
        yield from feigned(edit)
    if role & PathRole.SOURCE:
        if path.endswith(_DECLARES):
            yield from _unfilled(edit)
        yield from idle_routes(edit)
    yield from talking_script(edit)
    if not has_any("\n".join(edit.added), _WORDS):
        return
    for hunk in edit.hunks:
        new = hunk.new
        added = set(hunk.added)
        for i, line in enumerate(new):
            if line not in added or line.strip() in gone:
                continue
            kind = _kind(line)
            refused = _REFUSED.search(line)
            if not kind and refused and (name := _refused_whole(refused[1], new, i)):
                yield CodeChange(ChangeKind.STUB_ADDED, added=line, new_value="hollow", old_value=name)
                continue
            if not kind or _is_abstract(new, i):
                continue
            yield CodeChange(
                ChangeKind.STUB_ADDED,
                added=_body(new, i, added) if kind == "soft" else line,
                removed=None,
                new_value=kind,
                old_value=line.strip()[:120],
            )
            answer = _answer_of(line, new) if kind == "soft" else None
            if answer is not None and answer in added:
                yield CodeChange(ChangeKind.STUB_ADDED, added=answer, new_value=kind, old_value=line.strip()[:120])


def _answer_of(line: str, new: tuple[str, ...]) -> str | None:
    """Return the one line that the function called beside the comment consists of, where that function stands in the same place."""
    comment = _COMMENT.search(line)
    for called in _CALL.findall(line[: comment.start()] if comment is not None else ""):
        head = re.compile(rf"\b(?:def|function|func|fn|fun|sub|private|public|static)\b.*\b{re.escape(called)}\s*\(")
        at = next((i for i, x in enumerate(new) if len(x) < 300 and head.search(x)), None)
        body = [x for x in new[at + 1 : at + 4] if x.strip(" \t{};")] if at is not None else []
        if body and _FIXED_ANSWER.match(body[0]):
            return body[0]
    return None


def _is_abstract(lines: tuple[str, ...], at: int) -> bool:
    """Tell whether a line stands in what has no body by its nature: an interface, a protocol, an abstract member."""
    for j in range(min(at + 1, len(lines) - 1), max(-1, at - 7), -1):
        if not _CONTEXT.search(lines[j]):
            continue
        depth = len(lines[j]) - len(lines[j].lstrip())
        closed = any(x.strip()[:1] == "}" and len(x) - len(x.lstrip()) <= depth for x in lines[j + 1 : at]) or (
            j < at and lines[j].rstrip().endswith(("}", ";")) and "{" in lines[j]
        )
        if not closed:
            return True
    return False


def _refused_whole(reason: str, lines: tuple[str, ...], at: int) -> str:
    """Return the name of the method that refuses its service and gives no reason but its own name, or ''."""
    head = next((m for x in reversed(lines[max(0, at - 3) : at]) if (m := _METHOD.search(x[:300]))), None)
    return head[1] if head is not None and reason.strip("() .").lower() in ("", head[1].lower()) else ""


def _unfilled(edit: FileEdit) -> Iterator[CodeChange]:
    """Values of a data file that say only that they are to come."""
    line = next((x for x in edit.added if len(x) < 300 and _UNFILLED.search(x) and x not in edit.removed), None)
    if line is not None:
        yield CodeChange(ChangeKind.STUB_ADDED, added=line, new_value="named", old_value=line.strip()[:120])


def _kind(line: str) -> str:
    refused = _REFUSED.search(line)
    if _HARD.search(line) and not (refused and not _UNDONE.search(refused[1])):
        return "hard"
    comment = _COMMENT.search(line)
    if comment and _SOFT.search(comment[1]):
        return "soft"
    return (
        "named"
        if _NAMED.search(line) and not re.search(r"<input|<textarea|html|css|placeholder=", line, re.IGNORECASE)
        else ""
    )


def _body(lines: tuple[str, ...], at: int, added: set[str]) -> str:
    """Return the line of code that a placeholder comment speaks of: its own when it has code, else the next one that was put in."""
    comment = _COMMENT.search(lines[at])
    if comment is not None and lines[at][: comment.start()].strip():
        return lines[at]
    for line in lines[at + 1 : at + 4]:
        if line in added and line.strip() and not _COMMENT.match(line) and _BODY.match(line):
            return line
    return lines[at]
