"""The editor's settings: asked for at the start, followed when they change. A client that does not answer keeps the defaults."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from lsprotocol import types as t
from pygls.exceptions import JsonRpcException

from cotlens.lsp.language_server import PATIENCE, CotlensServer
from cotlens.lsp.plain import plain
from cotlens.lsp.settings import ClientSettings

logger = logging.getLogger(__name__)

SECTION: Final = "cotlens"

_SETTINGS_PATIENCE: Final = 2.0
"""Seconds to wait for the settings; nothing is shown before."""


async def pull(ls: CotlensServer) -> None:
    """Ask for the settings; null, an error and silence all mean that there are none."""
    ask = t.ConfigurationParams(items=[t.ConfigurationItem(section=SECTION)])
    try:
        answer = await ls.protocol.request(t.WORKSPACE_CONFIGURATION, ask, _SETTINGS_PATIENCE)
    except (asyncio.TimeoutError, JsonRpcException) as error:
        logger.warning("no settings from the client: %s", type(error).__name__)
        return
    if answer and isinstance(answer, (list, tuple)) and answer[0] is not None:
        ls.state.settings = ClientSettings.parse(answer[0])


async def register(ls: CotlensServer) -> None:
    """Ask to be told of changes, where the client wants to be asked."""
    registration = t.Registration(
        id="cotlens-configuration",
        method=t.WORKSPACE_DID_CHANGE_CONFIGURATION,
        register_options=t.DidChangeConfigurationRegistrationOptions(section=SECTION),
    )
    try:
        await ls.protocol.request(t.CLIENT_REGISTER_CAPABILITY, t.RegistrationParams([registration]), PATIENCE)
    except (asyncio.TimeoutError, JsonRpcException) as error:
        logger.warning("no notice of changed settings: %s", type(error).__name__)


async def did_change_configuration(ls: CotlensServer, params: t.DidChangeConfigurationParams) -> None:
    """Take over changed settings, pushed with the notification or to be asked for."""
    before = ls.state.settings
    pushed = _section(params.settings)
    if pushed is not None:
        ls.state.settings = ClientSettings.parse(pushed)
    elif ls.client.pull_configuration:
        await pull(ls)
    if ls.state.settings.enable != before.enable:
        if not ls.state.settings.enable:
            ls.publisher.mark(ls.state.forget_all())
        ls.intake.watch()
    if ls.state.settings != before:
        ls.publisher.mark_all()


def _section(settings: Any) -> Any:
    """The `cotlens` section of pushed settings, which arrive as pygls' generic object or as a dict; None if there is none."""
    section = settings.get(SECTION) if isinstance(settings, dict) else getattr(settings, SECTION, None)
    return section if isinstance(section, dict) or section is None else plain(section)
