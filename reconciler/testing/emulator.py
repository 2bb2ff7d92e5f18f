"""The loopback emulator as a context: an account behind the real protocol over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reconciler.clock import SystemClock
from reconciler.noun import noun
from reconciler.providers.simulator.seed import Seed
from reconciler.providers.simulator.serve import Emulator, Keys
from reconciler.providers.simulator.world import World, open_world
from reconciler.providers.simulator.world.journal import Request


@dataclass(slots=True)
class EmulatorClock:
    """The machine's clock as the emulator sees it."""

    offset_seconds: float = 0.0

    def __call__(self) -> datetime:
        """Now, and the offset."""
        return datetime.fromtimestamp(SystemClock().now().timestamp() + self.offset_seconds, UTC)


@noun
class Emulated:
    """A running emulator, and the account behind it for the test to look into."""

    endpoint: str
    world: World
    clock: EmulatorClock

    @property
    def settings(self) -> dict[str, str]:
        """Of an `alibaba` account that is served here."""
        return {"endpoint": self.endpoint, "protocol": "http"}


@contextmanager
def emulated(
    folder: Path,
    account: Mapping[str, Any],
    on_request: Callable[[Request], None] | None = None,
) -> Iterator[Emulated]:
    """Serves an account, in the shape of a world file, from a file in the folder until the block ends."""
    database = folder / "emulated.db"

    def open_account() -> World:
        world = open_world(database)
        world.on_request = on_request
        return world

    world = open_world(database, Seed.model_validate(account))
    clock = EmulatorClock()

    def reset(opened: World) -> None:
        opened.populate(Seed.model_validate(account), anew=True)

    with Emulator(open_account, keys=Keys(), clock=clock, reset=reset) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Emulated(server.endpoint, world, clock)
        finally:
            server.shutdown()
            thread.join()
            world.close()
