"""The ledger store: verified reads, compare-and-append, and a lock whose holders are numbered for ever."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.contracts.store import Lease
from reconciler.errors import LedgerAltered, LedgerError, LedgerGone, LedgerLost, LedgerRolledBack
from reconciler.ledger import chain, reading
from reconciler.ledger.chain import ALTERED, Parsed, RawLink, StoredLink
from reconciler.ledger.checkpoint import WORTH, Checkpoints
from reconciler.ledger.database import Database
from reconciler.ledger.location import Location
from reconciler.ledger.mark import NOTE, Mark
from reconciler.ledger.reading import Snapshot
from reconciler.memory import alike
from reconciler.memory.fold import denied_call, fold
from reconciler.memory.memory import EMPTY_MEMORY, Head, Memory
from reconciler.memory.records import OutcomeResult, Rebuilt, Record
from reconciler.model.calendar import iso
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from sqlalchemy import Connection

_REBUILD = (
    "put the ledger back, or run `reconciler ledger rebuild`: it starts again from what the provider shows"
)


class Ledger:
    """A `contracts.store.LedgerStore`. Reading creates nothing; `lock` creates what is missing."""

    def __init__(
        self,
        location: Location,
        root: Path,
        expected: str | None = None,
        checkpoints: Checkpoints | None = None,
    ) -> None:
        self.location = location
        self.root = root
        self.expected = expected
        """The ledger id the workspace names."""
        self.database = Database(location)
        beside = location.file
        self.mark = None if beside is None else Mark(beside.with_name(f"{beside.name}.head"))
        self.note = Mark(root / NOTE)
        self._heads: dict[str, Head] = {}
        self._checkpoints = checkpoints
        """None where the whole chain is to be folded."""
        self._acting = False
        """Whether this process holds a lock."""

    # --- reading ----------------------------------------------------------------------------------------

    def read(self, account: str) -> tuple[Head, Sequence[Record]]:
        """The verified chain; empty where there is no ledger yet.

        Raises LedgerAltered, LedgerLost, LedgerRolledBack, LedgerTooNew, LedgerError.
        """
        with chain.collector_paused():
            head, rows = self.rows(account)
            return head, list(self._verified(account, head, (row.link for row in rows)))

    def entries(self, account: str) -> Sequence[tuple[StoredLink, Record]]:
        """The verified chain, each record with its link."""
        head, rows = self.rows(account)
        return list(zip(rows, self._verified(account, head, (row.link for row in rows)), strict=True))

    def recall(self, account: str, *, older: bool = False) -> Memory:
        """The verified chain, folded record by record: the quick way to `fold(*read(account))`.

        From a checkpoint on, where there is one, though every hash before it is verified; not under the lock, where
        what is remembered is acted upon. `older`: also of a copy that was put back, which lacks what was done since.
        """
        checkpoints = None if self._acting else self._checkpoints
        with chain.collector_paused(), self._reading() as snapshot:
            if snapshot is None:
                return EMPTY_MEMORY
            name, head = reading.ledger_id(snapshot), reading.head_of(snapshot, account)
            start = EMPTY_MEMORY
            if checkpoints is not None and head.seq >= WORTH:
                start = _begun(snapshot, account, checkpoints.get(name, account))
            with contextlib.closing(reading.links_of(snapshot, account)) as links:
                records = self._verified(
                    account, head, links, older=older, known=start.head.seq, parser=alike.reader
                )
                memory = fold(head, records, start)
        if checkpoints is not None and head.seq - start.head.seq >= WORTH:
            checkpoints.put(name, account, memory)
        return memory

    def rows(self, account: str) -> tuple[Head, Sequence[StoredLink]]:
        """The head and the links as they are stored, not verified."""
        with self._reading() as snapshot:
            if snapshot is None:
                return Head(), ()
            return reading.head_of(snapshot, account), tuple(reading.rows_of(snapshot, account))

    def accounts(self) -> tuple[str, ...]:
        """Every account with a chain, sorted."""
        with self._reading() as snapshot:
            return () if snapshot is None else reading.accounts(snapshot)

    def identity(self) -> str | None:
        """The ledger's id, which `ledgerId` in the workspace may name; None where there is no ledger yet."""
        with self._reading() as snapshot:
            return None if snapshot is None else reading.ledger_id(snapshot)

    def holder(self, account: str) -> str | None:
        """Who holds the account's lock, in words; None if nobody does."""
        with self._reading() as snapshot:
            lock = None if snapshot is None else reading.lock_of(snapshot, account)
            return None if lock is None else str(lock)

    # --- writing ----------------------------------------------------------------------------------------

    def append(self, account: str, records: Sequence[Record], *, after: Head, fence: int) -> Head:
        """Durably appends, all or nothing. Without records it only checks that head and lock are still ours.

        Raises LedgerMoved if they are not, LedgerError if it cannot be written.
        """
        from reconciler.ledger import links
        from reconciler.ledger.engine import Within

        rows = chain.link(account, after, records)
        with self.database.writing() as connection:
            head = links.extend(connection, account, after, rows, fence)
            name = reading.ledger_id(Within(connection))
        self._heads[account] = head
        if self.mark is not None:
            self.mark.advance(name, account, head)
        return head

    def leave_note(self, account: str) -> None:
        """Writes how far the chain has come into the workspace, where a restore of the database does not reach."""
        head, name = self._heads.get(account), self.identity()
        if head is not None and name is not None:
            self.note.advance(name, account, head)

    def begin_again(self, account: str, owner: str, now: datetime) -> None:
        """A ledger in place of one that is gone; nothing is bought until a person acknowledges it."""
        from reconciler.ledger.rebuild import rebuild

        rebuild(self, account, owner=owner, now=now)

    def disown(self, account: str, lease: Lease, head: Head, now: datetime) -> tuple[Head, Record]:
        """Goes on from an older copy that was put back, as a rebuilt ledger: what was done since is missing from it."""
        from reconciler.ledger import links
        from reconciler.ledger.engine import Within

        record = Rebuilt(at=iso(now), reason="an older copy was put back")
        rows = chain.link(account, head, [record])
        with self.database.writing() as connection:
            after = links.extend(connection, account, head, rows, lease.fence)
            name = reading.ledger_id(Within(connection))
        self._heads[account] = after
        for mark in self.marks():
            mark.reset(name, account, after)
        return after, record

    @contextmanager
    def lock(self, account: str, owner: str, now: datetime) -> Iterator[Lease]:
        """Takes the account's lock, creating or upgrading the ledger first.

        A dead local process's lock is taken over. Raises LedgerLocked at once if its holder may be alive.
        """
        from reconciler.ledger import links

        if not self.database.exists:
            self._check_identity(None)
        self.database.make_room()
        with self.database.writing() as connection:
            self._prepare(connection)
            lease = links.seize(connection, account, owner, now)
        self._acting = True
        try:
            yield lease
        finally:
            self._acting = False
            # A lock that cannot be given back now is taken over once this process has ended.
            with contextlib.suppress(LedgerError), self.database.writing() as connection:
                links.release(connection, account, lease.fence)

    def unlock(self, account: str) -> str | None:
        """Takes the lock from whoever holds it: nothing they append is accepted. Returns who, or None."""
        from reconciler.ledger import links

        held = self.holder(account)
        if held is not None:
            with self.database.writing() as connection:
                links.release(connection, account)
        return held

    def create(self) -> str:
        """An empty ledger where there is none yet; returns its id."""
        from reconciler.ledger.engine import Within

        self.database.make_room()
        with self.database.writing() as connection:
            self._prepare(connection)
            return reading.ledger_id(Within(connection))

    def upgrade(self) -> int:
        """Brings a ledger that is there to this version's format, keeping a copy of the file; returns the format."""
        if self.database.exists:
            with self.database.writing() as connection:
                self._prepare(connection)
        return reading.FORMAT

    def rescue(self, account: str, record: Record) -> str:
        """Keeps an outcome that could not be appended after its call; returns what to tell the user."""
        from reconciler.ledger import rescue

        return rescue.keep(self.root, account, self._heads.get(account, Head()), record)

    def recover(self, account: str, lease: Lease) -> tuple[str, ...]:
        """Reads rescued outcomes back in: of intents that are open, and done ones of those settled as not done.

        Returns a line each for the report.
        """
        from reconciler.ledger import rescue

        waiting = rescue.waiting(self.root, account)
        if not waiting:
            return ()
        head, rows = self.rows(account)
        memory = self.recall(account)
        lines = []
        for rescued in waiting:
            if (
                not 0 < rescued.after.seq <= len(rows)
                or rows[rescued.after.seq - 1].hash != rescued.after.hash
            ):
                continue
            intent = memory.open.get(rescued.outcome.intent)
            if intent is None and rescued.outcome.result is OutcomeResult.DONE:
                intent = denied_call(memory.denied, rescued.outcome.intent)
            if intent is not None:
                head = self.append(account, [rescued.outcome], after=head, fence=lease.fence)
                memory = fold(head, [rescued.outcome], memory)
                lines.append(f"{intent.action_id} is {rescued.outcome.result}, as {rescued.file.name} says")
            rescued.file.unlink(missing_ok=True)
        return tuple(lines)

    def marks(self) -> tuple[Mark, ...]:
        """What knows how far the chains had come."""
        return (self.note,) if self.mark is None else (self.mark, self.note)

    # --- judging ----------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Snapshot | None]:
        """A snapshot of a ledger of this format; None where there is none yet."""
        if not self.database.exists:
            self._check_identity(None)
            yield None
            return
        with self.database.reading() as snapshot:
            version = reading.format_of(snapshot)
            self._check_identity(reading.ledger_id(snapshot) if version else None)
            if 0 < version < reading.FORMAT:
                raise LedgerError(
                    phrase("the ledger has the older format {found}", found=version),
                    hint=phrase("run `reconciler ledger upgrade`; it keeps a copy"),
                )
            yield snapshot if version else None

    def _prepare(self, connection: Connection) -> None:
        """Creates or upgrades; an older SQLite file is copied first."""
        from reconciler.ledger import tables
        from reconciler.ledger.engine import Within

        snapshot = Within(connection)
        version = reading.format_of(snapshot)
        self._check_identity(reading.ledger_id(snapshot) if version else None)
        if self.location.file is not None and 0 < version < reading.FORMAT:
            self.database.copy(Path(f"{self.location.file}.format-{version}"))
        tables.migrate(connection)

    def _check_identity(self, ledger_id: str | None) -> None:
        """Compares the ledger's id, None for no ledger, with what the workspace and the mark say."""
        for expected in (self.expected, *(mark.ledger_id() for mark in self.marks())):
            if expected not in (None, ledger_id):
                what = "is gone" if ledger_id is None else f"is another one ({ledger_id})"
                text = f"the ledger {self.location.label} {what}; {expected} was expected"
                raise (LedgerGone if ledger_id is None else LedgerLost)(text, hint=_REBUILD)

    def _verified(
        self,
        account: str,
        head: Head,
        links: Iterable[RawLink],
        *,
        older: bool = False,
        known: int = 0,
        parser: Callable[[], Callable[[bytes], Parsed]] = chain.whole,
    ) -> Iterator[Parsed]:
        heads = [mark.head(account) or Head() for mark in self.marks()]
        mark = Head() if older else max(heads, key=lambda known: known.seq)
        if head.seq < mark.seq:
            text = f"ends at record {head.seq}, but had reached {mark.seq}: an older copy was put back"
            raise LedgerRolledBack(
                phrase("account {account}: the ledger {text}", account=account, text=text), hint=_REBUILD
            )
        marked: list[bytes] = []
        yield from chain.verify(account, _noting(links, mark.seq, marked), head, known, parser)
        if marked and marked[0] != mark.hash.encode():
            text = f"record {mark.seq} of the ledger was replaced"
            raise LedgerAltered(phrase("account {account}: {text}", account=account, text=text), hint=ALTERED)
        self._heads[account] = head


def _begun(snapshot: Snapshot, account: str, checkpoint: Memory | None) -> Memory:
    """The checkpoint, if this chain passes through it."""
    if checkpoint is None or reading.hash_at(snapshot, account, checkpoint.head.seq) != checkpoint.head.hash:
        return EMPTY_MEMORY
    return checkpoint


def _noting(links: Iterable[RawLink], at: int, hashes: list[bytes]) -> Iterator[RawLink]:
    """The links as they pass; the hash of the one at a place is kept."""
    for link in links:
        if link[0] == at:
            hashes.append(link[2])
        yield link
