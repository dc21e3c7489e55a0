"""How to have each agent write its reasoning into its logs: which file, which key, which value. Changes nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Remedy:
    """One setting of one agent."""

    agent: str
    file: str
    setting: str
    remark: str
    """What it does not achieve; as known in August 2026."""


REMEDIES: Final = {
    "claude-code": Remedy(
        "claude-code",
        "~/.claude/settings.json",
        '"showThinkingSummaries": true',
        "interactive sessions only; for `claude -p` pass `--thinking-display summarized`",
    ),
    "codex": Remedy(
        "codex",
        "~/.codex/config.toml",
        'model_reasoning_summary = "detailed"',
        "some models (gpt-5.4, gpt-5.5) write no summary even so",
    ),
}
