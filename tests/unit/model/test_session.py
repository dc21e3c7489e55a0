"""What is known of a session as a whole."""

from __future__ import annotations

import json

from cotlens.model.ids import SessionId
from cotlens.model.session import ReasoningShare, ReasoningStatus, Session, sharing_names


def test_sessions_share_the_names_that_many_have() -> None:
    def told() -> Session:
        text = '{"name": "claude-code", "place": "/home/dev/shop"}'  # decoded anew each time, as a log's records are
        name, place = json.loads(text).values()
        share = ReasoningShare(None, name, 1, 1, ReasoningStatus.FULL)
        return Session(id=SessionId("s"), agent=name, log="/l", cwd=place, cwds=(place,), shares=(share,))

    first, second = sharing_names(told()), sharing_names(told())
    assert first == told()
    assert first.cwd is second.cwd is second.cwds[0]
    assert first.agent is second.agent is second.shares[0].model
