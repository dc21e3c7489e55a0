"""The workspace's shared verdicts as a file: whatever stands in it is read, and nothing private is written into it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_data import verdict

from cotlens.model.errors import StoreError
from cotlens.model.ids import SessionId
from cotlens.model.shared import shared_file
from cotlens.model.verdict import Reason, Scope, Status
from cotlens.store.shared_file import LARGEST, begin_sharing, read_shared, share

NOW = 1_800_000_000.0


@pytest.fixture
def root(tmp_path: Path) -> str:
    root = os.path.realpath(tmp_path / "ws")
    os.mkdir(root)
    begin_sharing(root)
    return root


def line(**more: Any) -> str:
    known = {
        "id": "0123456789abcdef",
        "verdict": "dismissed",
        "code": "RH01",
        "fingerprint": "00112233aabbccdd",
        "time": "2026-11-21T10:00:00Z",
    }
    return json.dumps({k: v for k, v in {**known, **more}.items() if v is not None})


def read(root: str, *lines: str | bytes) -> tuple[list[str], list[int]]:
    """What a file with these lines says: the verdicts' ids, and the numbers of lines with problems."""
    data = b"\n".join(x if isinstance(x, bytes) else x.encode("utf-8", "surrogatepass") for x in lines)
    Path(shared_file(root)).write_bytes(data + b"\n")
    found = read_shared(root, NOW)
    assert all(p.kind == "verdicts" and len(p.message) < 300 for p in found.problems)
    return [x.verdict.shared for x in found.lines], [p.line for p in found.problems]


ID = "0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (line(), True),
        (line(verdict="confirmed", reason="unstated", note="seen", author="Ada"), True),
        (line(verdict="open"), True),
        (line(path="src/deep/a.py", scope="of a newer version"), True),
        (line(until="2027-01-01T00:00:00+02:00"), True),
        (line() + "\r", True),
        ("\ufeff" + line(), True),
        ("", None),
        ("{", False),
        ("null", False),
        ("[" * 7000, False),
        ('{"id":' * 1000, False),
        (b"\xff\xfe\x00", False),
        (line() + line(), False),
        (line(id=None), False),
        (line(id="../../etc/passwd"), False),
        (line(id=7), False),
        (line(verdict="DISMISSED"), False),
        (line(code="rm -rf"), False),
        (line(fingerprint="\u202egp.exe"), False),
        (line(path="/etc/passwd"), False),
        (line(path="../other"), False),
        (line(path="src/../../other"), False),
        (line(path="."), False),
        (line(path="src//a.py"), False),
        (line(path="C:/src"), False),
        (line(path="a\\b"), False),
        (line(path="a\u202eb"), False),
        (line(path=["src"]), False),
        (line(reason="because"), False),
        (line(note="x" * 2001), False),
        (line(note="x" * 9000), False),
        (line(author={"name": "Ada"}), False),
        (line(time="yesterday"), False),
        (line(time="2026-11-21T10:00:00"), False),
        (line(time=1e300), False),
        (line(time="9999-12-31T23:59:59Z"), False),
        (line(until=-1), False),
        ("<<<<<<< HEAD", False),
        ("=======", False),
        (">>>>>>> theirs", False),
    ],
)
def test_one_line_that_may_be_anything(root: str, text: str | bytes, counts: bool | None) -> None:
    other = line(id="fedcba9876543210")
    expected = ([ID] if counts else [], [1] if counts is False else [])
    assert read(root, text, other) == ([*expected[0], "fedcba9876543210"], expected[1])


def test_a_merge_that_is_not_done_loses_nothing(root: str) -> None:
    ours, theirs, both = line(id="oursoursours"), line(id="theirstheirs"), line(id="bothbothboth")
    lines = (both, "<<<<<<< HEAD", ours, "||||||| base", "=======", theirs, both, ">>>>>>> theirs")
    assert read(root, *lines) == (["bothbothboth", "oursoursours", "theirstheirs"], [2, 4, 5, 8])


def test_a_file_of_nonsense_is_told_of_in_few_words(root: str) -> None:
    assert read(root, *["nonsense"] * 5000) == ([], [*range(1, 101), 101])


def test_a_file_that_is_too_large_or_a_link_is_not_read(root: str, tmp_path: Path) -> None:
    path = Path(shared_file(root))
    path.write_text(line() + "\n" + " " * LARGEST)
    assert "4 MB" in read_shared(root, NOW).problems[0].message
    other = tmp_path / "other"
    other.write_text(line() + "\n")
    path.unlink()
    path.symlink_to(other)
    found = read_shared(root, NOW)
    assert found.lines == ()
    assert "link" in found.problems[0].message
    with pytest.raises(StoreError, match="link"):
        share(root, verdict("f", fingerprint="00112233aabbccdd"))
    assert other.read_text() == line() + "\n"


def test_what_is_shared_is_read_as_it_was_said(root: str) -> None:
    said = verdict("f", fingerprint="00112233aabbccdd", note="wanted", time=NOW + 0.0004)
    for scope, path in ((Scope.FLAG, ""), (Scope.PATH, os.path.join(root, "src", "a.py"))):
        kept = share(root, replace(said, scope=scope, path=path, until=NOW + 5), "Ada")
        found = read_shared(root, NOW).find(kept.verdict.shared)
        assert found is not None
        assert found.verdict == kept.verdict
        assert (found.verdict.author, found.verdict.reason, found.verdict.note) == ("Ada", Reason.INTENDED, "wanted")
        assert found.verdict.time >= said.time


def test_nothing_private_is_written(root: str) -> None:
    said = verdict("the-flag-s-own-id", fingerprint="00112233aabbccdd", time=NOW)
    more: dict[str, Any] = {"scope": Scope.PATH, "path": os.path.join(root, "src"), "session": SessionId("a-session")}
    share(root, replace(said, **more))
    (text,) = Path(shared_file(root)).read_text().splitlines()
    assert set(json.loads(text)) == {"id", "verdict", "code", "fingerprint", "path", "reason", "time"}
    for private in (root, "the-flag-s-own-id", "a-session"):
        assert private not in text


def test_what_is_said_later_counts_whatever_the_clocks_say(root: str) -> None:
    said = verdict("f", fingerprint="00112233aabbccdd", time=NOW + 3600)
    share(root, said)
    share(root, replace(said, time=NOW, status=Status.OPEN))
    assert list(read_shared(root, NOW).counting()) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"scope": Scope.SESSION}, "session"),
        ({"scope": Scope.PATH, "path": "/elsewhere/a.py"}, "not inside"),
        ({"scope": Scope.PATH, "path": "the folder itself"}, "not inside"),
    ],
)
def test_what_cannot_be_shared_is_refused(root: str, more: dict[str, Any], said: str) -> None:
    if more.get("path") == "the folder itself":
        more = {**more, "path": root}
    with pytest.raises(StoreError, match=said):
        share(root, replace(verdict("f"), **more))
    assert Path(shared_file(root)).read_text() == ""


def test_nothing_is_shared_without_being_asked_for(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cotlens verdicts share"):
        share(str(tmp_path), verdict("f"))
    assert list(tmp_path.iterdir()) == []


def test_begun_twice_loses_nothing(root: str) -> None:
    share(root, verdict("f", fingerprint="00112233aabbccdd"))
    assert not begin_sharing(root)
    assert len(read_shared(root, time.time()).lines) == 1


def test_a_line_left_half_written_does_not_spoil_the_next(root: str) -> None:
    Path(shared_file(root)).write_text('{"id": "half')
    share(root, verdict("f", fingerprint="00112233aabbccdd"))
    found = read_shared(root, time.time())
    assert (len(found.lines), [p.line for p in found.problems]) == (1, [1])


_WRITER = """
import sys
from cotlens.model.ids import Fingerprint, FlagId
from cotlens.model.verdict import Reason, Status, Verdict
from cotlens.store.shared_file import share
for n in range(40):
    share(sys.argv[1], Verdict(flag=FlagId(""), fingerprint=Fingerprint(sys.argv[2] * 8 + f"{n:08x}"), code="RH01",
        status=Status.DISMISSED, reason=Reason.INTENDED, time=1.0, note="n" * 1500))
"""


def test_five_processes_append_at_once_and_no_line_is_lost(root: str) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, root, letter]) for letter in "abcde"]
    assert [w.wait(60) for w in writers] == [0] * 5
    found = read_shared(root, time.time())
    assert (len(found.lines), found.problems) == (200, ())
