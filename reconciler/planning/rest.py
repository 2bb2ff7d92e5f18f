"""Whether an address is at rest: Git, the account and the ledger say the same of it, and nothing is to come.

One comparison of an address (1 µs) in the place of a closer look by every kind and by eight rules (17 µs). It holds
only where no closer look could see anything; a property test holds the plan with it equal to the plan without.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from reconciler.memory.memory import Owned
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.resource import DesiredNumber, Ivr

_Side = Callable[[DesiredNumber | ObservedNumber], tuple[Any, ...]]
_FIXED: _Side = attrgetter("type", "line", "call_type", "region", "carrier", "package", "enterprise")
"""What a number has from its order on: an entry that does not say it asks for nothing."""
_PAPERS: _Side = attrgetter("script", "documents")
"""What was handed in for it: where one side says nothing, nothing is compared."""
_SET: _Side = attrgetter("instance", "routing")
"""What it can be given and rid of, its answer apart: an entry that does not say it wants none."""


class Resting:
    """Asked of one account's addresses in turn: answers that are few objects are compared once a pair."""

    def __init__(self) -> None:
        self._alike: dict[tuple[int, int], bool] = {}

    def __call__(self, desired: DesiredNumber, live: ObservedNumber, owned: Owned) -> bool:
        """Whether an active number that is ours is just as it is declared, and all of it can be read."""
        number = live.number
        return (
            live.status is NumberStatus.ACTIVE
            and number is not None
            and number == owned.number
            and (desired.number is None or number == desired.number)
            and not (owned.cancelled or live.unknown or desired.more or live.more)
            and _SET(desired) == _SET(live)
            and self._answer_alike(desired.ivr, live.ivr)
            and _asks_for_no_other(_FIXED(desired), _FIXED(live))
            and _contradicts_no_paper(_PAPERS(desired), _PAPERS(live))
        )

    def _answer_alike(self, wanted: Ivr | None, has: Ivr | None) -> bool:
        """Both live as long as the account is looked at, so their ids are theirs."""
        pair = id(wanted), id(has)
        alike = self._alike.get(pair)
        if alike is None:
            alike = self._alike[pair] = wanted == has
        return alike


def _asks_for_no_other(wanted: tuple[Any, ...], has: tuple[Any, ...]) -> bool:
    return wanted == has or all(w is None or w == h for w, h in zip(wanted, has, strict=True))


def _contradicts_no_paper(wanted: tuple[Any, ...], has: tuple[Any, ...]) -> bool:
    return wanted == has or all(w == h or None in (w, h) for w, h in zip(wanted, has, strict=True))
