"""SIGINT and SIGTERM during an apply: nothing new starts, and the process ends within seven seconds.

The call in flight may finish for five seconds; then it is abandoned, its intent stays open and its slot held. What is
still not over a little later is left as it is: the next run goes on from there. That last step is taken by a thread:
a database or a name server that hangs keeps the main one in a call that Python cannot interrupt.
"""

from __future__ import annotations

import os
import selectors
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from reconciler.errors import ReconcilerError

PATIENCE = 5.0
"""Seconds the call in flight is given."""
CLEANING = 1.5
"""Seconds to give the lock back and end."""
INTERRUPTED = 130


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Yields a function that says whether somebody asked us to stop; an error after that exits like it."""
    signals: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        signals.append(number)
        if len(signals) > 1:
            raise KeyboardInterrupt
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)

    stops = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM)
    before = {number: signal.signal(number, stop) for number in stops}
    try:
        with _last_resort():
            yield lambda: bool(signals)
    except ReconcilerError as error:
        if signals:
            error.exit_code = INTERRUPTED
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _last_resort() -> Iterator[None]:
    """Python writes every signal into the pipe at once, whatever the main thread hangs in."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    guard = threading.Thread(target=_guard, args=(reader,), daemon=True)
    guard.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        os.close(writer)
        guard.join()
        os.close(reader)


def _guard(reader: int) -> None:
    """Ends the process if it does not end itself: some time after the first signal, sooner after another."""
    patience: float | None = None
    with selectors.DefaultSelector() as selector:  # select() itself takes no descriptor above 1,023
        selector.register(reader, selectors.EVENT_READ)
        while selector.select(patience):
            if not os.read(reader, 1):
                return
            patience = PATIENCE + CLEANING if patience is None else CLEANING
    os._exit(INTERRUPTED)
