"""One look at one log, contained: the second of the two places that catch everything. Judges nothing."""

from __future__ import annotations

from cotlens.model.event import EditEvent
from cotlens.model.snapshot import Fault
from cotlens.sources.log import Batch, LogReader


def read_source(reader: LogReader, *, final: bool, edits: bool = True) -> Batch | Fault:
    """Read what is new in one log and contain whatever goes wrong in its reader.

    Readers are written not to raise; a bug in one must still cost no more than its own log. `edits` says that the texts
    of edits are wanted.
    """
    try:
        batch = reader.poll(final=final)
        for event in batch.events if edits else ():
            if isinstance(event, EditEvent):
                event.edit  # noqa: B018 - readers may put its building off until here
        return batch  # noqa: TRY300 - what the edits' building raises is the reader's, too
    except Exception as error:  # noqa: BLE001  # containment: see the docstring
        return Fault(where=f"reader of {reader.agent or 'unknown'} logs", error=type(error).__name__)
