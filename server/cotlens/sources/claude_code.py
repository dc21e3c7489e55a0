"""Reads Claude Code's session logs (1.0 to 2.1): one record per line, one content block per record, many record types.

The format is closed and grows: what is not known is counted and passed over.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final, cast

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
from cotlens.model.hashing import blake2b
from cotlens.model.ids import CallId, EventId, SessionId
from cotlens.model.session import Session
from cotlens.sources import claude_record, claude_user
from cotlens.sources.base import GLOBAL, Owner, Seen, scoped
from cotlens.sources.claude_edits import TOOLS, Asked, edit_of, path_of
from cotlens.sources.claude_files import FileHistory, SubagentLogs, spilled
from cotlens.sources.claude_record import NOT_PLAIN, SILENT, TITLES, Aside, Block, Message, Record, decoded
from cotlens.sources.claude_tools import ending, kind_of, outlook, said_plainly
from cotlens.sources.claude_versions import form_of
from cotlens.sources.picture import Picture
from cotlens.sources.records import decode
from cotlens.sources.values import absolute, arguments, joined, obj, seconds, text, text_or_none

CLAUDE: Final = "claude-code"
_BEGINNING: Final = b'{"parentUuid":'
# Members of an enumeration are slow to get at where every record passes.
_EDIT: Final = ToolKind.EDIT
_SHELL: Final = ToolKind.SHELL
_TOLD: Final = (b"edited_text_file", b"queued_command")
"""Attachments that say what happened."""
_OPEN_CALLS: Final = 4096
"""Calls without a result that are remembered; what is older never ended."""
SNIPPET: Final = 4096
"""Characters kept of what the harness shows of a file that was changed outside."""


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
        # Hand-made and very old subagent logs lack `agentId`; their name is then all there is.
        self._chain = stem.removeprefix("agent-") if stem.startswith("agent-") else None
        self._open: dict[CallId, ToolKind] = {}
        self._edits: dict[CallId, Asked] = {}
        """Of the open calls those that edit."""
        self._titles: dict[str, str] = {}
        self._context: tuple[str | None, ...] = ()
        """What the last record said of the session's circumstances: mostly the same as the next one's."""
        # Of the record that is being read.
        self._line = b""
        self._time: float | None = None
        self._ref = LogRef(path, 0)
        self._at_chain: str | None = None
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
        try:
            record = decoded(line)
        except NOT_PLAIN:
            again = claude_record.read_again(line)
            if again is None:
                return self._broken(line, ref)
            record = again
        kind = record.type
        self._line = line
        if kind == "progress":
            # Nearly all of them tell that a command or a hook is still running.
            inner = self._unwrap(record) if b"agent_progress" in line else None
            if inner is None:
                return []
            record, self._line = inner
            kind = record.type
        handler = self._handlers.get(kind)
        if handler is None:
            self._loose(record)
            return []
        context = (record.sessionId, record.version, record.cwd, record.gitBranch, record.entrypoint, record.agentId)
        if context != self._context:
            self._context = context
            self._learn(record)
        uuid = record.uuid
        key = uuid if uuid and len(uuid) >= GLOBAL else self._key(uuid, line)
        self._time, self._ref = seconds(record.timestamp), ref
        self._at_chain = self._chain if record.isSidechain is not True else record.agentId or self._chain or "sidechain"
        events = handler(record, key)
        if uuid and not self._seen.claim(key, self._owner):
            self._picture.duplicates += 1
            return []
        self._picture.told += events
        return events

    def _key(self, uuid: str | None, line: bytes) -> str:
        if not uuid:
            return blake2b(line.rstrip(b"\r\n"), digest_size=8).hexdigest()
        return scoped(uuid, self._picture.id)

    def _broken(self, line: bytes, ref: LogRef) -> list[Event]:
        self._picture.bad_lines += bool(line.strip(b" \t\r\n\x00"))
        # A record that was cut off by a crash has the next one behind it on its line.
        joined_at = line.rfind(_BEGINNING)
        return self.feed(line[joined_at:], ref) if joined_at > 0 else []

    # --- the session's own data -------------------------------------------------------------------------------------

    def _learn(self, record: Record) -> None:
        picture = self._picture
        picture.count()
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
            self._history.note(record, self._aside)
            return
        for source, field in TITLES:
            if kind == source:
                if title := text_or_none(getattr(self._aside(), field)):
                    self._titles[source] = title
                    self._picture.title = next(self._titles[s] for s, _ in TITLES if s in self._titles)
                return
        if kind not in SILENT:
            self._picture.unknown_types += 1

    def _unwrap(self, record: Record) -> tuple[Record, bytes] | None:
        """Turn the parent's copy of a subagent's message into that message, unless the subagent has a log of its own.

        The copy lacks `toolUseResult`, so the subagent's own log is always the better one.
        """
        copy = claude_record.copied(self._aside().data)
        if copy is None or self._own_log(copy[0]):
            return None
        agent, line = copy
        found = claude_record.read(line)
        if found is None or not (found.type or decode(line)):
            return None
        for name in ("sessionId", "version", "cwd", "gitBranch", "entrypoint"):
            setattr(found, name, getattr(found, name) or getattr(record, name))
        found.isSidechain, found.agentId = True, agent
        return found, line

    # --- records ----------------------------------------------------------------------------------------------------

    def _assistant(self, record: Record, key: str) -> list[Event]:
        message = record.message
        if message is None or message.model == "<synthetic>" or record.isApiErrorMessage is True:
            # The harness's own words in the agent's role ("API Error: ...").
            return []
        picture, chain = self._picture, self._at_chain
        if message.model and message.model != picture.model and (chain is None or picture.model is None):
            picture.count()
            picture.model = message.model
        content = message.content
        blocks = [Block(type="text", text=content)] if isinstance(content, str) else content or ()
        said_in = message.id or None
        if len(blocks) == 1:
            # By far the most.
            event = self._block(blocks[0], message, record, said_in, f"{key}:0")
            return [event] if event is not None else []
        told = (self._block(block, message, record, said_in, f"{key}:{n}") for n, block in enumerate(blocks))
        return [event for event in told if event is not None]

    def _block(self, block: Block, message: Message, record: Record, said_in: str | None, own: Any) -> Event | None:
        kind = block.type
        if kind == "tool_use" or kind == "server_tool_use" or kind == "mcp_tool_use":  # noqa: PLR1714 - the hot path
            return self._call(block, said_in, record.cwd or None, own)
        session, time, ref, chain = self._picture.id, self._time, self._ref, self._at_chain
        if kind == "text":
            said = block.text
            if not said or said.isspace() or said == "(no content)":
                return None
            return MessageEvent(id=own, session=session, time=time, ref=ref, message=said_in, chain=chain, text=said)
        if kind == "thinking" or kind == "redacted_thinking":  # noqa: PLR1714
            thought, form = block.thinking, form_of(self._picture.version, message.model)
            if not thought or thought.isspace():
                thought, form = "", ReasoningForm.WITHHELD
            return ReasoningEvent(
                id=own, session=session, time=time, ref=ref, message=said_in, chain=chain, text=thought, form=form
            )
        return None

    def _call(self, block: Block, message: str | None, cwd: str | None, own: Any) -> ToolCallEvent:
        name = block.name
        call: Any = block.id or own
        kind = kind_of(name)
        args = arguments(block.input)
        if kind is _EDIT and name in TOOLS:
            # The whole input, not the capped copy: a Write's content is the file.
            self._edits[call] = Asked(call, name, obj(block.input), cwd)
        elif kind is _SHELL and type(args.get("command")) is not str:
            args = {**args, "command": ""}
        self._open[call] = kind
        if len(self._open) > _OPEN_CALLS:
            oldest = next(iter(self._open))
            del self._open[oldest]
            self._edits.pop(oldest, None)
        return ToolCallEvent(
            id=own,
            session=self._picture.id,
            time=self._time,
            ref=self._ref,
            message=message,
            chain=self._at_chain,
            call=call,
            name=name,
            kind=kind,
            args=args,
            cwd=cwd,
            intent=text(args.get("description")),
        )

    def _user(self, record: Record, key: str) -> list[Event]:
        content = record.message.content if record.message is not None else None
        if isinstance(content, str):
            return self._words([content], key, 0)
        blocks = content or ()
        if len(blocks) == 1 and blocks[0].type == "tool_result":
            # By far the most.
            return self._result(blocks[0], record.toolUseResult, f"{key}:0")
        results = [(n, b) for n, b in enumerate(blocks) if b.type == "tool_result"]
        outcome = record.toolUseResult if len(results) == 1 else None
        events: list[Event] = []
        for number, block in results:
            events += self._result(block, outcome, f"{key}:{number}")
        said = [block.text for block in blocks if block.type == "text"]
        return events + self._words(said, key, len(blocks)) if said else events

    def _result(self, block: Block, outcome: object, own: Any) -> list[Event]:
        call: Any = block.tool_use_id
        kind = self._open.pop(call, None)
        content = bytes(block.content)
        told: str | bytes = content
        if block.is_error is not True and said_plainly(content):
            (status, code), truncated, said = outlook(outcome, kind), False, ""
        else:
            end = ending(block, outcome, self._aside, kind, self._whole)
            status, code, told, truncated, said = end.status, end.exit_code, end.text, end.truncated, end.said
        result = ToolResultEvent(
            id=own,
            session=self._picture.id,
            time=self._time,
            ref=self._ref,
            chain=self._at_chain,
            call=call,
            status=status,
            exit_code=code,
            text=told,
            truncated=truncated,
        )
        if kind is not _EDIT and not said:
            return [result]
        edits = self._edit(call, outcome, result) if kind is _EDIT else []
        return [result, *edits, *([self._said(said, UserOrigin.TYPED, EventId(f"{own}:said"))] if said else [])]

    def _aside(self) -> Aside:
        return claude_record.aside(self._line)

    def _whole(self, body: str) -> str:
        return spilled(self._picture.log, claude_record.outcome_of(self._line), body)

    def _edit(self, call: CallId, outcome: object, result: ToolResultEvent) -> list[Event]:
        """Tell of an edit; its texts are read out of the record's line when somebody asks for them."""
        asked = self._edits.pop(call, None)
        if asked is None:
            return []
        line = self._line if outcome is not None else b""
        session, time, history = self._picture.id, self._time, self._history.now()
        event = EventId(f"{result.id}:edit")

        def build() -> FileEdit | None:
            details = claude_record.outcome_of(line) if line else None
            return edit_of(asked, details, result.text, result.status, session, event, time, history)

        # Only the result may name the file.
        edit = cast("Callable[[], FileEdit]", build) if path_of(asked.args) is not None else build()
        if edit is None:
            return []
        return [EditEvent(id=event, session=session, time=time, ref=self._ref, edit=edit, chain=self._at_chain)]

    def _words(self, blocks: list[str], key: str, number: int, *, injected: bool = False) -> list[Event]:
        """Read a user message's text: a summary, an interruption, or words that were typed or injected."""
        whole = "\n".join(blocks)
        if not whole.strip():
            return []
        aside = self._aside()
        if aside.isCompactSummary is True or whole.startswith(claude_user.CONTINUED):
            return [CompactionEvent(summary=whole, **self._base(f"{key}:{number}"))]
        if whole.startswith(claude_user.INTERRUPTED):
            return [InterruptEvent(**self._base(f"{key}:{number}"))]
        said: dict[UserOrigin, list[str]] = {UserOrigin.INJECTED: [], UserOrigin.TYPED: []}
        # What a subagent is told, its parent says.
        harness = injected or self._at_chain is not None or claude_user.by_harness(aside)
        for block in blocks:
            words, origin = (block, UserOrigin.INJECTED) if harness else claude_user.typed(block)
            if words.strip():
                said[origin].append(words)
        return [
            self._said("\n".join(words), origin, EventId(f"{key}:{number + i}"))
            for i, (origin, words) in enumerate(said.items())
            if words
        ]

    def _attachment(self, record: Record, key: str) -> list[Event]:
        if not any(kind in self._line for kind in _TOLD):
            return []
        attachment = claude_record.attachment(self._aside().attachment)
        kind = attachment.type
        if kind == "edited_text_file" and (name := text_or_none(attachment.filename)):
            # The harness saw that a file which the agent had read is another one now: a person or a formatter was there.
            path, snippet = absolute(name, record.cwd), text(attachment.snippet)[:SNIPPET]
            return [OutsideEditEvent(path=path, snippet=snippet, **self._base(f"{key}:0"))]
        if kind != "queued_command":
            return []
        return self._words([joined(attachment.prompt)], key, 0, injected=attachment.commandMode not in (None, "prompt"))

    # --- events -----------------------------------------------------------------------------------------------------

    def _said(self, words: str, origin: UserOrigin, own: EventId) -> UserEvent:
        return UserEvent(text=words, origin=origin, **self._base(own))

    def _base(self, own: str) -> dict[str, Any]:
        """Return what all events share, for the rare ones: naming the fields one by one is five times as fast."""
        return {
            "id": EventId(own),
            "session": self._picture.id,
            "time": self._time,
            "ref": self._ref,
            "chain": self._at_chain,
        }
