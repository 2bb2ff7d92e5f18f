"""Which declared entry means which number of the ledger: by its number, by a line of `moved`, else by its address.

Nothing is compared before this is settled. Where Git and the ledger contradict each other, nobody gets the number: the
addresses that are concerned are in conflict, and nothing is done there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from reconciler.contracts.facts import Conflict
from reconciler.memory.memory import Memory, Owned
from reconciler.model.address import Address
from reconciler.model.phrase import phrase
from reconciler.model.resource import DesiredNumber
from reconciler.model.state import DeclaredMove


@dataclass(slots=True)
class Claims:
    """Who means what: an address of Git to the address at which the ledger has that number."""

    origins: dict[Address, Address] = field(default_factory=dict)
    conflicts: dict[Address, Conflict] = field(default_factory=dict)
    """At addresses that Git declares, or that have what such an address claims."""

    def moves(self) -> dict[Address, Address]:
        """Address to where the ledger has its number, if that is elsewhere and undisputed."""
        elsewhere = ((address, origin) for address, origin in self.origins.items() if origin != address)
        return {address: origin for address, origin in elsewhere if address not in self.conflicts}


def claims(
    wanted: Mapping[Address, DesiredNumber],
    moves: tuple[DeclaredMove, ...],
    memory: Memory,
    holders: Mapping[str, Address],
) -> Claims:
    """What each entry claims. `holders`: number to the address at which the ledger has it. Linear in all of them."""
    arrivals = _arrivals(wanted, moves, memory)
    result = Claims()
    for address, entry in wanted.items():
        origin = holders.get(entry.number) if entry.number is not None else arrivals.get(address)
        if origin is None and entry.number is None and _current(memory, address) is not None:
            origin = address
        if origin is not None:
            result.origins[address] = origin
    claimants: dict[Address, list[Address]] = defaultdict(list)
    for address, origin in result.origins.items():
        claimants[origin].append(address)
    for address, conflict in _disputed(wanted, result, claimants, memory):
        result.conflicts.setdefault(address, conflict)
    _spread(result, wanted, memory)
    _keep(result, wanted)
    return result


Claimants: TypeAlias = Mapping[Address, list[Address]]
"""Where the ledger has a number, to the entries that claim it: nearly always one, and that one its own."""


def _others(claimants: Claimants, origin: Address | None, address: Address) -> list[Address]:
    """The entries besides this one that claim what the ledger has there."""
    return [] if origin is None else [one for one in claimants.get(origin, ()) if one != address]


def _current(memory: Memory, address: Address) -> Owned | None:
    """What the ledger has at an address and did not cancel."""
    owned = memory.owned.get(address)
    known = owned is not None and not owned.cancelled and (owned.number or owned.application)
    return owned if known else None


def _arrivals(
    wanted: Mapping[Address, DesiredNumber], moves: tuple[DeclaredMove, ...], memory: Memory
) -> dict[Address, Address]:
    """Entry without a number to where its number stood, as the lines of `moved` that were not followed yet say.

    A line leads on where nothing is declared at its end: an entry may have been renamed twice since the last apply.
    """
    steps = {move.origin: move.address for move in moves if not _followed(move, memory)}
    arrivals: dict[Address, Address] = {}
    for origin, following in steps.items():
        if _current(memory, origin) is None:
            continue
        address, left = following, len(steps)
        while address not in wanted and address in steps and left:
            address, left = steps[address], left - 1
        if address in wanted and wanted[address].number is None:
            arrivals[address] = origin
    return arrivals


def _followed(move: DeclaredMove, memory: Memory) -> bool:
    """Whether the number that this line carried stands where the line leads."""
    carried, owned = memory.moves.get((move.origin, move.address)), _current(memory, move.address)
    return carried is not None and owned is not None and carried in {owned.number, owned.application}


def _disputed(
    wanted: Mapping[Address, DesiredNumber],
    claims: Claims,
    claimants: Claimants,
    memory: Memory,
) -> Iterator[tuple[Address, Conflict]]:
    """Every address whose entry cannot have what it claims, with the reason."""
    for address, entry in wanted.items():
        origin = claims.origins.get(address)
        if origin == address and len(claimants[origin]) == 1:
            continue
        rivals = _others(claimants, origin, address)
        if origin is not None and rivals:
            yield address, _rivalry(address, origin, rivals[0], memory)
        elif origin not in {None, address} and not memory.held.keys().isdisjoint({address, origin}):
            yield address, _unsettled(address, origin or address, memory)
        staying = memory.owned.get(address)
        if staying is None or origin == address or (origin is None and entry.number is None):
            continue
        if staying.cancelled and origin is not None:
            yield (
                address,
                Conflict(
                    "VN405",
                    phrase("{number} was cancelled here", number=staying.number),
                    phrase("use another key"),
                ),
            )
        elif _current(memory, address) is not None and not _others(claimants, address, address):
            yield address, _occupied(entry, staying, origin)


def _rivalry(address: Address, origin: Address, rival: Address, memory: Memory) -> Conflict:
    """Two entries mean one number, by its name or by its address: neither has it until Git says whose it is."""
    number = memory.owned[origin].number or memory.owned[origin].application
    if address == origin:
        return Conflict(
            "VN309",
            phrase("the ledger has {number} here, and {rival} claims it", number=number, rival=rival),
            phrase("say which number this entry is (`number:`, or `moved`), or remove {rival}", rival=rival),
        )
    return Conflict(
        "VN309",
        phrase(
            "the ledger gives {number} to {origin}; {address} cannot adopt it",
            number=number,
            origin=origin,
            address=address,
        ),
        phrase("remove {rival} in the same change to move the number, or leave it there", rival=rival),
    )


def _unsettled(address: Address, origin: Address, memory: Memory) -> Conflict:
    place = address if address in memory.held else origin
    return Conflict(
        "VN605",
        phrase(
            "{place} holds a call of unknown outcome: the move from {origin} waits until it is settled",
            place=place,
            origin=origin,
        ),
        phrase("apply again, or see `reconciler resolve {place}`", place=place),
    )


def _occupied(entry: DesiredNumber, staying: Owned, origin: Address | None) -> Conflict:
    """What the ledger has here is declared nowhere else, so it cannot have left."""
    known = staying.number or staying.application
    if entry.number is not None:
        text = phrase(
            "`number` is {known}, declared {number}: fixed when {known} was applied for",
            known=known,
            number=entry.number,
        )
        way = phrase(
            "put {known} back here, or give {number} a key of its own; a number changes its key with "
            "its entry",
            known=known,
            number=entry.number,
        )
        return Conflict("VN406", text, way)
    text = phrase(
        "`moved` brings the number of {origin} here, but the ledger has {known} here",
        origin=origin,
        known=known,
    )
    return Conflict(
        "VN406",
        text,
        phrase("declare {known} under a key of its own, or remove the line of `moved`", known=known),
    )


def _spread(claims: Claims, wanted: Mapping[Address, DesiredNumber], memory: Memory) -> None:
    """A number that cannot leave its address blocks what was to come there, and so on."""
    stuck = list(claims.conflicts)
    while stuck:
        address = stuck.pop()
        place = claims.origins.get(address)
        if (
            place is None
            or place in claims.conflicts
            or place not in wanted
            or claims.origins.get(place) == place
        ):
            continue
        if _current(memory, place) is not None and (
            place in claims.origins or wanted[place].number is not None
        ):
            cause = claims.conflicts[address]
            text = phrase(
                "what stands here cannot go to {address}: {message}", address=address, message=cause.message
            )
            claims.conflicts[place] = Conflict(cause.rule, text, cause.hint)
            stuck.append(place)


def _keep(claims: Claims, wanted: Mapping[Address, DesiredNumber]) -> None:
    """What a disputed claim is about stays where the ledger has it, and is not forgotten there."""
    for address in list(claims.conflicts):
        origin = claims.origins.get(address)
        if origin is not None and origin not in wanted:
            claims.conflicts.setdefault(origin, claims.conflicts[address])
