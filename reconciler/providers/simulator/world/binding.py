"""Binding numbers to service instances.

Page: instances "can only be bound to real numbers in the landline & mobile number category". Since 2025-01-17 number
and instance must belong to the same enterprise.
"""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection, Row

from reconciler.providers.simulator.world import lookup
from reconciler.providers.simulator.world.words import ACTIVE, MOST_BOUND_AT_ONCE, REGULAR, refuse


def bind(db: Connection, numbers: Sequence[str], code: str, routing: str | None) -> None:
    """Binds up to 200 numbers; a number that is already bound to this instance stays as it is."""
    if len(numbers) > MOST_BOUND_AT_ONCE:
        refuse("Bind.TooMany", f"{len(numbers)} numbers at once; at most {MOST_BOUND_AT_ONCE} are taken")
    instance = db.execute("SELECT * FROM instances WHERE code = ?", (code,)).fetchone()
    if instance is None:
        refuse("Instance.NotFound", f"{code} is no instance of this account")
    if instance["status"] != "usable":
        refuse("Instance.NotUsable", f"{code} is {instance['status']}")
    for name in numbers:
        row = lookup.number(db, name)
        _check(row, name, instance)
        if row["instance"] is None:
            db.execute(
                "UPDATE numbers SET instance = ?, routing = ? WHERE seq = ?",
                (code, routing or instance["routing"], row["seq"]),
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
