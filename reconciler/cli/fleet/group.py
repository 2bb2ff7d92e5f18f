"""`reconciler fleet`: workers for many accounts, on the PostgreSQL that holds the ledger."""

from __future__ import annotations

import click

from reconciler.cli.fleet.jobs import init, prune, run, schedule
from reconciler.cli.fleet.looking import report, status
from reconciler.cli.fleet.worker import worker


@click.group()
def command() -> None:
    """Plan, watch and resume hundreds of accounts with workers that may be killed at any moment.

    The engine is procrastinate on the PostgreSQL of the ledger (extra `fleet`). Jobs name a commit; workers take the
    workspace from Git.
    """


for verb in (init, worker, schedule, run, status, report, prune):
    command.add_command(verb)
