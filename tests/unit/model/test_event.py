"""A result's text may be given as it stands in a log; nobody can tell the difference."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from cotlens.model.event import LogRef, ResultStatus, ToolResultEvent
from cotlens.model.ids import CallId, EventId, SessionId


def result(text: str | bytes, **fields: Any) -> ToolResultEvent:
    return ToolResultEvent(
        id=EventId("r"),
        session=SessionId("s"),
        time=1.0,
        ref=LogRef("/log", 1),
        call=CallId("c"),
        status=ResultStatus.OK,
        exit_code=None,
        text=text,
        **fields,
    )


@pytest.mark.parametrize(
    ("logged", "text"),
    [
        (b'"plain"', "plain"),
        (b'""', ""),
        (rb'"a\n\"b\" \u2192 c"', 'a\n"b" \u2192 c'),
        ('"\u2192 \U0001f600"'.encode(), "\u2192 \U0001f600"),
        (b'"cut \xe2\x86 off"', "cut \ufffd off"),
    ],
)
def test_a_text_as_it_is_logged_is_decoded(logged: bytes, text: str) -> None:
    event = result(logged)
    assert [event.text, event.text] == [text, text]
    assert event.size == len(text)


def test_how_the_text_was_given_makes_no_difference() -> None:
    assert result(b'"same"') == result("same")
    assert result("same") == result(b'"same"')
    assert hash(result(b'"same"')) == hash(result("same"))
    assert result(b'"same"') != result(b'"other"')
    assert result(b'"same"') != result(b'"same"', truncated=True)
    assert pickle.loads(pickle.dumps(result(b'"same"'))) == result("same")


def test_the_size_is_known_before_the_text_is() -> None:
    assert result(b'"' + b"x" * 1000 + b'"').size == 1002
