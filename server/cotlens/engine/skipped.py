"""What is said of logs that ended the process that read them. Decides of none: the server counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from cotlens.model.errors import Unread
from cotlens.model.snapshot import Update


def with_skipped(update: Update, skipped: Collection[str]) -> Update:
    """Name the logs that are left out in an update that tells which logs are not read; any other stays as it is."""
    if update.unread is None or not skipped:
        return update
    why = "reading it ended the reader; it is left out until the server restarts"
    return replace(update, unread=(*update.unread, *(Unread(log, why) for log in skipped)))
