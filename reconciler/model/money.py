"""Money: Decimal CNY, never a float."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reconciler.model.origin import Origin, weakest
from reconciler.noun import noun

ZERO = Decimal("0.00")
_CENT = Decimal("0.01")


def cny(amount: str | int | Decimal) -> Decimal:
    """An amount in CNY with two places. Raises decimal.InvalidOperation for what is no number."""
    return Decimal(amount).quantize(_CENT)


@noun
class Cost:
    """What one action costs, in CNY."""

    now: Decimal = ZERO
    """Charged at once."""
    monthly: Decimal = ZERO
    """Added to the monthly bill; negative when it shrinks."""
    committed: Decimal = ZERO
    """Everything that cannot be avoided any more once the action is done."""
    origin: Origin = Origin.OBSERVED
    """The least trusted fact that the figures rest on."""


FREE = Cost()


@noun
class Fee:
    """What something costs a month, in CNY, and how that is known."""

    amount: Decimal = ZERO
    """At least this, where the origin is unknown."""
    origin: Origin = Origin.OBSERVED

    def __str__(self) -> str:
        """`120.00`; marked `*` if nobody saw what it rests on, `?` if nobody knows more than the least."""
        return f"{self.amount + 0:.2f}{self.origin.mark}"


NO_FEE = Fee()


def total(fees: Iterable[Fee]) -> Fee:
    """The sum; known no better than its least known part."""
    amount, origins = ZERO, set[Origin]()
    for fee in fees:
        amount += fee.amount
        origins.add(fee.origin)
    return Fee(amount, weakest(origins))
