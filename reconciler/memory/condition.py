"""How a ledger was found to be."""

from __future__ import annotations

from reconciler.memory.memory import Head
from reconciler.memory.records import Intent
from reconciler.noun import noun


@noun
class Condition:
    """One account's chain, every link verified, and what in it waits for a person."""

    place: str
    """The ledger's file or server."""
    account: str
    ledger_id: str | None
    """None where there is no ledger yet."""
    head: Head
    holder: str | None
    """Who holds the lock, in words."""
    open: tuple[Intent, ...]
    """Calls whose outcome is unknown."""
    rescued: tuple[str, ...]
    """Files with outcomes that the next run reads."""
    rebuilding: bool
    """Rebuilt and not acknowledged."""
