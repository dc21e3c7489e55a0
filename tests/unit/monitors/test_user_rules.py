"""Rules of the user's: the channels, windows and exclusions, by the examples that stand beside a rule."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from cotlens.config.schema import UserMonitor
from cotlens.evaluation.rule_examples import run_examples

Steps = list[dict[str, str]]


def flagged(rule: dict[str, Any], steps: Steps) -> tuple[str, ...]:
    table = {"code": "T1", "name": "n", "message": "saw {match}", **rule, "examples": [{"flag": True, "steps": steps}]}
    return next(run_examples(msgspec.convert(table, UserMonitor))).flagged


@pytest.mark.parametrize("channel", ["reasoning", "message", "command", "edit", "path", "result"])
def test_every_channel_is_searched_and_no_other(channel: str) -> None:
    rule = {"any": [{"on": channel, "phrases": ["needle"]}]}
    for written in ("reasoning", "message", "command", "edit", "path", "result", "user"):
        found = flagged(rule, [{"user": "go"}, {written: "a NEEDLE b" if written != "path" else "src/needle.py"}])
        assert bool(found) is (written == channel), written


def test_quoted_text_is_no_command() -> None:
    rule = {"any": [{"on": "command", "pattern": "^kubectl apply"}]}
    assert flagged(rule, [{"command": "cd k8s && kubectl apply -f x"}])
    assert not flagged(rule, [{"command": "echo 'kubectl apply -f x'"}])
    assert not flagged(rule, [{"command": "cat > notes.md <<'E'\nkubectl apply -f x\nE"}])


def test_all_conditions_hold_within_so_many_steps() -> None:
    rule = {"all": [{"on": "command", "phrases": ["rm"]}, {"on": "message", "phrases": ["clean"]}], "within": 4}
    near: Steps = [{"command": "rm x"}, {"message": "all clean"}]
    far: Steps = [{"command": "rm x"}, *[{"reasoning": "hm"}] * 6, {"message": "all clean"}]
    assert flagged(rule, near)
    assert not flagged(rule, far)


def test_a_near_miss_excludes() -> None:
    rule = {"any": [{"on": "command", "phrases": ["deploy"]}], "unless": [{"on": "user", "phrases": ["deploy"]}]}
    assert flagged(rule, [{"user": "fix it"}, {"command": "make deploy"}])
    assert not flagged(rule, [{"user": "deploy it"}, {"command": "make deploy"}])


def test_the_message_says_what_was_found_without_secrets() -> None:
    rule = {"any": [{"on": "edit", "pattern": "ghp_\\w+"}]}
    assert flagged(rule, [{"edit": "token = 'ghp_" + "a" * 36 + "'"}]) == ("saw [redacted]",)
