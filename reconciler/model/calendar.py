"""Days, months and deadlines as the provider reads them: Asia/Shanghai, clamped calendar months.

"May not before" takes the latest reading, "must by" the earliest. Instants are aware datetimes; days are dates in
Asia/Shanghai. The zone comes from the tz database, so 1988's summer time is right too.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from reconciler.model.phrase import counted, phrase

SHANGHAI = ZoneInfo("Asia/Shanghai")

HOLDING_MONTHS = 3
"""Seed: "A regular number can only be canceled after it has been active for at least three months." """

DOCUMENT_DAYS = 15
"""Seed: "If the documents are not submitted within 15 days, the number will be released." """

PLAYBACK_DUTY = datetime(2026, 6, 1, tzinfo=SHANGHAI)
"""Seed: default inbound rules "will be enforced starting June 1, 2026"; the earliest reading is midnight."""


def local(instant: datetime) -> datetime:
    """The instant on the provider's wall clock. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    try:
        return instant.astimezone(SHANGHAI)
    except OverflowError:  # the first or the last hours of the calendar, in another zone
        return instant.replace(tzinfo=SHANGHAI)


def day_of(instant: datetime) -> date:
    """The Shanghai day an instant falls in."""
    return local(instant).date()


def month_before(instant: datetime) -> str:
    """The billing month before the one an instant falls in, `2026-10`: the last that was charged whole."""
    return month_of(day_of(instant).replace(day=1) - timedelta(days=1))


def month_of(moment: datetime | date) -> str:
    """The billing month, `2026-11`."""
    day = day_of(moment) if isinstance(moment, datetime) else moment
    return f"{day.year:04d}-{day.month:02d}"


def midnight(day: date) -> datetime:
    """00:00 of a Shanghai day."""
    return datetime.combine(day, time(), tzinfo=SHANGHAI)


def later(instant: datetime, span: timedelta) -> datetime:
    """The instant a while later; the calendar's last if there is none."""
    try:
        return instant + span
    except OverflowError:
        return datetime.max.replace(tzinfo=instant.tzinfo)


def add_days(day: date, days: int) -> date:
    """The day some days later; the calendar's last day if there is none."""
    left, gone = (date.max - day).days, (date.min - day).days
    return day + timedelta(days=min(max(days, gone), left))


def add_months(day: date, months: int) -> date:
    """The corresponding day some months later, or that month's last day; the calendar's last if there is none."""
    left = (date.max.year - day.year) * 12 + date.max.month - day.month
    return date.max if months > left else day + relativedelta(months=months)


@lru_cache(maxsize=4096)
def earliest_cancellation(activated: date) -> datetime:
    """When a regular number may first be cancelled: the day after three full calendar months, at 00:00.

    The latest reading of the seed's "at least three months": the activation day does not count and the period ends
    with the corresponding day.
    """
    return midnight(add_days(add_months(activated, HOLDING_MONTHS), 1))


def documents_due(applied: date) -> datetime:
    """When documents must be in: 00:00 on the application day plus 15 days (the earliest reading)."""
    return midnight(add_days(applied, DOCUMENT_DAYS))


def next_month(day: date) -> date:
    """The first day of the following billing month."""
    return add_months(day.replace(day=1), 1)


def months_touched(first: date, last: date) -> int:
    """How many calendar months the days from first to last fall in, both counted."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def working_days(since: date, until: date) -> int:
    """Mondays to Fridays after one day, up to and including another; holidays are not known here."""
    weeks, rest = divmod(max((until - since).days, 0), 7)
    days = (add_days(since, 1 + offset) for offset in range(rest))
    return weeks * 5 + sum(1 for day in days if day.weekday() < 5)


def days_until(now: datetime, deadline: datetime) -> int:
    """Whole days left, rounded down; negative once it has passed."""
    return (deadline - now) // timedelta(days=1)


def time_left(now: datetime, deadline: datetime) -> str:
    """`3 days`, `1 day`, `5 hours`, `less than an hour`: rounded down. `now` is not after the deadline."""
    days, hours = days_until(now, deadline), (deadline - now) // timedelta(hours=1)
    if not hours:
        return phrase("less than an hour")
    if days:
        return counted("{count} day", "{count} days", days)
    return counted("{count} hour", "{count} hours", hours)


def iso(instant: datetime) -> str:
    """ISO 8601 with the Shanghai offset, whole seconds."""
    return local(instant).isoformat(timespec="seconds")
