"""Workspace folders that come and go while the server runs."""

from __future__ import annotations

from lsprotocol import types as t

from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import Folders


def did_change_folders(ls: CotlensServer, _: t.DidChangeWorkspaceFoldersParams) -> None:
    """Watch the folders that there are now."""
    ls.state.folders = Folders(f.uri for f in ls.workspace.folders.values())
    ls.intake.watch()
    ls.publisher.mark_all()
