"""Where Cline, Roo and Kilo keep their tasks, and which folder a task worked in. Opens small files beside a log only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from cotlens.sources.app_folders import editor_users
from cotlens.sources.format import Place
from cotlens.sources.sidecars import read_value
from cotlens.sources.values import items, obj, text

CLINE: Final = "cline"
ROO: Final = "roo"
KILO: Final = "kilo"
_EXTENSIONS: Final = {
    CLINE: ("saoudrizwan.claude-dev", "saoudrizwan.cline-nightly"),
    ROO: ("rooveterinaryinc.roo-cline", "rooveterinaryinc.roo-code-nightly", "zoocodeorganization.zoo-code"),
    KILO: ("kilocode.kilo-code",),
}
SCREEN: Final = "ui_messages.json"
API: Final = "api_conversation_history.json"
_REGISTRY: Final = 8 * 1024 * 1024
"""Bytes of the longest list of tasks that is read."""
_HEAD: Final = 512 * 1024
_CWD: Final = re.compile(r"# Current (?:Working|Workspace) Directory \((.{1,400}?)\) Files")
_CWD_BYTES: Final = re.compile(_CWD.pattern.encode())


def agent_of(path: str) -> str | None:
    """Name the agent by the extension's folder that a log lies in."""
    parts = path.replace("\\", "/").lower().split("/")
    return next((agent for agent, names in _EXTENSIONS.items() if any(n in parts for n in names)), None)


def session_of(path: str) -> str | None:
    """The task's id: the folder's name, if the file lies in a task's folder."""
    folder, name = os.path.split(path)
    return os.path.basename(folder) or None if name in (SCREEN, API) else None


def directory_in(said: str) -> str | None:
    """Find the working directory in the details of the environment that the model is told."""
    found = _CWD.search(said) if "Directory (" in said else None
    return found[1] if found else None


def places_of(agent: str) -> Any:
    """Return the `places` function of one of the agents.

    The API's history tells of the same session as the screen's messages beside it: it is read where there are none.
    """

    def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
        roots = [
            os.path.join(user, "globalStorage", extension, "tasks")
            for user in editor_users(env, home)
            for extension in _EXTENSIONS[agent]
        ]
        if agent == CLINE:
            data = env.get("CLINE_DIR", "").strip() or os.path.join(home, ".cline")
            roots.append(os.path.join(os.path.abspath(data), "data", "tasks"))
        return [
            Place(agent, root, f"*/{name}", cwds=directories, finds=named, twin=twin, watched=False)
            for root in roots
            for name in (SCREEN, API)
        ]

    return places


def twin(path: str) -> str:
    """Return where the screen's messages of the same task would be, for the API's history; '' for any other file."""
    folder, name = os.path.split(path)
    return os.path.join(folder, SCREEN) if name == API else ""


def directories(path: str) -> tuple[str, ...]:
    """Working directories of a task, from what lies beside its log; () if nothing tells."""
    try:
        info = os.stat(path)
    except OSError:
        return ()
    return _directories(path, info.st_mtime_ns, info.st_size)


@lru_cache(maxsize=2048)
def _directories(path: str, modified: int, size: int) -> tuple[str, ...]:
    folder = os.path.dirname(path)
    item = obj(read_value(os.path.join(folder, "history_item.json"), _HEAD))
    storage = os.path.dirname(os.path.dirname(folder))
    registry = _registry(os.path.join(storage, "state", "taskHistory.json"))
    found = (
        text(item.get("workspace")) or text(item.get("cwdOnTaskInitialization")),
        registry.get(os.path.basename(folder), ""),
    )
    named = tuple(dict.fromkeys(cwd for cwd in found if cwd))
    return named or _in_text(path) or _in_text(os.path.join(folder, API))


def named(data: bytes) -> Iterator[str]:
    """Find the directories that a task was in: one that is gone on with in another folder names that from there on."""
    for found in _CWD_BYTES.finditer(data) if b"Directory (" in data else ():
        yield _plain(found[1].decode("utf-8", "replace"))


def _plain(path: str) -> str:
    # The text is a JSON string, in the screen's messages one inside another.
    return re.sub(r"\\+", r"\\", path)


def _in_text(path: str) -> tuple[str, ...]:
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return ()
    found = _CWD.search(head)
    return (_plain(found[1]),) if found else ()


def _registry(path: str) -> dict[str, str]:
    try:
        info = os.stat(path)
    except OSError:
        return {}
    return _tasks(path, info.st_mtime_ns)


@lru_cache(maxsize=16)
def _tasks(path: str, modified: int) -> dict[str, str]:
    tasks = (obj(task) for task in items(read_value(path, _REGISTRY)))
    return {
        text(task.get("id")): text(task.get("cwdOnTaskInitialization")) or text(task.get("workspace")) for task in tasks
    }
