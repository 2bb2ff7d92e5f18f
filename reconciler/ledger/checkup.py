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
        found = examine(ledger, account)
    except ReconcilerError as error:
        return Check(name, Health.FAIL, error.message, error.hint)
    if found.ledger_id is None:
        return Check(name, Health.OK, phrase("nothing was recorded yet"))
    said = phrase("sound, {count:,} records", count=found.head.seq)
    if found.open or found.rebuilding:
        return Check(
            name,
            Health.WARN,
            phrase("{said}; it needs a person", said=said),
            phrase("see `reconciler ledger verify`"),
        )
    if ledger.location.file is None and ledger.expected is None:
        hint = phrase(
            'write `ledgerId: "{ledger_id}"` below `spec` in reconciler.yaml', ledger_id=found.ledger_id
        )
        return Check(
            name,
            Health.WARN,
            phrase("{said}; an empty database would be taken for a new ledger", said=said),
            hint,
        )
    return Check(name, Health.OK, said)
