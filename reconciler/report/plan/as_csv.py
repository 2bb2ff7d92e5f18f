"""A plan's actions as a spreadsheet: one row an action, nothing masked, nothing left out."""

from __future__ import annotations

from reconciler.model.action import Action
from reconciler.model.plan import Plan
from reconciler.report.sink import csv_rows, phrases
from reconciler.report.sink.language import english
from reconciler.wire.write import action_document

HEADER = (
    "address", "number", "action", "mode", "status", "team", "changes", "cny_now", "cny_monthly", "cny_committed",
    "earliest", "deadline", "reason", "reversible", "needs", "file", "line",
)  # fmt: skip


@english()
def text(plan: Plan) -> str:
    """Every action, in the plan's order."""
    return csv_rows.text(HEADER, map(_row, plan.actions))


def _row(action: Action) -> tuple[str, ...]:
    document = action_document(action)
    cost, source = document["cost"], document["source"] or {}
    return (
        action.address,
        action.number or action.application or "",
        document["action"],
        document["mode"],
        document["status"],
        action.team,
        "; ".join(map(phrases.change, action.changes)),
        cost["now"],
        cost["monthly"],
        cost["committed"],
        document["earliest"] or "",
        document["deadline"] or "",
        action.reason,
        phrases.value(action.reversible),
        " ".join(action.needs),
        source.get("file", ""),
        str(source.get("line", "")),
    )
