"""The fleet's queue and its accounts for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from reconciler.model.fleet import Queue, StoredReport
from reconciler.report.fleet.summary import AccountSummary
from reconciler.report.sink import phrases
from reconciler.report.sink.encode import terminal
from reconciler.report.sink.table import align

_HEADER = ("ACCOUNT", "CHORE", "REPORTED", "EXIT", "COMMIT", "")
_NAMED = 10
"""So many accounts are named; the document of `-o json` names all."""


def queue(state: Queue) -> str:
    """One line, and a second where jobs wait that nobody does."""
    line = (
        f"{phrases.plural(state.workers, 'worker')} · {state.waiting:,} waiting · {state.running:,} running · "
        f"{state.stalled:,} stalled · {state.failed:,} failed in the last day"
    )
    if not state.orphans:
        return line
    more = len(state.orphans) - _NAMED
    names = ", ".join(map(terminal, state.orphans[:_NAMED])) + (f" and {more:,} more" if more > 0 else "")
    accounts = phrases.plural(len(state.orphans), "account")
    return f"{line}\nno worker that lives takes the jobs of {accounts}: {names}"


def status(state: Queue, names: Iterable[str], reports: Sequence[StoredReport], now: datetime) -> str:
    """The queue, then the last report of each account and chore; accounts without one come first."""
    silent = sorted(set(names) - {report.account for report in reports})
    rows = [(terminal(name), "", "never", "", "", "") for name in silent]
    rows += [
        (
            terminal(report.account),
            report.chore.value,
            phrases.age(now, report.at),
            str(report.exit_code),
            terminal(report.commit[:12]),
            terminal(report.error),
        )
        for report in reports
    ]
    return "\n".join([queue(state), "", *align([_HEADER, *rows])]) + "\n"


def page(rows: Sequence[AccountSummary]) -> str:
    """What each account needs of a person, in a line."""
    lines = [
        (
            terminal(row.account),
            f"{row.managed:,}",
            phrases.money(row.monthly),
            terminal("; ".join(row.needs)),
        )
        for row in rows
    ]
    return "\n".join(align([("ACCOUNT", "NUMBERS", "CNY/MONTH", "NEEDS A PERSON"), *lines])) + "\n"
