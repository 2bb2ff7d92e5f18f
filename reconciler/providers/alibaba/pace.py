"""How fast and how long: a rate limit per account, and a budget of time for one observation."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar

from reconciler.errors import Throttled, Unreadable
from reconciler.model.phrase import phrase

CALLS_PER_SECOND = 100.0
"""The documented limit of a user, which other programs of the account share: `callsPerSecond` leaves them more."""
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0
SHARE = 0.8
"""Of what is left."""

Result = TypeVar("Result")


@dataclass(slots=True)
class Pace:
    """Spaces calls evenly, whichever thread makes them."""

    per_second: float = CALLS_PER_SECOND
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    turn: Callable[[], None] | None = None
    """In place of our own spacing: turns at a limit that several processes share."""
    _next: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def wait(self) -> None:
        """Returns when the next call may be made."""
        with self._lock:
            if self.turn is not None:
                self.turn()
                return
            now = self.clock()
            if now < self._next:
                self.sleep(self._next - now)
            self._next = max(now, self._next) + 1 / self.per_second


CALL: ContextVar[float] = ContextVar("CALL", default=float("inf"))
"""Seconds that the call about to be made may take, from its first byte to its last."""


class Budget:
    """The seconds one observation may lose: to calls that failed, and to pauses before they are made again.

    What brings something new costs nothing, so that a large account is read to its end. A call may take no longer
    than what is left.
    """

    def __init__(self, seconds: float, pace: Pace, whole: Budget | None = None) -> None:
        self._pace = pace
        self._whole = whole
        self._seconds: float = seconds if whole is None else whole._seconds
        self.left = seconds

    def share(self) -> Budget:
        """What one part of the observation may lose of what is left: the others are not starved by it."""
        return Budget(self.left * SHARE, self._pace, self)

    def spend(self, read: Callable[[], Result]) -> Result:
        """The read's result. Raises Unreadable that is not retryable: all repeating is done in here."""
        pause = FIRST_PAUSE
        while True:
            began = self._pace.clock()
            token = CALL.set(min(CALL.get(), self.left))
            try:
                return read()
            except (Unreadable, Throttled) as error:
                self._charge(self._pace.clock() - began)
                if isinstance(error, Unreadable) and not error.retryable:
                    raise
                retry_after = error.retry_after if isinstance(error, Throttled) else None
                wait = pause if retry_after is None else retry_after
                if wait > self.left:
                    raise self._spent(error) from error
            finally:
                CALL.reset(token)
            self._pace.sleep(wait)
            self._charge(wait)
            pause = min(2 * pause, LONGEST_PAUSE)

    def pause(self) -> None:
        """A moment before something is begun anew."""
        self._pace.sleep(FIRST_PAUSE)
        self._charge(FIRST_PAUSE)

    @property
    def spent(self) -> bool:
        """Whether nothing is left to lose."""
        return self.left <= FIRST_PAUSE

    def _charge(self, seconds: float) -> None:
        self.left -= seconds
        if self._whole is not None:
            self._whole._charge(seconds)

    def _spent(self, error: Unreadable | Throttled) -> Unreadable:
        hint = error.hint or phrase("settings.readBudget allows longer")
        return Unreadable(
            phrase(
                "{message}; gave up within the budget of {seconds:g} s",
                message=error.message,
                seconds=self._seconds,
            ),
            hint=hint,
        )
