"""A plan as the published JSON document: what `plan -o json` prints and `--out` saves."""

from __future__ import annotations

from reconciler.model.plan import Plan
from reconciler.report.sink.json_lines import write
from reconciler.wire.write import plan_document


def text(plan: Plan) -> str:
    """The document; `wire/read.py` parses it back."""
    return write(plan_document(plan))
