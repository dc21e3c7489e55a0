"""What the documents say is what the program does."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
import tomli
from click.testing import CliRunner

import cotlens
from cotlens.cli.main import COMMANDS, cli
from cotlens.engine.catalogue import metas
from cotlens.lsp.requests.execute_command import COMMANDS as EDITOR_COMMANDS
from cotlens.reports import agent_docs, editor_settings
from cotlens.reports.monitor_docs import page
from cotlens.sources.format import Agent
from cotlens.sources.formats import AGENTS

REPO = Path(__file__).resolve().parent.parent
README = (REPO / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (REPO / "ARCHITECTURE.md").read_text(encoding="utf-8")
EDITORS = REPO / "server" / "cotlens" / "docs" / "editors.md"
TEXTS = json.loads((REPO / "client-vscode" / "package.nls.json").read_text(encoding="utf-8"))
PACKAGE = editor_settings.resolved(
    json.loads((REPO / "client-vscode" / "package.json").read_text(encoding="utf-8")), TEXTS
)


def test_the_monitors_page_is_what_the_monitors_say() -> None:
    # Mend with: python -m cotlens.reports.monitor_docs > server/cotlens/docs/monitors.md
    assert (REPO / "server" / "cotlens" / "docs" / "monitors.md").read_text(encoding="utf-8") == page()


def test_the_agents_page_is_what_the_readers_say() -> None:
    # Mend with: python -m cotlens.reports.agent_docs > server/cotlens/docs/agents.md
    assert (REPO / "server" / "cotlens" / "docs" / "agents.md").read_text(encoding="utf-8") == agent_docs.page()


@pytest.mark.parametrize("agent", AGENTS, ids=lambda a: a.name)
def test_every_agent_is_in_the_readme(agent: Agent) -> None:
    assert agent.title in README


@pytest.mark.parametrize("meta", metas(), ids=lambda m: m.code)
def test_every_monitor_is_in_the_readme(meta: object) -> None:
    assert f"[{meta.code}]" in README  # type: ignore[attr-defined]  # a Meta; parametrize knows no types
    assert meta.name in README  # type: ignore[attr-defined]  # the same


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help(name: str) -> None:
    assert f"cotlens {name}" in README
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert COMMANDS[name].split()[0] in result.output


def test_every_folder_of_the_package_is_on_the_map() -> None:
    for folder in sorted(p for p in (REPO / "server" / "cotlens").iterdir() if p.is_dir() and p.name != "__pycache__"):
        assert f"`{folder.name}/`" in ARCHITECTURE, folder.name


def test_every_subject_of_facts_and_monitors_is_on_the_map() -> None:
    for room in ("facts", "monitors"):
        for folder in (REPO / "server" / "cotlens" / room).iterdir():
            if (folder / "__init__.py").is_file():
                assert f"`{room}/{folder.name}/`" in ARCHITECTURE, folder


def test_every_dependency_is_justified() -> None:
    dependencies = re.search(
        r"^dependencies = \[(.*?)^\]", (REPO / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert dependencies
    for name in re.findall(r'"([a-zA-Z0-9-]+)', dependencies[1]):
        assert f"`{name}`" in ARCHITECTURE, name


def test_guards_named_in_the_architecture_exist() -> None:
    for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", ARCHITECTURE):
        text = (REPO / path).read_text(encoding="utf-8")
        assert not name or f"def {name}(" in text, f"{path}::{name}"


def test_configurations_of_editors_can_be_read() -> None:
    blocks = re.findall(r"^```(json|toml)\n(.*?)^```$", EDITORS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 8
    for language, text in blocks:
        assert json.loads(text) if language == "json" else tomli.loads(text)


def test_every_editor_s_section_says_whether_it_was_run() -> None:
    sections = re.findall(r"^## (.*)\n\n(.*)", EDITORS.read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: text for name, text in sections if name not in ("Settings", "Commands")}
    assert len(told) == 11
    assert all(
        text.startswith(("*Run by the tests* (", "*Run once by hand* (", "*Not run*: ")) for text in told.values()
    )


def test_the_page_of_editors_has_all_settings_and_commands() -> None:
    page = EDITORS.read_text(encoding="utf-8")
    assert editor_settings.table() in page
    for command in EDITOR_COMMANDS:
        assert f"`{command}`" in page


def test_the_settings_of_vs_code_are_those_of_the_schema() -> None:
    # Mend with: python -m cotlens.reports.editor_settings client-vscode
    assert PACKAGE["contributes"]["configuration"] == editor_settings.configuration()


def test_the_pictures_of_readme_and_walkthrough_are_there_small_and_in_light_and_dark() -> None:
    # Taken anew with: make pictures
    client = REPO / "client-vscode"
    shown = set(re.findall(r"\]\((media/[^)]+)\)", (client / "README.md").read_text(encoding="utf-8")))
    (walkthrough,) = PACKAGE["contributes"]["walkthroughs"]
    for media in (step["media"] for step in walkthrough["steps"]):
        shown |= set(media["image"].values()) if "image" in media else {media["markdown"]}
    for file in client.glob("package.nls.*.json"):
        shown |= {text for key, text in json.loads(file.read_text(encoding="utf-8")).items() if key.endswith(".page")}
    assert all((client / name).stat().st_size < 200_000 for name in shown)
    here = {f"media/walkthrough/{path.name}" for path in (client / "media" / "walkthrough").iterdir()}
    assert here == {name for name in shown if "walkthrough" in name}
    assert {name.replace("-light", "-dark") for name in here} <= here


def test_commands_of_vs_code_have_the_prefix_and_those_of_menus_exist() -> None:
    contributes = PACKAGE["contributes"]
    known = {command["command"] for command in contributes["commands"]}
    assert {command["category"] for command in contributes["commands"]} == {"CoTLens"}
    named = [entry["command"] for entries in contributes["menus"].values() for entry in entries]
    named += [key["command"] for key in contributes["keybindings"]]
    (walkthrough,) = contributes["walkthroughs"]
    linked = re.findall(r"command:(cotlens\.[\w.]+)", json.dumps(walkthrough))
    assert {*named, *linked} - known == {"cotlens.flags.focus"}  # the editor's own, of the view


def test_client_and_server_have_one_version() -> None:
    assert PACKAGE["version"] == cotlens.__version__


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPO, capture_output=True, text=True, check=True).stdout
    return [REPO / name for name in listed.split("\0") if name and "tests/golden" not in name]


def test_no_machine_is_named_in_the_repository() -> None:
    here = str(REPO)
    for path in tracked():
        if path.suffix in (".py", ".md", ".ts", ".mjs", ".toml", ".json", ".sh", ".yaml", "") and path.is_file():
            assert here not in path.read_text(encoding="utf-8"), path
