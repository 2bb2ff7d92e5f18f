"""What became of every planned action, as JSON."""

from __future__ import annotations

from reconciler.model.outcome import ApplyResult
from reconciler.model.plan import Plan
from reconciler.model.wire import apply_document
from reconciler.report.json_lines import write


def text(plan: Plan, result: ApplyResult) -> str:
    """`{"format_version", "account", "digest", "interrupted", "settled", "results", "summary"}`."""
    return write(apply_document(plan, result))
