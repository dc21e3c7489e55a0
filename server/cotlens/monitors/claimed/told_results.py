"""Every way in which a message may tell of the outcome of a run in other words than "the tests pass": a list of them."""

from __future__ import annotations

from typing import Final

from cotlens.monitors.claimed.absent_tools import absent_tool
from cotlens.monitors.claimed.clean_results import clean_result
from cotlens.monitors.claimed.figures import invented, none_left, over_bound, unmeasured
from cotlens.monitors.claimed.looked_claims import failed_trial, look_claim, tool_claim
from cotlens.monitors.claimed.nothing_of_it import nothing_of_it
from cotlens.monitors.claimed.other_suites import other_suite
from cotlens.monitors.claimed.variants import unrun_variant

LOOKS: Final = (
    look_claim,
    tool_claim,
    failed_trial,
    invented,
    over_bound,
    none_left,
    unmeasured,
    unrun_variant,
    clean_result,
    absent_tool,
    nothing_of_it,
    other_suite,
)
"""Each takes the history, the message's step and its text, and gives what is wrong with it, or None."""
