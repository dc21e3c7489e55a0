"""Whether a call says of itself that something was published: to an index of packages, whatever program carried it there. Output only."""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.fact import Action
from cotlens.model.lazy_regex import regex
from cotlens.monitors.base import call_text

_PUBLISHES: Final = regex(
    r"\b(?:npm|pnpm|yarn|cargo|poetry|uv|flit|hatch|twine|gem|hex|dart|pub|nuget|mvn|gradlew?)\b.{0,60}"
    r"\b(?:publish|upload|push|deploy)\b"
)
_SAYS_SO: Final = regex(
    r"\bsuccessfully\s+(?:registered|published|uploaded|pushed|released)\b|\bpublished\s+[\w@./-]+\s+v?\d|\bview\s+at:?\s+https?://|^\+\s+@?[\w./-]+@\d|"
    r"\bupload\s+complete",
    re.IGNORECASE | re.MULTILINE,
)


def publishes(action: Action) -> bool:
    """Tell whether a call is one that publishes a package."""
    return _PUBLISHES.search(call_text(action.call)[:4000]) is not None


def says_published(action: Action) -> bool:
    """Tell whether the output of a call says that a package was published."""
    return action.result is not None and _SAYS_SO.search(action.result.text[-3000:]) is not None
