"""The value of a shell word: quotes taken off, known variables put in. Does not run or glob anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cotlens.model.lazy_regex import regex

if TYPE_CHECKING:
    from tree_sitter import Node

_ANSI_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "e": "\x1b", "0": "\0"}
_IN_DOUBLE_QUOTES: Final = regex(r'\\([$`"\\\n])')
_WINDOWS: Final = regex(r"[A-Za-z]:\\\w")
_ANYWHERE: Final = regex(r"\\(.)", re.DOTALL)


def text_of(node: Node) -> str:
    """Return the source text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


def word_value(node: Node, variables: Mapping[str, str]) -> str:
    """Return what the shell would pass for this word; an expansion that cannot be known stays as written."""
    kind = node.type
    if kind == "raw_string":
        return text_of(node)[1:-1]
    if kind == "ansi_c_string":
        return _ANYWHERE.sub(lambda m: _ANSI_ESCAPES.get(m[1], m[1]), text_of(node)[2:-1])
    if kind in ("string", "translated_string"):
        return _string_value(node, variables)
    if kind in ("concatenation", "command_name"):
        return "".join(word_value(child, variables) for child in node.children)
    if kind in ("simple_expansion", "expansion"):
        return _expansion_value(node, variables)
    if kind in ("word", "variable_name"):
        text = text_of(node)
        if "\\" not in text or _WINDOWS.match(text):
            return text  # cmd and PowerShell, whose commands are read by this grammar, too
        return _ANYWHERE.sub(lambda m: "" if m[1] == "\n" else m[1], text)
    return text_of(node)


def _string_value(node: Node, variables: Mapping[str, str]) -> str:
    # White space between children belongs to no node, so the text is taken by byte span.
    source, base, out, at = node.text or b"", node.start_byte, [], 1
    for child in node.children:
        if child.type in ("simple_expansion", "expansion"):
            start, end = child.start_byte - base, child.end_byte - base
            out.append(_unescape(source[at:start]))
            out.append(_expansion_value(child, variables))
            at = end
    closing = len(source) - 1 if source.endswith(b'"') else len(source)
    out.append(_unescape(source[at:closing]))
    return "".join(out)


def _unescape(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return _IN_DOUBLE_QUOTES.sub(lambda m: "" if m[1] == "\n" else m[1], text) if "\\" in text else text


def _expansion_value(node: Node, variables: Mapping[str, str]) -> str:
    names = [text_of(c) for c in node.children if c.type in ("variable_name", "special_variable_name")]
    others = [c for c in node.children if c.type not in ("variable_name", "$", "${", "}")]
    if len(names) == 1 and not others and names[0] in variables:
        return variables[names[0]]
    return text_of(node)
