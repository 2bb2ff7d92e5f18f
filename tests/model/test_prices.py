"""Money and the price list: decimal CNY, the seed's prices unless the account has others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

import pytest

from reconciler.model.money import FREE, ZERO, Cost, cny
from reconciler.model.tariff import SEED_TARIFF, Tariff
from reconciler.wire.write import amount


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("35", "35.00"),
        (35, "35.00"),
        (Decimal("0.114"), "0.11"),
        ("0.115", "0.12"),
        ("0.105", "0.10"),
        ("-1.5", "-1.50"),
    ],
)
def test_an_amount_has_two_places(given, expected):
    assert str(cny(given)) == expected


def test_what_is_no_number_is_no_amount():
    with pytest.raises(InvalidOperation):
        cny("many")


@pytest.mark.parametrize(
    ("money", "text"), [(Decimal(-0), "0.00"), (Decimal("-0.00"), "0.00"), (Decimal(5), "5.00")]
)
def test_money_is_never_written_as_a_negative_zero(money, text):
    assert amount(money) == text


def test_the_seeds_prices():
    assert (
        Tariff(
            regular_monthly=Decimal(35),
            hotline_minimum=Decimal(120),
            hotline_minute=Decimal("0.11"),
            package_least=Decimal(120),
            package_most=Decimal(5000),
        )
        == SEED_TARIFF
    )


def test_nothing_costs_nothing():
    assert Cost(ZERO, ZERO, ZERO) == FREE


@pytest.mark.parametrize("package", [120, 240, 5000])
def test_a_400_costs_its_package_at_once_and_monthly_and_commits_to_it(package):
    assert SEED_TARIFF.hotline(Decimal(package)) == Cost(*[Decimal(package)] * 3)


@pytest.mark.parametrize(
    ("applied", "months"),
    [
        ("2026-11-01", 4),  # to 2 February
        ("2026-11-23", 4),  # to 24 February
        ("2026-11-28", 5),  # to 1 March
        ("2026-11-30", 5),  # to 1 March
        ("2026-09-30", 4),  # to 31 December
        ("2026-10-31", 5),  # to 1 February
        ("2026-12-31", 5),  # to 1 April
    ],
)
def test_a_regular_number_commits_to_every_month_up_to_its_earliest_cancellation(applied, months):
    cost = SEED_TARIFF.regular(date.fromisoformat(applied))
    assert cost == Cost(Decimal(35), Decimal(35), Decimal(35) * months)


def test_an_account_may_have_its_own_prices():
    tariff = Tariff(regular_monthly=Decimal(20))
    assert tariff.regular(date(2026, 11, 1)).committed == Decimal(80)
