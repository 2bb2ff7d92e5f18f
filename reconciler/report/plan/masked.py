"""How the numbers of a plan are shown in a report that others read."""

from __future__ import annotations

from reconciler.model.plan import Plan
from reconciler.report.sink.mask import Encoder, masking
from reconciler.wire.write import plan_document


def mask_of(plan: Plan, *, show_numbers: bool) -> Encoder:
    """Masks the numbers in a text of the plan's report, unless they may be seen."""
    return str if show_numbers else masking(str, plan_document(plan), plan.codes)
