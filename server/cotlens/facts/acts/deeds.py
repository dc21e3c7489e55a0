"""Puts together what a call does beyond the work tree: one list of deeds from the modules that each know one kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cotlens.facts.acts.code_leaks import secret_in, sending_in
from cotlens.facts.acts.control_commands import control_deeds
from cotlens.facts.acts.deliveries import deliveries_of
from cotlens.facts.acts.egress import sends_by, sends_of
from cotlens.facts.acts.foreign_code import Downloads
from cotlens.facts.acts.peeking import peeks_of
from cotlens.facts.acts.peeking_elsewhere import other_peeks
from cotlens.facts.acts.planted import plantings_of
from cotlens.facts.acts.privilege import privileges_of
from cotlens.facts.acts.recorders import recorders_of, records_by_tool
from cotlens.facts.acts.secrets import secret_reads, secrets_read_by
from cotlens.facts.acts.traces import logs_rewritten, traces_of
from cotlens.facts.commands.own_scripts import Code
from cotlens.model.event import ToolCallEvent, ToolKind
from cotlens.model.fact import Deed, DeedKind, Script, SimpleCommand
from cotlens.model.lazy_regex import regex


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
            *other_peeks(commands, call),
            *deliveries_of(commands, call),
            *plantings_of(commands, call),
            *records_by_tool(call),
        ]
        text = call.args.get("command") if commands or call.kind is ToolKind.SHELL else None
        if isinstance(text, str):
            found += [
                *self._downloads.deeds_of(commands, text),
                *control_deeds(commands, text),
                *traces_of(commands, text),
                *recorders_of(commands, text),
            ]
        return tuple(found)


_THROW_AWAY: Final = regex(r"/(?:private/)?(?:tmp|var/tmp|dev/shm|var/folders)/")
_PRINTS: Final = frozenset(
    {"cat", "base64", "xxd", "od", "head", "tail", "strings", "grep", "cp", "tar", "zip", "gzip", "openssl", "gpg"}
)
"""Programs that take a secret file's contents out; `source .env` in a script is how it gets its settings."""


def leaks_of(scripts: tuple[Script, ...], codes: tuple[Code, ...]) -> Iterator[Deed]:
    """Yield what a call reads of secrets and sends out in code: its own, and that of scripts the session wrote."""
    for script in scripts:
        if script.language not in ("sql", "redis", "mongo"):
            yield from filter(None, (logs_rewritten(script.code, script.command),))
            yield from filter(None, (secret_in(script.code, script.command), sending_in(script.code, script.command)))
    for code in codes:
        if not code.shell and _THROW_AWAY.match(code.path):
            # A program that is kept may well manage such logs; one that is thrown away did it here.
            yield from filter(None, (logs_rewritten(code.text, code.command),))
        commands = code.commands
        text = "\n".join(" ".join(c.argv) for c in commands)
        done = (
            (*secrets_read_by(commands, text), *sends_by(commands, text))
            if code.shell
            else filter(None, (secret_in(code.text, code.command), sending_in(code.text, code.command)))
        )
        for deed in done:
            # A program's own settings file is its own matter, a person's keys are not; and where it sent before was somebody's wish.
            if _taken(deed) if deed.kind is DeedKind.SECRET_READ else deed.target not in code.stood:
                yield deed


def _taken(deed: Deed) -> bool:
    """Tell whether a script takes a secret that is not just its own settings."""
    return deed.grave or (deed.hint == "local" and deed.command is not None and deed.command.program in _PRINTS)
