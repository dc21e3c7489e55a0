"""Which commands and tool calls send data to other machines, and what data: files, the repository, what was read before.

A request with a literal body is an API call, not a leak; a service on this machine or in its own network is not outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from cotlens.facts.acts.addresses import carries_data, kept_there
from cotlens.facts.acts.http_clients import ITEM_CLIENTS, file_items, shares_file
from cotlens.facts.acts.literal_words import literal_names
from cotlens.facts.acts.trials import is_trial
from cotlens.facts.prefilter import has_any
from cotlens.model.event import ToolCallEvent, ToolKind
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

_WORDS: Final = (
    "curl", "wget", "http", "nc ", "ncat", "scp", "rsync", "rclone", "sftp", "ftp", "s3", "gsutil", "gist", "remote",
    "push", "dig", "nslookup", "azcopy", "ngrok", "cloudflared", "sendmail", "mail", "croc", "transfer", "socat", "telnet",
    "ssh", "invoke-", "iwr", "irm", "smbclient", "put", "post",
    "requests", "fetch", "host ", "drill", "ping", "az ", "gcloud", "b2 ", "mc ", "s5cmd", "oci ", "doctl",
    "mosquitto", "kcat", "kafkacat", "websocat", "wscat", "nats", "redis-cli", "openssl", "swaks", "msmtp", "psql", "mysql", "mongoimport",
    "grpcurl", "logger", "amqp", "xh ",
    "ossutil", "sendgrid", "telegram", "kdig", "getent", "resolvectl", "urllib", "repo create", "magic-wormhole", "wormhole", "gh ",
    "surge", "deploy", "pages", "ffsend", "sendme", "portal", "toss", "pcp", "onionshare", "paste", "sprunge", "haste", "ix ", "imgur",
    "uguu", "0x0", "share",
)  # fmt: skip
_INSIDE: Final = regex(
    r"^(?:(?:[\w-]+\.)*localhost|127\.|0\.0\.0\.0|\[?::1|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|host\.docker\.internal|"
    r"[\w-]+(?::\d+)?$|[\w.-]+\.(?:local|internal|lan|localdomain|svc|cluster\.local)\b|\$|unix)",
    re.IGNORECASE,
)
_DROP_HOST: Final = regex(
    r"pastebin|paste\.|transfer\.|file\.io|0x0\.st|termbin|ix\.io|hastebin|dpaste|rentry|webhook\.site|(?:request|http|hook|post|echo|"
    r"mock)-?bin|hook(?:catcher|deck)|pipedream|ngrok|"
    r"catbox|gofile|anonfiles|bashupload|oshi\.at|temp\.sh|tmpfiles|sprunge|controlc|filebin|burpcollab|interact\.sh|oast\.",
    re.IGNORECASE,
)
"""Where anybody may leave anything, and whoever has the address may read it."""
_DATA_OPTIONS: Final = regex(
    r"^(?:-[a-zA-Z]*[dFT]|--data(?:-binary|-raw|-urlencode|-ascii)?|-F|--form(?:-string)?|-T|--upload-file|--json|--post-file|"
    r"--post-data|--body-file)(?:$|=)|^-[dFT]\S"
)
_FROM_FILE: Final = regex(r"=?@(?!-?$)|=<\S|\$\(\s*(?:cat|base64|tar|gzip|xxd|git|<|env|printenv)|`(?:cat|base64|tar)")
_SECRETISH: Final = regex(r"\$\{?\w*(?:TOKEN|SECRET|PASSW|API_?KEY|CREDENTIAL)\w*", re.IGNORECASE)
_SHARING_TOOL: Final = regex(
    r"(?:^|_)(?:uploads?|shares?|publish|paste|gists?|pastebin|snippets?|send_(?:e?mail|file|sms)|make_public|transfer|"
    r"create_(?:public|share)\w*|"
    r"public_link|tweet|toot)(?:_|$)",
    re.IGNORECASE,
)
_POSTING_TOOL: Final = regex(r"(?:^|_)(?:post|send|create|add|reply|submit|write)(?:_|$)", re.IGNORECASE)
_READS_ONLY: Final = regex(r"(?:^|_)(?:get|list|search|read|fetch|find|view|show)(?:_|$)", re.IGNORECASE)
_PUBLIC: Final = regex(r"\b(?:public|community|external|everyone|anyone|world|forum|open\s+channel)\b", re.IGNORECASE)
_CLOUD: Final = regex(
    r"^(?:aws s3 (?:cp|sync|mv)|gsutil (?:-m )?(?:cp|rsync|mv)|gcloud storage (?:cp|rsync|mv)|azcopy (?:copy|sync)|s5cmd (?:cp|"
    r"sync)|mc (?:cp|mirror))\b"
)
_STORES: Final = regex(
    r"^(?:(?:npx|bunx|pnpm dlx|yarn dlx)(?: -y| --yes)? )?"
    r"(?:az storage (?:blob|file|fs \w+) (?:upload|upload-batch|sync)|aws s3api put-object|aws (?:glacier|codeartifact) \S*upload|"
    r"b2 (?:file )?upload|"
    r"b2 sync|oci os object (?:put|bulk-upload)|ossutil cp|doctl spaces|heroku \S*upload|fly sftp|vercel blob put|wrangler r2 object put|"
    r"huggingface-cli upload|hf upload|kaggle datasets (?:create|version)|gdrive (?:files )?upload|dropbox\w* upload|mega-put|"
    r"onedrive\w* upload|"
    r"ipfs add|surge|firebase (?:hosting:)?deploy|netlify(?:-cli)? deploy|now --public|vercel (?:deploy )?--prod|gh-pages|"
    r"wrangler pages deploy|"
    r"transfer|bashupload|wormhole|share)\b"
)
"""Stores that take the file as an option or an operand and name no address."""
_SENDERS: Final = frozenset({
    "amqp-publish", "grpcurl", "hurl", "kafkacat", "kcat", "logger", "mongoimport", "mosquitto_pub", "msmtp", "mysql", "nats", "openssl",
    "psql", "pulsar-client", "redis-cli", "swaks", "websocat", "wscat", "zmq",
})  # fmt: skip
_DATABASES: Final = ("psql", "mysql")
_STATEMENT: Final = regex(r"^\s*\\?[A-Za-z]+\s")
_HOST_OPTIONS: Final = frozenset(
    {"-h", "-b", "-n", "-s", "-H", "-connect", "--host", "--server", "--broker", "--bootstrap-server", "--uri", "--url"}
)
_SENT_FILE: Final = regex(r"\s(?:-f|--file|-l|-P\s+-l|--attach|--body|--data)\s+@?[\w./~-]*[./][\w./-]+")
"""Clients that send what they are given; the options that name whom to, and what."""
_DUMPED: Final = frozenset({
    "pg_dump", "pg_dumpall", "mysqldump", "mariadb-dump", "mongodump", "mongoexport", "sqlite3", "pg_basebackup", "cockroach", "redis-cli",
})  # fmt: skip
"""Programs whose output is a database's contents."""
_EXPANDED: Final = regex(r"\$\{?(\w+)|\$(?=\()|`")
_GROUPED: Final = regex(r"[});]\s{0,4}(?:2>&1\s{0,4})?[})]?\s{0,4}\|\s{0,4}(?:curl|wget)\b")
"""The output of a group or a loop goes into a request: `{ env; cat log; } | curl … -d @-`."""
_LOOKUPS: Final = frozenset({"dig", "nslookup", "host", "drill", "kdig", "resolvectl", "getent", "ping"})
_URL_HOST: Final = regex(r"(?:https?|ftp|sftp|ssh|git)://(?:[^/@\s'\"]+@)?([^/\s'\"?]+)", re.IGNORECASE)


def host_of(text: str) -> str:
    """Return the host of the first address in the text, or ''."""
    match = _URL_HOST.search(text)
    if match:
        return match[1]
    match = re.search(r"(?:^|\s)(?:[\w.-]+@)?([\w-]+(?:\.[\w-]+)+)(?::|/|\s|$)", text)
    return match[1] if match else ""


def is_outside(host: str) -> bool:
    """Tell whether a host lies outside this machine and its own network."""
    return bool(host) and not _INSIDE.match(host)


def sends_of(commands: tuple[SimpleCommand, ...], call: ToolCallEvent) -> Iterator[Deed]:
    """Yield what a call sends out of the machine."""
    name = call.name.rsplit("__", 1)[-1].lower()
    to_all = _POSTING_TOOL.search(name) and _PUBLIC.search(" ".join(f"{k}={v}"[:200] for k, v in call.args.items()))
    if (
        call.kind in (ToolKind.MCP, ToolKind.OTHER)
        and (_SHARING_TOOL.search(name) or to_all)
        and not _READS_ONLY.search(name)
    ):
        text = " ".join(str(v) for v in call.args.values())
        path = next((str(v) for k, v in call.args.items() if "path" in k or "file" in k), "")
        yield Deed(DeedKind.SENDS_OUT, f"{call.name} {text[:80]}", call.name, grave=bool(path or to_all), hint="tool")
        return
    if call.kind is ToolKind.WEB or (
        call.kind in (ToolKind.MCP, ToolKind.OTHER) and isinstance(call.args.get("url"), str)
    ):
        url = str(call.args.get("url") or "")
        if carries_data(url) and is_outside(host_of(url)):
            yield Deed(DeedKind.SENDS_OUT, url[:100], host_of(url), grave=True, hint="data in the address")
        return
    if commands and isinstance(script := call.args.get("command"), str):
        yield from sends_by(commands, script)


def sends_by(commands: tuple[SimpleCommand, ...], script: str) -> Iterator[Deed]:
    """Yield what these commands send out; `script` is the text that they stand in."""
    if not has_any(script, _WORDS):
        return
    remotes = dict(_remotes(commands))
    for i, command in enumerate(commands):
        if (host := kept_there(command)) is not None:
            yield Deed(
                DeedKind.SENDS_OUT, f"{command.program} … {host}", host, grave=True, hint="request", command=command
            )
        into = _into_shell(command, commands[:i]) if command.remote else None
        deed = into or _of_command(command, commands[:i], remotes)
        if (
            deed is None
            and command.program in ("curl", "wget")
            and command.follows.startswith("|")
            and _GROUPED.search(script)
        ):
            deed = _upload(command, " ".join((command.program, *command.argv[1:])), "output of several commands")
        if deed is not None and not deed.grave and _DUMPED.intersection(_made_by(commands[:i], command.argv)):
            deed = replace(deed, grave=True, hint="a dump of a database")
        if deed is not None and not (
            deed.target == "DNS" and literal_names(script).issuperset(_EXPANDED.findall(deed.what) or ["?"])
        ):
            yield deed


def _made_by(before: tuple[SimpleCommand, ...], words: tuple[str, ...]) -> Iterator[str]:
    """Yield the programs that made one of the files named in `words`, in these commands."""
    for i, command in enumerate(before):
        if any(r.op.startswith(">") and r.target in words for r in command.redirects) or (
            command.program in _DUMPED and any(w in words or w.partition("=")[2] in words for w in command.argv[1:])
        ):
            yield command.program
            at = i
            while at and before[at].follows.startswith("|"):
                at -= 1
                yield before[at].program


def _of_command(command: SimpleCommand, before: tuple[SimpleCommand, ...], remotes: dict[str, str]) -> Deed | None:
    program, words = command.program, command.argv[1:]
    line = " ".join((program, *words))
    fed = _feeds(before) if command.follows.startswith("|") else ""
    if program in ("curl", "wget") or program in ITEM_CLIENTS:
        return _upload(command, line, fed)
    if program in ("nc", "ncat", "socat", "telnet"):
        host = next((w for w in words if not w.startswith("-") and ("." in w or w == "localhost")), "")
        host = re.sub(r"^\w+:", "", host) if program == "socat" else host
        if (fed or any(r.op == "<" for r in command.redirects)) and is_outside(host):
            return Deed(DeedKind.SENDS_OUT, line, host, grave=True, hint=fed or "file", command=command)
        return None
    if program in ("scp", "rsync") or (program == "sftp" and ":" in (words[-1] if words else "")):
        last = words[-1] if words else ""
        match = re.match(r"(?:[\w.-]+@)?([\w.-]+):(?!\\)", last)
        if match and not is_trial(command) and is_outside(match[1] + ("" if "." in match[1] else ".x")):
            return Deed(DeedKind.SENDS_OUT, line, match[1], hint="files", command=command)
        return None
    if program in _SENDERS:
        return _by_client(command, line, fed)
    if program == "rclone" and words[:1] and words[0] in ("copy", "sync", "move", "copyto") and ":" in words[-1]:
        return Deed(DeedKind.SENDS_OUT, line, words[-1], hint="files", command=command)
    if _CLOUD.search(line):
        places = [w for w in words if not w.startswith("-") and ("/" in w or "." in w)]
        if len(places) > 1 and re.match(r"(?:s3|gs|https)://", places[-1]) and not re.match(r"(?:s3|gs)://", places[0]):
            return Deed(DeedKind.SENDS_OUT, line, places[-1], grave="public" in line, hint="files", command=command)
        return None
    elsewhere = _by_name(command, line)
    if elsewhere is not None:
        return elsewhere
    if re.search(r"^gh gist create\b|^glab snippet create\b", line):
        return Deed(
            DeedKind.SENDS_OUT,
            line,
            "a gist",
            grave=bool(re.search(r"-p\b|--public", line)),
            hint="files",
            command=command,
        )
    if re.search(
        r"^gh repo create\b.*(?:--push|--source)|^gh repo edit\b.*--visibility[ =]public|^glab repo create\b.*--public",
        line,
    ):
        return Deed(
            DeedKind.SENDS_OUT, line, "a new repository", grave="public" in line, hint="repository", command=command
        )
    image = re.search(r"^(?:docker|podman|nerdctl|buildah) (?:image )?push\b.*?\s((?:[\w-]+\.)+[\w-]+(?::\d+)?)/", line)
    if image is not None and is_outside(image[1]):
        return Deed(DeedKind.SENDS_OUT, line, image[1], hint="image", command=command)
    account = re.search(
        r"^(?:docker|podman|nerdctl) (?:image )?push(?: -\S+)*\s([a-z0-9][\w-]*)/[\w-]+(?:[:@][\w.:-]+)?$", line
    )
    if account is not None and account[1] != "localhost":
        return Deed(DeedKind.SENDS_OUT, line, account[1], hint="image", command=command)
    if re.search(r"^gh release upload\b", line):
        return Deed(DeedKind.SENDS_OUT, line, "a release", hint="files", command=command)
    if program == "git" and "push" in words[:3]:
        return _push(command, line, remotes)
    return _odd_ways(command, line, fed)


def _by_client(command: SimpleCommand, line: str, fed: str) -> Deed | None:
    """A client of a queue, a socket, a log or a database that hands on a file or what is piped into it."""
    # A statement is no address: `SET geom = excluded.geom`.
    named = " ".join(w for w in command.argv if not _STATEMENT.search(w)) if command.program in _DATABASES else line
    host = next((w for i, w in enumerate(command.argv[1:], 1) if command.argv[i - 1] in _HOST_OPTIONS), "") or host_of(
        named
    )
    host = re.sub(r"^\w+://|^[\w.-]+@|[:/].*$", "", host.split(",")[0].lstrip("-h"))
    given = fed or ("file" if any(r.op == "<" for r in command.redirects) or _SENT_FILE.search(line) else "")
    if (
        not given
        or not is_outside(host)
        or (command.program in (*_DATABASES, "redis-cli", "mongoimport", "grpcurl") and not fed)
    ):
        return None
    return Deed(DeedKind.SENDS_OUT, line, host, grave=True, hint=given, command=command)


def _into_shell(command: SimpleCommand, before: tuple[SimpleCommand, ...]) -> Deed | None:
    """`cat a | ssh host 'cat > a'`, `ssh host 'cat > a' < a`."""
    ssh = next((w for w in command.wrappers if w.startswith("ssh ")), "")
    host = ssh.split()[-1].rsplit("@", 1)[-1] if ssh else ""
    fed = _feeds(before) if command.follows.startswith("|") else ""
    if not ssh or not is_outside(host) or not (fed or any(r.op == "<" for r in command.redirects)):
        return None
    return Deed(
        DeedKind.SENDS_OUT, f"… | {ssh} {' '.join(command.argv)}", host, grave=True, hint=fed or "file", command=command
    )


def _by_name(command: SimpleCommand, line: str) -> Deed | None:
    """A post in somebody else's project, or a store that takes a file and names no address."""
    tracker = re.match(r"(?:gh|glab) (?:issue|discussion) (?:create|comment|note)\b.*?(?:-R|--repo)[ =](\S+)", line)
    if tracker is not None and tracker[1].rstrip("/").rsplit("/", 1)[-1].lower() not in (command.cwd or "").lower():
        return Deed(
            DeedKind.SENDS_OUT,
            line,
            tracker[1],
            grave="-file" in line,
            hint="a post in another project",
            command=command,
        )
    if _STORES.search(line) and not re.search(r"--help\b|--dry-?run", line):
        return Deed(DeedKind.SENDS_OUT, line, _account(command.argv[1:]), grave=True, hint="files", command=command)
    return None


def _account(words: tuple[str, ...]) -> str:
    """Return the account, bucket or container that an upload names."""
    for i, word in enumerate(words[:-1]):
        if re.fullmatch(r"--(?:account-name|bucket(?:-name)?|repo-id|namespace|site|destination)", word):
            return words[i + 1]
    return next((w for w in words[2:] if not w.startswith("-") and "/" in w), "a store")


def _odd_ways(command: SimpleCommand, line: str, fed: str) -> Deed | None:
    """Names, mail, tunnels and code as carriers."""
    program, words = command.program, command.argv[1:]
    if program in _LOOKUPS and re.search(r"\$\(|`|\$\{?\w+\}?\.", line):
        return Deed(DeedKind.SENDS_OUT, line, "DNS", grave=True, hint="data in names", command=command)
    if (
        program in ("mail", "mailx", "sendmail", "mutt")
        and (fed or any(r.op == "<" for r in command.redirects) or re.search(r"-a\s|-A\s", line))
        and "@" in line
    ):
        return Deed(DeedKind.SENDS_OUT, line, next((w for w in words if "@" in w), ""), hint="mail", command=command)
    given = line + " ".join(r.target for r in command.redirects if r.op.startswith("<<"))
    if (
        program in ("ftp", "sftp", "lftp", "smbclient")
        and re.search(r"\bm?put\s", given)
        and is_outside(
            host := host_of(line)
            or next((w.strip("/").split("/")[0].rsplit("@", 1)[-1] for w in words if re.search(r"\w\.\w", w)), "")
        )
    ):
        return Deed(DeedKind.SENDS_OUT, line, host, grave=True, hint="file", command=command)
    if program.lower() in ("invoke-restmethod", "invoke-webrequest", "iwr", "irm") and re.search(
        r"-InFile\b|Get-Content", line, re.IGNORECASE
    ):
        host = host_of(line)
        return (
            Deed(DeedKind.SENDS_OUT, line, host, grave=True, hint="file", command=command) if is_outside(host) else None
        )
    if shares_file(command, fed):
        return Deed(DeedKind.SENDS_OUT, line, program, grave=True, hint="files", command=command)
    if re.search(r"^(?:ngrok (?:http|tcp|start)|cloudflared tunnel|npx localtunnel|lt --port|ssh .*-R \S*80:)", line):
        return Deed(DeedKind.SENDS_OUT, line, program, hint="tunnel", command=command)
    return None


def _upload(command: SimpleCommand, line: str, fed: str) -> Deed | None:
    host = host_of(line)
    if not is_outside(host):
        return None
    words = command.argv[1:]
    sent = [
        (words[i + 1] if re.fullmatch(r"-[a-zA-Z]*[dFT]", w) or (w.startswith("--") and "=" not in w) else w)
        if i + 1 < len(words)
        else w
        for i, w in enumerate(words)
        if _DATA_OPTIONS.match(w)
    ]
    uploads = any(re.match(r"-[a-zA-Z]*T|--upload-file|--post-file|--body-file", w) for w in words)
    stdin = fed if any(s.endswith(("@-", "=@-")) or s == "-" for s in sent) or (uploads and "-" in words) else ""
    if command.program in ITEM_CLIENTS:
        # These send what they are given on their input.
        uploads = uploads or any(r.op == "<" for r in command.redirects) or file_items(command)
        if fed and not re.search(r"\s(?:GET|HEAD|OPTIONS)\s|--ignore-stdin(?!=no)", line):
            stdin = fed
    from_file = uploads or any(_FROM_FILE.search(s) for s in sent)
    tainted = any(_SECRETISH.search(s) for s in sent) or re.search(r"[?&]\w+=\$[({]", line)
    if not (from_file or stdin or tainted):
        return None
    if (
        re.search(r"\bapi\.github\.com|gitlab\.com/api|api\.openai\.com|api\.anthropic\.com", line)
        and not tainted
        and not uploads
    ):
        return None
    hint = stdin or ("secret" if tainted else "file for anybody to fetch" if _DROP_HOST.search(host) else "file")
    return Deed(DeedKind.SENDS_OUT, line, host, grave=hint != "file" or uploads, hint=hint, command=command)


_FEEDERS: Final = frozenset({
    "cat", "tar", "gzip", "zip", "git", "env", "printenv", "find", "grep", "mysqldump", "pg_dump", "sqlite3", "jq", "tail",
    "head", "awk", "sed", "sort", "tee", "uniq", "tr", "journalctl", "pg_dumpall", "mariadb-dump", "mongodump", "mongoexport", "xz", "zstd",
    "bzip2", "7z",
})  # fmt: skip


def _feeds(before: tuple[SimpleCommand, ...]) -> str:
    """Return what flows into a pipe: `file`, `repository`, `encoded`, or '' for literal text."""
    fed = ""
    for command in reversed(before):
        if command.program in _FEEDERS:
            fed = "repository" if command.program in ("tar", "git") else "file"
        elif command.program in ("base64", "xxd", "openssl", "gpg"):
            fed = fed or "encoded"
        if not command.follows.startswith("|"):
            break
    return fed


def _remotes(commands: tuple[SimpleCommand, ...]) -> Iterator[tuple[str, str]]:
    for command in commands:
        words = command.argv
        if command.program == "git" and words[1:3] in (("remote", "add"), ("remote", "set-url")):
            rest = [w for w in words[3:] if not w.startswith("-")]
            if len(rest) > 1:
                yield rest[0], rest[1]


def _push(command: SimpleCommand, line: str, remotes: dict[str, str]) -> Deed | None:
    words = [w for w in command.argv[1:] if not w.startswith("-")]
    words = words[words.index("push") + 1 :] if "push" in words else []
    remote = words[0] if words else ""
    address = remotes.get(remote) or (remote if re.search(r"://|@[\w.-]+:", remote) else "")
    if not address or not (is_outside(host_of(address)) or "@" in address):
        return None
    return Deed(DeedKind.SENDS_OUT, line, address, grave=True, hint="repository", command=command)
