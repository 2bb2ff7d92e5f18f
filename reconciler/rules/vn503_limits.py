"""VN503: how much may happen to an account in a calendar month, whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime
from decimal import Decimal
from heapq import heappop, heappush

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import due_from, over, unstopped
from reconciler.contracts.rule import Rule
from reconciler.memory.memory import Spent
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address
from reconciler.model.calendar import day_of, midnight, month_of, next_month
from reconciler.model.finding import Finding, Verdict
from reconciler.model.money import ZERO
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE

RULE = Rule(
    code="VN503",
    title="limits of the account",
    verdicts=(Verdict.HOLD, Verdict.BLOCK),
    what=(
        "The workspace limits cancellations (1 unless it says otherwise), purchases and added monthly CNY "
        "per account and calendar month. What was done this month, what is still open and the whole plan "
        "count, one count per address; a cancellation deferred to a later month counts there. What was "
        "released or rejected counts no more. In the month in which the ledger was lost, what the account "
        "shows of that month counts too. The first that "
        "fit go ahead, by address; the others of that class are blocked until there is room. A cancellation that is "
        "deferred into a month which is full by then is deferred to the first one with room."
    ),
    seed="This action permanently cancels the number and is irreversible.",
    example=(
        'limits: {cancellations: 1, purchases: 10, addedMonthly: "5000"}   # and two tombstones due this '
        "month"
    ),
    fix="Spread the change over months, or have a higher limit reviewed in reconciler.yaml.",
    turn=2,
    scope="account",
    stops=frozenset({Verb.ORDER, Verb.CANCEL}),
)


def check(facts: Facts) -> Iterator[Finding]:
    """Counts this month's purchases, cancellations and added CNY."""
    limits, month = facts.desired.policy.limits, month_of(facts.now)
    spent = _lasting(facts, _with_unrecorded(facts, facts.memory.spent.get(month, Spent()), month))
    buys = unstopped(facts, Verb.ORDER)
    ends = tuple(action for action in unstopped(facts, Verb.CANCEL) if _month(facts, action) == month)
    ended = tuple(_count(facts, "cancellations", ends, spent.cancellations, limits.cancellations))
    yield from ended
    yield from _later(facts, {stop for finding in ended for stop in finding.stops}, limits.cancellations)
    many = tuple(_count(facts, "purchases", buys, spent.purchases, limits.purchases))
    yield from many
    stopped = {stop for finding in many for stop in finding.stops}
    yield from _money(facts, [a for a in buys if a.id not in stopped], spent, limits.added_monthly)


def _with_unrecorded(facts: Facts, spent: Spent, month: str) -> Spent:
    """In the month in which a ledger was lost, what the account shows of that month counts too."""
    since = facts.memory.rebuilt
    if not since or month_of(datetime.fromisoformat(since)) != month:
        return spent
    added = {
        number.identity: _monthly(facts, number)
        for number in facts.observed.numbers.values()
        if number.applied_on is not None and f"{number.applied_on:%Y-%m}" == month
    }
    for slot in facts.slots.values():
        if slot.live is not None and not spent.purchases.isdisjoint(_names(slot)):
            added.pop(slot.live.identity, None)
    ended = frozenset(slot.address for slot in facts.slots.values() if _ended(slot, month))
    monthly = {**spent.monthly, **added}
    purchases = spent.purchases | added.keys()
    return Spent(
        purchases, spent.cancellations | ended, spent.added_monthly + sum(added.values(), ZERO), monthly
    )


def _names(slot: Slot) -> set[str | None]:
    """What the ledger may count a purchase under."""
    live, owned = slot.live, slot.owned
    return (
        {slot.address}
        | ({live.number, live.application} if live else set())
        | ({owned.number, owned.application} if owned else set())
    )


def _monthly(facts: Facts, number: ObservedNumber) -> Decimal:
    tariff = facts.account.tariff
    if number.type == HOTLINE:
        return tariff.hotline(number.package or tariff.hotline_minimum).monthly
    return tariff.regular(day_of(facts.now)).monthly


def _ended(slot: Slot, month: str) -> bool:
    """Whether a tombstone of ours may have ended its number that month."""
    tombstone, live = slot.tombstone, slot.live
    return (
        tombstone is not None
        and live is not None
        and live.status in {NumberStatus.CANCELLING, NumberStatus.CANCELLED}
        and f"{tombstone.not_before:%Y-%m}" <= month <= f"{tombstone.expires:%Y-%m}"
    )


def _lasting(facts: Facts, spent: Spent) -> Spent:
    """The month without the purchases that came to nothing: what was released or rejected takes no room."""
    gone = {
        name
        for slot in facts.restless
        if slot.live is not None and slot.live.gone(facts.now)
        for name in (slot.address, slot.live.identity)
    }
    gone.update(number.identity for number in facts.unmanaged if number.gone(facts.now))
    kept = spent.purchases - gone
    if kept == spent.purchases:
        return spent
    monthly = {address: amount for address, amount in spent.monthly.items() if address in kept}
    return Spent(kept, spent.cancellations, sum(monthly.values(), ZERO), monthly)


def _month(facts: Facts, action: Action) -> str:
    """The month a cancellation counts in: this one, while nobody knows when it may run."""
    return month_of(due_from(facts, action) or facts.now)


def _later(facts: Facts, left: Set[str], limit: int | None) -> Iterator[Finding]:
    """Cancellations to come, each in the first month with room, as the runs of those months will find it.

    `left`: those that this month has no room for; the next month has.
    """
    month = next_month(day_of(facts.now))
    to_come = [
        action
        for action in sorted(unstopped(facts, Verb.CANCEL), key=lambda action: action.address)
        if action.id in left or _month(facts, action) > month_of(facts.now)
    ]
    if limit == 0 and to_come:
        yield from _count(facts, "cancellations", to_come, frozenset(), limit)
    days = [max(day_of(due_from(facts, action) or facts.now), month) for action in to_come]
    arriving = sorted(zip(days, range(len(days)), strict=True), reverse=True)  # the earliest last
    waiting: list[int] = []  # a heap of places in `to_come`
    while limit and (arriving or waiting) and month < date.max:
        if not waiting:
            month = max(month, arriving[-1][0].replace(day=1))
        following = next_month(month)
        while arriving and arriving[-1][0] < following:
            heappush(waiting, arriving.pop()[1])
        placed = [heappop(waiting) for _ in range(min(limit, len(waiting)))]
        pushed = [to_come[at] for at in placed if days[at] < month and to_come[at].id not in left]
        if pushed:
            yield from _put_off(facts, pushed, month, limit)
        month = following


def _put_off(facts: Facts, actions: Sequence[Action], first: date, limit: int) -> Iterator[Finding]:
    lapsed = [action for action in actions if _lapses(facts, action, first)]
    text = phrase(
        "the months before {month} are full: {limit} cancellations each", month=month_of(first), limit=limit
    )
    kept = [action for action in actions if action not in lapsed]
    if kept:
        yield RULE.hold(kept, midnight(first), text, _hint("cancellations"), address=facts.account.name)
    for action in lapsed:
        yield RULE.block(
            (action,),
            phrase("{text}; its tombstone expires before that", text=text),
            phrase('write `expires: "{until}"` or later in {consent}', until=first, consent=action.consent),
        )


def _lapses(facts: Facts, action: Action, first: date) -> bool:
    slot = facts.slots.get(action.address)
    return slot is not None and slot.tombstone is not None and slot.tombstone.expires < first


def _count(
    facts: Facts, what: str, actions: Sequence[Action], done: frozenset[Address], limit: int | None
) -> Iterator[Finding]:
    """One count per address: what was begun this month is counted already."""
    fresh = [action for action in actions if action.address not in done]
    room = None if limit is None else Decimal(limit - len(done))
    blocked = () if room is None else over(facts, actions, room, lambda a: Decimal(a.address not in done))
    if blocked:
        text = phrase(
            "{what} in {month_of}: {count} ({count_2} done or open, {count_3} planned), over the "
            "limit of {limit}",
            what=what,
            month_of=month_of(facts.now),
            count=len(fresh) + len(done),
            count_2=len(done),
            count_3=len(fresh),
            limit=limit,
        )
        yield RULE.block(blocked, text + _rest(blocked, actions), _hint(what), address=facts.account.name)


def _money(facts: Facts, buys: Sequence[Action], spent: Spent, limit: Decimal | None) -> Iterator[Finding]:
    fresh = [action for action in buys if action.address not in spent.purchases]
    done = spent.added_monthly
    counted = {action.address for action in fresh}
    room = None if limit is None else limit - done
    blocked = (
        ()
        if room is None
        else over(facts, buys, room, lambda a: a.cost.monthly if a.address in counted else ZERO)
    )
    if blocked:
        planned = sum((action.cost.monthly for action in fresh), ZERO)
        text = phrase(
            "CNY a month added in {month_of}: {planned:.2f} ({done:.2f} done or open, "
            "{planned_2:.2f} planned), over the limit of {limit:.2f}",
            month_of=month_of(facts.now),
            planned=planned + done,
            done=done,
            planned_2=planned,
            limit=limit,
        )
        yield RULE.block(
            blocked, text + _rest(blocked, buys), _hint("addedMonthly"), address=facts.account.name
        )


def _rest(blocked: Sequence[Action], actions: Sequence[Action]) -> str:
    if len(blocked) == len(actions):
        return ""
    return phrase(
        ": the first that fit go ahead, {count} of {count_2} do not", count=len(blocked), count_2=len(actions)
    )


def _hint(what: str) -> str:
    return phrase("plan less this month, or have a higher `limits.{what}` reviewed", what=what)
