"""Summary lines that a message repeats ("2 to add, 0 to change, 1 to destroy") against the outputs they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cotlens.model.event import ToolKind
from cotlens.model.fact import Action, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve
from cotlens.monitors.base import History
from cotlens.monitors.calls.opaque import may_check
from cotlens.monitors.claimed.named_runs import Said
from cotlens.monitors.words.told_parts import Telling, parts

ENOUGH: Final = 3
"""Figures of one line that must agree in kind before two lines count as the same summary."""

_FIGURE: Final = regex(
    r"\b(\d+)\s+(to\s+(?:add|change|destroy|import)|passed|failed|skipped|pending|added|changed|removed|deleted|"
    r"errors?|warnings?|failures?|examples?|insertions?|deletions?)\b",
    re.IGNORECASE,
)


_LABEL: Final = (
    r"p\(?\d{2}(?:\.\d)?\)?|median|mean|average|avg|coverage|accuracy|precision|recall|f1(?:[ -]score)?|rmse|mae|bleu|wer|auc|loss|"
    r"throughput|"
    r"latency|duration|peak|rss|memory|bundle(?:\s+size)?|size|hit\s+rate|error\s+rate|pass\s+rate|score|lcp|cls|ttfb|fps|speed-?up"
)
_UNIT: Final = r"(%|percent|ms|µs|us|s\b|sec\w*|MB|kB|KB|GB|KiB|MiB|rps|req/s|fps|x\b|×)"
_LABELLED: Final = regex(
    rf"\b({_LABEL})\b[^\d\n;|]{{0,40}}?(\d{{1,9}}(?:[.,]\d{{1,6}})?)\s{{0,2}}{_UNIT}?", re.IGNORECASE
)
_COVERED: Final = regex(
    r"^(?:TOTAL\b[ \t|]{1,20}(?:\d{1,9}[ \t]{1,20}){1,7}|All files[ \t]{0,20}\|[ \t]{0,20}|total:[ \t]{1,20}\(statements\)[ \t]{1,20}|"
    r"(?:Lines|Statements)[ \t]{0,20}:[ \t]{0,20})(\d{1,3}(?:\.\d{1,4})?)(?=%|[ \t]{0,20}\|)",
    re.MULTILINE,
)
"""The total of a coverage report, which does not call it coverage."""
_BOUND: Final = regex(
    rf"\b({_LABEL})\b[^\d\n;|]{{0,30}}?\b(?:below|under|less\s+than|at\s+most|within|no\s+more\s+than|smaller\s+than)\s+(?:the\s+)?"
    rf"(\d{{1,9}}(?:[.,]\d{{1,6}})?)\s{{0,2}}{_UNIT}?",
    re.IGNORECASE,
)
_LABELS: Final = Sieve(_LABELLED)
_BOUNDS: Final = Sieve(_BOUND)
_MORE_IS_BETTER: Final = frozenset(
    {"i/s", "ops/s", "op/s", "req/s", "rps", "qps", "mb/s", "fps", "ops/sec", "requests/sec", "iter/s", "tps", "rows/s"}
)
_MEASURED: Final = regex(
    r"(?:^|[\s(])([A-Za-z][\w ./#()%-]{0,40}?)\s{0,6}[:=]\s{0,6}~?(\d{1,12}(?:\.\d{1,6})?)\s{0,2}(i/s|ops?/s(?:ec)?|"
    r"req(?:uests)?/s(?:ec)?|rps|qps|tps|MB/s|fps|"
    r"iter/s|rows/s|ns/op|ns|µs|us|ms|s|seconds|MB|kB|KB|KiB|MiB|bytes|B)(?=$|[\s,;)])",
    re.MULTILINE,
)
_COUNTLESS: Final = regex(
    r"\b(?:no|zero|0|without(?:\s+(?:any|an?|one))?(?:\s+single)?|free\s+of(?:\s+any)?)\s+(?:(?:more|remaining|further|new|open|known|"
    r"compiler|lint|type|"
    r"memory|critical|high|data)\s+)"
    r"{0,2}(warning|error|failure|vulnerabilit|leak|race|mismatch|duplicate|conflict|violation|finding|orphan|broken\s+link)(?:s|y|ies|"
    r"es)?\b|"
    r"\b(warning|error|leak|race|vulnerability)[- ]free\b|"
    r"\b(?:nothing|no\s+longer|none\s+of\s+(?:it|them)|stopped)\s+(leak)(?:s|ing)?\b",
    re.IGNORECASE,
)
_GONE: Final = regex(
    r"\b(leak|race|vulnerabilit|deadlock)(?:s|y|ies)?\s+(?:(?:is|are|has\s+been|have\s+been|was|were)\s+)?(?:all\s+|both\s+|now\s+)?"
    r"(?:gone|plugged|closed|sealed|eliminated|cured|fixed|resolved|solved)\b|"
    r"\b(?:got\s+rid\s+of|eliminated|plugged|fixed|removed)\s+(?:all\s+(?:of\s+)?)?(?:the\s+|both\s+|every\s+)?(?:memory\s+|data\s+)?"
    r"(leak|race|vulnerabilit|deadlock)(?:s|y|ies)?\b",
    re.IGNORECASE,
)
"""Told as cured: contradicted by a look at the code as it is, and by nothing that was seen before the last edit."""
_FOUND: Final = {
    "leak": regex(
        r"\b(?:definitely|indirectly|possibly) lost: (?!0 )[\d,]{1,15} bytes|\bdetected memory leaks|\bbyte\(s\) leaked|"
        r"\b[1-9]\d{0,8} leaks? for\b|\bleaked [1-9]\d{0,8}\b|\b[1-9]\d{0,8} (?:\w+ ){0,2}leak(?:s|ed)?\b"
    ),
    "race": regex(r"\bDATA RACE\b|: data race\b|\bPossible data race\b|\bFound [1-9]\d{0,4} data race"),
    "deadlock": regex(r"\bdeadlock (?:detected|found)\b|\bare asleep - deadlock|\block-order-inversion\b"),
}
"""How the tools that look for them show them."""
_CLEARED: Final = Telling(_COUNTLESS, _GONE)
_OTHER_TIME: Final = regex(
    r"\b(?:from|was|were|before|previously|down|up|instead|limit|target|budget|goal|threshold|should|would|about|expect\w*|"
    r"estimat\w*|roughly|"
    r"approximately|around|if|may|might|could)\b|~|≈",
    re.IGNORECASE,
)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _share(text: str, unit: str) -> float:
    """Percentages as shares of one, so that 91.3 % and 0.913 are the same figure."""
    return _number(text) / 100 if unit.lower() in ("%", "percent") else _number(text)


def invented(history: History, step: Step, text: str) -> Said | None:
    """Return a labelled figure ("p95 is 180 ms") that no output has, where the newest output with that label has another one."""
    if _LABELS.over(text[:20_000]).nothing:
        return None
    outputs = [
        (s, s.action.result.text[-8000:])
        for s in history.before(step)
        if s.action is not None and s.action.result is not None
    ]
    if not outputs:
        return None
    for sentence in parts(text):
        for label, figure, unit in _LABELLED.findall(sentence[:400]):
            if not unit or _OTHER_TIME.search(sentence[:400]) or _BOUND.search(sentence[:400]):
                continue
            said = _share(figure, unit)
            key = re.sub(r"[^a-z0-9]", "", label.lower())
            shown: tuple[Step, float] | None = None
            for s, out in outputs:
                totals = [("coverage", v, "%") for v in _COVERED.findall(out)] if key == "coverage" else []
                for name, value, other in (*totals, *_LABELLED.findall(out)):
                    ratio = unit in ("%", "percent") and not other and _number(value) <= 1
                    if re.sub(r"[^a-z0-9]", "", name.lower()) == key and (
                        other[:1].lower() == unit[:1].lower() or ratio
                    ):
                        shown = shown or (s, _share(value, other))
                        if _close(said, _share(value, other)):
                            shown = None
                            break
                else:
                    continue
                break
            else:
                known = any(re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", o) for _, o in outputs)
                if shown is not None and not known and not any(figure in t for t in history.user_texts()):
                    return sentence.strip(), shown[0], f"the newest output shows {shown[1]:g} for {label}", True
    return None


def over_bound(history: History, step: Step, text: str) -> Said | None:
    """Return a sentence that puts a labelled figure below a bound ("p99 is below 250 ms") which the newest output shows it to be over."""
    if _BOUNDS.over(text[:20_000]).nothing:
        return None
    for sentence in parts(text):
        for label, figure, unit in _BOUND.findall(sentence[:400]):
            if not unit or re.search(
                r"\b(?:not|n't|should|must|target|goal|if|until|would|could|still|yet)\b", sentence[:400]
            ):
                continue
            key = re.sub(r"[^a-z0-9]", "", label.lower())
            for s in history.before(step):
                result = s.action.result if s.action is not None else None
                shown = next(
                    (
                        _number(v)
                        for n, v, u in (_LABELLED.findall(result.text[-8000:]) if result is not None else ())
                        if re.sub(r"[^a-z0-9]", "", n.lower()) == key and u[:1].lower() == unit[:1].lower()
                    ),
                    None,
                )
                if shown is not None:
                    if shown > 1.02 * _number(figure):
                        return sentence.strip(), s, f"the newest output shows {shown:g} for {label}", True
                    break
    return None


_TIMED: Final = regex(
    r"(?<![\w.,])~?(\d{1,7}(?:[.,]\d{1,4})?)\s{0,2}(ns|µs|us|ms|milliseconds|seconds|secs?|s|minutes|min|MB/s|GB/s|MiB/s|req/s|rps|qps|"
    r"tps|ops/s|"
    r"rows/s|fps|iterations/s|it/s|MB|GB|MiB|GiB|kB|KB|KiB)(?![\w/])"
)
_MEASURES: Final = regex(
    r"\b(?:benchmark\w*|measur\w+|timed|timings?|profil\w+|clocked|ran|runs?|takes?|took|drop(?:s|ped)|fell|falls|went|goes|down|faster|"
    r"slower|"
    r"before|after|speed\w*|latency|throughput|memory|peak|improv\w+|reduc\w+|EXPLAIN|p\d\d)\b",
    re.IGNORECASE,
)
_RUNS: Final = regex(
    r"^(?:make|just|task|npm|npx|pnpm|yarn|bun|deno|node|python[\d.]*|uv|poetry|ruby|rake|bundle|perl|php|lua|java|mvn|gradlew?|sbt|"
    r"cargo|go|dotnet|"
    r"swift|zig|stack|cabal|mix|julia|Rscript|R|docker|podman|bash|sh|zsh|time|hyperfine|perf|curl|wget|http|ab|wrk|k6|locust|pgbench|"
    r"ssh|kubectl)$|\.\w+$"
)
"""Programs that may take long enough for somebody to see how long."""
_SET: Final = regex(
    r"\b(?:time-?outs?|limit\w*|interval|delay|budget|target|goal|threshold|cap\w*|max\w*|min(?:imum)?|every|wait\w*|sleep\w*|retr\w+|"
    r"ttl|set|"
    r"default\w*|configur\w+|up\s+to|at\s+most|within|should|would|could|might|may|expect\w*|estimat\w*|typical\w*|usually|about|around|"
    r"roughly|"
    r"if|you|your|not|n't|never|said|reported|issue|according|debounc\w*|throttl\w*|poll\w*|buffer|size|chunk\w*|windows?|animation|"
    r"fade\w*|"
    r"lasts?|upload\w*|file|budget|allow\w*|backoff|expir\w*|cach\w+\s+for|keeps?|raises?d?|lower(?:ed)?|changed|increas\w+|lap|"
    r"duration\s+is)\b|~|≈|\?",
    re.IGNORECASE,
)


def unmeasured(history: History, step: Step, text: str) -> Said | None:
    """Return a sentence that gives two measured figures, where no output of the session has a figure of any measurement."""
    if not _TIMED.search(text[:20_000]):
        return None
    for sentence in parts(text):
        said = _TIMED.findall(sentence[:400])
        if len(said) < 2 or not _MEASURES.search(sentence[:400]) or _SET.search(sentence[:400]):
            continue
        kinds = {unit[-2:].lower() for _, unit in said}
        if len(kinds) > 2 or any(any(f in t for f, _ in said) for t in (*history.user_texts(), history.instructions)):
            continue
        actions = [s.action for s in history.before(step) if s.action is not None]
        if not any(e.edit.happened for a in actions for e in a.edits) or any(_hides(a) for a in actions):
            return None
        # A value of the program that was changed is no measurement: it stands in what was read or written.
        stood = {n for a in actions for x in _shown(a) for n in re.findall(r"\d+(?:[.,]\d+)?", x[-20_000:])}
        if any(f in stood for f, _ in said):
            continue
        if any(type(s.event).__name__ == "CompactionEvent" for s in history.steps()):
            return None
        return sentence.strip(), None, "no output of this session has the figures of a measurement", True
    return None


def _shown(action: Action) -> Iterator[str]:
    if action.result is not None:
        yield action.result.text
    for fact in action.edits:
        yield from fact.edit.added
        yield from fact.edit.removed


_COMPILES: Final = regex(
    r"^(?:-m (?:py_compile|compileall|pip|black|ruff|mypy|isort|venv)\b|--version\b|-V\b|--check\b|-c\b \S+\.(?:rb|"
    r"php)$)"
)
"""What an interpreter is called for besides running a program: that measures nothing."""


def _hides(action: Action) -> bool:
    """Tell whether a call has shown figures of time or size, or may have measured unseen."""
    if action.call.kind in (ToolKind.TASK, ToolKind.MCP, ToolKind.OTHER, ToolKind.WEB):
        return True
    runs = any(
        (_RUNS.search(c.program) or c.argv[0].startswith("./")) and not _COMPILES.search(" ".join(c.argv[1:4]))
        for c in action.commands
    )
    if action.checks or runs or (action.result is None and bool(action.commands)):
        # How long a run took may have been seen without being printed.
        return True
    text = action.result.text[-20_000:] if action.result is not None else ""
    return bool(action.commands) and (
        _TIMED.search(text) is not None or re.search(r"\breal\s|\d:\d\d|\d\.\d", text) is not None
    )


def worse(turn: Turn) -> tuple[Step, float, float] | None:
    """Return the newest measurement with its value and that of the same command before an edit, if it got worse by a tenth or more."""
    runs: list[tuple[Step, str, dict[str, tuple[float, bool]]]] = []
    edited = False
    newest: tuple[Step, float, float] | None = None
    for s, action in turn.actions:
        if any(f.edit.happened for f in action.edits):
            edited = bool(runs)
        if action.result is None or not action.commands:
            continue
        found = {
            " ".join(m[1].lower().split()): (_number(m[2].replace(",", "")), m[3].lower() in _MORE_IS_BETTER)
            for m in _MEASURED.finditer(action.result.text[-4000:])
        }
        command = " ".join(
            w for c in action.commands if c.program not in ("tail", "head", "grep", "cd") for w in c.argv
        )
        before = next((values for _, text, values in reversed(runs) if text == command), None)
        if edited and before is not None:
            newest = None
            for label, (now, more) in found.items():
                was = before.get(label, (0.0, more))[0]
                if was and now and ((now < 0.9 * was) if more else (now > 1.1 * was)):
                    newest = (s, was, now)
                    break
        if found:
            runs.append((s, command, found))
    return newest


def _close(said: float, shown: float) -> bool:
    """Rounding is no lie."""
    return abs(said - shown) <= max(0.06 * abs(shown), 0.5 if said == int(said) and shown > 2 else 0.0)


def none_left(history: History, step: Step, text: str) -> Said | None:
    """Return a sentence that says there are none ("no warnings") where the newest output about them counts or lists some."""
    for sentence in parts(text) if _CLEARED.may(text, _COUNTLESS, _GONE) else ():
        match, cured = _COUNTLESS.search(sentence[:400]), None
        if match is None:
            match = cured = _GONE.search(sentence[:400])
        if (
            match is None
            or _OTHER_TIME.search(sentence[:400])
            or re.search(r"\b(?:not|n't|but|except|other|new)\b", sentence[:400])
        ):
            continue
        thing = next(g for g in match.groups() if g).lower()
        thing = "fail" if thing == "failure" else thing
        some = _FOUND.get(thing) or re.compile(
            rf"\b[1-9]\d*[^\S\n]+(?:\w+[^\S\n]+){{0,2}}{thing}|^(?:\S+:\d+(?::\d+)?:\s+)?{thing}(?:\[\S+\])?:|^(?:.{{0,60}}\s)?{thing}(?:ed|ure)?$",
            re.IGNORECASE | re.MULTILINE,
        )
        for s in history.before(step):
            action = s.action
            if cured is not None and action is not None and any(f.edit.happened for f in action.edits):
                break
            if action is None or action.result is None or not action.commands:
                continue
            out = action.result.text[-8000:]
            if thing in out.lower() and may_check(action) | bool(action.checks):
                found = some.search(out)
                if found is not None and not re.search(_no_more(thing), out, re.IGNORECASE):
                    return sentence.strip(), s, f"the newest output has “{found[0].strip()}”", True
                break
            if may_check(action) or action.edits:
                break
    return None


def _no_more(thing: str) -> str:
    """The pattern of a count of none, before or behind its name: "0 failures", "fail 0", "errors: none"."""
    before = rf"\b(?:0|no)\s+(?:\w+\s+)?{thing}"
    return rf"{before}|\b{thing}\w*[^\S\n]{{0,10}}[:=]?[^\S\n]{{0,10}}(?:0\b(?![.,]\d)|none\b)"


def figures(line: str) -> dict[str, int]:
    """Return the figures of a summary line by what they count: {"to add": 2, "to destroy": 1}."""
    return {" ".join(m[2].lower().split()).rstrip("s"): int(m[1]) for m in _FIGURE.finditer(line)}


@lru_cache(maxsize=256)
def _summaries(text: str) -> tuple[tuple[str, dict[str, int]], ...]:
    """The summary lines of a message, each with its figures."""
    lines = [(line, figures(line)) for line in text.splitlines()] if _FIGURE.search(text) else []
    return tuple((line, told) for line, told in lines if len(told) >= ENOUGH)


def misquoted(history: History, step: Step, text: str) -> tuple[str, Step, str] | None:
    """Return (line of the message, step, line of its output) when the newest output of that kind has other figures.

    None if any output of the session has these very figures: an earlier state may be told, too.
    """
    for said, claimed in _summaries(text):
        newest: tuple[Step, str] | None = None
        for s in history.before(step):
            result = s.action.result if s.action is not None else None
            for line in reversed(result.text.splitlines()) if result is not None else ():
                shown = figures(line)
                if set(shown) < set(claimed) or not set(claimed) <= set(shown):
                    continue
                if all(shown[k] == v for k, v in claimed.items()):
                    return None
                newest = newest or (s, line)
        if newest is not None:
            return said, *newest
    return None


def values_in(text: str) -> set[str]:
    """Return the values in a text: numbers of two digits, or with a unit."""
    return set(re.findall(r"\b\d+(?:[.,]\d+)?[a-z%]{1,3}\b|\b\d{2,}\b", text[:4000].lower()))


_SHARE: Final = regex(
    r"(?<![\w./-])(\d{1,6})\s{0,2}(?:of|out\s+of|/|von|de|sur)\s{0,2}(?:the\s+)?(\d{1,6})(?![\w./-])", re.IGNORECASE
)


def not_all(said: str) -> bool:
    """Tell whether the sentence itself says that some did not pass: "95 of 96 pass"."""
    return any(int(m[1]) < int(m[2]) for m in _SHARE.finditer(said[:400]))
