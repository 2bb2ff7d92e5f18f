"""What the core asks of a ledger store and of a clock."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from reconciler.memory.memory import Head, Memory
from reconciler.memory.records import Record
from reconciler.noun import noun


@noun
class Lease:
    """A lock on one account: who, since when, and the fencing number that orders its holders."""

    account: str
    owner: str
    fence: int


class LedgerStore(Protocol):
    """An append-only, hash-chained record of one workspace, one chain per account."""

    def read(self, account: str) -> tuple[Head, Sequence[Record]]:
        """The verified chain. Raises LedgerAltered, LedgerTooNew, LedgerError."""
        ...

    def recall(self, account: str, *, older: bool = False) -> Memory:
        """The same, folded record by record: a large chain is never held twice.

        `older`: also of an older copy that was put back; without it that raises LedgerRolledBack.
        """
        ...

    def identity(self) -> str | None:
        """The ledger's id; None where there is no ledger yet."""
        ...

    def leave_note(self, account: str) -> None:
        """Writes how far the chain has come where a restore of the ledger does not reach."""
        ...

    def begin_again(self, account: str, owner: str, now: datetime) -> None:
        """Starts a ledger in place of one that is gone: nothing is bought until a person acknowledges it."""
        ...

    def disown(self, account: str, lease: Lease, head: Head, now: datetime) -> tuple[Head, Record]:
        """Goes on from an older copy, as a rebuilt ledger; returns the record that says so, and the head after it."""
        ...

    def append(self, account: str, records: Sequence[Record], *, after: Head, fence: int) -> Head:
        """Durably appends, all or nothing. Raises LedgerMoved if head or fence is not ours any more."""
        ...

    def rescue(self, account: str, record: Record) -> str:
        """Keeps a record that `append` could not take, in another place; returns what to tell the user."""
        ...

    def recover(self, account: str, lease: Lease) -> tuple[str, ...]:
        """Reads rescued outcomes back in, for intents that are still open; a line each for the report."""
        ...

    def lock(self, account: str, owner: str, now: datetime) -> AbstractContextManager[Lease]:
        """Takes the account's lock, also from a dead local process. Raises LedgerLocked at once otherwise."""
        ...


class Clock(Protocol):
    """Tells the time, and lets it pass."""

    def now(self) -> datetime:
        """An aware instant."""
        ...

    def sleep(self, seconds: float) -> None:
        """Waits."""
        ...
