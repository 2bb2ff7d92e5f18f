"""The desired state: everything Git says about one workspace, expanded and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Any

from reconciler.model.address import Address
from reconciler.model.fleet import Schedule
from reconciler.model.resource import DeclaredInstance, DesiredNumber, DesiredPublicMode, Playback, Source
from reconciler.model.tariff import SEED_TARIFF, Tariff
from reconciler.noun import noun


@noun
class Tombstone:
    """A Cancellation document: one team's consent to lose one number for ever."""

    name: str
    team: str
    """The team whose path the document lies in."""
    target: Address
    number: str
    reason: str
    not_before: date
    expires: date
    """Inclusive; both are days in Asia/Shanghai."""
    requested_by: str
    source: Source
    account: str | None = None
    sha256: str | None = None
    """Of the document's file: the ledger keeps what was consented to, word for word."""


@noun
class DeclaredMove:
    """A line of `moved`: an entry without a number stands at another address than it did."""

    origin: Address
    address: Address
    source: Source


@noun
class Acknowledgement:
    """The console's "I acknowledge and agree", as code."""

    name: str
    notice: str
    version: str
    by: str
    acknowledged_on: date
    account: str
    source: Source


@noun
class Team:
    """One team: the paths and accounts it stays in, its budget, whom to ask."""

    name: str
    paths: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    budget: Decimal | None = None
    """CNY a month."""
    contacts: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


@noun
class Limits:
    """What may be done per account and calendar month; None is no limit."""

    cancellations: int | None = 1
    purchases: int | None = None
    added_monthly: Decimal | None = None
    """CNY a month."""


@noun
class Freeze:
    """Days on which nothing is bought, changed or cancelled; both ends included."""

    first: date
    last: date
    reason: str


@noun
class Exemption:
    """A reviewed exception: lifts one rule for one address until a day, inclusive."""

    rule: str
    address: Address
    reason: str
    until: date


@noun
class Account:
    """One provider account and how to reach it."""

    name: str
    provider: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    playback: Playback | None = None
    tariff: Tariff = SEED_TARIFF


@noun
class PlanPolicy:
    """One of the organisation's JSON Schemas that judge a whole plan."""

    file: str
    schema: Any = field(hash=False)
    """As JSON holds it; it is a schema, and ends."""


@noun
class Policy:
    """What the organisation permits, from reconciler.yaml."""

    limits: Limits = Limits()
    freezes: tuple[Freeze, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    approval: str | None = None
    """`plan`: apply only an approved plan or digest."""
    two_people: bool = False
    """Whether what cannot be undone rests on no attestation that a second person has not confirmed."""
    plan: tuple[PlanPolicy, ...] = ()
    """What judges a plan as a whole."""


@noun
class DesiredState:
    """All teams' entries of one workspace. Mappings are in address order."""

    workspace: str
    ledger: str
    accounts: Mapping[str, Account]
    teams: Mapping[str, Team]
    policy: Policy
    numbers: Mapping[Address, DesiredNumber]
    public_modes: Mapping[Address, DesiredPublicMode]
    instances: tuple[DeclaredInstance, ...]
    tombstones: tuple[Tombstone, ...]
    acknowledgements: tuple[Acknowledgement, ...]
    moves: tuple[DeclaredMove, ...] = ()
    """In the order of files and lines."""
    ledger_id: str | None = None
    schedule: Schedule | None = None
    """What workers do by themselves (`spec.fleet`)."""
    language: str | None = None
    """Which language reports for people are written in, where nobody asks for another."""
    baseline: Mapping[str, Source] = field(default_factory=dict)
    """Numbers and applications that nobody is ready to own, and where `spec.baseline` lists them."""
    manifests_digest: str = ""
    """SHA-256 over every manifest read: names and content."""
    policies_digest: str = ""
    gaps: tuple[str, ...] = ()
    """What of Git is not in here, because its file is not valid; one sentence a file."""

    @property
    def complete(self) -> bool:
        """Whether every file was valid. If not, absence means nothing."""
        return not self.gaps
