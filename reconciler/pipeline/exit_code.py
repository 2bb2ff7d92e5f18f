"""The exit code each answer stands for, highest in this order: 130, 64, 6, 1, 5, 4, 3, 2, 0."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reconciler.model.drift import DriftReport
from reconciler.model.listing import Deadline
from reconciler.model.outcome import ApplyResult
from reconciler.model.plan import Plan
from reconciler.planning.deadlines import overdue


def of_plan(plan: Plan, *, detailed: bool = False) -> int:
    """3 for what is blocked, held, overdue or in violation; `detailed`: 2 for changes."""
    if plan.stuck:
        return 3
    return 2 if detailed and plan.changes else 0


def of_drift(report: DriftReport, *, complete: bool) -> int:
    """1 for an incomplete report, 3 for what is grave, 2 for drift."""
    if not complete:
        return 1
    if any(entry.grave for entry in report.entries):
        return 3
    return 2 if any(not entry.quiet for entry in report.entries) else 0


def of_deadlines(entries: Sequence[Deadline], now: datetime, *, complete: bool) -> int:
    """1 for an incomplete list, 3 for what is overdue."""
    if not complete:
        return 1
    return 3 if any(overdue(entry, now) for entry in entries) else 0


def of_apply(result: ApplyResult) -> int:
    """130 for an interrupted run, 4 for a failure or an unknown outcome, 3 for what is stuck."""
    if result.interrupted:
        return 130
    if result.failed:
        return 4
    return 3 if result.stuck else 0
