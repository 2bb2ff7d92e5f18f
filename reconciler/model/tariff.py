"""The price list: seed values, which an account may override in its settings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from reconciler.model.calendar import day_of, earliest_cancellation, months_touched
from reconciler.model.money import Cost
from reconciler.noun import noun


@noun
class Tariff:
    """Prices in CNY."""

    regular_monthly: Decimal = Decimal("35.00")
    """Seed: "The monthly fee is 35 CNY/month." """
    hotline_minimum: Decimal = Decimal("120.00")
    """Seed: "a minimum monthly charge of 120 CNY applies"."""
    hotline_minute: Decimal = Decimal("0.11")
    """Seed: "a usage rate of 0.11 CNY/minute"; shown, never summed."""
    package_least: Decimal = Decimal("120.00")
    package_most: Decimal = Decimal("5000.00")
    """Seed: "package tiers, ranging from 120 to 5,000 CNY"."""

    def hotline(self, package: Decimal) -> Cost:
        """Buying a 400: the package at once and every month; the first month's is committed."""
        return Cost(now=package, monthly=package, committed=package)

    def regular(self, applied: date) -> Cost:
        """Applying for a regular number: rent for each calendar month up to the earliest cancellation."""
        months = months_touched(applied, day_of(earliest_cancellation(applied)))
        return Cost(self.regular_monthly, self.regular_monthly, self.regular_monthly * months)


SEED_TARIFF = Tariff()
