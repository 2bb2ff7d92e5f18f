"""SIGINT and SIGTERM during an apply: nothing new starts, and the process ends within seven seconds.

The call in flight may finish for five seconds; then it is abandoned, its intent stays open and its slot held. What is
still not over a little later, because a disk or a server hangs too, is left as it is: the next run goes on from there.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE = 5.0
"""Seconds the call in flight is given."""
CLEANING = 1.5
"""Seconds to give the lock back and end."""
INTERRUPTED = 130


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Yields a function that says whether somebody asked us to stop."""
    asked: list[int] = []
    abandoned: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        if asked:
            abandon(number, None)
        asked.append(number)
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    def abandon(number: int, _frame: FrameType | None) -> None:
        if abandoned and number == signal.SIGALRM:
            os._exit(INTERRUPTED)
        abandoned.append(number)
        signal.setitimer(signal.ITIMER_REAL, CLEANING)
        raise KeyboardInterrupt

    handlers = {signal.SIGINT: stop, signal.SIGTERM: stop, signal.SIGALRM: abandon}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield lambda: bool(asked)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
