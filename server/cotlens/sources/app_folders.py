"""Where programs keep their data on Linux, macOS and Windows, from the environment alone. Looks at no disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final

_EDITORS: Final = ("Code", "Code - Insiders", "VSCodium")
_REMOTE: Final = (".vscode-server", ".vscode-server-insiders", ".vscodium-server", ".vscode-remote")


def home_path(place: str, home: str) -> str:
    """Make a configured folder absolute; a leading `~` is this home."""
    if place == "~" or place.startswith(("~/", "~\\")):
        place = home + place[1:]
    return os.path.abspath(place)


def data_folders(name: str, env: Mapping[str, str], home: str) -> tuple[str, ...]:
    """Folders that a program called `name` may keep its data in: `$XDG_DATA_HOME` or `~/.local/share`, and those of macOS
    and Windows.
    """  # noqa: D205 - the summary does not fit one line
    share = env.get("XDG_DATA_HOME", "").strip() or os.path.join(home, ".local", "share")
    found = [os.path.join(home_path(share, home), name), os.path.join(home, "Library", "Application Support", name)]
    found += [os.path.join(env[key], name) for key in ("LOCALAPPDATA", "APPDATA") if env.get(key)]
    return tuple(dict.fromkeys(found))


def config_folders(name: str, env: Mapping[str, str], home: str) -> tuple[str, ...]:
    """Folders that a desktop program called `name` keeps its state in: `~/.config`, `Application Support`, `%APPDATA%`."""
    config = env.get("XDG_CONFIG_HOME", "").strip() or os.path.join(home, ".config")
    found = [os.path.join(home_path(config, home), name), os.path.join(home, "Library", "Application Support", name)]
    found += [os.path.join(env["APPDATA"], name)] if env.get("APPDATA") else []
    return tuple(dict.fromkeys(found))


def editor_users(env: Mapping[str, str], home: str, editors: tuple[str, ...] = _EDITORS) -> tuple[str, ...]:
    """`User` folders of VS Code and the editors made from it, of this machine and of its remote servers."""
    found = [os.path.join(folder, "User") for name in editors for folder in config_folders(name, env, home)]
    if editors == _EDITORS:
        found += [os.path.join(home, server, "data", "User") for server in _REMOTE]
    return tuple(found)
