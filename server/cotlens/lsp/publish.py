"""Keeps the client's diagnostics equal to the state's flags, and to what is wrong with configuration files.

Only files that changed are published: at once, then at most every 50 ms. A round that has nothing to say does not count.

A file whose diagnostics the client pulls has none pushed: it would show each flag twice.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Final

from lsprotocol import types as t

from cotlens.lsp.convert import diagnostic, problem_diagnostic
from cotlens.lsp.state import State
from cotlens.model.flag import Flag
from cotlens.model.ids import FlagId
from cotlens.model.notebook_cell import notebook_of
from cotlens.model.verdict import Status

CAP: Final = 200
"""Diagnostics per file, gravest kept: more than anybody reads, and editors slow down."""

_MOST_MADE: Final = 2_000
"""Diagnostics that are kept to be given again."""

WINDOW: Final = 0.05
"""Seconds between two rounds that tell the client something."""

LONG: Final = 0.02
"""Seconds that a round may take at a time; what the client has open comes first."""

Send = Callable[[t.PublishDiagnosticsParams], None]


class Publisher:
    """Publishes on the event loop. Remembers every URI that has diagnostics, so that none is left behind."""

    def __init__(
        self,
        state: State,
        send: Send,
        transcript_of: Callable[[Flag], t.Location | None] = lambda _: None,
        pulled: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`pulled` tells of a path whether the client asks for its diagnostics itself."""
        self._state = state
        self._send = send
        self._transcript_of = transcript_of
        self._pulled = pulled
        self._shown: dict[str, list[t.Diagnostic]] = {}
        """By URI; never an empty list."""
        self._uris: dict[str, str] = {}
        """By path: the URI that its diagnostics were published for."""
        self._made: dict[FlagId, tuple[Flag, Status, t.Location | None, t.Diagnostic]] = {}
        """Diagnostics with what they were made from."""
        self._dirty: set[str] = set()
        self._anew: set[str] = set()
        """Paths of which the client is told though nothing changed."""
        self._last = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self.after: list[Callable[[], None]] = []
        """Called after each round that a mark asked for: lenses and status follow the diagnostics."""

    def mark(self, paths: Iterable[str]) -> None:
        """These files may look different now: publish at once, or within the window after the last round."""
        self._dirty.update(paths)
        self.touch()

    def opened(self, path: str) -> None:
        """The client opened a file: tell it of its flags even if they are what it was told before.

        Some (Neovim, eglot, ALE) forget what they are told of files that they have not open.
        """
        self._anew.add(path)
        self.mark([path])

    def mark_typed(self, path: str) -> None:
        """A key stroke moved flags: the client has moved them likewise, so publish with the next ones, in a window's time."""
        self._dirty.add(path)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WINDOW, self._round)

    def touch(self) -> None:
        """Run a round even if no file changed."""
        if self._timer is not None:
            return
        wait = self._last + WINDOW - time.monotonic()
        if wait <= 0:
            self._round()
        else:
            self._timer = asyncio.get_running_loop().call_later(wait, self._round)

    def mark_all(self) -> None:
        """Everything may look different now."""
        self.mark(self._all())

    def flush_all(self) -> None:
        """Bring everything up to date at once."""
        self._dirty.update(self._all())
        self._round(whole=True)

    def _all(self) -> list[str]:
        return [*self._state.snapshot.files, *self._state.open, *self._uris, *self._state.paths_with_problems()]

    def clear(self) -> None:
        """Take everything back: the client must not show flags that nobody maintains."""
        for uri in self._shown:
            self._send(t.PublishDiagnosticsParams(uri=uri, diagnostics=[]))
        self._shown.clear()
        self._uris.clear()
        self._dirty.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _round(self, *, whole: bool = False) -> None:
        """Publish what changed; unless it has to be `whole`, go on in a moment if it takes long: the client may be asking something."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        dirty, self._dirty = self._dirty, set()
        # What an open cell shows its notebook does not, and the other way round.
        dirty |= {notebook for path in dirty if (notebook := notebook_of(path)) is not None}
        left = sorted(dirty, key=lambda path: (path not in self._state.open, path), reverse=True)
        began = time.monotonic()
        while left and (whole or time.monotonic() - began < LONG):
            if self._publish(left.pop()):
                self._last = time.monotonic()
        if left:
            self._dirty.update(left)
            self._timer = asyncio.get_running_loop().call_later(0, self._round)
            return
        for follow in self.after:
            follow()

    def _publish(self, path: str) -> bool:
        """Bring the client up to date on one file; tell whether it had to be told, or may ask."""
        uri = self._state.uri_of(path)
        before = self._uris.get(path)
        renamed = before is not None and before != uri and self._show(before, [], None)
        file = self._state.open.get(path)
        pulled = self._pulled(path)
        diagnostics = [] if pulled else self.diagnostics(path)
        if diagnostics and path in self._anew:
            self._shown.pop(uri, None)
        self._anew.discard(path)
        sent = self._show(uri, diagnostics, file.document.version if file is not None else None)
        if diagnostics:
            self._uris[path] = uri
        else:
            self._uris.pop(path, None)
        return sent or renamed or pulled

    def diagnostics(self, path: str) -> list[t.Diagnostic]:
        """What there is to show in a file, the gravest if there is too much."""
        flags = self._state.flags_in(path)
        if len(flags) > CAP:
            gravest = {f.id for f in sorted(flags, key=lambda f: -f.severity)[:CAP]}
            flags = [f for f in flags if f.id in gravest]
        found = [self._diagnostic(f) for f in flags]
        return [*map(problem_diagnostic, self._state.problems_in(path)), *found]

    def _diagnostic(self, flag: Flag) -> t.Diagnostic:
        """Make a flag's diagnostic, or give the last one: a key stroke moves few of a file's flags."""
        status, transcript = self._state.status(flag.id), self._transcript_of(flag)
        known = self._made.get(flag.id)
        if known is not None and known[0] is flag and known[1] is status and known[2] == transcript:
            return known[3]
        if len(self._made) >= _MOST_MADE:
            self._made.clear()
        made = diagnostic(flag, status, transcript)
        self._made[flag.id] = flag, status, transcript, made
        return made

    def _show(self, uri: str, diagnostics: list[t.Diagnostic], version: int | None) -> bool:
        if diagnostics == self._shown.get(uri, []):
            return False
        if diagnostics:
            self._shown[uri] = diagnostics
        else:
            del self._shown[uri]
        self._send(t.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics, version=version))
        return True
