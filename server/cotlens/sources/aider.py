"""Aider's chat history (`.aider.chat.history.md`) becomes events, line by line. One file is one session, run after run.

Aider appends to one file for ever, and a run goes on with what the runs before left. So the file is the session; each
message of the user is a turn, and each run gives its turns the time it started at: the file has no other times.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cotlens.model.edit import EditOp
from cotlens.model.event import Event, LogRef, ResultStatus, ToolKind
from cotlens.sources import aider_reply, patches, search_replace
from cotlens.sources.aider_commits import Commits
from cotlens.sources.aider_reply import Proposal
from cotlens.sources.format import Agent, Format, Place, Shape
from cotlens.sources.line_reader import LineReader
from cotlens.sources.scribe import STATES
from cotlens.sources.search_replace import Block
from cotlens.sources.values import Json, seconds

AIDER: Final = "aider"
HISTORY: Final = ".aider.chat.history.md"
_RUN: Final = re.compile(r"# aider chat started at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s*\Z")
_FIRST: Final = re.compile(r"\s{0,64}# aider chat started at \d{4}-\d\d-\d\d ")
_VERSION: Final = re.compile(r"Aider v(\S{1,40})")
_MODEL: Final = re.compile(r"(?:Main model|Models?): (\S{1,200}) with (\S{1,40}) edit format")
_ANSWERED: Final = re.compile(r"\((?:Y\)es/\(N\)o|y/n)\b.{0,80}: ?\S{0,20}\s*\Z")
_CREATE: Final = re.compile(r"(?:Allow creation of new file (.{1,400})\?|Create new file\?)(.{0,80})\Z")
_COMMIT: Final = re.compile(r"[0-9a-f]{7,40}\b")
_YES: Final = re.compile(r"\b(?:y|yes|a|all|d)\s*\Z", re.IGNORECASE)
_SOFT_END: Final = "  "
"""Aider ends each line of the user's and of its own with a Markdown line break, and none of the model's."""
_REPLY_LINES: Final = 200_000


@dataclass(slots=True)
class _Call:
    """An edit that was proposed and waits for its outcome."""

    key: str
    proposal: Proposal


class AiderReader(LineReader):
    """Reads the lines of one history."""

    agent = AIDER

    def __init__(self, path: str, seen: Any, owner: Any) -> None:
        super().__init__(path, seen, owner)
        self.scribe.named(AIDER)
        if os.path.basename(path) == HISTORY:
            self.scribe.picture.visit(os.path.dirname(path))
        self._here = LogRef(path, 1)
        self._time: float | None = None
        self._user: list[str] = []
        self._reply: list[str] = []
        self._start = self._here
        self._tool: list[str] = []
        self._kind = ""
        """What the line before was: `user`, `tool`, `more` (a tool's text goes on), `reply`, or '' for a blank one."""
        self._in_block = False
        self._form = ""
        self._calls: list[_Call] = []
        self._commits = Commits()
        self._creating: set[str] = set()
        self._malformed = False
        self._may_run = False
        self._waiting = False
        self._named = False

    # --- lines --------------------------------------------------------------------------------------------------------

    def feed(self, line: bytes, ref: LogRef) -> list[Event]:
        """Read one line."""
        self._here = ref
        self._line(line.decode("utf-8", "replace").removesuffix("\r"))
        return self._take()

    def feed_cut(self, head: bytes, ref: LogRef) -> list[Event]:
        """Read the beginning of a line that was too long to hold."""
        self.scribe.picture.bad_lines += 1
        return self.feed(head, ref)

    def _line(self, line: str) -> None:
        run = _RUN.match(line)
        if run:
            self._run(run[1])
        elif self._kind == "more" and not line.startswith(("#### ", "> ")):
            self._continue(line)
        elif self._in_block and not line.startswith("> Tokens: "):
            self._add(line)
        elif line.startswith("####") and line.endswith(_SOFT_END):
            self._user_line(line[5:].removesuffix(_SOFT_END))
        elif line.startswith(">") and self._is_tool(line):
            self._tool_line(line)
        elif not line.strip():
            self._blank()
        elif self._kind == "tool":
            # A reply always has an empty line before it: this is Aider's own text of several lines.
            self._continue(line)
        else:
            self._add(line)

    def _is_tool(self, line: str) -> bool:
        return line.endswith(_SOFT_END) or line == ">" or self._kind in ("tool", "user", "more")

    def _blank(self) -> None:
        if self._reply:
            self._reply.append("")
        else:
            self._end_tool()
            self._kind = ""

    def _add(self, line: str) -> None:
        if not self._reply:
            self._end_user()
            self._end_tool()
            self._settle()
            self._start = self._here
        if search_replace.OPEN.match(line):
            self._in_block = True
        elif search_replace.CLOSE.match(line):
            self._in_block = False
        if len(self._reply) < _REPLY_LINES:
            self._reply.append(line)
        self._kind = "reply"

    def _user_line(self, said: str) -> None:
        if self._kind != "user":
            self._finish()
            self._start = self._here
        self._user.append(said)
        self._kind = "user"

    def _tool_line(self, line: str) -> None:
        self._end_user()
        self._end_reply()
        self._end_tool()
        self._tool = [line[2:].rstrip()]
        self._kind = "tool" if line.endswith(_SOFT_END) or line == ">" else "more"
        if self._kind == "tool" and not self._tool[0].endswith(" failed to match!"):
            self._end_tool()

    def _continue(self, line: str) -> None:
        if not self._tool:
            self._tool = [""]
        self._tool.append(line.rstrip())
        if line.endswith(_SOFT_END):
            self._kind = "tool"
            self._end_tool()

    # --- ends ---------------------------------------------------------------------------------------------------------

    def _run(self, started: str) -> None:
        self._finish()
        self._settle()
        self._time = seconds(started)
        if not self._named:
            self.scribe.named(f"{AIDER}-{started.replace(' ', 'T')}")
            self._named = True
        self._waiting = self._in_block = False
        self._kind = ""

    def _finish(self) -> None:
        self._end_user()
        self._end_reply()
        self._end_tool()

    def at_end(self) -> None:
        """Tell the user's message that may still go on: a later line only changes it."""
        self._tell_user()

    def at_close(self) -> None:
        """Tell what nothing came behind."""
        self._finish()

    def _at(self, ref: LogRef) -> str:
        key = f"L{ref.line}"
        self.scribe.at(self._time, line=ref.line, offset=ref.offset, message=key)
        return key

    def _tell_user(self) -> None:
        if self._user:
            said = "\n".join(self._user)
            answer = bool(_ANSWERED.search(self._user[0][:2000]))
            self.scribe.user(self._at(self._start), said, typed=not answer)
            self._waiting = not answer and not said.startswith(("/", "!"))

    def _end_user(self) -> None:
        if not self._user:
            return
        self._tell_user()
        if not _ANSWERED.search(self._user[0][:2000]):
            self._settle()
            self._commits.begin(self._user[0])
        self._user = []

    def _end_reply(self) -> None:
        if not self._reply:
            return
        reply, self._reply = "\n".join(self._reply).strip("\n"), []
        self._in_block = self._waiting = False
        key = self._at(self._start)
        thoughts, rest = aider_reply.thoughts(reply)
        for number, thought in enumerate(thoughts):
            self.scribe.reasoning(f"{key}:thought{number}", thought)
        proposed, shown = aider_reply.proposals(rest, self._form)
        self.scribe.message(f"{key}:text", shown.strip("\n"))
        for number, proposal in enumerate(proposed):
            call = f"{key}:{number}"
            args: Json = {"path": proposal.path, "edits": [{"old": b.old, "new": b.new} for b in proposal.blocks]}
            self.scribe.call(f"{call}:call", call, "edit", ToolKind.EDIT, args)
            self._calls.append(_Call(call, proposal))

    # --- what Aider says ----------------------------------------------------------------------------------------------

    def _end_tool(self) -> None:
        said = "\n".join(self._tool)
        before, self._tool = said, []
        if not said.strip():
            return
        for start, handler in _SAID:
            if said.startswith(start):
                handler(self, said[len(start) :].strip())
                break
        else:
            self._other(said)
        self._last = before

    _last = ""
    """What Aider said before: the file that a question is about."""

    def _other(self, said: str) -> None:
        asked = _CREATE.match(said)
        if asked:
            if _YES.search(asked[2]):
                self._creating.add((asked[1] or self._last).strip())
        elif "SEARCH/REPLACE block" in said and "failed to match" in said:
            self._report(said)
        elif said.startswith("Run shell command"):
            self._may_run = bool(_YES.search(said))
        elif said.startswith("^C") and self._waiting:
            self._waiting = False
            self.scribe.interrupt(f"{self._at(self._here)}:stop")

    def version(self, said: str) -> None:
        """Aider's version."""
        found = _VERSION.match(f"Aider v{said}")
        self.scribe.picture.version = found[1] if found else self.scribe.picture.version

    def model(self, said: str) -> None:
        """The model and the edit format."""
        found = _MODEL.match(f"Model: {said}")
        if found:
            self.scribe.picture.model, self._form = found[1], found[2]

    def applied(self, path: str) -> None:
        """An edit reached the disk."""
        self._commits.edited()
        call = self._take_call(path)
        if call is not None:
            self._tell(call, ResultStatus.OK, f"Applied edit to {path}", path, call.proposal.blocks)

    def skipped(self, path: str) -> None:
        """The user refused an edit."""
        call = self._take_call(path)
        if call is not None:
            self._tell(call, ResultStatus.DENIED, f"Skipping edits to {path}", path, call.proposal.blocks)

    def broken(self, _said: str) -> None:
        """Aider could not read the edits of the reply."""
        self._malformed = True

    def running(self, command: str) -> None:
        """A shell command that the user agreed to."""
        if self._may_run and command:
            key = self._at(self._here)
            self.scribe.call(f"{key}:call", key, "shell", ToolKind.SHELL, {"command": command})

    def committed(self, said: str) -> None:
        """Aider committed what was changed."""
        if found := _COMMIT.match(said):
            self._commits.made(found[0])

    def undone(self, said: str) -> None:
        """The user had Aider's last commit removed (`/undo`)."""
        if found := _COMMIT.match(said):
            self.scribe.rollback(f"{self._at(self._here)}:undo", self._commits.removed(found[0]))

    def _take_call(self, path: str) -> _Call | None:
        """Find the proposal for a file: by its name, else the only one without a name."""
        name = path.replace("\\", "/")
        same = (c for c in self._calls if c.proposal.path.replace("\\", "/").removeprefix("./") == name)
        found = next(same, None) or next((c for c in self._calls if not c.proposal.path), None)
        if found is not None:
            self._calls.remove(found)
        return found

    def _report(self, report: str) -> None:
        """Some blocks did not match; the report says which, and that the others were applied."""
        failed = aider_reply.failures(report)
        others = "applied successfully" in report
        calls, self._calls = self._calls, []
        for call in calls:
            mine = {(block.old, block.new) for name, block in failed if name == call.proposal.path}
            wrong = [b for b in call.proposal.blocks if (b.old, b.new) in mine]
            good = [b for b in call.proposal.blocks if (b.old, b.new) not in mine]
            if wrong or not others:
                self._tell(call, ResultStatus.ERROR, report, call.proposal.path, wrong or call.proposal.blocks)
                if wrong and good and others:
                    self._edit(call, ResultStatus.OK, call.proposal.path, good, 1)
            else:
                self._tell(call, ResultStatus.OK, "", call.proposal.path, good)

    def _settle(self) -> None:
        """The next message begins: what has no outcome yet failed if Aider could not read the edits, else nobody knows."""
        calls, self._calls = self._calls, []
        for call in calls if self._malformed else ():
            said = "The LLM did not conform to the edit format."
            self._tell(call, ResultStatus.ERROR, said, call.proposal.path, call.proposal.blocks)
        self._malformed = self._may_run = False
        self._creating.clear()

    def _tell(self, call: _Call, status: ResultStatus, said: str, path: str, blocks: list[Block]) -> None:
        self._at(self._here)
        self.scribe.result(f"{call.key}:result", call.key, status, said)
        self._edit(call, status, path, blocks, 0)

    def _edit(self, call: _Call, status: ResultStatus, path: str, blocks: list[Block], ordinal: int) -> None:
        proposal = call.proposal
        new = path in self._creating and proposal.created()
        op = EditOp.CREATE if new else proposal.op
        content = f"{blocks[0].new}\n" if new and blocks else proposal.after
        hunks = search_replace.hunks(blocks) if blocks else proposal.hunks
        if new and content is not None:
            hunks = patches.created(content)
        self.scribe.edit(
            call.key, call.key, path, op, STATES[status], hunks, ordinal=ordinal, after=content, tool="edit"
        )


_SAID: Final[tuple[tuple[str, Callable[[AiderReader, str], None]], ...]] = (
    ("Aider v", AiderReader.version),
    ("Main model: ", AiderReader.model),
    ("Models: ", AiderReader.model),
    ("Model: ", AiderReader.model),
    ("Applied edit to ", AiderReader.applied),
    ("Skipping edits to ", AiderReader.skipped),
    ("The LLM did not conform to the edit format", AiderReader.broken),
    ("Running ", AiderReader.running),
    ("Commit ", AiderReader.committed),
    ("Removed: ", AiderReader.undone),
)
"""What Aider says, by its first words."""


def recognise(words: str) -> str | None:
    """Know a history by its first line."""
    return "chat history" if _FIRST.match(words) else None


def places(env: Mapping[str, str], home: str) -> Sequence[Place]:
    """`$AIDER_CHAT_HISTORY_FILE`, where it names one file for all workspaces."""
    named = env.get("AIDER_CHAT_HISTORY_FILE", "").strip()
    if not os.path.isabs(named):
        return []
    return [Place(AIDER, os.path.dirname(named), _literal(os.path.basename(named)), watched=False)]


def _literal(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def places_in(folder: str) -> Sequence[Place]:
    """The history that Aider keeps at the root of the workspace."""
    return [Place(AIDER, folder, HISTORY, watched=False)]


AGENT: Final = Agent(
    AIDER,
    "Aider",
    (Format(AIDER, "chat history", Shape.PROSE, recognise, AiderReader),),
    places,
    places_in,
)
