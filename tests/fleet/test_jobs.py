"""Jobs on a real PostgreSQL, done by real worker processes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Barrier

import postgres
import pytest
from accounts import Company
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from reconciler.clock import SystemClock
from reconciler.errors import LedgerUnavailable
from reconciler.fleet import job_engine
from reconciler.fleet.checkouts import Checkouts
from reconciler.fleet.scheduler import Scheduler
from reconciler.fleet.turns import Turns
from reconciler.fleet.work import Worker
from reconciler.model.fleet import Chore, Job, StoredReport

DAYS = ("2026-12-01", "2026-12-02", "2026-12-03")
_SLOTS = "SELECT account, chore, slot FROM fleet_reports WHERE slot IS NOT NULL"


async def _put_due(company: Company, day: str, schedulers: int) -> None:
    location = company.reports.database.location
    now = datetime.fromisoformat(f"{day}T09:00:00+08:00")
    each = [Scheduler(Checkouts(company.root), location, "HEAD") for _ in range(schedulers)]
    await asyncio.gather(*(scheduler.put_due(now) for scheduler in each))


def test_two_schedulers_put_each_slot_in_once_and_each_account_is_seen_to_once_a_day(
    make: Callable[..., Company],
) -> None:
    company = make(5)
    for day in DAYS:
        asyncio.run(_put_due(company, day, 2))
        company.drain()
        company.run(
            "fleet", "schedule", "--once", "--at", f"{day}T09:00:00+08:00"
        )  # one that was begun again
    company.drain()
    rows = Counter(company.rows(_SLOTS))
    assert set(rows.values()) == {1}
    assert Counter((account, chore) for account, chore, _ in rows) == {
        (name, chore): len(DAYS) for name in company.names for chore in ("drift", "status", "resume")
    }


def test_what_waits_already_is_not_put_in_twice(make: Callable[..., Company]) -> None:
    company = make(3)
    assert company.run("fleet", "run", "drift").startswith("3 of 3 jobs")
    told = company.run("fleet", "run", "drift", "--account", "acct-00[12]")
    assert told.startswith("0 of 2 jobs")
    assert told.endswith("drift waits already: acct-001, acct-002\n")
    assert "no account fits 'care'" in company.refused("fleet", "run", "drift", "--account", "care", code=64)


def test_a_resume_binds_what_was_merged_and_a_second_finds_nothing_to_do(
    make: Callable[..., Company],
) -> None:
    company = make(2)
    company.run("fleet", "run", "resume")
    company.drain()
    reports = company.latest(Chore.RESUME)
    fates = {one["id"]: one["fate"] for one in json.loads(reports["acct-000"].text)["results"]}
    assert fates["team-000/n-000:bind"] == "done"
    company.run("fleet", "run", "resume")
    company.drain()
    assert json.loads(company.latest(Chore.RESUME)["acct-000"].text)["results"] == []
    assert {report.exit_code for report in company.latest(Chore.RESUME).values()} == {0}


def test_a_poisoned_account_fails_alone_and_is_first_on_the_page(make: Callable[..., Company]) -> None:
    company = make(4)
    (company.root / "teams/team-001/team.yaml").write_text("kind: Team\n  broken", encoding="utf-8")
    (company.root / "worlds/acct-002.yaml").write_text("now: never", encoding="utf-8")
    company.commit()
    company.run("fleet", "run", "drift")
    company.drain()
    drift = company.latest(Chore.DRIFT)  # no number of the broken file is taken for gone
    assert {entry["category"] for entry in json.loads(drift["acct-001"].text)["entries"]} <= {"unknown"}
    whole = [json.loads(drift[name].text).get("complete") for name in company.names]
    assert whole == [True, False, None, True]  # a file in a team's path says nothing of other accounts
    assert [bool(drift[name].error) for name in company.names] == [False, False, True, False]
    page = json.loads(company.run("fleet", "report", "-o", "json"))["accounts"]
    assert page[0]["account"] == "acct-002"
    assert page[0]["needs"][0].startswith("drift failed: ")
    assert {row["account"] for row in page} == set(company.names)


def test_an_altered_ledger_stops_its_own_account(make: Callable[..., Company]) -> None:
    company = make(2)
    company.run("fleet", "run", "resume")
    company.drain()
    with postgres.connect(company.url) as connection:
        connection.execute(
            "UPDATE records SET body = replace(body, 'adopt', 'forget') WHERE account = 'acct-000'"
        )
    company.run("fleet", "run", "drift")
    company.drain()
    drift = company.latest(Chore.DRIFT)
    assert "was altered" in drift["acct-000"].error
    assert not drift["acct-001"].error


def test_an_older_commit_is_superseded_and_an_unknown_one_waits(make: Callable[..., Company]) -> None:
    company = make(1)
    older = company.git("rev-parse", "HEAD")
    newer = company.commit()
    company.run("fleet", "run", "drift")
    company.drain()
    company.run("fleet", "run", "drift", "--ref", older)
    company.drain()
    assert company.latest(Chore.DRIFT)["acct-000"].commit == newer
    assert company.rows("SELECT count(*) FROM fleet_reports") == [(1,)]

    company.run("fleet", "run", "plan")
    company.rows(
        "UPDATE procrastinate_jobs SET args = jsonb_set(args, '{commit}', %(commit)s::jsonb) "
        "WHERE status = 'todo' RETURNING 1",
        commit=json.dumps("f" * 40),
    )
    company.drain()
    assert company.rows("SELECT attempts FROM procrastinate_jobs WHERE status = 'todo'") == [(1,)]


def test_a_killed_worker_s_accounts_go_on_and_a_resume_is_not_begun_again(
    make: Callable[..., Company],
) -> None:
    company = make(2)
    company.run("fleet", "run", "drift", "--account", "acct-000")
    company.run("fleet", "run", "resume", "--account", "acct-001")
    company.rows(  # as a worker leaves them that was killed in the middle of both
        "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') "
        "RETURNING id) UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM dead) RETURNING 1"
    )
    assert json.loads(company.run("fleet", "status", "-o", "json"))["queue"]["stalled"] == 2
    company.run("fleet", "run", "drift", "--account", "acct-001")
    company.worker()
    company.until("SELECT count(*) = 2 FROM fleet_reports WHERE chore = 'drift'")
    company.until("SELECT count(*) = 0 FROM procrastinate_jobs WHERE status = 'doing'")
    assert company.latest(Chore.RESUME) == {}
    states = company.rows("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")
    assert states == [
        ("reconciler.look", "succeeded"),
        ("reconciler.resume", "failed"),
        ("reconciler.look", "succeeded"),
    ]


def test_a_job_that_kills_whoever_does_it_is_given_up_and_is_on_the_page(
    make: Callable[..., Company],
) -> None:
    company = make(1)
    company.run("fleet", "run", "drift")
    company.rows(
        "UPDATE procrastinate_jobs SET status = 'doing', attempts = %(deaths)s RETURNING 1",
        deaths=job_engine.DEATHS,
    )
    company.drain()
    asyncio.run(sweep(company))
    report = company.latest(Chore.DRIFT)["acct-000"]
    assert report.error == "its worker died while it ran, 11 times in all"
    assert company.rows("SELECT status::text FROM procrastinate_jobs") == [("failed",)]


def test_a_look_whose_report_could_not_be_kept_is_owed_until_the_database_is_back(
    make: Callable[..., Company],
) -> None:
    company = make(2)
    company.run("fleet", "run", "drift", "--account", "acct-000")
    company.run("fleet", "run", "plan", "--account", "acct-000")  # is not begun before the look
    company.run("fleet", "run", "resume", "--account", "acct-001")
    company.rows("UPDATE procrastinate_jobs SET attempts = %(deaths)s RETURNING 1", deaths=job_engine.DEATHS)

    def do(_: Job) -> str:
        raise LedgerUnavailable("the ledger cannot be used: the server closed the connection")

    app = job_engine.app(company.reports.database.location, do)
    asyncio.run(job_engine.work(app, jobs=1, wait=False))
    assert company.rows("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id") == [
        ("reconciler.look", "todo"),
        ("reconciler.look", "todo"),
        ("reconciler.resume", "failed"),
    ]


async def sweep(company: Company) -> None:
    """One worker looks once for others that died."""
    location = company.reports.database.location
    worker = Worker(Checkouts(company.root), company.reports, Turns(location, lambda _: None), SystemClock())
    app = job_engine.app(location)
    async with app.open_async():
        await job_engine.sweep(app, give_up=worker.give_up)


def test_a_worker_does_as_many_jobs_at_a_time_as_it_was_told(make: Callable[..., Company]) -> None:
    count = 4 + 2 * (os.cpu_count() or 1) + 8  # more than asyncio's own threads
    company = make(count, numbers=1)
    company.run("fleet", "run", "status")
    together = Barrier(count)

    def do(job: Job) -> str:
        together.wait(timeout=60)
        return job.account

    app = job_engine.app(company.reports.database.location, do)
    asyncio.run(job_engine.work(app, jobs=count, wait=False))
    assert company.rows("SELECT DISTINCT status::text FROM procrastinate_jobs") == [("succeeded",)]


def test_a_broken_file_of_another_team_stops_no_resume_but_ends_no_number(
    make: Callable[..., Company],
) -> None:
    company = make(3)
    _cancel(company, "team-001", "acct-001", "057100010001")
    (company.root / "teams/team-002/team.yaml").write_text("kind: Team\n  broken", encoding="utf-8")
    company.commit()
    company.run("fleet", "run", "resume")
    company.drain()
    reports = company.latest(Chore.RESUME)
    assert _fates(reports["acct-000"]) == {"team-000/n-000:bind": "done"}
    assert _fates(reports["acct-001"]) == {
        "team-001/n-000:bind": "done",
        "team-001/n-001:cancel": "not run",
    }
    assert [reports[name].exit_code for name in company.names] == [0, 0, 1]
    assert reports["acct-002"].error == "1 error in the manifests"

    company.git("checkout", "--quiet", "HEAD~1", "--", "teams/team-002")
    company.commit()
    company.run("fleet", "run", "resume")
    company.drain()
    assert _fates(company.latest(Chore.RESUME)["acct-001"]) == {"team-001/n-001:cancel": "done"}


def _cancel(company: Company, team: str, account: str, number: str) -> None:
    """Takes the entry of a number out of its team's file, and asks for its end."""
    file = company.root / f"teams/{team}/team.yaml"
    kept = [line for line in file.read_text("utf-8").splitlines() if number not in line]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")
    (file.parent / "goodbye.yaml").write_text(
        "apiVersion: voice.reconciler/v1\nkind: Cancellation\nmetadata: {name: goodbye}\n"
        f'spec:\n  target: {team}/n-001\n  number: "{number}"\n  reason: closed\n'
        '  notBefore: "2026-11-01"\n  expires: "2027-03-31"\n  requestedBy: lead\n'
        "  accept: {irreversible: true, currentMonthFeeStillCharged: true}\n"
        f"  account: {account}\n",
        encoding="utf-8",
    )


def _fates(report: StoredReport) -> dict[str, str]:
    results = json.loads(report.text)["results"]
    return {one["id"]: one["fate"] for one in results if not one["id"].endswith((":adopt", ":forget"))}


def test_a_report_that_was_damaged_is_on_the_page_and_the_next_begins_anew(
    make: Callable[..., Company],
) -> None:
    company = make(2)
    company.run("fleet", "run", "drift")
    company.drain()
    company.rows("UPDATE fleet_reports SET body = 'no zlib' WHERE account = 'acct-001' RETURNING 1")
    first, second = json.loads(company.run("fleet", "report", "-o", "json"))["accounts"]
    assert (first["account"], second["needs"]) == ("acct-001", [])
    assert first["needs"] == ["drift failed: the report that is kept is damaged"]
    company.run("fleet", "run", "drift", "--account", "acct-001")
    company.drain()
    assert json.loads(company.latest(Chore.DRIFT)["acct-001"].text)["since"] is None


def test_an_account_that_left_git_leaves_the_page_and_its_reports_go_in_time(
    make: Callable[..., Company],
) -> None:
    company = make(2)
    company.run("fleet", "run", "drift")
    company.drain()
    company.run("fleet", "run", "status")  # waits while the account goes
    file = company.root / "reconciler.yaml"
    file.write_text(file.read_text("utf-8").replace("acct-001", "acct-new"), encoding="utf-8")
    company.git("mv", "worlds/acct-001.yaml", "worlds/acct-new.yaml")
    company.commit()
    company.drain()

    shown = json.loads(company.run("fleet", "status", "-o", "json"))["accounts"]
    assert [one["account"] for one in shown] == ["acct-000", "acct-new"]
    company.rows("UPDATE fleet_reports SET at = at - interval '91 days' RETURNING 1")
    company.run("fleet", "prune", "--keep", "90d")
    kept = company.rows("SELECT account, chore FROM fleet_reports ORDER BY 1, 2")
    assert kept == [("acct-000", "drift"), ("acct-000", "status")]
    assert company.rows("SELECT account FROM fleet_pages") == [("acct-000",)]


def test_a_database_that_is_away_is_told_at_once_in_a_line(make: Callable[..., Company]) -> None:
    company = make(1)
    company.url = f"postgresql+psycopg://nobody@/none?host={company.root}"
    for words in (("status", "--check"), ("worker",), ("schedule",), ("run", "drift")):
        said = company.refused("fleet", *words)
        assert said.startswith("error[VN810]: the ledger "), said
        assert said.count("\n") == 2


def test_a_worker_told_to_stop_ends_well(make: Callable[..., Company]) -> None:
    company = make(1)
    worker = company.worker()
    company.until("SELECT count(*) = 1 FROM procrastinate_workers")
    assert company.run("fleet", "status", "--check").startswith("1 worker ·")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait() == 0
    assert company.rows("SELECT count(*) FROM procrastinate_workers") == [(0,)]
    company.run("fleet", "status", "--check", code=1)


def test_a_parser_of_openmetrics_reads_the_fleet_s(make: Callable[..., Company]) -> None:
    company = make(2)
    company.run("fleet", "run", "drift")
    company.drain()
    company.run("fleet", "run", "status")
    families = text_string_to_metric_families(company.run("fleet", "status", "-o", "openmetrics"))
    samples = {
        (sample.name.removeprefix("reconciler_fleet_"), *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }
    assert samples["jobs", "waiting"] == 2
    assert samples["jobs", "stalled"] == samples["jobs_failed_day",] == samples["workers",] == 0
    assert samples["report_exit_code", "acct-001", "drift"] == 0
    assert samples["report_age_seconds", "acct-001", "drift"] >= 0


@pytest.mark.parametrize(
    "words", [("fleet", "status"), ("fleet", "run", "drift"), ("fleet", "worker", "--drain")]
)
def test_before_init_every_command_says_what_to_run(
    make: Callable[..., Company], words: tuple[str, ...]
) -> None:
    company = make(1)
    with postgres.connect(company.url) as connection:
        connection.execute("DROP TABLE procrastinate_jobs CASCADE")
        connection.execute("DROP TABLE fleet_reports")
    assert "fleet init" in company.refused(*words)
