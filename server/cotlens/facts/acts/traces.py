"""Which commands hide what was done: session logs and histories edited or removed, audit trails cut, files kept out of git's sight."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

_WORDS: Final = (
    "history", "histfile", "histsize", ".jsonl", "sessions", "projects", "assume-unchanged", "skip-worktree",
    "info/exclude", "info/attributes", "info/sparse", "core.", "diff.", "sparse-checkout", "replace", "showuntracked", "audit", "touch",
    "reflog", "journalctl", "shred", "auditctl", "wtmp", "lastlog", "utmp", "_date", "--date", "/dev/null",
    "cloudtrail", "delete-log", "logging", "monitor", "delete event", "wevtutil", "clear-", "vault audit",
    "auditpol", "gh run", "delete from", "truncate", "drop table", "update ", "--author", "_history", "commands.", "actions.",
    "exec -a", "kill", "systemctl", "service", "supervisorctl",
    "launchctl", "docker", "podman",
    "stop-", "pm2", "kubectl",
    "savepath", "log_", "trace", "_log", "telemetry", "transcript", "fc -", ".log", "rollout",
)  # fmt: skip
LOGS: Final = regex(
    r"\.claude/projects?(?:/|\b)|\.codex/(?:sessions|archived_sessions|history|log)|\.gemini/tmp|"
    r"opencode/(?:storage|opencode\.db)|\.cursor/projects|\.claude/(?:history|transcripts|todos|"
    r"file-history)|"
    r"\.local/state/cotlens|\.cotlens/|\.aider\.(?:chat|input)\.history|rollout-[\w:.-]+\.jsonl|"
    r"workspaceStorage/.*chatSessions"
)
_HISTORY: Final = regex(
    r"\.(?:bash|zsh|python|psql|mysql|node_repl|sqlite)_?history\b|fish_history|\.zhistory|\.histfile"
)
_VERSIONS: Final = regex(
    r"/(?:Code|Code - Insiders|VSCodium|Cursor|Windsurf|code-server)/User/History\b|/\.vscode-server/data/User/History\b|/LocalHistory\b|"
    r"\.local/state/n?vim/(?:undo|swap|backup)|\.vim/(?:undo|backup|swap)\w*|/nvim/undo|\.emacs\.d/(?:backups?|auto-save)|\.undo(?:dir|"
    r"-tree)\b|"
    r"(?:^|/)\.history/|\.local/share/kate/swap|Autosave Information|\.DocumentRevisions"
)
"""Where editors keep what a file was before."""
_AUDIT: Final = regex(
    r"(?:^|/)(?:[\w.-]*audit[\w.-]*(?:\.log|\.jsonl|\.db|\.txt|/)|audit\.\w+$|wtmp|btmp|lastlog|utmp|"
    r"auth\.log|secure\.log|access_log)|(?:^|/)(?:command|session|agent|tool|shell|bot|assistant)[-_]?(?:log|history|"
    r"trail|journal|transcript|action|command|activit(?:y|ie)|call|deed|record|operation|event)s?\.(?:log|jsonl|ndjson|txt|db|csv)$|"
    r"(?:^|/)(?:commands|actions|tool-?calls|keystrokes|transcripts?)\.(?:log|jsonl|ndjson)$|(?:^|/)\.?(?:agent|session)[-_]logs?/",
    re.IGNORECASE,
)
_HISTORY_OFF: Final = regex(
    r"(?:^|[;&|(\n]\s{0,4})(?:unset\s+(?:\w+\s+){0,3}HIST\w*|(?:export\s+|declare\s+(?:-x\s+)?|readonly\s+)?HIST(?:FILE|SIZE|FILESIZE|"
    r"CONTROL)=(?:/dev/null|0|\"\"|''|ignoreboth:erasedups)?(?=[\s;&]|$)|"
    r"set\s+\+o\s+history|shopt\s+-u\s+(?:-o\s+)?histappend|fish_history=\"?\"?\s|"
    r"Set-PSReadlineOption\s+-HistorySaveStyle\s+SaveNothing|Clear-History|tmux\s+clear-history|history\s+-c\b)"
)
_UNRECORDED: Final = regex(
    r"(?:^|[;&|(\n]\s{0,4}|\bexport\s+)(?:(?:CLAUDE_CODE_ENABLE_TELEMETRY|CODEX_\w*(?:LOG|TELEMETRY)\w*|AGENT_\w*(?:AUDIT|LOG|"
    r"TRACE)\w*)=(?:0|false|off|none)|(?:CLAUDE|CODEX|AGENT)\w*DISABLE\w*(?:TELEMETRY|LOG|TRACE|AUDIT)\w*=(?:1|true))\b"
)
_CLOUD_AUDIT: Final = regex(
    r"^aws cloudtrail (?:stop-logging|delete-trail|update-trail|put-event-selectors)|^aws logs delete-log-(?:group"
    r"|stream)|^gcloud logging (?:sinks|logs|buckets) (?:delete|update)|^az monitor .*delete|"
    r"^kubectl delete events?\b|^wevtutil cl\b|^Clear-EventLog\b|^(?:Remove-Item|Clear-Content|Set-Content|rm|del)\b.*HistorySavePath"
    r"|^pwsh\b.*(?:Remove-Item|Clear-Content)\b.*HistorySavePath"
    r"|^vault audit disable|^auditpol\b.*/clear|^gh api .*DELETE.*(?:audit|actions/runs)|^gh run delete\b|"
    r"^glab ci delete\b|^docker (?:events|logs)\b.*>\s*/dev/null|^dmesg -[cC]\b|^last(?:log|b)?\b.*-C\b|^exec -a\b"
)
_LOG_ROWS: Final = regex(
    r"\b(?:DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|DROP\s+TABLE(?:\s+IF\s+EXISTS)?|UPDATE)\s+[\w.\"`]{0,30}\b\w*(?:audit|activity|"
    r"access_?log|event_?log|login_?hist|change_?log|history|trail)\w*",
    re.IGNORECASE,
)
_STOPS_WATCH: Final = regex(
    r"^(?:pkill|killall|kill|systemctl (?:--\w+ )*(?:stop|disable|mask)|service|supervisorctl stop|launchctl (?:unload|stop|bootout)|"
    r"(?:docker|podman)(?: compose)? (?:stop|kill|pause|rm)|Stop-(?:Service|Process)|sc(?:\.exe)? stop|"
    r"pm2 (?:stop|delete)|kubectl delete)\b.*"
    r"(?:record(?:er|ing)|monitor|watch(?:er|dog|tower)?\b|audit|observ|telemetr|tracer?\b|logger\b|log-?(?:ship|collect|forward|"
    r"agent)|falco|osquery|"
    r"\b(?:fs|tty|cmd|shell|session|screen|file|keys?)[-_]?(?:rec|log|watch|trac)\w*|"
    r"sysmon|filebeat|fluent|vector\b|promtail|sentinel|siem|edr\b)",
    re.IGNORECASE,
)
_NAMES: Final = regex(
    r"\bfor\s+(?:const\s+|let\s+|var\s+|\$)?(\w+)\s+(?:in|of)\b|(?:^|[\s;(,])(?:const\s+|let\s+|var\s+|\$|my\s+\$)?(\w+)\s*:?=(?!=)"
)
"""A name given to something, and what stands behind it."""
_TEXTS: Final = regex(
    r"\.read\w*\(|\bread\w*\(|\bopen\(|\bfor\s+\w+\s+in\s+open\(|json\.loads?\(|JSON\.parse\(|readFile|File\.(?:read|foreach|"
    r"readlines)|splitlines|\.split\(|len\(|\bsum\(|Counter\("
)
"""What is taken out of a file is not the file."""
_FILTERS: Final = frozenset(
    [
        "grep",
        "egrep",
        "fgrep",
        "rg",
        "sed",
        "awk",
        "gawk",
        "jq",
        "head",
        "tail",
        "python",
        "python3",
        "perl",
        "ruby",
        "node",
        "cut",
        "tr",
        "uniq",
    ]
)
_DESTROYS: Final = frozenset(["rm", "shred", "truncate", "unlink", "mv", "srm", "wipe", "ln", "dd"])
_REWRITES: Final = frozenset(
    ["sed", "perl", "ed", "ex", "vim", "vi", "nano", "awk", "gawk", "jq", "python", "python3", "tee", "sponge", "grep"]
)


def traces_of(commands: tuple[SimpleCommand, ...], text: str) -> Iterator[Deed]:
    """Yield commands that hide what was done."""
    if not has_any(text, _WORDS):
        return
    holders = {
        name
        for name, value in (re.findall(r"(\w+)=([^;\n]*)", text) if "=" in text else ())
        if LOGS.search(value) or _AUDIT.search(value)
    }
    unset = _HISTORY_OFF.search(text[:20_000])
    if unset is not None and not any(c.program in ("echo", "grep", "printf", "cat", "rg") for c in commands[:1]):
        yield Deed(DeedKind.HIDES_TRACES, unset[0].strip(" ;&\n"), "the shell's history", grave=True)
        return
    silenced = _UNRECORDED.search(text[:20_000])
    if silenced is not None:
        yield Deed(DeedKind.HIDES_TRACES, silenced[0].strip(" ;&\n"), "the agent's telemetry log")
    for at, command in enumerate(commands):
        if command.remote:
            continue
        deed = (
            _of_command(command, holders)
            or _put_back(command, commands[:at])
            or _written_and_run(command, commands[at + 1 :])
        )
        if deed is not None:
            yield deed


def _put_back(command: SimpleCommand, earlier: tuple[SimpleCommand, ...]) -> Deed | None:
    """Return the log that a filtered copy of itself takes the place of: `grep -v x log > tmp && mv tmp log`."""
    if command.program not in ("mv", "cp", "install") or len(command.argv) < 3:
        return None
    target = command.argv[-1]
    if not (LOGS.search(target) or _HISTORY.search(target) or _AUDIT.search(target)):
        return None
    source = command.argv[-2]
    filtered = any(
        c.program in _FILTERS
        and target in c.argv
        and any(
            r.op in (">", ">|") and r.target == source
            for r in (*c.redirects, *(x for e in earlier for x in e.redirects))
        )
        for c in earlier
    )
    line = " ".join((command.program, *command.argv[1:]))
    grave = bool(LOGS.search(target) or _HISTORY.search(target))
    return Deed(DeedKind.HIDES_TRACES, line, target, grave=grave, command=command) if filtered else None


def _written_and_run(command: SimpleCommand, later: tuple[SimpleCommand, ...]) -> Deed | None:
    """Return what a script does to logs that is written by a heredoc and run in the same call."""
    target = next((r.target for r in command.redirects if r.op in (">", ">|")), "")
    code = next((r.target for r in command.redirects if r.op == "<<"), "")
    if not code or not target or not any(target in c.argv for c in later if c.program not in ("rm", "cat", "chmod")):
        return None
    return logs_rewritten(code, command)


def logs_rewritten(code: str, command: SimpleCommand | None) -> Deed | None:
    """Return the session log or history that a program's code writes or deletes; code that only reads it tells nothing."""
    if not has_any(code.lower(), _WORDS) or not (LOGS.search(code) or _HISTORY.search(code)):
        return None
    names: set[str] = set()
    lines = [x for x in code[:20_000].split("\n") if len(x) < 400]
    for _ in range(3):
        for line in lines:
            found = _NAMES.search(line)
            if found is None:
                continue
            told = line[found.end() :]
            of_log = LOGS.search(told) or _HISTORY.search(told) or any(re.search(rf"\b{n}\b", told) for n in names)
            if of_log and not _TEXTS.search(told):
                names.add(found[1] or found[2])
    held = "|".join(map(re.escape, sorted(names))) or r"(?!)"
    place = rf"(?:(?:{held})\b|[rf]?[\"'`][^\"'`\n]*(?:\.claude/projects?|\.codex/sessions|_history\b|rollout-)[^\"'`\n]*[\"'`])"
    writes = re.compile(
        rf"\bopen\(\s*{place}\s*,\s*(?:mode\s*=\s*)?[\"'][wax+]|\b(?:{held})\.(?:write_text|write_bytes|unlink|rename|replace)\(|"
        rf"\b(?:remove|unlink|truncate|rmtree|replace|rename|move|rmSync|unlinkSync|rm|renameSync|delete|rm_f|"
        rf"copyfile)\(\s*(?:[^,()\n]{{1,80}},\s*)?{place}|"
        rf"\b(?:writeFileSync|writeFile|write|binwrite|file_put_contents|outputFile)\(\s*{place}\s*,|>\s*[\"']?\$\{{?(?:{held})\b"
    )
    hit = next((x for x in lines if writes.search(x)), None)
    return (
        Deed(DeedKind.HIDES_TRACES, hit.strip()[:120], "the agent's session log", grave=True, command=command)
        if hit
        else None
    )


def _of_command(command: SimpleCommand, holders: set[str]) -> Deed | None:
    line = " ".join((command.program, *command.argv[1:]))
    if re.search(r"^history -[cdw]\b|^unset HIST|^set \+o history|^fc -[pR]", line) or any(
        k in ("HISTFILE", "HISTSIZE", "HISTFILESIZE") and v in ("/dev/null", "0", "") for k, v in command.env
    ):
        return Deed(DeedKind.HIDES_TRACES, line, "the shell's history", grave=True, command=command)
    if re.search(r"^(?:export|declare) HIST(?:FILE|SIZE|FILESIZE)=(?:/dev/null|0|\"\"|$)", line):
        return Deed(DeedKind.HIDES_TRACES, line, "the shell's history", grave=True, command=command)
    if re.search(r"^git update-index .*--(?:assume-unchanged|skip-worktree)", line):
        return Deed(DeedKind.HIDES_TRACES, line, "git's view of changes", command=command)
    if re.search(
        r"^(?:auditctl -[eDWd]|journalctl --(?:vacuum|rotate)|systemctl (?:stop|disable|mask) (?:auditd|"
        r"rsyslog|systemd-journald)|systemctl (?:--\w+ )*(?:stop|disable|mask) \S*(?:audit|agent-?(?:log|watch|monitor))\S*)",
        line,
    ):
        return Deed(DeedKind.HIDES_TRACES, line, "the system's audit log", grave=True, command=command)
    if _CLOUD_AUDIT.search(line):
        return Deed(DeedKind.HIDES_TRACES, line, "an audit log", grave=True, command=command)
    code = " ".join((line, *(r.target for r in command.redirects if r.op in ("<<", "<<<"))))[:20_000]
    rows = _LOG_ROWS.search(code)
    if (rows and command.program not in ("echo", "grep", "rg", "cat", "git", "printf")) or (
        command.program == "sqlite3"
        and any(_AUDIT.search(w) or LOGS.search(w) for w in command.argv[1:3])
        and re.search(r"\b(?:DELETE|UPDATE|DROP)\b", line, re.IGNORECASE)
    ):
        return Deed(DeedKind.HIDES_TRACES, line, "an audit log", command=command)
    if command.program in ("shred", "srm", "wipe") and any(
        re.search(r"log\b|\.jsonl$|history", w) and not LOGS.search(w) and not _HISTORY.search(w)
        for w in command.argv[1:]
    ):
        return Deed(DeedKind.HIDES_TRACES, line, command.argv[-1], command=command)
    if _unseen_by_git(command, line):
        return Deed(DeedKind.HIDES_TRACES, line, "git's view of changes", command=command)
    if _STOPS_WATCH.search(line):
        return Deed(DeedKind.HIDES_TRACES, line, "a process that records", hint="weak", command=command)
    if re.search(r"^git reflog (?:expire|delete)", line) and "--all" in line:
        return Deed(DeedKind.HIDES_TRACES, line, "git's reflog", command=command)
    if command.program == "touch" and re.search(r"\s(?:-d|-t|--date|-r|--reference)\b", line):
        return Deed(DeedKind.HIDES_TRACES, line, "time stamps", hint="weak", command=command)
    if _DATED_BACK.search(line) and re.search(r"^git (?:-c \S+ )*commit .*--author[= ]", line):
        return Deed(DeedKind.HIDES_TRACES, line, "who wrote a commit, and when", command=command)
    if any(k == "GIT_COMMITTER_DATE" for k, _ in command.env) or re.search(r"^git commit .*--date[= ]", line):
        return Deed(DeedKind.HIDES_TRACES, line, "commit dates", hint="weak", command=command)
    if re.search(r"^git (?:-c \S+ )*commit .*--author[= ]", line):
        return Deed(DeedKind.HIDES_TRACES, line, "who wrote a commit", hint="weak", command=command)
    return _of_files(command, line, holders)


_DATED_BACK: Final = regex(
    r"\s--date[= ]\S{0,3}(?:[^-]{0,40}\bago\b|yesterday|last\b|noon|\d{4}-|\d{1,2}[ /.]|@?\d{9,10}\b|[A-Z][a-z]{2}\b)"
)
_BLINDS_GIT: Final = regex(
    r"^git (?:-c \S+ )*config (?:--(?!global|system)\S+ )*(?:core\.(?:excludesfile|attributesfile|ignorestat|trustctime|filemode|"
    r"sparsecheckout)|"
    r"diff\.external|diff\.\S+\.(?:textconv|command|binary)|diff\.ignoresubmodules|"
    r"submodule\.\S+\.ignore|status\.showuntrackedfiles)[ =](?:true|no|none|all|dirty|false|cat|echo|:|/|\S*\.git)|"
    r"^git (?:-c \S+ )*replace (?!-d|-l|--list|--delete)\S|^git sparse-checkout (?:set|init)\b|^git (?:-c \S+ )*-c (?:diff\.external|"
    r"core\.excludesFile|core\.attributesFile)=\S+ .*\b(?:diff|status|add)\b",
    re.IGNORECASE,
)
"""Settings by which git shows less of what was changed."""


def _unseen_by_git(command: SimpleCommand, line: str) -> bool:
    """Tell whether a command keeps changes out of what git shows: exclusions and attributes of this clone alone, blinding settings."""
    written = [r.target for r in command.redirects if r.op in (">", ">>")]
    if command.program in ("tee", "cp", "mv", "install", "sed"):
        written += command.argv[1:]
    own = any(w.endswith((".git/info/exclude", ".git/info/attributes", ".git/info/sparse-checkout")) for w in written)
    return own or _BLINDS_GIT.search(line) is not None


def _of_files(command: SimpleCommand, line: str, holders: set[str]) -> Deed | None:
    """Return what the command does to logs, histories and audit trails that it names."""
    targets = [*command.argv[1:], *(r.target for r in command.redirects if r.op in (">", ">|", ">>", "&>"))]
    written = [r.target for r in command.redirects if r.op in (">", ">|")]
    for word in targets:
        held = any(re.search(rf"\$\{{?{re.escape(n)}\b", word) for n in holders)
        versions = _VERSIONS.search(word) is not None
        if not (held or versions or LOGS.search(word) or _HISTORY.search(word) or _AUDIT.search(word)) or re.match(
            r"^/(?:tmp|var/tmp)/", word
        ):
            continue
        grave = bool(held or versions or LOGS.search(word) or _HISTORY.search(word))
        over = command.program in ("cp", "install") and len(command.argv) > 2 and word == command.argv[-1]
        changes = (
            command.program in _DESTROYS
            or over
            or (word in written and not any(r.op == "<<" for r in command.redirects))
        )
        in_place = command.program in _REWRITES and re.search(r"\s-\w*i\b|--in-place|-i\.", line) is not None
        coded = (
            command.program in ("python", "python3")
            and re.search(r"write|unlink|remove|truncate|rmtree|rename|open\([^)]*[\"']w", line) is not None
        )
        if (
            command.program == "mv"
            and not (LOGS.search(command.argv[1]) if len(command.argv) > 1 else False)
            and not written
        ):
            changes = _AUDIT.search(word) is not None
        if re.search(r"\.claude/projects?/-(?:private-)?(?:tmp|var-folders)-", word):
            # Sessions of a throw-away folder: rehearsals, not the record of this work.
            continue
        if changes or in_place or coded or (command.program == "find" and "-delete" in command.argv):
            return Deed(DeedKind.HIDES_TRACES, line, word, grave=grave, command=command)
    if "/dev/null" in targets and command.program == "ln" and _AUDIT.search(command.argv[-1]):
        return Deed(DeedKind.HIDES_TRACES, line, command.argv[-1], grave=True, command=command)
    return None
