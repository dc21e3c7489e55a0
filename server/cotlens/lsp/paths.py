"""The two names of a file: the client's URI and the real path that logs and placements use. Opens nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from pygls.uris import from_fs_path, to_fs_path

from cotlens.model.notebook_cell import cell_path

_CELL: Final = "vscode-notebook-cell:"


@lru_cache(maxsize=4096)
def path_of(uri: str) -> str | None:
    """The real path behind a `file:` URI, or the name of a notebook's cell; None for every other scheme (`untitled:`, `git:` ...)."""
    if uri.lower().startswith(_CELL):
        # VS Code's: `vscode-notebook-cell:/path/to.ipynb#W0sZmlsZQ==`, on a remote machine with its name before the path.
        parts = urlsplit(uri)
        notebook = to_fs_path(f"file://{parts.path}")
        return cell_path(os.path.realpath(notebook), parts.fragment) if notebook and parts.fragment else None
    if not uri.lower().startswith("file:"):
        return None
    path = to_fs_path(uri)
    return os.path.realpath(path) if path else None


class Folders:
    """The workspace's folders as the client names them, and how to name a file below them likewise."""

    def __init__(self, uris: Iterable[str] = ()) -> None:
        named = [p for uri in uris if uri.lower().startswith("file:") and (p := to_fs_path(uri))]
        self.paths: tuple[str, ...] = tuple(dict.fromkeys(os.path.abspath(p) for p in named))
        """Absolute, links not resolved: agents log either name."""
        self._real = sorted(((os.path.realpath(p), p) for p in self.paths), key=lambda x: len(x[0]), reverse=True)

    def uri_of(self, path: str) -> str:
        """The URI of a real path, through the link that the client opened its folder by."""
        for real, named in self._real:
            if path.startswith(real.rstrip(os.sep) + os.sep):
                return file_uri(os.path.join(named, path[len(real.rstrip(os.sep)) + 1 :]))
        return file_uri(path)

    def root_of(self, path: str | None) -> str | None:
        """The folder (real path) that holds `path`; the first folder when none does or `path` is None."""
        for real, _ in self._real:
            if path is not None and path.startswith(real.rstrip(os.sep) + os.sep):
                return real
        return os.path.realpath(self.paths[0]) if self.paths else None


def file_uri(path: str) -> str:
    """The `file:` URI of an absolute path."""
    return str(from_fs_path(path))
