"""VN611: what the provider charged for the last whole month, beside what its price list says."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reconciler.contracts.bill import bill, number_fee
from reconciler.contracts.facts import Facts
from reconciler.contracts.rule import Rule
from reconciler.model.finding import Finding, Verdict
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
    for charged in traces.of(ACCOUNT, TraceKind.BILL):
        monthly = bill(facts).whole.amount.quantize(Decimal("0.01"))
        bills = (trace for number in facts.observed.numbers for trace in traces.of(number, TraceKind.BILL))
        others = [trace for trace in bills if _differs(trace, facts)]
        if charged.amount in {None, monthly} and not others:
            continue
        text = phrase(
            "{charged}: {amount} CNY, usage included; by the price list {monthly} CNY a month",
            charged=charged,
            amount=charged.amount,
            monthly=monthly,
        )
        named = [
            phrase("{number} {amount} CNY", number=trace.number, amount=trace.amount)
            for trace in others[:SHOWN]
        ]
        more = [phrase("{count} more", count=len(others) - SHOWN)] if len(others) > SHOWN else []
        if others:
            text += phrase(
                "; charged another amount than their fee: {value}", value=joined(", ", (*named, *more))
            )
        yield RULE.at(facts.account.name, Verdict.INFO, text, phrase(RULE.fix))


def _differs(trace: Trace, facts: Facts) -> bool:
    number = facts.observed.numbers.get(trace.number)
    return number is not None and trace.amount != number_fee(number, facts.account.tariff).amount
