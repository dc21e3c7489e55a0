"""Source code through tree-sitter: comments, strings and error handlers of a text, for the languages agents mostly write.

A grammar is loaded when its language is first met. Texts may be fragments; what does not parse is simply not found.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import tree_sitter

LIMIT: Final = 400_000
"""Bytes of a text that are parsed; longer files are data or generated."""

_GRAMMARS: Final[dict[str, tuple[str, str]]] = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "go": ("tree_sitter_go", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "java": ("tree_sitter_java", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "swift": ("tree_sitter_swift", "language"),
    "shell": ("tree_sitter_bash", "language"),
}
_ENDINGS: Final[dict[str, str]] = {
    "py": "python", "pyi": "python", "ipynb": "python", "js": "javascript", "jsx": "javascript", "mjs": "javascript",
    "cjs": "javascript", "ts": "typescript", "mts": "typescript", "cts": "typescript",
    "tsx": "tsx", "go": "go", "rs": "rust", "java": "java", "cs": "csharp", "rb": "ruby", "rake": "ruby", "c": "c",
    "h": "c", "cc": "cpp", "cpp": "cpp", "cxx": "cpp", "hpp": "cpp", "hh": "cpp",
    "php": "php", "kt": "kotlin", "kts": "kotlin", "swift": "swift", "sh": "shell", "bash": "shell",
}  # fmt: skip
_BLOCKS: Final = frozenset({"block", "statement_block", "compound_statement", "then", "statements", "function_body"})
_HANDLERS: Final = frozenset(
    {"except_clause", "except_group_clause", "catch_clause", "catch_block", "rescue", "rescue_modifier"}
)
_CALLS: Final = frozenset({"call_expression", "call"})
_OWN_HANDLERS: Final[dict[str, tuple[str, frozenset[str]]]] = {
    # language: what stands in each, and the nodes that may be one
    "go": ("err != nil", frozenset({"if_statement"})),
    "rust": ("Err(", frozenset({"match_arm"})),
    "javascript": (".catch", _CALLS),
    "typescript": (".catch", _CALLS),
    "tsx": (".catch", _CALLS),
}
_COMMENTS: Final = frozenset({"comment", "line_comment", "block_comment", "multiline_comment"})


@dataclass(frozen=True, slots=True)
class Handler:
    """What a program does with an error."""

    line: int
    """0-based line of its head in the text that was parsed."""
    head: str
    """`except ValueError:`, `catch (e)`, `if err != nil`."""
    body: tuple[str, ...]
    """Its statements, without comments; () for an empty one."""
    comments: tuple[str, ...] = ()


def language_of(path: str) -> str | None:
    """Return the language of a file by its ending, or None when no grammar is at hand."""
    return _ENDINGS.get(path.rsplit(".", 1)[-1].lower()) if "." in path.rsplit("/", 1)[-1] else None


@lru_cache(maxsize=32)
def _language(name: str) -> tree_sitter.Language | None:
    module, function = _GRAMMARS[name]
    try:
        return tree_sitter.Language(getattr(importlib.import_module(module), function)())
    except ImportError:
        # A platform without the grammar's wheel: the facts of that language are missing, nothing else.
        return None


@lru_cache(maxsize=16)
def _root(text: str, language: str) -> tree_sitter.Node | None:
    grammar = _language(language)
    source = text.encode("utf-8", "replace")
    if grammar is None or len(source) > LIMIT:
        return None
    return tree_sitter.Parser(grammar).parse(source).root_node


@lru_cache(maxsize=64)
def _query(language: str, kinds: frozenset[str]) -> tree_sitter.Query | None:
    """Return the search for nodes of these kinds, of which a grammar knows only some."""
    grammar = _language(language)
    known = [k for k in sorted(kinds) if grammar is not None and grammar.id_for_node_kind(k, True) is not None]
    return tree_sitter.Query(grammar, f"[{' '.join(f'({k})' for k in known)}] @node") if grammar and known else None


def _nodes(root: tree_sitter.Node, language: str, kinds: frozenset[str]) -> list[tree_sitter.Node]:
    query = _query(language, kinds)
    return tree_sitter.QueryCursor(query).captures(root).get("node", []) if query is not None else []


def _text(node: tree_sitter.Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def handlers(text: str, language: str) -> tuple[Handler, ...]:
    """Return the error handlers of a text, in order."""
    root = _root(text, language)
    if root is None:
        return ()
    out: list[Handler] = []
    mark, kinds = _OWN_HANDLERS.get(language, ("", frozenset()))
    for node in _nodes(root, language, _HANDLERS | kinds if mark in text else _HANDLERS):
        handler = _handler(node, language)
        if handler is not None:
            out.append(handler)
    return tuple(sorted(out, key=lambda h: h.line))


def _handler(node: tree_sitter.Node, language: str) -> Handler | None:
    kind = node.type
    if kind == "rescue_modifier":
        parts = _text(node).rsplit(" rescue ", 1)
        return Handler(node.start_point[0], "rescue", (parts[-1].strip(),) if len(parts) > 1 else ())
    if kind in _HANDLERS:
        return _block(node, node)
    if kind == "if_statement" and language == "go":
        condition = node.child_by_field_name("condition")
        body = node.child_by_field_name("consequence")
        if condition is not None and body is not None and "err != nil" in _text(condition):
            return _block(node, body)
        return None
    if kind == "match_arm" and language == "rust":
        pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        if pattern is not None and value is not None and _text(pattern).startswith("Err("):
            inner = _statements(value) if value.type == "block" else (_text(value),)
            return Handler(node.start_point[0], _text(pattern), inner)
        return None
    if kind in ("call_expression", "call") and language in ("javascript", "typescript", "tsx"):
        return _promise_catch(node)
    return None


def _promise_catch(node: tree_sitter.Node) -> Handler | None:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or arguments is None or not _text(function).endswith(".catch") or not arguments.named_children:
        return None
    taken = arguments.named_children[0]
    body = taken.child_by_field_name("body")
    if body is None:
        return None
    at = (function.child_by_field_name("property") or function).start_point[0]
    inner = _statements(body) if body.type == "statement_block" else (_text(body),)
    return Handler(at, "catch", inner)


def _block(node: tree_sitter.Node, holder: tree_sitter.Node) -> Handler:
    body = holder.child_by_field_name("body") or next(
        (c for c in reversed(holder.named_children) if c.type in _BLOCKS), None
    )
    if holder.type == "block":
        body = holder
    whole = _text(node)
    head = whole.split("\n", 1)[0].strip()
    source = body or holder
    comments = tuple(_text(c) for c in source.named_children if c.type in _COMMENTS)
    if body is None and node.type in ("catch_block", "rescue"):
        # Some grammars put the statements straight into the handler.
        inner = tuple(
            _text(c) for c in node.named_children if c.type not in _COMMENTS and c.start_point[0] > node.start_point[0]
        )
        return Handler(node.start_point[0], head, inner, comments)
    return Handler(node.start_point[0], head, _statements(body) if body is not None else (), comments)


def _statements(body: tree_sitter.Node) -> tuple[str, ...]:
    inner: list[str] = []
    for child in body.named_children:
        if child.type in ("statement_list", "statements"):
            inner += _statements(child)
        elif child.type not in _COMMENTS:
            inner.append(_text(child))
    return tuple(inner)
