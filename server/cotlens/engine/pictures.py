"""One session out of what its logs (its own and its subagents') tell of it. Opens no log."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace

from cotlens.model.session import Counts, ReasoningShare, ReasoningStatus, Session
from cotlens.sources.keys import file_of


def together(pictures: Sequence[Session]) -> Session:
    """Return the main log's picture with the counts of all logs."""
    ordered = sorted(pictures, key=lambda p: (p.chain is not None, p.started or 0.0))
    main = ordered[0]
    if len(ordered) == 1:
        return main
    counts = Counts(*(sum(c) for c in zip(*(_numbers(p.counts) for p in ordered), strict=True)))
    return replace(
        main,
        title=next((p.title for p in ordered if p.title), None),
        counts=counts,
        ended=max((p.ended for p in ordered if p.ended is not None), default=None),
        reasoning=_status([p.reasoning for p in ordered], counts),
        shares=_shares(ordered),
    )


def is_copy(session: Session) -> bool:
    """Tell whether a session has nothing of its own: all it holds was told by the one it was copied from."""
    return session.counts.events == 0 and session.counts.duplicates > 0


def last_moment(session: Session) -> float:
    """When something happened last: by the log's own times, else when its file was written (seconds since the epoch)."""
    if session.ended is not None:
        return session.ended
    try:
        return os.stat(file_of(session.log)).st_mtime
    except (OSError, ValueError):
        return 0.0


def _numbers(counts: Counts) -> tuple[int, ...]:
    return tuple(getattr(counts, name) for name in Counts.__slots__)


def _shares(pictures: Sequence[Session]) -> tuple[ReasoningShare, ...]:
    """Add up what the logs say of each model and entry point; the first log to tell of one says its recent status."""
    found: dict[tuple[str | None, str | None], ReasoningShare] = {}
    for share in (s for p in pictures for s in p.shares):
        key = (share.entrypoint, share.model)
        known = found.get(key)
        found[key] = (
            share
            if known is None
            else replace(known, blocks=known.blocks + share.blocks, readable=known.readable + share.readable)
        )
    return tuple(found.values())


def _status(statuses: list[ReasoningStatus], counts: Counts) -> ReasoningStatus:
    seen = {s for s in statuses if s is not ReasoningStatus.NONE}
    if not seen:
        return ReasoningStatus.NONE
    if counts.readable_blocks == 0:
        return ReasoningStatus.WITHHELD
    if counts.readable_blocks < counts.reasoning_blocks:
        return ReasoningStatus.PARTIAL
    return ReasoningStatus.SUMMARY if ReasoningStatus.SUMMARY in seen else ReasoningStatus.FULL
