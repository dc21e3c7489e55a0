"""Path words of commands and code, seen from the folder they are used in. Opens nothing."""

from __future__ import annotations


def absolute(path: str, cwd: str | None) -> str:
    """Resolve a path word against the command's directory where that is known; as written otherwise."""
    if path.startswith(("/", "~", "$")) or path[1:3] == ":\\" or cwd is None:
        return path.rstrip("/") or "/"
    parts = cwd.rstrip("/").split("/")
    for part in path.split("/"):
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part not in (".", "", ".."):
            parts.append(part)
    return "/".join(parts)
