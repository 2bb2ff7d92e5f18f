"""What points at what: the numbers that hotlines transfer their calls to, declared and live, in one index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field

from reconciler.contracts.facts import Pointer, Slot
from reconciler.memory.memory import Owned
from reconciler.model.address import Address, unmanaged
from reconciler.model.observation import GONE, ObservedNumber
from reconciler.model.resource import HOTLINE, DesiredNumber
from reconciler.model.state import DesiredState
from reconciler.noun import noun, replace


@noun
class Transfers:
    """The index, and where it has holes."""

    pointers: Mapping[str, tuple[Pointer, ...]] = field(default_factory=dict)
    """Number to the hotlines that transfer to it, by address."""
    unread: tuple[Address, ...] = ()
    """Hotlines of which nobody knows where they transfer to."""


def transfers(
    desired: DesiredState, slots: Mapping[Address, Slot], unclaimed: Iterable[ObservedNumber]
) -> Transfers:
    """Every hotline's transfer, as Git wants it and as it is. Linear in the hotlines and their targets."""
    by_target: dict[str, dict[Address, Pointer]] = defaultdict(dict)
    unread: list[Address] = []
    for address, entry in desired.numbers.items():
        for target in declared_targets(entry):
            by_target[target][address] = Pointer(address, declared=entry.source)
    strays = {number.identity: Slot(unmanaged(number.identity), live=number) for number in unclaimed}
    for slot in (*slots.values(), *strays.values()):
        live = slot.live
        if live is None or live.type != HOTLINE or live.status in GONE:
            continue
        if slot.source is None and strays.get(live.identity, slot) is not slot:
            continue  # its entry left Git: until the next apply it stands in both places
        targets = live_targets(live, slot.owned)
        if targets is None:
            unread.append(slot.address)
        for target in targets or ():
            known = by_target[target].get(slot.address, Pointer(slot.address))
            by_target[target][slot.address] = replace(known, live=True)
    pointers = {target: tuple(some[a] for a in sorted(some)) for target, some in by_target.items()}
    return Transfers(pointers, tuple(unread))


def declared_targets(entry: DesiredNumber) -> tuple[str, ...]:
    """The numbers an entry wants its calls transferred to."""
    return () if entry.ivr is None or entry.ivr.transfer is None else entry.ivr.transfer.to


def live_targets(live: ObservedNumber, owned: Owned | None) -> tuple[str, ...] | None:
    """The numbers a live hotline transfers to; what we last applied where it cannot be read; None if nobody knows."""
    if live.unknown & {"ivr", "ivr.transfer"}:
        last = None if owned is None else owned.applied.get("ivr.transfer.to")
        return last if isinstance(last, tuple) else None
    return () if live.ivr is None or live.ivr.transfer is None else live.ivr.transfer.to
