"""A scenario as a Codex rollout (one JSON record a line, as of 0.77)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

import msgspec

from cotlens.evaluation.render import Clock, Ids, absolute, hunks
from cotlens.evaluation.scenario import Scenario, apply_changes

_UPDATED: Final = "Success. Updated the following files:\n"


def codex_log(scenario: Scenario, home: Path, workspace: Path) -> Path:
    """Write the rollout below `home`/.codex/sessions; returns its path."""
    log = _Log(scenario, workspace)
    for kind, value in scenario.steps:
        getattr(log, kind)(value)
    name = f"rollout-{log.clock.now:%Y-%m-%dT%H-%M-%S}-{log.session}.jsonl"
    path = home / ".codex" / "sessions" / f"{log.clock.now:%Y/%m/%d}" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(msgspec.json.encode(x) + b"\n" for x in log.records))
    return path


class _Log:
    """The records so far; one method for each kind of step."""

    def __init__(self, scenario: Scenario, workspace: Path) -> None:
        self._ids = Ids(scenario.id)
        self.clock = Clock(scenario.id)
        self._workspace = workspace
        self._files = dict(scenario.files)
        self._model = scenario.model or "gpt-5.2-codex"
        self.session = self._ids.uuid()
        self._turn = self._ids.uuid()
        self.records: list[dict[str, Any]] = []
        meta = {"id": self.session, "cwd": str(workspace), "originator": "codex_cli_rs", "cli_version": "0.77.0"}
        more = {"source": "cli", "model_provider": "openai", "instructions": None, "git": {"branch": "main"}}
        self._emit("session_meta", {**meta, "timestamp": self.clock.tick(), **more})

    def _emit(self, kind: str, payload: dict[str, Any]) -> None:
        self.records.append({"timestamp": self.clock.tick(), "type": kind, "payload": payload})

    def _item(self, **payload: Any) -> None:
        self._emit("response_item", payload)

    def _function(self, name: str, args: Any, output: str) -> None:
        call = f"call_{self._ids.hex(24)}"
        given = msgspec.json.encode(args).decode()
        self._item(type="function_call", name=name, arguments=given, call_id=call)
        self._item(type="function_call_output", call_id=call, output=output)

    def _shell(self, command: str, out: str, code: int) -> None:
        args = {"command": command, "workdir": str(self._workspace)}
        self._function("shell_command", args, f"Exit code: {code}\nWall time: 0.4 seconds\nOutput:\n{out}")

    def _patch(self, path: str, before: str | None, after: str | None) -> None:
        call, full = f"call_{self._ids.hex(24)}", absolute(self._workspace, path)
        if after is None:
            body, change = f"*** Delete File: {path}\n", {"type": "delete", "content": before}
        elif before is None:
            added = "".join(f"+{x}\n" for x in after.split("\n"))
            body, change = f"*** Add File: {path}\n{added}", {"type": "add", "content": after}
        else:
            parts = hunks(before, after)
            told = ["\n".join(h["lines"]) + "\n" for h in parts]
            heads = [f"@@ -{h['oldStart']},{h['oldLines']} +{h['newStart']},{h['newLines']} @@\n" for h in parts]
            body = f"*** Update File: {path}\n" + "".join(f"@@\n{t}" for t in told)
            unified = "".join(f"{h}{t}" for h, t in zip(heads, told, strict=True))
            change = {"type": "update", "unified_diff": unified, "move_path": None}
        text = f"*** Begin Patch\n{body}*** End Patch"
        self._item(type="custom_tool_call", status="completed", call_id=call, name="apply_patch", input=text)
        done = {"type": "patch_apply_end", "call_id": call, "turn_id": self._turn, "stdout": _UPDATED, "stderr": ""}
        self._emit("event_msg", {**done, "success": True, "changes": {full: change}, "status": "completed"})
        output = {"output": _UPDATED, "metadata": {"exit_code": 0, "duration_seconds": 0.0}}
        self._item(type="custom_tool_call_output", call_id=call, output=msgspec.json.encode(output).decode())

    def user(self, text: str) -> None:
        self._turn = self._ids.uuid()
        context = {"cwd": str(self._workspace), "turn_id": self._turn, "approval_policy": "on-request"}
        policy = {"sandbox_policy": {"type": "workspace-write"}, "model": self._model, "effort": "medium"}
        self._emit("turn_context", {**context, **policy, "summary": "detailed"})
        self._item(type="message", role="user", content=[{"type": "input_text", "text": text}])
        self._emit("event_msg", {"type": "user_message", "message": text, "images": []})

    def think(self, text: str) -> None:
        self._emit("event_msg", {"type": "agent_reasoning", "text": text})
        summary = [{"type": "summary_text", "text": text}]
        sealed = "gAAAAAB" + hashlib.sha256(text.encode()).hexdigest()
        self._item(type="reasoning", summary=summary, content=None, encrypted_content=sealed)

    def say(self, text: str) -> None:
        self._emit("event_msg", {"type": "agent_message", "message": text})
        self._item(type="message", role="assistant", content=[{"type": "output_text", "text": text}])

    def bash(self, value: dict[str, Any]) -> None:
        apply_changes(self._files, value)
        self._shell(value["cmd"], value.get("out", ""), value.get("exit", 0))

    def read(self, value: dict[str, Any]) -> None:
        self._shell(f"cat {value['path']}", self._files.get(value["path"], value.get("out", "")), 0)

    def edit(self, value: dict[str, Any]) -> None:
        before = self._files[value["path"]]
        self._files[value["path"]] = before.replace(value["old"], value["new"])
        self._patch(value["path"], before, self._files[value["path"]])

    def write(self, value: dict[str, Any]) -> None:
        before = self._files.get(value["path"])
        self._files[value["path"]] = value["content"]
        self._patch(value["path"], before, value["content"])

    def delete(self, value: dict[str, Any]) -> None:
        self._patch(value["path"], self._files.pop(value["path"], ""), None)

    def deny(self, value: dict[str, Any]) -> None:
        command = value.get("cmd") or msgspec.json.encode(value.get("args", {})).decode()
        args = {"command": command, "workdir": str(self._workspace)}
        self._function("shell_command", args, value.get("message") or "exec command rejected by user")

    def tool(self, value: dict[str, Any]) -> None:
        self._function(value["name"], value.get("args", {}), value.get("out", ""))

    def compact(self, text: str) -> None:
        self._emit("compacted", {"message": text, "replacement_history": []})

    def interrupt(self, _: Any) -> None:
        self._emit("event_msg", {"type": "turn_aborted", "turn_id": self._turn, "reason": "interrupted"})
