"""What recorded `initialize` requests of real editors say they can do, and what settings may look like."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import converters
from lsprotocol import types as t

from cotlens.lsp.capabilities import Client
from cotlens.lsp.settings import ClientSettings
from cotlens.model.flag import Severity

FACTS: dict[str, dict[str, bool]] = {
    "vscode-1.139.1_languageclient-11.0.0": {
        "hover_markdown": True, "lens_refresh": True, "show_document": True, "progress": True, "icons": True, "status": True,
    },
    "neovim-0.11.4": {"hover_markdown": True, "lens_refresh": False, "show_document": True, "progress": True, "icons": False},
    "neovim-0.7.2": {"hover_markdown": True, "lens_refresh": False, "show_document": False, "progress": True, "pull_configuration": False},
    "eglot-1.9": {"hover_markdown": False, "lens_refresh": False, "show_document": False, "progress": False, "pull_configuration": True},
    "lsp-mode-8.0.0": {"hover_markdown": True, "lens_refresh": True, "show_document": False, "progress": True, "status": False},
}  # fmt: skip


@pytest.mark.parametrize("name", FACTS)
def test_recorded_clients(name: str, shared: Path) -> None:
    recorded = json.loads((shared / "editors/other/initialize-params" / f"{name}.json").read_text())
    client = Client.of(converters.get_converter().structure(recorded, t.InitializeParams))
    assert {k: getattr(client, k) for k in FACTS[name]} == FACTS[name]


def test_a_client_that_says_nothing_gets_the_least() -> None:
    client = Client.of(t.InitializeParams(capabilities=t.ClientCapabilities()))
    assert client == Client()


@pytest.mark.parametrize(
    ("section", "settings"),
    [
        (None, ClientSettings()),
        ([], ClientSettings()),
        ({}, ClientSettings()),
        ({"enable": False}, ClientSettings(enable=False)),
        ({"enable": "no"}, ClientSettings()),
        ({"enable": None, "minSeverity": None, "codeLens": None}, ClientSettings()),
        ({"minSeverity": "high"}, ClientSettings(min_severity=Severity.HIGH)),
        ({"minSeverity": "HUGE"}, ClientSettings()),
        ({"minSeverity": 3}, ClientSettings()),
        ({"codeLens": {"enable": False}}, ClientSettings(code_lens=False)),
        ({"codeLens": False}, ClientSettings(code_lens=False)),
        ({"trace": {"server": "verbose"}}, ClientSettings()),
    ],
)
def test_settings_keep_their_defaults_where_the_value_is_wrong(section: Any, settings: ClientSettings) -> None:
    assert ClientSettings.parse(section) == settings
