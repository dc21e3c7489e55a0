"""The table of the editor's settings is what the server goes by, and writing it into the client's manifest changes nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cotlens.config.editor import GROUPS, EditorSetting
from cotlens.lsp.settings import ClientSettings
from cotlens.reports.editor_settings import configuration, resolved, written

ALL = [setting for group in GROUPS for setting in group.settings]
READ = [setting for setting in ALL if setting.values]
OTHER = {
    "boolean": lambda s: not s.default,
    "string": lambda _: "critical",
    "number": lambda _: 0.5,
    "words": lambda _: ["x"],
}


def section(key: str, value: Any) -> dict[str, Any]:
    for part in reversed(key.split(".")):
        value = {part: value}
    return value


@pytest.mark.parametrize("setting", READ, ids=lambda s: s.key)
def test_the_server_s_default_is_the_table_s_and_another_value_counts(setting: EditorSetting) -> None:
    assert ClientSettings.parse(section(setting.key, setting.default)) == ClientSettings()
    assert ClientSettings.parse(section(setting.key, OTHER[setting.kind](setting))) != ClientSettings()


def test_a_choice_s_defaults_are_choices_and_names_are_used_once() -> None:
    for setting in ALL:
        words = [word for word, _ in setting.choices]
        for default in (setting.default, setting.in_vscode):
            assert not words or default is None or default in words
    assert len({s.key for s in ALL}) == len(ALL)


OLD = """{
  "name": "x",
  "contributes": {
    "configuration": {"title": "%t%", "properties": {"cotlens.enable": {"markdownDescription": "%e%"}, "cotlens.gone": {}}},
    "menus": [ 1,  2 ]
  }
}"""


@pytest.mark.parametrize("texts", [{}, {"e": "old", "kept": "as it is"}], ids=["no strings yet", "strings"])
def test_references_to_strings_stay_and_what_they_refer_to_is_set(texts: dict[str, str]) -> None:
    text, after = written(OLD, texts)
    manifest = json.loads(text)
    assert '"menus": [ 1,  2 ]' in text
    assert resolved(manifest["contributes"]["configuration"], after) == configuration()
    assert "%e%" in text
    assert after == {**texts, "t": "General", "e": ALL[0].says}
    assert written(text, after) == (text, after)
