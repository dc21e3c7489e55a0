"""How much of each agent's reasoning can be read lately: by entry point and model, over all sessions. Counts only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cotlens.engine.remedies import Remedy, remedies_for
from cotlens.model.session import ReasoningStatus, Session


@dataclass(frozen=True, slots=True)
class AgentReasoning:
    """One agent at one entry point with one model."""

    agent: str
    entrypoint: str | None
    model: str | None
    sessions: int
    blocks: int
    readable: int
    recent: ReasoningStatus
    """Of the newest session: what can be expected of the next one."""

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """What would make it readable; () if it is."""
        if self.recent not in (ReasoningStatus.WITHHELD, ReasoningStatus.PARTIAL):
            return ()
        return remedies_for(self.agent, self.entrypoint)


def by_agent(sessions: Iterable[Session]) -> list[AgentReasoning]:
    """Add up the sessions' shares, the newest first; sessions without thoughts have none."""
    found: dict[tuple[str, str | None, str | None], AgentReasoning] = {}
    for session in sorted(sessions, key=lambda s: -(s.ended or 0.0)):
        for share in session.shares:
            key = (session.agent, share.entrypoint, share.model)
            known = found.get(key)
            found[key] = AgentReasoning(
                *key,
                sessions=(known.sessions if known else 0) + 1,
                blocks=(known.blocks if known else 0) + share.blocks,
                readable=(known.readable if known else 0) + share.readable,
                recent=known.recent if known else share.recent,
            )
    return list(found.values())


def wanted_remedies(sessions: Iterable[Session]) -> list[Remedy]:
    """The remedies that would help with how things stand, each once."""
    return list(dict.fromkeys(remedy for part in by_agent(sessions) for remedy in part.remedies))
