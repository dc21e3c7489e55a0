"""Made-up source files, changes to them and edits of them, for the benches of cost. Measures nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence

from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import CallId, EditId, EventId, SessionId

PLAIN = ("", "    }", "    return None", "    except ValueError:", "  </div>")


def source(size: int, rng: random.Random) -> list[str]:
    """Lines as files have them: two in five stand more than once."""
    lines = []
    for k in range(size):
        if rng.random() < 0.4:
            lines.append(rng.choice(PLAIN))
        else:
            lines.append(f"    value_{k} = compute_{rng.randrange(97)}(other, {rng.randrange(size)})")
    return lines


def changed(lines: Sequence[str], places: int, rng: random.Random) -> list[str]:
    """Change a text in so many places: some lines are replaced, some go, some come."""
    out = list(lines)
    for k in range(places):
        at = rng.randrange(len(out))
        out[at : at + rng.randrange(3)] = [f"    changed_{k} = {rng.random()}"] * rng.randrange(1, 3)
    return out


def shuffled(lines: Sequence[str], rng: random.Random) -> list[str]:
    """The same lines in any order."""
    out = list(lines)
    rng.shuffle(out)
    return out


def table(size: int, rng: random.Random) -> list[str]:
    """Rows of a table that differ in a few characters."""
    return [f'    {{name: "case {k}", input: {rng.randrange(9)}, want: {rng.randrange(9)}}},' for k in range(size)]


def edit(name: str, **values: object) -> FileEdit:
    """An applied edit of `/w/f`."""
    given: dict[str, object] = {
        "session": SessionId("s"),
        "event": EventId(name),
        "call": CallId(name),
        "time": None,
        "path": "/w/f",
        "op": EditOp.MODIFY,
        "state": EditState.APPLIED,
    }
    return FileEdit(**{"id": EditId(name), **given, **values})  # type: ignore[arg-type]


def written(name: str, lines: Sequence[str], **values: object) -> FileEdit:
    """An edit that made a whole file."""
    hunk = Hunk(tuple(f"+{x}" for x in lines), 0, 1)
    return edit(name, op=EditOp.CREATE, hunks=(hunk,), before="", after="\n".join(lines), **values)


def replacing(name: str, lines: list[str], at: int, new: Sequence[str], **values: object) -> FileEdit:
    """An edit that replaces as many lines as `new` has, in `lines` too; with a line of context on each side."""
    old = lines[at : at + len(new)]
    hunk = Hunk(
        (f" {lines[at - 1]}", *(f"-{x}" for x in old), *(f"+{x}" for x in new), f" {lines[at + len(new)]}"), at, at
    )
    lines[at : at + len(new)] = new
    return edit(name, hunks=(hunk,), **values)
