"""One pass for the rules of the user's finds what each rule finds by itself."""

from __future__ import annotations

import pytest

from cotlens.model.fact import Step, Turn
from cotlens.model.rule import Condition
from cotlens.monitors import rule_book
from cotlens.monitors.rule_book import RuleBook
from cotlens.monitors.user_rules import search_of

TEXTS = [
    "make deploy", "MAKE Deploy-Stra\u00dfe", "caf\u00e9 \u2192 na\u00efve", "a.b (c", "", "\u0130stanbul \u212a", "x" * 50 + "\nneedle",
]  # fmt: skip
CONDITIONS = [
    Condition(on="message", phrases=("deploy", "na\u00efve")),
    Condition(on="message", phrases=("a.b (c",)),
    Condition(on="message", phrases=("deploy-strasse", "k")),
    Condition(on="message", pattern=r"^needle$"),
    Condition(on="message", pattern=r"(?m)^needle$"),
    Condition(on="message", pattern=r"\bcaf\w"),
    Condition(on="reasoning", phrases=("deploy",)),
]


def turn_of(text: str) -> Turn:
    return Turn(index=0, user=None, steps=[Step(0, text)])  # type: ignore[arg-type]  # a text in place of an event


def book() -> RuleBook:
    return RuleBook(CONDITIONS, lambda step, name: [(step.event, None)] if name == "message" else [])


@pytest.mark.parametrize("text", TEXTS)
def test_what_holds_is_what_a_search_finds(text: str) -> None:
    expected = {id(c) for c in CONDITIONS if c.on == "message" and search_of(c)(text) is not None}
    assert book().holding(turn_of(text)) == expected


def test_what_cannot_be_told_is_not_ruled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    every = {id(c) for c in CONDITIONS if c.on == "message"}
    assert book().holding(turn_of("\ud800")) == every
    monkeypatch.setattr(rule_book, "_compiled", lambda *_, **__: lambda _text: None)
    assert book().holding(turn_of("nothing")) == every
