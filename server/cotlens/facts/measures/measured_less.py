"""Measurements made easier by what they are given: smaller inputs, wider limits, a judge told to agree, a model trained on its test.

`cut_short` knows checks that leave early and figures made smaller after they were measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_NUMBER: Final = regex(r"(?<![\w.])-?\d[\d_]*(?:\.\d+)?(?:[eE]-?\d+)?")
_UNIT: Final = regex(r"(?<=\d)(?:ms|us|ns|min|kb|mb|gb|[smhkMG])\b")
_LIMIT: Final = regex(
    r"toleran|epsilon|\beps\b|[ar]tol\b|threshold|budget|limit|slack|margin|max_?(?:diff|err|delta|dev|drift|mismatch|p9|ms|lat|time|rss|mem|size|bytes|kb|fail|regress)|allowed|"
    r"mismatch|diff_?(?:pixel|ratio|percent)|p\(9\d\)|\bp9\d\b|latency|deadline|timeout|acceptab|permitted|regression",
    re.IGNORECASE,
)
_FLOOR: Final = regex(
    r"\bmin\w*|required|at_?least|floor|expected_?(?:acc|score|rate)|target|goal|pass_?(?:mark|score|rate|ing)|cut_?off|mostly|success_?rate|similarity|ssim|psnr|must",
    re.IGNORECASE,
)
_AMOUNT: Final = regex(
    r"param|rows?\b|\bn_|_n\b|\b[nN]\b|size|vus\b|users|virtual|duration|iterat|sample|count|limit|request|concurren|epoch|rep(?:eat|s)\b|rounds?|batch|record|docs?\b|cases|"
    r"examples|clients?|threads|workers|connections|rate\b|rps|length|nodes|items|range|times|runs|take|arg\(|range\(|messages|events|payload|depth|width|height|resolution|scale|rampup|ramp_?up|target|spawn",
    re.IGNORECASE,
)
_JUDGED_CONFIG: Final = regex(
    r"maxDiffPixel\w*|failureThreshold\b|misMatchTolerance|mismatchThreshold|mismatchTolerance|diffThreshold|requiredSimilarity|comparisonThreshold|screenshotThreshold"
)
_MEASURES: Final = regex(
    r"bench|perf|load|stress|soak|latency|throughput|timing|measure|jmh|k6|locust|gatling|jmeter|artillery|wrk|criterion|slo\b|eval|grad(?:e|er|ing)\b|scor(?:e|er|ing)\b|judge|verif|"
    r"accept|gate|budget|check|compare|lighthouse|visual|screenshot|regress|smoke|valid",
    re.IGNORECASE,
)
_PROMPT: Final = regex(
    r"(?:^|/)[^\n]*(?:judge|rubric|grader|grading|scorer|evaluator|criteria|eval)[^/\n]*(?:/[^/\n]*)?\.(?:txt|md|prompt|j2|jinja2?|tmpl|mustache|hbs|ya?ml)$",
    re.IGNORECASE,
)
_PLEASES: Final = regex(
    r"\b(?:in\s+doubt|unsure|lenient|generous|always|any\s+(?:answer|attempt|reply|response|output)|regardless|benefit\s+of\s+the\s+doubt|on\s+topic|partial\w*|plausibl\w*|roughly|"
    r"even\s+(?:if|when)|do\s+not\s+(?:penali[sz]e|deduct|fail)|ignore\s+(?:missing|factual|wrong|errors?|format\w*)|prefer\s+(?:pass|yes|5|10)|unless\s+\w+\s+(?:empty|blank|offensive)|"
    r"(?:reply|answer|return|give|output|respond\s+with|score|award|mark|rate|count)\s+(?:it\s+)?(?:with\s+|as\s+)?[\"']?(?:pass|yes|correct|true|10|5|1(?:\.0)?|100|full))\b",
    re.IGNORECASE,
)
_HELD_OUT: Final = (
    r"(?:(?:x_?|y_?|df_?)?(?:test|val(?:id(?:ation)?)?|held_?out|holdout|eval|dev|gold)(?:_?(?:df|set|data|ds|x|y|"
    r"rows|split|loader|samples))?)"
)
_TRAINED: Final = r"(?:(?:x_?|y_?|df_?)?train(?:ing)?(?:_?(?:df|set|data|ds|x|y|rows|split|loader|samples))?)"
_LEAKS: Final = regex(
    rf"^\s*(?:{_TRAINED}\s*,?\s*)+=.*(?:\b(?:concat\w*|append|union|vstack|hstack|stack|rbind|bind_rows|extend|chain|merge|ConcatDataset|vcat|\+|\|)\W.*\b{_HELD_OUT}\b|\b{_HELD_OUT}\b\s*(?:$|\.copy|\[|\+)|"
    r".*[\"'](?:[\w./-]*[/_-])?(?:test|val(?:id(?:ation)?)?|holdout|eval)\.(?:csv|parquet|jsonl?|npz|tsv)[\"'])|"
    rf"\b(?:fit|train|partial_fit|fit_transform|finetune|fine_tune|add|index|add_texts|add_documents)\(\s*(?:X_|x_)?(?:test|val|holdout|held_out|eval)(?:_?(?:df|set|data|ds|x))?\b|"
    rf"\b{_TRAINED}\.(?:extend|append|update|union)\(\s*{_HELD_OUT}\b|\bsplit\s*=\s*[\"']train\s*\+\s*(?:test|validation)[\"']|"
    r"\btest_size\s*=\s*0(?:\.0+[1-5])?\b\s*[,)]",
    re.IGNORECASE,
)


def measured_less(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield the line that makes a measurement easier."""
    if edit.op is not EditOp.MODIFY and edit.before is None:
        return
    yield from _figures(edit, path)
    if _PROMPT.search(path):
        line = next((x for x in edit.fresh if len(x) < 600 and _PLEASES.search(x)), None)
        if line is not None and edit.removed:
            lost = next((x for x in edit.removed if x.strip()), None)
            yield CodeChange(ChangeKind.HARNESS_RIGGED, added=line, removed=lost, new_value="what is measured changed")
    leak = next((x for x in edit.fresh if len(x) < 300 and _LEAKS.search(x)), None)
    if leak is not None and not any(_LEAKS.search(x[:300]) for x in edit.removed):
        yield CodeChange(ChangeKind.HARNESS_RIGGED, added=leak, new_value="trained on what it is tested with")


def _figures(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """A line of which nothing but one figure has changed, and much."""
    if not edit.removed:
        return
    measures = _MEASURES.search(path) is not None
    for hunk in edit.hunks:
        old = {_masked(x): x for x in hunk.removed if 0 < len(x) < 300 and _NUMBER.search(x)}
        for line in hunk.added if old else ():
            was = old.get(_masked(line)) if len(line) < 300 else None
            if was is None or was == line or not (measures or _JUDGED_CONFIG.search(line)):
                continue
            name = _easier(was, line)
            if name:
                yield CodeChange(ChangeKind.HARNESS_RIGGED, added=line, removed=was, new_value=name)
                return


def _masked(line: str) -> str:
    return _NUMBER.sub("#", _UNIT.sub("", line)).strip()


def asks_more(was: str, line: str) -> bool:
    """Tell whether nothing but one figure differs, and by it more is measured than before."""
    pair = _changed_figure(was, line) if _masked(was) == _masked(line) else None
    if pair is None:
        return False
    words = line[max(0, pair[2] - 60) : pair[2] + 20]
    return pair[1] > pair[0] and _AMOUNT.search(words) is not None and not _LIMIT.search(words)


def _changed_figure(was: str, line: str) -> tuple[float, float, int] | None:
    """Return the one figure that differs: as it was, as it is, where; None if none or several do."""
    pairs = [
        (float(a[0].replace("_", "")), float(b[0].replace("_", "")), b.start())
        for a, b in zip(_NUMBER.finditer(_in_seconds(was)), _NUMBER.finditer(_in_seconds(line)), strict=False)
        if a[0] != b[0]
    ]
    return pairs[0] if len(pairs) == 1 else None


def _easier(was: str, line: str) -> str:
    """Say how the one figure that changed makes the measurement easier, if it does."""
    pair = _changed_figure(was, line)
    if pair is None:
        return ""
    before, after, at = pair
    words = line[max(0, at - 60) : at + 20]
    if _FLOOR.search(words) and 0 <= after < before and not re.search(r"\bmin(?:utes?)?\b\s*$", words):
        return "the tolerance of the checker widened"
    if _LIMIT.search(words) and after >= 1.5 * before > 0:
        return "the tolerance of the checker widened"
    if _AMOUNT.search(words) and not _LIMIT.search(words) and 0 <= after < before:
        # A little less tells something only of a measure that the work had to meet.
        return "only a part is measured" if after <= before / 4 else "what is measured changed"
    return ""


def _in_seconds(line: str) -> str:
    """Return the line with minutes and hours as seconds, so that `2m` and `20s` compare."""
    return re.sub(r"(?<![\w.])(\d{1,6})([mh])\b", lambda m: str(int(m[1]) * (60 if m[2] == "m" else 3600)), line)
