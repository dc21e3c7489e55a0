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
