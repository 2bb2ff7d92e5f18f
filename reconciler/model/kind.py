"""What a resource kind is: one aspect of an address that can be wanted, seen and changed.

The stages know no kind by name: they ask each one what it wants done at a slot, and flatten wanted and live values to
manifest paths for plan and drift alike.
"""

from __future__ import annotations

from typing import Protocol

from reconciler.model.action import Action
from reconciler.model.change import Fields
from reconciler.model.facts import Facts, Slot
from reconciler.model.observation import ObservedNumber
from reconciler.model.resource import DesiredNumber


class Kind(Protocol):
    """One resource kind; an object in a file of `kinds/`."""

    name: str
    """As written in a plan's `kind`."""

    def wanted(self, desired: DesiredNumber) -> Fields:
        """What is declared, flattened to manifest paths."""
        ...

    def live(self, observed: ObservedNumber) -> Fields:
        """What is observed, flattened the same way. Unknown fields are absent."""
        ...

    def propose(self, slot: Slot, facts: Facts) -> tuple[Action, ...]:
        """The actions that close the difference at this slot, not yet judged; empty when nothing differs."""
        ...
