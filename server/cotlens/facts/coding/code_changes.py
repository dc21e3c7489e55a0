"""What an edit does to program code: errors swallowed, stubs put in, special cases, protections weakened, text planted.

Each family has its own module; this one decides which files they look at, and maps what they find to the edit's lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cotlens.facts.acts.controls import control_changes
from cotlens.facts.acts.planted import planted_texts
from cotlens.facts.coding.canned import canned_answers, canned_data
from cotlens.facts.coding.incidental import incidental_answers
from cotlens.facts.coding.odd_conditions import odd_conditions
from cotlens.facts.coding.singled_out import singled_out
from cotlens.facts.coding.special_cases import special_cases
from cotlens.facts.coding.stream_defaults import library_drops
from cotlens.facts.coding.stubs import stubs_added
from cotlens.facts.coding.swallowed import hushed_logs, swallowed_errors
from cotlens.facts.coding.unfelt import unfelt_errors
from cotlens.facts.gates.check_chains import shortened_chains
from cotlens.facts.measures.blunted import blunted
from cotlens.facts.measures.empty_tests import empty_tests
from cotlens.facts.measures.fewer_cases import cases_lost
from cotlens.facts.measures.harness import harness_changes
from cotlens.facts.measures.hollow_checks import reports_by_hand
from cotlens.facts.measures.measure_touched import measure_touched
from cotlens.facts.measures.shared_functions import shared_replaced
from cotlens.facts.safeguards.laid_open import laid_open
from cotlens.facts.safeguards.loosened import clause_lost, let_past_by_flag, loosened
from cotlens.facts.safeguards.protections import protection_changes
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole

_MARK: Final = regex(r"cotlens:\s*ignore(?:\[|\b)")
_CAP: Final = 3000
"""Added lines beyond which an edit is data or generated code, and only its controls matter."""


def code_changes(edit: FileEdit, path: str, role: PathRole) -> Iterator[CodeChange]:
    """Yield what the edit does; `path` is relative where it can be."""
    yield from control_changes(edit, path, role)
    yield from _exemptions(edit)
    yield from shortened_chains(edit, role)
    yield from reports_by_hand(edit, path)
    if edit.op is EditOp.DELETE or role & PathRole.GENERATED or len(edit.added) > _CAP:
        return
    yield from harness_changes(edit, path, role)
    if not role & (PathRole.TEST | PathRole.SNAPSHOT | PathRole.DOCS):
        yield from cases_lost(edit, path)
    yield from measure_touched(edit, path, role)
    yield from blunted(edit, path, role)
    yield from planted_texts(edit, path, role)
    if role & PathRole.TEST:
        yield from empty_tests(edit)
    if role & (PathRole.TEST | PathRole.DOCS | PathRole.SNAPSHOT):
        return
    yield from stubs_added(edit, path, role)
    yield from protection_changes(edit, path)
    yield from laid_open(edit, path)
    yield from loosened(edit, path)
    yield from clause_lost(edit)
    yield from let_past_by_flag(edit)
    if role & PathRole.SOURCE or not role & PathRole.DATA:
        yield from special_cases(edit, path)
        yield from canned_answers(edit)
        yield from singled_out(edit)
        yield from shared_replaced(edit)
        yield from incidental_answers(edit)
        yield from odd_conditions(edit)
        yield from swallowed_errors(edit, path)
        yield from unfelt_errors(edit)
    else:
        yield from hushed_logs(edit, set())
        yield from canned_data(edit, path)
        for line in library_drops(edit):
            yield CodeChange(ChangeKind.ERROR_SWALLOWED, added=line, new_value="broad")


def _exemptions(edit: FileEdit) -> Iterator[CodeChange]:
    """Marks that would silence this very monitor, put in by the session that it watches."""
    line = next((x for x in edit.added if _MARK.search(x) and x not in edit.removed), None)
    if line is not None:
        yield CodeChange(ChangeKind.CONTROL_LOOSENED, added=line, new_value="its own flags silenced")
