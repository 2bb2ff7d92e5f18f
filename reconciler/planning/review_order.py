"""The order in which a reviewer reads: what destroys, what costs, what people must do, then the rest.

It is also a valid order of execution: no action comes before what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from reconciler.model.action import Action, Effect, Mode
from reconciler.model.finding import Finding
from reconciler.planning.order import SEQUENCE, needs_first

_STEP = {verb: rank for rank, verb in enumerate(SEQUENCE)}


def actions_in_reading_order(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Addresses with a cancellation first, then with a purchase, then with human tasks, then the rest."""
    listed = tuple(actions)
    weight: dict[str, int] = {}
    for action in listed:
        weight[action.address] = min(weight.get(action.address, 9), _weight(action))
    return tuple(needs_first(sorted(listed, key=lambda a: (weight[a.address], a.address, _STEP[a.verb]))))


def _weight(action: Action) -> int:
    match action.verb.effect:
        case Effect.ENDS:
            return 0
        case Effect.BUYS:
            return 1
        case Effect.CHANGES:
            return 2 if action.mode is Mode.MANUAL else 3
        case Effect.RECORDS:
            return 4
        case never:
            assert_never(never)


def findings_in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, then by address and rule."""
    return tuple(sorted(findings, key=lambda f: (-f.verdict, f.address, f.rule, f.message)))
