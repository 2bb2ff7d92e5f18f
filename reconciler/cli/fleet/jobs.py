"""`fleet init`, `schedule`, `run` and `prune`: what puts jobs in, and what throws old reports away."""

from __future__ import annotations

from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reconciler.cli import options, out
from reconciler.cli.fleet.opening import awaited, first_line, open_fleet
from reconciler.errors import ReconcilerError, UsageError
from reconciler.model.fleet import Chore
from reconciler.model.phrase import phrase

if TYPE_CHECKING:
    from reconciler.fleet.scheduler import Scheduler


DAYS_LENGTH = options.Length("d", lambda value: f"{value!r} is no number of days; write 90d")
TICK = 60.0
"""Seconds between two looks at what is due."""

_ref = click.option(
    "--ref", default="HEAD", show_default=True, help="The commit, branch or tag that jobs name."
)


@click.command()
@options.workspace
def init() -> int:
    """Create the engine's and the reports' tables in the ledger's database. Twice does no harm.

    Tables of another version are left as they are, and told.
    """
    with open_fleet(ready=False) as fleet:
        from reconciler.fleet import job_engine, tables

        awaited(tables.create(fleet.reports, job_engine.app(fleet.location)))
        out.say(phrase("the fleet is ready in {label}", label=fleet.location.label))
    return 0


@click.command()
@options.workspace
@_ref
@click.option("--once", is_flag=True, help="Put in what is due now and end, for a cron of your own.")
@click.option("--at", type=options.Instant(), help="With --once: what was due by this instant.")
def schedule(ref: str, once: bool, at: datetime | None) -> int:
    """Put in each account's jobs when `spec.fleet` says so. Any number of schedulers put each in once."""
    if at is not None and not once:
        raise UsageError(
            phrase("--at needs --once"), hint=phrase("a scheduler that goes on has the machine's clock")
        )
    with open_fleet() as fleet:
        from procrastinate.exceptions import ConnectorException

        from reconciler.clock import SystemClock
        from reconciler.fleet.checkouts import Checkouts
        from reconciler.fleet.scheduler import Scheduler

        scheduler, clock = Scheduler(Checkouts(Path()), fleet.location, ref), SystemClock()
        _put_due(scheduler, at or clock.now())
        while not once:
            clock.sleep(TICK)
            try:
                _put_due(scheduler, clock.now())
            except (ReconcilerError, ConnectorException) as error:  # the next look catches up
                out.say(phrase("warning: {words}", words=first_line(error)), err=True)
    return 0


def _put_due(scheduler: Scheduler, now: datetime) -> None:
    count = awaited(scheduler.put_due(now))
    if count:
        out.say(
            phrase(
                "{now:%Y-%m-%d %H:%M:%S} {count:,} jobs at {commit}",
                now=now,
                count=count,
                commit=scheduler.commit[:12],
            )
        )


@click.command()
@options.workspace
@click.argument("chore", type=click.Choice([chore.value for chore in Chore]))
@click.option("--account", "pattern", default="*", show_default=True, metavar="GLOB", help="Which accounts.")
@_ref
def run(chore: str, pattern: str, ref: str) -> int:
    """Put in one job for each account now. What waits already is left out."""
    with open_fleet() as fleet:
        from reconciler.fleet import job_engine
        from reconciler.fleet.checkouts import Checkouts
        from reconciler.model.fleet import Job

        commit = Checkouts(Path()).commit(ref)
        names = [name for name in fleet.workspace.accounts if fnmatchcase(name, pattern)]
        if not names:
            known = ", ".join(fleet.workspace.accounts)
            raise UsageError(
                phrase("no account fits {pattern!r}", pattern=pattern),
                hint=phrase("there are: {known}", known=known),
            )
        jobs = [Job(Chore(chore), name, commit) for name in names]
        put = awaited(job_engine.put(job_engine.app(fleet.location), jobs))
        out.say(
            phrase(
                "{count:,} of {count_2:,} jobs put in at {commit}",
                count=len(put),
                count_2=len(jobs),
                commit=commit[:12],
            )
        )
        if waiting := [job.account for job in jobs if job not in put]:
            out.say(phrase("{chore} waits already: {names}", chore=chore, names=", ".join(waiting)))
    return 0


@click.command()
@options.workspace
@click.option("--keep", type=DAYS_LENGTH, required=True, help="How long, e.g. 90d. Each last report stays.")
def prune(keep: timedelta) -> int:
    """Remove old reports, and the engine's jobs that are over.

    Of an account that reconciler.yaml no longer names the last report goes too.
    """
    with open_fleet() as fleet:
        from reconciler.clock import SystemClock
        from reconciler.fleet import job_engine

        count = fleet.reports.prune(SystemClock().now() - keep, tuple(fleet.workspace.accounts))
        awaited(job_engine.forget(job_engine.app(fleet.location), keep))
        out.say(phrase("{count:,} reports removed", count=count))
    return 0
