"""VN502: the provider bills whole months; the reviewer hears what a day's difference costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reconciler.contracts.bill import cancellation
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import drafted, due_from
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import day_of, month_of, next_month
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import Fee
from reconciler.model.observation import NEVER_ACTIVE
from reconciler.model.phrase import counted, phrase

FEW_DAYS = 10

RULE = Rule(
    code="VN502",
    title="whole-month billing",
    verdicts=(Verdict.INFO,),
    what=(
        f"Applying for a number with {FEW_DAYS} days of the month left or fewer names the day from which it "
        "would be cheaper, and by how much at most: billing starts at activation, which may come later "
        "anyway. Cancelling says which month's fee is still charged; a number that never became active costs "
        "nothing, and what was set aside for it comes back."
    ),
    seed=(
        "Numbers activated during a month are billed for the entire month's fee, so we recommend applying "
        "for new numbers at the beginning of the month."
    ),
    example="A number is applied for on 2026-11-23.",
    fix="Nothing, or merge it at the beginning of the next month.",
    turn=3,
    scope="slot",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Notes on every application late in a month and on every cancellation."""
    today = day_of(facts.now)
    first = next_month(today)
    left = (first - today).days
    if left <= FEW_DAYS:
        orders = drafted(facts, Verb.ORDER)
        texts = {cost: _late(cost, today, first, left) for cost in {order.cost.now for order in orders}}
        hint = phrase("merge it from {first} on to save that", first=first)
        for order in orders:
            text = texts[order.cost.now]
            yield RULE.at(order.address, Verdict.INFO, text, hint, source=order.source)
    for action in drafted(facts, Verb.CANCEL):
        yield _ending(facts, action)


def _late(cost: Decimal, today: date, first: date, left: int) -> str:
    days = counted("{count} day", "{count} days", left)
    return phrase(
        "applied for on {today}, with {days} of the month left, it may cost all of {month_of}: "
        "waiting until {first} saves up to {now:.2f} CNY (billing starts at activation)",
        today=today,
        days=days,
        month_of=month_of(today),
        first=first,
        now=cost,
    )


def _ending(facts: Facts, action: Action) -> Finding:
    slot = facts.slots.get(action.address) or Slot(action.address)
    instant = due_from(facts, action) or facts.now
    cost = cancellation(slot, facts, instant)
    if slot.live is not None and slot.live.status in NEVER_ACTIVE:
        text = phrase(
            "it never became active: nothing is charged, and the first fee that was set aside comes back"
        )
        return RULE.at(action.address, Verdict.INFO, text, source=action.source)
    if not cost.now:
        text = phrase(
            "the fee of {month_of} was charged when it was activated, and is not refunded",
            month_of=month_of(instant),
        )
        return RULE.at(action.address, Verdict.INFO, text, source=action.source)
    text = phrase(
        "the fee of {month_of}, {now} CNY, is still charged and not refunded",
        month_of=month_of(instant),
        now=Fee(cost.now, cost.origin),
    )
    hint = phrase("it costs the same on any day of {month_of}", month_of=month_of(instant))
    return RULE.at(action.address, Verdict.INFO, text, hint, source=action.source)
