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
from reconciler.report.sink.language import tr

_NAMED = 3
"""How many purchases and tasks are named; the others are counted."""


class ReviewAnswer(NamedTuple):
    """One question with its answer, encoded."""

    question: str
    answer: str


def answers(
    plan: Plan, parts: Outline, show: Callable[[str], str], day: Callable[..., str]
) -> Iterator[ReviewAnswer]:
    """The answers that have something to say; `show` encodes other people's text, `day` an instant."""
    yield ReviewAnswer(tr("Costs"), _cost(plan))
    if parts.costs:
        yield ReviewAnswer(tr("Buys"), _list(parts.costs, lambda action: _purchase(action, show)))
    tasks = _tasks(parts)
    if tasks:
        yield ReviewAnswer(tr("For people"), _list(tasks, lambda action: _task(action, plan, show, day)))
    other = ", ".join(_others(parts))
    if other:
        yield ReviewAnswer(tr("Also"), other)
    yield ReviewAnswer(tr("May it be merged?"), _verdict(plan, parts))


def _cost(plan: Plan) -> str:
    costs = tr(
        "{at_once} CNY now; monthly bill {plan}", at_once=phrases.monthly(at_once(plan)), plan=bill(plan)
    )
    return costs + (
        tr("; at least {committed} CNY in all", committed=phrases.money(committed(plan)))
        if committed(plan)
        else ""
    )


def _tasks(parts: Outline) -> tuple[Action, ...]:
    """Those with a due date first, the soonest first."""
    tasks = [*filter(is_task, (*parts.destroys, *parts.costs)), *parts.people]
    return tuple(sorted(tasks, key=lambda a: (a.deadline is None, a.deadline and a.deadline.timestamp())))


def _list(actions: tuple[Action, ...], show: Callable[[Action], str]) -> str:
    named = "; ".join(map(show, actions[:_NAMED]))
    more = len(actions) - _NAMED
    return tr("{named}; and {left:,} more", named=named, left=more) if more > 0 else named


def _purchase(action: Action, show: Callable[[str], str]) -> str:
    number = f" {show(action.number)}" if action.number else ""
    by_hand = tr(" by hand") if action.mode is Mode.MANUAL else ""
    price = (
        tr(" for {monthly} CNY/month", monthly=phrases.money(action.cost.monthly))
        if action.cost.monthly
        else ""
    )
    return f"{show(action.address)}{number}{by_hand}{price}"


def _task(action: Action, plan: Plan, show: Callable[[str], str], day: Callable[..., str]) -> str:
    due = ""
    if action.deadline is not None:
        due = tr(
            " by {deadline} ({away})",
            deadline=day(action.deadline),
            away=phrases.due(plan.as_of, action.deadline),
        )
    return f"{tr(action.verb.value)} {show(action.address)}{due}"


def _others(parts: Outline) -> Iterator[str]:
    changed = len({action.address for action in parts.changes})
    if changed:
        yield tr("{changed} changed", changed=phrases.plural(changed, "entry", "entries"))
    if parts.records:
        yield tr("{count:,} only in the ledger", count=len(parts.records))
    if parts.later:
        yield tr("{count:,} deferred or waiting", count=len(parts.later))


def _verdict(plan: Plan, parts: Outline) -> str:
    incidents = sum(
        f.verdict is Verdict.VIOLATION or (f.verdict is Verdict.BLOCK and not f.stops) for f in plan.findings
    )
    stuck = (
        [tr("{count} blocked or held", count=phrases.plural(len(parts.stuck), "action"))]
        if parts.stuck
        else []
    )
    stuck += (
        [phrases.plural(incidents, "violation or incident", "violations or incidents")] if incidents else []
    )
    if plan.hypothetical:
        return tr("No: the plan is hypothetical, and apply refuses it")
    if not stuck:
        if parts.destroys or parts.will_destroy:
            return tr("Nothing is blocked; weigh what can never be undone")
        return tr("Yes: nothing is blocked") if plan.actions else tr("Yes: nothing changes")
    rest = tr("what is ready is applied all the same") if plan.ready else tr("nothing is ready")
    return tr("Look first: {stuck}; {rest}", stuck=", ".join(stuck), rest=rest)
