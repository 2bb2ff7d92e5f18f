"""A plan cut into the parts a reviewer reads: what destroys, costs, needs people, the rest, what waits."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never

from reconciler.model.action import Action, Effect, Mode, Status, Verb
from reconciler.model.address import is_unmanaged
from reconciler.model.change import Change, Scalar
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phone import is_hotline
from reconciler.model.plan import Plan
from reconciler.model.tariff import SEED_TARIFF
from reconciler.noun import noun, replace
from reconciler.report.sink.language import tr

_PARTS = ("destroys", "will_destroy", "costs", "people", "changes", "records", "stuck", "later")
STUCK = (Status.BLOCKED, Status.HELD)
LATER = (Status.DEFERRED, Status.WAITING)


@noun
class Outline:
    """Every action of a plan in exactly one part, every finding in exactly one list."""

    destroys: tuple[Action, ...]
    """Ready cancellations."""
    will_destroy: tuple[Action, ...]
    """Cancellations that a later run carries out without another review."""
    costs: tuple[Action, ...]
    """Ready purchases, and public mode."""
    people: tuple[Action, ...]
    """Human tasks: nothing but a person is missing. Ready cancellations and purchases stand above."""
    changes: tuple[Action, ...]
    records: tuple[Action, ...]
    """Ready, but only the ledger changes."""
    stuck: tuple[Action, ...]
    """Blocked or held."""
    later: tuple[Action, ...]
    """Deferred or waiting; cancellations stand above."""
    findings: tuple[Finding, ...]
    unmanaged: tuple[Finding, ...]
    """What is merely reported of numbers nobody manages."""


def outline(plan: Plan) -> Outline:
    """Sorts a plan's actions and findings into their parts; the order within a part is the plan's."""
    parts: dict[str, list[Action]] = {name: [] for name in _PARTS}
    unready = frozenset(action.id for action in plan.actions if action.status is not Status.READY)
    for action in plan.actions:
        parts[_part(action, unready)].append(action)
    aside = [f for f in plan.findings if f.verdict is Verdict.INFO and is_unmanaged(f.address)]
    findings = [f for f in plan.findings if not (f.verdict is Verdict.INFO and is_unmanaged(f.address))]
    return Outline(
        **{name: tuple(actions) for name, actions in parts.items()},
        findings=tuple(findings),
        unmanaged=tuple(aside),
    )


def _part(action: Action, unready: frozenset[str]) -> str:
    if action.status in STUCK:
        return "stuck"
    effect = action.verb.effect
    if action.status is Status.READY and effect is Effect.ENDS:
        return "destroys"
    if action.status is Status.READY and effect is Effect.BUYS:
        return "costs"
    if is_task(action, unready):
        return "people"
    if action.status in LATER:
        return "will_destroy" if effect is Effect.ENDS else "later"
    return "changes" if action.verb.outward else "records"


def is_task(action: Action, unready: frozenset[str] = frozenset()) -> bool:
    """Whether nothing but a person is missing: no API does it, and it waits for nothing else.

    `unready` holds the ids of the plan's actions that are not ready.
    """
    if action.mode is not Mode.MANUAL or action.earliest is not None or action.awaits:
        return False
    issued = action.status is Status.WAITING and unready.isdisjoint(action.needs)
    return action.status is Status.READY or issued


def replaced(plan: Plan) -> dict[str, Scalar]:
    """`ADDRESS PATH` to the value an unbind takes away, so that a rebind reads `instance: a → b`."""
    return {
        f"{action.address} {change.path}": change.before
        for action in plan.actions
        if action.verb is Verb.UNBIND
        for change in action.changes
    }


def changes(action: Action, taken: Mapping[str, Scalar]) -> tuple[Change, ...]:
    """An action's changes as a reader should see them: a bind says what it replaces."""
    if action.verb is not Verb.BIND:
        return action.changes
    replaced = (replace(c, before=taken.get(f"{action.address} {c.path}", c.before)) for c in action.changes)
    return tuple(change for change in replaced if change.before != change.after)


def sign(action: Action) -> str:
    """One character for what an action does, without colour: it ends, buys, records, changes, or asks a person to."""
    match action.verb.effect:
        case Effect.ENDS:
            return "-"
        case Effect.BUYS:
            return "+"
        case Effect.RECORDS:
            return "."
        case Effect.CHANGES:
            return "!" if action.mode is Mode.MANUAL else "~"
        case never:
            assert_never(never)


def is_hotline_purchase(action: Action) -> bool:
    """Whether it buys a 400 number, whose minutes are charged on top."""
    if action.verb is not Verb.ORDER:
        return False
    hotline = any(change.path == "type" and change.after == "400" for change in action.changes)
    return hotline or (action.number is not None and is_hotline(action.number))


def usage(minute: Decimal = SEED_TARIFF.hotline_minute) -> str:
    """What a 400 number's minutes cost. Never part of a sum: nobody knows how many there will be."""
    return tr("plus {minute} CNY/min of use (not summed)", minute=minute)
