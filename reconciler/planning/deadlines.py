"""What must happen by when, read off the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from reconciler.contracts.due import documents_due_by, unanswered
from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.queries import standing
from reconciler.model.action import Action, Status, Verb, action_id
from reconciler.model.address import Address, team_of, unmanaged
from reconciler.model.calendar import PLAYBACK_DUTY, add_days, day_of, later, midnight
from reconciler.model.listing import Deadline, DeadlineKind
from reconciler.model.observation import LIVE, ObservedNumber
from reconciler.model.phone import is_number
from reconciler.model.phrase import phrase
from reconciler.model.state import Tombstone
from reconciler.noun import replace
from reconciler.planning import task_life

_NOBODY = "-"
_DUE_ELSEWHERE = frozenset({Verb.ORDER, Verb.SUBMIT_DOCUMENTS, Verb.CANCEL})
"""Tasks that fall due with a document deadline or a tombstone, which have entries of their own."""


def deadlines(facts: Facts, actions: Iterable[Action] = (), team: str | None = None) -> tuple[Deadline, ...]:
    """Everything with an instant, soonest first. What is overdue stays; what merely passed does not.

    `actions` are the judged ones of the plan: no day is named that the planner would refuse. With a team: its own, and
    what concerns the whole account.
    """
    entries = [
        *_documents(facts),
        *_cancellations(actions),
        *_tombstones(facts),
        *_playback(facts),
        *_exceptions(facts),
        *_freezes(facts),
        *_attestations(facts),
        *_tasks(facts),
    ]
    mine = (entry for entry in entries if team is None or entry.team == team or "/" not in entry.address)
    return tuple(sorted(mine, key=lambda entry: (entry.instant, entry.id)))


def _deadline(
    address: Address, kind: DeadlineKind, instant: datetime, message: str, *, which: str = ""
) -> Deadline:
    team = team_of(address) if "/" in address else _NOBODY
    name = f"{address}:{kind}" + (f":{which}" if which else "")
    return Deadline(name, address, kind, instant, team, message)


def _all(facts: Facts) -> Iterator[tuple[Address, ObservedNumber]]:
    """Every live number once."""
    places = standing(facts)
    for slot in facts.slots.values():
        if slot.live is not None and places[slot.live.identity] == slot.address:
            yield slot.address, slot.live
    for live in facts.unmanaged:
        yield unmanaged(live.identity), live


def _documents(facts: Facts) -> Iterator[Deadline]:
    for address, live in _all(facts):
        due = documents_due_by(facts.memory, address, live)
        if due is not None and not live.gone(facts.now):
            text = phrase("submit the documents of {identity}, or it is released", identity=live.identity)
            yield _deadline(address, DeadlineKind.DOCUMENTS, due.instant, text)
    for address, order in unanswered(facts):
        number, day = order.number or phrase("the number"), day_of(order.issued)
        text = (
            phrase(
                "how does {number} stand? If it was ordered on {asked}, its documents are due, or it is released",
                number=number,
                asked=day,
            )
            if order.ordered
            else phrase(
                "was {number} ordered by hand? If on {asked}, its documents are due, or it is released",
                number=number,
                asked=day,
            )
        )
        yield _deadline(address, DeadlineKind.DOCUMENTS, order.due.instant, text)


def _cancellations(actions: Iterable[Action]) -> Iterator[Deadline]:
    """The cancellations for which only their day is missing."""
    for action in actions:
        if action.verb is Verb.CANCEL and action.status is Status.DEFERRED and action.earliest is not None:
            text = phrase(
                "{number} may be cancelled for ever, as {consent} asks",
                number=action.number,
                consent=action.consent,
            )
            entry = _deadline(action.address, DeadlineKind.CANCELLATION, action.earliest, text)
            yield replace(entry, team=action.team)


def _tombstones(facts: Facts) -> Iterator[Deadline]:
    for slot in facts.slots.values():
        tombstone = slot.tombstone
        if tombstone is None or not _asks_still(facts, slot, tombstone):
            continue
        text = phrase(
            "{name} expires: {identity} is not cancelled any more",
            name=tombstone.name,
            identity=tombstone.number if slot.live is None else slot.live.identity,
        )
        expiry = _deadline(
            slot.address, DeadlineKind.TOMBSTONE_EXPIRY, midnight(add_days(tombstone.expires, 1)), text
        )
        yield replace(expiry, team=tombstone.team)


def _asks_still(facts: Facts, slot: Slot, tombstone: Tombstone) -> bool:
    """Whether there may be a number that it asks to cancel: one that cannot be seen may be there all the same."""
    if slot.live is not None:
        return not slot.live.gone(facts.now)
    in_hand = action_id(slot.address, Verb.CANCEL) in facts.memory.tasks
    done = tombstone.name in facts.memory.consents if slot.owned is None else slot.owned.cancelled
    return in_hand or not done


def _playback(facts: Facts) -> Iterator[Deadline]:
    if facts.observed.playback is not None:
        return
    for address, live in _all(facts):
        silent = live.ivr is None or live.ivr.playback is None
        read = live.unknown.isdisjoint({"ivr", "ivr.playback"})
        if live.status in LIVE and live.inbound and silent and read:
            text = phrase(
                "{identity} needs an inbound playback; from then on default rules apply and may cost",
                identity=live.identity,
            )
            yield _deadline(
                address, DeadlineKind.PLAYBACK, max(PLAYBACK_DUTY, live.active_since or PLAYBACK_DUTY), text
            )


def _exceptions(facts: Facts) -> Iterator[Deadline]:
    here = {facts.account.name, *facts.slots, *(unmanaged(live.identity) for live in facts.unmanaged)}
    for exemption in facts.desired.policy.exemptions:
        ends = midnight(add_days(exemption.until, 1))
        if exemption.address in here and ends > facts.now:
            text = phrase(
                "the exception from {rule} ends ({reason})", rule=exemption.rule, reason=exemption.reason
            )
            yield _deadline(
                exemption.address, DeadlineKind.EXCEPTION_EXPIRY, ends, text, which=exemption.rule
            )


def _freezes(facts: Facts) -> Iterator[Deadline]:
    for freeze in facts.desired.policy.freezes:
        starts, ends = midnight(freeze.first), midnight(add_days(freeze.last, 1))
        for kind, instant, text in (
            (DeadlineKind.FREEZE_START, starts, phrase("a freeze begins: {reason}", reason=freeze.reason)),
            (DeadlineKind.FREEZE_END, ends, phrase("the freeze is over: {reason}", reason=freeze.reason)),
        ):
            if instant > facts.now:
                yield _deadline(facts.account.name, kind, instant, text, which=f"{freeze.first}")


def _attestations(facts: Facts) -> Iterator[Deadline]:
    tombstones = {slot.tombstone.number: a for a, slot in facts.slots.items() if slot.tombstone is not None}
    live_numbers = {live.identity: address for address, live in _all(facts)}
    addresses = {**tombstones, **facts.memory.owner, **live_numbers}
    for subject, attested in facts.memory.attestations.items():
        nobody = unmanaged(subject) if is_number(subject) else facts.account.name
        address = addresses.get(subject, nobody)
        text = phrase(
            "what {by} attested of {subject} counts until then; attest it again before",
            by=attested.by,
            subject=subject,
        )
        ends = datetime.fromisoformat(attested.expires)
        yield _deadline(address, DeadlineKind.ATTESTATION_EXPIRY, ends, text, which=subject)


def _tasks(facts: Facts) -> Iterator[Deadline]:
    """Issued human tasks with a due date, still to be done; documents have a deadline of their own."""
    for task in task_life.standing(facts, ()).values():
        if task.due is None or task.action in _DUE_ELSEWHERE:
            continue
        text = phrase("{action} by hand: see `reconciler tasks`", action=task.action)
        due = datetime.fromisoformat(task.due)
        yield _deadline(task.address, DeadlineKind.TASK, due, text, which=task.action)


_ACTED_ON_LATE = frozenset({DeadlineKind.DOCUMENTS, DeadlineKind.PLAYBACK, DeadlineKind.TASK})
"""What still has to be done once it has passed."""
_BY_THEMSELVES = frozenset({DeadlineKind.FREEZE_START, DeadlineKind.FREEZE_END, DeadlineKind.CANCELLATION})
"""What comes about without anybody acting."""


def overdue(entry: Deadline, now: datetime) -> bool:
    """Whether somebody should have acted already."""
    return entry.kind in _ACTED_ON_LATE and entry.instant <= now


def due_within(entry: Deadline, now: datetime, span: timedelta) -> bool:
    """Whether somebody has to act within a time from now."""
    return entry.kind not in _BY_THEMSELVES and now < entry.instant <= later(now, span)
