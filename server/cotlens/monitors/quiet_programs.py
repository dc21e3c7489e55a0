"""Programs whose runs leave files as they are, by what they do instead."""

from __future__ import annotations

from typing import Final

LOOKERS: Final = frozenset((
    "cat", "ls", "grep", "rg", "head", "tail", "wc", "diff", "test", "stat", "less", "cd", "echo", "pwd", "which",
    "true", "printf", "sort", "uniq", "cut", "tr", "tree", "file", "du", "df", "sleep", "ps", "type", "date",
    "export", "set", "env", "read", "awk", "nl", "bat", "jq", "yq", "md5sum", "sha256sum", "psql", "mysql", "kubectl",
    "gh", "curl", "exit", "return",
))  # fmt: skip

CHECKERS: Final = frozenset((
    "yamllint", "shellcheck", "hadolint", "actionlint", "markdownlint", "jsonlint", "xmllint", "tflint", "eslint",
    "stylelint", "htmlhint", "mypy", "pyright", "flake8", "pylint", "staticcheck", "checkstyle", "ktlint",
    "swiftlint", "luacheck", "promtool", "kubeval", "kubeconform", "spectral", "vale", "codespell", "typos", "nginx",
    "msgfmt", "desktop-file-validate", "ping", "dig", "sqlfluff", "protolint", "buf", "cppcheck",
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
