"""Simulated edits by people, line by line, so that whose every line is afterwards is known without any alignment.

Each operation is one that is seen in editors: lines much like their neighbours put in, lines taken out, a word changed, something
appended, a name changed throughout, lines wrapped in a condition, a block carried elsewhere.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from .chains import Line

Change = Callable[[list[Line], int, random.Random], None]
"""Changes lines in place, at about one of them."""

ON_AGENT = 0.7
"""Share of the operations that are made at a line of the agent's, if there is one."""

_WORD = re.compile(r"[^\W\d_]\w{2,}")
_NEW_NAMES = (
    "value",
    "item",
    "current",
    "options",
    "result",
    "handler",
    "config",
    "entry",
    "target",
    "buffer",
    "limit",
)
_NO_NAMES = """
if else elif for while def class return import from func var let const type struct interface function new this self None null nil
true false True False not and the with try except catch switch case break continue export default async await pass
"""
_COMMON = frozenset(_NO_NAMES.split())


def insert(lines: list[Line], at: int, rng: random.Random) -> None:
    """Put in one to three lines, each much like a line near by but for one word."""
    near = [x.text for x in lines[max(0, at - 6) : at + 7] if x.text.strip()]
    put = [Line(_other_word(rng.choice(near), rng), None) for _ in range(rng.randint(1, 3))] if near else []
    there = {x.text for x in lines}
    lines[at:at] = [x for x in put if x.text not in there]


def delete(lines: list[Line], at: int, rng: random.Random) -> None:
    """Take out one to four lines."""
    if len(lines) > 4:
        del lines[at : at + rng.randint(1, 4)]


def modify(lines: list[Line], at: int, rng: random.Random) -> None:
    """Change a word of a line, or append to it."""
    text = lines[at].text
    if not _WORD.search(text):
        return
    if rng.random() < 0.5:
        lines[at] = lines[at]._replace(text=_other_word(text, rng))
    else:
        tail = rng.choice(("  // checked", "  # see below", ", extra", " || fallback", " + 1", ";"))
        lines[at] = lines[at]._replace(text=text.rstrip() + tail)


def rename(lines: list[Line], at: int, rng: random.Random) -> None:
    """Change a name of a line throughout the file."""
    names = [w for w in _WORD.findall(lines[at].text) if w not in _COMMON]
    if not names:
        return
    old = rng.choice(names)
    whole, new = re.compile(rf"\b{re.escape(old)}\b"), f"{rng.choice(_NEW_NAMES)}{rng.randint(1, 99)}"
    lines[:] = [x._replace(text=whole.sub(new, x.text)) for x in lines]


def wrap(lines: list[Line], at: int, rng: random.Random) -> None:
    """Wrap two to eight lines in a condition and indent them."""
    end = min(len(lines), at + rng.randint(2, 8))
    body = lines[at:end]
    first = next((x.text for x in body if x.text.strip()), "")
    margin = first[: len(first) - len(first.lstrip())]
    step = "\t" if any(x.text.startswith("\t") for x in lines) else "    "
    braces = any("{" in x.text for x in lines)
    condition = f"{rng.choice(_NEW_NAMES)}_{rng.randint(1, 99)}"
    head = f"{margin}if ({condition}) {{" if braces else f"{margin}if {condition}:"
    inner = [x._replace(text=step + x.text if x.text.strip() else x.text) for x in body]
    lines[at:end] = [Line(head, None), *inner, *([Line(margin + "}", None)] if braces else [])]


def move(lines: list[Line], at: int, rng: random.Random) -> None:
    """Carry a block of three to ten lines to another place."""
    end = min(len(lines), at + rng.randint(3, 10))
    block = lines[at:end]
    del lines[at:end]
    to = rng.randint(0, len(lines))
    lines[to:to] = block


KINDS: dict[str, Change] = {
    "insert": insert,
    "delete": delete,
    "modify": modify,
    "rename": rename,
    "wrap": wrap,
    "move": move,
}


def edited(lines: Sequence[Line], kinds: Sequence[str], rng: random.Random) -> list[Line]:
    """Let a person carry out one operation of each of `kinds`, one after the other."""
    lines = list(lines)
    for kind in kinds:
        if lines:
            KINDS[kind](lines, _place(lines, rng), rng)
    return lines


def mixed(size: int, rng: random.Random) -> list[str]:
    """Draw `size` kinds."""
    return [rng.choice([*KINDS]) for _ in range(size)]


def _place(lines: list[Line], rng: random.Random) -> int:
    agents = [k for k, x in enumerate(lines) if x.owner is not None]
    return rng.choice(agents) if agents and rng.random() < ON_AGENT else rng.randrange(len(lines))


def _other_word(text: str, rng: random.Random) -> str:
    words = [m for m in _WORD.finditer(text) if m[0] not in _COMMON]
    if not words:
        return text.rstrip() + f"  // {rng.choice(_NEW_NAMES)}{rng.randint(1, 99)}"
    word = rng.choice(words)
    return f"{text[: word.start()]}{rng.choice(_NEW_NAMES)}{rng.randint(1, 99)}{text[word.end() :]}"
