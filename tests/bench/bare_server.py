"""The least that a Python language server does with a log, by pygls and watchdog: what ours is measured by.

`initializationOptions` name the folder of logs and the file that diagnostics are for.
"""

from __future__ import annotations

import asyncio
import os
import re
from typing import Any

from lsprotocol import types as t
from pygls.lsp.server import LanguageServer
from watchdog.events import FileModifiedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

MARK = re.compile(rb"test_more_\d+\.py")

server = LanguageServer("bare", "1")
options: dict[str, str] = {}


class Appended(FileSystemEventHandler):
    """Publishes what a new line names."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.read: dict[str, int] = {}

    def on_any_event(self, event: FileSystemEvent) -> None:
        if not isinstance(event, FileModifiedEvent):
            return
        path = os.fsdecode(event.src_path)
        with open(path, "rb") as file:
            file.seek(self.read.get(path, 0))
            data = file.read()
        self.read[path] = self.read.get(path, 0) + len(data)
        if found := MARK.findall(data):
            self.loop.call_soon_threadsafe(publish, found[-1].decode())


def publish(name: str) -> None:
    span = t.Range(t.Position(1, 0), t.Position(1, 5))
    server.text_document_publish_diagnostics(
        t.PublishDiagnosticsParams(options["file"], [t.Diagnostic(span, f"changed in {name}", source="bare")])
    )


@server.feature(t.INITIALIZE)
def initialize(ls: LanguageServer, params: t.InitializeParams) -> None:
    del ls
    given: Any = params.initialization_options
    options.update(given if isinstance(given, dict) else {})


@server.feature(t.INITIALIZED)
def initialized(ls: LanguageServer, _: t.InitializedParams) -> None:
    del ls
    if "logs" in options:
        observer = Observer()
        observer.schedule(Appended(asyncio.get_running_loop()), options["logs"], recursive=True)
        observer.start()


@server.feature(t.TEXT_DOCUMENT_HOVER)
def hover(ls: LanguageServer, params: t.HoverParams) -> t.Hover:
    del ls, params
    return t.Hover(t.MarkupContent(t.MarkupKind.PlainText, "what an agent thought " * 20))


if __name__ == "__main__":
    server.start_io()
