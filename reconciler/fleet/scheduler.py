"""Puts in what is due, account by account, at the commit that a ref names now.

The engine's table of slots makes each job exist once: two schedulers, or one that was killed and begun again, put
nothing in twice. What a scheduler remembers only saves it from asking the table again.
"""

from __future__ import annotations

from datetime import datetime

from reconciler import pipeline
from reconciler.errors import UsageError
from reconciler.fleet import job_engine
from reconciler.fleet.checkouts import Checkouts
from reconciler.fleet.schedule import due
from reconciler.ledger.location import Location
from reconciler.model.phrase import phrase


class Scheduler:
    """One process that looks what is due."""

    def __init__(self, checkouts: Checkouts, location: Location, ref: str) -> None:
        self._checkouts = checkouts
        self._location = location
        self._ref = ref
        self._since: datetime | None = None
        self.commit = ""
        """What the last jobs were put in at."""

    async def put_due(self, now: datetime) -> int:
        """Puts in what has come due since the last time; how many jobs.

        Raises UsageError for a workspace without a schedule, ReconcilerError, ConnectorException; what was due is
        then put in the next time.
        """
        self._checkouts.fetch()
        self.commit = self._checkouts.commit(self._ref)
        workspace = pipeline.find_workspace(self._checkouts.at(self.commit))
        if workspace.schedule is None:
            raise UsageError(
                phrase("reconciler.yaml has no spec.fleet at this commit"),
                hint=phrase('e.g. fleet: {drift: "0 7 * * *"}'),
            )
        jobs = list(due(workspace.schedule, workspace.accounts, self.commit, now, self._since))
        put = await job_engine.put(job_engine.app(self._location), jobs) if jobs else []
        self._since = now
        return len(put)
