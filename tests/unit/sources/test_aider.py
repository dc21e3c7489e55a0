"""Aider's history becomes events, line by line; each test is one trap of the format."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.sources.logs import kinds
from unit.sources.snapshots import edits, only, outcomes, read, saved, typed

from cotlens.model.event import EditEvent, MessageEvent, ReasoningEvent, RollbackEvent, ToolCallEvent, UserEvent
from cotlens.sources.base import Seen
from cotlens.sources.discover import find_logs
from cotlens.sources.log import LogReader

RUN = "\n# aider chat started at 2025-07-15 11:38:37\n\n"
HEAD = RUN + "> Aider v0.85.1  \n> Main model: gpt-4o with diff edit format  \n\n"
USER = "#### change a  \n\n"
BLOCK = "a.py\n```python\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n```\n"
TOKENS = "\n> Tokens: 3.2k sent, 66 received.  \n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "project" / ".aider.chat.history.md"


def test_a_run_from_beginning_to_end(log: Path):
    found = read(
        log, HEAD + USER + "I do.\n\n" + BLOCK + TOKENS + "> Applied edit to a.py  \n> Commit 1a2b3c4 feat: b  \n"
    )
    assert kinds(found.events) == ["User", "Message", "ToolCall", "ToolResult", "Edit"]
    assert found.session is not None
    session = found.session
    assert (session.agent_version, session.model, session.cwd) == ("0.85.1", "gpt-4o", str(log.parent))
    assert session.id == "aider-2025-07-15T11:38:37"
    assert session.started == 1752579517.0
    (message,) = only(found.events, MessageEvent)
    assert message.text == "I do."
    (change,) = only(found.events, EditEvent)
    assert [h.lines for h in change.edit.hunks] == [("-a", "+b")]
    assert change.edit.path == str(log.parent / "a.py")
    assert change.ref.line > 10


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ("", []),
        ("> Applied edit to a.py  \n", [("modify", "applied")]),
        ("> Skipping edits to a.py  \n", [("modify", "denied")]),
        ("> Applied edit to other.py  \n", []),
        ("> The LLM did not conform to the edit format.  \n\n#### again  \n\n", [("modify", "failed")]),
        ("\n#### again  \n\n", []),
        (RUN, []),
    ],
)
def test_what_aider_says_decides(log: Path, after: str, found: list[tuple[str, str]]):
    events = read(log, HEAD + USER + BLOCK + TOKENS + after).events
    assert [(op, state) for _, op, state in edits(events)] == found


@pytest.mark.parametrize(
    ("question", "op"),
    [
        ("> new.py  \n> Create new file? (Y)es/(N)o [Yes]: y  \n", "create"),
        ("> Allow creation of new file new.py? y  \n", "create"),
        # An empty SEARCH in a file that is there adds to its end.
        ("", "modify"),
    ],
)
def test_a_new_file_is_one_that_aider_asked_about(log: Path, question: str, op: str):
    block = "new.py\n```\n<<<<<<< SEARCH\n=======\nx = 1\n>>>>>>> REPLACE\n```\n"
    (change,) = only(
        read(log, HEAD + USER + block + TOKENS + question + "> Applied edit to new.py  \n").events, EditEvent
    )
    assert (change.edit.op.value, change.edit.after) == (op, "x = 1\n" if op == "create" else None)


REPORT = """> # 1 SEARCH/REPLACE block failed to match!

## SearchReplaceNoExactMatch: This SEARCH block failed to exactly match lines in a.py
<<<<<<< SEARCH
a
=======
b
>>>>>>> REPLACE

# The other 2 SEARCH/REPLACE blocks were applied successfully.
Don't re-send them.
Just reply with fixed versions of the block above that failed to match.  
> Commit 7f1724d refactor: x  
"""  # noqa: W291 - Aider's line breaks


def test_blocks_that_did_not_match_are_told_apart_from_those_that_did(log: Path):
    two = BLOCK + "\na.py\n```\n<<<<<<< SEARCH\nc\n=======\nd\n>>>>>>> REPLACE\n```\n\nb.py\n" + BLOCK[5:]
    events = read(log, HEAD + USER + two + TOKENS + REPORT + "\nSorry.\n" + TOKENS).events
    found = [(Path(e.edit.path).name, e.edit.state.value, e.edit.added) for e in only(events, EditEvent)]
    assert found == [("a.py", "failed", ("b",)), ("a.py", "applied", ("d",)), ("b.py", "applied", ("b",))]
    assert [status for status, _ in outcomes(events)] == ["error", "ok"]
    # The report is Aider's, not the model's.
    assert [e.text for e in only(events, MessageEvent)] == ["Sorry."]


def test_lines_of_one_input_are_one_message_and_answers_are_none_of_them(log: Path):
    text = (
        HEAD
        + "#### one  \n#### two  \n\n#### three  \n\n#### Add file to the chat? (Y)es/(N)o [Yes]: all  \n\nSo.\n"
        + TOKENS
    )
    events = read(log, text).events
    assert typed(events) == ["one\ntwo", "three"]
    assert len(only(events, UserEvent)) == 3


def test_markdown_of_the_model_is_not_taken_for_aider_s_own(log: Path):
    reply = "#### Heading\n\n> a quotation\n\nText.\n"
    (message,) = only(read(log, HEAD + USER + reply + TOKENS).events, MessageEvent)
    assert message.text == "#### Heading\n\n> a quotation\n\nText."


@pytest.mark.parametrize(
    "reply",
    [
        "--------------\n► **THINKING**\n\nHm.\n\n------------\n► **ANSWER**\n\nSo.\n",
        "<think>\nHm.\n</think>\n\nSo.\n",
        "<thinking-content-7bbeb8e1441453ad999a0bbba8a46d4b>\nHm.\n</thinking-content-7bbeb8e1441453ad999a0bbba8a46d4b>\nSo.\n",
    ],
)
def test_thoughts(log: Path, reply: str):
    events = read(log, HEAD + USER + reply + TOKENS).events
    assert [e.text for e in only(events, ReasoningEvent)] == ["Hm."]
    assert [e.text for e in only(events, MessageEvent)] == ["So."]


@pytest.mark.parametrize(("answer", "commands"), [("y", ["ls -l"]), ("n", [])])
def test_a_command_runs_when_the_user_agrees(log: Path, answer: str, commands: list[str]):
    said = f"> ls -l  \n> Run shell command? (Y)es/(N)o/(D)on't ask again [Yes]: {answer}  \n> Running ls -l  \n"
    events = read(log, HEAD + USER + "```bash\nls -l\n```\n" + TOKENS + said).events
    assert [e.args["command"] for e in only(events, ToolCallEvent)] == commands


@pytest.mark.parametrize(
    ("form", "reply", "hunks"),
    [
        ("udiff", "```diff\n--- a.py\n+++ a.py\n@@ ... @@\n x\n-a\n+b\n```\n", [(" x", "-a", "+b")]),
        ("whole", "a.py\n```\nb\nc\n```\n", [("+b", "+c")]),
        ("patch", "*** Begin Patch\n*** Update File: a.py\n@@\n-a\n+b\n*** End Patch\n", [("-a", "+b")]),
        ("diff", "a.py\n```\nonly shown\n```\n", None),
    ],
)
def test_edit_formats(log: Path, form: str, reply: str, hunks: list[tuple[str, ...]] | None):
    head = HEAD.replace("with diff edit", f"with {form} edit")
    found = only(read(log, head + USER + reply + TOKENS + "> Applied edit to a.py  \n").events, EditEvent)
    assert [[h.lines for h in e.edit.hunks] for e in found] == ([hunks] if hunks else [])


def test_the_user_stops_the_model_or_leaves_the_prompt(log: Path):
    stop = ">  \n>  \n> ^C again to exit  \n"
    assert kinds(read(log, HEAD + USER + stop).events) == ["User", "Interrupt"]
    assert kinds(read(log, HEAD + "#### /add a.py  \n" + stop).events) == ["User"]
    assert kinds(read(log, HEAD + USER + "So.\n" + TOKENS + stop).events) == ["User", "Message"]


def test_a_growing_history_gives_each_event_once(log: Path):
    text = HEAD + USER + "I do.\n\n" + BLOCK + TOKENS + "> Applied edit to a.py  \n" + RUN + "#### more  \n"
    reader = LogReader(str(log), Seen())
    found = []
    for end in range(len(RUN), len(text) + 1, 7):
        saved(log, text[:end])
        found += reader.poll().events
    saved(log, text)
    found += reader.poll(final=True).events
    assert kinds(found) == ["User", "Message", "ToolCall", "ToolResult", "Edit", "User"]
    assert [e.id for e in found] == [e.id for e in read(log, text).events]


def test_windows_line_endings_and_paths(log: Path):
    block = BLOCK.replace("a.py", "src\\a.py")
    text = HEAD + USER + block + TOKENS + "> Applied edit to src\\a.py  \n"
    assert [state for _, _, state in edits(read(log, text.replace("\n", "\r\n")).events)] == ["applied"]


def test_the_history_at_the_root_of_a_workspace_is_found(tmp_path: Path):
    log = saved(tmp_path / "project" / ".aider.chat.history.md", HEAD)
    found = find_logs([str(tmp_path / "project")], {}, str(tmp_path / "home"))
    assert [(entry.path, entry.agent) for entry in found.logs] == [(str(log), "aider")]
    one = {"AIDER_CHAT_HISTORY_FILE": str(log)}
    assert [entry.path for entry in find_logs([], one, str(tmp_path / "home")).logs] == [str(log)]


APPLIED = "I do.\n\n" + BLOCK + TOKENS + "> Applied edit to a.py  \n"
UNDO = "\n#### /undo  \n> Removed: 1a2b3c4 feat: b  \n> Now at:  0000000 before  \n"


@pytest.mark.parametrize(
    ("told", "undone"),
    [
        (APPLIED + "> Commit 1a2b3c4 feat: b  \n" + UNDO, [2]),
        # Orders to Aider in between are undone with it.
        (APPLIED + "> Commit 1a2b3c4 feat: b  \n\n#### /diff  \n" + UNDO, [3]),
        # What the user had changed is committed before the edit, and stays.
        ("> Commit 0000000 mine  \n" + APPLIED + "> Commit 1a2b3c4 feat: b  \n" + UNDO, [2]),
        # One of two commits of a turn; then the other one.
        (APPLIED + "> Commit 2222222 a  \n" + APPLIED + "> Commit 1a2b3c4 feat: b  \n" + UNDO, []),
        (
            APPLIED + "> Commit 2222222 a  \n" + APPLIED + "> Commit 1a2b3c4 feat: b  \n" + UNDO
            + "\n#### /undo  \n> Removed: 2222222 a  \n",
            [3],
        ),
        # Somebody spoke to the model since.
        (APPLIED + "> Commit 1a2b3c4 feat: b  \n\n#### and why?  \n\nBecause.\n" + UNDO, []),
        (APPLIED + "> Commit 1a2b3c4 feat: b  \n\n#### /undo  \n> The last commit was not made by aider in this chat session.  \n", []),
        # A commit of an earlier run, and one that the log does not tell of.
        (UNDO, []),
    ],
)  # fmt: skip
def test_undo_takes_the_turn_back(log: Path, told: str, undone: list[int]):
    events = read(log, HEAD + USER + told).events
    assert [e.turns for e in only(events, RollbackEvent)] == undone
