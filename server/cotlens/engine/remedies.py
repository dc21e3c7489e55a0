"""How to have each agent write its reasoning into its logs, as data: which file, which key, which value. Changes nothing itself."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Union

Value = Union[bool, str]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would make one agent's reasoning readable, for those of its entry points and models that it helps with."""

    agent: str
    title: str
    """The agent, as people call it."""
    remark: str
    """What it does and does not achieve; as known in August 2026."""
    folder: str = ""
    """The agent's own settings folder, `~` for home; '' where no setting helps and the remark is all there is."""
    variable: str = ""
    """The environment variable that names another folder."""
    file: str = ""
    """Name of the file in it: `.json` or `.toml`."""
    changes: tuple[tuple[str, Value], ...] = ()
    """Top-level keys and the values that they should have."""
    entrypoints: str = ""
    """A pattern that the entry point has to match; '' for all. An unknown entry point matches."""

    def path(self, env: Mapping[str, str], home: str) -> str:
        """Return the absolute path of the settings file, '' where there is none."""
        if not self.file:
            return ""
        configured = env.get(self.variable, "").split(",")[0].strip() if self.variable else ""
        folder = configured or self.folder
        return os.path.join(home + folder[1:] if folder.startswith("~") else os.path.abspath(folder), self.file)

    def helps(self, entrypoint: str | None) -> bool:
        """Tell whether it concerns sessions that were started so."""
        return not self.entrypoints or not entrypoint or re.fullmatch(self.entrypoints, entrypoint) is not None


REMEDIES: Final[tuple[Remedy, ...]] = (
    Remedy(
        "claude-code",
        "Claude Code",
        "For sessions in the terminal and the editor; summaries, from the next session on. Some models have ignored it for weeks.",
        "~/.claude",
        "CLAUDE_CONFIG_DIR",
        "settings.json",
        (("showThinkingSummaries", True),),
        entrypoints="(?!sdk-).*",
    ),
    Remedy(
        "claude-code",
        "Claude Code (headless)",
        "Pass `--thinking-display summarized` to `claude -p`; there is no setting for it.",
        entrypoints="sdk-.*",
    ),
    Remedy(
        "codex",
        "Codex",
        "Summaries, from the next session on; gpt-5.4 and gpt-5.5 write none even so. For open models set show_raw_agent_reasoning.",
        "~/.codex",
        "CODEX_HOME",
        "config.toml",
        (("model_reasoning_summary", "detailed"), ("hide_agent_reasoning", False)),
    ),
    Remedy(
        "opencode",
        "OpenCode",
        "Hangs on the provider: Claude models give their thoughts, GPT models headings; no setting helps.",
    ),
    Remedy(
        "copilot-cli",
        "Copilot CLI",
        "Claude models write their reasoning, GPT models write none; choose the model with /model.",
    ),
    Remedy(
        "copilot-chat",
        "Copilot Chat",
        "Hangs on the model; `github.copilot.chat.agent.thinkingTool` has no part in it.",
    ),
    Remedy(
        "cursor",
        "Cursor",
        "No setting helps. Transcripts have it taken out; Cursor's own database (state.vscdb), which is read too, has what the model gave.",
    ),
)


def remedies_for(agent: str, entrypoint: str | None = None) -> tuple[Remedy, ...]:
    """Return what would help an agent that was started so, the settings before the advice."""
    return tuple(r for r in REMEDIES if r.agent == agent and r.helps(entrypoint))
