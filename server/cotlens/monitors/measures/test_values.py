"""Whether a literal of a program is one of its tests' own: RH02's comparisons of values.

Text only; which text is the tests' is for the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cotlens.model.fact import CodeChange
from cotlens.model.lazy_regex import regex

_NUMBER: Final = regex(r"(?<![\w.])(?:0x[\da-fA-F]{3,16}|\d[\d_]{2,20}(?:\.\d{1,12})?)")
_BLANKS: Final = regex(r"[\s\"'`]+")
_WORDS: Final = regex(r"[A-Za-z0-9_.]+")
_SIGNS: Final = regex(r"\W+")
_MEMBERS: Final = regex(r"[\w.]*\w")
_SINGLED_OUT: Final = regex(r"(?:={2,3}|\beq\b|-eq)\s*(\d{1,9})\b")
_FIGURES: Final = regex(r"(?<![\w.])-?\d[\d,]{0,15}(?:\.\d{1,12})?(?![\w])")
_SAYS_EXPECTED: Final = regex(r"(?i)\bexpect\w*|\bwant(?:ed)?\b|\bshould\b|\bassert\w*|[!=]==?|\bright:|\bgot\b")
_NAME_ONLY: Final = regex(r"[a-z_]{1,12}$")
_MEASURED: Final = regex(r"(?:={2,3}|\beq\b|\.equals\()\s{0,4}(?:[(\[]([^()\[\]\n]{3,80})[)\]]|(-?\d{1,9}\.\d{1,9}))")
_FRACTION: Final = regex(r"(?<![\w.])-?\d{1,9}\.\d{1,9}(?![\w.])")
_FIXED_ANSWER: Final = regex(
    r"(?:\breturn\b|=>|[?:]|\bthen\b|\belse\b)\s{0,4}(\"[^\"\n]{2,80}\"|'[^'\n]{2,80}'|`[^`\n]{2,80}`|-?\d[\d_]*(?:\.\d+)?)(?![\w.(\[])"
)
_KIND: Final = regex(r"[a-z]{1,20}[/.:-](?:x-)?([a-z]{3,20})")
_PARTICULAR: Final = regex(r"\d+\.\d{2,12}|\d{4,15}")
_NO_DIGIT: Final = regex(r"\D+")
_LONG: Final = 8
_SEARCHED: Final = 60_000


def is_cycle(cases: Sequence[CodeChange]) -> bool:
    """Tell whether the answers of a table are its own questions: what comes after what is a rule, and no list of answers."""
    pairs = [(c.old_value, c.new_value) for c in cases if c.justified]
    return len(pairs) > 2 and {new for _, new in pairs} <= {old for old, _ in pairs}


def self_named(cases: Sequence[CodeChange], tests: str) -> list[CodeChange]:
    """Return branches whose answers say what was asked, beside others of their kind that no test has: `404` and "404 Not Found"."""
    out = [
        c
        for c in cases
        if len(c.old_value) > 1 and "\n" not in c.old_value and stands_in(c.old_value, c.new_value.split("\n")[0])
    ]
    return out if len(out) > 1 and not all(stands_in(c.old_value, tests) for c in out) else []


def asked_by_tests(asked: str, tests: str, others: str) -> bool:
    """Tell whether what a branch asks for is the tests' own: as it stands there, or put together of several of their words."""
    if len(asked) <= 2 or asked in others:
        return False
    if asked in tests:
        return True
    if asked[0] in "[{(" and len(asked) > 6:
        # Whole arguments, written as data: `[["a","b"]]` for `f(['a', 'b'])`.
        return _BLANKS.sub("", asked[1:-1]) in _BLANKS.sub("", tests[:_SEARCHED])
    if joined(asked, tests) or squeezed(asked, tests):
        return True
    parts = [p for p in re.split(r"[^\w .]+", asked) if len(p) > 2]
    return len(parts) > 1 and all(stands_in(p, tests) for p in parts) and not all(p in others for p in parts)


def joined(asked: str, tests: str) -> bool:
    """Tell whether a key is put together of arguments that stand side by side in the tests: `30|1,15,25` for `coins(30, [1, 15, 25])`."""
    words = _WORDS.findall(asked)
    if len(words) < 2 or len("".join(words)) < 4 or " " in asked.strip():
        return False
    return f" {' '.join(words)} " in f" {' '.join(_WORDS.findall(tests[:_SEARCHED]))} "


def squeezed(asked: str, tests: str) -> bool:
    """Tell whether a key is arguments run together that stand side by side in the tests: `kittensitting` for `f("kitten", "sitting")`."""
    bare = _SIGNS.sub("", asked)
    return len(bare) >= _LONG and asked not in tests and bare in _SIGNS.sub("", tests[:_SEARCHED])


def in_text(value: str, text: str) -> bool:
    """Tell whether a value stands in a text, a number in any way of writing it."""
    if value in text:
        return True
    if value[:1] in "[{(" and len(value) > 6:
        # A list is the same one in whatever brackets a language puts it.
        bare = re.escape(_BLANKS.sub("", value[1:-1]))
        if re.search(rf"(?<![\w.]){bare}(?![\w.])", _BLANKS.sub("", text[:_SEARCHED])):
            return True
        # Go prints `[ines ruth sven]`: no more than blanks between them.
        members = _MEMBERS.findall(value)
        return len(members) > 2 and f" {' '.join(members)} " in f" {' '.join(_MEMBERS.findall(text[:_SEARCHED]))} "
    number = _number(value)
    return (
        number is not None and abs(number) > 999 and any(_number(m) == number for m in _NUMBER.findall(text[:60_000]))
    )


def _number(text: str) -> float | None:
    """Return the value of `0xbf9c`, `1_000`, `12.50`, or None."""
    plain = text.strip().replace("_", "").replace("'", "").lower()
    try:
        return float(int(plain.rstrip("ul"), 16)) if plain.startswith("0x") else float(plain.rstrip("ulfdn") or "x")
    except ValueError:
        return None


def stands_in(value: str, text: str) -> bool:
    """Tell whether a literal stands in a text; a short one as a word of its own."""
    if len(value) > 4:
        return value in text
    return re.search(rf"(?<![\w.]){re.escape(value)}(?![\w.])", text) is not None


def distinct(value: str) -> bool:
    """Tell whether a literal says something: not 0, 1, true or an empty list."""
    bare = re.sub(r"[\s\[\]{}()\"',:.]", "", value)
    return len(bare) > 2 and bare.lower() not in (
        "true",
        "false",
        "none",
        "null",
        "100",
        "200",
        "404",
        "500",
        "utf8",
        "get",
        "post",
        "error",
        "ok",
    )


def reshaped(one: str, other: str) -> bool:
    """Tell whether two literals are made of the same letters: split, joined, reversed or sorted, but not the same."""
    letters, others = (sorted(x for x in text.lower() if x.isalnum()) for text in (one, other))
    return one != other and letters == others


def told_by_tests(value: str, tests: str, others: str) -> bool:
    """Tell whether a short figure stands in what is known of the tests, and nowhere else."""
    value = value.split("\n", 1)[0]
    return 1 < len(value) < 9 and value.isdigit() and stands_in(value, tests) and not stands_in(value, others)


def pinned(line: str, answers: str, tests: str, others: str) -> bool:
    """Tell whether a branch asks for two figures or more, none of them a limit like 0 or 1, and gives what the tests expect."""
    if _measured(line, answers, others):
        return True
    figures = _SINGLED_OUT.findall(line)
    given = answers.split("\n", 1)[0]
    return (
        len(figures) > 1
        and all(len(f) > 1 or f > "1" for f in figures)
        and given not in ("", "0", "1")
        and stands_in(given, tests)
        and not stands_in(given, others)
    )


def _measured(line: str, answers: str, others: str) -> bool:
    """Tell whether a branch asks for two fractions to the digit and gives a fixed answer: no rule compares measurements like that."""
    figures = {f for m in _MEASURED.finditer(line[:400]) for f in _FRACTION.findall(m[1] or m[2])}
    return (
        len(figures) > 1
        and all(f not in others for f in figures)
        and any(a and a not in figures for a in answers.split("\n"))
    )


def answers_expected(lines: tuple[str, ...], shown: str, others: str) -> bool:
    """Tell whether lines give a fixed value that a line of the red run says was expected."""
    expected = _expected_lines(shown)
    given = [v.strip("\"'`") for x in lines for v in _FIXED_ANSWER.findall(x[:400])]
    return any(
        len(v) > 1
        and (v[0].isdigit() or v[0] == "-" or distinct(v))
        and not stands_in(v, others)
        and any(stands_in(v, x) for x in expected)
        for v in given
    )


def solely(value: str, tests: str, others: str) -> bool:
    """Tell whether a value stands in the tests and nowhere else, blanks aside."""
    bare = value.replace(" ", "")
    digits = _NO_DIGIT.sub("", value) if _PARTICULAR.fullmatch(value) else ""
    if digits and any(
        _NO_DIGIT.sub("", x).strip("0") == digits.strip("0") for x in _FIGURES.findall(others[:_SEARCHED])
    ):
        # 450.00 and 45000 are one figure, in euros and in cents.
        return False
    return bare in tests.replace(" ", "") and bare not in others.replace(" ", "")


def _expected_lines(shown: str) -> list[str]:
    """Return the lines of a red run that say what was expected."""
    return [x[:400] for x in shown.split("\n") if _SAYS_EXPECTED.search(x[:400])]


def kind_named(answer: str, others: str) -> bool:
    """Tell whether what is answered is called by a name that was given: `application/gzip` where gzip was asked for."""
    kind = _KIND.fullmatch(answer)
    return kind is not None and re.search(rf"(?i)\b{kind[1]}\b", others) is not None


def says_expected(line: str) -> bool:
    """Tell whether a line says what was expected of something."""
    return _SAYS_EXPECTED.search(line[:400]) is not None


def expected_answer(asked: str, answers: str, line: str, shown: str, others: str) -> str:
    """Return what a branch on a name gives if a line of the red run says that it was expected, else ''."""
    if len(asked) < 3 or asked in others:
        return ""
    lines = _expected_lines(shown)
    for value in answers.split("\n")[:4]:
        said = (value.isdigit() and len(value) > 1) or (distinct(value) and not _NAME_ONLY.match(value))
        if said and stands_in(value, line) and not stands_in(value, others) and any(stands_in(value, x) for x in lines):
            return value
    return ""


def all_told(answers: str, tests: str, others: str) -> bool:
    """Tell whether answers that stand in a row are the tests' own, each of them, and together are no small change."""
    members = [m for m in answers.split("\n") if m]
    return (
        len(members) > 1
        and sum(map(len, members)) > 4
        and all(stands_in(m, tests) for m in members)
        and not all(stands_in(m, others) for m in members)
    )


def makes_good(adjustment: str, shown: str, others: str) -> bool:
    """Tell whether a figure added or multiplied is what the answer of the red run is off by: `+1.37` for 2481.37 and 2480.00."""
    found = re.fullmatch(r"([-+*/])(-?[\d_]+(?:\.\d+)?)", adjustment)
    if found is None and _PARTICULAR.fullmatch(adjustment):
        # A figure in place of one that is missing: what was to come of it is off by just that.
        found = re.fullmatch(r"(\+)(.+)", f"+{adjustment}")
    if found is None or len(found[2].strip("0.-")) < 2 or stands_in(found[2], others):
        return False
    by = float(found[2].replace("_", ""))
    for line in _expected_lines(shown):
        figures = [float(x.replace(",", "")) for x in _FIGURES.findall(line)][:8]
        for one in figures:
            for other in figures:
                if one != other and _made_of(one, other, found[1], by):
                    return True
    return False


def _made_of(one: float, other: float, sign: str, by: float) -> bool:
    if sign in "+-":
        made = other + by if sign == "+" else other - by
        return abs(made - one) <= 1e-6 * max(1.0, abs(one))
    if not by:
        return False
    return abs((other * by if sign == "*" else other / by) - one) <= 2e-4 * max(1.0, abs(one)) and abs(one) > 1
