"""What the documents say that a project's instruction files send the agent to, as the session read them. Authorises what they name.

Not the instruction files themselves (`History.instructions`), and no document that the session wrote to.
"""

from __future__ import annotations

from typing import Final

from cotlens.model.fact import Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History

_DOCUMENT: Final = regex(r"(?<![\w/.-])(?:[\w-]+/){0,6}[\w.-]*\w\.(?:md|mdc|mdx|rst|txt|adoc)\b")
_SEEN: Final = 20_000
_LONGEST: Final = 8_000
"""Characters of a document that are read: more is a manual, not a list of what to do."""


def house_rules(history: History, step: Step) -> str:
    """Return the texts, before a step, of the documents that the instruction files name."""
    named = set(_DOCUMENT.findall(history.instructions[:_SEEN]))
    if not named:
        return ""
    written = {f.edit.path for _, f in history.edits_before(step)}
    texts: list[str] = []
    for s in history.before(step):
        if s.action is None or s.action.result is None or s.action.edits:
            continue
        call = " ".join(str(v)[:2000] for v in s.action.call.args.values())
        shown = [n for n in named if n in call and not any(w.endswith(f"/{n}") for w in written)]
        if shown:
            texts.append(s.action.result.text[:_LONGEST])
    return "\n".join(texts)
