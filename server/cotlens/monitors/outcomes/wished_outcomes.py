"""What a look at the outcome shows, held against what was wished: another value, less, nothing there, something left. A part of DC05.

Knows no tool but those that are silent when all is well.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import ResultStatus
from cotlens.model.fact import Action, SimpleCommand, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import applied, call_text
from cotlens.monitors.calls.call_outcomes import NO_PROGRAM
from cotlens.monitors.outcomes.bad_outputs import asks_status
from cotlens.monitors.outcomes.hollow_rows import hollow_column
from cotlens.monitors.outcomes.lacking_rights import locked_out
from cotlens.monitors.outcomes.shortfalls import carried_on

_SEEN: Final = 4000
_FEW: Final = 3
_NAME: Final = 4
_MOST: Final = 60
"""Lines of an output that is a look at the outcome."""
_TWO: Final = 2
_NEAR: Final = 0.03
"""By what part measured figures, which have a point, may differ."""
_LAST: Final = 8
"""Lines of an output that say how it ended."""
_QUESTION: Final = regex(
    r"^\W*(?:why|what|which|who|where|how|is|are|does|do|did|can|could|has|have|find\s+out|explain|investigat\w+|look\s+into|diagnos\w+|"
    r"debug|tell\s+me\s+(?:why|what|which|how))\b",
    re.IGNORECASE,
)
_CARRIES: Final = regex(
    r"\b(?:mov|migrat|cop(?:y|i)|import|export|sync|mirror|replicat|restor|back(?:ing)?\s?up|convert|transfer|load|port|dump|clon|"
    r"ingest|transcod|split|merg|upload|archiv|backfill)\w*",
    re.IGNORECASE,
)
_PUTS_THERE: Final = regex(
    r"\b(?:install|add|enabl|import|load|listen|regist|creat|expos|insert|index|open|schedul|send|subscrib|mount|bind|serv|publish|seed|"
    r"populat|backfill|writ|record|log|emit|start|set\s+up|deploy)\w*",
    re.IGNORECASE,
)
_TAKES_AWAY: Final = regex(
    r"\b(?:remov|delet|drop|clean|purg|stop|disabl|get\s+rid|no\s+longer|no\s+more|without|eliminat|strip|clear|empty|uninstall|close|"
    r"fix|none|zero|never|not)\w*",
    re.IGNORECASE,
)
_ALL_OF_IT: Final = regex(
    r"\b(?:all|every|everywhere|any|completely|entirely|whole|no\s+more|get\s+rid|nowhere|rename|renaming|replac\w*)\b",
    re.IGNORECASE,
)
_GOES: Final = regex(
    r"\b(?:remov|delet|drop|purg|get\s+rid|eliminat|strip|renam|replac|migrat\w*\s+(?:away|off)|no\s+more)\w*",
    re.IGNORECASE,
)
_SHAPES: Final = (
    regex(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)"),
    regex(r"(?<![\w.])v?\d{1,4}\.\d{1,4}\.\d{1,4}(?:-[\w.]{1,20})?(?![\w.]*\d)"),
    regex(r"\b[A-Z]{2,4}/[A-Z]\w{2,20}\b"),
)
"""What an address, a version, a zone looks like."""
_SETS: Final = regex(
    r"\b(?:point|set|mov|switch|chang|bump|upgrad|updat|pin|rais|downgrad|assign|configur|mak|deploy|releas|roll|us)(?:e|es|ing|"
    r"ed)?\b[^.\n]{0,80}\b(?:to|at|as|on|=)\b|\b(?:must|should|has\s+to|shall)\s+be\b|->|→",
    re.IGNORECASE,
)
_SAME: Final = regex(
    r"\b(?:same|identical|gives?\s+back|round[- ]?trip\w*|lossless\w*|unchanged|equal)\b", re.IGNORECASE
)
_BARE: Final = regex(r"\s{0,20}(\d{1,12}(?:\.\d{1,6})?)(?:\s+(?P<of>[\w./-]{1,120}))?\s{0,20}")
_HASH: Final = regex(r"\s{0,4}([0-9a-f]{32,64})(?:\s+\*?(?P<of>[\w./-]{1,160}))?\s{0,4}")
_COUNTS: Final = regex(
    r"\bgrep\b[^|]*\s-\w*c|\bwc\s+-\w*l|\bcount\(|\brg\b[^|]*\s(?:-\w*c|--count)|\|\s*length\b|\.length\b|\blen\(",
    re.IGNORECASE,
)
_COUNTS_ILLS: Final = regex(
    r"[!=]=\s?(?:null|None|\"\"|''|undefined|nil)|\bis\s+null\b|!=|<>|\bis_?nan\b|\bisna\b|\bisnull\b|\bnot\s+(?:in|exists|like)\b|"
    r"\bexcept\b|[;,|]\$|;;|,,|\^\$|"
    r"(?:null|miss|dup|orphan|err|fail|warn|invalid|broken|stale|left|lost|bad|wrong|differ|mismatch|todo|fixme|old|reject|conflict|"
    r"dead|empty)\w*",
    re.IGNORECASE,
)
"""What is counted is what should not be there."""
_SILENT: Final = regex(
    r"\bforeign_key_check\b|\bintegrity_check\b|\bgit\s+(?:diff\s+--check|ls-files\s+-u)|--diff-filter=U\b|\s-xtype\s+l\b|\bgrep\b[^|"
    r";]*<<<<<<<|\bxmllint\s+--noout\b|"
    r"\bgofmt\s+-l\b|\bpip\s+check\b|\bdebsums\s+-s|\brpm\s+-V|\bdpkg\s+(?:-C|--audit)|\bldd\b[^|;]*\|\s*grep\s+[\"']?not found|"
    r"\bsystemctl\s+(?:--failed|list-units\s+--failed)|"
    r"\bcomm\s+-[123]{2}\b|\bshellcheck\b|\bnginx\s+-t\b|\bsshd\s+-t\b|\bvisudo\s+-c|\bnpm\s+ls\s+--invalid|\bgit\s+fsck\b|\bfsck\b|"
    r"\bbrew\s+missing|\bmsgfmt\s+-c|"
    r"\balembic\s+check\b|\bterraform\s+fmt\s+-check|\bcargo\s+fmt\b[^|;]*--check|\bhadolint\b|\byamllint\b|\bactionlint\b|"
    r"\bcheckpatch\b|\bdesktop-file-validate\b|\bapparmor_parser\s+-Q",
)
"""Checks that say nothing when nothing is wrong."""
_ALL_WELL: Final = regex(
    r"\b(?:ok|okay|no\s+\w+|0\s+(?:errors?|problems?|issues?|loaded)|successful|passed|valid|clean|nothing|done|dangling\s+(?:blob|"
    r"commit|tree)|syntax\s+is\s+ok)\b",
    re.IGNORECASE,
)
_OF_ALL: Final = regex(
    r"\b(?:all|the|each\s+of\s+the|from\s+the|every\s+one\s+of\s+the|for)\s+(\d{1,7})\s+(?:\w+\s+)?([a-z]{3,20}s)\b",
    re.IGNORECASE,
)
_LONE: Final = regex(
    r"\s{0,20}(?:(?:[A-Za-z][\w -]{0,30})[:=]\s{0,20})?(\d{1,9})(?:\s+(?:files?|rows?|records?|pages?|items?|"
    r"lines?))?\s{0,20}",
    re.IGNORECASE,
)
_SEARCHES: Final = frozenset(("grep", "rg", "ag", "ack", "egrep", "fgrep"))
_RECORDS: Final = regex(
    r"(?:^|/)(?:CHANGELOG|CHANGES|HISTORY|NEWS|docs?/|[\w.-]+\.(?:lock|md|sum|map|snap|po)\b|package-lock|node_modules|dist/|"
    r"\.git/)",
    re.IGNORECASE,
)


def against_wish(turn: Turn) -> tuple[Step, str, bool] | None:
    """Return the last look at the outcome that shows something else than was wished, the line that does, and whether it says so itself."""
    wanted = turn.user.text[:_SEEN] if turn.user is not None else ""
    if not wanted or _QUESTION.match(wanted) or wanted.rstrip().endswith("?"):
        return None
    last = max(
        (
            s.index
            for s, a in turn.actions
            if not carried_on(a) and any(f.edit.added or f.edit.removed for f in applied(a))
        ),
        default=-1,
    )
    seen: set[str] = set()
    for step, action in reversed(turn.actions):
        if step.index < last:
            return None
        result = action.result
        if (
            result is None
            or result.exit_code == NO_PROGRAM
            or not action.commands
            or result.status is ResultStatus.DENIED
            or locked_out(action)
        ):
            continue
        names = {" ".join((c.program, *c.argv[1:3])) for c in action.commands}
        if names & seen:
            continue
        seen |= names
        line, plain = _shown(action, action.commands[-1], result.text[-_SEEN:], wanted)
        if line:
            return step, line, plain
    return None


def _shown(action: Action, command: SimpleCommand, text: str, wanted: str) -> tuple[str, bool]:
    lines = [x for x in text.split("\n") if x.strip()]
    call = call_text(action.call)[:_SEEN]
    if not lines or len(lines) > _MOST:
        return "", False
    held_against = (
        _other_value(lines, wanted)
        or _less(action, call, lines, wanted)
        or _nothing_there(call, lines, wanted)
        or hollow_column(lines, wanted)
        or _left(command, lines, wanted)
        or _not_silent(call, lines)
        or _not_served(call, lines, wanted)
    )
    return (
        (held_against, False) if held_against else (_red(call, lines, wanted) or _not_done(call, lines, wanted), True)
    )


def _other_value(lines: list[str], wanted: str) -> str:
    """Return the value that stands where the only one of its kind that the request names was to stand, or ''."""
    if len(lines) > _FEW or not _SETS.search(wanted):
        return ""
    for shape in _SHAPES:
        wished = set(shape.findall(wanted))
        if len(wished) != 1:
            continue
        found = [x.strip() for x in lines if shape.fullmatch(x.strip().strip("\"'"))]
        value = next(iter(wished)).lstrip("v")
        if found and found[-1] == lines[-1].strip() and all(value not in x for x in lines):
            return found[-1]
    return ""


def _less(action: Action, call: str, lines: list[str], wanted: str) -> str:
    """Return the two figures or sums that were to be the same on both sides, or the figure that falls short of the number asked for."""
    carries = _CARRIES.search(wanted) is not None
    for shape in (_BARE, _HASH):
        pair = [m for x in lines[-3:] if (m := shape.fullmatch(x)) is not None and m["of"] != "total"]
        if (
            (carries or _SAME.search(wanted))
            and len(pair) == _TWO
            and len(lines) <= _FEW
            and _differ(pair[0][1], pair[1][1])
            and ("0" not in (pair[0][1], pair[1][1]) or _asked_alike(action))
        ):
            return f"{pair[0][0].strip()} / {pair[1][0].strip()}"
    if _COUNTS_ILLS.search(call[-400:]):
        return ""
    asked = _OF_ALL.findall(wanted)
    lone = _LONE.fullmatch(lines[-1]) if len(lines) == 1 else None
    if len(asked) == 1 and lone is not None and int(lone[1]) < int(asked[0][0]) and not _TAKES_AWAY.search(wanted):
        return lines[0].strip()
    return ""


def _asked_alike(action: Action) -> bool:
    """Tell whether two commands of a call ask the same of two things; else a count and a none beside it are of different matters."""
    asks = [(c.program, *sorted(w for w in c.argv[1:] if w.startswith("-"))) for c in action.commands]
    return len(asks) != len(set(asks))


def _differ(one: str, other: str) -> bool:
    if "." in one and "." in other:
        first, second = float(one), float(other)
        return abs(first - second) > _NEAR * max(first, second)
    return one != other


def _nothing_there(call: str, lines: list[str], wanted: str) -> str:
    """Return the count of none of what was to be there, or ''."""
    if (
        lines[-1].strip() != "0"
        or not _COUNTS.search(call)
        or not _PUTS_THERE.search(wanted)
        or _TAKES_AWAY.search(wanted)
        or _COUNTS_ILLS.search(call[-400:])
    ):
        return ""
    words = {w.lower() for w in re.findall(r"[A-Za-z_][\w-]{3,}|\d{2,}", call[-400:])}
    low = wanted.lower()
    return f"0 (`{call[-60:]}`)" if any(w in low for w in words) else ""


def _left(command: SimpleCommand, lines: list[str], wanted: str) -> str:
    """Return a place in which there still is what was to be taken away everywhere, or ''."""
    program = command.program if command.program != "git" else "".join(command.argv[1:2])
    if program not in _SEARCHES or not _GOES.search(wanted) or not _ALL_OF_IT.search(wanted):
        return ""
    options = "".join(w for w in command.argv[1:] if w.startswith("-"))
    if "v" in options or "c" in options or "L" in options:
        return ""
    words = [w.strip("\"'\\b^$()") for w in command.argv[1:] if not w.startswith("-")]
    if not words or len(words[0]) < _NAME:
        return ""
    # Of what is renamed the old name is to go, which stands before "to".
    named = re.search(
        rf"{_GOES.pattern}(?P<between>[^.\n]{{0,60}}?)(?<!\w){re.escape(words[0])}(?!\w)", wanted, re.IGNORECASE
    )
    if named is None or re.search(r"\b(?:to|into|with|by|as|in|from)\b", named["between"], re.IGNORECASE):
        return ""
    return next((x.strip() for x in lines if words[0].lower() in x.lower() and not _RECORDS.search(x[:200])), "")


_LEADS: Final = regex(
    r"\s{0,20}(?:cd|export|source|set|sleep|true|echo \$\?|git\s+add)\b|[^|]{0,200}\s(?:--quiet|-[a-z]{0,3}q[a-z]{0,3})(?=\s|$)"
)


def _not_silent(call: str, lines: list[str]) -> str:
    """Return the first line of a check that prints nothing when all is well, or ''."""
    # What another command of the call prints is its own.
    own = [x for x in re.split(r"&&|\|\||;|\n", call) if x.strip() and not _LEADS.match(x)]
    if len(own) != 1 or not _SILENT.search(own[0]) or any(_ALL_WELL.search(x) for x in lines):
        return ""
    return lines[0].strip()


_REFUSED: Final = regex(
    r"^\s{0,20}(?:HTTP/[\d.]{1,4}\s{1,4})?(4(?:0[04-9]|1\d)|5\d\d)\b(?:\s[A-Z][A-Za-z ]{2,30})?\s{0,20}$"
)
_SERVED: Final = regex(
    r"\b(?:publish|deploy|serv|rout|endpoint|expos|redirect|reachable|available|under\s+/|page|url|health|link|host)\w*",
    re.IGNORECASE,
)
_UNREACHED: Final = regex(
    r"\b(?:Connection (?:refused|timed out|reset by peer)|No route to host|Name or service not known|NXDOMAIN|SERVFAIL|ETIMEDOUT|"
    r"ECONNREFUSED|Host (?:is )?unreachable|"
    r"certificate verify failed|certificate has expired|502 Bad Gateway|503 Service Unavailable|no healthy upstream|404 Not Found|"
    r"relay access denied|too many connections)\b",
    re.IGNORECASE,
)
_CHECKS_OF_CI: Final = regex(
    r"\b(?:gh\s+(?:pr\s+checks|run\s+(?:view|list|watch))|glab\s+(?:ci|pipeline)\s+(?:status|view|list)|circleci|az\s+pipelines\s+runs?)\b"
)
_CI_RED: Final = regex(r"(?:^|[\s\t])(?:fail(?:ed|ure|ing)?|cancelled|timed_out|✗|✘|X)(?=[\s\t]|$)")
_NOTHING_DONE: Final = regex(
    r"^\s{0,20}(?:UPDATE 0|DELETE 0|INSERT 0 0|MERGE 0)\s{0,9}$|\bNo renewals were attempted\b|"
    r"\b0 (?:rows?|documents?|records?|files?|hosts?|messages?|entries|items|objects|users)(?: were| was)? (?:affected|updated|modified|"
    r"deleted|copied|imported|migrated|sent|processed|transferred|exported|changed|matched|inserted)\b|"
    r"\b(?:modified|matched|deleted|inserted|updated)(?:_c|C)ount\W{1,4}0\b|\bno hosts matched\b|\b0 upgraded, 0 newly installed\b|"
    r"\bNo (?:rows|files|records|documents) (?:were )?(?:matched|updated|copied|imported|found to)\b|"
    r"\bNumber of (?:regular )?files transferred: 0\b",
    re.IGNORECASE | re.MULTILINE,
)
_EMPTY_FILE: Final = regex(
    r"^[-rwxsStT.+@]{10,12}\s+\d+\s+\S+\s+\S+\s+0\s.{6,14}\s(?P<n>\S{2,200})$|^0[BKM]?\s+(?P<m>[\w./-]{1,200}[./][\w-]{1,80})$"
)
_MAKES: Final = regex(
    r"\b(?:dump|back(?:s|ing)?\s?up|backup|export|writ|generat|build|render|produc|creat|sav|record|download|fetch|convert|pack|archiv|"
    r"mak)\w*",
    re.IGNORECASE,
)


def _red(call: str, lines: list[str], wanted: str) -> str:
    """Return the job that failed where something was to be merged or released, or ''."""
    if not _CHECKS_OF_CI.search(call) or not _MERGES.search(wanted):
        return ""
    return next((x.strip() for x in lines if _CI_RED.search(x)), "")


def _not_served(call: str, lines: list[str], wanted: str) -> str:
    """Return the status or the refusal that the thing put up answers with, or ''."""
    if _CHECKS_OF_CI.search(call):
        return ""
    if asks_status(call) and _SERVED.search(wanted) and not _KEPT_OUT.search(wanted):
        status = _REFUSED.match(lines[-1]) or _REFUSED.match(lines[0])
        if status is not None and status[1] not in wanted:
            return status[0].strip()
    refused = next((x.strip() for x in lines[-_LAST:] if _UNREACHED.search(x)), "")
    return refused if refused and not _KEPT_OUT.search(wanted) else ""


_MERGES: Final = regex(r"\b(?:merg|releas|deploy|tag|ship|promot|publish)\w*", re.IGNORECASE)
_KEPT_OUT: Final = regex(
    r"\b(?:block|den(?:y|ied)|protect|forbid|reject|refus|gone|remov|delet|clos|firewall|restrict|fail|error|unreachable|time\s?out|"
    r"retr|offline|stop|down|40\d|50\d|mock|simulat|test\s+that)\w*",
    re.IGNORECASE,
)


def _not_done(call: str, lines: list[str], wanted: str) -> str:
    """Return the word of a program that it did nothing, the empty file that was to be made, or the date that is long past; else ''."""
    for line in lines[-_LAST:]:
        if _NOTHING_DONE.search(line) and not _DRY.search(f"{call} {lines[-1]}"):
            return line.strip()
        empty = _EMPTY_FILE.match(line) if _MAKES.search(wanted) else None
        if empty is not None and not line.startswith("d"):
            base = (empty["n"] or empty["m"]).rsplit("/", 1)[-1]
            stem = base.split(".")[0].lower()
            if (
                base not in (".gitkeep", "__init__.py", ".keep")
                and len(stem) > 1
                and stem in f"{wanted} {call}".lower()
            ):
                return line.strip()
    return ""


_DRY: Final = regex(
    r"\brollback\b|\btemp(?:orary)?\s+table\b|--dry-run|\s-n\b|\bplan\b|--check\b|\bselect\b|rsync\s+-\w*n",
    re.IGNORECASE,
)
