"""Text in the user's role of a Codex log: which of it a person typed. The item and its screen event are joined here."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.event import UserEvent, UserOrigin
from cotlens.sources.codex_record import Payload
from cotlens.sources.values import items, obj, text

_TAGGED: Final = re.compile(
    r"<(?:environment_context|user_instructions|turn_aborted|skill|skills_instructions|recommended_plugins|permissions instructions"
    r"|collaboration_mode|personality_spec|user_shell_command|subagent_notification|hook_prompt|INSTRUCTIONS|apps_instructions"
    r"|plugins_instructions|model_switch|realtime_conversation|user_action|ide_context)\b"
)
_AGENTS: Final = "# AGENTS.md instructions"
_REQUEST: Final = "## My request for Codex:"
_IDE: Final = "# Context from my IDE setup:"
_PLAIN_KINDS: Final = ("", "plain")


def words(payload: Payload) -> str:
    """Return the text of a `response_item/message` of the user; pictures are left out."""
    content = payload.content
    if isinstance(content, str):
        return content
    return "\n".join(said for part in items(content) if (said := text(obj(part).get("text"))))


def injected(said: str) -> bool:
    """Tell of a user item whether its own text says that the harness wrote it."""
    start = said[:200].lstrip()
    return start.startswith(_AGENTS) or bool(_TAGGED.match(start))


def typed(payload: Payload) -> tuple[str, UserOrigin]:
    """Return the words of an `event_msg/user_message`, without the context that an editor puts before them."""
    said = text(payload.message)
    if text(payload.kind) not in _PLAIN_KINDS or injected(said):
        return said, UserOrigin.INJECTED
    return request(said), UserOrigin.TYPED


def request(said: str) -> str:
    """Return what stands behind the editor's preamble, or everything where there is none."""
    if said.lstrip().startswith(_IDE) and _REQUEST in said:
        return said.split(_REQUEST, 1)[1].strip()
    return said.strip()


def same(item: str, said: str) -> bool:
    """Tell whether a user item is the twin of a screen event with these words."""
    return bool(said) and (item.strip() == said.strip() or request(item) == said.strip() or said.strip() in item)


def told_as(event: UserEvent, origin: UserOrigin) -> UserEvent:
    """Return an item with the origin that turned out; what was typed goes without the editor's preamble."""
    said = request(event.text) if origin is UserOrigin.TYPED else event.text
    return UserEvent(
        text=said, origin=origin, id=event.id, session=event.session, time=event.time, ref=event.ref, chain=event.chain
    )
