"""Groups of workers, each for the accounts that its own credentials may read; tables of another version."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest
from accounts import Company
from hypothesis import given
from hypothesis import strategies as st

from reconciler.fleet import job_engine, tables
from reconciler.fleet.queues import DUE, INDEX, LOOKS, TASK_NAMES, queue_of
from reconciler.model.fleet import Chore, Group


def _orphans(company: Company) -> list[str]:
    names: list[str] = json.loads(company.run("fleet", "status", "-o", "json"))["queue"]["orphans"]
    return names


def _drain(company: Company, *globs: str) -> None:
    words = [word for glob in globs for word in ("--account", glob)]
    company.run("fleet", "worker", "--drain", *words)


def test_a_worker_does_the_jobs_of_its_accounts_and_no_others(make: Callable[..., Company]) -> None:
    company = make(4)
    company.run("fleet", "run", "drift")
    _drain(company, "acct-000", "acct-00[2]")
    assert list(company.latest(Chore.DRIFT)) == ["acct-000", "acct-002"]
    assert _orphans(company) == ["acct-001", "acct-003"]
    told = company.run("fleet", "status")
    assert "no worker that lives takes the jobs of 2 accounts: acct-001, acct-003" in told
    _drain(company)
    assert list(company.latest(Chore.DRIFT)) == list(company.names)
    assert _orphans(company) == []


def test_an_account_of_a_later_commit_is_taken_up_by_a_group_that_runs_already(
    make: Callable[..., Company],
) -> None:
    company = make(2)
    company.begin("fleet", "worker", "--account", "shop-*", "--account", "acct-000")
    company.until("SELECT count(*) = 1 FROM fleet_workers")
    file = company.root / "reconciler.yaml"
    file.write_text(file.read_text("utf-8").replace("acct-001", "shop-new"), encoding="utf-8")
    company.git("mv", "worlds/acct-001.yaml", "worlds/shop-new.yaml")
    company.commit()
    company.run("fleet", "run", "status")
    company.until("SELECT count(*) = 2 FROM fleet_reports")
    assert company.rows("SELECT account FROM fleet_reports ORDER BY 1") == [("acct-000",), ("shop-new",)]
    company.run("fleet", "run", "status", "--account", "shop-*")
    assert _orphans(company) == []


def test_a_group_is_the_accounts_that_one_of_its_patterns_fits() -> None:
    group = Group(("shop-*", "care"))
    assert [name in group for name in ("shop-1", "care", "care-1", "Shop-1")] == [True, True, False, False]
    assert all(name in Group() for name in ("a", "shop-1"))


@given(
    st.lists(st.text("ab-*?[]!~", max_size=6), min_size=1, max_size=3),
    st.text("ab-", max_size=4),
)
def test_the_database_is_asked_for_the_accounts_that_fit(globs: list[str], name: str) -> None:
    group = Group(tuple(globs))
    assert (re.search(group.expression, name) is not None) == (name in group)


def test_of_thousands_that_wait_only_as_many_are_looked_at_as_a_free_hand_may_choose_from(
    make: Callable[..., Company],
) -> None:
    company = make(1)
    company.rows(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock) "
        "SELECT 'q', %(task)s, 'acct-' || at, at || ' ' || chore FROM generate_series(0, 2999) at, "
        "generate_series(1, 2) chore ORDER BY at RETURNING 1",
        task=LOOKS,
    )
    company.run("fleet", "run", "drift")  # what puts jobs in has them counted
    words = {"tasks": TASK_NAMES, "accounts": Group().expression, "idle": True, "choice": 16}
    [(plan,)] = company.rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {DUE}", **words)
    join = plan[0]["Plan"]["Plans"][0]
    assert [part["Actual Rows"] * part["Actual Loops"] for part in (join, join["Plans"][0])] == [16, 31]
    assert join["Plans"][1]["Index Name"] == INDEX


def test_the_longest_name_of_an_account_has_a_queue_that_the_database_can_tell_of() -> None:
    assert len("procrastinate_queue_v1#" + queue_of("a" * 63)) < 63


def test_jobs_that_wait_from_before_there_were_groups_are_done_after_init(
    make: Callable[..., Company],
) -> None:
    company = make(1)
    company.run("fleet", "run", "drift")
    company.rows("UPDATE procrastinate_jobs SET queue_name = 'reconciler' RETURNING 1")
    company.run("fleet", "init")
    assert company.rows("SELECT queue_name FROM procrastinate_jobs") == [(queue_of("acct-000"),)]


@pytest.mark.parametrize(
    ("change", "said", "hint"),
    [
        (
            "DROP FUNCTION procrastinate_fetch_job_v2",
            "not those of procrastinate",
            "apply its migrations",
        ),
        (
            "ALTER TABLE fleet_reports DROP COLUMN error",
            "the table fleet_reports",
            "drop the table",
        ),
    ],
)
def test_tables_of_another_version_are_refused_with_what_to_do(
    make: Callable[..., Company], change: str, said: str, hint: str
) -> None:
    company = make(1)
    with postgres.connect(company.url) as connection:
        connection.execute(change.encode())
    for words in (("init",), ("status",), ("run", "drift"), ("worker", "--drain")):
        told = company.refused("fleet", *words)
        assert said in told, told
        assert hint in told
        assert "fleet init" in told


@pytest.mark.parametrize("change", ["DROP TABLE fleet_workers", f"DROP INDEX {INDEX}"])
def test_what_only_a_newer_version_has_is_made_by_init(make: Callable[..., Company], change: str) -> None:
    company = make(1)
    with postgres.connect(company.url) as connection:
        connection.execute(change.encode())
    assert "run `reconciler fleet init`" in company.refused("fleet", "status")
    company.run("fleet", "init")
    company.run("fleet", "status")


def test_pods_that_begin_together_make_the_tables_once(make: Callable[..., Company]) -> None:
    company = make(1)
    with postgres.connect(company.url) as connection:
        [(schema,)] = connection.execute("SELECT current_schema()").fetchall()
        connection.execute(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}".encode())

    def init(_: int) -> None:
        reports = company.reports
        asyncio.run(tables.create(reports, job_engine.app(reports.database.location)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(init, range(4)))
    company.run("fleet", "status")


def test_a_database_that_only_reads_ends_a_drain_with_an_error(make: Callable[..., Company]) -> None:
    company = make(1)
    company.run("fleet", "run", "drift")
    company.url += "%20-cdefault_transaction_read_only%3Don"
    told = company.refused("fleet", "worker", "--drain")
    assert told.splitlines()[-2].startswith("error[VN810]")
    assert "read-only" in told
