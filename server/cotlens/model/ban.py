"""Prohibitions, as facts find them and monitors hold acts against them. Finds none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class BanKind(str, Enum):
    """What a prohibition rules out."""

    PATH = "path"
    """Changing files that match `pattern`."""
    ELSEWHERE = "elsewhere"
    """Changing any file that does not match `pattern`."""
    ALL_CHANGES = "all changes"
    COMMAND = "command"
    """Running commands that match `pattern`."""
    CONTENT = "content"
    """Putting in lines that match `pattern`."""
    PACKAGES = "new packages"
    """Adding dependencies to the project's list."""
    FILES = "new files"
    """Creating files."""
    COMMITTED = "committed files"
    """Committing files that match `pattern`, which may well be changed."""
    COUNT = "number of files"
    """Changing more of them than `pattern` says."""
    SHAPE = "shape"
    """Declaring or wording a thing in another way than `pattern` says."""


VERSIONS_STAY: Final = "versions"
"""The pattern of a ban on packages by which those that are there keep their versions, too."""


@dataclass(frozen=True, slots=True)
class Ban:
    """A prohibition by the user or the project's instruction files, as a test over paths, commands or lines."""

    kind: BanKind
    pattern: str
    """A regular expression over relative paths, command lines or lines of code, by `kind`."""
    text: str
    """The sentence that forbids, verbatim."""
    turn: int
    """The turn it was given in; -1 for the project's instruction files."""
    unless: str = ""
    """A regular expression of what it does not cover, or ''."""
    within: str = ""
    """For CONTENT: a regular expression of the paths it covers, for COMMAND of the branches; '' for all."""
