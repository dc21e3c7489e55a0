"""Reads Claude Code's session logs (1.0 to 2.1): one record per line, one content block per record, many record types.

The format is closed and grows: what is not known is counted and passed over.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Any, Final, cast

import msgspec

from cotlens.model.edit import FileEdit
from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    InterruptEvent,
    LogRef,
    MessageEvent,
    OutsideEditEvent,
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
from cotlens.sources import claude_record, claude_user
from cotlens.sources.base import Owner, Seen, scoped
from cotlens.sources.claude_edits import TOOLS, Asked, edit_of, path_of
from cotlens.sources.claude_files import FileHistory, SubagentLogs, spilled
from cotlens.sources.claude_record import Block, Record
from cotlens.sources.claude_tools import Ending, ending, kind_of
from cotlens.sources.claude_versions import form_of
from cotlens.sources.picture import Picture
from cotlens.sources.values import absolute, arguments, joined, obj, seconds, text, text_or_none

CLAUDE: Final = "claude-code"
Base = dict[str, Any]
"""Fields that all events of a record share, by name."""
_SILENT: Final = frozenset(
    {
        "queue-operation", "last-prompt", "mode", "permission-mode", "pr-link", "bridge-session", "agent-name", "frame-link",
        "system", "tag", "worktree-state", "attribution-snapshot",
    }
)  # fmt: skip
"""Record types that are known and say nothing of what the agent did."""
_OPEN_CALLS: Final = 4096
"""Calls without a result that are remembered; what is older never ended."""
SNIPPET: Final = 4096
"""Characters kept of what the harness shows of a file that was changed outside."""
_TITLES: Final = (("custom-title", "customTitle"), ("ai-title", "aiTitle"), ("summary", "summary"))
"""Record types that name the session, and the field that does, the best first."""


class ClaudeReader:
    """Reads one session's main log, or one subagent's log (its events carry `chain` and the parent's session id)."""

    agent = CLAUDE

    def __init__(self, path: str, seen: Seen, owner: Owner) -> None:
        stem = os.path.basename(path).removesuffix(".jsonl")
        self._picture = Picture(CLAUDE, path, SessionId(stem))
        self._named = False
        self._seen = seen
        self._owner = owner
        self._own_log = SubagentLogs(path)
        self._history = FileHistory(path)
        self._whole = spilled(path)
        # Hand-made and very old subagent logs lack `agentId`; their name is then all there is.
        self._chain = stem.removeprefix("agent-") if stem.startswith("agent-") else None
        self._open: dict[CallId, Asked] = {}
        self._titles: dict[str, str] = {}
        self._context: tuple[str | None, ...] = ()
        """What the last record said of the session's circumstances: mostly the same as the next one's."""
        self._handlers: Final = {"assistant": self._assistant, "user": self._user, "attachment": self._attachment}

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
        record = claude_record.read(line)
        if record is None:
            self._picture.bad_lines += bool(line.strip(b" \t\r\x00"))
            return []
        if record.type == "progress":
            inner = self._unwrap(record)
            if inner is None:
                return []
            record = inner
        handler = self._handlers.get(record.type)
        if handler is None:
            self._loose(record)
            return []
        context = (record.sessionId, record.version, record.cwd, record.gitBranch, record.entrypoint, record.agentId)
        if context != self._context:
            self._context = context
            self._learn(record)
        uuid = record.uuid
        key = scoped(uuid, self._picture.id) if uuid else hashlib.blake2b(line, digest_size=8).hexdigest()
        chain = self._chain if record.isSidechain is not True else record.agentId or self._chain or "sidechain"
        base = {
            "id": "",
            "session": self._picture.id,
            "time": seconds(record.timestamp),
            "ref": ref,
            "message": None,
            "chain": chain,
        }
        events = handler(record, base, key)
        if uuid and not self._seen.claim(key, self._owner):
            self._picture.duplicates += 1
            return []
        self._picture.note(events)
        return events

    # --- the session's own data -------------------------------------------------------------------------------------

    def _learn(self, record: Record) -> None:
        picture = self._picture
        if not self._named and record.sessionId:
            self._named = True
            picture.id = SessionId(record.sessionId)
            if (
                picture.log
                and self._chain is not None
                and os.path.basename(picture.log).removesuffix(".jsonl") == picture.id
            ):
                self._chain = None
        picture.version = record.version or picture.version
        picture.visit(record.cwd)
        picture.branch = record.gitBranch or picture.branch
        picture.entrypoint = record.entrypoint or picture.entrypoint
        if self._chain is not None and record.agentId:
            self._chain = record.agentId
        picture.chain = self._chain

    def _loose(self, record: Record) -> None:
        """Take what records outside the chain say of the session: a title, backups of files, or nothing."""
        kind = record.type
        if kind in ("file-history-snapshot", "file-history-delta"):
            self._history.note(record)
            return
        for source, field in _TITLES:
            if kind == source:
                if title := text_or_none(getattr(record, field)):
                    self._titles[source] = title
                    self._picture.title = next(self._titles[s] for s, _ in _TITLES if s in self._titles)
                return
        if kind not in _SILENT:
            self._picture.unknown_types += 1

    def _unwrap(self, record: Record) -> Record | None:
        """Turn the parent's copy of a subagent's message into that message, unless the subagent has a log of its own.

        The copy lacks `toolUseResult`, so the subagent's own log is always the better one.
        """
        data = obj(claude_record.loose(record.data)) if b'"agent_progress"' in bytes(record.data) else {}
        inner = obj(data.get("message"))
        agent = text_or_none(data.get("agentId"))
        if data.get("type") != "agent_progress" or not agent or not inner or self._own_log(agent):
            return None
        found = claude_record.of_json(inner)
        for name in ("sessionId", "version", "cwd", "gitBranch", "entrypoint"):
            setattr(found, name, getattr(found, name) or getattr(record, name))
        found.isSidechain, found.agentId = True, agent
        return found

    # --- records ----------------------------------------------------------------------------------------------------

    def _assistant(self, record: Record, base: Base, key: str) -> list[Event]:
        message = record.message
        if message is None or message.model == "<synthetic>" or record.isApiErrorMessage is True:
            # The harness's own words in the agent's role ("API Error: ...").
            return []
        picture = self._picture
        if message.model and (base["chain"] is None or picture.model is None):
            picture.model = message.model
        base["message"] = message.id or None
        form = form_of(picture.version, message.model)
        content = message.content
        blocks = [Block(type="text", text=content)] if isinstance(content, str) else content or ()
        events: list[Event] = []
        for number, block in enumerate(blocks):
            base["id"] = f"{key}:{number}"
            event = self._block(block, record, base, form)
            if event is not None:
                events.append(event)
        return events

    def _block(self, block: Block, record: Record, base: Base, form: ReasoningForm) -> Event | None:
        kind = block.type
        if kind == "text":
            said = block.text
            return MessageEvent(text=said, **base) if said.strip() and said != "(no content)" else None
        if kind == "thinking" or kind == "redacted_thinking":  # noqa: PLR1714 - the hot path
            thought = block.thinking
            if not thought.strip():
                return ReasoningEvent(text="", form=ReasoningForm.WITHHELD, **base)
            return ReasoningEvent(text=thought, form=form, **base)
        if kind == "tool_use" or kind == "server_tool_use" or kind == "mcp_tool_use":  # noqa: PLR1714
            return self._call(block, record, base)
        return None

    def _call(self, block: Block, record: Record, base: Base) -> ToolCallEvent:
        name = block.name
        call = CallId(block.id or base["id"])
        args = arguments(block.input)
        kind = kind_of(name)
        if kind is ToolKind.SHELL:
            args["command"] = text(args.get("command"))
        # The whole input, not the capped copy: a Write's content is the file.
        self._open[call] = Asked(call, name, obj(block.input) if name in TOOLS else {}, record.cwd or None)
        if len(self._open) > _OPEN_CALLS:
            del self._open[next(iter(self._open))]
        intent = text(args.get("description"))
        return ToolCallEvent(call=call, name=name, kind=kind, args=args, cwd=record.cwd or None, intent=intent, **base)

    def _user(self, record: Record, base: Base, key: str) -> list[Event]:
        content = record.message.content if record.message is not None else None
        events: list[Event] = []
        if isinstance(content, str):
            return self._words([content], record, base, key, 0)
        results = [(n, b) for n, b in enumerate(content or ()) if b.type == "tool_result"]
        for number, block in results:
            events += self._result(block, record, base, key, number, alone=len(results) == 1)
        said = [block.text for block in content or () if block.type == "text"]
        return events + self._words(said, record, base, key, len(content or ())) if said else events

    def _result(self, block: Block, record: Record, base: Base, key: str, number: int, *, alone: bool) -> list[Event]:
        call = CallId(block.tool_use_id)
        asked = self._open.pop(call, None)
        outcome = record.toolUseResult if alone else claude_record.NOTHING
        end = ending(block, outcome, record, kind_of(asked.name) if asked else None, self._whole)
        base["id"] = f"{key}:{number}"
        events: list[Event] = [
            ToolResultEvent(
                call=call, status=end.status, exit_code=end.exit_code, text=end.text, truncated=end.truncated, **base
            )
        ]
        if asked and asked.name in TOOLS:
            events += self._edit(asked, outcome, end, {**base, "id": EventId(f"{key}:{number}:edit")})
        if end.said:
            said = {**base, "id": EventId(f"{key}:{number}:said")}
            events.append(UserEvent(text=end.said, origin=UserOrigin.TYPED, **said))
        return events

    def _edit(self, asked: Asked, outcome: msgspec.Raw, end: Ending, base: Base) -> list[Event]:
        """Tell of an edit; its texts are read out of the record when somebody asks for them."""
        session, event, time, history = self._picture.id, base["id"], base["time"], self._history.now()

        def build() -> FileEdit | None:
            details = claude_record.loose(outcome)
            return edit_of(asked, details, end.text, end.status, session, event, time, history)

        if path_of(asked.args) is not None:
            return [EditEvent(edit=cast("Callable[[], FileEdit]", build), **base)]
        edit = build()  # only the result can name the file
        return [EditEvent(edit=edit, **base)] if edit is not None else []

    def _words(self, blocks: list[str], record: Record, base: Base, key: str, number: int) -> list[Event]:
        """Read a user message's text: a summary, an interruption, or words that were typed or injected."""
        whole = "\n".join(blocks)
        if not whole.strip():
            return []
        if record.isCompactSummary is True or whole.startswith(claude_user.CONTINUED):
            return [CompactionEvent(summary=whole, **_at(base, key, number))]
        if whole.startswith(claude_user.INTERRUPTED):
            return [InterruptEvent(**_at(base, key, number))]
        said: dict[UserOrigin, list[str]] = {UserOrigin.INJECTED: [], UserOrigin.TYPED: []}
        harness = claude_user.by_harness(record) or base["chain"] is not None
        for block in blocks:
            words, origin = (block, UserOrigin.INJECTED) if harness else claude_user.typed(block)
            if words.strip():
                said[origin].append(words)
        return [
            UserEvent(text="\n".join(words), origin=origin, **_at(base, key, number + i))
            for i, (origin, words) in enumerate(said.items())
            if words
        ]

    def _attachment(self, record: Record, base: Base, key: str) -> list[Event]:
        attachment = obj(claude_record.loose(record.attachment))
        kind = attachment.get("type")
        if kind == "edited_text_file" and (name := text_or_none(attachment.get("filename"))):
            # The harness saw that a file which the agent had read is another one now: a person or a formatter was there.
            path = absolute(name, record.cwd)
            return [OutsideEditEvent(path=path, snippet=text(attachment.get("snippet"))[:SNIPPET], **_at(base, key, 0))]
        if kind != "queued_command":
            return []
        if attachment.get("commandMode") not in (None, "prompt"):
            record.isMeta = True
        return self._words([joined(attachment.get("prompt"))], record, base, key, 0)


def _at(base: Base, key: str, number: int) -> Base:
    """Set the id of the event of a record's block `number`; the same fields serve all of a record's events in turn."""
    base["id"] = EventId(f"{key}:{number}")
    return base
