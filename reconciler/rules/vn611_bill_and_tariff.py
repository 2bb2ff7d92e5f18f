"""VN611: what the provider charged for the last whole month, beside what its price list says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reconciler.contracts.bill import bill, price
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.rule import Rule
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import cny
from reconciler.model.phrase import joined, phrase
from reconciler.model.trace import ACCOUNT, Trace, TraceKind

SHOWN = 3

RULE = Rule(
    code="VN611",
    title="bill and tariff differ",
    verdicts=(Verdict.INFO,),
    what=(
        "Figures of a plan come from the provider's price list. Where its billing service can be read, this says what "
        "it charged for the last whole month, usage included, and which numbers were charged another amount than "
        "their fixed fee. Packages, agreed discounts and numbers that came or went since explain most differences."
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
    traces = facts.observed.traces
    slots = {slot.live.identity: slot for slot in facts.slots.values() if slot.live is not None}
    for charged in traces.of(ACCOUNT, TraceKind.BILL):
        monthly = bill(facts).whole
        bills = (trace for number in facts.observed.numbers for trace in traces.of(number, TraceKind.BILL))
        others = [trace for trace in bills if _differs(trace, facts, slots)]
        if charged.amount is None or (charged.amount == monthly.amount and not others):
            continue
        text = phrase(
            "{charged}: {amount} CNY, usage included; by the price list {monthly} CNY a month",
            charged=charged,
            amount=cny(charged.amount),
            monthly=monthly,
        )
        named = [
            phrase("{number} {amount} CNY", number=trace.number, amount=cny(trace.amount or 0))
            for trace in others[:SHOWN]
        ]
        more = [phrase("{count} more", count=len(others) - SHOWN)] if len(others) > SHOWN else []
        if others:
            text += phrase(
                "; charged another amount than their fee: {value}", value=joined(", ", (*named, *more))
            )
        yield RULE.at(facts.account.name, Verdict.INFO, text, phrase(RULE.fix))


def _differs(trace: Trace, facts: Facts, slots: Mapping[str, Slot]) -> bool:
    """Whether it was charged another amount than it costs while it is billed."""
    number, slot = facts.observed.numbers.get(trace.number), slots.get(trace.number, Slot(""))
    if number is None:
        return False
    return trace.amount != price(number, facts.account.tariff, slot.owned, slot.desired).amount
