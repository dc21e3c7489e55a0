"""Reads Claude Code's session logs (1.0 to 2.1): one record per line, one content block per record, many record types.

The format is closed and grows: what is not known is counted and passed over.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from typing import Any, Final

from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    InterruptEvent,
    LogRef,
    MessageEvent,
    ReasoningEvent,
    ReasoningForm,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.model.ids import CallId, EventId, SessionId
from cotlens.model.session import Session
from cotlens.sources import claude_user
from cotlens.sources.base import Owner, Seen, scoped
from cotlens.sources.claude_edits import TOOLS, Asked, edit_of
from cotlens.sources.claude_tools import ending, kind_of
from cotlens.sources.picture import Picture
from cotlens.sources.records import decode
from cotlens.sources.values import Json, arguments, items, joined, obj, seconds, text, text_or_none

CLAUDE: Final = "claude-code"
_SILENT: Final = frozenset(
    {
        "file-history-snapshot", "file-history-delta", "queue-operation", "last-prompt", "mode", "permission-mode", "pr-link",
        "bridge-session", "agent-name", "frame-link", "system", "tag", "worktree-state", "attribution-snapshot",
    }
)  # fmt: skip
"""Record types that are known and say nothing of what the agent did."""
_OPEN_CALLS: Final = 4096
"""Calls without a result that are remembered; what is older never ended."""
_LAST_FULL: Final = (2, 1, 68)
"""Up to this version the log has the thoughts themselves; from the next on, summaries (models of Claude 4 and later)."""
_OLD_MODEL: Final = re.compile(r"claude-(?:3|2|instant)")


class ClaudeReader:
    """Reads one session's main log, or one subagent's log (its events carry `chain` and the parent's session id)."""

    agent = CLAUDE

    def __init__(self, path: str, seen: Seen, owner: Owner, own_log: Callable[[str], bool] | None = None) -> None:
        stem = os.path.basename(path).removesuffix(".jsonl")
        self._picture = Picture(CLAUDE, path, SessionId(stem))
        self._named = False
        self._seen = seen
        self._owner = owner
        self._own_log = own_log or SubagentLogs(path)
        # Hand-made and very old subagent logs lack `agentId`; their name is then all there is.
        self._chain = stem.removeprefix("agent-") if stem.startswith("agent-") else None
        self._open: dict[CallId, Asked] = {}
        self._form = ReasoningForm.FULL
        self._titles: dict[str, str] = {}
        self._handlers: Final[dict[str, Callable[[Json, Stamp], list[Event]]]] = {
            "assistant": self._assistant,
            "user": self._user,
            "attachment": self._attachment,
        }

    @staticmethod
    def drops(head: bytes) -> bool:
        """Tell of a long line's beginning whether the line says nothing of what the agent did."""
        head = head[:4096]
        return b'"type":"bash_progress"' in head or head.startswith(b'{"type":"file-history-snapshot"')

    def session(self) -> Session:
        """Return the session as the log tells it so far."""
        return self._picture.session()

    def settle(self) -> list[Event]:
        """Give out nothing: every record of this format stands for itself."""
        return []

    def drain(self) -> list[Event]:
        """Give out nothing: every record of this format stands for itself."""
        return []

    def feed_cut(self, head: bytes, ref: LogRef) -> list[Event]:  # noqa: ARG002 - the protocol's signature
        """Count a line that was too long to hold, unless it is of a kind that is never needed."""
        if not self.drops(head):
            self._picture.bad_lines += 1
        return []

    def feed(self, line: bytes, ref: LogRef) -> list[Event]:
        """Read one record."""
        record = decode(line)
        if record is None:
            self._picture.bad_lines += bool(line.strip(b" \t\r\x00"))
            return []
        kind = text(record.get("type"))
        if kind == "progress":
            record, kind = self._unwrap(record)
        handler = self._handlers.get(kind)
        if handler is None:
            self._loose(kind, record)
            return []
        self._learn(record)
        uuid = text(record.get("uuid"))
        key = scoped(uuid, self._picture.id) if uuid else hashlib.blake2b(line, digest_size=8).hexdigest()
        events = handler(record, Stamp(self._picture.id, record, ref, self._chain_of(record), key))
        if uuid and not self._seen.claim(key, self._owner):
            self._picture.duplicates += 1
            return []
        self._picture.note(events)
        return events

    # --- the session's own data -------------------------------------------------------------------------------------

    def _learn(self, record: Json) -> None:
        picture = self._picture
        if not self._named and (own := text_or_none(record.get("sessionId"))):
            self._named = True
            picture.id = SessionId(own)
            if picture.log and self._chain is not None and os.path.basename(picture.log).removesuffix(".jsonl") == own:
                self._chain = None
        version = text_or_none(record.get("version"))
        if version and version != picture.version:
            picture.version = version
        picture.visit(text_or_none(record.get("cwd")))
        if branch := text_or_none(record.get("gitBranch")):
            picture.branch = branch
        if entrypoint := text_or_none(record.get("entrypoint")):
            picture.entrypoint = entrypoint
        if self._chain is not None and (agent := text_or_none(record.get("agentId"))):
            self._chain = agent
        picture.chain = self._chain

    def _chain_of(self, record: Json) -> str | None:
        if record.get("isSidechain") is True:
            return text_or_none(record.get("agentId")) or self._chain or "sidechain"
        return self._chain

    def _loose(self, kind: str, record: Json) -> None:
        """Take what records outside the chain say of the session: a title, or nothing."""
        for source, field in (("custom-title", "customTitle"), ("ai-title", "aiTitle"), ("summary", "summary")):
            if kind == source:
                if title := text_or_none(record.get(field)):
                    self._titles[source] = title
                    self._picture.title = next(self._titles[s] for s in _TITLE_ORDER if s in self._titles)
                return
        if kind not in _SILENT:
            self._picture.unknown_types += 1

    def _unwrap(self, record: Json) -> tuple[Json, str]:
        """Turn the parent's copy of a subagent's message into that message, unless the subagent has a log of its own.

        The copy lacks `toolUseResult`, so the subagent's own log is always the better one.
        """
        data = obj(record.get("data"))
        inner = obj(data.get("message"))
        agent = text_or_none(data.get("agentId"))
        if data.get("type") != "agent_progress" or not agent or not inner or self._own_log(agent):
            return record, "system"
        context = {key: record.get(key) for key in ("sessionId", "version", "cwd", "gitBranch", "entrypoint")}
        return {**context, **inner, "isSidechain": True, "agentId": agent}, text(inner.get("type"))

    # --- records ----------------------------------------------------------------------------------------------------

    def _assistant(self, record: Json, stamp: Stamp) -> list[Event]:
        message = obj(record.get("message"))
        model = text_or_none(message.get("model"))
        if model == "<synthetic>" or record.get("isApiErrorMessage") is True:
            # The harness's own words in the agent's role ("API Error: ...").
            return []
        if stamp.chain is None or self._picture.model is None:
            self._picture.model = model or self._picture.model
        stamp.message = text_or_none(message.get("id"))
        self._form = _form(self._picture.version, model)
        content = message.get("content")
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else items(content)
        events: list[Event] = []
        for number, block in enumerate(blocks):
            event = self._block(obj(block), record, stamp.base(number))
            if event is not None:
                events.append(event)
        return events

    def _block(self, block: Json, record: Json, base: dict[str, Any]) -> Event | None:
        kind = block.get("type")
        if kind == "text":
            said = text(block.get("text"))
            return MessageEvent(text=said, **base) if said.strip() and said != "(no content)" else None
        if kind in ("thinking", "redacted_thinking"):
            thought = text(block.get("thinking"))
            form = self._form if thought.strip() else ReasoningForm.WITHHELD
            return ReasoningEvent(text=thought if form is not ReasoningForm.WITHHELD else "", form=form, **base)
        if kind in ("tool_use", "server_tool_use", "mcp_tool_use"):
            return self._call(block, record, base)
        return None

    def _call(self, block: Json, record: Json, base: dict[str, Any]) -> ToolCallEvent:
        name = text(block.get("name"))
        call = CallId(text(block.get("id")) or base["id"])
        args = arguments(block.get("input"))
        kind = kind_of(name)
        cwd = text_or_none(record.get("cwd"))
        if kind is ToolKind.SHELL:
            args["command"] = text(args.get("command"))
        # The whole input, not the capped copy: a Write's content is the file.
        self._open[call] = Asked(call=call, name=name, args=obj(block.get("input")) if name in TOOLS else {}, cwd=cwd)
        if len(self._open) > _OPEN_CALLS:
            del self._open[next(iter(self._open))]
        return ToolCallEvent(
            call=call, name=name, kind=kind, args=args, cwd=cwd, intent=text(args.get("description")), **base
        )

    def _user(self, record: Json, stamp: Stamp) -> list[Event]:
        content = obj(record.get("message")).get("content")
        events: list[Event] = []
        blocks = [obj(b) for b in items(content)]
        results = [(n, b) for n, b in enumerate(blocks) if b.get("type") == "tool_result"]
        for number, block in results:
            outcome = record.get("toolUseResult") if len(results) == 1 else None
            events += self._result(block, outcome, record, stamp, number)
        return events + self._words(claude_user.parts(content), record, stamp, len(blocks))

    def _result(self, block: Json, outcome: Any, record: Json, stamp: Stamp, number: int) -> list[Event]:
        call = CallId(text(block.get("tool_use_id")))
        asked = self._open.pop(call, None)
        end = ending(block, outcome, record, kind_of(asked.name) if asked else None)
        base = stamp.base(number)
        events: list[Event] = [
            ToolResultEvent(
                call=call, status=end.status, exit_code=end.exit_code, text=end.text, truncated=end.truncated, **base
            )
        ]
        if asked and asked.name in TOOLS:
            event = EventId(f"{base['id']}:edit")
            edit = edit_of(asked, outcome, end.text, end.status, stamp.session, event, stamp.time)
            if edit is not None:
                events.append(EditEvent(edit=edit, **{**base, "id": event}))
        if end.said:
            events.append(
                UserEvent(text=end.said, origin=UserOrigin.TYPED, **{**base, "id": EventId(f"{base['id']}:said")})
            )
        return events

    def _words(self, blocks: list[str], record: Json, stamp: Stamp, number: int) -> list[Event]:
        """Read a user message's text: a summary, an interruption, or words that were typed or injected."""
        whole = "\n".join(blocks)
        if not whole.strip():
            return []
        if record.get("isCompactSummary") is True or whole.startswith(claude_user.CONTINUED):
            return [CompactionEvent(summary=whole, **stamp.base(number))]
        if whole.startswith(claude_user.INTERRUPTED):
            return [InterruptEvent(**stamp.base(number))]
        said: dict[UserOrigin, list[str]] = {UserOrigin.INJECTED: [], UserOrigin.TYPED: []}
        harness = claude_user.by_harness(record) or stamp.chain is not None
        for block in blocks:
            words, origin = (block, UserOrigin.INJECTED) if harness else claude_user.typed(block)
            if words.strip():
                said[origin].append(words)
        return [
            UserEvent(text="\n".join(words), origin=origin, **stamp.base(number + i))
            for i, (origin, words) in enumerate(said.items())
            if words
        ]

    def _attachment(self, record: Json, stamp: Stamp) -> list[Event]:
        attachment = obj(record.get("attachment"))
        if attachment.get("type") != "queued_command":
            return []
        if attachment.get("commandMode") not in (None, "prompt"):
            record = {**record, "isMeta": True}
        return self._words([joined(attachment.get("prompt"))], record, stamp, 0)


class Stamp:
    """What all events of one record have in common."""

    __slots__ = ("chain", "key", "message", "ref", "session", "time")

    def __init__(self, session: SessionId, record: Json, ref: LogRef, chain: str | None, key: str) -> None:
        self.session = session
        self.time = seconds(record.get("timestamp"))
        self.ref = ref
        self.chain = chain
        self.key = key
        self.message: str | None = None

    def base(self, number: int) -> dict[str, Any]:
        """Return the common fields for the event of the record's block `number`."""
        return {
            "id": EventId(f"{self.key}:{number}"),
            "session": self.session,
            "time": self.time,
            "ref": self.ref,
            "message": self.message,
            "chain": self.chain,
        }


class SubagentLogs:
    """Tells whether a subagent of a session has a log of its own, by looking for it on the disk."""

    def __init__(self, path: str) -> None:
        folder, name = os.path.split(path)
        self._places = (os.path.join(folder, name.removesuffix(".jsonl"), "subagents"), folder)
        self._known: set[str] = set()

    def __call__(self, agent: str) -> bool:
        """Tell whether `agent-<agent>.jsonl` is there; asked anew until it is, because it may come later."""
        if agent in self._known:
            return True
        plain = os.path.basename(agent) == agent and "\x00" not in agent
        found = plain and any(os.path.isfile(os.path.join(p, f"agent-{agent}.jsonl")) for p in self._places)
        if found:
            self._known.add(agent)
        return found


_TITLE_ORDER: Final = ("custom-title", "ai-title", "summary")


def _form(version: str | None, model: str | None) -> ReasoningForm:
    if version is None or (model and _OLD_MODEL.match(model)):
        return ReasoningForm.FULL
    numbers = tuple(int(n) for n in re.findall(r"\d{1,9}", version)[:3])
    return ReasoningForm.FULL if numbers <= _LAST_FULL else ReasoningForm.SUMMARY
