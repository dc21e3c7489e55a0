"""What is done to tests that a command names in part only: lines with a word in them, a file that is moved."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole, role_of


def by_a_piece(piece: str) -> list[CodeChange]:
    """Return what goes when each line with this piece goes: an assertion that it names, or a test of this name."""
    if ASSERTS.search(piece):
        return [CodeChange(ChangeKind.ASSERTION_REMOVED, removed=piece)]
    if len(piece.split()) > 1 or TESTS_NAME.match(piece):
        return [CodeChange(ChangeKind.TEST_REMOVED, removed=piece, new_value="by name")]
    return []


def out_of_sight(edit: FileEdit) -> tuple[CodeChange, ...]:
    """Return that a test is gone if it moves where no runner looks: another ending, a name put aside, no folder of tests."""
    if edit.new_path is None:
        return ()
    old, new = (p.rsplit("/", 1)[-1] for p in (edit.path, edit.new_path))
    aside = old.rpartition(".")[2] != new.rpartition(".")[2] or PUT_ASIDE.search(edit.new_path) is not None
    if aside or (role_of(old) & PathRole.TEST and not role_of(edit.new_path) & PathRole.TEST):
        return (CodeChange(ChangeKind.TEST_FILE_DELETED),)
    return ()


PUT_ASIDE: Final = regex(
    r"(?:^|[/._~-])(?:disabled?|skip(?:ped)?|off|bak|backup|old|orig|broken|quarantine|ignored?|parked|wip|todo|attic|archived?|unused|later)"
    r"(?:$|[/._~-])|/tmp/|~$|/_[^/]*$",
    re.IGNORECASE,
)
"""Places and names for what is not to be run."""
ASSERTS: Final = regex(
    r"(?i:assert|expect|refute|verify)|\bto(?:Be|Equal|Match|Throw|Have|Contain|Strict)\w*|\.to\b|\bshould\b|\b(?:EXPECT|ASSERT|CHECK|REQUIRE)_?|"
    r"\bt\.(?:Error|Fatal|Fail)\w*|\bXCT\w+|\brequire\.\w|\bmust_\w+"
)
"""Words of assertions; a piece of a line need not be one as a whole."""
TESTS_NAME: Final = regex(r"(?:test_?|Test)\w{3,}$")
