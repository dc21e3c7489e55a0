"""What the worker drives: the engine, or a fake in tests. Says what is asked of it, and does none of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from cotlens.engine.unplaced import Unplaced
from cotlens.model.errors import Problem
from cotlens.model.ids import EditId, EventId, SessionId
from cotlens.model.session_page import AskSession, AskWhere, SessionPage, Where
from cotlens.model.snapshot import FileView, Update
from cotlens.model.why import EditNote, Explained


class Engine(Protocol):
    """What the worker drives: `cotlens.engine.engine.Engine`, or a fake in tests."""

    @property
    def again(self) -> Collection[str]:
        """Logs that could not be read just now and are worth another look."""

    @property
    def has_rested(self) -> bool:
        """Whether there are sessions whose logs would have to be read again to judge them anew."""

    def roots(self) -> tuple[str, ...]:
        """Folders below which logs may appear; they may not exist yet."""

    def discover(self) -> tuple[str, ...]:
        """Log files of the watched folders, newest first. Cheap."""

    def may_be_log(self, path: str) -> bool:
        """Whether a file at this path would be looked at as a log or a part of one, by its name alone."""

    def find(self, path: str, *, cold: bool = False) -> tuple[str, ...]:
        """Logs of the watched folders that lie at this path or that it is a part of; `cold`: quiet sessions of a database, too."""

    def search_deeper(self) -> tuple[str, ...] | None:
        """Look on for logs of the watched folders, a little at a time; None when there is nowhere left to look."""

    def poll(self, log: str, *, later: bool = False) -> Update:
        """Read what is new in one log; an empty update if nothing is. With `later`, recalled flags are left to `unplaced`."""

    @property
    def unplaced(self) -> Unplaced:
        """Recalled sessions whose flags are to be placed."""

    def unkept(self, logs: Sequence[str]) -> Collection[str]:
        """Name the logs among these whose sessions can be kept, and were not by an earlier process as they are now. Cheap."""

    def learn(self, session: SessionId) -> None:
        """Take note that another process has just kept a session: `poll` takes it from there."""

    def as_kept(self, logs: Sequence[str]) -> Mapping[str, str]:
        """Give each log's stamp as it was when what is kept of it was read; of one that is not kept as it is now."""

    def leans_on(self) -> Collection[str]:
        """Name the files besides logs that decide what is found, whether or not they are there."""

    between: Callable[[], None]
    """Called by `poll` between two small parts of a long log; may poll other logs, of which `may_read_between` is true."""

    def may_read_between(self, log: str) -> bool:
        """Whether a log may be read while another is: it is known, and goes on with none of the sessions in work."""

    def is_in_work(self, session: SessionId) -> bool:
        """Whether `poll` is about to change what is known of a session: nobody is to be told of it half read."""

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the configuration."""

    def notes(self, path: str) -> dict[EditId, EditNote]:
        """Tell in short of the edits that own lines of the text that a file was last placed for."""

    def explain(self, path: str, text: str | None, first: int, last: int) -> tuple[Explained, ...]:
        """Tell in full why lines `first` to `last` (0-based) of a text (the disk's if None) are there."""

    def reconfigure(self) -> Update | None:
        """Judge everything anew if the configuration changed; None if it did not. Cheap then."""

    def shared_news(self) -> Update | None:
        """Read the shared verdicts anew if something about them changed; None if nothing did. Cheap then."""

    def place(self, path: str, text: str | None, version: int | None) -> dict[str, FileView]:
        """Work out where the flags of a file stand in `text`, or on disk when it is None; also of files they went to or left."""

    def rest(self) -> bool:
        """Let go of what is held of a session that has been quiet for long. Cheap if there is none.

        Tells whether there are logs, and a new process would know all of what they tell without reading any.
        """

    def make_room(self) -> None:
        """Let go of sessions while too much is held. To be called after `poll` was, once what it found is on its way."""

    def transcript(self, session: SessionId) -> tuple[str, dict[EventId, int]]:
        """Markdown and the line of each event in it; LookupError for an unknown session."""

    def page(self, ask: AskSession) -> SessionPage:
        """Some items of a session; without a session in it for an unknown one."""

    def where(self, ask: AskWhere) -> Where:
        """The lines of a file that an edit wrote."""


# Of folders, environment and home, and of whether the folders are trusted.
EngineFactory = Callable[[Sequence[str], Mapping[str, str], str, bool], Engine]
