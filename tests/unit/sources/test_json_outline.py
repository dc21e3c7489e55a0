"""The parts of a long JSON value are where a decoder finds them, however the bytes are cut into chunks."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest

from cotlens.model.errors import LogError
from cotlens.sources.json_outline import outline
from cotlens.sources.long_document import LEAF, ChangedError, Elements, open_document

TRICKY: list[Any] = [
    [],
    [[]],
    [1, "two", None, True, {"a": [1, 2, {"b": "]"}]}, [[], [[]]], {}],
    {"a": []},
    {"a": [1], "b": {"a": [2, [3]]}, "c": "x", "d": [{"a": [4]}, {"a": [5]}]},
    {'quote " in a key': ["\\", '\\\\"', "a,b", "}]", '"', '\\"', ""], "": [""]},
    [{"text": "\n\t\r \u0000 \u2028 \ud7ff é 😀 \\u0041"}, "\\", ["\\\\"]],
    {"n": [-1.5e-10, 0, 1e300], "x": {"y": {"z": [{"w": {}}]}}},
    [[[[[[[["deep"]]]]]]], {"a": {"a": {"a": {"a": [1]}}}}],
]


def elements(data: bytes, marks: Any) -> list[bytes]:
    return [data[a + 1 : b] for a, b in itertools.pairwise(marks)]


def parts(data: bytes, size: int) -> Any:
    """What the outline makes of the bytes, read in chunks of a size: decoded by another decoder."""
    found = outline((data[i : i + size] for i in range(0, len(data), size)), len(data), long=0)
    if found.is_array:
        return [json.loads(part) for part in elements(data, found.marks) if part.strip()]
    value = {}
    for member in found.members:
        key = json.loads(data[member.start : member.colon])
        value[key] = json.loads(data[member.colon + 1 : member.end])
        if member.marks:
            assert value[key] == [json.loads(part) for part in elements(data, member.marks) if part.strip()]
        else:
            assert not isinstance(value[key], list)
    return value


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("value", TRICKY, ids=str)
def test_parts_lie_where_a_decoder_finds_them(value: Any, indent: int | None) -> None:
    data = json.dumps(value, indent=indent).encode()
    for size in (*range(1, 12), 1 << 20):
        assert parts(data, size) == value


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_white_space_byte_order_mark_and_what_crashes_leave(size: int) -> None:
    data = b'\xef\xbb\xbf \r\n\t[ 1\r\n,\t"a" , [ ] ]\r\n\x00\x00'
    assert parts(data, size) == [1, "a", []]


@pytest.mark.parametrize(
    "data",
    [b"", b" ", b"1", b'"x"', b"[1", b'{"a":[1,2]', b'["x', b'["x\\"]', b"[1] 2", b"[1]]", b'{"a":1}{', b"\xef\xbb"],
    ids=repr,
)
def test_what_is_no_whole_document(data: bytes) -> None:
    for size in (1, 2, 100):
        with pytest.raises(LogError):
            outline((data[i : i + size] for i in range(0, len(data), size)), len(data))


def opened(path: Path, data: bytes) -> Any:
    path.write_bytes(data)
    return open_document(str(path), whole=0, long=0)


def test_the_last_of_equal_keys_counts(tmp_path: Path) -> None:
    value, _ = opened(tmp_path / "x", b'{"a": [1], "a": [2, 3], "b": 1, "b": []}')
    assert value == {"a": [2, 3], "b": []}


def test_a_broken_element_costs_no_more_than_itself(tmp_path: Path) -> None:
    value, pages = opened(tmp_path / "x", b'[{"a": 1}, {"a": "\xff"}, {"a" 2}, nul, {"a": NaN}, {"a": "\\ud83d"}, 7]')
    assert value[0] == {"a": 1}
    assert list(value)[1:4] == [{"a": None}, {}, None]
    assert value[5] == {"a": "\ufffd"}
    assert value[-1] == 7
    assert len(pages.left_out) == 3


def test_a_giant_text_is_left_out_and_all_around_it_is_read(tmp_path: Path) -> None:
    giant = b'"' + b"x" * (LEAF + 1) + b'"'
    data = b'[{"id": 1, "text": ' + giant + b'}, {"id": 2, "text": "y"}, ' + giant + b"]"
    value, pages = opened(tmp_path / "x", data)
    assert list(value) == [{"id": 1, "text": None}, {"id": 2, "text": "y"}, None]
    assert len(pages.left_out) == 2


def test_elements_are_a_list_to_whoever_looks(tmp_path: Path) -> None:
    value, _ = opened(tmp_path / "x", b'[{"a": [1, 2]}, 2, 3, [4, 5]]')
    plain = [{"a": [1, 2]}, 2, 3, [4, 5]]
    assert isinstance(value, list)
    assert isinstance(value, Elements)
    assert (len(value), bool(value), value == plain, plain == value, value != plain) == (4, True, True, True, False)
    assert [*value] == list(value) == plain
    assert (value[1:3], value[::-1], list(reversed(value)), value[-1]) == ([2, 3], plain[::-1], plain[::-1], [4, 5])
    assert 3 in value
    assert 9 not in value
    with pytest.raises(IndexError):
        value[4]


def test_deep_nesting_ends(tmp_path: Path) -> None:
    value, _ = opened(tmp_path / "x", b'{"a":' * 3000 + b"1" + b"}" * 3000)
    depth = 0
    while isinstance(value, dict) and value:
        value, depth = value.get("a"), depth + 1
    assert depth >= 8


def test_a_file_that_changes_while_it_is_read_is_not_mixed_up(tmp_path: Path) -> None:
    path = tmp_path / "x"
    value, pages = opened(path, json.dumps([{"n": n, "text": "x" * 1000} for n in range(1000)]).encode())
    assert value[0]["n"] == 0
    path.write_bytes(json.dumps([{"m": n, "text": "y" * 999} for n in range(1000)]).encode())
    os.utime(path, ns=(1, 1))
    assert not pages.current()
    with pytest.raises(ChangedError):
        list(value)
