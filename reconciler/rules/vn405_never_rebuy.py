"""VN405: a number that went away is an incident, and a number that is there already is not bought again."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import conflicts, unlisted_yet, with_desired
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Mode, Verb
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.phrase import joined, phrase
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
    NumberStatus.RELEASED: phrase("was released by the provider"),
    NumberStatus.REJECTED: phrase("was rejected by the provider's review"),
    NumberStatus.CANCELLING: phrase("is being cancelled, and not by a tombstone of ours"),
    NumberStatus.CANCELLED: phrase("was cancelled, and not by a tombstone of ours"),
}


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at every declared address without a number, and at every application."""
    yield from conflicts(facts, RULE)
    for slot in facts.restless:
        if slot.conflict is not None:
            continue
        if slot.live is None or slot.live.gone(facts.now):
            desired = slot.desired
            if desired is not None and slot.tombstone is None and slot.address not in facts.memory.held:
                yield from _incident(facts, slot, desired)
    for action, desired in with_desired(facts, Verb.ORDER):
        if desired.type == HOTLINE:
            yield from _purchase(facts, action, desired)


def _incident(facts: Facts, slot: Slot, desired: DesiredNumber) -> Iterator[Finding]:
    text = _ended(slot, slot.live) if slot.live is not None else _absent(facts, slot, desired)
    if text:
        hint = phrase("find out why; then remove the entry, or declare a new one under a new key")
        yield RULE.at(
            slot.address,
            Verdict.BLOCK,
            phrase("{text}; it is never bought again", text=text),
            hint,
            source=desired.source,
        )


def _ended(slot: Slot, live: ObservedNumber) -> str:
    if slot.owned is not None and slot.owned.cancelled:
        return phrase(
            "{identity} was cancelled as consented to, and its key is still declared", identity=live.identity
        )
    why = live.reason or live.running_status
    text = phrase("{number} {ending}", number=live.identity, ending=_ENDS[live.status])
    return phrase("{text}: {why}", text=text, why=why) if why else text


def _absent(facts: Facts, slot: Slot, desired: DesiredNumber) -> str:
    """Why an address without a live number is an incident; empty if it is none, or absence proves nothing."""
    owned, number = slot.owned, desired.number
    if owned is not None and owned.cancelled:
        return phrase(
            "{number} was cancelled, and its key is declared again", number=owned.number or slot.address
        )
    if not facts.observed.complete:
        return ""
    if owned is not None and (owned.number or owned.application):
        if unlisted_yet(facts, slot):
            return ""
        return phrase("{number} has vanished from the account", number=owned.number or owned.application)
    if number is not None and number in facts.memory.owner:
        return phrase(
            "{number} was ours at {owner} and is not in the account any more",
            number=number,
            owner=facts.memory.owner[number],
        )
    if number is not None and desired.type == REGULAR:
        return phrase("{number} is declared as existing, but the account does not have it", number=number)
    return ""


def _purchase(facts: Facts, action: Action, desired: DesiredNumber) -> Iterator[Finding]:
    text = _refusal(facts, action, desired)
    if text:
        yield RULE.block((action,), text, phrase("`reconciler offers` lists what is on offer"))
    elif facts.observed.offers is None and action.mode is Mode.AUTOMATIC:
        yield RULE.wait((action,), phrase("what is on offer cannot be read"), phrase("try again when it can"))


def _refusal(facts: Facts, action: Action, desired: DesiredNumber) -> str:
    """Why a 400 is not bought; empty if nothing speaks against it."""
    number, pinned = action.number, facts.memory.pinned.get(action.address)
    if desired.select is not None and pinned is None:
        for live in facts.unmanaged:
            if live.identity not in facts.desired.baseline and _would_do(desired, live):
                held = phrase(
                    "the account holds {number}, which nobody claims and this `select` matches",
                    number=live.number,
                )
                return phrase("{text}: {why}", text=held, why=_apart(desired, live))
    if number is None and action.address in facts.chosen:
        return phrase(
            "{chosen}, which the plan showed, is not on offer any more", chosen=facts.chosen[action.address]
        )
    if number is None:
        return (
            ""
            if facts.observed.offers is None
            else phrase("no number on offer matches {wish}", wish=_wish(desired))
        )
    if pinned is not None and number != pinned:
        return phrase(
            "an earlier purchase of {pinned} for this address is not settled, so {number} is not bought",
            pinned=pinned,
            number=number,
        )
    if number in facts.memory.owner:
        return phrase("{number} was ours at {owner} before", number=number, owner=facts.memory.owner[number])
    if number in facts.observed.numbers:
        return phrase(
            "{number} is in the account already, as {status}",
            number=number,
            status=facts.observed.numbers[number].status,
        )
    return _not_offered(facts, number, desired)


def _not_offered(facts: Facts, number: str, desired: DesiredNumber) -> str:
    if facts.observed.offers is None:
        return ""
    carriers = {offer.carrier for offer in facts.observed.offers if offer.number == number}
    if not carriers:
        return phrase("{number} is not on offer", number=number)
    if desired.carrier not in carriers:
        return phrase(
            "{number} is on offer from {carriers}, not from {carrier}",
            number=number,
            carriers=", ".join(sorted(carriers)),
            carrier=desired.carrier,
        )
    return ""


def _would_do(desired: DesiredNumber, live: ObservedNumber) -> bool:
    """An unclaimed 400 whose carrier is unknown may be the one that is wanted."""
    return live.type == HOTLINE and desired.suits(live.number, live.carrier or desired.carrier)


def _apart(desired: DesiredNumber, live: ObservedNumber) -> str:
    """What keeps the unclaimed number from being adopted."""
    pairs = (("carrier", desired.carrier, live.carrier), ("package", desired.package, live.package))
    apart = [
        phrase("its {what} is {has}, not {wants}", what=what, has=has or "unknown", wants=wants)
        for what, wants, has in pairs
        if wants != has
    ]
    if desired.enterprise != live.enterprise:
        apart.append(
            phrase(
                "its enterprise is {enterprise}, not {enterprise_2}",
                enterprise=live.enterprise or "unknown",
                enterprise_2=desired.enterprise,
            )
        )
    return joined("; ", apart) or phrase("name it as `number` to adopt it")


def _wish(desired: DesiredNumber) -> str:
    if not desired.prefix:
        return f"{desired.carrier}"
    return phrase("{carrier} with prefix {prefix}", carrier=desired.carrier, prefix=desired.prefix)
