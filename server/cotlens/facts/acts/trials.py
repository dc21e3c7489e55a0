"""Commands that only tell what they would do. Options alone: what a program does without one is for others."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import SimpleCommand

_DRY: Final = frozenset({"--dry-run", "--dryrun", "-n", "--what-if", "--check", "--noop", "--simulate", "--whatif"})
_OTHER_N: Final = frozenset({"kubectl", "helm"})
"""Programs whose `-n` is a namespace."""
_IN_ONE: Final = re.compile(r"-[a-zA-Z]*n[a-zA-Z]*")


def is_trial(command: SimpleCommand) -> bool:
    """Tell whether a command changes nothing by its options; rsync's `n` may stand among others (`-azn`)."""
    return any(
        (a in _DRY and not (a == "-n" and command.program in _OTHER_N))
        or a.startswith("--dry-run=")
        or (command.program == "rsync" and _IN_ONE.fullmatch(a) is not None)
        for a in command.argv
    )
