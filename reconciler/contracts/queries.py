"""How a rule looks at a draft plan: the actions it judges, beside what is wanted, live and known.

An action whose earlier call has an unknown outcome is held whatever a rule may say, so rules never see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from reconciler.contracts.facts import Facts, Slot
from reconciler.contracts.rule import Rule
from reconciler.memory.memory import young
from reconciler.model.action import Action, Mode, Status, Verb
from reconciler.model.address import Address, unmanaged
from reconciler.model.calendar import earliest_cancellation, midnight
from reconciler.model.finding import Finding, Verdict
from reconciler.model.observation import ObservedNumber
from reconciler.model.phrase import phrase
from reconciler.model.resource import REGULAR, DesiredNumber
from reconciler.model.state import Tombstone


def standing(facts: Facts) -> dict[str, Address]:
    """Identity to the one address at which a live number is listed: where Git speaks of it, else among the strays.

    A number that moved to another entry, or whose entry left Git, has two slots until the next apply.
    """
    declared: dict[str, Address] = {}
    remembered: dict[str, Address] = {}
    for slot in facts.slots.values():
        if slot.live is not None:
            places = remembered if slot.desired is None and slot.tombstone is None else declared
            places[slot.live.identity] = slot.address
    strays = {stray.identity: unmanaged(stray.identity) for stray in facts.unmanaged}
    return remembered | strays | declared


def drafted(facts: Facts, *verbs: Verb) -> tuple[Action, ...]:
    """The draft actions with these verbs, in plan order."""
    return tuple(a for a in facts.actions if a.verb in verbs and a.status is not Status.HELD)


def unstopped(facts: Facts, *verbs: Verb) -> tuple[Action, ...]:
    """The same, without those that an earlier rule blocks."""
    return tuple(action for action in drafted(facts, *verbs) if not blocked(facts, action))


def blocked(facts: Facts, action: Action) -> bool:
    """Whether an earlier rule blocks it: it will not be done, whatever time passes, and takes no room."""
    return any(f.verdict is Verdict.BLOCK and not f.waits for f in facts.stops.get(action.id, ()))


def waits(facts: Facts, action: Action) -> bool:
    """Whether an earlier rule lets it wait for a fact that nobody knows."""
    return any(f.waits for f in facts.stops.get(action.id, ()))


def held_until(facts: Facts, action: Action) -> datetime | None:
    """The instant before which earlier rules do not let it run; None if they do not care."""
    return max((f.until for f in facts.stops.get(action.id, ()) if f.until is not None), default=None)


def with_purchase(facts: Facts, action: Action) -> tuple[Action, ...]:
    """The action, and the purchase it would follow: what can never be completed is not bought."""
    group = facts.by_address.get(action.address, ())
    return (action, *(a for a in group if a.verb is Verb.ORDER and a.status is not Status.HELD))


def over(
    facts: Facts, actions: Iterable[Action], room: Decimal, weight: Callable[[Action], Decimal]
) -> tuple[Action, ...]:
    """The actions that find no room, when the first that fit are let through by address.

    What waits for a fact comes last: nobody knows when it will be done, and it keeps no other from its turn.
    """
    left, rest = room, []
    for action in sorted(actions, key=lambda action: (waits(facts, action), action.address)):
        if weight(action) > left:
            rest.append(action)
        else:
            left -= weight(action)
    return tuple(rest)


def provider_actions(facts: Facts) -> tuple[Action, ...]:
    """The draft actions that change the provider, not only the ledger."""
    return tuple(action for action in facts.actions if _outward(action))


def provider_actions_at(facts: Facts, address: Address) -> tuple[Action, ...]:
    """The same, of one address."""
    return tuple(action for action in facts.by_address.get(address, ()) if _outward(action))


def _outward(action: Action) -> bool:
    return action.verb.outward and action.status is not Status.HELD


def with_desired(facts: Facts, *verbs: Verb) -> Iterator[tuple[Action, DesiredNumber]]:
    """The draft actions with these verbs, each with the entry that asks for it."""
    for action in drafted(facts, *verbs):
        slot = facts.slots.get(action.address)
        if slot is not None and slot.desired is not None:
            yield action, slot.desired


def cancellations(facts: Facts) -> Iterator[tuple[Action, Tombstone, ObservedNumber]]:
    """The draft cancellations, each with its tombstone and its live number."""
    for action in drafted(facts, Verb.CANCEL):
        slot = facts.slots.get(action.address)
        if slot is not None and slot.tombstone is not None and slot.live is not None:
            yield action, slot.tombstone, slot.live


def conflicts(facts: Facts, rule: Rule) -> Iterator[Finding]:
    """The addresses of Git whose number is in dispute, as far as this rule reports it."""
    for slot in facts.restless:
        conflict = slot.conflict
        if conflict is not None and conflict.rule == rule.code and slot.source is not None:
            yield rule.at(slot.address, Verdict.BLOCK, conflict.message, conflict.hint, source=slot.source)


def unlisted_yet(facts: Facts, slot: Slot) -> bool:
    """Whether the number was ordered so lately that a complete list may still not show it."""
    return (
        slot.live is None
        and slot.owned is not None
        and young(slot.owned, facts.observed.now, facts.capabilities.lag)
    )


def cancellable_from(slot: Slot | None) -> datetime | None:
    """The instant from which a tombstone and the holding period permit the cancellation; None if unknown."""
    if slot is None or slot.tombstone is None or slot.live is None:
        return None
    earliest = midnight(slot.tombstone.not_before)
    if slot.live.type != REGULAR:
        return earliest
    if slot.live.activated_on is None:
        return None
    return max(earliest, earliest_cancellation(slot.live.activated_on))


def due_from(facts: Facts, action: Action) -> datetime | None:
    """From when a cancellation runs, as its tombstone, the holding period and earlier rules say; None if unknown.

    Not before now, and not before a freeze ends: that month's fee is what it costs, and that month's limit its own.
    """
    instant = cancellable_from(facts.slots.get(action.address))
    return None if instant is None else max(instant, facts.now, held_until(facts, action) or instant)


def requires_observation(action: Action) -> bool:
    """Whether only observed facts will do, as for an automatic purchase or cancellation."""
    return action.mode is Mode.AUTOMATIC and action.verb in {Verb.ORDER, Verb.CANCEL}


def unseen(facts: Facts, action: Action, fact: str, value: object) -> str:
    """Why an account-wide fact (`enterprises`, `scripts` …) cannot carry an action; empty if it can."""
    if value is None:
        return phrase("cannot be read and is not attested")
    if requires_observation(action) and facts.observed.origins.get(fact) == "attested":
        return phrase("is only attested, and an automatic {verb} needs it observed", verb=action.verb)
    return ""


def listed_for_nothing(facts: Facts) -> Iterator[tuple[str, str]]:
    """Each name that `spec.baseline` lists although an entry has it or it is gone, and a sentence that says so.

    An entry that names the number is told by `validate` already (VN218).
    """
    desired, observed, known = facts.desired, facts.observed, facts.memory
    if not desired.baseline:
        return
    had = dict(_had(facts.slots.values()))
    alone = len(desired.accounts) == 1
    for name in desired.baseline:
        live = observed.numbers.get(name)
        if name in had:
            yield name, phrase("{name} is listed, and {address} has it", name=name, address=had[name])
        elif live is not None and live.gone(facts.now):
            yield name, phrase("{name} is listed, and {status}", name=name, status=live.status)
        elif live is None and observed.complete and (alone or name in known.owner):
            yield name, phrase("{name} is listed, and not in the account", name=name)


def _had(slots: Iterable[Slot]) -> Iterator[tuple[str, Address]]:
    """Each number and application that an entry has without naming it."""
    for slot in slots:
        if slot.desired is not None and slot.desired.number is None:
            own = slot.owned
            names = {slot.live.identity if slot.live else None, own and own.number, own and own.application}
            yield from ((name, slot.address) for name in names if name)


def public_mode_unused(facts: Facts) -> bool:
    """Whether public mode is active, as far as anybody knows, and Git, read whole, has no entry for it."""
    observed = facts.observed.public_mode
    active = facts.memory.activated if observed is None else observed
    used = any(entry.account == facts.account.name for entry in facts.desired.public_modes.values())
    return active and facts.desired.complete and not used
