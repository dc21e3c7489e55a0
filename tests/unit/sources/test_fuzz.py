"""No bytes make a reader raise: random ones, random JSON, and real lines with a part replaced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from golden.listing import logs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cotlens.model import apply_patch
from cotlens.model.event import LogRef
from cotlens.model.text import split_lines
from cotlens.sources import codex_script, patches
from cotlens.sources.base import Owner, Reader, Seen
from cotlens.sources.claude_code import ClaudeReader
from cotlens.sources.codex import CodexReader
from cotlens.sources.sniff import head_problem, sniff
from cotlens.sources.values import absolute, seconds

REF = LogRef("/log.jsonl", 1)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20))
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
LARGEST_TWO = [log for log in logs() if log.parent.parent.name in ("claude-code", "codex")]
LINES = [line for log in LARGEST_TWO for line in log.read_bytes().splitlines() if len(line) < 6_000]


def readers() -> list[Reader]:
    return [kind("/log.jsonl", Seen(), Owner("/log.jsonl")) for kind in (ClaudeReader, CodexReader)]


def check(lines: list[bytes]) -> None:
    for reader in readers():
        for number, line in enumerate(lines, 1):
            for event in [*reader.feed(line, LogRef("/log.jsonl", number)), *reader.feed_cut(line[:100], REF)]:
                assert event.id
                assert event.session
        reader.drain()
        reader.session()
    for line in lines:
        sniff(line)
        head_problem(line)


@given(st.lists(st.binary(max_size=80), max_size=5))
def test_random_bytes(lines: list[bytes]):
    check(lines)


@given(st.lists(JSON, max_size=5))
def test_random_json(values: list[Any]):
    check([json.dumps(value).encode() for value in values])


PLACES = st.lists(st.integers(0, 1 << 16), min_size=1, max_size=6)


def mutated(value: Any, places: list[int], new: Any) -> Any:
    """Replace the member that `places` leads to."""
    if not places or not isinstance(value, (dict, list)) or not value:
        return new
    first, rest = places[0], places[1:]
    if isinstance(value, dict):
        key = list(value)[first % len(value)]
        return {**value, key: mutated(value[key], rest, new)}
    at = first % len(value)
    return [*value[:at], mutated(value[at], rest, new), *value[at + 1 :]]


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LINES), PLACES, JSON), min_size=1, max_size=4), st.data())
def test_real_lines_with_a_part_replaced(parts: list[tuple[bytes, list[int], Any]], data: st.DataObject):
    lines = []
    for line, places, new in parts:
        lines += [line, json.dumps(mutated(json.loads(line), places, new)).encode()]
    check(data.draw(st.permutations(lines)))


@given(st.sampled_from(LINES), st.integers(0, 6000), st.binary(max_size=5))
def test_real_lines_with_bytes_put_in(line: bytes, at: int, new: bytes):
    check([line[:at] + new + line[at:], line[:at], line[at:]])


@pytest.mark.parametrize("log", LARGEST_TWO, ids=lambda p: f"{p.parent.parent.name}-{p.parent.name}")
def test_every_line_of_a_real_log_cut_in_half(log: Path):
    lines = log.read_bytes().splitlines()
    check([half for line in lines for half in (line[: len(line) // 2], line[len(line) // 2 :])])


@pytest.mark.parametrize(
    "line", [b"[" * 100_000, b'{"type":"user","message":' * 3000, b'{"a":"' + b"\\u0041" * 100_000]
)
def test_lines_made_to_hurt(line: bytes):
    check([line])


PIECES = st.lists(
    st.sampled_from(
        [
            "tools.exec_command(",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            "cmd:",
            '"',
            "'",
            "`",
            "${",
            "\\",
            "\n",
            ",",
            "+",
            "const a =",
            "a",
            "//",
            "/*",
            "*/",
            "/",
            " ",
            "String.raw`",
            ".join(",
            "\\u{1F600}",
            "\\ud83d",
            "1",
            "tools.apply_patch(",
            "…",
        ]
    ),
    max_size=40,
).map("".join)


@given(PIECES)
def test_any_script_is_scanned(script: str):
    for call in codex_script.calls(script):
        json.dumps(call.args)


@given(
    st.lists(
        st.sampled_from(
            [
                "*** Begin Patch",
                "*** Update File: a",
                "*** Add File: b",
                "*** Move to: c",
                "@@ x",
                "+a",
                "-b",
                " c",
                "",
                "*** End Patch",
                "z",
            ]
        )
    )
)
def test_any_patch_text_is_read(lines: list[str]):
    for change in apply_patch.parse("\n".join(lines), "/w"):
        assert all(x[:1] in (" ", "+", "-") for h in change.hunks for x in h.lines)


@given(st.text(max_size=30), st.none() | st.text(max_size=20))
def test_any_path_is_made_absolute(path: str, cwd: str | None):
    absolute(path, cwd)


@given(
    st.text(max_size=30)
    | st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?", fullmatch=True)
)
def test_any_text_is_looked_at_as_a_time(stamp: str):
    seconds(stamp)


TEXTS = st.text(alphabet="ab\n\t", max_size=40)


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_a_replacement_becomes_a_hunk_that_leads_to_the_text_after(head: str, old: str, new: str, tail: str):
    before = head + old + tail
    if not old or before.find(old) != len(head):
        return
    after = patches.apply(before, patches.replaced(old, new, before))
    assert after is not None
    assert split_lines(after) == split_lines(head + new + tail)
