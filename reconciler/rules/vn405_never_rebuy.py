"""VN405: a number that went away is an incident, and a number that is there already is not bought again."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import conflicts, unlisted_yet, wanted
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Mode, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import CANCELLED, CANCELLING, REJECTED, RELEASED, ObservedNumber
from reconciler.model.resource import HOTLINE, REGULAR, DesiredNumber

RULE = Rule(
    code="VN405",
    title="never bought again",
    verdicts=(Verdict.HOLD, Verdict.BLOCK),
    what=(
        "A declared number that vanished, was released, rejected or cancelled by another hand is an "
        "incident and never leads to an application. The key of a cancelled number is not used again. A 400 "
        "is bought only while it is on offer and was never ours; for a `select`, nothing is bought while "
        "the account holds an unclaimed 400 that it matches. A `number` on a regular entry means that it "
        "exists: absent from a complete listing it is an incident."
    ),
    seed="After you cancel the number, it cannot be recovered, and all related services will be terminated.",
    example=(
        "care/brand is declared as 4008100001; the provider released it because its documents came too late."
    ),
    fix=(
        "Find out what happened. Then remove the entry, and if a number is still wanted declare it under a "
        "new key: that is a new purchase, reviewed as one."
    ),
    liftable=False,
    scope="account",
    stops=frozenset({Verb.ORDER}),
)

_ENDS = {
    RELEASED: "was released by the provider",
    REJECTED: "was rejected by the provider's review",
    CANCELLING: "is being cancelled, and not by a tombstone of ours",
    CANCELLED: "was cancelled, and not by a tombstone of ours",
}


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at every declared address without a number, and at every application."""
    yield from conflicts(facts, RULE)
    for slot in facts.slots.values():
        if slot.conflict is not None:
            continue
        if slot.live is None or slot.live.gone(facts.now):
            desired = slot.desired
            if desired is not None and slot.tombstone is None and slot.address not in facts.memory.held:
                yield from _incident(facts, slot, desired)
    for action, desired in wanted(facts, Verb.ORDER):
        if desired.type == HOTLINE:
            yield from _purchase(facts, action, desired)


def _incident(facts: Facts, slot: Slot, desired: DesiredNumber) -> Iterator[Finding]:
    text = _ended(slot, slot.live) if slot.live is not None else _absent(facts, slot, desired)
    if text:
        hint = "find out why; then remove the entry, or declare a new one under a new key"
        yield RULE.at(
            slot.address, Verdict.BLOCK, f"{text}; it is never bought again", hint, source=desired.source
        )


def _ended(slot: Slot, live: ObservedNumber) -> str:
    if slot.owned is not None and slot.owned.cancelled:
        return f"{live.identity} was cancelled as consented to, and its key is still declared"
    why = live.reason or live.running_status
    return f"{live.identity} {_ENDS[live.status]}" + (f": {why}" if why else "")


def _absent(facts: Facts, slot: Slot, desired: DesiredNumber) -> str:
    """Why an address without a live number is an incident; empty if it is none, or absence proves nothing."""
    owned, number = slot.owned, desired.number
    if owned is not None and owned.cancelled:
        return f"{owned.number or slot.address} was cancelled, and its key is declared again"
    if not facts.observed.complete:
        return ""
    if owned is not None and (owned.number or owned.application):
        if unlisted_yet(facts, slot):
            return ""
        return f"{owned.number or owned.application} has vanished from the account"
    if number is not None and number in facts.memory.owner:
        return f"{number} was ours at {facts.memory.owner[number]} and is not in the account any more"
    if number is not None and desired.type == REGULAR:
        return f"{number} is declared as existing, but the account does not have it"
    return ""


def _purchase(facts: Facts, action: Action, desired: DesiredNumber) -> Iterator[Finding]:
    text = _refusal(facts, action, desired)
    if text:
        yield RULE.block((action,), text, "`reconciler offers` lists what is on offer")
    elif facts.observed.offers is None and action.mode is Mode.AUTOMATIC:
        yield RULE.wait((action,), "what is on offer cannot be read", "try again when it can")


def _refusal(facts: Facts, action: Action, desired: DesiredNumber) -> str:
    """Why a 400 is not bought; empty if nothing speaks against it."""
    number, pinned = action.number, facts.memory.pinned.get(action.address)
    if desired.select is not None and pinned is None:
        for live in facts.unmanaged:
            if live.identity not in facts.desired.baseline and _would_do(desired, live):
                held = f"the account holds {live.number}, which nobody claims and this `select` matches"
                return f"{held}: {_apart(desired, live)}"
    if number is None and action.address in facts.chosen:
        return f"{facts.chosen[action.address]}, which the plan showed, is not on offer any more"
    if number is None:
        return "" if facts.observed.offers is None else f"no number on offer matches {_wish(desired)}"
    if pinned is not None and number != pinned:
        return f"an earlier purchase of {pinned} for this address is not settled, so {number} is not bought"
    if number in facts.memory.owner:
        return f"{number} was ours at {facts.memory.owner[number]} before"
    if number in facts.observed.numbers:
        return f"{number} is in the account already, as {facts.observed.numbers[number].status}"
    return _not_offered(facts, number, desired)


def _not_offered(facts: Facts, number: str, desired: DesiredNumber) -> str:
    if facts.observed.offers is None:
        return ""
    carriers = {offer.carrier for offer in facts.observed.offers if offer.number == number}
    if not carriers:
        return f"{number} is not on offer"
    if desired.carrier not in carriers:
        return f"{number} is on offer from {', '.join(sorted(carriers))}, not from {desired.carrier}"
    return ""


def _would_do(desired: DesiredNumber, live: ObservedNumber) -> bool:
    """An unclaimed 400 whose carrier is unknown may be the one that is wanted."""
    return live.type == HOTLINE and desired.suits(live.number, live.carrier or desired.carrier)


def _apart(desired: DesiredNumber, live: ObservedNumber) -> str:
    """What keeps the unclaimed number from being adopted."""
    pairs = (("carrier", desired.carrier, live.carrier), ("package", desired.package, live.package))
    apart = [f"its {what} is {has or 'unknown'}, not {wants}" for what, wants, has in pairs if wants != has]
    if desired.enterprise != live.enterprise:
        apart.append(f"its enterprise is {live.enterprise or 'unknown'}, not {desired.enterprise}")
    return "; ".join(apart) or "name it as `number` to adopt it"


def _wish(desired: DesiredNumber) -> str:
    return f"{desired.carrier}" + (f" with prefix {desired.prefix}" if desired.prefix else "")
