"""textDocument/diagnostic and workspace/diagnostic: the same diagnostics as are pushed, for clients that ask. Looks them up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Union

from lsprotocol import types as t

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import path_of
from cotlens.lsp.pull import Answer, result_id

CHUNK: Final = 50
"""Documents in one part of an answer, for a client that takes it in parts."""

DocumentReport = Union[t.RelatedFullDocumentDiagnosticReport, t.RelatedUnchangedDocumentDiagnosticReport]
Report = Union[t.WorkspaceFullDocumentDiagnosticReport, t.WorkspaceUnchangedDocumentDiagnosticReport]


def document_diagnostic(ls: CotlensServer, params: t.DocumentDiagnosticParams) -> DocumentReport:
    """The diagnostics of an open document; nothing for one whose diagnostics are pushed."""
    uri = params.text_document.uri
    path = path_of(uri)
    file = ls.state.open.get(path) if path is not None else None
    if path is None or file is None or not ls.client.pull:
        return t.RelatedFullDocumentDiagnosticReport(items=[])
    found = ls.publisher.diagnostics(path)
    name = result_id(found)
    ls.pull.answered(uri, Answer(name, file.document.version))
    if params.previous_result_id == name:
        return t.RelatedUnchangedDocumentDiagnosticReport(result_id=name)
    return t.RelatedFullDocumentDiagnosticReport(items=found, result_id=name)


async def workspace_diagnostic(ls: CotlensServer, params: t.WorkspaceDiagnosticParams) -> t.WorkspaceDiagnosticReport:
    """The diagnostics of all documents that the client does not have right otherwise, as far as they changed; waits until some have.

    Open ones are among them: VS Code does not ask for a document that an extension holds open without a tab. Where a client asks for
    both, what it is told of the document itself counts.

    Clients ask again as soon as they have their answer: without the wait that would be every other second, for ever.
    """
    if not ls.client.pull:
        return t.WorkspaceDiagnosticReport(items=[])
    if not ls.pull.of_workspace:
        ls.pull.of_workspace = True
        # What was pushed is taken back before the same is answered: never both.
        ls.publisher.flush_all()
    known = {previous.uri: previous.value for previous in params.previous_result_ids}
    while not (items := list(_changed(ls, known))):
        await ls.pull.news()
    token = params.partial_result_token
    if token is None:
        return t.WorkspaceDiagnosticReport(items=items)
    for start in range(0, len(items), CHUNK):
        part = t.WorkspaceDiagnosticReportPartialResult(items=items[start : start + CHUNK])
        ls.progress(t.ProgressParams(token=token, value=part))
    return t.WorkspaceDiagnosticReport(items=[])


def _changed(ls: CotlensServer, known: dict[str, str]) -> Iterator[Report]:
    for uri in _uris(ls, known):
        path = path_of(uri)
        if path is None:
            continue
        found = ls.publisher.diagnostics(path)
        name = result_id(found)
        if path in ls.state.open and ls.pull.has(uri, name):
            continue
        # One that is not known to the client and has nothing to tell is no news.
        if name != known.get(uri) and (found or uri in known):
            yield t.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=found, result_id=name, version=None)


def _uris(ls: CotlensServer, known: Iterable[str]) -> Iterator[str]:
    paths = {*ls.state.snapshot.files, *ls.state.paths_with_problems()}
    yield from dict.fromkeys((*map(ls.state.uri_of, sorted(paths)), *known))
