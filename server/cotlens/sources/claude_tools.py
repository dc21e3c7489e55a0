"""Claude Code's tools: what each does, and how the end of a call is told. Pure functions over one record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import claude_record
from cotlens.sources.claude_record import Block, Record
from cotlens.sources.values import capped, integer, joined, text

_KINDS: Final[dict[str, ToolKind]] = {
    "Bash": ToolKind.SHELL,
    "PowerShell": ToolKind.SHELL,
    "Edit": ToolKind.EDIT,
    "Write": ToolKind.EDIT,
    "MultiEdit": ToolKind.EDIT,
    "NotebookEdit": ToolKind.EDIT,
    "Read": ToolKind.READ,
    "NotebookRead": ToolKind.READ,
    "LS": ToolKind.READ,
    "Grep": ToolKind.SEARCH,
    "Glob": ToolKind.SEARCH,
    "WebFetch": ToolKind.WEB,
    "WebSearch": ToolKind.WEB,
    "web_search": ToolKind.WEB,
    "web_fetch": ToolKind.WEB,
    "Task": ToolKind.TASK,
    "Agent": ToolKind.TASK,
    "TodoWrite": ToolKind.PLAN,
    "TodoRead": ToolKind.PLAN,
    "TaskCreate": ToolKind.PLAN,
    "TaskUpdate": ToolKind.PLAN,
    "TaskList": ToolKind.PLAN,
    "TaskGet": ToolKind.PLAN,
    "EnterPlanMode": ToolKind.PLAN,
    "ExitPlanMode": ToolKind.PLAN,
}
_EXIT: Final = re.compile(r"(?:Error: )?Exit code (-?\d{1,10})(?:\n|$)")
_SAID: Final = "the user said:\n"
_ERROR_TAG: Final = re.compile(r"</?tool_use_error>")
_DENIED: Final = (
    "The user doesn't want to proceed with this tool use",
    "The user doesn't want to take this action right now",
    "User rejected tool use",
    "Permission to use ",
    "Permission for this tool use was denied",
    "Claude requested permissions to ",
    "This command requires approval",
)
_DENIED_LATER: Final = re.compile(
    r"^(?:Hook )?PreToolUse:\S+ (?:hook error|.{0,40}denied)|\bblocked by (?:a )?hook\b", re.IGNORECASE
)
"""A hook that refuses a call before it runs is a policy, so the call was denied, not failed."""
_STOPPED: Final = (
    "[Request interrupted by user",
    # A call in the same batch failed or was refused, so this one was never started.
    "Sibling tool call errored",
    "Cancelled: parallel tool call",
    "Interrupted by user",
)


class Ending(NamedTuple):
    """How one call ended."""

    status: ResultStatus
    exit_code: int | None
    text: str
    truncated: bool
    said: str
    """What the user typed while refusing the call, '' if nothing."""


def kind_of(name: str) -> ToolKind:
    """Say what a tool does from its name."""
    if name.startswith("mcp__"):
        return ToolKind.MCP
    return _KINDS.get(name, ToolKind.OTHER)


class _Outcome(msgspec.Struct, gc=False):
    """What is needed of a `toolUseResult` that is an object; its texts are passed over."""

    interrupted: Any = None
    returnCodeInterpretation: Any = None  # noqa: N815 - the log's name
    backgroundTaskId: Any = None  # noqa: N815
    exitCode: Any = None  # noqa: N815


_outcome: Final = msgspec.json.Decoder(_Outcome).decode
_TELLING: Final = (ToolKind.SHELL, ToolKind.TASK, ToolKind.OTHER, ToolKind.MCP, None)
"""Kinds of calls whose `toolUseResult` says more than the result itself; None: the call is not known."""


def ending(
    block: Block, raw: msgspec.Raw, record: Record, kind: ToolKind | None, whole: Callable[[str, msgspec.Raw], str]
) -> Ending:
    """Read a `tool_result` block together with its record's `toolUseResult` (object, string, list or nothing).

    `whole` gives the whole output where the block has a preview of it.
    """
    body = whole(joined(block.content), raw)
    failed = block.is_error is True
    said = _feedback(record, body) if failed else ""
    plain = _ERROR_TAG.sub("", body[:4096]).strip() if failed else ""
    status, code = ResultStatus.OK, None
    if failed:
        told = claude_record.loose(raw)
        status, code = _failure(plain, told if isinstance(told, str) else "", record)
        if code is not None and (found := _EXIT.match(body)):
            body = body[found.end() :]
    elif kind in _TELLING:
        details = _details(raw)
        if details.interrupted is True:
            status = ResultStatus.INTERRUPTED
        elif kind is ToolKind.SHELL:
            code = _success(details)
    shown, truncated = capped(body)
    return Ending(status, code, shown, truncated, said)


def _details(raw: msgspec.Raw) -> _Outcome:
    try:
        return _outcome(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _Outcome()


def _failure(plain: str, outcome: str, record: Record) -> tuple[ResultStatus, int | None]:
    if found := _EXIT.match(plain) or _EXIT.match(outcome[:64]):
        return ResultStatus.ERROR, int(found[1])
    if isinstance(record.toolDenialKind, str) or plain.startswith(_DENIED) or outcome == "User rejected tool use":
        return ResultStatus.DENIED, None
    if plain.startswith(_STOPPED):
        return ResultStatus.INTERRUPTED, None
    return (ResultStatus.DENIED if _DENIED_LATER.search(plain[:400]) else ResultStatus.ERROR), None


def _success(details: _Outcome) -> int | None:
    """Exit status of a shell command that is not marked as failed: 0, unless the log leaves it open."""
    # `returnCodeInterpretation` marks a non-zero status that is no failure (grep: "No matches found"); a command in the
    # background has none yet.
    if details.returnCodeInterpretation or details.backgroundTaskId:
        return integer(details.exitCode)
    return 0


def _feedback(record: Record, body: str) -> str:
    """What the user typed while refusing a call: it is the user's word, though it stands in a tool's result."""
    given = text(record.userFeedback)
    if given:
        return given
    if not body.startswith(_DENIED[:2]) or _SAID not in body[:600]:
        return ""
    return body.split(_SAID, 1)[1].split("\n\nNote: The user's next message", 1)[0].strip()
