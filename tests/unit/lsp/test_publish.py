"""After any sequence of events the client shows exactly what the state holds, and was not told anything twice."""

from __future__ import annotations

import asyncio
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lsprotocol import types as t
from make import flag, open_file, update, verdict, view

from cotlens.lsp import publish
from cotlens.lsp.capabilities import Client
from cotlens.lsp.publish import CAP, Publisher
from cotlens.lsp.pull import Answer, PullBoard, result_id
from cotlens.lsp.requests.diagnostic import document_diagnostic, workspace_diagnostic
from cotlens.lsp.settings import ClientSettings
from cotlens.lsp.state import State
from cotlens.model.flag import Severity
from cotlens.model.snapshot import Update
from cotlens.model.verdict import Status

PATHS = ["/ws/a.py", "/ws/b.py"]
WORDS = ["alpha", "beta", "gamma", "delta"]

ALPHA = flag("a.py-alpha", PATHS[0], "alpha")

texts = st.lists(st.sampled_from([*WORDS, "x", ""]), max_size=6).map("\n".join)
flags = st.builds(
    lambda path, word, severity: flag(f"{path[-4]}-{word}", path, word, severity),
    st.sampled_from(PATHS),
    st.sampled_from(WORDS),
    st.sampled_from(["info", "moderate", "critical"]),
)
steps = st.one_of(
    st.tuples(st.just("scan"), st.sampled_from(PATHS), texts, st.lists(flags, max_size=3)),
    st.tuples(st.just("gone"), flags),
    st.tuples(st.just("open"), st.sampled_from(PATHS), texts),
    st.tuples(st.just("edit"), st.sampled_from(PATHS), texts),
    st.tuples(st.just("close"), st.sampled_from(PATHS)),
    st.tuples(st.just("verdict"), flags, st.sampled_from(list(Status))),
    st.tuples(st.just("settings"), st.booleans(), st.sampled_from(list(Severity))),
    st.tuples(st.just("fresh")),
    st.tuples(st.just("end")),
)


class Editor:
    """A client that keeps what it was told last, as editors do."""

    def __init__(self) -> None:
        self.shown: dict[str, list[t.Diagnostic]] = {}

    def take(self, params: t.PublishDiagnosticsParams) -> None:
        assert list(params.diagnostics) != self.shown.get(params.uri, []), "told twice"
        self.shown[params.uri] = list(params.diagnostics)


@settings(max_examples=200, deadline=None)
@given(st.lists(steps, max_size=15))
def test_requirement_01_the_client_shows_what_the_state_holds(sequence: list[Any]) -> None:
    async def play() -> None:
        state, editor = State(), Editor()
        publisher = Publisher(state, editor.take)
        for step in sequence:
            publisher.mark(_apply(state, *step))
            if step[0] == "settings":
                publisher.mark_all()
        publisher._round()
        expected = {
            state.uri_of(p): [(f.id, f.location.range.start_line) for f in state.flags_in(p) if f.location]
            for p in PATHS
        }
        for uri, wanted in expected.items():
            assert [(d.data["flag"], d.range.start.line) for d in editor.shown.get(uri, [])] == wanted
        publisher.clear()
        assert not any(editor.shown.values())

    asyncio.run(play())


def test_of_a_file_that_is_opened_the_client_is_told_again() -> None:
    async def play() -> None:
        state, sent = State(), list[tuple[str, int]]()
        publisher = Publisher(state, lambda p: sent.append((p.uri, len(p.diagnostics))))
        publisher.mark(_apply(state, "scan", PATHS[0], "alpha", [ALPHA]))
        publisher._round()
        assert sent == [("file:///ws/a.py", 1)]
        for path in PATHS:  # the other one has no flags, and nothing to be told of
            publisher.opened(path)
            publisher._round()
            publisher._round()
        assert sent == [("file:///ws/a.py", 1)] * 2

    asyncio.run(play())


class PullingEditor(Editor):
    """A client that asks: for an open document after each change of its text and whenever it is told to, for the rest now and then."""

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state
        self.client = Client(pull=True)
        self.documents: dict[str, list[t.Diagnostic]] = {}
        self.workspace: dict[str, tuple[str, list[t.Diagnostic]]] = {}
        self.pull = PullBoard(self.refresh, self._answer_for)
        self.publisher = Publisher(state, self.take, pulled=self.pulls)
        self.publisher.after.append(self.pull.update)

    def pulls(self, path: str) -> bool:
        return self.pull.of_workspace or path in self.state.open

    def _answer_for(self, uri: str) -> Answer | None:
        file = self.state.open.get(uri.removeprefix("file://"))
        if file is None:
            return None
        return Answer(result_id(self.publisher.diagnostics(file.path)), file.document.version)

    async def refresh(self) -> None:
        for path in self.state.open:
            self.ask(path)

    def ask(self, path: str) -> None:
        params = t.DocumentDiagnosticParams(t.TextDocumentIdentifier(f"file://{path}"))
        report = document_diagnostic(self, params)  # type: ignore[arg-type]
        if isinstance(report, t.RelatedFullDocumentDiagnosticReport):
            self.documents[params.text_document.uri] = list(report.items)

    async def ask_all(self) -> None:
        known = [t.PreviousResultId(uri, name) for uri, (name, _) in self.workspace.items()]
        try:
            found = await asyncio.wait_for(workspace_diagnostic(self, t.WorkspaceDiagnosticParams(known)), 0.001)  # type: ignore[arg-type]
        except asyncio.TimeoutError:
            return
        for report in found.items:
            assert isinstance(report, t.WorkspaceFullDocumentDiagnosticReport)
            self.workspace[report.uri] = (report.result_id or "", list(report.items))

    def all_of(self, path: str) -> list[t.Diagnostic]:
        """What a person sees: an open document's own answers, what was pushed, and of closed ones what the workspace told."""
        uri = f"file://{path}"
        own = self.documents.get(uri, []) if path in self.state.open else self.workspace.get(uri, ("", []))[1]
        return [*self.shown.get(uri, []), *own]


@settings(max_examples=200, deadline=None)
@given(st.lists(steps, max_size=15), st.integers(0, 15))
@example([("scan", PATHS[0], "alpha", [ALPHA]), ("gone", ALPHA)], 0)
@example([("scan", PATHS[0], "alpha", [ALPHA]), ("open", PATHS[0], "alpha"), ("gone", ALPHA), ("close", PATHS[0])], 0)
@example([("open", PATHS[0], "x"), ("scan", PATHS[0], "x\nalpha", [ALPHA]), ("edit", PATHS[0], "x\nalpha")], 9)
@example([("scan", PATHS[0], "alpha", [ALPHA]), ("settings", False, Severity.INFO)], 0)
def test_a_client_that_asks_sees_what_the_state_holds(sequence: list[Any], first_asked: int) -> None:
    async def play() -> None:
        state = State()
        editor = PullingEditor(state)
        for number, step in enumerate(sequence):
            editor.publisher.mark(_apply(state, *step))
            if step[0] == "settings":
                editor.publisher.mark_all()
            if step[0] in ("open", "edit") and step[1] in state.open:
                editor.ask(step[1])
            if step[0] == "close":
                editor.documents.pop(f"file://{step[1]}", None)
            if number >= first_asked:
                await editor.ask_all()
        editor.publisher.flush_all()
        await asyncio.sleep(0)
        editor.pull._check_again()
        await asyncio.sleep(0)
        if sequence and first_asked < len(sequence):
            await editor.ask_all()
        for path in PATHS:
            wanted = [(f.id, f.location.range.start_line) for f in state.flags_in(path) if f.location]
            assert [(d.data["flag"], d.range.start.line) for d in editor.all_of(path)] == wanted

    asyncio.run(play())


def _apply(state: State, kind: str, *args: Any) -> set[str]:
    match kind, args:
        case "scan", (path, text, found):
            return state.apply(update(path, text, *[f for f in found if f.path == path]))[0]
        case "gone", (one,):
            return state.apply(Update(flags={one.id: None}))[0]
        case "open", (path, text):
            state.opened(open_file(path, text))
            return {path}
        case "edit", (path, text):
            if path in state.open:
                state.open[path].document.apply_change(t.TextDocumentContentChangeWholeDocument(text=text))
                state.open[path].changed()
            return {path}
        case "close", (path,):
            state.closed(path)
            return {path}
        case "verdict", (one, status):
            return state.said(verdict(one, status))[1]
        case "settings", (enable, least):
            state.settings = ClientSettings(enable=enable, min_severity=least)
            return set()
        case "fresh", ():
            return state.apply(Update(fresh=True, scanning=True))[0]
    return state.apply(Update(scanning=False))[0]


def test_a_file_with_too_many_flags_shows_the_gravest() -> None:
    async def play() -> None:
        state, editor = State(), Editor()
        many = [flag(f"f{i:04}", PATHS[0], f"w{i:04}", "critical" if i % 10 == 0 else "low") for i in range(CAP * 2)]
        publisher = Publisher(state, editor.take)
        publisher.mark(state.apply(update(PATHS[0], "\n".join(f"w{i:04}" for i in range(CAP * 2)), *many))[0])
        (shown,) = editor.shown.values()
        assert len(shown) == CAP
        assert sum(d.severity is t.DiagnosticSeverity.Error for d in shown) == CAP * 2 // 10

    asyncio.run(play())


def test_the_first_change_goes_out_at_once_and_the_next_ones_together() -> None:
    async def play() -> None:
        state, sent = State(), []
        publisher = Publisher(state, lambda p: sent.append([d.data["flag"] for d in p.diagnostics]))
        one, two, three = (flag(w, PATHS[0], w) for w in WORDS[:3])
        text = "\n".join(WORDS)
        publisher.mark(state.apply(update(PATHS[0], text, one))[0])
        assert sent == [["alpha"]]
        publisher.mark(state.apply(update(PATHS[0], text, one, two))[0])
        publisher.mark(state.apply(update(PATHS[0], text, one, two, three))[0])
        assert len(sent) == 1
        await asyncio.sleep(publish.WINDOW * 1.5)  # the window itself is what is tested
        assert sent[1:] == [["alpha", "beta", "gamma"]]

    asyncio.run(play())


def test_a_round_without_news_holds_nothing_back() -> None:
    async def play() -> None:
        state, sent = State(), []
        publisher = Publisher(state, lambda p: sent.append([d.data["flag"] for d in p.diagnostics]))
        text = "\n".join(WORDS)
        state.apply(update(PATHS[0], text))
        publisher.mark([PATHS[0]])
        publisher.touch()
        publisher.mark(state.apply(update(PATHS[0], text, flag(WORDS[0], PATHS[0], WORDS[0])))[0])
        assert sent == [["alpha"]]

    asyncio.run(play())


def test_a_document_opened_by_another_name_takes_its_diagnostics_along() -> None:
    async def play() -> None:
        state, editor = State(), Editor()
        publisher = Publisher(state, editor.take)
        one = flag("f", PATHS[0], "alpha")
        publisher.mark(state.apply(update(PATHS[0], "alpha", one))[0])
        file = open_file(PATHS[0], "alpha")
        file.document.uri = "file:///link/a.py"
        state.opened(file)
        publisher.mark([PATHS[0]])
        publisher._round()
        assert {u: len(d) for u, d in editor.shown.items()} == {"file:///ws/a.py": 0, "file:///link/a.py": 1}

    asyncio.run(play())


def test_an_open_document_is_published_with_its_version() -> None:
    async def play() -> None:
        state, sent = State(), []
        publisher = Publisher(state, sent.append)
        one = flag("f", PATHS[0], "alpha")
        state.opened(open_file(PATHS[0], "alpha", version=7))
        publisher.mark(state.apply(Update(flags={one.id: one}, files={PATHS[0]: view(PATHS[0], "alpha", one)}))[0])
        assert [p.version for p in sent] == [7]

    asyncio.run(play())
