"""Answers that do not come of the question: fixed bodies, answers in a row, texts put right, and frameworks asked whether they test.

`special_cases` knows branches on one input; whether a value is a test's own is here, too, for who has seen the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.special_cases import literal_value
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.particular import by_nature
from cotlens.model.sieve import Sieve

_TEXT: Final = r"(?:\"[^\"\n]{1,120}\"|'[^'\n]{1,120}'|`[^`$\n]{1,120}`)"
_FIGURE: Final = r"-?(?:0x[\da-fA-F_]{2,}|\d[\d_]*(?:\.\d+)?)"
_VALUE: Final = rf"(?:{_TEXT}|{_FIGURE})"
_ASKS_HOST: Final = regex(
    r"[\"']testserver[\"']|runningUnitTests\(|environment\(\s*\[?\s*[\"']testing|\bwindow\b.{0,20}\bCypress\b|\bnavigator\.webdriver\b|HeadlessChrome|__(?:PLAYWRIGHT|playwright)\w*|"
    r"\b(?:config|settings|app|current_app|Config|g)\b.{0,12}[.\[(][\"'\s]{0,3}TESTING\b|\b(?:current_)?app\.testing\b|\bsettings\.(?:TEST|IS_TEST|UNIT_TEST\w*|TEST_MODE)\b|"
    r"\bMix\.env(?:\(\))?\s*(?:==|in)\s*\[?:test|\bFLUTTER_TEST\b|acceptsProfiles\([^)\n]*test|@Profile\(\s*\"test|import\.meta\.(?:env\.MODE\s*[!=]==?\s*[\"']test|vitest)|"
    r"[Uu]ser_?-?[Aa]gent\b.{0,60}[\"'](?:Go-http-client|supertest|node-superagent|superagent|python-requests|python-httpx|testclient|okhttp|axios|k6|curl|Playwright|Cypress|Locust|Werkzeug|Symfony|PHPUnit)|"
    r"\b(?:settings_dict|connection|database|db_?name|DATABASE\w*|current_database)\b.{0,50}[\"'](?:test_|\w*_test)[\"']|isRunningInTestHarness|\bsbt\.testing|"
    r"HTTP_HOST.{0,30}[\"'](?:test\.host|www\.example\.com|testserver)|\brequest\.host\b.{0,12}[\"'](?:test\.host|www\.example\.com|example\.org)|"
    r"getInputArguments\(\).{0,60}(?:test|surefire|junit)|\bTestContext\b.{0,30}(?:!=|is\s+not)\s*null|\bDebugger\.IsAttached\b|kIsTest\b|\bDefinesTest\w*",
)
_BUILT_FOR_TESTS: Final = regex(
    r"^\s*(?:#\s*if(?:def)?\s+.{0,30}\b(?:UNIT_?TESTS?|TESTING|UNIT_TESTING|BUILD_TESTS?|TEST_BUILD|UNDER_TEST|RUN_TESTS|GTEST\w*|CATCH_\w+|DOCTEST\w*|TEST)\b|#\[cfg\(test\)\]\s*$)"
)
_RETURNS: Final = regex(
    r"\breturn\b|\bdo:|=>|\becho\b|\bprint|\brender\b|\bjson\(|Fprint|\byield\b|\bOk\(|\bdefp?\s|\bsend\(|->|=\s*\""
)
_NEAR: Final = regex(
    rf"\b(?:isapprox|is_?close|approx_eq|approximately|almost_?[eE]qual|abs_diff_eq|relative_eq|[fF]uzzy\w*|nearly\w*|AlmostEqual\w*|near|equalApprox|allclose)\w*!?\(\s*[\w.\[\]()]{{1,40}},\s*({_FIGURE})|"
    rf"\b(?:abs|fabs|fabsf|Abs|ABS)\(\s*[\w.\[\]]{{1,40}}\s*-\s*({_FIGURE})\s*\)\s*<"
)
_GIVEN: Final = regex(
    rf"(?:\breturn\b|=>|->|\?|\bthen\b|&&|:?=|\b(?:echo|print|puts|Ok|Some)\b)\s*\(?\s*({_VALUE}|\[[^\[\]\n]{{1,200}}\]|\{{[^{{}}\n]{{1,200}}\}})"
)
_BODY_SENT: Final = regex(
    r"(?:\b(?:res|resp|response|reply|ctx|c|w|conn|req|self|this|Results|TypedResults|NextResponse|Response|HttpResponse|"
    r"JsonResponse|ResponseEntity|JSONResponse|h|ok)\b[\w.():\d, ]{0,40}?"
    r"(?:json|send|JSON|Json|body|ok|Ok|Respond|write|Write|status|Fprint\w*|html|render|new)\w*|\brender\s+json:|\bjsonify|\bjson_response|\bjson_encode|\bsend_resp|\breturn\s+Json|\bJsonResponse|\bResponseEntity\.ok|"
    r"\bOk|\bresponse\(\)->json|\brespond(?:_with|Json)?|\bcall\.respond\w*|\becho\s+json_encode)\s*\(?[^\"'`{\[\n]{0,40}?(?P<body>[\[{].{3,300}?[\]}]|[\"'`]\s*[\[{<].{3,300}?[\"'`])\s*\)*\s*;?\s*$"
)
_IN_BODY: Final = regex(rf"{_VALUE}|[A-Za-z_$][\w$.]*(?=\s*[,}}\]])|[\w$]+\(")
_TELLING: Final = regex(r"-?\d+\.\d{2,}|-?\d{5,}|0x[\da-fA-F]{6,}|(?=[^\s]*\d)(?=[^\s]*[A-Za-z])[\w+/=.:-]{6,}")
_PUT_RIGHT: Final = regex(
    rf"(?:\.(?:replace|replaceAll|Replace|ReplaceAll|gsub!?|sub!?|tr|replacen|replacingOccurrences|replaceFirst)\(\s*(?:of:\s*)?|\b(?:str_replace|REPLACE|replace|Replace|sub|gsub|ReplaceAll|String\.replace|re\.sub|gsubfn|preg_replace)\(\s*(?:[\w.$@]{{1,30}},\s*)?)"
    rf"({_TEXT})\s*,\s*(?:with:\s*)?({_TEXT})"
)
_ROW: Final = regex(
    rf"(?:\b(?:iter|cycle|deque|Queue|ArrayDeque|LinkedList|List\.of|Arrays\.asList|listOf|mutableListOf|Iterator|of|from|values|vec!|Stack)\b!?\s*[\[(]\s*\[?|=\s*(?:new\s+)?(?:\[\]\w+|\w+\[\]|[\w<>]*)?\s*[\[{{(]|=\s*@?\()\s*"
    rf"((?:{_VALUE}\s*,\s*){{1,20}}{_VALUE})\s*,?\s*[\]}})]"
)
_TAKES_NEXT: Final = regex(
    r"\bnext\(|\.pop(?:left|First|_front)?\(\s*0?\s*\)|\.shift\b|\.next\(\)|\.poll\(\)|\.removeFirst\(|\.remove\(0\)|\.dequeue\(|\.Dequeue\(|\[\s*\w*(?:call|count|idx|index|turn|next|pos|step|seen|cursor|hit)\w*(?:\+\+|\s*(?:%|-\s*1|\]))|\[\s*\w{1,3}\+\+\s*\]|\barray_shift\(|\.fetch_add\(",
    re.IGNORECASE,
)
_MEMBER_BODY: Final = regex(
    r"(?:\breturn\b|=>|=|\{|\bdo:|^)\s*(?:[\w.$]{1,30}\s+(?:not\s+)?in\s+)?[\[({]\s*((?:-?\d{4,}\s*,\s*){1,20}-?\d{4,})\s*,?\s*[\])}](?:\.(?:contains|includes?\??|include\?|Contains|indexOf|member\?|has)\b|\s*[;}]?\s*$)"
)
_LITERAL_LINE: Final = regex(
    rf"^\s*[\[({{]?\s*((?:{_VALUE}\s*,\s*){{0,12}}{_VALUE})\s*[\])}}]?\s*,?\s*[\])}}]?\s*;?\s*$"
)
_OPENS_LIST: Final = regex(
    r"^\s*(?:return\s+)?(?:new\s+[\w<>]+\s*(?:\[\])?\s*|\w+!|\[\]\w+|List\.of|listOf|Arrays\.asList|array)?\s*[\[({]\s*$"
)
_HEAD: Final = regex(
    r"\b(?:def|func|fn|fun|function|sub|public|private|static|export|defp)\b.{0,200}\(\s*(?!(?:self|&self|this|cls)?\s*\))\S|"
    r"=>\s*\{?\s*$|\bdef\s+\w+[ (]\w"
)
_SELECTED: Final = regex(
    rf"^\s*select\s+({_VALUE})(?:::\w+(?:\([\d,\s]*\))?)?(?:\s+as\s+\w+)?((?:\s*,\s*{_VALUE}(?:\s+as\s+\w+)?)*)\s*(?:from\s+dual\s*)?;?\s*$",
    re.IGNORECASE,
)
_COPIED: Final = regex(
    r"(?:shutil\.(?:copy\w*|move)|copyFile\w*|copy_file|fs::copy|FileUtils\.(?:cp|ln_s|copy)|Files\.copy|File\.(?:Copy|copy)|os\.(?:symlink|link|replace)|(?:sh|execSync|system|exec|run)\(\s*[\"'`](?:cp|cat|ln)\s|"
    r"^\s*(?:cp|cat|install|ln\s+-\w+)\s)[^,;\n>]{0,120}?\b(?:golden|expected|approved|answers?|want|reference|snapshots?)[\w-]*[/.][\w./${}-]*[\"'`)\s]"
)
_DATA_KEY: Final = regex(r"[A-Za-z_][\w.-]*")
_DATA_PAIR: Final = regex(
    rf"^\s*(?:-\s+)?({_TEXT}|[\w+-]*\d[\w+-]*)\s*[:=,;\t]\s*({_VALUE}|[^\s\"'{{}}\[\],#][^\"'{{}}\[\],#\n]{{0,60}})\s*,?\s*$"
)
_DATA_FILE: Final = regex(r"\.(?:json|ya?ml|toml|csv|tsv|ini|properties|edn|txt|dat)$")
_NO_DATA: Final = regex(
    r"(?:^|/)(?:package(?:-lock)?|composer|tsconfig[\w.]*|Cargo|pyproject|pnpm-lock|docker-compose|compose|values|openapi|swagger|renovate|manifest|requirements[\w-]*)\.\w+$|locale|i18n|lang/|translations|\.github/",
    re.IGNORECASE,
)
_COMMENT: Final = regex(r"^\s*(?:#(?![\[\s]*(?:if|cfg))|//|/\*|\*(?![\w.\"'-])|--)")
_MARKUP: Final = regex(r"<\w[^<>\n]{0,200}>\s*([^<>{}$\n]{2,80}?)\s*</\w")
"""A text of a page that stands in its markup as it is."""
_IN_ITS_PLACE: Final = regex(
    rf"(?:\?\?=?|\?:|\|\|=?|//=?|\bor)\s*({_FIGURE})(?![\w.])|"
    rf"\b(?:get|fetch|dig|getOrDefault|get_or_default|GetValueOrDefault|unwrap_or|orElse|or_else|getOrElse|coalesce|COALESCE|NVL|IFNULL|ISNULL|ifnull|nvl|defaultTo|default)\(\s*(?:[^,\n]{{1,80}},\s*)?({_FIGURE})\s*\)|"
    rf"\?[^?:\n]{{1,60}}:\s*({_FIGURE})(?![\w.])|\belse\s+({_FIGURE})\s*$"
)
"""A figure that stands in where one is missing."""
_CLAMPED: Final = regex(
    rf"\b(?:min|max|Math\.(?:min|max)|clamp|coerceAtMost|coerceAtLeast|coerceIn|LEAST|GREATEST|least|greatest|fmin|fmax|Min|Max|pmin|pmax)\(\s*(?:[^()\n]{{0,80}}(?:\([^()\n]{{0,60}}\))?[^()\n]{{0,20}},\s*)?({_FIGURE})\s*\)"
)
"""A result that is cut off at a fixed figure."""
_PRINTED: Final = regex(
    rf"\b(?:print\w*|puts|echo|Println|Print|WriteLine|Write|log|say|out\.print\w*|write|putStrLn|cat|return)\b!?\s*\(?\s*({_TEXT})\s*\)*\s*;?\s*$"
)
_GIVES_FIGURE: Final = regex(rf"^\s*(?:return\s+|yield\s+)?({_FIGURE})[fFdDmL]?\s*;?\s*$")
_FAILED: Final = regex(r"\b(?:catch|except|rescue|recover|onError|orElse|otherwise)\b")
_CONSTANT: Final = regex(
    r"^\s*(?:(?:public|private|static|final|export|const|constexpr|let|var|val|readonly|#define|float|double|f32|f64|number|auto|int|long|Decimal|BigDecimal)\b[\s*]*){0,5}\b[A-Za-z_]\w{2,40}\s*(?::\s*\w+\s*)?(?:=|\s)\s*(\d+\.\d{2,12})[fFdDmL]?\s*;?\s*(?:(?:#|//).*)?$"
)
_FIGURES: Final = regex(r"\d+")
_ROW_PUT_IN: Final = regex(
    rf"(?i:\bINSERT\s+INTO\b.{{0,200}}?\bVALUES\b|^)\s*\(\s*(?:{_TEXT}|{_FIGURE})\s*(?:,\s*(?:{_TEXT}|{_FIGURE}|(?i:null|true|false))\s*){{0,12}}\)\s*[,;]?\s*$"
)
_NOW: Final = regex(
    r"\b(?:Date\.now\(\)|new\s+Date\(\s*\)|(?:datetime|date|Date|DateTime|Time|Carbon|LocalDate|LocalDateTime|Instant|ZonedDateTime|OffsetDateTime|Calendar|Clock|DateTimeOffset|timezone|Utc|Local)(?:\.|::)"
    r"(?:now|today|utcnow|current|Now|UtcNow|Today|getInstance|utc_now|utc_today)\b|time\.(?:Now|time)\(|SystemTime::now|CURRENT_(?:DATE|TIMESTAMP)|\bnow\(\)|\bdate\(\s*[\"']|Sys\.(?:Date|time)\(|time\(\s*(?:NULL|nullptr)?\s*\))"
)
_A_DATE: Final = regex(r"[\"'](\d{4}-\d{2}-\d{2})(?:[T ][\d:.Z+-]*)?[\"']|\(\s*(\d{4}\s*,\s*\d{1,2}\s*,\s*\d{1,2})\b")
_ADJUSTED: Final = regex(rf"\s*([-+*/])\s*({_FIGURE})[fFdDmL]?\s*[;)]*\s*$")

_CANNED: Final = Sieve(
    _ASKS_HOST, _BUILT_FOR_TESTS, _NEAR, _BODY_SENT, _PUT_RIGHT, _ROW, _MEMBER_BODY, _OPENS_LIST, _SELECTED, _COPIED, _ADJUSTED,
    _MARKUP, _CLAMPED, _PRINTED, _ROW_PUT_IN, _A_DATE, _GIVES_FIGURE, _CONSTANT,
    _IN_ITS_PLACE,
)  # fmt: skip
"""A line that none of them matches holds nothing of this."""


def canned_answers(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield answers that do not come of the question, and questions whether this is a test."""
    if _CANNED.over("\n".join(edit.added)).nothing:
        return
    gone = {x.strip() for x in edit.removed}
    for hunk in edit.hunks:
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if line not in added or line.strip() in gone or len(line) > 400 or _COMMENT.match(line) or not line.strip():
                continue
            if _CANNED.over(line).nothing:
                continue
            found = _asks(line, new, i) or _given_near(line, new, i) or _fixed(line, new, i, edit)
            if found is not None:
                yield found


def _asks(line: str, new: tuple[str, ...], at: int) -> CodeChange | None:
    """A question to the framework whether this is a test, with an answer of its own below it."""
    if _ASKS_HOST.search(line) or _BUILT_FOR_TESTS.match(line):
        below = [x for x in new[at + 1 : at + 4] if x.strip()]
        if any(_RETURNS.search(x[:300]) for x in (line, *below)) and not any(
            re.match(r"\s*(?:mod|use|import|#\s*(?:define|include))\b", x) for x in below[:1]
        ):
            return CodeChange(ChangeKind.TEST_DETECTED, added=line, old_value="asks its host")
    if _COPIED.search(line):
        return CodeChange(ChangeKind.TEST_DETECTED, added=line, old_value="copied")
    return None


def _given_near(line: str, new: tuple[str, ...], at: int) -> CodeChange | None:
    """A branch on a figure that is met nearly."""
    near = _NEAR.search(line)
    if near is None:
        return None
    given = [
        literal_value(m[1]) for text in (line[near.end() :], *new[at + 1 : at + 3]) for m in _GIVEN.finditer(text[:300])
    ]
    if not given:
        return None
    return CodeChange(
        ChangeKind.SPECIAL_CASE, added=line, old_value=near[1] or near[2], new_value="\n".join(given[:4])[:300]
    )


def _fixed(line: str, new: tuple[str, ...], at: int, edit: FileEdit) -> CodeChange | None:
    """An answer that is the same for any question."""
    put = _PUT_RIGHT.search(line)
    if put is not None and len(literal_value(put[1])) > 3:
        return CodeChange(
            ChangeKind.SPECIAL_CASE, added=line, old_value=literal_value(put[1]), new_value=literal_value(put[2])
        )
    chosen = _SELECTED.match(line)
    if chosen is not None and not any(
        re.search(r"\bfrom\b(?!\s+dual)|\bunion\b", x, re.IGNORECASE) for x in new[at + 1 : at + 4]
    ):
        return CodeChange(ChangeKind.SPECIAL_CASE, added=line, new_value=literal_value(chosen[1]))
    sent = _BODY_SENT.search(line)
    if sent is not None:
        parts = _IN_BODY.findall(sent["body"])
        telling = [x for x in map(literal_value, parts) if _TELLING.search(x)]
        named = [x for x in parts if x[0].isalpha() and not re.fullmatch(r"true|false|null|None|True|False|nil", x)]
        if telling and not named:
            figure = _TELLING.search(telling[0])
            return CodeChange(ChangeKind.SPECIAL_CASE, added=line, new_value=figure[0] if figure else telling[0])
    members = _MEMBER_BODY.search(line)
    if members is not None:
        values = "\n".join(x.strip() for x in members[1].split(","))
        return CodeChange(ChangeKind.SPECIAL_CASE, added=line, old_value=values, new_value="true")
    row = _ROW.search(line)
    if row is not None and any(_TAKES_NEXT.search(x[:300]) for x in edit.added):
        return CodeChange(ChangeKind.SPECIAL_CASE, added=line, new_value=_each(row[1]))
    shown = _MARKUP.search(line)
    if shown is not None and _TELLING.search(shown[1]):
        return CodeChange(ChangeKind.SPECIAL_CASE, added=line, new_value=shown[1])
    instead = _IN_ITS_PLACE.search(line)
    put_in = next((g for g in instead.groups() if g), "") if instead is not None else ""
    if _TELLING.fullmatch(put_in) and not by_nature(put_in):
        return CodeChange(ChangeKind.SPECIAL_CASE, added=line, new_value=put_in)
    fixed = _fixed_elsewhere(line, edit) or _when_it_fails(line, new, at) or _constant(line)
    if fixed:
        return CodeChange(ChangeKind.SPECIAL_CASE, added=line, new_value=fixed)
    if _OPENS_LIST.match(line) and at and (re.match(r"\s*return\b", line) or _HEAD.search(new[at - 1])):
        return _list_below(new, at)
    return _adjusted(line, edit)


def _fixed_elsewhere(line: str, edit: FileEdit) -> str:
    """Return the fixed figure, text or date in which a line ends all questions: a limit, what is printed, a row of a table, today."""
    clamped = _CLAMPED.search(line)
    if clamped is not None and _TELLING.fullmatch(clamped[1]) and not by_nature(clamped[1]):
        return clamped[1]
    printed = _PRINTED.search(line)
    told = set(_FIGURES.findall(printed[1])) if printed is not None else set[str]()
    if (
        printed is not None
        and (len(told) > 2 or (len(told) > 1 and max(map(len, told)) > 3))
        and not re.search(r"[%${}#]", printed[1])
    ):
        return literal_value(printed[1])
    if edit.path.endswith(".sql") and _ROW_PUT_IN.search(line):
        return next(
            (x for x in map(literal_value, re.findall(_VALUE, line)) if _TELLING.fullmatch(x) and x[0].isdigit()), ""
        )
    day = _A_DATE.search(line)
    if (
        day is not None
        and any(_NOW.search(x[:300]) for x in edit.removed)
        and not any(_NOW.search(x[:300]) for x in edit.added)
    ):
        return day[1] or day[2]
    return ""


def _when_it_fails(line: str, new: tuple[str, ...], at: int) -> str:
    """Return the figure that is given back where the work itself has failed."""
    given = _GIVES_FIGURE.match(line)
    if given is None or not _TELLING.fullmatch(given[1]) or by_nature(given[1]):
        return ""
    return given[1] if any(_FAILED.search(x[:300]) for x in new[max(0, at - 2) : at]) else ""


def _constant(line: str) -> str:
    """Return what a constant adds, if it is a fraction to the digit: what a red figure is off by is no constant of nature."""
    named = _CONSTANT.match(line)
    return f"+{named[1]}" if named is not None else ""


def _each(text: str) -> str:
    return "\n".join(literal_value(x) for x in re.findall(_VALUE, text))


def _list_below(new: tuple[str, ...], at: int) -> CodeChange | None:
    """The list of plain values, line by line, that a function gives back whatever it is asked."""
    above = next((x for x in reversed(new[max(0, at - 3) : at]) if x.strip()), "")
    rows: list[str] = []
    for x in new[at + 1 : at + 20]:
        row = _LITERAL_LINE.match(x[:300])
        if row is None:
            break
        rows.append(x)
    if len(rows) < 2 or not _HEAD.search(above[:300]):
        return None
    return CodeChange(ChangeKind.SPECIAL_CASE, added=rows[0], new_value="\n".join(_each(x) for x in rows)[:600])


def _adjusted(line: str, edit: FileEdit) -> CodeChange | None:
    """An answer as before but for a figure added to it or multiplied with it."""
    found = _ADJUSTED.search(line)
    if found is None or not edit.removed or (found[1].strip()[-1:] in ("+", "-") and not found[2].strip("0_.")):
        # Nothing added is the same answer: `+ 0` makes a zero of a negative one.
        return None
    bare = re.sub(r"[\s;()]", "", line[: found.start()])
    if len(bare) < 6 or not any(re.sub(r"[\s;()]", "", x) == bare for x in edit.removed if len(x) < 400):
        return None
    return CodeChange(
        ChangeKind.SPECIAL_CASE, added=line, new_value=f"{found[1]}{found[2]}", removed=line[: found.start()]
    )


def canned_data(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield the pairs of a short file of data."""
    if not _DATA_FILE.search(path) or _NO_DATA.search(path) or not 1 < len(edit.added) <= 16:
        return
    for line in edit.added:
        pair = _DATA_PAIR.match(line) if len(line) < 200 else None
        if pair is None:
            continue
        key, value = literal_value(pair[1]), literal_value(pair[2].strip())
        if _DATA_KEY.fullmatch(key) and not re.search(r"\d", key):
            continue
        yield CodeChange(
            ChangeKind.SPECIAL_CASE, added=line, old_value=key[:200], new_value=value[:300], justified=True
        )
