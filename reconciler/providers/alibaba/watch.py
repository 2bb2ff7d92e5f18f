"""One thread that ends what takes too long, for all requests of the process.

A timer is a thread for each request: starting and waking it took a third of a request's processor time. This one sleeps
until the first deadline, and hardly any request lives to see its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread


class Watch:
    """Calls back what is not over in time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = Condition()
        self._ends: dict[object, tuple[float, Callable[[], None]]] = {}
        self._wakes = float("inf")
        """When the thread looks again by itself."""
        self._thread: Thread | None = None

    @contextmanager
    def over(self, seconds: float, end: Callable[[], None]) -> Iterator[None]:
        """Calls `end` once, in the watch's thread, unless the block is left before; `end` raises nothing."""
        key = object()
        with self._changed:
            until = self._clock() + seconds
            self._ends[key] = until, end
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="watch", daemon=True)
                self._thread.start()
            elif until < self._wakes:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._ends.pop(key, None)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = self._clock()
                for key, (until, end) in list(self._ends.items()):
                    if until <= now:
                        del self._ends[key]
                        end()
                self._wakes = min((until for until, _ in self._ends.values()), default=float("inf"))
                self._changed.wait(
                    None if self._wakes == float("inf") else max(self._wakes - self._clock(), 0)
                )
