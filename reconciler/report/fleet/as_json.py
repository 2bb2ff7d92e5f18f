"""The fleet's page and its queue as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from reconciler.model.calendar import iso
from reconciler.model.fleet import Queue, StoredReport
from reconciler.model.plan import FORMAT_VERSION
from reconciler.report.fleet.summary import AccountSummary
from reconciler.report.sink.json_lines import write
from reconciler.wire.write import amount


def page(rows: Sequence[AccountSummary], now: datetime) -> str:
    """One entry an account, those that need a person first; a figure that nobody knows is null."""
    accounts = [
        {
            "account": row.account,
            "needs": list(row.needs),
            "new": len(row.news),
            "seen": None if row.last_report is None else iso(row.last_report),
            "managed": row.managed if row.known else None,
            "unmanaged": row.unmanaged if row.known else None,
            "monthly": amount(row.monthly) if row.known else None,
            "unmanaged_monthly": amount(row.unmanaged_monthly) if row.known else None,
            "next_deadline": iso(row.deadlines[0].instant) if row.deadlines else None,
        }
        for row in rows
    ]
    return write({"format_version": FORMAT_VERSION, "as_of": iso(now), "accounts": accounts})


def status(queue: Queue, names: Iterable[str], reports: Iterable[StoredReport], now: datetime) -> str:
    """What the engine has to do, and when each account was last reported on."""
    accounts: dict[str, dict[str, Any]] = {name: {} for name in names}
    for report in reports:
        accounts.setdefault(report.account, {})[report.chore.value] = {
            "at": iso(report.at),
            "age_seconds": max(0, int((now - report.at).total_seconds())),
            "commit": report.commit,
            "exit_code": report.exit_code,
            "error": report.error or None,
        }
    return write(
        {
            "format_version": FORMAT_VERSION,
            "as_of": iso(now),
            "queue": {
                "waiting": queue.waiting,
                "running": queue.running,
                "failed": queue.failed,
                "stalled": queue.stalled,
                "workers": queue.workers,
                "orphans": list(queue.orphans),
            },
            "accounts": [
                {"account": name, "reports": account_reports}
                for name, account_reports in sorted(accounts.items())
            ],
        }
    )
