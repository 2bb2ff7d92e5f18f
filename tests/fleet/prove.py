"""The fleet's proof, with figures: `make fleet-proof`. A real PostgreSQL, real worker processes, real SIGKILLs.

python tests/fleet/prove.py [--accounts 60] [--kills 100] [--database-kills 5] [--days 3]
                            [--only throughput|killed]
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
from subprocess import Popen

sys.path.insert(0, str(Path(__file__).parents[1]))

import postgres
import troubles
from accounts import Company, company

_COUNT = itertools.count(1)
# Minutes: what is waited for takes as long as the machine makes it take; only what never comes is a failure.
PATIENCE = 20
ANSWER = 3.0
"""Seconds a look's requests take at a service at the end of a network: so long that they, not this machine, decide."""
JOBS = 2
TEAMS = (1, 2, 4, 8)
NO_LIMIT = 100_000
LIMITS = (NO_LIMIT, 2)
TICKS = os.sysconf("SC_CLK_TCK")
CLOCKS = (-3600.0, 0.0, 3600.0)
"""How far the clocks of the workers that are killed are ahead, in seconds."""
EVERY = 6
"""Of so many accounts the ledger of one holds an order of unknown outcome."""
NOTHING_WAITS = "SELECT count(*) = 0 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
RATE = 'drift: "0 7 * * *", jitter: 30m, requestsPerSecond: {limit}'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=60)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database-kills", type=int, default=5)
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--only", choices=["throughput", "killed"])
    given = parser.parse_args()
    with postgres.server() as server:
        if given.only != "killed":
            throughput(server, given.accounts)
        if given.only != "throughput":
            killed(server, given.accounts, given.kills, given.database_kills, given.days)


def _schema(server: str) -> str:
    return postgres.schema(server, f"fleet_{next(_COUNT)}")


def throughput(server: str, accounts: int) -> None:
    """Wall time falls with workers until the rate limit holds it; beside it what no fleet could go below."""
    heads = "".join(f" {_named(limit)} | no less than | processor |" for limit in LIMITS)
    print(
        f"Seconds for {accounts} accounts whose provider answers after {ANSWER} s, by workers of {JOBS} jobs; "
        "the processor's are of all workers together:\n"
    )
    print(f"| workers |{heads}\n|-:|{'-:|' * 3 * len(LIMITS)}")
    for workers in TEAMS:
        cells = []
        for limit in LIMITS:
            seconds, processor = _drift_once(server, accounts, workers, limit)
            floor = max(accounts * ANSWER / (workers * JOBS), accounts / limit)
            cells.append(f" {seconds:.1f} | {floor:.1f} | {processor:.1f} |")
        print(f"| {workers} |{''.join(cells)}", flush=True)
    print()


def _named(limit: int) -> str:
    return "no limit" if limit == NO_LIMIT else f"{limit} requests a second"


def _drift_once(server: str, accounts: int, workers: int, limit: int) -> tuple[float, float]:
    """Seconds from the first job to the last report, and of the workers' processors; they are up before."""
    with tempfile.TemporaryDirectory() as folder:
        made = company(Path(folder) / "c", _schema(server), accounts, fleet=f"{{{RATE.format(limit=limit)}}}")
        for _ in range(workers):
            made.begin("fleet", "worker", "--jobs", str(JOBS), answer_after=ANSWER)
        made.until(f"SELECT count(*) = {workers} FROM procrastinate_workers", PATIENCE)
        began, used = time.monotonic(), _processor(made)
        made.run("fleet", "run", "drift")
        made.until(f"SELECT count(*) = {accounts} FROM fleet_reports", PATIENCE)
        seconds, processor = time.monotonic() - began, _processor(made) - used
        made.end()
        return seconds, processor


def _processor(made: Company) -> float:
    """Seconds that the workers have computed."""
    fields = (
        Path(f"/proc/{worker.pid}/stat").read_text().rpartition(")")[2].split() for worker in made.workers
    )
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def killed(server: str, accounts: int, kills: int, database_kills: int, days: int) -> None:
    """Workers and the database are killed at random, and what else may go wrong does: nothing lost, nothing bought."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        made = company(Path(folder) / "c", _schema(server), accounts)
        planted = made.names[::EVERY]
        tally = Counter({"planted": len(planted), "arrived": troubles.unknown_orders(made, planted)})
        for day in range(1, days + 1):
            _scheduled_twice(made, day)
            troubles.old_reports(made, 3)
            tally += _one_day(
                made, chance, kills // days, kills // days // 5, _share(database_kills, days, day)
            )
        for _ in range(kills - tally["killed"]):
            _kill(made, chance, [made.worker()])
            tally["killed"] += 1
        made.run("fleet", "prune", "--keep", "90d")
        _judge(made, days, tally)


def _share(total: int, days: int, day: int) -> int:
    return total // days + (day <= total % days)


def _scheduled_twice(made: Company, day: int) -> None:
    """By two schedulers at once."""
    words = ("fleet", "schedule", "--once", "--at", f"2026-12-{day:02}T09:00:00+08:00")
    both = [made.begin(*words), made.begin(*words)]
    assert [one.wait() for one in both] == [0, 0]
    made.end()


def _one_day(made: Company, chance: random.Random, kills: int, pauses: int, crashes: int) -> Counter[str]:
    """A day's jobs, while in random order workers die, workers sleep until they count as dead, the database crashes."""
    tally: Counter[str] = Counter()
    team = [made.worker(answer_after=1.0, clock=clock) for clock in CLOCKS]
    events = ["killed"] * kills + ["asleep"] * pauses + ["crashed"] * crashes
    chance.shuffle(events)
    for event in events:
        time.sleep(chance.uniform(0.2, 2.0))
        tally[event] += 1
        if event == "killed":
            _kill(made, chance, team)
        elif event == "asleep":
            _pause(chance.choice(team))
        else:
            tally["writing"] += troubles.crash(made)
        made.run("fleet", "prune", "--keep", "90d")
    made.until(NOTHING_WAITS, PATIENCE)
    made.end()
    return tally


def _kill(made: Company, chance: random.Random, team: list[Popen[str]]) -> None:
    """Another takes its place."""
    dead = chance.randrange(len(team))
    team[dead].send_signal(signal.SIGKILL)
    team[dead].wait()
    team[dead] = made.worker(answer_after=1.0, clock=CLOCKS[dead])


def _pause(worker: Popen[str]) -> None:
    """For longer than the others wait for a sign of life: they take its accounts, and then it comes back."""
    worker.send_signal(signal.SIGSTOP)
    time.sleep(3)
    worker.send_signal(signal.SIGCONT)


def _go_on(made: Company) -> None:
    """A resume without trouble: what a worker left that was killed in the middle of one, the next goes on with."""
    made.run("fleet", "run", "resume")
    made.worker()
    made.until(NOTHING_WAITS, PATIENCE)
    made.end()


def _judge(made: Company, days: int, tally: Counter[str]) -> None:
    accounts = len(made.names)
    looks = Counter(
        made.rows(
            "SELECT account, chore, slot FROM fleet_reports "
            "WHERE chore <> 'resume' AND slot IS NOT NULL AND error = ''"
        )
    )
    [(jobs, stuck)] = made.rows(
        "SELECT count(*), count(*) FILTER (WHERE status IN ('todo', 'doing')) FROM procrastinate_jobs"
    )
    [(again,)] = made.rows("SELECT count(*) FROM procrastinate_events WHERE type = 'deferred_for_retry'")
    [(old,)] = made.rows("SELECT count(*) FROM fleet_reports WHERE at < now() - interval '90 days'")
    _go_on(made)
    orders, numbers = troubles.orders(made), troubles.numbers(made)
    held = set(made.names[:: EVERY * len(troubles.LOST)])  # these never arrived, and nobody knows it
    verdicts = (
        made.run("ledger", "verify", "--account", name, code=3 if name in held else 0) for name in made.names
    )
    sound = sum(": sound, " in verdict for verdict in verdicts)
    lost = accounts * days * 2 - len(looks)
    print(
        f"{days} virtual days of {accounts} accounts, each put in by two schedulers at once: {jobs:,} jobs for "
        f"{accounts * days * 3:,} slots.\n"
        f"{tally['killed']} workers killed, {tally['asleep']} asleep until they counted as dead, clocks an hour apart; "
        f"{tally['crashed']} crashes of the database, {tally['writing']} in the middle of a report; reports pruned "
        f"beside them: {again:,} jobs begun again.\n"
        f"{len(looks):,} of {accounts * days * 2:,} looks reported, {lost} lost, {stuck} jobs blocked, "
        f"{old - accounts} old reports left; {orders} orders, "
        f"all of them the {tally['planted']} of unknown outcome that were planted, "
        f"{numbers - 3 * accounts} of which had arrived; {sound} of {accounts} ledgers sound"
    )
    assert (jobs, lost, stuck, sound) == (accounts * days * 3, 0, 0, accounts)
    assert (orders, numbers) == (tally["planted"], 3 * accounts + tally["arrived"])
    assert old == accounts  # the last report of each chore stays


if __name__ == "__main__":
    main()
