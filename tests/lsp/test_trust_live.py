"""What a folder holds that its user does not trust sets nothing, in the real server: no configuration, no rules, no shared verdicts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from lsp.raw_client import RawClient
from sessions import ClaudeLog, shop, tampering

RULE = """
[monitor.RH01]
severity = "critical"

[[monitors]]
code = "OWN1"
name = "relaxed"
severity = "high"
message = "The word green."
any = [{on = "reasoning", phrases = ["get this green"]}]
"""


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[RawClient]:
    none = dict.fromkeys(("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"), "")
    client = RawClient(tmp_path, [sys.executable, "-m", "cotlens", "serve"], none)
    tampering(ClaudeLog(tmp_path, shop(client.workspace)))
    (client.workspace / "cotlens.toml").write_text(RULE, encoding="utf-8")
    yield client
    client.kill()


def told(editor: RawClient) -> dict[str, str]:
    """The flags of the loosened assertion and of the folder's own rule, with their severities."""
    found = editor.request("cotlens/flags", {})["flags"]
    severities = {code: flag["severity"] for flag in found for code in (flag["code"], *flag["also"])}
    return {code: severities[code] for code in ("RH01", "OWN1") if code in severities}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ({"trusted": False}, {"RH01": "high"}),
        ({"trusted": True}, {"RH01": "critical", "OWN1": "high"}),
        (None, {"RH01": "critical", "OWN1": "high"}),
    ],
    ids=["not trusted", "trusted", "the editor knows no trust"],
)
def test_a_folders_configuration_counts_where_it_is_trusted(
    editor: RawClient, options: dict[str, bool] | None, wanted: dict[str, str]
) -> None:
    editor.initialize(initializationOptions=options)
    editor.wait_until(lambda: told(editor))
    assert told(editor) == wanted


@pytest.mark.slow
def test_the_users_own_file_counts_in_any_folder(editor: RawClient, tmp_path: Path) -> None:
    file = tmp_path / ".config" / "cotlens" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(RULE.replace("critical", "low"), encoding="utf-8")
    editor.initialize(initializationOptions={"trusted": False})
    editor.wait_until(lambda: told(editor))
    assert set(told(editor)) == {"RH01", "OWN1"}
