"""Builds the turns of a session from its events, each event a step with its facts. Incremental: feed events as they come.

Holds no rules of its own beyond order; what a command or an edit means is worked out in the sibling modules.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import msgspec

from cotlens.facts.acts.code_losses import run_losses
from cotlens.facts.acts.deeds import Deeds, leaks_of
from cotlens.facts.acts.destruction import destructions_of
from cotlens.facts.acts.git_losses import git_losses_of
from cotlens.facts.acts.planted import summary_order
from cotlens.facts.bans.prohibitions import bans_in, lifts_in
from cotlens.facts.checking.check_runs import checks_of
from cotlens.facts.coding.code_changes import code_changes
from cotlens.facts.commands.own_scripts import Code, OwnScripts
from cotlens.facts.commands.scripts import scripts_of
from cotlens.facts.commands.shell import parse_shell
from cotlens.facts.gates.gate_changes import gate_changes
from cotlens.facts.landmarks import STEPS, USERS, landmark, without_steps
from cotlens.facts.measures.test_changes import test_changes
from cotlens.facts.speech.claims import claims_in
from cotlens.facts.speech.courtesies import asked_plainly, said_plainly, thought_plainly
from cotlens.facts.speech.orders import orders_in
from cotlens.facts.speech.remarks import remarks_in_message, remarks_in_thought
from cotlens.facts.speech.typography import in_plain_type
from cotlens.facts.writing.shell_writes import ShellWrites, is_change
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.event import (
    CompactionEvent,
    EditEvent,
    Event,
    MessageEvent,
    ReasoningEvent,
    RollbackEvent,
    ToolCallEvent,
    ToolKind,
    ToolResultEvent,
    UserEvent,
    UserOrigin,
)
from cotlens.model.fact import Action, EditFact, Loss, Script, Step, Turn
from cotlens.model.ids import CallId
from cotlens.model.paths import edited_by_hand, relative_to, role_of

_READABLE_IN_SCRIPTS: Final = frozenset({Loss.DATABASE, Loss.CLOUD, Loss.DEVICE})
"""Losses that a script's text tells of; its deletions of files hang on variables that only a run would give."""


def _written(codes: tuple[Code, ...]) -> tuple[Script, ...]:
    """Return the session's own scripts that a call runs, but for those in the shell's language."""
    return tuple(Script(c.path.rsplit(".", 1)[-1], c.text, c.command) for c in codes if not c.shell)


_PLAINLY: Final = {UserEvent: asked_plainly, MessageEvent: said_plainly, ReasoningEvent: thought_plainly}


def _plain(event: Event) -> Event:
    """Return what somebody wrote without typography, broken lines and courtesies; any other event as it is."""
    if not isinstance(event, (UserEvent, MessageEvent, ReasoningEvent)):
        return event
    text = _PLAINLY[type(event)](in_plain_type(event.text))
    return event if text == event.text else msgspec.structs.replace(event, text=text)


class Timeline:
    """The turns of one session so far."""

    def __init__(self, root: str | None = None, agent: str = "", *, writes_only: bool = False) -> None:
        """`root` is the session's directory: paths of facts are relative to it; `agent` is who wrote the log.

        With `writes_only` no facts are worked out but what shell commands write: for who asks for edits alone.
        """
        self.root = root
        self._writes_only = writes_only
        self.agent = agent
        self.turns: list[Turn] = [Turn(index=0, user=None)]
        self.past = Turn(index=-1, user=None)
        """What is kept of the steps that were let go."""
        self._count = 0
        self._calls: dict[CallId, tuple[Turn, int]] = {}
        self._inferred: list[FileEdit] = []
        self.inferred = 0
        """Changes read off shell commands so far."""
        self._own_scripts = OwnScripts()
        self._deeds = Deeds()
        self._shell_writes = ShellWrites(root, agent)

    @property
    def current(self) -> Turn:
        """The turn that is going on."""
        return self.turns[-1]

    def feed(self, event: Event) -> Turn:
        """Take in one event; returns the turn that changed."""
        if not self._writes_only:
            event = _plain(event)
        if isinstance(event, UserEvent) and event.origin is UserOrigin.TYPED and event.chain is None:
            at = len(self.turns)
            if self._writes_only:
                self.turns.append(Turn(index=at, user=event))
                return self.current
            self.turns.append(Turn(index=at, user=event, bans=bans_in(event.text, at), lifts=lifts_in(event.text)))
        elif isinstance(event, RollbackEvent):
            self._roll_back(event.turns)
        elif isinstance(event, (ToolResultEvent, EditEvent)):
            return self._complete(event)
        turn = self.current
        step = self._step(event)
        turn.steps.append(step)
        if isinstance(event, ToolCallEvent):
            self._calls[event.call] = (turn, len(turn.steps) - 1)
        return turn

    def _step(self, event: Event) -> Step:
        self._count += 1
        if isinstance(event, ToolCallEvent):
            return Step(self._count, event, action=self._action(event))
        if self._writes_only:
            return Step(self._count, event)
        if isinstance(event, MessageEvent):
            return Step(self._count, event, claims=claims_in(event), remarks=remarks_in_message(event.text))
        if isinstance(event, ReasoningEvent):
            return Step(self._count, event, remarks=remarks_in_thought(event.text))
        if isinstance(event, ToolResultEvent):
            return Step(self._count, event, orders=orders_in(event.text))
        if isinstance(event, CompactionEvent):
            order = summary_order(event.summary)
            return Step(self._count, event, orders=(order,) if order else ())
        return Step(self._count, event)

    def _action(self, call: ToolCallEvent) -> Action:
        command = call.args.get("command") if call.kind is ToolKind.SHELL else None
        if not isinstance(command, str):
            return Action(call=call, result=None, deeds=() if self._writes_only else self._deeds.of(call, ()))
        commands = parse_shell(command, call.cwd)
        if self._writes_only:
            return Action(call=call, result=None, commands=commands)
        scripts = scripts_of(commands)
        inner = self._own_scripts.commands_run_by(commands)
        within = (d for d in destructions_of(inner, scripts_of(inner)) if d.loss in _READABLE_IN_SCRIPTS)
        codes = self._own_scripts.code_run_by(commands)
        started = tuple(c for s in scripts for c in s.starts)
        losses = (
            *destructions_of(commands, scripts),
            *destructions_of(started, ()),
            *git_losses_of((*commands, *started)),
            *within,
            *run_losses(_written(codes)),
        )
        return Action(
            call=call,
            result=None,
            commands=commands,
            scripts=scripts,
            destructions=losses,
            deeds=(
                *self._deeds.of(call, (*commands, *started)),
                *leaks_of(scripts, codes),
            ),
        )

    def _complete(self, event: ToolResultEvent | EditEvent) -> Turn:
        call = event.call if isinstance(event, ToolResultEvent) else event.edit.call
        turn, at = self._calls.get(call, (self.current, -1))
        step = turn.steps[at] if 0 <= at < len(turn.steps) else None
        action = step.action if step is not None else None
        if step is None or action is None:
            turn.steps.append(self._step(event))
            return turn
        if isinstance(event, EditEvent):
            self._shell_writes.texts.note(event.edit)
            action = replace(action, edits=(*action.edits, self.edit_fact(event.edit)))
        else:
            action = self._with_result(action, event)
        turn.steps[at] = Step(step.index, step.event, action=action)
        # The outcome is a step too, so that order between results and messages is kept.
        turn.steps.append(self._step(event))
        return turn

    def _with_result(self, action: Action, result: ToolResultEvent) -> Action:
        recorded = {e.edit.path for e in action.edits}
        self._shell_writes.root = self.root
        told = self._shell_writes.infer(action.commands, action.call, result)
        found = [e for e in told if e.path not in recorded]
        self._inferred += found
        self.inferred += sum(1 for e in found if is_change(e, self.root))
        # A text that is nobody's own says nothing of what the agent does: the command itself is what is judged.
        inferred = tuple(self.edit_fact(e) for e in found if e.authored)
        checks = action.checks if self._writes_only else checks_of(action.commands, result)
        # Named one by one: `replace` takes three times as long, and every call has a result.
        return Action(
            call=action.call,
            result=result,
            commands=action.commands,
            checks=checks,
            edits=(*action.edits, *inferred),
            scripts=action.scripts,
            destructions=action.destructions,
            deeds=action.deeds,
        )

    def place_of(self, call: CallId) -> tuple[Turn, Step] | None:
        """Return the turn and the step of a tool call; None if it was not told, or let go of."""
        turn, at = self._calls.get(call, (self.current, -1))
        return (turn, turn.steps[at]) if 0 <= at < len(turn.steps) else None

    def take_inferred(self) -> list[FileEdit]:
        """Return the edits read off shell commands since the last call."""
        found, self._inferred = self._inferred, []
        return found

    def edit_fact(self, edit: FileEdit) -> EditFact:
        """Work out what is known of an edit."""
        self._own_scripts.note(edit)
        path = relative_to(edit.path, self.root)
        role = role_of(path)
        if edit.op is EditOp.MODIFY and not edit.inferred:
            role = edited_by_hand(role, path)
        if self._writes_only:
            return EditFact(edit=edit, path=path, role=role)
        changes = (*test_changes(edit, role), *gate_changes(edit, role), *code_changes(edit, path, role))
        return EditFact(edit=edit, path=path, role=role, changes=changes)

    def let_go(self, before: int) -> None:
        """Let go of the steps below this index, but for what later ones are judged by."""
        gone = self.past.steps
        for turn in self.turns:
            kept = [step for step in turn.steps if step.index >= before]
            gone += [mark for step in turn.steps if step.index < before and (mark := landmark(step)) is not None]
            turn.steps = kept
        del gone[:-STEPS]
        # A turn without steps is one that is over; a rollback may still take it back.
        turns = [turn if turn.steps else without_steps(turn) for turn in self.turns[:-1]]
        self.turns = [*turns[-USERS:], self.turns[-1]]
        self._calls = {
            step.event.call: (turn, at)
            for turn in self.turns
            for at, step in enumerate(turn.steps)
            if isinstance(step.event, ToolCallEvent)
        }

    def emptied(self) -> Timeline:
        """Return a timeline to be fed the steps again that were not let go, with what is kept of the others."""
        fresh = Timeline(self.root, self.agent, writes_only=self._writes_only)
        over = [turn for turn in self.turns if not turn.steps]
        fresh.turns = over or fresh.turns
        fresh.past = self.past
        fresh._count = min((s.index for t in self.turns for s in t.steps), default=self._count + 1) - 1
        return fresh

    def _roll_back(self, turns: int) -> None:
        # Turn 0 precedes anything the user typed and cannot be undone.
        for _ in range(min(turns, len(self.turns) - 1)):
            self.turns.pop()
