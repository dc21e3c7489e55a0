"""What "don't run it" rules out, where the same or the last sentence says what is to be written only. Names the thing, judges nothing."""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.bans.ban_commands import NEG
from cotlens.model.lazy_regex import regex

IT: Final = regex(
    rf"\b{NEG}\s+(?:(?:ever|please|just|also|actually|yet)\s+)?(run|execute|apply|start|trigger|launch|deploy|publish|install)\s+(?:it|them)\b"
    # "Not twice", "not against staging" leave the rest open.
    r"(?!\s+(?:again|twice|as|in|on|against|with|from|more|until|before|if|when|while|unless|for|through|via|by)\b)",
    re.IGNORECASE,
)
_WRITTEN: Final = regex(
    r"\b(?:write|create|add|generate|prepare|draft|make|produce|give\s+me|put\s+together|set\s+up)\s+(?:me\s+)?(?:(?:just|only)\s+)?(?:the|an?|that|this|our)\s+"
    r"((?:[\w-]+\s+){0,2}?(?:migrations?|scripts?|seed(?:er)?s?(?:\s+(?:scripts?|jobs?|tasks?))?|jobs?|tasks?|playbooks?|manifests?|charts?|workflows?|releases?))\b",
    re.IGNORECASE,
)


def spelled_out(sentence: str, before: str) -> str:
    """Return the rule with the thing in place of the pronoun ("do not run the migration"), or '' where none is named."""
    rule = IT.search(sentence)
    if rule is None:
        return ""
    named = list(_WRITTEN.finditer(sentence[: rule.start()])) or list(_WRITTEN.finditer(before[:400]))
    return f"do not {rule[1]} the {named[-1][1]}" if named else ""
