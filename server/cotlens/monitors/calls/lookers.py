"""Programs that leave files as they are: those that look, those that judge, those that list.

Not a verdict on a call: `cat x > y` and `find -delete` are for the facts about writes and losses. A monitor adds to the
set what looks in its own question (`git` where only failures count, `true` where only harm does).
"""

from __future__ import annotations

from typing import Final

SHELL_WORDS: Final = frozenset(
    ("alias", "cd", "date", "popd", "pushd", "pwd", "shopt", "sleep", "true", "uname", "whoami")
)
"""What leads to another program, or only says where and when one is."""

LOOKERS: Final = SHELL_WORDS | frozenset((
    "cat", "diff", "echo", "file", "find", "grep", "head", "jq", "ls", "rg", "stat", "tail", "test", "wc", "which",
))  # fmt: skip
"""Programs that show files, folders and text, and change nothing by themselves."""

ASIDES: Final = LOOKERS - {"find"} | frozenset((
    "less", "pwd", "true", "printf", "sort", "uniq", "cut", "tr", "tree", "du", "df", "sleep", "ps", "type", "date",
    "export", "set", "env", "read", "awk", "nl", "bat", "yq", "md5sum", "sha256sum", "psql", "mysql", "kubectl", "gh",
    "curl", "exit", "return", "createdb", "dropdb", "redis-cli", "mongosh", "pg_isready", "pgrep", "lsof", "kill", "seq",
))  # fmt: skip
"""Programs that run beside the work and do no part of it in the work tree: lookers, the shell's own, clients of services."""

CHECKERS: Final = frozenset((
    "yamllint", "shellcheck", "hadolint", "actionlint", "markdownlint", "jsonlint", "xmllint", "tflint", "eslint",
    "stylelint", "htmlhint", "mypy", "pyright", "flake8", "pylint", "staticcheck", "checkstyle", "ktlint",
    "swiftlint", "luacheck", "promtool", "kubeval", "kubeconform", "spectral", "vale", "codespell", "typos", "nginx",
    "msgfmt", "desktop-file-validate", "ping", "dig", "sqlfluff", "protolint", "cppcheck",
))  # fmt: skip
"""Programs that judge files and, unless told to mend, leave them as they are."""

LISTERS: Final = frozenset((
    "ls", "find", "tree", "stat", "test", "cd", "du", "mkdir", "touch", "chmod",
))  # fmt: skip
"""Programs that name files of a folder and open none."""

GIT_LOOKS: Final = frozenset((
    "status", "diff", "log", "show", "blame", "add", "commit", "push", "branch", "switch", "tag", "fetch", "stash",
    "remote", "rev-parse", "ls-files", "config", "grep",
))  # fmt: skip
