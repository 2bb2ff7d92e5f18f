"""The list of numbers, read off the facts."""

from __future__ import annotations

from reconciler.contracts.bill import fee, number_fee
from reconciler.contracts.due import documents_due_by
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import standing
from reconciler.kinds import facts_of
from reconciler.model.address import Address, unmanaged
from reconciler.model.listing import StatusRow
from reconciler.model.money import Fee
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.origin import Origin, weakest
from reconciler.model.resource import REGULAR
from reconciler.noun import replace


def status_rows(facts: Facts, team: str | None = None) -> tuple[StatusRow, ...]:
    """Every number of the account or of one team, managed ones first, each group in address order.

    A number that we own and that is not there shows as `unknown`; one that we cancelled does not show.
    """
    places = standing(facts)
    managed = (
        _slot_row(slot, facts)
        for slot in facts.slots.values()
        if team in {None, slot.team}
        and (_vanished(slot) if slot.live is None else places[slot.live.identity] == slot.address)
    )
    strays = (
        _row(unmanaged(live.identity), live, number_fee(live, facts.account.tariff, facts.now))
        for live in (facts.unmanaged if team is None else ())
    )
    return (*managed, *strays)


def _vanished(slot: Slot) -> bool:
    return slot.owned is not None and not slot.owned.cancelled


def _slot_row(slot: Slot, facts: Facts) -> StatusRow:
    if slot.live is not None:
        due = documents_due_by(facts.memory, slot.address, slot.live)
        row = _row(slot.address, slot.live, fee(slot, facts))
        return replace(row, deadline=None if due is None else due.instant)
    kind = REGULAR if slot.desired is None else slot.desired.type
    return StatusRow(
        slot.address,
        slot.number,
        kind,
        NumberStatus.UNKNOWN,
        monthly=fee(slot, facts),
        facts={"status": Origin.UNKNOWN},
    )


def _row(address: Address, live: ObservedNumber, monthly: Fee) -> StatusRow:
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
        monthly=monthly,
        facts=_origins(live),
    )


def _origins(live: ObservedNumber) -> dict[str, Origin]:
    """How each fact of such a number is known; a fact with parts is known no better than its parts."""
    parts = {fact: _origin(live, fact) for fact in facts_of(live.type)}
    wholes = {fact.partition(".")[0] for fact in parts if "." in fact}
    return parts | {
        whole: weakest(origin for fact, origin in parts.items() if fact.startswith(f"{whole}."))
        for whole in sorted(wholes)
    }


def _origin(live: ObservedNumber, fact: str) -> Origin:
    names = {fact, fact.partition(".")[0]}
    if not names.isdisjoint(live.unknown):
        return Origin.UNKNOWN
    return Origin.OBSERVED if names.isdisjoint(live.attested) else Origin.ATTESTED
