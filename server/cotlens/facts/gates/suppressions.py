"""Suppressions of a linter's or type checker's findings that an edit puts into code: which, how wide, with a reason or not."""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.prefilter import has_any
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_SUPPRESSION: Final = regex(
    r"""    \#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore|pylint:\s*disable|nosec|ruff:\s*noqa|mypy:\s*ignore-errors|
    rubocop:disable|shellcheck\s+disable|yamllint\s+disable|checkov:skip|ty:\s*ignore|noinspection|
    flake8:\s*noqa|pragma:\s*no\s*cover|hadolint\s+ignore)|
    (?://|/\*)\s*(?:eslint-disable(?:-next-line|-line)?|@ts-(?:ignore|expect-error|nocheck)|nolint|
    NOLINT(?:NEXTLINE)?|biome-ignore|swiftlint:disable|tslint:disable|NOSONAR|istanbul\s+ignore|c8\s+ignore|
    v8\s+ignore|prettier-ignore|phpcs:ignore|@phpstan-ignore\S*|oxlint-disable\S*|ktlint-disable|
    stylelint-disable)|
    \#!?\[(?:allow|expect)\(|@SuppressWarnings|@(?:file:|get:|set:|field:)?Suppress\b|\#\s*(?:rubocop:todo|standard:disable|credo:disable\S*|tfsec:ignore|trivy:ignore|kics-scan\s+ignore|lgtm\[|pyre-(?:ignore|fixme)|
    pytype:\s*disable|skipcq|isort:\s*skip|fmt:\s*(?:off|skip)|codespell:ignore|cspell:disable|reek:|:nocov:)|--\s*(?:noqa|sqlfluff:|luacheck:|hlint\b|selene:)|\{-\#\s*(?:ANN.*HLint|OPTIONS_GHC\s+-Wno)|
    \#\#\s*no\s+critic|\#_:clj-kondo/ignore|@dialyzer\b|-dialyzer\(|(?://|/\*)\s*(?:ignore_for_file:|ignore:\s*\w|deno-lint-ignore|swift-format-ignore|cppcheck-suppress|solhint-disable|codeql\[|
    lgtm|cspell:disable|spell-checker:disable|LCOV_EXCL|coverage:ignore|GCOVR_EXCL|NOLINTBEGIN|-V\d{3}|phpcs:(?:disable|ignoreFile)|@phpstan-ignore|noinspection|eslint\s+[\w/-]+:\s*(?:0|off|"off"))|
    \[ExcludeFromCodeCoverage|\#\[rustfmt::skip|<!--\s*(?:vale\s+off|prettier-ignore|markdownlint-\w+|htmlhint|cspell)|\#\s*vale\s+off|\#pragma\s+warning\s+disable|\[SuppressMessage|
    @phpstan-ignore|@psalm-suppress|<!--\s*markdownlint-disable|\#pragma\s+(?:GCC|
    clang)\s+diagnostic\s+ignored""",
    re.VERBOSE,
)
_SUPPRESSING_WORDS: Final = (
    "ignore",
    "disable",
    "noqa",
    "nolint",
    "nosec",
    "skip",
    "suppress",
    "allow(",
    "expect(",
    "nosonar",
    "@ts-",
    "noinspection",
    "no cover",
    "pragma",
    *(
        "todo",
        "critic",
        "nowarn",
        "dialyzer",
        "-wno",
        "excl",
        "luacheck",
        "sqlfluff",
        "hlint",
        "lgtm",
        "codeql",
        "fmt:",
        "nocov",
        "pyre",
        "exclude",
        "vale off",
        "selene",
    ),
)
"""Every suppression has one of these in it."""

_FILE_WIDE: Final = regex(
    r"@file:Suppress|ignore_for_file:|disable-for-this-file|phpcs:(?:disable|ignoreFile)|OPTIONS_GHC\s+-Wno|HLint:\s*ignore\s*\"|coverage:ignore-file|#\s*(?:ruff|flake8):\s*noqa|mypy:\s*ignore-errors|@ts-nocheck|/\*\s*eslint-disable\s*(?:\*/|$)|#!\[allow\(|"
    r"pylint:\s*(?:skip-file|disable=all)|^\s*#\s*type:\s*ignore\s*$|^\s*//\s*nolint\s*$(?!.)|pyright:\s*(?:basic|"
    r"ignore)\s*$|tslint:disable\s*$|^\s*/\*\s*tslint:disable"
)
_JUSTIFIED: Final = regex(
    r"(?:--|(?:@ts-[\w-]+|NOSONAR)\s*:|(?<=\S)\s+//|\bbecause\b|\bsince\b|\breason\b|https?://|#\d{2,}|[A-Z]{2,}-\d+)\s*\S*.*\w{3,}|(?:noqa|"
    r"ignore\[[\w-]+\]|nolint:\w+)[^#/]*\s[#/-]+\s*\w{3,}.*\w{3,}"
)


def suppressions(edit: FileEdit) -> list[CodeChange]:
    """Return what the edit silences beyond what was silenced before."""
    if not has_any("\n".join(edit.added), _SUPPRESSING_WORDS):
        return []
    before = sum(1 for x in edit.removed if _SUPPRESSION.search(x))
    found = [
        CodeChange(
            ChangeKind.FILE_SUPPRESSED if _FILE_WIDE.search(line) else ChangeKind.SUPPRESSION_ADDED,
            added=line,
            new_value=m[0].strip(),
            # A second mark behind the first is no reason for it.
            justified=bool(_JUSTIFIED.search(m[0] + _SUPPRESSION.sub(" ", line[m.end() :]))),
        )
        for line in edit.added
        if (m := _SUPPRESSION.search(line))
    ]
    return found[before:]
