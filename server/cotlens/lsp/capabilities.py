"""What this client can do, read once from its `initialize`. Every part of the server that degrades asks here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsprotocol import types as t
from pygls.capabilities import get_capability


@dataclass(frozen=True, slots=True)
class Client:
    """The client's abilities; the defaults are those of a client that says nothing."""

    name: str = ""
    hover_markdown: bool = False
    lens_refresh: bool = False
    show_document: bool = False
    progress: bool = False
    pull_configuration: bool = False
    register_configuration: bool = False
    action_literals: bool = False
    related_information: bool = False
    pull: bool = False
    """Whether it asks for diagnostics itself, and again when it is told to: else nothing would tell it of an agent's next edit."""
    content: bool = False
    """Whether it asks for documents of a scheme of ours."""
    status: bool = True
    """False for a client that warns its user of every notification it does not know."""
    commands: frozenset[str] = frozenset()
    """Commands of the client's own that lenses and actions may name: it lists them in `initializationOptions`."""

    @classmethod
    def of(cls, params: t.InitializeParams) -> Client:
        """Read the abilities from `initialize`."""
        caps = params.capabilities
        formats = get_capability(caps, "text_document.hover.content_format") or []
        name = params.client_info.name if params.client_info else ""
        return cls(
            name=name,
            hover_markdown=t.MarkupKind.Markdown in formats,
            lens_refresh=bool(get_capability(caps, "workspace.code_lens.refresh_support")),
            show_document=bool(get_capability(caps, "window.show_document.support")),
            progress=bool(get_capability(caps, "window.work_done_progress")),
            pull_configuration=bool(get_capability(caps, "workspace.configuration")),
            register_configuration=bool(
                get_capability(caps, "workspace.did_change_configuration.dynamic_registration")
            ),
            action_literals=get_capability(caps, "text_document.code_action.code_action_literal_support") is not None,
            related_information=bool(get_capability(caps, "text_document.publish_diagnostics.related_information")),
            pull=get_capability(caps, "text_document.diagnostic") is not None
            and bool(get_capability(caps, "workspace.diagnostics.refresh_support")),
            content=get_capability(caps, "workspace.text_document_content") is not None,
            status=name != "emacs",
            commands=_commands(params.initialization_options),
        )

    @property
    def icons(self) -> bool:
        """Whether titles may hold `$(icon)`: VS Code and its kin draw them, others show the letters."""
        return self.name.lower().startswith(("visual studio code", "code-server", "vscod", "cursor", "windsurf"))


def _commands(options: Any) -> frozenset[str]:
    named = options.get("commands") if isinstance(options, dict) else None
    return frozenset(name for name in named if isinstance(name, str)) if isinstance(named, list) else frozenset()
