"""When a job is due: in Asia/Shanghai, each account at its own place, each slot once."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulate import SIZES, table

from reconciler.fleet.schedule import due, last, offset
from reconciler.model.fleet import Chore, Schedule

SEVEN = "0 7 * * *"
NAMES = [f"a{number}" for number in range(40)]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def test_the_hour_is_shanghai_s_whatever_zone_the_clock_speaks() -> None:
    utc = datetime.fromisoformat("2026-11-29T22:59:59+00:00")
    assert last(SEVEN, utc) == _at("2026-11-29T07:00")
    assert last(SEVEN, utc + timedelta(seconds=1)) == _at("2026-11-30T07:00")


def test_without_memory_the_last_slot_counts_and_with_it_only_a_later_one() -> None:
    schedule, now = Schedule({Chore.DRIFT: SEVEN}), _at("2026-11-30T09:00")
    assert [job.slot for job in due(schedule, ["a"], "c", now)] == [_at("2026-11-30T07:00")]
    assert list(due(schedule, ["a"], "c", now, since=_at("2026-11-30T08:59"))) == []
    assert [job.slot for job in due(schedule, ["a"], "c", now, since=_at("2026-11-30T06:59"))] == [
        _at("2026-11-30T07:00")
    ]


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=20), st.integers(0, 7_200))
def test_every_account_is_due_once_a_day_however_often_somebody_looks(steps: list[int], jitter: int) -> None:
    schedule = Schedule({Chore.DRIFT: SEVEN}, timedelta(seconds=jitter))
    since, looks = _at("2026-11-30T06:00"), []
    for step in [*steps, 200_000]:
        now = since + timedelta(seconds=step)
        looks += [(job.account, job.slot) for job in due(schedule, NAMES[:5], "c", now, since)]
        since = now
    assert len(looks) == len(set(looks))
    last_look = since
    for name in NAMES[:5]:
        place = offset(Chore.DRIFT, name, schedule.jitter)
        assert (name, last(SEVEN, last_look - place)) in looks


def test_jitter_spreads_the_accounts_and_each_keeps_its_place() -> None:
    places = [offset(Chore.DRIFT, name, timedelta(hours=1)) for name in NAMES]
    assert places == [offset(Chore.DRIFT, name, timedelta(hours=1)) for name in NAMES]
    assert len(set(places)) > 35
    assert all(timedelta() <= place < timedelta(hours=1) for place in places)


@pytest.mark.parametrize(
    ("cron", "now", "slot"),
    [
        ("0 7 L * *", "2028-03-01T00:00", "2028-02-29T07:00"),
        ("0 7 31 * *", "2026-07-30T00:00", "2026-05-31T07:00"),
        ("0 0 1 * *", "2026-12-31T23:59", "2026-12-01T00:00"),
        ("0 7 29 2 *", "2027-06-01T00:00", "2024-02-29T07:00"),
    ],
)
def test_the_ends_of_months(cron: str, now: str, slot: str) -> None:
    assert last(cron, _at(now)) == _at(slot)


def test_the_table_of_the_documentation_is_what_the_simulation_says() -> None:
    page = (Path(__file__).parents[2] / "docs/fleet.md").read_text(encoding="utf-8").splitlines()
    begins = page.index(next(line for line in page if line.startswith("| accounts | numbers each")))
    rows = list(table(SIZES))
    assert page[begins : begins + len(rows)] == rows
