"""Puts the handlers in their places. The list of what the server understands."""

from __future__ import annotations

from lsprotocol import types as t

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.link import WorkerLink
from cotlens.lsp.notifications import configuration, documents, folders, lifecycle
from cotlens.lsp.requests.code_action import ASK, code_action
from cotlens.lsp.requests.code_lens import code_lens
from cotlens.lsp.requests.diagnostic import document_diagnostic, workspace_diagnostic
from cotlens.lsp.requests.execute_command import COMMANDS
from cotlens.lsp.requests.flags import flags
from cotlens.lsp.requests.hover import hover
from cotlens.lsp.requests.owners import owners
from cotlens.lsp.requests.session import session
from cotlens.lsp.requests.transcript import text_document_content, transcript
from cotlens.lsp.requests.where import where
from cotlens.lsp.verdict_book import VerdictBook


def build(link: WorkerLink, book: VerdictBook) -> CotlensServer:
    """Make a server that answers everything it advertises."""
    server = CotlensServer(link, book)
    feature = server.feature
    feature(t.INITIALIZE)(lifecycle.initialize)
    feature(t.INITIALIZED)(lifecycle.initialized)
    feature(t.SHUTDOWN)(lifecycle.shutdown)
    feature(t.TEXT_DOCUMENT_DID_OPEN)(documents.did_open)
    feature(t.TEXT_DOCUMENT_DID_CHANGE)(documents.did_change)
    feature(t.TEXT_DOCUMENT_DID_SAVE)(documents.did_save)
    feature(t.TEXT_DOCUMENT_DID_CLOSE)(documents.did_close)
    feature(t.WORKSPACE_DID_CHANGE_CONFIGURATION)(configuration.did_change_configuration)
    feature(t.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(folders.did_change_folders)
    feature(t.TEXT_DOCUMENT_HOVER)(hover)
    feature(t.TEXT_DOCUMENT_CODE_LENS)(code_lens)
    feature(t.TEXT_DOCUMENT_CODE_ACTION, t.CodeActionOptions(code_action_kinds=[t.CodeActionKind.QuickFix, ASK]))(
        code_action
    )
    options = t.DiagnosticOptions(identifier="cotlens", inter_file_dependencies=True, workspace_diagnostics=True)
    feature(t.TEXT_DOCUMENT_DIAGNOSTIC, options)(document_diagnostic)
    feature(t.WORKSPACE_DIAGNOSTIC)(workspace_diagnostic)
    server.protocol.offered = server.offered
    feature(t.WORKSPACE_TEXT_DOCUMENT_CONTENT)(text_document_content)
    feature("cotlens/flags")(flags)
    feature("cotlens/owners")(owners)
    feature("cotlens/session")(session)
    feature("cotlens/transcript")(transcript)
    feature("cotlens/where")(where)
    for name, command in COMMANDS.items():
        server.command(name)(command)
    return server
