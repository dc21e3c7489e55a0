"""OpenCode's three formats: the database, the storage tree, and what `opencode export` prints. Also Kilo's database."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cotlens.sources import opencode_database, opencode_storage
from cotlens.sources.app_folders import data_folders, home_path
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.opencode_database import KILO, DatabaseReader
from cotlens.sources.opencode_session import Message, Piece, info_of, tell
from cotlens.sources.opencode_storage import StorageReader
from cotlens.sources.scribe import Scribe
from cotlens.sources.values import Json, items, obj, text

OPENCODE: Final = "opencode"
_ROLES: Final = ("user", "assistant")


def recognise_export(value: Any) -> str | None:
    """Know `{"info": {...}, "messages": [{"info": {...}, "parts": [...]}, ...]}`."""
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list):
        return None
    info = obj(value.get("info"))
    if not text(info.get("id")) or not (
        isinstance(info.get("directory"), str) or isinstance(info.get("projectID"), str)
    ):
        return None
    fits = any(
        obj(obj(m).get("info")).get("role") in _ROLES and isinstance(obj(m).get("parts"), list)
        for m in value["messages"][:8]
    )
    if not fits and not (not value["messages"] and text(info.get("id")).startswith("ses_")):
        return None
    return text(info.get("version")) or "any"


class ExportReader:
    """Reads an exported session."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Write all events of the document, message by message."""
        document = obj(value)
        entries = items(document.get("messages"))
        messages = map(_message, map(obj, entries))
        return tell(scribe, info_of(obj(document.get("info")), scribe.picture.id), messages, len(entries))


def _message(entry: Json) -> Message:
    record = obj(entry.get("info"))
    parts = [Piece(text(part.get("id")), part) for part in map(obj, items(entry.get("parts")))]
    return Message(text(record.get("id")), record, parts)


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`opencode.db` (`opencode-<channel>.db`) and `storage/` in OpenCode's data folder, `kilo.db` in Kilo's."""
    databases = [
        Place(agent, folder, f"{agent}*.db", Shape.DATABASE, watched=False)
        for agent in (OPENCODE, KILO)
        for folder in _folders(agent, env, home)
    ]
    # The parts lie beside `message`, so the whole of `storage` belongs to the place.
    trees = [
        Place(
            OPENCODE, os.path.join(folder, "storage"), "message/*", Shape.FOLDER, opencode_storage.cwds, watched=False
        )
        for folder in _folders(OPENCODE, env, home)
    ]
    return databases + trees


def _folders(agent: str, env: Mapping[str, str], home: str) -> Sequence[str]:
    upper = agent.upper()
    named = [env.get(f"{upper}_DATA_DIR", ""), env.get(f"{upper}_DATA", "")]
    database = env.get(f"{upper}_DB", "").strip()
    if os.path.isabs(database):
        named.append(os.path.dirname(database))
    own = [home_path(place.strip(), home) for place in named if place.strip()]
    return tuple(dict.fromkeys([*own, *data_folders(agent, env, home)]))


AGENT: Final = Agent(
    OPENCODE,
    "OpenCode",
    (
        Format(
            OPENCODE,
            "database",
            Shape.DATABASE,
            opencode_database.recognise,
            DatabaseReader,
            experimental=True,
            members=opencode_database.members,
        ),
        Format(
            OPENCODE,
            "storage tree",
            Shape.FOLDER,
            opencode_storage.recognise,
            StorageReader,
            experimental=True,
            stamp=opencode_storage.stamp,
        ),
        Format(OPENCODE, "export", Shape.DOCUMENT, recognise_export, ExportReader),
    ),
    places,
)
