"""A drift report as the published JSON document."""

from __future__ import annotations

from reconciler.model.drift import DriftReport
from reconciler.model.wire import drift_document
from reconciler.report.json_lines import write


def text(report: DriftReport) -> str:
    """The document; `--previous` reads it back."""
    return write(drift_document(report))
