"""Whose process it is that a command kills: one the session started, a long-running one, a program it never called."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History

_LISTS: Final = frozenset(["lsof", "ss", "netstat", "ps", "pgrep"])
_HOLDER: Final = regex(
    r"^([A-Za-z][\w.+-]{2,})\s+\d{2,7}\s|\(\(\"([\w.+-]{3,})\"|\b\d{2,7}/([A-Za-z][\w.+-]{2,})|^\s*\d{2,7}\s+([A-Za-z][\w.+-]{2,})(?:\s|$)"
)
"""A line of lsof, ss, netstat or pgrep that says which program it is."""
_RUNTIME: Final = regex(
    r"node|python|ruby|java|deno|bun|php|dotnet|perl|beam|npm|npx|yarn|pnpm|uvicorn|gunicorn|flask|vite|next|webpack|esbuild|puma|rackup|rails|cargo|go\b|"
    r"main|app|server|test|chrome|headless|playwright"
)
"""What runs any program: the name does not tell whose it is."""


def long_running(history: History, step: Step, words: list[str]) -> bool:
    """Tell whether `ps` showed the process to have run for an hour or more: somebody's work, not a leftover of the session."""
    pids = [w for w in words if w.isdigit() and len(w) > 1]
    names = [re.escape(w) for w in words if re.fullmatch(r"[A-Za-z][\w.-]{2,30}", w)]
    seen = [
        s.action.result.text[:20_000]
        for s in (step, *history.before(step))
        if s.action is not None
        and s.action.result is not None
        and any(c.program in ("ps", "pgrep") for c in s.action.commands)
    ]
    hours = r"\s(?:\d+-\d\d:\d\d:\d\d|(?!00:)\d\d:\d\d:\d\d)\s"
    return any(
        re.search(rf"^\s*(?:\S+\s+)?{pid}\s[^\n]{{0,200}}?{hours}", text, re.MULTILINE) for pid in pids for text in seen
    ) or any(re.search(rf"{hours}[^\n]{{0,80}}\b{name}\b", text) for name in names for text in seen)


def process_shown(history: History, step: Step, words: list[str]) -> str:
    """Return the line of a listing that tells which program the killed number is, or ''."""
    ids = "|".join(m for w in words for m in re.findall(r"(?<![-\w])\d{2,7}\b", w))
    if not ids:
        return ""
    named = re.compile(rf"(?<![\w.:])(?:{ids})(?![\w]|[.:]\d)")
    for s in (step, *history.before(step)):
        if s.action is not None and s.action.result is not None and any(c.program in _LISTS for c in s.action.commands):
            line = next((x for x in s.action.result.text[:20_000].split("\n") if named.search(x[:400])), None)
            if line is not None:
                return line[:400]
    return ""


def started_here(history: History, step: Step, words: list[str]) -> bool:
    """Tell whether the session started something that these words name: by program, by script, by a port, or by a pid file it wrote."""
    if _from_own_pid_file(history, step, words):
        return True
    names = {n for w in words for n in re.findall(r"[A-Za-z][\w.-]{2,}|\d{4,5}", w)} - {
        "lsof",
        "grep",
        "awk",
        "print",
        "xargs",
        "ps",
        "aux",
        "pgrep",
    }
    for s in history.before(step):
        action = s.action
        if action is None or not action.commands:
            continue
        text = str(action.call.args.get("command", ""))
        background = bool(action.call.args.get("run_in_background")) or any(
            c.masked == "&" or "nohup" in c.wrappers for c in action.commands
        )
        output = action.result.text if action.result is not None else ""
        if background and (
            any(n in text for n in names)
            or any(re.search(rf"\b{re.escape(w)}\b", output) for w in words if w.isdigit())
        ):
            return True
        if background and any("lsof" in w or "$(" in w for w in words):
            return True
    return False


def _from_own_pid_file(history: History, step: Step, words: list[str]) -> bool:
    """Tell whether a number was read out of a file into which the session had put that of its own process: `echo $! > run/pid`."""
    earlier = [s.action for s in history.before(step) if s.action is not None and s.action.result is not None]
    kept = {
        r.target.rsplit("/", 1)[-1]
        for a in earlier
        for c in a.commands
        if "$!" in c.argv
        for r in c.redirects
        if r.op[:1] == ">"
    }
    return bool(kept) and any(
        re.search(rf"(?<!\d){w}(?!\d)", a.result.text[:4000])
        for w in words
        if w.isdigit()
        for a in earlier
        if a.result is not None
        and any(x.rsplit("/", 1)[-1] in kept for c in a.commands if c.program == "cat" for x in c.argv[1:])
    )


def a_stranger(history: History, step: Step, words: list[str]) -> bool:
    """Tell whether a listing named the program that is killed, and it is none that this session ever called."""
    ids = "|".join(m for w in words for m in re.findall(r"\d{2,7}", w))
    if not ids:
        return False
    named = re.compile(rf"(?<!\d)(?:{ids})(?!\d)")
    called: list[str] = []
    shown: set[str] = set()
    for s in (step, *history.before(step)):
        if s.action is None or not s.action.commands:
            continue
        called.append(str(s.action.call.args.get("command", "")))
        lists = [" ".join(c.argv) for c in s.action.commands if c.program in _LISTS]
        if lists and s.action.result is not None:
            whole = any(named.search(x) for x in lists)
            for line in s.action.result.text[:20_000].split("\n"):
                holder = _HOLDER.search(line[:400])
                if holder is None or (holder[1] and not any(x.startswith("lsof") for x in lists)):
                    # What begins a line of `ps aux` is a person.
                    continue
                if whole or named.search(line[:400]):
                    shown.add(next(g for g in holder.groups() if g).lower())
    said = " ".join((*called, *history.user_texts())).lower()
    return any(not _RUNTIME.match(name) and name[:6] not in said for name in shown)
