"""Who wrote each line, by the command line: the table, its JSON, other names of a file, what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sessions import ClaudeLog

from cotlens.cli.main import cli

RELAXED = "    assert discount([(8.40, 3)], 10) > 0"


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["blame", *args])


def table(*args: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = json.loads(run(*args, "--json").stdout)["lines"]
    return lines


def test_the_line_of_an_edit_names_its_call(log: ClaudeLog) -> None:
    (line,) = [line for line in table("tests/test_cart.py") if line["edit"] is not None]
    assert (line["line"], line["state"], line["confidence"]) == (4, "exact", 0.99)
    edit = line["edit"]
    assert (edit["session"], edit["agent"], edit["log"]["path"]) == (log.session, "claude-code", str(log.path))
    call = json.loads(log.path.read_text().splitlines()[edit["log"]["line"] - 1])
    assert call["message"]["content"][0]["name"] == "Edit"


def test_one_entry_for_each_line(log: ClaudeLog) -> None:
    file = log.workspace / "tests/test_cart.py"
    assert [line["line"] for line in table(str(file))] == list(range(len(file.read_text().splitlines())))
    file.write_text(file.read_text().rstrip("\n"))
    assert len(table(str(file))) == len(file.read_text().splitlines())
    file.write_text("")
    assert table(str(file)) == []


def test_a_line_that_was_changed_since(log: ClaudeLog) -> None:
    file = log.workspace / "tests/test_cart.py"
    file.write_text("# new\n" + file.read_text().replace(RELAXED, RELAXED + "  # for now"))
    (line,) = [line for line in table(str(file)) if line["edit"] is not None]
    assert (line["line"], line["state"]) == (5, "modified")


def test_the_table_for_people(log: ClaudeLog) -> None:
    shown = run("tests/test_cart.py").stdout.splitlines()
    assert shown[4].startswith("claude-code 11111111 2026-03-12")
    assert shown[4].endswith(f" 5  {RELAXED}")
    assert shown[0].strip() == "1  from shop.cart import discount"


def test_logs_named_by_hand(log: ClaudeLog, tmp_path: Path) -> None:
    log.path.rename(tmp_path / "kept.jsonl")
    assert all(line["edit"] is None for line in table("tests/test_cart.py"))
    found = table("tests/test_cart.py", "--log", str(tmp_path / "kept.jsonl"))
    assert [line["line"] for line in found if line["edit"] is not None] == [4]


@pytest.mark.parametrize("name", ["gone.py", "tests"])
def test_what_is_no_file(log: ClaudeLog, name: str) -> None:
    result = run(name)
    assert result.exit_code != 0
    assert name in str(result.exception)


def test_the_past_of_a_renamed_file_goes_with_it(log: ClaudeLog) -> None:
    log.bash("mv tests/test_cart.py tests/test_price.py", "", 0)
    (log.workspace / "tests/test_cart.py").rename(log.workspace / "tests/test_price.py")
    assert [line["line"] for line in table("tests/test_price.py") if line["edit"] is not None] == [4]
