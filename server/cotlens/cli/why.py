"""`cotlens why`: who wrote a line, what for, and what came of it."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby

import click
from msgspec.structs import replace

from cotlens.cli.common import console, workspace_option
from cotlens.cli.counting import counting_in, verdicts_on
from cotlens.cli.file_history import history_of, tell_problems, text_of, workspace_of
from cotlens.cli.scan import scanned
from cotlens.engine.file_history import FileHistory, Owned, Wrote
from cotlens.engine.why import notes_of
from cotlens.model.errors import UsageError
from cotlens.model.ids import EditId
from cotlens.model.why import Explained, Replaced
from cotlens.reports.json import status_of
from cotlens.reports.why import Answer, why_to_json, why_to_text
from cotlens.store.flags import FlagStore

_PLACE = re.compile(r"(.+?)(?::(\d+)(?:-(\d+))?)?", re.DOTALL)


@click.command(
    help="Say who wrote a line, what you had asked, what the agent thought, what it replaced and what was run afterwards.\n\n"
    "FILE:12 is about one line, FILE:12-20 about several, FILE about all that agents wrote in it."
)
@click.argument("place", metavar="FILE[:LINE[-LINE]]")
@workspace_option
@click.option(
    "--log", "logs", multiple=True, type=click.Path(), help="A log file, or a folder of them; may be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def command(place: str, workspace: str | None, logs: Sequence[str], as_json: bool) -> None:
    """Replay the file, and read again the logs of the edits that are asked about."""
    file, first, last = _place(place)
    path = os.path.realpath(file)
    text = text_of(path, file)
    root = workspace_of(path, workspace)
    history = history_of(path, root, logs)
    owned = list(history.lines(path, text))
    if first is not None and first > len(owned):
        raise UsageError(f"{file} has {len(owned)} lines, and no line {first}")
    asked = range(len(owned)) if first is None else range(first - 1, min(last or first, len(owned)))
    answers = list(_answers(history, owned, asked, root, whole=first is None))
    if as_json:
        sys.stdout.write(json.dumps(why_to_json(path, answers), indent=2, ensure_ascii=False) + "\n")
    else:
        terminal = console()
        for line, style in why_to_text(answers):
            terminal.print(line, style=style, soft_wrap=True)
        if not answers:
            terminal.print("No line of it is from an agent's edit that the logs show.", style="dim")
    tell_problems(history, named=bool(logs))


def _place(place: str) -> tuple[str, int | None, int | None]:
    # A file's own name may end in `:7`.
    match = None if os.path.exists(place) else _PLACE.fullmatch(place)
    if match is None:
        return place, None, None
    first, last = (int(n) if n is not None else None for n in match.groups()[1:])
    if first == 0 or (first is not None and last is not None and last < first):
        raise UsageError(f"{place}: lines count from 1, the last not before the first")
    return match[1], first, last


def _answers(history: FileHistory, owned: Sequence[Owned], asked: range, root: str, *, whole: bool) -> Iterator[Answer]:
    """Group neighbouring lines of one edit; of a whole file only what agents wrote."""
    kept = FlagStore().of_workspace(root)
    flags = [flag for flag, _ in kept]
    counts = counting_in(root, lambda: scanned(root)[0], sole=True)
    verdicts = verdicts_on(flags, (session for _, session in kept), counts)
    notes = notes_of(wrote for n in asked if (wrote := owned[n].wrote) is not None)
    for _, group in groupby(asked, key=lambda n: _kind(owned[n])):
        lines = list(group)
        one = owned[lines[0]]
        if one.wrote is not None:
            edit = one.wrote.edit.id
            note = replace(notes[edit], replaced=tuple(map(_replaced, history.replaced_by(edit))))
            about = Explained(lines[0], lines[-1], one.how, one.confidence, note)
            yield Answer(about, tuple((f, status_of(f.id, verdicts)) for f in flags if f.edit == edit))
        elif not whole:
            yield Answer(Explained(lines[0], lines[-1], "", 0.0, None))


def _replaced(wrote: Wrote) -> Replaced:
    return Replaced(wrote.edit.id, wrote.session.id, wrote.session.agent, wrote.edit.time, wrote.log)


def _kind(owned: Owned) -> tuple[EditId, str] | None:
    return (owned.wrote.edit.id, owned.how) if owned.wrote is not None else None
