"""What teams want: the expanded, typed entries of every team file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from decimal import Decimal
from enum import StrEnum

from reconciler.model.address import Address
from reconciler.model.change import Scalar
from reconciler.model.wording import alike
from reconciler.noun import ClosedSet, noun


@noun
class Source:
    """Where in Git something is said."""

    file: str
    """Relative to the workspace, with forward slashes."""
    line: int
    """From 1."""


@noun
class Playback:
    """The inbound playback: an audio file and its description."""

    audio: str
    description: str


@noun
class Transfer:
    """Where a 400 number hands its calls to."""

    routing: str
    """`round-robin` or `random`."""
    to: tuple[str, ...]
    qualification: str | None = None
    """The provider never returns it, so a live transfer may not know it."""


@noun
class Ivr:
    """How a number answers."""

    playback: Playback | None = None
    transfer: Transfer | None = None


@noun
class Select:
    """Which 400 number will do when none is named."""

    prefix: str = ""


class NumberType(ClosedSet):
    """What the provider sells; capabilities, the matrix and the advice speak of each apart."""

    HOTLINE = "400"
    """Inbound only, never bound to an instance."""
    REGULAR = "regular"
    """A landline or mobile number."""
    PUBLIC = "public"
    """Public mode: outbound only, without a number of one's own."""


HOTLINE, REGULAR, PUBLIC = NumberType


class Purpose(StrEnum):
    """What a team says that a number is for; the provider's decision table has a type for each."""

    TWO_WAY = "two-way"
    """Calls in and out."""
    NOTIFICATION = "notification"
    """Calls out that tell something."""
    VERIFICATION_CODE = "verification-code"
    """Calls out that say a code."""
    HOTLINE = "hotline"
    """Calls in only."""


@noun
class DesiredNumber:
    """One declared number: a 400 hotline or a regular (landline or mobile) one."""

    address: Address
    team: str
    account: str
    type: NumberType
    """A hotline or a regular number."""
    source: Source
    number: str | None = None
    line: str | None = None
    """`landline` or `mobile`; None for a 400."""
    call_type: str = "inbound"
    """`inbound`, `outbound` or `both`; a 400 is inbound only."""
    region: str | None = None
    carrier: str | None = None
    package: Decimal | None = None
    """CNY a month; 400 numbers only."""
    enterprise: str | None = None
    script: str | None = None
    purpose: Purpose | None = None
    """Where the team says so."""
    instance: str | None = None
    """The instance's code (resolved from the team's key); regular numbers only."""
    routing: str | None = None
    """How that instance dispatches: `region-first` or `random`."""
    ivr: Ivr | None = None
    select: Select | None = None
    documents: str | None = None
    """The reference of the documents to submit for a 400."""
    more: Mapping[str, Scalar] = field(default_factory=dict, hash=False)
    """Fields that only their kind knows, by manifest path."""

    @property
    def inbound(self) -> bool:
        """Whether calls can come in on it."""
        return self.call_type != "outbound"

    @property
    def prefix(self) -> str:
        """What a 400 that `select` would do with begins with; empty where any will do."""
        return "" if self.select is None else self.select.prefix

    def suits(self, number: str | None, carrier: str | None) -> bool:
        """Whether a 400 of this number and carrier is one that the entry would do with."""
        return alike("carrier", carrier, self.carrier) and (number or "").startswith(self.prefix)


@noun
class DesiredPublicMode:
    """A team's use of public mode: outbound only, no number, pay as you go."""

    address: Address
    team: str
    account: str
    use: str
    """`verification-code` or `voice-notification`."""
    source: Source


@noun
class DeclaredInstance:
    """A service instance a team binds numbers to; it is made in the console, never here."""

    team: str
    key: str
    code: str
    routing: str
    source: Source
