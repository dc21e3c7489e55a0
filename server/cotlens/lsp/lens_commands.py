"""What the lenses of one flag say and do: written as JSON once, and given again until the flag or its verdict changes.

A file with twenty flags has eighty lenses, and a client asks for all of them after every key stroke. Knows no line: flags move.
"""

from __future__ import annotations

import json
import re
from typing import Final

from cotlens.lsp.capabilities import Client
from cotlens.lsp.command_names import CONFIRM, DISMISS, IN_SESSION, PEEK, SHOW_REASONING
from cotlens.model.flag import Flag, Role, Severity
from cotlens.model.ids import FlagId
from cotlens.model.safe_text import plain_title

TITLE_CAP: Final = 90
"""Characters of a lens's title."""
_QUOTED_CAP: Final = 72
"""Characters of a thought in a lens: the buttons stand beside it."""
_MOST_MADE: Final = 2_000
"""Flags whose commands are kept to be given again."""
_QUOTATION: Final = re.compile(r" \(`.*?`\)")
_ICONS: Final = {
    Severity.INFO: "circle-outline",
    Severity.LOW: "info",
    Severity.MODERATE: "warning",
    Severity.HIGH: "error",
    Severity.CRITICAL: "flame",
}

Commands = tuple[str, ...]
"""Each a `Command` of the protocol, as JSON."""


class LensCommands:
    """The commands of flags, for one client."""

    def __init__(self) -> None:
        """None is made."""
        self._made: dict[FlagId, tuple[Flag, bool, int, Commands]] = {}

    def of(self, flag: Flag, client: Client, *, confirmed: bool, more: int) -> Commands:
        """Give the commands of a flag's lenses; `more` flags on its line have none of their own."""
        known = self._made.get(flag.id)
        if known is not None and known[0] is flag and known[1] == confirmed and known[2] == more:
            return known[3]
        if len(self._made) >= _MOST_MADE:
            self._made.clear()
        made = _commands(flag, client, confirmed=confirmed, more=more)
        self._made[flag.id] = flag, confirmed, more, made
        return made


def command(title: str, name: str, *arguments: str | int) -> str:
    """Write a command as JSON."""
    return json.dumps({"title": title, "command": name, "arguments": arguments})


def _commands(flag: Flag, client: Client, *, confirmed: bool, more: int) -> Commands:
    icon = f"$({'pass' if confirmed else _ICONS[flag.severity]})\N{NO-BREAK SPACE}" if client.icons else ""
    title = f"{icon}{plain_title(flag.name)}: {_told(flag)}{f' (+{more} more)' if more else ''}"
    commands = [
        command(title, PEEK if PEEK in client.commands else SHOW_REASONING, flag.id),
        command("Confirmed" if confirmed else "Confirm", CONFIRM, flag.id),
        command("Dismiss", DISMISS, flag.id),
        command("Show reasoning", SHOW_REASONING, flag.id),
    ]
    if IN_SESSION in client.commands:
        commands.append(command("Show in the session", IN_SESSION, flag.id))
    return tuple(commands)


def _told(flag: Flag) -> str:
    """The end of the thought that led to it, where decisions stand; where none can be read, what was flagged."""
    thought = next((e.excerpt for e in flag.evidence if e.role is Role.REASONING and e.excerpt.strip()), "")
    if not thought:
        # The line itself stands below: its quotation would only push the buttons out of sight.
        return plain_title(_QUOTATION.sub("", flag.message).rstrip("."), TITLE_CAP)
    words = " ".join(thought.split())
    if len(words) > _QUOTED_CAP:
        _, _, rest = words[-_QUOTED_CAP:].partition(" ")
        words = f"… {rest or words[-_QUOTED_CAP:]}"
    return f"“{plain_title(words)}”"
