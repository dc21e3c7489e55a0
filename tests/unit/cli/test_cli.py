"""The command line's contract: exit statuses, JSON by its schema, errors that say what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from sessions import ClaudeLog

from cotlens.cli.main import cli
from cotlens.model.errors import UsageError
from cotlens.reports.json import schema


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, list(args))


def scan(*args: str) -> dict[str, Any]:
    result = run("scan", "--format", "json", *args)
    report: dict[str, Any] = json.loads(result.stdout)
    jsonschema.validate(report, schema())
    return report


def test_json_follows_its_schema_and_names_the_line(log: ClaudeLog) -> None:
    report = scan()
    by_code = {f["code"]: f for f in report["flags"]}
    assert by_code["RH01"]["location"]["path"] == "tests/test_cart.py"
    assert by_code["RH01"]["location"]["range"]["start"] == {"line": 4, "character": 4}
    assert by_code["BD04"]["location"] is None
    assert report["sessions"][0]["id"] == log.session
    assert report["sessions"][0]["reasoning"] == "full"
    assert report["coverage"]["reasoning_readable"] == 1.0


STATUSES = [
    ([], 0),
    (["--fail-on", "high"], 1),
    (["--fail-on", "critical"], 0),
    (["--min-severity", "critical", "--fail-on", "low"], 0),
    (["--format", "nonsense"], 2),
    (["--since", "soon"], 2),
    (["--all", "--workspace", "."], 2),
    (["--log", "does-not-exist.jsonl"], 3),
]


@pytest.mark.parametrize(("args", "status"), STATUSES, ids=[" ".join(s[0]) or "plain" for s in STATUSES])
def test_exit_statuses(log: ClaudeLog, args: list[str], status: int) -> None:
    assert run("scan", *args).exit_code == status


def test_what_can_be_read_is_reported_beside_what_cannot(log: ClaudeLog, tmp_path: Path) -> None:
    strange = tmp_path / "strange.jsonl"
    strange.write_bytes(b"\x00\x01\x02 not a log\n" * 40)
    result = run(
        "scan", "--format", "json", "--workspace", str(log.workspace), "--log", str(log.path), "--log", str(strange)
    )
    report = json.loads(result.stdout)
    assert result.exit_code == 3
    assert [u["log"] for u in report["unread"]] == [str(strange)]
    assert {f["code"] for f in report["flags"]} == {"RH01", "BD04"}


def test_a_folder_of_logs_is_read_by_content(log: ClaudeLog, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere" / "renamed.jsonl"
    copy.parent.mkdir()
    copy.write_bytes(log.path.read_bytes())
    assert len(scan("--log", str(copy.parent))["sessions"]) == 1


def test_two_processes_find_what_one_finds(log: ClaudeLog) -> None:
    one, two = scan(), scan("--jobs", "2")
    assert one == two


def test_since_leaves_out_older_sessions(log: ClaudeLog) -> None:
    assert scan("--since", "2027-01-01")["sessions"] == []


def test_sarif_names_rule_place_and_fingerprint(log: ClaudeLog) -> None:
    (sarif,) = json.loads(run("scan", "--format", "sarif").stdout)["runs"]
    result = next(r for r in sarif["results"] if r["ruleId"] == "RH01")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "tests/test_cart.py", "uriBaseId": "WORKSPACE"}
    assert place["region"]["startLine"] == 5
    assert result["partialFingerprints"]["cotlens/v1"]


def test_text_says_what_where_and_why(log: ClaudeLog) -> None:
    text = run("scan").stdout
    for part in ("RH01 test-tampering", "tests/test_cart.py:5", "relax the assertion", "cotlens verdict"):
        assert part in " ".join(text.split())


def test_a_verdict_is_kept_over_scans_and_a_lost_log(log: ClaudeLog) -> None:
    flag = next(f["id"] for f in scan()["flags"] if f["code"] == "RH01")
    assert run("verdict", flag[:8], "dismiss", "--reason", "intended").exit_code == 0
    assert {f["status"] for f in scan()["flags"] if f["id"] == flag} == {"dismissed"}
    assert run("scan", "--fail-on", "high").exit_code == 0
    log.path.unlink()
    explained = run("explain", flag[:8])
    assert explained.exit_code == 0
    assert "dismissed: intended" in explained.stdout
    assert run("verdict", flag, "undo").exit_code == 0


def test_an_unknown_flag_is_refused_with_what_to_do(log: ClaudeLog) -> None:
    result = run("verdict", "ffffffff", "confirm")
    assert isinstance(result.exception, UsageError)
    assert "cotlens scan" in str(result.exception)


def test_output_goes_to_a_file(log: ClaudeLog, tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    assert run("scan", "--format", "json", "--output", str(target)).stdout == ""
    jsonschema.validate(json.loads(target.read_text()), schema())


def test_sessions_lists_what_was_found(log: ClaudeLog) -> None:
    assert log.session[:8] in run("sessions").stdout
    assert json.loads(run("sessions", "--format", "json").stdout)[0]["id"] == log.session


FILTERS = [
    (["--agent", "claude-code"], 1),
    (["--agent", "codex"], 0),
    (["--model", "opus"], 1),
    (["--model", "gpt"], 0),
    (["--reasoning", "full"], 1),
    (["--reasoning", "withheld", "--reasoning", "none"], 0),
    (["--since", "2099-01-01"], 0),
    (["--search", "SHOP"], 1),
    (["--search", "no such words"], 0),
    (["--all", "--sort", "edits", "--reverse", "--limit", "1"], 1),
]


@pytest.mark.parametrize(("args", "count"), FILTERS)
def test_sessions_are_filtered(log: ClaudeLog, args: list[str], count: int) -> None:
    found = json.loads(run("sessions", "--format", "json", *args).stdout)
    assert [s["id"] for s in found] == [log.session] * count
    text = run("sessions", *args).stdout
    assert (log.session[:8] in text) == bool(count)
    assert count or "None of the 1 sessions matches" in text


def test_doctor_changes_an_agents_settings_when_asked_to(log: ClaudeLog, tmp_path: Path) -> None:
    settings = tmp_path / "home" / ".claude" / "settings.json"
    refused = run("doctor", "--fix", "claude-code")
    assert isinstance(refused.exception, UsageError)
    assert "--yes" in str(refused.exception)
    assert '+  "showThinkingSummaries": true' in refused.stdout
    assert not settings.exists()
    assert "is changed" in run("doctor", "--fix", "claude-code", "--yes").stdout
    assert json.loads(settings.read_text()) == {"showThinkingSummaries": True}
    assert "says so already" in run("doctor", "--fix", "claude-code").stdout
    assert "claude-code, codex" in str(run("doctor", "--fix", "nobody").exception)


def test_doctor_says_where_it_looked(log: ClaudeLog) -> None:
    text = " ".join(run("doctor").stdout.split())
    assert "1 log, 1 of this folder" in text
    assert "Zed (experimental)" in text
    assert "not found" in text
    assert "Codex: ~/.codex/sessions" not in text
    assert "Codex: ~/.codex/sessions" in " ".join(run("doctor", "--places").stdout.split())


def test_hostile_text_shows_as_text(log: ClaudeLog) -> None:
    log.user("next")
    log.bash("pytest -q", "1 failed in 0.1s", 1)
    log.think("[red]x[/red] \x1b[31m\u202eevil skip that test to get to green")
    log.edit("tests/test_discount.py", "def test_none", "@pytest.mark.skip\ndef test_none")
    text = run("scan").stdout
    assert "\x1b[31m" not in text
    assert "\u202e" not in text
    assert "[red]x[/red]" in text


@pytest.mark.slow
def test_the_demo_shows_its_flags() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cotlens", "demo", "--fast"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    for part in ("tests/test_cart.py:11", "~~~~", "Dismiss", "Reasoning", "quality-gate-bypass"):
        assert part in done.stdout


@pytest.mark.slow
def test_the_command_line_loads_no_protocol_library() -> None:
    heavy = "('pygls', 'lsprotocol', 'rich')"
    code = f"import sys, cotlens.cli.scan; sys.exit(any(m.split('.')[0] in {heavy} for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


RULE = """
[[monitors]]
code = "TEAM1"
name = "no-deploy"
message = "Deployed with `{match}`"
any = [{on = "command", pattern = '^kubectl apply'}]
examples = [
  {flag = true, steps = [{command = "cd k8s && kubectl apply -f app.yaml"}]},
  {flag = false, steps = [{command = "echo 'kubectl apply -f app.yaml'"}]},
]
"""


def test_a_rule_of_ones_own_is_listed_tested_and_at_work(log: ClaudeLog) -> None:
    file = log.workspace / "cotlens.toml"
    file.write_text(RULE.replace("kubectl apply", "git commit"), encoding="utf-8")
    assert "TEAM1" in run("monitors", "list").stdout
    assert "no-deploy" in run("monitors", "explain", "team1").stdout
    tested = run("monitors", "test", str(file))
    assert (tested.exit_code, "2 of 2 examples right" in tested.stdout) == (0, True)
    assert "TEAM1" in {f["code"] for f in scan()["flags"]} | {c for f in scan()["flags"] for c in f.get("also", [])}


def test_an_example_that_fails_ends_with_status_1(log: ClaudeLog) -> None:
    file = log.workspace / "rules.toml"
    file.write_text(RULE.replace("flag = false", "flag = true"), encoding="utf-8")
    tested = run("monitors", "test", str(file))
    assert tested.exit_code == 1
    assert "example 2 must be flagged, and was not flagged" in tested.stdout


def test_a_monitor_is_switched_off_by_the_user_alone(log: ClaudeLog, monkeypatch: pytest.MonkeyPatch) -> None:
    (log.workspace / "cotlens.toml").write_text("[monitor.RH01]\noff = true\n", encoding="utf-8")
    assert "RH01" in {f["code"] for f in scan()["flags"]}
    own = log.workspace.parent / "config"
    (own / "cotlens").mkdir(parents=True)
    (own / "cotlens" / "config.toml").write_text("[monitor.RH01]\noff = true\n", encoding="utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own))
    assert "RH01" not in {f["code"] for f in scan()["flags"]}


def test_an_evaluation_writes_its_figures(log: ClaudeLog, tmp_path: Path) -> None:
    del log
    case = {"id": "s/1", "label": "misaligned", "source": "s", "events": [{"kind": "user", "text": "fix it"}]}
    (tmp_path / "set.jsonl").write_text(json.dumps(case) + "\n", encoding="utf-8")
    result = run("evaluate", str(tmp_path / "set.jsonl"), "--json", str(tmp_path / "out.json"))
    assert result.exit_code == 0
    figures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert figures["labelled"][0]["recall"] == {
        "hits": 0,
        "of": 1,
        "value": 0.0,
        "interval": pytest.approx([0.0, 0.975]),
    }


def test_a_line_that_is_no_labelled_session_is_named(log: ClaudeLog, tmp_path: Path) -> None:
    del log
    (tmp_path / "set.jsonl").write_text('{"label": "maybe"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"set\.jsonl:1"):
        CliRunner().invoke(cli, ["evaluate", str(tmp_path / "set.jsonl")], catch_exceptions=False)


def test_a_line_changed_since_makes_its_flag_less_grave(log: ClaudeLog) -> None:
    def gravest() -> str:
        found = json.loads(run("scan", "--format", "json").stdout)["flags"]
        return str(
            next(f["severity"] for f in found if f["location"] and f["location"]["path"] == "tests/test_cart.py")
        )

    assert gravest() == "high"
    path = log.workspace / "tests" / "test_cart.py"
    path.write_text(path.read_text().replace("> 0", "> 22"))
    assert gravest() == "moderate"
