"""The list of all agents whose logs can be read. To add one: its module, and its line here."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cotlens.sources import (
    aider,
    amp,
    antigravity,
    atif,
    claude_format,
    cline,
    codex_format,
    continue_dev,
    copilot_chat,
    copilot_cli,
    crush,
    cursor,
    droid,
    gemini,
    goose,
    inspect_eval,
    kiro,
    mini_swe_agent,
    opencode,
    openhands,
    otel,
    pi,
    qwen,
    specstory,
    swe_agent,
    windsurf,
    zed,
)
from cotlens.sources.format import Agent, Format, Shape

AGENTS: Final[tuple[Agent, ...]] = (
    qwen.AGENT,
    claude_format.AGENT,
    codex_format.AGENT,
    cline.ROO_AGENT,
    cline.KILO_AGENT,
    cline.AGENT,
    aider.AGENT,
    opencode.AGENT,
    gemini.AGENT,
    amp.AGENT,
    pi.AGENT,
    swe_agent.AGENT,
    mini_swe_agent.AGENT,
    copilot_chat.AGENT,
    copilot_cli.AGENT,
    droid.AGENT,
    kiro.AGENT,
    openhands.AGENT,
    continue_dev.AGENT,
    specstory.AGENT,
    goose.AGENT,
    crush.AGENT,
    cursor.AGENT,
    zed.AGENT,
    antigravity.AGENT,
    windsurf.AGENT,
    atif.AGENT,
    inspect_eval.AGENT,
    otel.AGENT,
)
"""In the order in which content is tried: the more particular before the more general."""


@lru_cache
def of_shape(shape: Shape) -> tuple[Format, ...]:
    """All formats of a shape, in the order in which content is tried."""
    return tuple(form for agent in AGENTS for form in agent.formats if form.shape is shape)


def agent_named(name: str) -> Agent | None:
    """The agent with this name in the JSON contract."""
    return next((agent for agent in AGENTS if agent.name == name), None)
