"""OpenCode's tool parts become a call, its result and its edits. Pure functions over one part and a scribe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cotlens.model.edit import EditOp
from cotlens.model.event import ResultStatus, ToolKind
from cotlens.sources import patches
from cotlens.sources.moments import first_moment
from cotlens.sources.scribe import STATES, Scribe
from cotlens.sources.tool_calls import arguments_of, exit_code_of
from cotlens.sources.tool_changes import Change, Swap, from_texts, logged, patched, record, removed, swapped, wrote
from cotlens.sources.values import Json, items, obj, printable, text, text_or_none

KINDS: Final[dict[str, ToolKind]] = {
    "bash": ToolKind.SHELL,
    "shell": ToolKind.SHELL,
    "edit": ToolKind.EDIT,
    "write": ToolKind.EDIT,
    "multiedit": ToolKind.EDIT,
    "patch": ToolKind.EDIT,
    "apply_patch": ToolKind.EDIT,
    "read": ToolKind.READ,
    "list": ToolKind.READ,
    "lsp": ToolKind.SEARCH,
    "lsp_hover": ToolKind.SEARCH,
    "lsp_diagnostics": ToolKind.SEARCH,
    "glob": ToolKind.SEARCH,
    "grep": ToolKind.SEARCH,
    "codesearch": ToolKind.SEARCH,
    "webfetch": ToolKind.WEB,
    "websearch": ToolKind.WEB,
    "task": ToolKind.TASK,
    "todowrite": ToolKind.PLAN,
    "todoread": ToolKind.PLAN,
    "plan_enter": ToolKind.PLAN,
    "plan_exit": ToolKind.PLAN,
    "question": ToolKind.OTHER,
    "skill": ToolKind.OTHER,
    "batch": ToolKind.OTHER,
    "invalid": ToolKind.OTHER,
}
_DENIED: Final = (
    "The user rejected permission to use this",
    "The user has specified a rule which prevents you from using this",
    "The user dismissed this question",
)
_ABORTED: Final = ("Tool execution aborted", "Tool execution was interrupted")
_STOPPED: Final = "User aborted the command"
"""What OpenCode adds, behind the command's own output, to a command that the user stopped."""
_TAIL: Final = 400


def kind_of(name: str) -> ToolKind:
    """What a tool does; tools of MCP servers are called `<server>_<tool>`."""
    return KINDS.get(name) or (ToolKind.MCP if "_" in name.strip("_") else ToolKind.OTHER)


def tell_tool(scribe: Scribe, key: str, part: Json, place: dict[str, Any], cwd: str | None) -> str | None:
    """Write the events of a tool part; returns the call's id if it is a finished shell call, else None."""
    state = obj(part.get("state"))
    name = printable(text(part.get("tool"))) or "unknown"
    args = arguments_of(state.get("input"))
    kind = kind_of(name)
    there = text_or_none(args.get("workdir")) or cwd
    times = obj(state.get("time"))
    start = first_moment(times.get("start"), obj(part.get("time")).get("start"), place.get("time"))
    scribe.at(**{**place, "time": start})
    scribe.call(
        f"{key}:call",
        key,
        name,
        kind,
        args,
        command=text(args.get("command")) if kind is ToolKind.SHELL else None,
        cwd=there,
        intent=text(args.get("description")),
    )
    if text(state.get("status")) not in ("completed", "error"):
        return None
    scribe.at(**{**place, "time": first_moment(times.get("end"), start)})
    metadata = obj(state.get("metadata"))
    code = exit_code_of(metadata.get("exit")) if kind is ToolKind.SHELL else None
    status = _status(name, state, code)
    said = text(state.get("output")) or text(state.get("error"))
    scribe.result(f"{key}:result", key, status, said, exit_code=code, cut=metadata.get("truncated") is True)
    if kind is ToolKind.EDIT:
        changes = _changes(name, args, metadata if status is ResultStatus.OK else {}, there)
        record(scribe, f"{key}:result", key, changes, STATES[status], tool=name, cwd=there)
    return key if kind is ToolKind.SHELL else None


def _status(name: str, state: Json, code: int | None) -> ResultStatus:
    problem = text(state.get("error"))
    if state.get("status") == "error":
        if problem.removeprefix("Error: ").startswith(_DENIED):
            return ResultStatus.DENIED
        stopped = problem.removeprefix("Error: ").startswith(_ABORTED)
        return ResultStatus.INTERRUPTED if stopped else ResultStatus.ERROR
    if name == "bash" and _STOPPED in text(state.get("output"))[-_TAIL:]:
        return ResultStatus.INTERRUPTED
    # A call of an unknown tool, or with arguments that do not fit, ends as the tool `invalid`, "completed".
    return ResultStatus.ERROR if code or name == "invalid" else ResultStatus.OK


# --- edits ------------------------------------------------------------------------------------------------------------


def _changes(name: str, args: Json, metadata: Json, cwd: str | None) -> list[Change]:
    found = [_of_file(obj(entry)) for entry in items(metadata.get("files"))]
    if any(found):
        return [change for change in found if change is not None]
    build = _BUILDERS.get(name)
    return build(args, metadata, cwd) if build is not None else []


def _of_file(entry: Json) -> Change | None:
    """One entry of the `files` of `apply_patch`: `{filePath, type, diff, before, after, movePath}`."""
    path = text(entry.get("filePath")) or text(entry.get("file"))
    if not path:
        return None
    before, after = (patches.text_or_unknown(entry.get(side)) for side in ("before", "after"))
    what = text(entry.get("type"))
    target = text_or_none(entry.get("movePath")) or text_or_none(entry.get("move"))
    if what in ("delete", "deleted"):
        return removed(path, before)
    diff = text(entry.get("diff")) or text(entry.get("patch"))
    if before is not None and after is not None:
        change = from_texts(path, before, after, existed=what not in ("add", "added", "create"))
    elif what in ("add", "added", "create"):
        change = Change(path, EditOp.CREATE, logged(diff), "", after)
    else:
        change = Change(path, EditOp.MODIFY, logged(diff), before, after)
    if not target or target == path:
        return change
    return Change(path, EditOp.RENAME, change.hunks, change.before, change.after, new_path=target)


def _edit(args: Json, metadata: Json, _cwd: str | None) -> list[Change]:
    path = text(args.get("filePath")) or text(obj(metadata.get("filediff")).get("file"))
    old, new = text(args.get("oldString")), text(args.get("newString"))
    whole = _by_texts(path, obj(metadata.get("filediff")), existed=bool(old))
    if whole is not None:
        return [whole]
    if isinstance(args.get("content"), str) and "newString" not in args:
        return [wrote(path, text(args.get("content")), existed=True)]
    diff = text(metadata.get("diff")) or text(obj(metadata.get("filediff")).get("patch"))
    return [swapped(path, [Swap(old, new, args.get("replaceAll") is True)], diff=diff)]


def _by_texts(path: str, filediff: Json, *, existed: bool) -> Change | None:
    before, after = filediff.get("before"), filediff.get("after")
    if not isinstance(before, str) or not isinstance(after, str):
        return None
    return from_texts(path or text(filediff.get("file")), before, after, existed=existed)


def _multi_edit(args: Json, metadata: Json, _cwd: str | None) -> list[Change]:
    """Join the edits of one file: `results` has the metadata of each, in order."""
    path = text(args.get("filePath"))
    swaps = [
        Swap(text(e.get("oldString")), text(e.get("newString")), e.get("replaceAll") is True)
        for e in map(obj, items(args.get("edits")))
    ]
    diffs = [obj(obj(r).get("filediff")) for r in items(metadata.get("results"))]
    if diffs:
        ends = {"file": path, "before": diffs[0].get("before"), "after": diffs[-1].get("after")}
        whole = _by_texts(path, ends, existed=not swaps or bool(swaps[0].old))
        if whole is not None:
            return [whole]
    return [swapped(path, swaps)] if swaps else []


def _write(args: Json, metadata: Json, _cwd: str | None) -> list[Change]:
    path = text(args.get("filePath")) or text(metadata.get("filepath"))
    content = text(args.get("content"))
    exists = metadata.get("exists")
    existed = exists if isinstance(exists, bool) else None
    filediff = obj(metadata.get("filediff"))
    if isinstance(filediff.get("before"), str):
        return [from_texts(path, text(filediff["before"]), content, existed=existed is not False)]
    diff = text(metadata.get("diff"))
    if existed and diff:
        hunks = logged(diff, [content])
        return [Change(path, EditOp.MODIFY, hunks or patches.created(content), None, content)]
    return [wrote(path, content, existed=existed)]


def _patch(args: Json, metadata: Json, cwd: str | None) -> list[Change]:
    return patched(text(args.get("patchText")) or text(args.get("patch")) or text(args.get("input")), cwd)


_Builder = Callable[[Json, Json, "str | None"], "list[Change]"]
_BUILDERS: Final[dict[str, _Builder]] = {
    "edit": _edit,
    "write": _write,
    "multiedit": _multi_edit,
    "patch": _patch,
    "apply_patch": _patch,
}
