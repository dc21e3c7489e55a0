"""The same flow as each editor asks for it: pytest-lsp with the abilities of three, and the recorded hello of five."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsp.raw_client import HERE, RawClient
from lsprotocol import types as t
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

TEXT = "one = 1\nassert True\n"
RECORDED = ["vscode-1.139.1_languageclient-11.0.0", "neovim-0.11.4", "neovim-0.7.2", "eglot-1.9", "lsp-mode-8.0.0"]


def _server(home: str) -> list[str]:
    env = f"import os; os.environ.update(HOME={home!r}, COTLENS_STATE_DIR={home + '/state'!r}, COTLENS_CACHE_DIR={home + '/cache'!r})"
    run = f"import runpy, sys; sys.argv = ['x']; runpy.run_path({str(HERE / 'fake_server.py')!r}, run_name='__main__')"
    return [sys.executable, "-c", f"{env}; {run}"]


_FOLDER = tempfile.TemporaryDirectory(prefix="cotlens-clients-")  # pytest-lsp wants the command before any fixture runs
HOME = _FOLDER.name


@pytest_lsp.fixture(
    params=["visual_studio_code", "neovim", "emacs"], config=ClientServerConfig(server_command=_server(HOME))
)
async def editor(request: pytest.FixtureRequest, lsp_client: LanguageClient) -> AsyncIterator[None]:
    @lsp_client.feature(t.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(_: Any) -> None:
        pass

    @lsp_client.feature(t.CLIENT_REGISTER_CAPABILITY)
    def register(_: Any) -> None:
        pass

    @lsp_client.feature("cotlens/status")
    def status(_: Any) -> None:
        pass

    workspace, logs = Path(HOME, "ws"), Path(HOME, "fakelogs")
    workspace.mkdir(parents=True, exist_ok=True)
    logs.mkdir(exist_ok=True)
    path = workspace / "a.py"
    path.write_text(TEXT)
    (logs / "a.jsonl").write_text(
        json.dumps(
            {
                "session": "s",
                "flag": f"f-{request.param}",
                "path": str(path),
                "text": "assert True",
                "reasoning": "Skip it",
            }
        )
        + "\n"
    )
    lsp_client.set_configuration({"cotlens": {"minSeverity": "info"}})
    await lsp_client.initialize_session(
        t.InitializeParams(
            capabilities=client_capabilities(request.param),
            process_id=os.getpid(),
            root_uri=workspace.as_uri(),
            workspace_folders=[t.WorkspaceFolder(workspace.as_uri(), "ws")],
        )
    )
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
async def test_seen_read_and_dismissed(editor: LanguageClient) -> None:
    uri = Path(HOME, "ws", "a.py").as_uri()
    editor.text_document_did_open(t.DidOpenTextDocumentParams(t.TextDocumentItem(uri, "python", 1, TEXT)))
    while not editor.diagnostics.get(uri):
        await editor.wait_for_notification(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    (found,) = editor.diagnostics[uri]
    document = t.TextDocumentIdentifier(uri)
    hover = await editor.text_document_hover_async(t.HoverParams(document, t.Position(1, 3)))
    assert hover is not None
    assert "Skip it" in hover.contents.value  # type: ignore[union-attr]
    lenses = await editor.text_document_code_lens_async(t.CodeLensParams(document))
    assert lenses
    actions = await editor.text_document_code_action_async(
        t.CodeActionParams(document, found.range, t.CodeActionContext([found]))
    )
    assert "Dismiss as false positive: RH01 test-tampering" in {a.title for a in actions or ()}
    dismiss = next(x.command for x in lenses if x.command and x.command.title == "Dismiss")
    await editor.workspace_execute_command_async(t.ExecuteCommandParams(dismiss.command, dismiss.arguments))
    while editor.diagnostics[uri]:
        await editor.wait_for_notification(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)


@pytest.mark.parametrize("name", RECORDED)
def test_the_recorded_hello_of_real_editors_is_understood(client: RawClient, shared: Path, name: str) -> None:
    recorded = json.loads((shared / "editors/other/initialize-params" / f"{name}.json").read_text())
    folders = [{"uri": client.workspace.as_uri(), "name": "ws"}] if recorded.get("workspaceFolders") else None
    path = client.file("a.py", TEXT)
    client.flag("f", path, "assert True")
    client.initialize(
        **{**recorded, "processId": None, "rootUri": client.workspace.as_uri(), "workspaceFolders": folders}
    )
    client.wait_lines(path.as_uri(), [1])
    capabilities = recorded["capabilities"]
    hover = client.request(
        "textDocument/hover", {"textDocument": {"uri": path.as_uri()}, "position": {"line": 1, "character": 1}}
    )
    assert hover["contents"]["kind"] in capabilities["textDocument"]["hover"]["contentFormat"]
    assert client.stop() == 0
    asked = {m["method"] for m in client.messages if "id" in m and "method" in m}
    workspace, window = capabilities.get("workspace", {}), capabilities.get("window", {})
    allowed = {
        "workspace/configuration": workspace.get("configuration"),
        "workspace/codeLens/refresh": workspace.get("codeLens", {}).get("refreshSupport"),
        "client/registerCapability": workspace.get("didChangeConfiguration", {}).get("dynamicRegistration"),
        "window/workDoneProgress/create": window.get("workDoneProgress"),
    }
    assert all(allowed.get(method) for method in asked), asked
    assert ("cotlens/status" in {m.get("method") for m in client.messages}) == (name != "lsp-mode-8.0.0")
