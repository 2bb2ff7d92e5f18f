"""Human tasks: what a plan needs a person for, as cards with steps, a due date and the proof that ends them."""

from __future__ import annotations

from datetime import datetime
from shlex import quote

from reconciler.catalogue import console
from reconciler.contracts.facts import Facts
from reconciler.memory.records import PUBLIC_MODE
from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.capability import Capabilities
from reconciler.model.listing import Task
from reconciler.model.plan import Plan
from reconciler.model.resource import HOTLINE
from reconciler.planning.actions import number_type
from reconciler.planning.attesting import ATTESTABLE

_OPEN = frozenset({Status.READY, Status.WAITING})


def tasks(plan: Plan, facts: Facts) -> tuple[Task, ...]:
    """The plan's human tasks that somebody can do now or was asked to do, the most urgent first."""
    cards = [
        _card(action, facts)
        for action in plan.actions
        if action.mode is Mode.MANUAL
        and action.status in _OPEN
        and (action.status is Status.READY or action.id in facts.memory.tasks)
    ]
    return tuple(sorted(cards, key=lambda task: (task.due is None, task.due, task.id)))


def _card(action: Action, facts: Facts) -> Task:
    issued = facts.memory.tasks.get(action.id)
    kind = number_type(action, facts)
    team = facts.desired.teams.get(action.team)
    due = None if issued is None or issued.due is None else datetime.fromisoformat(issued.due)
    return Task(
        id=action.id,
        action=action,
        title=f"{console.TITLES[action.verb]}: {action.address}",
        steps=console.steps(action.verb, kind == HOTLINE),
        link=console.LINK,
        verification=_verification(action, kind, facts.capabilities),
        contacts=() if team is None else team.contacts,
        due=action.deadline or due,
        issued=None if issued is None else datetime.fromisoformat(issued.at),
    )


_SHOWN_IN: dict[Verb, str] = {
    Verb.ORDER: "status",
    Verb.SUBMIT_DOCUMENTS: "status",
    Verb.CANCEL: "status",
    Verb.BIND: "instance",
    Verb.UNBIND: "instance",
    Verb.SET_TRANSFER: "ivr.transfer",
    Verb.CLEAR_TRANSFER: "ivr.transfer",
    Verb.CONFIGURE_IVR: "ivr.playback",
    Verb.CLEAR_IVR: "ivr.playback",
    Verb.ACTIVATE_PUBLIC_MODE: "status",
}
"""The fact in which each verb's effect would show."""


def _verification(action: Action, kind: str, capabilities: Capabilities) -> str:
    """How the reconciler learns that it was done: it sees it, or somebody vouches for it."""
    if capabilities.sees(_SHOWN_IN[action.verb], kind):
        return "the next run sees it at the provider"
    said = _said(action, kind)
    if not said:
        return "nothing can read it, and nobody can vouch for it"
    return f"nothing can read it: reconciler attest {_subject(action)} {said} --by YOU --evidence TICKET"


_SAID: dict[Verb, str] = {
    Verb.ORDER: "status=active activatedOn=YYYY-MM-DD",
    Verb.SUBMIT_DOCUMENTS: "status=reviewing",
    Verb.CANCEL: "status=cancelled",
    Verb.UNBIND: "instance=",
    Verb.CLEAR_IVR: "ivr.playback.audio=",
    Verb.ACTIVATE_PUBLIC_MODE: "active=true",
}
"""The facts in which each verb's effect is told. A regular number is known only once its review is done."""


def _said(action: Action, kind: str) -> str:
    """The facts to vouch for, ready to be pasted into a shell; empty if there are none."""
    if action.verb is Verb.ORDER and kind == HOTLINE:
        return "status=documents_due appliedOn=YYYY-MM-DD"
    set_here = (c for c in action.changes if c.path in ATTESTABLE and c.after is not None)
    return _SAID.get(action.verb) or " ".join(f"{c.path}={quote(str(c.after))}" for c in set_here)


def _subject(action: Action) -> str:
    """Whom the word is about; a number that was chosen by hand is tied to the entry it was chosen for."""
    if action.verb is Verb.ACTIVATE_PUBLIC_MODE:
        return PUBLIC_MODE
    return action.number or f"NUMBER --for-address {action.address}"
