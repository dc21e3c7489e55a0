"""What commands take: arguments that any client may have made up, checked one by one. A wrong one is answered with what is right."""

from __future__ import annotations

from collections.abc import Awaitable
from enum import Enum
from typing import Any, TypeVar

from pygls.exceptions import JsonRpcInvalidParams

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.plain import plain
from cotlens.lsp.refused import Refused
from cotlens.model.errors import UsageError
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId

E = TypeVar("E", bound=Enum)
R = TypeVar("R")


def flag_named(ls: CotlensServer, args: tuple[Any, ...]) -> Flag:
    """Return the flag whose id is the first argument."""
    flag = ls.state.snapshot.flags.get(FlagId(required(args)))
    if flag is None:
        raise JsonRpcInvalidParams("no such flag; it may have gone with its session's log")
    return flag


def required(args: tuple[Any, ...]) -> str:
    """Return the first argument."""
    if not args or not isinstance(args[0], str):
        raise JsonRpcInvalidParams("the first argument must be an id")
    return args[0]


def text(args: tuple[Any, ...], index: int) -> str:
    """Return a text that may be left out."""
    value = args[index] if len(args) > index else None
    return value if isinstance(value, str) else ""


def options(args: tuple[Any, ...], index: int, known: str) -> dict[str, Any]:
    """Return an object that may be left out; `known` names its keys."""
    value = plain(args[index]) if len(args) > index and args[index] is not None else {}
    if not isinstance(value, dict):
        raise JsonRpcInvalidParams(f"argument {index + 1} must be an object: {known}")
    return value


def one_of(kind: type[E], word: str, what: str) -> E:
    """Return what a word of an enumeration means."""
    try:
        return kind(word)
    except ValueError:
        raise JsonRpcInvalidParams(f"no such {what}: {word}; one of {', '.join(x.value for x in kind)}") from None


async def kept(writing: Awaitable[R]) -> R:
    """Wait until something is written; what hinders it is told to the user."""
    try:
        return await writing
    except UsageError as error:
        raise Refused(str(error)) from error
