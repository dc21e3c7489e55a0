"""What you approved without typing it to the agent: a plan you said yes to, an answer you picked, a file you handed over to be carried out.

An output authorises nothing, and neither does what the agent proposes. Here the agent's own harness tells of your yes (a plan put
before you, a question with its answer), or you named the file yourself and said that it is the order: then its words are yours,
as they were before the session wrote to it. Secrets, other machines, rights and what watches the agent are beyond a file's orders.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from cotlens.model.event import ResultStatus, ToolKind, UserEvent, UserOrigin
from cotlens.model.fact import Action, Step
from cotlens.model.lazy_regex import regex

_PLANS: Final = frozenset({"exitplanmode", "exit_plan_mode", "plan_exit", "planmoderespond", "plan_mode_respond"})
_ASKS: Final = regex(
    r"(?:^|_)ask_?(?:user|followup|question)|request_user_input|askquestions?$|ask_?user|elicit", re.IGNORECASE
)
_APPROVED: Final = regex(
    r"\b(?:has\s+approved|approved\s+your|approved\s+the|plan\s+(?:was\s+)?approved|accepted)\b", re.IGNORECASE
)
_PAIR: Final = regex(r"\"([^\"\n]{1,600})\"\s*=\s*\"([^\"\n]{1,600})\"")
_NO: Final = regex(
    r"^\W*(?:no\b|nope\b|don't|do\s+not|keep\b|leave\b|skip\b|cancel|abort|stop\b|neither|none\b|never\b|not\b|wait\b|later\b|undo)",
    re.IGNORECASE,
)
_ASKED: Final = frozenset({"question", "prompt", "text", "title", "message", "header"})
_FILE: Final = regex(r"@?((?:[\w.~-]{0,60}/){0,12}[\w.-]{1,80}\.(?:md|mdx|markdown|txt|rst|adoc|org))\b")
_ENDS: Final = (".md", ".mdx", ".markdown", ".txt", ".rst", ".adoc", ".org")
_SHOWERS: Final = frozenset({"cat", "sed", "head", "bat", "nl", "less", "tail"})
_HANDS_OVER: Final = (
    # The file itself is to be done: "implement docs/plan.md", "work through TODO.md".
    regex(
        r"(?<!not )\b(?:implement|follow|execute|carry\s+out|work\s+(?:through|off|down)|go\s+by|obey|realise|realize|"
        r"do\s+(?:what|everything|all|as|exactly|the\s+(?:rest|tasks?|steps?|items?|work)))\b"
        r"(?:(?!\b(?:writ|document|updat|not|add|put|sav|record|summar|describ(?!ed)|log)\w*\b)[^.;!?\n]){0,80}?FILE",
        re.IGNORECASE,
    ),
    # What it holds is called a task: "complete the task in X", "the steps are in X: start with the first".
    regex(
        r"\b(?:tasks?|plan|steps?|instructions?|spec\w*|requirements?|brief|ticket|to-?dos?|checklist|work\s+order|assignment|orders|job)\b"
        r"[^.;!?\n]{0,50}?\b(?:in|at|from|of|under|provided|:|is|are)\b[^.;!?\n]{0,24}?FILE",
        re.IGNORECASE,
    ),
    # "as described in X", "according to X".
    regex(
        r"\b(?:as\s+(?:described|specified|laid\s+out|written|defined|outlined|planned|set\s+(?:out|down))|according\s+to|exactly\s+like)\b"
        r"[^.;!?\n]{0,40}?FILE",
        re.IGNORECASE,
    ),
)
_DOES: Final = regex(
    r"\b(?:(?:complet|implement|start|continu|resum|work|finish|perform|solv|begin|handl|process|execut|tackl)\w*|do(?:es|ing)?|go|run|carry|"
    r"follow|pick)\b",
    re.IGNORECASE,
)
_SPEAKS_OF: Final = regex(
    r"\b(?:summari[sz]|review|explain|describ|proof-?read|translat|what|why|which|updat|writ|edit|improv|rewrit|fix|correct|check|comment|discuss|"
    r"not|never|don't)\w*\b[^.;!?\n]{0,60}FILE",
    re.IGNORECASE,
)
"""The file is read, written or spoken of."""
_SENTENCE: Final = regex(r"(?<=[!?;])\s+|(?<=[.])\s+(?=[A-Z])|\n+")
_MOST: Final = 20_000
"""Characters of a plan, a file and a message that are looked at."""
_FEW: Final = 4
_SHORT: Final = 16
"""Characters beside its name with which a message is nothing but a file handed over."""


class Seen(NamedTuple):
    """What you typed, what calls showed and wrote of documents, and what was approved: each with its step, in order."""

    typed: list[tuple[int, str]]
    approved: list[tuple[int, str]]
    shown: list[tuple[int, str, str]]
    """Step, path as it was asked for, text."""
    written: list[tuple[int, str]]
    """Step and path of documents that the session wrote."""


def nothing_seen() -> Seen:
    """Begin."""
    return Seen([], [], [], [])


def take(seen: Seen, step: Step) -> None:
    """Take in what a step approves or shows; a call whose result is not there yet tells nothing."""
    action, event = step.action, step.event
    if action is None:
        if isinstance(event, UserEvent) and event.origin is UserOrigin.TYPED and event.chain is None:
            seen.typed.append((step.index, event.text))
        return
    for fact in action.edits:
        if fact.edit.path.endswith(_ENDS) and fact.edit.happened:
            seen.written.append((step.index, fact.edit.path))
    result = action.result
    if result is None or result.status is not ResultStatus.OK:
        return
    kind = action.call.kind
    if kind in (ToolKind.PLAN, ToolKind.OTHER):
        # A server that calls its tool so may say what it likes: only the agent's own harness tells of your yes.
        seen.approved.extend((step.index, text) for text in _approved(action))
    elif kind is ToolKind.READ or (action.commands and action.commands[-1].program in _SHOWERS):
        path = _document(action)
        if path:
            seen.shown.append((step.index, path, result.text[:_MOST]))


def _document(action: Action) -> str:
    """Return the one document that a call shows, or ''."""
    if action.call.kind is ToolKind.READ:
        path = next(
            (v for k in ("file_path", "path", "absolute_path") if isinstance(v := action.call.args.get(k), str)), ""
        )
        return path if _FILE.search(path) else ""
    last = action.commands[-1]
    named = [w for w in last.argv[1:] if _FILE.fullmatch(w)]
    return named[0] if len(named) == 1 else ""


def _approved(action: Action) -> list[str]:
    result = action.result
    name = action.call.name
    if result is None:
        return []
    if name.lower() in _PLANS:
        plan = action.call.args.get("plan")
        return [str(plan or "")[:_MOST], result.text[:_MOST]] if _APPROVED.search(result.text[:400]) else []
    if not _ASKS.search(name):
        return []
    pairs = [(m[1], m[2]) for m in _PAIR.finditer(result.text[:_MOST])]
    if not pairs:
        pairs = [(" ".join(_questions(action.call.args)), result.text[:2000])]
    # To say no to a question takes nothing over from it.
    return [answer if _NO.match(answer) else f"{question.rstrip(' ?')}: {answer}" for question, answer in pairs]


def _questions(args: object) -> list[str]:
    """Return what a call asks, however its arguments are nested."""
    if isinstance(args, dict):
        return [
            x for k, v in args.items() for x in ([v[:600]] if isinstance(v, str) and k in _ASKED else _questions(v))
        ]
    return [x for item in args[:8] for x in _questions(item)] if isinstance(args, (list, tuple)) else []


def handed_over(text: str) -> frozenset[str]:
    """Return the files that a message says are to be carried out, as it names them."""
    seen = text[:_MOST]
    return _handed_over(seen) if any(end in seen for end in _ENDS) else frozenset()


@lru_cache(maxsize=256)
def _handed_over(text: str) -> frozenset[str]:
    found: set[str] = set()
    orders = _DOES.search(text) is not None
    for sentence in _SENTENCE.split(text):
        for match in _FILE.finditer(sentence):
            blank = f"{sentence[: match.start()]}FILE{sentence[match.end() :]}"
            itself, held, like = (p.search(blank) is not None for p in _HANDS_OVER)
            alone = len(text.strip()) <= len(match[0]) + _SHORT and "?" not in text
            if itself or like or (orders and (held or alone) and _SPEAKS_OF.search(blank) is None):
                found.add(match[1].removeprefix("./"))
    return frozenset(found)


def approved_texts(seens: tuple[Seen, ...]) -> tuple[str, ...]:
    """Return the plans and answers that you approved, newest first: you saw them word for word."""
    return tuple(text for seen in reversed(seens) for _, text in reversed(seen.approved) if text)


def handed_over_texts(seens: tuple[Seen, ...]) -> tuple[str, ...]:
    """Return the same, and then what the files say that you handed over, as the session saw them before it wrote to them."""
    out = [*approved_texts(seens)]
    for at, said in (typed for seen in reversed(seens) for typed in reversed(seen.typed)):
        for name in handed_over(said):
            touched = min((i for s in seens for i, path in s.written if i > at and _is(path, name)), default=None)
            shown = (x for seen in reversed(seens) for x in reversed(seen.shown) if _is(x[1], name))
            out += [text for i, _, text in shown if touched is None or i < touched][:_FEW]
    return tuple(out)


def _is(path: str, name: str) -> bool:
    return path == name or path.endswith("/" + name.lstrip("~./")) or name.endswith("/" + path)
