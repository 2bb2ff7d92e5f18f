"""The verdict on single addresses at their own price: what the whole plan would say, without making it.

An address stands alone if nothing but its own number, the facts that the whole account shares and the ledger decide
what is planned there: it is declared, its number is ours and undisputed, nothing moves there, and no verb is planned
that an `account` rule may stop. Of any other address only the whole account tells. A property test holds the two equal.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from reconciler import rules
from reconciler.contracts.facts import Facts, Slot
from reconciler.memory.memory import Memory
from reconciler.model.action import Action
from reconciler.model.address import Address
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.model.phone import is_number
from reconciler.model.resource import DesiredNumber
from reconciler.noun import noun, replace
from reconciler.planning.attesting import attested
from reconciler.planning.build import drafted
from reconciler.planning.gate import judge
from reconciler.planning.task_life import waiting

LASTS = timedelta(minutes=5)
"""How long a whole read is built upon."""


@noun
class Verdicts:
    """What is planned at addresses that stand alone."""

    facts: Facts
    """Of these addresses and no other."""
    actions: Mapping[str, Action] = field(default_factory=dict)
    """By id."""

    def covers(self, address: Address) -> bool:
        """Whether the address stands alone: where nothing is listed then, nothing is planned."""
        return address in self.facts.slots


@dataclass(slots=True)
class Ground:
    """An account as it was last read whole, and what looks at single numbers have shown since."""

    facts: Facts
    shared: frozenset[str] = frozenset()
    """What is attested of the account and of no number, by subject."""
    since: dict[str, ObservedNumber] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Facts) -> Ground:
        """Built on facts that were made from a whole read."""
        return cls(facts, frozenset(s for s in facts.memory.attestations if not is_number(s)))

    def holds(self, now: datetime) -> bool:
        """Whether the whole read is young enough, and no clock went back."""
        return timedelta(0) <= now - self.facts.observed.now <= LASTS

    def judge(
        self,
        addresses: Collection[Address],
        observed: ObservedState,
        memory: Memory,
        instead: Mapping[Address, DesiredNumber] | None = None,
    ) -> Verdicts:
        """What is planned at those of the addresses that stand alone, from a fresh read of their numbers.

        `instead`: entries to judge in the place of the declared ones.
        """
        about = memory.about(addresses, {*self.shared, *self._numbers(addresses, memory)})
        fresh = attested(observed, about, observed.now)
        slots = {
            address: slot
            for address in sorted(addresses)
            if (slot := self._slot(address, fresh, memory, instead or {})) is not None
        }
        facts = drafted(
            replace(
                self.facts,
                now=observed.now,
                observed=self._merged(fresh),
                slots=slots,
                unmanaged=(),
                held_for={},
                candidates={},
                pointers={},
                unread_transfers=(),
                settling={},
                landed={},
                memory=about,
            )
        )
        return _judged(facts)

    def is_news(self, address: Address, verdicts: Verdicts) -> bool:
        """Whether a look showed more than the whole read did: then that may not be all that has changed."""
        facts, before = verdicts.facts, self.facts.observed
        live = facts.slots[address].live
        return (
            (live is not None and live != before.numbers.get(live.identity))
            or facts.observed.instances != before.instances
            or facts.observed.audio != before.audio
        )

    def _numbers(self, addresses: Collection[Address], memory: Memory) -> set[str]:
        owned = (memory.owned.get(address) for address in addresses)
        return {slot.number for slot in owned if slot is not None and slot.number is not None}

    def _slot(
        self,
        address: Address,
        observed: ObservedState,
        memory: Memory,
        instead: Mapping[Address, DesiredNumber],
    ) -> Slot | None:
        """The slot as it is now; None where the address does not stand alone, or its number is not seen."""
        slot, owned = self.facts.slots.get(address), memory.owned.get(address)
        if (
            slot is None
            or slot.desired is None
            or slot.live is None
            or owned is None
            or address in memory.held
        ):
            return None
        if slot.conflict is not None or slot.tombstone is not None or slot.moved_from is not None:
            return None
        if owned.cancelled or owned.number is None or owned.number != slot.live.number:
            return None
        live = observed.numbers.get(owned.number)
        return None if live is None else Slot(address, instead.get(address, slot.desired), live, owned)

    def _merged(self, observed: ObservedState) -> ObservedState:
        """Everything that has been read so far, the latest first."""
        self.since.update(observed.numbers)
        before = self.facts.observed
        return replace(
            before,
            now=observed.now,
            numbers=ChainMap(self.since, cast(dict[str, ObservedNumber], before.numbers)),
            instances=observed.instances,
            audio=observed.audio,
        )


def _judged(facts: Facts) -> Verdicts:
    alone = {
        address: facts.by_address.get(address, ())
        for address in facts.slots
        if not any(rules.sweeping(action.verb) for action in facts.by_address.get(address, ()))
    }
    actions = tuple(action for group in alone.values() for action in group)
    slots = {address: facts.slots[address] for address in alone}
    facts = replace(facts, slots=slots, actions=actions, by_address=alone)
    findings = rules.run(facts, rules.SLOT_RULES)
    judged = judge(alone, findings, waiting(facts, findings))
    return Verdicts(facts, {action.id: action for action in judged})
