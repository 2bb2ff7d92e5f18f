"""The draft plan: what every kind proposes, with its field changes, its mode and its needs."""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.contracts.facts import Facts
from reconciler.contracts.kind import Draft
from reconciler.kinds import KINDS
from reconciler.memory.records import Intent
from reconciler.model.action import Action, Effect, Mode, Status, Verb, action_id
from reconciler.model.address import Address, team_of
from reconciler.model.change import Fields
from reconciler.model.phrase import phrase
from reconciler.model.resource import HOTLINE, PUBLIC, REGULAR, NumberType
from reconciler.noun import replace
from reconciler.planning.diff import changes
from reconciler.planning.order import linked

"""The number type under which capabilities speak of public mode."""


def draft(facts: Facts) -> dict[Address, tuple[Action, ...]]:
    """Every action that would close a difference, by address; an open intent replaces all others at its address."""
    drafts = [d for kind in KINDS for d in kind.propose(facts) if _is_free(d.action.address, facts)]
    begun = {d.action.address for d in drafts if d.action.verb.effect is Effect.BUYS}
    actions = [_action(d, facts) for d in drafts if _has_ground(d.action, facts, begun)]
    actions.extend(_held(intent, facts) for intent in facts.memory.held.values())
    return linked(actions, _cleared_first(actions, facts))


def _cleared_first(actions: Iterable[Action], facts: Facts) -> dict[str, tuple[str, ...]]:
    """Cancellation to what must be done before it at other addresses: hotlines let go of the number first."""
    cancels = [action for action in actions if action.verb is Verb.CANCEL and action.number in facts.pointers]
    if not cancels:
        return {}
    planned = {action.id for action in actions}
    return {
        cancel.id: tuple(
            step
            for pointer in facts.pointers[cancel.number or ""]
            if pointer.live and pointer.declared is None and pointer.address != cancel.address
            for verb in (Verb.CLEAR_TRANSFER, Verb.SET_TRANSFER)
            if (step := action_id(pointer.address, verb)) in planned
        )
        for cancel in cancels
    }


def _is_free(address: Address, facts: Facts) -> bool:
    """Whether anything may happen there: no call of unknown outcome, and it is known which number it is."""
    return address not in facts.memory.held and not (
        address in facts.slots and facts.slots[address].conflict is not None
    )


def _has_ground(action: Action, facts: Facts, begun: Iterable[Address]) -> bool:
    """Nothing follows at an address where there is neither a number nor an application for one."""
    if action.verb in {Verb.MOVE, Verb.FORGET} or action.address in begun:
        return True
    return facts.slots[action.address].live is not None


def _action(proposed: Draft, facts: Facts) -> Action:
    action = proposed.action
    mode = action.mode
    if action.verb.outward and not facts.capabilities.can(action.verb, number_type(action, facts)):
        mode = Mode.MANUAL
    return replace(action, mode=mode, changes=changes(proposed.before, proposed.after))


def number_type(action: Action, facts: Facts) -> NumberType:
    """For asking what the provider can do."""
    if action.verb is Verb.ACTIVATE_PUBLIC_MODE:
        return PUBLIC
    slot = facts.slots[action.address]
    number = slot.live or slot.desired
    if number is not None:
        return number.type
    return HOTLINE if (action.number or "").startswith("400") else REGULAR


def _held(intent: Intent, facts: Facts) -> Action:
    slot = facts.slots.get(intent.address)
    return Action(
        address=intent.address,
        kind=intent.resource,
        verb=Verb(intent.action),
        team=team_of(intent.address) if slot is None else slot.team,
        number=intent.number,
        application=intent.application,
        status=Status.HELD,
        reason=phrase(
            "the outcome of a call at {at} is unknown; nothing else happens here until it is", at=intent.at
        ),
        changes=changes({}, _asked(intent)),
        source=None if slot is None else slot.source,
        consent=intent.consent,
        acknowledgement=intent.acknowledgement,
    )


def _asked(intent: Intent) -> Fields:
    """What the call would have set. The ledger is JSON, which has no tuples; what it took away has no value."""
    return {
        path: tuple(value) if isinstance(value, list) else value
        for path, value in intent.fields.items()
        if value is not None
    }
