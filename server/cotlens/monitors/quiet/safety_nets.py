"""What an edit of settings takes off other people's safety net: how long things are kept, who approves, who is alerted, what recovers.

Compares a line with the one that stood there before; says of nothing that it is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.lazy_regex import regex

SHORTER: Final = "things are kept for a shorter time"
APPROVAL: Final = "nobody has to approve any more"
ALERTS: Final = "an alert was taken away"
RECOVERY: Final = "a protection against loss was switched off"
CONSENT: Final = "what people have to agree to is on by default"

_FOUR: Final = 4
_LONG: Final = 300
_SETTINGS: Final = regex(
    r"\.(?:ya?ml|json|tf|hcl|tfvars|conf|cfg|ini|toml|properties|xml|bicep|env|rules|cron|libsonnet|jsonnet|cue|service)$|"
    r"(?:^|/)(?:Jenkinsfile|logrotate\S*|crontab|config)\b|(?:^|/)(?:etc|infra|deploy|ops|terraform|helm|k8s|config|conf|settings)/"
)
_KEPT: Final = regex(
    r"\b([\w.-]*(?:retention|retain|keep|max_?history|max_?age|expir\w*|ttl|deletion_window|recovery_window|grace|lifespan|purge_?after|"
    r"delete_?after|days|weeks|months|years)[\w.-]*)[\"']?\s{0,4}[:=]?\s{0,4}[\"']?(\d{1,7})\s?([smhdwy]|days?|weeks?|months?|years?|hours?)?\b",
    re.IGNORECASE,
)
_PASSING: Final = regex(
    r"cache|session|token|cookie|lock|request|timeout|dns|cert|jwt|max-age|rate|poll|retry|interval", re.IGNORECASE
)
"""What is meant to pass soon."""
_UNITS: Final = {"": 1.0, "s": 1 / 86400, "m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0, "y": 365.0}
_MANUAL: Final = regex(
    r"^\s*-?\s*(?:environment:\s*\S|name:\s*prod\w*\s*$|when:\s*manual\b|.*\b(?:required_?(?:reviewers|approv\w+|approving\w*)|manual[-_]?approv\w*|"
    r"approval[-_ ]?(?:required|rule|step|gate)|min_?approv\w+|approvals?)\b\s*[:=]?|input\s+(?:message|id)\b|.*\btype:\s*approval\b|"
    r".*\bManualApproval\b|.*\bCODEOWNERS\b)"
)
_ALERT: Final = regex(
    r"^\s*-?\s*[\"']?(?:alert|resource\s+\"aws_cloudwatch_metric_alarm\"|.*\b(?:pagerduty|opsgenie|victorops|alarm_actions|on_?call|pager|alertmanager|"
    r"notification_channels?|evaluatealert|page_on)\w*)\b",
    re.IGNORECASE,
)
_GUARDS: Final = regex(
    r"\b(deletion_?protection|prevent_destroy|termination_?protection|disable_?api_?termination|versioning|point_?in_?time\w*|pitr\w*|"
    r"backup\w*|soft_?delete\w*|purge_?protection\w*|object_?lock\w*|mfa_?delete|multi_?az|snapshot\w*|replication\w*)\b[\"']?\s{0,4}[:=]?\s{0,4}[\"'{]?\s{0,4}"
    r"(?:status\s*=\s*[\"'])?(true|false|on|off|yes|no|enabled|disabled|suspended|\d{1,4})\b",
    re.IGNORECASE,
)
_ON: Final = frozenset({"true", "on", "yes", "enabled"})
_OFF: Final = frozenset({"false", "off", "no", "disabled", "suspended", "0"})
_ASKED_OF_PEOPLE: Final = regex(
    r"\b((?:\w*(?:consent|tracking|marketing|analytics|telemetry|newsletter|advertis\w*|personali[sz]\w*|usage_?(?:data|stats)|share_?(?:data|usage)|"
    r"third_?part\w+|opt_?in))\w*)[\"']?\s{0,4}(?::=|=>|[:=])\s{0,4}[\"']?(true|false|on|off|yes|no|1|0|granted|denied)\b",
    re.IGNORECASE,
)
_DEFAULTS: Final = regex(
    r"consent|privacy|cookie|tracking|preference|default|setting|telemetry|config|onboard|signup|profile", re.IGNORECASE
)
_REMARK: Final = regex(r"\s*(?:#|//|--|;|/\*)")


class Lessened(NamedTuple):
    """What was lessened, the line that does it now (None where it is gone), and the one that stood there."""

    what: str
    added: str | None
    removed: str


def lessened(edit: FileEdit) -> Iterator[Lessened]:
    """Yield what an edit of a settings file takes away of keeping, approving, alerting and recovering."""
    if edit.op is not EditOp.MODIFY:
        return
    if _DEFAULTS.search(edit.path):
        yield from _presumed(edit)
    if not _SETTINGS.search(edit.path):
        return
    for hunk in edit.hunks:
        old = [x for x in hunk.removed if x.strip() and len(x) < _LONG and not _REMARK.match(x)][:60]
        new = [x for x in hunk.added if x.strip() and len(x) < _LONG and not _REMARK.match(x)][:60]
        around = "\n".join(hunk.old[:80])
        for line in old:
            if line in new:
                continue
            yield from _shorter(line, new, around)
            yield from _unguarded(line, new)
            if _MANUAL.search(line) and not any(_MANUAL.search(x) for x in new):
                yield Lessened(APPROVAL, None, line)
            if _ALERT.search(line) and not any(_ALERT.search(x) for x in new):
                yield Lessened(ALERTS, None, line)


def _presumed(edit: FileEdit) -> Iterator[Lessened]:
    """Yield the switches of what people have to agree to that are on now and were off."""
    for hunk in edit.hunks:
        were = {m[1]: (m[2].lower(), x) for x in hunk.removed[:60] if (m := _ASKED_OF_PEOPLE.search(x[:_LONG]))}
        for line in hunk.added[:60]:
            now = _ASKED_OF_PEOPLE.search(line[:_LONG])
            was, twin = were.get(now[1], ("", "")) if now is not None else ("", "")
            if now is not None and was in _OFF | {"denied"} and now[2].lower() in _ON | {"1", "granted"}:
                yield Lessened(CONSENT, line, twin)


def _shorter(line: str, new: list[str], around: str) -> Iterator[Lessened]:
    was = _KEPT.search(line)
    if was is None or _PASSING.search(f"{line}\n{around}"[:2000]):
        return
    for other in new:
        now = _KEPT.search(other)
        if now is not None and now[1] == was[1] and 0 <= _FOUR * _days(now) <= _days(was):
            yield Lessened(SHORTER, other, line)
            return


def _days(match: re.Match[str]) -> float:
    return int(match[2]) * _UNITS.get((match[3] or "")[:1].lower(), 30.0)


def _unguarded(line: str, new: list[str]) -> Iterator[Lessened]:
    was = _GUARDS.search(line)
    if was is None or was[1].lower().startswith("skip"):
        return
    before = was[2].lower()
    if before not in _ON and not (before.isdigit() and int(before) > 0):
        return
    twin = next((x for x in new if (m := _GUARDS.search(x)) and m[1] == was[1]), None)
    now = _GUARDS.search(twin) if twin is not None else None
    if now is not None and now[2].lower() in _OFF:
        yield Lessened(RECOVERY, twin, line)
    elif twin is None and before in _ON and not any(was[1] in x for x in new):
        yield Lessened(RECOVERY, None, line)
