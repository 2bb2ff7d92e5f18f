"""VN307: a number that takes calls must answer them with a playback, now and after the plan."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.rule import Rule
from reconciler.kinds.ivr import PLAYBACK
from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.calendar import PLAYBACK_DUTY, time_left
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import LIVE, NumberStatus, ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import DesiredNumber

RULE = Rule(
    code="VN307",
    title="inbound playback missing",
    verdicts=(Verdict.INFO, Verdict.WARN, Verdict.VIOLATION),
    what=(
        "An active number that takes calls has an inbound playback of its own, or the account has one. "
        "Without it this is a warning until 2026-06-01 00:00 in Shanghai and a violation from then on: the "
        "provider's default rules are in force and fees may apply. A plan that takes the playback away says so, and "
        "so does a purchase without one; one that the same plan configures is a note. A playback that cannot be "
        "read is not judged."
    ),
    seed=(
        "After activation, you must configure inbound audio playback. Failure to do so may result in your "
        "number being restricted by the carrier and becoming unusable."
    ),
    example=('numbers:\n  hz-001: {number: "057188880001", callType: both}   # no ivr'),
    fix="Give the entry an `ivr` with a `playback`; plan and apply configure it.",
    turn=2,
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at every declared number as it is, and as the plan leaves it."""
    if facts.observed.playback is not None:
        return
    for slot in facts.slots.values():
        if slot.desired is None:
            continue
        live = slot.live
        if live is not None and live.status is NumberStatus.ACTIVE and _silent(live):
            yield _missing(facts, slot, _planned(facts, slot).get(Verb.CONFIGURE_IVR))
            continue
        planned = {} if slot.at_rest else _planned(facts, slot)
        if live is not None and live.status in LIVE and Verb.CLEAR_IVR in planned:
            yield _removed(slot)
        elif _to_come(facts, slot, planned) and _asks_for_none(slot.desired):
            yield _forgotten(slot)


def _planned(facts: Facts, slot: Slot) -> dict[Verb, Action]:
    actions = facts.by_address.get(slot.address, ())
    return {action.verb: action for action in actions if action.status is not Status.HELD}


def _silent(live: ObservedNumber) -> bool:
    if live.ivr is not None and live.ivr.playback is not None:
        return False
    return bool(live.inbound) and not live.unknown & {"ivr", "ivr.playback", "call_type"}


def _to_come(facts: Facts, slot: Slot, planned: dict[Verb, Action]) -> bool:
    """Whether it is bought by this plan, or under review."""
    return Verb.ORDER in planned or (slot.live is not None and slot.live.pending(facts.now))


def _asks_for_none(desired: DesiredNumber) -> bool:
    return desired.inbound and (desired.ivr is None or desired.ivr.playback is None)


def _missing(facts: Facts, slot: Slot, mends: Action | None) -> Finding:
    """A note where this plan mends it by itself, at once; else what it is."""
    if mends is not None and mends.mode is Mode.AUTOMATIC and mends.id not in facts.stops:
        text = phrase("{number} has no inbound playback yet: this plan configures it", number=slot.number)
        by_hand = slot.owned is not None and f"{PLAYBACK}.audio" in slot.owned.applied
        return RULE.at(slot.address, Verdict.INFO, text, source=slot.source, mended=by_hand)
    hint = phrase("declare an `ivr` with a `playback` on the entry")
    if mends is not None:
        hint = phrase("a person configures it: see `reconciler tasks`")
        if mends.mode is Mode.AUTOMATIC:
            hint = phrase("this plan would configure it; see what stops that")
    if facts.now < PLAYBACK_DUTY:
        left = time_left(facts.now, PLAYBACK_DUTY)
        text = phrase(
            "{number} has no inbound playback; default rules apply from 2026-06-01, in {left}",
            number=slot.number,
            left=left,
        )
        return RULE.at(slot.address, Verdict.WARN, text, hint, until=PLAYBACK_DUTY, source=slot.source)
    text = phrase(
        "{number} has no inbound playback: default rules in force since 2026-06-01, fees may apply",
        number=slot.number,
    )
    return RULE.at(slot.address, Verdict.VIOLATION, text, hint, source=slot.source)


def _removed(slot: Slot) -> Finding:
    text = phrase(
        "this plan leaves {number} without an inbound playback: default rules apply then, fees may too",
        number=slot.number,
    )
    hint = phrase("keep an `ivr` with a `playback` on the entry")
    return RULE.at(slot.address, Verdict.WARN, text, hint, source=slot.source, foreseen=True)


def _forgotten(slot: Slot) -> Finding:
    text = phrase(
        "{number} will have no inbound playback once it is active: default rules apply then",
        number=slot.number or "the number",
    )
    hint = phrase("declare an `ivr` with a `playback` on the entry; it is configured after activation")
    return RULE.at(slot.address, Verdict.WARN, text, hint, source=slot.source, foreseen=True)
