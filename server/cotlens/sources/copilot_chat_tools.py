"""One tool call as VS Code's chat keeps it (`toolInvocationSerialized`): what it was asked, whether it was let run, how it ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import copilot_tools
from cotlens.sources.tool_calls import arguments_of, exit_code_of
from cotlens.sources.uris import path_in
from cotlens.sources.values import Json, items, joined, obj, text

_NAMES: Final[dict[str, str]] = {
    "copilot_readFile": "read_file",
    "copilot_listDirectory": "list_dir",
    "copilot_findFiles": "file_search",
    "copilot_findTextInFiles": "grep_search",
    "copilot_searchCodebase": "semantic_search",
    "copilot_listCodeUsages": "list_code_usages",
    "copilot_getErrors": "get_errors",
    "copilot_getChangedFiles": "get_changed_files",
    "copilot_fetchWebPage": "fetch_webpage",
    "vscode_fetchWebPage_internal": "fetch_webpage",
    "copilot_githubRepo": "github_repo",
    "copilot_createFile": "create_file",
    "copilot_insertEdit": "insert_edit_into_file",
    "copilot_replaceString": "replace_string_in_file",
    "copilot_multiReplaceString": "multi_replace_string_in_file",
    "copilot_applyPatch": "apply_patch",
    "copilot_editNotebook": "edit_notebook_file",
    "copilot_runInTerminal": "run_in_terminal",
    "copilot_createDirectory": "create_directory",
}
"""Names that the model knows the tools by, by VS Code's own."""
INTERNAL: Final = frozenset({"vscode_editFile_internal"})
"""Steps inside another call."""
_REFUSALS: Final = (0, 5)
"""`ToolConfirmKind`: denied, skipped."""
_FAILED: Final = ("ERROR", "Error:", "Failed to", "Could not", "No match found")
_DEPTH: Final = 40
_MOST_NODES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    id: str
    name: str
    kind: ToolKind
    args: Json
    command: str | None
    cwd: str | None
    intent: str
    status: ResultStatus | None
    """None while it runs."""
    exit_code: int | None
    text: str
    cut: bool


class Rounds:
    """What the model asked for, as the request's result has it: arguments and outputs, in order."""

    def __init__(self, asked: Iterable[Json], outputs: Json) -> None:
        self.outputs = outputs
        self._ids: dict[str, Json] = {}
        self._names: dict[str, deque[str]] = {}
        for number, call in enumerate(asked):
            native = _bare(call.get("id")) or f"#{number}"
            self._ids[native] = call
            self._names.setdefault(text(call.get("name")), deque()).append(native)

    def take(self, native: str, name: str) -> Json:
        """Take out the call that an invocation belongs to: by its id, else the first that is left with this name."""
        if native in self._ids:
            return self._ids.pop(native)
        waiting = self._names.get(name, deque())
        while waiting:
            if (found := self._ids.pop(waiting.popleft(), None)) is not None:
                return found
        return {}


def rounds_of(result: Any) -> Rounds:
    """Read the rounds out of a request's result."""
    metadata = obj(obj(result).get("metadata"))
    turns = [obj(turn) for turn in items(metadata.get("toolCallRounds"))]
    asked = (obj(call) for turn in turns for call in items(turn.get("toolCalls")))
    return Rounds(asked, obj(metadata.get("toolCallResults")))


def _bare(native: Any) -> str:
    # VS Code makes the provider's id unique with a suffix.
    return text(native).split("__vscode", 1)[0]


def read(part: Json, rounds: Rounds) -> Call:
    """Read one invocation."""
    tool = text(part.get("toolId"))
    name = _NAMES.get(tool, tool)
    native = text(part.get("toolCallId"))
    asked = rounds.take(_bare(native), name)
    data = obj(part.get("toolSpecificData"))
    kind = _kind(name, part, data)
    args = arguments_of(asked.get("arguments")) or arguments_of(data.get("rawInput")) or _described(data)
    shell = kind is ToolKind.SHELL
    output, cut = _output(part, data, rounds.outputs.get(text(asked.get("id"))))
    code = exit_code_of(obj(data.get("terminalCommandState")).get("exitCode")) if shell else None
    return Call(
        id=native,
        name=name,
        kind=kind,
        args=args,
        command=_command(data, args) if shell else None,
        cwd=(path_in(data.get("cwd")) or None) if shell else None,
        intent=text(data.get("intention")) or copilot_tools.intent(args) or text(data.get("description")),
        status=_status(part, kind, output, code),
        exit_code=code,
        text=output,
        cut=cut,
    )


def _kind(name: str, part: Json, data: Json) -> ToolKind:
    if data.get("kind") == "terminal":
        return ToolKind.SHELL
    if data.get("kind") == "subagent":
        return ToolKind.TASK
    return copilot_tools.kind_of(name, "mcp" if obj(part.get("source")).get("type") == "mcp" else None)


def _described(data: Json) -> Json:
    """Arguments that the invocation itself shows, where the rounds are gone."""
    shown = ("prompt", "description", "agentName", "todoList", "input")
    return {} if data.get("kind") == "terminal" else {key: value for key, value in data.items() if key in shown}


def _command(data: Json, args: Json) -> str:
    """The command that ran: as the user or the tool rewrote it, else as the model wrote it."""
    line = obj(data.get("commandLine"))
    ran = (
        line.get("userEdited"),
        line.get("toolEdited"),
        line.get("original"),
        data.get("command"),
        args.get("command"),
    )
    return next((command for command in map(text, ran) if command), "")


def _status(part: Json, kind: ToolKind, output: str, code: int | None) -> ResultStatus | None:
    if part.get("isComplete") is not True:
        return None
    said = part.get("isConfirmed")
    reason = said.get("type") if isinstance(said, dict) else None
    if said is False or (isinstance(reason, int) and not isinstance(reason, bool) and reason in _REFUSALS):
        return ResultStatus.DENIED
    failed = obj(part.get("resultDetails")).get("isError") is True or bool(code)
    # A tool of the editor that fails says so to the model only.
    failed = failed or (kind is ToolKind.EDIT and output.lstrip().startswith(_FAILED))
    return ResultStatus.ERROR if failed else ResultStatus.OK


def _output(part: Json, data: Json, result: Any) -> tuple[str, bool]:
    terminal = obj(data.get("terminalCommandOutput"))
    if text(terminal.get("text")):
        return text(terminal["text"]), terminal.get("truncated") is True
    details = obj(part.get("resultDetails")).get("output")
    said = (
        [text(obj(o).get("value")) for o in details if obj(o).get("isText") is not False]
        if isinstance(details, list)
        else []
    )
    shown = "\n".join(s for s in said if s) or text(data.get("output")) or text(data.get("result"))
    return shown or _printed(result) or worded(part.get("pastTenseMessage")), False


def worded(message: Any) -> str:
    """The text of a message that may be Markdown."""
    return text(message) or text(obj(message).get("value"))


def _printed(result: Any) -> str:
    """The text of a tool's result: plain parts, or a tree of prompt elements."""
    said: list[str] = []
    for part in map(obj, items(obj(result).get("content"))):
        value = part.get("value")
        tree = obj(value).get("node")
        said.append("".join(_leaves(tree)) if isinstance(tree, dict) else joined(value))
    return "\n".join(s for s in said if s)


def _leaves(tree: Json) -> Iterator[str]:
    stack: list[tuple[Json, int]] = [(tree, 0)]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        node, depth = stack.pop()
        if isinstance(node.get("text"), str):
            yield node["text"]
        if depth < _DEPTH:
            stack += [(obj(child), depth + 1) for child in reversed(items(node.get("children")))]
