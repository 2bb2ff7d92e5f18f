"""What every `fleet` command opens: the workspace, its ledger's database, the engine."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from reconciler.errors import LedgerError, MissingExtra
from reconciler.model.phrase import phrase
from reconciler.noun import noun

if TYPE_CHECKING:
    from reconciler.fleet.reports import Reports
    from reconciler.ledger.location import Location
    from reconciler.model.state import DesiredState

Result = TypeVar("Result")


@noun
class Fleet:
    """One fleet: reconciler.yaml as it lies here, and the database its workers share."""

    workspace: DesiredState
    reports: Reports

    @property
    def location(self) -> Location:
        """The database."""
        return self.reports.database.location


def awaited(work: Coroutine[Any, Any, Result]) -> Result:
    """What the engine answers. Its loop is imported only by a command that asks it."""
    import asyncio

    return asyncio.run(work)


def first_line(error: Exception) -> str:
    """What the database said, without the statement it said it of."""
    return str(error.__cause__ or error).strip().partition("\n")[0]


@contextmanager
def open_fleet(*, ready: bool = True) -> Iterator[Fleet]:
    """The fleet of the current folder's workspace; its database has answered, and unless `ready` is off has its tables.

    Raises MissingExtra, InvalidManifests, LedgerError where the database does not answer or has other tables.
    """
    from reconciler import pipeline
    from reconciler.distribution import install_line
    from reconciler.ledger import open_ledger

    try:
        from procrastinate.exceptions import ConnectorException

        from reconciler.fleet import tables
        from reconciler.fleet.reports import Reports
    except ImportError as error:
        raise MissingExtra("the fleet's engine is not installed", hint=install_line("fleet")) from error
    workspace = pipeline.find_workspace(Path())
    ledger = open_ledger(workspace.ledger, Path(), ledger_id=workspace.ledger_id)
    fleet = Fleet(workspace, Reports(ledger.database))
    for name in ("procrastinate", "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they cannot do is raised, and told once
    if ready:
        tables.check(fleet.reports)
    else:
        with fleet.reports.database.looking():
            pass
    try:
        yield fleet
    except ConnectorException as error:
        label = fleet.location.label
        raise LedgerError(
            phrase(
                "the fleet's engine in {label} cannot be used: {words}",
                label=label,
                words=first_line(error),
            ),
            hint=phrase("see that the database answers and may be written to"),
        ) from error
