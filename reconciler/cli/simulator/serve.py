"""`reconciler simulator serve`: the account behind the real protocol, on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from reconciler.cli import options
from reconciler.cli.simulator.counter import simulated_account


@click.command()
@options.workspace
@options.account
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Listen here; 0 takes any free port.")
def serve(account: str | None, port: int) -> int:
    """Serve the account over HTTP, as the real API would; an unmodified SDK can talk to it.

    The first line says where. The key pair is the one of ALIBABA_CLOUD_ACCESS_KEY_ID and
    ALIBABA_CLOUD_ACCESS_KEY_SECRET, else testid and testsecret. An account of the provider alibaba uses it with
    `settings: {endpoint: 127.0.0.1:PORT, protocol: http}`.
    """
    from reconciler.clock import SystemClock
    from reconciler.providers import simulator
    from reconciler.providers.simulator import worldfile
    from reconciler.providers.simulator.serve import Keys, run
    from reconciler.providers.simulator.world import World, open_world

    config = simulated_account(account)
    simulator.create(config, Path()).world.close()
    database, source = simulator.paths(config, Path())

    def reset(world: World) -> None:
        world.populate(*worldfile.load(source), anew=True)

    key, secret = (os.environ.get(f"ALIBABA_CLOUD_ACCESS_KEY_{name}") for name in ("ID", "SECRET"))
    keys = Keys(key, secret) if key and secret else Keys()
    run(
        lambda: open_world(database),
        sys.stdout,
        keys=keys,
        clock=SystemClock().now,
        port=port,
        reset=reset,
    )
    return 0
