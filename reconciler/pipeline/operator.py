"""What people say became of a call or of a task. The account is looked at before anyone is believed."""

from __future__ import annotations

from datetime import datetime

from reconciler.errors import AgainstEvidence, UsageError
from reconciler.memory.memory import Memory
from reconciler.memory.records import Intent, Outcome, TaskIssued
from reconciler.model.action import Verb, action_id
from reconciler.model.calendar import iso
from reconciler.model.observation import ObservedNumber
from reconciler.model.phone import is_number
from reconciler.model.phrase import phrase
from reconciler.noun import noun, replace
from reconciler.pipeline.people import issued
from reconciler.pipeline.session import Session
from reconciler.pipeline.snapshot import assembled, look, remember, tell_what_to_ask_for
from reconciler.planning.build import view
from reconciler.planning.judging import Claim, ordered, weigh
from reconciler.planning.settle import request_of, shown
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
        tell_what_to_ask_for(session, memory)
        seen = look(session)
        inputs = assembled(session, None, memory, seen)
        told = testimony(intent, view(inputs), inputs.evidence)
        answer = _believed(address, intent, answer, told)
        outcome = _outcome(intent, answer, owner, seen.now)
        session.store.append(session.account.name, [outcome], after=memory.head, fence=lease.fence)
    return phrase(
        "{address}: {action} is {result}, on the word of {by}",
        address=address,
        action=intent.action,
        result=outcome.result,
        by=outcome.by,
    )


def answer(session: Session, owner: str, name: str, said: Resolution) -> str:
    """Says what became of a task that was handed out, or withdrawn; returns what was recorded.

    An order that is done names its number, which must be one that the entry can have got. Raises like `resolve`.
    """
    _is_spelled(said)
    with session.store.lock(session.account.name, owner, session.clock.now()) as lease:
        memory = remember(session)
        task = _task(name, memory, done=said.done)
        tell_what_to_ask_for(session, memory)
        seen = look(session)
        request = request_of(task, memory)
        facts = view(assembled(session, None, memory, seen))
        said = _believed(name, request, said, testimony(request, facts, shown(request, memory, seen)))
        if said.done and said.number is not None and task.action == Verb.ORDER:
            order = ordered(session.desired, memory, task.address)
            weigh(Claim(said.number, {}, seen.now, seen.now, memory, order=order))
        outcome = _outcome(request, said, owner, seen.now)
        session.store.append(session.account.name, [outcome], after=memory.head, fence=lease.fence)
    return phrase(
        "{task} is {result}, on the word of {word}", task=name, result=outcome.result, word=outcome.by
    )


def _task(name: str, memory: Memory, *, done: bool) -> TaskIssued:
    """The task of that id. Nothing is done to a number before it is ordered."""
    asked = {key: item.task for key, item in memory.withdrawn.items()} | dict(memory.tasks)
    if name not in asked:
        raise UsageError(phrase("no task {task} was issued", task=name), hint=issued(memory))
    first = action_id(asked[name].address, Verb.ORDER)
    if done and name != first and first in asked:
        raise UsageError(
            phrase("{task} cannot be done before {first}", task=name, first=first),
            hint=phrase(
                "say first which number was ordered: `reconciler resolve {first} --done --number N`",
                first=first,
            ),
        )
    return asked[name]


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
        result="done" if answer.done else "not-done",
        evidence="operator",
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


def _believed(address: str, intent: Intent, answer: Resolution, shown: Testimony) -> Resolution:
    """The answer, complete, where nothing speaks against it or what does is overruled by name."""
    contradicting = [name for name in shown.against(done=answer.done) if name not in answer.although]
    if contradicting:
        text = _objection(address, intent, shown, answer)
        raise AgainstEvidence(text, contradicting, hint=_ways(address, shown, contradicting))
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
        if len(shown.candidates) != 1:
            listed = "; ".join(map(_told, shown.candidates)) or phrase("the account lists nothing that fits")
            raise UsageError(
                phrase("{address}: say what was applied for: {listed}", address=address, listed=listed),
                hint=phrase("add --number or --application"),
            )
        [only] = shown.candidates
        answer = replace(answer, number=only.number, application=only.application)
    return answer


def _objection(address: str, intent: Intent, shown: Testimony, answer: Resolution) -> str:
    if shown.candidates and not answer.done:
        listed = "; ".join(map(_told, shown.candidates))
        return phrase(
            "the account lists what {action} for {address} may have got: {listed}",
            action=intent.action,
            address=address,
            listed=listed,
        )
    said = "done" if answer.done else phrase("not done")
    proof = "" if shown.proof is None else shown.proof.message
    return phrase(
        "{action} at {address} is said to be {said}, but {proof}",
        action=intent.action,
        address=address,
        said=said,
        proof=proof,
    )


def _ways(address: str, shown: Testimony, contradicting: list[str]) -> str:
    overrule = " ".join(phrase("--although {name}", name=name) for name in contradicting)
    if len(shown.candidates) == 1:
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
