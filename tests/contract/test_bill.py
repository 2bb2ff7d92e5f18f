"""What numbers cost, whatever is known of them: one function, and every figure says what it rests on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from planned import (
    HOTLINE,
    NOW,
    hotline,
    inputs,
    live,
    live_hotline,
    on,
    owning,
    regular,
    remembered,
    tombstone,
)

from reconciler.contracts.bill import bill, fee, number_fee
from reconciler.model.money import NO_FEE, Fee
from reconciler.model.origin import Origin
from reconciler.model.tariff import SEED_TARIFF, Tariff
from reconciler.planning.build import view

UNREAD = {"monthly": None, "package": None, "unknown": frozenset({"monthly", "package", "status"})}
REMEMBERED = remembered(owning("care/brand", HOTLINE, applied={"package": "500", "type": "400"}))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (live(), Fee(Decimal("35.00"))),
        (live(monthly=Decimal("38.50")), Fee(Decimal("38.50"))),
        (live(monthly=Decimal(60), attested=frozenset({"monthly"})), Fee(Decimal(60), Origin.ATTESTED)),
        (live(monthly=None), Fee(Decimal("35.00"))),
        (live(monthly=Decimal(99), unknown=frozenset({"monthly"})), Fee(Decimal("35.00"))),
        (live_hotline(monthly=None, package=Decimal(240)), Fee(Decimal(240))),
        (
            live_hotline(monthly=None, package=Decimal(240), attested=frozenset({"package"})),
            Fee(Decimal(240), Origin.ATTESTED),
        ),
        (live_hotline(**UNREAD), Fee(Decimal("120.00"), Origin.UNKNOWN)),
        (live(status="unknown"), Fee(Decimal("35.00"), Origin.UNKNOWN)),
        *((live(status=status), NO_FEE) for status in ("cancelling", "cancelled", "released", "rejected")),
    ],
)
def test_a_number_costs_what_the_provider_says_else_what_the_price_list_does(number, expected):
    assert number_fee(number, SEED_TARIFF, NOW) == expected


@pytest.mark.parametrize(("day", "expected"), [(22, "500.00"), (23, "0.00")])
def test_a_refused_400_is_paid_for_until_its_documents_were_due(day, expected):
    number = live_hotline(
        status="rejected", monthly=None, package=Decimal(500), applied_on=date(2026, 11, 8), activated_on=None
    )
    assert number_fee(number, SEED_TARIFF, on(f"2026-11-{day}T23:59:59")).amount == Decimal(expected)


def test_an_account_may_have_its_own_prices():
    tariff = Tariff(regular_monthly=Decimal(20), hotline_minimum=Decimal(60))
    assert number_fee(live(monthly=None), tariff, NOW).amount == Decimal(20)
    assert number_fee(live_hotline(**UNREAD), tariff, NOW).amount == Decimal(60)


def at(address, *entries, **given):
    facts = view(inputs(*entries, **given))
    return fee(facts.slots[address], facts)


def test_a_package_that_nobody_shows_is_the_one_that_was_last_applied_else_the_declared_one():
    entry = hotline(package=Decimal(300))
    has = [live_hotline(**UNREAD)]
    assert at("care/brand", entry, has=has, memory=REMEMBERED) == Fee(Decimal(500), Origin.REMEMBERED)
    assert at("care/brand", entry, has=has) == Fee(Decimal(300), Origin.DECLARED)


def test_what_the_ledger_has_counts_although_nobody_sees_how_it_stands():
    has = [live(status="unknown", unknown=frozenset({"status"}))]
    assert at("care/hz-001", regular(), has=has, memory=remembered(owning())).origin is Origin.REMEMBERED
    assert at("care/hz-001", regular(), has=has).origin is Origin.UNKNOWN


def test_what_was_applied_to_another_number_says_nothing_of_this_one():
    other = remembered(owning("care/brand", "4009100007", applied={"package": "500"}))
    facts = view(inputs(hotline(package=Decimal(300)), has=[live_hotline(**UNREAD)], memory=other))
    assert number_fee(live_hotline(**UNREAD), SEED_TARIFF, other.owned["care/brand"]).origin is Origin.UNKNOWN
    assert facts is not None


@pytest.mark.parametrize(
    ("complete", "expected"), [(False, Fee(Decimal(500), Origin.REMEMBERED)), (True, NO_FEE)]
)
def test_what_an_incomplete_list_does_not_show_is_still_paid_for(complete, expected):
    seen = {"complete": complete}
    assert at("care/brand", hotline(), memory=REMEMBERED, observed=seen) == expected


def test_what_we_cancelled_or_never_had_costs_nothing():
    ended = remembered(owning("care/hz-001", cancelled=True))
    assert at("care/hz-001", regular(), memory=ended, observed={"complete": False}) == NO_FEE
    assert at("care/hz-001", regular(), observed={"complete": False}) == NO_FEE


def test_the_bill_is_known_no_better_than_its_least_known_part():
    facts = view(inputs(regular(), hotline(package=Decimal(300)), has=[live(), live_hotline(**UNREAD)]))
    assert bill(facts).managed == Fee(Decimal(335), Origin.DECLARED)
    assert str(bill(facts).whole) == "335.00*"


def test_what_a_tombstone_names_is_managed_and_a_stray_is_not():
    facts = view(inputs(tombstone(), has=[live(), live("057188880099")]))
    assert (bill(facts).managed, bill(facts).unmanaged) == (Fee(Decimal(35)), Fee(Decimal(35)))
