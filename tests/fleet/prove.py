"""The fleet's proof, with figures: `make fleet-proof`. A real PostgreSQL, real worker processes, real SIGKILLs.

python tests/fleet/prove.py [--accounts 60] [--kills 100] [--database-kills 5] [--days 3]
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import postgres
import psycopg
from accounts import Company, company

_COUNT = itertools.count(1)
# Minutes: what is waited for takes as long as the machine makes it take; only what never comes is a failure.
PATIENCE = 20
ANSWER = 1.0
"""Seconds a look's request takes at a service at the end of a network: a dozen small ones together."""
JOBS = 2
TEAMS = (1, 2, 4, 8)
NO_LIMIT = 100_000
LIMITS = (NO_LIMIT, 4)
NOTHING_WAITS = "SELECT count(*) = 0 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
RATE = 'drift: "0 7 * * *", jitter: 30m, requestsPerSecond: {limit}'
ORDERS = "SELECT count(*) FROM records WHERE body::jsonb ->> 'kind' = 'intent' AND body::jsonb ->> 'action' = 'order'"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=60)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database-kills", type=int, default=5)
    parser.add_argument("--days", type=int, default=3)
    given = parser.parse_args()
    with postgres.server() as server:
        throughput(server, given.accounts)
        killed(server, given.accounts, given.kills, given.database_kills, given.days)


def _schema(server: str) -> str:
    return postgres.schema(server, f"fleet_{next(_COUNT)}")


def throughput(server: str, accounts: int) -> None:
    """Wall time falls with workers until the rate limit holds it."""
    heads = "".join(f" {_named(limit)} |" for limit in LIMITS)
    print(
        f"Seconds for {accounts} accounts whose provider answers after {ANSWER} s, by workers of {JOBS} jobs:\n"
    )
    print(f"| workers |{heads}\n|-:|{'-:|' * len(LIMITS)}")
    for workers in TEAMS:
        times = [_drift_once(server, accounts, workers, limit) for limit in LIMITS]
        print(f"| {workers} |{''.join(f' {seconds:.1f} |' for seconds in times)}", flush=True)
    floors = [f"{accounts / limit:.1f} s at {limit} a second" for limit in LIMITS if limit < NO_LIMIT]
    print(f"\nA limit alone takes {', '.join(floors)}.\n")


def _named(limit: int) -> str:
    return "no limit" if limit == NO_LIMIT else f"{limit} requests a second"


def _drift_once(server: str, accounts: int, workers: int, limit: int) -> float:
    """Seconds from the first job to the last report; the workers are up before."""
    with tempfile.TemporaryDirectory() as folder:
        made = company(Path(folder) / "c", _schema(server), accounts, fleet=f"{{{RATE.format(limit=limit)}}}")
        for _ in range(workers):
            made.begin("fleet", "worker", "--jobs", str(JOBS), answer_after=ANSWER)
        made.until(f"SELECT count(*) = {workers} FROM procrastinate_workers", PATIENCE)
        began = time.monotonic()
        made.run("fleet", "run", "drift")
        made.until(f"SELECT count(*) = {accounts} FROM fleet_reports", PATIENCE)
        seconds = time.monotonic() - began
        made.end()
        return seconds


def killed(server: str, accounts: int, kills: int, database_kills: int, days: int) -> None:
    """Workers and the database are killed at random; each slot is reported on once, and nothing bought."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        made = company(Path(folder) / "c", _schema(server), accounts)
        done = 0
        for day in range(1, days + 1):
            made.run("fleet", "schedule", "--once", "--at", f"2026-12-{day:02}T09:00:00+08:00")
            made.run("fleet", "schedule", "--once", "--at", f"2026-12-{day:02}T09:00:00+08:00")
            team = [made.worker() for _ in range(3)]
            for _ in range(kills * day // days - done):
                time.sleep(chance.uniform(0.2, 2.0))
                dead = chance.randrange(len(team))
                team[dead].send_signal(signal.SIGKILL)
                team[dead].wait()
                team[dead] = made.worker()
                done += 1
            for _ in range(database_kills // days + (day <= database_kills % days)):
                _kill_backends(made)
                time.sleep(chance.uniform(0.5, 1.5))
            made.until(NOTHING_WAITS, PATIENCE)
            made.end()
        _judge(made, accounts, days, done, database_kills)


def _kill_backends(made: Company) -> None:
    """SIGKILL of one backend: PostgreSQL then ends every connection and recovers from its log, as after a crash."""
    with postgres.connect(made.url, autocommit=True) as connection:
        (pid,) = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 1"
        ).fetchone() or (None,)
    if pid is not None:
        os.kill(pid, signal.SIGKILL)
    for _ in range(200):
        try:
            postgres.connect(made.url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return


def _judge(made: Company, accounts: int, days: int, kills: int, database_kills: int) -> None:
    looks = Counter(
        made.rows("SELECT account, chore, slot FROM fleet_reports WHERE chore <> 'resume' AND error = ''")
    )
    stuck = made.rows("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'")[0][0]
    bought = made.rows(ORDERS)[0][0]
    sound = sum(
        not made.run("ledger", "verify", "--account", name).startswith("error") for name in made.names
    )
    lost = accounts * days * 2 - len(looks)
    print(
        f"{kills} workers and {database_kills} databases killed over {days} virtual days of {accounts} accounts: "
        f"{len(looks):,} of {accounts * days * 2:,} looks reported, {sum(looks.values()) - len(looks)} twice, "
        f"{lost} lost, {stuck} accounts blocked, {bought} orders, {sound} of {accounts} ledgers sound"
    )
    assert (lost, stuck, bought, sound) == (0, 0, 0, accounts)
    assert set(looks.values()) == {1}


if __name__ == "__main__":
    main()
