"""Instants, days and months on the provider's wall clock, Asia/Shanghai.

Instants are whole microseconds since 1970 in UTC, which SQLite compares without parsing; days are dates.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from reconciler.errors import ReconcilerError

SHANGHAI = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
"""Microseconds."""
NEVER = 2**62
"""Microseconds after every instant of the calendar."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
DURATION = r"^(0|[1-9][0-9]{0,3})[smhdw]$"

LAST = (datetime(9999, 12, 31, 23, 59, 59, tzinfo=SHANGHAI) - _EPOCH) // _MICROSECOND
"""The last second that a calendar has."""

DEFAULT_RULES = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
"""Page: "default inbound call and playback rules will be enforced starting June 1, 2026", at 10:00."""


def stamp(instant: datetime) -> int:
    """Microseconds since the epoch."""
    return (instant - _EPOCH) // _MICROSECOND


def instant(micros: int) -> datetime:
    """The aware instant, in Asia/Shanghai."""
    return (_EPOCH + micros * _MICROSECOND).astimezone(SHANGHAI)


def day(micros: int) -> date:
    """The Shanghai day an instant falls in."""
    return instant(micros).date()


def midnight(on: date) -> int:
    """00:00 of a Shanghai day."""
    return stamp(datetime.combine(on, time(), tzinfo=SHANGHAI))


def month(micros: int) -> str:
    """The billing month an instant falls in, `2026-11`."""
    return f"{day(micros):%Y-%m}"


def month_before(micros: int) -> str:
    """The billing month before the one an instant falls in."""
    return f"{day(micros).replace(day=1) - timedelta(days=1):%Y-%m}"


def next_billing(micros: int) -> int:
    """00:00 on the first day of the following month."""
    return _later(day(micros).replace(day=1), relativedelta(months=1))


def documents_deadline(applied: date) -> int:
    """Page: "If the documents are not submitted within 15 days, the number will be released", today included."""
    return _later(applied, relativedelta(days=15))


def first_cancellation(activated: date) -> int:
    """Page: "after it has been active for at least three months": the day after three calendar months."""
    return _later(activated, relativedelta(months=3, days=1))


def _later(start: date, length: relativedelta) -> int:
    """00:00 of the day some time later; never, where the calendar has no such day."""
    try:
        return midnight(start + length)
    except (OverflowError, ValueError):
        return NEVER


def duration(text: str) -> int:
    """Microseconds of `15d`, `36h`, `30m`, `90s` or `2w`. Raises ReconcilerError for anything else."""
    if not re.fullmatch(DURATION, text):
        raise ReconcilerError(
            f"{text!r} is no duration",
            hint="a whole number and one of s, m, h, d, w: 36h, 15d",
            code="Duration.Invalid",
        )
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])}) // _MICROSECOND


def spelled(micros: int) -> str:
    """A duration in the largest unit that divides it."""
    length = timedelta(microseconds=micros)
    for unit in reversed(_UNITS):
        one = timedelta(**{_UNITS[unit]: 1})
        if length % one == timedelta(0) and length >= one:
            return f"{length // one}{unit}"
    return "0s"
