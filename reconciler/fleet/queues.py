"""The engine's jobs, as the workers of this fleet take them: each only those of its own accounts.

Every account has a queue of its own. Which of them a worker may take from is asked each time it has a free hand, so
an account that a later commit names is taken up without a restart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from procrastinate.connector import BaseConnector
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job as EngineJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from reconciler.model.fleet import Group

LOOKS = "reconciler.look"
RESUMES = "reconciler.resume"
TASKS = [LOOKS, RESUMES]
"""By these the fleet's jobs are known from those of other programs in the same tables."""

_DUE = """
    SELECT lock AS account FROM (
        SELECT DISTINCT ON (lock) lock, scheduled_at FROM procrastinate_jobs
        WHERE status = 'todo' AND task_name = ANY(%(tasks)s) ORDER BY lock, priority DESC, id
    ) AS first WHERE scheduled_at IS NULL OR scheduled_at <= now()
"""
"""An account's first job decides: while that one waits for a commit or the database, those behind it wait too."""
_REGISTER = """
    WITH gone AS (DELETE FROM fleet_workers WHERE worker_id NOT IN (SELECT id FROM procrastinate_workers))
    INSERT INTO fleet_workers (worker_id, accounts) VALUES (%(worker)s, %(accounts)s)
"""


def queue_of(account: str) -> str:
    """The account's queue. The database tells of new jobs by this name, and allows it 40 characters."""
    return f"reconciler-{sha256(account.encode()).hexdigest()[:24]}"


class Jobs(JobManager):
    """The jobs of one group of accounts."""

    def __init__(self, connector: BaseConnector, group: Group) -> None:
        super().__init__(connector)
        self._group = group

    async def due(self) -> list[str]:
        """The group's accounts whose first job is due."""
        rows = await self.connector.execute_query_all_async(_DUE, tasks=TASKS)
        return [row["account"] for row in rows if row["account"] in self._group]

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> EngineJob | None:
        """The next job of the group's accounts; the engine keeps each account's jobs one after another."""
        mine = [queue_of(account) for account in await self.due()]
        return await super().fetch_job(mine, worker_id) if mine else None

    async def register_worker(self) -> int:
        """Puts on record that a worker lives, and whose jobs it does."""
        worker = await super().register_worker()
        accounts = json.dumps(self._group.globs)
        await self.connector.execute_query_async(_REGISTER, worker=worker, accounts=accounts)
        return worker

    async def retry_job(self, job: EngineJob, *words: Any, **options: Any) -> None:
        """A job that is to begin again while another of its account and chore waits is over: that one does its work."""
        try:
            await super().retry_job(job, *words, **options)
        except UniqueViolation:
            await self.finish_job(job, Status.FAILED, delete_job=False)
