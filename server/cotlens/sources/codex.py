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
from cotlens.sources.codex_calls import Calls, Here
from cotlens.sources.codex_record import Bare, Payload, Record
from cotlens.sources.codex_tools import Asked
from cotlens.sources.codex_twins import Twins
from cotlens.sources.picture import Picture
from cotlens.sources.records import decode
from cotlens.sources.values import arguments, integer, items, joined, obj, seconds, text, text_or_none

CODEX: Final = "codex"
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
        self._here = Here(self._picture.id, None, LogRef(path, 0), None)
        self._items: Final[dict[str, Callable[[Payload], list[Event]]]] = {
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
        self._events: Final[dict[str, Callable[[Payload], list[Event]]]] = {
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
        return self._give([*self._flush(), *self._calls.release(self._here)])

    def feed_cut(self, head: bytes, ref: LogRef) -> list[Event]:
        """Read a compacted history's message off its beginning; count any other line that was too long to hold."""
        if not self.drops(head):
            self._picture.bad_lines += 1
            return []
        found = _MESSAGE.search(head)
        stamp = re.match(rb'\{"timestamp"\s*:\s*"([^"]{0,40})"', head)
        self._stand(seconds(stamp[1].decode("utf-8", "replace")) if stamp else None, ref)
        body = decode(b'{"message":' + found[1] + b"}") if found else None
        return self._give(self._compacted(codex_record.payload_of(body or {})))

    def feed(self, line: bytes, ref: LogRef) -> list[Event]:
        """Read one record."""
        record = codex_record.read(line)
        if record is None:
            self._picture.bad_lines += bool(line.strip(b" \t\r\n\x00"))
            return []
        if record is codex_record.NOTHING:
            return []
        kind, payload = record.type, record.payload
        picture = self._picture
        self._here = Here(picture.id, seconds(record.timestamp), ref, picture.chain)
        if payload is None or type(record) is Bare:
            return self._give(self._flat(record))
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
        elif kind not in codex_record.SILENT:
            picture.unknown_types += 1
        return []

    def _flat(self, record: Record) -> list[Event]:
        """Read a record of the time before the envelope: a header, or a bare item without a time."""
        kind, payload = record.type, record.payload
        members = record.whole if isinstance(record, Bare) else {}
        if payload is not None and (kind in self._items or kind in codex_record.SILENT_ITEMS):
            return self._item(payload)
        if payload is not None and {"id", "timestamp"} <= members.keys() and not kind:
            self._meta(payload)
        elif members.get("record_type") != "state":
            self._picture.unknown_types += 1
        return []

    def _stand(self, time: float | None, ref: LogRef) -> None:
        """Take note of where and when what follows happens."""
        self._here = Here(self._picture.id, time, ref, self._picture.chain)

    # --- the session's own data -------------------------------------------------------------------------------------

    def _meta(self, payload: Payload) -> None:
        """Take the session's header. A forked session repeats its parent's header behind its own, then its records."""
        self._root = scoped(text(payload.id), self._picture.id) or self._root
        if self._met:
            return
        self._met = True
        picture = self._picture
        picture.id = SessionId(text_or_none(payload.id) or picture.id)
        picture.at(seconds(payload.timestamp))
        picture.version = text_or_none(payload.cli_version)
        picture.count()
        picture.entrypoint = text_or_none(payload.originator) or text_or_none(payload.source)
        picture.branch = text_or_none(obj(payload.git).get("branch"))
        self._go(text_or_none(payload.cwd))
        source = obj(payload.source).get("subagent")
        self._subagent = source is not None
        spawn = obj(obj(source).get("thread_spawn"))
        parent = text_or_none(spawn.get("parent_thread_id")) or text_or_none(payload.parent_thread_id)
        if self._subagent and parent:
            picture.chain, picture.id = str(picture.id), SessionId(parent)
        self._stand(self._here.time, self._here.ref)

    def _context(self, payload: Payload) -> None:
        self._go(text_or_none(payload.cwd))
        self._picture.count()
        self._picture.model = text_or_none(payload.model) or self._picture.model
        self._anchored(text(payload.turn_id))

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
        """Return what all events share, for the rare ones: naming the fields one by one is five times as fast."""
        here = self._here
        return {"id": EventId(key), "session": here.session, "time": here.time, "ref": here.ref, "chain": here.chain}

    def _give(self, events: list[Event]) -> list[Event]:
        if not events:
            return events
        if len(events) == 1 and self._seen.claim(events[0].id, self._owner):
            self._picture.told += events
            return events
        fresh = [] if len(events) == 1 else [event for event in events if self._seen.claim(event.id, self._owner)]
        self._picture.duplicates += len(events) - len(fresh)
        self._picture.told += fresh
        return fresh

    # --- items --------------------------------------------------------------------------------------------------------

    def _item(self, payload: Payload) -> list[Event]:
        kind = payload.type
        handler = self._items.get(kind)
        if handler is not None:
            return handler(payload)
        self._picture.unknown_types += kind not in codex_record.SILENT_ITEMS
        return []

    def _message(self, payload: Payload) -> list[Event]:
        role = payload.role
        if role == "user":
            return self._user_item(payload)
        if role != "assistant":
            return []
        said = joined(payload.content)
        before = self._flush_users()
        self._twins.item("message", [said])
        before += self._twins.release("reasoning")
        return before + self._said(payload, said)

    def _said(self, payload: Payload, said: str) -> list[Event]:
        if not said.strip():
            return []
        phase = _PHASES.get(text(payload.phase), Phase.UNKNOWN)
        return [self._message_event(self._key(payload.id), said, phase)]

    def _message_event(self, key: Any, said: str, phase: Phase) -> MessageEvent:
        here = self._here
        return MessageEvent(
            id=key, session=here.session, time=here.time, ref=here.ref, chain=here.chain, text=said, phase=phase
        )

    def _reasoning(self, payload: Payload) -> list[Event]:
        summary, content = _texts(payload.summary), _texts(payload.content)
        before = self._flush_users()
        if summary or content:
            self._twins.item("reasoning", summary + content)
        form = ReasoningForm.FULL if content else ReasoningForm.SUMMARY if summary else ReasoningForm.WITHHELD
        thought = "\n\n".join(content or summary)
        return [*before, self._thought(self._key(payload.id), thought, form)]

    def _thought(self, key: Any, thought: str, form: ReasoningForm) -> ReasoningEvent:
        here = self._here
        return ReasoningEvent(
            id=key, session=here.session, time=here.time, ref=here.ref, chain=here.chain, text=thought, form=form
        )

    def _function_call(self, payload: Payload) -> list[Event]:
        name = text(payload.name)
        asked = codex_tools.function_call(name, payload.arguments, text(payload.namespace), self._cwd)
        return self._begin(payload, name, asked)

    def _custom_call(self, payload: Payload) -> list[Event]:
        name = text(payload.name)
        return self._begin(payload, name, codex_tools.custom_call(name, payload.input, self._cwd))

    def _local_shell(self, payload: Payload) -> list[Event]:
        action = obj(payload.action)
        return self._begin(payload, "local_shell", codex_tools.function_call("local_shell", action, "", self._cwd))

    def _hosted_call(self, payload: Payload) -> list[Event]:
        """Take a call that the provider answers itself: the log has no output for it."""
        name = payload.type.removesuffix("_call")
        args = arguments(payload.action or payload.arguments or {})
        kind = {"web_search": ToolKind.WEB, "tool_search": ToolKind.SEARCH}.get(name, ToolKind.OTHER)
        return self._begin(payload, name, Asked(kind, args, self._cwd))

    def _begin(self, payload: Payload, name: str, asked: Asked) -> list[Event]:
        raw = text(payload.call_id)
        before = self._flush()
        self._anchored(raw)
        key = self._key(raw or payload.id)
        begun = self._calls.begin(raw, key, name, asked, self._here)
        return [*before, begun] if before else [begun]

    def _output(self, payload: Payload) -> list[Event]:
        return self._calls.end(payload, self._key(payload.call_id), self._here)

    # --- the user -----------------------------------------------------------------------------------------------------

    def _user_item(self, payload: Payload) -> list[Event]:
        said = codex_user.words(payload)
        if not said.strip():
            return []
        event = UserEvent(text=said, origin=UserOrigin.INJECTED, **self._base(self._key(payload.id)))
        if codex_user.injected(said):
            return [event]
        self._users.append(event)
        return []

    def _user_event(self, payload: Payload) -> list[Event]:
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
        if not self._users:
            return []
        origin = UserOrigin.INJECTED if self._screen_users or self._subagent else UserOrigin.TYPED
        held, self._users = [event for event in self._users if event is not but], []
        return [codex_user.told_as(event, origin) for event in held]

    def _flush(self, but: UserEvent | None = None) -> list[Event]:
        users = self._flush_users(but) if self._users else []
        return users + self._twins.release()

    # --- events -------------------------------------------------------------------------------------------------------

    def _event(self, payload: Payload) -> list[Event]:
        kind = payload.type
        handler = self._events.get(kind)
        if handler is not None:
            return handler(payload)
        self._picture.unknown_types += kind not in codex_record.SILENT_EVENTS
        if kind == "thread_name_updated":
            self._picture.title = text_or_none(payload.thread_name) or self._picture.title
        if kind not in codex_record.TURN_ENDS:
            return []
        events = [*self._flush(), *self._calls.release(self._here)]
        self._anchored(text(payload.turn_id) if kind.endswith("started") else "")
        return events

    def _agent_message(self, payload: Payload) -> list[Event]:
        said = text(payload.message)
        before = self._flush_users()
        if said.strip():
            phase = _PHASES.get(text(payload.phase), Phase.UNKNOWN)
            self._twins.screen("message", said, lambda: self._message_event(self._copy_key(said), said, phase))
        return before

    def _agent_reasoning(self, payload: Payload) -> list[Event]:
        said = text(payload.text)
        form = ReasoningForm.FULL if payload.type == "agent_reasoning_raw_content" else ReasoningForm.SUMMARY
        before = self._flush_users()
        if said.strip():
            self._twins.screen("reasoning", said, lambda: self._thought(self._copy_key(said), said, form))
        return before

    def _patch_end(self, payload: Payload) -> list[Event]:
        return self._calls.patched(payload, self._cwd, self._key(payload.call_id), self._here)

    def _aborted(self, payload: Payload) -> list[Event]:
        events = [*self._flush(), *self._calls.release(self._here)]
        if payload.reason == "review_ended":
            return events
        return [*events, InterruptEvent(**self._base(self._key(None)))]

    def _rolled_back(self, payload: Payload) -> list[Event]:
        turns = integer(payload.num_turns) or 0
        return [*self._flush(), RollbackEvent(turns=max(turns, 0), **self._base(self._key(None)))]

    def _compacted(self, payload: Payload) -> list[Event]:
        return [*self._flush(), CompactionEvent(summary=text(payload.message), **self._base(self._key(None)))]


def _texts(parts: object) -> list[str]:
    """Return the texts of a thought's parts, without the blank ones."""
    return [said for part in items(parts) if (said := text(obj(part).get("text"))).strip()]
