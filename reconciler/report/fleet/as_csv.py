"""The fleet's page as a sheet."""

from __future__ import annotations

from collections.abc import Sequence

from reconciler.model.calendar import iso
from reconciler.report.fleet.summary import AccountSummary
from reconciler.report.sink import csv_rows
from reconciler.wire.write import amount

HEADER = (
    "account",
    "needs",
    "new",
    "seen",
    "managed",
    "unmanaged",
    "monthly",
    "unmanaged_monthly",
    "next_deadline",
)


def text(rows: Sequence[AccountSummary]) -> str:
    """One row an account; a figure that nobody knows is empty."""
    return csv_rows.text(HEADER, map(_row, rows))


def _row(row: AccountSummary) -> tuple[str, ...]:
    figures = (str(row.managed), str(row.unmanaged), amount(row.monthly), amount(row.unmanaged_monthly))
    return (
        row.account,
        "; ".join(row.needs),
        str(len(row.news)),
        "" if row.last_report is None else iso(row.last_report),
        *(figures if row.known else [""] * len(figures)),
        iso(row.deadlines[0].instant) if row.deadlines else "",
    )
