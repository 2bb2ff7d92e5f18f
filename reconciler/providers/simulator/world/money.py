"""The account's money, in fen: what is set aside, charged, given back and owed.

The first month is set aside when a number is applied for and charged when it is activated. Every later month is
charged on the first day after it, or at the moment of cancelling; so a cancellation always charges the month it falls
in, and no month is charged twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from sqlite3 import Connection, Row
from typing import Any

from reconciler.providers.simulator.world.wallclock import month, month_before
from reconciler.providers.simulator.world.words import HOTLINE, LEAST_PACKAGE, REGULAR_FEE, refuse, yuan


def fen(amount: Decimal) -> int:
    """An amount in CNY as whole fen. Raises ValueError for parts of a fen and for what is no amount."""
    if not amount.is_finite() or amount.scaleb(2) % 1:
        raise ValueError(f"{amount} CNY is no number of fen")
    return int(amount.scaleb(2))


def fee(row: Row | Mapping[str, Any]) -> int:
    """A number's fixed monthly fee."""
    return (row["package"] or LEAST_PACKAGE) if row["type"] == HOTLINE else REGULAR_FEE


def require(db: Connection, amount: int) -> None:
    """Refuses unless nothing is owed and the balance covers the amount."""
    balance, arrears = db.execute("SELECT balance, arrears FROM account").fetchone()
    if arrears > 0:
        refuse("Account.Arrears", f"the account owes {yuan(arrears)} CNY", hint="settle it first")
    if balance < amount:
        refuse(
            "Account.BalanceNotEnough", f"{yuan(amount)} CNY are needed, the balance is {yuan(balance)} CNY"
        )


def charge(db: Connection, amount: int) -> None:
    """Takes an amount from the balance; what the balance does not cover is owed."""
    db.execute(
        "UPDATE account SET arrears = arrears + max(0, :amount - balance), balance = max(0, balance - :amount)",
        {"amount": amount},
    )


def give_back(db: Connection, row: Row) -> None:
    """Returns what was set aside for a number that never became active; debts are settled first."""
    db.execute(
        "UPDATE account SET balance = balance + max(0, :amount - arrears), arrears = max(0, arrears - :amount)",
        {"amount": row["set_aside"]},
    )
    db.execute("UPDATE numbers SET set_aside = 0 WHERE seq = ?", (row["seq"],))


def owed_for_month(row: Row, now: int) -> int:
    """What cancelling now still charges: this month's fee, unless it was charged at activation."""
    if row["activated_on"] is None or (row["charged_through"] or "") >= month(now):
        return 0
    return fee(row)


def bill(db: Connection, now: int) -> None:
    """On the first of a month: charges the month before for every number in use that is not charged for it yet."""
    billed = db.execute(
        "UPDATE numbers SET charged_through = :ended WHERE status IN ('active', 'restricted')"
        " AND coalesce(charged_through, '') < :ended RETURNING type, package",
        {"ended": month_before(now)},
    ).fetchall()
    charge(db, sum(map(fee, billed)))
