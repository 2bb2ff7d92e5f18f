"""What a run writes into the ledger: records made from actions. Pure; `stamp` says when and by which run."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeAlias

from reconciler.contracts.facts import Facts
from reconciler.contracts.provider import Receipt
from reconciler.errors import InvariantError
from reconciler.kinds import KINDS
from reconciler.memory.records import Adopted, Forgotten, Intent, Outcome, Record, TaskIssued
from reconciler.model.action import Action, Verb
from reconciler.model.calendar import day_of, documents_due, iso
from reconciler.model.change import Fields
from reconciler.model.resource import HOTLINE
from reconciler.planning.settle import DONE, Evidence
from reconciler.wire.write import amount, instant, scalar

Stamp: TypeAlias = dict[str, Any]
"""`at` and `run` of a record."""

_EXPLAINS = frozenset({"consent", "acknowledgement", "status"})
"""Changes that explain an action but are no field of the number."""


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
        acknowledgement=action.acknowledgement,
        digest=digest,
        fence=fence,
    )


def answered(stamp: Stamp, asked: Intent, receipt: Receipt, *, done: bool) -> Outcome:
    """What the provider answered to a call."""
    return Outcome(
        **stamp,
        intent=asked.id,
        result="done" if done else "not-done",
        evidence="answer",
        number=receipt.number or asked.number,
        application=receipt.application or asked.application,
        message=receipt.message,
    )


def observed(stamp: Stamp, proof: Evidence) -> Outcome:
    """What a later observation proves of an open call, or of a task."""
    return Outcome(
        **stamp,
        intent=proof.intent.id,
        result="done" if proof.result == DONE else "not-done",
        evidence="observed",
        number=proof.number,
        application=proof.application,
        message=proof.message,
    )


def recollection(stamp: Stamp, action: Action, facts: Facts) -> Record:
    """An adoption with everything live at the address, or a number that is let go."""
    if action.verb is Verb.FORGET:
        return Forgotten(**stamp, address=action.address, number=action.number)
    live = facts.slots[action.address].live
    if live is None:
        raise InvariantError(f"{action.address}: nothing to adopt")
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


def task(stamp: Stamp, action: Action, _facts: Facts) -> TaskIssued:
    """What is asked of a person."""
    return TaskIssued(
        **stamp,
        address=action.address,
        action=action.verb.value,
        resource=action.kind,
        number=action.number,
        due=_due(stamp, action),
        consent=action.consent,
        acknowledgement=action.acknowledgement,
        monthly=amount(action.cost.monthly),
        fields=_set(action),
    )


def _due(stamp: Stamp, action: Action) -> str | None:
    """By when a person must have acted. A 400 may be ordered at once: its documents are due from that day on."""
    if action.verb is Verb.ORDER and any(c.path == "type" and c.after == HOTLINE for c in action.changes):
        return iso(documents_due(day_of(datetime.fromisoformat(stamp["at"]))))
    return instant(action.deadline)


def _set(action: Action) -> dict[str, Any]:
    """The manifest paths the action sets; None takes one away."""
    fields: Fields = {c.path: c.after for c in action.changes if c.path not in _EXPLAINS}
    if action.verb is Verb.ORDER and action.number is not None:
        fields["number"] = action.number
    return _json(fields)


def _json(fields: Fields) -> dict[str, Any]:
    return {path: scalar(value) for path, value in fields.items()}
