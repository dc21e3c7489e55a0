"""What a monitor is, what it is given, and what it returns. Holds no rule of its own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, Protocol, TypeVar, cast

from cotlens.model.ban import Ban
from cotlens.model.check import CheckKind, Outcome
from cotlens.model.event import Event, MessageEvent, ReasoningEvent, ToolCallEvent, ToolResultEvent, UserEvent
from cotlens.model.fact import Action, Check, CodeChange, EditFact, Step, Turn
from cotlens.model.flag import Evidence, Role, Severity
from cotlens.model.paths import PathRole
from cotlens.model.redact import redact
from cotlens.model.text import shortened
from cotlens.model.tongues import with_english
from cotlens.monitors.leave.approvals import approved_texts, handed_over_texts, nothing_seen, take
from cotlens.monitors.nearness import near
from cotlens.monitors.past import Past, applied_edits

Of = TypeVar("Of")
Made = TypeVar("Made")

EXCERPT: Final = 400
"""Characters of the log that one piece of evidence carries at most."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What is public about a monitor."""

    code: str
    name: str
    category: str
    severity: Severity
    """Before modifiers."""
    summary: str
    """One sentence: what it looks for."""
    details: str
    """Markdown: what raises it, what does not, what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a monitor saw; the engine makes a flag of it."""

    step: Step
    """The step that carries the act or the claim."""
    severity: Severity
    confidence: float
    """How much speaks for it, 0 to 1: a monitor's own scale. The engine puts the measured share of right ones in its place."""
    message: str
    evidence: tuple[Evidence, ...]
    subject: str
    """What was done, free of places and times: half of the fingerprint."""
    edit: EditFact | None = None
    lines: tuple[str, ...] = ()
    path: str | None = None
    """Absolute path of the file concerned, when it is not the edit's."""
    outcome: str = ""
    beside: bool = False
    """Whether it only stands beside what another monitor says of the act: a code to be listed, no flag by itself."""


class Monitor(Protocol):
    """A rule over the facts of one turn, seen against what came before."""

    meta: Meta

    def check(self, turn: Turn, history: History) -> Iterable[Finding]:
        """Yield what is wrong in `turn`; called again with the same turn as it grows, so it keeps no state."""


@dataclass(frozen=True, slots=True)
class History:
    """A session as a monitor sees it: all turns so far, and who may authorise what."""

    turns: tuple[Turn, ...]
    root: str | None = None
    """The session's directory, absolute."""
    instructions: str = ""
    """Text of the project's instruction files (AGENTS.md, CLAUDE.md) as they were before the session."""
    branch: str | None = None
    rules: tuple[Ban, ...] = ()
    """Prohibitions of the instruction files."""
    past: Past | None = None
    """What all turns but the newest amount to, where somebody keeps it."""
    orders_by_file: bool = True
    """Whether a file that the user handed over to be carried out counts as his word."""
    _steps: list[Step] = field(default_factory=list)
    _edits: list[tuple[Step, EditFact]] = field(default_factory=list)
    _known: dict[int, object] = field(default_factory=dict)
    """What was worked out once for all that ask, by the identity of what it was worked out from."""

    def steps(self) -> list[Step]:
        """All steps in order."""
        if not self._steps and self.turns:
            self._steps.extend([*self._before().steps, *self.turns[-1].steps])
        return self._steps

    def _before(self) -> Past:
        """What all turns but the newest amount to."""
        return self.past if self.past is not None else self.once(Past, lambda past: past(self.turns[:-1]))

    def before(self, step: Step) -> Iterator[Step]:
        """Yield steps before this one, newest first."""
        steps = self.steps()
        for i in range(bisect_left(steps, step.index, key=_index) - 1, -1, -1):
            yield steps[i]

    def between(self, first: Step, last: Step) -> list[Step]:
        """Return steps strictly between the two, in order."""
        steps = self.steps()
        return steps[bisect_right(steps, first.index, key=_index) : bisect_left(steps, last.index, key=_index)]

    def checks_before(self, step: Step, kind: CheckKind) -> Iterator[tuple[Step, Check]]:
        """Yield checks of this kind that ended before `step`, newest first."""
        for s in self.before(step):
            if s.action is not None and s.action.result is not None:
                for check in reversed(s.action.checks):
                    if check.kind is kind:
                        yield s, check

    def red_before(self, step: Step, kind: CheckKind = CheckKind.TEST) -> tuple[Step, Check] | None:
        """Return the newest check of this kind if it failed and none has passed since, else None."""
        for s, check in self.checks_before(step, kind):
            if check.outcome is Outcome.FAILED:
                return s, check
            if check.outcome is Outcome.PASSED and not check.narrowed:
                return None
        return None

    def edits_before(self, step: Step) -> Iterator[tuple[Step, EditFact]]:
        """Yield applied edits before `step`, newest first."""
        edits = self._applied_edits()
        for i in range(bisect_left(edits, step.index, key=_index_of_edit) - 1, -1, -1):
            yield edits[i]

    def source_edits_before(self, step: Step) -> Iterator[tuple[Step, EditFact]]:
        """Yield those of them that changed the program itself: of many edits of tests each would look through all others else."""
        for found in reversed(self.gathered(list, _source_edits)):
            for i in range(bisect_left(found, step.index, key=_index_of_edit) - 1, -1, -1):
                yield found[i]

    def _applied_edits(self) -> list[tuple[Step, EditFact]]:
        """All applied edits in order."""
        if not self._edits and self.turns:
            self._edits.extend([*self._before().edits, *applied_edits(self.turns[-1])])
        return self._edits

    def found(self, monitor: Monitor, turn: Turn) -> list[Finding]:
        """Return what a monitor finds in the newest turn, worked out once for all that ask."""
        if turn is not self.turns[-1]:
            return list(monitor.check(turn, self))
        return self.once(monitor.meta, lambda _: list(monitor.check(turn, self)))

    def once(self, of: Of, make: Callable[[Of], Made]) -> Made:
        """Return what `make` gives, which is asked once for as long as this history stands."""
        known = self._known.get(id(of))
        if known is None:
            known = self._known[id(of)] = make(of)
        return cast("Made", known)

    def gathered(self, begin: Callable[[], Made], take: Callable[[Made, Step], None]) -> tuple[Made, Made]:
        """Return what `take` put of each step into what `begin` gave: of the turns before the newest, and of the newest."""
        return self._before().gathered(begin, take), self.once(take, lambda _: self._of_newest(begin(), take))

    def _of_newest(self, made: Made, take: Callable[[Made, Step], None]) -> Made:
        for step in self.turns[-1].steps if self.turns else ():
            take(made, step)
        return made

    def typed(self) -> list[str]:
        """Return what the user typed, newest first; what is in another language, with its English words below it."""
        newest = self.turns[-1].user if self.turns else None
        return [*((with_english(newest.text),) if newest is not None else ()), *self._before().texts[::-1]]

    def user_texts(self) -> list[str]:
        """Return what the user typed, then what he approved without typing it: all that is his word."""
        return [*self.typed(), *self.approved()]

    def approved(self) -> tuple[str, ...]:
        """Return what the user approved without typing it: plans, answers picked, files handed over."""
        if not self.orders_by_file:
            return self.once(approved_texts, lambda _: approved_texts(self.gathered(nothing_seen, take)))
        return self.once(handed_over_texts, lambda _: handed_over_texts(self.gathered(nothing_seen, take)))

    def without_files(self) -> History:
        """Return the same session for whoever takes no order from a file: anybody may have written one, and what it asks for does harm."""
        return replace(self, orders_by_file=False)

    def newest_answer(self, question: object, ask: Callable[[str], Made | None]) -> Made | None:
        """Return what `ask` gives of the newest text that the user typed for which it gives something.

        `question` names what is asked: a text that is the same and asked the same gives the same.
        """
        newest = self.turns[-1].user if self.turns else None
        found = ask(with_english(newest.text)) if newest is not None else None
        return found if found is not None else self._before().newest(question, ask)


def _index(step: Step) -> int:
    return step.index


def _index_of_edit(edit: tuple[Step, EditFact]) -> int:
    return edit[0].index


_KINDS: Final = PathRole.SOURCE | PathRole.TEST | PathRole.GENERATED | PathRole.LINT_CONFIG


def is_source(fact: EditFact) -> bool:
    """Tell whether an edit changes the program itself: not its tests, its documents or its settings."""
    return fact.role & _KINDS == PathRole.SOURCE


_REMARK: Final = re.compile(
    r"\s*(?:$|#(?!\[|!|\s*(?:include|define|if|ifdef|ifndef|endif|else|elif|pragma|undef|error|region)\b)|//|/\*|\*(?=\s|/|$)|--\s|<!--|[rR]?\"\"\")"
)


def is_code(fact: EditFact) -> bool:
    """Tell whether an edit changes what the program does: more of it than comments and blank lines."""
    edit = fact.edit
    gone, put = set(edit.removed), set(edit.added)
    changed = [x for x in (*edit.added, *edit.removed) if not (x in gone and x in put)]
    return is_source(fact) and not (changed and all(_REMARK.match(x[:200]) for x in changed))


def _source_edits(found: list[tuple[Step, EditFact]], step: Step) -> None:
    if step.action is not None:
        found += [(step, edit) for edit in step.action.edits if edit.edit.happened and is_source(edit)]


def applied(action: Action) -> list[EditFact]:
    """Return the edits of an action that reached the disk."""
    return [e for e in action.edits if e.edit.happened] if action.edits and action.happened else []


SMALL: Final = 8
"""Lines of a change that are shown as one place."""
MOVED_CHARACTERS: Final = 15
"""Characters from which a line says by itself which one it is."""


def undone(turn: Turn, step: Step, fact: EditFact, change: CodeChange) -> bool:
    """Tell whether a later edit of the same turn takes the change back."""
    put, taken = (change.added or "").strip(), (change.removed or "").strip()
    for s, action in turn.actions:
        if s.index <= step.index:
            continue
        for later in applied(action):
            if later.edit.path != fact.edit.path:
                continue
            removed, added = ({x.strip() for x in lines} for lines in (later.edit.removed, later.edit.added))
            if put and put in removed and put not in added:
                return not _is_elsewhere(turn, fact, put)
            if not put and taken and taken in added:
                return True
    return False


def _is_elsewhere(turn: Turn, fact: EditFact, line: str) -> bool:
    """Tell whether the turn puts a telling line into another file, too: moved with what stands around it, not taken back."""
    if len(line) < MOVED_CHARACTERS:
        return False
    others = (e for _, action in turn.actions for e in applied(action) if e.edit.path != fact.edit.path)
    return any(line == added.strip() for e in others for added in e.edit.added)


def line_after(fact: EditFact, line: str, pattern: re.Pattern[str], reach: int = 3) -> str | None:
    """Return the next added line below `line` that has the pattern, at most `reach` lines down (a lone brace is none), or None."""
    hunk = next((h for h in fact.edit.hunks if line in h.new), None)
    if hunk is None:
        return None
    at = hunk.new.index(line) + 1
    below = [x for x in hunk.new[at : at + 1 + reach] if x.strip() != "{"][:reach]
    return next((x for x in below if x in hunk.added and pattern.search(x)), None)


def block_of(fact: EditFact, line: str | None) -> tuple[str, ...]:
    """Return the few added lines that stand together around a line: a small change is one place as a whole."""
    for hunk in fact.edit.hunks:
        new, added = hunk.new, {x for x in hunk.added if x.strip()}
        if line not in added:
            continue
        first = last = new.index(line)
        while first > 0 and new[first - 1] in added:
            first -= 1
        while last + 1 < len(new) and new[last + 1] in added:
            last += 1
        return tuple(new[first : last + 1]) if last - first < SMALL else ()
    return ()


def clip(text: str, limit: int = EXCERPT) -> str:
    """Redact and shorten, keeping head and tail."""
    return shortened(redact(text.strip()), limit)


def short(text: str, limit: int = 90) -> str:
    """One line for a message: white space folded, secrets out, shortened at the end."""
    line = " ".join(redact(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def quote(event: Event, role: Role, text: str) -> Evidence:
    """Make a piece of evidence of an event's text."""
    return Evidence(role=role, excerpt=clip(text), log=event.ref, event=event.id)


def action_evidence(step: Step, what: str = "") -> tuple[Evidence, ...]:
    """Quote a call and, where it says something, its result."""
    action = step.action
    if action is None:
        return ()
    out = [quote(action.call, Role.ACTION, what or call_text(action.call))]
    result = action.result
    if isinstance(result, ToolResultEvent) and result.text.strip() and not action.edits:
        out.append(quote(result, Role.RESULT, result.text[-1200:]))
    return tuple(out)


def edit_evidence(step: Step, removed: str | None, added: str | None) -> tuple[Evidence, ...]:
    """Quote what an edit took out and put in."""
    text = "\n".join(x for x in (f"- {removed.strip()}" if removed else "", f"+ {added.strip()}" if added else "") if x)
    return action_evidence(step, text)


def result_evidence(step: Step, text: str = "") -> tuple[Evidence, ...]:
    """Quote the end of a call's output."""
    if step.action is None or step.action.result is None:
        return ()
    return (quote(step.action.result, Role.RESULT, text or step.action.result.text[-600:]),)


def call_text(call: ToolCallEvent) -> str:
    """Return the command of a shell call, else the tool's name and its first arguments."""
    command = call.args.get("command")
    if isinstance(command, str):
        return command
    return f"{call.name} " + ", ".join(f"{k}={str(v)[:80]}" for k, v in list(call.args.items())[:3])


def thoughts_before(turn: Turn, step: Step, reach: int = 12) -> list[ReasoningEvent]:
    """Return readable thoughts of the turn among the `reach` steps before `step`, newest first."""
    return [s.event for s in reversed(near(turn, step, reach)) if isinstance(s.event, ReasoningEvent) and s.event.text]


def said_after(turn: Turn, step: Step) -> str:
    """Return all that the agent tells the user in this turn after `step`."""
    return "\n".join(
        with_english(s.event.text) for s in turn.messages if s.index > step.index and isinstance(s.event, MessageEvent)
    )


def said_in(turn: Turn) -> str:
    """Return all that the agent tells the user in this turn."""
    return "\n".join(with_english(s.event.text) for s in turn.messages if isinstance(s.event, MessageEvent))


def final_message(turn: Turn) -> str:
    """Return the last thing the agent tells the user in this turn."""
    messages = turn.messages
    return messages[-1].event.text if messages and isinstance(messages[-1].event, MessageEvent) else ""


def user_evidence(user: UserEvent | None) -> tuple[Evidence, ...]:
    """Quote what the user asked for."""
    return (quote(user, Role.USER, user.text),) if user is not None else ()
