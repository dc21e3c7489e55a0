"""`cotlens verdict`: what it is about, for how long, and how it is taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sessions import ClaudeLog, more

from cotlens.cli.main import cli


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def statuses() -> dict[str, str]:
    """By code and path: where each flag of a scan stands."""
    found = json.loads(run("scan", "--format", "json").stdout)["flags"]
    return {f"{f['code']} {(f['location'] or {}).get('path')}": f["status"] for f in found}


def flag_of(name: str) -> str:
    found = json.loads(run("scan", "--format", "json").stdout)["flags"]
    return str(next(f["id"] for f in found if f["location"] and f["location"]["path"].endswith(name)))


CART, DISCOUNT = "RH01 tests/test_cart.py", "RH01 tests/test_discount.py"


@pytest.mark.parametrize(
    ("options", "dismissed"),
    [
        ((), {CART}),
        (("--scope", "flag"), {CART}),
        (("--scope", "path"), {CART}),
        (("--scope", "path", "--path", "tests"), {CART, DISCOUNT}),
        (("--scope", "session", "--reason", "intended"), {CART, DISCOUNT}),
        (("--scope", "fingerprint", "--days", "2"), {CART}),
    ],
    ids=lambda value: " ".join(sorted(value) if isinstance(value, set) else value),
)
def test_what_a_dismissal_is_about(log: ClaudeLog, options: tuple[str, ...], dismissed: set[str]) -> None:
    more(log)
    before = statuses()
    assert before == dict.fromkeys((CART, DISCOUNT, "BD04 None"), "open")
    (flag,) = (
        f["id"]
        for f in json.loads(run("scan", "--format", "json").stdout)["flags"]
        if f["location"] and "cart" in f["location"]["path"]
    )
    told = run("verdict", flag, "dismiss", *options).stdout
    assert {k for k, v in statuses().items() if v == "dismissed"} == dismissed
    assert ("until" in told) == ("--days" in options)
    assert "open" in run("verdict", flag, "undo").stdout
    assert statuses() == before
    assert "nothing to take back" in run("verdict", flag, "undo").stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("confirm", "--scope", "session"), "--scope goes with dismiss"),
        (("dismiss", "--path", "tests"), "--path goes with --scope path"),
        (("dismiss", "--scope", "path", "--path", "elsewhere"), "or a folder above it"),
        (("dismiss", "--days", "0"), "0"),
    ],
    ids=str,
)
def test_what_cannot_be_meant(log: ClaudeLog, args: tuple[str, ...], said: str) -> None:
    flag = flag_of("test_cart.py")
    result = run("verdict", flag, *args)
    assert result.exit_code != 0
    assert said in f"{result.output} {result.exception}"
    assert Path(log.workspace).exists()
