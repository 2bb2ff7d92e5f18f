"""What a run writes into the ledger: records made from actions. Pure; `stamp` says when and by which run."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.provider import Receipt
from reconciler.errors import InvariantError
from reconciler.kinds import KINDS
from reconciler.memory.records import (
    Adopted,
    EvidenceSource,
    Forgotten,
    Intent,
    Moved,
    Outcome,
    OutcomeResult,
    Record,
    TaskIssued,
    TaskWithdrawn,
)
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import add_days, day_of, documents_due, midnight
from reconciler.model.change import Fields
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE
from reconciler.planning.actions import number_type
from reconciler.planning.task_life import Withdrawal, asked_fields
from reconciler.wire.write import amount, instant, scalar

Stamp: TypeAlias = dict[str, Any]
"""`at` and `run` of a record."""


def intent(stamp: Stamp, name: str, action: Action, digest: str, fence: int) -> Intent:
    """Exactly what is about to be asked of the provider."""
    return Intent(
        **stamp,
        id=name,
        address=action.address,
        action=action.verb.value,
        resource=action.kind,
        number=action.number,
        application=action.application,
        fields=_set(action),
        monthly=amount(action.cost.monthly),
        consent=action.consent,
        consent_sha256=action.consent_sha256,
        acknowledgement=action.acknowledgement,
        digest=digest,
        fence=fence,
    )


def answered(stamp: Stamp, intent: Intent, receipt: Receipt, *, done: bool) -> Outcome:
    """What the provider answered to a call."""
    return Outcome(
        **stamp,
        intent=intent.id,
        result=OutcomeResult.DONE if done else OutcomeResult.NOT_DONE,
        evidence=EvidenceSource.ANSWER,
        number=receipt.number or intent.number,
        application=receipt.application or intent.application,
        message=receipt.message,
    )


def recollection(stamp: Stamp, action: Action, facts: Facts) -> Record:
    """An adoption with everything live at the address, a number that moved, or one that is let go."""
    if action.verb is Verb.MOVE:
        return _moved(stamp, facts.slots[action.address])
    if action.verb is Verb.FORGET:
        return Forgotten(**stamp, address=action.address, number=action.number)
    live = facts.slots[action.address].live
    if live is None:
        raise InvariantError(phrase("{address}: nothing to adopt", address=action.address))
    fields: Fields = {}
    for kind in KINDS:
        fields |= kind.live(live)
    return Adopted(
        **stamp,
        address=action.address,
        number=action.number,
        application=action.application,
        fields=_json(fields),
        due=instant(live.deadline),
    )


def _moved(stamp: Stamp, slot: Slot) -> Moved:
    if slot.owned is None or slot.moved_from is None:
        raise InvariantError(phrase("{address}: nothing moved here", address=slot.address))
    return Moved(
        **stamp,
        address=slot.address,
        origin=slot.moved_from,
        number=slot.owned.number,
        application=slot.owned.application,
        fields=_json(dict(slot.owned.applied)),
        since=slot.owned.since,
    )


def task(stamp: Stamp, action: Action, facts: Facts) -> TaskIssued:
    """What is asked of a person."""
    return TaskIssued(
        **stamp,
        address=action.address,
        action=action.verb.value,
        resource=action.kind,
        number=action.number,
        due=instant(_due(action, facts)),
        consent=action.consent,
        consent_sha256=action.consent_sha256,
        acknowledgement=action.acknowledgement,
        monthly=amount(action.cost.monthly),
        fields=_set(action),
    )


def withdrawn(stamp: Stamp, withdrawal: Withdrawal, commit: str | None) -> TaskWithdrawn:
    """What a person is not to do any more, and why."""
    task = withdrawal.task
    return TaskWithdrawn(
        **stamp,
        task=task.action_id,
        address=task.address,
        number=task.number,
        reason=withdrawal.reason,
        commit=commit,
    )


def _due(action: Action, facts: Facts) -> datetime | None:
    """By when a person must have acted: a 400 may be ordered at once, and its documents are due from that day on; a
    cancellation is permitted until its tombstone expires."""
    slot = facts.slots.get(action.address)
    if action.verb is Verb.ORDER and number_type(action, facts) == HOTLINE:
        return documents_due(day_of(facts.now))
    if action.verb is Verb.CANCEL and slot is not None and slot.tombstone is not None:
        return midnight(add_days(slot.tombstone.expires, 1))
    return action.deadline


def _set(action: Action) -> dict[str, Any]:
    return _json(asked_fields(action))


def _json(fields: Fields) -> dict[str, Any]:
    return {path: scalar(value) for path, value in fields.items()}
