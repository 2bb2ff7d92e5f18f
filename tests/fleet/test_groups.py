"""Groups of workers, each for the accounts that its own credentials may read; tables of another version."""

from __future__ import annotations

import json
from collections.abc import Callable

import postgres
import pytest
from accounts import Company

from reconciler.fleet.queues import queue_of
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


def test_a_table_that_only_a_newer_version_has_is_made_by_init(make: Callable[..., Company]) -> None:
    company = make(1)
    with postgres.connect(company.url) as connection:
        connection.execute("DROP TABLE fleet_workers")
    assert "run `reconciler fleet init`" in company.refused("fleet", "status")
    company.run("fleet", "init")
    company.run("fleet", "status")


def test_a_database_that_only_reads_ends_a_drain_with_an_error(make: Callable[..., Company]) -> None:
    company = make(1)
    company.run("fleet", "run", "drift")
    company.url += "%20-cdefault_transaction_read_only%3Don"
    told = company.refused("fleet", "worker", "--drain")
    assert told.splitlines()[-2].startswith("error[VN810]")
    assert "read-only" in told
