"""Human tasks: what a plan needs a person for, as cards with steps, a due date and the proof that ends them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from shlex import quote

from reconciler.catalogue import console
from reconciler.contracts.due import unanswered
from reconciler.contracts.facts import Facts, Slot
from reconciler.kinds import VERBS
from reconciler.memory.records import PUBLIC_MODE_SUBJECT, TaskIssued
from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.address import Address, team_of
from reconciler.model.capability import Capabilities
from reconciler.model.change import Scalar
from reconciler.model.listing import Task, TaskState, WithdrawnTask
from reconciler.model.phone import is_hotline
from reconciler.model.phrase import joined, phrase
from reconciler.model.plan import Plan
from reconciler.model.resource import HOTLINE, REGULAR, NumberType
from reconciler.model.trace import IN_USE
from reconciler.noun import replace
from reconciler.planning import task_life
from reconciler.planning.actions import number_type
from reconciler.planning.attesting import ATTESTABLE
from reconciler.planning.build import Inputs
from reconciler.planning.diff import changes
from reconciler.planning.order import RANK
from reconciler.planning.settle import foresee

_SEEN_FOR = timedelta(days=14)
"""How long a task that was withdrawn is still told of."""


def done_by_hand(inputs: Inputs) -> Inputs:
    """The inputs as they are once what people have done, and is seen or attested, is recorded."""
    closed = tuple(proof for proof in inputs.evidence if proof.intent.id in inputs.memory.tasks)
    return replace(inputs, memory=foresee(inputs.memory, closed))


def tasks(plan: Plan, facts: Facts) -> tuple[Task, ...]:
    """Every task that was handed out and is not ended, and what the plan would hand out now.

    The most urgent address first; at one address what comes first.
    """
    planned = {action.id: action for action in plan.actions}
    issued = task_life.standing(facts, plan.findings)
    mine = (task for task in issued.values() if plan.scope.team in {None, team_of(task.address)})
    cards = [_issued(task, planned.get(task.action_id), plan, facts) for task in mine]
    cards += [_card(a, facts) for a in plan.ready if a.mode is Mode.MANUAL and a.id not in issued]
    urgency: dict[Address, datetime] = {}
    for card in cards:
        if card.due is not None:
            urgency[card.action.address] = min(card.due, urgency.get(card.action.address, card.due))
    return tuple(sorted(cards, key=lambda card: _urgency(card, urgency)))


def _urgency(card: Task, dates: Mapping[Address, datetime]) -> tuple[bool, datetime | str, Address, int]:
    address = card.action.address
    return address not in dates, dates.get(address, ""), address, RANK[card.action.verb]


def withdrawn(plan: Plan, facts: Facts) -> tuple[WithdrawnTask, ...]:
    """What is not to be done any more: recorded in the last days, or what the next apply will record."""
    pending = [(item.task, item.reason, None) for item in task_life.withdrawals(facts, plan.findings)]
    recorded = [
        (item.task, item.record.reason, item.record)
        for item in facts.memory.withdrawn.values()
        if item.task.action == Verb.ORDER or facts.now - datetime.fromisoformat(item.record.at) < _SEEN_FOR
    ]
    return tuple(
        WithdrawnTask(
            id=task.action_id,
            address=task.address,
            number=task.number,
            title=_title(Verb(task.action), task.address),
            issued=datetime.fromisoformat(task.at),
            reason=reason,
            answer=f"reconciler resolve {task.action_id} --done|--not-done --reason TEXT",
            withdrawn=None if record is None else datetime.fromisoformat(record.at),
            commit=None if record is None else record.commit,
        )
        for task, reason, record in (*pending, *recorded)
        if plan.scope.team in {None, team_of(task.address)}
    )


def _issued(task: TaskIssued, action: Action | None, plan: Plan, facts: Facts) -> Task:
    """The card of a task that was handed out, as it was handed out: whatever the plan of today says."""
    card = _card(action or _recalled(task, facts), facts)
    order = dict(unanswered(facts)).get(task.address)
    feared = order.due.instant if order is not None and task.action == Verb.SUBMIT_DOCUMENTS else None
    dates = [
        d for d in (card.due, feared, None if task.due is None else datetime.fromisoformat(task.due)) if d
    ]
    due = min(dates, default=None)
    late = due is not None and due <= facts.now
    return replace(
        card,
        due=due,
        issued=datetime.fromisoformat(task.at),
        state=TaskState.OVERDUE if late else TaskState.ISSUED,
        stop=_stop(task, action, plan),
    )


def _stop(task: TaskIssued, action: Action | None, plan: Plan) -> str:
    """Why it must not be done just now: a rule is in the way, or Git asks to buy something else meanwhile.

    Nothing is cancelled for ever while what must be true of it is unknown.
    """
    grave = task.action == Verb.CANCEL
    reasons = [f.message for f in task_life.stops_now(task, plan.findings) if grave or not f.waits]
    if grave and action is None:
        reasons.append(phrase("nobody knows how the number stands: attest it again first"))
    if action is not None and task.action == Verb.ORDER:
        reasons += task_life.changed_meanwhile(task, action)
    return joined("; ", reasons)


def _recalled(task: TaskIssued, facts: Facts) -> Action:
    """What was asked for, where nothing is planned there today."""
    slot = facts.slots.get(task.address)
    owned = None if slot is None else slot.number
    return Action(
        address=task.address,
        kind=task.resource,
        verb=Verb(task.action),
        team=team_of(task.address) if slot is None else slot.team,
        number=task.number or owned,
        mode=Mode.MANUAL,
        status=Status.WAITING,
        reason=phrase("a task was issued on {at}", at=task.at[:10]),
        changes=changes({}, {path: value for path, value in task.fields.items() if value is not None}),
        source=None if slot is None else slot.source,
        consent=task.consent,
        acknowledgement=task.acknowledgement,
    )


def _card(action: Action, facts: Facts) -> Task:
    kind = _type_of(action, facts)
    team, spec = facts.desired.teams.get(action.team), VERBS[action.verb]
    return Task(
        id=action.id,
        action=action,
        title=_title(action.verb, action.address),
        steps=spec.by_hand(kind).steps,
        link=console.LINK,
        verification=_verification(action, kind, facts.capabilities),
        contacts=() if team is None else team.contacts,
        due=action.deadline,
        conditions=(
            *spec.checks(facts.slots.get(action.address, Slot(action.address))),
            *(_relied_on(action, facts) if spec.verb is Verb.CANCEL else ()),
        ),
    )


def _title(verb: Verb, address: Address) -> str:
    return phrase("{verb}: {address}", verb=phrase(VERBS[verb].title), address=address)


def _type_of(action: Action, facts: Facts) -> NumberType:
    if action.address in facts.slots or action.verb is Verb.ACTIVATE_PUBLIC_MODE:
        return number_type(action, facts)
    only = VERBS[action.verb].types
    asked_for = next((change.after for change in action.changes if change.path == "type"), None)
    hotline = HOTLINE in {asked_for, *(only if len(only) == 1 else ())} or is_hotline(action.number or "")
    return HOTLINE if hotline else REGULAR


def _relied_on(action: Action, facts: Facts) -> Iterator[str]:
    """Who may still use it, as far as the provider's records tell."""
    for trace in facts.observed.traces.of(action.number, *IN_USE):
        yield phrase("somebody may rely on it: {trace} (the records are not complete)", trace=trace)


def _verification(action: Action, kind: NumberType, capabilities: Capabilities) -> str:
    """How the reconciler learns that it was done: it sees it, or somebody vouches for it."""
    spec = VERBS[action.verb]
    readable = capabilities.sees(spec.fact, kind)
    if readable and (capabilities.listing or not spec.releases):
        return phrase("the next run sees it at the provider")
    steps = _said(action, kind)
    if not steps:
        done = f"reconciler resolve {action.id} --done --reason TICKET"
        return phrase("nothing can read it, and nobody can vouch for it: say so, {done}", done=done)
    why = phrase("the provider lists only what is in use") if readable else phrase("nothing can read it")
    return phrase(
        "{why}: reconciler attest {subject} {said} --by YOU --evidence TICKET",
        why=why,
        subject=_subject(action),
        said=steps,
    )


def _said(action: Action, kind: NumberType) -> str:
    """The facts to vouch for, ready to be pasted into a shell; empty if there are none."""
    set_here = (c for c in action.changes if c.path in ATTESTABLE and c.after is not None)
    return VERBS[action.verb].by_hand(kind).vouch or " ".join(
        f"{c.path}={quote(_typed(c.after))}" for c in set_here
    )


def _typed(value: Scalar) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _subject(action: Action) -> str:
    """Whom the word is about; a number that was chosen by hand is tied to the entry it was chosen for."""
    if action.verb is Verb.ACTIVATE_PUBLIC_MODE:
        return PUBLIC_MODE_SUBJECT
    return action.number or f"NUMBER --for-address {action.address}"
