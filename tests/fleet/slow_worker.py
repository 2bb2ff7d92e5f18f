"""`reconciler` with simulated accounts that take their time to answer, as a service at the end of a network does.

python tests/fleet/slow_worker.py SECONDS CLOCK -C FOLDER fleet worker …

CLOCK: by how many seconds its clock is ahead of the machine's.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from reconciler.cli.main import main
from reconciler.clock import SystemClock
from reconciler.providers.simulator.provider import SimulatorProvider


def answer_after(seconds: float) -> None:
    """From here on each request takes so long, after its turn has come."""
    at_once = SimulatorProvider.take_turns

    def take_turns(provider: SimulatorProvider, turn: Callable[[], None]) -> None:
        def slowly() -> None:
            turn()
            time.sleep(seconds)

        at_once(provider, slowly)

    SimulatorProvider.take_turns = take_turns  # type: ignore[method-assign]


def clock_ahead(seconds: float) -> None:
    """From here on the machine's time is another one."""
    true = SystemClock.now

    def now(clock: SystemClock) -> datetime:
        return true(clock) + timedelta(seconds=seconds)

    SystemClock.now = now  # type: ignore[method-assign]


if __name__ == "__main__":
    answer_after(float(sys.argv[1]))
    clock_ahead(float(sys.argv[2]))
    main(sys.argv[3:])
