"""Where each issued task stands. It outlives the plan that issued it: only evidence, Git or a guard ends it.

Withdrawn is what Git no longer asks for, and a cancellation whose guards no longer hold. Anything else that is in the
way (a limit, a freeze, a balance) only says "not now": whoever has the task must go on seeing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from reconciler.contracts.facts import Facts
from reconciler.kinds import VERBS
from reconciler.memory.records import TaskIssued
from reconciler.model.action import Action, Mode, Verb, action_id
from reconciler.model.address import Address
from reconciler.model.calendar import add_days, midnight
from reconciler.model.change import Fields
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import GONE, NumberStatus
from reconciler.model.phrase import joined, phrase
from reconciler.model.state import Tombstone
from reconciler.noun import noun
from reconciler.wire.write import scalar

CONSENT_GUARDS = frozenset({"VN401", "VN402", "VN403", "VN609"})
"""Holding period, consent, use, and the second person where one is asked for: without them nobody may cancel."""
_EXPLAINS = frozenset({"consent", "acknowledgement", "status"})
"""Changes that explain an action but are no field of the number."""


@noun
class Withdrawal:
    """An issued task that is not to be done any more."""

    task: TaskIssued
    reason: str


def asked_fields(action: Action) -> Fields:
    """The manifest paths the action sets; None takes one away."""
    fields: Fields = {change.path: change.after for change in action.changes if change.path not in _EXPLAINS}
    if action.verb is Verb.ORDER and action.number is not None:
        fields["number"] = action.number
    return fields


def withdrawals(facts: Facts, findings: Iterable[Finding]) -> tuple[Withdrawal, ...]:
    """The issued tasks that are not to be done any more, in the order of their ids.

    While a manifest cannot be read, what it asks for has not left Git.
    """
    if not facts.desired.complete:
        return ()
    drafts = {action.id: action for action in facts.actions}
    moving = {slot.moved_from for slot in facts.slots.values()} | carried(facts).keys()
    stops = tuple(findings)
    return tuple(
        Withdrawal(task, reason)
        for name, task in sorted(facts.memory.tasks.items())
        if task.address not in moving  # it goes where its number goes
        and (reason := _why(task, drafts.get(name), facts, stops))
    )


def standing(facts: Facts, findings: Iterable[Finding]) -> dict[str, TaskIssued]:
    """The issued tasks that are still to be done, by action id."""
    gone = {withdrawal.task.action_id for withdrawal in withdrawals(facts, findings)}
    return {name: task for name, task in facts.memory.tasks.items() if name not in gone}


def carried(facts: Facts) -> dict[Address, Address]:
    """From where to where Git has moved an entry whose number a person is still ordering: the order goes on."""
    return {
        move.origin: move.address
        for move in facts.desired.moves
        if action_id(move.origin, Verb.ORDER) in facts.memory.tasks
        and move.origin not in facts.desired.numbers
        and (slot := facts.slots.get(move.address)) is not None
        and slot.desired is not None
        and slot.desired.number is None
        and slot.owned is None
    }


def waiting(facts: Facts, findings: Iterable[Finding]) -> dict[str, str]:
    """Action id to what a person has to do, or to say, before it may be asked for again.

    Nobody else does what a person may be doing, and a purchase that was taken back may have been made all the same.
    """
    reasons: dict[str, str] = {}
    homes = {slot.moved_from: slot for slot in facts.slots.values() if slot.moved_from is not None}
    destinations = carried(facts)
    for name, task in standing(facts, findings).items():
        if task.address in destinations:
            reasons[action_id(destinations[task.address], task.action)] = phrase(
                "a task was issued on {at} for {address}; waiting for it to be done and seen or attested",
                at=task.at[:10],
                address=task.address,
            )
            continue
        home = homes.get(task.address)
        moves = home is not None and task.number in {None, home.number}
        reasons[action_id(home.address, task.action) if home and moves else name] = phrase(
            "a task was issued on {at}; waiting for it to be done and seen or attested", at=task.at[:10]
        )
    for name, withdrawn in facts.memory.withdrawn.items():
        if withdrawn.task.action == Verb.ORDER:
            reasons[name] = phrase(
                "a person was asked on {at} to order it, and that was taken back on {at_2}: say what "
                "became of it, `reconciler resolve {name} --done|--not-done`",
                at=withdrawn.task.at[:10],
                at_2=withdrawn.record.at[:10],
                name=name,
            )
    return reasons


def holds_back(action: Action) -> bool:
    """Whether an issued task stops the action: always a purchase, else what only people do."""
    return action.mode is Mode.MANUAL or action.verb is Verb.ORDER


def _why(task: TaskIssued, action: Action | None, facts: Facts, findings: tuple[Finding, ...]) -> str:
    """Why the task is not to be done any more; empty if it is."""
    if task.address in facts.memory.held:
        return ""
    if action is None:
        return _unasked(task, facts)
    if task.action == Verb.ORDER:
        return ""
    return _superseded(task, action) or _unguarded(task, action, findings)


def _superseded(task: TaskIssued, action: Action) -> str:
    if task.consent != action.consent:
        return phrase(
            "{consent} asks for it now, not {consent_2}", consent=action.consent, consent_2=task.consent
        )
    if task.number is not None and action.number not in {None, task.number}:
        return phrase(
            "it was about {number}; the number is {number_2} now", number=task.number, number_2=action.number
        )
    return next(changed_meanwhile(task, action), "")


def changed_meanwhile(task: TaskIssued, action: Action) -> Iterator[str]:
    """What Git asks to be filled in now and did not when the task was issued: one sentence, or none.

    A task that says nothing of fields (documents without a reference) leaves them open.
    """
    changed = task.fields and sorted(
        path
        for path, value in asked_fields(action).items()
        if path not in task.fields or task.fields[path] != scalar(value)
    )
    if changed:
        yield phrase("something else is to be filled in now: {changed}", changed=joined(", ", changed))


def _unguarded(task: TaskIssued, action: Action, findings: tuple[Finding, ...]) -> str:
    if task.action != Verb.CANCEL:
        return ""
    if action.needs:
        return phrase("the number is in use again: first {needs}", needs=", ".join(action.needs))
    return next(
        (
            finding.message
            for finding in findings
            if finding.rule in CONSENT_GUARDS
            and finding.verdict >= Verdict.HOLD
            and action.id in finding.stops
        ),
        "",
    )


def _unasked(task: TaskIssued, facts: Facts) -> str:
    """Why nothing is planned for it: that it was done is evidence's to say, and unknown is no reason."""
    if task.action == Verb.ACTIVATE_PUBLIC_MODE:
        return "" if task.address in facts.desired.public_modes else phrase("its entry left Git")
    slot = facts.slots.get(task.address)
    if task.action == Verb.CANCEL and (slot is None or slot.tombstone is None):
        return phrase("its Cancellation {consent} left Git", consent=task.consent)
    if slot is None or (slot.desired is None and (slot.tombstone is None or _sets_up(task))):
        return phrase("its entry left Git")
    if task.action == Verb.CANCEL and slot.tombstone is not None and facts.now >= _over(slot.tombstone):
        return phrase(
            "the tombstone {name} expired on {expires}",
            name=slot.tombstone.name,
            expires=slot.tombstone.expires,
        )
    live = slot.live
    if live is None or live.status == NumberStatus.UNKNOWN or task.action == Verb.ORDER:
        return ""
    if live.status in GONE:
        done = task.action == Verb.CANCEL and live.status in {NumberStatus.CANCELLING, NumberStatus.CANCELLED}
        return "" if done else phrase("{identity} is {status}", identity=live.identity, status=live.status)
    if VERBS[Verb(task.action)].fact in live.unknown:
        return (
            ""  # what it would end is not listed any more: it may have been done, and nobody has said so yet
        )
    return phrase("Git no longer asks for it")


def _sets_up(task: TaskIssued) -> bool:
    """Whether it was for an entry that is used: what is to be cancelled is only taken apart."""
    verb = Verb(task.action)
    return verb not in {Verb.ORDER, Verb.CANCEL} and not VERBS[verb].releases


def _over(tombstone: Tombstone) -> datetime:
    """When it asks for nothing any more: its last day counts."""
    return midnight(add_days(tombstone.expires, 1))


def stops_now(task: TaskIssued, findings: Iterable[Finding]) -> Iterator[Finding]:
    """What is in the way of a task just now."""
    for finding in findings:
        if finding.verdict >= Verdict.HOLD and task.action_id in finding.stops:
            yield finding
