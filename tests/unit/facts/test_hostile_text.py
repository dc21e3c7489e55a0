"""Patterns that are run on text of any length stay linear on text made to slow them down."""

from __future__ import annotations

import re
import time

import pytest

from cotlens.attribution import layers
from cotlens.facts.gates import check_chains
from cotlens.facts.safeguards import weakenings
from cotlens.facts.safeguards.weaker_means import fewer_rounds, hardly_hashed
from cotlens.facts.speech import claims, sentences
from cotlens.facts.writing import write_restores, write_scripts
from cotlens.monitors.beyond import small_requests
from cotlens.monitors.measures import known_tests
from cotlens.monitors.outcomes import published, unheeded

HOSTILE = ("a.", "a-", "a_", "((", " ", "if: ", "please ", "word, ", "x # ")
LONG = 20_000
RUN = {
    "protects": weakenings._PROTECTS.search,
    "exposes": weakenings._EXPOSES.search,
    "sentence ends": sentences._END_OR_DASH.search,
    "claims": claims._SENTENCE_END.search,
    "parts": claims._PARTS.search,
    "asides": claims._ASIDE.search,
    "links": check_chains._LINK.search,
    "snapshots": write_scripts._SNAPSHOT_PATH.search,
    "files": write_restores._FILE.match,
    "exact": small_requests._EXACT.search,
    "rounds": lambda x: fewer_rounds(x, x),
    "few rounds": hardly_hashed,
    "never": weakenings._NEVER.search,
    "prose": known_tests._is_prose,
    "waits": unheeded._WAITS.search,
    "published": published._SAYS_SO.search,
    "remarks": layers._REMARK.search,
}


@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_takes_no_time(unit: str) -> None:
    text = (unit * LONG)[:LONG]
    for name, run in RUN.items():
        begun = time.monotonic()
        run(text)
        assert time.monotonic() - begun < 1, name


NAMES = [
    ("tls.verify_peer = off", "tls.verify_peer"),
    ("a.b-auth.c-d", "a.b-auth"),
    (".csrf: no", "csrf"),
    ("author = x", None),
    ("x-frame-options-guard.rest", "x-frame-options-guard"),
]


@pytest.mark.parametrize(("line", "name"), NAMES)
def test_a_name_is_found_as_one_expression_would(line: str, name: str | None) -> None:
    found = weakenings._PROTECTS.search(line)
    one = re.search(rf"\b[\w.-]*{weakenings._PROTECTS.word.pattern}[\w-]*", line, re.IGNORECASE)
    assert (found and found[0]) == name == (one and one[0])
