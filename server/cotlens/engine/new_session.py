"""Makes the state of a session whose first event was read. Only then are facts, monitors and grammars loaded.

A worker that recalls what an earlier one kept, and waits, does without them: a quarter of its memory, and of its start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cotlens.model.session import Session

if TYPE_CHECKING:
    from cotlens.engine.configurations import Configurations
    from cotlens.engine.session_state import SessionState


def new_session(
    session: Session, configurations: Configurations | None = None, *, writes_only: bool = False
) -> SessionState:
    """Return the state of a session, judged as the configuration of its directory says; by all monitors where there is none.

    With `writes_only` of its commands only what they write is worked out.
    """
    from cotlens.engine.session_state import SessionState  # noqa: PLC0415  # the reason is this module's

    catalogue = configurations.of(session.cwd) if configurations is not None else None
    return SessionState(session, catalogue, writes_only=writes_only)
