"""Reads the provider until the answer can be trusted, within a budget of time.

A read that fails is asked again with a growing pause; one that is incomplete, or older than our own last effects, is
asked again a few times. What cannot be completed is returned as incomplete: absence then proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from reconciler.errors import Throttled, Unreadable
from reconciler.model.observation import ObservedState
from reconciler.ports import ObservingProvider

REREADS = 3
"""How often an incomplete or outdated listing is read again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long reading may take."""

    sleep: Callable[[float], None]
    budget: float = 20.0
    """Seconds of waiting, over all retries."""
    first: float = 0.2
    """Seconds before the first retry; doubled each time."""

    def pauses(self) -> Iterator[float]:
        """Growing pauses that together stay within the budget."""
        pause, spent = self.first, 0.0
        while spent + pause <= self.budget:
            yield pause
            spent += pause
            pause *= 2


def observe(
    provider: ObservingProvider,
    patience: Patience,
    shows_our_effects: Callable[[ObservedState], bool] = lambda _: True,
) -> ObservedState:
    """The account, read whole if that is possible. Raises Unreadable or Throttled once the budget is spent."""
    pauses = patience.pauses()
    observed = _read(provider, patience, pauses)
    for _ in range(REREADS):
        if _settled(provider, observed) and shows_our_effects(observed):
            return observed
        _wait(patience, pauses, None)
        observed = _read(provider, patience, pauses)
    if not shows_our_effects(observed):
        gap = "the provider's lists are older than our own last change"
        return replace(observed, complete=False, gaps=(*observed.gaps, gap))
    return observed


def _settled(provider: ObservingProvider, observed: ObservedState) -> bool:
    """Whether reading again could not help: the listing is complete, or the provider has none."""
    return observed.complete or not provider.capabilities.listing


def _read(provider: ObservingProvider, patience: Patience, pauses: Iterator[float]) -> ObservedState:
    while True:
        try:
            return provider.observe()
        except (Unreadable, Throttled) as error:
            if isinstance(error, Unreadable) and not error.retryable:
                raise
            if not _wait(patience, pauses, getattr(error, "retry_after", None)):
                raise


def _wait(patience: Patience, pauses: Iterator[float], at_least: float | None) -> bool:
    """Pauses before another try; False when the budget is spent."""
    pause = next(pauses, None)
    if pause is None or (at_least or 0) > patience.budget:
        return False
    patience.sleep(max(pause, at_least or 0))
    return True
