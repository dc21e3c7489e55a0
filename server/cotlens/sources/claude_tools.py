"""Claude Code's tools: what each does, and how the end of a call is told. Pure functions over one record."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources.values import Json, capped, integer, joined, obj, text

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


def ending(block: Json, outcome: Any, record: Json, kind: ToolKind | None) -> Ending:
    """Read a `tool_result` block together with its record's `toolUseResult` (object, string, list or nothing)."""
    body = joined(block.get("content"))
    failed = block.get("is_error") is True
    said = _feedback(record, body) if failed else ""
    plain = _ERROR_TAG.sub("", body[:4096]).strip() if failed else ""
    status, code = ResultStatus.OK, None
    if failed:
        status, code = _failure(plain, outcome, record)
        if code is not None and (found := _EXIT.match(body)):
            body = body[found.end() :]
    elif isinstance(outcome, dict) and outcome.get("interrupted") is True:
        status = ResultStatus.INTERRUPTED
    elif kind is ToolKind.SHELL:
        code = _success(outcome)
    shown, truncated = capped(body)
    return Ending(status, code, shown, truncated, said)


def _failure(plain: str, outcome: Any, record: Json) -> tuple[ResultStatus, int | None]:
    if found := _EXIT.match(plain) or (_EXIT.match(outcome[:64]) if isinstance(outcome, str) else None):
        return ResultStatus.ERROR, int(found[1])
    if (
        isinstance(record.get("toolDenialKind"), str)
        or plain.startswith(_DENIED)
        or outcome == "User rejected tool use"
    ):
        return ResultStatus.DENIED, None
    if plain.startswith(_STOPPED):
        return ResultStatus.INTERRUPTED, None
    return (ResultStatus.DENIED if _DENIED_LATER.search(plain[:400]) else ResultStatus.ERROR), None


def _success(outcome: Any) -> int | None:
    """Exit status of a shell command that is not marked as failed: 0, unless the log leaves it open."""
    details = obj(outcome)
    # `returnCodeInterpretation` marks a non-zero status that is no failure (grep: "No matches found"); a command in the
    # background has none yet.
    if details.get("returnCodeInterpretation") or details.get("backgroundTaskId"):
        return integer(details.get("exitCode"))
    return 0


def _feedback(record: Json, body: str) -> str:
    """What the user typed while refusing a call: it is the user's word, though it stands in a tool's result."""
    given = text(record.get("userFeedback"))
    if given:
        return given
    if not body.startswith(_DENIED[:2]) or _SAID not in body[:600]:
        return ""
    return body.split(_SAID, 1)[1].split("\n\nNote: The user's next message", 1)[0].strip()
