"""VN307: an active number that takes calls must play something to its callers."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.rule import Rule
from reconciler.model.action import Verb
from reconciler.model.calendar import PLAYBACK_DUTY, days_until
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import ACTIVE, ObservedNumber

RULE = Rule(
    code="VN307",
    title="inbound playback missing",
    verdicts=(Verdict.WARN, Verdict.VIOLATION),
    what=(
        "An active number that takes calls has an inbound playback of its own, or the account has one. "
        "Without it this is a warning until 2026-06-01 00:00 in Shanghai and a violation from then on: the "
        "provider's default rules are in force and fees may apply. A playback that cannot be read is not "
        "judged."
    ),
    seed=(
        "After activation, you must configure inbound audio playback. Failure to do so may result in your "
        "number being restricted by the carrier and becoming unusable."
    ),
    example=('numbers:\n  hz-001: {number: "057188880001", callType: both}   # no ivr'),
    fix="Give the entry an `ivr` with a `playback`; plan and apply configure it.",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at every declared number that is active."""
    if facts.observed.playback is not None:
        return
    for slot in facts.slots.values():
        live = slot.live
        if live is not None and live.status == ACTIVE and slot.desired is not None and _silent(live):
            yield _finding(facts, slot)


def _silent(live: ObservedNumber) -> bool:
    if live.ivr is not None and live.ivr.playback is not None:
        return False
    return bool(live.inbound) and not live.unknown & {"ivr", "ivr.playback", "call_type"}


def _finding(facts: Facts, slot: Slot) -> Finding:
    planned = any(a.verb is Verb.CONFIGURE_IVR for a in facts.by_address.get(slot.address, ()))
    hint = "this plan configures it" if planned else "declare an `ivr` with a `playback` on the entry"
    left = days_until(facts.now, PLAYBACK_DUTY)
    if left >= 0 and facts.now < PLAYBACK_DUTY:
        text = f"{slot.number} has no inbound playback; default rules apply from 2026-06-01, in {left} days"
        return RULE.at(slot.address, Verdict.WARN, text, hint, until=PLAYBACK_DUTY, source=slot.source)
    text = f"{slot.number} has no inbound playback: default rules in force since 2026-06-01, fees may apply"
    return RULE.at(slot.address, Verdict.VIOLATION, text, hint, source=slot.source)
