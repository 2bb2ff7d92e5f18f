"""Reading the account: everything in it at one moment, the numbers in pages with a total on each."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from sqlite3 import Connection
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from reconciler.noun import noun, replace
from reconciler.providers.simulator.world import faults
from reconciler.providers.simulator.world.faults import Fault
from reconciler.providers.simulator.world.wallclock import DEFAULT_RULES, stamp
from reconciler.providers.simulator.world.words import DEFAULT_RULES_NOTE
from reconciler.wire import strict

Row: TypeAlias = Sequence[Any]
Shape = TypeVar("Shape")

PAGE_SIZE = 1000
_BEFORE_REASON = (
    *("type", "status", "number", "application", "line", "call_type", "region", "carrier", "package"),
    *("enterprise", "script", "running_status"),
)
_AFTER_REASON = (
    *("applied_on", "activated_on", "documents", "instance", "routing"),
    *("audio", "description", "transfer_routing", "transfer_to", "qualification"),
)
NUMBER_COLUMNS = (*_BEFORE_REASON, "reason", *_AFTER_REASON)
"""What a row of a page holds. Money in fen, days as ISO text, transfer targets separated by commas."""
_NUMBERS = (
    f"SELECT {', '.join(_BEFORE_REASON)}, CASE WHEN status = 'active' AND audio IS NULL AND call_type <> 'outbound'"  # noqa: S608 - our own names
    f" AND (SELECT now FROM account) >= ? THEN ? ELSE reason END, {', '.join(_AFTER_REASON)} FROM numbers"
)
_NOT_OURS = (
    "NOT sold AND NOT EXISTS (SELECT 1 FROM numbers WHERE numbers.number = listed.number) ORDER BY seq"
)
TABLES = {
    "acknowledged": "SELECT version FROM acknowledged ORDER BY version",
    "enterprises": "SELECT name, approved, hotline FROM enterprises ORDER BY name",
    "scripts": "SELECT code, approved FROM scripts ORDER BY code",
    "audio": "SELECT file, state FROM audio ORDER BY file",
    "offers": f"SELECT number, carrier FROM pool AS listed WHERE {_NOT_OURS}",  # noqa: S608 - our own words
    "stock": f"SELECT line, region, number FROM stock AS listed WHERE {_NOT_OURS}",  # noqa: S608 - our own words
    "instances": "SELECT code, name, enterprise, status, routing FROM instances ORDER BY code",
}


@noun
class NumberPage(Generic[Shape]):
    """Some of the numbers, and how many there were in all when it was read."""

    total: int
    rows: list[Shape]


@noun
class Statement(Generic[Shape]):
    """The account as one reader sees it. Money in fen, instants in microseconds."""

    account: dict[str, Any]
    """The columns of the table `account`."""
    tables: dict[str, list[Any]]
    """Rows of everything but the numbers, in the columns of TABLES."""
    pages: list[NumberPage[Shape]]
    """The numbers, at least one page."""


class NumberFilter(NamedTuple):
    """Which of the numbers are read, as SQL has it."""

    condition: str
    values: tuple[str, ...] = ()


ALL, NONE, BOUND = NumberFilter("TRUE"), NumberFilter("FALSE"), NumberFilter("instance IS NOT NULL")


class Positions:
    """Where each number of a part stands in its list, kept for as long as nobody writes to the account.

    A page then costs what it holds: counting and skipping 100,000 rows took 37 ms a request, this takes 1.3.
    """

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._state: tuple[NumberFilter, int, int] | None = None
        self._places: Sequence[int] = ()

    def page(
        self, shape: Callable[[Row], Shape], part: NumberFilter, first: int, size: int
    ) -> NumberPage[Shape]:
        """One page, `first` rows into the list. Inside a transaction."""
        places = self._of(part)
        here = places[first : first + size]
        cursor = self._db.cursor()
        cursor.row_factory = None
        marks = ", ".join("?" * len(here))
        query = f"{_NUMBERS} WHERE seq IN ({marks}) ORDER BY seq"
        cursor.execute(query, (stamp(DEFAULT_RULES), DEFAULT_RULES_NOTE, *here))
        return NumberPage(len(places), [shape(row) for row in cursor])

    def _of(self, part: NumberFilter) -> Sequence[int]:
        others = self._db.execute("PRAGMA data_version").fetchone()[0]
        state = (part, others, self._db.total_changes)
        if state != self._state:
            query = f"SELECT seq FROM numbers WHERE {part.condition} ORDER BY seq"  # noqa: S608 - our own words
            self._places = array("q", (seq for (seq,) in self._db.execute(query, part.values)))
            self._state = state
        return self._places


def bound_to(db: Connection, instances: Sequence[str]) -> Counter[str]:
    """How many numbers are bound to each of these instances."""
    marks = ", ".join("?" * len(instances))
    query = f"SELECT instance, count(*) FROM numbers WHERE instance IN ({marks}) GROUP BY instance"  # noqa: S608 - marks
    return Counter(dict(db.execute(query, instances).fetchall()))


def read(
    db: Connection, shape: Callable[[Row], Shape], part: NumberFilter = ALL, tables: Collection[str] = TABLES
) -> Statement[Shape]:
    """The true account, its numbers shaped as they are read. Inside a transaction: every page shows one moment.

    `tables`: those of the others that are wanted.
    """
    account = dict(db.execute("SELECT * FROM account").fetchone())
    cursor = db.cursor()
    cursor.row_factory = None
    others = {name: cursor.execute(TABLES[name]).fetchall() for name in tables}
    count = f"SELECT count(*) FROM numbers WHERE {part.condition}"  # noqa: S608 - our own words
    total = cursor.execute(count, part.values).fetchone()[0]
    numbers = f"{_NUMBERS} WHERE {part.condition} ORDER BY seq"
    cursor.execute(numbers, (stamp(DEFAULT_RULES), DEFAULT_RULES_NOTE, *part.values))
    pages = []
    while rows := cursor.fetchmany(PAGE_SIZE):
        pages.append(NumberPage(total, [shape(row) for row in rows]))
    return Statement(account, others, pages or [NumberPage(total, [])])


def spoiled(statement: Statement[Shape], fault: Fault, shape: Callable[[Row], Shape]) -> Statement[Shape]:
    """What a reader sees through a fault."""
    if fault.copy is not None:
        return _restored(fault.copy, statement.account["now"], shape)
    if fault.kind == faults.SHORT_LIST:
        return replace(statement, pages=_short(statement.pages))
    if fault.kind == faults.DUPLICATE_ENTRY:
        return replace(statement, pages=_duplicated(statement.pages))
    return replace(statement, pages=[*statement.pages, NumberPage(statement.pages[-1].total + 1, [])])


def _short(pages: list[NumberPage[Shape]]) -> list[NumberPage[Shape]]:
    last = pages[-1]
    return [*pages[:-1], replace(last, rows=last.rows[:-1])]


def _duplicated(pages: list[NumberPage[Shape]]) -> list[NumberPage[Shape]]:
    """The first entry again in the place of the last one: the count still agrees with the total."""
    last = pages[-1]
    kept = last.rows[:-1] if last.total > 1 else last.rows
    return [*pages[:-1], replace(last, rows=[*kept, *pages[0].rows[:1]])]


def copied(db: Connection) -> str:
    """The account as text, to be shown again later."""
    statement = read(db, list)
    pages = [[page.total, page.rows] for page in statement.pages]
    return json.dumps([statement.account, statement.tables, pages], ensure_ascii=False)


def _restored(text: str, now: int, shape: Callable[[Row], Shape]) -> Statement[Shape]:
    """An older account under the present clock: what lags is the list, not the time."""
    account, tables, pages = strict.parse(text)
    shaped = [NumberPage(total, [shape(row) for row in rows]) for total, rows in pages]
    return Statement(account | {"now": now}, tables, shaped)
