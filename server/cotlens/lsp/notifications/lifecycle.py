"""From `initialize` to `exit`: what the client can, when to begin, and leaving nothing behind."""

from __future__ import annotations

from lsprotocol import types as t

from cotlens.lsp.capabilities import Client
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.lifetime import watch_parent
from cotlens.lsp.notifications.configuration import pull, register
from cotlens.lsp.paths import Folders, file_uri
from cotlens.lsp.settings import ClientSettings


def initialize(ls: CotlensServer, params: t.InitializeParams) -> None:
    """Note what the client is and wants. Answers before anything is read."""
    ls.client = Client.of(params)
    ls.transcripts.virtual = ls.client.content
    ls.state.folders = Folders(_folder_uris(params))
    options = params.initialization_options if isinstance(params.initialization_options, dict) else {}
    ls.state.settings = ClientSettings.parse(options.get("cotlens", options))
    # An editor that knows nothing of trust has none to give or to keep back.
    ls.state.trusted = options.get("trusted") is not False
    watch_parent(params.process_id, lambda: ls.protocol.ended(1))


async def initialized(ls: CotlensServer, _: t.InitializedParams) -> None:
    """Begin, with the client's settings if it has any."""
    if ls.client.pull_configuration:
        await pull(ls)
    ls.begin()
    if ls.client.register_configuration:
        await register(ls)


def shutdown(ls: CotlensServer, *_: object) -> None:
    """Take all diagnostics back, stop the worker, and keep for the next time what was shown."""
    ls.publisher.clear()
    ls.link.stop()
    ls.intake.leave()


def _folder_uris(params: t.InitializeParams) -> list[str]:
    if params.workspace_folders:
        return [f.uri for f in params.workspace_folders]
    if params.root_uri:
        return [params.root_uri]
    return [file_uri(params.root_path)] if params.root_path else []
