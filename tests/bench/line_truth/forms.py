"""The forms in which a log may tell of a chain, and a ledger that is given one. What is measured begins here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from cotlens.attribution.ledger import LineLedger
from cotlens.model.edit import EditOp, FileEdit, Hunk

from .chains import Chain


def _hunks_only(edit: FileEdit) -> FileEdit:
    # The log of a file's making has its text in every format.
    return replace(edit, before=None, after=edit.after if edit.op is EditOp.CREATE else None)


def _without_numbers(edit: FileEdit) -> FileEdit:
    return replace(_hunks_only(edit), hunks=tuple(Hunk(h.lines) for h in edit.hunks))


FORMS: dict[str, Callable[[FileEdit], FileEdit]] = {
    "snapshots": lambda edit: edit,
    "no hunks": lambda edit: replace(edit, hunks=()),
    "blind": _hunks_only,
    "hunks only": _hunks_only,
    "no numbers": _without_numbers,
}
"""snapshots: texts and numbered hunks; no hunks: texts; blind: the first text and numbered hunks; hunks only: no text;
no numbers: no text either, and hunks as in a patch for `apply_patch`."""


def replayed(chain: Chain, form: str = "snapshots", hidden: Collection[int] = ()) -> LineLedger:
    """Give a ledger the steps of a chain that are not hidden, in one form."""
    ledger = LineLedger()
    first = chain.steps[0].edit
    if form == "blind" and first.before is not None:
        ledger.transition(first.before)
    for n, step in enumerate(chain.steps):
        if n not in hidden:
            ledger.apply(FORMS[form](step.edit))
    return ledger
