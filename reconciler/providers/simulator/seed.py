"""The world file: what an account holds when its clock starts. Scalars keep the text that was typed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.alias_generators import to_camel

from reconciler.providers.simulator.world.wallclock import DURATION

_MONEY = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
_BALANCE = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
_DIGITS = r"^[0-9]{7,12}$"
FIRST_YEAR = 1970
_EXAMPLE = '"2026-11-23T10:00:00+08:00"'


def _instant(value: object) -> object:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"this is no instant, e.g. {_EXAMPLE}") from None
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"an instant needs an offset, e.g. {_EXAMPLE}")
    if isinstance(value, datetime) and value.year < FIRST_YEAR:
        raise ValueError(f"the account's clock begins in {FIRST_YEAR} at the earliest")
    return value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError('this is no day, e.g. "2026-11-23"') from None


def _text(value: object) -> object:
    """Numbers of a file that was not read as text (JSON, Python) are taken as they would be written."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _amount(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(_MONEY, value):
        raise ValueError("an amount is CNY with at most two decimals, e.g. 500.00")
    return value


def _balance(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(_BALANCE, value):
        raise ValueError("a balance is CNY with at most two decimals, e.g. 500.00 or -1.00")
    return value


Instant = Annotated[
    datetime, BeforeValidator(_instant), WithJsonSchema({"type": "string", "format": "date-time"})
]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Money = Annotated[
    Decimal,
    BeforeValidator(_amount),
    Field(ge=0, max_digits=14, decimal_places=2, allow_inf_nan=False),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": _MONEY}, {"type": "number", "minimum": 0}]}),
]
SignedMoney = Annotated[
    Decimal,
    BeforeValidator(_balance),
    Field(max_digits=14, decimal_places=2, allow_inf_nan=False),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": _BALANCE}, {"type": "number"}]}),
]
Digits = Annotated[str, Field(pattern=_DIGITS, examples=['"057188880001"']), BeforeValidator(_text)]
Duration = Annotated[str, Field(pattern=DURATION, examples=["2d"])]
Flag = Annotated[bool, Field(strict=True)]
Routing = Literal["region-first", "random"]


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, defer_build=True, str_min_length=1
    )


class PlaybackSeed(_Part):
    """An inbound playback."""

    audio: str
    """The audio file callers hear."""
    description: str
    """What it says."""


class TransferSeed(_Part):
    """Where a 400 number hands its calls to."""

    routing: Literal["round-robin", "random"]
    """How a target is chosen."""
    to: tuple[Digits, ...] = Field(min_length=1)
    """The numbers calls are handed to."""
    qualification: str
    """The qualification the targets are registered under."""


class IvrSeed(_Part):
    """How a number answers."""

    playback: PlaybackSeed | None = None
    """What callers hear."""
    transfer: TransferSeed | None = None
    """Where calls go; 400 numbers only."""


class AccountSeed(_Part):
    """The account's money and switches."""

    balance: SignedMoney = Decimal("0.00")
    """CNY that can be spent, below zero where more was charged than paid in; what is set aside for pending numbers is
    not part of it."""
    arrears: Money = Decimal("0.00")
    """CNY that are owed."""
    public_mode: Flag = False
    """Whether public mode was activated; it cannot be switched off."""
    acknowledged: tuple[str, ...] = ()
    """Versions of the inbound playback notice that were confirmed before."""
    playback: PlaybackSeed | None = None
    """The account-wide playback, which every inbound call would get."""


class EnterpriseSeed(_Part):
    """An enterprise qualification."""

    name: str
    """The enterprise, as it is registered."""
    approved: Flag = True
    """Whether the qualification is approved."""
    hotline: Flag = False
    """Whether it is approved for 400 numbers."""


class ScriptSeed(_Part):
    """A script (what will be said in calls)."""

    code: str
    """The provider's code of the script."""
    approved: Flag = True
    """Whether it is approved."""


class AudioSeed(_Part):
    """An audio file whose review is not simply over; files that are not listed count as approved."""

    file: str
    """The file's name."""
    state: Literal["approved", "reviewing", "rejected"]
    """Where its review stands."""


class PoolSeed(_Part):
    """A 400 number on offer."""

    number: Digits
    """The number."""
    carrier: str
    """Who offers it."""


class StockSeed(_Part):
    """A regular number the provider can allot."""

    line: Literal["landline", "mobile"]
    """What kind of line it is."""
    region: str
    """Province and city, e.g. 浙江/杭州."""
    number: Digits
    """The number."""


class InstanceSeed(_Part):
    """A service instance."""

    code: Digits
    """Its code, which looks like a landline number."""
    name: str | None = None
    """What people call it."""
    enterprise: str
    """The enterprise it belongs to; only numbers of the same one can be bound."""
    status: Literal["init", "usable", "unusable", "destory"] = "usable"
    """The provider's word (`destory` is its spelling)."""
    routing: Routing = "region-first"
    """How it picks a number for a call."""


class NumberSeed(_Part):
    """A number of the account, or an application for one."""

    number: Digits | None = None
    """The number; left out while a regular application has none."""
    application: str | None = None
    """The provider's reference of the application; made up where a number has neither."""
    type: Annotated[Literal["400", "regular"], BeforeValidator(_text)]
    """A 400 hotline or a regular (landline or mobile) number."""
    line: Literal["landline", "mobile"] | None = None
    """Regular numbers only."""
    call_type: Literal["inbound", "outbound", "both"] | None = None
    """Which way calls go; a 400 is inbound only, a regular number both unless it says otherwise."""
    region: str | None = None
    """Province and city; regular numbers only."""
    carrier: str | None = None
    """Who provides a 400."""
    package: Money | None = None
    """CNY a month for a 400; 120 if left out."""
    enterprise: str | None = None
    """The enterprise it was applied for."""
    script: str | None = None
    """The script it was applied for with."""
    status: Literal[
        "documents_due",
        "reviewing",
        "active",
        "restricted",
        "cancelling",
        "cancelled",
        "released",
        "rejected",
        "unknown",
    ]
    """Where it stands in its life."""
    running_status: str | None = None
    """The provider's own words for that, where they differ from the usual ones."""
    reason: str | None = None
    """The provider's reason, e.g. why it was released."""
    applied_on: Day | None = None
    """The day of the application, in Asia/Shanghai."""
    activated_on: Day | None = None
    """The day it became active; nothing can be cancelled without it."""
    documents: str | None = None
    """The reference of the documents that were submitted."""
    instance: Digits | None = None
    """The code of the instance it is bound to."""
    routing: Routing | None = None
    """How it was bound; the instance's own way if left out."""
    ivr: IvrSeed | None = None
    """How it answers."""

    @model_validator(mode="after")
    def _fits_its_type(self) -> NumberSeed:
        if self.type == "400":
            if self.call_type not in (None, "inbound") or self.line or self.instance or self.region:
                raise ValueError("a 400 number is inbound only and has no line, region or instance")
        elif self.carrier or self.package is not None or (self.ivr and self.ivr.transfer):
            raise ValueError("carrier, package and transfer belong to 400 numbers")
        elif self.status == "documents_due":
            raise ValueError("only a 400 number waits for documents")
        if self.number is None and (self.type == "400" or self.status not in ("reviewing", "rejected")):
            raise ValueError("only a regular application under review has no number")
        return self


class CallSeed(_Part):
    """A call that came in."""

    number: Digits
    """The number that was called."""
    at: Instant
    """When."""
    caller: Digits
    """Who called."""


class CallTaskSeed(_Part):
    """A list of people who are called, from a number or an instance."""

    name: str
    """What it is called."""
    resource: Digits
    """The number, or the instance's code, that it calls from."""
    status: Literal[
        "INIT", "RELEASE", "RUNNING", "STOP", "SYSTEM_STOP", "CANCEL", "SYSTEM_CANCEL", "DONE"
    ] = "RUNNING"
    """The provider's word."""
    at: Instant
    """When it was to start."""


class RegistrationSeed(_Part):
    """A 400 whose transfer targets are registered."""

    number: Digits
    """The 400."""
    qualification: str
    """The qualification they are registered under."""


class BillSeed(_Part):
    """What a number was charged in a month."""

    month: Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$", examples=['"2026-10"'])]
    """The billing month, e.g. 2026-10."""
    number: Digits
    """The number."""
    amount: Money
    """CNY, usage included."""


class ReviewSeed(_Part):
    """How long the provider's reviewers take: a whole number and s, m, h, d or w."""

    documents: Duration = "2d"
    """From submitting a 400's documents to its activation."""
    regular: Duration = "5d"
    """From applying for a regular number to its allotment."""


class Seed(_Part):
    """An account of the simulated provider as its clock starts. It seeds the database once."""

    now: Instant
    """Where the account's clock stands."""
    account: AccountSeed = AccountSeed()
    """Money and switches."""
    enterprises: tuple[EnterpriseSeed, ...] = ()
    """Enterprise qualifications."""
    scripts: tuple[ScriptSeed, ...] = ()
    """Scripts."""
    audio: tuple[AudioSeed, ...] = ()
    """Audio files under review or rejected."""
    pool: tuple[PoolSeed, ...] = ()
    """400 numbers on offer."""
    stock: tuple[StockSeed, ...] = ()
    """Regular numbers to allot, in the order they are given out."""
    instances: tuple[InstanceSeed, ...] = ()
    """Service instances."""
    numbers: tuple[NumberSeed, ...] = ()
    """Every number ever held."""
    review: ReviewSeed = ReviewSeed()
    """How long reviews take."""
    calls: tuple[CallSeed, ...] = ()
    """Calls that came in."""
    call_tasks: tuple[CallTaskSeed, ...] = ()
    """Lists of people who are called."""
    registrations: tuple[RegistrationSeed, ...] | None = None
    """The 400 numbers whose transfer targets are registered; left out, all of them are."""
    bills: tuple[BillSeed, ...] = ()
    """What was charged, for months in which it was not simply every number's fee."""

    @model_validator(mode="after")
    def _names_once(self) -> Seed:
        for name, keys in {
            "enterprises": [entry.name for entry in self.enterprises],
            "scripts": [entry.code for entry in self.scripts],
            "audio": [entry.file for entry in self.audio],
            "pool": [entry.number for entry in self.pool],
            "stock": [entry.number for entry in self.stock],
            "instances": [entry.code for entry in self.instances],
            "numbers": [
                entry.number or entry.application or str(at) for at, entry in enumerate(self.numbers)
            ],
        }.items():
            if len(keys) != len(set(keys)):
                raise ValueError(f"{name}: {Counter(keys).most_common(1)[0][0]} stands there twice")
        known = {instance.code for instance in self.instances}
        for number in self.numbers:
            if number.instance is not None and number.instance not in known:
                raise ValueError(
                    f"numbers: {number.number} is bound to {number.instance}, which is no instance"
                )
        return self
