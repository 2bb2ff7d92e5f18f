"""The drift report: what moved since we last applied, and who moved it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from reconciler.model.address import Address
from reconciler.model.change import Scalar
from reconciler.model.listing import Deadline
from reconciler.model.money import Fee
from reconciler.model.resource import Source
from reconciler.noun import noun


class Category(StrEnum):
    """What kind of difference an entry is, the gravest first."""

    MISSING = "missing"
    LIFECYCLE = "lifecycle"
    VIOLATION = "violation"
    DEADLINE = "deadline"
    CHANGED = "changed"
    UNMANAGED = "unmanaged"
    UNKNOWN = "unknown"


class Mover(StrEnum):
    """Who moved since the last apply."""

    GIT = "git"
    LIVE = "live"
    """Another hand, in the console."""
    BOTH = "both"
    PROVIDER = "provider"
    UNKNOWN = "unknown"


@noun
class DriftField:
    """One field in three states."""

    path: str
    declared: Scalar
    live: Scalar
    last_applied: Scalar


@noun
class DriftEntry:
    """One address that is not as Git and the ledger say."""

    address: Address
    category: Category
    moved: Mover
    message: str
    team: str = ""
    fields: tuple[DriftField, ...] = ()
    first_seen: datetime | None = None
    """`as_of` of the oldest report in the chain of previous ones that has this entry."""
    grave: bool = False
    """Missing, released, restricted, cancelled without our tombstone, a violation, overdue."""
    quiet: bool = False
    """Sets no exit code: unknown, not yet due, or Git merely ahead."""
    source: Source | None = None
    """Where in Git the address is declared."""
    ignored: str = ""
    """The reviewed exception that lets it be: its reason and its last day."""
    half_done: bool = False
    """An apply of ours took it off its instance and could bind it to none."""
    over: bool = False
    """The number was released, rejected for good or cancelled: it does not come back."""
    again: bool = False
    """The earlier report has the entry too, with other live values."""


@noun
class Gone:
    """An entry of an earlier report that is no more."""

    address: Address
    category: Category
    team: str
    message: str
    first_seen: datetime | None = None


@noun
class MonthlyCost:
    """What a team's numbers cost in one calendar month, in CNY."""

    month: str
    """`2026-11`."""
    team: str
    """`-` for what nobody manages."""
    committed: Decimal
    """What cannot be avoided any more."""
    expected: Decimal
    """What it will be if nothing but the merged cancellations and purchases happens."""


@noun
class Overview:
    """The whole account, for people who look: numbers by status, cost by month and team, what is due."""

    statuses: Mapping[str, int]
    costs: tuple[MonthlyCost, ...]
    deadlines: tuple[Deadline, ...]


@noun
class DriftReport:
    """Every entry of one account at one instant."""

    as_of: datetime
    account: str
    entries: tuple[DriftEntry, ...]
    managed: int
    unmanaged: int
    unknown: int
    unmanaged_monthly: Fee
    gaps: tuple[str, ...] = ()
    """What was not read, in Git or at the provider, one sentence each."""
    previous: datetime | None = None
    """`as_of` of the earlier report that this one is compared with."""
    gone: tuple[Gone, ...] = ()
    """What that report had and this one has not."""
    overview: Overview | None = None
    needless: tuple[tuple[Source, str], ...] = ()
    """Lines of the reviewed list that do nothing, and why (VN613)."""
    among_several: bool = False
    """The workspace has other accounts too, so that a command must name this one."""

    @property
    def coverage(self) -> Decimal | None:
        """The share of the account's numbers that somebody manages, in percent; None for an empty account, and where
        not everything was read: what cannot be seen is neither managed nor unmanaged."""
        whole = self.managed + self.unmanaged if self.complete else 0
        return None if not whole else (Decimal(100 * self.managed) / whole).quantize(Decimal("0.1"))

    def is_new(self, entry: DriftEntry) -> bool:
        """Whether the earlier report did not have it."""
        return self.previous is not None and entry.first_seen is None

    @property
    def complete(self) -> bool:
        """Whether everything was read that the report rests on."""
        return not self.gaps
