"""The loopback emulator: the provider's real RPC protocol over HTTP in front of a simulated account.

Signatures, error bodies, pages and throttling are as the provider documents them, so an unmodified SDK
talks to it. `/_sim/…` is the other side of the counter; it is no part of the API.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TextIO

from reconciler.providers.simulator.serve.admission import Keys
from reconciler.providers.simulator.serve.server import Emulator
from reconciler.providers.simulator.world import World

__all__ = ["Emulator", "Keys", "run"]


def run(
    open_world: Callable[[], World],
    out: TextIO,
    *,
    keys: Keys,
    clock: Callable[[], datetime],
    port: int = 0,
    reset: Callable[[World], None] | None = None,
) -> None:
    """Serves until interrupted; the first line says where. `clock` is the machine's, for signatures only.

    `open_world` is called once a connection, in that connection's thread. Raises OSError if the port is
    taken.
    """
    with Emulator(open_world, keys=keys, clock=clock, port=port, reset=reset) as emulator:
        print(f"endpoint: {emulator.endpoint}", file=out, flush=True)
        emulator.serve_forever(poll_interval=0.1)
