"""Error handlers that an edit puts in and that do nothing with the error: empty, a default, a log line at most.

Handlers that raise again, report, answer with an error or end the program handle it. Narrow ones (a missing file, a bad number)
that return a default are ordinary code and are told by `new_value`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.code import Handler, handlers, language_of
from cotlens.facts.coding.handler_lines import braced, dropping_lines
from cotlens.facts.coding.made_up import made_up
from cotlens.facts.coding.softened import softened
from cotlens.facts.coding.stream_defaults import unreported
from cotlens.facts.coding.unchecked import unchecked
from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Look, Sieve

_WORDS: Final = (
    "except",
    "catch",
    "rescue",
    "err",
    "suppress",
    "unwrap_or",
    ".ok()",
    "try?",
    "recover",
    "@$",
    "_ =",
    "resume next",
    "runcatching",
    "error_reporting",
    "uncaught",
    "unhandled",
    "onerror",
    "try(",
    "trunc",
    "debug",
    "trace",
    "filterwarnings",
    "simplefilter",
    "silentlycontinue",
    "/dev/null",
    "|| true",
    "|| :",
    "@",
    "_, ",
    "_ :",
    "let _",
)
_HANDLES: Final = regex(
    r"""\b(?:raise|throw|rethrow|abort|exit|panic|fatal|die|reject|fail|bail|sys\.exit|os\.Exit|process\.exit|exitProcess|abort\w*)\b|
    \b(?:log(?:ger|ging)?|LOG|Log|slog|console|tracing|sentry|Sentry|NSLog|os_log|warnings?|telemetry|metrics?|rollbar|bugsnag|newrelic|timber|Timber)\b\s*(?:\.|::|->|!|\()\s*\w*(?:err|warn|exception|fatal|crit|error|capture|notice)\w*|
    \b(?:log|logger|logging|LOG|Log|slog|_logger)\b\s*[.:>-]+\s*(?:error|exception|warn\w*|fatal|critical|e|w|wtf|Printf|Println|Print|info|Info)\b|
    \b(?:console\.(?:error|warn|log)|eprintln!|print(?:ln|f)?!?|puts|warn!?|error!?|fmt\.(?:Fprint\w*|Print\w*|Errorf)|traceback\.|stderr|printStackTrace|syslog|capture\w*|report\w*|notify\w*|alert\w*|record\w*|increment|inc|observe|emit|dispatch|toast|flash|setError|set_error|setOffline|showError|on_?error|add_?error|errors?\.(?:add|push|append)|retry|backoff|rollback|Rollback|next\(|callback\(|cb\(|reply|respond|render|status\(|send\(|Error\(|http\.Error|Result\.failure|Err\(|failure|HTTPException|abort\(|jsonify|messages\.|errors\.New|wrap|Wrap)""",
    re.VERBOSE,
)
_BROAD: Final = regex(
    r"except\s*:|except\s*\(?\s*(?:Exception|BaseException)\b|catch\s*(?:\(\s*(?:\.\.\.|(?:final\s+)"
    r"?(?:\\?Exception|\\?Throwable|Error|System\.Exception|std::exception[\s\w&]*|StandardError|"
    r"RuntimeException)?(?:\s+\$?\w+)?|\$?\w+(?:\s*:\s*(?:any|unknown|Exception|Throwable|Error))?|"
    r"_\s*:\s*\w+)\s*\)|\s*\{|$)|^rescue\s*(?:=>|$|;|StandardError|Exception|nil|(?:[A-Z]\w*::)*\w*Error\b)|err\s*!=\s*nil|^Err\(_|"
    r"^catch$|^rescue$",
)
_PASSIVE: Final = regex(
    r"""^(?:pass|continue|break|nil|null|None|undefined|\.\.\.|;|\(\)|\{\}|_|return(?:\s+(?:self\.\w+|this\.\w+|[\w.]*default\w*|[\w.]*(?:EMPTY|empty|Empty)\w*(?:\(\))?|[\w.]+\.(?:ZERO|ONE|NONE|UNKNOWN|DEFAULT|NaN|M(?:IN|AX)(?:_VALUE)?)|None|null|nil|undefined|true|false|True|False|-?\d[\d_.]*\w?|["'`][^"'`]*["'`]|\[.*\]|\{.*\}|\(.*\)|[A-Z]\w*(?:\(\)|\{\s*\})?|\w+(?:,\s*\w+)*|new\s+\w[\w<>]*(?:\(.*\)|\[.*\])|(?!\w*(?:Response|Result|Status|Err|Fail|Left|Invalid|Http))[A-Z]\w*\([^;]*\d[^;]*\)|\w+\.of\(.*\)|\w+\(\)))?;?|
    [\w.$\[\]'"@]+\s*(?:(?::=|=)\s*.{1,80}|[-+]=\s*-?(?:\d+\.\d+|\d{2,})\w?)|(?:None|null|nil|-?\d[\d.]*|["'].*["']|\[.*\]|\{.*\}|true|false|\w+))$""",
    re.VERBOSE | re.DOTALL,
)
_PUT_DEFAULT: Final = regex(
    r"^[\w.\[\]]{1,60}\s*:?=\s*(?:nil|0|-1|\"[^\"\n]{0,60}\"|false|true|-?\d[\d_.]*|[\w.\[\]]{0,40}\{[^{}\n]{0,60}\})$"
)
"""A fixed value for what could not be had."""
_DEBUG_LOG: Final = regex(
    r"^(?:self\.)?_?(?:log|logger|logging|console|LOG)\s*[.:]+\s*(?:debug|trace|d|v)\b|^(?:debug|trace)[!(]|"
    r"^[\w.(\"')]{1,80}\blog\([^;\n]{0,60}\b(?:TRACE|DEBUG|FINEST|FINER|FINE)\b"
)
_ONE_LINERS: Final = regex(
    r"\bcontextlib\.suppress\(\s*(?:Exception|BaseException)|\bsuppress\(\s*(?:Exception|BaseException)\)|"
    r"\brescue\s+(?:nil|\[\]|\{\}|0|''|\"\"|false)\b|\.catch\(\s*(?:\(\s*\w*\s*\)|\w+|_)\s*=>\s*(?:\{\s*\}|"
    r"null|undefined|\[[^\[\]\n]{0,80}\]|false|true|\(\{[^{}\n]{0,80}\}\)|-?\d[\d.]*|'[^'\n]{0,80}'|\"[^\"\n]{0,80}\"|new\s+\w+\(\))\s*\)|"
    r"\.catch\(\s*noop\s*\)|\bOn Error Resume Next\b"
)
_SILENCERS: Final = regex(
    r"\berror_reporting\(\s*0\s*\)|(?:uncaughtException|unhandledRejection)[\"']\s*,\s*(?:\(\s*\w*\s*\)|\w+)\s*=>\s*\{\s*\}|"
    r"\bonerror\s*=\s*(?:\(\s*\)|\w+)\s*=>\s*(?:true|\{\s*\})|\bconsole\.error\s*=\s*\(?\w*\)?\s*=>\s*\{\s*\}|"
    r"\bwarnings\.(?:filterwarnings|simplefilter)\(\s*[\"']ignore[\"']\s*\)|\blogging\.disable\(|"
    r"\btrap\s+(?:[\"'](?:exit\s+0|true|:|return\s+0)[\"']\s+(?:ERR|EXIT)|(?:''|\"\"|:)\s+ERR)\b|"
    r"\bdefer\s+func\(\)\s*\{\s*(?:_\s*=\s*)?recover\(\)\s*\}\(\)|ErrorAction(?:Preference\s*=\s*[\"']?|\s+)SilentlyContinue"
)
"""Each of these makes every error of its kind vanish, whatever stood there before."""
_INSTEAD: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = (
    # what now drops the error, and how the line that it replaces had passed it on; both name the same call
    (regex(r"^\s*_\s*(?:,\s*_\s*)?:?=\s*([\w.]+)\("), regex(r"\berr\b|^\s*return\b")),
    (regex(r"^\s*\w+,\s*_\s*:?=\s*([\w.]+)\("), regex(r"\berr\b")),
    (
        regex(r"([\w:.]+)\(.*\)\s*(?:\.unwrap_or(?:_default|_else)?\(|\.ok\(\)\s*;?$)"),
        regex(r"\)\s*\?|\.unwrap\(\)|\.expect\("),
    ),
    (regex(r"\blet\s+_\s*=\s*([\w:.]+)\("), regex(r"\)\s*\?")),
    (regex(r"\btry\?\s+(\w+(?:\(\))?(?:\.\w+)*)"), regex(r"\btry\s")),
    (regex(r"(?<!\w)@(\w+)\s*\("), regex(r"(?<!@)\b\w+\s*\(")),
    (
        regex(r"^\s*([\w./-]+)\b.*(?:2>\s*/dev/null\s*\|\||&>\s*/dev/null\s*\|\||\|\|)\s*(?:true|:)\s*$"),
        regex(r"\S"),
    ),
)
_QUIETER: Final = regex(
    r"\b(?:debug|trace|verbose|fine(?:st|r)?|[dv])\s*[(!]?\s*\(?\s*([\"'`][^\"'`]{3,80})", re.IGNORECASE
)
_LOUD: Final = regex(r"(?:error|exception|warn(?:ing)?|critical|fatal|severe|\.e)\s*!?\s*\(", re.IGNORECASE)
_LEVEL: Final = regex(
    r"(?i)(?<=level)[\w.$-]*[\"']?\]?\s*(?:[=:>(]|=>|\s)\s*[\"']?(?:[\w]+[.:]+)*(?:trace|debug|verbose|info|notice|warn(?:ing)?|error|crit(?:ical)?|"
    r"fatal|emerg|alert|panic|off|none|silent|quiet)\b"
)
_MUTE: Final = regex(r"(?i)(?:crit(?:ical)?|fatal|emerg|alert|panic|off|none|silent|quiet)$")
"""Levels at which an ordinary error is not written down."""
_NAMED_LOG: Final = regex(r"(?i)logg(?:er|ing)|\blog\b")
_MUTED: Final = regex(
    r"(?i)\blevel\s*=\s*\"(?:off|fatal|none)\"|setLevel\(\s*(?:[\w.]*\.)?(?:CRITICAL|OFF|FATAL|NONE)\b|logging\.level\.[\w.]+\s*[=:]\s*(?:OFF|FATAL)|"
    r"^\s*logger\.[\w.]+\s*=\s*(?:OFF|FATAL)"
)
_BRACED: Final = regex(r"\.(?:dart|scala|groovy|gradle|hx|vue|svelte|astro|m|mm|d|jsm|apex|cls)$")
_WITH_BRACES: Final = frozenset({"java", "csharp", "cpp", "php", "kotlin", "swift", "javascript", "typescript", "tsx"})
_INVENTS: Final = regex(
    r"(?:\breturn\b|=>?|:=)\s*.{0,60}?\b(?:random\.\w+\(|rand(?:om|int|range)?\(|Math\.random\(|mt_rand\(|rng\.|faker?\.\w+|"
    r"(?:fake|dummy|mock|sample|synthetic|simulated|made_?up|placeholder)(?:_\w+|[A-Z]\w*)?\b)"
)
"""Data made up where the true ones could not be had. Longer waits between tries are no data: they are not given back."""
_OF_OTHERS: Final = regex(
    r"\b\w*(?:RequestException|HTTPError|HttpException|URLError|ClientError|ApiError|APIError|ConnectionError|TimeoutError|IOException|IOError|OSError|SQLException|"
    r"DatabaseError|OperationalError|StatusError|NetworkError|FetchError|SocketException)\b"
)
"""What another system answered, or did not: figures cannot be worked out of that."""
_CLEAN_UP: Final = frozenset(
    ["rm", "rmdir", "docker", "podman", "kill", "pkill", "killall", "grep", "rg", "mkdir", "createdb", "dropdb", "which",
     "command", "umount", "unlink", "stop", "ls", "find", "diff", "id", "getent", "tput", "read", "kubectl", "systemctl"]
)  # fmt: skip
_COUNTS: Final = regex(r"(?:(\w+)(?:\+\+|\s*\+=\s*1)|\+\+(\w+)|(\w+)\s*=\s*\w+\s*\+\s*1);?")
_SAYS_NOTHING: Final = regex(
    r"(?:(?:print\w*|puts|echo|console\.\w+|fmt\.Print\w*|System\.out\.print\w*|(?:std::)?(?:e?print(?:ln)?!)|logg?(?:er|ing)?\.\w+|sys\.std\w+\.write|process\.stdout\.write)\s*\(\s*(?:end\s*=\s*)?(?:\"\"|''|``)?\s*\)|"
    r"_\s*=\s*\w+|del\s+\w+|void\s+(?:0|\w+)|(?:str|repr|String|bool)\(\w*\)|\w*noop\w*\(\w*\)|\(\(\)\s*=>\s*\{\s*\}\)\(\)|\.\.\.)\s*;?$"
)
_NO_TESTS: Final = regex(
    r"\b(?:sleep|close|cleanup|unlink|rmtree|remove|shutdown|destroy|dispose|disconnect|cancel|kill|terminate)\w*\(",
    re.IGNORECASE,
)

_HANDLING: Final = ("except", "catch", "rescue", "err != nil", "err(")
"""Every handler that a grammar finds has one of these in its head: no text without them need be parsed."""
_LINES: Final = Sieve(_SILENCERS, _ONE_LINERS, _QUIETER, *(now for now, _ in _INSTEAD))


def swallowed_errors(edit: FileEdit, path: str) -> Iterator[CodeChange]:
    """Yield handlers that the edit adds and that drop the error; `new_value` is `broad`, `narrow` or `invented`."""
    added = {x.strip() for x in edit.added if x.strip()}
    seen: set[str] = set()
    if path.endswith((".ini", ".cfg", "pyproject.toml", "mypy.toml")):
        # Settings of checkers handle no errors of the program.
        return
    yield from _by_lines(edit, seen)
    yield from softened(edit, seen)
    yield from unchecked(edit, seen)
    yield from hushed_logs(edit, seen)
    if not has_any("\n".join(added), _WORDS):
        return
    language = language_of(path)
    old = "\n".join(edit.removed)
    for text, fresh in _texts(edit):
        if not has_any(text, _HANDLING):
            continue
        lines = text.split("\n")
        for handler in _handlers(text, lines, language, path, whole=fresh is None or edit.after is not None):
            head = lines[handler.line] if handler.line < len(lines) else ""
            bodies = {b.split("\n")[0].strip() for b in handler.body}
            last = handler.line + 1 + sum(b.count("\n") + 1 for b in handler.body)
            if fresh is not None and fresh.isdisjoint(range(handler.line, last + 1)):
                # The edit's own line looks like this one, and stands elsewhere.
                continue
            if head.strip() in seen or not (head.strip() in added or (bodies & added)):
                continue
            if head.strip() in old and all(b in old for b in bodies) and bodies:
                continue
            if _drops(handler) or _only_counts(handler, text):
                seen.add(head.strip())
                broad = _BROAD.search(handler.head) is not None
                made = (broad or _OF_OTHERS.search(handler.head) is not None) and made_up("\n".join(handler.body))
                invented = next((x for x in edit.added if x.strip() in bodies and (made or _INVENTS.search(x))), None)
                first = head if head.strip() in added else next((x for x in edit.added if x.strip() in bodies), head)
                yield CodeChange(
                    ChangeKind.ERROR_SWALLOWED,
                    added=invented or first,
                    new_value="invented" if invented else "broad" if broad else "narrow",
                    old_value=head if invented and head.strip() in added else "",
                )
    look = _LINES.over("\n".join(edit.added))
    if look.nothing:
        return
    yield from _instead(edit, path, seen, look)
    for line in (x for x in edit.added if len(x) <= 400) if look.may_any((_SILENCERS, _ONE_LINERS)) else ():
        if _SILENCERS.search(line) and line.strip() not in seen and line not in edit.removed:
            seen.add(line.strip())
            yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="broad")
        if (
            _ONE_LINERS.search(line)
            and line.strip() not in seen
            and line not in edit.removed
            and not _NO_TESTS.search(line)
        ):
            seen.add(line.strip())
            yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="broad")


def _by_lines(edit: FileEdit, seen: set[str]) -> Iterator[CodeChange]:
    """Yield what single lines tell, in any language: errors that are dropped, and such as are told to nobody."""
    for how, lines in (("broad", dropping_lines(edit)), ("narrow", unreported(edit))):
        for line in lines:
            if line.strip() not in seen:
                seen.add(line.strip())
                yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value=how)


def _handlers(text: str, lines: list[str], language: str | None, path: str, *, whole: bool) -> Iterator[Handler]:
    """Yield the handlers of a text, by its grammar; of a piece that begins within a `try`, by its lines."""
    found = handlers(text, language) if language else ()
    yield from found
    if not found and (_BRACED.search(path) or (not whole and language in _WITH_BRACES)):
        yield from braced(lines)


def hushed_logs(edit: FileEdit, seen: set[str]) -> Iterator[CodeChange]:
    """Yield settings of a log that let errors through before and from now on keep them back."""
    old = {
        _LEVEL.sub("", x) for x in edit.removed if len(x) <= 300 and (m := _LEVEL.search(x)) and not _MUTE.search(m[0])
    }
    for line in () if old else edit.added:
        if (
            _MUTED.search(line[:300])
            and _NAMED_LOG.search(line[:300])
            and line not in edit.removed
            and line.strip() not in seen
        ):
            # A log that was not mentioned before: telling only if it is what was seen to fail.
            seen.add(line.strip())
            yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="narrow")
    for line in edit.added if old else ():
        level = _LEVEL.search(line) if len(line) <= 300 else None
        if level is not None and _MUTE.search(level[0]) and _LEVEL.sub("", line) in old and line.strip() not in seen:
            seen.add(line.strip())
            yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="broad")


def _instead(edit: FileEdit, path: str, seen: set[str], look: Look) -> Iterator[CodeChange]:
    """Yield lines that take the place of ones with the same call and drop the error these had passed on or reported."""
    # A program without an ending is a script of the shell more often than not.
    shell = language_of(path) == "shell" or "." not in path.rsplit("/", 1)[-1]
    old = [x for x in edit.removed if x.strip() and len(x) <= 400][:200]
    for line in edit.added[:400]:
        if _LINES.over(line, look).nothing:
            continue
        if len(line) > 400 or line in edit.removed or line.strip() in seen or _NO_TESTS.search(line):
            continue
        for i, (now, before) in enumerate(_INSTEAD):
            match = now.search(line)
            if match is None or (i == 5 and not path.endswith(".php")):
                continue
            if (i == len(_INSTEAD) - 1) and (not shell or match[1].rsplit("/", 1)[-1] in _CLEAN_UP):
                continue
            if line.rstrip().endswith("{") and _HANDLES.search(_closure(edit, line)):
                continue
            name = match[1].rsplit(".", 1)[-1].rsplit("::", 1)[-1]
            if any(name in x and not now.search(x) and before.search(x) for x in old):
                seen.add(line.strip())
                yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="broad")
                break
        quiet = _QUIETER.search(line)
        if quiet is not None and any(quiet[1] in x and _LOUD.search(x) for x in old):
            seen.add(line.strip())
            yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="broad")


def _closure(edit: FileEdit, line: str) -> str:
    """Return what the closure does that a line opens."""
    new = next((h.new for h in edit.hunks if line in h.new), ())
    at = new.index(line) if new else 0
    depth = len(line) - len(line.lstrip())
    below = new[at + 1 : at + 9]
    end = next((k for k, x in enumerate(below) if x.strip() and len(x) - len(x.lstrip()) <= depth), len(below))
    return "\n".join(below[:end])


def _texts(edit: FileEdit) -> list[tuple[str, set[int] | None]]:
    """The file after the edit where it is known, else what each hunk shows of it; with the 0-based lines that were put in."""
    if edit.after is not None and all(h.new_start is not None for h in edit.hunks):
        return [(edit.after, {n for h in edit.hunks for n in _fresh(h.lines, (h.new_start or 1) - 1)})]
    return [("\n".join(h.new), set(_fresh(h.lines, 0))) for h in edit.hunks]


def _fresh(lines: tuple[str, ...], at: int) -> Iterator[int]:
    for line in lines:
        if line[:1] == "+":
            yield at
        at += line[:1] != "-"


def _only_counts(handler: Handler, text: str) -> bool:
    """Tell whether all that a handler does is to count in a variable that nobody looks at."""
    counted = [_COUNTS.fullmatch(b.strip()) for b in handler.body if b.strip() not in ("continue", "continue;")]
    if len(counted) != 1 or counted[0] is None:
        return False
    name = next(g for g in counted[0].groups() if g)
    return len(re.findall(rf"(?<![\w.]){re.escape(name)}(?!\w)", text[:40_000])) <= 2


def _drops(handler: Handler) -> bool:
    # What prints nothing, or puts the error aside, is written for those who look for a handler's body.
    body = tuple(b for b in handler.body if not _SAYS_NOTHING.match(b.strip()))
    if handler.body and not body:
        return True
    whole = "\n".join(handler.body)
    if _INVENTS.search(whole) or (made_up(whole) and not _HANDLES.search(whole)):
        return True
    if _HANDLES.search(whole) and not all(_DEBUG_LOG.match(b) or _PASSIVE.match(b.strip()) for b in handler.body):
        return False
    name = re.search(r"(?:as|\(|=>)\s*\$?(\w+)\s*\)?\s*[:{]?\s*$", handler.head)
    if name and re.search(rf"\b{re.escape(name[1])}\b", whole) and not _DEBUG_LOG.search(whole):
        return False
    if handler.head.startswith("if ") and not handler.body:
        return True
    if handler.head.startswith("if "):
        return all(
            _PUT_DEFAULT.match(b.strip())
            or (
                re.match(r"^return(?:\s+(?:nil|0|\"\"|false|true|\w+\{\}))?(?:,\s*nil)?$", b.strip())
                and not re.search(r"\berr\b", b)
            )
            for b in handler.body
        ) or whole.strip() in ("continue", "_ = err")
    return all(_PASSIVE.match(b.strip().rstrip(";")) or _DEBUG_LOG.match(b.strip()) for b in handler.body)
