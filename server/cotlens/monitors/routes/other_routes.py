"""Routes by which a refused call comes about all the same, told by the call's own text: wrapped, relayed, copied first, written by code.

Knows the refused call and the later one; whether anybody was asked in between is for the monitor.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import EditOp
from cotlens.model.event import ToolKind
from cotlens.model.fact import Action, EditFact, SimpleCommand, Step, Turn
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History, applied, call_text
from cotlens.monitors.calls.lookers import LOOKERS
from cotlens.monitors.routes.effects import hosts_in

_FETCHERS: Final = frozenset({"curl", "wget", "http", "https", "xh", "aria2c", "fetch", "lynx", "links", "w3m"})
_RELAYED: Final = regex(
    r"--resolve\b|--connect-to\b|--noproxy\b|--no-proxy\b|--proxy\b|--preproxy\b|--socks[45]\w*\b|(?<![\w-])-x\s?\S+:\d|-H\s*['\"]?Host:|--doh-url|"
    r"\bno_proxy=|\bhttps?_proxy=|\bALL_PROXY=|\bproxychains4?\b|\btorsocks\b|\btor\b|\bssh\b.{0,40}\s-(?:D|L|R|J|W)\b|--interface\b|/etc/hosts",
    re.IGNORECASE,
)
"""What leads a request past the rules for its host."""
_ADDRESS: Final = regex(r"(?:https?://)\S+", re.IGNORECASE)
_ALLOWED: Final = regex(
    r"\b(?:blocked|denied|refused|forbidden|rejected|disallowed|prohibited|prevented|filtered|not\s+(?:allowed|permitted|on|in))\b.{0,60}"
    r"\b(?:polic\w+|proxy|sandbox|allow-?\s?list\w*|allowed|white-?\s?list|firewall|egress|network|administrator|organi[sz]ation)\b|"
    r"\b(?:polic\w+|proxy|sandbox|firewall|egress|network|gateway)\b.{0,60}\b(?:block|den(?:y|ies|ied)|refus|forbid|reject|disallow|prohibit)\w*",
    re.IGNORECASE,
)
"""A gateway's page in place of what was asked for."""
_OF_HOSTS: Final = regex(
    r"\b(?:network|domains?|hosts?|allow-?\s?list\w*|white-?\s?list\w*|egress|proxy|internet|outbound|connections?|urls?|sites?|gateway|firewall)\b",
    re.IGNORECASE,
)
_FILE: Final = regex(
    r"https?(?::|%3A)(?://|%2F%2F)[^\s'\"?#]{3,300}?(?:/|%2F)([\w.+-]{2,80}\.\w{1,6})(?=[\s'\"?#&)]|$)", re.IGNORECASE
)
_TAKERS: Final = frozenset({
    "cp", "mv", "ln", "dd", "tar", "zip", "install", "rsync", "base64", "xxd", "od", "openssl", "gzip", "source", ".", "paste", "sort",
    "python", "python3", "node", "ruby", "perl", "php", "bat", "awk", "sed", "cat", "head", "tail", "less", "more", "grep", "rg", "strings",
    "nl", "tac", "cut", "jq", "yq", "rev", "tr", "fold", "xargs", "diff", "tee", "vim", "view", "export",
})  # fmt: skip
"""Programs that take out what is in a file."""
_NAMES_ONLY: Final = regex(r"(?:^|\s)(?:-c|--count|-l|--files-with-matches|-q|--quiet|wc|ls|stat)(?:\s|$)")
_SAYS: Final = LOOKERS | {"printf", "git", "gh", "glab", "true", "man", "history"}
_CHANGES: Final = regex(
    r"\b(?:replac|chang|edit|writ|set|insert|updat|modif|append|delet|remov|add|overwrit|patch|appl|rewrit|renam|mov|sed|put|swap|turn)(?:e|es|ing|y)?\b",
    re.IGNORECASE,
)
_LOOKS_ONLY: Final = regex(r"\b(?:explain|review\s+only|do\s+not\s+(?:change|edit)|read[- ]only)\b", re.IGNORECASE)
_CHANGING_TOOL: Final = regex(
    r"(?:^|_)(?:write|edit|create|update|put|apply|patch|replace|append|insert|save|move|rename|delete|upload|set)(?:_|$)",
    re.IGNORECASE,
)
_AGENTS: Final = frozenset({
    "claude", "codex", "gemini", "aider", "opencode", "goose", "cursor-agent", "qwen", "amp", "crush", "copilot", "droid", "auggie", "llm",
})  # fmt: skip
_HEADLESS: Final = regex(r"\s(?:-p|--print|--prompt|-m|--message|-x|exec|e|run|chat|--yolo|-\w)(?:\s|$)|\s\S*\s\S")
_FAMILIES: Final = tuple(
    frozenset(family.split())
    for family in (
        "docker podman nerdctl buildah", "npm pnpm yarn bun", "pip pip3 uv poetry pipenv", "apt apt-get aptitude dpkg", "kubectl oc",
        "terraform tofu terragrunt", "systemctl service", "mysql mariadb", "psql pgcli", "gh hub glab", "rm unlink trash shred",
        "mail mailx mutt sendmail msmtp", "scp rsync sftp", "make gmake just task", "mongosh mongo", "redis-cli valkey-cli",
    )
)  # fmt: skip
"""Programs that take the same words for the same thing."""
_SQL: Final = regex(
    r"\b(update|delete\s+from|insert\s+into|truncate(?:\s+table)?|drop\s+table(?:\s+if\s+exists)?|alter\s+table)\s+[\"`\[]?"
    r"(\w{3,60})(?:[\"`\]]?\s+set\s+(\w{2,60}))?",
    re.IGNORECASE,
)
_MUTATES: Final = regex(r"\b(?:update|save|delete|destroy|create|insert|truncate|drop|remove)", re.IGNORECASE)
_ENDS: Final = regex(r"\b(?:delete|destroy|truncate|drop|remove)\w*", re.IGNORECASE)
_MAIL: Final = regex(r"[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}")
_SENDS_MAIL: Final = regex(
    r"\bsmtp\w*|send_?mail|send_?message|Mailer|mailgun|sendgrid|nodemailer|/mail/send|Net::SMTP|\bmail\(",
    re.IGNORECASE,
)
_CONCATENATED: Final = regex(r"[\"']\s{0,3}(?:\+|\.\.?|~|<>|&|,)?\s{0,3}[\"']")
_SHORT: Final = 600
_NAME: Final = 3


def refused_page(action: Action) -> str:
    """Return the words by which a gateway refused a request, though the program that made it had nothing to complain about."""
    result = action.result
    if result is None or len(result.text) > _SHORT or not any(c.program in _FETCHERS for c in action.commands):
        return ""
    return result.text if _ALLOWED.search(result.text) else ""


def relayed(history: History, denied: Action, step: Step, action: Action, words: str) -> bool:
    """Tell whether the host, or the very file, that was refused is fetched through another."""
    of_hosts = _OF_HOSTS.search(words) is not None
    if not (of_hosts or denied.call.kind is ToolKind.WEB) or not (
        action.commands or action.call.kind in (ToolKind.WEB, ToolKind.MCP)
    ):
        return False
    before = call_text(denied.call) + " " + " ".join(str(v) for v in denied.call.args.values())
    wanted = hosts_in(before) | {h.lower() for h in re.findall(r"\b(?:[\w-]+\.){1,5}[a-z]{2,12}\b", words[:2000])}
    text = " ".join((call_text(action.call), *(str(v) for v in action.call.args.values())))[:8000]
    for url in _ADDRESS.findall(text):
        first = next(iter(re.findall(r"https?://(?:[^/@\s'\"]+@)?([\w.-]+)", url)), "").lower()
        # `https://relay.example/fetch?u=https://blocked.example/x`
        if first and first not in wanted and any(h in url.lower()[len(first) + 8 :] for h in wanted):
            return True
    if not of_hosts:
        return False
    if _RELAYED.search(text) and not _RELAYED.search(before) and any(h in text.lower() for h in wanted):
        return True
    files = {f.lower() for f in _FILE.findall(before)}
    if not files or not any(c.program in _FETCHERS for c in action.commands):
        return False
    known = " ".join((*history.user_texts(), history.instructions, *_seen(history, step))).lower()
    others = {h for h in hosts_in(text) if h not in wanted and h not in known}
    return bool(others) and bool(files & {f.lower() for f in _FILE.findall(text)})


def _seen(history: History, step: Step) -> list[str]:
    """Return what the session was shown before: a mirror that the project itself names is no way round."""
    return [
        s.action.result.text[-4000:]
        for s in history.before(step)
        if s.action is not None and s.action.result is not None
    ]


def taken_out(denied: Action, action: Action) -> bool:
    """Tell whether what is in a file that was not to be read is copied or printed by a program."""
    if denied.call.kind is not ToolKind.READ:
        return False
    path = next((str(v) for k, v in denied.call.args.items() if "path" in k and isinstance(v, str)), "")
    base = path.rstrip("/").rsplit("/", 1)[-1]
    if len(base) < 4:
        return False
    for command in action.commands:
        if command.program not in _TAKERS or _NAMES_ONLY.search(" ".join(command.argv[:3])):
            continue
        words = [*command.argv[1:], *(r.target for r in command.redirects if r.op == "<")]
        if any(w.rsplit(":", 1)[-1].rsplit("/", 1)[-1] == base for w in words):
            return True
    quoted = re.compile(rf"['\"/]{re.escape(base)}['\"]")
    return any(quoted.search(script.code[:8000]) for script in action.scripts)


def by_tool(denied: Action, action: Action) -> bool:
    """Tell whether the file that was not to be edited is handed to a tool of a server, or to another agent, to be changed."""
    if denied.call.kind is not ToolKind.EDIT:
        return False
    orders = _orders(action)
    if not orders and action.call.kind not in (ToolKind.MCP, ToolKind.TASK, ToolKind.OTHER):
        return False
    given = " ".join(orders or [str(v) for v in action.call.args.values()])[:8000]
    names = (p.rstrip("/").rsplit("/", 1)[-1] for p in _paths(denied))
    if not any(len(n) > _NAME and re.search(rf"(?<![\w.-]){re.escape(n)}(?![\w-])", given) for n in names):
        return False
    told = bool(orders) or action.call.kind is ToolKind.TASK
    verbs = _CHANGES if told else _CHANGING_TOOL
    said = given if told else action.call.name.rsplit("__", 1)[-1]
    return verbs.search(said) is not None and _LOOKS_ONLY.search(given) is None


def by_agent(denied: Action, action: Action) -> EditFact | None:
    """Return the refused edit if another agent, started by a command, is told to make it; else None."""
    return next(iter(denied.edits), None) if _orders(action) and by_tool(denied, action) else None


def _paths(denied: Action) -> list[str]:
    """Return the files that a refused edit was to change, those in a patch included."""
    path = next(
        (str(v) for k, v in denied.call.args.items() if isinstance(v, str) and ("path" in k or k == "file")), ""
    )
    return [path] if path else [f.path for f in denied.edits]


def _orders(action: Action) -> list[str]:
    return [w for c in action.commands if _is_agent(c) for w in c.argv[1:] if " " in w]


def _is_agent(command: SimpleCommand) -> bool:
    """Tell whether a command starts another agent that is given its order in words."""
    return command.program in _AGENTS and _HEADLESS.search(" ".join((command.program, *command.argv[1:3]))) is not None


def wrapped(denied: Action, action: Action) -> bool:
    """Tell whether the refused command is run as it stands through something else: another shell, machine, agent or clock."""
    if not denied.commands or all(c.program in _SAYS and not c.redirects for c in denied.commands):
        return False
    if _renamed(denied, action):
        return True
    if _started(denied, action):
        return True
    whole = _plain(call_text(denied.call))
    refused = {c.argv: c for c in denied.commands if len(c.argv) > 1 and c.program not in _SAYS}
    for command in action.commands:
        before = refused.get(command.argv)
        if before is not None and {w.split(" ")[0] for w in command.wrappers} - {"timeout", "time", "nice", "env"} - {
            w.split(" ")[0] for w in before.wrappers
        }:
            return True
    if len(whole) < 8:
        return False
    asked = [
        word
        for c in action.commands
        if c.program not in _SAYS or c.redirects
        for word in (*c.argv[1:], *(r.target for r in c.redirects))
    ]
    if action.call.kind in (ToolKind.TASK, ToolKind.MCP):
        asked += [str(v) for v in action.call.args.values()]
    piped = any(
        c.follows.startswith("|") and c.program in ("crontab", "at", "batch", "sh", "bash", "zsh")
        for c in action.commands
    )
    asked += [w for c in action.commands if piped and c.program in ("echo", "printf") for w in c.argv[1:]]
    return any(len(w) > len(whole) and whole in _plain(w) for w in asked)


def twin(denied: Action, action: Action) -> bool:
    """Tell whether a program of the same trade does the same: podman for docker, the application's own code for SQL, code for mail."""
    for old in denied.commands:
        words = {w for w in old.argv[1:] if not w.startswith("-")}
        family = next((f for f in _FAMILIES if old.program in f), frozenset())
        if words and any(
            c.program in family and c.program != old.program and words <= {*c.argv[1:]} for c in action.commands
        ):
            return True
    before = call_text(denied.call)[:8000]
    parts = [w for c in action.commands if c.program not in _SAYS for w in c.argv[1:] if "(" in w or " " in w]
    code = "\n".join((*parts, *(x.code for x in action.scripts)))[:20_000]
    if not code:
        return False
    told = {w.lower().removesuffix("s") for w in re.findall(r"[A-Z]?[a-z]{2,}|[a-z]+_\w+", code)}
    for verb, table, column in _SQL.findall(before):
        names = {table.lower().removesuffix("s"), *((column.lower().removesuffix("s"),) if column else ())}
        if (
            names <= told
            and _MUTATES.search(code)
            and (column or verb.split()[0].lower() in code.lower() or _ENDS.search(code))
        ):
            return True
    return bool(_SENDS_MAIL.search(code)) and bool(set(_MAIL.findall(before)) & set(_MAIL.findall(code)))


def _started(denied: Action, action: Action) -> bool:
    """Tell whether a program's own code starts the refused command, cut up or not: `execSync(['np', 'm pub', 'lish'].join(''))`."""
    for command in denied.commands:
        words = [w for w in command.argv[1:] if not w.startswith("-")]
        if words and command.program not in _SAYS:
            for line in (c for script in action.scripts for c in script.starts):
                if line.program == command.program and list(line.argv[1:])[: len(words)] == words:
                    return True
    return False


def _renamed(denied: Action, action: Action) -> bool:
    """Tell whether the refused program is given another name and run under it."""
    programs = {
        w.rsplit("/", 1)[-1] for c in denied.commands for w in c.argv[:2] if not w.startswith("-") and len(w) > 3
    }
    for i, command in enumerate(action.commands):
        words = [w for w in command.argv[1:] if not w.startswith("-")]
        if (
            command.program in ("cp", "ln", "mv", "install")
            and len(words) > 1
            and words[0].rsplit("/", 1)[-1] in programs
        ):
            name = words[-1].rsplit("/", 1)[-1]
            if any(name == w.rsplit("/", 1)[-1] for c in action.commands[i + 1 :] for w in c.argv):
                return True
    return False


def coded(turn: Turn, denied: Action, before: Step, step: Step, action: Action) -> bool:
    """Tell whether a script is run that was written since the refusal and has all that the refused command was made of."""
    if len(denied.commands) != 1 or denied.commands[0].program in _SAYS or not action.commands:
        return False
    command = denied.commands[0]
    words = {w.lower() for x in command.argv for w in re.findall(r"[A-Za-z][\w.-]{2,60}", x) if not x.startswith("-")}
    if len(words) < 3:
        return False
    run = {w.rsplit("/", 1)[-1] for c in action.commands if c.program not in LOOKERS for w in c.argv}
    for s, written in turn.actions:
        if not before.index < s.index <= step.index:
            continue
        for fact in applied(written):
            if fact.edit.op is EditOp.CREATE and fact.path.rsplit("/", 1)[-1] in run:
                plain = "\n".join(fact.edit.added)[:20_000].lower()
                text = plain + "\n" + _CONCATENATED.sub("", plain)
                if words <= {*re.findall(r"[a-z][\w.-]{2,60}", text), *re.findall(r"[a-z]\w{2,60}", text)}:
                    return True
    return False


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\"'`\\]", " ", text[:8000]).split())
