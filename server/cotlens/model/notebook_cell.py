"""Names of notebooks' cells that an editor has open as documents of their own: the notebook's path, `#`, the cell's own name.

A cell's name is the editor's, holds for as long as the notebook is open, and says nothing of where the cell stands.
"""

from __future__ import annotations

import re
from typing import Final

_CELL: Final = re.compile(r"(?s)(?P<notebook>.+\.ipynb)#[^/\\]+")


def cell_path(notebook: str, name: str) -> str:
    """Name a cell of a notebook (real path) as a path of its own."""
    return f"{notebook}#{name}"


def notebook_of(path: str) -> str | None:
    """Give the real path of the notebook that a cell belongs to; None for any other path."""
    found = _CELL.fullmatch(path) if ".ipynb#" in path else None
    return found["notebook"] if found is not None else None


def file_of(path: str) -> str:
    """Give the path of the file that a document's text is in: the notebook's for a cell."""
    return notebook_of(path) or path
