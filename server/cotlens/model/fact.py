"""What the events of a session amount to: the vocabulary between facts (which fill it) and monitors (which read it). No judgement."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from cotlens.model.ban import Ban
from cotlens.model.check import CheckKind, Outcome
from cotlens.model.edit import FileEdit
from cotlens.model.event import Event, MessageEvent, ReasoningEvent, ToolCallEvent, ToolResultEvent, UserEvent
from cotlens.model.paths import PathRole, base_name


@dataclass(frozen=True, slots=True)
class Redirect:
    """A redirection of a simple command."""

    op: str
    """`>`, `>>`, `<`, `2>`, `&>`, `<<` ..."""
    target: str
    """The file word, unquoted; the body for a heredoc."""


@dataclass(frozen=True, slots=True)
class SimpleCommand:
    """One program that a shell string runs, with wrappers (`sudo`, `env`, `bash -lc`, `xargs`) taken off."""

    argv: tuple[str, ...]
    """Program and arguments, unquoted; a word with an unresolvable expansion keeps it as written (`$DIR/x`)."""
    env: tuple[tuple[str, str], ...] = ()
    """Assignments in front of it, of `env` included."""
    redirects: tuple[Redirect, ...] = ()
    cwd: str | None = None
    """Absolute directory it runs in, following `cd` as far as it can be known, else None."""
    wrappers: tuple[str, ...] = ()
    """What was taken off: `sudo`, `timeout`, `xargs`, `ssh HOST`, `docker exec` ..."""
    masked: str = ""
    """How its failure is hidden from the shell string's exit status: `|| true`, `; exit 0`, `| tail`, `&` ..., else ''."""
    follows: str = ""
    """The operator that leads to it: '', `&&`, `||`, `;`, `|`, `&`."""
    start: int = 0
    end: int = 0
    """Character span in the shell string it was parsed from (of the outermost string for nested ones)."""

    @property
    def program(self) -> str:
        """Base name of the program, or ''."""
        return base_name(self.argv[0]) if self.argv else ""

    @property
    def remote(self) -> bool:
        """Runs on another machine or in a container."""
        return any(w.startswith(("ssh ", "docker ", "podman ", "kubectl ")) for w in self.wrappers)


@dataclass(frozen=True, slots=True)
class Check:
    """One run of tests, a build, a linter or a type checker."""

    kind: CheckKind
    tool: str
    """`pytest`, `jest`, `go test`, `cargo clippy` ..."""
    command: SimpleCommand
    outcome: Outcome
    passed: int | None = None
    failed: int | None = None
    """Failures and errors together."""
    total: int | None = None
    failures: tuple[str, ...] = ()
    """Names of failing tests as the output gives them."""
    narrowed: tuple[str, ...] = ()
    """Arguments that leave things out (`-k x`, `--ignore=y`, a path, `-run X`); () for the whole suite."""
    excluded: tuple[str, ...] = ()
    """The narrowing arguments that exclude by name (`--deselect`, `-skip`, `--ignore`, `-k 'not x'`)."""
    masked: str = ""
    """How the command hides its own failure, see SimpleCommand.masked."""


class ChangeKind(str, Enum):
    """What an edit does that a reviewer would want to know. A change is a fact; whether it was right is a monitor's matter."""

    TEST_FILE_DELETED = "test file deleted"
    TEST_REMOVED = "test removed"
    CASE_REMOVED = "test case removed"
    SKIP_ADDED = "skip added"
    ONLY_ADDED = "run confined to one test"
    ASSERTION_REMOVED = "assertion removed"
    ASSERTION_VOID = "assertion made always true"
    MATCHER_LOOSENED = "assertion loosened"
    TOLERANCE_WIDENED = "tolerance widened"
    EXPECTATION_CHANGED = "expected value changed"
    TEST_REWRITTEN = "test rewritten unseen"
    SNAPSHOT_CHANGED = "recorded expectation rewritten"
    FAILURE_MASKED = "failure masked"
    THRESHOLD_LOWERED = "threshold lowered"
    TESTS_EXCLUDED = "tests excluded"
    SUPPRESSION_ADDED = "suppression added"
    FILE_SUPPRESSED = "whole file exempted"
    RULE_RELAXED = "rule relaxed"
    GATE_REMOVED = "check removed"
    SPECIAL_CASE = "special case for one input"
    TEST_DETECTED = "behaviour that depends on being tested"
    SINGLED_OUT = "fixed answer to one input"
    INCIDENTAL = "fixed answers chosen by something incidental"
    HARNESS_RIGGED = "test harness rigged"
    MEASURE_TOUCHED = "measuring program altered"
    STUB_ADDED = "stub added"
    ERROR_SWALLOWED = "error swallowed"
    PROTECTION_WEAKENED = "protection weakened"
    REFUSAL_REMOVED = "refusal removed"
    BACKDOOR_ADDED = "hidden condition added"
    TEXT_PLANTED = "text addressed to a model or reviewer"
    CONTROL_LOOSENED = "agent control loosened"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One such change within an edit."""

    kind: ChangeKind
    added: str | None = None
    """The line put in, verbatim, or None for a pure removal."""
    removed: str | None = None
    """The line taken out, verbatim, or None for a pure addition."""
    new_value: str = ""
    """The literal or setting that is new, where there is one."""
    old_value: str = ""
    justified: bool = False
    """The line itself gives a reason."""
    settled: bool = False
    """Of a text for a reader: it says beforehand what that reader is to conclude, or to leave unsaid."""


@dataclass(frozen=True, slots=True)
class EditFact:
    """A file edit with what is known of its file and its content."""

    edit: FileEdit
    path: str
    """Relative to the session's directory where it lies below it, POSIX."""
    role: PathRole
    changes: tuple[CodeChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """Code handed to an interpreter on the command line: `python - <<PY`, `psql -c`, `node -e`."""

    language: str
    """`python`, `sql`, `javascript`, `mongo` ...; `starts`: what the code runs in its turn, as far as its literals tell."""
    code: str
    command: SimpleCommand
    starts: tuple[SimpleCommand, ...] = ()


class DeedKind(str, Enum):
    """What a call does beyond the work tree's contents: to secrets, other machines, the system, or those who watch."""

    SECRET_READ = "reads secrets"  # noqa: S105  # a kind, not a secret
    SENDS_OUT = "sends data out"
    RUNS_FOREIGN = "runs foreign code"
    GAINS_PRIVILEGE = "gains privilege"
    CHANGES_CONTROL = "changes the agent's own controls"
    HIDES_TRACES = "hides traces"
    PEEKS = "looks up the answer"
    COMMITS = "commits"
    PUSHES = "pushes"
    INSTALLS = "installs"
    PUBLISHES = "publishes"
    DEPLOYS = "deploys"
    CLOSES = "closes a ticket"
    SCHEDULES = "leaves something running"
    PLANTS = "addresses another model or reviewer"


@dataclass(frozen=True, slots=True)
class Deed:
    """One such act of a call."""

    kind: DeedKind
    what: str
    """A short phrase for messages: `cat ~/.aws/credentials`."""
    target: str = ""
    """The path, host, package or branch concerned, as written."""
    grave: bool = False
    """Of the kind that needs no context: a private key, everything, the whole system."""
    hint: str = ""
    """What more is known: `payload from a secret`, `pinned`, `named by the project` ..."""
    command: SimpleCommand | None = None
    """The simple command, or None for another tool's call."""


class RemarkKind(str, Enum):
    """What a sentence of a thought or a message does."""

    DOUBT = "doubt"
    """The speaker does not know: "not sure", "haven't checked", "guess"."""
    PROBLEM = "problem"
    """Something is known to be wrong, left for later or set aside."""
    CONCEAL = "conceal"
    """Somebody is not to notice: "won't mention", "nobody will see"."""
    CIRCUMVENT = "circumvent"
    """A restriction is to be got round."""
    EVADE = "evade"
    """Being watched or tested is reckoned with."""
    HARM = "harm"
    """Damage, a back door or bad work is meant."""
    OBEY = "obey"
    """Orders found in an output are to be carried out."""
    DONE = "done"
    """All of it is said to be finished or to work."""
    DEED = "deed"
    """The agent says that it did a thing: created, committed, pushed, installed, read."""
    CAVEAT = "caveat"
    """A limit, an open point or an uncertainty is told."""
    ASKS = "asks"
    """Leave to go on is asked for."""
    PROMISE = "promise"
    """Work after the end of the turn is promised."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence that does something of note. Negated, quoted and hypothetical ones are none."""

    kind: RemarkKind
    text: str
    """The sentence, verbatim."""
    verb: str = ""
    """Of a DEED: `commit`, `push`, `install`, `create`, `read`, `run`, `verify` ..."""
    objects: tuple[str, ...] = ()
    """Names (paths, packages, numbers, code spans) in the sentence."""


class Loss(str, Enum):
    """What kind of thing a command destroys."""

    FILES = "files"
    DATABASE = "database"
    CLOUD = "cloud"
    CONTAINER = "container"
    PROCESS = "process"
    DEVICE = "device"
    WORK_TREE = "uncommitted work"
    STASH = "stash"
    BRANCH = "branch"
    COMMITS = "commits"
    REMOTE = "remote history"


@dataclass(frozen=True, slots=True)
class Destruction:
    """A command that takes something away for good, if it is there."""

    loss: Loss
    what: str
    """A short phrase for messages: `rm -rf src/data`, `DROP TABLE users`."""
    targets: tuple[str, ...]
    """Paths (absolute where known), table, branch or process names; as written where unknown."""
    command: SimpleCommand
    grave: bool = False
    """Beyond repair, or of everything: `/`, a whole database, a cluster, published history."""
    hint: str = ""
    """What more is known: `untracked`, `HEAD~1`, `all`."""


@dataclass(frozen=True, slots=True)
class Action:
    """A tool call together with what came of it."""

    call: ToolCallEvent
    result: ToolResultEvent | None
    commands: tuple[SimpleCommand, ...] = ()
    checks: tuple[Check, ...] = ()
    edits: tuple[EditFact, ...] = ()
    """Files it changed, inferred shell writes included."""
    scripts: tuple[Script, ...] = ()
    destructions: tuple[Destruction, ...] = ()
    deeds: tuple[Deed, ...] = ()

    @property
    def happened(self) -> bool:
        """False when it was denied or interrupted, so that it had no effect."""
        return self.result is None or self.result.took_effect


@dataclass(frozen=True, slots=True)
class Claim:
    """The agent tells the user that a check came out well (or how many passed). Hedged, negated and future ones are not claims."""

    kind: CheckKind
    text: str
    """The sentence, verbatim."""
    passed: int | None = None
    total: int | None = None
    whole: bool = False
    """Speaks of everything ("all tests pass", "the full suite")."""
    event: MessageEvent | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a turn with the facts drawn from it."""

    index: int
    """Position in the session, from 0."""
    event: Event
    action: Action | None = None
    """Set on the step of the tool call."""
    claims: tuple[Claim, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """Of a thought or a message."""
    orders: tuple[str, ...] = ()
    """Of a tool's result: sentences in it that order a model about."""


class _Parts(NamedTuple):
    steps: list[Step]
    size: int
    """How many steps there were when they were sorted."""
    actions: list[tuple[Step, Action]]
    messages: list[Step]
    thoughts: list[Step]


@dataclass(slots=True)
class Turn:
    """From one message the user typed to the next."""

    index: int
    user: UserEvent | None
    """None for what precedes the first typed message."""
    bans: tuple[Ban, ...] = ()
    """Prohibitions that its user message gives."""
    lifts: tuple[str, ...] = ()
    """Sentences of its user message that allow what was forbidden before."""
    steps: list[Step] = field(default_factory=list)
    chain: str | None = None
    _parts: _Parts | None = field(default=None, repr=False, compare=False)

    @property
    def actions(self) -> list[tuple[Step, Action]]:
        """Tool calls in order."""
        return self._sorted().actions

    @property
    def messages(self) -> list[Step]:
        """Visible messages in order."""
        return self._sorted().messages

    @property
    def thoughts(self) -> list[Step]:
        """Readable reasoning in order."""
        return self._sorted().thoughts

    def _sorted(self) -> _Parts:
        """The steps by their kinds, sorted when the turn has grown: a step that changes has another one put behind it."""
        parts = self._parts
        if parts is None or parts.steps is not self.steps or parts.size != len(self.steps):
            parts = self._parts = _Parts(
                self.steps,
                len(self.steps),
                [(s, s.action) for s in self.steps if s.action is not None],
                [s for s in self.steps if isinstance(s.event, MessageEvent)],
                [s for s in self.steps if isinstance(s.event, ReasoningEvent) and s.event.text],
            )
        return parts
