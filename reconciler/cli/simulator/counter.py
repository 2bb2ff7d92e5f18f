"""What every `simulator` command needs: the account's world, and refusals under the world's own code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconciler.cli import options, out
from reconciler.model.phrase import phrase
from reconciler.noun import noun

if TYPE_CHECKING:
    from reconciler.model.state import Account
    from reconciler.providers.simulator.seed import Seed
    from reconciler.providers.simulator.world import World


@noun
class Counter:
    """One account's world, open."""

    account: str
    world: World
    world_file: Callable[[], tuple[Seed, str]]
    """Reads the file that seeds it: the seed and the file's digest."""


def at_the_counter(deed: Callable[..., int]) -> Callable[..., int]:
    """Adds `-C` and `--account`; calls the command with the account's Counter, seeded if it never was."""

    @options.workspace
    @options.account
    @functools.wraps(deed)
    def command(account: str | None, **arguments: Any) -> int:
        from reconciler.errors import ReconcilerError, Refused

        try:
            return deed(_open(account), **arguments)
        except Refused as refusal:
            raise ReconcilerError(refusal.message, code=refusal.reason, hint=refusal.hint) from refusal

    return command


def simulated_account(name: str | None) -> Account:
    """The account that is meant. Raises UsageError for one of another provider."""
    from reconciler import pipeline
    from reconciler.errors import UsageError

    account = pipeline.find_account(Path(), name)
    if account.provider != "simulator":
        raise UsageError(
            phrase(
                "account {name} is not simulated: its provider is {provider}",
                name=account.name,
                provider=account.provider,
            )
        )
    return account


def _open(name: str | None) -> Counter:
    from reconciler.providers import simulator
    from reconciler.providers.simulator import worldfile

    account = simulated_account(name)
    provider = simulator.create(account, Path())
    for warning in provider.warnings:
        out.say(phrase("warning: {warning}", warning=warning), err=True)
    source = simulator.paths(account, Path())[1]
    return Counter(account.name, provider.world, functools.partial(worldfile.load, source))
