"""Rows of the lists people look at every day: numbers, deadlines and human tasks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from reconciler.model.action import Action
from reconciler.model.address import Address
from reconciler.model.money import NO_FEE, Fee
from reconciler.model.observation import NumberStatus, ObservedState
from reconciler.model.origin import Origin
from reconciler.model.resource import NumberType
from reconciler.model.trace import OF_ACCOUNT, Trace, TraceKind
from reconciler.noun import noun


@noun
class StatusRow:
    """One number, as the console's list shows it, and who manages it."""

    address: Address
    """`-/NUMBER` for what nobody manages."""
    number: str | None
    """None while the provider has not allotted one."""
    type: NumberType
    status: NumberStatus
    running_status: str | None = None
    """The provider's words, verbatim."""
    reason: str | None = None
    call_type: str | None = None
    """`ResCallTypeDesc`, verbatim."""
    instance: str | None = None
    """The code of the instance it is bound to."""
    deadline: datetime | None = None
    """When its documents must be in."""
    monthly: Fee = NO_FEE
    facts: Mapping[str, Origin] = field(default_factory=dict)
    """Fact to `observed`, `attested` or `unknown`."""


class DeadlineKind(StrEnum):
    """What falls due."""

    DOCUMENTS = "documents"
    """The documents of a 400, or it is released."""
    CANCELLATION = "cancellation"
    """The day from which a number may be cancelled, as a tombstone asks."""
    TOMBSTONE_EXPIRY = "tombstone-expiry"
    """Its consent ends, and the number is not cancelled any more."""
    PLAYBACK = "playback"
    """A number that takes calls needs an inbound playback."""
    EXCEPTION_EXPIRY = "exception-expiry"
    """An exception from a rule ends."""
    FREEZE_START = "freeze-start"
    FREEZE_END = "freeze-end"
    ATTESTATION_EXPIRY = "attestation-expiry"
    """What somebody attested stops counting."""
    TASK = "task"
    """A person's task was to be done by then."""


@noun
class Deadline:
    """Something that happens, or must have happened, at an instant."""

    id: str
    """`ADDRESS:KIND` or `ADDRESS:KIND:WHICH`; stable, so that a calendar updates its entry."""
    address: Address
    kind: DeadlineKind
    instant: datetime
    team: str
    """`-` where it concerns no team in particular."""
    message: str


@noun
class Step:
    """One step of a human task, in the console's own words."""

    en: str
    zh: str


class TaskState(StrEnum):
    """How a task stands. One that was withdrawn or done is none any more."""

    READY = "ready"
    """The next apply hands it out."""
    ISSUED = "issued"
    OVERDUE = "overdue"


@noun
class Task:
    """What a person has to do because no API does it."""

    id: str
    """The action's id: a task is never handed out twice."""
    action: Action
    title: str
    steps: tuple[Step, ...]
    link: str
    """Where in the console it is done."""
    verification: str
    """How the reconciler will learn that it was done."""
    contacts: tuple[str, ...] = ()
    due: datetime | None = None
    issued: datetime | None = None
    """When apply handed it out; None before that."""
    state: TaskState = TaskState.READY
    conditions: tuple[str, ...] = ()
    """What must be true when it is done: look once more."""
    stop: str = ""
    """Why it must not be done just now."""


@noun
class WithdrawnTask:
    """A task that is not to be done any more: whoever has begun must know."""

    id: str
    address: Address
    number: str | None
    title: str
    issued: datetime
    reason: str
    answer: str
    """How to say what became of it."""
    withdrawn: datetime | None = None
    """None until an apply records it."""
    commit: str | None = None


@noun
class StatusReport:
    """One account at one instant: its numbers, what people have to do, and what happens by when."""

    as_of: datetime
    account: str
    numbers: tuple[StatusRow, ...]
    tasks: tuple[Task, ...]
    withdrawn: tuple[WithdrawnTask, ...]
    deadlines: tuple[Deadline, ...]
    gaps: tuple[str, ...]
    """What was not read, in Git or at the provider, one sentence each."""
    observed: ObservedState
    """What all of it was read from."""

    @property
    def charged(self) -> Trace | None:
        """What the provider charged the account for the last whole month, where its billing service can be read."""
        return next(iter(self.observed.traces.of(OF_ACCOUNT, TraceKind.BILL)), None)
