"""One account: its counter, what can be read of it, and everything that happens behind the counter."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection
from typing import TYPE_CHECKING

from reconciler.errors import ReconcilerError
from reconciler.noun import replace
from reconciler.providers.simulator.world import (
    clockwork,
    faults,
    founding,
    journal,
    late,
    lookup,
    reviewing,
    statement,
    store,
    traces,
)
from reconciler.providers.simulator.world.faults import Fault, Struck
from reconciler.providers.simulator.world.gateway import Gateway
from reconciler.providers.simulator.world.journal import JournalEntry, Request
from reconciler.providers.simulator.world.statement import (
    ALL,
    NumberFilter,
    NumberPage,
    Positions,
    Row,
    Shape,
    Statement,
)
from reconciler.providers.simulator.world.traces import CallTask, Charge, InboundCall
from reconciler.providers.simulator.world.wallclock import LAST, instant
from reconciler.providers.simulator.world.words import RESTRICTED_REASON, REVIEW_REASON

if TYPE_CHECKING:
    from reconciler.providers.simulator.seed import Seed


class World(Gateway):
    """One account in one file. Several processes may have it open; nobody sees half a change."""

    def __init__(self, connection: Connection, on_request: Callable[[Request], None] | None = None) -> None:
        super().__init__(connection, on_request)
        self._order = Positions(connection)
        self._closing = weakref.finalize(self, connection.close)
        self._closing.atexit = False

    def close(self) -> None:
        """Closes the file, as dropping the object does too."""
        self._closing()

    # --- reading -------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The virtual clock: it stands still until `advance`."""
        return instant(lookup.clock(self._db))

    def look(
        self,
        shape: Callable[[Row], Shape],
        part: NumberFilter = ALL,
        tables: Collection[str] = statement.TABLES,
    ) -> Statement[Shape]:
        """The account as it is, past all faults; each number in the shape the caller makes of its row."""
        with store.reading(self._db) as db:
            return statement.read(db, shape, part, tables)

    @property
    def untroubled(self) -> bool:
        """Whether no fault waits: any may strike at the whole of a list."""
        return not faults.scripted(self._db)

    def page(
        self, shape: Callable[[Row], Shape], part: NumberFilter, first: int, size: int
    ) -> NumberPage[Shape]:
        """One page of a part as it is, `first` rows into its list, at the price of a page."""
        with store.reading(self._db):
            return self._order.page(shape, part, first, size)

    def bound_to(self, instances: Sequence[str]) -> Mapping[str, int]:
        """How many numbers are bound to each of these instances."""
        return statement.bound_to(self._db, instances)

    def read(
        self,
        shape: Callable[[Row], Shape],
        part: NumberFilter = ALL,
        tables: Collection[str] = statement.TABLES,
    ) -> Statement[Shape]:
        """The account as a client sees it: all numbers, or, where no fault strikes, a part of them.

        Raises Struck when a scripted fault takes the whole answer.
        """
        fault = self._read_fault()
        if fault is None:
            return self.look(shape, part, tables)
        if fault.kind == faults.UNREADABLE or fault.loses_request or fault.loses_answer:
            raise Struck(fault)
        return statement.spoiled(self.look(shape), fault, shape)

    def _read_fault(self) -> Fault | None:
        if not faults.scripted(self._db):
            return None  # so that reading an account takes no write lock
        with store.writing(self._db) as db:
            return faults.take(db, faults.READ)

    def request_lifetime(self) -> int:
        """Microseconds a request whose answer did not come may still be under way."""
        return late.lifetime(self._db)

    def requests(self) -> tuple[JournalEntry, ...]:
        """Every mutating request since the account was seeded and what became of it, oldest first."""
        return journal.entries(self._db)

    def calls(self, number: str | None = None) -> list[InboundCall]:
        """The calls to a number, or all of them, newest first."""
        return traces.calls(self._db, number)

    def call_tasks(self) -> list[CallTask]:
        """Every call task, newest first."""
        return traces.call_tasks(self._db)

    def registrations(self) -> list[tuple[str, str]] | None:
        """The 400 numbers and qualifications whose transfer targets are registered; None: all of them."""
        return traces.registrations(self._db)

    def bills(self) -> list[tuple[str, Charge]]:
        """What the world file says was charged, by month."""
        return traces.bills(self._db)

    def charges(self, month: str) -> list[Charge]:
        """What was charged for a month, by number."""
        return traces.charges(self._db, month)

    # --- behind the counter --------------------------------------------------------------------------------

    def advance(self, micros: int) -> datetime:
        """Moves the clock on, doing what falls due on the way in the order of time. Returns the new time."""
        with store.writing(self._db) as db:
            until = lookup.clock(db) + micros
            if until > LAST:
                raise ReconcilerError(
                    "the calendar ends in 9999: the clock goes no further", code="Clock.Ends"
                )
            clockwork.advance(db, until)
        return self.now()

    def approve(self, name: str | None = None) -> tuple[str, ...]:
        """Ends a review well or lifts a restriction; without a name, ends every review. Says what came of it.

        Raises Refused when there is nothing to approve about the number.
        """
        with store.writing(self._db) as db:
            rows = reviewing.desk(db) if name is None else [lookup.number(db, name)]
            return tuple(reviewing.decide(db, row) for row in rows)

    def reject(self, name: str, reason: str | None = None) -> None:
        """Ends a review badly."""
        with store.writing(self._db) as db:
            reviewing.reject(db, reviewing.under_review(db, name), reason or REVIEW_REASON)

    def restrict(self, number: str, reason: str | None = None) -> None:
        """The carrier makes an active number unusable."""
        with store.writing(self._db) as db:
            reviewing.restrict(db, number, reason or RESTRICTED_REASON)

    def register(self, number: str, qualification: str) -> None:
        """A person registers the transfer targets of a 400."""
        with store.writing(self._db) as db:
            traces.register(db, number, qualification)

    def script(self, fault: Fault) -> None:
        """Scripts a fault for requests to come; a stale read shows the account as it is now."""
        with store.writing(self._db) as db:
            if fault.kind == faults.STALE:
                copy = statement.copied(db)
                fault = replace(fault, copy=copy, after=max(1, fault.after))
            faults.script(db, fault)

    def faults(self) -> tuple[Fault, ...]:
        """The faults that still wait, in order."""
        return faults.scripted(self._db)

    def clear_faults(self) -> None:
        """Forgets every scripted fault."""
        with store.writing(self._db) as db:
            faults.clear(db)

    # --- the beginning -------------------------------------------------------------------------------------

    @property
    def is_founded(self) -> bool:
        """Whether the account was ever seeded."""
        return store.is_founded(self._db)

    @property
    def origin(self) -> str:
        """SHA-256 of the world file that seeded it; empty if it came from no file."""
        return str(self._db.execute("SELECT origin FROM account").fetchone()[0])

    def populate(self, seed: Seed, origin: str = "", *, anew: bool = False) -> bool:
        """Seeds an account that has none yet, or any account `anew`. Returns whether it did."""
        with store.writing(self._db) as db:
            if store.is_founded(db) and not anew:
                return False
            store.create(db)
            founding.populate(db, seed, origin)
            clockwork.settle(db)
            return True


def open_world(database: Path | str, seed: Seed | None = None) -> World:
    """Opens an account's file and seeds it if that never happened. `:memory:` lives as long as the object.

    Raises ReconcilerError when the file is something else.
    """
    world = World(store.connect(database))
    if seed is not None and not world.is_founded:
        world.populate(seed)
    return world
