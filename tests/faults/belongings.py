"""P8, nothing is lost: whatever a purchase of ours brought is in the ledger at the address that asked for it. Once that
has left Git it may be another's, or at least a number of which a plan says that nobody manages it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from watch import Seen

from reconciler.memory.memory import Memory
from reconciler.model.address import Address
from reconciler.model.plan import Plan


class Belongings:
    """What was bought in one story, and where it went."""

    def __init__(self) -> None:
        self._passed_on: set[tuple[Address, str]] = set()
        """What another entry took over after the one that bought it had left Git."""

    def lost(
        self, bought: Iterable[Seen], declared: Set[Address], memory: Memory, plan: Plan | None
    ) -> Iterator[str]:
        """A line for each number that is lost. At rest the `plan` counts too."""
        owner = {o.application: a for a, o in memory.owned.items()} | dict(memory.owner)
        if plan is None:
            owner |= {number: address for address, number in memory.pinned.items()}
        else:
            owner |= {a.number: a.address for a in plan.actions if a.number is not None}
        strays = set() if plan is None else {f.address.removeprefix("-/") for f in plan.findings}
        for seen in bought:
            brought = seen.request.number or seen.application or ""
            if brought in owner and owner[brought] != seen.address and seen.address not in declared:
                self._passed_on.add((seen.address, brought))
            known = owner.get(brought) == seen.address or (seen.address, brought) in self._passed_on
            if not known and seen.address not in memory.held and brought not in strays:
                yield f"P8: {seen.address}: {brought}, which it bought, is lost"
