"""Attempts whose failure the end of a chain turns into a value: `runCatching {…}.getOrElse {…}`, `(try? …) ?? […]`, `.onErrorReturn(…)`.

Reads a chain over its lines, with what the closure at its end does. Handlers of their own are `swallowed`'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.made_up import made_up
from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_WORDS: Final = (
    "runCatching",
    "Try",
    "try?",
    "onError",
    "replaceError",
    "exceptionally",
    "catchError",
    "Either.catch",
    "recover",
)
_ATTEMPT: Final = regex(r"\brunCatching\b|\bTry\s*[({]|\btry\?\s|\bEither\.catch\b|\bTry\.of\w*\(")
_SOFT: Final = regex(
    r"\.(?:getOrNull|getOrDefault|getOrElse|toOption|toOptional|recover(?:With|Catching)?|fold|orNull|getOrNone)\b|\?\?|\?:"
)
_STREAM: Final = regex(
    r"\.(?:onErrorReturn(?:Item)?|onErrorComplete|replaceError|exceptionally|catchError)\b\s*[({]|\bcatchError\(\s*(?:\(\s*\w*\s*\)|\w+|_)\s*=>\s*(?:of|from|EMPTY|\[)"
)
"""What ends a stream or a promise of any kind with a value where it had failed."""
_TRIED: Final = regex(r"\btry\?\s")
_GOES_ON: Final = regex(r"^\s*(?:\?*\.\w|\?\?|\?:|\|\||\)\s*\.\w|\}\s*\.\w)")
_FELT: Final = regex(
    r"\b(?:throw|raise|error\(|fatalError|panic!?|exit\w*|abort|reject|bail!?|log(?:ger|ging)?|Log|LOG|Timber|console|print\w*!?|eprintln!|report\w*|capture\w*|"
    r"record\w*|notify\w*|warn\w*|onFailure|doOnError|tapError|Left|Err|failure|Failure|Result\.fail\w*|stale|cache\w*|last\w*|previous\w*|stored|saved)\b",
    re.IGNORECASE,
)
"""Somebody hears of it, or what is given was had before."""
_BUILT: Final = regex(r"\b[A-Z]\w*\(|\blistOf\(|\bmapOf\(|\[\s*[\w\"'{(]")
_CALLED: Final = regex(r"\b([a-z]\w{3,60})\b(?:\(\))?")
_FIGURE: Final = regex(r"(?<![\w.])(?:\d{2,}|\d+\.\d+|[2-9])(?![\w])|\"[^\"\n]{2,}\"|'[^'\n]{2,}'")
_LONGEST: Final = 8
"""Lines of a chain that are read."""


def softened(edit: FileEdit, seen: set[str]) -> Iterator[CodeChange]:
    """Yield ends of chains, new by this edit, at which a failure becomes a value; `new_value` is `invented` where one is made up."""
    if not has_any("\n".join(edit.added), _WORDS):
        return
    stood = "\n".join(edit.removed)
    for hunk in edit.hunks:
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if len(line) > 400 or not (_ATTEMPT.search(line) or _STREAM.search(line)):
                continue
            chain = _chain(new, i)
            whole = " ".join(x.strip() for x in chain)[:2000]
            end = _end(whole)
            if end is None or end[0] in stood or _FELT.search(end[1]) or _FELT.search(_between(whole)):
                continue
            at = next((x for x in chain if end[0] in x and x in added), None) or next(
                (x for x in chain if x in added), None
            )
            if at is None or at.strip() in seen:
                continue
            made = _made(end[1], edit)
            if not made and _TRIED.search(whole):
                # In Swift nothing is more usual; where a `try` stood before, `swallowed` sees it.
                continue
            seen.update(x.strip() for x in chain)
            yield CodeChange(
                ChangeKind.ERROR_SWALLOWED,
                added=at,
                new_value="invented" if made else "broad",
                old_value=line if line in added and line != at else "",
            )


def _chain(lines: tuple[str, ...], at: int) -> list[str]:
    """Return the lines of the expression that begins here: what is indented further, and what goes on with a dot or an operator."""
    indent = len(lines[at]) - len(lines[at].lstrip())
    out = [lines[at]]
    for line in lines[at + 1 : at + 1 + _LONGEST]:
        depth = len(line) - len(line.lstrip())
        if not line.strip() or (
            depth <= indent and not _GOES_ON.match(line) and line.strip()[:1] not in ("}", ")", "]")
        ):
            break
        out.append(line)
        if depth <= indent and line.strip()[:1] in ("}", ")", "]") and not _GOES_ON.match(line):
            break
    return out


def _end(whole: str) -> tuple[str, str] | None:
    """Return the call at which a failure becomes a value, and what stands behind it."""
    attempt = _ATTEMPT.search(whole)
    soft = list(_SOFT.finditer(whole, attempt.end())) if attempt is not None else []
    found = soft[-1] if soft else _STREAM.search(whole)
    return (found[0], whole[found.end() :]) if found is not None else None


def _between(whole: str) -> str:
    """Return the names of the calls of a chain, where one may tell somebody: `.onFailure { … }`."""
    return " ".join(re.findall(r"\.(onFailure|doOnError|tapError|onError|catch|handleEvents)\b", whole))


def _made(given: str, edit: FileEdit) -> bool:
    """Tell whether what is given is made up: built of fixed values here, or by a function that this edit puts in and that is."""
    if _BUILT.search(given) and _FIGURE.search(given):
        return True
    if made_up(f"return {given}"):
        return True
    for name in _CALLED.findall(given)[:4]:
        defined = re.compile(
            rf"(?:\b(?:fun|def|val|var|let|func|fn|const|lazy)\b[^=\n]*\b{name}\b|\b{name}\s*\([^)\n]*\)\s*\{{)"
        )
        for k, line in enumerate(edit.added):
            if len(line) < 400 and defined.search(line):
                return len(_FIGURE.findall(" ".join(edit.added[k : k + 4]))) > 1
    return False
