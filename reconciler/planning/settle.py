"""What a fresh observation proves about a call whose outcome is unknown. Absence proves nothing; no time-out closes it.

A purchase names its number, so the number is the proof: listed as ours, it happened; on offer again, it did not, and
the slot keeps that number. A regular application has no number: as many unclaimed applications as there are orders that
ask for the same are the proof of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from reconciler.kinds import KINDS, VERBS
from reconciler.memory.fold import fold
from reconciler.memory.memory import Memory
from reconciler.memory.records import (
    PUBLIC_MODE_SUBJECT,
    Attested,
    EvidenceSource,
    Intent,
    Outcome,
    OutcomeResult,
    TaskIssued,
)
from reconciler.model.action import Verb
from reconciler.model.calendar import later
from reconciler.model.observation import ObservedNumber, ObservedState
from reconciler.model.phrase import phrase
from reconciler.model.wording import alike
from reconciler.noun import noun, replace
from reconciler.wire.write import scalar


@noun
class Evidence:
    """Proof that an intent's call did or did not take effect."""

    intent: Intent
    result: OutcomeResult
    message: str
    number: str | None = None
    application: str | None = None
    source: EvidenceSource = EvidenceSource.OBSERVED
    """Never the answer to the call, nor an operator's word."""
    attestation: int | None = None
    """The attestation it rests on; None for a roster, and for what was observed."""


def settle(
    memory: Memory,
    observed: ObservedState,
    vouched: ObservedState | None = None,
    lifetime: timedelta = timedelta(0),
) -> tuple[Evidence, ...]:
    """Evidence for the open intents it exists for, in intent order, then for the issued tasks that were done.

    A call is judged by what was observed alone: what somebody vouched for may be older than it. A task is judged by
    `vouched`, the same with attested facts. Nothing denies a call that may still be under way.
    """
    calls = sorted(memory.open.values(), key=lambda intent: (intent.at, intent.id))
    weighed = [_in_time(_weigh(intent, memory, observed), observed.now, lifetime) for intent in calls]
    tasks = [request_of(task, memory) for _, task in sorted(memory.tasks.items())]
    by_hand = [_by_hand(task, memory, observed, vouched or observed) for task in tasks]
    return (
        *(proof for proof in weighed if proof is not None),
        *(proof for proof in by_hand if proof is not None),
    )


def _in_time(proof: Evidence | None, now: datetime, lifetime: timedelta) -> Evidence | None:
    """The proof, unless it denies a request that may still land."""
    if (
        lifetime
        and proof is not None
        and proof.result is OutcomeResult.NOT_DONE
        and now < over(proof.intent, lifetime)
    ):
        return None
    return proof


def over(intent: Intent, lifetime: timedelta) -> datetime:
    """When a request cannot be under way any more."""
    return later(datetime.fromisoformat(intent.at), lifetime)


def happened(intent: Intent, memory: Memory, observed: ObservedState) -> bool:
    """Whether a read shows the effect of a call."""
    proof = _weigh(intent, memory, observed)
    return proof is not None and proof.result is OutcomeResult.DONE


def request_of(task: TaskIssued, memory: Memory) -> Intent:
    """What was asked of a person, weighed like a call; its outcome names the task by its action id.

    What was asked for before the number was known is about the number that the address has got since.
    """
    owned = memory.owned.get(task.address)
    return Intent(
        at=task.at,
        id=task.action_id,
        address=task.address,
        action=task.action,
        resource=task.resource,
        number=task.number or (None if owned is None else owned.number),
        fields=task.fields,
        consent=task.consent,
    )


def evidence_for(request: Intent, memory: Memory, observed: ObservedState) -> tuple[Evidence, ...]:
    """What a read tells of what was asked for: one proof, or none."""
    proof = _weigh(request, memory, observed)
    return () if proof is None else (proof,)


def outcome_of(proof: Evidence, **stamp: Any) -> Outcome:
    """What a later read, or somebody's word, proves of an open call or of a task, as the ledger records it."""
    return Outcome(
        **stamp,
        intent=proof.intent.id,
        result=proof.result,
        evidence=proof.source,
        attestation=proof.attestation,
        number=proof.number,
        application=proof.application,
        message=proof.message,
    )


def foresee(memory: Memory, evidence: tuple[Evidence, ...]) -> Memory:
    """The memory as it will be once this evidence is recorded; nothing is written."""
    return fold(memory.head, [outcome_of(proof, at=proof.intent.at) for proof in evidence], memory)


def _by_hand(
    task: Intent, memory: Memory, observed: ObservedState, vouched: ObservedState
) -> Evidence | None:
    """Proof that a person did it, and whose: the provider's, a roster's, or an attestation's."""
    for state in (observed, vouched):
        proof = _weigh(task, memory, state)
        if proof is not None and proof.result is OutcomeResult.DONE:
            if state is observed and not _on_paper(task, state):
                return proof
            number, word = _word(task, memory) if state is vouched else (None, None)
            message = (
                phrase("a roster says so")
                if word is None
                else phrase("{by} vouched for it: {evidence}", by=word.by, evidence=word.evidence)
            )
            return replace(proof, source=EvidenceSource.ATTESTED, attestation=number, message=message)
    return None


def _told_by(task: Intent) -> frozenset[str]:
    """The facts in which its effect is told."""
    words = VERBS[Verb(task.action)].vouch.split()
    return frozenset(word.partition("=")[0] for word in words) or frozenset(task.fields)


def _on_paper(task: Intent, observed: ObservedState) -> bool:
    """Whether the provider's own read shows it only because a roster says so."""
    live = _subject(task, observed)
    return live is not None and any(path.startswith(tuple(live.attested)) for path in _told_by(task))


def _word(task: Intent, memory: Memory) -> tuple[int | None, Attested | None]:
    """The last attestation of its effect."""
    subject = PUBLIC_MODE_SUBJECT if task.action == Verb.ACTIVATE_PUBLIC_MODE else task.number
    for nth in sorted(memory.words, reverse=True):
        word = memory.words[nth]
        if word.subject == subject and (
            task.action == Verb.ORDER or not _told_by(task).isdisjoint(word.fields)
        ):
            return nth, word
    return None, None


def _weigh(intent: Intent, memory: Memory, observed: ObservedState) -> Evidence | None:
    verb = Verb(intent.action)
    if verb is Verb.ACTIVATE_PUBLIC_MODE:
        return _state(intent, observed.public_mode)
    if verb is Verb.ORDER:
        return _purchase(intent, observed) if intent.number else _application(intent, memory, observed)
    live = _subject(intent, observed)
    return None if live is None else _state(intent, _took_effect(intent, live))


def _subject(intent: Intent, observed: ObservedState) -> ObservedNumber | None:
    if intent.number is not None:
        return observed.numbers.get(intent.number)
    if intent.application is None:
        return None
    return next((n for n in observed.numbers.values() if n.application == intent.application), None)


def _state(intent: Intent, done: bool | None) -> Evidence | None:
    """Evidence from a state that was read; None where it could not be."""
    if done is None:
        return None
    reason = phrase("the provider shows it done") if done else phrase("the provider shows it not done")
    return Evidence(
        intent,
        OutcomeResult.DONE if done else OutcomeResult.NOT_DONE,
        reason,
        intent.number,
        intent.application,
    )


def _purchase(intent: Intent, observed: ObservedState) -> Evidence | None:
    number = intent.number or ""
    if number in observed.numbers:
        application = observed.numbers[number].application
        return Evidence(
            intent, OutcomeResult.DONE, phrase("the number is listed as ours"), number, application
        )
    if observed.offers is not None and any(offer.number == number for offer in observed.offers):
        reason = phrase("the number is on offer again; the slot keeps it")
        return Evidence(intent, OutcomeResult.NOT_DONE, reason, number)
    return None


def _application(intent: Intent, memory: Memory, observed: ObservedState) -> Evidence | None:
    """The application that is this order's. Orders that ask for the same are told apart by nothing, so as many
    unclaimed ones as there are such orders settle them in pairs; with any other count nobody can tell."""
    alike = [order for order in _unnumbered(memory) if _asks_alike(order.fields, intent.fields)]
    place = next((nth for nth, order in enumerate(alike) if order.id == intent.id), None)
    if place is None:
        return None
    claimed = {owned.application for owned in memory.owned.values()} | set(memory.owner)
    applications = sorted(
        (
            number
            for number in observed.numbers.values()
            if number.application is not None
            and number.application not in claimed
            and (number.number is None or number.number not in claimed)
            and number.applied_on is not None
            and number.applied_on.isoformat() >= alike[0].at[:10]
            and _answers(number, intent.fields)
        ),
        key=lambda number: (number.applied_on, number.application),
    )
    if len(applications) != len(alike):
        return None
    return Evidence(
        intent,
        OutcomeResult.DONE,
        phrase("its application is listed"),
        applications[place].number,
        applications[place].application,
    )


def _unnumbered(memory: Memory) -> list[Intent]:
    """The open orders for a number that the provider allots, by call and by task, oldest first."""
    tasks = (request_of(task, memory) for task in memory.tasks.values())
    orders = (*memory.open.values(), *tasks)
    return sorted(
        (order for order in orders if order.action == Verb.ORDER and order.number is None),
        key=lambda order: (order.at, order.id),
    )


def reflects(intent: Intent, observed: ObservedState, number: str | None, application: str | None) -> bool:
    """Whether a read shows the effect of a call that was acknowledged; one that does not is older than the call.

    `number` and `application` are what the provider answered.
    """
    if intent.action == Verb.ORDER:
        answered = {number, application} - {None}
        return any(not answered.isdisjoint({n.number, n.application}) for n in observed.numbers.values())
    evidence = _weigh(intent, Memory(), observed)
    return evidence is None or evidence.result is OutcomeResult.DONE


_ASKED = ("line", "region", "callType", "enterprise")


def _asks_alike(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    return all(one.get(path) == other.get(path) for path in _ASKED)


def _answers(number: ObservedNumber, fields: Mapping[str, object]) -> bool:
    values = (number.line, number.region, number.call_type, number.enterprise)
    return all(alike(path, value, fields.get(path)) for path, value in zip(_ASKED, values, strict=True))


def _took_effect(intent: Intent, live: ObservedNumber) -> bool | None:
    """Whether the live number shows what the call would have done; None where it does not tell."""
    proof = VERBS[Verb(intent.action)].proof
    return _shows(intent, live) if proof is None else proof(intent.fields, live)


def _shows(intent: Intent, live: ObservedNumber) -> bool | None:
    """Whether every field that the call would have set, and that can be read, has the value it set."""
    kind = next(kind for kind in KINDS if kind.name == intent.resource)
    actual, blind = kind.live(live), kind.blind(live)
    expected = {path: value for path, value in intent.fields.items() if path not in blind}
    return all(scalar(actual.get(path)) == value for path, value in expected.items()) if expected else None
