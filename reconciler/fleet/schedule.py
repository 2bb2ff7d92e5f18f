"""When a job is due: cron fields in Asia/Shanghai, each account at its own place in the jitter. No clock in here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from croniter import croniter

from reconciler.model.calendar import SHANGHAI
from reconciler.model.fleet import Chore, Job, Schedule


def due(
    schedule: Schedule, accounts: Iterable[str], commit: str, now: datetime, since: datetime | None = None
) -> Iterator[Job]:
    """One job for each account and chore whose slot has come; with `since` only those that have come after it.

    Without `since` the last slot of each counts, however long ago it was: what nobody scheduled is caught up on once.
    """
    for chore, cron in schedule.crons.items():
        for account in accounts:
            place = offset(chore, account, schedule.jitter)
            slot = last(cron, now - place)
            if since is None or slot > since - place:
                yield Job(chore, account, commit, slot)


def last(cron: str, now: datetime) -> datetime:
    """The last instant of the cron fields at or before `now`."""
    instant: datetime = croniter(cron, now.astimezone(SHANGHAI) + timedelta(microseconds=1)).get_prev(
        datetime
    )
    return instant


def offset(chore: Chore, account: str, jitter: timedelta) -> timedelta:
    """Where in the jitter an account stands: always the same place, so that a day is a day for each."""
    share = int.from_bytes(sha256(f"{chore} {account}".encode()).digest()[:8]) / 2**64
    return timedelta(seconds=int(jitter.total_seconds() * share))
