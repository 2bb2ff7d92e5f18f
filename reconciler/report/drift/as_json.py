"""A drift report as the published JSON document."""

from __future__ import annotations

from reconciler.model.drift import DriftReport
from reconciler.report.sink.json_lines import write
from reconciler.wire.write import drift_document


def text(report: DriftReport) -> str:
    """The document; `--previous` reads it back."""
    return write(drift_document(report))
