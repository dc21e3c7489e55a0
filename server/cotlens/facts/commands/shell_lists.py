"""How commands of one shell string hang together: operators, and whose failure the string's exit status hides.

The grammar's tree nests `a && b | c` otherwise than the shell runs it, so lists are rebuilt here from the flat sequence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cotlens.model.fact import SimpleCommand


@dataclass(frozen=True, slots=True)
class Piece:
    """A command or an operator, in textual order; exactly one of the two is set."""

    command: SimpleCommand | None = None
    operator: str | None = None
    condition: bool = False
    """Its failure is asked for: `if x`, `while x`, `! x`."""
    substituted: bool = False
    """It runs inside `$(...)` or `<(...)`."""
    in_word: bool = False
    """It stands in a word of the command behind it: for the list around that command it is not there."""
    nested: bool = False
    """It comes from a nested shell string, whose own masks it carries already."""


def mask_and_link(pieces: list[Piece]) -> list[SimpleCommand]:
    """Set `follows` and `masked` of every command.

    `masked` names what hides the command's failure from the exit status of the whole string, by the shell's rules:
    the status of a pipeline is its last command's (unless pipefail), of a list its last executed command's.
    """
    out: list[SimpleCommand] = []
    pipefail = errexit = False
    outer = [p for p in pieces if not p.in_word]
    i = -1
    for piece in pieces:
        i += not piece.in_word
        command = piece.command
        if command is None:
            continue
        if command.program == "set" and command.argv[1:] and command.argv[1][:1] in ("-", "+"):
            # What sets the shell's own options runs nothing.
            pipefail |= "pipefail" in command.argv
            errexit = _errexit(command.argv, before=errexit)
            continue
        mask = command.masked if piece.nested and command.masked else ""
        if not mask:
            mask = "$(" if piece.substituted else _mask(outer, i, pipefail=pipefail, errexit=errexit)
        follows = command.follows if piece.nested and command.follows else ""
        if not follows:
            follows = "$(" if piece.substituted else _operator_before(outer, i)
        same = mask == command.masked and follows == command.follows
        out.append(command if same else replace(command, masked=mask, follows=follows))
    return out


def _errexit(argv: tuple[str, ...], *, before: bool) -> bool:
    for word in argv[1:]:
        if word.startswith("-") and not word.startswith("--") and "e" in word:
            return True
        if word.startswith("+") and "e" in word:
            return False
    return before or ("errexit" in argv and "-o" in argv)


def _operator_before(pieces: list[Piece], i: int) -> str:
    return pieces[i - 1].operator or "" if i else ""


def _mask(pieces: list[Piece], i: int, *, pipefail: bool, errexit: bool) -> str:
    if pieces[i].condition:
        return "condition"
    at = i
    while at + 2 < len(pieces) + 1:
        at += 1
        if at >= len(pieces):
            return ""
        operator = pieces[at].operator
        after = _next_command(pieces, at)
        if operator is None or after is None:
            return "&" if operator == "&" else ""
        shown = " ".join(after.argv[:2])
        if operator in ("|", "|&") and not pipefail:
            return f"| {shown}"
        if operator == "||":
            return f"|| {shown}"
        if operator == "&":
            return "&"
        if operator == ";" and not errexit:
            return f"; {shown}"
        if operator == ";":
            return ""
        at = _index_of_command(pieces, at)
    return ""


def _next_command(pieces: list[Piece], at: int) -> SimpleCommand | None:
    return next((p.command for p in pieces[at + 1 :] if p.command is not None), None)


def _index_of_command(pieces: list[Piece], at: int) -> int:
    return next(k for k in range(at + 1, len(pieces)) if pieces[k].command is not None)
