"""Puts together what a call does beyond the work tree: one list of deeds from the modules that each know one kind."""

from __future__ import annotations

from cotlens.facts.controls import control_deeds
from cotlens.facts.deliveries import deliveries_of
from cotlens.facts.egress import sends_of
from cotlens.facts.foreign_code import Downloads
from cotlens.facts.peeking import peeks_of
from cotlens.facts.planted import plantings_of
from cotlens.facts.privilege import privileges_of
from cotlens.facts.secrets import secret_reads
from cotlens.facts.traces import traces_of
from cotlens.model.event import ToolCallEvent, ToolKind
from cotlens.model.fact import Deed, SimpleCommand


class Deeds:
    """The deeds of one session's calls, in order: what was downloaded before is known when it is run."""

    def __init__(self) -> None:
        """Nothing has been done yet."""
        self._downloads = Downloads()

    def of(self, call: ToolCallEvent, commands: tuple[SimpleCommand, ...]) -> tuple[Deed, ...]:
        """Return the deeds of a call."""
        found = [
            *secret_reads(commands, call),
            *sends_of(commands, call),
            *privileges_of(commands, call),
            *peeks_of(commands, call),
            *deliveries_of(commands, call),
            *plantings_of(commands, call),
        ]
        text = call.args.get("command") if commands or call.kind is ToolKind.SHELL else None
        if isinstance(text, str):
            found += [
                *self._downloads.deeds_of(commands, text),
                *control_deeds(commands, text),
                *traces_of(commands, text),
            ]
        return tuple(found)
