"""What a fleet of any size costs: its very scheduler on a virtual day, with measured costs. Nothing waits.

python tests/fleet/simulate.py [--accounts 10000] [--numbers 3000] [--workers 20] [--jobs 8] [--keys 1]
"""

from __future__ import annotations

import argparse
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from reconciler.fleet.schedule import offset
from reconciler.model.fleet import Chore
from reconciler.providers.alibaba.ahead import THREADS
from reconciler.providers.alibaba.pace import CALLS_PER_SECOND
from reconciler.providers.alibaba.paging import PAGE_SIZE

FIXED_REQUESTS = 12
"""Requests of one look that do not grow with the account: qualifications, balance, instances, audio, first pages."""
ROUND_TRIP = 0.05
"""Seconds a request takes, the network included."""
CPU_FIXED = 0.03
"""Processor seconds of one look at a few numbers; the workspace is read once a commit, not once a look."""
CPU_A_NUMBER = 0.0004
"""Of one look, measured at 3,000 numbers: folding the ledger, comparing, writing the report and its page."""
REPORT_BYTES = 1_000
"""A compressed drift report with a few entries; one without is 300."""
ROWS_A_REPORT = 5
"""The report, the engine's job, and what the engine notes of it: put in, begun, done."""
STATUS_BYTES_A_NUMBER = 9
"""Of a compressed status report, which lists every number: 8,741 bytes were measured for 1,000."""
HEADS = (
    "accounts",
    "numbers each",
    "keys",
    "a second and key",
    "workers × jobs",
    "requests",
    "rate used",
    "all seen after",
    "95 % within",
    "processor",
    "rows a day",
    "reports, 90 d",
)


@dataclass(frozen=True)
class Size:
    """One fleet."""

    accounts: int
    numbers: int
    workers: int
    jobs: int
    per_second: float
    keys: int
    jitter: timedelta

    @property
    def requests(self) -> int:
        """Of one look: of the two listings that hold the same rows one is read, page by page."""
        return FIXED_REQUESTS + self.pages

    @property
    def pages(self) -> int:
        return -(-self.numbers // PAGE_SIZE)

    @property
    def round_trips(self) -> int:
        """Requests that wait for one another: pages are read by threads, the others are not."""
        return FIXED_REQUESTS + -(-self.pages // THREADS)


@dataclass(frozen=True)
class Day:
    """What one virtual day of drift came to."""

    minutes: float
    """From the hour it is due until the last account is reported on."""
    busy: float
    """Share of the permitted rate that was used in that time."""
    cpu_hours: float
    requests: int
    waited: float
    """Minutes between an account's slot and its report, at the 95th percentile."""
    gigabytes: float
    """Of reports kept for 90 days: a drift and a status a day."""


def simulate(size: Size) -> Day:
    """Every account once: it becomes due at its place in the jitter, takes the next free hand, and each of its requests
    takes a turn of its key; the processor of a worker is shared by the jobs it does."""
    names = [f"acct-{at:05}" for at in range(size.accounts)]
    due = sorted(
        (offset(Chore.DRIFT, name, size.jitter).total_seconds(), at) for at, name in enumerate(names)
    )
    hands = [0.0] * (size.workers * size.jobs)
    processors = [0.0] * size.workers
    turns = [0.0] * size.keys
    cpu = CPU_FIXED + CPU_A_NUMBER * size.numbers
    ends: list[float] = []
    delays: list[float] = []
    for slot, at in due:
        begins = max(slot, heapq.heappop(hands))
        key = at % size.keys
        turns[key] = max(turns[key], begins) + size.requests / size.per_second
        read = max(turns[key], begins + size.round_trips * ROUND_TRIP)
        worker = at % size.workers
        processors[worker] = max(processors[worker], read) + cpu
        ends.append(processors[worker])
        delays.append(processors[worker] - slot)
        heapq.heappush(hands, processors[worker])
    span = max(ends) - due[0][0]
    requests = size.requests * size.accounts
    return Day(
        minutes=max(ends) / 60,
        busy=requests / (span * size.per_second * size.keys),
        cpu_hours=cpu * size.accounts / 3600,
        requests=requests,
        waited=sorted(delays)[int(0.95 * len(delays))] / 60,
        gigabytes=90 * size.accounts * (REPORT_BYTES + STATUS_BYTES_A_NUMBER * size.numbers) / 1e9,
    )


def table(sizes: Sequence[Size]) -> Iterator[str]:
    """Markdown, a row a fleet."""
    yield f"| {' | '.join(HEADS)} |"
    yield "|-:" * len(HEADS) + "|"
    for size in sizes:
        day = simulate(size)
        yield (
            f"| {size.accounts:,} | {size.numbers:,} | {size.keys:,} | {size.per_second:.0f} "
            f"| {size.workers} × {size.jobs} "
            f"| {day.requests:,} | {day.busy:.0%} | {day.minutes:,.0f} min | {day.waited:,.0f} min "
            f"| {day.cpu_hours:.1f} h | {2 * ROWS_A_REPORT * size.accounts:,} | {day.gigabytes:,.1f} GB |"
        )


SIZES = [
    Size(300, 3_000, 2, 4, CALLS_PER_SECOND, 1, timedelta(minutes=30)),
    Size(300, 3_000, 2, 4, CALLS_PER_SECOND, 300, timedelta(minutes=30)),
    Size(3_000, 1_000, 8, 8, CALLS_PER_SECOND, 1, timedelta(hours=1)),
    Size(3_000, 1_000, 8, 8, CALLS_PER_SECOND, 3_000, timedelta(hours=1)),
    Size(10_000, 1_000, 8, 8, CALLS_PER_SECOND, 1, timedelta(hours=1)),
    Size(10_000, 1_000, 8, 8, CALLS_PER_SECOND / 2, 1, timedelta(hours=1)),
    Size(10_000, 1_000, 8, 8, CALLS_PER_SECOND, 100, timedelta(hours=1)),
    Size(10_000, 1_000, 20, 8, CALLS_PER_SECOND, 10_000, timedelta(hours=1)),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind in (("accounts", int), ("numbers", int), ("workers", int), ("jobs", int), ("keys", int)):
        parser.add_argument(f"--{name}", type=kind)
    parser.add_argument("--per-second", type=float, default=CALLS_PER_SECOND)
    given = parser.parse_args()
    sizes = SIZES
    if given.accounts:
        sizes = [
            Size(
                given.accounts,
                given.numbers or 1_000,
                given.workers or 8,
                given.jobs or 8,
                given.per_second,
                given.keys or 1,
                timedelta(hours=1),
            )
        ]
    print("\n".join(table(sizes)))


if __name__ == "__main__":
    main()
