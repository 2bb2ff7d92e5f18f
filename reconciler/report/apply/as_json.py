"""What became of every planned action, as JSON."""

from __future__ import annotations

from reconciler.model.outcome import ApplyResult
from reconciler.model.plan import Plan
from reconciler.report.sink.json_lines import write
from reconciler.wire.write import apply_document


def text(plan: Plan, result: ApplyResult) -> str:
    """`{"format_version", "account", "digest", "interrupted", "settled", "results", "summary"}`."""
    return write(apply_document(plan, result))
