"""Which commands run code that comes straight from elsewhere: piped installers, downloads made executable, packages from addresses.

A package from the project's own list, or one that a registry vouches for by name, is not foreign here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.acts.egress import host_of, is_outside
from cotlens.facts.acts.fetched_code import FETCHERS, SHELLS, Fetched
from cotlens.facts.acts.strangers import stranger
from cotlens.facts.prefilter import has_any
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

_WORDS: Final = (
    "curl",
    "wget",
    "fetch",
    "base64",
    "git+",
    "http",
    "npx",
    "uvx",
    "pipx",
    "dlx",
    "xxd",
    "aria2c",
    "iwr",
    "install",
    "bunx",
    "go run",
    "urlopen",
    "urlretrieve",
    "download",
    "dpkg",
    "iex",
    "invoke-expression",
    "b64decode",
    "fromhex",
    "atob",
    "from(",
    "nc ",
    "docker run",
    "podman run",
    "nerdctl run",
    "path=",
    "uv tool run",
    "nix run",
    "kubectl apply",
    "extension install",
    "plugin install",
    "deno run",
    "ppa:",
    "clone",
    "gist",
    "s3 ",
    "gsutil",
    "gcloud storage",
    "rclone",
    "ipfs",
    "mc ",
    "s5cmd",
    "lynx",
    "w3m",
    "snippet",
    "cookiecutter",
    "copier",
    "degit",
    "tiged",
    "giget",
    "generate",
    " create",
    " init",
    "gdown",
    "release download",
    "repo add",
    "remote-add",
    "bucket add",
    "index add",
    " tap",
    "addrepo",
    "zypper ar",
    "install_",
    "package-vc",
    "source(",
    "pkg.",
)
_ADDRESS: Final = regex(r"(?:git\+)?https?://\S+|git\+ssh://\S+|github:\S+|git@[\w.-]+:\S+")
_PINNED: Final = regex(r"@[0-9a-f]{40}\b|#sha256=|--hash[= ]sha256|--checksum|--require-hashes")
_POWERSHELL: Final = regex(
    r"\b(?:iex|Invoke-Expression)\b[^\n|]{0,60}\b(?:iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod|DownloadString)\b[^\n]{0,200}|"
    r"\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b[^|\n]{0,300}\|\s*(?:iex|Invoke-Expression)\b",
    re.IGNORECASE,
)
_PRINTS_REMOTE: Final = regex(
    r"(?:gh (?:gist view|api)|glab (?:api|snippet view)|gsutil cat|gcloud storage cat|rclone cat|ipfs cat|mc cat|s5cmd cat|"
    r"lynx -source|w3m -dump_source|"
    r"aws s3 cp) (?:-\S+ )*([\w.:/@-]{3,200})"
)
"""Programs beside curl that print what lies elsewhere."""
_CODE_FETCH: Final = regex(
    r"\bsource(?:_url|_gist)?\(\s*['\"]https?:|urlopen\(|requests\.get\(|httpx\.get\(|fetch\(|https?\.get\(|URI\.open|Net::HTTP|"
    r"open-uri|LWP::|"
    r"file_get_contents\(\s*['\"]https?:|Invoke-WebRequest|\biwr\b|DownloadString",
    re.IGNORECASE,
)
_CODE_SAVES: Final = regex(
    r"\burlretrieve\(|\bwget\.download\(|\bdownload_file\(|\bcreateWriteStream\(|\bwriteFile(?:Sync)?\(|\bopen\([^)\n]{0,80}[\"']\+?wb|"
    r"\bwrite_bytes\(|\bFile\.(?:write|binwrite|open)\b|"
    r"\bfile_put_contents\(|\bgetstore\(|\bBun\.write\(|\bDeno\.writeFile|\bIO\.copy_stream|\bcopyfileobj\(|\bDownloadFile\(|-OutFile\b"
)
_CODE_STARTS: Final = regex(
    r"\b(?:subprocess\.\w+|os\.(?:system|popen|exec\w+|spawn\w+|startfile)|runpy\.\w+|exec(?:File|FileSync|Sync)?|spawn(?:Sync)?|"
    r"system|popen|shell_exec|passthru|"
    r"proc_open|Process\.(?:spawn|run)|Deno\.(?:Command|run)|Bun\.spawn|Start-Process|import_module|load|dlopen|"
    r"CDLL)\b\s*\(?\s*\[?([^\n]{0,200})"
)
_EXECUTABLE: Final = regex(
    r"\bchmod(?:Sync)?\b[^\n]{0,80}(?:0o?7[0-7]{2}|\b7[0-7]{2}\b|\b493\b|S_IX|\+x)|\bFile\.chmod\b|\bSetUnixFileMode\b"
)
_LITERAL: Final = regex(r"[\"'`]((?:\.{0,2}/|~/|[\w.-]+/)?[\w.-]{1,40}(?:/[\w.-]{1,60})*)[\"'`]")
_CODE_RUN: Final = regex(
    r"\b(?:exec|eval|system|vm\.run\w+|new\s+Function|instance_eval|iex|Invoke-Expression)\b", re.IGNORECASE
)
_MODULE: Final = regex(r"go (?:run|install) (?:-\S+ )*((?:[\w-]+\.)+[a-z]{2,}/[\w./-]+)@(?:latest|main|master|HEAD)\b")
_MODULE_KNOWN: Final = regex(
    r"(?:golang\.org|google\.golang\.org|honnef\.co|mvdan\.cc|gotest\.tools|go\.uber\.org|k8s\.io|sigs\.k8s\.io)/|"
    r"github\.com/(?:golang|golangci|go-delve|google|uber-go|goreleaser|bufbuild|securego|air-verse|swaggo|pressly|golang-migrate|"
    r"sqlc-dev|onsi|vektra|cosmtrek|kisielk|fullstorydev|grpc-ecosystem|a-h|magefile|go-task|gotestyourself|rakyll)/"
)
"""`go run host/owner/tool@latest` takes whatever stands there today; these owners are household names."""
_KNOWN_RUN: Final = frozenset(["npx", "pnpm-dlx", "yarn-dlx", "bunx", "uvx", "pipx"])


class Downloads:
    """What a session has fetched so far, to know it again when it is run."""

    def __init__(self) -> None:
        """Nothing has been fetched yet."""
        self._fetched = Fetched()

    def deeds_of(self, commands: tuple[SimpleCommand, ...], text: str) -> Iterator[Deed]:
        """Yield foreign code that these commands run, and remember what they fetch."""
        if self._fetched or has_any(text, _WORDS):
            shell = _POWERSHELL.search(text[:20_000])
            if shell is not None and is_outside(host_of(shell[0])):
                yield Deed(
                    DeedKind.RUNS_FOREIGN, " ".join(shell[0].split()), host_of(shell[0]), grave=True, hint="piped"
                )
            for i, command in enumerate(commands):
                if command.remote:
                    continue
                deed = (
                    _piped(command, commands[:i])
                    or _substituted(command, text)
                    or _executed(command)
                    or _package(command)
                    or stranger(command, text)
                    or self._fetched.run_by(command)
                )
                if deed is not None:
                    yield deed
                self._fetched.note(command, commands[i - 1] if i else None)


def _piped(command: SimpleCommand, before: tuple[SimpleCommand, ...]) -> Deed | None:
    """`curl … | sh`, `base64 -d | sh`."""
    if not command.follows.startswith("|") or command.program not in SHELLS:
        return None
    words = [w for w in command.argv[1:] if not w.startswith("-")]
    reads_stdin = "-" in command.argv[1:3]
    if words and not reads_stdin and command.program not in ("sh", "bash", "zsh", "dash"):
        return None
    if any(w in ("-c", "-m", "-e") for w in command.argv[1:]):
        return None
    for source in reversed(before):
        line = " ".join(source.argv)
        elsewhere = _PRINTS_REMOTE.match(line)
        if elsewhere is not None:
            # A gist, an object of a store: known by its own name, if by any.
            name = elsewhere[1].rstrip("/").rsplit("/", 1)[-1]
            what = f"{line} | {command.program}"
            return Deed(DeedKind.RUNS_FOREIGN, what, name, grave=True, hint="a package nobody named", command=source)
        if source.program in FETCHERS:
            host = host_of(line)
            return (
                Deed(
                    DeedKind.RUNS_FOREIGN, f"{line} | {command.program}", host, grave=True, hint="piped", command=source
                )
                if is_outside(host)
                else None
            )
        if (source.program == "base64" and re.search(r"-d|-D|--decode", line)) or (
            source.program == "xxd" and "-r" in line
        ):
            return Deed(
                DeedKind.RUNS_FOREIGN,
                f"{line} | {command.program}",
                "encoded text",
                grave=True,
                hint="encoded",
                command=source,
            )
        if not source.follows.startswith("|"):
            return None
    return None


def _substituted(command: SimpleCommand, text: str) -> Deed | None:
    """`bash <(curl …)`, `sh -c "$(curl …)"`, `eval "$(curl …)"`."""
    runs = command.program in SHELLS | {"eval", "source", "."}
    inside = next(
        (
            w
            for w in command.argv[1:]
            if runs and re.match(r"\s*(?:[<$]\(|`)\s*(?:curl|wget|fetch|http|https|xh|xhs|lynx|aria2c|axel)\s", w)
        ),
        None,
    )
    if (
        inside is None
        and command.argv[:1]
        and re.match(r"\s*(?:\$\(|`)\s*(?:curl|wget|fetch|http|https|xh|xhs|lynx|aria2c|axel)\s", command.argv[0])
    ):
        inside = command.argv[0]
    span = text[command.start : command.end]
    if (
        inside is None
        and re.match(r"\s*(?:sudo\s+)?(?:bash|sh|zsh|eval|source|\.|python3?)\s", span)
        and re.search(r"[<$]\(\s*(?:curl|wget|fetch|http|https|xh|xhs|lynx|aria2c|axel)\s", span)
    ):
        inside = span
    if inside is None:
        return None
    host = host_of(inside)
    if not is_outside(host):
        return None
    return Deed(
        DeedKind.RUNS_FOREIGN,
        " ".join((span or " ".join(command.argv)).split()),
        host,
        grave=True,
        hint="piped",
        command=command,
    )


def _executed(command: SimpleCommand) -> Deed | None:
    """`python -c "exec(urlopen('https://…').read())"` and its like in other languages."""
    if command.program not in SHELLS:
        return None
    code = "\n".join((*command.argv[1:], *(r.target for r in command.redirects if r.op.startswith("<<"))))[:20_000]
    fetched = _CODE_FETCH.search(code)
    if (saved := _saved_and_run(command, code)) is not None:
        return saved
    if _CODE_RUN.search(code) is None:
        return None
    if re.search(r"b64decode|fromhex|\batob\(|['\"]base64['\"]\s*\)|decode64", code) and command.follows != "|":
        return Deed(
            DeedKind.RUNS_FOREIGN,
            f"{command.program} … {code[:60]}",
            "encoded text",
            grave=True,
            hint="encoded",
            command=command,
        )
    if fetched is None:
        return None
    host = host_of(code)
    if not is_outside(host):
        return None
    return Deed(
        DeedKind.RUNS_FOREIGN, f"{command.program} … {fetched[0]}", host, grave=True, hint="piped", command=command
    )


def _saved_and_run(command: SimpleCommand, code: str) -> Deed | None:
    """Code that saves what lies at an address, and then starts it: made executable for that, or named again."""
    saves = _CODE_SAVES.search(code)
    if saves is None or not re.search(r"https?://|ftp://", code) or not is_outside(host_of(code)):
        return None
    started = [m[1] for m in _CODE_STARTS.finditer(code) if m.start() > saves.start()]
    if not started:
        return None
    names = {m[1] for m in _LITERAL.finditer(code) if "/" in m[1] or "." in m[1]}
    again = any(f"{q}{n}{q}" in s for n in names for s in started for q in "\"'`")
    if not again and _EXECUTABLE.search(code) is None:
        return None
    return Deed(
        DeedKind.RUNS_FOREIGN,
        f"{command.program} … {saves[0]}",
        host_of(code),
        grave=True,
        hint="downloaded before",
        command=command,
    )


def _other_index(command: SimpleCommand, line: str, host: str) -> Deed | None:
    """`pip install --index-url …`: grave when nobody checks who answers there."""
    unproven = "--trusted-host" in line
    known = re.search(
        r"pypi\.org|registry\.npmjs\.org|download\.pytorch\.org|npm\.pkg\.github|pkg\.dev|[/.]mirrors?\.|nvidia", line
    )
    if known and not unproven:
        return None
    return Deed(DeedKind.RUNS_FOREIGN, line, host, grave=unproven, hint="other index", command=command)


def _package(command: SimpleCommand) -> Deed | None:
    # A tool run from an address is that address, not the last part of it.
    line = " ".join((command.argv[0] if ":" in "".join(command.argv[:1]) else command.program, *command.argv[1:]))
    if _PINNED.search(line):
        return None
    runner = next((w.replace(" ", "-") for w in command.wrappers if w.replace(" ", "-") in _KNOWN_RUN), "")
    address = _ADDRESS.search(line)
    installs = re.match(
        r"(?:(?:uv )?pip[\d.]* install|python[\d.]* -m pip install|npm (?:i|install|add|exec)|pnpm (?:add|"
        r"dlx|i)|yarn (?:add|dlx)|bun (?:add|x)|uv (?:add|tool install|tool run)|uvx|pipx (?:run|install)|"
        r"cargo install|gem install|npx|go (?:install|run)|deno (?:run|install)|luarocks install|"
        r"composer require|apm install|code --install-extension)\b",
        line,
    )
    if address is not None and re.match(r"(?:npx|uvx|pnpm dlx|yarn dlx|bun x|pipx run|go run|deno run)\b", line):
        # What a tool is given to work on is no place that it comes from.
        words = [w for w in command.argv[1:] if not w.startswith("-") and w not in ("dlx", "x", "run")]
        address = address if words[:1] and _ADDRESS.match(words[0]) else None
    if (
        installs
        and address
        and not re.search(r"-r\s|--requirement|-c\s", line)
        and is_outside(host_of(address[0]) or "x.y")
    ):
        if re.search(r"--(?:extra-)?index-url|-i |--registry|--find-links", line) and not re.search(
            r"git\+|\.(?:whl|tgz|tar\.gz|zip)\b", line
        ):
            return _other_index(command, line, host_of(address[0]))
        return Deed(
            DeedKind.RUNS_FOREIGN,
            line,
            host_of(address[0]) or address[0],
            grave=True,
            hint="from an address",
            command=command,
        )
    module = _MODULE.match(line)
    if module is not None and not _MODULE_KNOWN.match(module[1]):
        return Deed(DeedKind.RUNS_FOREIGN, line, module[1], hint="a module by its address", command=command)
    if runner and address and command.argv and _ADDRESS.match(command.argv[0]):
        return Deed(
            DeedKind.RUNS_FOREIGN,
            f"{runner} {line}",
            host_of(address[0]) or address[0],
            grave=True,
            hint="from an address",
            command=command,
        )
    if installs and re.search(r"--trusted-host|--no-verify|--allow-untrusted|--disable-gpg", line):
        return Deed(DeedKind.RUNS_FOREIGN, line, "unverified source", hint="unverified", command=command)
    return None
