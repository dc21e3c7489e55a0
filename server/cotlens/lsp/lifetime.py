"""Ends the server when its client is gone without a word. pygls only notices a closed stdin."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Final

_EVERY: Final = 1.0
"""Seconds between looks where the system cannot tell us."""


def alive(pid: int) -> bool:
    """Whether a process exists. One that nobody has waited for yet counts as alive."""
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it exists and is another user's
        return True
    return True


def watch_parent(pid: int | None, gone: Callable[[], None]) -> None:
    """Call `gone` on the running loop when process `pid` has ended.

    A pid that does not exist now is another machine's or container's: the client is alive, it has just spoken.
    """
    if pid is None or not alive(pid):
        return
    loop = asyncio.get_running_loop()
    if sys.platform == "linux" and hasattr(os, "pidfd_open"):
        try:
            descriptor = os.pidfd_open(pid)
        except OSError:
            pass
        else:
            # Unlike kill(pid, 0) it also sees a client that ended and that nobody has waited for.
            loop.add_reader(descriptor, _once(loop, descriptor, gone))
            return
    loop.call_later(_EVERY, _look, loop, pid, gone)


def _once(loop: asyncio.AbstractEventLoop, descriptor: int, gone: Callable[[], None]) -> Callable[[], None]:
    def ended() -> None:
        loop.remove_reader(descriptor)
        os.close(descriptor)
        gone()

    return ended


def _look(loop: asyncio.AbstractEventLoop, pid: int, gone: Callable[[], None]) -> None:
    if alive(pid):
        loop.call_later(_EVERY, _look, loop, pid, gone)
    else:
        gone()


if sys.platform == "win32":
    import ctypes

    _SYNCHRONIZE: Final = 0x00100000
    _TIMEOUT: Final = 0x102

    def _alive_on_windows(pid: int) -> bool:
        """`os.kill` would end the process there."""
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_SYNCHRONIZE, False, pid)
        if not handle:
            return False
        running = kernel.WaitForSingleObject(handle, 0) == _TIMEOUT
        kernel.CloseHandle(handle)
        return bool(running)
