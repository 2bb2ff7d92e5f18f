"""The engine: procrastinate's jobs as this fleet uses them. No queue, retry loop or lock of our own.

`lock` keeps an account's jobs one after another, `queueing_lock` keeps at most one of a chore waiting, and the
engine's own table of periodic jobs makes a slot exist once, whoever schedules it and however often.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job as EngineJob
from procrastinate.jobs import Status
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from psycopg import OperationalError

from reconciler.errors import LedgerError, LedgerUnavailable
from reconciler.fleet.checkouts import UnknownCommit
from reconciler.fleet.queues import ANALYZE, LOOKS, RESUMES, TASK_NAMES, Jobs, queue_of
from reconciler.ledger.location import Location
from reconciler.model.calendar import SHANGHAI
from reconciler.model.fleet import Chore, Group, Job, Queue
from reconciler.wire import strict

REPETITIONS = 3
"""How often a job that only looks is begun again after it failed."""
DEATHS = 10
"""How often it is begun again after its worker died: one that kills whoever does it must not go on for ever."""
WAIT = 30
"""Seconds before a commit, or the database, is looked for again."""
PATIENCE = 120
"""How often: an hour."""
HEARTBEAT = 10.0
SILENCE = 30.0
"""Seconds without a sign of life after which a worker counts as dead; with HEARTBEAT, well below a minute."""

_MOMENT = 0.2
_SPARE = 4
"""Threads beside those that do jobs; without a number of ours there would be as many as the machine has processors."""
Do = Callable[[Job], str]
GiveUp = Callable[[Job, str], None]
"""Is told of a job that nobody will begin again, and why."""

logger = logging.getLogger(__name__)


class _Again(BaseRetryStrategy):
    """Waits for a commit that is not here; a chore that only looks is begun again.

    What a person has to mend is a report and no exception, so whatever is raised may be otherwise in a minute. Where
    the database was away when a report was to be kept, nothing is on record: that look is owed until it is back.
    """

    def get_retry_decision(self, *, exception: BaseException, job: EngineJob) -> RetryDecision | None:
        looks = job.task_name == LOOKS
        if isinstance(exception, UnknownCommit) or (looks and isinstance(exception, LedgerUnavailable)):
            waits = job.attempts < PATIENCE
            return RetryDecision(retry_in={"seconds": WAIT}) if waits else None
        if looks and job.attempts < REPETITIONS:
            return RetryDecision(retry_in={"seconds": 10 * 4**job.attempts})
        return None


def app(
    location: Location,
    do: Do | None = None,
    give_up: GiveUp = lambda _job, _why: None,
    group: Group = Group(),  # noqa: B008  # a noun never changes
) -> App:
    """The engine on the ledger's database. A worker says how a job is done, and whose; others only put jobs in."""
    made = App(connector=PsycopgConnector(conninfo=location.conninfo))

    def work(context: JobContext, /, **words: Any) -> str:
        if do is None:
            raise RuntimeError("this process puts jobs in and does none")
        try:
            return do(_job(words))
        except UnknownCommit as error:
            if context.job.attempts >= PATIENCE:
                give_up(_job(words), error.message)
            raise

    made.job_manager = Jobs(made.connector, group)
    for name in TASK_NAMES:
        made.task(name=name, retry=_Again(), pass_context=True)(work)
    return made


@asynccontextmanager
async def _open(engine: App) -> AsyncIterator[None]:
    """Raises ConnectorException, also where the pool of connections has waited in vain."""
    try:
        async with engine.open_async():
            yield
    except OperationalError as error:
        raise ConnectorException(str(error)) from error


async def put(engine: App, jobs: Iterable[Job]) -> list[Job]:
    """Puts jobs in; which. What waits already, or was put in for its slot before, is left out."""
    async with _open(engine):
        done = [job for job in jobs if await _put(engine, job)]
        if done:
            await engine.connector.execute_query_async(ANALYZE)
        return done


async def _put(engine: App, job: Job) -> bool:
    name = f"{job.account} {job.chore}"
    deferrer = engine.configure_task(
        LOOKS if job.chore.looks else RESUMES,
        lock=job.account,
        queueing_lock=name,
        queue=queue_of(job.account),
        task_kwargs=_words(job),
    )
    try:
        if job.slot is None:
            await deferrer.defer_async()
            return True
        identifier = await engine.job_manager.defer_periodic_job(
            job=deferrer.job,
            periodic_id=name,
            defer_timestamp=int(job.slot.timestamp()),
        )
        return identifier is not None
    except AlreadyEnqueued:
        return False


async def work(
    engine: App,
    *,
    jobs: int,
    wait: bool = True,
    silence: float = SILENCE,
    give_up: GiveUp = lambda _job, _why: None,
) -> None:
    """Does jobs until it is told to stop, or, without `wait`, until none is left that may begin.

    Raises ConnectorException when the database goes away: what was running is swept and begun again by others.
    """
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(jobs + _SPARE))
    async with _open(engine):
        sweeping = asyncio.create_task(_sweep_for_ever(engine, silence, give_up))
        try:
            await _work(engine, jobs, wait, silence)
            while not wait and await _due(engine):  # an account's second job waited for its first
                await asyncio.sleep(_MOMENT)
                await _work(engine, jobs, wait, silence)
        finally:
            sweeping.cancel()


async def _due(engine: App) -> bool:
    """Whether an account of the group has a job that may begin, now or after the one that runs."""
    manager = engine.job_manager
    return isinstance(manager, Jobs) and bool(await manager.due(idle=False))


async def _work(engine: App, jobs: int, wait: bool, silence: float) -> None:
    await engine.run_worker_async(
        concurrency=jobs,
        wait=wait,
        update_heartbeat_interval=min(HEARTBEAT, silence / 3),
        stalled_worker_timeout=silence,
        install_signal_handlers=False,  # ours tell a stop from a database that went away
    )


async def sweep(engine: App, silence: float = SILENCE, give_up: GiveUp = lambda _job, _why: None) -> None:
    """Frees the accounts of workers that died.

    One that only looks is begun again. A resume is over: the ledger knows what became of it, and the next one goes on.
    """
    stalled = await engine.job_manager.get_stalled_jobs(seconds_since_heartbeat=silence)
    for job in (job for job in stalled if job.task_name in TASK_NAMES):
        with suppress(ConnectorException):  # another worker was quicker
            if job.task_name == LOOKS and job.attempts < DEATHS:
                await engine.job_manager.retry_job(job)
                continue
            await engine.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            if job.task_name == LOOKS:
                why = f"its worker died while it ran, {job.attempts + 1} times in all"
                await asyncio.to_thread(give_up, _job(job.task_kwargs), why)


async def _sweep_for_ever(engine: App, silence: float, give_up: GiveUp) -> None:
    while True:
        try:
            await sweep(engine, silence, give_up)
        except (ConnectorException, OperationalError, LedgerError) as error:
            logger.warning("the sweep waits for the database: %s", error)
        await asyncio.sleep(silence / 3)


async def forget(engine: App, age: timedelta) -> None:
    """Removes jobs that have been over for longer."""
    async with _open(engine):
        await engine.job_manager.delete_old_jobs(
            nb_hours=int(age.total_seconds()) // 3600,
            include_failed=True,
            include_cancelled=True,
            include_aborted=True,
        )


async def queue(engine: App, silence: float = SILENCE) -> Queue:
    """What there is to do, and for whom nobody does it. Raises ConnectorException."""
    words: dict[str, Any] = {"tasks": TASK_NAMES, "silence": silence}
    async with _open(engine):
        row = await engine.connector.execute_query_one_async(_QUEUE, **words)
        waiting = await engine.connector.execute_query_all_async(_WAITING, **words)
        living = await engine.connector.execute_query_all_async(_GROUPS, **words)
    groups = [Group(tuple(strict.parse(one["accounts"]))) for one in living]
    names = [one["account"] for one in waiting]
    return Queue(**row, orphans=tuple(name for name in names if not any(name in group for group in groups)))


_LIVING = "last_heartbeat >= now() - %(silence)s * interval '1 second'"
_QUEUE = f"""
    WITH living AS (SELECT id FROM procrastinate_workers WHERE {_LIVING}),
    jobs AS (SELECT * FROM procrastinate_jobs WHERE task_name = ANY(%(tasks)s))
    SELECT count(*) FILTER (WHERE status = 'todo') AS waiting,
           count(*) FILTER (WHERE status = 'doing' AND worker_id IN (SELECT id FROM living)) AS running,
           count(*) FILTER (WHERE status = 'doing'
                            AND (worker_id IS NULL OR worker_id NOT IN (SELECT id FROM living))) AS stalled,
           count(*) FILTER (WHERE status = 'failed' AND EXISTS (
               SELECT 1 FROM procrastinate_events e WHERE e.job_id = jobs.id AND e.at > now() - interval '1 day'
           )) AS failed,
           (SELECT count(*) FROM living) AS workers
    FROM jobs
"""  # noqa: S608  # our own words
_WAITING = """
    SELECT DISTINCT lock AS account FROM procrastinate_jobs
    WHERE status = 'todo' AND task_name = ANY(%(tasks)s) ORDER BY lock
"""
_GROUPS = f"""
    SELECT DISTINCT accounts FROM fleet_workers JOIN procrastinate_workers ON id = worker_id WHERE {_LIVING}
"""  # noqa: S608  # our own words


def _words(job: Job) -> dict[str, Any]:
    """What the engine keeps of a job. `timestamp` is its word for the slot."""
    timestamp = None if job.slot is None else int(job.slot.timestamp())
    return {
        "chore": job.chore.value,
        "account": job.account,
        "commit": job.commit,
        "timestamp": timestamp,
    }


def _job(words: dict[str, Any]) -> Job:
    timestamp = words["timestamp"]
    slot = None if timestamp is None else datetime.fromtimestamp(timestamp, SHANGHAI)
    return Job(Chore(words["chore"]), words["account"], words["commit"], slot)
