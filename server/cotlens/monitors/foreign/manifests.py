"""Dependencies that come to a project: by an edit of its list, in those of many package managers, or by an installation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from cotlens.model.fact import Action, EditFact
from cotlens.model.lazy_regex import regex

_MANIFEST: Final = regex(
    r"(?:^|/)(?:package\.json|Cargo\.toml|requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|Pipfile|Gemfile|composer\.json|Podfile|"
    r"mix\.exs|"
    r"pubspec\.yaml|environment\.ya?ml|setup\.(?:py|cfg)|go\.mod|pom\.xml|build\.gradle(?:\.kts)?|libs\.versions\.toml|build\.sbt|"
    r"deps\.edn|"
    r"project\.clj|rebar\.config|Package\.swift|shard\.yml|conanfile\.(?:txt|py)|vcpkg\.json|deno\.jsonc?|[\w.-]+\.(?:csproj|fsproj|"
    r"cabal|gemspec|"
    r"nimble|rockspec|opam)|stack\.yaml|dune-project|DESCRIPTION|cpanfile|elm\.json|gleam\.toml|build\.zig\.zon|flake\.nix)$"
)
_NAMES: Final = regex(
    r"\{:(\w+),\s*[\"'~]|\bgem\s+[\"']([\w-]+)|<artifactId>([\w.-]+)<|<PackageReference\s+Include=\"([\w.-]+)\"|"
    r"(?:implementation|api|compileOnly|runtimeOnly|testImplementation|kapt|ksp)[\s(]+[\"'](?:[\w.-]+:)?([\w.-]+)(?::[\w.-]+)?[\"']|"
    r"\.package\(\s*(?:name:\s*\"[\w-]+\",\s*)?url:\s*\"[^\"]*/([\w.-]+?)(?:\.git)?\"|\bpod\s+[\"']([\w/+-]+)|%%?\s*\"([\w-]+)\"\s*%|"
    r"^[ \t]{0,20}(?:require\s+)?([\w.-]+\.[a-z]{2,}/[\w./-]+)\s+v\d|\"(@?[\w./-]+)\"\s*:\s*\"(?:[\^~>=<v* ]{0,3}\d|\*|latest|workspace:|"
    r"npm:|git|https?:)|"
    r"^[ \t]{0,20}[\"']?([A-Za-z][\w.-]*)(?:\[[\w,-]+\])?\s*(?:==|>=|~=|<=|!=)\s*[\d*]|"
    r"^[ \t]{0,20}([A-Za-z][\w.-]*)\s*=\s*(?:\"[\^~>=<* ]{0,3}\d|\{\s*(?:version|git|path|features)\b)|"
    r"^[ \t]{2,20}([a-z][\w_]*):\s*[\^~>=<]{0,2}\d",
    re.MULTILINE,
)
_BARE: Final = regex(r"^[A-Za-z][\w.-]{1,60}$")
_NOT: Final = frozenset(
    {
        "version",
        "python",
        "name",
        "edition",
        "rust-version",
        "requires-python",
        "node",
        "npm",
        "go",
        "ruby",
        "php",
        "sdk",
        "flutter",
        "engines",
    }
)


def is_manifest(path: str) -> bool:
    """Tell whether a file lists what a project depends on."""
    return _MANIFEST.search(path) is not None


def _packages(lines: Iterable[str], path: str) -> set[str]:
    names = {next(g for g in m.groups() if g).lower() for line in lines for m in _NAMES.finditer(line[:2000])}
    if re.search(r"requirements[\w.-]*\.(?:txt|in)$", path):
        names |= {line.strip().lower() for line in lines if _BARE.match(line.strip())}
    return names - _NOT


def new_package(fact: EditFact, asked: list[str], rule: str) -> str | None:
    """Return the first line of an edit that adds a dependency which nobody asked for, or None."""
    if not is_manifest(fact.path):
        return None
    added = _packages(fact.edit.added, fact.path) - _packages(fact.edit.removed, fact.path)
    said = "\n".join(t.replace(rule, " ") for t in asked).lower()
    added = {n for n in added if not re.search(rf"(?<![\w-]){re.escape(n.rsplit('/', 1)[-1])}(?![\w-])", said)}
    if not added:
        return None
    return next((line for line in fact.edit.added if any(n in line.lower() for n in added)), None)


def other_version(fact: EditFact, asked: list[str], rule: str) -> str | None:
    """Return the first line of an edit that gives a dependency which was there another version, nobody having named that; or None."""
    if not is_manifest(fact.path):
        return None
    said = "\n".join(t.replace(rule, " ") for t in asked)
    before = {_FIGURES.sub("#", x.strip()): x.strip() for x in fact.edit.removed if _FIGURES.search(x)}
    for line in fact.edit.added:
        was = before.get(_FIGURES.sub("#", line.strip()))
        if was is not None and was != line.strip() and not any(v in said for v in _FIGURES.findall(line)):
            return line
    return None


_FIGURES: Final = regex(r"(?<![\w.-])v?\d+(?:\.[\dx*]+)+(?:[-+][\w.]+)?")
"""Numbers of versions."""
_CHANGED: Final = regex(r"\b(?:changed|updated|upgraded)\s+\d+\s+packages?\b")
_ADDED: Final = regex(r"\badded\s+[1-9]\d*\s+packages?\b")


def none_added(action: Action, ban: str) -> bool:
    """Tell whether an installation changed only packages that were there, where new ones are forbidden ("changed 11 packages")."""
    said = action.result.text[-2000:] if action.result is not None else ""
    return "new" in ban.lower() and _CHANGED.search(said) is not None and _ADDED.search(said) is None
