"""The Workspace document: accounts, teams and what the organisation permits."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from reconciler.manifests.entries import PlaybackEntry
from reconciler.manifests.scalars import (
    ABSENT,
    AddressOrAccount,
    Amount,
    Count,
    Cron,
    Day,
    Duration,
    Name,
    Part,
    PathText,
    RuleCode,
    Text,
)

LEDGER_PATTERN = r"^(sqlite:///[^\n]+|postgresql(\+psycopg)?://[^\n]+|env:[A-Z][A-Z0-9_]*)$"


class TariffOverride(Part):
    """Prices in CNY that differ from the provider's published ones."""

    regular_monthly: Annotated[Amount | None, ABSENT] = None
    """A regular number, a month."""
    hotline_minimum: Annotated[Amount | None, ABSENT] = None
    """The least a 400 number costs a month."""
    hotline_minute: Annotated[Amount | None, ABSENT] = None
    """A minute of a 400 number."""
    package_least: Annotated[Amount | None, ABSENT] = None
    """The smallest 400 package."""
    package_most: Annotated[Amount | None, ABSENT] = None
    """The largest 400 package."""


class AccountEntry(Part):
    """One provider account."""

    provider: Name
    """Which provider it is at, e.g. `simulator` or `alibaba`."""
    settings: Annotated[dict[str, Any] | None, ABSENT] = None
    """The provider's own settings; never credentials."""
    playback: Annotated[PlaybackEntry | None, ABSENT] = None
    """An account-wide playback. It diverts every inbound call and needs its own acknowledgement."""
    tariff: Annotated[TariffOverride | None, ABSENT] = None
    """Prices that differ from the published ones."""


class LimitsEntry(Part):
    """What may be done per account and calendar month."""

    cancellations: Annotated[Count | None, ABSENT] = None
    """Numbers cancelled; 1 if left out."""
    purchases: Annotated[Count | None, ABSENT] = None
    """Numbers applied for; no limit if left out."""
    added_monthly: Annotated[Amount | None, ABSENT] = None
    """CNY a month added; no limit if left out."""


class TeamRules(Part):
    """Where a team's documents may lie and what it may use."""

    paths: list[PathText]
    """Folders of the team's documents, relative to the workspace."""
    accounts: list[Name]
    """Accounts its entries may use."""
    monthly_budget: Annotated[Amount | None, ABSENT] = None
    """CNY a month its numbers may cost."""
    contacts: Annotated[list[Text] | None, ABSENT] = None
    """Whom to ask or remind."""


class FreezeEntry(Part):
    """Days on which nothing is bought, changed or cancelled."""

    first: Annotated[Day, Field(alias="from")]
    """The first day, in Asia/Shanghai."""
    last: Annotated[Day, Field(alias="to")]
    """The last day, included."""
    reason: Text
    """Why."""


class ExceptionEntry(Part):
    """A reviewed exception: lifts one rule for one address until a day."""

    rule: RuleCode
    """The rule's code. VN401, VN402, VN405 and VN406 cannot be lifted."""
    address: AddressOrAccount
    """`team/key`, `-/NUMBER`, or the account's name."""
    reason: Text
    """Why, with the ticket."""
    until: Day
    """The last day it holds, in Asia/Shanghai."""


class FleetEntry(Part):
    """What workers do by themselves for every account, and when: five cron fields, in Asia/Shanghai."""

    drift: Annotated[Cron | None, ABSENT] = None
    """When each account's drift is reported, e.g. `0 7 * * *`."""
    plan: Annotated[Cron | None, ABSENT] = None
    """When each account is planned."""
    status: Annotated[Cron | None, ABSENT] = None
    """When each account's numbers are listed; the fleet's page searches them."""
    deadlines: Annotated[Cron | None, ABSENT] = None
    """When each account's deadlines are listed."""
    resume: Annotated[Cron | None, ABSENT] = None
    """When what follows from merged documents is carried out; nothing is ever bought."""
    jitter: Annotated[Duration | None, ABSENT] = None
    """Accounts are spread over this time after the hour they are due, e.g. `30m`; each keeps its place."""
    requests_per_second: Annotated[Count | None, ABSENT] = None
    """What all workers of one key together ask of a provider; the provider's own limit if left out."""


class WorkspaceSpec(Part):
    """The workspace's settings."""

    manifests: Annotated[list[PathText], Field(min_length=1)]
    """Folders with the documents, relative to the workspace."""
    ledger: Annotated[str | None, Field(pattern=LEDGER_PATTERN, max_length=500), ABSENT] = None
    """`sqlite:///PATH`, `postgresql+psycopg://…` or `env:NAME`; `sqlite:///.reconciler/ledger.db` if left out."""
    ledger_id: Annotated[str | None, Field(pattern=r"^[A-Za-z0-9-]{1,64}$"), ABSENT] = None
    """The ledger's own id: another or an empty ledger is then known to be the wrong one."""
    language: Annotated[Literal["en", "zh"] | None, ABSENT] = None
    """The language of reports for people, unless `--lang` or RECONCILER_LANG asks for another."""
    policies: Annotated[list[PathText] | None, ABSENT] = None
    """The organisation's JSON Schemas, run on every expanded entry."""
    plan_policies: Annotated[list[PathText] | None, ABSENT] = None
    """The organisation's JSON Schemas, run on every plan as a whole: of one that is against them nothing is done."""
    baseline: Annotated[PathText | None, ABSENT] = None
    """A reviewed file of numbers that the company is not ready to own, one a line."""
    approval: Annotated[Literal["plan"] | None, ABSENT] = None
    """`plan`: apply only an approved plan or digest."""
    attestations: Annotated[Literal["two-people"] | None, ABSENT] = None
    """`two-people`: an order or a cancellation rests on no attestation that a second person has not confirmed."""
    accounts: Annotated[dict[Name, AccountEntry], Field(min_length=1)]
    """The provider accounts, by the name teams use."""
    limits: Annotated[LimitsEntry | None, ABSENT] = None
    """How much may be bought, cancelled and added in a month."""
    teams: Annotated[dict[Name, TeamRules] | None, ABSENT] = None
    """The teams; if left out, any team may lie anywhere."""
    fleet: Annotated[FleetEntry | None, ABSENT] = None
    """What workers do by themselves, and when (`reconciler fleet`)."""
    freezes: Annotated[list[FreezeEntry] | None, ABSENT] = None
    """Days on which nothing is changed."""
    exceptions: Annotated[list[ExceptionEntry] | None, ABSENT] = None
    """Reviewed exceptions."""
