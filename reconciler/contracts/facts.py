"""What every rule and every kind is given: one frozen view of the world at `now`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from reconciler.memory.memory import EMPTY_MEMORY, Memory, Owned
from reconciler.model.action import Action
from reconciler.model.address import Address, team_of
from reconciler.model.capability import CANNOT, Capabilities
from reconciler.model.finding import Finding
from reconciler.model.observation import NumberStatus, ObservedNumber, ObservedState
from reconciler.model.phrase import phrase
from reconciler.model.resource import DesiredNumber, Source
from reconciler.model.state import Account, DesiredState, Tombstone
from reconciler.noun import noun

if TYPE_CHECKING:
    from reconciler.memory.records import Intent

UNLISTED = phrase("the list of the account's numbers is not complete")


@noun
class Conflict:
    """Why it is not known which number stands at an address: nothing happens there until Git says."""

    rule: str
    """The code of the rule that reports it."""
    message: str
    hint: str


class Claimable(StrEnum):
    """What an entry could have instead of a purchase, and so how it gets it."""

    NUMBER = "number"
    """It has digits that an entry can name."""
    APPLICATION = "application"
    """No number is allotted yet."""
    ORDER = "order"
    """A call of unknown outcome, or a purchase in a person's hands."""


@noun
class Candidate:
    """A number, an application or a call that may be what an entry asks for: nothing is bought beside it."""

    kind: Claimable
    identity: str
    """The number or the application's reference; of an order, its number if it named one, else empty."""
    was: Address | None
    """Where it was ours before, or was ordered; None if nowhere."""


@noun
class Pointer:
    """A hotline that transfers its calls to a number: what Git wants, what is live, or both."""

    address: Address
    """The hotline's; `-/NUMBER` for one that nobody manages."""
    declared: Source | None = None
    """Where Git says so, in whichever account of the workspace."""
    live: bool = False
    """Whether it does so now, as far as that is observed, attested or was last applied."""


@noun
class Slot:
    """One address: what is wanted there, what is live, what we remember, and who consented to its end."""

    address: Address
    desired: DesiredNumber | None = None
    live: ObservedNumber | None = None
    owned: Owned | None = None
    tombstone: Tombstone | None = None
    moved_from: Address | None = None
    """Where the ledger has the number, if Git has moved it here; `owned` is what is known of it there."""
    conflict: Conflict | None = None
    at_rest: bool = field(default=False, compare=False)
    """Whether Git, the account and the ledger agree in everything here: no kind closes a difference, and what looks for
    one passes by. `planning/rest.py` tells; False is always right, and slower."""

    @property
    def number(self) -> str | None:
        """The number at this address, from the best source there is."""
        if self.live is not None and self.live.number is not None:
            return self.live.number
        if self.owned is not None and self.owned.number is not None:
            return self.owned.number
        return None if self.desired is None else self.desired.number

    @property
    def team(self) -> str:
        """Whose slot it is: the declaring team's, the tombstone's, or the address's."""
        resource = self.desired or self.tombstone
        return team_of(self.address) if resource is None else resource.team

    @property
    def source(self) -> Source | None:
        """Where Git speaks of it; None for what is only remembered."""
        resource = self.desired or self.tombstone
        return None if resource is None else resource.source

    @property
    def active(self) -> bool:
        """Whether the number can be bound and configured now."""
        return self.live is not None and self.live.status == NumberStatus.ACTIVE


@noun
class Facts:
    """Everything a rule may look at. Rules look; they never act, read or raise."""

    now: datetime
    account: Account
    desired: DesiredState
    """The whole workspace; `slots` holds this account's part."""
    observed: ObservedState
    slots: Mapping[Address, Slot]
    """Declared, tombstoned and remembered addresses of this account, in order."""
    unmanaged: tuple[ObservedNumber, ...] = ()
    """Numbers of the account that no slot claims, in order."""
    held_for: Mapping[str, tuple[Address, ...]] = field(default_factory=dict)
    """Unclaimed identity to the addresses whose order may have got it: it is nobody else's, and no orphan."""
    candidates: Mapping[Address, tuple[Candidate, ...]] = field(default_factory=dict)
    """Addresses without a number, with what may be theirs already."""
    chosen: Mapping[Address, str] = field(default_factory=dict)
    """The 400 that an approved plan showed for each `select`: that one or none, for the whole run."""
    pointers: Mapping[str, tuple[Pointer, ...]] = field(default_factory=dict)
    """Number to the hotlines, of any team or of nobody, that transfer to it."""
    unread_transfers: tuple[Address, ...] = ()
    """Hotlines of which nobody knows where they transfer to."""
    memory: Memory = EMPTY_MEMORY
    capabilities: Capabilities = CANNOT
    settling: Mapping[str, str] = field(default_factory=dict)
    """Open calls, and issued tasks, that the next apply settles: id to what as, and why."""
    landed: Mapping[Address, Intent] = field(default_factory=dict)
    """Calls that were settled as not done, whose effect stands there now and is not wanted any more."""
    actions: tuple[Action, ...] = ()
    """The draft plan, before the gate."""
    by_address: Mapping[Address, tuple[Action, ...]] = field(default_factory=dict)
    """The same, by address."""
    stops: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """Action id to what the rules of earlier turns say against it."""

    @property
    def restless(self) -> Iterator[Slot]:
        """The slots where something may differ or is to come: of a fleet without changes hardly any."""
        return (slot for slot in self.slots.values() if not slot.at_rest)

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all service instances, declared or live."""
        declared = (instance.code for instance in self.desired.instances)
        bound = (number.instance for number in self.observed.numbers.values() if number.instance is not None)
        return frozenset({*declared, *bound, *(self.observed.instances or ())})

    @property
    def gaps(self) -> tuple[str, ...]:
        """What was not read, in Git or at the provider, one sentence each. Empty: everything was."""
        listing = () if self.observed.complete or self.observed.gaps else (UNLISTED,)
        return (*self.desired.gaps, *self.observed.gaps, *listing)
