"""Binding numbers to service instances.

Page: instances "can only be bound to real numbers in the landline & mobile number category". Since 2025-01-17 number
and instance must belong to the same enterprise.
"""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection, Row

from reconciler.providers.simulator.world import lookup
from reconciler.providers.simulator.world.words import ACTIVE, MOST_BOUND_AT_ONCE, REGULAR, refuse


def instance(db: Connection, numbers: Sequence[str], code: str) -> Row:
    """The instance that up to 200 numbers are to be bound to. Its refusals concern the whole request."""
    if len(numbers) > MOST_BOUND_AT_ONCE:
        refuse("Bind.TooMany", f"{len(numbers)} numbers at once; at most {MOST_BOUND_AT_ONCE} are taken")
    row: Row | None = db.execute("SELECT * FROM instances WHERE code = ?", (code,)).fetchone()
    if row is None:
        refuse("Instance.NotFound", f"{code} is no instance of this account")
    if row["status"] != "usable":
        refuse("Instance.NotUsable", f"{code} is {row['status']}")
    return row


def bind(db: Connection, name: str, to: Row, routing: str | None, companies: Sequence[str] | None) -> None:
    """Binds one number; one that is already bound to this instance stays as it is."""
    row = lookup.number(db, name)
    _check(row, name, to)
    if companies is not None and row["enterprise"] not in companies:
        refuse("Number.OtherCompany", f"{name} belongs to {row['enterprise']}, not to {', '.join(companies)}")
    if row["instance"] is None:
        db.execute(
            "UPDATE numbers SET instance = ?, routing = ? WHERE seq = ?",
            (to["code"], routing or to["routing"], row["seq"]),
        )


def _check(row: Row, name: str, instance: Row) -> None:
    if row["type"] != REGULAR:
        refuse("Number.NotRegular", f"{name}: only landline and mobile numbers can be bound")
    if row["status"] != ACTIVE:
        refuse("Number.NotActive", f"{name} is {row['status']}")
    if row["enterprise"] != instance["enterprise"]:
        refuse(
            "Instance.OtherEnterprise",
            f"{name} belongs to {row['enterprise']}, {instance['code']} to {instance['enterprise']}",
        )
    if row["instance"] not in (None, instance["code"]):
        refuse("Number.AlreadyBound", f"{name} is bound to {row['instance']}")


def unbind(db: Connection, name: str) -> None:
    """Takes a number off its instance."""
    row = lookup.number(db, name)
    if row["instance"] is None:
        refuse("Number.NotBound", f"{name} is bound to nothing")
    db.execute("UPDATE numbers SET instance = NULL, routing = NULL WHERE seq = ?", (row["seq"],))
