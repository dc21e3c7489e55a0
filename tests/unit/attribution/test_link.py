from __future__ import annotations

from dataclasses import replace

import pytest
from edits import edit, hunk

from cotlens.attribution.link import LinkConfidence, LinkRole, link
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


def session(*words: str) -> list[Event]:
    """Build events from `kind:text[@message][/chain]`: think, say, call, plan, user, reminder, edit."""
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
        elif kind == "edit":
            events.append(EditEvent(edit=replace(EDIT, call=CallId(text)), **common))  # type: ignore[arg-type]
        else:
            tool = ToolKind.PLAN if kind == "plan" else ToolKind.EDIT
            args = {"text": text}
            events.append(
                ToolCallEvent(call=CallId(text), name="T", kind=tool, args=args, cwd=None, **common)  # type: ignore[arg-type]
            )
    return events


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
        (["user:go", "say:let me see", "call:c", "edit:c"], "let me see", 0, LinkConfidence.MEDIUM),
        (
            ["user:go", "think:plan@m1", "say:doing@m1", "call:c@m1", "edit:c"],
            "plan\n\ndoing",
            0,
            LinkConfidence.MEDIUM,
        ),
        (
            ["think:validate_header", "call:a", "call:b", "call:c", "edit:c"],
            "validate_header",
            2,
            LinkConfidence.MEDIUM,
        ),
        (["say:x", *[f"call:{k}" for k in range(4)], "call:c", "edit:c"], "x", 4, LinkConfidence.LOW),
        (["think:validate_header@m", "call:a@m", "call:c@m", "edit:c"], "validate_header", 0, LinkConfidence.HIGH),
        (["say:mine", "think:the subagent's/sub", "call:c", "edit:c"], "mine", 0, LinkConfidence.MEDIUM),
        (["say:main", "say:mine/sub", "call:c/sub", "edit:c/sub"], "mine", 0, LinkConfidence.MEDIUM),
        (["say:before", "reminder:x", "call:c", "edit:c"], "before", 0, LinkConfidence.MEDIUM),
        (["say:said", "think:  ", "call:c", "edit:c"], "said", 0, LinkConfidence.MEDIUM),
        (["say:before", "call:c", "say:after the call", "edit:c"], "before", 0, LinkConfidence.MEDIUM),
    ],
)
def test_the_nearest_readable_block_is_primary(
    words: list[str], text: str, distance: int, confidence: LinkConfidence
) -> None:
    found = link(len(words) - 1, session(*words))
    assert found.primary is not None
    assert (found.primary.text, found.primary.distance, found.confidence) == (text, distance, confidence)
    assert found.primary.role is LinkRole.PRIMARY


def test_earlier_blocks_that_name_the_change_support_it() -> None:
    words = [
        "user:go",
        "think:validate_header in parser.py",
        "call:a",
        "think:read it",
        "call:b",
        "say:ok",
        "call:c",
        "edit:c",
    ]
    found = link(7, session(*words))
    assert found.primary is not None
    assert found.primary.text == "ok"
    assert [(x.text, x.distance, x.role) for x in found.supporting] == [
        ("validate_header in parser.py", 2, LinkRole.SUPPORTING),
        ("read it", 1, LinkRole.SUPPORTING),
    ]


def test_no_more_than_two_support_and_none_that_is_hardly_better() -> None:
    words = [*["think:validate_header", "call:x"] * 4, "say:validate_header", "call:c", "edit:c"]
    assert link(len(words) - 1, session(*words)).supporting == ()
    words[-3] = "say:next"
    assert len(link(len(words) - 1, session(*words)).supporting) == 2


def test_a_turn_ends_the_search() -> None:
    found = link(3, session("think:validate_header", "user:now this", "call:c", "edit:c"))
    assert found.primary is None
    assert [(x.role, x.text) for x in found.supporting] == [(LinkRole.PROMPT, "now this")]
    assert found.confidence is LinkConfidence.LOW


def test_a_plan_stands_in_for_the_prompt() -> None:
    found = link(3, session("user:go", "plan:first the header", "call:c", "edit:c"))
    assert [(x.role, x.text) for x in found.supporting] == [(LinkRole.PROMPT, "first the header")]


def test_an_edit_whose_call_is_not_in_the_log_is_linked_from_where_it_stands() -> None:
    found = link(1, session("think:validate_header", "edit:lost"))
    assert found.primary is not None


def test_only_edits_have_reasons() -> None:
    with pytest.raises(TypeError):
        link(0, session("say:x"))
