"""One open document: its placement, and when to ask the worker for a new one. Never shows a flag on a line it may not belong to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cotlens.lsp.documents import Document, LineEdit
from cotlens.lsp.splice import Owner, Placement
from cotlens.model.flag import Location
from cotlens.model.ids import FlagId
from cotlens.model.snapshot import FileView, PlaceText
from cotlens.model.text import split_lines, text_digest

_MOST_EDITS: Final = 2000
"""Edits remembered while an answer is awaited; with more, the answer is dropped and asked for again."""


@dataclass(slots=True)
class _Question:
    """A text sent to the worker, and the edits made since."""

    version: int | None
    text: str
    edits: list[LineEdit] = field(default_factory=list)


class OpenFile:
    """Follows one open document; all methods are quick and run on the event loop."""

    def __init__(self, path: str, document: Document) -> None:
        self.path = path
        self.document = document
        self.placement: Placement | None = None
        """For the document's current text; None until something is known."""
        self._question: _Question | None = None
        self._ask_again = False

    @property
    def uri(self) -> str:
        """The client's own name of the document."""
        return str(self.document.uri)

    def locations(self) -> dict[FlagId, Location]:
        """Where flags stand in the text as the client has it."""
        return self.placement.locations() if self.placement is not None else {}

    def owner_of(self, line: int) -> Owner:
        """Who owns a line (0-based) of the text as the client has it."""
        owners = self.placement.owners if self.placement is not None else []
        return owners[line] if 0 <= line < len(owners) else None

    @property
    def disowned(self) -> bool:
        """Whether lines lost their owners since the worker saw the text last."""
        return self.placement is not None and self.placement.disowned

    def changed(self) -> PlaceText | None:
        """Follow the document's latest edits; return the question to ask, if flags were lost."""
        edits, self.document.edits = self.document.edits, []
        lost = False
        for edit in edits:
            if self.placement is not None:
                lost = self.placement.apply(edit) or lost
            if self._question is not None:
                self._question.edits.append(edit)
        return self.ask() if lost else None

    def ask(self) -> PlaceText | None:
        """The question where flags stand now; None while one is on its way (it is asked again after the answer)."""
        if self._question is not None:
            self._ask_again = True
            return None
        text = self.document.source
        self._question = _Question(self.document.version, text)
        return PlaceText(self.path, text, self.document.version)

    def reask(self) -> PlaceText:
        """The question anew, for a worker that has forgotten everything."""
        self._question, self._ask_again = None, False
        question = self.ask()
        assert question is not None
        return question

    def placed(self, view: FileView) -> PlaceText | None:
        """Take in a placement of the worker's, for this text, an older one or the disk; return what to ask next."""
        question = self._question
        if question is not None and view.version == question.version and _is_for(view, question.text):
            self._question = None
            self._adopt(view, question)
            if not self._ask_again:
                return None
            self._ask_again = False
            return self.ask()
        text = self.document.source
        if _is_for(view, text):
            self.placement = Placement.of(view, split_lines(text))
            return None
        return self.ask()

    def _adopt(self, view: FileView, question: _Question) -> None:
        if len(question.edits) > _MOST_EDITS:
            self._ask_again = True
            return
        self.placement = Placement.of(view, split_lines(question.text))
        for edit in question.edits:
            self._ask_again = self.placement.apply(edit) or self._ask_again


def _is_for(view: FileView, text: str) -> bool:
    return view.digest == text_digest(text)
