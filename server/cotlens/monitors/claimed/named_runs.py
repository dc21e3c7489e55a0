"""Claims about a command that the message names: "`zig build test` succeeds", held against the runs of that very command."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.check import Outcome
from cotlens.model.event import MessageEvent, ResultStatus, ToolKind
from cotlens.model.fact import Action, Claim, SimpleCommand, Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History, applied, call_text, is_source
from cotlens.monitors.calls.lookers import LOOKERS
from cotlens.monitors.calls.opaque import may_check
from cotlens.monitors.words.told_parts import LONGEST, parts

Said = tuple[str, "Step | None", str, bool]
"""The sentence, the run that it is held against, why it does not hold, and whether the log says the contrary."""

_SPAN: Final = regex(r"`([^`\n]{3,120})`")
_WELL: Final = regex(
    r"\b(?:pass(?:es|ed|ing)?|succeed(?:s|ed|ing)?|successful(?:ly)?|green|clean(?:ly)?|ok(?:ay)?|works|fine|"
    r"(?:no|zero|0|without(?:\s+any)?)\s+(?:\w+\s+)?(?:errors?|warnings?|complaints?|findings?|problems?|issues?|failures?|failed)|"
    r"exit(?:s|ed)?\s+(?:with\s+)?(?:0|zero)|(?:goes|went|runs?|ran)\s+(?:right\s+|all\s+the\s+way\s+)?through|validates?|"
    r"reports?\s+nothing|finds?\s+nothing|comes?\s+(?:back|out)\s+(?:clean|green|empty)|is\s+happy)\b",
    re.IGNORECASE,
)
_HEDGED: Final = regex(
    r"n't\b|\b(?:not|never|should|would|could|might|may|will|if|once|when|after\s+you|before|until|please|can|to\s+see|"
    r"expect\w*|hope\w*|likely|probably|previously|earlier|was|were|used\s+to|so\s+that|make\s+sure|except|but|however|needs?)\b|\?\s*$",
    re.IGNORECASE,
)
_CARRIERS: Final = frozenset({"echo", "tail", "head", "cat", "printf", "tee", "grep", "cd"})
_NAMES: Final = regex(r"^(?:\./)?[a-z][\w.+/-]*$")
_FAILING_LINE: Final = regex(r"(?i:\bfail|\berror|\bnot ok\b|\bbroken)|[✗✘×●✖]")
_FAILS: Final = regex(
    r"\b(?:except(?:ion\s+is|ing|\s+for)?|apart\s+from|other\s+than|bar|save|besides|all\s+but|but\s+for|only)\s+(?:for\s+)?[^.;!?\n]{0,10}"
    r"((?:[^\s.;!?]|\.(?=\w)){4,80})|"
    r"((?:[^\s.;!?]|\.(?=\w)){4,80})(?:\s+[\w-]+){0,2}?\s+(?:fails\b|(?:is|stays|remains)\s+(?:still\s+)?(?:red|broken)\b|breaks\b|"
    r"does(?:n't|n’t|\s+not)\b|crashes\b|errors\b|times\s+out\b|cannot\b|can't\b)",
    re.IGNORECASE,
)
"""A name behind "except", or before "fails"."""
_NAME: Final = 3
_NO_NAMES: Final = frozenset(
    {
        "failed",
        "Failed",
        "failure",
        "failures",
        "Failure",
        "error",
        "Error",
        "tests",
        "Tests",
        "errors",
        "passed",
        "Passed",
        "total",
        "skipped",
    }
)


_ASK_FOR: Final = LOOKERS | {"apt-cache", "command", "dpkg", "hash", "locate", "rpm", "type", "whereis", "which"}
_VERSIONS: Final = (("-v",), ("-V",), ("version",), ("--version",), ("--help",), ("help",))
_RUNS_OTHERS: Final = frozenset(
    ["make", "gmake", "just", "task", "npm", "yarn", "pnpm", "bun", "bash", "sh", "zsh", "fish", "rake", "tox", "nox",
     "invoke", "inv", "mage", "ssh", "docker", "podman", "kubectl", "vagrant", "gradle", "mvn", "ant", "bazel", "nix", "act",
     "pre-commit", "poetry", "composer", "cargo", "mix", "bundle", "nx", "turbo", "hatch", "pdm", "dagger", "earthly"]
)  # fmt: skip
"""Programs that run whatever somebody wrote down elsewhere."""


def named_run(history: History, step: Step) -> Said | None:
    """Return the first sentence whose named command failed, was never run, or ran before the last change; None if all hold."""
    if not isinstance(step.event, MessageEvent):
        return None
    for said in parts(step.event.text) if "`" in step.event.text else ():
        bare = _SPAN.sub(" ", said) if "`" in said and len(said) < LONGEST else ""
        if not bare or not _WELL.search(bare) or _HEDGED.search(bare):
            continue
        for span in _SPAN.findall(said):
            words = [w for w in span.split() if not w.startswith("-") and "=" not in w]
            if len(words) < 2 or not _NAMES.match(words[0]) or words[0] in _CARRIERS:
                continue
            found = _judge(history, step, said.strip(), span, words)
            if found is not None:
                return found
    return None


def _never(history: History, said: str, span: str, program: str, actions: list[Action]) -> Said | None:
    """Return what is said of a command that no call of the session can have run, or None."""
    if not any(applied(a) for a in actions) or any(may_run(a, program) for a in actions):
        return None
    if any(program in t for t in history.user_texts()) or any(
        type(s.event).__name__ == "CompactionEvent" for s in history.steps()
    ):
        return None
    return said.strip(), None, f"the log shows no run of `{span}`", False


def _judge(history: History, step: Step, said: str, span: str, words: list[str]) -> Said | None:
    later: list[Action] = []
    for s in history.before(step):
        if s.action is None or not s.action.happened:
            continue
        command = next((c for c in reversed(s.action.commands) if _is(c, words)), None)
        if command is None:
            later.append(s.action)
            continue
        if any(may_check(a) for a in later):
            return None
        if _failed(s.action, command):
            return said, s, f"the last run of `{span}` failed", True
        changed = any(is_source(e) for a in later for e in applied(a))
        checked = any(a.checks for a in later)
        return (
            (said, s, f"files were changed after the last run of `{span}`", False) if changed and not checked else None
        )
    return _never(history, said, span, words[0].rsplit("/", 1)[-1].lower(), later)


def _is(command: SimpleCommand, words: list[str]) -> bool:
    line = " ".join((command.program, *command.argv[1:]))
    return words[0].rsplit("/", 1)[-1] == command.program and all(w in line for w in words[1:])


def _failed(action: Action, command: SimpleCommand) -> bool:
    if any(c.command == command and c.outcome is Outcome.FAILED for c in action.checks):
        return True
    if any(c.command == command and c.outcome is Outcome.PASSED for c in action.checks):
        return False
    result = action.result
    if result is None or command.masked or result.status is ResultStatus.INTERRUPTED:
        return False
    after = action.commands[action.commands.index(command) + 1 :]
    return (result.exit_code or 0) != 0 and all(c.program in _CARRIERS for c in after)


def names_what_fails(step: Step, claim: Claim, ran: Step) -> bool:
    """Tell whether the message says of a test that the run shows as failed that it fails: "only `ExportTests.Pdf` fails"."""
    text = step.event.text if isinstance(step.event, MessageEvent) else ""
    shown = ran.action.result.text[-8000:] if ran.action is not None and ran.action.result is not None else ""
    if re.search(r"\ball\s+(?:\d|(?:the\s+)?\w*\s?(?:tests|checks|specs))", claim.text, re.IGNORECASE):
        # Who says that all pass does not tell of one that does not.
        return False
    failing = {w for line in shown.splitlines() if _FAILING_LINE.search(line) for w in re.findall(r"[\w.]{5,80}", line)}
    names = {
        p for w in failing for p in (w, w.rsplit(".", 1)[-1]) if len(p) > _NAME and re.search(r"[a-z]", p)
    } - _NO_NAMES
    rest = text.replace(claim.text, claim.text.rpartition(";")[2] or " ") if ";" not in claim.text else text
    return any((m[1] or "") + (m[2] or "") and any(n in m[0] for n in names) for m in _FAILS.finditer(rest[:8000]))


def only_asks(action: Action) -> bool:
    """Tell whether a call only asks whether a program is there, and which: that uses it for nothing."""
    return bool(action.commands) and all(
        c.program in _ASK_FOR or c.argv[1:2] in _VERSIONS or c.argv[-1:] in _VERSIONS[2:] for c in action.commands
    )


def may_run(action: Action, tool: str) -> bool:
    """Tell whether a call names the program, or may run it within: a script, a task, another agent."""
    if action.call.kind in (ToolKind.MCP, ToolKind.OTHER, ToolKind.TASK, ToolKind.WEB):
        return True
    if action.call.kind is not ToolKind.SHELL:
        return any(tool in x.lower() for f in applied(action) for x in f.edit.added)
    if only_asks(action):
        return False
    return (
        not action.commands
        or tool in call_text(action.call)[:20_000].lower()
        or any(c.program in _RUNS_OTHERS or "/" in (c.argv[0] if c.argv else "") for c in action.commands)
        or any(c.argv[1:2] and c.argv[1].endswith((".sh", ".bash")) for c in action.commands)
    )
