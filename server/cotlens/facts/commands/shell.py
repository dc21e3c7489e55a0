"""Shell strings into simple commands, with a real shell grammar (tree-sitter-bash).

Heredoc bodies and quoted text are not commands; `cd` is followed; wrappers are taken off by `wrappers`.
Not an interpreter: loops and conditions are read as if every command in them ran.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

import tree_sitter
import tree_sitter_bash

from cotlens.facts.commands.aliases import aliases_set, meant
from cotlens.facts.commands.fed_shells import fed
from cotlens.facts.commands.global_options import subcommand_first
from cotlens.facts.commands.shell_heredocs import apart, offset_in
from cotlens.facts.commands.shell_lists import Piece, mask_and_link
from cotlens.facts.commands.shell_words import text_of, word_value
from cotlens.facts.commands.wrappers import Unwrapped, unwrap
from cotlens.model.fact import Redirect, SimpleCommand
from cotlens.model.lazy_regex import regex

_PARSER: Final = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))

MAX_LENGTH: Final = 65_536
"""Characters of a shell string that are parsed; what follows is data in every real case (heredocs of whole files)."""

_TASTE: Final = 6000
_FAULTY: Final = 60
_DENSE: Final = 0.12
"""A long text of so many operators, or whose first characters have so many faults, is no shell: parsing it is quadratic, and
all but its beginning is left out."""

_COMMANDS: Final = 400
_REDIRECTS: Final = 32
_PIECES: Final = 4 * _COMMANDS
"""Commands of one string, and redirections of one command, that are looked at: several times what any real one has."""

_NO_SHELL: Final = regex(r"([|&;<>(){}$`!])\1{199}")
"""A run of one operator that no command has."""

MAX_DEPTH: Final = 4
"""How many shells may be nested (`bash -c "ssh h 'sh -c ...'"`) before the text is left alone."""

_LEADING_TABS: Final = regex(r"^\t+", re.MULTILINE)
_IN_HEREDOC: Final = regex(r"\\([$`\\\n])")
_OPERATORS: Final = frozenset({"&&", "||", "|", "|&", ";", "&", ";;", "\n"})
_WORDS: Final = frozenset(
    {"word", "string", "raw_string", "ansi_c_string", "translated_string", "concatenation", "number"}
    | {"simple_expansion", "expansion", "command_substitution", "arithmetic_expansion", "process_substitution"}
)


@dataclass(slots=True)
class _State:
    """What is known while reading one shell string from left to right."""

    cwd: str | None
    variables: dict[str, str] = field(default_factory=dict)
    exported: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    depth: int = 0
    span: tuple[int, int] | None = None
    """Span to report for commands of a nested shell string."""


@lru_cache(maxsize=1024)
def parse_shell(command: str, cwd: str | None = None) -> tuple[SimpleCommand, ...]:
    """Split a shell string into the simple commands it runs, in textual order; never raises.

    `cwd` is the absolute directory the string starts in.
    """
    command = command[:MAX_LENGTH]
    # The grammar's mending of errors is quadratic in such runs.
    if _NO_SHELL.search(command):
        return ()
    try:
        commands = _parse(command, _State(cwd=cwd))
    except RecursionError:
        # Nested deeper than any command that somebody wrote.
        return ()
    return tuple(
        c if len(c.redirects) <= _REDIRECTS else replace(c, redirects=c.redirects[:_REDIRECTS])
        for c in commands[:_COMMANDS]
    )


def _parse(command: str, state: _State) -> list[SimpleCommand]:
    if len(command) > _TASTE and _is_noise(command):
        command = command[:_TASTE]
    text, parts = apart(command)
    source = text.encode("utf-8", "replace")
    pieces: list[Piece] = []
    _walk(_PARSER.parse(source).root_node, state, pieces, condition=False)
    commands = _with_fed(mask_and_link(pieces[:_PIECES]), state)
    if len(source) != len(text):
        commands = [_char_span(c, source) for c in commands]
    if len(parts) > 1:
        commands = [
            replace(c, start=offset_in(parts, c.start), end=offset_in(parts, max(c.end - 1, 0)) + 1) for c in commands
        ]
    if state.span is not None:
        commands = [replace(c, start=state.span[0], end=state.span[1]) for c in commands]
    return commands


def _with_fed(commands: list[SimpleCommand], state: _State) -> list[SimpleCommand]:
    """Put the commands that a shell reads from its standard input in the shell's place."""
    out: list[SimpleCommand] = []
    for i, command in enumerate(commands):
        text = fed(commands, i) if state.depth < MAX_DEPTH else ""
        away = command.program == "ssh"
        inner = replace(state, depth=state.depth + 1, span=(command.start, command.end), variables={})
        inner.cwd = None if away else command.cwd
        read = _parse(text, inner) if text else []
        wrappers = (*command.wrappers, f"ssh {command.argv[-1]}") if away else command.wrappers
        out += [
            replace(
                c,
                wrappers=wrappers + c.wrappers,
                masked=c.masked or command.masked,
                follows=c.follows or (command.follows if command.follows not in ("|", "|&") else ";"),
            )
            for c in read
        ] or [command]
    return out


def _is_noise(command: str) -> bool:
    """Tell whether a long text is mostly operators, or its beginning mostly faults."""
    if sum(map(command.count, "|&;")) > _DENSE * len(command):
        return True
    return _errors(_PARSER.parse(command[:_TASTE].encode("utf-8", "replace")).root_node) > _FAULTY


def _errors(node: tree_sitter.Node) -> int:
    """Count the places of a tree where the text did not fit the grammar."""
    count, stack = 0, [node]
    while stack and count <= _FAULTY:
        node = stack.pop()
        count += node.is_error or node.is_missing
        if node.has_error:
            stack.extend(node.children)
    return count


def _char_span(command: SimpleCommand, source: bytes) -> SimpleCommand:
    start = len(source[: command.start].decode("utf-8", "replace"))
    end = len(source[: command.end].decode("utf-8", "replace"))
    return replace(command, start=start, end=end)


def _walk(node: tree_sitter.Node, state: _State, pieces: list[Piece], *, condition: bool) -> None:
    kind = node.type
    if kind == "command":
        _add_command(node, state, pieces, condition=condition)
    elif kind == "variable_assignment":
        _assign(node, state, pieces)
    elif kind == "declaration_command":
        _declare(node, state)
    elif kind == "for_statement":
        _loop(node, state)
        _walk_children(node, state, pieces, condition=condition)
    elif kind in _OPERATORS:
        pieces.append(Piece(operator=";" if kind in ("\n", ";;") else kind))
    elif kind == "file_redirect":
        _redirect(node, state, pieces)
    elif kind == "redirected_statement" and node.children and node.children[0].type == "file_redirect":
        # `> f` alone is what `: > f` is.
        pieces.append(Piece(command=SimpleCommand((":",), cwd=state.cwd, start=node.start_byte, end=node.end_byte)))
        _walk_children(node, state, pieces, condition=condition)
    elif kind == "heredoc_redirect":
        _heredoc(node, state, pieces, condition=condition)
    elif kind == "subshell":
        inner = replace(state, variables=dict(state.variables), exported=dict(state.exported))
        _walk_children(node, inner, pieces, condition=condition)
    elif kind in ("if_statement", "elif_clause", "while_statement"):
        _walk_conditional(node, state, pieces, condition=condition)
    elif kind == "negated_command":
        _walk_children(node, state, pieces, condition=True)
    elif kind not in ("comment", "heredoc_body", "heredoc_start", "heredoc_end"):
        _walk_children(node, state, pieces, condition=condition)


def _walk_children(node: tree_sitter.Node, state: _State, pieces: list[Piece], *, condition: bool) -> None:
    row = None
    for child in node.children:
        # Statements on lines of their own have no operator token between them.
        if row is not None and child.is_named and child.start_point[0] > row and _ends_statement(pieces, child):
            pieces.append(Piece(operator=";"))
        _walk(child, state, pieces, condition=condition)
        if child.is_named:
            row = child.end_point[0] if child.type != "heredoc_body" else row
            row = child.start_point[0] if row is None else row


def _ends_statement(pieces: list[Piece], child: tree_sitter.Node) -> bool:
    parent = child.parent
    statement = parent is not None and parent.type in ("program", "do_group", "compound_statement", "subshell")
    return statement and bool(pieces) and pieces[-1].operator is None


def _walk_conditional(node: tree_sitter.Node, state: _State, pieces: list[Piece], *, condition: bool) -> None:
    testing = True
    for child in node.children:
        if child.type in ("then", "do_group"):
            testing = False
        _walk(child, state, pieces, condition=condition or testing)
        if child.type in ("then", "else") or child.type.endswith(("_group", "_clause")):
            pieces.append(Piece(operator=";"))
    pieces.append(Piece(operator=";"))


def _assign(node: tree_sitter.Node, state: _State, pieces: list[Piece]) -> None:
    name, value = _name_and_value(node, state)
    for inner in _substitutions(node):
        pieces.extend(_nested_pieces(inner, state))
    if name:
        state.variables[name] = value
        if name in state.exported:
            state.exported[name] = value


def _loop(node: tree_sitter.Node, state: _State) -> None:
    """Let the variable of a loop over one pattern stand for it: `for f in logs/*.log`."""
    name = next((text_of(c) for c in node.children if c.type == "variable_name"), "")
    words = [word_value(c, state.variables) for c in node.children if c.type in _WORDS]
    if name and len(words) == 1 and not re.search(r"[$`{]", words[0]):
        state.variables[name] = words[0]
    else:
        state.variables.pop(name, None)


def _declare(node: tree_sitter.Node, state: _State) -> None:
    exports = any(c.type in ("export", "declare") for c in node.children)
    for child in node.children:
        if child.type == "variable_assignment":
            name, value = _name_and_value(child, state)
            state.variables[name] = value
            if exports:
                state.exported[name] = value


def _name_and_value(node: tree_sitter.Node, state: _State) -> tuple[str, str]:
    name = next((text_of(c) for c in node.children if c.type == "variable_name"), "")
    value = next((c for c in node.children if c.type in _WORDS), None)
    return name, word_value(value, state.variables) if value is not None else ""


def _substitutions(node: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    for child in node.children:
        if child.type in ("command_substitution", "process_substitution"):
            yield child
        elif child.type not in ("command",):
            yield from _substitutions(child)


def _nested_pieces(node: tree_sitter.Node, state: _State) -> list[Piece]:
    """Return the commands of a substitution: they run, but their exit status is not the word's command's."""
    inner: list[Piece] = []
    scope = replace(state, variables=dict(state.variables), exported=dict(state.exported))
    _walk_children(node, scope, inner, condition=False)
    return [replace(p, substituted=True) if p.operator is None else p for p in inner] + [Piece(operator=";")]


def _add_command(node: tree_sitter.Node, state: _State, pieces: list[Piece], *, condition: bool) -> None:
    argv: list[str] = []
    env: list[tuple[str, str]] = list(state.exported.items())
    redirects: list[tree_sitter.Node] = []
    for child in node.children:
        if child.type == "variable_assignment":
            env.append(_name_and_value(child, state))
        elif child.type == "command_name" or child.type in _WORDS:
            argv.append(word_value(child, state.variables))
        elif child.type in ("file_redirect", "herestring_redirect"):
            redirects.append(child)
    for inner in _substitutions(node):
        pieces.extend(replace(p, in_word=True) for p in _nested_pieces(inner, state))
    state.aliases.update(aliases_set(tuple(argv)))
    text = meant(tuple(argv), state.aliases) if state.aliases and len(pieces) < _PIECES else ""
    if text:
        # An alias in an alias stands for itself: `alias ls='ls -la'` does not go round in circles.
        pieces.extend(
            _piece(Unwrapped(env=tuple(env), shell=text), node, replace(state, aliases={}), condition=condition)
        )
    else:
        for unwrapped in unwrap(tuple(argv), tuple(env)):
            pieces.extend(_piece(unwrapped, node, state, condition=condition))
    for redirect in redirects:
        _redirect(redirect, state, pieces)


def _piece(unwrapped: Unwrapped, node: tree_sitter.Node, state: _State, *, condition: bool) -> list[Piece]:
    span = (node.start_byte, node.end_byte)
    if unwrapped.shell is not None:
        if state.depth >= MAX_DEPTH:
            return []
        inner = replace(state, depth=state.depth + 1, span=span, variables=dict(state.variables))
        inner.cwd = state.cwd if not unwrapped.elsewhere else None
        commands = _parse(unwrapped.shell, inner)
        return [Piece(command=replace(c, wrappers=unwrapped.wrappers + c.wrappers), nested=True) for c in commands]
    argv, cwd = subcommand_first(unwrapped.argv, None if unwrapped.elsewhere else state.cwd)
    command = SimpleCommand(
        argv=argv,
        env=unwrapped.env,
        cwd=cwd,
        wrappers=unwrapped.wrappers,
        start=span[0],
        end=span[1],
    )
    if command.program in ("cd", "pushd") and not unwrapped.elsewhere:
        state.cwd = change_directory(state.cwd, command.argv)
    return [Piece(command=command, condition=condition)]


_TEMPORARY: Final = regex(r"\$(?:\(mktemp\s[^()]*\)|\{?(?:TMPDIR|RUNNER_TEMP|TMP|TEMP)\b\}?)(?=/|$)")


def change_directory(cwd: str | None, argv: tuple[str, ...]) -> str | None:
    """Follow `cd`; None once the directory cannot be known (`cd -`, `cd "$X"`, `~` without a home).

    A folder that `mktemp` made just then has no name that anybody could know; it lies below `/tmp`.
    """
    words = [a for a in argv[1:] if not (a.startswith("-") and len(a) > 1)]
    if words == ["$(git rev-parse --show-toplevel)"]:
        # Sessions begin there.
        return cwd
    if len(words) == 1 and (made := _TEMPORARY.match(words[0])) is not None and "$" not in words[0][made.end() :]:
        return _normal(f"/tmp/mktemp{words[0][made.end() :]}")  # noqa: S108 - a name for what has none
    if len(words) != 1 or "$" in words[0] or words[0] == "-" or words[0].startswith("~"):
        return words[0] if len(words) == 1 and words[0].startswith("~") and "$" not in words[0] else None
    target = words[0]
    if target.startswith("/") or target[1:3] in (":\\", ":/"):
        return _normal(target)
    return _normal(f"{cwd}/{target}") if cwd else None


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == ".." and parts and parts[-1] not in ("", ".."):
            parts.pop()
        elif part not in (".", "") or not parts:
            parts.append(part)
    return "/".join(parts) or "/"


def _redirect(node: tree_sitter.Node, state: _State, pieces: list[Piece]) -> None:
    operator = "".join(text_of(c) for c in node.children if c.type not in _WORDS)
    target = next((word_value(c, state.variables) for c in node.children if c.type in _WORDS), "")
    _attach(pieces, Redirect(op=operator, target=target))


def _heredoc(node: tree_sitter.Node, state: _State, pieces: list[Piece], *, condition: bool) -> None:
    body = _heredoc_text(node)
    _attach(pieces, Redirect(op="<<", target=body))
    # What follows `<<EOF` on its line (`| head`, `&& rm x`, `> f`) hangs below the redirect in this grammar.
    for child in node.children:
        if child.type not in ("<<", "<<-", "heredoc_start", "heredoc_body", "heredoc_end"):
            _walk(child, state, pieces, condition=condition)


def _heredoc_text(node: tree_sitter.Node) -> str:
    """Return what the command reads; expansions that an unquoted delimiter allows stay as written."""
    body = next((text_of(c) for c in node.children if c.type == "heredoc_body"), "")
    delimiter = next((text_of(c) for c in node.children if c.type == "heredoc_start"), "")
    if any(c.type == "<<-" for c in node.children):
        body = _LEADING_TABS.sub("", body)
    if not set("'\"\\") & set(delimiter):
        body = _IN_HEREDOC.sub(lambda m: "" if m[1] == "\n" else m[1], body)
    return body


def _attach(pieces: list[Piece], redirect: Redirect) -> None:
    for i in range(len(pieces) - 1, -1, -1):
        command = pieces[i].command
        if command is not None and not pieces[i].substituted:
            pieces[i] = replace(pieces[i], command=replace(command, redirects=(*command.redirects, redirect)))
            return
