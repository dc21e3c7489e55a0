"""A server that is started again shows at once what it showed last, and takes back what its logs do not tell any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lsp.raw_client import RawClient

from cotlens.model.ids import Fingerprint, FlagId
from cotlens.model.verdict import Reason, Status, Verdict
from cotlens.store.verdicts import VerdictStore

TEXT = "one = 1\nassert True\ntwo = 2\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file whose flag was shown to a client that has left; the log with it is gone now."""
    client = RawClient(tmp_path)
    path = client.file("a.py", TEXT)
    client.flag("f", path, "assert True")
    client.initialize()
    client.wait_lines(path.as_uri(), [1])
    client.request("shutdown")
    client.notify("exit")
    client.process.wait(20)
    client.kill()
    for log in client.logs.iterdir():
        log.unlink()
    return path


@pytest.fixture
def again(tmp_path: Path, path: Path) -> Iterator[RawClient]:
    """The next server of the same user, not spoken to yet."""
    del path  # has to be there first
    client = RawClient(tmp_path)
    yield client
    client.kill()


def told(client: RawClient, path: Path) -> list[list[int]]:
    return [
        [d["range"]["start"]["line"] for d in m["params"]["diagnostics"]]
        for m in client.messages
        if m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == path.as_uri()
    ]


def test_the_flag_is_there_before_any_log_is_read_and_goes_when_none_tells_of_it(again: RawClient, path: Path) -> None:
    again.initialize()
    again.wait_until(lambda: told(again, path)[-1:] == [[]])
    assert told(again, path) == [[1], []]


def test_a_file_that_changed_meanwhile_shows_nothing_of_it(again: RawClient, path: Path) -> None:
    path.write_text("# new\n" + TEXT)
    again.initialize()
    again.wait_until(lambda: again.status().get("state") == "no-logs")
    assert told(again, path) == []


def test_a_flag_that_was_dismissed_meanwhile_is_not_shown(again: RawClient, path: Path) -> None:
    said = Verdict(
        flag=FlagId("f"), fingerprint=Fingerprint("x"), code="RH01", status=Status.DISMISSED, reason=Reason.INTENDED, time=2e9
    )  # fmt: skip
    VerdictStore(again.home / "state").put(said)
    again.initialize()
    again.wait_until(lambda: again.status().get("state") == "no-logs")
    assert told(again, path) == []
