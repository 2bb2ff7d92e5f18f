"""The calendar rules: three full months, fifteen days, whole billing months, all on Shanghai's wall clock.

Both sides of the counter are held to the same table: the planner's calendar and the simulated provider's own.
"""

from __future__ import annotations

import calendar as days_of
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.model.calendar import (
    PLAYBACK_DUTY,
    SHANGHAI,
    add_months,
    day_of,
    days_until,
    documents_due,
    earliest_cancellation,
    iso,
    local,
    midnight,
    month_of,
    months_touched,
    next_month,
)
from reconciler.providers.simulator.world import wallclock

TABLE = [
    ("2025-11-30", "2026-02-28T16:00:00Z", "2026-02-28", "clamped, common year"),
    ("2026-11-28", "2027-02-28T16:00:00Z", "2027-02-26", "three days, one answer"),
    ("2026-11-29", "2027-02-28T16:00:00Z", "2027-02-27", "three days, one answer"),
    ("2026-11-30", "2027-02-28T16:00:00Z", "2027-02-28", "three days, one answer"),
    ("2027-11-29", "2028-02-29T16:00:00Z", "2028-02-27", "clamped, leap year"),
    ("2027-11-30", "2028-02-29T16:00:00Z", "2028-02-28", "clamped, leap year"),
    ("2024-02-29", "2024-05-29T16:00:00Z", "2024-05-29", "begins on a leap day"),
    ("2026-05-31", "2026-08-31T16:00:00Z", "2026-08-29", "the next billing month"),
    ("2026-08-31", "2026-11-30T16:00:00Z", "2026-11-29", "31 days, then 30"),
    ("2026-01-31", "2026-04-30T16:00:00Z", "2026-05-01", "90 days would be later"),
    ("2026-12-01", "2027-03-01T16:00:00Z", "2027-03-01", "plain"),
    ("1988-05-05", "1988-08-05T15:00:00Z", "1988-08-03", "Shanghai had summer time"),
]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@pytest.mark.parametrize(("active", "earliest", "in_90_days", "why"), TABLE, ids=[row[0] for row in TABLE])
def test_a_regular_number_may_be_cancelled_the_day_after_three_calendar_months(
    active: str, earliest: str, in_90_days: str, why: str
) -> None:
    found = earliest_cancellation(date.fromisoformat(active))

    assert found == instant(earliest), why
    assert (date.fromisoformat(active) + timedelta(days=90)).isoformat() == in_90_days
    assert (found.hour, found.minute, found.utcoffset()) == (0, 0, found.astimezone(SHANGHAI).utcoffset())


@pytest.mark.parametrize(("active", "earliest"), [row[:2] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_provider_agrees_on_the_instant(active: str, earliest: str) -> None:
    assert wallclock.instant(wallclock.first_cancellation(date.fromisoformat(active))) == instant(earliest)


@pytest.mark.parametrize(
    ("applied", "due"),
    [
        ("2026-11-10", "2026-11-24T16:00:00Z"),
        ("2026-02-14", "2026-02-28T16:00:00Z"),
        ("2024-02-15", "2024-02-29T16:00:00Z"),
        ("2026-12-20", "2027-01-03T16:00:00Z"),
        ("1988-04-01", "1988-04-15T16:00:00Z"),
        ("1988-04-05", "1988-04-19T15:00:00Z"),
    ],
)
def test_documents_are_due_at_the_start_of_the_fifteenth_day(applied: str, due: str) -> None:
    day = date.fromisoformat(applied)

    assert documents_due(day) == instant(due)
    assert wallclock.instant(wallclock.documents_deadline(day)) == instant(due)


def test_the_playback_duty_ends_as_june_begins_in_shanghai() -> None:
    assert instant("2026-05-31T16:00:00Z") == PLAYBACK_DUTY


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-11-30T15:59:59.999999Z", "2026-11"),
        ("2026-11-30T16:00:00Z", "2026-12"),
        ("2026-12-31T15:59:59Z", "2026-12"),
        ("2026-12-31T16:00:00Z", "2027-01"),
        ("2024-02-29T15:59:59Z", "2024-02"),
        ("2024-02-29T16:00:00Z", "2024-03"),
        ("1988-06-30T14:59:59Z", "1988-06"),
        ("1988-06-30T15:00:00Z", "1988-07"),
    ],
)
def test_a_billing_month_ends_at_midnight_in_shanghai(moment: str, month: str) -> None:
    assert month_of(instant(moment)) == month
    assert wallclock.month(wallclock.stamp(instant(moment))) == month
    assert month_of(day_of(instant(moment))) == month


def test_summer_time_is_known_and_a_fixed_offset_would_be_wrong() -> None:
    summer = instant("1988-07-01T00:00:00Z")

    assert iso(summer) == "1988-07-01T09:00:00+09:00"
    assert local(summer).utcoffset() == timedelta(hours=9)
    assert iso(instant("2026-07-01T00:00:00Z")) == "2026-07-01T08:00:00+08:00"


@pytest.mark.parametrize("ask", [local, day_of, iso, month_of])
def test_an_instant_without_a_zone_is_refused(ask: object) -> None:
    with pytest.raises(ValueError, match=re.escape("an instant needs a time zone")):
        ask(datetime(2026, 11, 23, 10))  # type: ignore[operator]


@pytest.mark.parametrize("text", ["2026-11-23T23:59:60+08:00", "2026-11-23T24:00:01+08:00", "2026-02-29"])
def test_an_instant_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"second|hour|day|range|isoformat"):
        datetime.fromisoformat(text)


def brute(day: date, months: int) -> date:
    """Months counted one by one, the last step back to a day that exists."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, days_of.monthrange(year, month)[1]))


def test_adding_months_agrees_with_counting_for_every_day_from_1990_to_2100() -> None:
    day, end, checked = date(1990, 1, 1), date(2100, 12, 31), 0
    while day <= end:
        for months in (1, 3, 12):
            assert add_months(day, months) == brute(day, months)
        month = wallclock.first_cancellation(day)
        assert earliest_cancellation(day) == wallclock.instant(month)
        day += timedelta(days=1)
        checked += 1

    assert checked == 40_542


def test_three_months_at_once_are_not_three_times_one_month() -> None:
    day = date(2026, 11, 30)

    assert add_months(day, 3) == date(2027, 2, 28)
    assert add_months(add_months(add_months(date(2026, 12, 31), 1), 1), 1) == date(2027, 3, 28)
    assert add_months(date(2026, 12, 31), 3) == date(2027, 3, 31)


@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)))
def test_the_holding_period_never_ends_before_a_lenient_reading_or_90_days_of_a_short_spring(
    day: date,
) -> None:
    found = earliest_cancellation(day)

    assert found == midnight(brute(day, 3) + timedelta(days=1))
    assert found > midnight(day + timedelta(days=89))
    assert found.astimezone(UTC) > midnight(brute(day, 3)).astimezone(UTC)


@given(st.dates(date(1970, 1, 1), date(2100, 12, 31)), st.integers(0, 40))
def test_months_touched_counts_the_calendar_sheets(first: date, months: int) -> None:
    last = brute(first, months)

    assert months_touched(first, last) == months + 1
    assert next_month(first).day == 1
    assert (next_month(first) - first).days in range(1, 32)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-500, 500))
def test_days_until_are_whole_and_rounded_down(now: datetime, hours: int) -> None:
    start = now.replace(tzinfo=UTC)

    assert days_until(start, start + timedelta(hours=hours)) == hours // 24
