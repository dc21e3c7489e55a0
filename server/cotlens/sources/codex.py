"""Reads OpenAI Codex's rollouts (mid-2025 to 0.144): an envelope per record, items for the model and events for the screen.

Where both say the same, the item counts; what a person typed is taken from the event.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any, Final

from cotlens.model.event import (
    CompactionEvent,
    Event,
    InterruptEvent,
    LogRef,
    MessageEvent,
    Phase,
    ReasoningEvent,
    ReasoningForm,
    RollbackEvent,
    ToolKind,
    UserEvent,
    UserOrigin,
)
from cotlens.model.ids import EventId, SessionId, digest
from cotlens.model.session import Session
from cotlens.sources import codex_record, codex_tools, codex_user
from cotlens.sources.base import Owner, Seen, scoped
from cotlens.sources.codex_calls import Calls
from cotlens.sources.codex_tools import Asked
from cotlens.sources.codex_twins import Twins
from cotlens.sources.picture import Picture
from cotlens.sources.records import decode
from cotlens.sources.values import Json, arguments, integer, items, joined, obj, seconds, text, text_or_none

CODEX: Final = "codex"
_SILENT: Final = frozenset({"world_state", "state", "inter_agent_communication"})
_SILENT_ITEMS: Final = frozenset({"ghost_snapshot", "tool_search_output", "compaction", "compaction_summary", "other"})
_SILENT_EVENTS: Final = frozenset(
    {
        "token_count", "task_complete", "task_started", "turn_started", "turn_complete", "agent_reasoning_section_break",
        "context_compacted", "exec_command_begin", "exec_command_end", "patch_apply_begin", "mcp_tool_call_begin",
        "mcp_tool_call_end", "web_search_begin", "web_search_end", "thread_name_updated", "thread_settings_applied",
        "turn_diff", "plan_update", "background_event", "stream_error", "error", "warning", "session_configured",
        "entered_review_mode", "exited_review_mode", "item_started", "item_completed", "view_image_tool_call",
        "deprecation_notice", "undo_started", "undo_completed", "shutdown_complete", "thread_goal_updated",
    }
)  # fmt: skip
_TURN_ENDS: Final = ("task_complete", "turn_complete", "task_started", "turn_started")
_UNTOLD: Final = _SILENT_EVENTS - {*_TURN_ENDS, "thread_name_updated"}
"""Events that are passed over unread."""
_REDACTED: Final = "REDACTED"
_PHASES: Final = {"commentary": Phase.COMMENTARY, "final_answer": Phase.FINAL}
_THREAD: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MESSAGE: Final = re.compile(rb'"message"\s*:\s*("(?:[^"\\]|\\.)*")')


class CodexReader:
    """Reads one rollout. A subagent's rollout gives events with `chain` and the parent thread's session id."""

    agent = CODEX

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        stem = os.path.basename(path)
        thread = _THREAD.search(stem)
        self._picture = Picture(CODEX, path, SessionId(thread[0] if thread else stem.split(".jsonl")[0]))
        self._seen = seen
        self._owner = owner
        self._met = False
        self._subagent = False
        self._cwd: str | None = None
        self._root = str(self._picture.id)
        self._anchor = ""
        self._since = 0
        self._twins = Twins()
        self._calls = Calls()
        self._users: list[UserEvent] = []
        self._screen_users = False
        self._time: float | None = None
        self._ref = LogRef(path, 0)
        self._items: Final[dict[str, Callable[[Json], list[Event]]]] = {
            "message": self._message,
            "reasoning": self._reasoning,
            "function_call": self._function_call,
            "custom_tool_call": self._custom_call,
            "local_shell_call": self._local_shell,
            "web_search_call": self._hosted_call,
            "tool_search_call": self._hosted_call,
            "image_generation_call": self._hosted_call,
            "function_call_output": self._output,
            "custom_tool_call_output": self._output,
        }
        self._events: Final[dict[str, Callable[[Json], list[Event]]]] = {
            "user_message": self._user_event,
            "agent_message": self._agent_message,
            "agent_reasoning": self._agent_reasoning,
            "agent_reasoning_raw_content": self._agent_reasoning,
            "patch_apply_end": self._patch_end,
            "turn_aborted": self._aborted,
            "thread_rolled_back": self._rolled_back,
        }

    @staticmethod
    def drops(head: bytes) -> bool:
        """Tell of a long line's beginning whether the line is a compacted history, which repeats what was there before."""
        return b'"type":"compacted"' in head[:256].replace(b'": "', b'":"')

    def session(self) -> Session:
        """Return the session as the log tells it so far."""
        return self._picture.session()

    def settle(self) -> list[Event]:
        """Give out nothing: what waits for a twin waits on."""
        return []

    def drain(self) -> list[Event]:
        """Give out what waits for a twin or for the end of a running command."""
        return self._give([*self._flush(), *self._calls.release(self._base("drain"))])

    def feed_cut(self, head: bytes, ref: LogRef) -> list[Event]:
        """Read a compacted history's message off its beginning; count any other line that was too long to hold."""
        if not self.drops(head):
            self._picture.bad_lines += 1
            return []
        found = _MESSAGE.search(head)
        stamp = re.match(rb'\{"timestamp"\s*:\s*"([^"]{0,40})"', head)
        self._ref, self._time = ref, seconds(stamp[1].decode("utf-8", "replace")) if stamp else None
        body = decode(b'{"message":' + found[1] + b"}") if found else None
        return self._give(self._compacted(body or {}))

    def feed(self, line: bytes, ref: LogRef) -> list[Event]:
        """Read one record."""
        record = codex_record.read(line, _UNTOLD)
        if record is None:
            self._picture.bad_lines += bool(line.strip(b" \t\r\x00"))
            return []
        if record is codex_record.NOTHING:
            return []
        kind, payload = record.kind, record.payload
        self._ref, self._time = ref, seconds(record.time)
        if payload is None:
            return self._give(self._flat(record.bare, kind))
        if kind == "response_item":
            return self._give(self._item(payload))
        if kind == "event_msg":
            return self._give(self._event(payload))
        if kind == "turn_context":
            self._context(payload)
        elif kind == "session_meta":
            self._meta(payload)
        elif kind == "compacted":
            return self._give(self._compacted(payload))
        elif kind not in _SILENT:
            self._picture.unknown_types += 1
        return []

    def _flat(self, record: Json, kind: str) -> list[Event]:
        """Read a record of the time before the envelope: a header, or a bare item without a time."""
        if kind in self._items or kind in _SILENT_ITEMS:
            return self._item(record)
        if {"id", "timestamp"} <= record.keys() and not kind:
            self._meta(record)
        elif record.get("record_type") != "state":
            self._picture.unknown_types += 1
        return []

    # --- the session's own data -------------------------------------------------------------------------------------

    def _meta(self, payload: Json) -> None:
        """Take the session's header. A forked session repeats its parent's header behind its own, then its records."""
        self._root = scoped(text(payload.get("id")), self._picture.id) or self._root
        if self._met:
            return
        self._met = True
        picture = self._picture
        picture.id = SessionId(text_or_none(payload.get("id")) or picture.id)
        picture.at(seconds(payload.get("timestamp")))
        picture.version = text_or_none(payload.get("cli_version"))
        picture.entrypoint = text_or_none(payload.get("originator")) or text_or_none(payload.get("source"))
        picture.branch = text_or_none(obj(payload.get("git")).get("branch"))
        self._go(text_or_none(payload.get("cwd")))
        source = obj(payload.get("source")).get("subagent")
        self._subagent = source is not None
        spawn = obj(obj(source).get("thread_spawn"))
        parent = text_or_none(spawn.get("parent_thread_id")) or text_or_none(payload.get("parent_thread_id"))
        if self._subagent and parent:
            picture.chain, picture.id = str(picture.id), SessionId(parent)

    def _context(self, payload: Json) -> None:
        self._go(text_or_none(payload.get("cwd")))
        self._picture.model = text_or_none(payload.get("model")) or self._picture.model
        self._anchored(text(payload.get("turn_id")))

    def _go(self, cwd: str | None) -> None:
        self._cwd = cwd or self._cwd
        self._picture.visit(cwd)

    # --- ids ----------------------------------------------------------------------------------------------------------

    def _anchored(self, native: str) -> None:
        """Count what has no id from here: copies of a session share the ids of turns and calls, and the order between."""
        anchor = scoped(native, self._picture.id) if native and native != _REDACTED else ""
        if anchor and anchor != self._anchor:
            self._anchor, self._since = anchor, 0

    def _key(self, native: object) -> str:
        """Return the record's own id, or its place behind the last id that copies share."""
        own = text(native)
        if own and own != _REDACTED:
            return scoped(own, self._picture.id)
        self._since += 1
        return f"{self._anchor or self._root}:{self._since}"

    def _copy_key(self, said: str) -> str:
        """Identify a screen copy; it does not count as a place, since not every copy of a session has the events."""
        return f"{self._anchor or self._root}~{digest(said)}"

    def _base(self, key: str) -> dict[str, Any]:
        return {
            "id": EventId(key),
            "session": self._picture.id,
            "time": self._time,
            "ref": self._ref,
            "chain": self._picture.chain,
        }

    def _give(self, events: list[Event]) -> list[Event]:
        fresh = [event for event in events if self._seen.claim(event.id, self._owner)]
        self._picture.duplicates += len(events) - len(fresh)
        self._picture.note(fresh)
        return fresh

    # --- items --------------------------------------------------------------------------------------------------------

    def _item(self, payload: Json) -> list[Event]:
        kind = text(payload.get("type"))
        handler = self._items.get(kind)
        if handler is not None:
            return handler(payload)
        self._picture.unknown_types += kind not in _SILENT_ITEMS
        return []

    def _message(self, payload: Json) -> list[Event]:
        role = payload.get("role")
        if role == "user":
            return self._user_item(payload)
        if role != "assistant":
            return []
        said = joined(payload.get("content"))
        before = self._flush_users()
        self._twins.item("message", [said])
        before += self._twins.release("reasoning")
        return before + self._said(payload, said)

    def _said(self, payload: Json, said: str) -> list[Event]:
        if not said.strip():
            return []
        phase = _PHASES.get(text(payload.get("phase")), Phase.UNKNOWN)
        return [MessageEvent(text=said, phase=phase, **self._base(self._key(payload.get("id"))))]

    def _reasoning(self, payload: Json) -> list[Event]:
        summary = [said for part in items(payload.get("summary")) if (said := text(obj(part).get("text"))).strip()]
        content = [said for part in items(payload.get("content")) if (said := text(obj(part).get("text"))).strip()]
        before = self._flush_users()
        self._twins.item("reasoning", summary + content)
        form = ReasoningForm.FULL if content else ReasoningForm.SUMMARY if summary else ReasoningForm.WITHHELD
        thought = "\n\n".join(content or summary)
        return [*before, ReasoningEvent(text=thought, form=form, **self._base(self._key(payload.get("id"))))]

    def _function_call(self, payload: Json) -> list[Event]:
        name = text(payload.get("name"))
        asked = codex_tools.function_call(name, payload.get("arguments"), text(payload.get("namespace")), self._cwd)
        return self._begin(payload, name, asked)

    def _custom_call(self, payload: Json) -> list[Event]:
        name = text(payload.get("name"))
        return self._begin(payload, name, codex_tools.custom_call(name, payload.get("input"), self._cwd))

    def _local_shell(self, payload: Json) -> list[Event]:
        action = obj(payload.get("action"))
        return self._begin(payload, "local_shell", codex_tools.function_call("local_shell", action, "", self._cwd))

    def _hosted_call(self, payload: Json) -> list[Event]:
        """Take a call that the provider answers itself: the log has no output for it."""
        name = text(payload.get("type")).removesuffix("_call")
        args = arguments(payload.get("action") or payload.get("arguments") or {})
        kind = {"web_search": ToolKind.WEB, "tool_search": ToolKind.SEARCH}.get(name, ToolKind.OTHER)
        return self._begin(payload, name, Asked(kind, args, self._cwd))

    def _begin(self, payload: Json, name: str, asked: Asked) -> list[Event]:
        raw = text(payload.get("call_id"))
        before = self._flush()
        self._anchored(raw)
        key = self._key(raw or payload.get("id"))
        return before + self._calls.begin(raw, key, name, asked, self._base(key))

    def _output(self, payload: Json) -> list[Event]:
        return self._calls.end(payload, self._base(self._key(payload.get("call_id"))))

    # --- the user -----------------------------------------------------------------------------------------------------

    def _user_item(self, payload: Json) -> list[Event]:
        said = codex_user.words(payload)
        if not said.strip():
            return []
        event = UserEvent(text=said, origin=UserOrigin.INJECTED, **self._base(self._key(payload.get("id"))))
        if codex_user.injected(said):
            return [event]
        self._users.append(event)
        return []

    def _user_event(self, payload: Json) -> list[Event]:
        said, origin = codex_user.typed(payload)
        self._screen_users = True
        twin = next((event for event in self._users if codex_user.same(event.text, said)), None)
        before = self._flush(but=twin)
        if not said.strip():
            return before
        if self._subagent:
            origin = UserOrigin.INJECTED
        key = twin.id if twin else self._key(None)
        return [*before, UserEvent(text=said, origin=origin, **self._base(key))]

    def _flush_users(self, but: UserEvent | None = None) -> list[Event]:
        """Give out user items for which no screen event came: typed only in logs that have no such events at all."""
        origin = UserOrigin.INJECTED if self._screen_users or self._subagent else UserOrigin.TYPED
        held, self._users = [event for event in self._users if event is not but], []
        return [_as(event, origin) for event in held]

    def _flush(self, but: UserEvent | None = None) -> list[Event]:
        return self._flush_users(but) + self._twins.release()

    # --- events -------------------------------------------------------------------------------------------------------

    def _event(self, payload: Json) -> list[Event]:
        kind = text(payload.get("type"))
        handler = self._events.get(kind)
        if handler is not None:
            return handler(payload)
        self._picture.unknown_types += kind not in _SILENT_EVENTS
        if kind == "thread_name_updated":
            self._picture.title = text_or_none(payload.get("thread_name")) or self._picture.title
        if kind not in _TURN_ENDS:
            return []
        events = [*self._flush(), *self._calls.release(self._base(""))]
        self._anchored(text(payload.get("turn_id")) if kind.endswith("started") else "")
        return events

    def _agent_message(self, payload: Json) -> list[Event]:
        said = text(payload.get("message"))
        before = self._flush_users()
        if said.strip():
            phase = _PHASES.get(text(payload.get("phase")), Phase.UNKNOWN)
            copy = MessageEvent(text=said, phase=phase, **self._base(self._copy_key(said)))
            self._twins.screen("message", said, [copy])
        return before

    def _agent_reasoning(self, payload: Json) -> list[Event]:
        said = text(payload.get("text"))
        form = ReasoningForm.FULL if payload.get("type") == "agent_reasoning_raw_content" else ReasoningForm.SUMMARY
        before = self._flush_users()
        if said.strip():
            self._twins.screen(
                "reasoning", said, [ReasoningEvent(text=said, form=form, **self._base(self._copy_key(said)))]
            )
        return before

    def _patch_end(self, payload: Json) -> list[Event]:
        return self._calls.patched(payload, self._cwd, self._base(self._key(payload.get("call_id"))))

    def _aborted(self, payload: Json) -> list[Event]:
        events = [*self._flush(), *self._calls.release(self._base(""))]
        if payload.get("reason") == "review_ended":
            return events
        return [*events, InterruptEvent(**self._base(self._key(None)))]

    def _rolled_back(self, payload: Json) -> list[Event]:
        turns = integer(payload.get("num_turns")) or 0
        return [*self._flush(), RollbackEvent(turns=max(turns, 0), **self._base(self._key(None)))]

    def _compacted(self, payload: Json) -> list[Event]:
        return [*self._flush(), CompactionEvent(summary=text(payload.get("message")), **self._base(self._key(None)))]


def _as(event: UserEvent, origin: UserOrigin) -> UserEvent:
    said = codex_user.request(event.text) if origin is UserOrigin.TYPED else event.text
    return UserEvent(
        text=said, origin=origin, id=event.id, session=event.session, time=event.time, ref=event.ref, chain=event.chain
    )
