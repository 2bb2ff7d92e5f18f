"""The binding of a regular number to a service instance. A rebind is an unbind, then a bind.

Seed: "Service instances can only be bound to real numbers in the landline & mobile number category."
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.catalogue import console
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.kind import Draft, FieldSpec, VerbSpec, action_at
from reconciler.model.action import Verb
from reconciler.model.change import Fields
from reconciler.model.observation import ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import REGULAR, DesiredNumber

_ACTIVE = phrase("the number to become active")


class BindingKind:
    """Kind `binding`."""

    name = "binding"
    whole = True
    fields: tuple[FieldSpec, ...] = (
        FieldSpec(path="instance", fact="instance", types=frozenset({REGULAR}), parse=str),
        FieldSpec(path="routing", fact="routing", types=frozenset({REGULAR})),
    )
    verbs: tuple[VerbSpec, ...] = (
        VerbSpec(
            verb=Verb.BIND,
            title="Bind an instance",
            rank=80,
            types=(REGULAR,),
            after=(Verb.ORDER, Verb.UNBIND),
            fact="instance",
            steps=console.BIND,
        ),
        VerbSpec(
            verb=Verb.UNBIND,
            title="Unbind the instance",
            rank=40,
            types=(REGULAR,),
            fact="instance",
            releases=True,
            vouch="instance=",
            steps=console.UNBIND,
        ),
    )

    def wanted(self, desired: DesiredNumber) -> Fields:
        """The instance's code and how it dispatches."""
        return _fields(desired.instance, desired.routing)

    def live(self, observed: ObservedNumber) -> Fields:
        """The same, where it can be read."""
        return {} if "instance" in observed.unknown else _fields(observed.instance, observed.routing)

    def blind(self, observed: ObservedNumber) -> frozenset[str]:
        """Everything if the binding cannot be read; the dispatch where the provider does not tell."""
        if "instance" in observed.unknown:
            return frozenset({"instance", "routing"})
        return frozenset({"routing"} if observed.routing is None or observed.instance is None else ())

    def propose(self, facts: Facts) -> Iterator[Draft]:
        """Bind, unbind, or both."""
        for slot in facts.restless:
            desired, live = slot.desired, slot.live
            if live is not None and live.gone(facts.now):
                continue
            if desired is not None:
                if desired.type == REGULAR and (live is None or _differs(desired, live)):
                    yield from self._rebind(slot, desired, live)
            elif slot.tombstone is not None and live is not None and live.instance is not None:
                yield self._unbind(slot, live)

    def _rebind(self, slot: Slot, desired: DesiredNumber, live: ObservedNumber | None) -> Iterator[Draft]:
        """Unbind and bind wait together: a number is never left bound to nothing on the way."""
        awaits = "" if slot.active or desired.instance is None else _ACTIVE
        if live is not None and live.instance is not None:
            yield self._unbind(slot, live, awaits)
        if desired.instance is not None:
            yield self._bind(slot, desired, awaits)

    def _bind(self, slot: Slot, desired: DesiredNumber, awaits: str) -> Draft:
        return Draft(action_at(slot, self.name, Verb.BIND, awaits=awaits), {}, self.wanted(desired))

    def _unbind(self, slot: Slot, live: ObservedNumber, awaits: str = "") -> Draft:
        return Draft(action_at(slot, self.name, Verb.UNBIND, awaits=awaits), self.live(live), {})


def _differs(desired: DesiredNumber, live: ObservedNumber) -> bool:
    """Whether the binding must change. A binding that cannot be read differs from a wanted one."""
    if desired.instance != live.instance:
        return "instance" not in live.unknown or desired.instance is not None
    return (
        desired.instance is not None
        and desired.routing is not None
        and live.routing is not None
        and desired.routing != live.routing
    )


def _fields(instance: str | None, routing: str | None) -> Fields:
    if instance is None:
        return {}
    return {"instance": instance} if routing is None else {"instance": instance, "routing": routing}


BINDING_KIND = BindingKind()
