"""cotlens/session: a session item by item, a page at a time, for a client with a view of its own. Looks nothing up in logs itself."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Any, Final

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.plain import plain
from cotlens.lsp.requests.flags import told_flag
from cotlens.lsp.requests.show import RequestFailed
from cotlens.model.ids import EventId, SessionId
from cotlens.model.redact import redact
from cotlens.model.safe_text import MESSAGE_CAP, visible
from cotlens.model.session_page import Change, Item, Outline, SessionPage
from cotlens.reports.json import session_to_json

_COUNT: Final = 200
"""Items of a page if the client does not say."""

Json = dict[str, Any]


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    """Agents as people call them. What reads logs is the worker's: the server loads it for these names, when a session is first viewed."""
    from cotlens.sources.formats import AGENTS  # noqa: PLC0415  # a third of what starting the server costs

    return {agent.name: agent.title for agent in AGENTS}


async def session(ls: CotlensServer, params: Any) -> Json:
    """`{session, first?, count?, since?, outline?, find?}` -> a page of items, in the order in which things happened.

    With `since`, an earlier answer's `edition`, the items are those that are new or changed since; without it they are
    `count` items from `first` on. `outline` asks for all items in short, `find` for the place of an event; flags come with
    the outline and with news.
    """
    asked = plain(params)
    if not isinstance(asked, dict) or not isinstance(asked.get("session"), str):
        raise JsonRpcInvalidParams("`session` must be a session's id")
    wanted = SessionId(asked["session"])
    find = asked.get("find")
    ls.news.asked(wanted)
    try:
        page = await ls.intake.page(
            wanted,
            _number(asked, "first") or 0,
            _number(asked, "count", _COUNT) or 0,
            since=_number(asked, "since"),
            outline=asked.get("outline") is True,
            find=EventId(find) if isinstance(find, str) else None,
        )
    except asyncio.TimeoutError:
        raise RequestFailed("the reader of logs is busy; try again in a moment") from None
    if page.session is None:
        raise RequestFailed("no such session; its log may be gone")
    await asyncio.get_running_loop().run_in_executor(None, _titles)
    return _json(ls, page)


def _number(asked: Json, name: str, default: int | None = None) -> int | None:
    value = asked.get(name, default)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise JsonRpcInvalidParams(f"`{name}` must be a number from 0")


def _json(ls: CotlensServer, page: SessionPage) -> Json:
    assert page.session is not None
    agent = _titles().get(page.session.agent, page.session.agent)
    title = visible(redact(page.session.title), MESSAGE_CAP) if page.session.title else None
    return {
        "session": {**session_to_json(page.session), "title": title, "agent_title": agent},
        "generation": page.generation,
        "edition": page.edition,
        "more": page.more,
        "total": page.total,
        "items": [_item(ls, item) for item in page.items],
        "outline": _outline(page.outline) if page.outline is not None else None,
        "found": page.found,
        "flags": _flags(ls, page),
    }


def _flags(ls: CotlensServer, page: SessionPage) -> list[Json]:
    """The session's flags as `cotlens/flags` has them, dismissed ones too, each with the items that it belongs to."""
    places = dict(page.flags)
    found = []
    for flag in ls.state.all_flags():
        place = places.get(flag.id)
        if place is not None:
            told = told_flag(ls, flag)
            # The evidence is in the items; what is left of the log's words is in the message.
            del told["evidence"]
            message = visible(redact(flag.message), MESSAGE_CAP)
            found.append({**told, "message": message, "item": place.item, "thought": place.thought})
    return found


def _outline(outline: Outline) -> Json:
    return {
        "kinds": outline.kinds,
        "began": outline.began,
        "times": outline.times,
        "checks": outline.checks,
        "edits": outline.edits,
        "failed": outline.failed,
    }


def _item(ls: CotlensServer, item: Item) -> Json:
    return {
        "index": item.index,
        "id": item.id,
        "kind": item.kind.value,
        "time": item.time,
        "turn": item.turn,
        "chain": item.chain,
        "title": item.title,
        "intent": item.intent,
        "text": item.text,
        "cut": item.cut,
        "outcome": item.outcome,
        "exit": item.exit_code,
        "output": item.output,
        "checks": [{"kind": c.kind, "outcome": c.outcome, "passed": c.passed, "failed": c.failed} for c in item.checks],
        "changes": [_change(ls, change) for change in item.changes],
    }


def _change(ls: CotlensServer, change: Change) -> Json:
    return {
        "edit": change.edit,
        "path": change.path,
        "uri": ls.state.uri_of(change.real) if change.real is not None else None,
        "op": change.op,
        "state": change.state,
        "inferred": change.inferred,
        "added": change.added,
        "removed": change.removed,
        "parts": [{"lines": p.lines, "old": p.old_start, "new": p.new_start} for p in change.parts],
        "cut": change.cut,
    }
