"""VN506: how many numbers the provider lets an account apply for."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.contracts.facts import Facts
from reconciler.contracts.queries import unstopped, with_desired
from reconciler.contracts.rule import Rule
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import add_days, day_of, midnight
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.model.resource import REGULAR, DesiredNumber
from reconciler.model.wording import alike

A_REGION = 10
"""Regular numbers that one qualification may hold in one region (the provider's FAQ on using numbers)."""

RULE = Rule(
    code="VN506",
    title="limits of the provider",
    verdicts=(Verdict.WARN, Verdict.HOLD),
    what=(
        "The provider's FAQ (not its page) allows 10 regular numbers for one region and qualification: an "
        "application beyond that may be refused, and the plan says so. Each application begins with an inquiry, "
        "after the script is approved, and an account may make 5 a day: where a person makes them, the rest is "
        "deferred to the days after, first come by address. What was asked for today counts."
    ),
    seed="Script approval is required.",
    example="numbers:\n  desk-01: {region: 浙江/杭州}   # … up to desk-12, all new",
    fix="Nothing for what is deferred. Beyond 10 in a region, use another qualification, or ask the account manager.",
    turn=2,
    scope="account",
    stops=frozenset({Verb.ORDER}),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Looks at what would be applied for."""
    yield from _regions(facts)
    yield from _days(facts)


def _regions(facts: Facts) -> Iterator[Finding]:
    orders = [(action, entry) for action, entry in with_desired(facts, Verb.ORDER) if entry.type == REGULAR]
    reported: list[DesiredNumber] = []
    for action, entry in orders:
        if any(_same_place(entry, other) for other in reported):
            continue
        reported.append(entry)
        planned = sum(_same_place(entry, other) for _, other in orders)
        there = sum(
            number.type == REGULAR
            and not number.gone(facts.now)
            and alike("region", number.region, entry.region)
            and alike("enterprise", number.enterprise, entry.enterprise)
            for number in facts.observed.numbers.values()
        )
        if there + planned > A_REGION:
            text = phrase(
                "{planned} numbers are to be applied for in {region} for {enterprise}, {there} are "
                "there: the provider allows {a_region} for one region and qualification, and may refuse "
                "the rest",
                planned=planned,
                region=entry.region,
                enterprise=entry.enterprise,
                there=there,
                a_region=A_REGION,
            )
            yield RULE.at(action.address, Verdict.WARN, text, phrase(RULE.fix), source=entry.source)


def _same_place(one: DesiredNumber, other: DesiredNumber) -> bool:
    return alike("region", one.region, other.region) and alike("enterprise", one.enterprise, other.enterprise)


def _days(facts: Facts) -> Iterator[Finding]:
    """Spreads what is over a day's limit over the days that follow."""
    limit = facts.capabilities.inquiries
    if limit is None:
        return
    entries = facts.desired.numbers
    orders = sorted(
        (
            a
            for a in unstopped(facts, Verb.ORDER)
            if a.address in entries and entries[a.address].type == REGULAR
        ),
        key=lambda action: action.address,
    )
    fresh = [action for action in orders if action.id not in facts.memory.tasks]
    today, used = day_of(facts.now), _asked_today(facts)
    late: dict[int, list[Action]] = {}
    for place, action in enumerate(fresh, start=used):
        if place >= limit:
            late.setdefault(place // limit, []).append(action)
    for days, actions in late.items():
        day = add_days(today, days)
        text = phrase(
            "the provider takes {limit} inquiries a day, {count} are needed: not before {day}",
            limit=limit,
            count=len(fresh) + used,
            day=day,
        )
        for action in actions:
            yield RULE.hold([action], midnight(day), text)


def _asked_today(facts: Facts) -> int:
    today = day_of(facts.now).isoformat()
    enterprises = {
        record.address
        for record in (*facts.memory.tasks.values(), *facts.memory.open.values())
        if record.action == Verb.ORDER and record.at[:10] == today and record.number is None
    }
    enterprises |= {
        slot.address
        for slot in facts.slots.values()
        if slot.live is not None
        and slot.live.type == REGULAR
        and slot.live.applied_on is not None
        and slot.live.applied_on.isoformat() == today
    }
    return len(enterprises)
