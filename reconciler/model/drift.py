"""The drift report: what moved since we last applied, and who moved it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reconciler.model.address import Address
from reconciler.model.change import Scalar
from reconciler.model.money import Fee


@dataclass(frozen=True, slots=True)
class DriftField:
    """One field in three states."""

    path: str
    declared: Scalar
    live: Scalar
    last_applied: Scalar


@dataclass(frozen=True, slots=True)
class DriftEntry:
    """One address that is not as Git and the ledger say."""

    address: Address
    category: str
    """`missing`, `unmanaged`, `changed`, `lifecycle`, `deadline`, `violation` or `unknown`."""
    moved: str
    """Who: `git`, `live`, `both`, `provider` or `unknown`."""
    message: str
    team: str = ""
    fields: tuple[DriftField, ...] = ()
    first_seen: datetime | None = None
    """`as_of` of the oldest report in the chain of previous ones that has this entry."""
    grave: bool = False
    """Missing, released, restricted, cancelled without our tombstone, a violation, overdue."""
    quiet: bool = False
    """Sets no exit code: unknown, not yet due, or Git merely ahead."""


@dataclass(frozen=True, slots=True)
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

    @property
    def complete(self) -> bool:
        """Whether everything was read that the report rests on."""
        return not self.gaps
