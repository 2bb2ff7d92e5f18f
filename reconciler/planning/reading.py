"""The order in which a reviewer reads: what destroys, what costs, what people must do, then the rest.

It is also a valid order of execution: no action comes before what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable

from reconciler.model.action import LEDGER_ONLY, Action, Mode, Verb
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
    if action.verb is Verb.CANCEL:
        return 0
    if action.verb in {Verb.ORDER, Verb.ACTIVATE_PUBLIC_MODE}:
        return 1
    if action.mode is Mode.MANUAL:
        return 2
    return 4 if action.verb in LEDGER_ONLY else 3


def findings_in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The gravest first, then by address and rule."""
    return tuple(sorted(findings, key=lambda f: (-f.verdict, f.address, f.rule, f.message)))
