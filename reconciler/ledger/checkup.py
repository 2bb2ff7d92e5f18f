"""What `doctor` looks at in a ledger: is it there, whole, in order, and would its loss be noticed?"""

from __future__ import annotations

from reconciler.errors import ReconcilerError
from reconciler.ledger.condition import examine
from reconciler.ledger.store import Ledger
from reconciler.model.check import Check, Health


def checkup(ledger: Ledger, account: str) -> Check:
    """One check of an account's ledger; nothing is created or written."""
    name = f"ledger {ledger.location.label}"
    try:
        found = examine(ledger, account)
    except ReconcilerError as error:
        return Check(name, Health.FAIL, error.message, error.hint)
    if found.ledger_id is None:
        return Check(name, Health.OK, "nothing was recorded yet")
    said = f"sound, {found.head.seq:,} records"
    if found.open or found.rebuilding:
        return Check(name, Health.WARN, f"{said}; it needs a person", "see `reconciler ledger verify`")
    if ledger.location.file is None and ledger.expected is None:
        hint = f'write `ledgerId: "{found.ledger_id}"` below `spec` in reconciler.yaml'
        return Check(name, Health.WARN, f"{said}; an empty database would be taken for a new ledger", hint)
    return Check(name, Health.OK, said)
