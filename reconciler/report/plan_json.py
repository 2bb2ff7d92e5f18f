"""A plan as the published JSON document: what `plan -o json` prints and `--out` saves."""

from __future__ import annotations

from reconciler.model.plan import Plan
from reconciler.model.wire import plan_document
from reconciler.report.json_lines import write


def text(plan: Plan) -> str:
    """The document; `model/reading.py` parses it back."""
    return write(plan_document(plan))
