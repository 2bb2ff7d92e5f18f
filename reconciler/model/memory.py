"""The ledger's records folded into what a plan needs to know of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from reconciler.model.action import Verb
from reconciler.model.address import Address
from reconciler.model.calendar import month_of
from reconciler.model.change import Fields
from reconciler.model.records import (
    Adopted,
    Attested,
    Forgotten,
    Intent,
    Outcome,
    Rebuilt,
    Record,
    RunStarted,
    TaskIssued,
)

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The end of an account's chain."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Owned:
    """What we know we own at an address."""

    address: Address
    number: str | None
    application: str | None = None
    applied: Mapping[str, object] = field(default_factory=dict)
    """Last applied: manifest path to value."""
    cancelled: bool = False
    """We cancelled it ourselves."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What was done in one calendar month, finished and open intents alike, one count per slot."""

    purchases: frozenset[Address] = frozenset()
    cancellations: frozenset[Address] = frozenset()
    added_monthly: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Memory:
    """One account's ledger, folded."""

    head: Head = Head()
    owned: Mapping[Address, Owned] = field(default_factory=dict)
    open: Mapping[str, Intent] = field(default_factory=dict)
    """Intents without an outcome, by id."""
    held: Mapping[Address, Intent] = field(default_factory=dict)
    """The same, by address: a slot has at most one open intent."""
    owner: Mapping[str, Address] = field(default_factory=dict)
    """Every number that was ever ours, to the address it was ours at."""
    named: frozenset[str] = frozenset()
    """Every number any intent ever named: never chosen for another slot."""
    pinned: Mapping[Address, str] = field(default_factory=dict)
    """A slot whose purchase once ended unknown keeps its number until a person decides otherwise."""
    consents: frozenset[str] = frozenset()
    """Tombstones that were used."""
    spent: Mapping[str, Spent] = field(default_factory=dict)
    """By billing month."""
    tasks: Mapping[str, TaskIssued] = field(default_factory=dict)
    """Issued human tasks, by action id."""
    attestations: Mapping[str, Attested] = field(default_factory=dict)
    """The latest per subject."""
    run: RunStarted | None = None
    """The last apply that began."""
    fates: Mapping[str, str] = field(default_factory=dict)
    """Of that run: action id to `done`, `not-done` or `unknown`; an action that is missing was not started."""
    forgotten: frozenset[Address] = frozenset()
    rebuilding: bool = False
    """Rebuilt after a loss and not yet acknowledged: purchases are blocked."""


EMPTY = Memory()
