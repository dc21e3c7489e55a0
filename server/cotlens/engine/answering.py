"""Answers to what the server asks about sessions and lines. An unknown session, or no engine, gives an empty answer."""

from __future__ import annotations

from typing import Union

from cotlens.engine.driven import Engine
from cotlens.model.session_page import AskSession, AskWhere, SessionPage, Where
from cotlens.model.snapshot import AskTranscript, AskWhy, PlaceText, Transcript
from cotlens.model.why import Explanation

Question = Union[AskTranscript, AskWhy, AskSession, AskWhere]
Answer = Union[Transcript, Explanation, SessionPage, Where]


def may_overtake(engine: Engine | None, message: object) -> bool:
    """Whether a message may be handled while a log is read: a text that is typed, or a question about none of the sessions in work."""
    if isinstance(message, (AskSession, AskTranscript)):
        return engine is not None and not engine.is_in_work(message.session)
    return isinstance(message, (AskWhere, PlaceText))


def answer(engine: Engine | None, ask: Question) -> Answer:
    """Answer one question by what the engine knows now."""
    match ask:
        case AskSession():
            return engine.page(ask) if engine is not None else SessionPage(ask.request)
        case AskWhere():
            return engine.where(ask) if engine is not None else Where(ask.request, None)
        case AskWhy():
            found = engine.explain(ask.path, ask.text, ask.first, ask.last) if engine is not None else ()
            return Explanation(ask.request, ask.path, found)
        case AskTranscript():
            try:
                told = engine.transcript(ask.session) if engine is not None else ("", {})
            except LookupError:
                told = ("", {})
            return Transcript(ask.request, ask.session, *told)
