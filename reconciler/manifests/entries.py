"""What a team declares: instances, IVR flows, hotlines, numbers, pools and public mode."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from reconciler.manifests.scalars import (
    ABSENT,
    REGULAR_NUMBER,
    AnyNumber,
    Count,
    Digits,
    HotlineNumber,
    InstanceCode,
    Name,
    Part,
    Prefix,
    RegularNumber,
    Text,
)

Line = Literal["landline", "mobile"]
CallType = Literal["inbound", "outbound", "both"]
PurposeText = Literal["two-way", "notification", "verification-code", "hotline"]


class InstanceEntry(Part):
    """A service instance made in the console; numbers are bound to it by this name."""

    code: InstanceCode
    """The instance's code in the console. It looks like a landline number and is none."""
    routing: Annotated[Literal["region-first", "random"] | None, ABSENT] = None
    """How it picks a number for a call: `region-first` (the default) or `random`."""


class PlaybackEntry(Part):
    """What callers hear: an approved audio file."""

    audio: Text
    """The audio file's name in the console; it must be approved there."""
    description: Text
    """What the recording says, for the console and for reviewers."""


class TransferEntry(Part):
    """Where a 400 number hands its calls to."""

    routing: Literal["round-robin", "random"]
    """How it picks the next number: `round-robin` or `random`."""
    to: Annotated[list[AnyNumber], Field(min_length=1, max_length=100)]
    """The registered numbers that ring, digits only."""
    qualification: Digits
    """The 400 qualification's id the targets are registered under."""


class IvrFlow(Part):
    """How a number answers; numbers name it by its key."""

    playback: Annotated[PlaybackEntry | None, ABSENT] = None
    """The inbound audio playback the carrier asks for."""
    transfer: Annotated[TransferEntry | None, ABSENT] = None
    """Where calls go; 400 numbers only."""


class SelectEntry(Part):
    """Which 400 number will do while none is named."""

    prefix: Annotated[Prefix | None, ABSENT] = None
    """The first digits it must have, e.g. `4009`."""


class DocumentsEntry(Part):
    """The documents the provider reviews after a 400 number is applied for."""

    reference: Text
    """Where the documents are, e.g. a ticket or an archive number."""


class _Entry(Part):
    ivr: Annotated[Name | None, ABSENT] = None
    """The key of the IVR flow it answers with."""
    enterprise: Annotated[Text | None, ABSENT] = None
    """The approved enterprise it is held by; the team's own if left out."""
    script: Annotated[Text | None, ABSENT] = None
    """The approved script; the team's own if left out."""
    purpose: Annotated[PurposeText | None, ABSENT] = None
    """What it is for; checked against the provider's decision table."""


class HotlineDefaults(_Entry):
    """What 400 numbers have in common."""

    select: Annotated[SelectEntry | None, ABSENT] = None
    """Which number will do, where none is named; one on offer is chosen by apply."""
    carrier: Annotated[Text | None, ABSENT] = None
    """The number's carrier ("Provider" in the console)."""
    package: Annotated[Count | None, ABSENT] = None
    """The package in whole CNY a month, 120 to 5000."""
    documents: Annotated[DocumentsEntry | None, ABSENT] = None
    """The documents to submit within 15 days; without them a person submits them by hand."""
    call_type: Annotated[Literal["inbound"] | None, ABSENT] = None
    """A 400 number is inbound only."""


class Hotline(HotlineDefaults):
    """A 400 number: inbound only, never bound to an instance."""

    number: Annotated[HotlineNumber | None, ABSENT] = None
    """The 400 number: ten digits. It is bought if it is on offer and was never ours."""


class RegularDefaults(_Entry):
    """What landline and mobile numbers have in common."""

    line: Annotated[Line | None, ABSENT] = None
    """`landline` or `mobile`."""
    call_type: Annotated[CallType | None, ABSENT] = None
    """`inbound`, `outbound` or `both` (the default)."""
    region: Annotated[Text | None, ABSENT] = None
    """Province and city, e.g. `浙江/杭州`."""
    instance: Annotated[Name | None, ABSENT] = None
    """The key of the service instance it is bound to."""


class Regular(RegularDefaults):
    """A landline or mobile number."""

    number: Annotated[RegularNumber | None, ABSENT] = None
    """The number, digits with the area code. Named means that it exists; left out means that one is requested."""


class _OneOfThree:
    """A member is a number, nothing (one is requested) or an entry of its own."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """`if/then` in place of the union, so that a bad member is explained by the one branch it means."""
        branches: list[dict[str, Any]] = handler(core)["anyOf"]
        entry = next(branch for branch in branches if "$ref" in branch)
        number = {"type": ["string", "null"], "pattern": REGULAR_NUMBER}
        return {"if": {"type": "object"}, "then": entry, "else": number}


Member = Annotated[RegularNumber | Regular | None, _OneOfThree()]


class PoolEntry(Part):
    """Numbers that are alike: one template, named members."""

    template: Annotated[RegularDefaults | None, ABSENT] = None
    """What all members have in common."""
    members: Annotated[dict[Name, Member], Field(min_length=1)]
    """Key to number; a key with no value requests a number."""


class PublicModeEntry(Part):
    """Public mode: outbound only, without a number of one's own, pay as you go."""

    use: Literal["verification-code", "voice-notification"]
    """What is sent: `verification-code` or `voice-notification`."""


class Defaults(Part):
    """What every entry of a section has unless it says otherwise."""

    hotlines: Annotated[HotlineDefaults | None, ABSENT] = None
    """For every entry of `hotlines`."""
    numbers: Annotated[RegularDefaults | None, ABSENT] = None
    """For every entry of `numbers` and every pool member."""
