"""Human tasks as cards: what, who, by when, how, what it costs and how it is verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from reconciler.model.listing import Step, Task, TaskState, WithdrawnTask
from reconciler.model.phrase import phrase
from reconciler.report.sink import json_lines, phrases
from reconciler.report.sink.budget import BudgetLine, LineGroup, fit
from reconciler.report.sink.encode import markdown_code, terminal
from reconciler.report.sink.language import current, spoken, tr
from reconciler.report.sink.mask import Encoder, masking
from reconciler.report.sink.recall import recalled
from reconciler.report.sink.table import align, pad
from reconciler.wire.write import tasks_document

NONE = phrase("No human tasks.")


def text(
    tasks: Sequence[Task],
    *,
    as_of: datetime,
    account: str,
    withdrawn: Sequence[WithdrawnTask] = (),
    show_numbers: bool = True,
) -> str:
    """One card a task, the most urgent first as given; then what is not to be done any more."""
    document = tasks_document(as_of, account, tasks, withdrawn)
    say = terminal if show_numbers else masking(terminal, document)
    head = tr(
        "Human tasks of {account} as of {when} (Asia/Shanghai)",
        account=say(account),
        when=phrases.moment(as_of),
    )
    cards = ["\n".join(_card(task, as_of, say)) for task in tasks]
    ended = ["\n".join(_withdrawn(task, say)) for task in withdrawn]
    return "\n\n".join([head, *(cards or [tr(NONE)]), *ended]) + "\n"


def brief(tasks: Sequence[Task], *, as_of: datetime) -> str:
    """One line a task, beneath another list."""
    rows = [
        (
            "" if task.due is None else phrases.moment(task.due),
            "" if task.due is None else phrases.due(as_of, task.due),
            tr("not issued yet") if task.state is TaskState.READY else tr(task.state.value),
            terminal(task.title),
            terminal(task.action.number or task.action.application or ""),
        )
        for task in tasks
    ]
    lines = [f"  {line}" for line in align(rows)] if rows else [tr(NONE)]
    return "\n".join([tr("Human tasks ({count})", count=len(rows)), *lines]) + "\n"


def json(
    tasks: Sequence[Task],
    *,
    as_of: datetime,
    account: str,
    withdrawn: Sequence[WithdrawnTask] = (),
    gaps: Sequence[str] = (),
) -> str:
    """The same as data."""
    return json_lines.write(tasks_document(as_of, account, tasks, withdrawn, gaps))


def markdown(
    tasks: Sequence[Task],
    *,
    as_of: datetime,
    account: str,
    withdrawn: Sequence[WithdrawnTask] = (),
    show_numbers: bool = False,
) -> str:
    """One list a task, with a box to tick for each step; numbers are masked."""
    document = tasks_document(as_of, account, tasks, withdrawn)
    say: Encoder = markdown_code if show_numbers else masking(markdown_code, document)
    head = f"### ✋ {tr('Human tasks')} · {say(account)} · {phrases.moment(as_of)}\n"
    cards = [_list(task, as_of, say) for task in tasks]
    nothing = "" if cards else f"\n{tr(NONE)}\n"
    ended = [_struck(task, say) for task in withdrawn]
    groups = [
        LineGroup((), 0, before=head + nothing),
        LineGroup(cards, 1, more=_more),
        LineGroup(ended, 0, more=_more),
    ]
    return fit(groups)


def _more(text: str) -> str:
    return f"\n{text}"


def labels(step: Step) -> tuple[str, ...]:
    """A step as the reader's console shows it. Who reads English may still have the Chinese console before them."""
    return (step.zh,) if current() == "zh" else (step.en, step.zh)


def _card(task: Task, now: datetime, say: Callable[[str], str]) -> Iterator[str]:
    yield f"! {say(task.title)}"
    for name, value in _facts(task, now):
        yield f"  {pad(tr('{name}:', name=name), 13)}{say(value)}"
    yield f"  {tr('steps:')}"
    for index, step in enumerate(task.steps, 1):
        first, *others = labels(step)
        yield f"    {index}. {say(first)}"
        yield from (f"       ({say(other)})" for other in others)


def _withdrawn(task: WithdrawnTask, say: Callable[[str], str]) -> Iterator[str]:
    yield tr("x {title} — WITHDRAWN: do not do it any more", title=say(task.title))
    for name, value in _ending(task):
        yield f"  {pad(tr('{name}:', name=name), 13)}{say(value)}"


def _struck(task: WithdrawnTask, say: Callable[[str], str]) -> BudgetLine:
    title = "\n#### " + tr("{title} — withdrawn: do not do it any more", title=say(task.title)) + "\n"
    lines = [title, *(f"- {name}: {say(value)}" for name, value in _ending(task))]
    return BudgetLine("\n".join(lines), tr("withdrawn tasks"), brief=title)


def _ending(task: WithdrawnTask) -> Iterator[tuple[str, str]]:
    yield tr("address"), task.address
    if task.number is not None:
        yield tr("number"), task.number
    yield (
        tr("why"),
        spoken(recalled(task.reason))
        + (tr(" (commit {commit})", commit=task.commit[:12]) if task.commit else ""),
    )
    yield tr("issued"), phrases.moment(task.issued)
    if task.withdrawn is not None:
        yield tr("withdrawn"), phrases.moment(task.withdrawn)
    yield tr("begun?"), tr("stop, look in the console, then {answer}", answer=task.answer)


def _list(task: Task, now: datetime, say: Callable[[str], str]) -> BudgetLine:
    """One card; in brief its title and when it is due."""
    title = f"\n#### {say(task.title)}\n"
    lines = [title, *(f"- {name}: {say(value)}" for name, value in _facts(task, now))]
    lines += [f"- [ ] {'<br>'.join(map(say, labels(step)))}" for step in task.steps]
    due = "\n- " + tr("due: {due}", due=phrases.moment(task.due)) if task.due is not None else ""
    return BudgetLine("\n".join(lines), tr("tasks"), brief=title + due, team=say(task.action.team[:40]))


def _facts(task: Task, now: datetime) -> Iterator[tuple[str, str]]:
    """What a person must know before they begin, by name; absent ones are left out."""
    action = task.action
    yield tr("address"), action.address
    if action.number or action.application:
        yield tr("number"), action.number or action.application or ""
    if task.stop:
        yield tr("NOT NOW"), task.stop
    if task.due is not None:
        yield tr("due"), phrases.moment(task.due) + phrases.comma() + phrases.due(now, task.due)
    yield tr("owner"), tr(", ").join((action.team, *task.contacts))
    if action.cost.now or action.cost.monthly:
        yield tr("cost"), _price(task)
    if action.changes:
        new = all(change.before is None for change in action.changes)
        yield tr("fill in") if new else tr("changes"), " · ".join(map(phrases.change, action.changes))
    for condition in task.conditions:
        yield tr("only if"), condition
    yield tr("where"), task.link
    yield tr("verified"), task.verification
    if task.issued is not None:
        yield tr("issued"), phrases.moment(task.issued)


def _price(task: Task) -> str:
    cost = task.action.cost
    monthly = tr(", {monthly} CNY/month", monthly=phrases.signed(cost.monthly)) if cost.monthly else ""
    return tr("{now} CNY now{monthly}", now=phrases.money(cost.now), monthly=monthly)
