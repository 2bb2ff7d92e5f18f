"""The one gate: findings and needs decide each action's status, the first that fits.

held · blocked · deferred (only an instant is missing) · waiting · ready. A need that is ready in the same plan does not
make its dependant wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from reconciler.model.action import Action, Effect, Mode, Status
from reconciler.model.address import Address
from reconciler.model.calendar import iso
from reconciler.model.finding import Finding, Verdict
from reconciler.model.phrase import phrase
from reconciler.noun import replace
from reconciler.planning.order import needs_first, preparations
from reconciler.planning.task_life import holds_back

_RECORDED = phrase("only recorded in the ledger")
_BY_HAND = phrase("no API does this: apply issues a task")


def judge(
    groups: Mapping[Address, tuple[Action, ...]],
    findings: Iterable[Finding],
    waiting: Mapping[str, str],
) -> tuple[Action, ...]:
    """Every action with its status and reason, address by address; `waiting`: what a person was asked already."""
    stops = _stops(groups, findings)
    judged: dict[str, Action] = {}
    # A need may stand at an address that comes later: it is judged before what needs it.
    for action in needs_first(action for group in groups.values() for action in group):
        judged[action.id] = _judge(action, stops.get(action.id, ()), judged, waiting)
    return tuple(judged[action.id] for group in groups.values() for action in group)


def _stops(
    groups: Mapping[Address, tuple[Action, ...]], findings: Iterable[Finding]
) -> Mapping[str, list[Finding]]:
    """Action id to the findings that stop it; what prepares a cancellation is stopped with it."""
    stops: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for action_id in finding.stops:
            stops[action_id].append(finding)
    for group in groups.values():
        for action in group:
            if action.id in stops:
                for prepared in preparations(action, group):
                    stops[prepared].extend(stops[action.id])
    return stops


def _judge(
    action: Action, stops: Iterable[Finding], judged: Mapping[str, Action], waiting: Mapping[str, str]
) -> Action:
    if action.status is Status.HELD:
        return action
    needs = [judged[need] for need in action.needs]
    blocks = [f for f in stops if f.verdict is Verdict.BLOCK and not f.waits]
    if blocks:
        return replace(action, status=Status.BLOCKED, reason=blocks[0].message)
    stuck = next((n for n in needs if n.status in {Status.BLOCKED, Status.HELD}), None)
    if stuck is not None:
        return replace(
            action,
            status=Status.BLOCKED,
            reason=phrase("needs {id}, which is {status}", id=stuck.id, status=stuck.status),
        )
    waits = _waits(action, stops, needs, waiting)
    earliest = _earliest(stops, needs)
    if earliest is not None and not waits:
        reason = next(
            (f.message for f in stops if f.until == earliest),
            phrase("not before {earliest}", earliest=iso(earliest)),
        )
        return replace(action, status=Status.DEFERRED, reason=reason, earliest=earliest)
    if waits:
        return replace(action, status=Status.WAITING, reason=waits, earliest=earliest)
    reason = _ready(action)
    return replace(action, reason=reason) if reason != action.reason else action


def _waits(
    action: Action, stops: Iterable[Finding], needs: Iterable[Action], waiting: Mapping[str, str]
) -> str:
    """What the action waits for besides an instant; empty if nothing."""
    unknown = next((finding.message for finding in stops if finding.waits), "")
    if unknown:
        return unknown
    first = next((need for need in needs if _must_wait(action, need)), None)
    if action.awaits:
        return phrase("waits for {awaits}", awaits=action.awaits)
    if first is not None:
        return phrase("waits for {id}", id=first.id)
    return waiting.get(action.id, "") if holds_back(action) else ""


def _must_wait(action: Action, need: Action) -> bool:
    """A ready need runs first in the same apply, unless a person does it and a machine is to follow.

    What cannot be undone is not even asked for before what a person does first was seen or attested.
    """
    cautious = action.mode is Mode.AUTOMATIC or action.verb.effect is Effect.ENDS
    by_hand = need.mode is Mode.MANUAL and cautious
    return need.status is Status.WAITING or (need.status is Status.READY and by_hand)


def _earliest(stops: Iterable[Finding], needs: Iterable[Action]) -> datetime | None:
    """The latest instant among its own holds and its needs'."""
    instants = [f.until for f in stops if f.verdict is Verdict.HOLD and f.until is not None]
    instants += [need.earliest for need in needs if need.earliest is not None]
    return max(instants, default=None)


def _ready(action: Action) -> str:
    if not action.verb.outward:
        return _RECORDED
    if action.mode is Mode.MANUAL:
        return _BY_HAND
    return ""
