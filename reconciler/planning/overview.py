"""The account at a glance: numbers by status, what each team costs in the coming months, what is due."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reconciler import rules
from reconciler.contracts.bill import fee
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import cancellable_from, standing
from reconciler.model.action import Verb
from reconciler.model.address import unmanaged
from reconciler.model.calendar import add_months, day_of, earliest_cancellation, month_of
from reconciler.model.drift import MonthlyCost, Overview
from reconciler.model.money import ZERO
from reconciler.model.resource import HOTLINE
from reconciler.planning.deadlines import deadlines
from reconciler.planning.gate import judge
from reconciler.planning.task_life import waiting

MONTHS = 6
"""This one and the next five."""
_NOBODY = "-"


def overview(facts: Facts, team: str | None = None) -> Overview:
    """The whole account, or what is one team's in it."""
    slots = [slot for slot in _all(facts) if team in {None, slot.team}]
    statuses = Counter(slot.live.status for slot in slots if slot.live is not None)
    findings = rules.run(facts)
    judged = judge(facts.by_address, findings, waiting(facts, findings))
    return Overview(
        dict(sorted(statuses.items())), _costs(facts, slots, team), deadlines(facts, judged, team)
    )


def _all(facts: Facts) -> Iterator[Slot]:
    """Every live number once, at the address where it is listed."""
    places = standing(facts)
    for slot in facts.slots.values():
        if slot.live is not None and places[slot.live.identity] == slot.address:
            yield slot
    for number in facts.unmanaged:
        yield Slot(unmanaged(number.identity), live=number)


def _costs(facts: Facts, slots: list[Slot], team: str | None) -> tuple[MonthlyCost, ...]:
    """Each team's months, where they cost anything."""
    first = day_of(facts.now).replace(day=1)
    months = [add_months(first, index) for index in range(MONTHS)]
    committed: dict[tuple[str, date], Decimal] = defaultdict(lambda: ZERO)
    expected: dict[tuple[str, date], Decimal] = defaultdict(lambda: ZERO)
    for slot in slots:
        if slot.live is None or not slot.live.billed(facts.now):
            continue
        monthly = fee(slot, facts).amount
        for month in months:
            committed[slot.team, month] += monthly if month_of(month) <= _bound(slot, facts) else ZERO
            expected[slot.team, month] += monthly if month_of(month) <= _end(slot, facts) else ZERO
    for action in facts.actions:
        if action.verb is Verb.ORDER and team in {None, action.team}:
            for month in months:
                expected[action.team, month] += action.cost.monthly
    return tuple(
        MonthlyCost(month_of(month), name, committed[name, month], expected[name, month])
        for name, month in sorted(expected, key=lambda key: (key[1], key[0]))
        if committed[name, month] or expected[name, month]
    )


def _bound(slot: Slot, facts: Facts) -> str:
    """The last month that must be paid for: this one, or a young regular number's third."""
    live, now = slot.live, month_of(facts.now)
    if live is None or live.type == HOTLINE or live.activated_on is None:
        return now
    return max(now, month_of(earliest_cancellation(live.activated_on)))


def _end(slot: Slot, facts: Facts) -> str:
    """The last month that will be paid for: a merged cancellation's, else none within sight."""
    if slot.tombstone is None or slot.desired is not None:
        return "9999-12"
    instant = cancellable_from(slot)
    return "9999-12" if instant is None else month_of(max(instant, facts.now))
