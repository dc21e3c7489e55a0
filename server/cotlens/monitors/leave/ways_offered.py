"""Ways of doing that are laid before you where what is to come out is settled: a helper or a ternary, one file or two. A part of DC06.

A choice between outcomes is yours; a choice between constructs of code that give the same is the agent's own work.
"""

from __future__ import annotations

import re
from typing import Final

from cotlens.model.lazy_regex import regex

_CHOICE: Final = regex(
    r"\b(?:which|what)\s+(?:one|of\s+(?:the\s+)?(?:two|three|these|those|them)|way|option|variant|approach|version|style|solution|"
    r"route|flavou?r|form|shape)\b[^.\n]{0,60}\?|"
    r"\b(?:do|would)\s+you\s+(?:prefer|favou?r|rather|like\s+(?:better|best)|lean)\b[^.\n]{0,160}\?|\b(?:your\s+(?:pick|preference|"
    r"choice|call)|any\s+preferences?|preference)\b|"
    r"\b(?:or|vs\.?|versus)\b[^.\n]{0,80}\?\s*$",
    re.IGNORECASE,
)
_CONSTRUCT: Final = regex(
    r"\b(?:ternary|early\s+(?:return|exit)|guard(?:\s+clause)?|helper|utility|util|one-?liner|inline|switch|match|"
    r"if(?:[- ]else)?(?:\s+(?:chain|statement|block))?|conditional|"
    r"(?:for|while|foreach)?[- ]?loop|map|reduce|filter|comprehension|generator|lambda|closure|arrow\s+function|callback|async/await|"
    r"promises?|regex\w*|regular\s+expression|"
    r"template\s+(?:literal|string)|f-?string|string\s+(?:concatenation|format\w*|slic\w*)|decorator|mixin|hook|class|subclass|method|"
    r"function|free\s+function|static\s+method|private\s+method|"
    r"extension\s+method|trait|interface|enum|struct|dataclass|record|tuple|dict\w*|lookup|constant|variable|property|getter|"
    r"expression|statement|operator|recurs\w+|iterat\w+|"
    r"set|list|array|builder|factory|strategy|wrapper|module|separate\s+file|same\s+file|nullish|optional\s+chaining|destructuring|"
    r"spread|CTE|subquery|join|window\s+function|CSS\s+class|inline\s+style)s?\b",
    re.IGNORECASE,
)
_TOLD_APART: Final = regex(
    r"\b(?:two|three|2|3|several|a\s+few|different)\s+(?:\w+\s+)?(?:ways|options|variants|approaches|possibilities|alternatives|styles|"
    r"solutions|routes)\b|\beither\b|\bwhich\s+(?:one|of|should)\b",
    re.IGNORECASE,
)
_OUTCOME: Final = regex(
    r"\b(?:break\w*|compatib\w*|behavio\w*|user-?visible|visible|slower|faster|performance|memory|security|data|migration|schema|api|"
    r"public|callers?|contract|dependenc\w*|cost|licen\w*|"
    r"different\s+(?:result|output|meaning)|means\s+that|would\s+(?:change|lose|drop|round|hide|show|reject)|semantics|rounding|locale|"
    r"time\s?zone|null|empty|default)\b",
    re.IGNORECASE,
)
_LEAST: Final = 2


def a_matter_of_taste(said: str) -> bool:
    """Tell whether a message offers constructs of code to choose from, and no outcome hangs on the choice."""
    text = said[:4000]
    prose = re.sub(r"`[^`\n]{0,200}`", " construct ", text)
    found = {m[0].lower() for m in _CONSTRUCT.finditer(prose)}
    return _CHOICE.search(text) is not None and len(found) >= _LEAST and _OUTCOME.search(prose) is None


def without_choice(said: str) -> str:
    """Return a message without the words that only tell ways apart."""
    return _TOLD_APART.sub(" ", said)
