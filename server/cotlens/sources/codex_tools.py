"""Codex's tools of all four generations: what a call does, its one shell string, its directory, the files it patches."""

from __future__ import annotations

import shlex
from functools import lru_cache
from typing import Any, Final

import msgspec

from cotlens.model import apply_patch
from cotlens.model.apply_patch import PatchChange
from cotlens.model.event import ToolKind
from cotlens.sources.codex_script import ScriptCall, calls
from cotlens.sources.records import decode
from cotlens.sources.values import Json, absolute, arguments, items, obj, text, text_or_none

_KINDS: Final[dict[str, ToolKind]] = {
    "shell": ToolKind.SHELL,
    "container.exec": ToolKind.SHELL,
    "local_shell": ToolKind.SHELL,
    "shell_command": ToolKind.SHELL,
    "exec_command": ToolKind.SHELL,
    "unified_exec": ToolKind.SHELL,
    "write_stdin": ToolKind.SHELL,
    "exec": ToolKind.SHELL,
    "apply_patch": ToolKind.EDIT,
    "update_plan": ToolKind.PLAN,
    "view_image": ToolKind.READ,
    "read_file": ToolKind.READ,
    "list_dir": ToolKind.READ,
    "grep_files": ToolKind.SEARCH,
    "tool_search": ToolKind.SEARCH,
    "web_search": ToolKind.WEB,
    "spawn_agent": ToolKind.TASK,
    "send_input": ToolKind.TASK,
    "wait_agent": ToolKind.TASK,
    "close_agent": ToolKind.TASK,
}
_SHELLS: Final = frozenset({"bash", "sh", "zsh", "dash", "ksh", "fish", "pwsh", "powershell", "cmd"})
_COMMAND_FLAGS: Final = ("-lc", "-c", "-ic", "-lic", "-command", "/c")


class Asked(msgspec.Struct, frozen=True):
    """What a call asks for."""

    kind: ToolKind
    args: Json
    cwd: str | None
    intent: str = ""
    changes: tuple[PatchChange, ...] = ()
    """Files it patches, as far as its own text says."""
    polls: str | None = None
    """The running command that it polls: `session <id>` or `cell <id>`."""
    script: bool = False
    """It runs JavaScript, whose nested calls have ids of their own."""


def function_call(name: str, raw: Any, namespace: str, cwd: str | None) -> Asked:
    """Read a `function_call`: `raw` is its `arguments`, a string of JSON."""
    decoded = decode(raw.encode("utf-8", "surrogatepass")) if isinstance(raw, str) else None
    args = decoded if decoded is not None else obj(raw)
    kind = ToolKind.MCP if namespace.startswith("mcp") or name.startswith("mcp__") else _KINDS.get(name, ToolKind.OTHER)
    if kind is ToolKind.SHELL and name != "exec":
        return _shell(name, args, cwd)
    if name == "apply_patch":
        return _patch(text(args.get("input")) or text(args.get("patch")), cwd)
    if name == "wait":
        return Asked(ToolKind.SHELL, {**arguments(args), "command": ""}, cwd, polls=_key("cell", args.get("cell_id")))
    given = arguments(args) if decoded is not None or not isinstance(raw, str) else arguments(raw)
    return Asked(kind, given, cwd, text(args.get("explanation") or args.get("justification")))


def custom_call(name: str, raw: Any, cwd: str | None) -> Asked:
    """Read a `custom_tool_call`: `raw` is its `input`, free text (a patch, or JavaScript)."""
    given = text(raw)
    if name == "apply_patch":
        return _patch(given, cwd)
    if name == "exec":
        return _script(given, cwd)
    return Asked(_KINDS.get(name, ToolKind.OTHER), arguments(raw), cwd)


def _shell(name: str, args: Json, cwd: str | None) -> Asked:
    where = text_or_none(args.get("workdir")) or text_or_none(args.get("working_directory"))
    here = _directory(where, cwd) if where else cwd
    raw = args.get("command", args.get("cmd"))
    kind = ToolKind.SHELL
    if isinstance(raw, str):
        command = raw
    elif (argv := _words(raw))[:1] == ["apply_patch"] and len(argv) == 2:
        kind, command = ToolKind.EDIT, f"apply_patch <<'PATCH'\n{argv[1]}\nPATCH"
    else:
        command = _command(argv)
    polls = _key("session", args.get("session_id")) if name == "write_stdin" else None
    changes = apply_patch.in_command(command, here) if apply_patch.BEGIN in command else []
    given = arguments({**args, "command": "" if name == "write_stdin" else command})
    return Asked(kind, given, here, text(args.get("justification")), tuple(changes), polls)


def command_of(raw: Any) -> str:
    """Return the one shell string: what a shell is given to run, else the words quoted and joined."""
    return raw if isinstance(raw, str) else _command(_words(raw))


def _words(raw: Any) -> list[str]:
    return [word for word in items(raw) if isinstance(word, str)]


def _command(argv: list[str]) -> str:
    if not argv:
        return ""
    if len(argv) == 3 and argv[0] in _SHELLS and argv[1] in _COMMAND_FLAGS:
        return argv[2]  # by far the most
    program = argv[0].replace("\\", "/").rsplit("/", 1)[-1].lower().removesuffix(".exe")
    if program in _SHELLS:
        for place, word in enumerate(argv[1:-1], 1):
            if word.lower() in _COMMAND_FLAGS:
                return argv[place + 1]
    return shlex.join(argv)


def _patch(patch: str, cwd: str | None) -> Asked:
    return Asked(ToolKind.EDIT, arguments({"input": patch}), cwd, changes=tuple(apply_patch.parse(patch, cwd)))


def _script(source: str, cwd: str | None) -> Asked:
    """Read a script as one call: its commands in one shell string, one per line, in the directory of the first."""
    nested = calls(source)
    shell = [c for c in nested if c.name in ("exec_command", "shell_command", "shell")]
    here = _workdir(shell[0], cwd) if shell else cwd
    lines: list[str] = []
    last = here
    for call in shell:
        where = _workdir(call, cwd)
        if where and where != last:
            lines.append(f"cd {shlex.quote(where)}")
            last = where
        lines.append(command_of(call.args.get("cmd", call.args.get("command"))))
    changes = [c for call in nested if call.name == "apply_patch" for c in _nested_patch(call, cwd)]
    polls = next((_key("session", c.args.get("session_id")) for c in nested if c.name == "write_stdin"), None)
    names = {call.name for call in nested}
    given = arguments({"command": "\n".join(lines), "script": source, "tools": [c.name for c in nested]})
    intent = next((text(c.args.get("justification")) for c in shell if c.args.get("justification")), "")
    return Asked(_script_kind(names, bool(shell)), given, here, intent, tuple(changes), polls, script=True)


def _script_kind(names: set[str], shell: bool) -> ToolKind:
    if shell or "write_stdin" in names:
        return ToolKind.SHELL
    kinds = {ToolKind.MCP if n.startswith("mcp__") else _KINDS.get(n, ToolKind.OTHER) for n in names}
    return ToolKind.EDIT if ToolKind.EDIT in kinds else kinds.pop() if len(kinds) == 1 else ToolKind.OTHER


def _nested_patch(call: ScriptCall, cwd: str | None) -> list[PatchChange]:
    patch = call.text or text(call.args.get("input")) or text(call.args.get("patch"))
    return apply_patch.parse(patch, cwd)


def _workdir(call: ScriptCall, cwd: str | None) -> str | None:
    where = text_or_none(call.args.get("workdir"))
    return _directory(where, cwd) if where else cwd


@lru_cache(maxsize=64)
def _directory(where: str, cwd: str | None) -> str:
    """Make a call's directory absolute; call after call is made in the same few."""
    return absolute(where, cwd)


def _key(kind: str, number: Any) -> str | None:
    return f"{kind} {number}" if isinstance(number, (int, str)) and number != "" else None
