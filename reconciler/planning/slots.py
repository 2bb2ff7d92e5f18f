"""Which declared entry is which number of the account: every address gets one slot, what is left is unmanaged.

Identity comes from the ledger first, then from the number a tombstone or an entry names. A `select` takes an unclaimed
400 that suits it before anything is bought.
"""

from __future__ import annotations

from dataclasses import replace

from reconciler.contracts.facts import Slot
from reconciler.memory.memory import Memory
from reconciler.model.address import Address
from reconciler.model.observation import GONE, ObservedNumber, ObservedState
from reconciler.model.resource import HOTLINE, REGULAR, DesiredNumber
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
        source = known or tombstone or want
        return None if source is None or source.number is None else observed.numbers.get(source.number)

    slots = {
        address: Slot(address, wanted.get(address), live(address), owned.get(address), buried.get(address))
        for address in sorted(wanted.keys() | buried.keys() | owned.keys())
    }
    free = _unclaimed(slots, observed, complete=desired.complete)
    for address, number in (*_returned(slots, free, memory), *_selected(slots, free, memory)):
        slots[address] = replace(slots[address], live=number)
        del free[number.identity]
    return slots, tuple(free.values())


def _concerns(tombstone: Tombstone, desired: DesiredState, observed: ObservedState, memory: Memory) -> bool:
    """Whether a tombstone speaks of this account: it says so, the ledger does, or there is only one."""
    if tombstone.account is not None:
        return tombstone.account == observed.account
    return len(desired.accounts) == 1 or tombstone.target in memory.owned


def _unclaimed(
    slots: dict[Address, Slot], observed: ObservedState, *, complete: bool
) -> dict[str, ObservedNumber]:
    """Numbers at no address that Git speaks of. Where Git was not read whole, it may speak of all that was ours."""
    claimed = {
        slot.live.identity
        for slot in slots.values()
        if slot.live is not None and (slot.desired is not None or slot.tombstone is not None or not complete)
    }
    return {
        identity: number
        for identity, number in observed.numbers.items()
        if identity not in claimed and number.status not in GONE
    }


def _returned(
    slots: dict[Address, Slot], free: dict[str, ObservedNumber], memory: Memory
) -> list[tuple[Address, ObservedNumber]]:
    """A regular entry that left Git and came back gets the number that was allotted to it, not another one."""
    back = {
        address
        for address in memory.forgotten & slots.keys()
        if _is_open(slots[address], memory) and _asks_for_any(slots[address].desired)
    }
    if not back:
        return []
    owners = ((_owner(number, memory), number) for number in free.values())
    return [(address, number) for address, number in owners if address in back]


def _owner(number: ObservedNumber, memory: Memory) -> Address:
    """Where the number, or the application it came from, was ours before; empty if nowhere."""
    return memory.owner.get(number.number or "") or memory.owner.get(number.application or "") or ""


def _asks_for_any(desired: DesiredNumber | None) -> bool:
    return desired is not None and desired.type == REGULAR and desired.number is None


def _is_open(slot: Slot, memory: Memory) -> bool:
    """Whether the slot has no number and no call that may have got it one."""
    return slot.live is None and slot.owned is None and slot.address not in memory.held


def _selected(
    slots: dict[Address, Slot], free: dict[str, ObservedNumber], memory: Memory
) -> list[tuple[Address, ObservedNumber]]:
    """The unclaimed 400 each open `select` takes: the first by number that agrees in everything fixed."""
    spoken_for = {intent.number for intent in memory.held.values()}
    hotlines = [n for n in free.values() if n.type == HOTLINE and n.number not in spoken_for]
    taken = []
    for address, slot in slots.items():
        desired = slot.desired
        if desired is None or desired.select is None or not _is_open(slot, memory):
            continue
        fitting = (n for n in hotlines if suits(desired, n) and _agrees(desired, n))
        number = next((n for n in fitting if _may_take(address, n, memory)), None)
        if number is not None:
            hotlines.remove(number)
            taken.append((address, number))
    return taken


def _may_take(address: Address, number: ObservedNumber, memory: Memory) -> bool:
    """A slot whose purchase once ended unknown takes that number or none, and no other slot takes it."""
    pinned = memory.pinned.get(address)
    return number.number == pinned if pinned is not None else number.number not in memory.pinned.values()


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
