"""Examining a ledger."""

from __future__ import annotations

from reconciler.errors import LedgerAltered
from reconciler.ledger import chain, rescue
from reconciler.ledger.chain import ALTERED
from reconciler.ledger.store import Ledger
from reconciler.memory.condition import Condition
from reconciler.model.phrase import phrase


def examine(ledger: Ledger, account: str) -> Condition:
    """Verifies every link, also that each text is one this program writes. Raises what `Ledger.read` raises."""
    memory = ledger.recall(account)
    strange = chain.uncanonical(ledger.rows(account)[1])
    if strange is not None:
        text = f"account {account}: record {strange} of the ledger was written by another program"
        raise LedgerAltered(text, hint=ALTERED)
    surplus = ledger.database.surplus()
    if surplus:
        text = phrase(
            "the ledger {place} has {surplus:,} bytes behind its end",
            place=ledger.location.label,
            surplus=surplus,
        )
        raise LedgerAltered(text, hint=ALTERED)
    return Condition(
        place=ledger.location.label,
        account=account,
        ledger_id=ledger.identity(),
        head=memory.head,
        holder=ledger.holder(account),
        open=tuple(memory.open.values()),
        rescued=tuple(rescued.file.name for rescued in rescue.waiting(ledger.root, account)),
        rebuilding=memory.rebuilding,
    )
