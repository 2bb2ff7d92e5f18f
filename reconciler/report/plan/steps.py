"""A plan's actions as a reader counts them: an unbind and the bind that follows it are one rebind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reconciler.model.action import Action, Verb
from reconciler.model.change import Change, Scalar
from reconciler.model.phrase import phrase
from reconciler.noun import noun
from reconciler.report.plan.outline import changes

REBIND = phrase("rebind")


@noun
class PlanRow:
    """One row."""

    action: Action
    """The action, of a rebind its bind."""
    name: str
    """Its verb, or `rebind`."""
    changes: tuple[Change, ...]
    """With what a bind replaces as the value before."""


def steps(actions: Iterable[Action], replaced: Mapping[str, Scalar]) -> tuple[PlanRow, ...]:
    """The rows of one section; `replaced` comes from `outline.replaced`."""
    actions = tuple(actions)
    unbinds = {action.address: action for action in actions if action.verb is Verb.UNBIND}
    joined = {
        action.address
        for action in actions
        if action.verb is Verb.BIND and _alike(action, unbinds.get(action.address))
    }
    rows = []
    for action in actions:
        if action.address in joined and action.verb is Verb.UNBIND:
            continue
        rebinds = action.address in joined and action.verb is Verb.BIND
        fields = changes(action, replaced)
        if rebinds:
            fields = (*fields, *_only_taken(unbinds[action.address], action))
        rows.append(PlanRow(action, REBIND if rebinds else action.verb.value, fields))
    return tuple(rows)


def _alike(bind: Action, unbind: Action | None) -> bool:
    """Whether one row tells the truth of both: they wait for the same, and the same hand does them."""
    return unbind is not None and (bind.status, bind.mode) == (unbind.status, unbind.mode)


def _only_taken(unbind: Action, bind: Action) -> tuple[Change, ...]:
    """What the unbind takes away and the bind does not put back."""
    put = {change.path for change in bind.changes}
    return tuple(change for change in unbind.changes if change.path not in put)
