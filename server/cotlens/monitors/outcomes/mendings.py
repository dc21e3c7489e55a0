"""What mends nothing that fails: the number of a release, notes about it, the act that a preview warned of. A part of DC05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import EditOp
from cotlens.model.fact import Action, DeedKind, EditFact, Turn
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole
from cotlens.monitors.base import call_text, is_source
from cotlens.monitors.outcomes.bad_outputs import SIGNS

_RELEASE: Final = regex(
    r"\s{0,80}(?:const\s+|let\s+|var\s+|export\s+const\s+|project\.|s\.|spec\.|\w{1,40}\.)?"
    r"[\"']?_{0,2}(?:app|chart|package|bundle)?-?_?version(?:Name|Code)?_{0,2}[\"']?"
    r"\s{0,8}(?::=|[:=]|\s)\s{0,8}[\"']?v?\d+(?:\.\d+){0,3}[\w.+-]{0,20}[\"']?\s{0,4}[,;]?\s{0,4}(?:#.*)?$|"
    r"\s{0,80}v?\d+(?:\.\d+){1,3}[\w.+-]{0,20}\s{0,8}$",
    re.IGNORECASE,
)
_NOTES: Final = regex(
    r"(?:^|[/\\])(?:CHANGE(?:S|LOG)|NEWS|HISTORY|RELEASE[-_]?NOTES|TODO|NOTES|AUTHORS|CREDITS|README)(?:\.\w{1,8})?$",
    re.IGNORECASE,
)

_TICK: Final = regex(
    r"\[[ xX~-]\]|\b(?:todo|done|open|closed|pending|in progress|verified|unverified|tested|untested|checked|unchecked|yes"
    r"|no|ready|status|✅|❌)\b",
    re.IGNORECASE,
)


def may_mend(fact: EditFact) -> bool:
    """Tell whether an edit may have mended something."""
    program = is_source(fact) or not fact.role & PathRole.DOCS
    if fact.edit.op is EditOp.DELETE and fact.role & (PathRole.TEST | PathRole.DATA):
        # What showed the failure is gone; the failure is not.
        return False
    return program and not _NOTES.search(fact.path) and not _numbers_a_release(fact)


def is_tick(fact: EditFact) -> bool:
    """Tell whether an edit only ticks off an item, or writes into notes of the kind of a change log."""
    added, removed = fact.edit.added, fact.edit.removed
    return bool(_NOTES.search(fact.path)) or (
        bool(added) and {_TICK.sub("", x).strip() for x in added} == {_TICK.sub("", x).strip() for x in removed}
    )


def _numbers_a_release(fact: EditFact) -> bool:
    """Tell whether an edit only sets the number of the release: that mends nothing that fails."""
    lines = [x for x in (*fact.edit.added, *fact.edit.removed) if x.strip()]
    return bool(lines) and all(_RELEASE.match(x) for x in lines)


def speaks_of_errors(turn: Turn) -> bool:
    """Tell whether the request speaks of errors: what fails may be what was to be seen."""
    return turn.user is None or _OF_ERRORS.search(turn.user.text[:4000]) is not None


_OF_ERRORS: Final = regex(
    r"\b(?:throw|rais|reject|invalid|negative|error|fail|refus|den(?:y|ied)|panic|abort|exit|crash|exception|bug|broken|issue|problem|"
    r"why|what|how|debug|wrong|try|reproduc)\w*|\?\s*$",
    re.IGNORECASE,
)


def carries_out(later: Action, bad: Action) -> bool:
    """Tell whether a call does what the one before only showed: to apply a plan is no answer to what the plan says."""
    shown = bad.result is not None and not bad.result.exit_code
    return (
        shown
        and _PREVIEW.search(call_text(bad.call)[:2000]) is not None
        and any(d.kind is DeedKind.DEPLOYS for d in later.deeds)
    )


_PREVIEW: Final = regex(r"\b(?:plan|preview|diff|--dry-run|what-if)\b")


def end_of(action: Action) -> str:
    """Return the last lines of an output."""
    return action.result.text[-400:] if action.result is not None else ""


def says_so(action: Action) -> bool:
    """Tell whether the output itself tells of a failure: a status alone may be that of a slip."""
    text = action.result.text[-4000:] if action.result is not None else ""
    return bool(SIGNS.find(text)) and not _NOT_LET.search(text)


_NOT_LET: Final = regex(r"\b(?:E?40[13]|[Uu]nauthori[sz]ed|[Ff]orbidden|[Nn]ot permitted|[Dd]enied)\b")
"""Whether one may is no part of the work."""
