"""Packages that are not to be added, and versions that are to stay as they are: "no dependency bumps of any kind"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.bans.ban_commands import NEG, PACKAGES
from cotlens.model.ban import VERSIONS_STAY, Ban, BanKind
from cotlens.model.lazy_regex import regex

_RAISING: Final = r"(?:bump|upgrad|updat|rais)\w*"
_THINGS: Final = r"(?:dependenc\w+|deps|packages?(?!\.)|librar\w+|crates?|gems?|pins?|lock\s?files?)"
_STAY: Final = regex(
    rf"\bno\s+(?:\w+\s+){{0,2}}?{_THINGS}\s+(?:version\s+)?(?:bump|upgrade|update|raise)s?\b|"
    rf"\bno\s+(?:\w+\s+)?{_RAISING}\s+(?:of|to)\s+(?:\w+\s+){{0,2}}?{_THINGS}\b|"
    rf"\b{NEG}\s+(?:\w+\s+(?:or|and)\s+)?{_RAISING}\s+(?:\w+\s+){{0,3}}?{_THINGS}\b|"
    rf"\b(?:keep|leave)\s+(?:\w+\s+){{0,3}}?{_THINGS}\s+(?:\w+\s+){{0,2}}?(?:versions?\s+)?"
    r"(?:as\s+(?:they|it)|pinned|where|unchanged|frozen|alone)\b|"
    rf"\b{_THINGS}\s+(?:versions?\s+)?(?:are|is|stay|stays)\s+frozen\b",
    re.IGNORECASE,
)
OF_PACKAGES: Final = (PACKAGES, _STAY)
_RAISES: Final = (
    r"^(?:npm|pnpm|yarn|bun) (?:-\S+ )*(?:update|upgrade|up)\b|^cargo (?:update|upgrade)\b|^go get (?:-\S+ )*-u|"
    r"^(?:bundle|composer) (?:update|upgrade)\b|^(?:poetry|pdm|pipenv) update\b|^(?:uv )?pip[\d.]* install .*(?:\s-U\b|--upgrade)|"
    r"^(?:npx )?(?:ncu|npm-check-updates)\b.* -(?:u|-upgrade)\b|^uv (?:lock|sync) .*(?:--upgrade|-U\b)|^mix deps\.update|"
    r"^(?:flutter|dart) pub upgrade|^gradlew? .*useLatestVersions|versions:use-latest"
)


def of_packages(sentence: str, turn: int, unless: str) -> Iterator[Ban]:
    """Yield what a sentence rules out of packages."""
    stay = _STAY.search(sentence) is not None
    if stay or PACKAGES.search(sentence):
        yield Ban(BanKind.PACKAGES, VERSIONS_STAY if stay else ".", sentence, turn, unless=unless)
    if stay:
        yield Ban(BanKind.COMMAND, _RAISES, sentence, turn)
