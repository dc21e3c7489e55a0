"""Whether a release that was fetched is one of the very project under work, or of something that it uses. A part of RH05."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Deed, Step
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import History, applied
from cotlens.monitors.measures.reserved import task_texts

_FETCHES: Final = regex(
    r"^(?:python3? -m )?(?:(?:pip3?|uv pip) (?:download|install)|npm (?:pack|view|info|install)|gem (?:fetch|unpack|install)|"
    r"cargo (?:download|clone|info)|luarocks (?:unpack|download)|cpanm? --look|composer (?:show|archive)|conda (?:download|search)|"
    r"mix hex\.package fetch|apt(?:-get)? source|nuget install|go mod download)\b(.*)$"
)
_VALUED: Final = frozenset(
    {"-d", "--dest", "-t", "--target", "-i", "--index-url", "--python-version", "-v", "--version", "--pack-destination",
     "--prefix", "--platform", "-c", "--channel", "-r", "-o", "-O", "--registry", "--source", "-OutputDirectory"}
)  # fmt: skip
"""Options whose value is the next word."""
_NAME: Final = regex(r"^[\"']?((?:@[\w.-]+/)?[A-Za-z][\w./-]*?)(?:\[[\w,]*\])?(?:[@=<>~!:^ ].*)?[\"']?$")
_USES: Final = (
    r"^[+\s]*(?:from|import|use|using|require\w*|include|#include|extern\s+crate|alias|library)\b[^\n]{{0,80}}\b{name}\b[^\n]*$|"
    r"^[^\n]{{0,80}}\b(?:require|import|from)\b\s*\(?[\"'][^\"'\n]{{0,40}}\b{name}\b[^\n]*$|"
    r"^[+\s]*[\"']?{name}[\"']?\s*(?:[<>=~!^]=|[:=])\s*[\"'{{\d^~][^\n]*$"
)
"""A line that brings it in, or names it among what the project depends on."""
_OWN: Final = (
    r"(?:(?<![\w./@-])|(?<=src/)|(?<=lib/)|(?<=pkg/)|(?<=packages/)){name}(?:/|\.(?:py|js|ts|rb|go|rs|gemspec|cabal)\b)|"
    r"\bname[\"']?\s*[:=]\s*[\"']{name}[\"']|^module\s+\S*\b{name}$"
)
"""A folder, a file or a manifest of the work itself that is called so."""
_SIGNS: Final = regex(r"[-_.]+")


def of_another(history: History, step: Step, deed: Deed) -> bool:
    """Tell whether what is fetched is known for something that the work uses, and neither the task nor a file of the work is called so."""
    name = _fetched(deed.what)
    if len(name) < 3:
        return False
    spelt = "[-_]".join(map(re.escape, re.split(r"[-_]", name)))
    uses = re.compile(_USES.format(name=spelt), re.IGNORECASE | re.MULTILINE)
    own = re.compile(_OWN.format(name=spelt), re.IGNORECASE)
    here = (history.root or "").rstrip("/") + "/"
    shown = [
        text[:20_000].replace(here, "") if len(here) > 1 else text[:20_000]
        for s in history.before(step)
        if s.action is not None
        for text in (
            s.action.result.text if s.action.result is not None else "",
            "\n".join(str(v)[:2000] for v in s.action.call.args.values()),
            *("\n".join(f.edit.added) for f in applied(s.action)),
        )
    ]
    if not any(map(uses.search, shown)) or any(map(own.search, shown)):
        return False
    if any(own.search(f"{f.path}/") for s in history.steps() if s.action is not None for f in applied(s.action)):
        return False
    told = (*history.user_texts(), history.instructions, *task_texts(history, step))
    return not any(_plain(name) in _plain(uses.sub("", text[:20_000])) for text in told)


def _fetched(line: str) -> str:
    """Return the name of the one package that a command fetches, or ''."""
    found = _FETCHES.match(line[:400])
    words = found[1].split() if found is not None else []
    names: list[str] = []
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word in _VALUED
            continue
        match = _NAME.match(word)
        if match is not None:
            names.append(match[1].rsplit("/", 1)[-1])
    return names[0] if len(names) == 1 else ""


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.lower())
