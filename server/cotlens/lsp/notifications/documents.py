"""Documents opened, changed, saved and closed: flags move along, and the worker is asked where they cannot."""

from __future__ import annotations

from lsprotocol import types as t

from cotlens.lsp.documents import Document
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.open_file import OpenFile
from cotlens.lsp.paths import path_of


def did_open(ls: CotlensServer, params: t.DidOpenTextDocumentParams) -> None:
    """From now on the client's text counts, not the disk's."""
    path = path_of(params.text_document.uri)
    document = ls.workspace.get_text_document(params.text_document.uri)
    if path is None or not isinstance(document, Document):
        return
    ls.intake.ask(ls.state.opened(OpenFile(path, document)))
    ls.publisher.opened(path)


def did_change(ls: CotlensServer, params: t.DidChangeTextDocumentParams) -> None:
    """Move flags along with the edit; never leave one on a line it may not belong to."""
    file = _file(ls, params.text_document.uri)
    if file is not None:
        ls.intake.ask(file.changed())
        if file.disowned:
            ls.intake.settle(file.path)
        ls.publisher.mark_typed(file.path)


def did_save(ls: CotlensServer, params: t.DidSaveTextDocumentParams) -> None:
    """The text settled: have its flags placed anew, typed-over lines included."""
    file = _file(ls, params.text_document.uri)
    if file is not None and ls.state.knows(file.path):
        ls.intake.ask(file.ask())


def did_close(ls: CotlensServer, params: t.DidCloseTextDocumentParams) -> None:
    """The disk counts again."""
    path = path_of(params.text_document.uri)
    if path is not None:
        ls.intake.ask(ls.state.closed(path))
        ls.publisher.mark([path])


def _file(ls: CotlensServer, uri: str) -> OpenFile | None:
    path = path_of(uri)
    return ls.state.open.get(path) if path is not None else None
