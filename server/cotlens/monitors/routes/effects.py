"""What a call brings about, whatever program does it: the effect and its object, to know the same effect again by another route."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.model.event import ToolKind
from cotlens.model.fact import Action, SimpleCommand
from cotlens.model.lazy_regex import regex

Effect = tuple[str, str]
"""What is brought about (`publish`, `reach`, `install`, `remove`, `stop`, `data`, `merge`, `land`, `enter`, `deploy`), and to what."""

_HOST: Final = regex(
    r"(?:https?|ftp|wss?)(?:://|%3A%2F%2F)(?:[^/@\s'\"]+@)?([\w-]+(?:\.[\w-]+)+)|['\"]([a-z][\w-]*(?:\.[\w-]+){1,4}\.[a-z]{2,})['\"]",
    re.IGNORECASE,
)
_INSTALL: Final = regex(
    r"^(?:(?:uv )?pip[\d.]* (?:install|download)|python[\d.]* -m pip (?:install|download)|npm (?:i|install|add|exec|pack)|"
    r"pnpm (?:add|i|install|dlx)|"
    r"yarn (?:add|dlx)|bun (?:add|x|install)|uv (?:add|tool install|tool run|run --with)|uvx|npx|pipx (?:run|install)|poetry add|"
    r"cargo (?:add|install)|"
    r"go (?:get|install|run)|gem (?:install|fetch)|bundle add|composer require|dotnet (?:add package|tool install)|conda install|"
    r"mamba install|"
    r"(?:sudo )?(?:apt|apt-get|dnf|yum|apk|zypper|brew|snap|flatpak|pacman) (?:\S+ ){0,3}?(?:install|add|-S)|nix(?:-env| profile|"
    r" shell) |luarocks install|"
    r"mix (?:deps\.get|archive\.install)|cpanm|opam install|stack install|cabal install)\s"
)
_FETCHED_PACKAGE: Final = regex(
    r"/([a-z][\w-]{1,40}?)[-_]?v?\d[\w.+-]*\.(?:whl|tar\.gz|tgz|zip|crate|gem|deb|rpm|jar)\b", re.IGNORECASE
)
_FETCHES_IN_CODE: Final = regex(
    r"urlopen\(|urlretrieve\(|\b(?:requests|httpx|axios|got|http|https|client)\.get\(|\bfetch\(|URI\.open|open-uri|Net::HTTP|"
    r"file_get_contents\(|"
    r"http\.Get\(|LWP::|DownloadFile|download\w*\(",
    re.IGNORECASE,
)
_FETCHES_SOURCE: Final = regex(
    r"\bclone\b|\bsubmodule add\b|\bsubtree add\b|\bhg clone\b|\bsvn (?:co|checkout|export)\b|\b(?:degit|tiged|gitpkg)\b|\bgit\+\w+://|"
    r"\b(?:github|gitlab|bitbucket):|/archive/|codeload\.github|/(?:tarball|zipball)/",
)
_PLACE: Final = regex(
    r"(?:git\+)?(?:https?|ssh|git)://[^\s\"'/]{1,120}/([^\s\"']{1,200})|\bgit@[\w.-]{1,80}:([^\s\"']{1,200})|\b(?:github|gitlab|"
    r"bitbucket):([^\s\"']{1,120})|"
    r"(?<=\s)([\w.-]{1,60}/[\w.-]{1,60})(?:#\S*)?(?=\s|$)",
)
_COPY_NETWORK: Final = regex(
    r"https?://(?:cdn\.jsdelivr\.net/(?:npm|gh/[\w.-]{1,60})|unpkg\.com|esm\.sh|cdn\.skypack\.dev|cdnjs\.cloudflare\.com/ajax/libs|"
    r"deno\.land/x|"
    r"[\w.-]{0,60}(?:npm|pypi)[\w.-]{0,60}(?:/simple|/pypi|/packages)?)/((?:@[\w.-]{1,60}/)?[a-z][\w-]{1,60})",
    re.IGNORECASE,
)
"""The source of a package fetched past its registry: its repository, its archive, a copy on a content network."""
_REACHES: Final = frozenset({
    "autossh", "curl", "dig", "ftp", "host", "http", "mongosh", "mosh", "mysql", "nc", "ncat", "nmap",
    "openssl", "paramiko", "ping", "psql", "redis-cli", "rsync", "scp", "sftp", "socat", "ssh", "telnet", "wget",
})  # fmt: skip
_ALIAS: Final = regex(r"^git .{0,80}-c alias\.([\w-]{1,30})=(.{1,80}?) \1\b ?(.{0,200})$")
_OPENS: Final = regex(
    r"^(?:ufw (?:allow|route)|iptables |ip6tables |nft |firewall-cmd |(?:docker|podman|nerdctl) (?:compose )?run .*-p|ssh .*-[LRD]|"
    r"socat |ngrok |cloudflared |"
    r"kubectl (?:\S+ )*(?:port-forward|expose)|aws ec2 authorize-security-group|gcloud compute firewall-rules|az network nsg|netsh |"
    r"pfctl |upnpc |caddy reverse-proxy)"
)
"""What opens a port to others."""
_PUSH: Final = regex(
    r"^(?:git (?:-[cC] \S+ )*push\b|git send-pack\b|hg push\b|jj git push\b|svn commit\b|gh repo sync\b|"
    r"(?:gh|glab) api\b.*(?:-X|--method)[ =]?(?:PUT|POST|PATCH)\b.*/(?:contents|git/refs|git/commits|merges|repository/(?:files|"
    r"commits|branches))|"
    r"(?:gh|glab) api\b.*/(?:contents|git/refs|git/commits|merges|repository/(?:files|commits|branches))\S*.*(?:-X|"
    r"--method)[ =]?(?:PUT|POST|PATCH)\b|"
    r"curl\b.*/(?:contents|git/refs|repository/(?:files|commits))\b)"
)
_STOP: Final = regex(
    r"^(?:systemctl (?:--\S+ )*(?:stop|restart|reload|kill|try-restart|disable|mask)|service \S+ (?:stop|restart)|kill\b|pkill\b|"
    r"killall\b|"
    r"(?:docker|podman) (?:compose )?(?:stop|restart|kill|rm|down)|docker-compose (?:stop|restart|down|kill)|supervisorctl (?:stop|"
    r"restart)|"
    r"pm2 (?:stop|restart|delete|reload)|launchctl (?:kickstart|stop|unload|bootout|kill)|rc-service \S+ (?:stop|restart)|nomad job stop|"
    r"kubectl (?:-\S+ \S+ )*(?:delete|scale|rollout restart|drain|cordon|evict)|initctl|shutdown|reboot|busctl call|dbus-send)\b"
)
_REMOVE: Final = regex(
    r"^(?:rm|unlink|shred|rmdir|trash|git (?:rm|clean)|find .*-(?:delete|exec rm)|truncate|mv .* /tmp|mv .* /dev/null|rsync .*--delete|"
    r"aws s3 r[mb]|gsutil (?:-m )?rm|kubectl (?:-\S+ \S+ )*delete|dropdb|docker (?:volume|image|system|network) (?:rm|prune)|"
    r"terraform (?:destroy|state rm))\b"
)
_REMOVES_IN_CODE: Final = regex(
    r"rmtree|unlink|os\.remove|rmSync|unlinkSync|FileUtils\.rm|RemoveAll|Remove-Item|File\.Delete|fs\.rm|deleteRecursively"
)
_SQL: Final = regex(
    r"\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|alter\s+table|drop\s+(?:table|view|database|"
    r"schema)(?:\s+if\s+exists)?|"
    r"replace\s+into|merge\s+into)\s+[\"`\[]?([\w.]{3,60})",
    re.IGNORECASE,
)
_QUERY: Final = regex(r"\b(?:from|join|copy)\s+[\"`\[]?([\w.]{3,60})", re.IGNORECASE)
_MERGE: Final = regex(
    r"\b(?:merge|pulls?|merge_requests?|pr|mr)\b\D{0,20}?(\d{1,9})\b.*\bmerge\b|\b(?:pr|mr) merge\D{0,20}?(\d{1,9})\b",
    re.IGNORECASE,
)
_TRUNKS: Final = regex(r"(?:main|master|trunk|develop(?:ment)?|release\S*|prod\w*|stable)$", re.IGNORECASE)
"""Branches that work gets onto by a merge that somebody allows."""
_ENTERS: Final = regex(
    r"^(?:kubectl|oc|docker|podman|nerdctl|crictl|lxc|incus|multipass|vagrant|nomad alloc|fly(?:ctl)?|heroku|"
    r"gcloud compute|az vm|aws (?:ecs|ssm))\b.{0,80}?\b(exec|execute-command|attach|debug|rsh|cp|port-forward|console|ssh|sftp|scp|shell|"
    r"run-command|start-session|send-command|export|commit|diff)\b"
)
"""What gets into a running machine, a pod, a container, or gets at its files."""
_OF_ENTERING: Final = regex(
    r"\b(?:exec|access|shells?|interactive|attach\w*|log[- ]?ins?|enter\w*|pods?|containers?|inside|machines?|hosts?|production|prod)\b",
    re.IGNORECASE,
)
_DEPLOY: Final = regex(r"\b(?:deploy|apply|publish|release|upgrade|rollout|promote|up)\b", re.IGNORECASE)
_OF_HOSTS: Final = regex(
    r"\b(?:network|domains?|hosts?|allow-?\s?list\w*|egress|proxy|internet|outbound|connections?|connect\w*|ssh|urls?|sites?|"
    r"address(?:es)?|web|curl|wget|"
    r"fetch\w*|download\w*)\b",
    re.IGNORECASE,
)
_SENDS: Final = regex(
    r"^(?:mail|mailx|mutt|sendmail|msmtp|swaks|scp|sftp|rclone|telegram-send|ntfy|slack\S*|nc|ncat)\b|^rsync\b.*\S:|"
    r"^(?:curl|http|https|xh|wget)\b.*(?:\s(?:-d|-F|-T|--data\S*|--form\S*|--upload-file|--post-(?:file|data)|--json)\b|@\S)|"
    r"^(?:aws s3 (?:cp|sync|mv)|gsutil (?:-m )?(?:cp|rsync)|az storage blob upload|gh (?:gist|release upload)|glab snippet)\b"
)
"""What carries a file to somebody else."""
_SEGMENT: Final = regex(r"(?<=/)((?:@[\w.-]{1,40}/)?[a-z][\w-]{2,40})(?:@[\w.^~-]{1,20})?(?=[/?#\s'\"]|$)")
_PLAIN: Final = regex(r"^[\w@][\w.@/+-]{1,80}$")
_DULL: Final = frozenset({
    "all", "force", "latest", "main", "master", "origin", "head", "none", "true", "false", "the", "user", "system", "default", "name",
    "service", "compose", "run", "exec", "helm", "install", "stack", "app", "terraform", "kubectl", "docker", "systemctl", "kill", "pkill",
    "restart", "stop",
})  # fmt: skip


_SHIPS: Final = regex(
    r"^(?:(?:npm|pnpm|yarn(?: npm)?|bun|lerna|nx release|changeset|cargo|poetry|uv|flit|hatch|pdm|dart pub|flutter pub|mix hex|sbt|"
    r"gradle|\./gradlew|jsr|vsce|ovsx|wapm|elm|spago|"
    r"nimble|shards|rush|np|semantic-release|release-it)\b.*\bpublish\w*|(?:np|semantic-release|release-it)\b|"
    r"python[\d.]* -m twine upload|twine upload|gem push|nuget push|dotnet nuget push|mvn\b.*\bdeploy|"
    r"lein deploy|luarocks upload|conda upload|anaconda upload|cpan-upload|pod trunk push|helm push)\b|"
    r"^(?:curl|http|https|xh|wget)\b.*\b(?:registry\.npmjs\.org|upload\.pypi\.org|test\.pypi\.org/legacy|crates\.io/api|"
    r"rubygems\.org/api|nuget\.org/api|hex\.pm/api|npm\.pkg\.github\.com|"
    r"registry\.yarnpkg\.com|central\.sonatype|oss\.sonatype)\S*"
)
"""What hands a package to a registry, by its program or by the registry's own address."""
_UPLOADS: Final = regex(
    r"(?<!\S)(?:-X ?(?:PUT|POST)|--request[= ](?:PUT|POST)|PUT|POST|-T|-F|-d|--upload-file|--data\S*|--form)\b|--method=(?:PUT|POST)"
)
_HOSTED_WRITE: Final = regex(
    r"(?:^|_)(?:push_files?|create_or_update_files?|(?:create|update|delete|upload|write|put|edit)_(?:file|files|contents?|blob|commit|"
    r"tree|ref)|commit_files?|push|create_commit)(?:_|$)"
)
"""A tool of a forge that puts files on a branch there."""


def _by_forge(action: Action) -> Iterator[Effect]:
    """Yield what a forge's tool publishes, to the branch that it is given."""
    name = action.call.name.rsplit("__", 1)[-1].lower()
    branch = action.call.args.get("branch") or action.call.args.get("ref")
    if action.call.kind in (ToolKind.MCP, ToolKind.OTHER) and isinstance(branch, str) and _HOSTED_WRITE.search(name):
        branch = branch.removeprefix("refs/heads/")
        yield "publish", branch
        if _TRUNKS.match(branch):
            yield "land", "push"


def effects(action: Action) -> set[Effect]:
    """Return what a call brings about."""
    out: set[Effect] = set()
    call = action.call
    if call.kind is ToolKind.WEB:
        out |= {("reach", h) for h in hosts_in(" ".join(str(v) for v in call.args.values()))}
    out |= set(_by_forge(action))
    for command in action.commands:
        out |= set(_of(command))
    if ("publish", "") in out and any(_to_trunk(c) for c in action.commands):
        out.add(("land", "push"))
    for script in action.scripts:
        out |= {e for c in script.starts for e in _of(c)}
        out |= {("reach", h) for h in hosts_in(script.code)}
        out |= _data(script.code[:4000])
        if _FETCHES_IN_CODE.search(script.code):
            out |= {("install", _package(n)) for n in _FETCHED_PACKAGE.findall(script.code[:8000])}
        if _REMOVES_IN_CODE.search(script.code):
            out |= {("remove", n) for n in _names(re.findall(r"['\"]([^'\"\n]{3,120})['\"]", script.code[:4000]))}
    return out


def _to_trunk(command: SimpleCommand) -> bool:
    """Tell whether a command goes to the branch that work lands on: a plain push behind it goes there, too."""
    return (
        command.program == "git"
        and command.argv[1:2] in (("switch",), ("checkout",))
        and any(_TRUNKS.match(w) for w in command.argv[2:3])
    )


def hosts_in(text: str) -> set[str]:
    """Return the hosts that a text addresses."""
    return {(a or b).lower() for a, b in _HOST.findall(text[:8000])}


def _data(code: str) -> set[Effect]:
    """Return the tables that are written (`data`) and those that are read (`query`)."""
    written = {t.lower() for t in _SQL.findall(code)}
    return {("data", t) for t in written} | {
        ("query", t.lower()) for t in _QUERY.findall(code) if t.lower() not in written
    }


def branch_of(line: str) -> str:
    """Return the branch that a push goes to, or '' where the line does not say."""
    named = re.search(r"branch[=:]\s?[\"']?([\w./-]+)|refs/heads/([\w./-]+)", line)
    if named is not None:
        return named[1] or named[2]
    line = re.split(r"&&|\|\||;|\n", re.split(r"\bpush\b|\bsend-pack\b", line)[-1])[0]
    words = [w for w in re.split(r"\s+", line) if w and not w.startswith(("-", "2>", "|", ">"))]
    words = [w.strip("'\"") for w in words if re.match(r"^[+'\"]?[\w:./@-]+[\"']?$", w)]
    name = words[1].lstrip("+").split(":")[-1] if len(words) > 1 else ""
    return "" if name in ("HEAD", "@") else name


def _names(words: list[str]) -> set[str]:
    return {
        w.rstrip("/*").rsplit("/", 1)[-1].lower()
        for w in words
        if not w.startswith("-") and len(w.rstrip("/*").rsplit("/", 1)[-1]) > 2 and w.lower() not in _DULL
    }


def _package(name: str) -> str:
    """Return a package's name as every registry would know it: `Pillow_SIMD` is `pillow-simd`."""
    return name.lower().replace("_", "-")


def _repositories(line: str) -> Iterator[str]:
    """Yield the names of the repositories that a line fetches: `d3` of `git@github.com:d3/d3.git`."""
    for places in _PLACE.findall(line):
        parts = re.split(r"[@#?]", next(filter(None, places)))[0].rstrip("/").split("/")
        name = parts[1] if len(parts) > 1 else parts[0]
        if len(name := name.removesuffix(".git")) > 1:
            yield name


def _merged(line: str) -> Iterator[Effect]:
    """Yield what a line merges at the host, and that it lands on the trunk by that; "--auto" waits for what is missing."""
    if "--auto" in line:
        return
    named = _MERGE.search(line)
    if named is not None:
        yield "merge", named[1] or named[2]
    if named is not None or re.match(r"(?:gh pr|glab mr) merge\b", line):
        yield "land", "merge"


def _entered(line: str) -> Iterator[Effect]:
    """Yield the machines that a line, with what leads to its program, gets into, each by its way."""
    way = _ENTERS.search(line)
    if way is not None:
        yield from ((f"enter {way[1]}", name) for name in _names(re.findall(r"[\w.-]{5,80}", line[way.end() :])))


def _shipped(command: SimpleCommand, line: str) -> Iterator[Effect]:
    """Yield that a package goes to a registry; a look at the registry's address sends nothing."""
    if _SHIPS.match(line) and (command.program not in ("curl", "wget", "http", "https", "xh") or _UPLOADS.search(line)):
        yield "ship", "a package"


def _of(command: SimpleCommand) -> Iterator[Effect]:
    line = " ".join((command.program, *command.argv[1:]))[:4000]
    alias = _ALIAS.search(line)
    if alias is not None:
        # `git -c alias.up=push up origin main` is a push.
        line = f"git {alias[2]} {alias[3]}"
    words = list(command.argv[1:])
    if re.search(r"--dry-run|--help\b|^(?:git clean|git rm|rsync|make) (?:\S+ )*-\w*n", line):
        return
    for host in hosts_in(" ".join((line, *(v for _, v in command.env)))):
        yield "reach", host
    if command.program in _REACHES or any(w.startswith("ssh ") for w in command.wrappers):
        for host in re.findall(
            r"(?<![\w./-])(?:[\w.-]+@)?((?:[a-z][\w-]*\.){1,5}[a-z]{2,12})(?![\w/-])",
            " ".join((*command.wrappers, line)),
        ):
            yield "reach", host.lower()
    if _OPENS.search(line):
        for port in re.findall(r"(?<![\d.])(\d{2,5})(?=(?:/tcp|/udp|:\d|\b))", line):
            yield "open", port
    if _PUSH.search(line):
        yield "publish", branch_of(line)
        if _TRUNKS.match(branch_of(line)):
            yield "land", "push"
    yield from _shipped(command, line)
    yield from _entered(" ".join((*command.wrappers, line))[:4000])
    if _INSTALL.search(line + " "):
        for word in words:
            if not word.startswith("-") and "://" not in word:
                name = re.sub(r"(?<=\w)[@=<>~^\[].*", "", word).lower()
                if (
                    len(name) > 1
                    and _PLAIN.match(name)
                    and name not in ("install", "add", "get", "run", "tool", "package", "download", "pip", "exec")
                ):
                    yield "install", _package(name)
    for name in _FETCHED_PACKAGE.findall(line):
        yield "install", _package(name)
    for name in (*_COPY_NETWORK.findall(line), *(_repositories(line) if _FETCHES_SOURCE.search(line) else ())):
        yield "install", name.lower()
    if _STOP.search(line):
        for name in _names(re.findall(r"[A-Za-z][\w.@/-]{2,}", line)[1:]):
            yield "stop", name.removesuffix(".service")
    if _REMOVE.search(line) or _REMOVES_IN_CODE.search(line):
        for name in _names(re.findall(r"[\w./-]{3,}", line)[1:]):
            yield "remove", name
    if re.search(r"sql|sqlite|duckdb|clickhouse|bq |cockroach|\bpsql\b", command.program):
        yield from _data(line)
    if _SENDS.search(line):
        for word in (*words, *(r.target for r in command.redirects if r.op == "<")):
            if re.fullmatch(r"(?:\w+=)?@?[\w./-]{1,120}\.\w{1,6}", word) and "://" not in word:
                yield "send", word.rsplit("/", 1)[-1].rsplit("@", 1)[-1]
    if command.program in ("curl", "wget", "aria2c", "git"):
        for url in re.findall(r"https?://\S{3,300}", line):
            yield from (("fetch", _package(name)) for name in _SEGMENT.findall(url.partition("://")[2]))
    yield from _merged(line)
    if _DEPLOY.search(line) and command.program not in ("git", "ls", "cat", "grep", "apt", "apt-get", "pip", "npm"):
        for name in _names(words):
            if not _DEPLOY.fullmatch(name):
                yield "deploy", name


def same_effect(denied: Action, action: Action, words: str) -> Effect | None:
    """Return the effect that both calls have, or None. `words` are those of the refusal."""
    before, after = effects(denied), effects(action)
    for kind, thing in sorted(before):
        if kind == "publish":
            if any(
                k == "publish" and (t == thing or ("" in (t, thing) and _route(action) != _route(denied)))
                for k, t in after
            ):
                return kind, thing
        elif kind == "reach":
            # Another request to the same host is the same only if it was the host that was refused.
            if (
                (kind, thing) in after
                and _route(action) != _route(denied)
                and (denied.call.kind is ToolKind.WEB or thing in words.lower() or _OF_HOSTS.search(words))
            ):
                return kind, thing
        elif kind == "land":
            # A merge that was refused, and a push of the same onto the trunk; or the other way round.
            if any(k == kind and t != thing for k, t in after):
                return kind, thing
        elif kind.startswith("enter "):
            if _OF_ENTERING.search(words) and any(
                k.startswith("enter ") and k != kind and t == thing for k, t in after
            ):
                return kind, thing
        elif kind == "send":
            if (kind, thing) in after and _route(action) != _route(denied):
                return kind, thing
        elif kind != "fetch" and ((kind, thing) in after or (kind == "install" and ("fetch", thing) in after)):
            return kind, thing
    return None


def _route(action: Action) -> frozenset[str]:
    """Return the programs or the tool that a call uses."""
    return frozenset(c.program for c in action.commands) or frozenset({action.call.name})
