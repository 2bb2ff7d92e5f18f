"""What numbers cost: one function over what is observed, attested, remembered and declared, in this order of trust.

Plan, status, drift, budgets and limits all ask here, so they cannot disagree. The provider's own figure counts first,
then the price list: a regular number's rent, a 400's package. A 400 whose package nobody knows costs at least the
minimum charge.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from decimal import Decimal

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import standing
from reconciler.memory.memory import Owned
from reconciler.model.calendar import month_of
from reconciler.model.money import NO_FEE, ZERO, Cost, Fee, total
from reconciler.model.observation import NEVER_ACTIVE, NumberStatus, ObservedNumber
from reconciler.model.origin import Origin, weakest
from reconciler.model.phone import is_hotline
from reconciler.model.resource import HOTLINE, DesiredNumber
from reconciler.model.tariff import Tariff
from reconciler.noun import noun


@noun
class Bill:
    """What an account pays a month, managed and unmanaged apart."""

    managed: Fee = NO_FEE
    unmanaged: Fee = NO_FEE

    @property
    def whole(self) -> Fee:
        """What the account pays."""
        return total((self.managed, self.unmanaged))


def bill(facts: Facts, team: str | None = None) -> Bill:
    """The account's bill, or a team's. A number that two entries claim counts once, where Git speaks of it.

    The account goes on paying for a number whose entry left Git: nobody manages it, and it stays in its team's bill.
    """
    places = standing(facts)
    managed, left = [], {}
    for slot in facts.slots.values():
        if team is not None and team != slot.team:
            continue
        if slot.live is None or places[slot.live.identity] == slot.address:
            managed.append(slot)
        elif slot.source is None:
            left[slot.live.identity] = slot
    strays = (
        {number.identity: Slot("", live=number) for number in facts.unmanaged} | left if team is None else {}
    )
    if team is not None:
        managed += left.values()
    elif not facts.desired.complete:
        managed, strays = (
            [*managed, *strays.values()],
            {},
        )  # what a file that cannot be read may declare is not a stray
    return Bill(total(fee(s, facts) for s in managed), total(fee(s, facts) for s in strays.values()))


def fee(slot: Slot, facts: Facts) -> Fee:
    """What stands at an address costs a month; nothing where there is no number, or none that is billed.

    What a complete list does not show is gone; what an incomplete one does not show is still paid for.
    """
    tariff = facts.account.tariff
    if slot.live is not None:
        return number_fee(slot.live, tariff, facts.now, slot.owned, slot.desired)
    if facts.observed.complete or slot.address in facts.memory.held:
        return NO_FEE
    return _unseen(slot, tariff)


def number_fee(
    number: ObservedNumber,
    tariff: Tariff,
    now: datetime,
    owned: Owned | None = None,
    desired: DesiredNumber | None = None,
) -> Fee:
    """What a number of the account costs a month. One whose status nobody knows may cost nothing: no figure is sure."""
    if not number.billed(now):
        return NO_FEE
    known = price(number, tariff, owned, desired)
    if number.status != NumberStatus.UNKNOWN:
        return known
    ours = owned is not None and owned.number in {None, number.number} and not owned.cancelled
    return Fee(known.amount, weakest((known.origin, Origin.REMEMBERED if ours else Origin.UNKNOWN)))


def price(
    number: ObservedNumber, tariff: Tariff, owned: Owned | None = None, desired: DesiredNumber | None = None
) -> Fee:
    """What it costs while it is billed: as the provider says, else by the price list."""
    if number.monthly is not None and "monthly" not in number.unknown:
        return Fee(number.monthly, Origin.ATTESTED if "monthly" in number.attested else Origin.OBSERVED)
    if number.type != HOTLINE:
        return Fee(tariff.regular_monthly)
    if number.package is not None and "package" not in number.unknown:
        return Fee(number.package, Origin.ATTESTED if "package" in number.attested else Origin.OBSERVED)
    return _package(tariff, owned, desired, number.number)


def cancellation(slot: Slot, facts: Facts, instant: datetime) -> Cost:
    """What cancelling at an instant costs: that month's fee, unless it was charged already; later ones are saved.

    A number that never became active costs nothing: what was set aside for it comes back.
    """
    monthly, live = fee(slot, facts), slot.live
    pending = live is None or live.status in NEVER_ACTIVE
    charged = (
        live is not None
        and live.activated_on is not None
        and month_of(live.activated_on) == month_of(instant)
    )
    now = ZERO if pending or charged else monthly.amount
    return Cost(now=now, monthly=-monthly.amount, origin=monthly.origin)


def _package(tariff: Tariff, owned: Owned | None, desired: DesiredNumber | None, number: str | None) -> Fee:
    """A 400's package as last applied to this number, else as declared for it, else at least the minimum charge."""
    last = owned.applied.get("package") if owned is not None and owned.number in {None, number} else None
    if last is not None:
        with suppress(ArithmeticError):  # a record may hold what is no amount: it says nothing
            return Fee(Decimal(str(last)), Origin.REMEMBERED)
    if desired is not None and desired.package is not None and desired.number in {None, number}:
        return Fee(desired.package, Origin.DECLARED)
    return Fee(tariff.hotline_minimum, Origin.UNKNOWN)


def _unseen(slot: Slot, tariff: Tariff) -> Fee:
    """A number of ours that an incomplete list does not show."""
    owned = slot.owned
    if owned is None or owned.cancelled:
        return NO_FEE
    if owned.applied.get("type") == HOTLINE or is_hotline(owned.number or ""):
        return _package(tariff, owned, slot.desired, owned.number)
    return Fee(tariff.regular_monthly, Origin.REMEMBERED)
