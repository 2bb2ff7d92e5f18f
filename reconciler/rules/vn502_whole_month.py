"""VN502: the provider bills whole months; the reviewer hears what a day's difference costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import cancellable_from, drafted, wanted
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import day_of, month_of, next_month
from reconciler.model.finding import Finding, Verdict
from reconciler.model.resource import HOTLINE

FEW_DAYS = 10

RULE = Rule(
    code="VN502",
    title="whole-month billing",
    verdicts=(Verdict.INFO,),
    what=(
        f"Applying for a 400 number with {FEW_DAYS} days of the month left or fewer names the day from which "
        "it would be cheaper, and by how much at most: billing starts at activation, which may come later "
        "anyway. Cancelling says which month's fee is still charged."
    ),
    seed=(
        "Numbers activated during a month are billed for the entire month's fee, so we recommend applying "
        "for new numbers at the beginning of the month."
    ),
    example="A 400 number with package 120 is applied for on 2026-11-23.",
    fix="Nothing, or merge it at the beginning of the next month.",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Notes on every application for a 400 and on every cancellation."""
    today = day_of(facts.now)
    first = next_month(today)
    left = (first - today).days
    for action, desired in wanted(facts, Verb.ORDER):
        if desired.type == HOTLINE and left <= FEW_DAYS:
            yield _late(action, today, first, left)
    for action in drafted(facts, Verb.CANCEL):
        yield _still_charged(facts, action)


def _late(action: Action, today: date, first: date, left: int) -> Finding:
    days = f"{left} day{'' if left == 1 else 's'}"
    text = (
        f"applied for on {today}, with {days} of the month left, it may cost all of {month_of(today)}: "
        f"waiting until {first} saves up to {action.cost.now:.2f} CNY (billing starts at activation)"
    )
    return RULE.at(
        action.address, Verdict.INFO, text, f"merge it from {first} on to save that", source=action.source
    )


def _still_charged(facts: Facts, action: Action) -> Finding:
    instant = cancellable_from(facts.slots.get(action.address))
    month = month_of(max(instant or facts.now, facts.now))
    text = f"the fee of {month}, {action.cost.now:.2f} CNY, is still charged and not refunded"
    return RULE.at(action.address, Verdict.INFO, text, source=action.source)
