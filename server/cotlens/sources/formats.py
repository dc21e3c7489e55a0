"""The list of all agents whose logs can be read. To add one: its module, and its line here."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cotlens.sources import claude_format, codex_format
from cotlens.sources.format import Agent, Format, Shape

AGENTS: Final[tuple[Agent, ...]] = (
    claude_format.AGENT,
    codex_format.AGENT,
)
"""In the order in which content is tried: the more particular before the more general."""


@lru_cache
def of_shape(shape: Shape) -> tuple[Format, ...]:
    """All formats of a shape, in the order in which content is tried."""
    return tuple(form for agent in AGENTS for form in agent.formats if form.shape is shape)


def agent_named(name: str) -> Agent | None:
    """The agent with this name in the JSON contract."""
    return next((agent for agent in AGENTS if agent.name == name), None)
