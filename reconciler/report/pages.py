"""The lists people look at every day as pages, for Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from reconciler.model.listing import Deadline, StatusRow, Task, TaskState, WithdrawnTask
from reconciler.model.observation import NumberStatus
from reconciler.model.trace import Trace
from reconciler.report import status as status_report
from reconciler.report.sink import phrases
from reconciler.report.sink.language import tr
from reconciler.report.sink.page import Column, Page, Table, TableRow, TextKind, Tone
from reconciler.report.sink.recall import recalled
from reconciler.report.tasks import labels

_TONES = {
    NumberStatus.DOCUMENTS_DUE: Tone.WARN,
    NumberStatus.REVIEWING: Tone.WARN,
    NumberStatus.RESTRICTED: Tone.GRAVE,
    NumberStatus.RELEASED: Tone.GRAVE,
    NumberStatus.REJECTED: Tone.GRAVE,
}
_NUMBERS = (
    Column("Number", TextKind.VALUE),
    Column("Address", TextKind.VALUE),
    Column("Status", TextKind.PROSE),
    Column("Call type", TextKind.PROSE),
    Column("Instance", TextKind.VALUE),
    Column("Deadline"),
    Column("CNY/month", right=True),
)
_TASKS = (
    Column("Task"),
    Column("Where", TextKind.VALUE),
    Column("By"),
    Column("Owner", TextKind.VALUE),
    Column("Cost"),
)
_ENDED = (Column("Task", TextKind.PROSE), Column("Where", TextKind.VALUE), Column("Why", TextKind.PROSE))
_DEADLINES = (
    Column("When"),
    Column("Address", TextKind.VALUE),
    Column("What"),
    Column("Message", TextKind.PROSE),
)


def status_page(
    rows: Sequence[StatusRow],
    tasks: Sequence[Task],
    deadlines: Sequence[Deadline],
    *,
    as_of: datetime,
    account: str,
    gaps: Sequence[str] = (),
    charged: Trace | None = None,
) -> Page:
    """The numbers by type, then what people must do, then what is due."""
    titles = status_report.TITLES | {
        row.type: row.type for row in rows if row.type not in status_report.TITLES
    }
    numbers = [
        Table(title, _NUMBERS, [_number(row, as_of) for row in rows if row.type == kind])
        for kind, title in titles.items()
    ]
    agenda = (
        Table(tr("Human tasks"), _TASKS, [_task(task, as_of) for task in tasks], Tone.PEOPLE),
        Table(tr("Deadlines"), _DEADLINES, [_deadline(entry, as_of) for entry in deadlines]),
    )
    return Page(
        tr("Voice numbers"),
        account,
        status_report.summary(rows, charged),
        (*numbers, *agenda),
        notices=tuple(incomplete(gaps)),
        footer=(as_of_line(as_of),),
    )


def tasks_page(
    tasks: Sequence[Task],
    withdrawn: Sequence[WithdrawnTask] = (),
    *,
    as_of: datetime,
    account: str,
    gaps: Sequence[str] = (),
) -> Page:
    """An overview, then one table of steps a task."""
    late = sum(task.due is not None and task.due <= as_of for task in tasks)
    headline = phrases.plural(len(tasks), "human task") if tasks else tr("no human tasks")
    ended = Table(tr("Withdrawn: do not do these any more"), _ENDED, list(map(_ended, withdrawn)), Tone.GRAVE)
    overview = Table(tr("Overview"), _TASKS, [_task(task, as_of) for task in tasks], Tone.PEOPLE)
    return Page(
        tr("Human tasks"),
        account,
        tr("{headline} · {late:,} overdue", headline=headline, late=late) if late else headline,
        (overview, ended, *map(_steps, tasks)),
        icon="✋",
        notices=tuple(incomplete(gaps)),
        footer=(as_of_line(as_of),),
    )


def deadlines_page(
    entries: Sequence[Deadline], *, as_of: datetime, account: str, gaps: Sequence[str] = ()
) -> Page:
    """One table, the soonest first."""
    late = sum(entry.instant <= as_of for entry in entries)
    headline = phrases.plural(len(entries), "deadline") if entries else tr("no deadlines")
    return Page(
        tr("Voice deadlines"),
        account,
        tr("{headline} · {late:,} overdue", headline=headline, late=late) if late else headline,
        (Table(tr("By when"), _DEADLINES, [_deadline(entry, as_of) for entry in entries]),),
        icon="⏰",
        notices=tuple(incomplete(gaps)),
        footer=(as_of_line(as_of),),
    )


def incomplete(gaps: Sequence[str]) -> Iterator[tuple[Tone, str, Sequence[str]]]:
    """The notice above a report that not everything was read for."""
    if gaps:
        yield Tone.WARN, tr("Incomplete: not everything was read."), gaps[:5]


def as_of_line(as_of: datetime) -> str:
    """The footer's word on when this was true."""
    return tr("As of {when} (Asia/Shanghai).", when=phrases.moment(as_of))


def _number(row: StatusRow, now: datetime) -> TableRow:
    cells = status_report.cells(row, now)
    number, address, status, running, call_type, instance, deadline, monthly = cells
    return TableRow(
        (number, address, (status, running), call_type, instance, deadline, monthly),
        _TONES.get(row.status, Tone.PLAIN),
        team=address.partition("/")[0],
    )


def _task(task: Task, now: datetime) -> TableRow:
    action = task.action
    due = "" if task.due is None else f"{phrases.moment(task.due)} ({phrases.due(now, task.due)})"
    cost = [tr("{now} CNY now", now=phrases.charged(action.cost))] if action.cost.now else []
    cost += [tr("{monthly} CNY/month", monthly=phrases.added(action.cost))] if action.cost.monthly else []
    return TableRow(
        (
            (
                tr(action.verb.value),
                tr("not issued yet") if task.state is TaskState.READY else tr(task.state.value),
            ),
            (action.address, action.number or action.application or ""),
            due,
            (action.team, *task.contacts),
            tuple(cost),
        ),
        Tone.GRAVE if task.due is not None and task.due <= now else Tone.PEOPLE,
        team=action.team,
    )


def _ended(task: WithdrawnTask) -> TableRow:
    return TableRow((task.title, (task.address, task.number or ""), recalled(task.reason)), Tone.GRAVE)


def _steps(task: Task) -> Table:
    """What to do, in the console's own words."""
    columns = (Column("Step", TextKind.PROSE), Column("In the console", TextKind.PROSE))
    rows = [TableRow((str(index), labels(step))) for index, step in enumerate(task.steps, 1)]
    fields = tuple(map(phrases.change, task.action.changes))
    rows += [TableRow((tr("fill in"), fields))] if fields else []
    rows += [TableRow((tr("where"), task.link)), TableRow((tr("verified"), task.verification))]
    return Table(task.title, columns, rows, folded=True)


def _deadline(entry: Deadline, now: datetime) -> TableRow:
    late = entry.instant <= now
    away = phrases.distance(now, entry.instant)
    return TableRow(
        (
            (phrases.moment(entry.instant), tr("overdue, {away}", away=away) if late else away),
            entry.address,
            tr(entry.kind),
            entry.message,
        ),
        Tone.GRAVE if late else Tone.PLAIN,
        team=entry.team,
    )
