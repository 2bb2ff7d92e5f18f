"""By when the documents of a 400 must be in: said by the provider, recorded by us, or feared while nobody says.

A person who was asked to order a number may have ordered it that very day: until somebody says, that day counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from reconciler.contracts.facts import Facts
from reconciler.memory.memory import Memory
from reconciler.model.action import Verb
from reconciler.model.address import Address
from reconciler.model.calendar import day_of, documents_due
from reconciler.model.observation import DOCUMENTS_DUE, REJECTED, UNKNOWN, ObservedNumber
from reconciler.model.resource import HOTLINE

if TYPE_CHECKING:
    from reconciler.memory.records import TaskIssued


@dataclass(frozen=True, slots=True)
class DocumentsDue:
    """The instant, and how far it can be trusted."""

    instant: datetime
    asked: datetime | None = None
    """When a person was asked to order the number, where that is all that is known of its application."""
    later: datetime | None = None
    """A later instant that the provider, or somebody, gives now; the one recorded earlier counts."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A 400 that a person was asked to order, and of which nobody has said whether it was."""

    task: TaskIssued
    asked: datetime
    due: DocumentsDue


def documents_due_by(memory: Memory, address: Address, live: ObservedNumber) -> DocumentsDue | None:
    """When the documents of a live number must be in; None unless they are due."""
    waits = live.status in {DOCUMENTS_DUE, REJECTED}
    if live.type != HOTLINE or not (waits or _never_told(memory, live)):
        return None
    shown = live.deadline
    written = memory.due.get(live.identity)
    recorded = None if written is None else datetime.fromisoformat(written)
    if waits and shown is not None:
        if recorded is not None and recorded < shown:
            return DocumentsDue(recorded, later=shown)
        return DocumentsDue(shown)
    if recorded is not None:
        return DocumentsDue(recorded)
    asked = memory.asked.get(address)
    return None if asked is None else _provisional(datetime.fromisoformat(asked))


def _never_told(memory: Memory, live: ObservedNumber) -> bool:
    """Whether nobody has ever said how a number stands that cannot be read."""
    word = memory.attestations.get(live.identity)
    return live.status == UNKNOWN and (word is None or "status" not in word.fields)


def unanswered(facts: Facts) -> Iterator[tuple[Address, Unanswered]]:
    """The addresses where a 400 may have been ordered by hand, in address order."""
    for address, asked in sorted(facts.memory.asked.items()):
        task = facts.memory.tasks.get(f"{address}:{Verb.ORDER}")
        slot = facts.slots.get(address)
        if task is not None and (slot is None or slot.live is None):
            since = datetime.fromisoformat(asked)
            yield address, Unanswered(task, since, _provisional(since))


def _provisional(asked: datetime) -> DocumentsDue:
    return DocumentsDue(documents_due(day_of(asked)), asked=asked)
