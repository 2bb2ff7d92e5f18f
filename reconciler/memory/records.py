"""What the ledger remembers: one frozen record per fact, in the order things happened.

A record's `kind` selects its shape. Records are chained by the store (`seq`, `prev`, `hash`); here is only what they
say. Instants are ISO 8601 with offset, money is a decimal string, so a record is JSON as it stands.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from reconciler.model.action import action_id, current_action_id, current_verb

VerbName = Annotated[str, AfterValidator(current_verb)]
ActionId = Annotated[str, AfterValidator(current_action_id)]


_LEFT_OUT = Field(exclude_if=lambda value: value is None)
Added = Annotated[str | None, _LEFT_OUT]
"""A field that came later: left out where it says nothing, so older records keep their text and their hash."""
AddedCount = Annotated[int | None, _LEFT_OUT]
"""The same, of a whole number."""
_BY_ITS_TEXT = Field(strict=False)
"""A member of a closed set, which JSON has as text."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    at: str
    """When it was written, by the run's clock."""
    run: str = ""
    """Which run wrote it."""


class RunStarted(_Record):
    """An apply begins: what it set out to do, so that the next run can report every action's fate."""

    kind: Literal["run"] = "run"
    digest: str
    actions: tuple[ActionId, ...]
    approved_by: str | None = None
    fence: int = 0
    by: Added = None
    """Who ran it, and on which machine."""
    commit: Added = None
    """Of Git, as it was checked out then."""
    ledger_id: Added = None
    """Of the ledger it was written to."""


class RunEnded(_Record):
    """An apply came to its end and reported every fate; one without this was killed."""

    kind: Literal["end"] = "end"
    ended: str
    """The run that ended: this one, or an interrupted one whose fates this one reported."""


class _Asked(_Record):
    """What is asked of somebody: of the provider by a call, or of a person by a task."""

    address: str
    action: VerbName
    """The verb."""
    resource: str
    """The kind of resource."""
    number: str | None = None
    """The exact number; None only where the provider allots it."""
    fields: dict[str, Any] = Field(default_factory=dict)
    """The manifest paths the action sets, with the values it sets."""
    monthly: str = "0.00"
    """CNY a month it adds."""
    consent: str | None = None
    """The tombstone burnt by it."""
    consent_sha256: Added = None
    """Of that tombstone's file, as it was read for the plan."""
    acknowledgement: str | None = None
    """The notice version it relies on."""

    @property
    def action_id(self) -> str:
        """The id of the planned action."""
        return action_id(self.address, self.action)


class Intent(_Asked):
    """Durable before the call: exactly what is about to be asked of the provider."""

    kind: Literal["intent"] = "intent"
    id: str
    application: str | None = None
    digest: str = ""
    """Of the plan it belongs to."""
    fence: int = 0


class OutcomeResult(StrEnum):
    """What became of a call or a task."""

    DONE = "done"
    NOT_DONE = "not-done"
    """Positively without effect; nobody concludes it from silence."""


class EvidenceSource(StrEnum):
    """Who says so."""

    ANSWER = "answer"
    """The provider, to the call itself."""
    OBSERVED = "observed"
    """A later read of the account."""
    ATTESTED = "attested"
    """A person who vouched for what cannot be read."""
    OPERATOR = "operator"
    """A person's word (`resolve`)."""


class Outcome(_Record):
    """What became of an intent. Only positive evidence closes it."""

    kind: Literal["outcome"] = "outcome"
    intent: ActionId
    """An intent's id, or the action id of a task."""
    result: Annotated[OutcomeResult, _BY_ITS_TEXT]
    evidence: Annotated[EvidenceSource, _BY_ITS_TEXT]
    attestation: AddedCount = None
    """With `attested`: its number."""
    number: str | None = None
    application: str | None = None
    message: str = ""
    by: str | None = None
    reason: str | None = None


class Adopted(_Record):
    """A number that was there already is now ours to manage."""

    kind: Literal["adopt"] = "adopt"
    address: str
    number: str | None = None
    application: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    due: Added = None
    """When its documents were due, as seen then."""


class Forgotten(_Record):
    """An entry left Git without a tombstone: the number lives on, unmanaged."""

    kind: Literal["forget"] = "forget"
    address: str
    number: str | None = None


class Moved(_Record):
    """A number stands at another address of Git than before. It says what was known there, so that moves that cross
    each other need no order."""

    kind: Literal["move"] = "move"
    address: str
    """Where it stands now."""
    origin: str
    """Where it stood."""
    number: str | None = None
    application: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    """What was last applied to it."""
    since: str = ""
    """Since when it is ours."""


class TaskIssued(_Asked):
    """A human task was handed out for an action without an API. An Outcome or a TaskWithdrawn of its id ends it."""

    kind: Literal["task"] = "task"
    due: str | None = None


class TaskWithdrawn(_Record):
    """An issued task is not to be done any more."""

    kind: Literal["withdraw"] = "withdraw"
    task: str
    """The action id."""
    address: str
    number: str | None = None
    reason: str
    commit: str | None = None
    """Of Git, as it was checked out then."""


PUBLIC_MODE_SUBJECT = "public-mode"
"""The subject of a word about the account's public mode."""


class Attested(_Record):
    """A person vouches for facts that cannot be read, until they expire."""

    kind: Literal["attest"] = "attest"
    subject: str
    """A number, or an account-wide fact such as `enterprise:NAME`."""
    fields: dict[str, Any]
    by: str
    evidence: str
    expires: str
    """An ISO instant."""
    corrects: AddedCount = None
    """The number of the attestation it takes the place of."""


class Retracted(_Record):
    """An attestation is taken back; what it closed is open again."""

    kind: Literal["retract"] = "retract"
    attestation: int
    subject: str
    by: str
    reason: str


class Confirmed(_Record):
    """A second person vouches for an attestation."""

    kind: Literal["confirm"] = "confirm"
    attestation: int
    subject: str
    by: str
    evidence: str


class Rebuilt(_Record):
    """The ledger was lost and rebuilt from the provider; purchases stay blocked until this says otherwise."""

    kind: Literal["rebuild"] = "rebuild"
    acknowledged_by: str | None = None
    reason: str = ""


Record = Annotated[
    RunStarted
    | RunEnded
    | Intent
    | Outcome
    | Adopted
    | Forgotten
    | Moved
    | TaskIssued
    | TaskWithdrawn
    | Attested
    | Retracted
    | Confirmed
    | Rebuilt,
    Field(discriminator="kind"),
]

RECORD: TypeAdapter[Record] = TypeAdapter(Record)
"""Parses one record; raises pydantic.ValidationError for what this version does not know."""
