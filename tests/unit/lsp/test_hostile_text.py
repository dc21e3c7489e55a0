"""Log text in hovers and titles: nothing in it may become a link, an image, HTML, an icon, or be invisible."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cotlens.lsp.card import Card, local_time
from cotlens.model.event import LogRef
from cotlens.model.flag import Evidence, Flag, Location, PlaceState, Range, Role, Severity
from cotlens.model.ids import EventId, Fingerprint, FlagId, SessionId
from cotlens.model.safe_text import fenced, inline, plain_title, visible
from cotlens.model.session import ReasoningStatus, Session

HOSTILE = {
    "link": "[click](https://evil.example)",
    "command link": "[run](command:workbench.action.terminal.new)",
    "reference link": "[a][b]\n\n[b]: https://evil.example",
    "image": "![x](https://evil.example/track.png)",
    "html": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "html comment": "<!-- hidden -->",
    "autolink": "<https://evil.example>",
    "bare address": "see https://evil.example and www.evil.example or a@evil.example",
    "command autolink": "<command:evil>",
    "entity": "&lt;b&gt; &#x202e;",
    "heading": "# I am the server",
    "rule": "---",
    "setext": "===",
    "list": "- one",
    "numbered": "1. one",
    "numbered with bracket": "12) one",
    "quote": "> said",
    "table": "|a|b|\n|-|-|\n|c|d|",
    "fence": "```\nout\n```",
    "long fence": "``````` `````` ```````",
    "tilde fence": "~~~\nout\n~~~",
    "backslashes": "\\[a](b) \\\\[a](b)",
    "icon": "$(warning) $(sync~spin)",
    "code span": "`a` ``b``",
    "emphasis": "**bold** _it_ ~~gone~~",
    "escape sequence": "\x1b]8;;https://evil.example\x07here\x1b]8;;\x07",
    "bidi override": "ab\u202egnihtemos\u2066",
    "zero width": "pass\u200bword\u200d\ufeff",
    "tags": "hello\U000e0068\U000e0069",
    "variation selectors": "x\ufe01\U000e0101",
    "hangul filler": "a\u3164b\u115f",
    "line separators": "a\u2028b\u2029c\x0bd\x0ce\x85f",
    "soft hyphen": "a\xadb",
    "lone surrogate": "a\ud800b",
    "huge": "A" * 100_000,
}

texts = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("[]()<>!`*_~#:/\\&$@|.-+=1 \n\r\t\u202e\u200b"))
) | st.sampled_from(sorted(HOSTILE.values()))


@given(texts)
@example("1.")
@example("-")
def test_inline_text_is_one_paragraph_of_mere_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(inline(text))
    assert [x.type for x in tokens] in ([], ["paragraph_open", "inline", "paragraph_close"])
    for token in tokens:
        assert {x.type for x in token.children or ()} <= {"text", "text_special"}
        if token.type == "inline":
            shown = "".join(x.content for x in token.children or ())
            assert shown == visible(text, 300).strip()


@given(texts)
def test_fenced_text_cannot_leave_its_fence(text: str) -> None:
    (token,) = MarkdownIt("commonmark").parse(fenced(text))
    assert token.type == "fence"
    assert token.content.rstrip("\n") == visible(text.strip("\r\n"), 1200, keep_lines=True).rstrip("\n")


@given(texts)
def test_nothing_shown_is_invisible(text: str) -> None:
    for shown in (visible(text), plain_title(text), visible(text, keep_lines=True).replace("\n", "")):
        assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_address_is_left_whole(name: str) -> None:
    shown = inline(HOSTILE[name])
    assert "://" not in shown.replace("\\:", "")
    assert "www.evil" not in shown
    assert "a@evil" not in shown
    assert len(shown) <= 2 * 300


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_card_has_only_our_own_structure(name: str) -> None:
    tokens = MarkdownIt("commonmark").parse(Card(_flag(HOSTILE[name]), _session(ReasoningStatus.FULL), None).markdown())
    children = {x.type for token in tokens for x in token.children or ()}
    assert children <= {"text", "text_special", "strong_open", "strong_close", "softbreak"}
    assert {x.type for x in tokens} <= {"paragraph_open", "inline", "paragraph_close", "fence"}


@pytest.mark.parametrize("name", HOSTILE)
def test_titles_draw_no_icons(name: str) -> None:
    assert "$(" not in plain_title(HOSTILE[name])
    assert len(plain_title(HOSTILE[name])) <= 120 * 10


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (ReasoningStatus.WITHHELD, "reasoning is withheld"),
        (ReasoningStatus.NONE, "holds no reasoning"),
        (ReasoningStatus.PARTIAL, "part of this session's reasoning is withheld"),
    ],
)
def test_a_card_without_reasoning_says_why(status: ReasoningStatus, words: str) -> None:
    card = Card(_flag(""), _session(status), None)
    assert words in card.plain()
    assert words in card.markdown()


@pytest.mark.parametrize("state", [PlaceState.MOVED, PlaceState.MODIFIED, PlaceState.REFORMATTED])
def test_a_card_says_when_the_place_is_not_exact(state: PlaceState) -> None:
    assert "since" in Card(_flag("x", state), None, None).plain()
    assert "since" not in Card(_flag("x"), None, None).plain()


@pytest.mark.parametrize("seconds", [None, 1e300, float("nan"), -1e20])
def test_a_time_that_is_none_is_said_to_be_unknown(seconds: float | None) -> None:
    assert local_time(seconds) == "at an unknown time"


def test_a_time_is_shown_in_local_time() -> None:
    assert local_time(0.0) == datetime.fromtimestamp(0, tz=timezone.utc).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _flag(text: str, state: PlaceState = PlaceState.EXACT) -> Flag:
    return Flag(
        id=FlagId("f"),
        fingerprint=Fingerprint("p"),
        code="RH01",
        name="test-tampering",
        severity=Severity.HIGH,
        confidence=0.8,
        message=text or "Said so",
        session=SessionId(text or "session"),
        time=0.0,
        evidence=(Evidence(Role.REASONING, text, LogRef("/l", 1), EventId("e")),),
        outcome=text,
        location=Location("/a.py", Range(0, 0, 0, 1), state),
    )


def _session(status: ReasoningStatus) -> Session:
    return Session(id=SessionId("s"), agent="claude-code", log="/l", reasoning=status)
