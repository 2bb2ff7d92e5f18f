"""VN503: how much may happen to an account in a calendar month, whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import cancellable_from, drafted
from reconciler.contracts.rule import Rule
from reconciler.memory.memory import Spent
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address
from reconciler.model.calendar import month_of
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import ZERO

RULE = Rule(
    code="VN503",
    title="limits of the account",
    verdicts=(Verdict.BLOCK,),
    what=(
        "The workspace limits cancellations (1 unless it says otherwise), purchases and added monthly CNY "
        "per account and calendar month. What was done this month, what is still open and the whole plan "
        "count, one count per address; a cancellation deferred to a later month counts there. Over a limit, "
        "every action of that class is blocked, so that a person chooses which to keep."
    ),
    seed="This action permanently cancels the number and is irreversible.",
    example=(
        'limits: {cancellations: 1, purchases: 10, addedMonthly: "5000"}   # and two tombstones due this '
        "month"
    ),
    fix="Spread the change over months, or have a higher limit reviewed in reconciler.yaml.",
)


def check(facts: Facts) -> Iterator[Finding]:
    """Counts this month's purchases, cancellations and added CNY."""
    limits, month = facts.desired.policy.limits, month_of(facts.now)
    spent = facts.memory.spent.get(month, Spent())
    buys = drafted(facts, Verb.ORDER)
    ends = tuple(action for action in drafted(facts, Verb.CANCEL) if _this_month(facts, action))
    yield from _count(facts, "cancellations", ends, spent.cancellations, limits.cancellations)
    yield from _count(facts, "purchases", buys, spent.purchases, limits.purchases)
    yield from _money(facts, buys, spent, limits.added_monthly)


def _this_month(facts: Facts, action: Action) -> bool:
    instant = cancellable_from(facts.slots.get(action.address))
    return instant is None or month_of(max(instant, facts.now)) == month_of(facts.now)


def _count(
    facts: Facts, what: str, actions: Sequence[Action], done: frozenset[Address], limit: int | None
) -> Iterator[Finding]:
    planned = {action.address for action in actions} - done
    if limit is None or not actions or len(planned) + len(done) <= limit:
        return
    text = (
        f"{what} in {month_of(facts.now)}: {len(planned) + len(done)} ({len(done)} done or open, "
        f"{len(planned)} planned), over the limit of {limit}"
    )
    yield RULE.block(actions, text, _hint(what), address=facts.account.name)


def _money(facts: Facts, buys: Sequence[Action], spent: Spent, limit: Decimal | None) -> Iterator[Finding]:
    planned = sum((a.cost.monthly for a in buys if a.address not in spent.purchases), ZERO)
    if limit is None or not buys or planned + spent.added_monthly <= limit:
        return
    text = (
        f"CNY a month added in {month_of(facts.now)}: {planned + spent.added_monthly:.2f} "
        f"({spent.added_monthly:.2f} done or open, {planned:.2f} planned), over the limit of {limit:.2f}"
    )
    yield RULE.block(buys, text, _hint("addedMonthly"), address=facts.account.name)


def _hint(what: str) -> str:
    return f"plan less this month, or have a higher `limits.{what}` reviewed"
