"""VN611: which numbers the provider charged another amount for than their fee, in the last whole month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reconciler.contracts.bill import price
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.rule import Rule
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import cny
from reconciler.model.observation import ObservedNumber
from reconciler.model.origin import Origin
from reconciler.model.phrase import Phrase, joined, phrase
from reconciler.model.trace import Trace, TraceKind

SHOWN = 3

RULE = Rule(
    code="VN611",
    title="bill and tariff differ",
    verdicts=(Verdict.INFO,),
    what=(
        "A plan's figures come from the provider's price list. Where its bills tell numbers apart, this says "
        "which of them were charged another amount for the last whole month than their fixed fee: usage, another "
        "package or an agreed discount. The whole bill stands in `status`; numbers that came or went are no difference."
    ),
    seed="400 numbers are available in different package tiers, ranging from 120 to 5,000 CNY, with a usage rate of "
    "0.11 CNY/minute.",
    example="A 400 of package 120 that was charged 500.00 CNY: its package is another one than Git says.",
    fix="Correct `package`, or the account's `tariff`, where they are wrong.",
    scope="account",
    stops=frozenset(),
)


def check(facts: Facts) -> Iterator[Finding]:
    """One note on the whole account."""
    others = list(_others(facts))
    if others:
        more = [phrase("{count} more", count=len(others) - SHOWN)] if len(others) > SHOWN else []
        text = phrase(
            "charged another amount than their fee: {value}", value=joined(", ", (*others[:SHOWN], *more))
        )
        yield RULE.at(facts.account.name, Verdict.INFO, text, phrase(RULE.fix))


def _others(facts: Facts) -> Iterator[Phrase]:
    slots: dict[str, Slot] = {}
    for charged, live in _unusual(facts):
        slots = slots or {slot.live.identity: slot for slot in facts.slots.values() if slot.live is not None}
        slot = slots.get(live.identity, Slot(""))
        usual = price(live, facts.account.tariff, slot.owned, slot.desired)
        if usual.origin is not Origin.UNKNOWN and charged.amount != usual.amount:
            yield _told(charged, cny(usual.amount))


def _unusual(facts: Facts) -> Iterator[tuple[Trace, ObservedNumber]]:
    """What was charged for a number where it is not the very amount that the provider says of it."""
    numbers, traces = facts.observed.numbers, facts.observed.traces.numbers
    for number, about in traces.items():
        live = numbers.get(number)
        if live is not None:
            for charged in about:
                usual = charged.amount == live.monthly and "monthly" not in live.unknown
                if charged.kind is TraceKind.BILL and not usual:
                    yield charged, live


def _told(charged: Trace, usual: Decimal) -> Phrase:
    return phrase(
        "{number} {amount} CNY ({text}), not {usual}",
        number=charged.number,
        amount=cny(charged.amount or 0),
        text=charged.text,
        usual=usual,
    )
