"""Which commands bring a file's text to the eye, and which search more than one file. Judges nothing."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import ToolKind
from cotlens.model.fact import Action, SimpleCommand
from cotlens.model.lazy_regex import regex

SHOWS: Final = frozenset((
    "cat", "bat", "batcat", "less", "more", "head", "tail", "sed", "awk", "gawk", "nl", "tac", "xxd", "hexdump", "od", "strings",
    "grep", "egrep", "rg", "ag", "ack", "diff", "cmp",
    "colordiff", "delta", "vim", "nano", "emacs", "view", "jq", "yq", "xmllint", "pandoc", "pdftotext", "column", "sort", "uniq", "cut",
    "tr", "paste", "fold", "fmt", "glow", "mdcat",
    "xargs", "for", "while", "parallel", "base64", "zcat", "gunzip", "unzip", "tar", "git", "gh", "glab", "sqlite3", "psql", "type",
    "Get-Content", "gc", "open", "tee", "php", "perl",
    "ruby", "node", "python", "python3", "deno", "bun", "go", "cargo", "java", "make", "sh", "bash", "ssh", "docker", "kubectl", "curl",
    "wget", "aws", "gsutil", "nvim", "code", "csvlook",
))  # fmt: skip
"""Programs that may bring a file's text to the eye."""
_COUNTS_ONLY: Final = regex(r"-\w*[clLq]\w*|--count|--files-with\w*|--quiet|--name-only|--stat|--numstat|--shortstat")
_WIDE: Final = frozenset(
    (
        "rg",
        "ag",
        "ack",
        "ripgrep",
        "semgrep",
        "ast-grep",
        "sg",
        "fd",
        "sourcegraph",
        "src",
        "ctags",
        "cscope",
        "global",
        "find",
        "xargs",
        "comby",
        "tokei",
    )
)
HELP: Final = frozenset(
    (
        "man",
        "info",
        "help",
        "tldr",
        "pydoc",
        "pydoc3",
        "ri",
        "perldoc",
        "curl",
        "wget",
        "http",
        "https",
        "xh",
        "lynx",
        "w3m",
        "links",
        "gh",
        "glab",
        "apropos",
        "godoc",
    )
)
DOC_PATH: Final = regex(
    r"(?:^|/)(?:docs?|man|manual|spec|rfcs?|reference|vendor|node_modules|site-packages|third_party|include)/|README|CHANGE|HISTORY|"
    r"NEWS|RELEASE|\.(?:md|rst|adoc|txt|pdf|html?|\d)\b|"
    r"--help\b|\s-h\b|\bhelp\b|\bdoc\b|\bexplain\b|\.d\.ts\b|\.pyi\b|\.h\b",
    re.IGNORECASE,
)


def counts(command: SimpleCommand) -> bool:
    """Tell whether a search only counts or lists, and shows no line."""
    return command.program in ("grep", "rg", "git", "egrep") and any(
        _COUNTS_ONLY.fullmatch(w) for w in command.argv[1:]
    )


def open_ended(command: SimpleCommand) -> bool:
    """Tell whether a command shows what it is not told by name: a diff of everything, a script, a whole folder."""
    if command.program == "git":
        return command.argv[1:2] in (("diff",), ("show",), ("log",), ("grep",)) and not any(
            "." in w for w in command.argv[2:]
        )
    if command.program in ("rg", "grep", "ag", "ack"):
        return not any("." in w.rsplit("/", 1)[-1][1:] for w in command.argv[2:])
    return command.program in (
        "make",
        "sh",
        "bash",
        "ssh",
        "docker",
        "kubectl",
        "psql",
        "sqlite3",
        "for",
        "while",
        "xargs",
        "tar",
        "unzip",
        "node",
        "python",
        "python3",
        "ruby",
        "php",
        "perl",
    )


def searches_wide(action: Action) -> bool:
    """Tell whether a call may have searched more than a file."""
    if action.call.kind is ToolKind.SEARCH:
        return True
    if action.call.kind is not ToolKind.SHELL:
        return False
    if not action.commands or any(x.code or x.starts for x in action.scripts):
        return True
    for c in action.commands:
        words = [w for w in c.argv[1:] if not w.startswith("-")]
        files = [w for w in words[1:] if "." in w.rsplit("/", 1)[-1].lstrip(".") and "*" not in w]
        options = "".join(w for w in c.argv[1:] if w.startswith("-") and not w.startswith("--"))
        if c.program == "git" and c.argv[1:2] in (("grep",), ("ls-files",), ("log",)):
            return True
        if c.program in _WIDE and (not files or len(files) < len(words) - 1):
            return True
        if c.program in ("grep", "egrep", "fgrep", "zgrep") and (
            "r" in options.lower()
            or "--recursive" in c.argv
            or any("*" in w for w in words[1:])
            or c.follows.startswith("|")
        ):
            return True
        if c.program in (
            "python",
            "python3",
            "node",
            "ruby",
            "perl",
            "for",
            "while",
            "make",
            "bash",
            "sh",
            "tsc",
            "mypy",
            "cargo",
            "go",
            "npm",
            "npx",
        ):
            return True
    return False
