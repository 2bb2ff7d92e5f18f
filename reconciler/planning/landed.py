"""Calls that were settled as not done and landed after all: an incident, not drift."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.contracts.facts import Slot
from reconciler.kinds import KINDS
from reconciler.memory.memory import Memory
from reconciler.memory.records import Intent
from reconciler.model.action import Verb
from reconciler.model.address import Address
from reconciler.model.observation import ObservedState
from reconciler.planning.settle import happened
from reconciler.wire.write import scalar


def landed(
    memory: Memory, observed: ObservedState, slots: Mapping[Address, Slot]
) -> Mapping[Address, Intent]:
    """Those whose effect stands there and that nobody wants any more, by address."""
    return {
        intent.address: intent
        for _, intent in sorted(memory.denied.items())
        if intent.address not in memory.held
        and happened(intent, memory, observed)
        and not _wanted(intent, slots.get(intent.address, Slot(intent.address)))
    }


def _wanted(intent: Intent, slot: Slot) -> bool:
    """Whether the effect is what Git wants, or what the slot has anyhow."""
    if intent.action == Verb.CANCEL:
        return slot.tombstone is not None or (slot.owned is not None and slot.owned.cancelled)
    if intent.action == Verb.ORDER:
        return slot.owned is None or slot.owned.number in {None, intent.number}
    if slot.desired is None:
        return False
    kind = next(kind for kind in KINDS if kind.name == intent.resource)
    wanted = kind.wanted(slot.desired)
    return all(scalar(wanted.get(path)) == value for path, value in intent.fields.items())
