"""What `doctor` looks at in a ledger: is it there, whole, in order, and would its loss be noticed?"""

from __future__ import annotations

from reconciler.errors import ReconcilerError
from reconciler.ledger.condition import examine
from reconciler.ledger.store import Ledger
from reconciler.model.check import Check, Health
from reconciler.model.phrase import phrase


def checkup(ledger: Ledger, account: str) -> Check:
    """One check of an account's ledger; nothing is created or written."""
    name = phrase("ledger {label}", label=ledger.location.label)
    try:
        condition = examine(ledger, account)
    except ReconcilerError as error:
        return Check(name, Health.FAIL, error.message, error.hint)
    if condition.ledger_id is None:
        return Check(name, Health.OK, phrase("nothing was recorded yet"))
    message = phrase("sound, {count:,} records", count=condition.head.seq)
    if condition.open or condition.rebuilding:
        return Check(
            name,
            Health.WARN,
            phrase("{said}; it needs a person", said=message),
            phrase("see `reconciler ledger verify`"),
        )
    if ledger.location.file is None and ledger.expected is None:
        hint = phrase(
            'write `ledgerId: "{ledger_id}"` below `spec` in reconciler.yaml', ledger_id=condition.ledger_id
        )
        return Check(
            name,
            Health.WARN,
            phrase("{said}; an empty database would be taken for a new ledger", said=message),
            hint,
        )
    return Check(name, Health.OK, message)
