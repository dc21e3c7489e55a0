"""Claude Code's tools: what each does, and how the end of a call is told. Pure functions over one record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources.claude_record import Aside, Block, Outcome, loose
from cotlens.sources.values import HEAD, capped, integer, joined, text

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


class Ending(msgspec.Struct, frozen=True, gc=False):
    """How one call ended."""

    status: ResultStatus
    exit_code: int | None
    text: str
    truncated: bool = False
    said: str = ""
    """What the user typed while refusing the call, '' if nothing."""


def kind_of(name: str) -> ToolKind:
    """Say what a tool does from its name."""
    return _KINDS.get(name) or (ToolKind.MCP if name.startswith("mcp__") else ToolKind.OTHER)


_PERSISTED: Final = "<persisted-output>"
"""What a result begins with where only a preview of the output stands in the log."""
_TELLING: Final = (ToolKind.SHELL, ToolKind.TASK, ToolKind.OTHER, ToolKind.MCP, None)
"""Kinds of calls whose `toolUseResult` says more than the result itself; None: the call is not known."""


def said_plainly(content: bytes) -> bool:
    """Tell of a result that is no failure whether it may be told as it stands: it is a text, whole, and not too long."""
    # A preview of the output begins with `<`, as it is or as an escape.
    return content[:1] == b'"' and content[1:2] not in b"<\\" and len(content) <= 2 * HEAD


def outlook(outcome: object, kind: ToolKind | None) -> tuple[ResultStatus, int | None]:
    """Say how a call ended that is not marked as failed."""
    if kind not in _TELLING or type(outcome) is not Outcome:
        return _DONE if kind is _SHELL else _OK
    if outcome.interrupted is True:
        return ResultStatus.INTERRUPTED, None
    return (ResultStatus.OK, _success(outcome)) if kind is _SHELL else _OK


_SHELL: Final = ToolKind.SHELL
_OK: Final = (ResultStatus.OK, None)
_DONE: Final = (ResultStatus.OK, 0)


def ending(
    block: Block, outcome: object, aside: Callable[[], Aside], kind: ToolKind | None, whole: Callable[[str], str]
) -> Ending:
    """Read a `tool_result` block together with its record's `toolUseResult` (object, string, list or nothing).

    `aside` gives the rest of the record, `whole` the whole output where the block has a preview of it.
    """
    body = joined(loose(block.content))
    if body.startswith(_PERSISTED):
        body = whole(body)
    if block.is_error is True:
        return _failed(body, outcome, aside())
    return Ending(*outlook(outcome, kind), *capped(body))


def _failed(body: str, outcome: object, aside: Aside) -> Ending:
    said = _feedback(aside, body)
    plain = _ERROR_TAG.sub("", body[:4096]).strip()
    status, code = _failure(plain, outcome if isinstance(outcome, str) else "", aside)
    if code is not None and (found := _EXIT.match(body)):
        body = body[found.end() :]
    return Ending(status, code, *capped(body), said)


def _failure(plain: str, outcome: str, aside: Aside) -> tuple[ResultStatus, int | None]:
    if found := _EXIT.match(plain) or _EXIT.match(outcome[:64]):
        return ResultStatus.ERROR, int(found[1])
    if isinstance(aside.toolDenialKind, str) or plain.startswith(_DENIED) or outcome == "User rejected tool use":
        return ResultStatus.DENIED, None
    if plain.startswith(_STOPPED):
        return ResultStatus.INTERRUPTED, None
    return (ResultStatus.DENIED if _DENIED_LATER.search(plain[:400]) else ResultStatus.ERROR), None


def _success(details: Outcome) -> int | None:
    """Exit status of a shell command that is not marked as failed: 0, unless the log leaves it open."""
    # `returnCodeInterpretation` marks a non-zero status that is no failure (grep: "No matches found"); a command in the
    # background has none yet.
    if details.returnCodeInterpretation or details.backgroundTaskId:
        return integer(details.exitCode)
    return 0


def _feedback(aside: Aside, body: str) -> str:
    """What the user typed while refusing a call: it is the user's word, though it stands in a tool's result."""
    given = text(aside.userFeedback)
    if given:
        return given
    if not body.startswith(_DENIED[:2]) or _SAID not in body[:600]:
        return ""
    return body.split(_SAID, 1)[1].split("\n\nNote: The user's next message", 1)[0].strip()
