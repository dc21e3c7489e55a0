"""Why a line is there, by the command line: request, reasoning, what came of it, what it replaced, flags and verdicts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sessions import ClaudeLog

from cotlens.cli.main import cli

RELAXED = "    assert discount([(8.40, 3)], 10) > 0\n"


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def answers(place: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("why", place, "--json").stdout)["answers"]
    return found


def test_a_line_of_an_agents(log: ClaudeLog) -> None:
    (found,) = answers("tests/test_cart.py:5")
    assert found["lines"] == {"first": 4, "last": 4}
    assert found["asked"]["text"].startswith("Prices must be whole cents.")
    (thought,) = found["reasoning"]
    assert (thought["role"], thought["text"][-25:]) == ("primary", "s to relax the assertion.")
    assert "thinking" in log.path.read_text().splitlines()[thought["log"][0]["line"] - 1]
    assert found["ran"][0]["outcome"] == "passed"
    assert (found["state"], found["link_confidence"]) == ("exact", "high")


def test_of_a_file_only_what_agents_wrote(log: ClaudeLog) -> None:
    assert [found["lines"] for found in answers("tests/test_cart.py")] == [{"first": 4, "last": 4}]
    assert [found["edit"] is None for found in answers("tests/test_cart.py:4-6")] == [True, False]
    (log.workspace / "plain.py").write_text("x = 1\n")
    assert answers("plain.py") == []
    assert "No line of it" in run("why", "plain.py").stdout


def test_what_it_replaced(log: ClaudeLog) -> None:
    log.edit("tests/test_cart.py", RELAXED, "    assert discount([(8.40, 3)], 10)\n")
    (found,) = answers("tests/test_cart.py:5")
    (earlier,) = found["replaced"]
    log.edit("tests/test_cart.py", "    assert discount([(8.40, 3)], 10)\n", "    pass\n")
    (found,) = answers("tests/test_cart.py:5")
    assert [w["id"] for w in found["replaced"]][-1] == earlier["id"]
    assert len(found["replaced"]) == 2


def test_flags_come_with_their_verdicts(log: ClaudeLog) -> None:
    assert answers("tests/test_cart.py:5")[0]["flags"] == []
    run("scan")
    (flag,) = answers("tests/test_cart.py:5")[0]["flags"]
    assert (flag["code"], flag["status"]) == ("RH01", "open")
    run("verdict", flag["id"], "confirm")
    assert answers("tests/test_cart.py:5")[0]["flags"][0]["status"] == "confirmed"


def test_in_words(log: ClaudeLog) -> None:
    shown = run("why", "tests/test_cart.py:5").stdout
    for words in (
        "line 5: claude-code",
        "You had asked (message 1)",
        "It thought",
        "relax the assertion",
        "passed (2 passed)",
    ):
        assert words in shown


@pytest.mark.parametrize(
    "place", ["gone.py:3", "tests/test_cart.py:99", "tests/test_cart.py:0", "tests/test_cart.py:5-2"]
)
def test_what_is_no_line(log: ClaudeLog, place: str) -> None:
    result = run("why", place)
    assert result.exit_code != 0
    assert place.split(":", maxsplit=1)[0] in str(result.exception)


def test_what_a_shell_command_wrote_has_its_thought(log: ClaudeLog) -> None:
    log.user("Keep the rates apart.")
    log.think("The rates go into rates.py, beside the cart.")
    log.bash("cat > rates.py <<'EOF'\nRATES = (5, 10)\nEOF")
    (log.workspace / "rates.py").write_text("RATES = (5, 10)\n")
    (found,) = answers("rates.py:1")
    assert [(x["role"], x["text"]) for x in found["reasoning"]] == [
        ("primary", "The rates go into rates.py, beside the cart.")
    ]


def test_a_request_is_told_once_where_it_is_the_reason(log: ClaudeLog) -> None:
    log.user("Keep the rates in rates.py.")
    log.say("Let me make the change.")
    log.create("rates.py", "RATES = (5, 10)\n")
    (found,) = answers("rates.py:1")
    assert (found["asked"]["text"], found["reasoning"]) == ("Keep the rates in rates.py.", [])
    assert "No readable reasoning" in run("why", "rates.py:1").stdout
