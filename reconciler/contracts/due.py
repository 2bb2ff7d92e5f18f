"""By when the documents of a 400 must be in: said by the provider, recorded by us, or feared while nobody says.

A person who was asked to order a number may have ordered it that very day: until somebody says, that day counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from reconciler.contracts.facts import Facts
from reconciler.memory.memory import Memory, Owned
from reconciler.model.address import Address, unmanaged
from reconciler.model.calendar import day_of, documents_due
from reconciler.model.observation import NumberStatus, ObservedNumber
from reconciler.model.resource import HOTLINE
from reconciler.noun import noun


@noun
class DocumentsDue:
    """The instant, and how far it can be trusted."""

    instant: datetime
    issued: datetime | None = None
    """When a person was asked to order the number, where that is all that is known of its application."""
    later: datetime | None = None
    """A later instant that the provider, or somebody, gives now; the one recorded earlier counts."""


@noun
class Unanswered:
    """A 400 that a person was asked to order, and of which nobody has said whether or when it was."""

    number: str | None
    issued: datetime
    due: DocumentsDue
    ordered: bool = False
    """It was: the ledger has its number, and nothing shows how it stands."""


def documents_due_by(memory: Memory, address: Address, live: ObservedNumber) -> DocumentsDue | None:
    """When the documents of a live number must be in; None unless they are due."""
    waits = live.status in {NumberStatus.DOCUMENTS_DUE, NumberStatus.REJECTED}
    if live.type != HOTLINE or not (waits or _never_told(memory, live)):
        return None
    deadline = live.deadline
    written = memory.due.get(live.identity)
    recorded = None if written is None else datetime.fromisoformat(written)
    if waits and deadline is not None:
        if recorded is not None and recorded < deadline:
            return DocumentsDue(recorded, later=deadline)
        return DocumentsDue(deadline)
    if recorded is not None:
        return DocumentsDue(recorded)
    task_issued = _requested(memory, address, live.identity)
    return None if task_issued is None else _provisional(datetime.fromisoformat(task_issued))


def _requested(memory: Memory, address: Address, identity: str) -> str | None:
    """When a person was first asked to order the number, wherever it stands by now, and also if nobody has it."""
    places = (address, memory.owner.get(identity, address), unmanaged(identity))
    return next((memory.order_requests[place] for place in places if place in memory.order_requests), None)


def _never_told(memory: Memory, live: ObservedNumber) -> bool:
    """Whether nobody has ever said how a number stands that cannot be read."""
    word = memory.attestations.get(live.identity)
    return live.status == NumberStatus.UNKNOWN and (word is None or "status" not in word.fields)


def unanswered(facts: Facts) -> Iterator[tuple[Address, Unanswered]]:
    """The addresses where a 400 may have been ordered by hand and nothing shows it, in address order."""
    for address, issued in sorted(facts.memory.order_requests.items()):
        slot = facts.slots.get(address)
        if slot is None or slot.live is None:
            order, since = facts.memory.order_by_hand(address), datetime.fromisoformat(issued)
            owned = facts.memory.owned.get(address)
            if order is not None:
                yield address, Unanswered(order.number, since, _provisional(since))
            elif owned is not None and not owned.cancelled and not _past_documents(facts.memory, owned):
                due = _last_heard(facts.memory, owned) or _provisional(since)
                yield address, Unanswered(owned.number, since, due, ordered=True)


def _past_documents(memory: Memory, owned: Owned) -> bool:
    """Whether somebody has said, however long ago, that its documents are in, or that they never will be.

    What answers its callers was active: it is set only then.
    """
    word = memory.attestations.get(owned.number or "")
    status = None if word is None else word.fields.get("status")
    answers = any(path.startswith("ivr.") for path in owned.applied)
    past = status not in {None, NumberStatus.DOCUMENTS_DUE, NumberStatus.REJECTED}
    return past or answers or owned.address in memory.submitted


def _last_heard(memory: Memory, owned: Owned) -> DocumentsDue | None:
    """The deadline as it was recorded, or follows from a day that somebody vouched for once."""
    recorded = memory.due.get(owned.number or "")
    if recorded is not None:
        return DocumentsDue(datetime.fromisoformat(recorded))
    word = memory.attestations.get(owned.number or "")
    applied = None if word is None else word.fields.get("appliedOn")
    return None if applied is None else DocumentsDue(documents_due(date.fromisoformat(applied)))


def _provisional(issued: datetime) -> DocumentsDue:
    return DocumentsDue(documents_due(day_of(issued)), issued=issued)
