"""The fleet's tables in the ledger's database, the engine's and ours: made once, refused when of another version."""

from __future__ import annotations

import re
from collections.abc import Sequence

from procrastinate import App, __version__
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, bindparam, text

from reconciler.errors import LedgerError
from reconciler.fleet.queues import CREATE_INDEX, INDEX, queue_of
from reconciler.fleet.reports import ALONE, METADATA, Reports
from reconciler.model.phrase import phrase

_COLUMNS = text(
    "SELECT t.relname, c.attname FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid "
    "WHERE pg_table_is_visible(t.oid) AND c.attnum > 0 AND NOT c.attisdropped AND t.relname IN :names"
).bindparams(bindparam("names", expanding=True))
_FUNCTIONS = text(
    "SELECT proname FROM pg_proc WHERE pg_function_is_visible(oid) AND proname IN :names"
).bindparams(bindparam("names", expanding=True))
_ONE_QUEUE = text("SELECT DISTINCT lock FROM procrastinate_jobs WHERE queue_name = 'reconciler'")
_OWN_QUEUE = text(
    "UPDATE procrastinate_jobs SET queue_name = :queue WHERE queue_name = 'reconciler' AND lock = :account"
)
"""For jobs that were put in when all accounts had one queue."""


async def create(reports: Reports, engine: App) -> None:
    """Makes the tables that are missing, one `init` at a time.

    Raises LedgerError for those of another version, ConnectorException.
    """
    reports.create()
    with reports.database.writing() as connection:
        connection.execute(ALONE)
        async with engine.open_async():
            if not await engine.check_connection_async():
                await engine.schema_manager.apply_schema_async()
        check(reports, ready=False)
        connection.execute(text(CREATE_INDEX))
        for account in connection.scalars(_ONE_QUEUE).all():
            connection.execute(_OWN_QUEUE, {"account": account, "queue": queue_of(account)})


def check(reports: Reports, *, ready: bool = True) -> None:
    """Raises LedgerError where a table is missing or of another version, with what to do.

    `ready`: our index on the engine's jobs, too; without it thousands that wait cost seconds a job.
    """
    label = reports.database.location.label
    with reports.database.looking() as connection:
        columns = _columns(connection, [*METADATA.tables, "procrastinate_jobs", *([INDEX] if ready else [])])
        functions = _missing_functions(connection)
    if any(not names for names in columns.values()):
        raise LedgerError(
            phrase("the fleet has no tables in {label}, or not all", label=label),
            hint=phrase("run `reconciler fleet init` once"),
        )
    if functions:
        raise LedgerError(
            phrase(
                "the engine's tables in {label} are not those of procrastinate {version}: {name} is missing",
                label=label,
                version=__version__,
                name=functions[0],
            ),
            hint=phrase(
                "apply its migrations (`procrastinate schema --migrations-path` says where they lie), or, while no "
                "worker runs, drop everything named procrastinate_ and run `reconciler fleet init`"
            ),
        )
    for name, table in METADATA.tables.items():
        if missing := sorted({column.name for column in table.columns} - columns[name]):
            raise LedgerError(
                phrase(
                    "the table {table} in {label} is of another version: it has no {column}",
                    table=name,
                    label=label,
                    column=missing[0],
                ),
                hint=phrase(
                    "keep a copy of what you need, drop the table (it holds reports, no ledger), and run "
                    "`reconciler fleet init`"
                ),
            )


def _columns(connection: Connection, names: Sequence[str]) -> dict[str, set[str]]:
    """The columns that tables, and an index, have; none for one that is missing."""
    columns: dict[str, set[str]] = {name: set() for name in names}
    for table, column in connection.execute(_COLUMNS, {"names": names}):
        columns[table].add(column)
    return columns


def _missing_functions(connection: Connection) -> list[str]:
    """What the installed engine calls and the database does not have; each change of its tables brings others."""
    names = re.findall(r"CREATE FUNCTION (\w+)", SchemaManager.get_schema())
    here = set(connection.scalars(_FUNCTIONS, {"names": names}))
    return [name for name in names if name not in here]
