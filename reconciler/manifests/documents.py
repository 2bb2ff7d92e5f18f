"""The four kinds of document. Their docstrings become the schema's descriptions, which is what an editor shows."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from reconciler.manifests.entries import (
    Defaults,
    Hotline,
    InstanceEntry,
    IvrFlow,
    PoolEntry,
    PublicModeEntry,
    Regular,
)
from reconciler.manifests.scalars import ABSENT, AddressText, AnyNumber, Day, LabelName, Name, Part, Text
from reconciler.manifests.workspace import WorkspaceSpec

API_VERSION = "voice.reconciler/v1"
ApiVersion = Literal["voice.reconciler/v1"]


class Metadata(Part):
    """What a document is called."""

    name: Name
    """The document's name: small letters, digits and hyphens."""
    labels: Annotated[dict[LabelName, Text] | None, ABSENT] = None
    """Free labels, e.g. a cost centre."""


class _Document(Part):
    api_version: ApiVersion
    """The format of this document."""
    metadata: Metadata
    """Its name and labels."""


class WorkspaceDocument(_Document):
    """The workspace: accounts, teams and what the organisation permits."""

    kind: Literal["Workspace"]
    """`Workspace`."""
    spec: WorkspaceSpec
    """Its accounts, teams and limits."""


class MovedEntry(Part):
    """An entry without a number that stands under another key, or in another team, than it did."""

    origin: Annotated[AddressText, Field(alias="from")]
    """`team/key` where it stood."""
    address: Annotated[AddressText, Field(alias="to")]
    """`team/key` where it stands now, in this team."""


class TeamSpec(Part):
    """What a team declares."""

    account: Name
    """The account its entries live in."""
    enterprise: Annotated[Text | None, ABSENT] = None
    """An approved enterprise; an entry may name another."""
    script: Annotated[Text | None, ABSENT] = None
    """An approved script; an entry may name another."""
    defaults: Annotated[Defaults | None, ABSENT] = None
    """What entries have unless they say otherwise."""
    instances: Annotated[dict[Name, InstanceEntry] | None, ABSENT] = None
    """Service instances numbers are bound to, by key."""
    ivr: Annotated[dict[Name, IvrFlow] | None, ABSENT] = None
    """IVR flows numbers answer with, by key."""
    hotlines: Annotated[dict[Name, Hotline] | None, ABSENT] = None
    """400 numbers, by key. A key names a number; it is not the number."""
    numbers: Annotated[dict[Name, Regular] | None, ABSENT] = None
    """Landline and mobile numbers, by key."""
    pools: Annotated[dict[Name, PoolEntry] | None, ABSENT] = None
    """Groups of numbers that are alike, by key."""
    public_mode: Annotated[dict[Name, PublicModeEntry] | None, ABSENT] = None
    """Uses of public mode, by key."""
    moved: Annotated[list[MovedEntry] | None, ABSENT] = None
    """Where entries without a number stood before; a line stays as the record of its move."""


class TeamDocument(_Document):
    """One team's numbers; a team may have several such documents, and its keys are unique over all of them."""

    kind: Literal["Team"]
    """`Team`."""
    spec: TeamSpec
    """What the team declares."""


class Accept(Part):
    """What is accepted by cancelling."""

    irreversible: Literal[True]
    """The number is lost for ever."""
    current_month_fee_still_charged: Literal[True]
    """This month's fee is not refunded."""


class CancellationSpec(Part):
    """Consent to lose one number for ever."""

    target: AddressText
    """`team/key` of the entry that held it, or `-/NUMBER` for a number nobody manages."""
    number: AnyNumber
    """The number, typed again: it must equal the live number."""
    reason: Text
    """Why, with the ticket."""
    not_before: Day
    """The first day it may be cancelled, in Asia/Shanghai."""
    expires: Day
    """The last day this consent holds, in Asia/Shanghai."""
    accept: Accept
    """The consequences, accepted one by one."""
    requested_by: Text
    """Who asks for it."""
    account: Annotated[Name | None, ABSENT] = None
    """The account, only where neither the ledger nor a single account tells it."""


class CancellationDocument(_Document):
    """A tombstone: stays in Git as the record."""

    kind: Literal["Cancellation"]
    """`Cancellation`."""
    spec: CancellationSpec
    """What is cancelled, why and when."""


class AcknowledgementSpec(Part):
    """The console's "I acknowledge and agree", as code."""

    notice: Literal["inbound-audio-playback", "account-wide-playback"]
    """Which notice."""
    version: Day
    """The notice's version: a newer notice needs a new acknowledgement."""
    statement: Literal["I acknowledge and agree"]
    """The console's words."""
    by: Text
    """Who agrees."""
    acknowledged_on: Day
    """When, in Asia/Shanghai."""
    account: Name
    """For which account."""


class AcknowledgementDocument(_Document):
    """The compliance confirmation of the console, once per account."""

    kind: Literal["Acknowledgement"]
    """`Acknowledgement`."""
    spec: AcknowledgementSpec
    """What is agreed to, by whom and for which account."""


AnyDocument = WorkspaceDocument | TeamDocument | CancellationDocument | AcknowledgementDocument

DOCUMENT_KINDS: dict[str, type[AnyDocument]] = {
    "Workspace": WorkspaceDocument,
    "Team": TeamDocument,
    "Cancellation": CancellationDocument,
    "Acknowledgement": AcknowledgementDocument,
}
"""Every kind by the word in `kind:`."""
