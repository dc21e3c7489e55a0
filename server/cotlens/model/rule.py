"""What a rule of the user's looks for: written in the configuration, used by a monitor. Searches nothing itself."""

from __future__ import annotations

from typing import Literal

import msgspec

Channel = Literal["reasoning", "message", "command", "edit", "path", "result", "user"]


class Condition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something said, run, written or printed: `phrases` (any of them, whatever the case) or an RE2 `pattern`."""

    on: Channel
    phrases: tuple[str, ...] = ()
    pattern: str | None = None
