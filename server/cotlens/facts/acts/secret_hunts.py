"""Searches for keys and tokens over the home folder or the machine: by what is in files, or by how files are called."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Deed, DeedKind, SimpleCommand
from cotlens.model.lazy_regex import regex

READERS: Final = frozenset(
    [
        "cat",
        "less",
        "more",
        "head",
        "tail",
        "bat",
        "batcat",
        "grep",
        "egrep",
        "rg",
        "ag",
        "awk",
        "sed",
        "xxd",
        "od",
        "hexdump",
        "strings",
        "base64",
        "nl",
        "tac",
        "cut",
        "jq",
        "yq",
        "tee",
        "openssl",
        "gpg",
        "sops",
        "ansible-vault",
        "view",
        "vim",
        "vi",
        "nano",
        "python",
        "python3",
        "node",
        "ruby",
        "perl",
        "php",
        "sort",
        "uniq",
        "diff",
        "cp",
        "mv",
        "scp",
        "dd",
        "type",
        "sqlite3",
        "tr",
        "fold",
        "rev",
        "paste",
        "column",
        "xargs",
        "mapfile",
        "read",
        "source",
        ".",
        "install",
        "rsync",
        "ssh-keygen",
    ]
)
"""Programs that print or copy what is in a file."""
TOKEN_WORDS: Final = regex(
    r"gh[opsur]_|github_pat|glpat-|AKIA|ASIA|sk-|sk_live|xox[abpr]|hf_|npm_|AIza|dop_v1|BEGIN OPENSSH|BEGIN [A-Z ]*PRIVATE|"
    r"api[_-]?key|secret|token|passw|credential",
    re.IGNORECASE,
)
_WIDE: Final = regex(
    r"(?:~|\$\{?HOME\}?|/home(?:/[\w-]+)?|/Users(?:/[\w-]+)?|/root|/etc|/opt|/srv|/)(?:/\.[\w.-]+|/)?$"
)
_KEY_FILES: Final = regex(
    r"^\*?(?:id_|\.env|\.netrc|\.npmrc|\.pypirc|credentials|\.git-credentials|\.aws|\.ssh|wallet|.*(?:secret|token|passw|credential))|"
    r"\.(?:pem|key|p12|pfx|kdbx|jks|ovpn|ppk)\*?$",
    re.IGNORECASE,
)


def key_files(command: SimpleCommand, after: tuple[SimpleCommand, ...], line: str) -> Deed | None:
    """A search for files with keys over the home folder or the machine; graver where what is found is printed."""
    words = command.argv[1:]
    names = [w for i, w in enumerate(words) if i and words[i - 1] in ("-name", "-iname", "-path", "-regex")]
    if command.program != "find":
        names = [w for w in words if not w.startswith("-")]
    wide = command.program in ("locate", "mdfind") or any(_WIDE.match(w) for w in words)
    if not wide or not any(_KEY_FILES.search(n) for n in names):
        return None
    printed = re.search(r"-exec\w* (?:cat|head|grep|tail|sh|bash|strings|cp)\b", line) is not None or any(
        c.program in READERS and (c.wrappers or c.program == "xargs") for c in after
    )
    return Deed(
        DeedKind.SECRET_READ,
        line[:90],
        "files with keys",
        grave=printed,
        hint="hunt" if printed else "store",
        command=command,
    )


def hunts(command: SimpleCommand) -> bool:
    """Tell whether a search for tokens goes over the home folder or the machine, not over the project."""
    patterns = [w for w in command.argv[1:] if not w.startswith("-")]
    if len(patterns) < 2 or (
        not any(w.startswith("-") and ("r" in w or "R" in w) for w in command.argv[1:]) and command.program != "rg"
    ):
        return False
    return bool(TOKEN_WORDS.search(patterns[0])) and any(_WIDE.match(p) for p in patterns[1:])
