"""Plans and reports as plain JSON data, in the shapes that `wire/documents.py` publishes.

Money is a decimal string with two places, an instant is ISO 8601 in Shanghai, what is absent is None. Only
builtin types come out, so the result is what `json.loads` of the written file gives back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from reconciler.model.action import Action
from reconciler.model.calendar import iso
from reconciler.model.change import Change, Scalar
from reconciler.model.drift import DriftEntry, DriftField, DriftReport, Gone, Overview
from reconciler.model.fates import Ending, fates
from reconciler.model.finding import Finding
from reconciler.model.listing import Deadline, StatusRow, Task, WithdrawnTask
from reconciler.model.money import Cost
from reconciler.model.origin import Origin
from reconciler.model.outcome import ApplyResult
from reconciler.model.plan import FORMAT_VERSION, Basis, Plan, Scope
from reconciler.model.resource import Source

Json = dict[str, Any]


def amount(money: Decimal) -> str:
    """CNY with two places; never a negative zero."""
    return f"{money + 0:.2f}"


def instant(moment: datetime | None) -> str | None:
    """ISO 8601 with the Shanghai offset, or None."""
    return None if moment is None else iso(moment)


def source_document(source: Source | None) -> Json | None:
    """Where in Git something is said."""
    return None if source is None else {"file": source.file, "line": source.line}


def scalar(value: Scalar) -> Any:
    """A field's value; a tuple becomes a list."""
    return list(value) if isinstance(value, tuple) else value


def change_document(change: Change) -> Json:
    """One field before and after."""
    return {"path": change.path, "before": scalar(change.before), "after": scalar(change.after)}


def cost_document(cost: Cost) -> Json:
    """What one action costs."""
    return {"now": amount(cost.now), "monthly": amount(cost.monthly), "committed": amount(cost.committed)}


def action_document(action: Action) -> Json:
    """One step of a plan. The digest is computed over these, from a plan and from a file alike."""
    return {
        "id": action.id,
        "address": action.address,
        "kind": action.kind,
        "action": action.verb.value,
        "mode": action.mode.value,
        "status": action.status.value,
        "reason": action.reason,
        "reversible": action.reversible,
        "needs": list(action.needs),
        "changes": [change_document(change) for change in action.changes],
        "cost": cost_document(action.cost),
        "cost_origin": action.cost.origin.value,
        "earliest": instant(action.earliest),
        "deadline": instant(action.deadline),
        "source": source_document(action.source),
        "team": action.team,
    }


def finding_document(finding: Finding) -> Json:
    """What a rule says of a plan."""
    return {
        "rule": finding.rule,
        "verdict": finding.verdict.word,
        "address": finding.address,
        "message": finding.message,
        "hint": finding.hint,
        "until": instant(finding.until),
        "source": source_document(finding.source),
    }


def counts(words: Iterable[str]) -> dict[str, int]:
    """How often each word occurs, in alphabetical order."""
    return dict(sorted(Counter(words).items()))


def reading(gaps: Sequence[str]) -> Json:
    """What a report rests on: whether everything was read, and what was not."""
    return {"complete": not gaps, "gaps": list(gaps)}


def plan_document(plan: Plan) -> Json:
    """The whole plan, as `plan -o json` prints it and `--out` saves it."""
    return {
        "format_version": FORMAT_VERSION,
        "as_of": iso(plan.as_of),
        "hypothetical": plan.hypothetical,
        "account": plan.scope.account,
        "scope": scope_document(plan.scope),
        "digest": plan.digest,
        "basis": basis_document(plan.basis),
        "actions": [action_document(action) for action in plan.actions],
        "findings": [finding_document(finding) for finding in plan.findings],
        "summary": summary_document(plan),
        **reading(plan.gaps),
    }


def scope_document(scope: Scope) -> Json:
    """What the run was limited to."""
    return {"account": scope.account, "team": scope.team}


def basis_document(basis: Basis) -> Json:
    """What the plan was made from."""
    return {
        "manifests": basis.manifests,
        "policies": basis.policies,
        "tool": basis.tool,
        "ledger": basis.ledger,
        "created": iso(basis.created),
    }


def summary_document(plan: Plan) -> Json:
    """Counts over every action, whatever its status, and the monthly bill."""
    return {
        "actions": counts(action.verb.value for action in plan.actions),
        "statuses": counts(action.status.value for action in plan.actions),
        "monthly_before": amount(plan.monthly_before.amount),
        "monthly_after": amount(plan.monthly_after.amount),
        "monthly_origin": plan.monthly_after.origin.value,
        "unmanaged_monthly": amount(plan.unmanaged_monthly.amount),
    }


def drift_document(report: DriftReport) -> Json:
    """The whole drift report, as `drift -o json` prints it and `--previous` reads it."""
    return {
        "format_version": FORMAT_VERSION,
        "as_of": iso(report.as_of),
        "account": report.account,
        "entries": [drift_entry_document(entry) for entry in report.entries],
        "summary": {
            "managed": report.managed,
            "unmanaged": report.unmanaged,
            "unknown": report.unknown,
            "unmanaged_monthly": amount(report.unmanaged_monthly.amount),
            "unmanaged_monthly_origin": report.unmanaged_monthly.origin.value,
        },
        "since": None if report.previous is None else since_document(report, report.previous),
        "ignored": [
            {"address": entry.address, "category": entry.category, "reason": entry.ignored}
            for entry in report.entries
            if entry.ignored
        ],
        "overview": None if report.overview is None else overview_document(report, report.overview),
        **reading(report.gaps),
    }


def error_document(code: str, message: str, hint: str) -> Json:
    """Why there is no report."""
    return {"error": {"code": code, "message": message, "hint": hint}}


def since_document(report: DriftReport, previous: datetime) -> Json:
    """What changed since an earlier report."""
    new = [entry for entry in report.entries if report.is_new(entry)]
    return {
        "previous": iso(previous),
        "new": [{"address": entry.address, "category": entry.category} for entry in new],
        "gone": [gone_document(gone) for gone in report.gone],
        "again": [
            {"address": entry.address, "category": entry.category} for entry in report.entries if entry.again
        ],
    }


def gone_document(gone: Gone) -> Json:
    """An entry of an earlier report that is no more."""
    return {
        "address": gone.address,
        "category": gone.category,
        "team": gone.team,
        "message": gone.message,
        "first_seen": instant(gone.first_seen),
    }


def overview_document(report: DriftReport, overview: Overview) -> Json:
    """The whole account at a glance."""
    return {
        "coverage": None if report.coverage is None else str(report.coverage),
        "statuses": dict(overview.statuses),
        "costs": [
            {
                "month": cost.month,
                "team": cost.team,
                "committed": amount(cost.committed),
                "expected": amount(cost.expected),
            }
            for cost in overview.costs
        ],
        "deadlines": [deadline_document(entry) for entry in overview.deadlines],
    }


def drift_entry_document(entry: DriftEntry) -> Json:
    """One address that is not as Git and the ledger say."""
    return {
        "address": entry.address,
        "category": entry.category,
        "moved": entry.moved,
        "fields": [drift_field_document(field) for field in entry.fields],
        "first_seen": instant(entry.first_seen),
        "team": entry.team,
        "message": entry.message,
    }


def drift_field_document(field: DriftField) -> Json:
    """One field in three states."""
    return {
        "path": field.path,
        "declared": scalar(field.declared),
        "live": scalar(field.live),
        "last_applied": scalar(field.last_applied),
    }


def status_document(
    as_of: datetime,
    account: str,
    rows: Iterable[StatusRow],
    gaps: Sequence[str] = (),
) -> Json:
    """The number list, as `status -o json` prints it."""
    return {
        "format_version": FORMAT_VERSION,
        "as_of": iso(as_of),
        "account": account,
        "numbers": [status_row_document(row) for row in rows],
        **reading(gaps),
    }


def status_row_document(row: StatusRow) -> Json:
    """One number."""
    return {
        "address": row.address,
        "number": row.number,
        "type": row.type,
        "status": row.status,
        "running_status": row.running_status,
        "reason": row.reason,
        "call_type": row.call_type,
        "instance": row.instance,
        "deadline": instant(row.deadline),
        "monthly": None if row.monthly.origin is Origin.UNKNOWN else amount(row.monthly.amount),
        "monthly_origin": row.monthly.origin.value,
        "facts": {fact: origin.value for fact, origin in row.facts.items()},
    }


def deadlines_document(
    as_of: datetime, account: str, entries: Iterable[Deadline], gaps: Sequence[str] = ()
) -> Json:
    """What must happen by when, as `deadlines -o json` prints it."""
    return {
        "format_version": FORMAT_VERSION,
        "as_of": iso(as_of),
        "account": account,
        "entries": [deadline_document(entry) for entry in entries],
        **reading(gaps),
    }


def deadline_document(entry: Deadline) -> Json:
    """One deadline."""
    return {
        "id": entry.id,
        "address": entry.address,
        "kind": entry.kind,
        "instant": iso(entry.instant),
        "team": entry.team,
        "message": entry.message,
    }


def apply_document(plan: Plan, result: ApplyResult) -> Json:
    """What became of each planned action, as `apply -o json` prints it."""
    endings = tuple(fates(plan, result))
    return {
        "format_version": FORMAT_VERSION,
        "account": plan.scope.account,
        "digest": result.digest,
        "interrupted": result.interrupted,
        "settled": list(result.settled),
        "results": [ending_document(ending) for ending in endings],
        "summary": counts(ending.fate for ending in endings),
        **reading(plan.gaps),
    }


def ending_document(ending: Ending) -> Json:
    """One action's fate."""
    return {
        "id": ending.action.id,
        "address": ending.action.address,
        "action": ending.action.verb.value,
        "fate": ending.fate,
        "message": ending.message,
        "number": ending.number,
    }


def tasks_document(
    as_of: datetime,
    account: str,
    tasks: Iterable[Task],
    withdrawn: Iterable[WithdrawnTask] = (),
    gaps: Sequence[str] = (),
) -> Json:
    """The human tasks, as `tasks -o json` prints them."""
    return {
        "format_version": FORMAT_VERSION,
        "as_of": iso(as_of),
        "account": account,
        "tasks": [task_document(task) for task in tasks],
        "withdrawn": [withdrawn_document(task) for task in withdrawn],
        **reading(gaps),
    }


def task_document(task: Task) -> Json:
    """One human task."""
    return {
        "id": task.id,
        "address": task.action.address,
        "number": task.action.number,
        "action": task.action.verb.value,
        "status": task.action.status.value,
        "title": task.title,
        "steps": [{"en": step.en, "zh": step.zh} for step in task.steps],
        "link": task.link,
        "team": task.action.team,
        "contacts": list(task.contacts),
        "due": instant(task.due),
        "issued": instant(task.issued),
        "cost": cost_document(task.action.cost),
        "changes": [change_document(change) for change in task.action.changes],
        "verification": task.verification,
        "state": task.state.value,
        "stop": task.stop,
        "conditions": list(task.conditions),
    }


def withdrawn_document(task: WithdrawnTask) -> Json:
    """A task that is not to be done any more."""
    return {
        "id": task.id,
        "address": task.address,
        "number": task.number,
        "title": task.title,
        "issued": instant(task.issued),
        "withdrawn": instant(task.withdrawn),
        "reason": task.reason,
        "commit": task.commit,
        "answer": task.answer,
    }
