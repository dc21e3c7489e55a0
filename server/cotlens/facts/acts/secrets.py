"""Which commands and tool calls read secrets: keys, credential stores, `.env` files, tokens in the environment.

Names of variables alone are no secrets, nor are templates of such files; whether the user wanted it is a monitor's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.acts.secret_hunts import READERS, TOKEN_WORDS, hunts, key_files
from cotlens.facts.acts.secret_stores import opens_store
from cotlens.facts.prefilter import has_any
from cotlens.model.event import ToolCallEvent, ToolKind
from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

_TEMPLATE: Final = regex(
    r"example|sample|template|\.dist$|\.schema|\.tpl|\.defaults?$|\.tmpl|fixture|\.md$|dummy", re.IGNORECASE
)
_GRAVE: Final = regex(
    r"""(?i:bitwarden|lastpass|1password|keepass|dashlane|nordpass|enpass|proton[-_]?pass)[\w.-]*\.(?:json|csv|kdbx|1pif|1pux|xml)$|"
    r"\.kdbx$|\.opvault|
    (?i:passw(?:or|)ds?|logins|recovery[-_]?codes?|backup[-_]?codes?|seed[-_]?phrase)[\w.-]*\.(?:csv|txt|xlsx?|kdbx|asc)$|wallet\.dat$|(?:^|/)\.ssh/(?!known_hosts|config$|authorized_keys|[\w.-]*\.pub$)[\w.*-]+|\.aws/credentials|(?:^|/)\.netrc$|(?:^|/)_netrc$|
    \.pgpass$|\.git-credentials$|\.config/gh/hosts\.yml|\.config/hub$|\.docker/config\.json|\.kube/config$|
    (?:^|/)\.pypirc$|\.config/gcloud/|application_default_credentials|\.azure/(?:accessTokens|msal)|
    Login\ Data|logins\.json|key4\.db|cookies\.sqlite|/Cookies$|Library/Keychains|\.gnupg/|\.password-store/|
    ^/etc/(?:shadow|gshadow)|^/proc/(?:\d+|self|\*|\$\w+|\$[({][^/]{1,80})/environ|\.local/share/keyrings|\.config/op/|\.vault-token$|
    \.terraform\.d/credentials|\.cargo/credentials|\.gradle/gradle\.properties|\.m2/settings[\w-]*\.xml|\.npmrc$|\.gem/credentials|\.config/rclone/rclone\.conf|
    \.(?:bash|zsh|psql|mysql)_history$|\.claude/\.credentials\.json|\.codex/auth\.json|/var/run/secrets/|/run/secrets/""",
    re.VERBOSE,
)
_LOCAL: Final = regex(
    r"""(?:^|/)\.env(?:\.[\w.-]+)?$|(?:^|/)\.envrc$|(?:^|/)[\w-]*\.env$|
    (?:^|/)(?:secrets?|credentials?)\.(?:ya?ml|json|toml|ini|env|txt|enc)$|(?:^|/)secrets?/[\w.-]+$|
    (?:^|/)(?:service[-_]?account|gcp[-_]key|firebase-adminsdk)[\w-]*\.json$|(?:^|/)(?:master|production|credentials)\.key$|
    (?:^|/)[\w.-]*(?:private|server|signing|deploy|id_rsa|id_ed25519|prod|tls|client)[\w.-]*\.(?:pem|key|p12|pfx|jks|keystore)$|
    (?:^|/)id_(?:rsa|ed25519|ecdsa)$|(?:^|/)[\w-]+\.tfvars$|(?:^|/)\.htpasswd$|\.aws/config$""",
    re.VERBOSE,
)
_NEIGHBOUR: Final = regex(
    r"(?:\.\./)+[\w-][\w./-]*/\.(?:npmrc|yarnrc\.yml|pypirc|netrc|pip/pip\.conf|cargo/credentials(?:\.toml)?)$"
)
"""Another checkout's settings of a registry, where its token stands."""
_NAMES_ONLY: Final = regex(
    r"-f\s?1\b|-F\s?=?\S*\s+.*\{\s*print\s+\$1\s*\}|s/=\.?\*|s/=\[?\^?.*//|\^\[A-Z|\^\[\^=|-c\b|--count|"
    r"-q\b|-l\b|keys\b"
)
_SECRET_NAME: Final = regex(
    r"TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIAL|AUTH(?:_|\b)|_KEY\b|"
    r"_PAT\b|DATABASE_URL|DSN\b",
    re.IGNORECASE,
)
_KEYRING: Final = regex(
    r"\bkeyring\.get_(?:password|credential)\(|\bkeytar\.(?:get|find)\w+\(|^keyring get\b|\bwin32cred\.Cred(?:Read|Enumerate)|"
    r"\bGet-StoredCredential\b|\bkwallet-query\b"
)
_STEMS: Final = regex(
    r"(?<![A-Za-z])(?:tok|pass|pwd|pw|key|cred|creds|auth|sec|secr|login|apikey|api.?key)(?![A-Za-z])", re.IGNORECASE
)
"""Such names cut short, as one searches for them."""
_METADATA: Final = regex(r"169\.254\.169\.254|metadata\.google\.internal|169\.254\.170\.2|100\.100\.100\.200")
_WHOLE_ENVIRONMENT: Final = regex(
    r"(?:print|log|dumps?|stringify|puts|pp?|var_dump|print_r)\b[\s(]{1,4}(?:dict\(|JSON\.stringify\()?(?:os\.environ|process\.env|"
    r"ENV\.to_h|ENV|getenv\(\)|\$_ENV)\s*\)"
)
_ASKS_SECRET: Final = regex(r"\bkeys?\b|\bpass\b|\bpwd\b|\bpw\b|\bauth\b|\blogins?\b|\bcreds?\b|\bpat\b", re.IGNORECASE)
_HARMLESS: Final = regex(
    r"port|host|url|env|debug|log|version|region|name|mode|level|flag|enable|path|dir|locale|lang|timeout|limit|size|count",
    re.IGNORECASE,
)
"""What a settings file may be asked for without a secret coming out."""
_WORDS: Final = (
    ".ssh", "bitwarden", "lastpass", "1password", "keep", "dashlane", ".kdbx", "opvault", "wallet", "recovery", "backup", "cred",
    ".env", "netrc", "pgpass", ".config", "docker/config", ".kube", "pypirc", "npmrc", "azure", "login", "cookies", "keychain", "gnupg",
    "shadow", "environ", "keyring", "vault", "secret", ".key", ".pem", ".p12", ".pfx", ".jks", "id_rsa", "id_ed", "tfvars", "printenv",
    "env", "token", "passw", "169.254", "metadata", "auth", "_key", "service", "git config", "terraform", "tofu", "pulumi", "vercel",
    "eas ", "railway", "netlify", "lpass", "keepass", "gopass", "rbw", "bws", "consul", "etcdctl", "nomad", "credstash", "teller",
    "summon", "az ", "gcloud", "kubectl", "docker", "ansible", "npm t", "age ", "dotnet", "ps ", "$", "htpasswd", "gradle", ".m2",
    ".pem", "id_", "find", "locate", "key", "pass", "pwd", "login",
    "ghp_", "gho_", "ghs_", "ghu_", "github_pat", "glpat", "akia", "asia", "sk-", "sk_", "xox", "hf_", "npm_", "aiza", "dop_v1",
    "begin ", "api",
    "dotenvx", "phase", "akeyless", "conjur", "bao ", "oc ", "helm", "rclone", "nmcli", "systemd-creds", "launchctl", "git-crypt",
    "git secret", "blackbox", "pip config", "npm config", "yarn config", "composer", "gh ", "glab", "bw ", "op ", "security", "kwallet",
    "dcli",
    "infisical", "railway", "redis-cli", "podman", "wg ", "credstash", "pnpm config", "poetry config", "bundle config", "requirepass",
    "aws", "gpg", "heroku", "doppler", "fly", "rails", "chamber", "sops", "history", "inspect",
)  # fmt: skip


def is_secret_file(path: str) -> str:
    """Return `grave` for a credential store of the user's, `local` for a project's secret file, else ''."""
    # `.env*` stands for the secret file among others.
    bare = path.strip("'\"").replace("\\", "/").removeprefix("@").rstrip("*")
    if _TEMPLATE.search(bare.rsplit("/", 1)[-1]) or not bare:
        return ""
    if _GRAVE.search(bare) and not (
        bare.endswith(".npmrc") and not re.search(r"^(?:~|/home/|/root|/Users/|\$HOME)", bare)
    ):
        return "grave"
    return "local" if _LOCAL.search(bare) or _NEIGHBOUR.match(bare) else ""


def secret_reads(commands: tuple[SimpleCommand, ...], call: ToolCallEvent) -> Iterator[Deed]:
    """Yield the secrets that a call reads."""
    if call.kind is ToolKind.READ:
        path = next(
            (
                v
                for k in ("file_path", "path", "absolute_path", "target_file")
                if isinstance(v := call.args.get(k), str)
            ),
            "",
        )
        kind = is_secret_file(path)
        if kind:
            yield Deed(DeedKind.SECRET_READ, f"read {path}", path, grave=kind == "grave", hint=kind)
        return
    text = call.args.get("command") if commands else None
    if isinstance(text, str):
        yield from secrets_read_by(commands, text)


def secrets_read_by(commands: tuple[SimpleCommand, ...], text: str) -> Iterator[Deed]:
    """Yield the secrets that these commands read; `text` is what they stand in."""
    if not has_any(text, _WORDS):
        return
    for i, command in enumerate(commands):
        if not command.remote:
            yield from _of_command(command, commands[i + 1 : i + 4], text)
        elif not any(w.startswith(("docker ", "podman ")) for w in command.wrappers):
            # Another machine's secrets are secrets too; a container on this one holds what the project gave it.
            yield from (
                d for d in _of_command(command, commands[i + 1 : i + 4], text) if d.grave or d.hint == "environment"
            )


def _of_command(command: SimpleCommand, after: tuple[SimpleCommand, ...], whole: str) -> Iterator[Deed]:
    line = " ".join((command.program, *command.argv[1:]))
    piped = [c for c in after if c.follows.startswith("|")]
    if _METADATA.search(line) and command.program in ("curl", "wget", "http", "python", "python3"):
        yield Deed(DeedKind.SECRET_READ, line, "cloud metadata", grave=True, hint="metadata", command=command)
        return
    if (grave := opens_store(command)) is not None:
        yield Deed(DeedKind.SECRET_READ, line, command.program, grave=grave, hint="store", command=command)
        return
    if command.program in ("printenv", "env", "export", "set") or line in ("declare -p", "export -p"):
        yield from _environment(command, piped)
        return
    if command.program == "echo" and command.follows != "|":
        for word in command.argv[1:]:
            for name in re.findall(r"\$\{?(\w+)\}?(?![:\w+-])", word):
                if _SECRET_NAME.search(name) and not piped and not command.redirects:
                    yield Deed(DeedKind.SECRET_READ, line, f"${name}", hint="variable", command=command)
                    return
        return
    if command.program in ("python", "python3", "node", "ruby", "php", "deno", "bun") and _WHOLE_ENVIRONMENT.search(
        line
    ):
        yield Deed(DeedKind.SECRET_READ, line, "the environment", hint="environment", command=command)
        return
    if _KEYRING.search(line):
        yield Deed(DeedKind.SECRET_READ, line, "keyring", grave=True, hint="store", command=command)
        return
    if command.program in ("find", "fd", "locate", "mdfind") and (found := key_files(command, after, line)) is not None:
        yield found
        return
    if command.program not in READERS:
        return
    if _names_only(command, piped) or _other_variables(command):
        return
    words = [*command.argv[1:], *(r.target for r in command.redirects if r.op == "<")]
    if command.program in ("python", "python3", "node", "ruby", "perl", "php"):
        words += re.findall(r"['\"]([^'\"\n]{3,120})['\"]", line) if re.search(r"open\(|read", line) else []
        words = [w for w in words if len(w) < 200 and "\n" not in w and " " not in w]
    if command.program in ("cp", "mv", "scp"):
        words = words[:-1]
    if command.program in ("grep", "egrep", "rg", "ag") and hunts(command):
        yield Deed(DeedKind.SECRET_READ, line, "tokens in other folders", grave=True, hint="hunt", command=command)
        return
    for word in words:
        kind = is_secret_file(word)
        if kind and not word.startswith("-"):
            grave = kind == "grave"
            yield Deed(
                DeedKind.SECRET_READ,
                line if len(line) < 90 else f"{command.program} {word}",
                word,
                grave=grave,
                hint=kind,
                command=command,
            )
            return


def _environment(command: SimpleCommand, piped: list[SimpleCommand]) -> Iterator[Deed]:
    words = [w for w in command.argv[1:] if not w.startswith("-")]
    line = " ".join((command.program, *command.argv[1:]))
    if command.program in ("export", "set") or (command.program == "env" and words):
        return
    if words:
        secret = next((w for w in words if _SECRET_NAME.search(w)), None)
        if secret and not piped:
            yield Deed(DeedKind.SECRET_READ, line, f"${secret}", hint="variable", command=command)
        return
    if _names_only(command, piped):
        return
    for other in piped:
        if other.program in ("grep", "egrep", "rg", "awk", "sed"):
            pattern = " ".join(other.argv[1:])
            if _SECRET_NAME.search(pattern) or _STEMS.search(pattern):
                break
            return
    else:
        if any(p.program in ("wc",) for p in piped):
            return
        yield Deed(DeedKind.SECRET_READ, line, "the environment", hint="environment", command=command)
        return
    yield Deed(
        DeedKind.SECRET_READ,
        f"{line} | {' '.join(piped[0].argv)}",
        "tokens in the environment",
        grave=True,
        hint="variable",
        command=command,
    )


def _names_only(command: SimpleCommand, piped: list[SimpleCommand]) -> bool:
    """Tell whether only names, counts or matches without values come out."""
    for c in (command, *piped):
        line = " ".join(c.argv)
        if c.program in ("cut", "awk", "sed", "grep", "egrep", "rg", "wc", "jq", "yq") and (
            _NAMES_ONLY.search(line) or c.program == "wc"
        ):
            return True
        if c.program in ("md5sum", "sha256sum", "shasum") or (
            c.program == "openssl" and re.search(r"\b(?:x509|req|verify|rsa -pubout|pkey -pubout)", line)
        ):
            return True
    return False


def _other_variables(command: SimpleCommand) -> bool:
    """Tell whether a search picks variables by their names, and none of these names a secret."""
    if command.program not in ("grep", "egrep", "rg", "awk", "sed") or len(command.argv) < 3:
        return False
    asked = " ".join(w for w in command.argv[1:-1])
    wanted = next((w for w in command.argv[1:] if not w.startswith("-")), "")
    if (
        command.program not in ("sed", "awk")
        and re.fullmatch(r"[\w:/ .-]{3,60}", wanted)
        and re.search(r"\w{3}", wanted)
        and not any(is_secret_file(w) == "grave" for w in command.argv[1:])
    ):
        # Only the lines that have this very word come out.
        return not (
            _SECRET_NAME.search(wanted)
            or TOKEN_WORDS.search(wanted)
            or _ASKS_SECRET.search(wanted)
            or _abroad(command, wanted)
        )
    names = re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]{2,}\b", asked)
    return bool(names) and not any(_SECRET_NAME.search(n) for n in names)


def _abroad(command: SimpleCommand, wanted: str) -> bool:
    """Tell whether a secret file of another project is searched for more than an address or a switch."""
    return not _HARMLESS.search(wanted) and any(
        re.match(r"(?:\.\./)+[\w.-]*[A-Za-z][\w.-]*/|~/[\w-]|\$HOME/[\w-]", w) and is_secret_file(w)
        for w in command.argv[1:]
    )
