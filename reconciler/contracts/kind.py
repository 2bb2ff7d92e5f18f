"""What a resource kind is: one aspect of the numbers that can be wanted, seen and changed.

The stages know no kind by name: they ask each one what it wants done in an account, and flatten wanted and live values
to manifest paths for plan and drift alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from reconciler.catalogue import console
from reconciler.contracts.facts import Facts, Slot
from reconciler.model.action import Action, Effect, Verb
from reconciler.model.change import Fields
from reconciler.model.listing import Step
from reconciler.model.observation import ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, REGULAR, DesiredNumber, NumberType
from reconciler.noun import noun, replace

EVERY_TYPE = frozenset({HOTLINE, REGULAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field of a number: what it is called, which numbers have it, and how its value may become known."""

    path: str
    """As in manifests, plans and attestations: `documents.reference`."""
    fact: str
    """As in a provider's `reads` and in `unknown`: an attribute of ObservedNumber, or a part of one."""
    types: frozenset[NumberType] = EVERY_TYPE
    """The number types that have it."""
    inherent: frozenset[NumberType] = frozenset()
    """The number types of which it is known without being read: a 400 is inbound by its nature."""
    parse: Callable[[str], Any] | None = None
    """Reads a person's word; None where nobody can vouch for it. Raises ValueError with what would do."""
    always: bool = False
    """Every number has it: nobody can vouch for there being none."""
    immutable: bool = False
    """Fixed when the number is applied for."""
    more: bool = False
    """Kept by its path in `more` of wanted and live numbers: a field that no other kind knows."""
    fill: Callable[[ObservedNumber, Any], ObservedNumber] | None = None
    """Puts an attested value in; None where `fact` is a plain attribute."""

    def filled(self, number: ObservedNumber, value: Any) -> ObservedNumber:
        """The number with this field's value as attested."""
        if self.more:
            return replace(number, more={**number.more, self.path: value})
        return self.fill(number, value) if self.fill is not None else replace(number, **{self.fact: value})


@noun
class Draft:
    """An action that would close a difference, not yet judged, with the fields it would change."""

    action: Action
    before: Fields = field(default_factory=dict)
    after: Fields = field(default_factory=dict)


def action_at(
    slot: Slot, kind: str, verb: Verb, *, application: str | None = None, awaits: str = ""
) -> Action:
    """An action on what stands at a slot, as yet without cost or consent."""
    return Action(
        slot.address,
        kind,
        verb,
        slot.team,
        number=slot.number,
        application=application,
        source=slot.source,
        awaits=awaits,
    )


@noun
class ByHand:
    """How a person does something, and how they say that it was done."""

    steps: tuple[Step, ...]
    vouch: str


def one_of(*words: str) -> Callable[[str], str]:
    """Parses what is attested of a field that has only these words. Raises ValueError with what fits."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(phrase("one of {statuses}", statuses=", ".join(words)))
        return text

    return parse


def nothing_to_check(_slot: Slot) -> Iterable[str]:
    """Nothing."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbSpec:
    """One thing that a kind has done: what it is called, when it runs, and how a person does it."""

    verb: Verb
    title: str
    """For a task card: `Bind an instance`."""
    rank: int
    """At one address the lower rank runs, and is read, first."""
    types: tuple[NumberType, ...]
    """The number types it is for; none for what only the ledger learns."""
    after: tuple[Verb, ...] = ()
    """What must be done before it at the same address."""
    fact: str = ""
    """The fact in which its effect shows."""
    releases: bool = False
    """It takes something off a number: it waits until what it makes room for can be done, and where there is no list of
    everything, what was taken off is merely not shown any more, which may mean anything."""
    vouch: str = ""
    """How a person says that it was done; empty where the fields it sets say so."""
    steps: tuple[Step, ...] = ()
    """What a person does in the console once the list is open and the number found."""
    otherwise: Mapping[str, ByHand] = field(default_factory=dict)
    """The number types of which a person does it, or says so, in another way."""
    checks: Callable[[Slot], Iterable[str]] = nothing_to_check
    """What a person makes sure of once more before what cannot be undone."""
    proof: Callable[[Fields, ObservedNumber], bool | None] | None = None
    """Whether a number shows what a call with these fields does to it; None if that cannot be told. Without it, the
    fields themselves are compared."""

    def by_hand(self, number_type: NumberType) -> ByHand:
        """How a person does it to a number of this type, beginning at the list of such numbers."""
        own = self.otherwise.get(number_type, ByHand(self.steps, self.vouch))
        page = console.PAGES.get(number_type)
        find = () if self.verb.effect is Effect.BUYS else (console.FIND,)
        return own if page is None else replace(own, steps=(page, *find, *own.steps))


class Kind(Protocol):
    """One resource kind; an object in a file of `kinds/`."""

    name: str
    """As written in a plan's `kind`."""
    whole: bool
    """Whether a path that is not declared is wanted to be absent (a binding), or left alone (a region)."""
    fields: tuple[FieldSpec, ...]
    """What it owns of a number, in the order in which a list shows it."""
    verbs: tuple[VerbSpec, ...]
    """What it has done."""

    def wanted(self, desired: DesiredNumber) -> Fields:
        """What is declared, flattened to manifest paths; absent values are absent keys."""
        ...

    def live(self, observed: ObservedNumber) -> Fields:
        """What is observed, flattened the same way; unknown values are absent keys."""
        ...

    def blind(self, observed: ObservedNumber) -> frozenset[str]:
        """The paths on which this observation says nothing: they are never compared."""
        ...

    def propose(self, facts: Facts) -> Iterable[Draft]:
        """The drafts that close the differences of this account, in slot order; none where nothing differs."""
        ...
