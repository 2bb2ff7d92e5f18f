"""Days, months and deadlines in Asia/Shanghai: the latest reading of "may not before", the earliest of "must by"."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

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


def on(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("activated", "earliest"),
    [
        ("2026-10-02", "2027-01-03"),
        ("2026-08-01", "2026-11-02"),
        ("2026-11-30", "2027-03-01"),
        ("2026-11-29", "2027-03-01"),
        ("2026-11-28", "2027-03-01"),
        ("2026-11-27", "2027-02-28"),
        ("2027-11-30", "2028-03-01"),
        ("2027-11-29", "2028-03-01"),
        ("2026-01-31", "2026-05-01"),
        ("2026-02-28", "2026-05-29"),
        ("2028-02-29", "2028-05-30"),
        ("2026-12-31", "2027-04-01"),
    ],
)
def test_a_regular_number_is_kept_three_full_months_and_the_day_they_end(activated, earliest):
    assert earliest_cancellation(date.fromisoformat(activated)) == on(earliest)


@pytest.mark.parametrize(
    ("applied", "due"),
    [
        ("2026-11-12", "2026-11-27"),
        ("2026-11-16", "2026-12-01"),
        ("2028-02-14", "2028-02-29"),
        ("2026-12-17", "2027-01-01"),
    ],
)
def test_documents_are_due_at_midnight_fifteen_days_after_the_application(applied, due):
    assert documents_due(date.fromisoformat(applied)) == on(due)


@pytest.mark.parametrize(
    ("instant", "day", "month"),
    [
        (datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC), date(2026, 11, 30), "2026-11"),
        (datetime(2026, 11, 30, 16, 0, 0, tzinfo=UTC), date(2026, 12, 1), "2026-12"),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), date(2027, 1, 1), "2027-01"),
        (datetime(2026, 11, 30, 23, tzinfo=timezone(timedelta(hours=-5))), date(2026, 12, 1), "2026-12"),
        (on("2026-11-30T23:59:59"), date(2026, 11, 30), "2026-11"),
    ],
)
def test_shanghai_decides_the_day_and_the_billing_month(instant, day, month):
    assert day_of(instant) == day
    assert month_of(instant) == month_of(day) == month


def test_a_day_in_the_summer_time_of_1988_begins_when_it_did():
    assert midnight(date(1988, 7, 1)).utcoffset() == timedelta(hours=9)
    assert midnight(date(2026, 7, 1)).utcoffset() == timedelta(hours=8)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        local(datetime(2026, 11, 23))


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 11, 23, 2, 0, 0, 999_999, tzinfo=UTC), "2026-11-23T10:00:00+08:00"),
        (on("2026-12-01"), "2026-12-01T00:00:00+08:00"),
    ],
)
def test_an_instant_is_written_in_whole_seconds_with_its_offset(instant, text):
    assert iso(instant) == text


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months_are_clamped_to_their_last_day(day, months, expected):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("day", "first"),
    [("2026-11-01", "2026-12-01"), ("2026-12-31", "2027-01-01"), ("2028-02-29", "2028-03-01")],
)
def test_the_next_billing_month_begins_on_its_first(day, first):
    assert next_month(date.fromisoformat(day)) == date.fromisoformat(first)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-11-23", "2026-11-23", 1),
        ("2026-11-30", "2026-12-01", 2),
        ("2026-11-01", "2027-02-28", 4),
        ("2026-12-31", "2027-01-01", 2),
    ],
)
def test_every_month_that_is_touched_counts(first, last, months):
    assert months_touched(date.fromisoformat(first), date.fromisoformat(last)) == months


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-26T00:00:00", 1),
        ("2026-11-26T00:00:01", 0),
        ("2026-11-27T00:00:00", 0),
        ("2026-11-27T00:00:01", -1),
    ],
)
def test_days_left_are_whole_and_rounded_down(now, left):
    assert days_until(on(now), on("2026-11-27")) == left


def test_the_playback_duty_begins_at_the_earliest_reading():
    assert iso(PLAYBACK_DUTY) == "2026-06-01T00:00:00+08:00"


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days)
def test_the_holding_period_is_never_shorter_than_any_three_months(activated):
    earliest = day_of(earliest_cancellation(activated))
    assert earliest > add_months(activated, 3)
    assert timedelta(days=90) <= earliest - activated <= timedelta(days=93)


@given(days, days)
def test_a_later_activation_is_never_free_earlier(one, other):
    if one <= other:
        assert earliest_cancellation(one) <= earliest_cancellation(other)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))
def test_writing_an_instant_and_reading_it_is_the_same_second(instant):
    assert datetime.fromisoformat(iso(instant)) == instant.replace(microsecond=0).astimezone(
        SHANGHAI
    ).replace(microsecond=0)
