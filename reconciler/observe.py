"""Reads the provider until the answer can be trusted, within a budget of time.

A read that fails is asked again with a growing pause; one that is incomplete, or older than our own last effects, is
asked again a few times. What cannot be completed is returned as incomplete: absence then proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reconciler.contracts.provider import ObservingProvider, ReadsByNumber
from reconciler.errors import Throttled, Unreadable
from reconciler.model.composed import composed
from reconciler.model.observation import ObservedState
from reconciler.model.phrase import phrase
from reconciler.noun import noun, replace

REREADS = 3
"""How often an incomplete or outdated listing is read again."""


@noun
class Patience:
    """How long reading may take."""

    sleep: Callable[[float], None]
    budget: float = 20.0
    """Seconds of waiting, over all retries."""
    first: float = 0.2
    """Seconds before the first retry; doubled each time."""


class Wait:
    """The pauses before trying again: growing, and together within the budget."""

    def __init__(self, patience: Patience) -> None:
        self._sleep = patience.sleep
        self._left = patience.budget
        self._pause = patience.first

    def once(self, at_least: float = 0.0) -> bool:
        """Pauses before another try; False, at once, when that would exceed the budget."""
        pause = max(self._pause, at_least)
        if pause > self._left:
            return False
        self._sleep(pause)
        self._left -= pause
        self._pause *= 2
        return True


def observe(
    provider: ObservingProvider,
    patience: Patience,
    shows_our_effects: Callable[[ObservedState], bool] = lambda _: True,
    numbers: Sequence[str] | None = None,
) -> ObservedState:
    """The account, or only these numbers of it where the provider can; read whole if that is possible.

    Raises Unreadable or Throttled once the budget is spent.
    """
    wait = Wait(patience)
    observed = _read(provider, wait, numbers)
    for _ in range(REREADS):
        if _settled(provider, observed) and shows_our_effects(observed):
            return observed
        if not wait.once():
            break
        observed = _read(provider, wait, numbers)
    if not shows_our_effects(observed):
        gap = phrase("the provider's lists are older than our own last change")
        return replace(observed, complete=False, gaps=(*observed.gaps, gap))
    return observed


def _settled(provider: ObservingProvider, observed: ObservedState) -> bool:
    """Whether reading again could not help: the listing is complete, or the provider has none."""
    return observed.complete or not provider.capabilities.listing


def _read(provider: ObservingProvider, wait: Wait, numbers: Sequence[str] | None) -> ObservedState:
    while True:
        try:
            if numbers is not None and isinstance(provider, ReadsByNumber):
                return composed(provider.observe_numbers(numbers))
            return composed(provider.observe())
        except Throttled as error:
            if not wait.once(error.retry_after or 0.0):
                raise
        except Unreadable as error:
            if not error.retryable or not wait.once():
                raise
