"""The names of our commands, which lenses and code actions offer: part of the contract with clients (docs/editors.md). Runs none."""

from __future__ import annotations

from typing import Final

CONFIRM: Final = "cotlens.confirm"
DISMISS: Final = "cotlens.dismiss"
UNDO: Final = "cotlens.undo"
SHARE_VERDICTS: Final = "cotlens.shareVerdicts"
ADOPT_VERDICT: Final = "cotlens.adoptVerdict"
SHOW_REASONING: Final = "cotlens.showReasoning"
SHOW_TRANSCRIPT: Final = "cotlens.showTranscript"
RESCAN: Final = "cotlens.rescan"
TURN_ON_REASONING: Final = "cotlens.turnOnReasoning"

PEEK: Final = "cotlens.peekReasoning"
"""A client's own command, of a flag's id: shows the thought without leaving the line."""
IN_SESSION: Final = "cotlens.showInSession"
"""A client's own command, of a flag's id: shows the flag's act in a view of the whole session."""
