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
TASK_NAMES = [LOOKS, RESUMES]
"""By these the fleet's jobs are known from those of other programs in the same tables."""

_CHOICE = 16
"""So many accounts are enough to choose from: other workers choose at the same time, and may be quicker."""
_TRIES = 3
"""How often it is chosen anew where others took them all."""
DUE = """
    SELECT lock AS account FROM procrastinate_jobs AS job
    WHERE status = 'todo' AND task_name = ANY(%(tasks)s) AND lock ~ %(accounts)s
      AND (scheduled_at IS NULL OR scheduled_at <= now())
      AND NOT EXISTS (
        SELECT FROM procrastinate_jobs AS other
        WHERE other.lock = job.lock AND other.status IN ('todo', 'doing')
          AND CASE other.status WHEN 'doing' THEN %(idle)s
              ELSE (other.priority, -other.id) > (job.priority, -job.id) END)
    ORDER BY priority DESC, id LIMIT %(choice)s
"""
"""An account's first job decides: while that one waits for a commit or the database, those behind it wait too."""
INDEX = "fleet_jobs_of_an_account"
CREATE_INDEX = (
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing')"
)
"""By it the first jobs are known one by one, however many wait: the engine has no index that begins with the lock."""
ANALYZE = "ANALYZE (SKIP_LOCKED) procrastinate_jobs"
"""While the database believes that few wait, it sorts all that do instead of taking the first."""
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

    async def due(self, *, idle: bool = True) -> list[str]:
        """The first accounts of the group that have a job which may begin, by age; not all of them.

        `idle`: none whose other job runs.
        """
        words = {"tasks": TASK_NAMES, "accounts": self._group.expression, "idle": idle, "choice": _CHOICE}
        return [row["account"] for row in await self.connector.execute_query_all_async(DUE, **words)]

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> EngineJob | None:
        """The next job of the group's accounts; the engine keeps each account's jobs one after another."""
        for _ in range(_TRIES):
            if not (mine := [queue_of(account) for account in await self.due()]):
                break
            if job := await super().fetch_job(mine, worker_id):
                return job
        return None

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
