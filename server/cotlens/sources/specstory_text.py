"""SpecStory's Markdown, taken apart: messages, thoughts and tool blocks in order. Knows nothing of what the tools do."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

_HEADING: Final = re.compile(r"_\*\*(User|Agent|Assistant)( - sidechain)?(?: \(([^\n]{0,200})\))?\*\*_\s*\Z")
_STAMP: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?\Z",
)
_TOOL: Final = re.compile(
    r"<tool-use data-tool-type=\"([\w-]{1,40})\" data-tool-name=\"([^\"\n]{1,200})\"[^>\n]*>(.*)\Z"
)
_BARE_TOOL: Final = re.compile(r"Tool use: \*\*([\w.-]{1,100})\*\*\s*\Z")
_TOOL_END: Final = "</tool-use>"
_THINK: Final = "<think>"
_THINK_END: Final = "</think>"
_SUMMARY: Final = re.compile(r"<summary>(.*?)</summary>")
_WRAPPERS: Final = ("<details>", "</details>", _TOOL_END)


@dataclass(slots=True)
class Part:
    """A piece of a message."""

    kind: str
    """`text`, `think` or `tool`."""
    line: int
    """1-based line it begins at."""
    lines: list[str] = field(default_factory=list)
    tool_type: str = ""
    tool_name: str = ""
    summary: str = ""

    @property
    def text(self) -> str:
        """The piece as text, without the rules that separate messages."""
        lines = [*self.lines]
        while lines and lines[-1].strip() in ("", "---"):
            lines.pop()
        while lines and lines[0].strip() in ("", "---"):
            lines.pop(0)
        return "\n".join(lines)


@dataclass(slots=True)
class Said:
    """One message under its heading."""

    user: bool
    sidechain: bool
    model: str
    stamp: str
    line: int
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Body:
    """The inside of a tool block."""

    words: str
    """What stands before any fence: a description, the command or the path in backticks."""
    language: str
    """Of the fence that shows what was put in ('' if there is none)."""
    shown: str | None
    """What was put in: a script, a file's content, a diff."""
    result: str | None
    """What came of it, None where the block does not say."""


def split(document: str) -> tuple[list[str], list[Said]]:
    """Return the lines before the first message, and the messages."""
    lines = document.split("\n")
    ends = _ends(lines)
    head: list[str] = []
    messages: list[Said] = []
    at = 0
    while at < len(lines):
        line = lines[at].removesuffix("\r")
        heading = _HEADING.match(line) if line.startswith("_**") else None
        if heading:
            messages.append(_message(heading, at + 1))
        elif not messages:
            head.append(line)
        else:
            at = _part(lines, at, ends[at], messages[-1])
            continue
        at += 1
    return head, messages


def _ends(lines: list[str]) -> list[int]:
    """For each line the next one that ends a tool block, -1 if there is none."""
    found = [-1] * len(lines)
    last = -1
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].startswith(("</details></tool-use>", _TOOL_END)):
            last = at
        found[at] = last
    return found


def _message(heading: re.Match[str], line: int) -> Said:
    inside = (heading[3] or "").strip()
    model, _, rest = inside.rpartition(" ")
    stamp = ""
    for candidate, before in ((inside, ""), (rest, model), (inside[-20:].strip(), inside[:-20])):
        found = _STAMP.match(candidate)
        if found:
            stamp = f"{found[1]} {found[2]}{found[3] or ':00'}{found[4] or 'Z'}"
            model = before
            break
    else:
        model = inside
    # `2026-01-25 12:35:23Z` has a blank inside.
    model = re.sub(r"\s*\d{4}-\d\d-\d\d\s*\Z", "", model).removeprefix("model ").split(",")[0].strip()
    return Said(heading[1] == "User", bool(heading[2]), model, stamp, line)


def _part(lines: list[str], at: int, end: int, message: Said) -> int:
    """Read the piece that begins at a line; returns the line behind it."""
    line = lines[at].removesuffix("\r")
    tool = _TOOL.match(line) if line.startswith("<tool-use ") and not message.user else None
    if tool and end >= 0:
        part = Part("tool", at + 1, [tool[3], *lines[at + 1 : end]], tool[1], tool[2])
        message.parts.append(_unwrapped(part))
        return end + 1
    bare = _BARE_TOOL.match(line) if line.startswith("Tool use: ") and not message.user else None
    if bare:
        stop = next((i for i in range(at + 1, len(lines)) if lines[i].startswith(("---", "_**"))), len(lines))
        message.parts.append(_unwrapped(Part("tool", at + 1, lines[at + 1 : stop], "", bare[1])))
        return stop
    if line.startswith(_THINK):
        return _thought(lines, at, message)
    if not message.parts or message.parts[-1].kind != "text":
        message.parts.append(Part("text", at + 1))
    message.parts[-1].lines.append(line)
    return at + 1


def _thought(lines: list[str], at: int, message: Said) -> int:
    taken: list[str] = []
    for number in range(at, len(lines)):
        line = lines[number].removesuffix("\r")
        if number > at and _HEADING.match(line):
            break
        before, found, _ = line.partition(_THINK_END)
        taken.append(before)
        if found:
            number += 1  # noqa: PLW2901 - the line behind
            break
    else:
        number = len(lines)
    whole = _SUMMARY.sub("", "\n".join(taken).removeprefix(_THINK), count=1)
    said = whole.replace("<details>", "", 1).removesuffix("</details>").strip()
    message.parts.append(Part("think", at + 1, said.split("\n")))
    return number


def _unwrapped(part: Part) -> Part:
    lines: list[str] = []
    for raw in part.lines:
        line = raw.removesuffix("\r")
        summary = _SUMMARY.search(line) if not part.summary and len(lines) < 4 else None
        if summary:
            part.summary = summary[1]
        elif line.strip() not in _WRAPPERS:
            lines.append(line)
    part.lines = lines
    return part


def body_of(part: Part) -> Body:
    """Take a tool block apart: the words, the fence with what was put in, the fence with the result."""
    lines = part.lines
    first = next((i for i, line in enumerate(lines) if line.startswith("```")), len(lines))
    result = next((i for i in range(first, len(lines)) if lines[i].strip() in ("```text", "```")), None)
    if result is not None and result > first and lines[result].strip() == "```":
        # The end of what was put in; the result's fence opens behind it.
        result = _opening(lines, result + 1)
    words = "\n".join(line for line in lines[:first] if line.strip() not in ("**Input:**", "**Result:**", "Output:"))
    stop = result if result is not None else len(lines)
    shown, language = None, ""
    if first < stop:
        language = lines[first].strip("` ")
        last = next((i for i in range(stop - 1, first, -1) if lines[i].strip() == "```"), stop)
        shown = "\n".join(lines[first + 1 : last])
    said = None
    if result is not None:
        last = next((i for i in range(len(lines) - 1, result, -1) if lines[i].strip() == "```"), len(lines))
        said = "\n".join(lines[result + 1 : last])
    return Body(words.strip("\n"), language, shown, said)


def _opening(lines: list[str], start: int) -> int | None:
    """The last fence for a result: contents may hold fences of their own, the result stands behind them."""
    texts = [i for i in range(start, len(lines)) if lines[i].strip() == "```text"]
    if texts:
        return texts[-1]
    for at in range(start, len(lines)):
        if lines[at].strip():
            return at if lines[at].strip() == "```" else None
    return None
