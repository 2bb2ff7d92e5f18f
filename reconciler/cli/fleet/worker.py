"""`fleet worker`: does jobs until it is told to stop."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out
from reconciler.cli.fleet.opening import Fleet, first_line, open_fleet
from reconciler.model.fleet import Group
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.fleet.job_engine import Do
    from reconciler.fleet.work import Worker
    from reconciler.model.fleet import Job

PAUSE = 2.0
"""Seconds before the database is tried again."""


@click.command()
@options.workspace
@click.option(
    "--account",
    "globs",
    multiple=True,
    default=["*"],
    show_default=True,
    metavar="GLOB",
    help="Whose jobs; may be repeated. Each group of workers has its own credentials.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=4, show_default=True, help="Accounts at a time.")
@click.option("--drain", is_flag=True, help="End when nothing is left that may begin.")
@click.option(
    "--silence",
    type=click.FloatRange(1, 600),
    default=30.0,
    show_default=True,
    help="Seconds after which a worker that gives no sign of life counts as dead.",
)
def worker(globs: Sequence[str], jobs: int, drain: bool, silence: float) -> int:
    """Do jobs: one at a time for each account, several accounts at a time. SIGTERM lets those that run end."""
    group = Group(tuple(globs))
    gc.enable()  # one command makes little garbage; a worker lives for weeks
    with open_fleet() as fleet:
        from reconciler.clock import SystemClock
        from reconciler.fleet.checkouts import Checkouts
        from reconciler.fleet.turns import Turns
        from reconciler.fleet.work import Worker

        if not any(name in group for name in fleet.workspace.accounts):
            out.say(
                phrase("warning: no account fits {globs} at this commit", globs=", ".join(globs)), err=True
            )
        clock = SystemClock()
        with closing(Turns(fleet.location, clock.sleep)) as turns:
            work = Worker(Checkouts(Path()), fleet.reports, turns, clock)
            _work_until_signal(fleet, work, group, jobs=jobs, drain=drain, silence=silence)
    return 0


def _told(work: Do) -> Do:
    """The same work, with a line on standard error for what became of each job."""

    def do(job: Job) -> str:
        what = f"{job.account} {job.chore} at {job.commit[:12]}"
        try:
            result = work(job)
        except Exception as error:
            out.say(f"{what}: {getattr(error, 'message', error)}", err=True)
            raise
        out.say(f"{what}: {result}", err=True)
        return result

    return do


def _work_until_signal(
    fleet: Fleet, worker: Worker, group: Group, *, jobs: int, drain: bool, silence: float
) -> None:
    """Begins anew when the database was away: what was running then is swept, here or by another worker.

    Raises ConnectorException with `drain`: who waits for an end is told that it does not come.
    """
    import asyncio

    from procrastinate.exceptions import ConnectorException

    from reconciler.fleet import job_engine

    signals: list[bool] = []
    do = _told(worker.do)

    async def work() -> None:
        working = asyncio.create_task(
            job_engine.work(
                job_engine.app(fleet.location, do, worker.give_up, group),
                jobs=jobs,
                wait=not drain,
                silence=silence,
                give_up=worker.give_up,
            )
        )

        def stop() -> None:
            signals.append(True)
            working.cancel()

        _on_signal(stop)
        try:
            await working
        except asyncio.CancelledError:
            if not signals:
                raise

    while not signals:
        try:
            asyncio.run(work())
            if drain:
                return
        except ConnectorException as error:
            if drain:
                raise
            out.say(
                phrase("warning: the database does not do it: {words}", words=first_line(error)), err=True
            )
            asyncio.run(_pause(signals))


async def _pause(signals: list[bool]) -> None:
    import asyncio

    _on_signal(lambda: signals.append(True))
    await asyncio.sleep(PAUSE)


def _on_signal(stop: Callable[[], None]) -> None:
    import asyncio

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
