from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from edits import edit, hunk

from cotlens.attribution.before import BLOCKS, EVENTS, told
from cotlens.attribution.link import LinkConfidence, LinkRole, link, link_call
from cotlens.model.edit import EditState
from cotlens.model.event import (
    EditEvent,
    Event,
    LogRef,
    MessageEvent,
    ReasoningEvent,
    ReasoningForm,
    ToolCallEvent,
    ToolKind,
    UserEvent,
    UserOrigin,
)
from cotlens.model.ids import CallId, EventId, SessionId

EDIT = edit("e1", path="/w/pkg/parser.py", hunks=(hunk(3, " def read(stream):", "+    validate_header(stream)"),))


def base(name: str, message: str | None, chain: str | None) -> dict[str, object]:
    return {
        "id": EventId(name),
        "session": SessionId("s"),
        "time": None,
        "ref": LogRef("/l", 1),
        "message": message,
        "chain": chain,
    }


KINDS = {"call": ToolKind.EDIT, "look": ToolKind.READ, "plan": ToolKind.PLAN, "task": ToolKind.TASK}


def session(*words: str) -> list[Event]:
    """Build events from `kind:text[@message][/chain]`: think, say, user, reminder, edit, fail, and the calls of KINDS."""
    events: list[Event] = []
    for k, word in enumerate(words):
        kind, _, rest = word.partition(":")
        rest, _, chain = rest.partition("/")
        text, _, message = rest.partition("@")
        common = base(f"v{k}", message or None, chain or None)
        if kind == "think":
            events.append(ReasoningEvent(text=text, form=ReasoningForm.FULL, **common))  # type: ignore[arg-type]
        elif kind == "say":
            events.append(MessageEvent(text=text, **common))  # type: ignore[arg-type]
        elif kind in {"user", "reminder"}:
            origin = UserOrigin.TYPED if kind == "user" else UserOrigin.INJECTED
            events.append(UserEvent(text=text, origin=origin, **common))  # type: ignore[arg-type]
        elif kind in {"edit", "fail"}:
            state = EditState.APPLIED if kind == "edit" else EditState.FAILED
            events.append(EditEvent(edit=replace(EDIT, call=CallId(text), state=state), **common))  # type: ignore[arg-type]
        else:
            args = {"text": text}
            events.append(
                ToolCallEvent(call=CallId(text), name="T", kind=KINDS[kind], args=args, cwd=None, **common)  # type: ignore[arg-type]
            )
    return events


def links(*words: str) -> list[str]:
    """What the last edit is linked to, the reason first: `role:text`."""
    found = link(len(words) - 1, session(*words))
    return [f"{x.role.value}:{x.text}" for x in (found.primary, *found.supporting) if x is not None]


@pytest.mark.parametrize(
    ("words", "text", "distance", "confidence"),
    [
        (["user:go", "think:use validate_header", "call:c", "edit:c"], "use validate_header", 0, LinkConfidence.HIGH),
        (
            ["user:go", "think:now the parser.py file", "call:c", "edit:c"],
            "now the parser.py file",
            0,
            LinkConfidence.HIGH,
        ),
        (["user:go", "say:let me see", "call:c", "edit:c"], "let me see", 0, LinkConfidence.LOW),
        (
            ["user:go", "think:plan@m1", "say:doing@m1", "call:c@m1", "edit:c"],
            "plan\n\ndoing",
            0,
            LinkConfidence.LOW,
        ),
        (
            ["think:validate_header", "call:a", "call:b", "call:c", "edit:c"],
            "validate_header",
            2,
            LinkConfidence.MEDIUM,
        ),
        (["say:x", *[f"call:{k}" for k in range(4)], "call:c", "edit:c"], "x", 4, LinkConfidence.LOW),
        (["think:validate_header@m", "call:a@m", "call:c@m", "edit:c"], "validate_header", 0, LinkConfidence.HIGH),
        (["say:mine", "think:the subagent's/sub", "call:c", "edit:c"], "mine", 0, LinkConfidence.LOW),
        (["say:main", "say:mine/sub", "call:c/sub", "edit:c/sub"], "mine", 0, LinkConfidence.LOW),
        (["say:before", "reminder:x", "call:c", "edit:c"], "before", 0, LinkConfidence.LOW),
        (["say:said", "think:  ", "call:c", "edit:c"], "said", 0, LinkConfidence.LOW),
        (["say:before", "call:c", "say:after the call", "edit:c"], "before", 0, LinkConfidence.LOW),
        (["think:one", "say:two", "call:c", "edit:c"], "one\n\ntwo", 0, LinkConfidence.LOW),
        (["think:one", "reminder:x", "say:two", "call:c", "edit:c"], "one\n\ntwo", 0, LinkConfidence.LOW),
    ],
)
def test_the_last_text_is_the_reason(words: list[str], text: str, distance: int, confidence: LinkConfidence) -> None:
    found = link(len(words) - 1, session(*words))
    assert found.primary is not None
    assert (found.primary.text, found.primary.distance, found.confidence) == (text, distance, confidence)
    assert found.primary.role is LinkRole.PRIMARY


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(
            ["think:validate_header in parser.py", "call:a", "edit:a", "think:hello", "call:c", "edit:c"],
            ["primary:hello", "supporting:validate_header in parser.py"],
            id="an earlier text that names the change supports the last one",
        ),
        pytest.param(
            [*["think:validate_header", "call:x"] * 4, "say:validate_header", "call:c", "edit:c"],
            ["primary:validate_header"],
            id="but not one that is hardly better",
        ),
        pytest.param(
            [*["think:validate_header", "call:x"] * 4, "say:hello", "call:c", "edit:c"],
            ["primary:hello", "supporting:validate_header", "supporting:validate_header"],
            id="no more than two support",
        ),
        pytest.param(
            ["think:the header is not checked", "look:a", "say:hello", "call:c", "edit:c"],
            ["primary:hello", "supporting:the header is not checked"],
            id="one word is not enough to be of the same step",
        ),
        pytest.param(
            ["think:validate_header", "look:a", "say:hello", "call:c", "edit:c"],
            ["primary:hello", "supporting:validate_header"],
            id="two words are hardly enough: their score falls with the length of the text",
        ),
        pytest.param(
            ["think:validate_header of parser.py", "look:a", "say:hello", "call:c", "edit:c"],
            ["primary:validate_header of parser.py", "supporting:hello"],
            id="a text that names much more is of the same step",
        ),
        pytest.param(
            [
                "think:validate_header of parser.py",
                "look:a",
                "say:hello",
                "look:b",
                "say:greetings",
                "call:c",
                "edit:c",
            ],
            ["primary:greetings", "supporting:validate_header of parser.py"],
            id="not so if another text stands between",
        ),
        pytest.param(
            ["think:validate_header of parser.py", "call:a", "say:hello", "call:c", "edit:c"],
            ["primary:hello", "supporting:validate_header of parser.py"],
            id="nor if an edit does",
        ),
        pytest.param(
            ["user:check the header", "look:a", "say:Now I'll make the changes to parser.py.", "call:c", "edit:c"],
            ["prompt:check the header", "supporting:Now I'll make the changes to parser.py."],
            id="an announcement gives way to the request",
        ),
        pytest.param(
            ["user:go", "say:x", "look:a", "say:validate", "call:b", "say:Let me fix it.", "call:c", "edit:c"],
            ["primary:validate"],
            id="an announcement gives way to what names the change best",
        ),
        pytest.param(
            ["say:I would add validate_header", "user:yes", "say:Implementing.", "call:c", "edit:c"],
            ["primary:I would add validate_header"],
            id="or to what the request answers",
        ),
        pytest.param(
            ["user:go on", "say:Jetzt die \u00c4nderung", "call:c", "edit:c"],
            ["primary:Jetzt die \u00c4nderung", "prompt:go on"],
            id="words that are not known are no announcement",
        ),
        pytest.param(
            ["user:go on", "say:\u4fee\u6539", "call:c", "edit:c"],
            ["primary:\u4fee\u6539", "prompt:go on"],
            id="nor are other letters",
        ),
        pytest.param(
            ["think:check the header", "call:a", "fail:a", "say:the header text did not match", "call:c", "edit:c"],
            ["primary:check the header", "supporting:the header text did not match"],
            id="of an edit that is tried again the first attempt counts",
        ),
        pytest.param(
            ["say:hello", "call:a", "fail:a", "say:the header was not there", "call:c", "edit:c"],
            ["primary:the header was not there"],
            id="unless what led to it names less",
        ),
        pytest.param(
            ["say:check the header", "call:a", "edit:a", "say:the header again", "call:c", "edit:c"],
            ["primary:the header again"],
            id="an edit that was carried out is no attempt",
        ),
        pytest.param(
            ["think:validate_header", "user:now this", "call:c", "edit:c"],
            ["primary:validate_header"],
            id="a request that names nothing stands for what it answers",
        ),
        pytest.param(
            ["think:hello", "user:now this header", "call:c", "edit:c"],
            ["prompt:now this header"],
            id="a request that names the change is the reason where nothing was written",
        ),
        pytest.param(
            ["think:validate_header", "user:stop", "say:hello", "user:now colours", "call:c", "edit:c"],
            ["prompt:now colours"],
            id="of the turns before only the last words count",
        ),
        pytest.param(
            ["user:go there", "plan:first the header", "call:c", "edit:c"],
            ["prompt:first the header"],
            id="a plan that names the change goes before the request",
        ),
        pytest.param(
            ["user:go there", "plan:first the colours", "call:c", "edit:c"],
            ["prompt:go there"],
            id="one that does not is left out",
        ),
        pytest.param(
            ["user:the header", "say:hello", "call:c", "edit:c"],
            ["primary:hello", "prompt:the header"],
            id="the request is told where no text names the change",
        ),
        pytest.param(
            ["user:in parser.py", "say:check the header", "call:c", "edit:c"],
            ["primary:check the header", "prompt:in parser.py"],
            id="and where none names the file",
        ),
        pytest.param(
            ["user:do it", "task:check headers", "user:check headers/sub", "say:fine/sub", "call:c/sub", "edit:c/sub"],
            ["primary:fine", "prompt:check headers"],
            id="a subagent's task is told",
        ),
        pytest.param(
            ["user:check headers/sub", "say:parser.py header/sub", "call:c/sub", "edit:c/sub"],
            ["primary:parser.py header", "prompt:check headers"],
            id="also where its own texts tell enough",
        ),
        pytest.param(
            [
                "user:do it",
                "task:check headers",
                "reminder:check headers/sub",
                "say:parser.py header/sub",
                "call:c/sub",
                "edit:c/sub",
            ],
            ["primary:parser.py header", "prompt:check headers"],
            id="whatever kind of message it came as",
        ),
        pytest.param(
            ["user:do it", "task:check headers", "say:parser.py header/sub", "call:c/sub", "edit:c/sub"],
            ["primary:parser.py header", "prompt:check headers"],
            id="also if only the call that started it has it",
        ),
        pytest.param(
            ["say:validate_header", "task:check headers", "call:c/sub", "edit:c/sub"],
            ["prompt:check headers"],
            id="what its parent thought is not its reason",
        ),
        pytest.param(["call:c", "edit:c"], [], id="where nothing is written nothing is told"),
    ],
)
def test_links(words: list[str], expected: list[str]) -> None:
    assert links(*words) == expected


@pytest.mark.parametrize(
    "words",
    [
        ["user:check the header", "say:Now I'll apply the changes.", "call:c", "edit:c"],
        ["user:go there", "call:c", "edit:c"],
        ["say:validate_header", "user:yes", "call:c", "edit:c"],
        ["think:validate_header of parser.py", "look:a", "say:hello", "call:c", "edit:c"],
    ],
)
def test_a_reason_that_is_not_the_last_text_is_less_sure(words: list[str]) -> None:
    assert link(len(words) - 1, session(*words)).confidence is LinkConfidence.MEDIUM


def test_edits_of_one_block_hold_one_text_and_name_the_same_events() -> None:
    events = session("think:validate_header", "say:and more", "call:a", "edit:a", "call:c", "edit:c")
    first, second = link(3, events).primary, link(5, events).primary
    assert first is not None
    assert second is not None
    assert first.events == second.events == ("v0", "v1")
    assert first.text is second.text


def test_what_a_shell_command_wrote_is_linked_by_its_call() -> None:
    found = link_call(EDIT, 1, session("think:validate_header", "look:c"))
    assert found.primary is not None
    assert found.primary.text == "validate_header"


@pytest.mark.parametrize(("between", "found"), [(EVENTS - 1, True), (EVENTS, False)])
def test_the_search_is_bounded(between: int, found: bool) -> None:
    words = ["think:validate_header", *["look:x"] * between, "call:c", "edit:c"]
    assert links(*words) == (["primary:validate_header"] if found else [])


@pytest.mark.parametrize(("between", "found"), [(BLOCKS - 1, True), (BLOCKS, False)])
def test_so_are_the_texts(between: int, found: bool) -> None:
    words = ["think:validate_header", *["look:x", "say:hello"] * between, "call:c", "edit:c"]
    assert links(*words) == ["primary:hello", *(["supporting:validate_header"] if found else [])]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ({"plan": [{"step": "read", "status": "pending"}, {"step": "write"}]}, "- read\n- write"),
        ({"todos": [{"content": "read", "activeForm": "reading"}]}, "- read"),
        ({"subject": "Read", "description": "the file"}, "Read\nthe file"),
        ({"plan": "# Read\nthen write"}, "# Read\nthen write"),
        ({"explanation": "as asked", "plan": [{"step": "read"}]}, "- read\nas asked"),
        ({"taskId": "3", "status": "completed"}, ""),
        ({}, ""),
    ],
)
def test_what_a_plan_tells(args: Mapping[str, object], expected: str) -> None:
    assert told(args) == expected


def test_an_edit_whose_call_is_not_in_the_log_is_linked_from_where_it_stands() -> None:
    assert links("think:validate_header", "edit:lost") == ["primary:validate_header"]


def test_only_edits_have_reasons() -> None:
    with pytest.raises(TypeError):
        link(0, session("say:x"))
