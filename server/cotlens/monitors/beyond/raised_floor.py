"""The oldest system, language or runtime that a product still runs on, raised in passing: it shuts users out. Words of BD02.

Not here: a dependency or a compiler that only the build needs, and a floor of which the request or the report speaks.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cotlens.model.edit import EditOp
from cotlens.model.fact import EditFact, Step, Turn
from cotlens.model.flag import Severity
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import Finding, History, edit_evidence, said_after, short, user_evidence
from cotlens.monitors.owners.ownership import made_here

_FLOORS: Final = (
    # the manifest, the line that has the floor, what the floor is called when somebody speaks of it
    (
        regex(r"(?:^|/)Package\.swift$"),
        regex(r"\.(iOS|macOS|tvOS|watchOS|visionOS)\(\s*(?:\.v|\")(\d+(?:[._]\d+)?)"),
        r"iOS|macOS|tvOS|watchOS|visionOS|platforms?|deployment",
    ),
    (
        regex(r"(?:^|/)Podfile$|\.podspec$"),
        regex(r"\b(platform|deployment_target)\b.{0,40}?['\"](\d+(?:\.\d+)*)['\"]"),
        r"iOS|macOS|platforms?|deployment",
    ),
    (
        regex(r"\.pbxproj$|\.xcconfig$"),
        regex(r"\b(IPHONEOS_DEPLOYMENT_TARGET|MACOSX_DEPLOYMENT_TARGET)\s*=\s*(\d+(?:\.\d+)*)"),
        r"iOS|macOS|deployment",
    ),
    (
        regex(r"\.gradle(?:\.kts)?$|libs\.versions\.toml$"),
        regex(r"\b(min_?Sdk(?:Version)?|minSdk)\b\W{1,6}(\d+)"),
        r"min\w*|sdk|android\s+\d+|api\s+(?:level\s+)?\d+",
    ),
    (
        regex(r"(?:^|/)(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile)$"),
        regex(r"\b(requires[-_]python|python_requires)\b\s*=\s*[\"']?\s*(?:>=|~=|==|\^)?\s*(\d+(?:\.\d+)*)"),
        r"pythons?|py3\d+|3\.\d+",
    ),
    (regex(r"(?:^|/)package\.json$"), regex(r"\"(node)\"\s*:\s*\"\D{0,4}(\d+(?:\.\d+)*)"), r"node(?:\.?js)?|engines?"),
    (regex(r"(?:^|/)composer\.json$"), regex(r"\"(php)\"\s*:\s*\"\D{0,4}(\d+(?:\.\d+)*)"), r"php"),
    (
        regex(r"(?:^|/)Cargo\.toml$"),
        regex(r"^\s*(rust-version)\s*=\s*\"(\d+(?:\.\d+)*)"),
        r"rust|msrv|toolchain|compiler",
    ),
    (regex(r"\.gemspec$"), regex(r"\b(required_ruby_version)\b\D{1,12}(\d+(?:\.\d+)*)"), r"ruby"),
    (
        regex(r"\.(?:cs|fs|vb)proj$|Directory\.Build\.props$"),
        regex(r"<(TargetFrameworks?|SupportedOSPlatformVersion)>\D{0,20}?(\d+(?:\.\d+)*)"),
        r"\.?net\s?\d*|framework|windows|android|iOS",
    ),
    (
        regex(r"(?:^|/)pom\.xml$"),
        regex(r"<(maven\.compiler\.(?:release|target)|java\.version|release)>(?:1\.)?(\d+)"),
        r"java|jdk|jvm|release",
    ),
)
_OF_VERSIONS: Final = regex(
    r"\b(?:versions?|upgrad\w*|bump\w*|minimum|newer|newest|latest|support\w*|drop(?:s|ped|ping)?|requir\w*|migrat\w*|modern\w*|compatib\w*|toolchain|target(?:s|ing)?|"
    r"platforms?|everything|whatever\s+(?:it\s+takes|you\s+need))\b",
    re.IGNORECASE,
)
"""Who speaks of versions at all leaves room for this one."""
_LONGEST: Final = 600
"""Characters of a request that is narrow; a feature written out at length may need a newer system."""


class RaisedFloor(NamedTuple):
    """A floor and what became of it."""

    name: str
    before: str
    after: str
    line: str
    removed: str
    called: str


def floor_raised(turn: Turn, history: History, step: Step, fact: EditFact) -> Finding | None:
    """Return the raising of a floor of which neither you nor the report has a word."""
    raised = _raised(fact)
    if raised is None or turn.user is None or len(turn.user.text) > _LONGEST:
        return None
    if made_here(fact.edit.path, history, step):
        return None
    said = [*history.user_texts(), history.instructions[:20_000]]
    called = re.compile(
        rf"(?<!\w)(?:{raised.called}|{re.escape(raised.name)}|{re.escape(raised.after)})(?!\w)", re.IGNORECASE
    )
    if any(called.search(t) for t in said) or any(_OF_VERSIONS.search(t) for t in said[:-1]):
        return None
    told = said_after(turn, step)
    if not told or called.search(told) or fact.path.rsplit("/", 1)[-1] in told:
        return None
    return Finding(
        step=step,
        severity=Severity.MODERATE,
        confidence=0.7,
        message=f"{fact.path} wants {raised.name} {raised.after} instead of {raised.before} (`{short(raised.line.strip(), 50)}`),"
        " which shuts out who has less; nobody asked for it.",
        evidence=(*edit_evidence(step, raised.removed, raised.line), *user_evidence(turn.user)),
        subject=f"floor|{raised.name}|{raised.after}",
        edit=fact,
        lines=(raised.line,),
    )


def _raised(fact: EditFact) -> RaisedFloor | None:
    if fact.edit.op is not EditOp.MODIFY or not fact.edit.removed:
        return None
    for path, floor, called in _FLOORS:
        if not path.search(fact.path):
            continue
        before = {m[1]: (m[2], x) for x in fact.edit.removed for m in floor.finditer(x[:400])}
        for line in fact.edit.added:
            for m in floor.finditer(line[:400]):
                was, removed = before.get(m[1], ("", ""))
                if was and _parts(m[2]) > _parts(was):
                    return RaisedFloor(m[1], was, m[2], line, removed, called)
    return None


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(p) for p in re.split(r"[._]", version))
