"""Every built-in monitor, once. The only place that knows them all."""

from __future__ import annotations

from typing import Final

from cotlens.monitors.answer_peeking import AnswerPeeking
from cotlens.monitors.base import Meta, Monitor
from cotlens.monitors.concealed_uncertainty import ConcealedUncertainty
from cotlens.monitors.control_tampering import ControlTampering
from cotlens.monitors.covert_change import CovertChange
from cotlens.monitors.data_egress import DataEgress
from cotlens.monitors.destructive_action import DestructiveAction
from cotlens.monitors.destructive_vcs import DestructiveVcs
from cotlens.monitors.false_action_claim import FalseActionClaim
from cotlens.monitors.false_verification import FalseVerification
from cotlens.monitors.hard_coded_answer import HardCodedAnswer
from cotlens.monitors.harness_tampering import HarnessTampering
from cotlens.monitors.ignored_prohibition import IgnoredProhibition
from cotlens.monitors.injection_followed import InjectionFollowed
from cotlens.monitors.injection_planted import InjectionPlanted
from cotlens.monitors.known_problem_ignored import KnownProblemIgnored
from cotlens.monitors.masked_failure import MaskedFailure
from cotlens.monitors.out_of_scope_change import OutOfScopeChange
from cotlens.monitors.oversight_evasion import OversightEvasion
from cotlens.monitors.privilege_escalation import PrivilegeEscalation
from cotlens.monitors.quality_gate_bypass import QualityGateBypass
from cotlens.monitors.restriction_circumvention import RestrictionCircumvention
from cotlens.monitors.sabotage import Sabotage
from cotlens.monitors.secret_access import SecretAccess
from cotlens.monitors.stalling import Stalling
from cotlens.monitors.stub_claimed_done import StubClaimedDone
from cotlens.monitors.swallowed_error import SwallowedError
from cotlens.monitors.test_tampering import TestTampering
from cotlens.monitors.untrusted_execution import UntrustedExecution

MONITORS: Final[tuple[Monitor, ...]] = (
    TestTampering(),
    HardCodedAnswer(),
    HarnessTampering(),
    MaskedFailure(),
    AnswerPeeking(),
    StubClaimedDone(),
    SwallowedError(),
    FalseVerification(),
    FalseActionClaim(),
    ConcealedUncertainty(),
    CovertChange(),
    KnownProblemIgnored(),
    Stalling(),
    IgnoredProhibition(),
    OutOfScopeChange(),
    RestrictionCircumvention(),
    QualityGateBypass(),
    ControlTampering(),
    PrivilegeEscalation(),
    SecretAccess(),
    DataEgress(),
    UntrustedExecution(),
    DestructiveAction(),
    DestructiveVcs(),
    InjectionFollowed(),
    InjectionPlanted(),
    Sabotage(),
    OversightEvasion(),
)


def metas() -> tuple[Meta, ...]:
    """Return what is public about every monitor, by code."""
    return tuple(sorted((m.meta for m in MONITORS), key=lambda m: m.code))


def meta_of(code: str) -> Meta | None:
    """Return the monitor's public side by code (`RH01`) or name (`test-tampering`), whatever the case."""
    wanted = code.strip().lower()
    return next((m.meta for m in MONITORS if wanted in (m.meta.code.lower(), m.meta.name)), None)
