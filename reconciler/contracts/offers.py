"""Which of the 400 numbers on offer is bought for a hotline that leaves the choice to the apply.

One choice for plan and apply: what a reviewer saw is bought, or nothing.
"""

from __future__ import annotations

from reconciler.contracts.facts import Facts
from reconciler.model.action import Verb
from reconciler.model.resource import DesiredNumber


class Offers:
    """The 400 numbers on offer, each given to one slot only; never one that is or may be ours.

    One that the provider refused to sell us is asked for again only when nothing else is left.
    """

    def __init__(self, facts: Facts) -> None:
        memory = facts.memory
        self._offers = sorted(
            facts.observed.offers or (), key=lambda offer: (offer.number in memory.named, offer.number)
        )
        self._taken = {*memory.owner, *memory.pinned.values()}
        self._taken.update(intent.number for intent in memory.open.values() if intent.number is not None)
        self._taken.update(task.number for task in memory.tasks.values() if task.number is not None)
        self._taken.update(d.number for d in facts.desired.numbers.values() if d.number is not None)
        requested = {
            t.address: t.number for t in memory.tasks.values() if t.action == Verb.ORDER and t.number
        }
        self._pinned = {**requested, **memory.pinned}
        self._chosen = facts.chosen
        self._promised = set(facts.chosen.values())
        self._offered = {offer.number for offer in self._offers}

    def number_for(self, desired: DesiredNumber) -> str | None:
        """What is bought for a hotline: named, pinned, shown in the approved plan, else the first that suits."""
        if desired.number is not None:
            return desired.number
        if desired.address in self._pinned:
            return self._pinned[desired.address]
        if desired.address in self._chosen:
            number = self._chosen[desired.address]
            return number if number in self._offered and number not in self._taken else None
        for offer in self._offers:
            free = offer.number not in self._taken and offer.number not in self._promised
            if free and desired.suits(offer.number, offer.carrier):
                self._taken.add(offer.number)
                return offer.number
        return None
