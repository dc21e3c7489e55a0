"""Code given to an interpreter on its command line that does nothing but show values; a part of DC02."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

_PRINTS: Final = regex(
    r"\s*(?:puts|p|pp|print(?:ln|f)?|echo|console\.\w+|var_dump|print_r|IO\.puts|say|assert|JSON\.parse|json\.loads?|yaml\.\w*load\w*|"
    r"tomllib\.loads?|ast\.parse|require)\b(?![^\n]{0,2000}?(?:[`>]|\bopen\b|write|save|"
    r"File\.|system|exec|spawn|popen|run|dump|export|generat|render|migrat|updat|creat|build|main|install|delet|remov|copy|insert|put_))"
)
"""A line of code that shows a value: what it calls on the way has no name of anything that writes."""
_INTERPRETER: Final = regex(r"(?:python[\d.]*|node|ruby|perl|php|deno|bun|elixir|lua|Rscript|raku)$")
_SETS_UP: Final = regex(r"\s*(?:$|(?:import|from|require(?:_relative)?|use|using|const \{?[\w, ]+\}? ?= ?require)\b)")


def only_prints(command: SimpleCommand) -> bool:
    """Tell whether an interpreter is given code on the command line that does nothing but show values."""
    words = command.argv[1:]
    at = next(
        (i for i, w in enumerate(words) if w in ("-e", "-c", "-p", "-r", "-pe", "eval") and i + 1 < len(words)), -1
    )
    if at < 0 or not _INTERPRETER.match(command.program) or any(re.match(r"-\w*i", w) for w in words[:at]):
        return False
    lines = re.split(r"[;\n]", words[at + 1][:4000])
    shown = [x for x in lines if not _SETS_UP.match(x)]
    return bool(shown) and all(_PRINTS.match(x) for x in shown)
