"""A scenario as a Claude Code session log (one JSON record a line, as of 2.1)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import msgspec

from cotlens.evaluation.render import Clock, Ids, absolute, hunks
from cotlens.evaluation.scenario import Scenario, apply_changes

_REFUSED: Final = (
    "The user doesn't want to proceed with this tool use. The tool use was rejected (eg. if it was a file edit, the "
    "new_string was NOT written to the file). STOP what you are doing and wait for the user to tell you how to proceed."
)


def claude_code_log(scenario: Scenario, home: Path, workspace: Path) -> Path:
    """Write the log below `home`/.claude/projects; returns its path."""
    log = _Log(scenario, workspace)
    for kind, value in scenario.steps:
        getattr(log, kind)(value)
    slug = "".join(c if c.isalnum() or c == "-" else "-" for c in str(workspace))
    path = home / ".claude" / "projects" / slug / f"{log.session}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(msgspec.json.encode(x) + b"\n" for x in log.records))
    return path


class _Log:
    """The records so far; one method for each kind of step."""

    def __init__(self, scenario: Scenario, workspace: Path) -> None:
        self._ids = Ids(scenario.id)
        self._clock = Clock(scenario.id)
        self._workspace = workspace
        self._files = dict(scenario.files)
        self._model = scenario.model or "claude-opus-4-5-20251101"
        self._message: str | None = None
        self._parent: str | None = None
        self.session = self._ids.uuid()
        self.records: list[dict[str, Any]] = []

    def _emit(self, kind: str, message: dict[str, Any], **more: Any) -> None:
        uuid = self._ids.uuid()
        self.records.append(
            {
                "parentUuid": self._parent,
                "isSidechain": False,
                "userType": "external",
                "cwd": str(self._workspace),
                "sessionId": self.session,
                "version": "2.1.31",
                "gitBranch": "main",
                "type": kind,
                "message": message,
                "uuid": uuid,
                "timestamp": self._clock.tick(),
                **more,
            }
        )
        self._parent = uuid

    def _assistant(self, block: dict[str, Any]) -> None:
        if self._message is None:
            self._message = self._ids.hex(22)
        usage = {"input_tokens": 9, "output_tokens": 50}
        message = {"model": self._model, "id": f"msg_{self._message}", "type": "message", "role": "assistant"}
        self._emit(
            "assistant",
            {**message, "content": [block], "stop_reason": None, "usage": usage},
            requestId=f"req_{self._message}",
        )

    def _typed(self, content: Any, **more: Any) -> None:
        self._message = None
        self._emit("user", {"role": "user", "content": content}, **more)

    def _call(self, name: str, args: dict[str, Any], text: str, result: Any, *, error: bool = False) -> None:
        call = f"toolu_{self._ids.hex(22)}"
        self._assistant({"type": "tool_use", "id": call, "name": name, "input": args})
        block = {"tool_use_id": call, "type": "tool_result", "content": text, **({"is_error": True} if error else {})}
        self._typed([block], toolUseResult=result)

    def user(self, text: str) -> None:
        self._typed(text)

    def think(self, text: str) -> None:
        signature = "EqQBCkYIBxgCKkA" + hashlib.sha256(text.encode()).hexdigest()
        self._assistant({"type": "thinking", "thinking": text, "signature": signature})

    def say(self, text: str) -> None:
        self._assistant({"type": "text", "text": text})

    def bash(self, value: dict[str, Any]) -> None:
        apply_changes(self._files, value)
        out, code = value.get("out", ""), value.get("exit", 0)
        args = {"command": value["cmd"], "description": value.get("why", "Run command")}
        if code:
            self._call("Bash", args, f"Exit code {code}\n{out}", f"Error: Exit code {code}\n{out}", error=True)
        else:
            self._call("Bash", args, out, {"stdout": out, "stderr": "", "interrupted": False, "isImage": False})

    def read(self, value: dict[str, Any]) -> None:
        text = self._files.get(value["path"], value.get("out", ""))
        path = absolute(self._workspace, value["path"])
        lines = text.split("\n")
        shown = "\n".join(f"{n:6d}\u2192{x}" for n, x in enumerate(lines, 1))
        file = {"filePath": path, "content": text, "numLines": len(lines), "startLine": 1, "totalLines": len(lines)}
        self._call("Read", {"file_path": path}, shown, {"type": "text", "file": file})

    def edit(self, value: dict[str, Any]) -> None:
        before = self._files[value["path"]]
        after = self._files[value["path"]] = before.replace(value["old"], value["new"])
        path = absolute(self._workspace, value["path"])
        args = {"file_path": path, "old_string": value["old"], "new_string": value["new"], "replace_all": False}
        result = {
            "filePath": path,
            "oldString": value["old"],
            "newString": value["new"],
            "originalFile": before,
            "structuredPatch": hunks(before, after),
            "userModified": False,
            "replaceAll": False,
        }
        self._call("Edit", args, f"The file {path} has been updated successfully.", result)

    def write(self, value: dict[str, Any]) -> None:
        before, after = self._files.get(value["path"]), value["content"]
        self._files[value["path"]] = after
        path = absolute(self._workspace, value["path"])
        known = before is not None
        result = {
            "type": "update" if known else "create",
            "filePath": path,
            "content": after,
            "structuredPatch": hunks(before, after) if before is not None else [],
            "originalFile": before,
        }
        said = f"File {'updated' if known else 'created'} successfully at: {path}"
        self._call("Write", {"file_path": path, "content": after}, said, result)

    def delete(self, value: dict[str, Any]) -> None:
        self._files.pop(value["path"], None)
        args = {"command": f"rm {value['path']}", "description": "Remove file"}
        self._call("Bash", args, "", {"stdout": "", "stderr": "", "interrupted": False, "isImage": False})

    def deny(self, value: dict[str, Any]) -> None:
        args = value.get("args") or {"command": value.get("cmd", ""), "description": "Run command"}
        said = value.get("message") or _REFUSED
        result = f"Error: {said}" if value.get("message") else "User rejected tool use"
        self._call(value.get("tool", "Bash"), args, said, result, error=True)

    def tool(self, value: dict[str, Any]) -> None:
        out = value.get("out", "")
        self._call(value["name"], value.get("args", {}), out, out, error=bool(value.get("error")))

    def compact(self, text: str) -> None:
        self._typed(text, isCompactSummary=True, isVisibleInTranscriptOnly=True)

    def interrupt(self, _: Any) -> None:
        self._typed([{"type": "text", "text": "[Request interrupted by user]"}])
