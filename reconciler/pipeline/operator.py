"""What people say became of a call or of a task. The account is looked at before anyone is believed."""

from __future__ import annotations

from datetime import datetime

from reconciler.errors import AgainstEvidence, UsageError
from reconciler.memory.memory import Memory
from reconciler.memory.records import EvidenceSource, Intent, Outcome, OutcomeResult, TaskIssued
from reconciler.model.action import Verb, action_id
from reconciler.model.calendar import iso
from reconciler.model.observation import ObservedNumber
from reconciler.model.phone import is_number
from reconciler.model.phrase import phrase
from reconciler.noun import noun, replace
from reconciler.pipeline.attestation import issued
from reconciler.pipeline.session import Session
from reconciler.pipeline.snapshot import look, plan_inputs, remember, set_lookup_targets
from reconciler.planning.build import view
from reconciler.planning.judging import Claim, ordered, weigh
from reconciler.planning.settle import evidence_for, request_of
from reconciler.planning.testimony import Testimony, testimony


@noun
class Resolution:
    """What a person says of a call of unknown outcome."""

    done: bool
    reason: str
    number: str | None = None
    """Which number an order got."""
    application: str | None = None
    """The provider's reference of it, while no number is allotted."""
    by: str | None = None
    although: tuple[str, ...] = ()
    """What the account lists and the person says has nothing to do with it."""


def resolve(session: Session, owner: str, address: str, answer: Resolution) -> str:
    """Closes the open intent of a slot on a person's word; returns what was recorded.

    A slot that holds nothing is a usage error, and so is a purchase said to be done that names nothing while the
    account shows no single candidate: the slot would be empty in the ledger, and bought for again. Raises
    AgainstEvidence for a word that the account contradicts, Unreadable if the account cannot be looked at.
    """
    _is_spelled(answer)
    with session.store.lock(session.account.name, owner, session.clock.now()) as lease:
        memory = remember(session)
        intent = memory.held.get(address)
        if intent is None:
            held = _other_questions(address, memory)
            raise UsageError(phrase("{address} holds no call of unknown outcome", address=address), hint=held)
        set_lookup_targets(session, memory)
        observed = look(session)
        inputs = plan_inputs(session, None, memory, observed)
        proof = testimony(intent, view(inputs), inputs.evidence)
        answer = _believed(address, intent, answer, proof)
        outcome = _outcome(intent, answer, owner, observed.now)
        session.store.append(session.account.name, [outcome], after=memory.head, fence=lease.fence)
    return phrase(
        "{address}: {action} is {result}, on the word of {by}",
        address=address,
        action=phrase(intent.action),
        result=outcome.result,
        by=outcome.by,
    )


def answer(session: Session, owner: str, name: str, resolution: Resolution) -> str:
    """Says what became of a task that was handed out, or withdrawn; returns what was recorded.

    An order that is done names its number, which must be one that the entry can have got. Raises like `resolve`.
    """
    _is_spelled(resolution)
    with session.store.lock(session.account.name, owner, session.clock.now()) as lease:
        memory = remember(session)
        task = _task(name, memory, done=resolution.done)
        set_lookup_targets(session, memory)
        observed = look(session)
        request = request_of(task, memory)
        facts = view(plan_inputs(session, None, memory, observed))
        resolution = _believed(
            name, request, resolution, testimony(request, facts, evidence_for(request, memory, observed))
        )
        if resolution.done and resolution.number is not None and task.action == Verb.ORDER:
            order = ordered(session.desired, memory, task.address)
            weigh(Claim(resolution.number, {}, observed.now, observed.now, memory, order=order))
        outcome = _outcome(request, resolution, owner, observed.now)
        session.store.append(session.account.name, [outcome], after=memory.head, fence=lease.fence)
    return phrase(
        "{task} is {result}, on the word of {word}", task=name, result=outcome.result, word=outcome.by
    )


def _task(name: str, memory: Memory, *, done: bool) -> TaskIssued:
    """The task of that id. Nothing is done to a number before it is ordered."""
    tasks = {key: item.task for key, item in memory.withdrawn.items()} | dict(memory.tasks)
    if name not in tasks:
        raise UsageError(phrase("no task {task} was issued", task=name), hint=issued(memory))
    first = action_id(tasks[name].address, Verb.ORDER)
    if done and name != first and first in tasks:
        raise UsageError(
            phrase("{task} cannot be done before {first}", task=name, first=first),
            hint=phrase(
                "say first which number was ordered: `reconciler resolve {first} --done --number N`",
                first=first,
            ),
        )
    return tasks[name]


def _is_spelled(answer: Resolution) -> None:
    if answer.number is not None and not is_number(answer.number):
        raise UsageError(
            phrase("{number!r} is no phone number", number=answer.number),
            hint=phrase("digits, with the area code and no hyphen"),
        )


def _outcome(request: Intent, answer: Resolution, owner: str, now: datetime) -> Outcome:
    return Outcome(
        at=iso(now),
        intent=request.id,
        result=OutcomeResult.DONE if answer.done else OutcomeResult.NOT_DONE,
        evidence=EvidenceSource.OPERATOR,
        number=answer.number or request.number,
        application=answer.application or request.application,
        by=answer.by or owner,
        reason=answer.reason,
    )


def _other_questions(address: str, memory: Memory) -> str:
    """What can be answered instead: the tasks of that address, else the slots that hold a call."""
    orders = {**memory.withdrawn, **memory.tasks}
    tasks = [name for name in sorted(orders) if name.rpartition(":")[0] == address]
    if tasks:
        return phrase(
            "a person was asked: `reconciler resolve {task} --done|--not-done --reason TEXT`", task=tasks[0]
        )
    return ", ".join(memory.held) or phrase("nothing is held")


def _believed(address: str, intent: Intent, answer: Resolution, proof: Testimony) -> Resolution:
    """The answer, complete, where nothing speaks against it or what does is overruled by name."""
    contradicting = [name for name in proof.against(done=answer.done) if name not in answer.although]
    if contradicting:
        text = _objection(address, intent, proof, answer)
        raise AgainstEvidence(text, contradicting, hint=_ways(address, proof, contradicting))
    if answer.although:
        overruled = ", ".join(answer.although)
        answer = replace(
            answer,
            reason=phrase(
                "{reason} (although the account shows {overruled})", reason=answer.reason, overruled=overruled
            ),
        )
    named = answer.number or answer.application or intent.number or intent.application
    if answer.done and intent.action == Verb.ORDER and not named:
        if len(proof.candidates) != 1:
            listed = "; ".join(map(_told, proof.candidates)) or phrase("the account lists nothing that fits")
            raise UsageError(
                phrase("{address}: say what was applied for: {listed}", address=address, listed=listed),
                hint=phrase("add --number or --application"),
            )
        [only] = proof.candidates
        answer = replace(answer, number=only.number, application=only.application)
    return answer


def _objection(address: str, intent: Intent, evidence: Testimony, answer: Resolution) -> str:
    if evidence.candidates and not answer.done:
        listed = "; ".join(map(_told, evidence.candidates))
        return phrase(
            "the account lists what {action} for {address} may have got: {listed}",
            action=intent.action,
            address=address,
            listed=listed,
        )
    claim = "done" if answer.done else phrase("not done")
    proof = "" if evidence.proof is None else evidence.proof.message
    return phrase(
        "{action} at {address} is said to be {said}, but {proof}",
        action=intent.action,
        address=address,
        said=claim,
        proof=proof,
    )


def _ways(address: str, proof: Testimony, contradicting: list[str]) -> str:
    overrule = " ".join(phrase("--although {name}", name=name) for name in contradicting)
    if len(proof.candidates) == 1:
        return phrase(
            "`reconciler resolve {address} --done --reason …` takes it; to overrule it add {overrule}",
            address=address,
            overrule=overrule,
        )
    return phrase(
        "apply settles what it can prove; to overrule what is listed add {overrule}", overrule=overrule
    )


def _told(number: ObservedNumber) -> str:
    day = (
        ""
        if number.applied_on is None
        else phrase(", applied for on {applied_on}", applied_on=number.applied_on)
    )
    return f"{number.identity} ({number.status}{day})"
