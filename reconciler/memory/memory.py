"""What a plan needs to know of the past: one account's ledger, folded (`memory/fold.py` does that)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from reconciler.model.action import Verb, action_id
from reconciler.model.address import Address
from reconciler.model.change import Scalar
from reconciler.noun import noun, replace

if TYPE_CHECKING:
    from reconciler.memory.records import Attested, Intent, RunStarted, TaskIssued, TaskWithdrawn

GENESIS = "0" * 64


@noun
class Head:
    """The end of an account's chain."""

    seq: int = 0
    hash: str = GENESIS


@noun
class Owned:
    """What we know we own at an address."""

    address: Address
    number: str | None
    application: str | None = None
    applied: Mapping[str, Scalar] = field(default_factory=dict)
    """Last applied: manifest path to value; the number itself is `number`."""
    cancelled: bool = False
    """We cancelled it ourselves."""
    since: str = field(default="", compare=False)
    """The ISO instant at which its order was accepted; empty for what was adopted. A list may lag behind it."""
    off_since: str = field(default="", compare=False)
    """The ISO instant at which it was taken off its instance to be bound to another; empty once it is bound again."""


def young(owned: Owned, now: datetime, lag: timedelta) -> bool:
    """Whether its order was accepted less than `lag` ago."""
    return owned.since != "" and now - datetime.fromisoformat(owned.since) <= lag


@noun
class Withdrawn:
    """A task that is not to be done any more."""

    task: TaskIssued
    record: TaskWithdrawn


@noun
class Closing:
    """A task that an attestation closed, with the slot before and after it."""

    task: TaskIssued
    at: str
    before: Owned | None
    after: Owned | None


@noun
class Spent:
    """What was done in one calendar month, finished and open intents alike, one count per slot.

    An address with an open intent is in here and in the plan as a held action: a limit counts it once.
    """

    purchases: frozenset[Address] = frozenset()
    cancellations: frozenset[Address] = frozenset()
    added_monthly: Decimal = Decimal(0)
    """CNY a month that the purchases add."""
    monthly: Mapping[Address, Decimal] = field(default_factory=dict, compare=False)
    """The same by address."""


@noun
class Lost:
    """Why a ledger is not believed: it is gone, an older copy, or the clock is behind its last record."""

    message: str
    hint: str = ""
    """The way out, where it is not to rebuild the ledger."""


@noun
class Memory:
    """One account's ledger, folded."""

    head: Head = Head()
    owned: Mapping[Address, Owned] = field(default_factory=dict)
    open: Mapping[str, Intent] = field(default_factory=dict)
    """Intents without an outcome, by id."""
    held: Mapping[Address, Intent] = field(default_factory=dict)
    """The same, by address: a slot has at most one open intent."""
    owner: Mapping[str, Address] = field(default_factory=dict)
    """Every number, and every application for one, that was ever ours, to the address it was ours at."""
    named: Set[str] = frozenset()
    """Every number any intent ever named: chosen again only if it was refused and nothing else is on offer."""
    pinned: Mapping[Address, str] = field(default_factory=dict)
    """A slot whose purchase once ended unknown keeps its number until a person decides otherwise."""
    denied: Mapping[str, Intent] = field(default_factory=dict)
    """Calls of unknown outcome that were settled as not done, by action id: one may land after all."""
    doubted: Set[Address] = frozenset()
    """Slots with a call that only a read says did not happen. The read may be older than the call, so the month's
    limits go on counting them, whatever a later call is told, until it is done or a person decides."""
    activated: bool = False
    """Public mode was activated: for ever, so nobody needs to see it again."""
    consents: Set[str] = frozenset()
    """Tombstones that were used."""
    spent: Mapping[str, Spent] = field(default_factory=dict)
    """By billing month."""
    tasks: Mapping[str, TaskIssued] = field(default_factory=dict)
    """Issued human tasks, by action id. An Outcome whose `intent` is that id closes one."""
    withdrawn: Mapping[str, Withdrawn] = field(default_factory=dict)
    """Tasks that are not to be done any more, by action id, until the same is asked for again or somebody says
    what became of it."""
    order_requests: Mapping[Address, str] = field(default_factory=dict)
    """Where a person was asked to order a 400, and when first: it may have been ordered that very day."""
    due: Mapping[str, str] = field(default_factory=dict)
    """By number: the earliest instant at which we recorded that its documents are due."""
    submitted: Mapping[Address, str] = field(default_factory=dict)
    """Where documents were submitted, and when last."""
    attestations: Mapping[str, Attested] = field(default_factory=dict)
    """By subject: what was last said of each of its facts."""
    words: Mapping[int, Attested] = field(default_factory=dict)
    """Every attestation that was not taken back, by its number: the nth of the ledger."""
    attested: int = 0
    """How many attestations there ever were."""
    confirmed: Mapping[int, str] = field(default_factory=dict)
    """Attestations that a second person vouches for, and who."""
    closings: Mapping[int, tuple[Closing, ...]] = field(default_factory=dict)
    """By attestation: the tasks it closed."""
    run: RunStarted | None = None
    """The last apply that began."""
    fates: Mapping[str, str] = field(default_factory=dict)
    """Of that run: action id to `done`, `not-done`, `issued` (a human task) or `unknown`; an action that is
    missing was not started."""
    ended: bool = True
    """Whether that run came to its end and reported every fate."""
    moves: Mapping[tuple[Address, Address], str] = field(default_factory=dict)
    """From where to where a number or an application was moved last: a line of `moved` counts once."""
    last: str = field(default="", compare=False)
    """The latest ISO instant of any record of a run, in Shanghai's time; empty where nothing was run."""
    forgotten: Set[Address] = frozenset()
    """Left Git without a tombstone; what they owned stays in `owner`."""
    lost: Lost | None = None
    """Set where the ledger is not believed. Never recorded."""
    rebuilding: bool = False
    """Rebuilt after a loss and not yet acknowledged: purchases are blocked."""
    rebuilt: str = ""
    """When it was last begun again, or that acknowledged: an ISO instant. What was done that month before it may
    not be in it."""

    def order_by_hand(self, address: Address) -> TaskIssued | None:
        """The order at an address that a person has in hand, or was told to leave, perhaps too late."""
        name = action_id(address, Verb.ORDER)
        withdrawn = self.withdrawn.get(name)
        return self.tasks.get(name) or (None if withdrawn is None else withdrawn.task)

    def about(self, addresses: Collection[Address], subjects: Collection[str]) -> Memory:
        """The same, where what is looked through entry by entry holds these addresses and attested subjects alone."""
        names = [action_id(address, verb) for address in addresses for verb in Verb]
        return replace(
            self,
            held={a: self.held[a] for a in addresses if a in self.held},
            order_requests={a: self.order_requests[a] for a in addresses if a in self.order_requests},
            tasks={name: self.tasks[name] for name in names if name in self.tasks},
            withdrawn={name: self.withdrawn[name] for name in names if name in self.withdrawn},
            attestations={s: self.attestations[s] for s in subjects if s in self.attestations},
        )


EMPTY_MEMORY = Memory()
