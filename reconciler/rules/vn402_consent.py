"""VN402: a number is cancelled only by a reviewed tombstone that names it, in its window, once."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import conflicts, drafted
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import day_of, midnight
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.state import Tombstone

RULE = Rule(
    code="VN402",
    title="consent to a cancellation",
    verdicts=(Verdict.WARN, Verdict.HOLD, Verdict.BLOCK),
    what=(
        "A cancellation needs a Cancellation document whose `number`, typed again on purpose, equals the "
        "live number; today lies between `notBefore` and `expires`, both included, in Shanghai; and it was "
        "not used before. Before `notBefore` it is deferred to that day. A use that the provider positively "
        "refused does not count. A tombstone for another address than the one at which the ledger has the "
        "number ends nothing: half a match is no consent. Where there are several accounts and the ledger "
        "does not know the target, a tombstone without `account` cancels nothing, and is warned of in the "
        "account that has its number."
    ),
    seed=(
        "This action permanently cancels the number and is irreversible. After you cancel the number, it "
        "cannot be recovered, and all related services will be terminated."
    ),
    example='spec: {target: care/hz-007, number: "057188880008"}   # care/hz-007 is 057188880007',
    fix="Correct the tombstone, or write a new one with another name; either is reviewed like any change.",
    liftable=False,
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Judges every cancellation, and every tombstone that leads to none."""
    yield from conflicts(facts, RULE)
    yield from _astray(facts)
    for action in drafted(facts, Verb.CANCEL):
        slot = facts.slots.get(action.address)
        if slot is None or slot.tombstone is None:
            yield RULE.block(
                (action,),
                phrase("no Cancellation document consents to this"),
                phrase(
                    "`reconciler new cancellation {address}` writes one; have it reviewed",
                    address=action.address,
                ),
            )
        elif slot.live is not None:
            yield from _judge(facts, action, slot.tombstone, slot.live)


def _astray(facts: Facts) -> Iterator[Finding]:
    """Tombstones that speak of no account, though their number is in this one."""
    for tombstone in facts.desired.tombstones:
        spoken_for = tombstone.account is not None or tombstone.target in facts.slots
        if not spoken_for and tombstone.number in facts.observed.numbers:
            text = phrase(
                "the tombstone {name} names no account: {number} is not cancelled",
                name=tombstone.name,
                number=tombstone.number,
            )
            hint = phrase(
                "write `account: {name}` in {name_2}", name=facts.account.name, name_2=tombstone.name
            )
            yield RULE.at(tombstone.target, Verdict.WARN, text, hint, source=tombstone.source)


def _judge(facts: Facts, action: Action, tombstone: Tombstone, live: ObservedNumber) -> Iterator[Finding]:
    name, today = tombstone.name, day_of(facts.now)
    if tombstone.number != live.number:
        text = phrase(
            "the tombstone {name} names {number}, but {target} is {identity}",
            name=name,
            number=tombstone.number,
            target=tombstone.target,
            identity=live.identity,
        )
        hint = phrase(
            "correct `number` in {name}, if {identity} is the one to lose for ever",
            name=name,
            identity=live.identity,
        )
        yield RULE.block((action,), text, hint)
    if name in facts.memory.consents and action.id not in facts.memory.tasks:
        text = phrase("the tombstone {name} was used already", name=name)
        yield RULE.block(
            (action,),
            text,
            phrase(
                "a new one needs another name: `reconciler new cancellation {target}`",
                target=tombstone.target,
            ),
        )
    if today > tombstone.expires:
        text = phrase("the tombstone {name} expired on {expires}", name=name, expires=tombstone.expires)
        yield RULE.block((action,), text, phrase("write a later `expires` in {name}", name=name))
    elif today < tombstone.not_before:
        text = phrase(
            "the tombstone {name} permits it from {not_before} on", name=name, not_before=tombstone.not_before
        )
        yield RULE.hold((action,), midnight(tombstone.not_before), text)
