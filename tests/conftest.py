"""Fixtures that every kind of test uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real logs and scenarios beside the checkout; a test that needs it fails without it, never skips."""
    folder = REPO.parent / "shared"
    if not (folder / "corpus" / "MANIFEST.csv").is_file():
        pytest.fail(f"this test reads real session logs from {folder}, and there is no corpus/MANIFEST.csv in it")
    return folder


_ORDER = ("unit", "property", "golden", "test_architecture.py", "test_docs.py", "test_lint.py", "lsp", "editors")
"""Fast ones first: what a change breaks should show in seconds."""

_LIVE = ("lsp", "editors")
"""Tests that start servers and editors, and mostly wait: those of a kind run one after the other, beside all others."""


# An editor's window on a busy machine loses a click now and then: what stops once is played again, and counted as a rerun in
# the summary. Our own server's tests have no second try.


def _kind(item: pytest.Item) -> str:
    return item.path.relative_to(REPO / "tests").parts[0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the tests by how long their kind takes; with several processes the longest kinds begin first."""
    several = hasattr(config, "workerinput")
    for item in items:
        if _kind(item) == "editors":
            item.add_marker(pytest.mark.flaky(reruns=1))

    def rank(item: pytest.Item) -> int:
        kind = _kind(item)
        if several and kind in _LIVE:
            return -1
        return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)

    items.sort(key=rank)


_STORIES = "test_scenario["
"""The longest file by far: its stories go out by the first two letters of their monitor's code."""


class _ByKind(LoadScopeScheduling):  # type: ignore[misc]  # the library has no types
    """Gives each process whole files, and all live tests of a kind to one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        kind = file.split("/")[1]
        if _STORIES in nodeid:
            return f"{file} {nodeid.split(_STORIES, 1)[1][:2]}"
        return kind if kind in _LIVE else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """Distribute tests so; used with `--dist loadscope`."""
    return _ByKind(config, log)
