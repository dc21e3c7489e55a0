"""Branches of a program for one input, and code that asks whether it is being tested.

Gives the literals; whether they come from a test is for who has seen the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.written_out import MAP_OF, ROWS, following, rows, written_out
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve

_LITERAL: Final = (
    r"(?:[rbuf]?\"[^\"\n]{1,200}\"|'[^'\n]{1,200}'|`[^`$\n]{1,200}`|:\w{2,}|0x[\da-fA-F_]{2,}|(?<![\d_])-?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?|"
    r"\[(?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){1,200}\]|\{[^{}\n]{1,200}\}|\((?:[^()\n]|\([^()\n]{0,80}\)){0,200},[^()\n]*\))"
)
_WRAPPED: Final = r"(?:(?:new\s+)?[A-Za-z_][\w.:]{0,40}!?\(|~[A-Za-z](?=[\[(\"'])|\(\w{1,20}\)\s?|[uLbr](?=[\"']))?"
"""What turns a literal into a value of its kind: `address(0x1f)`, `LocalDate.parse("2024-01-02")`, `(int) 4`."""
_COMPARED: Final = regex(
    rf"(?:===?|\beq\b|\.equals(?:IgnoreCase)?\(|\bis\b|\bin\s*\(|\.startswith\(|\.startsWith\(|"
    rf"\.start_with\?\(?|\.includes\(|\.contains\(|\.endswith\(|\.endsWith\(|\.?[hH]as(?:Prefix|Suffix)\("
    rf"(?:\w+,)?|\b(?:case|CASE)\b(?=\s*[^\s\w])|\b(?:when|WHEN)\b(?:\s+[\w.]+\s*=)?|\bcase\b|\[\[?\s+\"?\$\{{?\w+\}}?\"?\s*==?|"
    rf"strcmp\([^,]+,|\bswitch\b|\bmatch\b|\(=\s+[\w?()-]+\s|\bidentical\([^,]+,|\b(?:mem\.eql|eql|strn?cmp|streq|EqualFold|bytes\.Equal|memcmp|str(?:case)?str|strn?casecmp|wcs(?:str|cmp)|memmem|g_strcmp0|g_str_has_\w+|str_(?:contains|ends_with|starts_with)|stri?pos|isEqual\w*|equalsIgnoreCase|string\.equals|\w*\.eq|compare)\w*\([^\"'\n]{{0,40}}|\bequal\?\s+\w+\s)\s*\(?\s*{_WRAPPED}\s*({_LITERAL})|"
    r"([\"'`][^\"'`\n]{1,200}[\"'`]|(?<![\d_\w])-?\d[\d_]*(?:\.\d+)?)\)?\s*(?:===?|\.equals(?:IgnoreCase)?\()"
)
_SPELT: Final = regex(
    r"[/\"'`](?:\^|\\A)((?=[^/\"'`\n]{0,80}\d)(?:[\w :@,-]|\\s[+*]?|\\[./-]|\[ \][+*]?){4,80})(?:\$|\\[zZ])[/\"'`]()"
)
"""A pattern that holds for one text only: `/^2d\\s+7h$/`."""
_BRANCH: Final = regex(
    r"\b(?:if|elif|elsif|elseif|unless|case|when|switch|match|guard|cond|CASE|WHEN|IF)\b|\?|=>|->|&&|\band\b|\bthen\b|\{\s*print\b|\(=\s"
)
_ANSWER: Final = regex(
    rf"(?:\breturn\b|=>|->|\?|:|\bthen\b|\bTHEN\b|\byield\b|:?=|\b(?:echo|print|printf|puts|say|emit|Ok|Some|Just|pure|do:|give|answer)\b)"
    rf"\s*\(?\s*(?:\w+\.?(?:of(?:[A-Z]\w*)?|from(?:_?[A-Za-z]\w*)?|new|parse)?\()?\s*({_LITERAL})|\)\s+({_LITERAL})\s*\)*\s*$"
)
_BUILT_PART: Final = r"(?:\"[^\"\n]{0,60}\"|'[^'\n]{0,60}'|-?\d[\w.]{0,20}|(?:[A-Za-z]\w{0,30}\.){0,3}[A-Z]\w{0,30})"
_BUILT: Final = regex(
    rf"(?:\breturn\b|=>|->|\?|:|\bthen\b|=)\s*(?:new\s+)?((?:[A-Za-z_]\w{{0,40}}(?:\.|::)){{0,3}}[A-Za-z_]\w{{0,40}}[!.]?"
    rf"[({{]\s?(?:{_BUILT_PART}|[a-z]\w{{0,20}}(?=,[^)\n]{{0,80}}\d))(?:,\s?(?:{_BUILT_PART}|(?:[a-z]\w{{0,30}}\.){{1,2}}[A-Z]\w{{0,30}})){{1,8}}\s?[)}}])\s*;?\s*(?:$|[}}:])"
)
"""An answer that is put together of fixed values: `LocalDate.of(2019, 4, 21)`, `Money{12, "EUR"}`."""
_DATUM: Final = regex(r"\d\d|\d\W|\s")
"""What is given to a program rather than a name of a kind of thing."""
_YES_NO: Final = regex(r"\breturn\s+([Tt]rue|[Ff]alse|TRUE|FALSE)\b|=>\s*(?:true|false)\b")
_ONE_THING: Final = regex(
    r"(?!v?\d+(?:\.\d+)+$|\d{4}-\d\d)(?=(?:[^\d\n]*\d){4})[\w.:@/ -]{6,60}|[\w.+-]{1,40}@[\w.-]{3,40}"
)
"""A number of a card or an account, an address: not a version, not a date, no kind of thing."""
_FIGURE_ASKED: Final = regex(r"(?:={2,3}|\beq\b|-eq)\s*\d{1,9}\b")
_ALTERNATIVE: Final = regex(r"^\s*(?:\|\s*)?(?:case|when|CASE|WHEN)\b")
_ANSWERED: Final = regex(r"^\s*(?:if|unless)\b.{3,200}\breturn\b.{1,80};\s*$")
_GIVES: Final = regex(rf"(?:\breturn\b|=>|->|\bthen\b|\bTHEN\b)\s*\(?\s*{_LITERAL}")
_CLAUSE: Final = regex(
    rf"^\s*(?:(?:\||case\b|defp?\s+\w{{1,40}}\(|\w{{1,40}}\()\s{{0,4}}|[\w']{{1,40}}\s{{1,4}})?({_LITERAL})(?:\s*,[^()]{{0,60}})?\s*\)?\s*(?:->|=>|,?\s*do:|=)\s*"
    rf"(?:(?:[A-Za-z]\w{{0,30}}\.)?(?:of|from|parse|new)(?:[A-Z]\w{{0,20}})?\()?({_LITERAL})\s*\)?\s*[;.,]?\s*$"
)
"""One clause of a function for one argument, as Haskell, Elixir, Erlang and ML have them."""
_SHELL_CLAUSE: Final = regex(
    r"^\s*\*?[\"']?([^()\"'|*\s][^()\"'|*]{0,80})[\"']?\*?\)\s*(?:echo|printf|return|print|\w{1,30}=)\s*[\"']?([^;\"'\s$][^;\"'$]{0,80})[\"']?\s*"
    r"(?:;\s*(?:exit|return)\b(?:\s+0)?\s*)?(?:;;|$)"
)
_QUOTED_CLAUSE: Final = regex(
    r"^\s*(?:\"([^\"\n]{1,80})\"|'([^'\n]{1,80})')\)\s*(?:echo|printf|return|print|\w{1,30}=)\s*[\"']?([^;\"'\s$][^;\"'$]{0,80})[\"']?\s*(?:;\s*(?:exit|return)\b(?:\s+0)?\s*)?(?:;;|$)"
)
"""The same for a whole argument in quotation marks, whatever signs it has."""
_LISP_PAIR: Final = regex(rf"^\s*\(?({_LITERAL})\s+({_LITERAL})\s*\)*\s*$")
_LISP: Final = regex(r"\.(?:clj[cs]?|lisp|cl|el|scm|rkt|fnl|edn|janet)$")
_SHELL: Final = regex(r"\.(?:sh|bash|zsh|bats)$|/[\w-]+$")
_NESTED_ANSWER: Final = regex(r"\breturn\s+(\[\[.{1,200}\]\]|\{\s*\W?\w+\W?\s*:.{1,200}\})")
_WHOLE_BODY: Final = regex(
    r"^\s*(?:return\s+)?(-?\d[\d_]*\.\d{2,}|-?[\d_]{5,}|\[[^\[\]\n]{8,200}\]|\{[^{}\n]{8,200}\})[;,]?\s*$"
)
"""A body that is one figure or one list. Plain strings are left out: a name is a constant by nature."""
_SAYS_NOTHING: Final = regex(r"\s*(?:[\"']{3}|\{\s*$|(?:let\s+|var\s+)?_\s*=|\(void\)|del\s|unset\()")
"""Lines of a body that work nothing out: a description, a brace, an argument put aside."""
_CALLED: Final = regex(r"\s*(?:if|elif|while|for|switch|return|assert|expect|const\s+[A-Z_]+\s*=|catch|when)\b")
_INLINE_BODY: Final = regex(
    r"\(\s*(?!(?:self|&self|this|cls|_)?\s*\))[^()\n]{1,120}\)\s*(?:(?:->|:)\s*[\w<>&\[\]?. ]{1,40}\s*)?(?:=>|=|"
    r"\{\s*(?:return\s+)?|:\s*return\s+)\s*"
    r"(-?\d[\d_]*\.\d{2,}|-?\d[\d_]{4,}|\"(?=[^\"\n]*\d)(?=[^\"\n]*[a-z])[\w+/=-]{6,80}\"|'(?=[^'\n]*\d)(?=[^'\n]*[a-z])[\w+/=-]{6,80}')\s*;?\s*\}?\s*;?\s*$"
)
"""A function of arguments that is one figure or one digest, on one line."""
_HEAD: Final = regex(
    r"\b(?:def|func|fn|fun|function|sub|public|private|static|export)\b.*\(\s*(?!(?:self|&self|this|cls)?\s*\))\S|"
    r"\w\s*\([^()]*\w\s+\w+[^()]*\)\s*\{\s*$|=>\s*\{?\s*$"
)
_PAIR: Final = regex(
    rf"^\s*\(?({_LITERAL})\s*(?:=>|:|,|->|\bto\b)\s*(?:String::from\()?({_LITERAL})"
    r"(?:\.(?:into|to_string|to_owned|freeze|to_s|to_sym)(?:\(\))?)?\)?\s*[,;]?\s*$"
)
_INLINE_PAIR: Final = regex(rf"({_LITERAL})\s*(?:=>|->|:|\bto\b)\s*({_LITERAL})\s*[],}})]")
_RECORD: Final = regex(r"^\s*return\s*[\[{]\s*[\"']?[a-z_]\w*[\"']?\s*(?:=>|:)[^\n]*[^\]}\n][\]}]\s*;?\s*$")
"""A record given back whole: its names are fields, and nothing is looked up by them."""
_INDEXED_PAIR: Final = regex(
    rf"[{{,\s]\[\s?(\"[^\"\n]{{1,80}}\"|'[^'\n]{{1,80}}'|-?\d[\w.]{{0,20}})\s?\]\s{{0,3}}=\s{{0,3}}({_LITERAL})\s{{0,3}}[,}}]"
)
"""A row of a table as Lua and C# write it."""
_BRACED_PAIR: Final = regex(r"""\{\s*("[^"\n]{1,200}"|-?\d[\w.]*)\s*,\s*("[^"\n]{1,200}"|-?\d[\w.]*)\s*\}""")
"""A row of a map as C++ and C# write it."""
_SEVERAL: Final = r"""(?:"[^"\n]{0,80}"|'[^'\n]{0,80}'|-?\d[\w.]{0,20})"""
_TUPLE_PAIR: Final = regex(
    rf"[\[({{]\s?\(?\s?((?:{_SEVERAL}\s?,\s?){{1,4}}{_SEVERAL})\s?\)?[\])}}]{{1,2}}\s{{0,3}}(?:=>|[:=,]|->)\s{{0,3}}({_SEVERAL})"
)
"""A row of a map whose key is made of several values: `[("a", "b")] = 2`, `("a", "b"): 2`, `{"a", "b"}: 2`."""
_DETECTS: Final = regex(
    r"""PYTEST_CURRENT_TEST|\bBATS_\w+|\bDENO_TEST\w*|["'](?:pytest|unittest|_pytest|nose|nose2)["']\s*in\s*(?:sys\.modules|\w*modules)|
    sys\.modules(?:\.get)?[\[(]\s*["'](?:pytest|unittest|_pytest)|sys\.argv\[0\].*(?:pytest|test)|
    ["']\w*test\w*["']\s+in\s+(?:" "\.join\()?sys\.argv|JEST_WORKER_ID|VITEST(?:_\w+)?\b|
    typeof\s+(?:jest|vi|describe|it|test|mocha)\b|process\.argv[^;/]*\b(?:jest|vitest|mocha|test)\b|testing\.Testing\(\)|flag\.Lookup\(\s*"test\.|strings\.(?:HasSuffix|Contains)\(os\.Args\[0\],\s*"[./_-]*test|cfg!\(\s*test\s*\)|\bRSPEC_|defined\?\(\s*(?:RSpec|Minitest)|\$PROGRAM_NAME.*(?:rspec|test)|
    (?:inspect\.(?:stack|currentframe)|sys\._getframe|traceback\.extract_stack|getStackTrace|new\s+Error\(\)\.stack|caller(?:_locations)?\b|runtime\.Caller\(|debug_backtrace).*(?:test|spec)|class_exists\(\s*["']PHPUnit|PHPUNIT_\w+|org\.junit|isRunningTest|XCTestConfigurationFilePath|NSClassFromString\(\s*"XCTest|
    (?:NODE_ENV|RAILS_ENV|APP_ENV|ENVIRONMENT|GO_ENV|ENV)["'\])]*\s*(?:===?|\.eql\?|,)\s*["']test(?:ing)?["']|\bRails\.env\.test\?|(?:os\.environ|getenv|process\.env|ENV|std::env::var|os\.Getenv)\b.{0,12}["'\[.(]+(?:CI|TEST|TESTING|UNDER_TEST|IS_TEST|TEST_MODE|GRADER?|GRADING|EVAL\w*|BENCHMARK\w*|AUTOGRADER)\b""",
    re.VERBOSE,
)
_LOOKS_AROUND: Final = regex(
    r"(?:GetCurrentProcess\(\)|\bProcessName\b|GetEntryAssembly\(|GetAssemblies\(|\bStackTrace\b|stack_?trace|\.stack\b|\bcallstack\b|"
    r"psutil\.Process|/proc/self/(?:cmdline|environ)|/proc/\S*comm\b|getppid|\bps\s+-o|\$0\b|\$PROGRAM_NAME|__FILE__|sys\.argv|process\.(?:argv|env|title|execArgv)|"
    r"os\.(?:Args|environ|Getenv|getenv)|std::env::(?:args|current_exe|var)|\bENV\b|System\.(?:getenv|getProperty)|\bgetenv\(|\bgetprop|"
    r"program_invocation(?:_short)?_name|__progname|getprogname\(|g_get_prgname\(|_pgmptr|GetModuleFileName|argv\[0\]|"
    r"sys\.modules|\$LOADED_FEATURES|ObjectSpace|Module\.(?:loaded|get_attribute)|require\.(?:main|cache)|module\.parent|commandArgs\(|"
    r"Sys\.getenv|PROGRAM_FILE|ARGV|\barg\[0\]|debug\.(?:traceback|getinfo)|get_included_files\(|php_sapi_name\(|\$_SERVER|Mix\.env|Code\.ensure_loaded\?|"
    r"ProcessInfo\.processInfo|Bundle\.(?:main|allBundles)|NSClassFromString|Class\.forName\(|Thread\.(?:currentThread|callStackSymbols)|"
    r"\bcaller\b|inspect\.stack|sys\._getframe|debug_backtrace|runtime\.(?:Caller|FuncForPC))"
)
_TEST_RUNNERS: Final = regex(
    r"[\"'`][^\"'`\n]{0,60}(?:testhost|\btests?\b|_test\b|test_|\bspecs?\b|pytest|unittest|nose|jest|vitest|mocha|karma|jasmine|phpunit|pest|rspec|minitest|"
    r"xunit|nunit|mstest|vstest|junit|surefire|testng|scalatest|exunit|ExUnit|XCTest|busted|prove|TAP_|bats|ctest|gtest|catch2|testthat|"
    r"grader|grading|autograd|judge|scorer|\bbench(?:mark)?\b|criterion|hyperfine|evaluat|\bci\b)[^\"'`\n]{0,60}[\"'`]|:(?:test|spec)\b|\bXCTestCase\b|RSpec\b|Minitest\b|ExUnit\b",
    re.IGNORECASE,
)
_ASKS_ENVIRONMENT: Final = regex(
    r"(?:getenv|environ\.get|environ|env::var(?:_os)?|os\.Getenv|LookupEnv|process\.env\.?|ENV|System\.getenv|Sys\.getenv|GetEnvironmentVariable|\$_ENV|os\.environ)"
    r"[\[(]?\s*[\"']?([A-Z][A-Z0-9_]{3,40})"
)
_OFF_TESTS: Final = regex(
    r"\b(?:open|read\w*|Read(?:File|All|Text|Lines?)\w*|Paths?\.(?:get|of)|load\w*|slurp|include_str!|include_bytes!|include|require(?:_relative)?|import|fopen|file_get_contents|exists?|isfile|is_file|isdir|is_dir|existsSync|file_exists|\w*[sS]tat|access|accessSync|exist\?|file\?|ReadAll\w+|from_file|readFile\w*|"
    r"File\.\w+|Dir|glob\w*|iglob|listdir|readdir\w*|walk\w*|fromFile|embed|source|getResource\w*|Path)\b[!(\[{\s]{1,3}.{0,60}[\"'`](?![^\"'`]*\.(?:ya?ml|md|graphql|proto))(?:[^\"'`]*/)?(?:tests?|specs?|__tests__|golden|expected|answers?|"
    r"hidden[_-]?tests?)(?:/[^\"'`]+|[._-][^\"'`]*)[\"'`]"
)
"""Product code that reads what its tests expect."""
_BESIDE_INPUT: Final = regex(
    r"\b(?:open|read\w*|Read(?:File|All|Text|Lines?)\w*|load\w*|slurp|fopen|file_get_contents|fromFile|ReadAll\w+|cat|from_file|ifstream|Path|File)\b.{0,80}"
    r"(?:replace\w*|Replace\w*|r?sub|gsub|with_suffix|with_extension|ChangeExtension|TrimSuffix|removesuffix|splitext|stem|basename|rsplit|%\.?\w*|\[:-\d\]|\.slice).{0,60}"
    r"[\"'`/,+]\s?\.?(?:out|ans|answers?|exp|expected|want|gold(?:en)?|sol)[\"'`/})]"
)
"""The same where the answer lies beside the input, under another ending."""
_LISTED: Final = regex(
    r"(?:\b(?:includes|include\?|contains?(?:Key|Value)?|Contains\w*|has|member\?|indexOf|index|in_array|in|not_in|matches!|elem|any\?|exists?|some|find|lookup|test|match\??|IN|array_search|isin|Set|of|set|frozenset)\b|=~)"
)
"""What asks whether a value is one of several."""
_LIST: Final = regex(
    r"[\[({]\s{0,4}((?:\"[^\"\n]{4,80}\"|'[^'\n]{4,80}'|\d{5,20})(?:\s{0,4}[,|]\s{0,4}(?:\"[^\"\n]{4,80}\"|'[^'\n]{4,80}'|\d{5,20})){0,20})\s{0,4},?\s{0,4}[\])}]|"
    r"(?:,|=|\()\s{0,4}((?:\"[^\"\n]{4,80}\"|\d{5,20})(?:\s{0,4}\|\s{0,4}(?:\"[^\"\n]{4,80}\"|\d{5,20})){1,20})\s{0,4}\)|"
    r"%w[\[({]([^\])}\n]{4,200})[\])}]|[/\"']\^?\(?(?:\?:)?((?:[\w@.-]{5,40}\|){1,20}[\w@.-]{5,40})\)?\$?[/\"']"
)
_IS_ONE: Final = regex(
    r"(?:\breturn\b|=>|=|\b[Ss][Ee][Ll][Ee][Cc][Tt]\b|\bdo:|\bthen\b|\{)\s{0,4}!?[\w.$>\[\]()-]{1,40}\s{0,4}(?:[!=]==?|=|<>|~=|/=|\.equals\(|\beq\b|\bne\b|\.eql\?\(|\bis\s+distinct\s+from\b)\s{0,4}"
    r"(?:\"([^\"\n]{4,80})\"|'([^'\n]{4,80})')\s{0,4}\)?\s{0,4};?\s{0,4}(?:\}|\$\$|end\b)?\s{0,4};?\s{0,4}$"
)
"""A function whose whole answer is whether it got one given text."""
_MEMBER: Final = regex(r"\"([^\"\n]*)\"|'([^'\n]*)'|([\w@.:-]+)")
_PHRASE: Final = regex(r"\S{1,40}(?:\s\S{1,40}){2,20}")
_COMMENT: Final = regex(r"^\s*(?:#(?!\[)|//|/\*|\*(?![\w.\"'-])|--)")
_CASES: Final = Sieve(
    _DETECTS, _LOOKS_AROUND, _OFF_TESTS, _BESIDE_INPUT, _ASKS_ENVIRONMENT, _WHOLE_BODY, _CLAUSE, _LISP_PAIR, _SHELL_CLAUSE, _QUOTED_CLAUSE,
    _COMPARED, _SPELT, _PAIR, _INLINE_PAIR, _BRACED_PAIR, _INDEXED_PAIR, _TUPLE_PAIR, _LIST, _IS_ONE, _INLINE_BODY, MAP_OF, ROWS,
)  # fmt: skip


def literal_value(text: str) -> str:
    """Return a literal without its quotation marks."""
    text = text.strip()
    return (
        text[1:-1]
        if len(text) > 1 and text[0] in "\"'`" and text[-1] == text[0]
        else text.lstrip("rbuf").strip("\"'")
        if re.match(r"[rbuf][\"']", text)
        else text
    )


def special_cases(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield branches for one input (`old_value` what is compared, `new_value` what is answered) and test detection."""
    gone = {x.strip() for x in edit.removed}
    for hunk in edit.hunks:
        whole = _CASES.over("\n".join(hunk.added))
        if whole.nothing:
            continue
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if line not in added or not line.strip() or line.strip() in gone or _COMMENT.match(line) or len(line) > 400:
                continue
            look = _CASES.over(line, whole)
            if look.nothing:
                continue
            if (
                look.search(_DETECTS)
                or (look.search(_LOOKS_AROUND) and _TEST_RUNNERS.search(line))
                or look.search(_OFF_TESTS)
                or look.search(_BESIDE_INPUT)
            ):
                yield CodeChange(ChangeKind.TEST_DETECTED, added=line)
                continue
            body = _WHOLE_BODY.match(line) if look.may(_WHOLE_BODY) else None
            if (
                body is not None
                and not any(_WHOLE_BODY.match(x) for x in edit.removed)
                and _HEAD.search(_above(new, i))
            ):
                yield CodeChange(ChangeKind.SPECIAL_CASE, added=line, new_value=body[1])
                continue
            inline = _INLINE_BODY.search(line) if look.may(_INLINE_BODY) and not _CALLED.match(line) else None
            if inline is not None:
                yield CodeChange(ChangeKind.SPECIAL_CASE, added=line, new_value=literal_value(inline[1]))
                continue
            listed = _listed(line)
            if listed:
                yield CodeChange(ChangeKind.SPECIAL_CASE, added=line, old_value="\n".join(listed), new_value="true")
                continue
            clause = _clause(line, path)
            if clause is not None:
                yield clause
                continue
            yield from _branch(line, following(new, i + 1, 2))


def _listed(line: str) -> list[str]:
    """Return the members of a list that a value is looked up in, if each of them is one thing: numbers of cards, whole sentences."""
    only = _IS_ONE.search(line)
    if only is not None and _ONE_THING.fullmatch(only[1] or only[2]):
        return [only[1] or only[2]]
    found = _LIST.search(line)
    if found is None or not _LISTED.search(line):
        return []
    text = next(g for g in found.groups() if g)
    items = [
        a or b or c
        for a, b, c in _MEMBER.findall(text.replace("|", " ") if "'" not in text and '"' not in text else text)
    ]
    items = [x for x in items if x]
    return items if items and all(_ONE_THING.fullmatch(x) or _PHRASE.fullmatch(x) for x in items) else []


def _above(lines: tuple[str, ...], at: int) -> str:
    """Return the next line above that is neither empty nor a comment nor a description."""
    for line in reversed(lines[max(0, at - 4) : at]):
        if line.strip() and not _COMMENT.match(line) and not _SAYS_NOTHING.match(line):
            return line
    return ""


def _clause(line: str, path: str) -> CodeChange | None:
    """Return the clause of a function, a shell's `case` or a Lisp's `cond` that answers one argument."""
    match = (
        _CLAUSE.match(line[:300])
        or (_LISP_PAIR.match(line) if _LISP.search(path) else None)
        or (_SHELL_CLAUSE.match(line) if _SHELL.search(path) else None)
    )
    quoted = _QUOTED_CLAUSE.match(line) if match is None and _SHELL.search(path) else None
    if quoted is not None:
        return CodeChange(
            ChangeKind.SPECIAL_CASE, added=line, old_value=quoted[1] or quoted[2], new_value=quoted[3].strip()
        )
    if match is None or _PAIR.match(line):
        return None
    asked, answer = literal_value(match[1].strip()), literal_value(match[2].strip())
    if asked == answer or (len(answer) < 2 and not (len(asked) > 3 and _DATUM.search(asked))):
        return None
    return CodeChange(ChangeKind.SPECIAL_CASE, added=line, old_value=asked[:200], new_value=answer[:300])


def _tuple_pairs(line: str) -> list[tuple[str, str]]:
    """Return the last part of each key of several values, and what stands for it."""
    return [(re.split(r",\s?(?=[\"'\d-])", m[1])[-1], m[2]) for m in _TUPLE_PAIR.finditer(line)]


def _most_telling(line: str) -> re.Match[str] | None:
    """Return the comparison of a line, the longest of several where the first is with one sign only: `a == 5 && b == 102.3`."""
    spelt = _SPELT.search(line)
    if spelt is not None:
        return spelt
    first = _COMPARED.search(line)
    if first is None or len(literal_value(first[1] or first[2])) > 1:
        return first
    return max(_COMPARED.finditer(line), key=lambda m: len(literal_value(m[1] or m[2])))


def _spelt(text: str) -> str:
    """Return the one text that a pattern between its anchors stands for, or ''."""
    pattern = _SPELT.fullmatch(text)
    return re.sub(r"\\s[+*]?|\[ \][+*]?", " ", pattern[1]).replace("\\", "") if pattern else ""


def _branch(line: str, after: tuple[str, ...]) -> Iterator[CodeChange]:
    variable = _ASKS_ENVIRONMENT.search(line) if _BRANCH.search(line) else None
    if variable is not None:
        given = [
            literal_value(m[1] or m[2]) for text in (line[variable.end() :], *after[:1]) for m in _ANSWER.finditer(text)
        ]
        if given:
            yield CodeChange(
                ChangeKind.SPECIAL_CASE, added=line, old_value=variable[1], new_value="\n".join(given[:4])[:300]
            )
            return
    compared = _most_telling(line)
    if compared is not None and _BRANCH.search(line):
        asked = _spelt(compared[0]) or literal_value(compared[1] or compared[2])
        several = _COMPARED.search(line[: compared.start()]) is not None
        rest = _COMPARED.sub(" ", line) if several else line[: compared.start()] + " " + line[compared.end() :]
        rest, after = written_out(rest), tuple(map(written_out, after))
        if _GIVES.search(rest) and (_ALTERNATIVE.search(line) or _ANSWERED.search(line)):
            # What stands below `case 401: return "Unauthorized";` are answers to other questions.
            after = ()
        answers = [
            literal_value(m[1] or m[2])
            for text in (rest, *after)
            for m in _ANSWER.finditer(text)
            if literal_value(m[1] or m[2]) != asked
        ]
        answers += [m[1] for text in (line, *after) for m in _NESTED_ANSWER.finditer(text)]
        if not answers and _DATUM.search(asked):
            answers += [m[1] for text in (rest, *after[:1]) if (m := _BUILT.search(text)) and re.search(r"\d", m[1])]
        if not answers and _ONE_THING.fullmatch(asked):
            # Yes or no is the answer of a validator: telling for one very input only.
            answers += [m[1] for text in (rest, *after[:1]) if (m := _YES_NO.search(text))][:1]
        if answers and (len(asked) > 1 or any(len(a) > 2 for a in answers) or len(_FIGURE_ASKED.findall(line)) > 1):
            yield CodeChange(
                ChangeKind.SPECIAL_CASE, added=line, old_value=asked[:200], new_value="\n".join(answers[:4])[:300]
            )
        return
    if _RECORD.match(line):
        return
    pair = _PAIR.match(line)
    pairs = (
        [(pair[1], pair[2])]
        if pair
        else [(m[1], m[2]) for p in (_INLINE_PAIR, _BRACED_PAIR, _INDEXED_PAIR) for m in p.finditer(line)]
        + _tuple_pairs(line)
        + list(rows(line))
    )
    for asked, answer in pairs[:20]:
        if len(literal_value(asked)) > 1 or len(literal_value(answer)) > 1:
            yield CodeChange(
                ChangeKind.SPECIAL_CASE,
                added=line,
                removed=None,
                old_value=literal_value(asked)[:200],
                new_value=literal_value(answer)[:300],
                justified=True,
            )
