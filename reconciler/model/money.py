"""Money: Decimal CNY, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal("0.00")
_CENT = Decimal("0.01")


def cny(amount: str | int | Decimal) -> Decimal:
    """An amount in CNY with two places. Raises decimal.InvalidOperation for what is no number."""
    return Decimal(amount).quantize(_CENT)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one action costs, in CNY."""

    now: Decimal = ZERO
    """Charged at once."""
    monthly: Decimal = ZERO
    """Added to the monthly bill; negative when it shrinks."""
    committed: Decimal = ZERO
    """The least that must be paid before the number can be given back."""


FREE = Cost()
