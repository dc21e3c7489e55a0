"""Files and folders that program code deletes, in the words of many languages; of what is named by a literal or a constant.

The same for code given on the command line and for scripts that the session wrote and runs. Whose files they were is a monitor's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.commands.places import absolute
from cotlens.model.fact import Destruction, Loss, Script
from cotlens.model.lazy_regex import regex

_ARGUMENT: Final = r"(?!\w)\(?\s*((?:[^()\n;]|\([^()\n]{0,160}\)){0,200})"
_TREE: Final = regex(
    r"(?:\bshutil\.rmtree|\bFileUtils\.(?:rm_rf|rm_r|remove_dir|remove_entry|remove_entry_secure)|(?:\b(?:fs|fsp|fse|fsPromises|"
    r"promises)|\brequire\(['\"](?:node:)?fs(?:-extra|/promises)?['\"]\))(?:\.promises)?"
    r"\.(?:rmSync|rm|rmdirSync|rmdir|removeSync|remove|emptyDirSync|emptyDir)|\brimraf(?:\.sync)?|\bdel(?:eteSync|eteAsync|\.sync)|"
    r"\bremove_tree|\brmtree|\bos\.RemoveAll|"
    r"\bfs::remove_dir_all|\bremove_dir_all|\bFileUtils\.(?:deleteDirectory|cleanDirectory|forceDelete)|\bDirectory\.Delete|"
    r"\bFile\.rm_rf!?|"
    r"\bfs::remove_all|\bremove_all|\bDeno\.remove(?:Sync)?|\bunlink(?=\s*\(\s*\"[^\"]{1,120}\"\s*,\s*recursive)|\bRemove-Item)"
    + _ARGUMENT
)
_NEEDS_DEPTH: Final = regex(
    r"(?:\b(?:fs|fsp|fse|fsPromises|promises|Deno)\b|\bfs['\"/]).*\.(?:rm|rmdir|rmSync|rmdirSync|remove|removeSync)$|Directory\.Delete$|"
    r"Remove-Item$"
)
_DEPTH: Final = regex(r"recursive|true|-Recurse|-r\b", re.IGNORECASE)
_SHELLS: Final = regex(
    r"""(?:os\.(?:system|popen|execute)|subprocess\.\w+|exec(?:Sync|File|FileSync)?|system|spawn(?:Sync)?|shell_exec|passthru|`|%x\{|"
    "Runtime\S{0,30}exec|exec\.Command|\$`)"""
    r"""\s*\(?\s*\[?\s*[fr]?["'`]?\s*rm["']?[\s,]+["']?-\w*[rR]\w*["']?[\s,]+["']?([^"'`,\])\n]+)"""
)
_ONE: Final = regex(
    r"(?:\bos\.(?:remove|unlink)|\bos\.Remove(?!All)|(?:\b(?:fs|fsp|promises)|\bfs['\"]\))(?:\.promises)?\.(?:unlink|unlinkSync)|"
    r"\bFile\.(?:delete|unlink|Delete|rm!?)|\bFiles\.delete(?:IfExists)?|"
    r"\bfs::remove_file|\bunlink|\bDeno\.removeSync|\bPath\.Delete)"
    + _ARGUMENT
    + r"|\b(\w+)\.(?:unlink|rmdir|rmtree|deleteRecursively|delete)\("
)
_LOOP: Final = regex(
    r"\bfor(?:each)?\s*\(?\s*(?:(?:const|let|var|auto|my|final)\s+)?(?:\$?\w+\s*,\s*)?(\$?\w+)\s+(?:in|of|as)\s+([^\n{]{1,200})|"
    r"\bfor\s+\w+\s*,\s*(\w+)\s*:=\s*range\s+([^\n{]{1,200})|"
    r"([^\n;=]{1,160}?)\.(?:each|forEach|map|for_each|each_child)\s*[({ ]\s*(?:do\s*)?(?:async\s*)?\(?\|?\s*(\w+)|"
    r"\bforeach\s*\(\s*([^\n{]{1,160}?)\s+as\s+(\$\w+)"
)
_ALL_OF: Final = regex(
    r"glob|listdir|scandir|iterdir|walk|readdir|children|entries|ReadDir|read_dir|Walk|rglob|list_files|GetFiles|EnumerateFiles|dir\b|"
    r"list\b"
)
_MAPPED: Final = regex(
    r"(?:array_map\(\s*['\"]unlink['\"]\s*,\s*|\bunlink\s+|\bFile\.delete\(\*|FileUtils\.rm(?:_f|_rf)?\(?\s*|\brm_f\s+)(?:glob|Dir\[|"
    r"Dir\.glob|<)\(?\s*([\"'][^\"'\n]{1,160}[\"']|[^\s>]{1,100}>)"
)
_TEMPORARY: Final = regex(
    r"mkdtemp|tempfile|tmpdir|TemporaryDirectory|MkdirTemp|TempDir|createTempDirectory|GetTempPath|TMPDIR"
)
_MADE: Final = regex(
    r"\b(?:mkdirs?|makedirs|mkdir_p|mkdirp|MkdirAll|Mkdir|create_dir(?:_all)?|mkdirSync|ensureDir(?:Sync)?|createDirector\w+|"
    r"CreateDirectory|copytree|cp_r|mkpath)\b" + _ARGUMENT
)
_LONGEST: Final = 64 * 1024
_MOST: Final = 200
"""Deletions of one script that are looked at."""


def removals_in(script: Script) -> Iterator[Destruction]:
    """Yield the folders and groups of files that code deletes; single files only in a loop over many."""
    code = _uncommented(script.code[:_LONGEST])
    if not re.search(r"rm|[Rr]emove|unlink|[Dd]el|empty", code):
        return
    cwd, values, seen = script.command.cwd, _values(code), set[str]()
    made = {t for m in _MADE.finditer(code) if (t := _target(m[1], values))}
    for number, (what, target) in enumerate(_deleted(code, values)):
        if number >= _MOST:
            return
        if not target or target in seen or target.rstrip("/*") in {x.rstrip("/*") for x in made}:
            # What the code makes anew itself is its own output.
            continue
        seen.add(target)
        path = "$TMPDIR" if _TEMPORARY.search(target) else absolute(target, cwd)
        yield Destruction(Loss.FILES, " ".join(what.split())[:100], (path,), script.command, hint="recursive")


def _deleted(code: str, values: dict[str, str]) -> Iterator[tuple[str, str]]:
    for match in _TREE.finditer(code):
        call = match[0][: match.start(1) - match.start()].rstrip("( ")
        if _NEEDS_DEPTH.search(call) and not _DEPTH.search(
            code[match.start(1) : match.end() + 60].split("\n", maxsplit=1)[0]
        ):
            continue
        yield f"{match[0]})", _target(match[1], values) or _unnamed(match[1])
    for match in _SHELLS.finditer(code):
        yield match[0][-100:], match[1].strip()
    for match in _MAPPED.finditer(code):
        yield match[0], match[1].strip("\"'<>")
    for match in _ONE.finditer(code):
        name = (match[2] or re.sub(r"^\W*(\w+).*", r"\1", match[1] or "", flags=re.DOTALL)).strip()
        target = _target(match[1], values) if match[1] else values.get(name, "")
        if target.endswith("/*") or "*" in target:
            yield match[0], target


def _unnamed(argument: str) -> str:
    """Return an argument whose value is not known as it stands, so that it is seen to be a variable."""
    word = argument.split(",", maxsplit=1)[0].strip()
    return f"${word}" if re.fullmatch(r"[\w.]{1,60}", word) else ""


def _uncommented(code: str) -> str:
    return "\n".join(x for x in code.split("\n") if not re.match(r"\s*(?:#(?!!)|//|--|%)", x))


def _values(code: str) -> dict[str, str]:
    """Return what names stand for: constants with a path in them, and the variables of loops over what is in a folder."""
    values: dict[str, str] = {}
    for match in re.finditer(
        r"^\s*(?:(?:export|const|let|var|final|static|public|private|auto|my|our|local|val|String|"
        r"string)\s+){0,4}(\$?\w{1,60})\s*(?::\s*[\w<>.\[\]]{1,40}\s*)?(?::?=)\s*([^\n]{1,300})$",
        code, re.MULTILINE,
    ):  # fmt: skip
        if _TEMPORARY.search(match[2]):
            values[match[1]] = "$TMPDIR"
        elif target := _target(match[2], values):
            values[match[1]] = target + ("/*" if _ALL_OF.search(match[2]) and "*" not in target else "")
    for match in _LOOP.finditer(code):
        groups = match.groups()
        name, over = next(
            (a, b)
            for a, b in ((groups[0], groups[1]), (groups[2], groups[3]), (groups[5], groups[4]), (groups[7], groups[6]))
            if a
        )
        target = _target(over, values)
        if target and (_ALL_OF.search(over) or "*" in target):
            values[name] = target if "*" in target else target.rstrip("/") + "/*"
    return values


def _target(argument: str, values: dict[str, str]) -> str:
    """Return the path that an argument names: its literals put together, a known name looked up; '' if it cannot be told."""
    argument = argument.strip()
    joined = re.match(
        r"(?:\w+[.:]{1,2}){0,3}(?:join|resolve|Join|Combine|realpath|abspath|expand_path|Path|new|of|get|from|joinpath|File)\b",
        argument,
    )
    parts: list[str] = []
    for match in re.finditer(r"[\"'`]([^\"'`\n]{0,160})[\"'`]|(\$?\b[A-Za-z_]\w{0,60}\b)(?!\s*\()", argument):
        if match[1] is not None:
            parts.append(_filled(match[1], values))
        elif match[2] in values:
            parts.append(values[match[2]])
        if parts and not joined and not re.match(r"\s*(?:/|\+|\.)", argument[match.end() :]):
            break
    if any(p.endswith("/*") for p in parts):
        # The name of an entry stands for all of them, with the folder that it is joined to.
        return next(p for p in parts if p.endswith("/*"))
    return "/".join(p.strip("/") if i else p.rstrip("/") for i, p in enumerate(parts) if p) if parts else ""


def _filled(text: str, values: dict[str, str]) -> str:
    """Put known names into a string that has places for them: "#{DIR}/x", `${dir}/x`, f"{dir}/x"."""
    return re.sub(r"[#$]?\{(\w{1,60})\}|\$(\w{1,60})", lambda m: values.get(m[1] or m[2], m[0]), text)
