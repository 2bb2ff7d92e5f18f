"""The one line that says what a merge destroys, buys, asks of people and costs, and what is stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from reconciler.model.action import Verb
from reconciler.model.finding import Verdict
from reconciler.model.money import ZERO, Fee, total
from reconciler.model.origin import weakest
from reconciler.model.plan import Plan
from reconciler.report.plan.outline import LATER, STUCK, Outline, is_task
from reconciler.report.sink import phrases
from reconciler.report.sink.language import tr


def headline(plan: Plan, parts: Outline) -> str:
    """One line: what is destroyed, bought and asked of people, what it costs, what is stuck."""
    still = [] if plan.ready or plan.stuck else [tr("no changes")]
    return " · ".join([*still, *_acts(parts), *_money(plan), *_standing(plan, parts)])


def _acts(parts: Outline) -> Iterable[str]:
    if parts.destroys:
        yield tr("cancels {count:,} for ever", count=len(parts.destroys))
    if parts.will_destroy:
        yield tr("later cancels {count:,} for ever", count=len(parts.will_destroy))
    bought = sum(action.verb is Verb.ORDER for action in parts.costs)
    if bought:
        yield tr("buys {bought:,}", bought=bought)
    if len(parts.costs) > bought:
        yield tr("activates public mode")
    tasks = len(parts.people) + sum(map(is_task, (*parts.destroys, *parts.costs)))
    if tasks:
        yield phrases.plural(tasks, "human task")
    changed = len({action.address for action in parts.changes})
    if changed:
        yield tr("changes {changed:,}", changed=changed)
    recorded = Counter(action.verb for action in parts.records)
    if recorded[Verb.MOVE]:
        yield tr("moves {count:,}", count=recorded[Verb.MOVE])
    if recorded[Verb.ADOPT]:
        yield tr("adopts {count:,}", count=recorded[Verb.ADOPT])
    if recorded[Verb.FORGET]:
        yield tr("forgets {count:,}", count=recorded[Verb.FORGET])


def _money(plan: Plan) -> Iterable[str]:
    now = at_once(plan)
    if now.amount:
        yield tr("{now} CNY now", now=phrases.monthly(now))
    monthly = plan.monthly_after.amount - plan.monthly_before.amount
    if monthly:
        mark = weakest(action.cost.origin for action in plan.ready if action.cost.monthly).mark
        yield tr("{monthly} CNY/month", monthly=phrases.signed(monthly) + mark)


def at_once(plan: Plan) -> Fee:
    """What the ready actions are charged at once: the sum of the column, marked as its figures are."""
    return total(Fee(action.cost.now, action.cost.origin) for action in plan.ready if action.cost.now)


def bill(plan: Plan) -> str:
    """The monthly bill before and after, and what of it nobody manages."""
    before, after = plan.monthly_before, plan.monthly_after
    text = tr("{before} CNY", before=phrases.monthly(before))
    if after.amount != before.amount:
        text += tr(
            " → {after} CNY ({amount})",
            after=phrases.monthly(after),
            amount=phrases.signed(after.amount - before.amount),
        )
    if plan.unmanaged_monthly.amount:
        text += tr(
            ", of which {unmanaged_monthly} CNY is managed by nobody",
            unmanaged_monthly=phrases.monthly(plan.unmanaged_monthly),
        )
    return text


def committed(plan: Plan) -> Decimal:
    """What the ready purchases commit to."""
    return sum((action.cost.committed for action in plan.ready), ZERO)


def _standing(plan: Plan, parts: Outline) -> Iterable[str]:
    counts = Counter(action.status for action in (*parts.stuck, *parts.will_destroy, *parts.later))
    for status in (*STUCK, *LATER):
        if counts[status]:
            yield phrases.tally(counts[status], status.value)
    violations = sum(finding.verdict is Verdict.VIOLATION for finding in plan.findings)
    if violations:
        yield phrases.plural(violations, "violation")
    incidents = {f.address for f in plan.findings if f.verdict is Verdict.BLOCK and not f.stops}
    if incidents:
        yield phrases.plural(len(incidents), "incident")
