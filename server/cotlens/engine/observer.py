"""One watchdog observer with the event filter that it must always have, for watchdog 6 and 7 alike. Supervises nothing."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import Any, Final

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import EventQueue, ObservedWatch

EVENTS: Final[list[type[FileSystemEvent]]] = [
    FileModifiedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileDeletedEvent,
    DirCreatedEvent,
    DirMovedEvent,
    DirDeletedEvent,
]
"""Without a filter watchdog 7 also hears its own reads, overflows on a large tree and never recovers. Without the created
and folder events new subfolders are not watched."""


class _Handler(FileSystemEventHandler):
    def __init__(self, on_file: Callable[[str], None], on_folder: Callable[[str], None]) -> None:
        self._on_file = on_file
        self._on_folder = on_folder

    def on_any_event(self, event: FileSystemEvent) -> None:
        tell = self._on_folder if event.is_directory else self._on_file
        for path in (event.src_path, event.dest_path):
            if path:
                tell(os.fsdecode(path))


class _AtOnce(EventQueue):
    """The queue between those of an observer's threads that see events and the one that hands them on, without the wait.

    An event is handed on by who saw it: a thread less that has to be woken on the way from a log to its flag.
    """

    def __init__(self, tell: Callable[[FileSystemEvent], None]) -> None:
        super().__init__()
        self._tell = tell

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        if isinstance(item, tuple):
            self._tell(item[0])
        else:  # the sign to stop
            super().put(item, block, timeout)


class Events:
    """File events of some folders: `on_file` and `on_folder` get real paths, in watchdog's threads, of several at a time maybe."""

    def __init__(self, on_file: Callable[[str], None], on_folder: Callable[[str], None]) -> None:
        self._handler = _Handler(on_file, on_folder)
        self._observer: Any = None
        self.usable = getattr(Observer, "__name__", "") != "KqueueObserver"
        """False where every file would cost a descriptor (BSD), and after the kernel refused."""

    def watch(self, folder: str, *, recursive: bool) -> ObservedWatch | None:
        """Watch a folder (real path); None when it is not there or the kernel has no watch left."""
        if not self.usable:
            return None
        try:
            if self._observer is None:
                self._observer = _observer(self._handler.on_any_event)
                self._observer.daemon = True
                self._observer.start()
            watch: ObservedWatch = self._observer.schedule(
                self._handler, folder, recursive=recursive, event_filter=EVENTS
            )
        except OSError:
            return None
        return watch

    def alive(self, watch: ObservedWatch) -> bool:
        """Whether events of this watch still come: deleting a watched folder ends it silently."""
        return self._observer is not None and any(e.watch == watch and e.is_alive() for e in self._observer.emitters)

    def forget(self, watch: ObservedWatch) -> None:
        """End a watch, dead or alive."""
        with contextlib.suppress(KeyError, OSError):  # it ended by itself
            self._observer.unschedule(watch)

    def stop(self) -> None:
        """End all watches."""
        if self._observer is not None:
            self._observer.stop()
            self._observer = None


def _observer(tell: Callable[[FileSystemEvent], None]) -> Any:
    """Make an observer that hands its events on at once; `Observer` is another class on each system."""
    queue = _AtOnce(tell)
    bases: tuple[Any, ...] = (Observer,)
    return type("Observer", bases, {"event_queue": property(lambda _: queue)})()
