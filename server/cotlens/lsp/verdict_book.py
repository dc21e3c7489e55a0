"""The store of verdicts, used off the event loop, one call at a time. A store that cannot be opened costs only the verdicts."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Final, Protocol, TypeVar

from cotlens.model.errors import CotlensError, UsageError
from cotlens.model.shared import SharedLine
from cotlens.model.verdict import Verdict
from cotlens.model.verdicts import Verdicts

logger = logging.getLogger(__name__)

R = TypeVar("R")

_TROUBLE: Final = (OSError, sqlite3.Error, CotlensError)


class Store(Protocol):
    """`cotlens.store.verdicts.VerdictStore`, or a fake in tests."""

    def put(self, verdict: Verdict) -> None:
        """Write one verdict."""

    def all(self) -> Verdicts:
        """All verdicts."""

    def take_back(self, verdict: Verdict) -> None:
        """Take a verdict back."""

    def changed(self) -> bool:
        """Whether somebody else wrote since the last call. Cheap."""


class VerdictBook:
    """The store behind one thread: SQLite connections belong to the thread that opened them, and disks may be slow."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open = open_store
        self._store: Store | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="verdicts")
        self._failed = False

    async def put(self, verdict: Verdict) -> None:
        """Write a verdict; raises UsageError with a sentence for the user when it cannot be kept."""
        await self._write(lambda s: s.put(verdict))

    async def take_back(self, verdict: Verdict) -> None:
        """Take a verdict back; raises as `put`."""
        await self._write(lambda s: s.take_back(verdict))

    async def share(self, root: str, verdict: Verdict) -> SharedLine:
        """Append a verdict to those that a folder (real path) shares, signed if the user wants that; raises as `put`."""
        return await self._written(lambda: _shared_file().share(root, verdict, _author()))

    async def begin_sharing(self, root: str) -> bool:
        """Make a folder one that shares its verdicts; False if it does already. Raises as `put`."""
        return await self._written(lambda: _shared_file().begin_sharing(root))

    async def load(self) -> Verdicts:
        """Every verdict there is, a few thousand at most; none when the store cannot be read."""
        return await self._read(lambda s: s.all(), Verdicts())

    async def changed(self) -> bool:
        """Whether another process wrote a verdict, or the store can be read again."""
        failed = self._failed
        changed = await self._read(lambda s: s.changed(), default=False)
        return changed or (failed and not self._failed)

    async def _read(self, call: Callable[[Store], R], default: R) -> R:
        try:
            answer = await self._in_thread(call)
        except _TROUBLE as error:
            if not self._failed:
                logger.error("verdicts cannot be read: %s", type(error).__name__)  # noqa: TRY400 - told in one line
            self._failed = True
            return default
        self._failed = False
        return answer

    async def _write(self, call: Callable[[Store], None]) -> None:
        await self._written(lambda: self._call(call))

    async def _written(self, work: Callable[[], R]) -> R:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except _TROUBLE as error:
            raise UsageError(f"the verdict could not be kept: {error}") from error

    async def _in_thread(self, call: Callable[[Store], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._call, call)

    def _call(self, call: Callable[[Store], R]) -> R:
        if self._store is None:
            self._store = self._open()
        return call(self._store)


def _shared_file() -> ModuleType:
    from cotlens.store import shared_file  # noqa: PLC0415  # needed when somebody shares, not when an editor starts us

    return shared_file


def _author() -> str:
    from cotlens.config.load import author_of  # noqa: PLC0415  # only who shares pays for the readers of configuration

    return author_of(os.environ, os.path.expanduser("~"))
