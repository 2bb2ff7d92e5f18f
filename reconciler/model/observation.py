"""What the provider has, as far as it could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from reconciler.errors import Inconsistent
from reconciler.model.calendar import documents_due, midnight
from reconciler.model.change import Scalar
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, Ivr, NumberType, Playback
from reconciler.model.trace import NO_TRACES, Traces
from reconciler.noun import ClosedSet, noun

NO_FACTS: frozenset[str] = frozenset()


class NumberStatus(ClosedSet):
    """Where a number stands in its life; the provider's own words stay beside it."""

    DOCUMENTS_DUE = "documents_due"
    """A 400 waits for its documents."""
    REVIEWING = "reviewing"
    ACTIVE = "active"
    RESTRICTED = "restricted"
    """The carrier made it unusable."""
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    RELEASED = "released"
    """Its documents were not submitted in time."""
    REJECTED = "rejected"
    UNKNOWN = "unknown"


PENDING = frozenset({NumberStatus.DOCUMENTS_DUE, NumberStatus.REVIEWING})
"""Applied for, not yet usable: never drift, never a second application."""
LIVE = frozenset({NumberStatus.ACTIVE, NumberStatus.RESTRICTED})
GONE = frozenset(
    {NumberStatus.CANCELLING, NumberStatus.CANCELLED, NumberStatus.RELEASED, NumberStatus.REJECTED}
)
"""Not ours any more, or on its way out: the slot is closed. `ObservedNumber.gone` knows the one exception."""
NEVER_ACTIVE = PENDING | {NumberStatus.RELEASED, NumberStatus.REJECTED}
"""Applied for, and nothing was ever charged for it: what was set aside comes back when it ends."""


def _member(known: type[StrEnum], field: str, word: str) -> StrEnum:
    try:
        return known(word)
    except ValueError:
        raise Inconsistent(
            phrase(
                "{word!r} is no {field} of a number; one of {known}",
                word=word,
                field=field,
                known=", ".join(known),
            )
        ) from None


@noun
class ObservedNumber:
    """One number of the account. `unknown` and `attested` name the fields that were not observed."""

    _: KW_ONLY
    type: NumberType
    """A hotline or a regular number."""
    status: NumberStatus
    """The provider's own words stay in `running_status`."""
    number: str | None = None
    """None while a regular application has no number allotted."""
    application: str | None = None
    """The provider's reference of the application, where it gives one."""
    line: str | None = None
    call_type: str | None = None
    """`inbound`, `outbound` or `both`."""
    call_type_text: str | None = None
    """`ResCallTypeDesc`, verbatim."""
    region: str | None = None
    carrier: str | None = None
    package: Decimal | None = None
    enterprise: str | None = None
    script: str | None = None
    running_status: str | None = None
    """The provider's words, verbatim."""
    reason: str | None = None
    applied_on: date | None = None
    activated_on: date | None = None
    documents: str | None = None
    """The reference of what was submitted."""
    instance: str | None = None
    """The code of the instance it is bound to."""
    routing: str | None = None
    ivr: Ivr | None = None
    monthly: Decimal | None = None
    """CNY a month; None if unknown."""
    more: Mapping[str, Scalar] = field(default_factory=dict, hash=False)
    """Fields that only their kind knows, by manifest path."""
    unknown: frozenset[str] = NO_FACTS
    """Fields that can neither be read nor are attested. Never guess them."""
    attested: frozenset[str] = NO_FACTS
    """Fields an operator vouches for."""

    def __post_init__(self) -> None:
        """A provider may write members of closed sets as text. Raises Inconsistent for a word that is none."""
        if type(self.status) is not NumberStatus:
            object.__setattr__(self, "status", _member(NumberStatus, "status", self.status))
        if type(self.type) is not NumberType:
            object.__setattr__(self, "type", _member(NumberType, "type", self.type))

    @property
    def identity(self) -> str:
        """The number, or the application while no number is allotted."""
        return self.number or self.application or ""

    @property
    def deadline(self) -> datetime | None:
        """When the documents must be in, or corrected ones after a refusal; None unless they are due."""
        waits = self.type == HOTLINE and self.status in {NumberStatus.DOCUMENTS_DUE, NumberStatus.REJECTED}
        return documents_due(self.applied_on) if waits and self.applied_on is not None else None

    def gone(self, now: datetime) -> bool:
        """Whether it is not ours any more, or on its way out.

        Refused documents may be corrected until they are due, also while nobody knows when that is.
        """
        if self.status == NumberStatus.REJECTED and self.type == HOTLINE:
            return "applied_on" not in self.unknown if self.deadline is None else now >= self.deadline
        return self.status in GONE

    def pending(self, now: datetime) -> bool:
        """Whether it was applied for and may still become active; refused documents may be corrected."""
        return self.status in PENDING or (self.status == NumberStatus.REJECTED and not self.gone(now))

    def billed(self, now: datetime) -> bool:
        """Whether it counts towards the monthly bill; what nobody knows the status of does."""
        return self.status in LIVE or self.status == NumberStatus.UNKNOWN or self.pending(now)

    @property
    def inbound(self) -> bool | None:
        """Whether calls can come in; None if its call type is unknown."""
        if self.type == HOTLINE:
            return True
        return None if self.call_type is None else self.call_type != "outbound"

    @property
    def active_since(self) -> datetime | None:
        """00:00 of the activation day."""
        return None if self.activated_on is None else midnight(self.activated_on)


class InstanceStatus(StrEnum):
    """How a service instance stands. A word that is none of these is `unknown`: nothing is bound to it."""

    INIT = "init"
    """Made, and not ready yet."""
    USABLE = "usable"
    """Numbers may be bound to it."""
    UNUSABLE = "unusable"
    DESTROYED = "destory"
    """The provider's spelling. It will never be usable again."""
    UNKNOWN = "unknown"
    """The provider says something else."""

    @classmethod
    def _missing_(cls, _word: object) -> InstanceStatus:
        return cls.UNKNOWN


@noun
class ObservedInstance:
    """A service instance of the account."""

    code: str
    name: str | None = None
    enterprise: str | None = None
    """None where the provider does not tell."""
    status: InstanceStatus = InstanceStatus.USABLE
    routing: str | None = None
    status_text: str | None = None
    """The provider's word, where no status is known for it."""

    def __post_init__(self) -> None:
        """A provider may write the status as text."""
        if type(self.status) is not InstanceStatus:
            word = str(self.status)
            object.__setattr__(self, "status", InstanceStatus(word))
            if self.status is InstanceStatus.UNKNOWN and word != InstanceStatus.UNKNOWN:
                object.__setattr__(self, "status_text", word)

    @property
    def usable(self) -> bool:
        """Whether a number may be bound to it."""
        return self.status is InstanceStatus.USABLE

    @property
    def destroyed(self) -> bool:
        """Whether it will never be usable again."""
        return self.status is InstanceStatus.DESTROYED


@noun
class Enterprise:
    """An enterprise qualification."""

    name: str
    approved: bool
    hotline: bool
    """Approved for 400 numbers."""


@noun
class Offer:
    """A 400 number on offer."""

    number: str
    carrier: str


@noun
class Balance:
    """The account's money, in CNY."""

    available: Decimal
    arrears: Decimal


@noun
class ObservedState:
    """One account at one instant. A None collection means: cannot be read."""

    account: str
    now: datetime
    """The provider's clock where it has one, else ours at the read."""
    numbers: Mapping[str, ObservedNumber]
    """By identity, sorted."""
    instances: Mapping[str, ObservedInstance] | None = None
    enterprises: Mapping[str, Enterprise] | None = None
    scripts: Mapping[str, bool] | None = None
    """Script code to approved."""
    audio: Mapping[str, str] | None = None
    """Audio file to its review state; a file that is not listed counts as approved where `audio` is readable."""
    offers: tuple[Offer, ...] | None = None
    balance: Balance | None = None
    public_mode: bool | None = None
    playback: Playback | None = None
    """The account-wide playback, which diverts every inbound call."""
    playback_readable: bool = False
    complete: bool = False
    """Whether absence from `numbers` proves absence."""
    gaps: tuple[str, ...] = ()
    """What was not read, one sentence each."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """`attested` for each account-wide fact (`enterprises`, `scripts`, `public_mode` …) that was not observed."""
    traces: Traces = NO_TRACES
    """What the provider's records tell beside the state, as far as it was asked for."""
