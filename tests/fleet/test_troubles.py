"""Planted troubles: each leaves every account looked at once, nothing lost, and nothing bought."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import troubles
from accounts import Company
from procrastinate.exceptions import ConnectorException
from test_checkouts import commit, git, repository, shallow
from test_jobs import sweep

from reconciler.clock import SystemClock
from reconciler.fleet import job_engine
from reconciler.fleet.checkouts import Checkouts
from reconciler.fleet.scheduler import Scheduler
from reconciler.fleet.turns import Turns
from reconciler.fleet.work import Worker
from reconciler.model.fleet import Chore, Job, StoredReport

DRIFT = '{drift: "0 7 * * *", jitter: 30m}'
SEVEN = datetime.fromisoformat("2026-12-01T07:00:00+08:00")


def _schedulers(company: Company, count: int) -> list[Scheduler]:
    location = company.reports.database.location
    return [Scheduler(Checkouts(company.root), location, "HEAD") for _ in range(count)]


@contextmanager
def _hand(company: Company, clock: SystemClock | None = None) -> Iterator[Callable[[Job], str]]:
    """What does a job in this process."""
    with closing(Turns(company.reports.database.location, lambda _: None)) as turns:
        yield Worker(Checkouts(company.root), company.reports, turns, clock or SystemClock()).do


def _work(company: Company, do: Callable[[Job], str], **more: float) -> None:
    """One worker in this process, until nothing is left that may begin."""
    app = job_engine.app(company.reports.database.location, do)
    asyncio.run(job_engine.work(app, jobs=1, wait=False, **more))


def test_a_resume_goes_on_by_the_ledger_where_an_order_s_outcome_is_unknown_and_buys_nothing(
    make: Callable[..., Company],
) -> None:
    company = make(2)
    troubles.unknown_orders(company, company.names)
    for _ in range(2):
        company.run("fleet", "run", "resume")
        company.drain()
    fates = {
        name: [(one["id"], one["fate"]) for one in json.loads(report.text)["results"]]
        for name, report in company.latest(Chore.RESUME).items()
    }
    assert fates == {
        "acct-000": [("team-000/n-new:order", "held")],  # never arrived; nobody knows
        "acct-001": [("team-001/n-new:bind", "waiting")],  # arrived: the number was seen
    }
    assert (troubles.orders(company), troubles.numbers(company)) == (2, 3 + 4)


def test_schedulers_whose_clocks_are_apart_put_each_slot_in_once(make: Callable[..., Company]) -> None:
    company = make(2, fleet=DRIFT)
    ahead, behind, begun_again = _schedulers(company, 3)
    hours = ((ahead, 26), (behind, 1), (ahead, 26.5), (behind, 2), (begun_again, 1.5), (behind, 25))
    for scheduler, hour in hours:
        asyncio.run(scheduler.put_due(SEVEN + timedelta(hours=hour)))
        company.drain()
    looks = Counter(company.rows("SELECT account, chore, slot FROM fleet_reports"))
    days = {SEVEN.date(), SEVEN.date() + timedelta(days=1)}
    assert {slot.astimezone(SEVEN.tzinfo).date() for _, _, slot in looks} == days
    assert len(looks) == len(company.names) * len(days)
    assert set(looks.values()) == {1}


def test_a_worker_s_clock_decides_nothing(
    make: Callable[..., Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    company = make(1)
    monkeypatch.setenv("RECONCILER_LEDGER", company.url)
    for days in (400, -400, 0):
        with _hand(company, _Clock(days)) as do:
            do(Job(Chore.DRIFT, "acct-000", company.git("rev-parse", "HEAD")))
    assert json.loads(company.latest(Chore.DRIFT)["acct-000"].text)["since"]["new"] == []
    last = company.latest(Chore.DRIFT)["acct-000"].at
    assert abs(SystemClock().now() - last) < timedelta(hours=1)
    assert [age for (age,) in company.rows("SELECT at > now() FROM fleet_reports ORDER BY id")] == [
        True,
        False,
        False,
    ]


class _Clock(SystemClock):
    def __init__(self, days: int) -> None:
        self._days = days

    def now(self) -> datetime:
        return super().now() + timedelta(days=self._days)


def test_reports_are_thrown_away_beside_those_that_write_them(make: Callable[..., Company]) -> None:
    company = make(4)
    troubles.old_reports(company, 30)
    reports, now = company.reports, SystemClock().now()

    def write(name: str) -> None:
        for at in range(10):
            seen = now + timedelta(seconds=at)
            reports.keep(StoredReport(name, Chore.DRIFT, "c" * 40, seen, 1, 0, f"{at}", page=f"{at}"))

    with ThreadPoolExecutor(len(company.names)) as pool:
        writing = [pool.submit(write, name) for name in company.names]
        while not all(one.done() for one in writing):
            reports.prune(now + timedelta(days=1), company.names)
        for one in writing:
            one.result()
    reports.prune(now + timedelta(days=1), company.names)
    assert {name: report.text for name, report in company.latest(Chore.DRIFT).items()} == dict.fromkeys(
        company.names, "9"
    )
    assert list(reports.pages()) == [(name, "9") for name in company.names]
    assert company.rows("SELECT chore, count(*) FROM fleet_reports GROUP BY 1 ORDER BY 1") == [
        ("drift", 4),
        ("plan", 4),
    ]


def test_a_worker_that_lost_its_account_and_comes_back_reports_for_no_slot_again(
    make: Callable[..., Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    company = make(1, fleet=DRIFT)
    monkeypatch.setenv("RECONCILER_LEDGER", company.url)
    asyncio.run(_schedulers(company, 1)[0].put_due(SEVEN + timedelta(hours=2)))
    began, goes_on = Event(), Event()

    def asleep(job: Job) -> str:
        began.set()
        goes_on.wait(60)
        return do(job)

    with _hand(company) as do, ThreadPoolExecutor(1) as pool:
        sleeper = pool.submit(_work, company, asleep)
        began.wait(60)
        company.rows(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour' RETURNING 1"
        )
        asyncio.run(sweep(company))
        _work(company, do)
        company.run("fleet", "run", "plan")
        goes_on.set()
        with pytest.raises(ConnectorException):  # the engine knows it no more; `fleet worker` begins anew
            sleeper.result()
        _work(company, do)
    assert company.rows("SELECT chore FROM fleet_reports ORDER BY id") == [("drift",), ("plan",)]


def test_two_workers_that_fetch_the_same_commit_at_once_both_have_it(tmp_path: Path) -> None:
    repository(tmp_path / "origin", 2)
    checkouts = [shallow(tmp_path / "origin", tmp_path / "work"), Checkouts(tmp_path / "work")]
    later = commit(tmp_path / "origin", "# later\n")
    with ThreadPoolExecutor(2) as pool:
        folders = list(pool.map(lambda one: one.at(later), checkouts))
    assert [(folder / "reconciler.yaml").read_text("utf-8") for folder in folders] == ["# later\n"] * 2


def test_a_job_waits_for_its_commit_and_a_branch_that_is_forced_is_followed(
    make: Callable[..., Company], tmp_path: Path
) -> None:
    company = make(1)
    git(tmp_path, "clone", "--quiet", "--bare", str(company.root), "hub")
    company.git("remote", "add", "origin", str(tmp_path / "hub"))
    git(tmp_path, "clone", "--quiet", "hub", "colleague")
    colleague = tmp_path / "colleague"
    first = git(colleague, "rev-parse", "HEAD")
    for words in ("amended away", "in its place"):
        git(colleague, "reset", "--quiet", "--hard", first)
        name = commit(colleague, (colleague / "reconciler.yaml").read_text("utf-8") + f"# {words}\n")
        company.run("fleet", "run", "drift")
        company.rows(
            "UPDATE procrastinate_jobs SET args = jsonb_set(args, '{commit}', %(commit)s::jsonb) "
            "WHERE status = 'todo' RETURNING 1",
            commit=json.dumps(name),
        )
        company.drain()
        assert company.rows("SELECT attempts FROM procrastinate_jobs WHERE status = 'todo'") == [(1,)]
        git(colleague, "push", "--quiet", "--force", "origin", "HEAD")
        company.rows("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo' RETURNING 1")
        company.drain()
        assert company.latest(Chore.DRIFT)["acct-000"].commit == name


def test_a_report_that_was_cut_off_while_it_was_written_is_owed_and_written_once(
    make: Callable[..., Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    company = make(1, fleet=DRIFT)
    monkeypatch.setenv("RECONCILER_LEDGER", company.url)
    asyncio.run(_schedulers(company, 1)[0].put_due(SEVEN + timedelta(hours=2)))
    with _hand(company) as do, ThreadPoolExecutor(1) as pool:
        working = pool.submit(_work, company, do)
        troubles.cut_off(company)
        working.result()
        assert company.rows("SELECT scheduled_at > now(), attempts FROM procrastinate_jobs") == [(True, 1)]
        assert company.rows("SELECT count(*) FROM fleet_reports") == [(0,)]
        company.rows("UPDATE procrastinate_jobs SET scheduled_at = now() RETURNING 1")
        _work(company, do)
    assert company.rows("SELECT chore, error FROM fleet_reports") == [("drift", "")]
    assert company.rows("SELECT status::text, attempts FROM procrastinate_jobs") == [("succeeded", 2)]
