"""Which declared entry is which number of the account: every address gets one slot, what is left is unmanaged.

Identity comes from the ledger first, then from the number a tombstone or an entry names. A `select` takes an unclaimed
400 that suits it before anything is bought.
"""

from __future__ import annotations

from dataclasses import replace

from reconciler.model.address import Address
from reconciler.model.facts import Slot
from reconciler.model.memory import Memory
from reconciler.model.observation import GONE, ObservedNumber, ObservedState
from reconciler.model.resource import HOTLINE, DesiredNumber
from reconciler.model.state import DesiredState, Tombstone


def match(
    desired: DesiredState, observed: ObservedState, memory: Memory
) -> tuple[dict[Address, Slot], tuple[ObservedNumber, ...]]:
    """The slots of the observed account in address order, and the live numbers nobody claims."""
    wanted = {a: d for a, d in desired.numbers.items() if d.account == observed.account}
    buried = {t.target: t for t in desired.tombstones if _concerns(t, desired, observed, memory)}
    owned = {a: o for a, o in memory.owned.items() if o.number is not None or o.application is not None}
    by_application = {n.application: n for n in observed.numbers.values() if n.application is not None}

    def live(address: Address) -> ObservedNumber | None:
        known, tombstone, want = owned.get(address), buried.get(address), wanted.get(address)
        if known is not None and known.number is None and known.application is not None:
            return by_application.get(known.application)
        for source in (known, tombstone, want):
            if source is not None:
                return None if source.number is None else observed.numbers.get(source.number)
        return None

    slots = {
        address: Slot(address, wanted.get(address), live(address), owned.get(address), buried.get(address))
        for address in sorted(wanted.keys() | buried.keys() | owned.keys())
    }
    free = _unclaimed(slots, observed)
    for address, number in _selected(slots, free, memory):
        slots[address] = replace(slots[address], live=number)
        del free[number.identity]
    return slots, tuple(free.values())


def _concerns(tombstone: Tombstone, desired: DesiredState, observed: ObservedState, memory: Memory) -> bool:
    """Whether a tombstone speaks of this account: it says so, the ledger does, or there is only one."""
    if tombstone.account is not None:
        return tombstone.account == observed.account
    return len(desired.accounts) == 1 or tombstone.target in memory.owned


def _unclaimed(slots: dict[Address, Slot], observed: ObservedState) -> dict[str, ObservedNumber]:
    claimed = {
        slot.live.identity
        for slot in slots.values()
        if slot.live is not None and (slot.desired is not None or slot.tombstone is not None)
    }
    return {
        identity: number
        for identity, number in observed.numbers.items()
        if identity not in claimed and number.status not in GONE
    }


def _selected(
    slots: dict[Address, Slot], free: dict[str, ObservedNumber], memory: Memory
) -> list[tuple[Address, ObservedNumber]]:
    """The unclaimed 400 each open `select` takes: the first by number that agrees in everything fixed."""
    spoken_for = {intent.number for intent in memory.held.values()}
    hotlines = [n for n in free.values() if n.type == HOTLINE and n.number not in spoken_for]
    taken = []
    for address, slot in slots.items():
        desired = slot.desired
        if desired is None or desired.select is None or slot.live or slot.owned or address in memory.held:
            continue
        number = next((n for n in hotlines if suits(desired, n) and _agrees(desired, n)), None)
        if number is not None:
            hotlines.remove(number)
            taken.append((address, number))
    return taken


def suits(desired: DesiredNumber, number: ObservedNumber) -> bool:
    """Whether an unclaimed 400 is one that the entry's `select` would do with."""
    prefix = "" if desired.select is None else desired.select.prefix
    return (
        number.type == HOTLINE
        and number.carrier == desired.carrier
        and (number.number or "").startswith(prefix)
    )


def _agrees(desired: DesiredNumber, number: ObservedNumber) -> bool:
    return number.package == desired.package and number.enterprise == desired.enterprise
