"""Calls of tools inside the JavaScript that Codex 0.144 and later runs (`await tools.exec_command({cmd: "..."})`).

A scanner for literals, not an interpreter: what is computed at run time stays as it is written.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from cotlens.sources.values import printable

LIMIT: Final = 512 * 1024
"""Longest script that is scanned, in characters."""
_DEPTH: Final = 16
_CALL: Final = re.compile(r"tools\s*\.\s*([A-Za-z_$][\w$]*)\s*\(")
_BINDING: Final = re.compile(r"(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=(?!=)")
_BINDERS: Final = frozenset({"const", "let", "var"})
_NAME: Final = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER: Final = re.compile(r"-?\d[\w.]*")
_SPACE: Final = re.compile(r"(?:\s+|//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*\*/)+")
_PLAIN: Final = re.compile(r"[^A-Za-z_$\"'`/]+")
_SPECIAL: Final = {
    '"': re.compile(r"[\\\"\n]"),
    "'": re.compile(r"[\\'\n]"),
    "`": re.compile(r"[\\`]|\$\{"),
}
"""What a string of each kind of quote is not just read over for."""
_REGEX_BEFORE: Final = frozenset("(,=:[!&|?{};\n")
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(\r\n|[\s\S]))")
_SIMPLE: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}


class ScriptCall(msgspec.Struct, frozen=True):
    """One `tools.NAME(...)` of a script."""

    name: str
    args: dict[str, Any] = {}
    """The members of an object argument as far as they are literals (text, numbers, true/false/null)."""
    text: str | None = None
    """The argument where it is one string."""


def calls(script: str) -> list[ScriptCall]:
    """Find the calls of tools in a script, in the order in which they are written."""
    return _Scanner(script[:LIMIT]).run()


class _Scanner:
    """One pass over a script; `at` moves forward only, so the time is linear in the script's length."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.names: dict[str, str] = {}
        self.found: list[ScriptCall] = []
        self.nesting = 0
        # Characters that names may still stand for: `const a = a + a` over and over would double without end.
        self.credit = 4 * LIMIT

    def run(self) -> list[ScriptCall]:
        """Walk the script, stepping over strings and comments, and read each call's argument."""
        while self.at < len(self.source):
            self.step()
        return self.found

    def step(self) -> None:
        """Consume one token."""
        source = self.source
        if skipped := (_PLAIN.match(source, self.at) or _SPACE.match(source, self.at)):
            self.at = skipped.end()
        elif source[self.at] in "\"'`":
            self.string()
        elif source[self.at] == "/":
            self.slash()
        else:
            word = _NAME.match(source, self.at)
            if word and word[0] == "tools" and (call := _CALL.match(source, self.at)):
                self.at = call.end()
                self.call(call[1])
            elif word and word[0] in _BINDERS and (binding := _BINDING.match(source, self.at)):
                self.at = binding.end()
                value = self.value(0)
                if isinstance(value, str):
                    self.names[binding[1]] = value
            else:
                self.at = word.end() if word else self.at + 1

    def call(self, name: str) -> None:
        """Read the first argument of `tools.NAME(`."""
        place = len(self.found)
        self.nesting += 1
        value = self.value(0) if self.nesting <= _DEPTH else None
        self.nesting -= 1
        args = value if isinstance(value, dict) else {}
        self.found.insert(place, ScriptCall(name, args, value if isinstance(value, str) else None))

    def space(self) -> None:
        """Step over white space and comments."""
        if skipped := _SPACE.match(self.source, self.at):
            self.at = skipped.end()

    def peek(self) -> str:
        """Return the next character that is no space, '' at the end."""
        sign = self.source[self.at : self.at + 1]
        if sign == "/" or sign.isspace():
            self.space()
            return self.source[self.at : self.at + 1]
        return sign

    def value(self, depth: int) -> Any:
        """Read an expression as far as it is literal: a string (also `+` chains), an object, a list, a number, a word."""
        value = self.term(depth)
        while isinstance(value, str) and self.peek() == "+":
            self.at += 1
            more = self.term(depth)
            if not isinstance(more, (str, int, float)) or len(value) > LIMIT:
                break
            value += str(more)
        return value

    def term(self, depth: int) -> Any:
        """Read one operand; None for what is no literal (nothing is consumed then, `step` goes on from there)."""
        first = self.peek()
        if first and first in "\"'`":
            return self.string()
        if first == "{" and depth < _DEPTH:
            return self.object(depth + 1)
        if first == "[" and depth < _DEPTH:
            return self.array(depth + 1)
        if number := _NUMBER.match(self.source, self.at):
            self.at = number.end()
            return _number(number[0])
        if self.source.startswith("String.raw`", self.at):
            self.at += len("String.raw")
            return self.string(raw=True)
        word = _NAME.match(self.source, self.at)
        if word and word[0] in ("true", "false", "null", "undefined"):
            self.at = word.end()
            return {"true": True, "false": False}.get(word[0])
        if word and word[0] in self.names and self.source[word.end() : word.end() + 1] not in (".", "(", "["):
            self.at = word.end()
            return self.named(word[0])
        return None

    def named(self, name: str) -> str | None:
        """Return the string that a name stands for, None if it is not known."""
        value = self.names.get(name)
        self.credit -= len(value or "")
        return value if self.credit > 0 else None

    def object(self, depth: int) -> dict[str, Any]:
        """Read `{key: value, "key": value, name}`."""
        self.at += 1
        members: dict[str, Any] = {}
        while self.peek() not in ("}", ""):
            key = self.string() if self.peek() in "\"'`" else self.word()
            if key is None:
                self.at += 1
                continue
            if self.peek() == ":":
                self.at += 1
                members[key] = self.value(depth)
            elif key in self.names:
                members[key] = self.named(key)
            self.rest()
        self.at += 1
        return members

    def array(self, depth: int) -> Any:
        """Read `[a, b]`, and `[a, b].join(sep)` as the string it makes."""
        self.at += 1
        members: list[Any] = []
        while self.peek() not in ("]", ""):
            start = self.at
            members.append(self.value(depth))
            self.rest()
            self.at += self.at == start
        self.at += 1
        if self.source.startswith(".join(", self.at) and all(isinstance(m, str) for m in members):
            self.at += len(".join(")
            glue = self.string() if self.peek() and self.peek() in "\"'`" else ","
            if self.peek() == ")":
                self.at += 1
            return glue.join(members)
        return members

    def rest(self) -> None:
        """Step over what is left of a member's expression, up to and with the comma, or up to the closing bracket."""
        depth = 0
        while sign := self.peek():
            if sign in ")]}" and not depth:
                return
            if sign in "()[]{}":
                depth += 1 if sign in "([{" else -1
                self.at += 1
            elif sign == "," and not depth:
                self.at += 1
                return
            elif sign in "\"'`/" or _NAME.match(sign):
                self.step()
            else:
                self.at += 1

    def word(self) -> str | None:
        """Read an identifier."""
        found = _NAME.match(self.source, self.at)
        if found:
            self.at = found.end()
        return found[0] if found else None

    def slash(self) -> None:
        """Step over a comment, a regular expression literal or a division sign."""
        if skipped := _SPACE.match(self.source, self.at):
            self.at = skipped.end()
            return
        before = (
            self.source[: self.at].rstrip(" \t")[-1:]
            if self.at < 256
            else self.source[self.at - 256 : self.at].rstrip(" \t")[-1:]
        )
        self.at += 1
        if before and before not in _REGEX_BEFORE:
            return
        inside = False
        while self.at < len(self.source) and self.source[self.at] != "\n":
            sign = self.source[self.at]
            self.at += 2 if sign == "\\" else 1
            inside = (inside or sign == "[") and sign != "]"
            if sign == "/" and not inside:
                return

    def string(self, *, raw: bool = False) -> str:
        """Read a string or template literal; `${name}` of a known string is filled in, any other `${...}` stays."""
        quote = self.source[self.at]
        self.at += 1
        start = self.at
        pieces: list[str] = []
        special = _SPECIAL[quote]
        while found := special.search(self.source, self.at):
            self.at = found.start()
            sign = found[0]
            if sign == "\\":
                self.at += 2
            elif sign == "${":
                pieces.append(_unescaped(self.source[start : self.at], raw=raw))
                pieces.append(self.hole())
                start = self.at
            else:  # the closing quote, or the end of a line that has none
                break
        else:
            self.at = max(self.at, len(self.source))
        end = min(self.at, len(self.source))
        pieces.append(_unescaped(self.source[start:end], raw=raw))
        self.at += 1
        return "".join(pieces)

    def hole(self) -> str:
        """Read `${...}` inside a template."""
        start = self.at
        self.at += 2
        depth = 1
        while self.at < len(self.source) and depth:
            sign = self.source[self.at]
            if sign in "\"'":
                self.string()
                continue
            depth += (sign == "{") - (sign == "}")
            self.at += 1
        written = self.source[start : self.at]
        return self.named(written[2:-1].strip()) or written


def _number(written: str) -> int | float:
    try:
        return float(written) if "." in written else int(written.replace("_", ""))
    except ValueError:
        return 0


def _unescaped(body: str, *, raw: bool) -> str:
    if raw or "\\" not in body:
        return body
    whole = _ESCAPE.sub(_escape, body)
    # `\ud83d\ude00` is one character in two escapes; join the halves, and replace a half that is alone.
    return (
        printable(whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")) if not whole.isascii() else whole
    )


def _escape(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits:
        code = int(digits, 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _SIMPLE.get(found[4], found[4])
