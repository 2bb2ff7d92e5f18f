"""How fast and how long: a rate limit per account, and a budget of time for one observation."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from reconciler.errors import Throttled, Unreadable

CALLS_PER_SECOND = 50.0
"""Half of the documented 100 a second and user, which other programs of the account share."""
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0

Result = TypeVar("Result")


@dataclass(slots=True)
class Pace:
    """Spaces calls evenly."""

    per_second: float = CALLS_PER_SECOND
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = 0.0

    def wait(self) -> None:
        """Returns when the next call may be made."""
        now = self.clock()
        if now < self._next:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + 1 / self.per_second


class Budget:
    """The time one observation has; failing reads are asked again until it is spent."""

    def __init__(self, seconds: float, pace: Pace) -> None:
        self._pace = pace
        self._seconds = seconds
        self._end = pace.clock() + seconds

    def spend(self, read: Callable[[], Result]) -> Result:
        """The read's result. Raises Unreadable that is not retryable: all repeating is done in here."""
        pause = FIRST_PAUSE
        while True:
            try:
                return read()
            except (Unreadable, Throttled) as error:
                if isinstance(error, Unreadable) and not error.retryable:
                    raise
                asked = error.retry_after if isinstance(error, Throttled) else None
                wait = pause if asked is None else asked
                if self._pace.clock() + wait > self._end:
                    raise self._spent(error) from error
            self._pace.sleep(wait)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _spent(self, error: Unreadable | Throttled) -> Unreadable:
        hint = error.hint or "settings.readBudget allows longer"
        return Unreadable(f"{error.message}; gave up within the budget of {self._seconds:g} s", hint=hint)
