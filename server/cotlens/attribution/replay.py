"""A file's ledger from nothing: its logged edits in time order, then the text as it is now."""

from __future__ import annotations

from collections.abc import Iterable

from cotlens.attribution.ledger import LineLedger
from cotlens.model.edit import FileEdit


def happened(edit: FileEdit) -> bool:
    """Tell whether an edit reached the disk, as far as the log shows."""
    return edit.happened


def replay(edits: Iterable[FileEdit], text: str | None) -> LineLedger:
    """Carry out the edits that happened, then take over `text` (None: the file does not exist).

    Where the log has no full text, the file is known in parts until `text` makes it whole.
    """
    ledger = LineLedger()
    for edit in edits:
        if happened(edit):
            ledger.apply(edit)
    ledger.transition(text if text is not None else "")
    return ledger
