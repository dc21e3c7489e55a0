"""SARIF 2.1.0 for code-scanning tools. A flag with no place in a file points to its session log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

import cotlens
from cotlens.engine.catalogue import metas
from cotlens.model.errors import Unread
from cotlens.model.flag import Flag, Severity
from cotlens.model.ids import FlagId
from cotlens.model.verdict import Status, Verdict
from cotlens.reports.json import relative, status_of

_LEVELS: Final = {
    Severity.INFO: "note",
    Severity.LOW: "note",
    Severity.MODERATE: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "error",
}

Json = dict[str, Any]


def sarif(
    *, workspace: str | None, flags: Sequence[Flag], verdicts: Mapping[FlagId, Verdict], unread: Sequence[Unread]
) -> Json:
    """Return a SARIF log with one run."""
    run: Json = {
        "tool": {"driver": {"name": "CoTLens", "semanticVersion": cotlens.__version__, "rules": _rules()}},
        "columnKind": "utf16CodeUnits",
        "results": [_result(f, workspace, verdicts) for f in flags],
        "invocations": [
            {
                "executionSuccessful": not unread,
                "toolExecutionNotifications": [
                    {"level": "warning", "message": {"text": f"{u.log}: {u.reason}"}} for u in unread
                ],
            }
        ],
    }
    if workspace is not None:
        run["originalUriBaseIds"] = {"WORKSPACE": {"uri": PurePath(workspace).as_uri().rstrip("/") + "/"}}
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}


def _rules() -> list[Json]:
    return [
        {
            "id": m.code,
            "name": m.name,
            "shortDescription": {"text": m.summary},
            "fullDescription": {"text": m.details, "markdown": m.details},
            "defaultConfiguration": {"level": _LEVELS[m.severity]},
            "properties": {"tags": [m.category]},
        }
        for m in metas()
    ]


def _result(flag: Flag, workspace: str | None, verdicts: Mapping[FlagId, Verdict]) -> Json:
    verdict = verdicts.get(flag.id)
    result: Json = {
        "ruleId": flag.code,
        "level": _LEVELS[flag.severity],
        "message": {"text": flag.message},
        "partialFingerprints": {"cotlens/v1": flag.fingerprint},
        "guid": None,
        "properties": {
            "confidence": flag.confidence,
            "session": flag.session,
            "flag": flag.id,
            "also": list(flag.also),
        },
        "locations": [_place(flag, workspace)],
        "relatedLocations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": PurePath(e.log.path).as_uri()},
                    "region": {"startLine": e.log.line, "snippet": {"text": e.excerpt}},
                },
                "message": {"text": e.role.value},
            }
            for e in flag.evidence
        ],
    }
    del result["guid"]
    if verdict is not None and status_of(flag.id, verdicts) is Status.DISMISSED:
        by = f" ({verdict.author})" if verdict.author else ""
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": f"{verdict.note or verdict.reason.value}{by}"}
        ]
    return result


def _place(flag: Flag, workspace: str | None) -> Json:
    location = flag.location
    if location is None:
        ref = flag.evidence[0].log if flag.evidence else None
        uri = PurePath(ref.path).as_uri() if ref is not None else "unknown:"
        return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": ref.line if ref else 1}}}
    path = relative(location.path, workspace)
    artifact: Json = {"uri": path if not path.startswith("/") else PurePath(path).as_uri()}
    if workspace is not None and not path.startswith("/"):
        artifact["uriBaseId"] = "WORKSPACE"
    span = location.range
    return {
        "physicalLocation": {
            "artifactLocation": artifact,
            "region": {
                "startLine": span.start_line + 1,
                "startColumn": span.start_character + 1,
                "endLine": span.end_line + 1,
                "endColumn": span.end_character + 1,
            },
        }
    }
