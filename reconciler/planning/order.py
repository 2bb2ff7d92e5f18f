"""What must come before what, and in which order an executor and a reader meet the actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from reconciler.kinds import VERBS
from reconciler.model.action import Action, Verb
from reconciler.model.address import Address
from reconciler.noun import replace

NEEDS: dict[Verb, tuple[Verb, ...]] = {spec.verb: spec.after for spec in VERBS.values() if spec.after}
"""Verb to the verbs that must be done before it at the same address.

Seed: "Before proceeding, ensure the number is not associated with any business services".
"""

SEQUENCE = tuple(VERBS)
"""What we own is recorded first; at one address nothing runs before what it needs."""
RANK = {verb: rank for rank, verb in enumerate(SEQUENCE)}


def by_address(actions: Iterable[Action]) -> dict[Address, tuple[Action, ...]]:
    """The actions of each address, in the order in which they run there."""
    groups: dict[Address, list[Action]] = defaultdict(list)
    for action in actions:
        groups[action.address].append(action)
    return {
        a: tuple(sorted(group, key=lambda action: RANK[action.verb])) for a, group in sorted(groups.items())
    }


def linked(
    actions: Iterable[Action], elsewhere: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> dict[Address, tuple[Action, ...]]:
    """The same, each action naming the ids of those it needs; `elsewhere`: what it needs at other addresses."""
    return {
        address: tuple(_link(action, group, elsewhere.get(action.id, ())) for action in group)
        for address, group in by_address(actions).items()
    }


def _link(action: Action, group: tuple[Action, ...], elsewhere: tuple[str, ...]) -> Action:
    before = NEEDS.get(action.verb, ())
    needs = (*(other.id for other in group if other.verb in before), *elsewhere)
    return replace(action, needs=needs) if needs else action


def needs_first(actions: Iterable[Action]) -> list[Action]:
    """The actions in their order, but none before what it needs."""
    listed = {action.id: action for action in actions}
    done: dict[str, Action] = {}
    for action in listed.values():
        waiting = [action]
        while waiting:
            missing = [n for n in waiting[-1].needs if n in listed and n not in done]
            if missing:
                waiting.append(listed[missing[0]])
            else:
                ready = waiting.pop()
                done[ready.id] = ready
    return list(done.values())


def preparations(action: Action, group: tuple[Action, ...]) -> tuple[str, ...]:
    """The ids of what only makes sense if this action happens: until it can, a number keeps what it is bound to."""
    before = NEEDS.get(action.verb, ())
    return tuple(other.id for other in group if other.verb in before and VERBS[other.verb].releases)
