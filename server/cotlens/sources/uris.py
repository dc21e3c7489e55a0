"""Paths out of URIs, as VS Code and the editors made from it write them. Takes anything, never raises, opens nothing."""

from __future__ import annotations

import ntpath
import re
from typing import Any, Final
from urllib.parse import unquote

from cotlens.sources.values import text

_URI: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://([^/]*)(/[^?#]*)?")
_DRIVE: Final = re.compile(r"/[A-Za-z]:(?:/|\Z)")


def path_in(uri: Any) -> str:
    r"""Return the path that a URI names, given as a string or as VS Code's components; '' if it names none.

    `file:///c%3A/a` is `c:\a`, `vscode-remote://ssh-remote%2Bhost/home/me` is `/home/me`; a plain path is itself.
    """
    if isinstance(uri, dict):
        place = (text(uri.get("scheme")), text(uri.get("authority")), text(uri.get("path")))
        return text(uri.get("fsPath")) or _path(*place) or path_in(text(uri.get("external")))
    given = text(uri)
    found = _URI.match(given)
    if found is None:
        return given
    return _path(found[1], unquote(found[2], errors="replace"), unquote(found[3] or "", errors="replace"))


def _path(scheme: str, authority: str, path: str) -> str:
    if _DRIVE.match(path):
        return ntpath.normpath(path[1:] + ("/" if len(path) == 3 else ""))
    if scheme == "file" and authority and authority != "localhost":
        return ntpath.normpath(f"//{authority}{path}")
    return path
