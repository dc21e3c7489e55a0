"""Shells that get their commands through standard input: `bash <<EOF`, `ssh host 'bash -s' <<EOF`, `echo "..." | sh`.

Says which text a shell reads, and nothing of the commands in it. What a download pipes into a shell is not known (`fetched_code`).
"""

from __future__ import annotations

from typing import Final

from cotlens.facts.commands.wrappers import SHELLS, SSH_WITH_VALUE
from cotlens.model.fact import SimpleCommand

_WITH_VALUE: Final = frozenset({"-o", "+o", "-O", "+O", "--rcfile", "--init-file"})


def fed(commands: list[SimpleCommand], i: int) -> str:
    """Return the commands that the shell at this place reads from its standard input, '' where it is none or reads none."""
    command = commands[i]
    if not _reads_commands(command):
        return ""
    here = next((r.target for r in reversed(command.redirects) if r.op in ("<<", "<<-", "<<<")), "")
    if here:
        return here
    before = commands[i - 1] if i and command.follows in ("|", "|&") else None
    if before is None or any(r.op.startswith(">") for r in before.redirects):
        return ""
    if before.program == "cat":
        return next((r.target for r in before.redirects if r.op == "<<"), "") if len(before.argv) == 1 else ""
    if before.program in ("echo", "printf"):
        words = [w for w in before.argv[1:] if w not in ("-e", "-n", "-ne", "-en", "%s\\n", "%s", "%b", "%b\\n")]
        return " ".join(words).replace("\\n", "\n")
    return ""


def _reads_commands(command: SimpleCommand) -> bool:
    words = list(command.argv[1:])
    if command.program == "ssh":
        return _is_bare(words, SSH_WITH_VALUE, 1)
    if command.program not in SHELLS:
        return False
    # Behind `-s` stand the arguments of what is read.
    return ("-s" in words and "-c" not in words) or _is_bare(words, _WITH_VALUE, 0)


def _is_bare(words: list[str], with_value: frozenset[str], names: int) -> bool:
    """Tell whether these are options and so many names alone: no script and no command."""
    named = 0
    rest = iter(words)
    for word in rest:
        if word in with_value:
            next(rest, None)
        elif word == "-c" or (word.startswith("-") and not word.startswith("--") and "c" in word and names == 0):
            return False
        elif word not in ("-", "--", "/dev/stdin") and not word.startswith(("-", "+")):
            named += 1
    return named == names
