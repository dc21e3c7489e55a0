"""Fixtures that every kind of test uses."""

from __future__ import annotations

from pathlib import Path

import pytest

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


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the tests by how long their kind takes; with several processes the longest kinds begin first, each in one."""
    tests = REPO / "tests"
    several = bool(config.getoption("numprocesses", None)) or hasattr(config, "workerinput")

    def rank(item: pytest.Item) -> int:
        kind = item.path.relative_to(tests).parts[0]
        if several and kind in _LIVE:
            item.add_marker(pytest.mark.xdist_group(kind))
            return -1
        return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)

    items.sort(key=rank)
