"""The list of numbers, read off the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reconciler.contracts.due import documents_due_by
from reconciler.contracts.facts import Facts, Slot
from reconciler.kinds import facts_of
from reconciler.memory.memory import Memory
from reconciler.model.address import Address, unmanaged
from reconciler.model.listing import ATTESTED, OBSERVED, UNKNOWN, StatusRow
from reconciler.model.observation import UNKNOWN as NOT_KNOWN
from reconciler.model.observation import ObservedNumber
from reconciler.model.resource import REGULAR


def status_rows(facts: Facts, team: str | None = None) -> tuple[StatusRow, ...]:
    """Every number of the account or of one team, managed ones first, each group in address order.

    A number that we own and that is not there shows as `unknown`; one that we cancelled does not show.
    """
    places = standing(facts)
    managed = (
        _slot_row(slot, facts.memory)
        for slot in facts.slots.values()
        if team in {None, slot.team}
        and (_vanished(slot) if slot.live is None else places[slot.live.identity] == slot.address)
    )
    strays = () if team is not None else (_row(unmanaged(live.identity), live) for live in facts.unmanaged)
    return (*managed, *strays)


def standing(facts: Facts) -> dict[str, Address]:
    """Identity to the one address at which a live number is listed: where Git speaks of it, else among the strays.

    A number that moved to another entry, or whose entry left Git, has two slots until the next apply.
    """
    live = [(slot, slot.live.identity) for slot in facts.slots.values() if slot.live is not None]
    places = {identity: slot.address for slot, identity in live}
    places |= {stray.identity: unmanaged(stray.identity) for stray in facts.unmanaged}
    return places | {identity: slot.address for slot, identity in live if slot.source is not None}


def _vanished(slot: Slot) -> bool:
    return slot.owned is not None and not slot.owned.cancelled


def _slot_row(slot: Slot, memory: Memory) -> StatusRow:
    if slot.live is not None:
        due = documents_due_by(memory, slot.address, slot.live)
        return replace(_row(slot.address, slot.live), deadline=None if due is None else due.instant)
    kind = REGULAR if slot.desired is None else slot.desired.type
    return StatusRow(slot.address, slot.number, kind, NOT_KNOWN, facts={"status": UNKNOWN})


def _row(address: Address, live: ObservedNumber) -> StatusRow:
    return StatusRow(
        address=address,
        number=live.number,
        type=live.type,
        status=live.status,
        running_status=live.running_status,
        reason=live.reason,
        call_type=live.call_type_text,
        instance=live.instance,
        deadline=live.deadline,
        monthly=live.monthly,
        facts=_origins(live),
    )


def _origins(live: ObservedNumber) -> dict[str, str]:
    """How each fact of such a number is known; a fact with parts is known no better than its parts."""
    parts = {fact: _origin(live, fact) for fact in facts_of(live.type)}
    wholes = {fact.partition(".")[0] for fact in parts if "." in fact}
    return parts | {
        whole: _worst(o for fact, o in parts.items() if fact.startswith(f"{whole}.")) for whole in wholes
    }


def _origin(live: ObservedNumber, fact: str) -> str:
    whole = fact.partition(".")[0]
    if fact in live.unknown or whole in live.unknown:
        return UNKNOWN
    return ATTESTED if fact in live.attested or whole in live.attested else OBSERVED


def _worst(origins: Iterable[str]) -> str:
    return max(origins, key=(OBSERVED, ATTESTED, UNKNOWN).index)
