"""What a reviewer asks of a plan first, and each answer in a line: cost, people, what else, may it be merged?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from reconciler.model.action import Action, Mode
from reconciler.model.finding import Verdict
from reconciler.model.plan import Plan
from reconciler.report.plan.headline import at_once, bill, committed
from reconciler.report.plan.outline import Outline, is_task
from reconciler.report.sink import phrases

_NAMED = 3
"""How many purchases and tasks are named; the others are counted."""


class Answer(NamedTuple):
    """One question with its answer, encoded."""

    question: str
    answer: str


def answers(
    plan: Plan, parts: Outline, show: Callable[[str], str], day: Callable[..., str]
) -> Iterator[Answer]:
    """The answers that have something to say; `show` encodes other people's text, `day` an instant."""
    yield Answer("Costs", _cost(plan))
    if parts.costs:
        yield Answer("Buys", _list(parts.costs, lambda action: _purchase(action, show)))
    tasks = _tasks(parts)
    if tasks:
        yield Answer("For people", _list(tasks, lambda action: _task(action, plan, show, day)))
    other = ", ".join(_others(parts))
    if other:
        yield Answer("Also", other)
    yield Answer("May it be merged?", _verdict(plan, parts))


def _cost(plan: Plan) -> str:
    costs = f"{phrases.money(at_once(plan))} CNY now; monthly bill {bill(plan)}"
    return costs + (f"; at least {phrases.money(committed(plan))} CNY in all" if committed(plan) else "")


def _tasks(parts: Outline) -> tuple[Action, ...]:
    """Those with a due date first, the soonest first."""
    tasks = [*filter(is_task, (*parts.destroys, *parts.costs)), *parts.people]
    return tuple(sorted(tasks, key=lambda a: (a.deadline is None, a.deadline and a.deadline.timestamp())))


def _list(actions: tuple[Action, ...], show: Callable[[Action], str]) -> str:
    named = "; ".join(map(show, actions[:_NAMED]))
    left = len(actions) - _NAMED
    return f"{named}; and {left:,} more" if left > 0 else named


def _purchase(action: Action, show: Callable[[str], str]) -> str:
    number = f" {show(action.number)}" if action.number else ""
    by_hand = " by hand" if action.mode is Mode.MANUAL else ""
    price = f" for {phrases.money(action.cost.monthly)} CNY/month" if action.cost.monthly else ""
    return f"{show(action.address)}{number}{by_hand}{price}"


def _task(action: Action, plan: Plan, show: Callable[[str], str], day: Callable[..., str]) -> str:
    due = ""
    if action.deadline is not None:
        due = f" by {day(action.deadline)} ({phrases.distance(plan.as_of, action.deadline)})"
    return f"{action.verb.value} {show(action.address)}{due}"


def _others(parts: Outline) -> Iterator[str]:
    changed = len({action.address for action in parts.changes})
    if changed:
        yield f"{phrases.plural(changed, 'entry', 'entries')} changed"
    if parts.records:
        yield f"{len(parts.records):,} only in the ledger"
    if parts.later:
        yield f"{len(parts.later):,} deferred or waiting"


def _verdict(plan: Plan, parts: Outline) -> str:
    incidents = sum(
        f.verdict is Verdict.VIOLATION or (f.verdict is Verdict.BLOCK and not f.stops) for f in plan.findings
    )
    stuck = [f"{phrases.plural(len(parts.stuck), 'action')} blocked or held"] if parts.stuck else []
    stuck += (
        [phrases.plural(incidents, "violation or incident", "violations or incidents")] if incidents else []
    )
    if plan.hypothetical:
        return "No: the plan is hypothetical, and apply refuses it"
    if not stuck:
        if parts.destroys or parts.will_destroy:
            return "Nothing is blocked; weigh what can never be undone"
        return "Yes: nothing is blocked" if plan.actions else "Yes: nothing changes"
    rest = "what is ready is applied all the same" if plan.ready else "nothing is ready"
    return f"Look first: {', '.join(stuck)}; {rest}"
