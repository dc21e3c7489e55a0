"""Error handlers of languages without a grammar here, told by their lines: Clojure, Elixir, ML, R, Lua, Perl, Zig, SQL.

Finds those that drop the error: an empty body, a constant, a continued loop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.code import Handler
from cotlens.facts.coding.stream_defaults import library_drops
from cotlens.facts.coding.unfelt import UNMADE
from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_NOTHING: Final = (
    r"(?:(?:return|pure|Just|Some|Ok|ok|do:|=|\(|\{)\s*\(?\s*){0,2}(?:nil|NULL|null|None|none|nothing|Nothing|undef|unit|undefined|NA(?:_\w+)?|\[\]|\[\||\|\]|\{\}|#\{\}|%\{\}|\"\"|''|\(\)|"
    r"-?\d[\d.]{0,12}|true|false|TRUE|FALSE|True|False|:ok|:error|:\w+|ok|error|list\(\)|c\(\)|character\(0\)|data\.frame\(\)|Map\.empty|Seq\.empty|List\.empty|Nil|Set\.empty|"
    r"mempty|default\w*|DEFAULT\w*|continue|next|break|pass|discard|return|last|skip|invisible\(\w*\)|\w+\.empty)?"
)
_END: Final = r"\s*[;,.)\]}]{0,6}\s*(?:end\b.*)?(?:(?:#|//|--|;|%).*)?$"
_ONE_LINE: Final[dict[str, tuple[str, ...]]] = {
    "clj cljs cljc bb edn": (rf"\(catch\s+\S+\s+\w+\s*{_NOTHING}{_END}",),
    "ex exs": (
        rf"^\s*_\w*\s*->\s*(?=\S){_NOTHING}{_END}",
        rf"\{{:error,\s*_\w*\}}\s*->\s*{_NOTHING}{_END}",
        rf"\brescue\s+_\w*\s*->\s*{_NOTHING}{_END}",
    ),
    "erl hrl": (
        rf"\b(?:_|\w+):_\w*(?::_\w*)?\s*->\s*{_NOTHING}{_END}",
        rf"\{{error,\s*_\w*\}}\s*->\s*{_NOTHING}{_END}",
    ),
    "hs lhs purs": (
        rf"SomeException\s*\)?\s*\)?\s*->\s*(?:pure|return)\s+{_NOTHING}",
        rf"\b(?:handle|catch)\w*\b.{{0,80}}\(?\\?\s*_\s*->\s*{_NOTHING}{_END}",
        rf"\beither\s+\(const\s+{_NOTHING}\)",
        rf"^\s*Left\s+_\w*\s*->\s*{_NOTHING}{_END}",
    ),
    "ml mli fs fsx re": (
        rf"\bwith\s+(?:\|\s*)?(?:_|e|ex|exn)\w*\s*->\s*{_NOTHING}{_END}",
        rf"^\s*\|\s*(?:Error|Failure)\s+_\w*\s*->\s*{_NOTHING}{_END}",
    ),
    "scala sc": (
        rf"\bcase\s+(?:NonFatal\(_\w*\)|_\w*|\w+\s*:\s*(?:Throwable|Exception|\w*Error))\s*=>\s*{_NOTHING}{_END}",
        r"\bTry\s*[({].*\.(?:toOption|getOrElse)\b",
    ),
    "r": (
        rf"\berror\s*=\s*(?:function\s*\(\w*\)|\\\(\w*\))\s*\{{?\s*{_NOTHING}{_END}",
        r"\btry\(.{1,200}silent\s*=\s*T(?:RUE)?\b",
        r"\bpossibly\(|\bsuppressWarnings\(.{0,80}as\.\w+",
    ),
    "lua luau fnl": (r"^\s*x?pcall\(", r"^\s*local\s+_\s*,\s*\w+\s*=\s*x?pcall\(", r"^\s*local\s+_?ok\s*=\s*x?pcall\("),
    "pl pm t cgi": (
        r"^\s*eval\s*\{.{0,200}\}\s*;\s*$",
        rf"\}}\s*(?:or\s+do\s*\{{\s*{_NOTHING}\s*;?\s*\}}|\|\|\s*{_NOTHING})\s*;\s*$",
        r"\bSIG\{__(?:DIE|WARN)__\}\s*=\s*sub\s*\{\s*\}",
    ),
    "nim nims": (rf"\bexcept\b[^:]{{0,40}}:\s*(?=\S){_NOTHING}{_END}",),
    "zig": (rf"\bcatch\s*(?:\|\w*\|\s*)?(?:\{{\s*\}}|unreachable|{_NOTHING}|return\b[^;]{{0,40}})\s*;",),
    "v": (rf"\bor\s*\{{\s*{_NOTHING}\s*\}}",),
    "ps1 psm1": (
        rf"\bcatch\s*\{{\s*{_NOTHING}\s*\}}",
        r"\btrap\s*\{\s*continue\s*\}",
        r"-ErrorAction\s+(?:SilentlyContinue|Ignore)\b|-ea\s+0\b",
    ),
    "tcl": (r"^\s*catch\s*\{", rf"\bon\s+error\s+\{{.*\}}\s*\{{\s*{_NOTHING}\s*\}}"),
    "sql psql pls pkb plsql": (
        rf"\bWHEN\s+OTHERS\s+THEN\s*(?:RETURN\s+)?{_NOTHING}{_END}",
        r"\bCONTINUE\s+HANDLER\s+FOR\s+(?:SQLEXCEPTION|NOT\s+FOUND|SQLWARNING)\s+(?:BEGIN\s+END|SET\s+@?\w+\s*=)",
        r"\bINSERT\s+(?:OR\s+)?IGNORE\b|\bON\s+CONFLICT\s+DO\s+NOTHING\b|\bBEGIN\s+CATCH\s+END\s+CATCH\b|\bTRY_(?:CAST|CONVERT)\(",
    ),
    "vim": (r"^\s*silent!",),
    "el lisp cl": (
        r"\(ignore-errors\b",
        r"\(condition-case\s+nil\b",
        rf"\(error\s+\(?\)?\s*{_NOTHING}\)+\s*$",
        r"\(handler-case\b.*\(error\s*\(\w*\)\s*(?:nil|0)?\)",
    ),
    "scm rkt": (
        r"\bwith-handlers\b.{0,80}\((?:lambda|λ|const)\s*\(?\w*\)?\s*(?:#f|'\(\)|0|\"\")",
        r"\bguard\s*\(\w+\s*\(#t\s+(?:#f|'\(\)|0|\"\")",
    ),
    "groovy gradle": (rf"\bcatch\s*\([^)]{{0,80}}\)\s*\{{\s*{_NOTHING}\s*\}}",),
    "gleam": (rf"\bError\(_\w*\)\s*->\s*{_NOTHING}{_END}", r"\bresult\.(?:unwrap|lazy_unwrap)\("),
    "tf hcl": (r"\btry\(.{1,120},\s*(?:null|\"\"|\[\]|\{\}|0)\s*\)",),
    "cr": (rf"\brescue\s+{_NOTHING}{_END}",),
    "sol": (rf"\bcatch\s*(?:\([^)]*\))?\s*\{{\s*{_NOTHING}\s*\}}",),
}
_HEADS: Final[dict[str, str]] = {
    "ex exs": r"^\s*(?:rescue|catch)\s*$",
    "erl hrl": r"^\s*catch\s*$",
    "jl": r"^\s*catch\b(?:\s+\w+)?\s*(?:#.*)?$",
    "nim nims": r"^\s*except\b[^:]{0,60}:\s*$",
    "cr": r"^\s*rescue\b(?:\s+\w+(?:\s*:\s*\w+)?)?\s*$",
    "vb": r"^\s*Catch\b(?:\s+\w+\s+As\s+[\w.]+)?\s*$",
    "m": r"^\s*catch\b(?:\s+\w+)?\s*$",
    "clj cljs cljc": r"\(catch\s+\S+\s+\w+\s*$",
    "ml fs fsx": r"^\s*with\s*(?:\|?\s*_\s*->)?\s*$",
    "scala sc": r"\bcase\s+(?:NonFatal\(_\w*\)|_\w*|\w+\s*:\s*(?:Throwable|Exception))\s*=>\s*$",
    "r": r"\berror\s*=\s*(?:function\s*\(\w*\)|\\\(\w*\))\s*\{\s*$",
    "ps1 psm1": r"\bcatch\s*\{\s*$",
    "sql psql pls pkb plsql": r"\bWHEN\s+OTHERS\s+THEN\s*$",
    "pl pm": r"\}\s*or\s+do\s*\{\s*$|\bcatch\s*(?:\(\$\w+\)\s*)?\{\s*$",
    "zig": r"\bcatch\s*(?:\|\w*\|\s*)?\{\s*$",
}
_EMPTY_BODY: Final = regex(
    rf"^\s*(?:(?:\w+|_\w*|\|\s*_)\s*(?:[:=]\s*_\w*)?\s*->\s*)?(?:return\s+)?{_NOTHING}{_END}|^\s*(?:end|End Try|\}}|\)+|END\b).*$"
)
_SPEAKS: Final = regex(
    r"\b(?:raise|reraise|throw\w*|error|fail\w*|die|croak|confess|rethrow|abort|exit|halt|log\w*|print\w*|warn\w*|message|cat|puts|IO\.|Logger|report\w*|stderr|"
    r"Write-\w+|RAISE|notice|signal|stop)\b",
    re.IGNORECASE,
)
_LENIENT: Final = regex(
    r"\breturn_exceptions\s*=\s*True|\berrors\s*=\s*[\"'](?:ignore|coerce|replace)[\"']|on_bad_lines\s*=\s*[\"']skip|error_bad_lines\s*=\s*False|\braise_on_error\s*=\s*False|"
    r"\bskip(?:_?[iI]nvalid|_?[eE]rrors?|_?[mM]alformed|_?[bB]ad\w*)\w*\s*[:=]\s*[Tt]rue|\bignore_?[eE]rrors?\w*\s*[:=]\s*[Tt]rue|\babort_?[oO]n_?[eE]rror\w*\s*[:=]?\s*false|"
    r"\bON_ERROR_STOP\s*=?\s*(?:0|off)|\braise_exception\s*=\s*False|\bthrow_?[oO]n_?[eE]rror\w*\s*[:=]\s*false|\bfail_?[oO]n_?\w+\s*[:=]\s*[Ff]alse|\bvalidateStatus\s*:\s*\(?\w*\)?\s*=>\s*true|"
    r"\bignore_missing\s*=\s*True|\bmissing_ok\s*=\s*True.*rmtree|JSON_PARTIAL_OUTPUT_ON_ERROR|\bPromise\.allSettled\(|FAIL_ON_UNKNOWN_PROPERTIES\s*,\s*false|exit_?on_?error\s*[:=]\s*[Ff]alse|"
    r"\bcontinue_?[oO]n_?[eE]rror\s*[:=]\s*[Tt]rue|\bhandle_?[eE]rrors?\s*[:=]\s*[\"']?(?:ignore|skip|none)|"
    r"\bf(?:ilter|lat)_map\(.{0,120}\.ok\(\)|f(?:ilter|lat)_map\(\s*Result::ok|\bto\w{2,20}OrNull\(\w*\)\s*\?:\s*(?:-?\d|\"|\w+\.ZERO|empty|null|false|return|continue)|"
    r"\b(?:Number|parseInt|parseFloat)\([^()\n]{1,60}\)\s*(?:\|\||\?\?)\s*0\b|\btryparse\b.{0,80}\b(?:something|coalesce)\b",
)
"""Settings of a library by which what cannot be done is left out in silence."""
_RAISES: Final = regex(
    r"^\s*(?:if\b.{0,80}[\s)])?(?:raise\b|throw\b|panic!?\(|die\b|croak\b|fail\b|abort\b|bail!|Err\(|return\s+-(?:E[A-Z]+|1)\b|goto\s+\w*(?:err|fail|out)\w*|return\b.*\?\s*\w+\s*:\s*-E?\w+|return\s+[^;]{0,60},\s*(?:\w*[eE]rr\b|fmt\.Errorf|errors\.\w+)|return\s+(?:nil,\s*)?(?:err\b|errors\.\w+|fmt\.Errorf|Err\(|Left\b|Result\.failure)|stop\(|error\(|assert\b)|"
    r"\.raise_for_status\(\)|\.EnsureSuccessStatusCode\(\)|\bcheck\s*=\s*True\b|\.throwIfNotOk\(|\bor\s+die\b|\|\|\s*(?:die|exit\s+1)\b|\)\.unwrap\(\)|\)\s*\?\s*;|\.expect\(\s*\"|\btry!\s|\.orElseThrow\("
)
_DEFAULTS: Final = regex(
    rf"^\s*(?:(?:let|var|val|const|auto|my|\$)\s*)?[\w.\[\]>-]{{1,60}}\s*:?=\s*(?!=)(?:nil|NULL|null|None|\[\]|\{{\}}|\"\"|''|-?\d[\d.]{{0,12}}\w?|false|False)\s*[;,]?\s*$|^\s*(?:if\b.{{0,80}}[\s)])?(?:return\b\s*)?{_NOTHING}\s*[;,]?\s*$|\.unwrap_or\w*\(|\.orElse(?:Get)?\(|\belse\s+(?:None|\[\]|\{{\}}|\"\"|''|-?\d[\d.]*|False)\s*\)?\s*$|\.get\(\s*[\"']\w{{1,60}}[\"']\s*,\s*(?:-?\d[\d.]*|\"\"|''|None|\[\]|\{{\}}|False)\s*\)|\?\?\s*(?:nil|null|-?\d[\d.]*|\"[^\"\n]{{0,40}}\"|'[^'\n]{{0,40}}'|\[\]|\{{\}}|false)|\|\|\s*(?:null|\[\]|\{{\}}|''|\"\"|0|true)\b|\btry\?\s|\.ok\(\)"
)

_VALUE: Final = r"(?:[\"'`][^\"'`\n$]{0,80}[\"'`]|-?\d[\d_.]*\w?|true|false|True|False|null|nil|None)"
_MADE_UP: Final = regex(
    rf"\breturn\b\s*(?:[A-Z]\w*(?:::new|\.of)?)?\s*[\[{{(]\s*(?:[\"']?\w+[\"']?\s*(?::|=>|=)\s*)?{_VALUE}"
    rf"(?:\s*,\s*(?:[\"']?\w+[\"']?\s*(?::|=>|=)\s*)?{_VALUE}){{0,12}}\s*[\]}})]\s*[;,]?\s*$"
)
"""An answer of fixed values, as the thing that failed would have given it."""
_ANSWERS_FAILURE: Final = regex(
    r"\b(?:err\w*|fail\w*|status\w*|reason|message|invalid|code|ok|success\w*|valid|available)\b", re.IGNORECASE
)

_WORDS: Final = (
    "except", "catch", "rescue", "error", "err", "ignore", "skip", "pcall", "eval", "others", "conflict", "or {", "silent", "coerce",
    "handler", "raise", "throw", "panic", "die", "check=", "unwrap", "expect(", "settled", "try", "with", "case", "left", "either",
    "validatestatus", "possibly", "partial", "exit", "ornull", "number(", "parseint", "parsefloat", ".ok()", "fail", "missing", "nothrow",
    "malformed", "insert", "flat_map", "recover",
)  # fmt: skip


def _by_ending(table: dict[str, tuple[str, ...]]) -> dict[str, tuple[re.Pattern[str], ...]]:
    flags = {"sql", "psql", "pls", "pkb", "plsql", "vb"}
    return {
        end: tuple(re.compile(p, re.IGNORECASE if end in flags else 0) for p in patterns)
        for ends, patterns in table.items()
        for end in ends.split()
    }


_LINES: Final = _by_ending(_ONE_LINE)
_BLOCKS: Final = _by_ending({k: (v,) for k, v in _HEADS.items()})


_CATCH: Final = regex(r"\b(catch\s*(?:\([^()]{0,80}\)|\w{0,40}))\s*\{\s*([^{}]{1,200}\}|\})?\s*;?\s*$")
"""A handler's head, and its body where that stands on the same line."""
_LENIENTS: Final = Sieve(_LENIENT)


_LOOKED_AT: Final = regex(r"\bisinstance\(|\braise\b")
"""What is done with exceptions that were gathered."""


def braced(lines: list[str]) -> Iterator[Handler]:
    """Yield `catch` blocks of at most four lines in languages with braces, where no grammar finds them."""
    for i, line in enumerate(lines[:5000]):
        head = _CATCH.search(line) if len(line) < 400 else None
        if head is None:
            continue
        if head[2]:
            yield Handler(i, head[1], tuple(x for x in (head[2].strip(" {}"),) if x))
            continue
        end = next((k for k, x in enumerate(lines[i + 1 : i + 6]) if x.strip().startswith("}")), None)
        if end is not None:
            body = (x.strip() for x in lines[i + 1 : i + 1 + end])
            yield Handler(i, head[1], tuple(x for x in body if x and not x.startswith(("//", "/*", "*"))))


def dropping_lines(edit: FileEdit) -> Iterator[str]:
    """Yield lines put in by which an error gets lost, in any language."""
    yield from library_drops(edit)
    if not has_any("\n".join((*edit.removed, *edit.added)), _WORDS):
        return
    ending = edit.path.rsplit(".", 1)[-1].lower()
    one, heads = _LINES.get(ending, ()), _BLOCKS.get(ending, ())
    gone = {x.strip() for x in edit.removed}
    lenient = not _LENIENTS.over("\n".join(edit.added)).nothing
    for hunk in edit.hunks:
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if line not in added or line.strip() in gone or len(line) > 300 or not line.strip():
                continue
            if (
                (
                    lenient
                    and _LENIENT.search(line)
                    and not ("return_exceptions" in line and _LOOKED_AT.search("\n".join(new[i:])))
                )
                or any(p.search(line) for p in one)
                or (any(p.search(line) for p in heads) and _does_nothing(new[i + 1 : i + 4]))
            ):
                yield line
        lost = _raise_lost(hunk.removed, hunk.added)
        if lost is not None:
            yield lost


def _does_nothing(body: tuple[str, ...]) -> bool:
    first = next((x for x in body if x.strip()), "")
    return _EMPTY_BODY.match(first[:300]) is not None and not _SPEAKS.search(first[:300])


_CODE_GIVEN: Final = regex(r"(?:\belse|\breturn|[?:=(,])\s*-(?:1|E[A-Z]+)\b")
_CODE: Final = regex(r"^\s*return\s+-(?:E[A-Z]+|1)\b")


def _raise_lost(removed: tuple[str, ...], added: tuple[str, ...]) -> str | None:
    """Return the default that stands where an error was raised before."""
    raised = [x for x in removed[:200] if len(x) <= 300 and _RAISES.search(x) and not UNMADE.search(x)]
    if raised and all(_CODE.match(x) for x in raised) and any(_CODE_GIVEN.search(x[:300]) for x in added[:200]):
        # The same code is given back in another way.
        return None
    if not raised or any(
        _RAISES.search(x[:300]) or (_SPEAKS.search(x[:300]) and not _FOR_NOBODY.search(x[:300])) for x in added[:200]
    ):
        return None
    kept = _case_kept(raised, added)
    return kept or next(
        (
            x
            for x in added
            if x.strip()
            and len(x) <= 300
            and x not in removed
            and (
                # What opens a block is no value.
                (_DEFAULTS.search(x) and not x.rstrip().endswith(("{", "(", "[")))
                or ((made := _MADE_UP.search(x)) is not None and not _ANSWERS_FAILURE.search(made[0]))
            )
        ),
        None,
    )


_FOR_NOBODY: Final = regex(r"^\s*(?:\w+\.)?_?(?:log|logger|console|LOG)\s*[.:]+\s*(?:debug|trace|verbose)\b")
"""A word that is written down where nobody looks."""
_CASE: Final = regex(
    r"\b(?:if|unless|guard)\b\s*\(?(.{2,100}?)\)?\s*(?:\{|then\b|:)?\s*(?:raise|throw|panic|return|abort|bail|die)\b"
)
_ASKED: Final = regex(r"[A-Za-z_]\w*(?:(?:\.|->)\w+)+|[a-z]\w*_\w+|[a-z]+[A-Z]\w+")
_GIVES: Final = regex(r"\breturn\b\s*[^\s;]|\?[^?:]+:|=>\s*[^\s{]")
_TELLS: Final = regex(r"(?i)\b\w*(?:err(?:or)?|fail\w*|reason|problem|invalid|left|result)\b")


def _case_kept(raised: list[str], added: tuple[str, ...]) -> str | None:
    """Return the line that gives a value in the very case in which an error was raised: `if (!res.ok) return { qty: 100 }`."""
    cases = {name for x in raised if (found := _CASE.search(x)) is not None for name in _ASKED.findall(found[1])}
    for i, line in enumerate(added[:200] if cases else ()):
        if len(line) <= 300 and any(name in line for name in cases):
            here = (x for x in added[i : i + 4] if _GIVES.search(x[:300]) and not _TELLS.search(x[:300]))
            if (given := next(here, None)) is not None:
                return given
    return None
