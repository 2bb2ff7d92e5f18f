"""Who is who: which number of the account each address of Git means. Pure, and settled before anything is compared.

Number first, key second. Plan, drift, rules, tombstones and settling read the result and decide nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from reconciler.contracts.facts import Candidate, Conflict, Slot
from reconciler.memory.memory import Memory, Owned
from reconciler.model.address import Address, is_unmanaged
from reconciler.model.capability import LAG
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.model.phrase import phrase
from reconciler.model.resource import DesiredNumber
from reconciler.model.state import DesiredState, Tombstone
from reconciler.noun import noun, replace
from reconciler.planning.candidates import Unclaimed
from reconciler.planning.claims import Claims, claims
from reconciler.planning.rest import Resting


@noun
class Identities:
    """Every address with its number, and what is left of the account."""

    slots: Mapping[Address, Slot]
    """In address order."""
    unmanaged: tuple[ObservedNumber, ...]
    """Live numbers that no address claims, in order."""
    held_for: Mapping[str, tuple[Address, ...]]
    """Unclaimed identity to the addresses whose order may have got it."""
    candidates: Mapping[Address, tuple[Candidate, ...]]
    """Addresses without a number to what may be theirs already."""


def identify(
    desired: DesiredState, observed: ObservedState, memory: Memory, lag: timedelta = LAG
) -> Identities:
    """The slots of the observed account and everything that no slot claims.

    `lag`: how long the provider's list may not show an order that was accepted.
    """
    wanted = {a: entry for a, entry in desired.numbers.items() if entry.account == observed.account}
    by_application = {n.application: n for n in observed.numbers.values() if n.application is not None}
    holders = _holders(memory, by_application)
    tombstones = {t.target: t for t in desired.tombstones if _concerns(t, desired, observed, memory)}
    claimed = claims(wanted, desired.moves, memory, holders)
    _tombstones_astray(tombstones, claimed, memory, holders)
    slots = _slots(wanted, tombstones, claimed, memory, observed.numbers, by_application)
    named = {entry.number for entry in wanted.values() if entry.number is not None}
    free = _unclaimed(slots, named, observed, complete=desired.complete)
    unclaimed = Unclaimed(free, slots, memory, observed, desired, lag)
    for address, number in unclaimed.taken():
        slots[address] = replace(slots[address], live=number)
        del free[number.identity]
    return Identities(slots, tuple(free.values()), unclaimed.held_for(), unclaimed.candidates(slots))


def _holders(memory: Memory, by_application: Mapping[str, ObservedNumber]) -> dict[str, Address]:
    """Number to the address at which the ledger has it; an application counts once it has got its number."""
    holders: dict[str, Address] = {}
    allotted: dict[str, Address] = {}
    for address, owned in memory.owned.items():
        if owned.cancelled:
            continue
        if owned.number is not None:
            holders[owned.number] = address
        elif (live := by_application.get(owned.application or "")) is not None and live.number is not None:
            allotted[live.number] = address
    return allotted | holders


def _concerns(tombstone: Tombstone, desired: DesiredState, observed: ObservedState, memory: Memory) -> bool:
    """Whether a tombstone speaks of this account: it says so, the ledger does, or there is only one."""
    if tombstone.account is not None:
        return tombstone.account == observed.account
    return len(desired.accounts) == 1 or tombstone.target in memory.owned


def _tombstones_astray(
    tombstones: Mapping[Address, Tombstone], claimed: Claims, memory: Memory, holders: Mapping[str, Address]
) -> None:
    """A tombstone whose number the ledger has elsewhere ends nothing: half a match is no consent."""
    for target, tombstone in tombstones.items():
        home = holders.get(tombstone.number) or memory.owner.get(tombstone.number)
        if home is None or home == target or is_unmanaged(target):
            continue
        owned = memory.owned.get(home)
        if owned is None or not owned.cancelled:
            right = home if owned is not None else f"-/{tombstone.number}"
            text = phrase(
                "the tombstone {name} names {target}, but the ledger has {number} at {home}",
                name=tombstone.name,
                target=target,
                number=tombstone.number,
                home=home,
            )
            conflict = Conflict(
                "VN402",
                text,
                phrase("write `target: {right}` in {file}", right=right, file=tombstone.source.file),
            )
            claimed.conflicts[target] = conflict
            claimed.conflicts.setdefault(home, conflict)


def _slots(
    wanted: Mapping[Address, DesiredNumber],
    tombstones: Mapping[Address, Tombstone],
    claimed: Claims,
    memory: Memory,
    numbers: Mapping[str, ObservedNumber],
    by_application: Mapping[str, ObservedNumber],
) -> dict[Address, Slot]:
    moves, conflicts = claimed.moves(), claimed.conflicts
    left = set(moves.values())
    known = {
        address: owned
        for address, owned in memory.owned.items()
        if (owned.number or owned.application) and address not in left
    }

    at_rest = Resting()

    def slot(address: Address) -> Slot:
        entry, tombstone, conflict = wanted.get(address), tombstones.get(address), conflicts.get(address)
        moved_from = moves.get(address)
        owned = known.get(address) if moved_from is None else memory.owned[moved_from]
        resource = (entry or tombstone) if conflict is None else None
        live = _live(owned, None if resource is None else resource.number, numbers, by_application)
        alone = tombstone is None and moved_from is None and conflict is None
        rests = (
            alone
            and entry is not None
            and live is not None
            and owned is not None
            and at_rest(entry, live, owned)
        )
        return Slot(address, entry, live, owned, tombstone, moved_from, conflict, rests)

    others = (tombstones.keys() | known.keys()) - wanted.keys()
    return {address: slot(address) for address in sorted([*wanted, *others])}  # nearly in order already


def _live(
    owned: Owned | None,
    number: str | None,
    numbers: Mapping[str, ObservedNumber],
    by_application: Mapping[str, ObservedNumber],
) -> ObservedNumber | None:
    """The ledger's number if it has one here, else the one that Git names."""
    if owned is None:
        return None if number is None else numbers.get(number)
    if owned.number is not None:
        return numbers.get(owned.number)
    return by_application.get(owned.application or "")


def _unclaimed(
    slots: Mapping[Address, Slot], named: set[str], observed: ObservedState, *, complete: bool
) -> dict[str, ObservedNumber]:
    """Numbers at no address that Git speaks of. Where Git was not read whole, it may speak of all that was ours."""
    claimed = {
        slot.live.identity
        for slot in slots.values()
        if slot.live is not None and (slot.source is not None or slot.conflict is not None or not complete)
    }
    return {
        identity: number
        for identity, number in observed.numbers.items()
        if identity not in claimed and identity not in named and not number.gone(observed.now)
    }
