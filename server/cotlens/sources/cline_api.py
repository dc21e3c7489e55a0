"""Cline's, Roo's and Kilo's history of API messages becomes events, where it is read alone. Not the messages for the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cotlens.model.event import Phase, ResultStatus, ToolKind
from cotlens.sources import cline_places, cline_tools
from cotlens.sources.cline_tools import KINDS, Change, Outcome, Section
from cotlens.sources.moments import from_millis
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.values import Json, integer, items, joined, obj, text

_TAGS: Final = ("<task>", "<feedback>", "<user_message>", "<answer>")
_TALK: Final = {"attempt_completion": "result", "ask_followup_question": "question", "plan_mode_respond": "response"}
"""Tools that only say something to the user, and the argument that holds it."""


class ClineApi:
    """Reads the history of one task."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __call__(self, value: Any, scribe: Scribe) -> Iterator[None]:
        """Tell all events of the task, message by message."""
        messages = items(value)
        scribe.picture.agent = cline_places.agent_of(self._path) or scribe.picture.agent
        first = next((ts for m in map(obj, messages) if (ts := integer(m.get("ts"))) is not None), 0)
        scribe.named(cline_places.session_of(self._path) or f"task-{first}")
        return _Telling(scribe).tell(messages)


class _Telling:
    """One telling of a task."""

    def __init__(self, scribe: Scribe) -> None:
        self.scribe = scribe
        self.open: list[tuple[str, str, Change | None]] = []
        """Calls without a result: id, name, what each would change."""

    def tell(self, messages: list[Any]) -> Iterator[None]:
        """Tell all messages in order."""
        for number, message in enumerate(map(obj, messages)):
            yield
            self.scribe.at(from_millis(message.get("ts")), message=f"m{number}")
            self.scribe.picture.model = text(obj(message.get("modelInfo")).get("modelId")) or self.scribe.picture.model
            role, content = message.get("role"), message.get("content")
            blocks = [{"type": "text", "text": content}] if isinstance(content, str) else map(obj, items(content))
            if role == "assistant":
                for index, block in enumerate(blocks):
                    self._assistant(f"m{number}:{index}", block)
            elif role == "user":
                self._user(number, list(blocks))
            else:
                self.scribe.picture.unknown_types += 1

    # --- the assistant's side -----------------------------------------------------------------------------------------

    def _assistant(self, key: str, block: Json) -> None:
        kind = block.get("type")
        if kind == "text":
            self._text(key, text(block.get("text")))
        elif kind in ("thinking", "redacted_thinking", "reasoning"):
            self.scribe.reasoning(key, text(block.get("thinking")) or text(block.get("text")))
        elif kind == "tool_use":
            self._call(key, text(block.get("id")) or key, text(block.get("name")), obj(block.get("input")))
        elif kind != "image":
            self.scribe.picture.unknown_types += 1

    def _text(self, key: str, said: str) -> None:
        shown, thoughts, calls = cline_tools.xml_calls(said)
        for index, thought in enumerate(thoughts):
            self.scribe.reasoning(f"{key}:thought{index}", thought)
        self.scribe.message(f"{key}:text", shown)
        for index, call in enumerate(calls):
            self._call(f"{key}:{index}", f"{key}:{index}", call.name, call.args)

    def _call(self, key: str, call: str, name: str, args: Json) -> None:
        kind = KINDS.get(name, ToolKind.MCP if "__" in name or "mcp" in name else ToolKind.OTHER)
        said = text(args.get(_TALK.get(name, "")))
        if said:
            phase = Phase.FINAL if name == "attempt_completion" else Phase.UNKNOWN
            self.scribe.message(f"{key}:said", said, phase)
        self.scribe.call(f"{call}:call", call, name, kind, args)
        self.open.append((call, name, cline_tools.asked_change(name, args)))
        if len(self.open) > cline_tools.OPEN:
            del self.open[0]

    # --- the user's side ----------------------------------------------------------------------------------------------

    def _user(self, number: int, blocks: list[Json]) -> None:
        """Results come first, then what the user says; results may stand in blocks of their own or in one text."""
        loose: Section | None = None
        for index, block in enumerate(blocks):
            key = f"m{number}:{index}"
            if block.get("type") == "tool_result":
                self._result(text(block.get("tool_use_id")), joined(block.get("content")))
                self._typed(key, joined(block.get("content")))
                continue
            said = text(block.get("text"))
            if said.startswith("<environment_details>"):
                self.scribe.picture.visit(cline_places.directory_in(said))
                continue
            told = cline_tools.sections(said)
            if told:
                if loose is not None:
                    self._section(loose)
                loose = told.pop() if not told[-1].body else None
                for section in told:
                    self._section(section)
                self._typed(key, said)
            elif loose is not None and said and not said.startswith(_TAGS):
                self._section(Section(loose.tool, said))
                loose = None
            else:
                self._plain(key, said)
        if loose is not None:
            self._section(loose)

    def _plain(self, key: str, said: str) -> None:
        if not self._typed(key, said) and said.strip() and not said.startswith("[TASK RESUMPTION]"):
            self.scribe.user(key, said, typed=False)
        elif said.startswith("[TASK RESUMPTION]"):
            for call, name, change in self.open:
                self._end(call, name, change, Outcome(ResultStatus.INTERRUPTED), "")
            self.open = []

    def _typed(self, key: str, said: str) -> bool:
        """Write what the user typed, out of the tags around it."""
        found = _typed_parts(said)
        for index, part in enumerate(found):
            self.scribe.user(f"{key}:typed{index}", part)
        return bool(found)

    def _section(self, section: Section) -> None:
        for at, (call, name, change) in enumerate(self.open):
            if name == section.tool or (section.tool == "subagents" and name == "use_subagents"):
                del self.open[at]
                self._end(call, name, change, cline_tools.outcome(section.body), section.body)
                return

    def _result(self, call: str, said: str) -> None:
        told = cline_tools.sections(said)
        body = told[0].body if told else said
        for at, (known, name, change) in enumerate(self.open):
            if known == call:
                del self.open[at]
                self._end(call, name, change, cline_tools.outcome(body), body)
                return

    def _end(self, call: str, name: str, change: Change | None, ended: Outcome, body: str) -> None:
        self.scribe.result(f"{call}:result", call, ended.status, body, exit_code=ended.exit_code)
        if change is not None:
            write_edit(self.scribe, call, name, change, ended)


def write_edit(scribe: Scribe, key: str, tool: str, change: Change, ended: Outcome, *, modified: bool = False) -> None:
    """Write the edit of a call that has ended."""
    applied = ended.status is ResultStatus.OK
    after = ended.final if applied and ended.final is not None else change.after
    scribe.edit(
        key,
        key,
        change.path,
        change.op,
        STATES[ended.status],
        change.hunks,
        after=after,
        user_modified=modified or ended.modified,
        tool=tool,
    )


def _typed_parts(said: str) -> list[str]:
    """Find the tagged parts, in order."""
    found: list[tuple[int, str]] = []
    for tag in _TAGS:
        close = f"</{tag[1:]}"
        at = said.find(tag)
        while at >= 0 and (end := said.find(close, at)) >= 0:
            found.append((at, said[at + len(tag) : end].strip("\n")))
            at = said.find(tag, end)
    return [part for _, part in sorted(found)]


def _is_history(value: Any) -> bool:
    """Know the history: messages of the API, of which the first is the user's and speaks the extension's words."""
    messages = items(value)[:2]
    if not messages or not all(isinstance(m, dict) and m.get("role") in ("user", "assistant") for m in messages):
        return False
    if obj(messages[0]).get("role") != "user":
        return False
    said = joined(obj(messages[0]).get("content"))
    return "<environment_details>" in said or said.lstrip().startswith(("<task>", "<user_message>"))


def recognise(value: Any) -> str | None:
    """Know Cline's history of API messages."""
    return "api_conversation_history" if _is_history(value) else None


def recognise_roo(value: Any) -> str | None:
    """Know Roo's history, by the details of the environment in its own words."""
    if not _is_history(value):
        return None
    said = joined(obj(items(value)[0]).get("content"))
    return "api_conversation_history of Roo and its forks" if "# Current Workspace Directory (" in said else None
