"""What a Codex tool's output says: its own text out of the envelope, how it ended, whether it is still running."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from cotlens.model.event import ResultStatus
from cotlens.sources.records import decode
from cotlens.sources.values import Json, integer, obj, text

_ENVELOPE: Final = (
    "Chunk ID", "Wall time", "Exit code", "Process ", "Script ", "Original token count", "Total output lines", "Warning: ",
)  # fmt: skip
"""How the lines begin that Codex puts before a command's own output."""
_FIRST: Final = (*_ENVELOPE, "Output:")
_EXIT: Final = re.compile(r"(?:Exit code: |Process exited with code |exit code: )(-?\d{1,10})")
_SESSION: Final = re.compile(r"Process running with session ID (\d+)")
_CELL: Final = re.compile(r"Script running with cell ID (\w+)")
_SANDBOX: Final = re.compile(
    r"failed in sandbox \w+ with execution error: sandbox denied exec error, exit code: (-?\d{1,10}), stdout: "
)
_ENVELOPE_LINES: Final = 8
_DENIED: Final = (
    "exec command rejected by user",
    "patch rejected by user",
    "rejected by user",
    "rejected by user approval settings",
    "approval denied",
    "user denied",
    "user rejected",
    "failed for `exec_command`: rejected",
)
_FAILED: Final = (
    "apply_patch verification failed",
    "error: ",
    "execution error",
    "failed to ",
    "command timed out",
    "Script failed",
    "unsupported call",
    "invalid ",
)


_NO: Final = re.compile(
    r"^\s{0,8}(?:the\s+)?(?:user|reviewer|approver|admin|operator|human)\b[^:\n]{0,20}:|^\s{0,8}(?:no|nope|don't|do\s+not|not|never|stop|please\s+don't|leave|wait)\b|"
    r"\b(?:denied|refus\w+|rejected|blocked|forbidden|disallowed|prohibited|not\s+(?:allowed|permitted|approved)|turned\s+down|declined)\b",
    re.IGNORECASE,
)


class Output(msgspec.Struct, frozen=True, gc=False):
    """One output of a call."""

    text: str
    status: ResultStatus = ResultStatus.OK
    exit_code: int | None = None
    running: str | None = None
    """Set while the command goes on: `session <id>` or `cell <id>`, named by the later call that polls it."""


def read_output(output: Any) -> Output:
    """Read the `output` of a `function_call_output` or `custom_tool_call_output` of any version."""
    if isinstance(output, dict):
        # {"content": "...", "success": false}
        inner = read_output(text(output.get("content")) or output.get("content_items") or text(output.get("output")))
        failed = output.get("success") is False and inner.status is ResultStatus.OK
        return Output(inner.text, ResultStatus.ERROR, inner.exit_code) if failed else inner
    if isinstance(output, list):
        return _parts([text(obj(p).get("text")) or f"[{text(obj(p).get('type')) or 'part'}]" for p in output])
    said = text(output)
    return _structured(said) or _plain(said)


def _structured(said: str) -> Output | None:
    """Read `{"output": "...", "metadata": {"exit_code": 0}}` (0.34 to 0.79), or what a script prints of a command."""
    if not said.startswith("{") or '"output"' not in said:
        return None
    record = decode(said.encode("utf-8", "surrogatepass"))
    if record is None or not isinstance(record.get("output"), str):
        return None
    code = _code_of(record)
    session = integer(record.get("session_id"))
    return Output(
        record["output"],
        ResultStatus.ERROR if code else ResultStatus.OK,
        code,
        f"session {session}" if code is None and session is not None else None,
    )


def _code_of(record: Json) -> int | None:
    inner = integer(obj(record.get("metadata")).get("exit_code"))
    return inner if inner is not None else integer(record.get("exit_code"))


def _plain(said: str) -> Output:
    # The envelope comes first: behind it stands what a program printed, which may say anything.
    if (enveloped := _enveloped(said)) is not None:
        return enveloped
    if found := _SANDBOX.match(said):
        # The command ran and failed inside the sandbox: an error with its own exit status, not a refusal.
        printed = said[found.end() :].removeprefix(", stderr: ")
        return Output(printed, ResultStatus.ERROR, int(found[1]))
    if said.startswith("aborted"):
        return Output(said, ResultStatus.INTERRUPTED)
    start = said[:200].lower()
    if any(phrase in start for phrase in _DENIED):
        return Output(said, ResultStatus.DENIED)
    if said.startswith(_FAILED):
        return Output(said, ResultStatus.ERROR, 124 if said.startswith("command timed out") else None)
    return Output(said)


def refused(output: Output) -> bool:
    """Tell whether the bare answer to a shell call is a person's or a policy's no: what a program prints comes in an envelope."""
    said = output.text
    bare = output.status is ResultStatus.OK and output.exit_code is None and not output.running
    return bare and 0 < len(said) < 400 and said.count("\n") < 4 and _NO.search(said) is not None


def _enveloped(said: str) -> Output | None:
    """Take off the lines that Codex puts before a command's own output, up to `Output:`; None if there are none."""
    if not said.startswith(_FIRST):
        return None
    lines = said[:2000].split("\n", _ENVELOPE_LINES + 1)
    for number, line in enumerate(lines[:_ENVELOPE_LINES]):
        if line == "Output:":
            head = "\n".join(lines[:number])
            body = said[len(head) + len("\nOutput:\n") if number else len("Output:\n") :]
            return _headed(head, body)
        if not line.startswith(_ENVELOPE):
            break
    return None


def _headed(head: str, body: str) -> Output:
    if " running with " in head:
        if found := _SESSION.search(head):
            return Output(body, running=f"session {found[1]}")
        if found := _CELL.search(head):
            return Output(body, running=f"cell {found[1]}")
    code = int(found[1]) if (found := _EXIT.search(head)) else None
    failed = bool(code) or "Script failed" in head
    return Output(body, ResultStatus.ERROR if failed else ResultStatus.OK, code)


def _parts(parts: list[str]) -> Output:
    """Read a list of parts: an envelope and what the script printed, part by part."""
    head = _plain(parts[0]) if parts else Output("")
    printed = [_structured(part) or Output(part) for part in parts[1:]]
    body = "\n".join(p for p in [head.text, *(o.text for o in printed)] if p)
    codes = [o.exit_code for o in printed if o.exit_code is not None]
    code = head.exit_code if head.exit_code is not None else max(codes, key=abs, default=None)
    status = head.status if head.status is not ResultStatus.OK else ResultStatus.ERROR if code else ResultStatus.OK
    running = head.running or next((o.running for o in printed if o.running), None)
    return Output(body, status, code, running)


def names_success(said: str) -> bool:
    """Tell whether an output says that apply_patch changed files."""
    return "Success. Updated the following files:" in said[:4096]
