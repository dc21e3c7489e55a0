"""Sessions written as other agents write them, step by step, in the places where they keep them. As `sessions.ClaudeLog`, in short.

One class per shape that a log can have: a database, a rewritten document, appended lines, a folder of files.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any, Protocol

START = 1_771_000_000.0


class AgentLog(Protocol):
    """One session of one agent in a workspace."""

    def user(self, text: str) -> None: ...
    def think(self, text: str) -> None: ...
    def bash(self, command: str, out: str, code: int) -> None: ...
    def edit(self, path: str, old: str, new: str) -> None: ...


class _Base:
    def __init__(self, home: Path, workspace: Path) -> None:
        self.home = home
        self.workspace = workspace
        self.count = 0

    def tick(self) -> float:
        """Seconds since the epoch of the next step."""
        self.count += 1
        return START + 5 * self.count

    def iso(self) -> str:
        whole = int(self.tick() - START)
        return f"2026-02-13T16:{26 + whole // 60:02}:{whole % 60:02}.000Z"

    def replaced(self, path: str, old: str, new: str) -> tuple[Path, str, str]:
        file = self.workspace / path
        before = file.read_text()
        assert before.count(old) == 1
        file.write_text(before.replace(old, new))
        return file, before, before.replace(old, new)


class OpenCodeLog(_Base):
    """OpenCode 1.2: rows of an SQLite database in WAL mode, kept open as by the agent; a tool's part changes in place."""

    def __init__(self, home: Path, workspace: Path) -> None:
        super().__init__(home, workspace)
        place = home / ".local" / "share" / "opencode" / "opencode.db"
        place.parent.mkdir(parents=True)
        self.db = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.executescript("""
            CREATE TABLE session (id TEXT PRIMARY KEY, project_id TEXT, parent_id TEXT, slug TEXT, directory TEXT, title TEXT,
                version TEXT, time_created INTEGER, time_updated INTEGER);
            CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT);
            CREATE TABLE part (id TEXT PRIMARY KEY, message_id TEXT, session_id TEXT, time_created INTEGER, time_updated INTEGER,
                data TEXT);
        """)
        self.session = "ses_32a1b0c4dffeLiveSession00001"
        now = int(START * 1000)
        values = (self.session, "p", None, "s", str(workspace), "Round prices", "1.2.24", now, now)
        self.db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _message(self, role: str) -> str:
        now = int(self.tick() * 1000)
        name = f"msg_{self.count:024}"
        data = {"role": role, "time": {"created": now}, "modelID": "claude-sonnet-4-5", "providerID": "anthropic"}
        row = (name, self.session, now, now, json.dumps(data))
        self.db.execute("INSERT INTO message VALUES (?, ?, ?, ?, ?)", row)
        return name

    def _part(self, message: str, data: dict[str, Any], name: str = "") -> str:
        now = int(self.tick() * 1000)
        name = name or f"prt_{self.count:024}"
        row = (name, message, self.session, now, now, json.dumps(data))
        self.db.execute("INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?)", row)
        return name

    def user(self, text: str) -> None:
        self._part(self._message("user"), {"type": "text", "text": text})

    def think(self, text: str) -> None:
        self._part(self._message("assistant"), {"type": "reasoning", "text": text, "time": {"start": 1, "end": 2}})

    def _tool(self, tool: str, given: dict[str, Any], output: str, metadata: dict[str, Any]) -> None:
        message, call = self._message("assistant"), f"call_{self.count:024}"
        running = {"status": "running", "input": given, "time": {"start": int(self.tick() * 1000)}}
        part = self._part(message, {"type": "tool", "tool": tool, "callID": call, "state": running})
        times = {"start": running["time"]["start"], "end": int(self.tick() * 1000)}  # type: ignore[index]
        done = {
            "status": "completed",
            "input": given,
            "output": output,
            "metadata": metadata,
            "title": "",
            "time": times,
        }
        self._part(message, {"type": "tool", "tool": tool, "callID": call, "state": done}, part)

    def bash(self, command: str, out: str, code: int) -> None:
        self._tool("bash", {"command": command, "description": "Run"}, out, {"exit": code, "output": out})

    def edit(self, path: str, old: str, new: str) -> None:
        file, before, after = self.replaced(path, old, new)
        change = {"file": str(file), "before": before, "after": after, "additions": 1, "deletions": 1}
        given = {"filePath": str(file), "oldString": old, "newString": new}
        self._tool("edit", given, "Edit applied successfully.", {"filediff": change, "diagnostics": {}})


class GeminiLog(_Base):
    """Gemini CLI before the line format: one JSON document, written anew with every step."""

    def __init__(self, home: Path, workspace: Path) -> None:
        super().__init__(home, workspace)
        project = home / ".gemini" / "tmp" / "shop"
        (project / "chats").mkdir(parents=True)
        (project / ".project_root").write_text(str(workspace))
        self.path = project / "chats" / "session-2026-02-13T16-26-5e551011.json"
        self.messages: list[dict[str, Any]] = []

    def _add(self, kind: str, **fields: Any) -> None:
        stamp = self.iso()
        self.messages.append(
            {"id": f"00000000-0000-4000-8000-{self.count:012}", "timestamp": stamp, "type": kind, **fields}
        )
        whole = {
            "sessionId": "5e551011-0000-4000-8000-0000000000a2",
            "projectHash": "c" * 64,
            "startTime": self.messages[0]["timestamp"],
            "lastUpdated": stamp,
            "messages": self.messages,
        }
        draft = self.path.with_suffix(".tmp")
        draft.write_text(json.dumps(whole, indent=2))
        draft.replace(self.path)

    def user(self, text: str) -> None:
        self._add("user", content=text)

    def think(self, text: str) -> None:
        thought = {"subject": "Looking", "description": text, "timestamp": self.iso()}
        self._add("gemini", content="", thoughts=[thought], model="gemini-3-flash-preview")

    def _tool(self, name: str, given: dict[str, Any], output: str, display: Any) -> None:
        call = f"{name}_{self.count}_0000000000"
        answer = {"functionResponse": {"id": call, "name": name, "response": {"output": output}}}
        done = {
            "id": call, "name": name, "args": given, "status": "success", "timestamp": self.iso(), "result": [answer],
            "resultDisplay": display,
        }  # fmt: skip
        self._add("gemini", content="", toolCalls=[done], model="gemini-3-flash-preview")

    def bash(self, command: str, out: str, code: int) -> None:
        told = f"Command: {command}\nDirectory: (root)\nOutput: {out}\nError: (none)\nExit Code: {code}\nSignal: (none)"
        self._tool("run_shell_command", {"command": command}, told, out)

    def edit(self, path: str, old: str, new: str) -> None:
        file, before, after = self.replaced(path, old, new)
        display = {"fileName": file.name, "filePath": str(file), "originalContent": before, "newContent": after}
        given = {"file_path": str(file), "old_string": old, "new_string": new, "instruction": "Change it."}
        self._tool("replace", given, f"Successfully modified file: {file} (1 replacements).", display)


class CopilotLog(_Base):
    """Copilot CLI: appended lines, a call's start and its end in records of their own."""

    def __init__(self, home: Path, workspace: Path) -> None:
        super().__init__(home, workspace)
        folder = home / ".copilot" / "session-state" / "5e551011-0000-4000-8000-0000000000c1"
        folder.mkdir(parents=True)
        self.path = folder / "events.jsonl"
        context = {"cwd": str(workspace), "gitRoot": str(workspace)}
        self.last: str | None = None
        about = {"version": 1, "producer": "copilot-agent", "copilotVersion": "1.0.64", "context": context}
        self._write("session.start", {"sessionId": folder.name, **about})

    def _write(self, kind: str, data: dict[str, Any]) -> None:
        stamp = self.iso()
        name = f"00000000-0000-4000-8000-{self.count:012}"
        record = {"type": kind, "data": data, "id": name, "timestamp": stamp, "parentId": self.last}
        self.last = name
        with self.path.open("a") as file:
            file.write(json.dumps(record) + "\n")

    def user(self, text: str) -> None:
        self._write("user.message", {"content": text})

    def think(self, text: str) -> None:
        told = {"messageId": f"m{self.count}", "content": "", "reasoningText": text, "model": "claude-sonnet-4.5"}
        self._write("assistant.message", told)

    def _tool(self, name: str, given: dict[str, Any], content: str, detail: str = "") -> None:
        call = f"toolu_{self.count:020}"
        self._write("tool.execution_start", {"toolCallId": call, "toolName": name, "arguments": given})
        result = {"content": content, "detailedContent": detail or content}
        self._write("tool.execution_complete", {"toolCallId": call, "success": True, "result": result})

    def bash(self, command: str, out: str, code: int) -> None:
        self._tool("bash", {"command": command, "description": "Run"}, f"{out}\n<exited with exit code {code}>")

    def edit(self, path: str, old: str, new: str) -> None:
        file, _, _ = self.replaced(path, old, new)
        self._tool("edit", {"path": str(file), "old_str": old, "new_str": new}, f"File {file} updated with changes.")


class OpenCodeStorageLog(_Base):
    """OpenCode before 1.2: a folder per message list and one file per part, written anew as it changes."""

    def __init__(self, home: Path, workspace: Path) -> None:
        super().__init__(home, workspace)
        self.root = home / ".local" / "share" / "opencode" / "storage"
        self.session = "ses_32a1b0c4dffeLiveSession00002"
        about = {
            "id": self.session, "version": "1.0.110", "projectID": "p", "directory": str(workspace), "title": "Round prices",
            "time": {"created": int(START * 1000), "updated": int(START * 1000)},
        }  # fmt: skip
        self._save(f"session/p/{self.session}.json", about)

    def _save(self, name: str, value: dict[str, Any]) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(value, indent=2))

    def _message(self, role: str) -> str:
        name = f"msg_{self.count:024}"
        about = {
            "id": name, "sessionID": self.session, "role": role, "time": {"created": int(self.tick() * 1000)},
            "modelID": "claude-sonnet-4-5", "providerID": "anthropic",
        }  # fmt: skip
        self._save(f"message/{self.session}/{name}.json", about)
        return name

    def _part(self, message: str, data: dict[str, Any]) -> None:
        name = f"prt_{message[4:]}"
        self._save(f"part/{message}/{name}.json", {"id": name, "sessionID": self.session, "messageID": message, **data})

    def user(self, text: str) -> None:
        self._part(self._message("user"), {"type": "text", "text": text})

    def think(self, text: str) -> None:
        self._part(self._message("assistant"), {"type": "reasoning", "text": text, "time": {"start": 1, "end": 2}})

    def _tool(self, tool: str, given: dict[str, Any], output: str, metadata: dict[str, Any]) -> None:
        message, times = self._message("assistant"), {"start": int(self.tick() * 1000), "end": int(self.tick() * 1000)}
        state: dict[str, Any] = {"status": "running", "input": given, "time": {"start": times["start"]}}
        about = {"type": "tool", "tool": tool, "callID": f"call_{message[4:]}"}
        self._part(message, {**about, "state": state})
        state = {
            "status": "completed",
            "input": given,
            "output": output,
            "metadata": metadata,
            "title": "",
            "time": times,
        }
        self._part(message, {**about, "state": state})

    def bash(self, command: str, out: str, code: int) -> None:
        self._tool("bash", {"command": command, "description": "Run"}, out, {"exit": code, "output": out})

    def edit(self, path: str, old: str, new: str) -> None:
        file, before, after = self.replaced(path, old, new)
        change = {"file": str(file), "before": before, "after": after, "additions": 1, "deletions": 1}
        given = {"filePath": str(file), "oldString": old, "newString": new}
        self._tool("edit", given, "", {"filediff": change, "diagnostics": {}})
