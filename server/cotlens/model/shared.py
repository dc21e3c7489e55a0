"""Verdicts that a workspace shares, as read from its `.cotlens/verdicts.jsonl`, and whether each one counts. Reads nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from cotlens.model.errors import Problem
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId, SessionId
from cotlens.model.verdict import Verdict
from cotlens.model.verdicts import Verdicts, path_of

FOLDER: Final = ".cotlens"
NAME: Final = "verdicts.jsonl"


def shared_file(root: str) -> str:
    """Return where a workspace folder's shared verdicts are, whether or not there are any."""
    return os.path.join(root, FOLDER, NAME)


@dataclass(frozen=True, slots=True)
class SharedLine:
    """One line that is a verdict."""

    line: int
    """1-based."""
    verdict: Verdict
    writer: str = ""
    """The agent's session that wrote it (`Claude Code session 1a2b3c4d`), '' for people: what an agent wrote does not count."""

    def problem(self, path: str) -> Problem:
        """Say of an agent's line that it is not applied, and what would apply it."""
        v = self.verdict
        return Problem(
            path,
            self.line,
            f"this verdict ({v.code} {v.status.value}) was written by {self.writer} and is not applied; to apply it, make it your "
            f"own: by a code action here, or with `cotlens verdicts adopt {v.shared}`",
            kind="verdicts",
        )


@dataclass(frozen=True, slots=True)
class SharedFile:
    """The shared verdicts of one workspace folder."""

    root: str
    """Absolute real path of the folder."""
    lines: tuple[SharedLine, ...] = ()
    """In the file's order."""
    problems: tuple[Problem, ...] = ()
    """Lines that are no verdict."""
    there: bool = False
    """Whether there is a file: only then are verdicts shared."""

    @property
    def path(self) -> str:
        """The file itself."""
        return shared_file(self.root)

    def find(self, shared: str) -> SharedLine | None:
        """Return the line with this id."""
        return next((x for x in self.lines if x.verdict.shared == shared), None)

    def plus(self, lines: Iterable[SharedLine]) -> SharedFile:
        """Add lines that are not in it yet."""
        known = {x.verdict.shared for x in self.lines}
        return replace(self, lines=(*self.lines, *(x for x in lines if x.verdict.shared not in known)))

    def counting(self) -> Verdicts:
        """The verdicts that people gave; of those about the same the one with the latest time counts, wherever it stands.

        A merge may put lines in any order.
        """
        given = [x.verdict for x in self.lines if not x.writer]
        return Verdicts(sorted(given, key=lambda v: v.time))

    def all_problems(self, own: Verdicts) -> tuple[Problem, ...]:
        """What is wrong with its lines, and those of agents that the user has not made their own."""
        held = (x.problem(self.path) for x in self.held(own))
        return tuple(sorted((*self.problems, *held), key=lambda p: p.line))

    def held(self, own: Verdicts) -> tuple[SharedLine, ...]:
        """The lines that an agent wrote and that the user has not made their own."""
        return tuple(x for x in self.lines if x.writer and not _is_own(x.verdict, own))


def together(read: Iterable[Iterable[SharedFile]]) -> tuple[SharedFile, ...]:
    """Put together what several readers say of the same files: each knows other sessions, and a writer that one knows is the writer."""
    files: dict[str, SharedFile] = {}
    for told in (file for told_by_one in read for file in told_by_one):
        known = files.setdefault(told.root, told)
        writers = {x.verdict.shared: x.writer for x in (*known.lines, *told.lines) if x.writer}
        lines = tuple(replace(x, writer=writers.get(x.verdict.shared, "")) for x in known.lines)
        files[told.root] = replace(known, lines=lines)
    return tuple(files.values())


def _is_own(verdict: Verdict, own: Verdicts) -> bool:
    mine = own.about(verdict.about)
    return mine is not None and mine.status is verdict.status and mine.time >= verdict.time


@dataclass(frozen=True, slots=True)
class AllVerdicts:
    """The user's own verdicts over those that the workspace shares. Immutable."""

    own: Verdicts
    shared: tuple[tuple[str, Verdicts], ...] = ()
    """By folder (real path)."""
    sole: bool = True
    """Whether every flag is about the one folder there is, wherever its session worked."""

    @classmethod
    def of_files(cls, own: Verdicts, files: Iterable[SharedFile], *, sole: bool) -> AllVerdicts:
        """Put them together; `sole` if there is one workspace folder."""
        return cls(own, tuple((file.root, file.counting()) for file in files), sole)

    @property
    def any(self) -> bool:
        """Whether there is one that may count."""
        return any(bool(given) for given in (self.own, *(shared for _, shared in self.shared)))

    def of(self, flag: Flag, cwd: str | None, now: float) -> Verdict | None:
        """Return the verdict that counts for a flag of a session that worked in `cwd`: the user's own, else the shared one.

        What the user took back does not count any more, unless somebody gave it anew since. None if there is none.
        """
        mine = self.own.of(flag, now)
        if mine is not None or not self.shared:
            return mine
        shared = dict(self.shared).get(self.folder_of(flag, cwd) or "")
        return shared.of(flag, now, but=self.own.overrules) if shared is not None else None

    def on(self, flags: Iterable[Flag], cwd_of: Callable[[SessionId], str | None], now: float) -> dict[FlagId, Verdict]:
        """Return for each flag that has one the verdict that counts; `cwd_of` says where a session worked."""
        found = ((flag.id, self.of(flag, cwd_of(flag.session), now)) for flag in flags)
        return {flag: verdict for flag, verdict in found if verdict is not None}

    def next_end(self, now: float) -> float | None:
        """Say when the next verdict's time will be over; None if none has an end to come."""
        ends = (v.next_end(now) for v in (self.own, *(shared for _, shared in self.shared)))
        return min((end for end in ends if end is not None), default=None)

    def folder_of(self, flag: Flag, cwd: str | None) -> str | None:
        """The folder that a flag is about: one folder's file says nothing of another's flags. None if that cannot be told."""
        if self.sole and len(self.shared) == 1:
            return self.shared[0][0]
        for place in (path_of(flag), cwd):
            holding = [r for r, _ in self.shared if place and (place + os.sep).startswith(r.rstrip("/\\") + os.sep)]
            if holding:
                return max(holding, key=len)
        return None
