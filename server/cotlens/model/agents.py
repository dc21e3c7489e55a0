"""What agents are called, for processes that load no reader of theirs. A test compares with the readers' own words."""

from __future__ import annotations

from typing import Final

TITLES: Final = {
    "aider": "Aider",
    "amp": "Amp",
    "antigravity": "Antigravity",
    "atif": "ATIF",
    "claude-code": "Claude Code",
    "cline": "Cline",
    "codex": "Codex",
    "continue": "Continue",
    "copilot-chat": "GitHub Copilot Chat",
    "copilot-cli": "GitHub Copilot CLI",
    "crush": "Crush",
    "cursor": "Cursor",
    "droid": "Droid",
    "gemini": "Gemini CLI",
    "goose": "Goose",
    "inspect": "Inspect",
    "kilo": "Kilo Code",
    "kiro": "Kiro",
    "mini-swe-agent": "mini-swe-agent",
    "opencode": "OpenCode",
    "openhands": "OpenHands",
    "otel": "OpenTelemetry",
    "pi": "Pi",
    "qwen": "Qwen Code",
    "roo": "Roo Code",
    "specstory": "SpecStory",
    "swe-agent": "SWE-agent",
    "windsurf": "Windsurf",
    "zed": "Zed",
}


def title_of(agent: str) -> str:
    """Return how an agent is called; its short name where it is not known."""
    return TITLES.get(agent, agent)
