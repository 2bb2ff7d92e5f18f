"""Human tasks as cards: what, who, by when, how, what it costs and how it is verified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from reconciler.model.listing import Task, TaskState, WithdrawnTask
from reconciler.report.sink import json_lines, phrases
from reconciler.report.sink.budget import Group, Row, fit
from reconciler.report.sink.encode import markdown_code, terminal
from reconciler.report.sink.mask import Encoder, masking
from reconciler.report.sink.table import align
from reconciler.wire.write import tasks_document

NONE = "No human tasks."


def text(
    tasks: Sequence[Task],
    *,
    as_of: datetime,
    account: str,
    withdrawn: Sequence[WithdrawnTask] = (),
    show_numbers: bool = True,
) -> str:
    """One card a task, the most urgent first as given; then what is not to be done any more."""
    shown = tasks_document(as_of, account, tasks, withdrawn)
    say = terminal if show_numbers else masking(terminal, shown)
    head = f"Human tasks of {say(account)} as of {phrases.moment(as_of)} (Asia/Shanghai)"
    cards = ["\n".join(_card(task, as_of, say)) for task in tasks]
    ended = ["\n".join(_withdrawn(task, say)) for task in withdrawn]
    return "\n\n".join([head, *(cards or [NONE]), *ended]) + "\n"


def brief(tasks: Sequence[Task], *, as_of: datetime) -> str:
    """One line a task, beneath another list."""
    rows = [
        (
            "" if task.due is None else phrases.moment(task.due),
            "" if task.due is None else phrases.distance(as_of, task.due),
            "not issued yet" if task.state is TaskState.READY else task.state.value,
            terminal(task.title),
            terminal(task.action.number or task.action.application or ""),
        )
        for task in tasks
    ]
    lines = [f"  {line}" for line in align(rows)] if rows else [NONE]
    return "\n".join([f"Human tasks ({len(rows)})", *lines]) + "\n"


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
    shown = tasks_document(as_of, account, tasks, withdrawn)
    say: Encoder = markdown_code if show_numbers else masking(markdown_code, shown)
    head = f"### ✋ Human tasks · {say(account)} · {phrases.moment(as_of)}\n"
    cards = [_list(task, as_of, say) for task in tasks]
    nothing = "" if cards else f"\n{NONE}\n"
    ended = [_struck(task, say) for task in withdrawn]
    groups = [Group((), 0, before=head + nothing), Group(cards, 1, more=_more), Group(ended, 0, more=_more)]
    return fit(groups)


def _more(text: str) -> str:
    return f"\n{text}"


def _card(task: Task, now: datetime, say: Callable[[str], str]) -> Iterator[str]:
    yield f"! {say(task.title)}"
    for name, said in _facts(task, now):
        yield f"  {name + ':':<13}{say(said)}"
    yield "  steps:"
    for index, step in enumerate(task.steps, 1):
        yield f"    {index}. {say(step.en)}"
        yield f"       ({say(step.zh)})"


def _withdrawn(task: WithdrawnTask, say: Callable[[str], str]) -> Iterator[str]:
    yield f"x {say(task.title)} — WITHDRAWN: do not do it any more"
    for name, value in _ending(task):
        yield f"  {name + ':':<13}{say(value)}"


def _struck(task: WithdrawnTask, say: Callable[[str], str]) -> Row:
    title = f"\n#### {say(task.title)} — withdrawn: do not do it any more\n"
    lines = [title, *(f"- {name}: {say(value)}" for name, value in _ending(task))]
    return Row("\n".join(lines), "withdrawn tasks", brief=title)


def _ending(task: WithdrawnTask) -> Iterator[tuple[str, str]]:
    yield "address", task.address
    if task.number is not None:
        yield "number", task.number
    yield "why", task.reason + (f" (commit {task.commit[:12]})" if task.commit else "")
    yield "issued", phrases.moment(task.issued)
    if task.withdrawn is not None:
        yield "withdrawn", phrases.moment(task.withdrawn)
    yield "begun?", f"stop, look in the console, then {task.answer}"


def _list(task: Task, now: datetime, say: Callable[[str], str]) -> Row:
    """One card; in brief its title and when it is due."""
    title = f"\n#### {say(task.title)}\n"
    lines = [title, *(f"- {name}: {say(said)}" for name, said in _facts(task, now))]
    lines += [f"- [ ] {say(step.en)}<br>{say(step.zh)}" for step in task.steps]
    due = f"\n- due: {phrases.moment(task.due)}" if task.due is not None else ""
    return Row("\n".join(lines), "tasks", brief=title + due, team=say(task.action.team[:40]))


def _facts(task: Task, now: datetime) -> Iterator[tuple[str, str]]:
    """What a person must know before they begin, by name; absent ones are left out."""
    action = task.action
    yield "address", action.address
    if action.number or action.application:
        yield "number", action.number or action.application or ""
    if task.stop:
        yield "NOT NOW", task.stop
    if task.due is not None:
        late = "OVERDUE, " if task.state is TaskState.OVERDUE else ""
        yield "due", f"{phrases.moment(task.due)}, {late}{phrases.distance(now, task.due)}"
    yield "owner", ", ".join((action.team, *task.contacts))
    if action.cost.now or action.cost.monthly:
        yield "cost", _price(task)
    if action.changes:
        yield "fill in", " · ".join(map(phrases.change, action.changes))
    for condition in task.conditions:
        yield "only if", condition
    yield "where", task.link
    yield "verified", task.verification
    if task.issued is not None:
        yield "issued", phrases.moment(task.issued)


def _price(task: Task) -> str:
    cost = task.action.cost
    monthly = f", {phrases.signed(cost.monthly)} CNY/month" if cost.monthly else ""
    return f"{phrases.money(cost.now)} CNY now{monthly}"
