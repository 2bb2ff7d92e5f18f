"""The account's balance, from the billing service."""

from __future__ import annotations

from reconciler.errors import Unreadable
from reconciler.model.money import ZERO
from reconciler.model.observation import Balance
from reconciler.model.phrase import phrase
from reconciler.providers.alibaba.mapping.answer import Answer


def balance(answer: Answer) -> Balance:
    """What is available; arrears cannot be read and are taken from a negative amount."""
    data = answer.nested("Data")
    currency = data.text("Currency")
    if currency != "CNY":
        raise Unreadable(
            phrase(
                "{path}.Currency: {currency!r} where this tool counts in CNY",
                path=data.path,
                currency=currency[:8],
            )
        )
    available = data.money("AvailableAmount")
    return Balance(available=available, arrears=max(ZERO, -available))
