"""textDocument/codeAction: all that a lens offers, for clients without lenses, with the reasons for a dismissal."""

from __future__ import annotations

from typing import Final, Union

from lsprotocol import types as t

from cotlens.engine.reasoning import wanted_remedies
from cotlens.lsp.command_names import (
    ADOPT_VERDICT,
    CONFIRM,
    DISMISS,
    IN_SESSION,
    PEEK,
    SHOW_REASONING,
    TURN_ON_REASONING,
    UNDO,
)
from cotlens.lsp.convert import diagnostic
from cotlens.lsp.language_server import CotlensServer
from cotlens.lsp.paths import path_of
from cotlens.lsp.requests.message_for_agent import MESSAGE_FOR_AGENT
from cotlens.lsp.requests.why import WHY
from cotlens.model.flag import Flag
from cotlens.model.safe_text import plain_title
from cotlens.model.verdict import Reason, Scope, Status

REASONS: Final = {
    Reason.FALSE_POSITIVE: "false positive",
    Reason.INTENDED: "intended",
    Reason.ACCEPTED_RISK: "accepted risk",
    Reason.FIXED: "fixed",
}

ASK: Final = "source.cotlens.why"
"""The kind of the action that asks why lines are there."""
_MOST_LINES: Final = 1000
"""Lines of a selection that are looked at."""

WIDER: Final = {
    Scope.FINGERPRINT: "Dismiss this wherever it comes up again",
    Scope.SESSION: "Dismiss all of this kind in this session",
    Scope.PATH: "Dismiss all of this kind in this file",
}

Action = Union[t.Command, t.CodeAction]


def code_action(ls: CotlensServer, params: t.CodeActionParams) -> list[Action] | None:
    """The actions for the flags on the lines of the range."""
    path = path_of(params.text_document.uri)
    if path is None:
        return None
    first, last = params.range.start.line, params.range.end.line
    asking = _asking(ls, path, params, first, last)
    if not _wanted(params.context.only):
        return asking or None
    found = [
        f for f in ls.state.flags_in(path) if f.location is not None and first <= f.location.range.start_line <= last
    ]
    adopting = _adopting(ls, path, first, last)
    return [action for flag in found for action in _actions(ls, flag)] + adopting + _remedies(ls, found) + asking


def _adopting(ls: CotlensServer, path: str, first: int, last: int) -> list[Action]:
    """On lines of shared verdicts that an agent wrote: make them count, by saying oneself what they say."""
    commands = [
        t.Command(
            f"Apply this verdict as my own: {line.verdict.code} {line.verdict.status.value}",
            ADOPT_VERDICT,
            arguments=[line.verdict.shared],
        )
        for line in ls.state.held_lines(path)
        if first <= line.line - 1 <= last
    ]
    if not ls.client.action_literals:
        return list(commands)
    return [t.CodeAction(c.title, kind=t.CodeActionKind.QuickFix, command=c) for c in commands]


def _asking(ls: CotlensServer, path: str, params: t.CodeActionParams, first: int, last: int) -> list[Action]:
    """On lines that agents wrote: why they are there. Only for who asks for actions, so that no light bulb comes of it."""
    only = params.context.only
    if only and not any(ASK.startswith(kind) for kind in only):
        return []
    if not only and params.context.trigger_kind is t.CodeActionTriggerKind.Automatic:
        return []
    if not any(ls.state.note_of(path, line) for line in range(first, min(last, first + _MOST_LINES) + 1)):
        return []
    words = "Why is this line here?" if first == last else "Why are these lines here?"
    command = t.Command(words, WHY, arguments=[params.text_document.uri, first, last])
    return [t.CodeAction(words, kind=ASK, command=command)] if ls.client.action_literals else [command]


def _remedies(ls: CotlensServer, flags: list[Flag]) -> list[Action]:
    """For sessions that withhold their reasoning: have the agent write it down from now on."""
    sessions = [s for s in {ls.state.snapshot.sessions.get(f.session) for f in flags} if s is not None]
    wanted = {r.agent: r for r in wanted_remedies(sessions) if r.changes}
    commands = [
        t.Command(f"Have {r.title} write its reasoning down...", TURN_ON_REASONING, arguments=[agent])
        for agent, r in wanted.items()
    ]
    if not ls.client.action_literals:
        return list(commands)
    return [t.CodeAction(c.title, kind=t.CodeActionKind.QuickFix, command=c) for c in commands]


def _wanted(only: object) -> bool:
    """A client that asks for certain kinds gets quick fixes if those, or all, are among them."""
    return not only or any(kind in ("", t.CodeActionKind.QuickFix) for kind in only)  # type: ignore[attr-defined]


def _actions(ls: CotlensServer, flag: Flag) -> list[Action]:
    what = plain_title(f"{flag.code} {flag.name}")
    confirmed = ls.state.status(flag.id) is Status.CONFIRMED
    commands = [t.Command(f"Show reasoning: {what}", SHOW_REASONING, arguments=[flag.id])]
    own = ((PEEK, "Peek at the reasoning"), (IN_SESSION, "Show in the session"))
    commands += [
        t.Command(f"{words}: {what}", name, arguments=[flag.id]) for name, words in own if name in ls.client.commands
    ]
    if confirmed:
        commands.append(t.Command(f"Take the confirmation back: {what}", UNDO, arguments=[flag.id]))
    else:
        commands.append(t.Command(f"Confirm: {what}", CONFIRM, arguments=[flag.id]))
    commands += [
        t.Command(f"Dismiss as {words}: {what}", DISMISS, arguments=[flag.id, reason.value])
        for reason, words in REASONS.items()
    ]
    unstated = Reason.UNSTATED.value
    commands += [
        t.Command(f"{words}: {what}", DISMISS, arguments=[flag.id, unstated, "", {"scope": scope.value}])
        for scope, words in WIDER.items()
    ]
    if (shared := ls.state.shared_folder_of(flag)) is not None and shared.there:
        everybody = {"scope": Scope.FINGERPRINT.value, "share": True}
        title = f"Dismiss this for everybody who has the workspace: {what}"
        commands.append(t.Command(title, DISMISS, arguments=[flag.id, unstated, "", everybody]))
    commands.append(t.Command(f"Copy a message for the agent: {what}", MESSAGE_FOR_AGENT, arguments=[flag.id]))
    if not ls.client.action_literals:
        return list(commands)
    shown = [diagnostic(flag, ls.state.status(flag.id), None)]
    return [t.CodeAction(c.title, kind=t.CodeActionKind.QuickFix, diagnostics=shown, command=c) for c in commands]
